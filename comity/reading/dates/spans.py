"""Days, months, years and ranges of them against one another."""

from __future__ import annotations

from comity.model import When


def may_coincide(one: When, other: When) -> bool:
    """Whether two dates have a day in common: 2031-03-05 and the range 2031-03-03 to 2031-03-07, 2031-03 and 2031.

    ISO dates sort as text, and whatever begins with a month or year lies before that month or year and a tilde.
    """
    return one.value <= _last(other) and other.value <= _last(one)


def _last(when: When) -> str:
    return (when.end or when.value) + "~"

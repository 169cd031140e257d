"""Days as ISO words, as exact as the text allows."""

from __future__ import annotations

from datetime import date

from comity.model import When


def day_of(when: When | None, published: str | None) -> str | None:
    """The day of a claim: its own where it has one that was not later than it was told; else the day it was told."""
    if when is not None and (published is None or when.value <= published):
        return when.value
    return published


def exact(value: str | None) -> date | None:
    """The date of a full ISO day; None for months, years and nothing."""
    try:
        return date.fromisoformat(value) if value is not None and len(value) == 10 else None
    except ValueError:
        return None


def apart(left: str | None, right: str | None) -> int | None:
    """The days between two full ISO days; None where one of them is not."""
    first, second = exact(left), exact(right)
    return None if first is None or second is None else abs((first - second).days)

"""By when a measure is due: dates as written, and periods counted from the signing or the start of a ceasefire.

Limits: working days, and periods counted from anything else ("after certification"), are kept in words without a date.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from comity.model import Measure

_MONTHS = {name.lower(): n for n, name in enumerate(calendar.month_name) if n}
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "twelve": 12, "fourteen": 14, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "forty-five": 45,
    "sixty": 60, "ninety": 90,
}  # fmt: skip
_COUNT = r"(?P<count>\d{1,4}|" + "|".join(sorted(_NUMBERS, key=len, reverse=True)) + r")(?:\s+\(\w+\))?"
_PERIOD = re.compile(
    rf"\b(?:(?:within|no later than|not later than|at the latest)\s+(?:the\s+)?(?:next\s+|first\s+)?)?{_COUNT}\s+"
    r"(?P<working>working |business )?(?:calendar )?(?P<unit>hour|day|week|month|year)s?['’]?\s*"
    r"(?:(?:of|after|from|following)\s+(?P<anchor>[^,.;()]{3,80}))?",
    re.IGNORECASE,
)
_LEADS = re.compile(r"within|no later|not later|at the latest", re.IGNORECASE)
_DATE = re.compile(
    r"\b(?P<lead>by|before|until|no later than|not later than|from|starting|beginning|as of|effective)\s+"
    r"(?:(?:midnight|noon|\d{1,2}[:.]\d\d(?:\s?[ap]\.?m\.?)?)\s+(?:on|of)?\s*)?(?:on\s+)?(?:the\s+end\s+of\s+)?"
    rf"(?:(?P<day>\d{{1,2}})\s+(?P<month>{'|'.join(_MONTHS)})|(?P<month2>{'|'.join(_MONTHS)})\s+(?P<day2>\d{{1,2}}))"
    r"(?:,?\s+(?P<year>\d{4}))?\b",
    re.IGNORECASE,
)
_SIGNING = re.compile(
    r"(?:(?:the|its|this|of|date|day|time|moment|present)\s+)*(?:signing|signature|conclusion|adoption)\b",
    re.IGNORECASE,
)
_FORCE = re.compile(r"(?:(?:the|its|of|date|day)\s+)*(?:entry into force|entering into force)\b", re.IGNORECASE)
_FORCE_AT_ONCE = re.compile(r"enters? into force (?:up)?on (?:its |the )?sign", re.IGNORECASE)
_TRUCE = re.compile(
    r"(?:(?:the|of|date|day)\s+)*(?:(?:start|beginning|commencement|onset|entry into force)\s+of\s+)?(?:the\s+|a\s+)?"
    r"(?:ceasefire|cease-fire|truce|cessation of hostilities)\b",
    re.IGNORECASE,
)
_FROM = frozenset({"from", "starting", "beginning", "as of", "effective"})


@dataclass(frozen=True, slots=True)
class Due:
    """When a measure is due: the text's words; the day, where it can be worked out; what it was counted from.

    `kind`: by that day, or to hold from that day on.
    """

    words: str
    day: date | None = None
    kind: Literal["by", "from"] = "by"
    counted_from: str | None = None


@dataclass(frozen=True, slots=True)
class Anchors:
    """The days from which an accord counts."""

    signed: date | None = None
    truce: date | None = None
    at_once: bool = False


def enters_at_once(text: str) -> bool:
    """Whether an accord says that it is in force when signed."""
    return _FORCE_AT_ONCE.search(text) is not None


def due_of(measure: Measure, texts: tuple[str, ...], anchors: Anchors) -> Due | None:
    """When a measure is due, from the first of `texts` that says so, or from what the reader made of its words."""
    for text in texts:
        found = _dated(text, anchors) or _counted(text, anchors)
        if found is not None:
            return found
    when, words = measure.deadline, measure.deadline_span
    if when is not None and when.value.count("-") == 2:
        day = date.fromisoformat(when.value)
        if anchors.signed is None or day >= anchors.signed:
            return Due(" ".join(words.text.split()) if words else when.value, day)
    return None


def _dated(text: str, anchors: Anchors) -> Due | None:
    match = _DATE.search(text)
    if match is None:
        return None
    words = " ".join(match[0].split())
    kind: Literal["by", "from"] = "from" if match["lead"].lower() in _FROM else "by"
    month = _MONTHS[(match["month"] or match["month2"]).lower()]
    number = int(match["day"] or match["day2"])
    if match["year"]:
        return Due(words, _day(int(match["year"]), month, number), kind)
    if anchors.signed is None:
        return Due(words, None, kind)
    years = (anchors.signed.year, anchors.signed.year + 1)
    days = [day for year in years if (day := _day(year, month, number)) and day >= anchors.signed]
    return Due(words, days[0] if days else None, kind, "the first such day after the signing")


def _counted(text: str, anchors: Anchors) -> Due | None:
    """ "Within 14 days of signing", "no later than two months after …"; a bare "30 days" is none."""
    for match in _PERIOD.finditer(text):
        if not _LEADS.match(match[0]) and match["anchor"] is None:
            continue
        if not _LEADS.match(match[0]) and not re.search(r"after|following", match[0], re.IGNORECASE):
            continue
        words = " ".join(match[0].split())
        start, counted_from = _start(match["anchor"], anchors)
        if start is None or match["working"]:
            return Due(words)
        count = match["count"].lower()
        number = _NUMBERS[count] if count in _NUMBERS else int(count)
        return Due(words, _later(start, number, match["unit"].lower()), counted_from=counted_from)
    return None


def _start(anchor: str | None, anchors: Anchors) -> tuple[date | None, str | None]:
    if anchor is None or _SIGNING.match(anchor) or (anchors.at_once and _FORCE.match(anchor)):
        return anchors.signed, "the signing"
    if _TRUCE.match(anchor):
        return anchors.truce, "the start of the ceasefire"
    return None, None


def _later(start: date, number: int, unit: str) -> date | None:
    try:
        if unit in {"hour", "day", "week"}:
            days = {"hour": -(-number // 24), "day": number, "week": 7 * number}[unit]
            return start + timedelta(days=days)
        months = start.month - 1 + number * (12 if unit == "year" else 1)
        year, month = start.year + months // 12, months % 12 + 1
        return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))
    except (OverflowError, ValueError):
        return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None

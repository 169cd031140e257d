"""Publication dates as people write them, read without guessing."""

from __future__ import annotations

import re
from datetime import date, datetime

from comity.model import InputError

_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_NUMERIC = re.compile(r"\s*(\d{1,2})\s*([./-])\s*(\d{1,2})\s*\2\s*(\d{4})\b")
_ISO_START = re.compile(r"\d{4}-\d{2}-\d{2}(?=[T ]|$)")
# With the year first, the month comes before the day in every usage: 2015-13-01 is a slip, not the 13th of January.
_YEAR_FIRST = re.compile(r"(\d{4})(?:\s*[./‐-―−-]\s*|\s+)(\d{1,2})(?:\s*[./‐-―−-]\s*|\s+)(\d{1,2})(?!\d)")
_LONGEST = 100


def parse_date(text: str) -> date:
    """The day that `text` names: ISO 8601, or an English date with day, month and a year of four digits.

    A time of day and its zone are dropped: the day is taken as written. After a year the month comes before the day.
    Relative dates ("yesterday"), dates without a day or year, and dates of numbers that fit both day-month and
    month-day are not guessed.
    Raises InputError that names the text.
    """
    text = text.strip()
    try:
        if match := _ISO_START.match(text):
            return date.fromisoformat(match.group())
        return date.fromisoformat(text)
    except ValueError:
        pass
    if match := _YEAR_FIRST.match(text):
        return _in_calendar(text, int(match[1]), int(match[2]), int(match[3]))
    if match := _NUMERIC.match(text):
        return _numeric(text, int(match[1]), int(match[3]), int(match[4]))
    found = _written(text) if _YEAR.search(text) and len(text) <= _LONGEST else None
    if found is None:
        raise InputError(f"the date {text[:_LONGEST]!r} cannot be understood: write it as 2015-11-15")
    return found


def _numeric(text: str, first: int, second: int, year: int) -> date:
    days = set()
    for day, month in ((first, second), (second, first)):
        try:
            days.add(date(year, month, day))
        except ValueError:
            continue
    if len(days) == 1:
        return days.pop()
    if days:
        one, other = sorted(day.isoformat() for day in days)
        raise InputError(f"the date {text[:_LONGEST]!r} could be {one} or {other}: write it the ISO way")
    raise _no_such_day(text)


def _in_calendar(text: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise _no_such_day(text) from None


def _no_such_day(text: str) -> InputError:
    return InputError(f"the date {text[:_LONGEST]!r} is not in the calendar: write it as 2015-11-15")


def _written(text: str) -> date | None:
    import dateparser  # loads slowly, and most dates are ISO

    settings = {"REQUIRE_PARTS": ["day", "month", "year"], "PARSERS": ["absolute-time"]}
    found: datetime | None = dateparser.parse(text, languages=["en"], settings=settings)
    return found.date() if found else None

"""The written forms of dates in English: what stands in the text, before anything is worked out from it.

Forms are found by regular expressions, the longest kind first; no form overlaps another. Limits we know: numeric dates
whose day and month could be exchanged are left alone; seasons, quarters and centuries are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

FormKind = Literal["day", "day-range", "month", "year", "weekday", "relative", "ahead", "weekend", "day-alone"]

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "several": 3, "a few": 3, "a couple of": 2,
}  # fmt: skip

_MONTH = (
    r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December|"
    r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
_MONTH2 = _MONTH.replace("month", "month2", 1)
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_DAY2 = r"(?P<day2>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_JOIN = r"\s?(?:-|–|—|to|through|and|until|till)\s?"
_WEEKDAY = r"(?P<weekday>Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_COUNT = r"(?P<count>\d{1,3}|" + "|".join(sorted(NUMBERS, key=len, reverse=True)) + r")"
_AFTER_MONTH_WORD = "".join(
    ["(?:", "|".join(rf"(?<=\b[{w[0].upper()}{w[0]}]{w[1:]}\s)" for w in (
        "in", "since", "from", "until", "by", "during", "of", "start of", "end of", "for")), ")"]
)  # fmt: skip
_AFTER_YEAR_WORD = "".join(
    ["(?:", "|".join(rf"(?<=\b[{w[0].upper()}{w[0]}]{w[1:]}\s)" for w in (
        "in", "since", "from", "until", "by", "during", "of", "before", "after", "for", "late", "early",
        "throughout")), ")"]
)  # fmt: skip
_PART = "[Ee]arly|[Mm]id|[Ll]ate|[Ll]ast|[Nn]ext|[Tt]his"
_NO_YEAR = r"(?!\s?[%$€£]|\s(?:people|troops|soldiers|men|women))"
_WEEKDAY_BEHIND = r"(?:,?\s\((?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\))?"
_UNIT = r"(?P<unit>day|week|month|year)s?"
_ALONE = r"(?=\s?(?:[.,;:)]|$))"  # "two days after the talks" is counted from what the text need not date
_NO_NOUN = r"(?=\s?(?:[.,;:)]|$)|\s(?:the|an?|he|she|they|it|both|and|but|when|in|at)\b)"
_TIME = r"(?:\s(?:morning|afternoon|evening|night))?"


@dataclass(frozen=True, slots=True)
class Form:
    """A date as written in text range `[start, end)`; unset parts are not in the words."""

    kind: FormKind
    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    end_month: int | None = None
    end_day: int | None = None
    weekday: int | None = None
    shift: int = 0
    unit: str = "day"
    word: str = ""


_Pattern = tuple[FormKind, re.Pattern[str], tuple[str, ...]]


def _pattern(kind: FormKind, expression: str, flags: int = 0, *, needs: tuple[str, ...] = ()) -> _Pattern:
    """A kind, how it is written, and what a text in lower case holds one of wherever it is written so."""
    return kind, re.compile(rf"(?<![\w.,/-])(?:{expression})(?![\w/])(?!-\d)", flags), needs


_PATTERNS: tuple[_Pattern, ...] = (
    _pattern("day", r"(?P<year>(?:19|20)\d\d)-(?P<month_number>[01]\d)-(?P<day>[0-3]\d)", needs=("-0", "-1")),
    _pattern("day", r"(?P<day>[0-3]?\d)\.(?P<month_number>[01]?\d)\.(?P<year>(?:19|20)\d\d)",
             needs=(".19", ".20")),
    _pattern("day-range", rf"{_DAY}(?:\sof)?\s{_MONTH}{_JOIN}{_DAY2}(?:\sof)?\s{_MONTH2}(?:,?\s{_YEAR})?"),
    _pattern("day-range", rf"{_MONTH}\s{_DAY}{_JOIN}{_MONTH2}\s{_DAY2}(?:,?\s{_YEAR})?"),
    _pattern("day-range", rf"{_DAY}{_JOIN}{_DAY2}(?:\sof)?\s{_MONTH}(?:,?\s{_YEAR})?"),
    _pattern("day-range", rf"{_MONTH}\s{_DAY}{_JOIN}{_DAY2}(?:,?\s{_YEAR})?"),
    _pattern("day", rf"(?:{_WEEKDAY},?\s)?{_DAY}(?:\sof)?\s{_MONTH}(?:,?\s{_YEAR})?"),
    _pattern("day", rf"(?:{_WEEKDAY},?\s)?{_MONTH}\s{_DAY}(?:(?:,\s?|\s){_YEAR})?{_WEEKDAY_BEHIND}"),
    _pattern("month", rf"(?P<part>{_PART})?[\s-]?{_MONTH}(?:\sof)?(?:,?\s{_YEAR})"),
    _pattern("month", rf"(?P<part>{_PART})[\s-]{_MONTH}"),
    _pattern("month", rf"(?=[JFMASOND]){_AFTER_MONTH_WORD}{_MONTH}(?!\s\d)"),
    _pattern("weekend", r"(?P<part>last|next|this|the past|over the|at the|the coming)\sweekend", re.IGNORECASE,
             needs=("weekend",)),
    _pattern("weekday", r"(?:(?P<part>last|next|this|this past|this coming|the previous|the following)\s)?"
             rf"{_WEEKDAY}{_TIME}", needs=WEEKDAYS),
    _pattern("relative", r"(?P<word>the day before yesterday|the day after tomorrow|earlier today|later today|today|"
             r"tonight|this (?:morning|afternoon|evening)|last night|yesterday|tomorrow)", re.IGNORECASE,
             needs=("yesterday", "today", "tonight", "tomorrow", "this ", "last night")),
    _pattern("relative", r"(?P<word>(?:the )?(?:day before|previous day|day earlier)|(?:the )?(?:day after|"
             r"following day|"
             r"next day|day later(?!\sthan))|the same day|that day|that same day)", re.IGNORECASE,
             needs=("day before", "day after", "day earlier", "day later", "previous day", "following day", "next day",
                    "same day", "that day")),
    _pattern("relative", r"(?P<part>earlier this|later this|this|the current|the past|the last|last|the previous|next|"
             r"the coming|the following)\s(?P<unit>week|month|year)", re.IGNORECASE),
    _pattern("relative", rf"(?P<part>the past|the last|the next|the coming|recent)\s(?:{_COUNT}\s)?{_UNIT}",
             re.IGNORECASE, needs=("the past", "the last", "the next", "the coming", "recent")),
    _pattern("relative", rf"{_COUNT}\s{_UNIT}\s(?P<part>ago|(?:earlier|later)(?!\sthan\b)|(?:before|after){_ALONE})",
             re.IGNORECASE),
    _pattern("ahead", rf"(?<=\bin )(?P<part>){_COUNT}\s{_UNIT}(?=\s?[.,;]|\stime)", re.IGNORECASE),
    _pattern("day-alone", r"(?<=\bthe )(?P<day>[0-3]?\d)(?:st|nd|rd|th)" + _NO_NOUN,
             needs=tuple(f"the {digit}" for digit in range(10))),
    _pattern("year", rf"(?=[12]){_AFTER_YEAR_WORD}{_YEAR}{_NO_YEAR}"),
)  # fmt: skip


def find_forms(text: str) -> Iterator[Form]:
    """Every written date of a text, in text order."""
    taken = bytearray(len(text))
    found: list[Form] = []
    lower = text.lower()
    for kind, pattern, needs in _PATTERNS:
        if needs and not any(need in lower for need in needs):
            continue
        for match in pattern.finditer(text):
            start = match.start() + len(match[0]) - len(match[0].lstrip(" -"))
            if any(taken[start : match.end()]):
                continue
            form = _form(kind, start, match)
            if form is not None:
                taken[start : match.end()] = b"\x01" * (match.end() - start)
                found.append(form)
    yield from sorted(found, key=lambda form: form.start)


def _form(kind: FormKind, start: int, match: re.Match[str]) -> Form | None:
    """The parts of one match; None where a number is no day."""
    parts = {name: value for name, value in match.groupdict().items() if value}
    day, end_day = int(parts.get("day", 0)) or None, int(parts.get("day2", 0)) or None
    if (day or 1) > 31 or (end_day or 1) > 31 or (kind == "day" and day is None):
        return None
    month = int(parts["month_number"]) if "month_number" in parts else _month(parts.get("month"))
    if month is not None and not 1 <= month <= 12:
        return None
    shift, unit = _shift(parts)
    return Form(
        kind=kind,
        start=start,
        end=match.end(),
        year=int(parts["year"]) if "year" in parts else None,
        month=month,
        day=day,
        end_month=_month(parts.get("month2")),
        end_day=end_day,
        weekday=_weekday(parts.get("weekday")),
        shift=shift,
        unit=unit,
        word=(parts.get("word") or parts.get("part") or "").lower(),
    )


def _month(name: str | None) -> int | None:
    if name is None:
        return None
    return next(number for number, full in enumerate(MONTHS, 1) if full.startswith(name.lower().rstrip(".")[:3]))


def _weekday(name: str | None) -> int | None:
    return None if name is None else WEEKDAYS.index(name.lower() + "day")


_DAY_WORDS = {
    "the day before yesterday": -2, "yesterday": -1, "last night": -1, "tomorrow": 1, "the day after tomorrow": 2,
    "day before": -1, "previous day": -1, "day earlier": -1, "day after": 1, "following day": 1, "next day": 1,
    "day later": 1,
}  # fmt: skip


def _shift(parts: dict[str, str]) -> tuple[int, str]:
    """By how many of which unit a relative date lies off its anchor."""
    word = parts.get("word", "").lower()
    if word:
        return _DAY_WORDS.get(word, _DAY_WORDS.get(word.removeprefix("the "), 0)), "day"
    part, unit = parts.get("part", "").lower(), parts.get("unit", "day").lower()
    count = _number(parts.get("count"))
    if part in {"ago", "earlier", "before", "last", "the past", "the last", "the previous", "recent"}:
        return -count, unit
    if part in {"later", "after", "next", "the next", "the coming", "the following"} or "count" in parts:
        return count, unit
    return 0, unit


def _number(text: str | None) -> int:
    if text is None:
        return 1
    return int(text) if text.isdigit() else NUMBERS[text.lower()]

"""Dates worked out: every date of a text as far as the text allows.

A date without a year, a weekday or "yesterday" is worked out from the day of publication, failing that from a date at
the head of the text; where there is neither it stays unknown: nothing is guessed. A week or weekend is a range of days.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from spacy.tokens import Doc, Token

from comity.model import Span, When
from comity.reading.context import context_of, span_of, text_of
from comity.reading.dates.forms import Form, find_forms
from comity.reading.factuality import factuality_of

_HEAD_OF_TEXT = 400
_FORWARD = frozenset({"for", "until", "till"})
_NEAR = 150  # days; a plan for a day that was shortly before publication is an old plan, not one for next year
_ARRANGED = frozenset({"schedule", "slate", "set", "expect", "plan", "due", "arrange", "tentatively"})
_ANCHORED = frozenset(
    (
        "day before", "previous day", "day earlier", "day after", "following day", "next day", "day later", "that day",
        "same day", "earlier", "later", "before", "after", "the following", "the previous",
    )
)  # fmt: skip
_DURATION = re.compile(
    r"(?:\b(?:more than|less than|about|around|nearly|almost|over|roughly|at least|some|approximately|just over|"
    r"just under|well over|up to)\s)?\b(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"fifteen|twenty|thirty|forty|forty-five|fifty|ninety|half an|several)(?:\sand a half)?[\s-](?:minute|hour|day)s?\b"
    r"(?:\sand\s(?:a half|a quarter|\d{1,2}\sminutes))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Anchor:
    """The day that relative dates are counted from, and what it is."""

    day: date
    how: Literal["publication", "anchor"]


def find_dates(doc: Doc) -> Iterator[When]:
    """Every date of a text that can be worked out, in text order, each with its words."""
    forms = list(find_forms(text_of(doc)))
    anchor = _anchor(doc, forms)
    previous: When | None = None
    for form in forms:
        when = _resolve(doc, form, anchor, previous)
        if when is not None:
            yield when
            previous = when if len(when.value) == 10 else previous


def find_durations(doc: Doc) -> Iterator[Span]:
    """Phrases that say how long: "more than 30 minutes", "a two-hour"; in text order."""
    for match in _DURATION.finditer(text_of(doc)):
        yield span_of(doc, match.start(), match.end())


def _anchor(doc: Doc, forms: list[Form]) -> _Anchor | None:
    """The day of publication, else the first full date at the head of the text."""
    published = context_of(doc).document.published
    if published is not None:
        return _Anchor(published, "publication")
    for form in forms:
        if form.kind == "day" and form.year and form.month and form.day and form.start < _HEAD_OF_TEXT:
            day = _day(form.year, form.month, form.day)
            return _Anchor(day, "anchor") if day else None
    return None


def _day(year: int, month: int, day: int) -> date | None:
    """The day, None where the month has no such day."""
    return date(year, month, day) if day <= monthrange(year, month)[1] else None


def _resolve(doc: Doc, form: Form, anchor: _Anchor | None, previous: When | None) -> When | None:
    """One written date worked out, None where the text does not allow it."""
    span = span_of(doc, form.start, form.end)
    if form.kind == "year":
        return When(str(form.year), "absolute", span=span)
    if form.kind == "day-alone":
        return _resolve_day_alone(form, anchor, previous, span)
    if form.kind == "month":
        return _resolve_month(doc, form, anchor, span)
    if form.kind in {"day", "day-range"}:
        return _resolve_day(doc, form, anchor, span)
    if form.kind == "relative" and previous is not None and _is_anchored(form):
        return _shifted(form, _Anchor(date.fromisoformat(previous.value), "anchor"), span)
    if anchor is None or (form.kind == "relative" and _is_anchored(form) and form.unit == "day"):
        return None  # "two days later" is counted from what the text does not date
    if form.kind == "ahead" and _direction(doc, form) < 0:
        return None  # "counted three breaches in nine days" tells how long
    if form.kind == "weekday":
        return _resolve_weekday(doc, form, anchor, span)
    if form.kind == "weekend":
        saturday = _weekday_near(anchor.day, 5, _direction_word(form.word) or -1)
        return When(saturday.isoformat(), anchor.how, (saturday + timedelta(1)).isoformat(), span)
    return _shifted(form, anchor, span)


def _is_anchored(form: Form) -> bool:
    """Whether a relative date is counted from another date of the text, not from today."""
    word = form.word.removeprefix("the ").removeprefix("that ")
    return word in _ANCHORED or form.word in _ANCHORED


def _resolve_month(doc: Doc, form: Form, anchor: _Anchor | None, span: Span) -> When | None:
    assert form.month is not None
    if form.year:
        return When(f"{form.year}-{form.month:02}", "absolute", span=span)
    if anchor is None:
        return None
    direction = _direction_word(form.word) or _direction(doc, form)
    year = _year_for(anchor.day, form.month, None, direction)
    return When(f"{year}-{form.month:02}", anchor.how, span=span)


def _resolve_day(doc: Doc, form: Form, anchor: _Anchor | None, span: Span) -> When | None:
    assert form.month is not None
    assert form.day is not None
    year, how = form.year, "absolute"
    if year is None:
        if anchor is None:
            return None
        year, how = _year_for(anchor.day, form.month, form.day, _direction(doc, form)), anchor.how
    first = _day(year, form.month, form.day)
    if first is None:
        return None
    last = _day(year, form.end_month or form.month, form.end_day) if form.end_day else None
    if last is not None and last < first:
        last = None
    return When(first.isoformat(), how, last.isoformat() if last else None, span)  # type: ignore[arg-type]


def _resolve_day_alone(form: Form, anchor: _Anchor | None, previous: When | None, span: Span) -> When | None:
    """ "the 18th": of the month of the date before it, else of the month that holds or precedes the anchor."""
    assert form.day is not None
    base = date.fromisoformat(previous.value) if previous is not None else anchor.day if anchor else None
    if base is None or not 1 <= form.day <= monthrange(base.year, base.month)[1]:
        return None
    return When(base.replace(day=form.day).isoformat(), "anchor" if previous or not anchor else anchor.how, span=span)


def _year_for(anchor: date, month: int, day: int | None, direction: int) -> int:
    """The year that puts a day or month nearest to the anchor, on the side that the grammar asks for.

    What is called planned may be told afterwards ("was to leave by 27 May"): a near day behind the anchor stays there.
    """
    candidates = {
        year: (year - anchor.year) * 365 + (month - anchor.month) * 30
        for year in (anchor.year - 1, anchor.year, anchor.year + 1)
    }
    if day is not None:
        candidates = {year: days + day - anchor.day for year, days in candidates.items()}
    nearest = min(candidates, key=lambda year: abs(candidates[year]))
    if direction > 0 and abs(candidates[nearest]) <= _NEAR:
        return nearest
    allowed = [y for y, days in candidates.items() if days * direction >= -31 * (day is None) - 7 * (day is not None)]
    return min(allowed or candidates, key=lambda year: abs(candidates[year]))


def _resolve_weekday(doc: Doc, form: Form, anchor: _Anchor, span: Span) -> When:
    assert form.weekday is not None
    if form.word in {"last", "the previous", "this past"}:
        day = _weekday_near(anchor.day - timedelta(1), form.weekday, -1)
    elif form.word in {"next", "the following"}:
        day = _weekday_near(anchor.day + timedelta(1), form.weekday, 1)
    else:
        ahead = form.word == "this coming" or _direction(doc, form) > 0
        day = _weekday_near(anchor.day, form.weekday, 1 if ahead else -1)
    return When(day.isoformat(), anchor.how, span=span)


def _weekday_near(anchor: date, weekday: int, direction: int) -> date:
    """The nearest such weekday on or before (direction -1), or on or after, a day."""
    away = (anchor.weekday() - weekday) % 7 if direction < 0 else (weekday - anchor.weekday()) % 7
    return anchor + timedelta(away * (1 if direction > 0 else -1))


def _shifted(form: Form, anchor: _Anchor, span: Span) -> When | None:
    """A number of days, weeks, months or years before or after the anchor."""
    through = form.word in {"the past", "the next", "the coming", "recent", "the last"} and form.unit != "year"
    if form.unit == "day" and not through:
        return When((anchor.day + timedelta(form.shift)).isoformat(), anchor.how, span=span)
    if through:
        days = form.shift * {"day": 1, "week": 7, "month": 30}[form.unit]
        first, last = sorted((anchor.day, anchor.day + timedelta(days)))
        return When(first.isoformat(), anchor.how, last.isoformat(), span)
    if form.unit == "week":
        monday = anchor.day + timedelta(7 * form.shift - anchor.day.weekday())
        return When(monday.isoformat(), anchor.how, (monday + timedelta(6)).isoformat(), span)
    if form.unit == "month":
        months = anchor.day.year * 12 + anchor.day.month - 1 + form.shift
        return When(f"{months // 12:04}-{months % 12 + 1:02}", anchor.how, span=span)
    return When(f"{anchor.day.year + form.shift:04}", anchor.how, span=span)


def _direction_word(word: str) -> int:
    """-1 for words that look back ("last"), 1 for those that look ahead, 0 for others."""
    return -1 if word in {"last", "the past", "over the"} else 1 if word in {"next", "the coming"} else 0


def _direction(doc: Doc, form: Form) -> int:
    """Whether the deed that a date belongs to lies ahead (1) or behind (-1); 0 where the grammar does not tell."""
    token = head_token(doc, form.start, form.end)
    if token is None:
        return 0
    behind = 0 if token.dep_ == "pobj" and token.head.lower_ == "by" else -1  # "asked in May for the guns by June"
    for _ in range(8):
        if token.dep_ == "prep" and token.lower_ in _FORWARD:
            return 1
        head = token.head
        if token.dep_ != "prep" and token.pos_ in {"NOUN", "VERB", "AUX"} and token.ent_type_ not in {"DATE", "TIME"}:
            if factuality_of(token).status in {"planned", "conditional", "called-for"}:
                return 1
            if token.pos_ == "VERB" and token.tag_ == "VBN" and token.lemma_ in _ARRANGED:
                return 1
            if token.pos_ in {"VERB", "AUX"}:
                return behind if token.tag_ in {"VBD", "VBN"} else 0
        if head == token:
            break
        token = head
    return 0


def head_token(doc: Doc, start: int, end: int) -> Token | None:
    """The token that heads the words `[start, end)`."""
    tokens = doc.char_span(start, end, alignment_mode="expand")
    outward = [t for t in tokens or () if t.head == t or not start <= t.head.idx < end]
    return next((t for t in outward if not t.like_num), outward[0] if outward else None)

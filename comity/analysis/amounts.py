"""Numbers of a clause with what they count, as ranges: "more than 40 prisoners", "two and a half million tonnes".

Years and days of the month are dates, not numbers. Limit: what is counted is the noun that the number hangs on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Span as TokenSpan
from spacy.tokens import Token

from comity.reading.divergences.numbers_told import hedged

_ONES = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_SMALL = {word: float(n) for n, word in enumerate(_ONES.split(), 1)} | {
    word: 10.0 * n for n, word in enumerate(_TENS.split(), 2)
}
_SCALE = {"dozen": 12.0, "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")
_LENGTHS = frozenset({"day", "week", "month", "year", "hour", "minute"})
_PERSONS = (
    "person people prisoner detainee captive citizen soldier hostage serviceman fisherman sailor seaman seafarer "
    "crewman fighter national individual"
)
_PEOPLE = frozenset(_PERSONS.split())
_SAME = {"tonne": "ton", "troops": "troop"}
_DATED = frozenset({"DATE", "TIME", "ORDINAL"})


@dataclass(frozen=True, slots=True)
class Amount:
    """A number from `low` to `high` of what it counts; `words` tell it: "more than 40"."""

    low: float
    high: float
    counted: str
    words: str

    def fits(self, other: Amount) -> bool:
        """Whether two numbers may be the same."""
        return self.low <= other.high and other.low <= self.high


def amounts_in(words: TokenSpan) -> Iterator[Amount]:
    """The numbers of a clause, in order."""
    at = words.start
    while at < words.end:
        value, end = _number(words, at)
        last = words.doc[end - 1] if value is not None else None
        if value is not None and last is not None and not _is_date(words.doc[at], last):
            amount = _amount(words, at, end, value)
            if value != 1 or amount.counted in _LENGTHS | {"money", "percent"}:  # "one of the sides"
                yield amount
        at = max(end, at + 1)


def _amount(words: TokenSpan, start: int, end: int, value: float) -> Amount:
    counted = _counted(words, start, end)
    doc = words.doc
    first = start - 1 if start > words.start and _leads(doc[start - 1]) else start
    start_of_hedge, low, high = hedged(doc, first, value, since=words.start)
    hedge = doc[start_of_hedge:first].text
    shown = " ".join(filter(None, (hedge, f"{value:,.10g}")))
    return Amount(low, high, "person" if counted in _PEOPLE else _SAME.get(counted, counted), shown)


def _number(words: TokenSpan, at: int) -> tuple[float | None, int]:
    """The number that begins at a token, and where it ends: digits, words, scales ("forty-five", "1.5 million")."""
    doc, total, current, seen, end = words.doc, 0.0, 0.0, False, at
    while end < words.end:
        word = doc[end].lower_
        nothing = not seen and current == 0
        if word in _SMALL:
            current += _SMALL[word]
        elif _DIGITS.fullmatch(word) and nothing:
            current = float(word.replace(",", ""))
        elif word in _SCALE and (seen or current or _leads(doc[at - 1] if at else None)):
            total, current = _scaled(total, current, _SCALE[word])
        elif not (seen and word in {"-", "–", "and"} and end + 1 < words.end and doc[end + 1].lower_ in _SMALL):
            break
        seen, end = True, end + 1
    half = at > 1 and doc[at - 2 : at].text.lower() in {"half a", "half an"}
    return ((total + current) * (0.5 if half else 1.0) if seen else None), end


def _leads(token: Token | None) -> bool:
    return token is not None and token.lower_ in {"a", "an"}


def _scaled(total: float, current: float, scale: float) -> tuple[float, float]:
    if scale <= _SCALE["hundred"]:
        return total, (current or 1.0) * scale
    return total + (current or 1.0) * scale, 0.0


def _is_date(first: Token, last: Token) -> bool:
    """Whether a number is a day or year; lengths of time ("three months") are numbers."""
    if first.ent_type_ not in _DATED:
        return False
    following = last.nbor(1) if last.i + 1 < len(last.doc) else last
    if following.text in {"-", "–"} and following.i + 1 < len(last.doc):
        following = following.nbor(1)
    return following.lemma_.lower() not in _LENGTHS and last.head.lemma_.lower() not in _LENGTHS


def _counted(words: TokenSpan, start: int, end: int) -> str:
    """What is counted: money, a share, or the noun that the number hangs on."""
    doc = words.doc
    near = doc[max(words.start, start - 2) : min(words.end, end + 1)]
    if any(t.is_currency or t.lower_ in {"usd", "eur"} for t in near):
        return "money"
    if end < words.end and (doc[end].text == "%" or doc[end].lower_ in {"percent", "per"}):
        return "percent"
    if doc[end : end + 2].text.lower() in {"crew members", "crew member"}:
        return "person"
    at = doc[end - 1]
    while at.head != at and (at.pos_ in {"NUM", "SYM"} or start <= at.i < end):
        at = at.head
    return str(at.lemma_.lower())

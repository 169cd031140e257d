"""How much: the sum, number, share or time that a clause gives for an event, in its own words.

Money for help and penalties, people and things for deeds done to them or with them, shares for tariffs, time for talks,
truces and curfews. Where a clause gives several, the first of that order; hedges ("at least") belong to the words.
"""

from __future__ import annotations

import re

from spacy.tokens import Token

from comity.reading.events.candidates import Candidate
from comity.reading.syntax import clause, clause_verb

_UNIT = r"(?:\s?(?:thousand|million|billion|trillion|mn|bn|m|k)\b)?"
_CURRENCY = (
    r"(?:(?:U\.?S\.?|Canadian|Australian|Swiss)\s)?"
    r"(?:dollars?|euros?|pounds?|yen|yuan|roubles?|rubles?|rupees?|francs?|kroner|kronor|rials?|riyals?|dirhams?|lira|won)"
)
_MONEY = re.compile(
    rf"(?:US|C|A|NZ|HK)?[$€£¥]\s?\d[\d.,]*\d?{_UNIT}|\d[\d.,]*[\s-](?:thousand|million|billion|trillion)[\s-]{_CURRENCY}"
    rf"|\d[\d.,]*\s{_CURRENCY}\b|(?:USD|EUR|GBP|CHF|JPY)\s?\d[\d.,]*{_UNIT}"
)
_SHARE = re.compile(r"\d[\d.,]*\s?(?:%|per cent\b|percent\b)")
_TIME = re.compile(
    r"(?:\b(?:more than|less than|about|around|nearly|almost|over|at least|some|up to)\s)?"
    r"\b(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|half an|several)"
    r"(?:\sand a half)?[\s-](?:minute|hour|day|week|month|year)s?\b",
    re.IGNORECASE,
)
_LASTS = re.compile(r"\b(?:for|lasting|lasted)\s+$", re.IGNORECASE)
_PAID = frozenset({"AID", "SANCTION", "AGREE", "CONCEDE", "COOPERATE", "RETREAT", "COERCE"})
_COUNTED = frozenset({"ASSAULT", "COERCE", "PROTEST", "MOBILIZE", "RETREAT", "SANCTION", "AID", "CONCEDE"})
_TIMED = frozenset({"CONSULT", "AGREE", "CONCEDE", "COERCE", "RETREAT"})
_NO_THINGS = frozenset({"DATE", "TIME", "MONEY", "PERCENT"})


def magnitude_of(candidate: Candidate) -> str | None:
    """The words that say how much, None where the clause does not say."""
    kind = candidate.rule.type
    told = clause(clause_verb(candidate.anchor)).text
    money = _MONEY.search(told) if kind in _PAID else None
    if money:
        return money[0].strip(" .,")
    counted = _counted(candidate) if kind in _COUNTED else None
    if counted:
        return counted
    share = _SHARE.search(told) if kind == "SANCTION" else None
    if share:
        return share[0]
    return _time(told) if kind in _TIMED else None


def _counted(candidate: Candidate) -> str | None:
    """Number and noun of what the deed was done to or with, else of those who did it: "more than 100,000 troops"."""
    nouns = [t for t in candidate.trigger if t.pos_ in {"NOUN", "PROPN"}]
    nouns = [*([candidate.target] if candidate.target is not None else []), *nouns, *candidate.recipients]
    if candidate.rule.type in {"PROTEST", "MOBILIZE"}:
        nouns += candidate.actors
    return next((words for noun in nouns if (words := _number(noun))), None)


def _number(noun: Token) -> str | None:
    if noun.ent_type_ in _NO_THINGS:
        return None
    for child in noun.children:
        if child.dep_ == "nummod" and child.i < noun.i and child.text[:1] not in "$€£":
            first = child.left_edge.i
            return " ".join(noun.doc[first : noun.i + 1].text.split()) if noun.i - first < 8 else None
    return None


def _time(told: str) -> str | None:
    """How long: "for two hours", "a three-day truce"."""
    for match in _TIME.finditer(told):
        if "-" in match[0] or _LASTS.search(told[max(0, match.start() - 12) : match.start()]):
            return match[0].removeprefix("a ").strip() if "-" in match[0] else match[0]
    return None

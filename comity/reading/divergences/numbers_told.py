"""Numbers that a text tells of a thing, as ranges: how long a meeting lasted, how many of what there were.

Limits we know: counts of the same thing at different times look like two accounts where the text gives no date.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from comity.reading.dates.component import when_of
from comity.reading.divergences.words import main_clause
from comity.reading.lexicons import listed
from comity.reading.occurrences import tokens_with
from comity.reading.sides import side_key
from comity.reading.syntax import governors, own_subjects, subjects

_WORDS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
)
_NUMBERS = {word: float(value) for value, word in enumerate(_WORDS.split(), 1)} | {
    "a": 1.0,
    "an": 1.0,
    "half": 0.5,
    "thirty": 30.0,
    "forty": 40.0,
    "fifty": 50.0,
    "sixty": 60.0,
    "ninety": 90.0,
    "hundred": 100.0,
}
_UNITS = {"minute": 1.0, "hour": 60.0}
_ROOM = 0.15
_BEFORE = 4


@dataclass(frozen=True, slots=True)
class Told:
    """A number from `low` to `high` told about a thing; `words` are the words of it, `verb` heads their clause."""

    about: str
    low: float
    high: float
    words: TokenSpan
    token: Token
    verb: Token
    context: frozenset[str]
    actors: frozenset[str]

    def same_thing(self, other: Told) -> bool:
        """Whether two numbers can be of one thing: no name that only one of them has, enough words shared."""
        if self.actors and other.actors and not (self.actors <= other.actors or other.actors <= self.actors):
            return False
        if self.about == "duration":
            return self.context == other.context  # "the first talks", "the second talks"
        shared = self.context & other.context
        return len(shared) >= 2 and 2 * len(shared) >= len(self.context | other.context)


_words = partial(listed, "inconsistencies.yaml")


def find_durations(doc: Doc) -> list[Told]:
    """How long meetings and calls are said to have lasted, in minutes."""
    found = []
    for token in tokens_with(doc, lemmas=_UNITS.keys()):
        unit = _UNITS[token.lemma_.lower()]
        if not token.i:
            continue
        verb = next((g for g in governors(token) if g.pos_ in {"VERB", "AUX"}), None)
        if verb is None or not _of_a_meeting(token, verb):
            continue
        first, number = _number(token)
        if number is None:
            continue
        minutes = number * unit
        last = token
        if unit > 1 and token.i + 3 < len(doc) and doc[token.i + 1].lower_ == "and":
            more = _value(doc[token.i + 2])
            if more and doc[token.i + 3].lemma_.lower() == "minute":
                minutes, last = minutes + more, doc[token.i + 3]
        if token.lemma_.lower() == "minute" and token.i > 2 and doc[token.i - 2].lower_ == "and":
            continue
        start, low, high = hedged(doc, first.i, minutes)
        which = frozenset(t.lower_ for s in own_subjects(verb) for t in s.subtree if t.lower_ in _words("partitive"))
        found.append(Told("duration", low, high, doc[start : last.i + 1], token, verb, which, _named(doc, verb)))
    return found


def _number(unit: Token) -> tuple[Token, float | None]:
    """The number before a unit, with its first token; None for one that is no length ("the last ten minutes")."""
    doc = unit.doc
    at = doc[unit.i - 1]
    if at.text in {"-", "–"} and unit.i > 1:
        at = doc[unit.i - 2]
    earlier = {doc[i].lower_ for i in range(max(0, at.i - 2), at.i)}
    if earlier & {"last", "first", "next", "within", "after", "every", "another", "final"}:
        return at, None
    after = doc[unit.i + 1].lower_ if unit.i + 1 < len(doc) else ""
    if after in {"ago", "later", "earlier", "before", "after", "away", "late"}:
        return at, None
    if at.lower_ in {"a", "an"} and at.i and doc[at.i - 1].lower_ == "half":
        return doc[at.i - 1], 0.5
    if at.lower_ == "half" and at.i and doc[at.i - 1].lower_ in {"a", "and"}:
        return at, 0.5 if doc[at.i - 1].lower_ == "a" else None
    return at, _value(at)


def _value(token: Token) -> float | None:
    text = token.lower_.replace(",", "")
    if text in _NUMBERS:
        return _NUMBERS[text]
    return float(text) if text.replace(".", "", 1).isdigit() else None


def hedged(doc: Doc, first: int, number: float, *, since: int = 0) -> tuple[int, float, float]:
    """Where a number at token `first` starts with what hedges it, from `since` on, and the range that it leaves."""
    for size in (3, 2, 1):
        start = first - size
        if start < since:
            continue
        text = doc[start:first].text.lower()
        if text in _words("more"):
            return start, number, 2 * number
        if text in _words("less"):
            return start, 0.0, number
        if text in _words("nearly"):
            return start, (1 - 2 * _ROOM) * number, number
        if text in _words("about"):
            return start, (1 - _ROOM) * number, (1 + _ROOM) * number
    return first, number, number


def _of_a_meeting(unit: Token, verb: Token) -> bool:
    """Whether a length of time is that of a meeting or call."""
    if unit.dep_ in {"compound", "nmod"} and unit.head.lemma_.lower() in _words("meeting_nouns"):
        return True
    if verb.lemma_.lower() not in _words("meeting_verbs"):
        return False
    if (
        unit.dep_ == "pobj"
        and unit.head.lower_ != "for"
        and unit.head.dep_ not in {"quantmod", "advmod"}
        and unit.head.lower_ not in {"over", "about", "around", "under"}
    ):
        return False
    if verb.lemma_.lower() not in {"take", "run", "continue", "last"}:
        return True
    subject = [s.lemma_.lower() for s in (own_subjects(verb) or subjects(verb))]
    return any(s in _words("meeting_nouns") for s in subject)


def _named(doc: Doc, verb: Token) -> frozenset[str]:
    """The sides that the clause of a verb names."""
    clause = main_clause(verb)
    start, end = clause.start_char, clause.end_char
    return frozenset(
        side_key(actor)
        for mention in doc._.mentions
        if start <= mention.span.start < end and mention.how not in {"pronoun"}
        for actor in mention.actors
        if actor.kind in {"state", "person", "seat", "office"}
    )


def find_counts(doc: Doc) -> list[Told]:
    """How many of a described thing there are: "38 soldiers held by the Front", with the words that describe it."""
    found = []
    for token in doc:
        noun = token.head
        if token.dep_ != "nummod" or noun.pos_ != "NOUN" or noun.ent_type_ in {"DATE", "TIME", "MONEY", "PERCENT"}:
            continue
        number = _value(token)
        if (
            number is None
            or number < 3
            or noun.lemma_.lower() in {"day", "week", "month", "year", "minute", "hour", "article"}
        ):
            continue
        verb = next((g for g in governors(noun) if g.pos_ in {"VERB", "AUX"}), None)
        near = [t for t in noun.subtree if t != token]
        if verb is None or when_of(verb) is not None or any(t.lower_ in _words("partitive") for t in near):
            continue
        context = frozenset(
            t.lemma_.lower() for t in near if t != noun and t.pos_ in {"NOUN", "PROPN", "ADJ", "VERB"} and not t.is_stop
        )
        start, low, high = hedged(doc, token.i, number)
        found.append(Told(noun.lemma_.lower(), low, high, doc[start : token.i + 1], token, verb, context, frozenset()))
    return found

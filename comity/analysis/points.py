"""The points of an account with what they are compared by: matter, theatre, who, how firmly, numbers, dates, terms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from comity.analysis.sides import sides_of
from comity.model import Actor, Span
from comity.reading.context import span_of_tokens
from comity.reading.lexicons import Phrases, load_yaml
from comity.reading.matters import matters_of, own_matters, theatre_of
from comity.reading.mentions import actors_of_all, mention_of
from comity.reading.points import Piece, find_points
from comity.reading.predicates import Predicate, predicate_of
from comity.reading.syntax import doers

_KEPT = frozenset({"NOUN", "PROPN", "ADJ", "VERB"})
_VALUES = re.compile(r"\d[\d,.]*")
_LENGTH = re.compile(r"\b(?:\d+|[a-z]+)[ -](?:minute|hour|day|week|month|year)s\b(?! ago)", re.IGNORECASE)
_TOGETHER = frozenset(
    {"side", "leader", "party", "president", "minister", "interlocutor", "head", "both", "delegation"}
)
_SCALE = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_SPECIFIC = frozenset({"DATE", "TIME", "MONEY", "QUANTITY", "PERCENT", "CARDINAL", "ORDINAL"})
_NAMED = frozenset({"GPE", "ORG", "LOC", "FAC", "LAW", "EVENT", "PRODUCT"})


@dataclass(frozen=True, slots=True)
class Order:
    """A word of order in time with its class, and the words (lemmas) that it puts earlier and later."""

    kind: str
    cue: str
    earlier: frozenset[str] = frozenset()
    later: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that an account reports.

    `span` is what it quotes, `content` what it says without the frame that reports it, `sentence` the number of its
    sentence. `doers` are those who said or did it; `joint` where sides did it together. `words` are lemmas of content
    (`nouns` among them), `names` proper names, `numbers` values with what they count, `dates` days, `conditions` the
    words that set one, `order` those of an order in time, `terms` those that take a position (concept, variant, words);
    `specifics` the amounts, days, places and bodies that make it particular.
    """

    span: Span
    content: str
    sentence: int
    matter: str
    matters: tuple[str, ...]
    theatre: str | None
    predicate: Predicate
    doers: tuple[Actor, ...]
    joint: bool
    words: frozenset[str]
    nouns: frozenset[str]
    names: frozenset[str]
    numbers: tuple[tuple[float, str], ...]
    dates: tuple[str, ...]
    conditions: tuple[str, ...]
    order: tuple[Order, ...]
    terms: tuple[tuple[str, str, str], ...]
    specifics: tuple[str, ...]


def points_of(doc: Doc) -> Iterator[tuple[Point, Piece]]:
    """Every point of a text with the tokens it was made from."""
    numbers = {sentence.start: n for n, sentence in enumerate(doc.sents)}
    for piece in find_points(doc):
        yield _point(piece, numbers[piece.own.sent.start]), piece


def _point(piece: Piece, sentence: int) -> Point:
    matters = own_matters(piece.content) or own_matters(piece.words) or matters_of(piece.words)
    done_by = doers(piece.verb)
    actors = actors_of_all(done_by)
    return Point(
        span=span_of_tokens(piece.words),
        content=piece.content.text,
        sentence=sentence,
        matter=matters[0],
        matters=matters,
        theatre=theatre_of(piece.words, matters=matters),
        predicate=predicate_of(piece),
        doers=actors,
        joint=len(sides_of(actors)) > 1 or any(_are_several(t) for t in done_by),
        words=frozenset(_words(piece.content)),
        nouns=frozenset(t.lemma_.lower() for t in piece.content if t.pos_ == "NOUN"),
        names=frozenset(_names(piece.words)),
        numbers=tuple(_numbers(piece.words)),
        dates=tuple(e.text for e in piece.words.ents if e.label_ in {"DATE", "TIME"} and not _LENGTH.search(e.text)),
        conditions=tuple(text for _, text in _found(piece.words, _condition_phrases())),
        order=tuple(_orders(piece.words)),
        terms=tuple((*kind.split("/"), text) for kind, text in _found(piece.words, _term_phrases())),  # type: ignore[misc]
        specifics=tuple(_specifics(piece.words)),
    )


def _are_several(token: Token) -> bool:
    """Whether a noun names the sides together ("both leaders", "the parties")."""
    return token.lemma_.lower() in _TOGETHER and token.tag_ in {"NNS", "NNPS", "DT"}


def _words(content: TokenSpan) -> Iterator[str]:
    for token in content:
        if token.pos_ in _KEPT and not token.is_stop and not _names_actor(token) and len(token.lemma_) > 2:
            yield token.lemma_.lower()


def _names_actor(token: Token) -> bool:
    mention = mention_of(token)
    return mention is not None and any(actor.kind in {"person", "state"} for actor in mention.actors)


def _names(words: TokenSpan) -> Iterator[str]:
    """Proper names in lower case, states by their id ("Iran", "Iranian"); persons are left out."""
    for token in words:
        mention = mention_of(token)
        yield from (actor.id for actor in mention.actors if actor.kind == "state") if mention else ()
        if token.pos_ == "PROPN" and not token.is_stop and not _names_actor(token) and token.ent_type_ != "PERSON":
            yield token.text.lower()


def _numbers(words: TokenSpan) -> Iterator[tuple[float, str]]:
    """Values with the noun they count; years and days of the month are dates, not numbers."""
    for token in words:
        value = _value(token)
        if value is None or (token.ent_type_ in {"DATE", "TIME", "ORDINAL"} and not _is_duration(token)):
            continue
        following = token.nbor(1) if token.i + 1 < len(token.doc) else None
        while following is not None and following.lower_ in _SCALE:
            value *= _SCALE[following.lower_]
            following = following.nbor(1) if following.i + 1 < len(token.doc) else None
        yield value, _counted(token)


def _is_duration(token: Token) -> bool:
    return token.head.lemma_.lower() in {"day", "week", "month", "year", "hour", "minute"}


def _counted(token: Token) -> str:
    at = token
    while at.head != at and at.pos_ in {"NUM", "SYM"}:
        at = at.head
    if any(
        t.is_currency or t.text in {"$", "€", "£"} for t in token.sent[max(0, token.i - token.sent.start - 3) :][:4]
    ):
        return "money"
    return at.lemma_.lower()


_SMALL = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_SPELLED = {word: float(n) for n, word in enumerate(_SMALL, 2)} | {
    "fifteen": 15.0,
    "twenty": 20.0,
    "thirty": 30.0,
    "forty": 40.0,
    "fifty": 50.0,
    "sixty": 60.0,
    "ninety": 90.0,
}


def _value(token: Token) -> float | None:
    if token.lower_ in _SPELLED:
        return _SPELLED[token.lower_]
    if not _VALUES.fullmatch(token.text):
        return None
    try:
        return float(token.text.replace(",", "").rstrip("."))
    except ValueError:
        return None


def _specifics(words: TokenSpan) -> Iterator[str]:
    """Amounts, days, places and bodies, and the further steps of lists ("by sea and by land")."""
    for entity in words.ents:
        if entity.label_ in _SPECIFIC or (entity.label_ in _NAMED and not any(map(_names_actor, entity))):
            yield entity.text
    for token in words:
        if token.dep_ == "conj" and token.pos_ in {"ADP", "ADV"}:
            yield token.text


def _orders(words: TokenSpan) -> Iterator[Order]:
    """Words of order; what stands before "after" and "once" is later than what stands behind it."""
    doc = words.as_doc()
    for hit in _order_phrases().find(doc):
        kind = hit.value[0]
        before, behind = (frozenset(_words(part)) for part in (words[: hit.start], words[hit.end :]))
        earlier, later = (before, behind) if kind == "before" else (behind, before)
        placed = (earlier, later) if kind in {"before", "after"} else (frozenset(), frozenset())
        yield Order(kind, words[hit.start : hit.end].text, *placed)


def _found(words: TokenSpan, phrases: Phrases) -> Iterator[tuple[str, str]]:
    """The phrases of a list that stand in the words: their label, and the words."""
    for hit in phrases.find(words.as_doc()):
        yield hit.value[0], words[hit.start : hit.end].text


@cache
def _condition_phrases() -> Phrases:
    return Phrases((phrase, ("condition", 1)) for phrase in load_yaml("points.yaml")["conditions"]["words"])


@cache
def _order_phrases() -> Phrases:
    groups = load_yaml("points.yaml")["order"]
    return Phrases((phrase, (label, 1)) for label, phrases in groups.items() for phrase in phrases)


@cache
def _term_phrases() -> Phrases:
    return Phrases(
        (phrase, (f"{concept}/{variant}", 1))
        for concept, entry in load_yaml("terminology.yaml").items()
        for variant, phrases in entry.items()
        if variant != "source"
        for phrase in phrases
    )

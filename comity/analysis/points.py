"""The points of an account with what they are compared by: matter, theatre, who, how firmly, numbers, dates, terms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from comity.analysis.amounts import Amount, amounts_in
from comity.analysis.sides import sides_of
from comity.ledger.sightings import first_day, last_day
from comity.model import Actor, Span
from comity.reading.context import span_of_tokens
from comity.reading.lexicons import Phrases, listed, load_yaml
from comity.reading.matters.find import matters_of, own_matters, theatre_of
from comity.reading.mentions import actors_of_all, mention_of
from comity.reading.points import Piece, find_points
from comity.reading.predicates import Predicate, predicate_of
from comity.reading.syntax import agents, doers, is_passive, own_subjects, prepositional

_REACH = 8  # tokens behind a hostile act in which "by" tells whose it was
_KEPT = frozenset({"NOUN", "PROPN", "ADJ", "VERB"})
_LENGTH = re.compile(r"\b(?:\d+|[a-z]+)[ -](?:minute|hour|day|week|month|year)s\b(?! ago)", re.IGNORECASE)
_TOGETHER = frozenset(
    {"side", "leader", "party", "president", "minister", "interlocutor", "head", "both", "delegation"}
)
_SPECIFIC = frozenset({"DATE", "TIME", "MONEY", "QUANTITY", "PERCENT", "CARDINAL", "ORDINAL"})
_NAMED = frozenset({"GPE", "ORG", "LOC", "FAC", "LAW", "EVENT", "PRODUCT"})


@dataclass(frozen=True, slots=True)
class Day:
    """A day as an account gives it: its words, and the first and last day that they mean, where that is known."""

    words: str
    first: str | None = None
    last: str | None = None

    def fits(self, other: Day) -> bool:
        """Whether two may be the same: days in common or, where these are not known, the same words."""
        if self.first and self.last and other.first and other.last:
            return self.first <= other.last and other.first <= self.last
        return self.words.casefold() == other.words.casefold()


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
    (`nouns` among them), `names` proper names, `numbers` amounts of what they count, `dates` days, `undated` words
    that leave a day open, `conditions` those that set one, `unconditional` those that rule one out, `order` those of an
    order in time, `terms` those that take a position (concept, variant, words); `blamed` those to whom a hostile act is
    laid; `specifics` the amounts, days, places and bodies that make it particular.
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
    numbers: tuple[Amount, ...]
    dates: tuple[Day, ...]
    undated: tuple[str, ...]
    conditions: tuple[str, ...]
    unconditional: tuple[str, ...]
    order: tuple[Order, ...]
    terms: tuple[tuple[str, str, str], ...]
    blamed: tuple[Actor, ...]
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
        numbers=tuple(amounts_in(piece.words)),
        dates=tuple(_dates(piece.words)),
        undated=tuple(text for _, text in _found(piece.words, _phrases("undated"))),
        conditions=tuple(text for _, text in _found(piece.words, _phrases("conditions"))),
        unconditional=tuple(text for _, text in _found(piece.words, _phrases("unconditional"))),
        order=tuple(_orders(piece.words)),
        terms=tuple((*kind.split("/"), text) for kind, text in _found(piece.words, _term_phrases())),  # type: ignore[misc]
        blamed=tuple(dict.fromkeys(_blamed(piece.words))),
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


def _entities(words: TokenSpan) -> Iterator[TokenSpan]:
    """The recognised entities of a clause; spaCy looks for them through the whole text each time."""
    start = None
    for token in words:
        if start is not None and token.ent_iob_ != "I":
            yield TokenSpan(words.doc, start, token.i, label=words.doc[start].ent_type_)
        if token.ent_iob_ != "I":
            start = token.i if token.ent_iob_ == "B" else None
    if start is not None and (words.end == len(words.doc) or words.doc[words.end].ent_iob_ != "I"):
        yield TokenSpan(words.doc, start, words.end, label=words.doc[start].ent_type_)


def _dates(words: TokenSpan) -> Iterator[Day]:
    """The days that a clause names; how long things last is a number."""
    known = [when for when in words.doc._.dates if when.span is not None]
    for entity in _entities(words):
        if entity.label_ not in {"DATE", "TIME"} or _LENGTH.search(entity.text):
            continue
        span = span_of_tokens(entity)
        when = next((when for when in known if when.span.overlaps(span)), None)
        if when is None:
            yield Day(entity.text)
        else:
            yield Day(entity.text, first_day(when.value), last_day(when.end or when.value))


def _blamed(words: TokenSpan) -> Iterator[Actor]:
    """To whom a clause lays a hostile act: "Pelmora's shelling", "attacks by the army", "blamed Pelmora"."""
    for token in words:
        lemma = token.lemma_.lower()
        if token.pos_ in {"NOUN", "PROPN"} and lemma in listed("points.yaml", "hostile"):
            doing = [c for c in token.children if c.dep_ in {"poss", "amod", "compound", "nmod"}]
            doing += prepositional(token, "by") or _behind_by(words, token)
        elif token.pos_ == "VERB" and lemma in listed("points.yaml", "hostile", "verbs"):
            doing = agents(token) if is_passive(token) else [] if token == words.root else own_subjects(token)
        elif token.pos_ == "VERB" and lemma in listed("points.yaml", "hostile", "blaming"):
            doing = [c for c in token.children if c.dep_ == "dobj"]
        else:
            continue
        yield from (actor for noun in doing for actor in _whose(noun) if actor.kind != "media")


def _whose(noun: Token) -> tuple[Actor, ...]:
    """Whom a noun names, failing that whose it is: "Pelmoran gunboats"."""
    return actors_of_all([noun]) or actors_of_all(c for c in noun.children if c.dep_ in {"amod", "poss", "compound"})


def _behind_by(words: TokenSpan, noun: Token) -> list[Token]:
    """What "by" leads to a few words behind a noun, where the parser hangs it on something else."""
    near = words.doc[noun.i + 1 : min(noun.i + _REACH, words.end)]
    leading = next((t for t in near if t.lower_ == "by" or t.pos_ == "VERB"), None)
    return [c for c in leading.children if c.dep_ == "pobj"] if leading is not None and leading.lower_ == "by" else []


def _specifics(words: TokenSpan) -> Iterator[str]:
    """Amounts, days, places and bodies, and the further steps of lists ("by sea and by land")."""
    for entity in _entities(words):
        if entity.label_ in _SPECIFIC or (entity.label_ in _NAMED and not any(map(_names_actor, entity))):
            yield entity.text
    for token in words:
        if token.dep_ == "conj" and token.pos_ in {"ADP", "ADV"}:
            yield token.text


def _orders(words: TokenSpan) -> Iterator[Order]:
    """Words of order; what stands before "after" and "once" is later than what stands behind it."""
    doc = words.doc
    for hit in _order_phrases().find(words):
        kind = hit.value[0]
        parts = (doc[words.start : hit.start], doc[hit.end : words.end])
        before, behind = (frozenset(_words(part)) for part in parts)
        earlier, later = (before, behind) if kind == "before" else (behind, before)
        placed = (earlier, later) if kind in {"before", "after"} else (frozenset(), frozenset())
        yield Order(kind, doc[hit.start : hit.end].text, *placed)


def _found(words: TokenSpan, phrases: Phrases) -> Iterator[tuple[str, str]]:
    """The phrases of a list that stand in the words: their label, and the words."""
    for hit in phrases.find(words):
        yield hit.value[0], words.doc[hit.start : hit.end].text


@cache
def _phrases(name: str) -> Phrases:
    return Phrases((phrase, (name, 1)) for phrase in load_yaml("points.yaml")[name]["words"])


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

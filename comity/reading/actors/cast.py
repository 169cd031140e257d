"""The cast of one text while its actors are being found: who was named, where, under which title."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from comity.knowledge import Entity, Knowledge, NameEntry, fold
from comity.model import Actor, Mention
from comity.model.actors import ActorKind, Resolution
from comity.reading.actors.names import finder_of
from comity.reading.context import context_of, span_of_tokens, text_of
from comity.reading.lexicons import load_yaml
from comity.reading.mentions import slug, unnamed_actor
from comity.reading.quotations import Quotations

OPENING, FAR_BACK = 60, 400
_JOINT = re.compile(r"communiqu|joint (?:statement|declaration)|agreement between|memorandum of understanding", re.I)
_INITIAL = re.compile(r"(?<=\s)[A-Z]\.(?=\s)")


@cache
def nominals() -> dict[str, Any]:
    """The lists of `data/nominals.yaml`, each group's entries as a frozen set."""
    return {name: frozenset(group.get("nouns") or group["names"]) for name, group in load_yaml("nominals.yaml").items()}


@cache
def sectors() -> dict[str, str]:
    """The sector code (CAMEO) of nouns for people: `GOV` for "official"."""
    return {noun: code for code, nouns in load_yaml("nominals.yaml")["sectors"]["nouns"].items() for noun in nouns}


@dataclass(frozen=True, slots=True)
class TitledName:
    """A person once called by a title: what a later "the minister" may mean."""

    position: int
    phrase: str
    state: str | None
    actor: Actor


@dataclass
class Cast:
    """Everything found so far in one text. Only the readers of actors change it.

    `home` is the state that publishes the text, `joint` tells a text of several authors or an agreement by its head.
    `surnames` holds who is called by a surname alone, `namesakes` all whom the text names by it, first come first.
    """

    doc: Doc
    knowledge: Knowledge
    day: date | None
    quoted: list[bool]
    mentions: dict[int, Mention] = field(default_factory=dict)
    taken: set[int] = field(default_factory=set)
    titled: list[TitledName] = field(default_factory=list)
    surnames: dict[str, Actor] = field(default_factory=dict)
    namesakes: dict[str, list[Actor]] = field(default_factory=dict)
    demonyms: dict[int, Actor] = field(default_factory=dict)
    titles: set[int] = field(default_factory=set)
    accords: set[int] = field(default_factory=set)
    genders: dict[str, float] = field(default_factory=dict)
    late: list[tuple[int, tuple[NameEntry, ...]]] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    actors: dict[str, Actor] = field(default_factory=dict)
    starts: list[int] = field(default_factory=list)
    home: Actor | None = None
    joint: bool = False

    @classmethod
    def of(cls, doc: Doc) -> Cast:
        """An empty cast for a text."""
        context = context_of(doc)
        cast = cls(doc, context.knowledge, context.document.published, quoted_tokens(doc))
        cast.joint = bool(_JOINT.search(context.document.text, 0, 400))
        cast.home = cast.publishing_state(context.document.publisher or "")
        cast.starts = [sentence.start for sentence in doc.sents]
        cast.accords = finder_of(context.knowledge).accords(doc)
        return cast

    def add(
        self, tokens: TokenSpan, actors: tuple[Actor, ...], how: Resolution, certainty: float, head: Token | None = None
    ) -> None:
        """Note a mention under its head token; a head that has one keeps it."""
        head = head or head_of(tokens)
        if actors and head.i not in self.mentions:
            insort(self.heads, head.i)
            self.actors.update((actor.id, actor) for actor in actors)
            self.mentions[head.i] = Mention(span_of_tokens(tokens), actors, how, certainty)
            self.taken.update(range(tokens.start, tokens.end))

    def sentence(self, position: int) -> int:
        """The number of the sentence that a token stands in."""
        return bisect_right(self.starts, position)

    def heads_between(self, start: int, end: int) -> list[int]:
        """The heads of the mentions from one token up to another."""
        return self.heads[bisect_left(self.heads, start) : bisect_left(self.heads, end)]

    def known_actor(self, entity_id: str) -> Actor:
        """The Actor of a known entity; a person carries the office held on the day of the text."""
        entity: Entity = self.knowledge.entities[entity_id]
        terms = self.knowledge.roles_of(entity_id, self.day) if entity.kind == "person" and self.day else ()
        role = terms[-1].title if terms else None
        country = entity.country or self._country_of(terms[-1].of if terms else None)
        return Actor(entity.id, entity.name, entity.kind, country, entity.code, role)

    def _country_of(self, owner: str | None) -> str | None:
        entity = self.knowledge.entities.get(owner or "")
        return entity.country if entity else None

    def publishing_state(self, publisher: str) -> Actor | None:
        """The state whose text it is, by its publisher's name ("Kremlin", "President of Ukraine")."""
        words = publisher.split()
        for first in range(len(words)):
            for last in range(len(words), first, -1):
                for entry in self.knowledge.lookup(" ".join(words[first:last])):
                    entity = self.knowledge.entities[entry.entity_id]
                    if entity.kind in {"state", "seat", "office"} and (state := self.state_actor(entity.country)):
                        return state
        return None

    def state_actor(self, country: str | None) -> Actor | None:
        """The state of a country code."""
        return self.known_actor(f"state/{country}") if f"state/{country}" in self.knowledge.entities else None

    def new_person(self, name: str, country: str | None = None, role: str | None = None) -> Actor:
        """A person whom we do not know, by the fullest name the text gives; middle initials left out."""
        name = " ".join(_INITIAL.sub("", " ".join(unscrambled(name).split())).split())
        name = name.title() if name.isupper() else name
        return Actor(f"person/{slug(name)}", name, "person", country, None, role)

    def new_actor(self, name: str, kind: ActorKind, country: str | None = None) -> Actor:
        """A named body that we do not know."""
        name = " ".join(name.split())
        return Actor(f"{kind}/{slug(name)}", name, kind, country)

    def unnamed(self, description: str, country: str | None = None, sector: str | None = None) -> Actor:
        """Somebody described, never named; bound to this document.

        Of a known state and a plain sector the code is that of the state with the sector's.
        """
        state = self.state_actor(country)
        code = f"{state.code}{sector}" if state and state.code and sector else None
        return unnamed_actor(self.doc, description, country, code)

    def move(self, old: int, mention: Mention, head: int) -> None:
        """Put a mention in the place of an older one, perhaps under another head."""
        if self.mentions.pop(old, None):
            self.heads.remove(old)
        if head not in self.mentions:
            insort(self.heads, head)
        self.actors.update((actor.id, actor) for actor in mention.actors)
        self.mentions[head] = mention

    def note_person(self, actor: Actor) -> None:
        """Let a later surname mean this person; the first of a name keeps it."""
        if actor.kind == "person":
            short = [fold(e.text) for e in self.knowledge.names.of(actor.id) if e.kind == "surname"]
            for surname in short or [fold(actor.name.split()[-1])]:
                self.surnames.setdefault(surname, actor)
                namesakes = self.namesakes.setdefault(surname, [])
                if all(other.id != actor.id for other in namesakes):
                    namesakes.append(actor)

    def persons_before(self, position: int) -> Counter[str]:
        """How often each person was mentioned before a token, by actor id, in order of first mention.

        Of a long text only the opening and what went before lately counts.
        """
        counts: Counter[str] = Counter()
        end = bisect_left(self.heads, position)
        for head in self.heads[: min(end, OPENING)] + self.heads[max(OPENING, end - FAR_BACK) : end]:
            mention = self.mentions[head]
            if mention.how not in {"pronoun", "set"}:
                counts.update(actor.id for actor in mention.actors if actor.kind == "person")
        return counts

    def actor_by_id(self, identity: str) -> Actor:
        """The actor of a mention found already; raises KeyError for none."""
        return self.actors[identity]


def head_of(tokens: TokenSpan) -> Token:
    """The head of a phrase: the last of its words that hang outside it, articles and punctuation aside.

    In "the US" before a noun both words hang on the noun, and spaCy's `root` is the article.
    """
    inside = range(tokens.start, tokens.end)
    outer = [t for t in tokens if t.head == t or t.head.i not in inside]
    named = [t for t in outer if t.dep_ not in {"det", "punct", "case"} and not t.is_space]
    if len(named) > 1 and any(t.dep_ in {"nsubj", "nsubjpass", "dobj", "pobj", "conj", "ROOT"} for t in named):
        return next(t for t in named if t.dep_ in {"nsubj", "nsubjpass", "dobj", "pobj", "conj", "ROOT"})
    return named[-1] if named else tokens.root


def unscrambled(name: str) -> str:
    """A name whose UTF-8 was once read as Latin-1 ("PeÃ±a"), put right."""
    try:
        return name.encode("cp1252").decode("utf-8") if "Ã" in name else name
    except UnicodeError:
        return name


def quoted_tokens(doc: Doc) -> list[bool]:
    """For every token whether it stands between quotation marks."""
    quotations = Quotations(text_of(doc))
    return [quotations.at(token.idx) is not None for token in doc]


LOOK_BACK = 80


def window(cast: Cast, position: int, size: int = LOOK_BACK) -> list[int]:
    """The heads of the last mentions before a token, nearest first: what a long text has not forgotten."""
    end = bisect_left(cast.heads, position)
    return cast.heads[max(0, end - size) : end][::-1]

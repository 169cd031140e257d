"""Sides: whose account or interest a word, a person or a statement belongs to, and the two that a text is mostly about.

A person, a seat, an office and their state are one side. Groups without a state, and outlets, are sides of their own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from spacy.tokens import Doc, Token

from comity.model import Actor, Mention, Statement
from comity.reading.context import context_of, tokens_of
from comity.reading.lexicons import load_yaml
from comity.reading.mentions import actors_of_all, mention_of, unique
from comity.reading.syntax import conjuncts, prepositional

_PRINCIPALS = "comity_principal_sides"
_AROUND = "comity_mentions_around"
_WEIGHT = {"state": 1.0, "person": 1.0, "seat": 1.0, "office": 1.0, "armed-group": 0.4}
_LEAST = 2.0
_OFFICIAL = frozenset({"person", "state", "seat", "office", "unnamed"})


def side_key(actor: Actor) -> str:
    """What an actor stands for: the state of its officials, else itself."""
    return actor.country if actor.country and actor.kind in _OFFICIAL else actor.id


def sides(actors: Iterable[Actor]) -> tuple[str, ...]:
    """The sides of actors, each once, in order."""
    return tuple(dict.fromkeys(side_key(actor) for actor in actors))


def state_actor(doc: Doc, key: str) -> Actor | None:
    """The state that a side's key stands for; None where it is no state that we know."""
    entity = context_of(doc).knowledge.entities.get(f"state/{key}")
    return Actor(entity.id, entity.name, entity.kind, entity.country, entity.code) if entity else None


def principals(doc: Doc) -> tuple[Actor, ...]:
    """The two sides that a text is mostly about, as states where they are states.

    Those who take part in its first encounter; without one, the two that it names most, each of them twice at least.
    """
    if _PRINCIPALS not in doc.user_data:
        doc.user_data[_PRINCIPALS] = _from_encounters(doc) or _from_names(doc)
    found: tuple[Actor, ...] = doc.user_data[_PRINCIPALS]
    return found


def _from_encounters(doc: Doc) -> tuple[Actor, ...]:
    for encounter in doc._.encounters:
        persons = [actor for actor in encounter.participants if actor.kind in _WEIGHT]
        keys = sides(persons)
        if len(keys) >= 2:
            return tuple(state_actor(doc, key) or next(a for a in persons if side_key(a) == key) for key in keys)
    return ()


def _from_names(doc: Doc) -> tuple[Actor, ...]:
    counts: Counter[str] = Counter()
    first: dict[str, Actor] = {}
    for mention in doc._.mentions:
        for actor in mention.actors:
            if actor.kind == "unnamed":
                continue
            counts[side_key(actor)] += _WEIGHT.get(actor.kind, 0.0)  # type: ignore[assignment]
            first.setdefault(side_key(actor), actor)
    ranked = [key for key, count in counts.most_common(2) if count >= _LEAST]
    return tuple(state_actor(doc, key) or first[key] for key in ranked) if len(ranked) == 2 else ()


def others_beside(doc: Doc, key: str) -> tuple[Actor, ...]:
    """The other main sides, where the given one is among them; nobody where it is not."""
    pair = principals(doc)
    return tuple(a for a in pair if side_key(a) != key) if key in sides(pair) else ()


def holders(token: Token) -> tuple[Actor, ...]:
    """Who a phrase names or belongs to: "Norway", "Norway's account", "the position of Norway", "the Norwegian draft".

    A set that was taken for people of one side only ("the parties") names nobody; officials without a name stand for
    whose officials they are.
    """
    found = unique(
        actor
        for head in conjuncts(token)
        if (mention := mention_around(head)) and not (mention.how == "set" and len(sides(mention.actors)) < 2)
        for actor in mention.actors
    )
    if found and any(actor.kind != "unnamed" for actor in found):
        return found
    heads = conjuncts(token)
    if found:
        texts = load_yaml("divergences.yaml")["documents"]["words"]
        whose = [
            o
            for h in heads
            for o in (_owners(h) if h.lemma_.lower() in texts else h.children)
            if o.dep_ == "poss" or h.lemma_.lower() in texts
        ]
        return actors_of_all(whose) or found
    return actors_of_all(owner for head in heads for owner in _owners(head)) or unique(
        actor for head in heads for owner in _owners(head) if (m := mention_around(owner)) for actor in m.actors
    )


def mention_around(token: Token) -> Mention | None:
    """The mention that a token heads, else one of a name in whose middle it stands."""
    found = mention_of(token)
    if found is not None:
        return found
    doc = token.doc
    if _AROUND not in doc.user_data:
        doc.user_data[_AROUND] = {
            t.i: mention
            for mention in doc._.mentions
            if mention.how != "set" and (span := tokens_of(doc, mention.span)) is not None
            for t in span
            if t.dep_ not in {"poss", "amod", "compound", "case", "det"}
        }
    around: dict[int, Mention] = doc.user_data[_AROUND]
    mention = around.get(token.i)
    return mention if mention and mention.span.end <= token.idx + len(token) else None


def owners_of(token: Token) -> tuple[Actor, ...]:
    """Whose a thing is, by a possessive, an adjective of nationality, or "of", "by", "from"."""
    return unique(actor for owner in _owners(token) if (m := mention_around(owner)) for actor in m.actors)


def _owners(token: Token) -> Iterator[Token]:
    for child in token.children:
        if child.dep_ in {"poss", "nmod", "amod", "compound"}:
            yield from conjuncts(child) if child.dep_ == "poss" else (child,)
    yield from prepositional(token, "of", "by", "from", "made")
    for child in token.children:
        if child.dep_ in {"acl", "relcl"} and child.tag_ == "VBN":
            yield from prepositional(child, "by")


def speakers_of(statement: Statement | None) -> tuple[Actor, ...]:
    """The speakers of a statement; nobody where there is none."""
    return statement.speakers if statement else ()


def two_sides(*groups: Iterable[Actor]) -> tuple[Actor, ...]:
    """The actors of all groups, if at least two of them can differ; else nobody.

    Two of one state can, unless one of them is that state, its seat or an office of it.
    """
    found = unique(actor for group in groups for actor in group)
    own = [actor for actor in found if actor.kind not in {"state", "seat", "office"}]
    return found if len(sides(found)) >= 2 or len(own) >= 2 else ()

"""Looking up who a token names: the door through which every reader asks for actors.

`comity_actors` fills `Doc._.mentions` and the index behind these functions; without it they find nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from spacy.tokens import Doc, Token

from comity.knowledge import fold
from comity.model import Actor, Mention
from comity.reading.context import context_of
from comity.reading.syntax import conjuncts

_INDEX = "comity_mentions_by_head"


def set_mentions(doc: Doc, by_head: dict[int, Mention]) -> None:
    """Store mentions by the index of their head token, and in text order on `Doc._.mentions`."""
    doc.user_data[_INDEX] = by_head
    doc._.mentions = tuple(sorted(by_head.values(), key=lambda mention: (mention.span.start, mention.span.end)))


def mentions_by_head(doc: Doc) -> dict[int, Mention]:
    """Mentions by the index of their head token."""
    index: dict[int, Mention] = doc.user_data.get(_INDEX, {})
    return index


def mention_of(token: Token) -> Mention | None:
    """The mention that a token heads ("Putin" in "President Vladimir Putin", "sides" in "both sides")."""
    return mentions_by_head(token.doc).get(token.i)


def actors_of(token: Token, *, coordinated: bool = True) -> tuple[Actor, ...]:
    """The actors named by the phrase a token heads, with those coordinated to it; no actor twice."""
    heads = conjuncts(token) if coordinated else [token]
    return unique(actor for head in heads if (mention := mention_of(head)) for actor in mention.actors)


def actors_of_all(tokens: Iterable[Token]) -> tuple[Actor, ...]:
    """The actors named by several head tokens (as `syntax.subjects` gives them); no actor twice."""
    return unique(actor for token in tokens if (mention := mention_of(token)) for actor in mention.actors)


def unnamed_actor(doc: Doc, description: str, country: str | None = None, code: str | None = None) -> Actor:
    """Somebody described, never named; bound to this document, and the same wherever it is so described."""
    description = " ".join(description.split())
    document = context_of(doc).document.id[:12]
    return Actor(f"unnamed/{document}/{slug(description)}", description, "unnamed", country, code)


def slug(name: str) -> str:
    """A name as part of an id: folded, words joined by hyphens."""
    return re.sub(r"[^\w]+", "-", fold(name)).strip("-")[:80]


def unique(actors: Iterable[Actor]) -> tuple[Actor, ...]:
    """Actors in order of appearance, each id once."""
    return tuple({actor.id: actor for actor in actors}.values())

"""What a source asks of a reporter: "on condition of anonymity", "asked not to be named".

It says how somebody speaks, not what he stands for, agrees to or does.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from spacy.tokens import Span as TokenSpan
from spacy.tokens import Token

from comity.model import Actor
from comity.reading.lexicons import listed

_words = partial(listed, "cues.yaml", "anonymity")
_NEAR = 4


def is_about_being_named(tokens: TokenSpan) -> bool:
    """Whether a phrase begins with, or is headed by, words of being named or not."""
    root = tokens.root
    return any(map(_is_anonymity, tokens[:_NEAR])) or _is_naming(root) or _is_naming(root.head)


def is_plea(tokens: TokenSpan, actors: Iterable[Actor]) -> bool:
    """Whether somebody unnamed agrees, asks or refuses here only so as not to be named: no accord, no event."""
    whole = any(_is_anonymity(t) or _is_naming(t) for t in tokens)
    return whole and all(actor.kind == "unnamed" for actor in actors)


def _is_anonymity(token: Token) -> bool:
    return token.lower_ in _words("words")


def _is_naming(verb: Token) -> bool:
    """Whether a verb speaks of being named, and as nothing: not "be named prime minister", "be named in the suit"."""
    if verb.lemma_.lower() not in _words("naming") or verb.tag_ != "VBN":
        return False
    below = {child.dep_ for child in verb.children}
    whole = "auxpass" in below and not below & {"oprd", "attr", "dobj", "agent"}
    return whole and not any(c.dep_ == "prep" and c.lower_ in {"as", "in", "among"} for c in verb.children)

"""What the readers of divergences share: the lexicon, what they find, and small questions about a clause."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from spacy.tokens import Span as TokenSpan
from spacy.tokens import Token

from comity.reading.lexicons import load_yaml
from comity.reading.syntax import (
    clause,
    own_subjects,
    prepositional,
    trim,
)

Need = Literal["named", "owner", "accuser", "principals", "speaker"]
_ABOUT = ("on", "over", "about", "regarding", "concerning", "as", "around")


@dataclass(frozen=True, slots=True)
class Found:
    """A difference as the words give it.

    `one` and `other` are the heads that name the sides; `need` says what helps where they name only one: nothing
    ("named"), whoever owns the thing contested ("owner"), whoever spoke before ("accuser"), whoever says so
    ("speaker"), the text's two main sides.
    `topics` are the heads of what they differ on.
    """

    cue: TokenSpan
    content: TokenSpan
    one: tuple[Token, ...]
    other: tuple[Token, ...]
    need: Need
    rule: str
    topics: tuple[Token, ...] = ()


Beginnings = tuple[tuple[Callable[[Token], Found | None], frozenset[str]], ...]


@cache
def words(*path: str) -> frozenset[str]:
    """A list of `data/divergences.yaml`, by its group and subgroup."""
    node = load_yaml("divergences.yaml")
    for key in path:
        node = node[key]
    return frozenset(node["words"])


def lemma_of(token: Token) -> str:
    """The lemma of a word in lower case."""
    return token.lemma_.lower()


def alone(token: Token) -> TokenSpan:
    """A word as a span of its own."""
    return token.doc[token.i : token.i + 1]


def main_clause(verb: Token) -> TokenSpan:
    """The clause of a verb without what comes before a comma ahead of its subject, and without a leading "that"."""
    whole = clause(verb)
    first = min((s.left_edge.i for s in own_subjects(verb)), default=verb.i)
    expletive = [c.i for c in verb.children if c.dep_ == "expl"]
    first = min([first, *expletive])
    return trim(verb.doc, max(whole.start, first), whole.end - 1) if first < whole.end else whole


def verb_above(token: Token) -> Token | None:
    """The verb a noun is subject, object or predicate of, itself or through "of" and the like; None for none near."""
    for _ in range(3):
        head = token.head
        if head == token:
            return None
        if head.pos_ in {"VERB", "AUX"}:
            return head
        token = head
    return None


def topics_of(token: Token) -> tuple[Token, ...]:
    """Heads of what a difference is on; of a light noun ("the price side") what goes before or after it."""
    return tuple(heavy for noun in prepositional(token, *_ABOUT) for heavy in _heavy(noun))


def _heavy(noun: Token) -> list[Token]:
    if lemma_of(noun) not in words("light"):
        return [noun]
    inner = [child for child in noun.children if child.dep_ in {"compound", "amod", "nmod"} and child.pos_ != "ADJ"]
    return inner or prepositional(noun, "of", "regarding", "concerning") or [noun]


def is_any(noun: Token, *groups: str) -> bool:
    """Whether a noun stands in one of some lists."""
    return any(lemma_of(noun) in words(group) for group in groups)


def is_pointing(noun: Token) -> bool:
    """Whether a word points back at what was said ("this", "many of the points")."""
    return noun.lower_ in {"this", "that", "it"} or (
        noun.lower_ in {"many", "much", "most", "some"} and any(is_any(n, "claims") for n in prepositional(noun, "of"))
    )


def are_several(tokens: tuple[Token, ...]) -> bool:
    """Whether subjects are several, or one of them is a plural."""
    return len(tokens) > 1 or any(t.tag_ in {"NNS", "NNPS"} or t.lower_ in {"we", "they", "both"} for t in tokens)

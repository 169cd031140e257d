"""Which earlier measure an order word's phrase means: "after the withdrawal" the one that says "withdraw …".

A definite noun or a clause means an earlier measure where both are of one stem ("withdrawal", "withdraw"), or, for
ceasefires, elections and the like, where it is the only earlier measure on that matter. Nothing is guessed between two.
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Token

from comity.reading.accords.measures import Piece
from comity.reading.lexicons import load_yaml
from comity.reading.matters.find import matters_of
from comity.reading.syntax import objects

_STEM = 5
_SINGULAR = frozenset({"ceasefire", "elections"})
_DEFINITE = frozenset({"the", "this", "that", "these", "those", "such", "same", "its", "their"})


def referent(head: Token, found: Sequence[Piece], before: int) -> int | None:
    """The place among `found` of the measure before token `before` that a governed word means; None if unsure."""
    head = below_phase(head)
    earlier = [place for place, piece in enumerate(found) if piece.tokens.end <= before]
    if head.pos_ in {"VERB", "AUX"}:
        return _same_deed(head, found, earlier)
    if not any(child.lower_ in _DEFINITE for child in head.children):
        return None
    stem = head.lemma_.lower()[:_STEM]
    same = [place for place in earlier if _stems(found[place]) & {stem}]
    if len(same) != 1:
        matter = matters_of(head.doc[head.i : head.i + 1])[0]
        same = [k for k in earlier if matters_of(found[k].tokens)[0] == matter] if matter in _SINGULAR else []
    return same[0] if len(same) == 1 else None


def below_phase(head: Token) -> Token:
    """The noun below "the start of", "completion of"; the word itself elsewhere."""
    if head.lemma_.lower() not in load_yaml("order_cues.yaml")["phases"]["words"]:
        return head
    below = [noun for child in head.children if child.lower_ == "of" for noun in child.children if noun.dep_ == "pobj"]
    return below[0] if below else head


def _stems(piece: Piece) -> set[str]:
    """The stems of a measure's head and, for light verbs, of what it is done to ("hold elections")."""
    heads = [piece.head, *objects(piece.head)] if piece.head.pos_ in {"VERB", "AUX"} else [piece.head]
    return {token.lemma_.lower()[:_STEM] for token in heads}


def _same_deed(verb: Token, found: Sequence[Piece], earlier: Sequence[int]) -> int | None:
    """An earlier measure with the same verb and object ("the elections are held": "hold elections")."""
    things = {token.lemma_.lower() for token in objects(verb)}
    same = [
        place
        for place in earlier
        if found[place].head.lemma_ == verb.lemma_
        and things & {token.lemma_.lower() for token in objects(found[place].head)}
    ]
    return same[0] if len(same) == 1 else None

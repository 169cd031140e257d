"""Conditional offers: "the drills can only stop if …", "would export grain if …": an accord proposed by one side.

Threats ("will respond if …") are none.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from spacy.tokens import Doc, Token

from comity.reading.accords.draft import Draft
from comity.reading.accords.measures import Piece
from comity.reading.context import statement_at
from comity.reading.lexicons import load_yaml
from comity.reading.mentions import actors_of_all
from comity.reading.occurrences import tokens_with
from comity.reading.syntax import auxiliaries, doers, is_passive, own_subjects, trim

_OFFERING = frozenset({"can", "could", "would", "may"})
_CONDITIONS = frozenset({"if", "provided", "unless"})
_TIMES = frozenset({"after", "once", "when", "until"})
_STATES = frozenset({"be", "have", "seem", "appear", "mean", "need", "want", "like", "know", "think"})


def find_offers(doc: Doc, drafts: list[Draft]) -> Iterator[Draft]:
    """Every conditional offer that no other cue has found."""
    taken = [(d.content.start, d.content.end) for d in drafts]
    for mark in tokens_with(doc, words=_TIMES | _CONDITIONS):
        timed = mark.lower_ in _TIMES and mark.i > 0 and mark.nbor(-1).lower_ == "only"
        if not (timed or mark.lower_ in _CONDITIONS) or mark.dep_ not in {"mark", "prep", "advmod"}:
            continue
        if mark.i > 0 and mark.nbor(-1).lower_ == "even":
            continue  # "even if they sign": nothing hangs on it
        condition = mark.head
        main = condition.head
        if condition.dep_ != "advcl" or main.pos_ not in {"VERB", "AUX"} or not own_subjects(main):
            continue
        if any(start <= main.i < end for start, end in taken) or not _offers(main, mark):
            continue
        draft = _draft(doc, main, mark, condition)
        if draft is not None:
            yield draft


@cache
def _threats() -> frozenset[str]:
    """Verbs of answering with force: said with a condition they threaten."""
    return frozenset(load_yaml("positions.yaml")["threats"]["answer"]["words"])


def _offers(main: Token, mark: Token) -> bool:
    """Whether a main clause offers something on the condition: a modal of offering, "only", or a deed of its own."""
    only = (mark.i > 0 and mark.nbor(-1).lower_ == "only") or any(c.lower_ == "only" for c in main.children)
    if main.lemma_.lower() in _threats() or main.head.lemma_.lower() in {"warn", "threaten"}:
        return False
    if not set(auxiliaries(main)) & _OFFERING or (main.lemma_ in _STATES and not only):
        return False
    return only or (("would" in auxiliaries(main) or "could" in auxiliaries(main)) and not is_passive(main))


def _draft(doc: Doc, main: Token, mark: Token, condition: Token) -> Draft | None:
    parties = actors_of_all(doers(main))
    statement = statement_at(doc, main)
    if not parties and statement is not None:
        parties = statement.speakers
    if not parties or (any(actor.kind == "unnamed" for actor in parties) and statement is None):
        return None
    whole = is_passive(main) or not actors_of_all(doers(main))
    start = own_subjects(main)[0].left_edge.i if whole else main.i
    content = trim(doc, min(start, condition.left_edge.i), max(main.right_edge.i, condition.right_edge.i))
    only = mark.i > 0 and mark.nbor(-1).lower_ == "only"
    last = mark.i - 1 - only if mark.i > main.i else main.right_edge.i
    action = trim(doc, start, max(main.i, last))
    return Draft(content, doc[mark.i : mark.i + 1], main, parties, "proposed", [Piece(main, action)], 0.74, "offer")

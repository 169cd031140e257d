"""Where and when actors agreed, as the words at the end of what they agreed on say it: no part of the accord's content.

"Signed a treaty on fisheries in Lima", "agreed on a truce on Monday", "agreed to exchange prisoners at a meeting in
Geneva". Limits we know: a place inside the conflict ("a ceasefire in Homs") is kept where it is no capital or seat of
talks; a promise to do something in a place keeps it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from spacy.tokens import Token

from comity.reading.complements import Complement
from comity.reading.context import context_of
from comity.reading.lexicons import listed

_words = partial(listed, "accord_venues.yaml")
_SHORTEST = 1


def without_venue(content: Complement) -> Complement:
    """A content less the phrases of place, day and meeting at its end."""
    for _ in range(3):
        start = _venue_start(content)
        if start is None:
            return content
        content = replace(content, end=start)
    return content


def _venue_start(content: Complement) -> int | None:
    """Where a phrase of venue at the very end of a content begins; None where there is none."""
    doc = content.head.doc
    last = doc[content.end - 1]
    for at in range(content.end - 2, max(content.start + _SHORTEST, content.end - 14) - 1, -1):
        token = doc[at]
        if token.dep_ != "prep" or token.right_edge.i < last.i - 1:
            continue
        head = next((c for c in token.children if c.dep_ == "pobj"), None)
        if head is not None and at > content.head.i and _is_venue(content, token, head):
            return at - (doc[at - 1].text == "," and at - 1 > content.head.i)
    return None


def _is_venue(content: Complement, preposition: Token, head: Token) -> bool:
    """Whether "in X" says where the actors agreed, not where something is to be done."""
    word, lemma = preposition.lower_, head.lemma_.lower()
    if word in {"at", "during"} and lemma in _words("meetings"):
        return content.head.lemma_.lower() not in _words("held")
    if content.kind != "noun":
        return False
    if word == "on" and (head.ent_type_ == "DATE" or lemma in _words("days")):
        return content.head.lemma_.lower() not in _words("held")
    return word in {"in", "at"} and _is_seat(head) and content.head.lemma_.lower() not in _words("held")


def _is_seat(noun: Token) -> bool:
    """Whether a name is a capital or a city known for talks, which is seldom what an accord is about."""
    if noun.pos_ != "PROPN":
        return False
    phrase = noun.doc[noun.left_edge.i : noun.i + 1].text
    if phrase.lower() in _words("seats"):
        return True
    place = context_of(noun.doc).knowledge.place(phrase)
    return place is not None and place.kind == "capital"

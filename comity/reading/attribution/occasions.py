"""When and where something was said: the date and the venue that hang on a cue."""

from __future__ import annotations

from bisect import bisect_left

from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from comity.model import When
from comity.model.claims import TO
from comity.reading.attribution.attributed import Attribution, Range
from comity.reading.attribution.cues import venue_nouns
from comity.reading.attribution.hearers import outlet_told
from comity.reading.syntax import trim

_PREPOSITIONS = frozenset({"in", "at", "during", "on", "via", "through", "after"})
_LONGEST = 20
_SORTED = "comity_dates_sorted"


def said_when(doc: Doc, item: Attribution) -> When | None:
    """The date nearest to a cue in its sentence, outside the content."""
    sentence = _sentence(doc, item)
    if sentence is None or item.cue is None or item.verbatim:
        return None
    near: list[tuple[int, When]] = []
    for when in _dates_between(doc, *sentence):
        if when.span is None or _inside(when.span.start, item):
            continue
        gap = max(when.span.start - item.cue[1], item.cue[0] - when.span.end)
        near.append((gap, when))
    return min(near, key=lambda pair: pair[0])[1] if near else None


def _dates_between(doc: Doc, start: int, end: int) -> list[When]:
    """The dates whose words begin in a range."""
    if _SORTED not in doc.user_data:
        doc.user_data[_SORTED] = sorted(
            (when.span.start, index) for index, when in enumerate(doc._.dates) if when.span is not None
        )
    order: list[tuple[int, int]] = doc.user_data[_SORTED]
    return [doc._.dates[index] for _, index in order[bisect_left(order, (start, 0)) : bisect_left(order, (end, 0))]]


def venue_of(doc: Doc, item: Attribution) -> str | None:
    """The phrase that tells where ("in a statement", "at a news conference in Bergen"); None if the cue has none.

    An outlet that was told comes first: "to NBC", "to NBC, in an interview".
    """
    if item.cue is None:
        return None
    cue = doc.char_span(*item.cue, alignment_mode="expand")
    if cue is None:
        return None
    outlet, place = outlet_told(cue.root), _place(cue, item)
    if outlet is None:
        return place
    return f"{TO}{outlet}, {place}" if place else f"{TO}{outlet}"


def _place(cue: TokenSpan, item: Attribution) -> str | None:
    for child in (*cue.root.rights, *cue.root.lefts):
        if child.dep_ == "prep" and child.lower_ in _PREPOSITIONS and not _inside(child.idx, item):
            noun = next((c for c in child.children if c.dep_ == "pobj"), None)
            if noun is not None and noun.lemma_.lower() in venue_nouns():
                return _phrase(child, item)
    return None


def _phrase(preposition: Token, item: Attribution) -> str | None:
    """A prepositional phrase up to the content, without line ends."""
    words = [t for t in preposition.subtree if not _inside(t.idx, item)]
    last = preposition.i
    for token in words:
        if token.i == last + 1 and token.dep_ not in {"relcl", "advcl"}:
            last = token.i
    if last - preposition.i > _LONGEST:
        return None
    return " ".join(trim(preposition.doc, preposition.i, last).text.split())


def _sentence(doc: Doc, item: Attribution) -> Range | None:
    span = doc.char_span(*item.cue, alignment_mode="expand") if item.cue else None
    return (span.sent.start_char, span.sent.end_char) if span is not None else None


def _inside(position: int, item: Attribution) -> bool:
    return any(start <= position < end for start, end in item.contents)

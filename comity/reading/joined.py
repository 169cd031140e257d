"""Rules and the trained network, joined: what both find is surer than what one finds alone.

A rule's find that the network does not see loses certainty, and is dropped where such finds are mostly wrong; what only
the network sees is taken where it is very sure. The shares below were counted on annotated texts that the network had
not learned from (three folds of real texts, and tests/gold), many on a handful of finds. The cutoffs were picked on
those same texts out of some thirty settings: `models/attribution/MODEL_CARD.md` tells what that is worth.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from comity.reading.attributed import Attribution, Range, settle
from comity.reading.quotations import Quotations
from comity.reading.tagger import TaggedAttribution

BOTH = {
    "according": 0.95, "after": 0.85, "clause": 0.95, "infinitive": 0.65, "noun": 0.8, "object": 0.95,
    "person-infinitive": 0.65, "person-object": 0.85, "quotation": 0.98, "relay": 0.95,
}  # fmt: skip
RULE_ALONE = {
    "after": 0.55, "clause": 0.5, "infinitive": 0.2, "noun": 0.33, "noun-self": 0.2, "object": 0.73,
    "person-about": 0.5, "person-infinitive": 0.6, "person-object": 0.33,
}  # fmt: skip
NETWORK_ALONE = 0.45
SURE = 0.7
_LEAST_RULE = 0.4
_SAME, _TOUCHING = 0.5, 0.3


def join(
    found: Sequence[Attribution], tagged: Iterable[TaggedAttribution], quotations: Quotations
) -> list[Attribution]:
    """The rules' finds with certainty by whether the network agrees, and the network's own sure ones."""
    seen = list(tagged)
    kept = [judged for item in found if (judged := _judged(item, seen)) is not None]
    for one in seen:
        alone = one.score >= SURE and not any(_overlap(one.content, item.contents) >= _TOUCHING for item in found)
        item = _as_find(one, quotations) if alone else None
        if item is not None and not any(item.cue == other.cue for other in kept if other.cue):
            kept.append(item)
    return kept


def _judged(item: Attribution, tagged: Sequence[TaggedAttribution]) -> Attribution | None:
    agreed = any(_overlap(one.content, item.contents) >= _SAME for one in tagged)
    certainty = (BOTH if agreed else RULE_ALONE).get(item.rule, item.score)
    return replace(item, estimate=certainty) if certainty >= _LEAST_RULE else None


def _as_find(one: TaggedAttribution, quotations: Quotations) -> Attribution | None:
    pieces = [settle(start, end, quotations, quotations.text) for start, end in one.content]
    contents = tuple(piece for piece in pieces if piece is not None)
    if not contents:
        return None
    return Attribution(
        source=_hull(one.source), cue=_hull(one.cue), contents=contents, rule="network", estimate=NETWORK_ALONE
    )


def _hull(ranges: Sequence[Range]) -> Range | None:
    return (ranges[0][0], ranges[-1][1]) if ranges else None


def _overlap(one: Sequence[Range], other: Sequence[Range]) -> float:
    """Intersection over union of two lists of ranges, in code points."""
    shared = sum(max(0, min(b, d) - max(a, c)) for a, b in one for c, d in other)
    size = sum(b - a for a, b in one) + sum(d - c for c, d in other)
    return shared / (size - shared) if size > shared else 0.0

"""Rules and the trained network, joined: what both find is surer than what one finds alone.

Every find gets the probability that it is right (`certainty.py`); one below `LEAST` is dropped. What only the network
sees is added where the network is sure enough, and where its cue is a word of saying, not of an attitude.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from comity.reading.attribution.attributed import Attribution, Range, settle
from comity.reading.attribution.certainty import NETWORK, of_joined
from comity.reading.attribution.tagger import TaggedAttribution
from comity.reading.quotations import Quotations

LEAST = 0.35
SURE = 0.5
_HANGING = re.compile(r",?\s+(?:or|and|but)\s*$")
_SAME, _TOUCHING = 0.5, 0.3


def join(
    found: Sequence[Attribution],
    tagged: Iterable[TaggedAttribution],
    quotations: Quotations,
    reports: Callable[[TaggedAttribution], bool] = lambda _: True,
) -> list[Attribution]:
    """The rules' finds with certainty by whether the network agrees, and the network's own sure ones.

    `reports` says of what only the network finds whether its cue reports words at all.
    """
    seen = list(tagged)
    kept = [judged for item in found if (judged := _judged(item, seen)).score >= LEAST]
    for one in seen:
        alone = one.score >= SURE and not any(_overlap(one.content, item.contents) >= _TOUCHING for item in found)
        item = _as_find(one, quotations) if alone and reports(one) else None
        if item is None or item.score < LEAST or any(item.cue == other.cue for other in kept if other.cue):
            continue
        kept.append(item)
    return kept


def _judged(item: Attribution, tagged: Sequence[TaggedAttribution]) -> Attribution:
    agreeing = [one.score for one in tagged if _overlap(one.content, item.contents) >= _SAME]
    return replace(item, estimate=of_joined(item.rule, max(agreeing, default=None)))


def _as_find(one: TaggedAttribution, quotations: Quotations) -> Attribution | None:
    text = quotations.text
    trimmed = [(start, start + len(_HANGING.sub("", text[start:end]))) for start, end in one.content]
    pieces = [settle(start, end, quotations, text) for start, end in trimmed]
    contents = tuple(piece for piece in pieces if piece is not None)
    if not contents:
        return None
    estimate = of_joined(NETWORK, one.score)
    return Attribution(source=_name(one, text), cue=_hull(one.cue), contents=contents, rule=NETWORK, estimate=estimate)


def _name(one: TaggedAttribution, text: str) -> Range | None:
    """The range of a source without punctuation behind it."""
    found = _hull(one.source)
    return found and (found[0], found[0] + len(text[slice(*found)].rstrip(" ,;:")))


def _hull(ranges: Sequence[Range]) -> Range | None:
    return (ranges[0][0], ranges[-1][1]) if ranges else None


def _overlap(one: Sequence[Range], other: Sequence[Range]) -> float:
    """Intersection over union of two lists of ranges, in code points."""
    shared = sum(max(0, min(b, d) - max(a, c)) for a, b in one for c, d in other)
    size = sum(b - a for a, b in one) + sum(d - c for c, d in other)
    return shared / (size - shared) if size > shared else 0.0

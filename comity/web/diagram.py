"""The measures of an accord in their order, as a drawing: rows from first to last, arcs for before, after and if.

Plain numbers for a template to draw; no style in it, so that a strict content security policy lets it through.
"""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass, replace

from comity.exports.brief_sections import ordered
from comity.exports.safe_text import clean
from comity.model import Accord, Measure

ROW, BOX_LEFT, WIDTH, LANE = 76, 110, 620, 14
_CHARACTERS, _LINES, _MOST, _LONGEST = 56, 2, 40, 62


@dataclass(frozen=True, slots=True)
class Box:
    """One measure: its place from the top, its number and words in lines; `why` says after or on what it comes."""

    id: str
    y: int
    label: str
    lines: tuple[str, ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class Arc:
    """One edge, from the earlier to the later measure (for `if`: from the condition): its path."""

    path: str
    relation: str
    unsure: bool


@dataclass(frozen=True, slots=True)
class Diagram:
    """Boxes and arcs with the size of the drawing; `left_off`: measures beyond the most that are drawn."""

    boxes: tuple[Box, ...]
    arcs: tuple[Arc, ...]
    width: int
    height: int
    left_off: int


def diagram_of(accord: Accord) -> Diagram | None:
    """The drawing of an accord that orders its measures; None where it has no order to show."""
    if not accord.order:
        return None
    tied = {end for edge in accord.order for end in (edge.left, edge.right)}
    measures = ordered(accord.measures, accord.order)
    drawn = [measure for measure in measures if measure.id in tied][:_MOST]
    boxes = tuple(_box(n, measure) for n, measure in enumerate(drawn))
    places = {measure.id: n for n, measure in enumerate(drawn)}
    arcs = []
    whys: dict[int, list[str]] = {}
    for lane, edge in enumerate(e for e in accord.order if e.left in places and e.right in places):
        before = edge.relation == "before"
        early, late = (edge.left, edge.right) if before else (edge.right, edge.left)
        words = f"likely “{edge.slip}”" if edge.slip else (edge.cue.text if edge.cue else edge.relation)
        relation = "if" if edge.relation == "if" else "before"
        whys.setdefault(places[late], []).append(f"{clean(words).lower()} {boxes[places[early]].label}")
        arcs.append(_arc(places[early], places[late], lane, relation, unsure=edge.slip is not None))
    boxes = tuple(replace(box, why=_shortened("; ".join(whys.get(n, ())))) for n, box in enumerate(boxes))
    return Diagram(boxes, tuple(arcs), WIDTH, ROW * len(boxes) + 12, len(measures) - len(drawn))


def _box(n: int, measure: Measure) -> Box:
    words = clean(measure.span.text)
    lines = textwrap.wrap(words, _CHARACTERS) or [""]
    if len(lines) > _LINES:
        lines = [*lines[: _LINES - 1], lines[_LINES - 1][: _CHARACTERS - 2] + " …"]
    return Box(measure.id, n * ROW + 6, _short(measure.number) if measure.number else str(n + 1), tuple(lines))


def _short(number: str) -> str:
    return re.sub(r"^(Art)icle|^(Par)agraph", lambda m: f"{m[1] or m[2]}.", clean(number))[:8]


def _shortened(words: str) -> str:
    return words if len(words) <= _LONGEST else words[: _LONGEST - 2] + " …"


def _arc(early: int, late: int, lane: int, relation: str, *, unsure: bool) -> Arc:
    top, bottom = early * ROW + 6 + 44, late * ROW + 6 + 18
    x = BOX_LEFT - 14 - LANE * (1 + lane % 7)
    path = f"M {BOX_LEFT} {top} C {x} {top}, {x} {bottom}, {BOX_LEFT - 7} {bottom}"
    return Arc(path, relation, unsure)

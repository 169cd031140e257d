"""The measures of an accord in their order, as a drawing: rows from first to last, arcs for before, after and if.

Plain numbers for a template to draw; no style in it, so that a strict content security policy lets it through.
"""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass

from comity.exports.brief_sections import ordered
from comity.exports.safe_text import clean
from comity.model import Accord, Measure

ROW, BOX_LEFT, WIDTH, LANE = 62, 150, 660, 22
_CHARACTERS, _LINES, _MOST = 56, 2, 40


@dataclass(frozen=True, slots=True)
class Box:
    """One measure: its place from the top, its number and words in lines."""

    id: str
    y: int
    label: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Arc:
    """One edge, from the earlier to the later measure (for `if`: from the condition): its path and what it says."""

    path: str
    relation: str
    label: str
    x: int
    y: int
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
    for lane, edge in enumerate(e for e in accord.order if e.left in places and e.right in places):
        before = edge.relation == "before"
        early, late = (edge.left, edge.right) if before else (edge.right, edge.left)
        words = f"likely “{edge.slip}”" if edge.slip else (edge.cue.text if edge.cue else edge.relation)
        relation = "if" if edge.relation == "if" else "before"
        arcs.append(_arc(places[early], places[late], lane, relation, clean(words), unsure=edge.slip is not None))
    return Diagram(boxes, tuple(arcs), WIDTH, ROW * len(boxes) + 12, len(measures) - len(drawn))


def _box(n: int, measure: Measure) -> Box:
    words = clean(measure.span.text)
    lines = textwrap.wrap(words, _CHARACTERS) or [""]
    if len(lines) > _LINES:
        lines = [*lines[: _LINES - 1], lines[_LINES - 1][: _CHARACTERS - 2] + " …"]
    return Box(measure.id, n * ROW + 6, _short(measure.number) if measure.number else str(n + 1), tuple(lines))


def _short(number: str) -> str:
    return re.sub(r"^(Art)icle|^(Par)agraph", lambda m: f"{m[1] or m[2]}.", clean(number))[:8]


def _arc(early: int, late: int, lane: int, relation: str, label: str, *, unsure: bool) -> Arc:
    top, bottom = early * ROW + 6 + 34, late * ROW + 6 + 16
    x = BOX_LEFT - 14 - LANE * (1 + lane % 5)
    path = f"M {BOX_LEFT} {top} C {x} {top}, {x} {bottom}, {BOX_LEFT - 7} {bottom}"
    return Arc(path, relation, label[:22], x - 4, (top + bottom) // 2, unsure)

"""The measures of an accord in their order, as a drawing: rows from first to last, arcs for before, after and if.

Plain numbers for a template to draw; no style in it, so that a strict content security policy lets it through.
"""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass

from comity.exports.brief_sections import ordered
from comity.exports.safe_text import clean
from comity.model import Accord, Measure, Order

_MOST, _GAP, _LINE = 40, 12, 17  # measures drawn; between boxes; of one line of words


@dataclass(frozen=True, slots=True)
class Shape:
    """How wide a drawing is: where boxes and their words begin, how many characters a line and lines a box hold.

    `below`: the number stands above the words, not beside them.
    """

    name: str
    width: int
    left: int
    words: int
    characters: int
    lines: int
    lane: int
    below: bool = False


SHAPES = (Shape("wide", 760, 110, 192, 68, 3, 14), Shape("narrow", 328, 50, 60, 33, 6, 5, below=True))


@dataclass(frozen=True, slots=True)
class Box:
    """One measure: where it stands, its number and words in lines, each with its height on the drawing.

    `why` says after or on what it comes.
    """

    id: str
    y: int
    height: int
    label: str
    lines: tuple[tuple[int, str], ...]
    why: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Arc:
    """One edge, from the earlier to the later measure (for `if`: from the condition): its path."""

    path: str
    relation: str
    unsure: bool


@dataclass(frozen=True, slots=True)
class Diagram:
    """Boxes and arcs with the size of the drawing; `left_off`: measures beyond the most that are drawn."""

    shape: Shape
    boxes: tuple[Box, ...]
    arcs: tuple[Arc, ...]
    height: int
    left_off: int


def diagrams_of(accord: Accord) -> tuple[Diagram, ...]:
    """The drawing of an accord that orders its measures, once in each shape; none where it has no order to show."""
    return tuple(_drawn(accord, shape) for shape in SHAPES) if accord.order else ()


def _drawn(accord: Accord, shape: Shape) -> Diagram:
    tied = {end for edge in accord.order for end in (edge.left, edge.right)}
    measures = ordered(accord.measures, accord.order)
    drawn = [measure for measure in measures if measure.id in tied][:_MOST]
    labels = {m.id: _short(m.number) if m.number else str(n + 1) for n, m in enumerate(drawn)}
    edges: list[tuple[str, str, Order]] = []
    whys: dict[str, list[str]] = {}
    for edge in (e for e in accord.order if e.left in labels and e.right in labels):
        early, late = (edge.left, edge.right) if edge.relation == "before" else (edge.right, edge.left)
        words = f"likely “{edge.slip}”" if edge.slip else (edge.cue.text if edge.cue else edge.relation)
        whys.setdefault(late, []).append(f"{clean(words).lower()} {labels[early]}")
        edges.append((early, late, edge))
    boxes: dict[str, Box] = {}
    y = 6
    for measure in drawn:
        box = _box(measure, labels[measure.id], y, "; ".join(whys.get(measure.id, ())), shape)
        boxes[measure.id] = box
        y += box.height + _GAP
    arcs = tuple(_arc(boxes[a], boxes[b], lane, edge, shape) for lane, (a, b, edge) in enumerate(edges))
    return Diagram(shape, tuple(boxes.values()), arcs, y, len(measures) - len(drawn))


def _box(measure: Measure, label: str, y: int, why: str, shape: Shape) -> Box:
    first = y + 21 + (_LINE if shape.below else 0)
    words = _wrapped(clean(measure.span.text), shape.characters, shape.lines) or [""]
    reasons = _wrapped(why, shape.characters + 6, 2)
    lines = tuple((first + _LINE * n, line) for n, line in enumerate(words))
    below = first + _LINE * len(words)
    told = tuple((below + _LINE * n, line) for n, line in enumerate(reasons))
    return Box(measure.id, y, below + _LINE * len(reasons) - y - 7, label, lines, told)


def _wrapped(words: str, characters: int, most: int) -> list[str]:
    """Words in lines, with a sign where some were left off."""
    return textwrap.wrap(words, characters, max_lines=most, placeholder=" …")


def _short(number: str) -> str:
    return re.sub(r"^(Art)icle|^(Par)agraph", lambda m: f"{m[1] or m[2]}.", clean(number))[:8]


def _arc(early: Box, late: Box, lane: int, edge: Order, shape: Shape) -> Arc:
    top, bottom = early.y + early.height - 16, late.y + 18
    x = shape.left - shape.lane * (2 + lane % 7)
    path = f"M {shape.left} {top} C {x} {top}, {x} {bottom}, {shape.left - 2} {bottom}"
    return Arc(path, "if" if edge.relation == "if" else "before", edge.slip is not None)

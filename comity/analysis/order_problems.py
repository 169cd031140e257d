"""Orders of measures that cannot be: circles, conditions that come too late, words that are likely slips.

Nothing is mended: each problem is told beside the order as the text has it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import networkx as nx

from comity.model import Accord, Measure, Order

_MOST, _LONGEST = 5, 60


@dataclass(frozen=True, slots=True)
class OrderProblem:
    """Measures that the text puts in an order that cannot be, or that it likely does not mean.

    `kind`: a cycle, a condition that the text puts after what hangs on it, or a slip ("proceeded by", "preceded").
    """

    kind: Literal["cycle", "late condition", "slip"]
    measures: tuple[str, ...]
    note: str


def find_order_problems(accord: Accord) -> tuple[OrderProblem, ...]:
    """Cycles in the order of an accord's measures, conditions that come too late, and likely slips."""
    return (*_circles(accord.order, accord.measures), *_slips(accord.order, accord.measures))


def _circles(order: Iterable[Order], measures: Iterable[Measure]) -> tuple[OrderProblem, ...]:
    """The circles of an order, the shortest first, `_MOST` at most."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    for edge in order:
        first, second = (edge.right, edge.left) if edge.relation in {"after", "if"} else (edge.left, edge.right)
        before = graph.get_edge_data(first, second, {}).get("conditional", False)
        graph.add_edge(first, second, conditional=edge.relation == "if" or before)
    names = _names(measures)
    problems = []
    for cycle in nx.simple_cycles(graph):
        ring = [*cycle, cycle[0]]
        conditional = any(graph[a][b]["conditional"] for a, b in pairwise(ring))
        told = " before ".join(names.get(item, item) for item in ring)
        kind: Literal["cycle", "late condition"] = "late condition" if conditional else "cycle"
        problems.append(OrderProblem(kind, tuple(cycle), f"the text's order runs in a circle: {told}"))
        if len(problems) == _MOST:
            break
    return tuple(sorted(problems, key=lambda problem: len(problem.measures)))


def _slips(order: Iterable[Order], measures: Iterable[Measure]) -> tuple[OrderProblem, ...]:
    names = _names(measures)
    problems = []
    for edge in order:
        if edge.slip:
            said = edge.cue.text if edge.cue else "a word of order"
            told = f"{names.get(edge.left, edge.left)} {edge.relation} {names.get(edge.right, edge.right)}"
            note = f"the text has “{said}”, likely meant “{edge.slip}”: {told} is uncertain"
            problems.append(OrderProblem("slip", (edge.left, edge.right), note))
    return tuple(problems)


def _names(measures: Iterable[Measure]) -> dict[str, str]:
    return {measure.id: f"“{_short(measure.span.text)}”" for measure in measures}


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST].rsplit(' ', 1)[0]} …"

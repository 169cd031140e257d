"""A network as a picture, PNG or SVG: actors on a circle, or actors and matters in two columns, so that no label covers
another. Congruence and conflict differ by colour and by line, in colours that the colour-blind can tell apart.
"""

from __future__ import annotations

import io
import math
import textwrap
from collections.abc import Sequence
from typing import Any, Literal

import matplotlib as mpl
import networkx as nx
import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch

from comity.analysis.network_ties import Edge, Network, Node
from comity.exports.network_words import filters_line, headline
from comity.exports.safe_text import clean

BLUE, VERMILION, GREY = "#0072B2", "#D55E00", "#555555"
# Okabe and Ito's colours, without those of the ties.
_GROUPS = ("#E69F00", "#56B4E9", "#009E73", "#F0E442", "#CC79A7", "#999999")
_MOST_TIES = 160
_LONGEST = 34
_LETTERS = 13  # of the subtitle that an inch holds
Place = tuple[float, float]


def draw(network: Network, form: Literal["png", "svg"], *, most: int = 30) -> bytes:
    """The `most` actors with most entries and the ties between them, drawn; the caption tells what is left out."""
    nodes, edges = _chosen(network, most)
    figure = Figure(figsize=_size(network, nodes), dpi=150, facecolor="white")
    # Above a circle, room for the title: no name reaches into it.
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0 if network.question.mode == "two" else 1 - 1 / figure.get_figheight()))
    axes.axis("off")
    places = _columns(nodes) if network.question.mode == "two" else _circle(nodes, edges)
    _draw_edges(axes, edges[:_MOST_TIES], places, network)
    (_draw_columns if network.question.mode == "two" else _draw_circle)(axes, nodes, places)
    _tell(figure, axes, network, nodes, edges)
    return save(figure, form)


def save(figure: Figure, form: Literal["png", "svg"]) -> bytes:
    """The figure's bytes; the same figure gives the same bytes, and letters in SVG stay letters."""
    out = io.BytesIO()
    with mpl.rc_context({"svg.hashsalt": "comity", "svg.fonttype": "none"}):
        figure.savefig(out, format=form, metadata={"Date": None} if form == "svg" else {"Software": None})
    return out.getvalue()


def shortened(name: str) -> str:
    """A name as a label: one line, not too long."""
    name = clean(name)
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1].rstrip()}…"


def _chosen(network: Network, most: int) -> tuple[list[Node], list[Edge]]:
    tied = {name for edge in network.edges for name in (edge.source, edge.target)}
    ranked = sorted((node for node in network.nodes if node.id in tied), key=lambda node: (-node.entries, node.id))
    if network.question.mode == "two":
        actors = [node for node in ranked if node.kind != "matter"][:most]
        kept = {node.id for node in actors}
        matters = {edge.target for edge in network.edges if edge.source in kept}
        nodes = actors + [node for node in ranked if node.id in matters][:most]
    else:
        nodes = ranked[:most]
    there = {node.id for node in nodes}
    return nodes, [edge for edge in network.edges if edge.source in there and edge.target in there]


def _size(network: Network, nodes: Sequence[Node]) -> tuple[float, float]:
    if network.question.mode == "two":
        matters = sum(node.kind == "matter" for node in nodes)
        return 11.0, 3.0 + 0.27 * max(matters, len(nodes) - matters)
    return (11.0, 12.0) if len(nodes) <= 40 else (15.0, 16.0)


def _circle(nodes: Sequence[Node], edges: Sequence[Edge]) -> dict[str, Place]:
    """Places on a circle: communities side by side, and inside them neighbours of like ties."""
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(node.id for node in nodes)
    graph.add_weighted_edges_from((edge.source, edge.target, max(edge.weight, 0.0) + 1e-6) for edge in edges)
    order = {name: n for n, name in enumerate(_in_line(graph))}
    ranked = sorted(nodes, key=lambda node: (node.community or 99, order[node.id]))
    turn = 2 * math.pi / max(len(ranked), 1)
    return {
        node.id: (math.cos(math.pi / 2 - n * turn), math.sin(math.pi / 2 - n * turn)) for n, node in enumerate(ranked)
    }


def _in_line(graph: nx.Graph[str]) -> list[str]:
    """Nodes in a line so that those who are tied stand near (the second eigenvector of the Laplacian)."""
    names = sorted(graph)
    if len(names) < 3:
        return names
    laplacian = nx.laplacian_matrix(graph, nodelist=names, weight="weight").toarray()
    vector = np.linalg.eigh(laplacian)[1][:, 1]
    vector = vector if vector[np.argmax(np.abs(vector))] > 0 else -vector
    return [names[n] for n in np.lexsort((np.arange(len(names)), np.round(vector, 9)))]


def _columns(nodes: Sequence[Node]) -> dict[str, Place]:
    places = {}
    for x, side in ((-1.0, [n for n in nodes if n.kind != "matter"]), (1.0, [n for n in nodes if n.kind == "matter"])):
        for n, node in enumerate(side):
            places[node.id] = (x, 1 - 2 * (n + 0.5) / len(side))
    return places


def _draw_edges(axes: Any, edges: Sequence[Edge], places: dict[str, Place], network: Network) -> None:
    largest = max((abs(edge.weight) for edge in edges), default=1.0) or 1.0
    bend = network.question.mode == "one"
    for edge in reversed(edges):
        share = math.sqrt(abs(edge.weight) / largest)
        colour, line = _style(edge, network)
        (x, y), (u, v) = places[edge.source], places[edge.target]
        # Bent towards the middle, so that ties of neighbours do not run along the rim.
        inward = math.copysign(0.22, (u - x) * (y + v) - (v - y) * (x + u)) if bend else 0.0
        axes.add_patch(FancyArrowPatch(
            (x, y), (u, v), arrowstyle="-", connectionstyle=f"arc3,rad={inward}", linewidth=0.6 + 4.4 * share,
            color=colour, linestyle=line, alpha=0.35 + 0.5 * share, shrinkA=0, shrinkB=0, zorder=1 + share,
        ))  # fmt: skip


def _style(edge: Edge, network: Network) -> tuple[str, Any]:
    aggregate = network.question.aggregate
    if aggregate in {"ignore", "combine"}:
        return GREY, "solid"
    if edge.weight == 0:
        return GREY, (0, (1, 2))
    if aggregate == "conflict" or edge.weight < 0:
        return VERMILION, (0, (4, 2))
    return BLUE, "solid"


def _radius(node: Node, largest: int) -> float:
    return 30 + 220 * node.entries / max(largest, 1)


def _draw_circle(axes: Any, nodes: Sequence[Node], places: dict[str, Place]) -> None:
    largest = max((node.entries for node in nodes), default=1)
    for node in nodes:
        x, y = places[node.id]
        axes.scatter([x], [y], s=_radius(node, largest), c=_colour(node), edgecolors="black", linewidths=0.7, zorder=5)
        angle = math.degrees(math.atan2(y, x))
        left = abs(angle) > 90.01
        axes.text(x * 1.07, y * 1.07, shortened(node.name), rotation=angle + 180 if left else angle,
                  rotation_mode="anchor", ha="right" if left else "left", va="center", fontsize=9, zorder=6,
                  parse_math=False)  # fmt: skip
    axes.set_xlim(-1.95, 1.95)
    axes.set_ylim(-1.95, 1.95)


def _draw_columns(axes: Any, nodes: Sequence[Node], places: dict[str, Place]) -> None:
    largest = max((node.entries for node in nodes), default=1)
    for node in nodes:
        x, y = places[node.id]
        matter = node.kind == "matter"
        axes.scatter([x], [y], s=_radius(node, largest) * 0.6, c="white" if matter else _GROUPS[1],
                     marker="s" if matter else "o", edgecolors="black", linewidths=0.7, zorder=5)  # fmt: skip
        axes.text(x + (0.06 if matter else -0.06), y, shortened(node.name), ha="left" if matter else "right",
                  va="center", fontsize=9, zorder=6, parse_math=False)  # fmt: skip
    height = 0.27 * max(sum(n.kind == "matter" for n in nodes), sum(n.kind != "matter" for n in nodes), 1)
    axes.set_xlim(-2.3, 2.3)
    axes.set_ylim(-1 - 2 * 1.2 / height, 1 + 2 * 1.8 / height)


def _colour(node: Node) -> str:
    return _GROUPS[1] if node.community is None else _GROUPS[(node.community - 1) % len(_GROUPS)]


def _tell(figure: Figure, axes: Any, network: Network, nodes: Sequence[Node], edges: Sequence[Edge]) -> None:
    """The title with the filters, the legend, and what is left out."""
    width, height = figure.get_size_inches()
    figure.text(0.3 / width, 1 - 0.35 / height, headline(network), fontsize=13, weight="bold", va="center",
                parse_math=False)  # fmt: skip
    settings = "\n".join(textwrap.wrap(clean(filters_line(network.question)), int(width * _LETTERS)))
    figure.text(0.3 / width, 1 - 0.57 / height, settings, fontsize=9, va="top", color=GREY, parse_math=False)
    columns = 4 if network.question.mode == "two" else 1
    axes.legend(handles=_legend(network, nodes, edges), loc="lower left", frameon=False, fontsize=9, ncols=columns,
                bbox_to_anchor=(0.2 / width, 0.35 / height))  # fmt: skip
    figure.text(0.3 / width, 0.25 / height, _caption(network, nodes, edges), fontsize=8, va="center", color=GREY)


def _legend(network: Network, nodes: Sequence[Node], edges: Sequence[Edge]) -> list[Line2D]:
    styles = {_style(edge, network)[0]: _style(edge, network)[1] for edge in edges}
    two = network.question.mode == "two"
    plain = network.question.aggregate in {"ignore", "combine"}
    labels = {BLUE: "for" if two else "congruence", VERMILION: "against" if two else "conflict",
              GREY: "ties" if plain else "as much one as the other"}  # fmt: skip
    found = [Line2D([], [], color=colour, linestyle=line, linewidth=2.5, label=labels[colour])
             for colour, line in sorted(styles.items())]  # fmt: skip
    groups = sorted({node.community for node in nodes if node.community is not None})
    for n in groups[: len(_GROUPS)]:
        found.append(Line2D([], [], linestyle="none", marker="o", markersize=8, markerfacecolor=_GROUPS[n - 1],
                            markeredgecolor="black", label=f"community {n}"))  # fmt: skip
    return found


def _caption(network: Network, nodes: Sequence[Node], edges: Sequence[Edge]) -> str:
    shown = min(len(edges), _MOST_TIES)
    return (f"{len(nodes)} of {len(network.nodes)} actors{' and matters' if network.question.mode == 'two' else ''}, "
            f"{shown} of {network.ties} ties, the heaviest; width: weight, size: entries. "
            "A tie counts what texts told; open its claims for the words.")  # fmt: skip

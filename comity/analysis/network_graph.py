"""A network as a networkx graph, with every attribute that the network has; several windows as one dynamic graph."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import networkx as nx

from comity.analysis.network import end_of
from comity.analysis.network_ties import Edge, Network, Node

_MANY = "; "


def to_graph(network: Network) -> nx.Graph[str]:
    """The network as a graph, nodes by actor id; attributes are text and numbers, lists are joined by semicolons."""
    graph: nx.Graph[str] = nx.Graph(**{name: _plain(value) for name, value in network.question.told().items()})
    for node in network.nodes:
        graph.add_node(node.id, **_of_node(node))
    for edge in network.edges:
        graph.add_edge(edge.source, edge.target, **_of_edge(edge))
    return graph


def to_dynamic_graph(windows: Sequence[Network]) -> nx.Graph[str]:
    """Windows as one graph whose ties come, go and change weight, in the form that the GEXF writer takes for dynamic.

    `signed_weight`, `congruence` and `conflict` of a tie are lists of (value, first day, last day), `spells` the
    windows in which it is there, `weight` the sizes added up. Windows that overlap give spells that overlap.
    """
    graph: nx.Graph[str] = nx.Graph(mode="dynamic", timeformat="date")
    amounts: dict[str, int] = {}
    for network in windows:
        for node in network.nodes:
            amounts[node.id] = amounts.get(node.id, 0) + node.entries
            graph.add_node(node.id, **_of_node(node))
        begin, end = f"{network.first}-01", end_of(network)
        for edge in network.edges:
            if not graph.has_edge(edge.source, edge.target):
                graph.add_edge(edge.source, edge.target, spells=[], weight=0.0, signed_weight=[],
                               congruence=[], conflict=[])  # fmt: skip
            held = graph.edges[edge.source, edge.target]
            held["spells"].append((begin, end))
            held["weight"] += max(abs(edge.weight), 1e-6)
            for name in ("signed_weight", "congruence", "conflict"):
                held[name].append((getattr(edge, name.removeprefix("signed_")), begin, end))
    for name, amount in amounts.items():
        graph.nodes[name]["entries"] = amount
        graph.nodes[name].pop("community", None)
    return graph


def _of_node(node: Node) -> dict[str, Any]:
    found: dict[str, Any] = {"label": node.name, "kind": node.kind, "entries": node.entries}
    if node.country:
        found["country"] = node.country
    if node.community is not None:
        found["community"] = node.community
    return found


def _of_edge(edge: Edge) -> dict[str, Any]:
    found: dict[str, Any] = {"weight": edge.weight, "congruence": edge.congruence, "conflict": edge.conflict,
                             "mixed": edge.mixed, "entries": edge.entries}  # fmt: skip
    if edge.shares:
        found["matters"] = _MANY.join(share.matter for share in edge.shares)
    if edge.claims:
        found["claims"] = _MANY.join(edge.claims)
    return found


def _plain(value: Any) -> Any:
    return _MANY.join(map(str, value)) if isinstance(value, list) else value

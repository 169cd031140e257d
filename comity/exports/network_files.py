"""Networks for other programs: JSON, a CSV list of ties, GraphML, GEXF (Gephi), a matrix."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

import networkx as nx
import numpy as np
from networkx.readwrite.gexf import GEXFWriter

from comity.analysis.network_graph import to_dynamic_graph, to_graph
from comity.analysis.network_matrix import Matrix
from comity.analysis.network_ties import Network
from comity.exports.csv_safe import Cell, csv_lines

HEADER = (
    "source", "target", "source_name", "target_name", "weight", "congruence", "conflict", "mixed", "entries", "matters",
    "claims", "first", "last",
)  # fmt: skip
_TIES = ("conflict", "as much one as the other", "congruence")
_LEAST = 1e-6
# What XML 1.0 has no place for.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def matrix_json(matrix: Matrix) -> dict[str, Any]:
    """Rows, columns and the whole matrix."""
    return {"rows": list(matrix.rows), "cols": list(matrix.cols), "matrix": matrix.dense()}


def networks_json(found: Sequence[Network], *, matrix: bool) -> Any:
    """One network as JSON, or a list of windows; as matrices where `matrix` is set."""
    made = [(matrix_json(one.matrix) if matrix else network_json(one)) for one in found]
    if found and found[0].first is None:
        return made[0]
    return [{"first": one.first, "last": one.last} | value for one, value in zip(found, made, strict=True)]


def network_json(network: Network) -> dict[str, Any]:
    """The network with all that is known of its nodes and ties."""
    found: dict[str, Any] = {"question": network.question.told(), "ties": network.ties}
    if network.first:
        found |= {"first": network.first, "last": network.last}
    found["nodes"] = [{name: value for name, value in asdict(node).items() if value is not None}
                      for node in network.nodes]  # fmt: skip
    found["edges"] = [asdict(edge) for edge in network.edges]
    return found


def edge_lines(windows: Sequence[Network]) -> Iterator[str]:
    """The ties as a CSV table, one a line; several windows one below the other."""
    return csv_lines(HEADER, (row for network in windows for row in _rows(network)))


def _rows(network: Network) -> Iterator[Sequence[Cell]]:
    names = {node.id: node.name for node in network.nodes}
    for edge in network.edges:
        yield (edge.source, edge.target, names[edge.source], names[edge.target], edge.weight, edge.congruence,
               edge.conflict, edge.mixed, edge.entries, "; ".join(share.matter for share in edge.shares),
               "; ".join(edge.claims), network.first, network.last)  # fmt: skip


def graphml(network: Network) -> str:
    """The network as GraphML."""
    return "\n".join(nx.generate_graphml(_xml_safe(to_graph(network)), named_key_ids=True)) + "\n"


def gexf(windows: Sequence[Network]) -> str:
    """The network as GEXF for Gephi; several windows as one dynamic network that its timeline plays.

    Gephi lays out by weights above 0: `weight` is the size, `signed_weight` has its sign, `tie` tells which it is.
    """
    if windows and windows[0].first is None:
        whole = to_graph(windows[0])
        for _, _, held in whole.edges(data=True):
            held["signed_weight"], held["weight"] = held["weight"], max(abs(held["weight"]), _LEAST)
            held["tie"] = _TIES[int(np.sign(held["signed_weight"])) + 1]
    else:
        whole = to_dynamic_graph(windows)
    writer = GEXFWriter(version="1.2draft")
    # The day on which a file was written says nothing of the network: the same network is the same file on every day.
    for meta in writer.xml.iter("meta"):
        meta.attrib.pop("lastmodifieddate", None)
    writer.add_graph(_xml_safe(whole))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue().decode("utf-8")


def _xml_safe(graph: nx.Graph[str]) -> nx.Graph[str]:
    """The graph without characters that XML cannot hold."""
    for held in (
        graph.graph,
        *(data for _, data in graph.nodes(data=True)),
        *(data for *_, data in graph.edges(data=True)),
    ):
        for name, value in held.items():
            if isinstance(value, str):
                held[name] = _NO_XML.sub("", value)
    return nx.relabel_nodes(graph, {name: _NO_XML.sub("", name) for name in graph}, copy=True)

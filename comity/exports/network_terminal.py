"""Networks as tables: for the eye on a terminal, plain into a pipe."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from comity.analysis.network_ties import Edge, Network
from comity.exports.network_words import filters_line, headline
from comity.exports.safe_text import clean

_MATTERS = 3


def print_networks(console: Console, windows: Sequence[Network], most: int) -> None:
    """Write the heaviest ties of each network to a terminal."""
    for network in windows:
        console.print(Text(headline(network), style="bold cyan"))
        console.print(Text(clean(filters_line(network.question)), style="dim"))
        if network.edges:
            console.print(_table(network, most))
        console.print(Text(_footer(network, most), style="dim"))


def plain_networks(windows: Sequence[Network], most: int) -> Iterator[str]:
    """The same, one tie a line, columns by tabs."""
    for network in windows:
        yield headline(network)
        yield clean(filters_line(network.question))
        for row in _rows(network, most):
            yield "\t".join(row)
        yield _footer(network, most)


def _table(network: Network, most: int) -> Table:
    two = network.question.mode == "two"
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("actor", "matter" if two else "actor"):
        table.add_column(heading, ratio=2)
    for heading in ("weight", *(("for", "against") if two else ("congruence", "conflict"))):
        table.add_column(heading, justify="right")
    if not two:
        table.add_column("mostly on", ratio=3, style="dim")
    for edge, row in zip(network.edges, _rows(network, most), strict=False):
        table.add_row(*row, style="red" if edge.weight < 0 else "")
    return table


def _rows(network: Network, most: int) -> Iterator[list[str]]:
    names = {node.id: node.name for node in network.nodes}
    for edge in network.edges[:most]:
        row = [clean(names[edge.source]), clean(names[edge.target]), *_numbers(edge)]
        if network.question.mode == "one":
            row.append(clean(", ".join(share.matter for share in edge.shares[:_MATTERS])))
        yield row


def _numbers(edge: Edge) -> list[str]:
    return [f"{number:.6g}" for number in (edge.weight, edge.congruence, edge.conflict)]


def _footer(network: Network, most: int) -> str:
    shown = min(most, len(network.edges))
    ties = f"{shown} of {network.ties} ties, the heaviest" if shown < network.ties else f"{shown} ties"
    return f"{len(network.nodes)} {'actors and matters' if network.question.mode == 'two' else 'actors'}, {ties}"

"""How far coders agree, as a table and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from comity.analysis.agreement import Comparison
from comity.exports.safe_text import clean

_COLUMNS = ("variable", "alpha", "F1", "pairs", "same")


def comparisons_json(found: Sequence[Comparison]) -> list[dict[str, Any]]:
    """Every figure, as numbers or null."""
    return [asdict(one) for one in found]


def plain_comparisons(found: Sequence[Comparison]) -> Iterator[str]:
    """One variable a line, columns by tabs."""
    for one in found:
        yield _heading(one)
        yield "\t".join(_COLUMNS)
        for row in _rows(one):
            yield "\t".join(row)


def print_comparisons(console: Console, found: Sequence[Comparison]) -> None:
    """Write the tables to a terminal."""
    for one in found:
        console.print(Text(_heading(one), style="bold cyan"))
        table = Table(box=None, pad_edge=False, header_style="dim")
        for n, column in enumerate(_COLUMNS):
            table.add_column(column, justify="right" if n else "left")
        for row in _rows(one):
            table.add_row(*row)
        console.print(table)
    console.print(Text("alpha: Krippendorff's, nominal, over statements at one place; F1: place and value the same",
                       style="dim"))  # fmt: skip


def _heading(one: Comparison) -> str:
    return clean(f"{one.left} ({one.of_left} statements) and {one.right} ({one.of_right}), "
                 f"{one.documents} document{'' if one.documents == 1 else 's'}")  # fmt: skip


def _rows(one: Comparison) -> Iterator[list[str]]:
    for row in one.rows:
        shares = ["–" if value is None else f"{value:.3f}" for value in (row.alpha, row.f1)]
        yield [row.variable, *shares, str(row.pairs), str(row.same)]

"""Two accounts side by side for the eye, a column for each side, from 60 columns up."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from comity.analysis.comparison import Account, Comparison, Row
from comity.analysis.points import Point
from comity.exports.compare import (
    LEFT_OUT,
    NOTHING,
    by_matter,
    encounter_line,
    ending,
    facts,
    label,
    left_out,
    parted,
    plain_inconsistencies,
    quoted,
    room_lines,
    where,
)
from comity.exports.safe_text import clean
from comity.model import Divergence

_HUES = {"both": "green", "differs": "yellow", "only-a": "cyan", "only-b": "magenta"}


def print_comparison(console: Console, comparison: Comparison) -> None:
    """Write a comparison to a terminal."""
    a, b = clean(comparison.a.label), clean(comparison.b.label)
    console.print(Text.assemble((f"A  {a}\n", "bold cyan"), (f"B  {b}", "bold magenta")))
    for line in facts(comparison):
        console.print(Text(clean(line), style="dim"))
    for letter, point in zip("AB", comparison.leads, strict=True):
        if point is not None:
            console.print(Text(clean(f"{letter} leads with {quoted(point)}"), style="dim"))
    console.print(_room(comparison))
    for matter, rows in by_matter(comparison):
        console.print(Rule(Text(clean(matter), style="bold"), align="left", style="dim"))
        for row in rows:
            console.print(_row(row))
    if left_out(comparison):
        console.print(Rule(Text(LEFT_OUT, style="bold"), align="left", style="dim"))
    for letter, one in left_out(comparison):
        console.print(Group(_cell(letter, [one.point]), Text(clean(f"  {encounter_line(one.encounter)}"), style="dim")))


def _room(comparison: Comparison) -> RenderableType:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for name in ("room given to", "A", "B"):
        table.add_column(name, justify="left" if name.startswith("room") else "right")
    for matter, left, right in room_lines(comparison):
        table.add_row(Text(clean(matter)), left, right)
    return Padding(table, (1, 0, 1, 0))


def _row(row: Row) -> RenderableType:
    head = Text(clean(label(row)), style=_HUES[row.relation])
    table = Table.grid(padding=(0, 2), expand=True)
    table.add_column(ratio=1)
    table.add_column(ratio=1)
    table.add_row(_cell("A", row.a), _cell("B", row.b))
    notes = [Text(clean(parted(difference)), style="dim") for difference in row.differences]
    return Padding(Group(head, Padding(table, (0, 0, 0, 2)), *(Padding(n, (0, 0, 0, 2)) for n in notes)), (0, 0, 1, 0))


def _cell(letter: str, points: Sequence[Point]) -> RenderableType:
    if not points:
        return Text(f"{letter} –", style="dim")
    lines = [
        Text.assemble((f"{letter} ", "bold"), (clean(quoted(p)), "italic"), (f"  {where(p.span)}", "dim"))
        for p in points
    ]
    return Group(*lines)


def print_inconsistencies(console: Console, found: Sequence[Divergence]) -> None:
    """Write passages that do not fit together to a terminal."""
    for line in plain_inconsistencies(found):
        console.print(Text(line))


def print_all(
    console: Console,
    comparisons: Sequence[Comparison],
    inconsistencies: Sequence[Divergence] = (),
    copies: Sequence[str] = (),
    others: Sequence[Account] = (),
) -> None:
    """Write comparisons one below the other, passages of one text that do not fit together, what was left out."""
    if not comparisons:
        console.print(NOTHING)
    for comparison in comparisons:
        print_comparison(console, comparison)
    print_inconsistencies(console, inconsistencies)
    for line in ending(copies, others):
        console.print(Text(clean(line), style="dim"))

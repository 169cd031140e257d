"""Lines of a label and words: in two columns for the eye, parted by a tab in a pipe."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.table import Table
from rich.text import Text

from comity.exports.safe_text import clean


def print_pairs(console: Console, pairs: Iterable[tuple[str, str]]) -> None:
    """Two columns; long words go on under their own column."""
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for label, words in pairs:
        table.add_row(Text(clean(label)), Text(clean(words)))
    console.print(table)


def plain_pairs(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    """One line for each pair."""
    for label, words in pairs:
        yield f"{clean(label)}\t{clean(words)}"

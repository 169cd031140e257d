"""Lists for the eye: documents, refusals, hits of a search."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from comity.exports.safe_text import clean
from comity.ledger import DocumentRow, Hit, RefusalRow


def print_documents(console: Console, rows: Iterable[DocumentRow]) -> None:
    """One line for each document."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("document", style="cyan", no_wrap=True)
    table.add_column("published", no_wrap=True)
    table.add_column("publisher", overflow="fold")
    table.add_column("title", overflow="fold")
    table.add_column("said", justify="right")
    table.add_column("claims", justify="right")
    for row in rows:
        head = row.head
        cells = (head.short, head.published or "", clean(head.publisher or ""), clean(row.label))
        table.add_row(*map(Text, cells), str(row.statements), str(row.claims))
    console.print(table)


def print_refusals(console: Console, rows: Iterable[RefusalRow]) -> None:
    """One line for each source that could not be read."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for name in ("source", "why", "when"):
        table.add_column(name, overflow="fold", no_wrap=name == "when")
    for row in rows:
        table.add_row(Text(clean(row.source)), Text(f"{row.code}: {clean(row.reason)}"), Text(row.refused_at[:10]))
    console.print(table)


def print_hits(console: Console, hits: Iterable[Hit]) -> None:
    """Each hit with its words, where they stand and who is behind them."""
    for hit in hits:
        line = Text.assemble((f"{hit.kind}  ", "bold"), (hit.location, "cyan"))
        line.append(f"  {clean(hit.source_chain or hit.document.label)}", style="dim")
        snippet = Text()
        for words, match in hit.pieces:
            snippet.append(clean(words), style="bold yellow" if match else "")
        console.print(line)
        console.print(Padding(snippet, (0, 0, 1, 2)))


def plain_documents(rows: Iterable[DocumentRow]) -> Iterable[str]:
    """One line for each document, parted by tabs: id, published, publisher, title, statements, claims."""
    for row in rows:
        head = row.head
        cells = (head.id, head.published or "", head.publisher or "", row.label, row.statements, row.claims)
        yield "\t".join(clean(str(cell)) for cell in cells)


def plain_refusals(rows: Iterable[RefusalRow]) -> Iterable[str]:
    """One line for each refusal, parted by tabs: source, code, reason, time."""
    for row in rows:
        yield "\t".join(clean(cell) for cell in (row.source, row.code, row.reason, row.refused_at))


def plain_hits(hits: Iterable[Hit]) -> Iterable[str]:
    """One line for each hit, parted by tabs: kind, location, source chain, words."""
    for hit in hits:
        cells = (hit.kind, hit.location, hit.source_chain or hit.document.label, hit.snippet)
        yield "\t".join(clean(cell) for cell in cells)

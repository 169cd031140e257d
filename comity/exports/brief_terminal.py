"""A brief for the eye: quiet colours, a column for dates and stances, sources to the right."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from comity.exports.brief import Brief
from comity.exports.brief_parts import Item, Quote, Section
from comity.exports.safe_text import clean, in_marks

_LONGEST = 320  # characters of a quote that are shown
_ASIDE = 12  # columns for the date or stance before a line: "27 Sep 2015", "inconsistent"
_HUES = {
    "+": "green", "−": "red", "±": "yellow", "denied": "red", "inconsistent": "yellow",
    "possible": "yellow", "probable": "yellow", "rejected": "red", "collapsed": "red",
}  # fmt: skip


def print_brief(console: Console, brief: Brief) -> None:
    """Write the brief to a terminal of any width from 60 columns."""
    console.print(_head(brief))
    for section in brief.sections:
        console.print(_section(section))
    if brief.empty:
        console.print(Padding(Text(clean(brief.hint), style="italic"), (1, 0, 1, 2)))
    console.print()


def _head(brief: Brief) -> RenderableType:
    table = Table.grid(padding=(0, 2), expand=True)
    table.add_column(no_wrap=True, style="cyan", min_width=8)
    table.add_column(no_wrap=True, min_width=10)
    table.add_column(overflow="ellipsis", no_wrap=True, ratio=1)
    for row in brief.documents[:12]:
        head = row.head
        outlet = f"{head.publisher}: {row.label}" if head.publisher else row.label
        table.add_row(head.short, head.published or "undated", Text(clean(outlet)))
    if len(brief.documents) > 12:
        table.add_row("", "", Text(f"… and {len(brief.documents) - 12} more (comity documents)", style="dim"))
    count = f"{len(brief.documents)} document{'' if len(brief.documents) == 1 else 's'}"
    copies = sum(row.copy_of is not None for row in brief.documents)
    if copies:
        count += f", {len(brief.documents) - copies} of them no copies"
    title = Text.assemble(("Brief", "bold"), f"  {clean(brief.ledger)}  ", (count, "dim"))
    filters = Text("   ".join(f"{name}: {clean(value)}" for name, value in brief.filters.items()), style="dim")
    return Group(Text(), title, *([filters] if brief.filters else []), Text(), table)


def _section(section: Section) -> RenderableType:
    title = Text(section.name, style="bold cyan")
    parts: list[RenderableType] = [Text(), Rule(title, align="left", style="dim"), Text()]
    for n, item in enumerate(section.items):
        if n:
            parts.append(Text())
        parts.append(Padding(_item(item), (0, 0, 0, 2)))
    if section.left_off:
        parts.append(Padding(Text(f"… and {section.left_off} more (--all)", style="dim"), (1, 0, 0, 2)))
    return Group(*parts)


def _item(item: Item) -> RenderableType:
    if item.children and not item.quotes:
        return Group(_line(item), Padding(_children(item), (0, 0, 0, 2)))
    body: list[RenderableType] = [_line(item), *_details(item)]
    body += _quotes(item)
    if item.children:
        body.append(_children(item))
    if not item.aside:
        return Group(*body)
    grid = Table.grid(padding=(0, 2), expand=True)
    grid.add_column(width=_ASIDE, style=_HUES.get(item.aside, "dim"))
    grid.add_column(ratio=1)
    grid.add_row(Text(clean(item.aside)), Group(*body))
    return grid


def _line(item: Item) -> Text:
    return Text(clean(item.line), style="bold")


def _details(item: Item) -> Iterator[Text]:
    for detail in item.details:
        yield Text(clean(detail), style="yellow" if detail.startswith(("possible", "probable")) else "")


def _quotes(item: Item) -> Iterator[RenderableType]:
    """Each quote above its source; the same words from several texts stand once, above all their sources."""
    by_text: dict[str, list[Quote]] = {}
    for quote in item.quotes:
        if quote.text:
            by_text.setdefault(clean(quote.text), []).append(quote)
    for text, quotes in by_text.items():
        shown = text if len(text) <= _LONGEST else f"{text[:_LONGEST].rsplit(' ', 1)[0]} …"
        yield Text(in_marks(shown), style="italic")
        yield from map(_source, quotes)
    if item.quotes_left_off:
        yield Text(f"… and {item.quotes_left_off} more places (--all)", style="dim")


def _source(quote: Quote) -> RenderableType:
    grid = Table.grid(expand=True, padding=(0, 2))
    grid.add_column(ratio=1, style="dim")
    grid.add_column(justify="right", no_wrap=True, style="dim cyan")
    grid.add_row(Text(clean(quote.source_chain)), Text(quote.location))
    return grid


def _children(item: Item) -> RenderableType:
    grid = Table.grid(padding=(0, 2), expand=True)
    grid.add_column(no_wrap=True)
    grid.add_column(ratio=1)
    for n, child in enumerate(item.children, 1):
        aside = Text(f"{n}." if item.ordered else clean(child.aside), style=_HUES.get(child.aside, "dim"))
        grid.add_row(aside, _child(child))
    if item.left_off:
        grid.add_row("", Text(f"… and {item.left_off} more (--all)", style="dim"))
    return grid


def _child(item: Item) -> RenderableType:
    first, *_ = item.quotes or (Quote("", "", "", ""),)
    head = Table.grid(expand=True, padding=(0, 2))
    head.add_column(ratio=1)
    head.add_column(justify="right", no_wrap=True, style="dim cyan", vertical="bottom")
    head.add_row(Text(clean(item.line)), "" if first.text else Text(first.location))
    parts: list[RenderableType] = [head, *(Text(text.plain, style="dim") for text in _details(item))]
    if first.text:
        parts += map(_source, item.quotes)
    return Group(*parts)

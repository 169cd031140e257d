"""A brief as plain text (one line for each quote, for pipes) and as Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from comity.exports.brief import Brief
from comity.exports.brief_parts import Item, Quote
from comity.exports.safe_text import clean, in_marks, markdown


def plain_brief(brief: Brief) -> Iterator[str]:
    """The brief as lines of plain text; nothing is wrapped or cut."""
    yield f"Brief of {clean(brief.ledger)}"
    yield from (f"{name}: {clean(value)}" for name, value in brief.filters.items())
    for row in brief.documents:
        head = row.head
        parts = [head.short, head.published or "undated", head.publisher, row.label]
        yield "  ".join(clean(part) for part in parts if part)
    for section in brief.sections:
        yield ""
        yield section.name.upper()
        for item in section.items:
            yield from _plain_item(item, 0)
        if section.left_off:
            yield f"  … and {section.left_off} more (--all)"
    if brief.empty:
        yield clean(brief.hint)


def _plain_item(item: Item, depth: int) -> Iterator[str]:
    indent = "  " * (depth + 1)
    bare = [quote for quote in item.quotes if not quote.text]
    yield indent + "  ".join(filter(None, [_aside(item), clean(item.line), *(f"[{q.location}]" for q in bare)]))
    for detail in item.details:
        yield f"{indent}    {clean(detail)}"
    for quote in item.quotes:
        if quote.text:
            yield f"{indent}    {in_marks(clean(quote.text))} [{quote.location}] {clean(quote.source_chain)}"
    if item.quotes_left_off:
        yield f"{indent}    … and {item.quotes_left_off} more places (--all)"
    for child in item.children:
        yield from _plain_item(child, depth + 1)
    if item.left_off:
        yield f"{indent}  … and {item.left_off} more (--all)"


def _aside(item: Item) -> str:
    return f"({clean(item.aside)})" if item.aside else ""


def markdown_brief(brief: Brief) -> Iterator[str]:
    """The brief as lines of Markdown; all outside text is escaped."""
    yield f"# Brief of {markdown(brief.ledger)}"
    yield ""
    yield from (f"- {name}: {markdown(value)}" for name, value in brief.filters.items())
    yield from ("| document | published | publisher | title |", "| --- | --- | --- | --- |")
    for row in brief.documents:
        head = row.head
        cells = (head.short, head.published or "", head.publisher or "", row.label)
        yield f"| {' | '.join(map(markdown, cells))} |"
    for section in brief.sections:
        yield from ("", f"## {section.name}", "", f"*{section.question}*", "")
        for item in section.items:
            yield from _markdown_item(item, 0, markdown)
        if section.left_off:
            yield f"- … and {section.left_off} more"
    if brief.empty:
        yield from ("", markdown(brief.hint))


def _markdown_item(item: Item, depth: int, escape: Callable[[str], str]) -> Iterator[str]:
    indent = "  " * depth
    aside = f"*{escape(item.aside)}* " if item.aside else ""
    bare = "".join(f" `{quote.location}`" for quote in item.quotes if not quote.text)
    weight = "" if depth else "**"
    yield f"{indent}- {aside}{weight}{escape(item.line)}{weight}{bare}"
    for detail in item.details:
        yield f"{indent}  - {escape(detail)}"
    for quote in item.quotes:
        if quote.text:
            yield f"{indent}  - {_markdown_quote(quote, escape)}"
    for child in item.children:
        yield from _markdown_item(child, depth + 1, escape)
    if item.left_off:
        yield f"{indent}  - … and {item.left_off} more"


def _markdown_quote(quote: Quote, escape: Callable[[str], str]) -> str:
    return f"{escape(in_marks(quote.text))} `{quote.location}` {escape(quote.source_chain)}"

"""The brief: what a ledger holds, as answers to the questions a reader asks, each with its quote and source chain.

Here it is only put together; `brief_terminal`, `brief_text` and `brief_json` write it down.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from comity.exports.brief_parts import Item, Section, matter_names
from comity.exports.brief_sections import (
    accords,
    deeds,
    divergences,
    doubts,
    encounters,
    positions,
    reports,
    statements,
)
from comity.ledger import DocumentRow, Filter, Ledger

FEW = 8  # items of a section that are shown unless all are asked for
_QUOTES = 3  # quotes of one item

_Builder = Callable[[Ledger, Filter, int | None], Section]
_SECTIONS: tuple[_Builder, ...] = (encounters, accords, positions, divergences, statements, doubts, reports, deeds)


@dataclass(frozen=True, slots=True)
class Brief:
    """All sections that have something to say, over the documents that the filters leave in question."""

    ledger: str
    documents: tuple[DocumentRow, ...]
    filters: dict[str, str]
    sections: tuple[Section, ...]
    hint: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing was found."""
        return not self.sections


def make_brief(ledger: Ledger, wanted: Filter, *, everything: bool = False) -> Brief:
    """The brief of what the filter keeps; a few items of each section, or all with `everything`."""
    limit = None if everything else FEW
    sections = [build(ledger, wanted, limit) for build in _SECTIONS]
    documents = list(ledger.documents(wanted))
    filters = {name: str(value) for name, value in wanted.given.items()}
    if wanted.matter in (names := matter_names()):
        filters["matter"] = f"{wanted.matter} ({names[wanted.matter]})"
    kept = [_shortened(section, limit) for section in sections if section.items]
    return Brief(str(ledger.path), tuple(documents), filters, tuple(kept), "" if kept else _hint(wanted, documents))


def _hint(wanted: Filter, documents: list[DocumentRow]) -> str:
    """Why there may be nothing to show, and what to do."""
    if not documents and not wanted.given:
        return "The ledger holds no texts: add some with `comity read ARTICLE`."
    if wanted.matter is not None and wanted.matter not in matter_names():
        return f"{wanted.matter!r} is none of the matters: {', '.join(matter_names())}."
    return "Nothing in the ledger fits."


def _shortened(section: Section, limit: int | None) -> Section:
    """The first items of a section; how many more there are is told."""
    if limit is None:
        return section
    items = tuple(_shortened_item(item, limit) for item in section.items[:limit])
    hidden = sum(item.weight for item in section.items[limit:])
    return replace(section, items=items, left_off=section.left_off + hidden)


def _shortened_item(item: Item, limit: int) -> Item:
    quotes = item.quotes[:_QUOTES]
    children = tuple(_shortened_item(child, limit) for child in item.children)
    item = replace(item, quotes=quotes, quotes_left_off=len(item.quotes) - len(quotes), children=children)
    if item.ordered:  # an accord is shown whole
        return item
    hidden = sum(child.weight for child in children[limit:])
    return replace(item, children=children[:limit], left_off=hidden)

"""The text of one document with its statements and claims marked, and the list of what each mark means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from rich.console import Console, Group
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from comity.exports.safe_text import clean, clean_lines
from comity.ledger import Filter, Head, Ledger, LedgerClaim, LedgerStatement
from comity.model import Span


@dataclass(frozen=True, slots=True)
class Mark:
    """One statement or claim: its number, the spans it rests on, and what it says."""

    number: int
    kind: str
    spans: tuple[Span, ...]
    sentence: str
    source_chain: str
    location: str
    id: str


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A document's text and the marks on it, by place in the text."""

    document: Head
    text: str
    marks: tuple[Mark, ...]


def mark_text(ledger: Ledger, document: str, *, min_certainty: float | None = None) -> MarkedText:
    """The document's text with everything that was read in it, or what is as certain as that."""
    placed: list[tuple[str, tuple[Span, ...], LedgerStatement | LedgerClaim]] = []
    wanted = Filter(document=document, min_certainty=min_certainty)
    placed += [("statement", entry.spans, entry) for entry in ledger.statements(wanted)]
    placed += [(entry.kind, entry.spans[:1], entry) for entry in ledger.claims(wanted)]
    placed.sort(key=lambda item: (item[1][0].start if item[1] else 0, item[0]))
    marks = [
        Mark(n, kind, spans, entry.sentence, entry.source_chain, entry.location, entry.id)
        for n, (kind, spans, entry) in enumerate(placed, 1)
    ]
    return MarkedText(ledger.head(document), ledger.document(document).text, tuple(marks))


def marked_pieces(marked: MarkedText) -> Iterator[tuple[str, frozenset[str], tuple[int, ...]]]:
    """The text cut at every mark: the words, the kinds they stand in, and the numbers of the marks that end there."""
    changes: dict[int, list[tuple[str, int]]] = defaultdict(list)
    ends: dict[int, list[int]] = defaultdict(list)
    for mark in marked.marks:
        for span in mark.spans:
            changes[span.start].append((mark.kind, 1))
            changes[span.end].append((mark.kind, -1))
        if mark.spans:
            ends[mark.spans[-1].end].append(mark.number)
    depth: dict[str, int] = defaultdict(int)
    places = sorted({0, len(marked.text), *changes})
    for start, end in zip(places, [*places[1:], places[-1]], strict=True):
        for kind, step in changes.get(start, ()):
            depth[kind] += step
        kinds = frozenset(kind for kind, level in depth.items() if level > 0)
        yield marked.text[start:end], kinds, tuple(sorted(ends.get(end, ()) if end > start else ()))


def plain_marked(marked: MarkedText) -> Iterator[str]:
    """The marked text for pipes: the number of each mark in brackets behind its words, then the list."""
    pieces = []
    for words, _, numbers in marked_pieces(marked):
        pieces.append(clean_lines(words) + "".join(f"[{n}]" for n in numbers))
    yield "".join(pieces)
    yield ""
    for mark in marked.marks:
        yield f"[{mark.number}] {mark.kind}: {clean(mark.sentence)} [{mark.location}] {clean(mark.source_chain)}"


def print_marked(console: Console, marked: MarkedText) -> None:
    """The marked text for the eye: what is said is blue, claims are underlined, numbers lead to the list."""
    text = Text()
    for words, kinds, numbers in marked_pieces(marked):
        style = " ".join(filter(None, ["blue" if "statement" in kinds else "", _line(kinds)]))
        text.append(clean_lines(words), style=style)
        text.append("".join(f"[{n}]" for n in numbers), style="dim cyan")
    console.print(text)
    console.print(Rule(style="dim"))
    grid = Table.grid(padding=(0, 2, 0, 0), expand=True)
    grid.add_column(justify="right", style="cyan", no_wrap=True)
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(ratio=1)
    for mark in marked.marks:
        source = Text(f"{clean(mark.source_chain)}  {mark.location}", style="dim")
        grid.add_row(f"[{mark.number}]", mark.kind, Group(Text(clean(mark.sentence)), source))
    console.print(grid)


def _line(kinds: frozenset[str]) -> str:
    return "underline" if kinds - {"statement"} else ""


def marked_json(marked: MarkedText) -> dict[str, Any]:
    """The text and its marks for programs; offsets are code points."""
    return {"document": asdict(marked.document), "text": marked.text, "marks": [asdict(mark) for mark in marked.marks]}

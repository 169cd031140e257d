"""Documents: the list, and each text with what was read in it."""

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from fastapi import APIRouter, Request

from comity.exports.marked import Mark, MarkedText, mark_text
from comity.ledger import Head
from comity.web.desk import ledger_of
from comity.web.forms import ADDABLE, reviewer_of
from comity.web.views import Data, Key, add_page

router = APIRouter(tags=["documents"])


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text under the same marks: its words, the numbers of the marks, and their kinds."""

    start: int
    words: str
    marks: tuple[int, ...]
    kinds: tuple[str, ...]


@add_page(router, "/documents", "documents.html", table="documents")
def documents(request: Request, publisher: str | None = None, day: str | None = None, key: Key = None) -> Data:
    """Documents by day of publication, newest first; `day` and `key` tell where the page begins."""
    pages = ledger_of(request).pages
    found, after = pages.documents(publisher=publisher, after=None if key is None else (day, key))
    tallies = pages.tallies([key for _, key in found])
    rows = [{**_head(head), **tallies[key]} for head, key in found]
    return {"title": "Documents", "documents": rows, "publisher": publisher,
            "next": {"day": after[0], "key": after[1]} if after else None}  # fmt: skip


@add_page(router, "/documents/{name}", "document.html", table="marks")
def document(request: Request, name: str, kind: str | None = None) -> Data:
    """A text with its claims marked, and the list of what each mark means; `kind` shows one kind only."""
    marked = mark_text(ledger_of(request), name)
    kinds = Counter(mark.kind for mark in marked.marks)
    shown = tuple(mark for mark in marked.marks if kind is None or mark.kind == kind)
    text = MarkedText(marked.document, marked.text, shown)
    first, copies = ledger_of(request).pages.copies(marked.document.id)
    appeared = ledger_of(request).appearances(marked.document.id)
    return {
        "copy_of": _head(first) if first else None,
        "copies": [_head(head) for head in copies],
        "appearances": appeared if len(appeared) > 1 else [],
        "title": marked.document.label,
        "document": _head(marked.document),
        "kind": kind,
        "kinds_found": dict(sorted(kinds.items())),
        "marks": shown,
        "text": marked.text,
        "reviewer": reviewer_of(request),
        "_pieces": pieces_of(text),
        "_addable": ADDABLE,
    }


def _head(head: Head) -> dict[str, Any]:
    names = ("id", "short", "label", "publisher", "published", "url")
    return {name: getattr(head, name) for name in names}


def pieces_of(marked: MarkedText) -> list[Piece]:
    """The text cut wherever a mark begins or ends, so that marks may overlap as they like."""
    edges = {0, len(marked.text)}
    for mark in marked.marks:
        for span in mark.spans:
            edges |= {span.start, span.end}
    opens: dict[int, list[Mark]] = {}
    for mark in marked.marks:
        for span in mark.spans:
            opens.setdefault(span.start, []).append(mark)
    pieces: list[Piece] = []
    open_marks: dict[int, tuple[Mark, int]] = {}
    places = sorted(edges)
    for start, end in pairwise(places):
        open_marks = {number: (mark, until) for number, (mark, until) in open_marks.items() if until > start}
        for mark in opens.get(start, ()):
            until = max(span.end for span in mark.spans if span.start == start)
            open_marks[mark.number] = (mark, until)
        held = tuple(sorted(open_marks))
        kinds = tuple(sorted({mark.kind for mark, _ in open_marks.values()}))
        pieces.append(Piece(start, marked.text[start:end], held, kinds))
    return pieces

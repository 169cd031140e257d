"""What every component of the pipeline may look at: the document, what we know, and what earlier components found.

Extensions on spaCy's `Doc` (set here once): `comity_context`, `mentions`, `dates`, `statements`, `events`,
`encounters`, `positions`, `accords`, `divergences`, `reports`.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import Any, cast

from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from comity.knowledge import Knowledge, load_knowledge
from comity.model import Document, Span, Statement, document_id
from comity.reading.passing import keep_notes_apart

RESULTS = (
    "mentions",
    "dates",
    "statements",
    "events",
    "encounters",
    "positions",
    "accords",
    "divergences",
    "reports",
)


@dataclass(frozen=True, slots=True)
class Context:
    """The document a Doc was made from, and the knowledge to read it with."""

    document: Document
    knowledge: Knowledge


def register_extensions() -> None:
    """Add our attributes to `Doc`; harmless when repeated."""
    if not Doc.has_extension("comity_context"):
        Doc.set_extension("comity_context", default=None)
    for name in RESULTS:
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=())


register_extensions()


_CONTEXT: Any = ("._.", "comity_context", None, None)  # where spaCy keeps `Doc._.comity_context`: `_` itself is slow


def context_of(doc: Doc) -> Context:
    """The Context of a Doc; in a plain spaCy pipeline one is made from the text, without a publication date."""
    keep_notes_apart(doc)
    context: Context | None = doc.user_data.get(_CONTEXT) or doc._.comity_context
    if context is None:
        # As it stands, not in canonical form: the offsets are those of the user's own text.
        context = doc._.comity_context = Context(Document(document_id(doc.text), doc.text), load_knowledge())
    return context


_TEXT = "comity_text"


def text_of(doc: Doc) -> str:
    """The text of a Doc, put together once: `Doc.text` does it anew each time."""
    return _written(doc)[0]


def between(doc: Doc, start: int, end: int) -> str:
    """The text of tokens `[start, end)`, one at least, as the `text` of their spaCy span gives it."""
    text, starts, ends = _written(doc)
    return text[starts[start] : ends[end - 1]]


def _written(doc: Doc) -> tuple[str, list[int], list[int]]:
    """The text of a Doc, and where in it its tokens start and end."""
    written: tuple[str, list[int], list[int]] | None = doc.user_data.get(_TEXT)
    if written is None or len(written[1]) != len(doc):
        keep_notes_apart(doc)
        starts = [token.idx for token in doc]
        ends = [start + len(token) for start, token in zip(starts, doc, strict=True)]
        written = doc.user_data[_TEXT] = (doc.text, starts, ends)
    return written


def span_of(doc: Doc, start: int, end: int) -> Span:
    """The model Span of code points `[start, end)`."""
    return context_of(doc).document.span(start, end)


def span_of_tokens(tokens: TokenSpan) -> Span:
    """The model Span of a spaCy span, without white space at its ends."""
    doc = tokens.doc
    first, last = tokens.start, tokens.end - 1
    while first < last and doc[first].is_space:
        first += 1
    while last > first and doc[last].is_space:
        last -= 1
    return span_of(doc, doc[first].idx, doc[last].idx + len(doc[last]))


def tokens_of(doc: Doc, span: Span) -> TokenSpan | None:
    """The spaCy span of the tokens that a model Span touches; None if it touches none."""
    return doc.char_span(span.start, span.end, alignment_mode="expand")


def statement_at(doc: Doc, token: Token) -> Statement | None:
    """The innermost statement in whose content a token stands, None in the outlet's own voice.

    Innermost is the one with the shortest content; of a chain over the same words, the end of the chain; of others over
    the same words, the first (who denies a charge stands behind who makes it).
    """
    return _painted(doc)[token.i]


_PAINTED = "comity_statement_by_token"


def _painted(doc: Doc) -> list[Statement | None]:
    """For every token its innermost statement; worked out once for each tuple of statements."""
    statements: tuple[Statement, ...] = doc._.statements
    made_for, painted = doc.user_data.get(_PAINTED, (None, None))
    if made_for is not statements:
        painted = _paint(doc, statements)
        doc.user_data[_PAINTED] = (statements, painted)
    return cast("list[Statement | None]", painted)


def _paint(doc: Doc, statements: tuple[Statement, ...]) -> list[Statement | None]:
    by_id = {statement.id: statement for statement in statements}
    places = {statement.id: n for n, statement in enumerate(statements)}

    def rank(statement: Statement) -> tuple[int, int, int]:
        levels, parent = 0, statement.parent
        while parent in by_id and levels < 10:
            levels, parent = levels + 1, by_id[parent].parent
        return (-sum(piece.end - piece.start for piece in statement.content), levels, -places[statement.id])

    starts = [token.idx for token in doc]
    painted: list[Statement | None] = [None] * len(doc)
    for statement in sorted(statements, key=rank):  # longest first, so that inner ones paint over outer ones
        for piece in statement.content:
            first, stop = bisect_left(starts, piece.start), bisect_left(starts, piece.end)
            painted[first:stop] = [statement] * (stop - first)
    return painted

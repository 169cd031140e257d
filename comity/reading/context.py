"""What every component of the pipeline may look at: the document, what we know, and what earlier components found.

Extensions on spaCy's `Doc` (set here once): `comity_context`, `mentions`, `dates`, `statements`, `events`,
`encounters`, `positions`, `accords`, `divergences`, `reports`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from comity.knowledge import Knowledge, load_knowledge
from comity.model import Document, Span, Statement, document_id

if TYPE_CHECKING:
    from collections.abc import Iterable

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


def context_of(doc: Doc) -> Context:
    """The Context of a Doc; in a plain spaCy pipeline one is made from the text, without a publication date."""
    if doc._.comity_context is None:
        # As it stands, not in canonical form: the offsets are those of the user's own text.
        doc._.comity_context = Context(Document(document_id(doc.text), doc.text), load_knowledge())
    context: Context = doc._.comity_context
    return context


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

    Innermost is the one with the shortest content; of a chain over the same words, the end of the chain.
    """
    found: Iterable[Statement] = (
        statement
        for statement in doc._.statements
        if any(piece.start <= token.idx < piece.end for piece in statement.content)
    )
    by_id = {statement.id: statement for statement in doc._.statements}

    def depth(statement: Statement) -> int:
        levels, parent = 0, statement.parent
        while parent in by_id and levels < 10:
            levels, parent = levels + 1, by_id[parent].parent
        return levels

    return min(found, key=lambda s: (sum(piece.end - piece.start for piece in s.content), -depth(s)), default=None)


def in_quotation(doc: Doc, token: Token) -> bool:
    """Whether a token stands in the content of a direct statement."""
    return any(
        statement.kind == "direct" and any(piece.start <= token.idx < piece.end for piece in statement.content)
        for statement in doc._.statements
    )

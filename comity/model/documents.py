"""Document and Span: one text as read, and a range of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from comity.model.errors import InputError
from comity.model.ids import canonical, document_id


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range `[start, end)` of Unicode code points of one document, with the words that stand there."""

    document: str
    start: int
    end: int
    text: str

    def __post_init__(self) -> None:
        if self.start < 0 or self.end - self.start != len(self.text):
            raise ValueError(f"span {self.start}-{self.end} does not fit its text of {len(self.text)} code points")

    def covers(self, other: Span) -> bool:
        """Whether `other` lies wholly inside this span."""
        return self.document == other.document and self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two spans share a code point."""
        return self.document == other.document and self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Document:
    """One text as read, in the canonical form that is fixed for ever; `id` is the SHA-256 of `text`.

    Make one with `Document.create`, which canonicalises. `published` is the day of publication, None if unknown.
    """

    id: str
    text: str
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    author: str | None = None
    published: date | None = None
    language: str = "en"
    licence: str | None = None

    @classmethod
    def create(  # noqa: PLR0913 (what a document may carry, all by keyword)
        cls,
        text: str,
        *,
        title: str | None = None,
        publisher: str | None = None,
        url: str | None = None,
        author: str | None = None,
        published: date | None = None,
        language: str = "en",
        licence: str | None = None,
    ) -> Document:
        """A Document of `text` in canonical form.

        Raises InputError if no letter or digit stands in the text.
        """
        text = canonical(text)
        if not any(character.isalnum() for character in text):
            raise InputError("the text is empty: nothing to read")
        return cls(document_id(text), text, title, publisher, url, author, published, language, licence)

    def span(self, start: int, end: int) -> Span:
        """The Span of code points `[start, end)`; raises ValueError where they lie outside the text."""
        if not 0 <= start <= end <= len(self.text):
            raise ValueError(f"span {start}-{end} lies outside a text of {len(self.text)} code points")
        return Span(self.id, start, end, self.text[start:end])

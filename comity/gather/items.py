"""What gathering hands on: Gathered or Refusal; and what steers it: Metadata and Limits."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Literal

from comity.model import Document, InputError

RefusalCode = Literal[
    "missing",  # no such file or folder
    "unreadable",  # there, but it cannot be opened or is no regular file
    "loop",  # a folder that leads back to one already read
    "empty",  # no letter or digit in it
    "binary",  # not text
    "too-large",  # more bytes, characters or tags than the limits allow
    "encoding",  # bytes that no encoding we know explains
    "language",  # not English
    "format",  # a kind of file or row that is not read, or one that is not well formed
    "date",  # a publication date that cannot be understood
    "private-address",  # an address inside a private network
    "fetch",  # the network or the server failed
]


@dataclass(frozen=True, slots=True)
class Refusal:
    """One source or row that was not read: `source` names it (`rows.jsonl:12`), `reason` is a plain sentence."""

    source: str
    reason: str
    code: RefusalCode


@dataclass(frozen=True, slots=True)
class Gathered:
    """A Document with the name to call it by: the file's stem, the row's `name`, or `<stem>-<number>`."""

    name: str
    document: Document


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about a text from outside it; a value given here wins over what the source says."""

    published: date | None = None
    publisher: str | None = None
    title: str | None = None
    url: str | None = None
    author: str | None = None
    licence: str | None = None

    def over(self, found: Metadata) -> Metadata:
        """These values, with those of `found` where there is none."""
        return Metadata(
            **{
                f.name: own if (own := getattr(self, f.name)) is not None else getattr(found, f.name)
                for f in fields(self)
            }
        )


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is read at most.

    `max_bytes` holds for a file, a page after decompression, or one row of a JSONL or CSV file (which may have any
    number of rows); `max_characters` for one text; `timeout` is the seconds that a fetch may take in all.
    """

    max_bytes: int = 20_000_000
    max_characters: int = 500_000
    timeout: float = 20.0
    max_redirects: int = 5


@dataclass(frozen=True, slots=True)
class Options:
    """All that a reader of one source must know."""

    metadata: Metadata = field(default_factory=Metadata)
    limits: Limits = field(default_factory=Limits)
    allow_private: bool = False
    skip: frozenset[Path] = frozenset()


class RefusalError(InputError):
    """Raised inside this room where a source or row is refused; `open_documents` turns it into a Refusal."""

    def __init__(self, code: RefusalCode, reason: str) -> None:
        super().__init__(reason)
        self.code: RefusalCode = code


def printable(text: str) -> str:
    """`text` with half surrogates (file names that are not UTF-8) written out, so that it can be stored and printed."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")

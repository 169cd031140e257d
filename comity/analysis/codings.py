"""Statements that people coded by hand in the Discourse Network Analyzer (DNA 3, SQLite), read with their coder."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from comity.ledger import Ledger
from comity.ledger.codings import CodingRow, keep, kept
from comity.model import Document, InputError, canonical

MACHINE = "Comity"  # the coder under whom `comity export --format dna` writes

_STATEMENTS = """
SELECT s.ID, s.DocumentId, s.Start, s.Stop, t.Label, ifnull(c.Name, 'unknown') FROM STATEMENTS AS s
JOIN STATEMENTTYPES AS t ON t.ID = s.StatementTypeId LEFT JOIN CODERS AS c ON c.ID = s.Coder
ORDER BY s.DocumentId, s.Start, s.ID"""
_VALUES = """
SELECT d.StatementId, v.Variable, e.Value FROM DATASHORTTEXT AS d JOIN VARIABLES AS v ON v.ID = d.VariableId
  JOIN ENTITIES AS e ON e.ID = d.Entity
UNION ALL SELECT d.StatementId, v.Variable, d.Value FROM DATALONGTEXT AS d JOIN VARIABLES AS v ON v.ID = d.VariableId
UNION ALL SELECT d.StatementId, v.Variable, d.Value FROM DATABOOLEAN AS d JOIN VARIABLES AS v ON v.ID = d.VariableId
UNION ALL SELECT d.StatementId, v.Variable, d.Value FROM DATAINTEGER AS d JOIN VARIABLES AS v ON v.ID = d.VariableId"""


@dataclass(frozen=True, slots=True)
class Coding:
    """One statement that somebody coded: `start` and `end` are code points of the document's text in Comity's form.

    `document` is the id that the text has in a ledger; `values` are variables with what they were given, as text.
    """

    statement: int
    coder: str
    kind: str
    document: str
    start: int
    end: int
    quote: str
    values: tuple[tuple[str, str], ...]

    def value(self, variable: str) -> str | None:
        """What a variable was given; None where it is empty or not there."""
        return dict(self.values).get(variable) or None


@dataclass(frozen=True, slots=True)
class CodedFile:
    """A DNA file: its texts by id, and its codings in order of text."""

    documents: dict[str, Document]
    codings: tuple[Coding, ...]


def read_codings(path: Path) -> CodedFile:
    """Read a DNA file. Raises InputError where it is none or cannot be read; the file is not changed."""
    if not path.is_file():
        raise InputError(f"there is no file {path}: check the path")
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as file:
            return _read(file)
    except (sqlite3.Error, ValueError, OverflowError) as error:
        raise InputError(f"{path} cannot be read as a file of the Discourse Network Analyzer 3 ({error}): "
                         "open it there and save it anew, or check the path") from error  # fmt: skip


def _read(file: sqlite3.Connection) -> CodedFile:
    texts: dict[int, str] = {}
    documents: dict[int, Document] = {}
    for key, title, text, author, source, seconds in file.execute(
        "SELECT ID, Title, Text, Author, Source, Date FROM DOCUMENTS ORDER BY ID"
    ):
        if not any(letter.isalnum() for letter in text):
            continue
        texts[key] = text
        documents[key] = Document.create(text, title=title or None, author=author or None, publisher=source or None,
                                         published=_day(seconds))  # fmt: skip
    values: dict[int, list[tuple[str, str]]] = {}
    for statement, variable, value in file.execute(_VALUES):
        values.setdefault(statement, []).append((variable, "" if value is None else str(value)))
    codings = tuple(_codings(file, texts, documents, values))
    return CodedFile({document.id: document for document in documents.values()}, codings)


def _codings(
    file: sqlite3.Connection,
    texts: dict[int, str],
    documents: dict[int, Document],
    values: dict[int, list[tuple[str, str]]],
) -> Iterator[Coding]:
    for key, document, start, stop, kind, coder in file.execute(_STATEMENTS):
        if document not in documents:
            continue
        found = documents[document]
        first, last = (_place(texts[document], found, place) for place in (start, stop))
        quote = found.text[first:last]
        yield Coding(key, coder, kind, found.id, first, last, quote, tuple(sorted(values.get(key, []))))


def _day(seconds: int | None) -> date | None:
    """The day of a date; the beginning of 1970 stands for none, as the export writes it."""
    return datetime.fromtimestamp(seconds, UTC).date() if seconds else None


def _place(text: str, document: Document, units: int) -> int:
    """A place in UTF-16 units of the file's text as one in code points of the text in Comity's form."""
    before = text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", errors="ignore")
    return min(len(canonical(before)), len(document.text))


def keep_codings(ledger: Ledger, coded: CodedFile, name: str) -> int:
    """Keep a file's codings in the ledger under its name, but for those that Comity wrote into it; how many."""
    rows = (
        CodingRow(name, one.statement, one.coder, one.kind, one.document, one.start, one.end, one.values)
        for one in coded.codings
        if one.coder != MACHINE
    )
    return keep(ledger.store, name, rows)


def kept_codings(ledger: Ledger) -> list[Coding]:
    """The codings that a ledger keeps; `quote` is empty, for their text may not be there."""
    return [
        Coding(row.statement, row.coder, row.kind, row.document, row.start, row.end, "", row.values)
        for row in kept(ledger.store)
    ]

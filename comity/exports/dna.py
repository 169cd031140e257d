"""A ledger as a database of the Discourse Network Analyzer (DNA 3, SQLite): its texts, and its positions as statements.

Tables and columns are those that DNA 3.0 reads. Each statement stands at the words of its claim and has the coder
“Comity”, so that hand coding in the same file stays apart.
"""

from __future__ import annotations

import base64
import hashlib
import os
import sqlite3
import tempfile
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from comity.exports.dna_schema import ATTRIBUTES, FIXED_ROWS, TABLES, VARIABLES
from comity.ledger import Ledger
from comity.ledger.arrow import read_table, snapshot
from comity.model import InputError

Scale = Literal["agreement", "stance"]
CODER = "Comity"
PASSWORD = "comity"  # noqa: S105 - the program asks for one; it keeps nothing secret
_LONGEST = 190
_ROUNDS = 100_000


@dataclass(slots=True)
class Written:
    """What an export holds; `left_out`: mixed positions, for which a scale of agreement has no place."""

    documents: int = 0
    statements: int = 0
    left_out: int = 0


@dataclass(slots=True)
class _Desk:
    """What is known while writing: keys of documents, entities, and where characters beyond 16 bits stand."""

    scale: Scale
    min_certainty: float | None = None
    documents: dict[str, int] = field(default_factory=dict)
    wide: dict[str, list[int]] = field(default_factory=dict)
    entities: dict[tuple[int, str], int] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    data: int = 0


def write_dna(
    ledger: Ledger,
    path: Path,
    *,
    scale: Scale = "agreement",
    password: str = PASSWORD,
    min_certainty: float | None = None,
) -> Written:
    """Write all texts of a ledger and the positions taken in them; the file is there whole or not at all.

    `scale`: `agreement` for a yes-or-no variable (mixed positions are left out and counted), `stance` for whole numbers
    -1, 0, 1. `min_certainty` leaves out positions that are less sure. Both coders of the file, Admin and Comity, have
    the password. Raises InputError where it cannot be written.
    """
    written, desk = Written(), _Desk(scale, min_certainty)
    try:
        handle, part = tempfile.mkstemp(prefix=".comity-", dir=path.parent)
        os.close(handle)
        try:
            with closing(sqlite3.connect(part)) as file, snapshot(ledger.store):
                _begin(file, scale, password)
                _write_documents(file, ledger, desk, written)
                _write_statements(file, ledger, desk, written)
                file.commit()
            Path(part).chmod(0o644)
            Path(part).replace(path)
        finally:
            Path(part).unlink(missing_ok=True)
    except (OSError, sqlite3.Error) as error:
        raise InputError(f"{path} cannot be written ({error}): name another place with --out") from error
    return written


def hashed(password: str, salt: bytes) -> str:
    """A password as DNA keeps it: the salt and its 100,000-fold SHA-256 (Jasypt's strong digest), in base 64."""
    found = salt + password.encode("utf-8")
    for _ in range(_ROUNDS):
        found = hashlib.sha256(found).digest()
    return base64.b64encode(salt + found).decode("ascii")


def _begin(file: sqlite3.Connection, scale: Scale, password: str) -> None:
    for sql in TABLES:
        file.execute(sql)
    for sql, rows in FIXED_ROWS:
        file.executemany(sql, rows)
    # The digest is not for secrets here, so that the same ledger gives the same file.
    keys = [hashed(password, hashlib.sha256(name.encode()).digest()[:16]) for name in ("Admin", CODER)]
    file.execute("INSERT INTO CODERS (ID, Name, Red, Green, Blue, Password, PermissionEditStatementTypes, "
                 "PermissionEditCoders) VALUES (1, 'Admin', 255, 255, 0, ?, 1, 1)", keys[:1])  # fmt: skip
    file.execute("INSERT INTO CODERS (ID, Name, Red, Green, Blue, Password) VALUES (2, ?, 51, 153, 255, ?)",
                 (CODER, keys[1]))  # fmt: skip
    for key, (name, kind) in VARIABLES.items():
        if name not in {"agreement", "stance"} or name == scale:
            file.execute("INSERT INTO VARIABLES (ID, Variable, DataType, StatementTypeId) VALUES (?, ?, ?, 1)",
                         (key, name, kind))  # fmt: skip
    file.executemany("INSERT INTO ATTRIBUTEVARIABLES (ID, VariableId, AttributeVariable) VALUES (?, ?, ?)",
                     [(key, variable, name) for key, (variable, name) in ATTRIBUTES.items()])  # fmt: skip


def _write_documents(file: sqlite3.Connection, ledger: Ledger, desk: _Desk, written: Written) -> None:
    for row in _rows(ledger, "documents"):
        text = row["text"]
        wide = [n for n, letter in enumerate(text) if letter > "\uffff"] if max(text, default="") > "\uffff" else []
        if wide:
            desk.wide[row["document"]] = wide
        day = row["published"]
        seconds = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) if day else 0
        notes = f"Comity document {row['document']}" + ("" if day else "; its day is not known")
        title = _short(row["title"] or row["name"] or row["document"][:12])
        written.documents += 1
        desk.documents[row["document"]] = written.documents
        file.execute("INSERT INTO DOCUMENTS (ID, Title, Text, Coder, Author, Source, Section, Notes, Type, Date) "
                     "VALUES (?, ?, ?, 2, ?, ?, '', ?, '', ?)",
                     (written.documents, title, text, _short(row["author"]), _short(row["publisher"]), notes,
                      seconds))  # fmt: skip


def _write_statements(file: sqlite3.Connection, ledger: Ledger, desk: _Desk, written: Written) -> None:
    desk.states = {row["actor"]: row["name"] for row in _rows(ledger, "actors") if row["kind"] == "state"}
    for key, (_, kind) in VARIABLES.items():
        if kind == "short text":
            _entity(file, desk, key, "", "", "")
    for row in _rows(ledger, "positions", desk.min_certainty):
        taken = row["factuality_polarity"] == "affirmed" and row["factuality_status"] in {"actual", "planned"}
        if not taken or row["start"] is None or row["start"] >= row["end"]:
            continue
        if desk.scale == "agreement" and row["stance"] == 0:
            written.left_out += 1
            continue
        written.statements += 1
        start, end = (_units(desk, row["document"], row[name]) for name in ("start", "end"))
        file.execute("INSERT INTO STATEMENTS (ID, StatementTypeId, DocumentId, Start, Stop, Coder) "
                     "VALUES (?, 1, ?, ?, ?, 2)",
                     (written.statements, desk.documents[row["document"]], start, end))  # fmt: skip
        _write_values(file, desk, written.statements, row)


def _write_values(file: sqlite3.Connection, desk: _Desk, statement: int, row: dict[str, Any]) -> None:
    person = row["actor_kind"] == "person"
    country = row["actor_country"]
    acts_for = desk.states.get(f"state/{country}", country) if country else ""
    texts = (
        (1, row["actor_name"] if person else "", row["actor_kind"] if person else "", row["actor"] if person else ""),
        (2, acts_for if person else row["actor_name"], "state" if person and acts_for else row["actor_kind"],
         f"state/{country}" if person and country else "" if person else row["actor"]),
        (3, row["matter"], "matter", ""),
        (5, row["theatre"] or "", "theatre" if row["theatre"] else "", ""),
    )  # fmt: skip
    for variable, value, kind, notes in texts:
        entity = _entity(file, desk, variable, _short(value), kind if value else "", notes)
        desk.data += 1
        file.execute("INSERT INTO DATASHORTTEXT VALUES (?, ?, ?, ?)", (desk.data, statement, variable, entity))
    file.execute("INSERT INTO DATALONGTEXT VALUES (?, ?, 6, ?)", (statement, statement, row["claim"]))
    if desk.scale == "agreement":
        file.execute("INSERT INTO DATABOOLEAN VALUES (?, ?, 4, ?)", (statement, statement, int(row["stance"] > 0)))
    else:
        file.execute("INSERT INTO DATAINTEGER VALUES (?, ?, 7, ?)", (statement, statement, row["stance"]))


def _entity(file: sqlite3.Connection, desk: _Desk, variable: int, value: str, kind: str, notes: str) -> int:
    """The key of an entity, made with its attributes where it is new."""
    known = desk.entities.get((variable, value))
    if known is not None:
        return known
    key = desk.entities[variable, value] = len(desk.entities) + 1
    file.execute("INSERT INTO ENTITIES (ID, VariableId, Value, Red, Green, Blue) VALUES (?, ?, ?, 0, 0, 0)",
                 (key, variable, value))  # fmt: skip
    given = {"Type": kind, "Alias": "", "Notes": notes}
    file.executemany("INSERT INTO ATTRIBUTEVALUES (EntityId, AttributeVariableId, AttributeValue) VALUES (?, ?, ?)",
                     [(key, attribute, _short(given[name])) for attribute, (of, name) in ATTRIBUTES.items()
                      if of == variable])  # fmt: skip
    return key


def _units(desk: _Desk, document: str, place: int) -> int:
    """A place in code points as one in UTF-16 units, as Java counts."""
    return place + bisect_left(desk.wide.get(document, []), place)


def _short(text: str | None) -> str:
    """As much of a text as a field of DNA holds: fewer than 191 UTF-16 units."""
    text = (text or "").replace("\n", " ")
    while len(text.encode("utf-16-le")) // 2 > _LONGEST:
        text = text[:-1]
    return text


def _rows(ledger: Ledger, table: str, least: float | None = None) -> Iterator[dict[str, Any]]:
    for batch in read_table(ledger.store, table, min_certainty=least):
        yield from batch.to_pylist()

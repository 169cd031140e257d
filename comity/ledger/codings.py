"""What people coded by hand elsewhere, kept beside what the machine read and never mixed with it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from comity.ledger.store import Store

_COLUMNS = ("statement", "coder", "kind", "document", "start", "end")
_REMOVE = "DELETE FROM codings WHERE file = :file"
_FORGET = "DELETE FROM codings WHERE document = :document"
_ADD = """INSERT INTO codings (file, statement, coder, kind, document, start, end, coded)
VALUES (:file, :statement, :coder, :kind, :document, :start, :end, :coded)"""
_ALL = "SELECT * FROM codings ORDER BY file, document, start, statement"


@dataclass(frozen=True, slots=True)
class CodingRow:
    """A statement that somebody coded: `start` and `end` are code points of its text, `values` what was coded."""

    file: str
    statement: int
    coder: str
    kind: str
    document: str
    start: int
    end: int
    values: tuple[tuple[str, str], ...]


def keep(store: Store, file: str, rows: Iterable[CodingRow]) -> int:
    """Keep the codings of a file in place of those that an earlier version of it brought; how many."""
    kept = 0
    with store.transaction():
        store.query("remove_codings", _REMOVE, {"file": file})
        for row in rows:
            kept += 1
            values = {name: getattr(row, name) for name in _COLUMNS}
            coded = json.dumps(dict(row.values), ensure_ascii=False)
            store.query("add_coding", _ADD, {**values, "file": file, "coded": coded})
    return kept


def forget(store: Store, document: str) -> None:
    """Remove what was coded in a document; inside a transaction that the caller holds."""
    store.query("forget_codings", _FORGET, {"document": document})


def kept(store: Store) -> Iterator[CodingRow]:
    """All codings, by file and place."""
    for row in store.query("codings", _ALL, {}):
        values = tuple(sorted(json.loads(row["coded"]).items()))
        yield CodingRow(row["file"], row["statement"], row["coder"], row["kind"], row["document"], row["start"],
                        row["end"], values)  # fmt: skip

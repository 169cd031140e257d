"""A ledger's tables as Arrow, batch by batch, for statistics and Parquet; memory does not grow with the ledger."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from comity.ledger.files import script
from comity.ledger.find import SURE_CLAIM, SURE_STATEMENT
from comity.ledger.store import Store, Value, told
from comity.model import UsageError

TABLES = (
    "documents", "statements", "positions", "accords", "measures", "divergences", "events", "encounters", "reports",
    "actors",
)  # fmt: skip
BATCH = 50_000
_BATCHES = {"documents": 500, "statements": 10_000}

_UNDATED = "documents.published IS NULL"
_OF_YEAR = "documents.published >= :year AND documents.published < :year || '~'"
SURE = {name: SURE_CLAIM for name in TABLES if name not in {"documents", "actors"}} | {"statements": SURE_STATEMENT}

_PART = re.compile(r"^-- (table|part): (\w+)\n", re.MULTILINE)
_ACTORS = ("parties", "mediators", "obliged", "beneficiaries", "between", "actors", "recipients", "participants",
           "initiated_by")  # fmt: skip
_WORDS = ("matters", "contexts")
_ACTOR = pa.struct([(name, pa.string()) for name in ("id", "name", "kind", "country", "role")])
_TYPES = {
    "start": pa.int32(), "end": pa.int32(), "stance": pa.int8(), "place_in_accord": pa.int32(),
    "certainty": pa.float64(), "strength": pa.float64(), "published": pa.date32(), "told": pa.date32(),
}  # fmt: skip


@cache
def _parts() -> dict[str, str]:
    """The SQL of each table, its parts put in."""
    _, *found = _PART.split(script("tables.sql"))
    named = {(kind, name): sql for kind, name, sql in zip(found[::3], found[1::3], found[2::3], strict=True)}
    tables = {name: re.sub(r"^--.*\n", "", sql, flags=re.MULTILINE).strip() for (_, name), sql in named.items()}
    pieces = {role: tables["actors_of"].replace("{role}", role) for role in _ACTORS}
    pieces |= {role: tables["words_of"].replace("{role}", role) for role in _WORDS}
    pieces |= {"claim": tables["claim"], "evidence": tables["evidence"]}
    for (kind, name), _ in named.items():
        if kind == "table":
            for piece, sql in pieces.items():
                tables[name] = tables[name].replace(f"{{{piece}}}", sql)
    return tables


def check_table(name: str) -> None:
    """Raise UsageError where there is no such table."""
    if name not in TABLES:
        raise UsageError(f"there is no table {name!r}: it is one of {', '.join(TABLES)}")


def read_table(
    store: Store, name: str, year: str | None = "all", *, min_certainty: float | None = None
) -> pa.RecordBatchReader:
    """A table as a stream of batches, in order of publication; one `year` of it, None for what has no date.

    `min_certainty`: only statements and claims that are as sure, as `Filter` has it; documents and actors all stay.
    Read the stream to its end before the ledger changes. Raises UsageError where there is no such table.
    """
    check_table(name)
    sql, values = _parts()[name], {"year": year or "", "min_certainty": min_certainty}
    if name != "actors":
        where = [] if year == "all" else [_UNDATED if year is None else _OF_YEAR]
        where += [SURE[name]] if min_certainty is not None and name in SURE else []
        kept = f"\nWHERE {' AND '.join(where)}" if where else ""
        sql += f"{kept}\nORDER BY documents.published, documents.key"
    return _stream(store, name, sql, values)


@contextmanager
def snapshot(store: Store) -> Iterator[None]:
    """The ledger as it is now, whatever others add meanwhile."""
    with told(store.path):
        store.connection.execute("BEGIN")
    try:
        yield
    finally:
        store.connection.execute("COMMIT")


def claim_ids(store: Store, keys: Sequence[int]) -> dict[int, str]:
    """The ids of claims by their keys."""
    sql = "SELECT key, id FROM claims WHERE key IN (SELECT value FROM json_each(:keys))"
    return {row["key"]: row["id"] for row in store.query("claim_ids", sql, {"keys": json.dumps(list(keys))})}


def years(store: Store) -> list[str | None]:
    """The years in which the ledger's documents were published, in order; None stands for those without a date."""
    sql = "SELECT DISTINCT substr(published, 1, 4) AS year FROM documents ORDER BY year IS NULL, year"
    return [row["year"] for row in store.query("years", sql, {})]


def _types_of(name: str) -> pa.DataType:
    if name.endswith("_json"):
        role = name.removesuffix("_json")
        return pa.list_(_ACTOR if role in _ACTORS else pa.string())
    return _TYPES.get(name, pa.string())


def _stream(store: Store, name: str, sql: str, values: Mapping[str, Value]) -> pa.RecordBatchReader:
    columns, rows = store.stream(name, sql, values, _BATCHES.get(name, BATCH))
    schema = pa.schema([(column.removesuffix("_json"), _types_of(column)) for column in columns])
    return pa.RecordBatchReader.from_batches(schema, _batches(columns, rows, schema))


def _batches(
    columns: Sequence[str], rows: Iterator[list[tuple[Any, ...]]], schema: pa.Schema
) -> Iterator[pa.RecordBatch]:
    for chunk in rows:
        arrays = [
            _array(column, values, field.type)
            for column, values, field in zip(columns, zip(*chunk, strict=True), schema, strict=True)
        ]
        yield pa.RecordBatch.from_arrays(arrays, schema=schema)


def _array(column: str, values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    if column.endswith("_json"):
        return pa.array([json.loads(value) for value in values], kind)
    if kind == pa.date32():
        # A day that is none (nothing of ours writes one) becomes empty rather than an end of the export.
        return pc.strptime(pa.array(values, pa.string()), format="%Y-%m-%d", unit="s", error_is_null=True).cast(kind)
    return pa.array(values, kind)

"""The one place that talks to SQLite: named steps in, rows out, every fault told as a LedgerError."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from comity.model import LedgerError

Value = str | int | float | bytes | None
Values = Mapping[str, Value]
Explain = Callable[[str, str, Values], None]

_STEP = re.compile(r"^-- step: (\w+)\n", re.MULTILINE)


@cache
def named_steps() -> dict[str, str]:
    """Every step of steps.sql, joins.sql and stands.sql by its name."""
    named: dict[str, str] = {}
    for file in ("steps.sql", "joins.sql", "stands.sql"):
        _, *parts = _STEP.split((files("comity.ledger") / file).read_text("utf-8"))
        named |= {name: sql.strip() for name, sql in zip(parts[::2], parts[1::2], strict=True)}
    return named


class Store:
    """An open connection that runs named steps.

    `explain`, where given, is called with the name, the SQL and the values of each step before it runs.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path, explain: Explain | None = None) -> None:
        self.connection = connection
        self.path = path
        self.explain = explain
        connection.row_factory = sqlite3.Row

    def all(self, step: str, **values: Value) -> list[sqlite3.Row]:
        """The rows of a step."""
        return self.query(step, named_steps()[step], values)

    def one(self, step: str, **values: Value) -> sqlite3.Row | None:
        """The first row of a step, None if there is none."""
        rows = self.all(step, **values)
        return rows[0] if rows else None

    def run(self, step: str, values: Values) -> int:
        """Run a step that writes; the key of the row it added."""
        sql = named_steps()[step]
        self._tell(step, sql, values)
        with told(self.path):
            return self.connection.execute(sql, values).lastrowid or 0

    def run_many(self, step: str, rows: Iterable[Values]) -> None:
        """Run a step that writes once for each row."""
        sql, rows = named_steps()[step], list(rows)
        if rows:
            self._tell(f"{step} ({len(rows)} times)", sql, rows[0])
            with told(self.path):
                self.connection.executemany(sql, rows)

    def query(self, name: str, sql: str, values: Values) -> list[sqlite3.Row]:
        """The rows of a question put together from fixed pieces; every value is bound."""
        self._tell(name, sql, values)
        with told(self.path):
            return self.connection.execute(sql, values).fetchall()

    def stream(
        self, name: str, sql: str, values: Values, size: int
    ) -> tuple[list[str], Iterator[list[tuple[Any, ...]]]]:
        """The columns of a question and its rows in chunks of `size`, for tables too large to be held."""
        self._tell(name, sql, values)
        with told(self.path):
            cursor = self.connection.cursor()
            cursor.row_factory = None
            cursor.execute(sql, values)
        return [column[0] for column in cursor.description], self._chunks(cursor, size)

    def _chunks(self, cursor: sqlite3.Cursor, size: int) -> Iterator[list[tuple[Any, ...]]]:
        while True:
            with told(self.path):
                rows = cursor.fetchmany(size)
            if not rows:
                return
            yield rows

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; waits for another writer as long as the connection's busy time-out allows."""
        with told(self.path):
            self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            with told(self.path):
                self.connection.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                self.connection.execute("ROLLBACK")
            raise

    def pragma(self, sql: str) -> list[sqlite3.Row]:
        """The rows of a PRAGMA."""
        return self.query("pragma", f"PRAGMA {sql}", {})

    def close(self) -> None:
        """Close the file; harmless when repeated."""
        self.connection.close()

    def _tell(self, name: str, sql: str, values: Values) -> None:
        if self.explain:
            self.explain(name, sql, values)


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into a LedgerError that says what happened and what to do next."""
    try:
        yield
    except (sqlite3.Error, UnicodeEncodeError, OverflowError) as error:
        raise LedgerError(_message(path, error)) from error


def _message(path: Path, error: Exception) -> str:
    text = str(error)
    hints: dict[str, Any] = {
        "locked": "another program is writing to it: wait until that has finished, then run the command again",
        "busy": "another program is writing to it: wait until that has finished, then run the command again",
        "readonly": "the file or its folder cannot be written to: change its permissions or name another with --ledger",
        "full": "the disk is full: make room, then run the command again; what was read before is kept",
        "unable to open": "the file or its folder cannot be opened: check the path and its permissions",
        "not a database": "it is not a ledger: name another file with --ledger",
        "malformed": "the file is damaged: restore a copy, or read the texts again into a new ledger",
        "surrogates": "the text holds half of a character that no file can hold: save it as UTF-8 and read it again",
    }
    hint = next((hint for word, hint in hints.items() if word in text), "`comity verify` tells whether it is sound")
    return f"the ledger {path} cannot be used ({text}): {hint}"

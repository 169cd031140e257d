"""Opening a ledger file: make it, check that it is one, bring an older one up to date."""

from __future__ import annotations

import logging
import os
import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import suppress
from importlib.resources import files
from pathlib import Path

from comity.ledger.store import Explain, Store, told
from comity.model import LedgerError

APPLICATION_ID = 0x436D7479  # "Cmty", at byte 68 of the file
SMALLEST = 512  # bytes of an SQLite file
PATIENCE = 30.0  # seconds that a writer waits for another one

LOG = logging.getLogger("comity.ledger")
_QUIET = 3.0  # seconds between two lines about long work
_LARGE = 100_000_000  # bytes of a ledger whose migration takes long

_MIGRATION = re.compile(r"^(\d{4})_\w+\.sql$")


class Progress:
    """Tells the log every few seconds how far a piece of work on a ledger is; what is soon done, by no line.

    `large`: it is known to take long, so the first line comes at once.
    """

    def __init__(self, work: str, path: Path, *, large: bool) -> None:
        self._work, self._path = work, path
        self._due = time.monotonic() + (0 if large else _QUIET)

    def at(self, done: int, whole: int) -> None:
        """The work is here now."""
        if time.monotonic() >= self._due:
            self._due = time.monotonic() + _QUIET
            LOG.info("the ledger %s: %s, once; %s of %s", self._path, self._work, f"{done:,}", f"{whole:,}")


def migrations() -> dict[int, str]:
    """The SQL that brings a ledger of schema version N - 1 to version N, by N."""
    found = {}
    for file in (files("comity.ledger") / "migrations").iterdir():
        if match := _MIGRATION.match(file.name):
            found[int(match[1])] = file.read_text("utf-8")
    return dict(sorted(found.items()))


def schema_version() -> int:
    """The schema version of this program: that of its last migration."""
    return max(migrations())


def script(name: str) -> str:
    """An SQL file of this room."""
    return (files("comity.ledger") / name).read_text("utf-8")


def statements_of(sql: str) -> Iterator[str]:
    """The single statements of an SQL script, without the comments before each."""
    pending: list[str] = []
    for line in sql.splitlines():
        if not pending and (not line.strip() or line.startswith("--")):
            continue
        pending.append(line)
        if sqlite3.complete_statement("\n".join(pending)):
            yield "\n".join(pending).rstrip(";")
            pending = []


def open_store(
    path: Path, *, write: bool = True, create: bool = True, patience: float = PATIENCE, explain: Explain | None = None
) -> Store:
    """Open the ledger at `path`; with `create`, make it where there is none.

    An older ledger is brought up to date first. Raises LedgerError where the file is missing, not a ledger, of a newer
    schema, or cannot be opened.
    """
    _check_file(path, create=create and write)
    connection = _connect(path, write=write, patience=patience)
    store = Store(connection, path, explain)
    try:
        _check_kind(store)
        if write:
            _prepare(store)
        elif _version(store) < schema_version():
            store.close()
            open_store(path, create=False, patience=patience).close()
            return open_store(path, write=False, create=False, patience=patience, explain=explain)
    except BaseException:
        store.close()
        raise
    return store


def _check_file(path: Path, *, create: bool) -> None:
    if path.is_dir():
        raise LedgerError(f"{path} is a folder, not a ledger: name a file with --ledger")
    if not path.exists():
        if not create:
            raise LedgerError(f"there is no ledger at {path}: make one with `comity read ARTICLE --ledger {path}`")
        if not path.parent.is_dir():
            raise LedgerError(f"the folder {path.parent} does not exist: make it first, or name another --ledger")
        return
    if not os.access(path, os.R_OK):
        raise LedgerError(f"the ledger {path} cannot be opened (Permission denied): check its permissions")
    # A ledger is never opened but by SQLite: closing it would drop all locks that this process holds on it, and others
    # would take its journal away. What is shorter than any SQLite file, SQLite would take for an empty one.
    if 0 < path.stat().st_size < SMALLEST:
        raise _no_sqlite(path)


def _no_sqlite(path: Path) -> LedgerError:
    return LedgerError(f"{path} is not a ledger (it is not an SQLite file): name another file with --ledger")


def _connect(path: Path, *, write: bool, patience: float) -> sqlite3.Connection:
    address = path.absolute().as_uri()
    with told(path):
        if write:
            return _set_up(sqlite3.connect(address, uri=True, timeout=patience, isolation_level=None))
        if os.access(path.parent, os.W_OK):
            return _set_up(sqlite3.connect(f"{address}?mode=ro", uri=True, timeout=patience, isolation_level=None))
        # A folder that nobody may write to has no writer either, and no room for the files that readers share.
        return _set_up(sqlite3.connect(f"{address}?immutable=1", uri=True, timeout=patience, isolation_level=None))


def _set_up(connection: sqlite3.Connection) -> sqlite3.Connection:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA secure_delete = ON")  # words that are removed leave no trace in the file
    return connection


def _check_kind(store: Store) -> None:
    try:
        kind = store.pragma("application_id")[0][0]
    except LedgerError as error:
        if "not a database" in str(error):
            raise _no_sqlite(store.path) from error
        raise
    if kind != APPLICATION_ID and not _empty(store):
        raise LedgerError(f"{store.path} is an SQLite file of another program, not a ledger: name another --ledger")
    if (version := _version(store)) > schema_version():
        raise LedgerError(
            f"the ledger {store.path} was made by a newer Comity (schema {version}; this one knows "
            f"{schema_version()}): upgrade with `pip install --upgrade comity`; nothing was changed"
        )


def _version(store: Store) -> int:
    return int(store.pragma("user_version")[0][0])


def _empty(store: Store) -> bool:
    return not store.query("tables", "SELECT 1 FROM sqlite_master LIMIT 1", {})


def _prepare(store: Store) -> None:
    """Make the tables of a new ledger, or bring an older one up to date, step by step, each in one transaction."""
    if _version(store) < schema_version():
        with suppress(LedgerError):  # a file system without shared memory keeps SQLite's older journal
            store.pragma("journal_mode = WAL")
    with told(store.path):
        if _empty(store):
            with store.transaction():
                if _empty(store):
                    _run_script(store, script("schema.sql"), schema_version())
        for version, sql in migrations().items():
            if _version(store) < version:
                with store.transaction():
                    if _version(store) < version:
                        _run_script(store, sql, version)
    _refresh_views(store)


def _run_script(store: Store, sql: str, version: int) -> None:
    steps = list(statements_of(sql))
    large = store.path.exists() and store.path.stat().st_size > _LARGE
    told = Progress(f"it is brought up to date (schema {version})", store.path, large=large)
    for n, statement in enumerate(steps, 1):
        told.at(n, len(steps))
        store.query(f"schema {version}", statement, {})
    store.pragma(f"application_id = {APPLICATION_ID}")
    store.pragma(f"user_version = {version}")


def _refresh_views(store: Store) -> None:
    """Make the readable views anew where this version's differ from the ledger's."""
    wanted = {name_of(sql): sql for sql in statements_of(script("views.sql"))}
    of_schema = {name_of(sql) for sql in statements_of(script("schema.sql")) if sql.startswith("CREATE VIEW")}
    present = {row["name"]: row["sql"] for row in store.query("views", _VIEWS, {}) if row["name"] not in of_schema}
    if present == wanted:
        return
    with store.transaction():
        for name in present:
            quoted = name.replace('"', '""')
            store.query("drop view", f'DROP VIEW IF EXISTS "{quoted}"', {})
        for sql in wanted.values():
            store.query("make view", sql, {})


_VIEWS = "SELECT name, sql FROM sqlite_master WHERE type = 'view'"


def name_of(statement: str) -> str:
    """The name of what a CREATE statement makes."""
    match = re.match(r"CREATE (?:VIRTUAL TABLE|UNIQUE INDEX|\w+) (\w+)", statement)
    return match[1] if match else ""

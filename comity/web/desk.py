"""Ledgers for pages: a reading connection for each thread, a writing one for as long as a write takes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from fastapi import Request

from comity.ledger import Ledger
from comity.model import ComityError
from comity.web.kept import Answers, Texts, texts_of

T = TypeVar("T")
TIME_LIMIT = 10.0  # seconds that the questions of one page may take
_STEPS = 20_000  # of SQLite's machine between two looks at the clock


@dataclass(slots=True)
class _Held:
    """A thread's connection: to which file, until when it may be asked, and which texts it found at which version."""

    file: int
    ledger: Ledger
    until: float = 0.0
    version: int = -1
    texts: Texts | None = None


class Desk:
    """Opens one ledger file, again where it was replaced by another of the same name.

    `answers` keeps what is found in the whole ledger. Raises LedgerError where the file cannot be used.
    """

    def __init__(self, path: Path, *, create: bool) -> None:
        self.path = path
        self._threads = threading.local()
        self.answers = Answers(path, self._texts)
        Ledger(path, write=create, create=create).close()

    def ledger(self) -> Ledger:
        """This thread's reading connection, for one page: it sees what others write as soon as that is committed.

        A question that goes on longer than `TIME_LIMIT` after this call is cut off with a LedgerError.
        """
        return self._held().ledger

    @contextmanager
    def writing(self) -> Iterator[Ledger]:
        """A connection that may write."""
        with Ledger(self.path, create=False, patience=10.0) as opened:
            yield opened

    def kept(self, name: str, work: Callable[[Ledger], T], *, patience: float = 60.0) -> T | None:
        """What `work` finds in the whole ledger, None where that takes longer than `patience`: see `Answers.ask`."""
        return self.answers.ask(name, work, patience=patience).found

    def _held(self) -> _Held:
        file = self.path.stat().st_ino if self.path.exists() else 0
        held: _Held | None = getattr(self._threads, "held", None)
        if held is None or held.file != file:
            held = _Held(file, Ledger(self.path, write=False, create=False))
            timed = held
            watch = held.ledger.store.connection.set_progress_handler
            watch(lambda: int(time.monotonic() > timed.until), _STEPS)
            self._threads.held = held
        held.until = time.monotonic() + TIME_LIMIT
        return held

    def _texts(self) -> tuple[Ledger, Texts]:
        """This thread's connection and the texts of the ledger, counted again where somebody wrote to it."""
        held = self._held()
        version = int(held.ledger.store.pragma("data_version")[0][0])
        if held.texts is None or held.version != version:
            held.version, held.texts = version, texts_of(held.ledger)
        return held.ledger, held.texts


def cut_off(error: ComityError) -> bool:
    """Whether an error means that a page's questions took longer than `TIME_LIMIT`."""
    return "(interrupted)" in str(error)


def ledger_of(request: Request) -> Ledger:
    """The ledger that a page asks."""
    desk: Desk = request.app.state.desk
    return desk.ledger()

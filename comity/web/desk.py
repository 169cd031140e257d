"""Ledgers for pages: a reading connection for each thread, a writing one for as long as a write takes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from fastapi import Request

from comity.ledger import Ledger
from comity.model import ComityError

T = TypeVar("T")
TIME_LIMIT = 10.0  # seconds that the questions of one page may take
_STEPS = 20_000  # of SQLite's machine between two looks at the clock
AT_ONCE = 4  # answers about the whole ledger that are worked out side by side
MOST_KEPT = 300  # answers
_REST = 20  # an answer that took a second is not worked out again for so many


@dataclass(slots=True)
class _Held:
    """A thread's connection: to which file, and until when it may be asked."""

    file: int
    ledger: Ledger
    until: float = 0.0


@dataclass(slots=True)
class _Kept:
    """An answer about the whole ledger, the ledger's state that it holds for, and when it was found."""

    state: object
    found: Any
    at: float
    took: float


class Desk:
    """Opens one ledger file, again where it was replaced by another of the same name.

    Raises LedgerError where the file cannot be used.
    """

    def __init__(self, path: Path, *, create: bool) -> None:
        self.path = path
        self._threads = threading.local()
        self._kept: dict[str, _Kept] = {}
        self._filling: set[str] = set()
        self._changed = threading.Condition()
        self._few = threading.BoundedSemaphore(AT_ONCE)
        self._failed: dict[str, Exception] = {}
        Ledger(path, write=create, create=create).close()

    def ledger(self) -> Ledger:
        """This thread's reading connection, for one page: it sees what others write as soon as that is committed.

        A question that goes on longer than `TIME_LIMIT` after this call is cut off with a LedgerError.
        """
        file = self.path.stat().st_ino if self.path.exists() else 0
        held: _Held | None = getattr(self._threads, "held", None)
        if held is None or held.file != file:
            held = _Held(file, Ledger(self.path, write=False, create=False))
            timed = held
            watch = held.ledger.store.connection.set_progress_handler
            watch(lambda: int(time.monotonic() > timed.until), _STEPS)
            self._threads.held = held
        held.until = time.monotonic() + TIME_LIMIT
        return held.ledger

    @contextmanager
    def writing(self) -> Iterator[Ledger]:
        """A connection that may write."""
        with Ledger(self.path, create=False, patience=10.0) as opened:
            yield opened

    def kept(self, name: str, work: Callable[[Ledger], T], *, patience: float = 60.0) -> T | None:
        """What `work` finds in the whole ledger, kept until the ledger changes.

        Worked out in a thread of its own. Where an older answer is there, that one is given meanwhile; else this waits,
        `patience` seconds at most, then gives None. While others write, dear answers are worked out less often than
        cheap ones.
        """
        with self._changed:
            held = self._kept.get(name)
            if held is None or (held.state != self._state() and time.monotonic() - held.at > 1 + _REST * held.took):
                self._start(name, work)
            if held is None:
                self._changed.wait_for(lambda: name in self._kept or name not in self._filling, patience)
                held = self._kept.get(name)
            if held is None and (failed := self._failed.pop(name, None)):
                raise failed
            return held.found if held else None

    def warm(self, works: Mapping[str, Callable[[Ledger], Any]]) -> None:
        """Work out answers that pages will ask for, one after the other, in a thread of its own."""

        def one_by_one() -> None:
            for name, work in works.items():
                with suppress(Exception):  # whoever asks for it is told
                    self.kept(name, work)

        threading.Thread(target=one_by_one, name="warm", daemon=True).start()

    def _start(self, name: str, work: Callable[[Ledger], Any]) -> None:
        if name not in self._filling:
            self._filling.add(name)
            threading.Thread(target=self._fill, args=(name, work), name=f"fill {name}", daemon=True).start()

    def _fill(self, name: str, work: Callable[[Ledger], Any]) -> None:
        state, started = self._state(), time.monotonic()
        found, failed = None, None
        try:
            with self._few, Ledger(self.path, write=False, create=False) as ledger:
                found = work(ledger)
        except Exception as error:  # noqa: BLE001 - raised again where the answer is waited for
            failed = error
        with self._changed:
            self._filling.discard(name)
            if failed is None:
                self._kept.pop(name, None)
                self._kept[name] = _Kept(state, found, time.monotonic(), time.monotonic() - started)
                for oldest in list(self._kept)[:-MOST_KEPT]:
                    del self._kept[oldest]
            else:
                self._failed[name] = failed
            self._changed.notify_all()

    def _state(self) -> object:
        """Something that changes whenever the ledger does."""
        files = (self.path, self.path.with_name(self.path.name + "-wal"))
        return tuple((f.stat().st_mtime_ns, f.stat().st_size) if f.exists() else None for f in files)


def cut_off(error: ComityError) -> bool:
    """Whether an error means that a page's questions took longer than `TIME_LIMIT`."""
    return "(interrupted)" in str(error)


def ledger_of(request: Request) -> Ledger:
    """The ledger that a page asks."""
    desk: Desk = request.app.state.desk
    return desk.ledger()

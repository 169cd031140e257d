"""Ledgers for pages: a reading connection for each thread, a writing one for as long as a write takes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from fastapi import Request

from comity.ledger import Ledger

T = TypeVar("T")


class Desk:
    """Opens one ledger file, again where it was replaced by another of the same name.

    Raises LedgerError where the file cannot be used.
    """

    def __init__(self, path: Path, *, create: bool) -> None:
        self.path = path
        self._threads = threading.local()
        self._kept: dict[str, tuple[object, float, Any]] = {}
        self._filling: set[str] = set()
        self._lock = threading.Lock()
        Ledger(path, write=create, create=create).close()

    def ledger(self) -> Ledger:
        """This thread's reading connection; it sees what others write as soon as that is committed."""
        file = self.path.stat().st_ino if self.path.exists() else 0
        held: tuple[int, Ledger] | None = getattr(self._threads, "held", None)
        if held is None or held[0] != file:
            held = (file, Ledger(self.path, write=False, create=False))
            self._threads.held = held
        return held[1]

    @contextmanager
    def writing(self) -> Iterator[Ledger]:
        """A connection that may write."""
        with Ledger(self.path, create=False, patience=10.0) as opened:
            yield opened

    def kept(self, name: str, work: Callable[[Ledger], T], *, fresh: float = 2.0) -> T:
        """What `work` finds, kept until the ledger changes; while it is worked out anew, the older answer is given.

        `fresh`: seconds within which even a changed ledger is not asked again.
        """
        state = self._state()
        with self._lock:
            held = self._kept.get(name)
            if held and (held[0] == state or time.monotonic() - held[1] < fresh):
                return held[2]  # type: ignore[no-any-return]
            busy = name in self._filling
            if held and busy:
                return held[2]  # type: ignore[no-any-return]
            self._filling.add(name)
        if held:
            threading.Thread(target=self._fill, args=(name, work, state), daemon=True).start()
            return held[2]  # type: ignore[no-any-return]
        return self._fill(name, work, state)

    def _fill(self, name: str, work: Callable[[Ledger], T], state: object) -> T:
        try:
            found = work(self.ledger())
            with self._lock:
                self._kept[name] = (state, time.monotonic(), found)
            return found
        finally:
            with self._lock:
                self._filling.discard(name)

    def _state(self) -> object:
        """Something that changes whenever the ledger does."""
        files = (self.path, self.path.with_name(self.path.name + "-wal"))
        return tuple((f.stat().st_mtime_ns, f.stat().st_size) if f.exists() else None for f in files)


def ledger_of(request: Request) -> Ledger:
    """The ledger that a page asks."""
    desk: Desk = request.app.state.desk
    return desk.ledger()

"""Answers about the whole ledger: worked out in the background, kept until it changes or a text is forgotten."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Generic, TypeVar

from comity.ledger import Ledger
from comity.model import LedgerError

T = TypeVar("T")
Work = Callable[[Ledger], Any]
AT_ONCE = 4  # answers that are worked out side by side
MOST_KEPT = 300  # answers
_REST = 20  # an answer that took a second is not worked out again for so many
_SOON = 0.4  # seconds that one waits for an answer to be made anew before the older one is given
_TRIES = 5  # an answer is worked out again where a text was forgotten meanwhile

_TEXTS = """SELECT (SELECT count(*) FROM documents) AS n, (SELECT max(key) FROM documents) AS last,
(SELECT id FROM documents ORDER BY key DESC LIMIT 1) AS id"""
_THERE = "SELECT 1 FROM documents WHERE key = :last AND id = :id"


@dataclass(frozen=True, slots=True)
class Texts:
    """Enough of which texts a ledger holds to see later whether one of them is gone.

    `last` and `id`: the key and id of the text added last; `gaps`: how many keys up to it no text has. Keys grow
    by one, so while the last text is there, each text that goes makes one gap more.
    """

    last: int
    id: str
    gaps: int

    def still_in(self, ledger: Ledger, now: Texts) -> bool:
        """Whether all these texts are in a ledger that holds `now`; False also where only later ones are gone."""
        if self == now or not self.last:
            return True
        there = self.last == now.last or ledger.store.query("text_there", _THERE, {"last": self.last, "id": self.id})
        return self.gaps == now.gaps and bool(there) and (self.last != now.last or self.id == now.id)


def texts_of(ledger: Ledger) -> Texts:
    """Which texts a ledger holds."""
    row = ledger.store.query("texts_held", _TEXTS, {})[0]
    last = row["last"] or 0
    return Texts(last, row["id"] or "", last - row["n"])


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """What is known of a question about the whole ledger.

    `found`: None where nothing is known yet; `behind`: the ledger has changed since; `key`: what `pending` knows it by.
    """

    found: T | None
    behind: bool
    key: str


@dataclass(slots=True)
class _Kept:
    """An answer, the ledger's state and texts that it holds for, when the work on it began and ended."""

    found: Any
    state: object
    texts: Texts
    begun: float
    at: float

    @property
    def took(self) -> float:
        """Seconds of work."""
        return self.at - self.begun


class Answers:
    """Keeps answers about one ledger file.

    `reading` gives the calling thread's connection and the texts that it holds now.
    """

    def __init__(self, path: Path, reading: Callable[[], tuple[Ledger, Texts]]) -> None:
        self._path, self._reading = path, reading
        self._kept: dict[str, _Kept] = {}
        self._asked: dict[str, tuple[str, Work]] = {}
        self._filling: set[str] = set()
        self._failed: dict[str, Exception] = {}
        self._changed = threading.Condition()
        self._few = threading.BoundedSemaphore(AT_ONCE)

    def ask(self, name: str, work: Callable[[Ledger], T], *, patience: float) -> Answer[T]:
        """What `work` finds in the whole ledger.

        Worked out in a thread of its own. Where an older answer is there, it is given after a moment; else this waits,
        `patience` seconds at most. An answer that was found before a text was forgotten is never given. While others
        write, dear answers are worked out less often than cheap ones. Raises what `work` raised.
        """
        asked, key = time.monotonic(), _key(name)
        with self._changed:
            self._remember(key, name, work)
            held = self._standing(name)
            if held is None or self._due(held):
                self._start(name, work)
            if name in self._filling and (held is None or held.took < _SOON):
                wait = patience if held is None else min(_SOON, patience)
                self._changed.wait_for(lambda: name not in self._filling, wait)
                held = self._standing(name)
            if held is None and (failed := self._failed.pop(name, None)):
                raise failed
            if held is None:
                return Answer(None, True, key)
            return Answer(held.found, held.begun < asked and held.state != self._state(), key)

    def pending(self, keys: Iterable[str]) -> int:
        """How many of the questions with these keys have no answer of the ledger as it is now; those due are begun."""
        waiting = 0
        with self._changed:
            for name, work in (self._asked[key] for key in keys if key in self._asked):
                held = self._standing(name)
                if held is not None and self._due(held):
                    self._start(name, work)
                waiting += name in self._filling or (held is not None and held.state != self._state())
        return waiting

    def warm(self, works: Mapping[str, Work]) -> None:
        """Work out answers that pages will ask for, one after the other, in a thread of its own."""

        def one_by_one() -> None:
            for name, work in works.items():
                with suppress(Exception):  # whoever asks for it is told
                    self.ask(name, work, patience=60.0)

        threading.Thread(target=one_by_one, name="warm", daemon=True).start()

    def _remember(self, key: str, name: str, work: Work) -> None:
        self._asked.pop(key, None)
        self._asked[key] = name, work
        for oldest in list(self._asked)[:-MOST_KEPT]:
            del self._asked[oldest]

    def _standing(self, name: str) -> _Kept | None:
        """The answer kept under that name; all are dropped that were found before a text was forgotten."""
        if name not in self._kept:
            return None
        ledger, now = self._reading()
        if not self._kept[name].texts.still_in(ledger, now):
            for other, held in list(self._kept.items()):
                if not held.texts.still_in(ledger, now):
                    del self._kept[other]
            return None
        self._kept[name].texts = now
        return self._kept[name]

    def _due(self, held: _Kept) -> bool:
        return held.state != self._state() and time.monotonic() - held.at > _REST * held.took

    def _start(self, name: str, work: Work) -> None:
        if name not in self._filling:
            self._filling.add(name)
            threading.Thread(target=self._fill, args=(name, work), name=f"fill {name}", daemon=True).start()

    def _fill(self, name: str, work: Work) -> None:
        made: _Kept | None = None
        failed: Exception | None = None
        try:
            with self._few, Ledger(self._path, write=False, create=False) as ledger:
                made = self._worked_out(ledger, work)
        except Exception as error:  # noqa: BLE001 - raised again where the answer is waited for
            failed = error
        with self._changed:
            self._filling.discard(name)
            self._failed.pop(name, None)
            if made is not None:
                self._kept.pop(name, None)
                self._kept[name] = made
                for oldest in list(self._kept)[:-MOST_KEPT]:
                    del self._kept[oldest]
            elif failed is not None:
                self._failed[name] = failed
            self._changed.notify_all()

    def _worked_out(self, ledger: Ledger, work: Work) -> _Kept:
        for _ in range(_TRIES):
            started, state, texts = time.monotonic(), self._state(), texts_of(ledger)
            found = work(ledger)
            if texts.still_in(ledger, texts_of(ledger)):
                now = time.monotonic()
                return _Kept(found, state, texts, started, now)
        raise LedgerError("texts are being forgotten: wait until that has ended, then load this page again")

    def _state(self) -> object:
        """Something that changes whenever the ledger does."""
        files = (self._path, self._path.with_name(self._path.name + "-wal"))
        stats = [file.stat() if file.exists() else None for file in files]
        return tuple((s.st_ino, s.st_mtime_ns, s.st_size) if s else None for s in stats)


def _key(name: str) -> str:
    return sha256(name.encode()).hexdigest()[:16]

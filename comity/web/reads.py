"""Reading from the page: texts wait in a queue, one thread reads them, and each job tells how far it is."""

from __future__ import annotations

import asyncio
import secrets
import shutil
import tempfile
import threading
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from comity.gather import Metadata
from comity.model import ComityError

if TYPE_CHECKING:
    from comity.api import LazyReader, ReadOutcome
    from comity.ledger import Ledger
    from comity.reading import Reader
    from comity.web.settings import Settings

T = TypeVar("T")
MOST_WAITING = 20  # jobs
MOST_BYTES = 64_000_000  # of all that waits to be read, the text being read included
MOST_KEPT = 200
LOOK = 0.2  # seconds between two looks at a job
LEFT = "not read: Comity was stopped before its turn came; send it again"


@dataclass(frozen=True, slots=True)
class Upload:
    """One text to read: bytes under a file's name, or an address; the name of a pasted text is made of its words."""

    name: str
    data: bytes | None = None
    pasted: bool = False


@dataclass(slots=True)
class Job:
    """Texts that one person gave, and what came of each; `events` grows."""

    id: str
    uploads: list[Upload]
    metadata: Metadata
    events: list[dict[str, Any]] = field(default_factory=list)
    done: bool = False

    @property
    def size(self) -> int:
        """The bytes that are held of it."""
        return sum(len(upload.data or b"") for upload in self.uploads)

    @property
    def unread(self) -> list[str]:
        """The names of the text that is being read and of those that wait behind it."""
        begun = sum(event["state"] == "reading" for event in self.events)
        return [upload.name for upload in self.uploads[max(0, begun - 1) :]]

    def tell(self, **event: Any) -> None:
        """Add an event."""
        self.events.append({"name": "", "document": None, "title": None, "reason": None, **event})
        self.done = self.done or event["state"] == "done"

    async def follow(
        self, told: int, over: Callable[[], bool], patience: float = 15.0
    ) -> AsyncIterator[tuple[int, dict[str, Any]] | None]:
        """The events after the first `told`, each with its number from 1, as they come, to the last or until `over`.

        None each time that nothing came for so many seconds.
        """
        quiet = 0.0
        while True:
            ended, fresh = self.done or over(), self.events[told:]
            for number, event in enumerate(fresh, told + 1):
                yield number, event
            told += len(fresh)
            if ended and not fresh:
                return
            quiet = 0.0 if fresh else quiet + LOOK
            if quiet >= patience:
                quiet = 0.0
                yield None
            await asyncio.sleep(LOOK)


class ReadQueue:
    """Jobs and the one thread that reads them; the pipeline is loaded when the first text comes."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._jobs: dict[str, Job] = {}
        self._waiting: deque[Job] = deque()
        self._in_hand: Job | None = None
        self._ending = False
        self._thread: threading.Thread | None = None
        self._folder: Path | None = None
        self._reader: LazyReader | None = None
        self._come = threading.Condition()
        self._reading = threading.Lock()

    def add(self, uploads: list[Upload], metadata: Metadata) -> Job | None:
        """A job for these texts; None where too many, or too much, waits already."""
        job = Job(secrets.token_urlsafe(12), uploads, metadata)
        with self._come:
            held = sum(waiting.size for waiting in self.unread())
            if self._ending or len(self._waiting) >= MOST_WAITING or held + job.size > MOST_BYTES:
                return None
            self._waiting.append(job)
            self._jobs[job.id] = job
            for old in [name for name, known in self._jobs.items() if known.done][
                : max(0, len(self._jobs) - MOST_KEPT)
            ]:
                del self._jobs[old]
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="reader", daemon=True)
                self._thread.start()
            self._come.notify()
        return job

    def unread(self) -> list[Job]:
        """The job in hand, and those that wait, in their order."""
        with self._come:
            return [*([self._in_hand] if self._in_hand else []), *self._waiting]

    def before(self, job: Job) -> int:
        """How many texts are read before those of this job."""
        ahead = 0
        for other in self.unread():
            if other is job:
                return ahead
            ahead += len(other.uploads)
        return 0

    def texts(self) -> int:
        """How many texts, or files of texts, are being read or wait."""
        return sum(len(job.uploads) for job in self.unread())

    def job(self, name: str) -> Job | None:
        """The job with that id, while it is remembered."""
        return self._jobs.get(name)

    def with_reader(self, work: Callable[[Reader], T], *, patience: float = 3.0) -> T | None:
        """What `work` makes with the reader; None where it is busy for longer than `patience` seconds."""
        if not self._reading.acquire(timeout=patience):
            return None
        try:
            return work(self._ready().reader)
        finally:
            self._reading.release()

    def _ready(self) -> LazyReader:
        from comity.api import LazyReader

        if self._reader is None:
            self._reader = LazyReader(self._settings.knowledge, self._settings.pipeline)
        return self._reader

    def ending(self) -> bool:
        """Whether no other text will be begun."""
        return self._ending

    def end(self) -> None:
        """Begin no other text. The jobs are told what is left of them, so that their pages can tell."""
        with self._come:
            self._ending = True
            left = list(self._waiting)
            self._waiting.clear()
            self._come.notify()
        for job in left:
            _tell_left(job, job.uploads)
            _close(job)

    def stop(self, patience: float = 2.0) -> list[str]:
        """End, wait so many seconds for the text in hand, and tell the names of the texts that were not read.

        A text is in the ledger whole or not at all: one that is not read to its end by then is not there.
        """
        self.end()
        if self._thread is not None:
            self._thread.join(timeout=patience)
        if self.busy() and self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)  # who ends now would leave the text behind
        told = [event["name"] for job in self._jobs.values() for event in job.events if event["reason"] == LEFT]
        return [*(self._in_hand.unread if self._in_hand else ()), *told]

    def busy(self) -> bool:
        """Whether a text is in hand, or two are being compared."""
        return self._reading.locked() or (self._thread is not None and self._thread.is_alive())

    def _next(self) -> Job | None:
        """The job whose turn it is, as soon as there is one; None where all is to end."""
        with self._come:
            self._in_hand = None
            self._come.wait_for(lambda: self._waiting or self._ending)
            self._in_hand = self._waiting.popleft() if self._waiting else None
            return self._in_hand

    def _work(self) -> None:
        while (job := self._next()) is not None:
            try:
                self._read(job)
            except ComityError as error:
                job.tell(state="refused", name="", reason=str(error))
            except Exception as error:  # noqa: BLE001 - the thread must live; the reader is told, nothing is hidden
                job.tell(state="refused", name="", reason=f"Comity failed ({type(error).__name__})")
            _close(job)

    def _read(self, job: Job) -> None:
        from comity.ledger import Ledger

        if self._reader is None:
            job.tell(state="loading", name="")
        reader = self._ready()
        with Ledger(self._settings.ledger, create=False) as ledger:
            for n, upload in enumerate(job.uploads):
                if self._ending:
                    _tell_left(job, job.uploads[n:])
                    return
                job.tell(state="reading", name=upload.name)
                self._read_one(job, upload, reader, ledger)

    def _read_one(self, job: Job, upload: Upload, reader: LazyReader, ledger: Ledger) -> None:
        from comity.api import ReadOptions, read_documents

        options = ReadOptions(job.metadata, allow_private=self._settings.allow_private)
        with self._reading, tempfile.TemporaryDirectory(prefix="comity-") as folder:
            self._folder = Path(folder)
            if upload.data is None:
                for outcome in read_documents([upload.name], reader, ledger=ledger, options=options):
                    job.tell(**_told(outcome, upload.name))
                return
            path = Path(folder) / upload.name
            path.write_bytes(upload.data)
            for outcome in read_documents([path], reader, options=options):
                job.tell(**self._kept(ledger, outcome, upload))
                if self._ending:  # a table holds many texts
                    break

    def _kept(self, ledger: Any, outcome: ReadOutcome, upload: Upload) -> dict[str, Any]:
        """Add what was read of a file to the ledger; refusals are recorded by the name that it was sent under.

        A pasted text that is refused leaves none of its words.
        """
        if outcome.reading is None:
            source = "pasted text" if upload.pasted else upload.name
            ledger.refuse(f"sent to the web view: {source}", outcome.reason or "", outcome.code or "")
            return _told(outcome, upload.name)
        status = ledger.add(outcome.reading, name=outcome.name)
        return {**_told(outcome, upload.name), "state": status}


def _close(job: Job) -> None:
    """Tell a job that it is over; what was read need not be held."""
    job.uploads = [Upload(upload.name) for upload in job.uploads]
    job.tell(state="done", address=_address(job))


def _tell_left(job: Job, uploads: list[Upload]) -> None:
    for upload in uploads:
        job.tell(state="refused", name=upload.name, reason=LEFT)


def _told(outcome: ReadOutcome, name: str) -> dict[str, Any]:
    document = outcome.document
    return {
        "state": outcome.status,
        "name": name,
        "document": document.id if document and outcome.status != "refused" else None,
        "title": document.title if document else None,
        "reason": outcome.reason,
    }


def _address(job: Job) -> str:
    """Where to go when all is read: the document, or the list where there are several."""
    read = [event["document"] for event in job.events if event.get("document")]
    return f"/documents/{read[0]}" if len(set(read)) == 1 else "/documents" if read else ""

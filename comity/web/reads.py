"""Reading from the page: texts wait in a queue, one thread reads them, and each job tells how far it is."""

from __future__ import annotations

import asyncio
import queue
import secrets
import tempfile
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from comity.gather import Metadata
from comity.model import ComityError

if TYPE_CHECKING:
    from comity.api import LazyReader, ReadOutcome
    from comity.reading import Reader
    from comity.web.app import Settings

T = TypeVar("T")
MOST_WAITING = 20  # jobs
MOST_KEPT = 200
LOOK = 0.2  # seconds between two looks at a job


@dataclass(frozen=True, slots=True)
class Upload:
    """One text to read: bytes under a file's name, or an address."""

    name: str
    data: bytes | None = None


@dataclass(slots=True)
class Job:
    """Texts that one person gave, and what came of each; `events` grows."""

    id: str
    uploads: list[Upload]
    metadata: Metadata
    events: list[dict[str, Any]] = field(default_factory=list)
    done: bool = False

    def tell(self, **event: Any) -> None:
        """Add an event."""
        self.events.append({"name": "", "document": None, "title": None, "reason": None, **event})
        self.done = self.done or event["state"] == "done"

    async def follow(self, patience: float = 15.0) -> AsyncIterator[dict[str, Any] | None]:
        """The events as they come, to the last; None each time that nothing came for so many seconds."""
        told, quiet = 0, 0.0
        while True:
            ended, fresh = self.done, self.events[told:]
            for event in fresh:
                yield event
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
        self._waiting: queue.Queue[Job | None] = queue.Queue(MOST_WAITING)
        self._thread: threading.Thread | None = None
        self._reader: LazyReader | None = None
        self._lock = threading.Lock()
        self._reading = threading.Lock()

    def add(self, uploads: list[Upload], metadata: Metadata) -> Job | None:
        """A job for these texts; None where too many wait already."""
        job = Job(secrets.token_urlsafe(12), uploads, metadata)
        with self._lock:
            try:
                self._waiting.put_nowait(job)
            except queue.Full:
                return None
            self._jobs[job.id] = job
            for old in list(self._jobs)[:-MOST_KEPT]:
                del self._jobs[old]
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="reader", daemon=True)
                self._thread.start()
        return job

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

    def stop(self) -> None:
        """Let the reading thread end after the text in hand."""
        if self._thread is not None:
            self._waiting.put(None)
            self._thread.join(timeout=5)

    def _work(self) -> None:
        while (job := self._waiting.get()) is not None:
            try:
                self._read(job)
            except ComityError as error:
                job.tell(state="refused", name="", reason=str(error))
            except Exception as error:  # noqa: BLE001 - the thread must live; the reader is told, nothing is hidden
                job.tell(state="refused", name="", reason=f"Comity failed ({type(error).__name__})")
            job.uploads = [Upload(upload.name) for upload in job.uploads]  # what was read need not be held
            job.tell(state="done", address=_address(job))

    def _read(self, job: Job) -> None:
        from comity.api import ReadOptions, read_documents
        from comity.ledger import Ledger

        if self._reader is None:
            job.tell(state="loading", name="")
        reader = self._ready()
        options = ReadOptions(job.metadata, allow_private=self._settings.allow_private)
        with Ledger(self._settings.ledger, create=False) as ledger:
            for upload in job.uploads:
                job.tell(state="reading", name=upload.name)
                with self._reading, tempfile.TemporaryDirectory(prefix="comity-") as folder:
                    if upload.data is None:
                        for outcome in read_documents([upload.name], reader, ledger=ledger, options=options):
                            job.tell(**_told(outcome, upload.name))
                        continue
                    path = Path(folder) / upload.name
                    path.write_bytes(upload.data)
                    for outcome in read_documents([path], reader, options=options):
                        job.tell(**self._kept(ledger, outcome, upload.name))

    def _kept(self, ledger: Any, outcome: ReadOutcome, name: str) -> dict[str, Any]:
        """Add what was read of a file to the ledger; refusals are recorded by the name that it was sent under."""
        if outcome.reading is None:
            ledger.refuse(f"sent to the web view: {name}", outcome.reason or "", outcome.code or "")
            return _told(outcome, name)
        status = ledger.add(outcome.reading, name=outcome.name)
        return {**_told(outcome, name), "state": status}


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

"""Reading from the page: a text, files or an address go into the queue; progress comes as server-sent events."""

import json
import re
from collections.abc import AsyncIterator
from datetime import date
from pathlib import PurePath
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from comity.gather import Metadata, parse_date
from comity.ledger.browse import FURTHEST
from comity.web.desk import Desk, ledger_of
from comity.web.reads import MOST_BYTES, MOST_WAITING, ReadQueue, Upload
from comity.web.security import LARGEST_BODY, Gate
from comity.web.views import PageError, show

router = APIRouter(tags=["reading"], include_in_schema=False)
MOST_FILES = 60
MOST_FIELDS = 20
FULL = (
    f"Too much waits to be read already: at most {MOST_BYTES // 1_000_000} MB and {MOST_WAITING} sendings may wait. "
    "Nothing of this was taken; send it again when some of it has been read."
)
_NAME = re.compile(r"[^\w.\- ]+")
_WORD = re.compile(r"\w+(?:-\w+)*")


@router.post("/read")
async def read(request: Request) -> Response:
    """Put what was given into the queue, and go to its progress.

    The form: `csrf`, then `text`, `url` or `files`, and `title`, `published` and `publisher` of them.
    """
    limits: dict[str, int] = {"max_files": MOST_FILES, "max_fields": MOST_FIELDS, "max_part_size": LARGEST_BODY}
    try:
        form = await request.form(**limits)
    except HTTPException as error:
        if "Too many files" in str(error.detail):
            raise PageError(
                413, f"At most {MOST_FILES} files can be sent at once: `comity read` takes folders."
            ) from error
        raise
    check_write(request, _word(form, "csrf"))
    uploads = await _uploads(form)
    title, publisher = _word(form, "title"), _word(form, "publisher")
    if not uploads:
        raise PageError(400, "There is nothing to read: paste a text, choose a file or give an address.")
    if title and len(uploads) > 1:
        raise PageError(400, "A title belongs to one text: leave it empty, or send one text at a time.")
    about = Metadata(
        published=_day(_word(form, "published")),
        publisher=publisher[:200] or None,
        title=" ".join(title.split())[:300] or None,
    )
    job = _queue(request).add(uploads, about)
    if job is None:
        raise PageError(503, FULL)
    return RedirectResponse(f"/reading/{job.id}", 303)


def _word(form: FormData, name: str) -> str:
    """The value of a field, without what stands around it; empty where there is none."""
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""


async def _uploads(form: FormData) -> list[Upload]:
    url, text = _word(form, "url"), form.get("text")
    found = [Upload(_address(url))] if url else []
    if isinstance(text, str) and text.strip():
        found.append(Upload(_pasted_name(text), text.encode("utf-8", "replace"), pasted=True))
    files = [file for file in form.getlist("files") if isinstance(file, UploadFile) and file.filename]
    return [*found, *[Upload(_file_name(file.filename or ""), await file.read()) for file in files]]


@router.get("/reading/{name}")
def reading(request: Request, name: str) -> Response:
    """The progress of one job; of texts that were forgotten meanwhile, only that they were read."""
    job = _queue(request).job(name)
    if job is None:
        raise PageError(404, "That job is over and forgotten: look among the documents.")
    told = list(job.events)
    data = {"title": "Reading", "job": name, "events": _still_there(request, told), "told": len(told),
            "done": job.done, "before": _queue(request).before(job), "uploads": [upload.name for upload in job.uploads],
            "_table": None, "_no_twin": True}  # fmt: skip
    return show(request, "reading.html", data)


def _still_there(request: Request, events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The events, less the names and titles of texts that the ledger no longer has."""
    store = ledger_of(request).store
    read = {event["document"] for event in events if event["document"]}
    gone = {document for document in read if store.one("document_key", id=document) is None}
    names = {event["name"] for event in events if event["document"] in gone}
    nothing = {"name": "a text that was forgotten", "document": None, "title": None}
    return [{**event, **nothing} if event["name"] in names else event for event in events]


@router.get("/reading/{name}/events")
def events(request: Request, name: str, after: Annotated[int, Query(ge=0, le=FURTHEST)] = 0) -> Response:
    """The progress of one job as server-sent events, numbered from 1.

    What follows the event number `after`, or that which the header `Last-Event-ID` names where a connection broke off;
    204 where nothing more will come, which tells a browser not to ask again.
    """
    job = _queue(request).job(name)
    if job is None:
        raise PageError(404, "That job is over and forgotten: look among the documents.")
    last = request.headers.get("last-event-id", "")
    told = max(after, int(last)) if last.isdecimal() and len(last) < 16 else after
    if job.done and told >= len(job.events):
        return Response(status_code=204)

    before = _still_there(request, list(job.events))

    async def stream() -> AsyncIterator[str]:
        async for event in job.follow(told, _queue(request).ending):
            if event is None:
                yield ": waiting\n\n"
                continue
            number, words = event
            words = before[number - 1] if number <= len(before) else words
            yield f"id: {number}\ndata: {json.dumps(words)}\n\n"

    return StreamingResponse(stream(), media_type="text/event-stream")


@router.get("/working.json")
def at_work(request: Request, of: Annotated[str, Query(max_length=400)] = "") -> dict[str, int]:
    """What goes on in the background: how many of these answers are not there yet, and how many texts wait to be read.

    `of`: keys as a page that waits for answers names them, parted by blanks.
    """
    desk: Desk = request.app.state.desk
    return {"working": desk.answers.pending(of.split()), "reading": _queue(request).texts()}


def check_write(request: Request, csrf: str | None) -> None:
    """Raise PageError where nothing may be written, or the request does not come from a page of ours."""
    if request.app.state.settings.read_only:
        raise PageError(403, "This ledger is served to be read only.")
    gate: Gate = request.app.state.gate
    if not gate.writes(request, csrf):
        raise PageError(403, "That form has gone stale: go back, load the page again, and send it once more.")


def _queue(request: Request) -> ReadQueue:
    queue: ReadQueue = request.app.state.reads
    return queue


def _pasted_name(text: str) -> str:
    """A file's name for a text that was pasted: its first words, for a list of ten "pasted text" tells nothing."""
    words = _WORD.findall(text[:400])[:8]
    return _file_name(f"{' '.join(words)}.txt" if words else "pasted text.txt")


def _file_name(given: str) -> str:
    """The name of a file without any path, in harmless characters."""
    bare = PurePath(given.replace("\\", "/")).name
    plain = PurePath(_NAME.sub("_", bare).strip(". ") or "text.txt")
    stem = plain.stem.encode("utf-8", "replace")[:150].decode("utf-8", "ignore")  # a file system counts bytes
    return f"{stem}{plain.suffix[:10]}"


def _address(given: str) -> str:
    """The address of a page; a path is none, for the page's reader may sit at another machine than the files."""
    try:
        parts = urlsplit(given)
        sound = parts.scheme.lower() in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        sound = False
    if not sound:
        raise PageError(400, "An address begins with https:// or http://. To send a file, choose it below the text.")
    return given


def _day(given: str) -> date | None:
    if not given.strip():
        return None
    return parse_date(given)

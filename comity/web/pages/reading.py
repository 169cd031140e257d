"""Reading from the page: a text, files or an address go into the queue; progress comes as server-sent events."""

import json
import re
from collections.abc import AsyncIterator
from datetime import date
from pathlib import PurePath
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request, UploadFile
from fastapi.responses import RedirectResponse, Response, StreamingResponse

from comity.gather import Metadata, parse_date
from comity.web.reads import ReadQueue, Upload
from comity.web.security import Gate
from comity.web.views import PageError, show

router = APIRouter(tags=["reading"], include_in_schema=False)
MOST_FILES = 60
_NAME = re.compile(r"[^\w.\- ]+")


@router.post("/read")
async def read(  # noqa: PLR0913, PLR0917 - the fields of the form
    request: Request,
    csrf: Annotated[str, Form()],
    text: Annotated[str, Form()] = "",
    url: Annotated[str, Form()] = "",
    title: Annotated[str, Form()] = "",
    published: Annotated[str, Form()] = "",
    publisher: Annotated[str, Form()] = "",
    files: list[UploadFile] = [],  # noqa: B006 - FastAPI makes its own
) -> Response:
    """Put what was given into the queue, and go to its progress."""
    check_write(request, csrf)
    uploads = [Upload(_address(url.strip()))] if url.strip() else []
    if text.strip():
        uploads.append(Upload("pasted text.txt", text.encode("utf-8", "replace")))
    given = [file for file in files if file.filename]
    if len(given) > MOST_FILES:
        raise PageError(413, f"At most {MOST_FILES} files can be sent at once; read folders with `comity read`.")
    uploads += [Upload(_file_name(file.filename or ""), await file.read()) for file in given]
    if not uploads:
        raise PageError(400, "There is nothing to read: paste a text, choose a file or give an address.")
    if title.strip() and len(uploads) > 1:
        raise PageError(400, "A title belongs to one text: leave it empty, or send one text at a time.")
    about = Metadata(
        published=_day(published),
        publisher=publisher.strip()[:200] or None,
        title=" ".join(title.split())[:300] or None,
    )
    job = _queue(request).add(uploads, about)
    if job is None:
        raise PageError(503, "Many texts wait to be read already: try again in a minute.")
    return RedirectResponse(f"/reading/{job.id}", 303)


@router.get("/reading/{name}")
def reading(request: Request, name: str) -> Response:
    """The progress of one job."""
    job = _queue(request).job(name)
    if job is None:
        raise PageError(404, "That job is over and forgotten: look among the documents.")
    data = {"title": "Reading", "job": name, "events": list(job.events), "done": job.done,
            "uploads": [upload.name for upload in job.uploads], "_table": None}  # fmt: skip
    return show(request, "reading.html", data)


@router.get("/reading/{name}/events")
def events(request: Request, name: str) -> Response:
    """The progress of one job as server-sent events."""
    job = _queue(request).job(name)
    if job is None:
        raise PageError(404, "That job is over and forgotten: look among the documents.")

    async def stream() -> AsyncIterator[str]:
        async for event in job.follow():
            yield ": waiting\n\n" if event is None else f"data: {json.dumps(event)}\n\n"

    return StreamingResponse(stream(), media_type="text/event-stream", headers={"cache-control": "no-store"})


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

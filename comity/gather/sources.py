"""The way in: whatever the user names becomes a stream of documents and refusals."""

from __future__ import annotations

import errno
import re
import sys
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from comity.gather.files import is_ledger, read_file, read_standard_input, read_stream, read_text, walk
from comity.gather.items import Gathered, Limits, Metadata, Options, Refusal, RefusalError, printable
from comity.gather.kinds import KINDS, MEDIA_KINDS

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


def open_documents(
    sources: Iterable[str | Path],
    *,
    metadata: Metadata = Metadata(),  # noqa: B008 - frozen
    limits: Limits = Limits(),  # noqa: B008 - frozen
    allow_private: bool = False,
    skip: Iterable[Path] = (),
) -> Iterator[Gathered | Refusal]:
    """Every document of `sources`, one at a time, and a Refusal for each that cannot be read.

    A source is a file (plain text, Markdown, HTML, JSONL, CSV, JSON), a folder (read recursively, in sorted order), an
    http or https address, or `-` for standard input. What `metadata` gives wins over what a source says. Nothing that
    a source holds raises: it is refused and the next one follows. At most one document is held at a time. Files of
    ledgers that lie in a folder are passed over, and so are those in `skip`.
    """
    options = Options(metadata, limits, allow_private, frozenset(path.absolute() for path in skip))
    for source in [sources] if isinstance(sources, (str, Path)) else sources:
        if isinstance(source, str) and source == "-":
            yield from _guarded("-", read_standard_input(sys.stdin.buffer, options))
        elif isinstance(source, str) and _SCHEME.match(source):
            yield from _guarded(source, _read_address(source, options))
        else:
            yield from _read_path(Path(source), options)


def _read_path(path: Path, options: Options) -> Iterator[Gathered | Refusal]:
    source = printable(str(path))
    try:
        path.stat()
        is_folder = path.is_dir()
    except (OSError, ValueError) as error:
        yield _failure(source, error)
        return
    if not is_folder:
        yield from _guarded(source, read_file(path, options))
        return
    empty = True
    for found in walk(path):
        empty = False
        if isinstance(found, Path) and is_ledger(found, options.skip):
            continue
        if isinstance(found, Refusal):
            yield found
        else:
            yield from _guarded(printable(str(found)), read_file(found, options))
    if empty:
        yield Refusal(source, "the folder holds no files: nothing to read", "empty")


def _read_address(address: str, options: Options) -> Iterator[Gathered | Refusal]:
    if not address.lower().startswith(("http://", "https://")):
        raise RefusalError("format", "only http and https addresses are read: give a page, or the path of a file")
    from comity.gather.fetch import fetch  # loads slowly, and files do not need it

    page = fetch(address, options.limits, allow_private=options.allow_private)
    parts = urlsplit(page.url)
    path = PurePosixPath(unquote(parts.path))
    stem = printable(path.stem) or parts.hostname or "page"
    kind = MEDIA_KINDS.get(page.media_type)
    if kind is None:
        kind = KINDS.get(path.suffix.lower(), "text" if page.media_type else "unknown")
    if not page.data.strip():
        raise RefusalError("empty", "the page is empty: nothing to read")
    if kind in {"json", "jsonl", "csv"}:
        yield from read_stream(BytesIO(page.data), kind, (address, stem), options)
    else:
        yield read_text(page.data, kind, stem, options, url=page.url, charset=page.charset)


def _guarded(source: str, items: Iterator[Gathered | Refusal]) -> Iterator[Gathered | Refusal]:
    """The items; what stops them becomes a last Refusal."""
    try:
        yield from items
    except RefusalError as error:
        yield Refusal(source, str(error), error.code)
    except UnicodeError as error:
        yield Refusal(source, f"the bytes are not in the encoding they begin with ({error}): save as UTF-8", "encoding")
    except OSError as error:
        yield _failure(source, error)


def _failure(source: str, error: OSError | ValueError) -> Refusal:
    if isinstance(error, FileNotFoundError) or (isinstance(error, OSError) and error.errno == errno.ENOTDIR):
        return Refusal(source, "there is no such file or folder: check the path", "missing")
    reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return Refusal(source, f"it cannot be opened ({reason}): check the path and its rights", "unreadable")

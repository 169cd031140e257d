"""Which reader a file, page or stream goes to, by its kind."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from comity.gather.decoding import decode
from comity.gather.finish import finish, metadata_from
from comity.gather.front_matter import split_front_matter
from comity.gather.items import Gathered, Metadata, Options, Refusal, RefusalError, printable
from comity.gather.kinds import ARCHIVES, KINDS, LEDGERS, OTHERS
from comity.gather.pages import looks_like_page, read_page
from comity.gather.rows import read_csv, read_json, read_jsonl


def read_file(path: Path, options: Options) -> Iterator[Gathered | Refusal]:
    """The documents of one file; raises RefusalError where the file as a whole is refused, OSError where it fails."""
    suffix = path.suffix.lower()
    if suffix in ARCHIVES:
        raise RefusalError("format", f"an archive ({suffix}) is not read: unpack it first")
    if suffix in OTHERS:
        raise RefusalError("format", f"a {suffix} file is not read yet: save it as plain text or HTML")
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise RefusalError("unreadable", "this is no regular file: give it through standard input (`-`)")
    kind = KINDS.get(suffix, "unknown")
    if status.st_size > options.limits.max_bytes and kind not in {"jsonl", "csv"}:
        raise _too_large(options)
    with path.open("rb") as stream:
        yield from read_stream(stream, kind, (printable(str(path)), printable(path.stem)), options)


def read_stream(stream: BinaryIO, kind: str, names: tuple[str, str], options: Options) -> Iterator[Gathered | Refusal]:
    """The documents of a stream that can seek; `names` are the source and the stem that names are made from."""
    source, stem = names
    if kind == "jsonl":
        yield from read_jsonl(stream, source, stem, options)
    elif kind == "csv":
        yield from read_csv(stream, source, stem, options)
    elif kind == "json":
        yield from read_json(read_all(stream, options), source, stem, options)
    else:
        yield read_text(read_all(stream, options), kind, stem, options)


def read_all(stream: BinaryIO, options: Options) -> bytes:
    """All bytes of a stream; raises RefusalError where there are more than the limit, or none."""
    data = stream.read(options.limits.max_bytes + 1)
    if len(data) > options.limits.max_bytes:
        raise _too_large(options)
    if not data.strip():
        raise RefusalError("empty", "the file is empty: nothing to read")
    return data


def read_text(
    data: bytes, kind: str, name: str, options: Options, *, url: str | None = None, charset: str | None = None
) -> Gathered:
    """One document from bytes of kind text, markdown, html, or unknown: a page if they begin as one, else text."""
    if kind == "html" or (kind == "unknown" and looks_like_page(data)):
        text, found = read_page(data, url=url, charset=charset)
        return finish(name, text, found, options)
    text, found = decode(data, declared=charset), Metadata(url=url)
    if kind == "markdown":
        values, text = split_front_matter(text)
        found = metadata_from(values, options).over(found)
    return finish(name, text, found, options)


def read_standard_input(stream: BinaryIO, options: Options) -> Iterator[Gathered | Refusal]:
    """Standard input: JSONL where its first line is a JSON object with a text, else one plain text or HTML page."""
    most = options.limits.max_bytes
    first = stream.readline(most + 1)
    if _is_row(first):
        yield from read_jsonl(_Rejoined(first, stream), "-", "stdin", options)  # type: ignore[arg-type]
        return
    data = first + stream.read(most + 1 - len(first))
    yield from read_stream(BytesIO(data), "unknown", ("-", "stdin"), options)


def _is_row(line: bytes) -> bool:
    if not line.lstrip(b"\xef\xbb\xbf \t").startswith(b"{"):
        return False
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return False
    return isinstance(row, dict) and "text" in row


class _Rejoined:
    """A stream whose first line was looked at and comes again."""

    def __init__(self, first: bytes, rest: BinaryIO) -> None:
        self._first, self._rest = first, rest

    def readline(self, size: int = -1) -> bytes:
        first, self._first = self._first, b""
        return first or self._rest.readline(size)


def is_ledger(path: Path, in_use: frozenset[Path]) -> bool:
    """Whether a file that lies in a folder belongs to a ledger, by its name or as one of those in use: never a text."""
    return path.suffix.lower() in LEDGERS or path.absolute() in in_use


def walk(folder: Path) -> Iterator[Path | Refusal]:
    """The files below `folder` in sorted order, hidden ones left out; each folder once, however it is linked."""
    seen: set[tuple[int, int]] = set()
    stack = [folder]
    while stack:
        path = stack.pop()
        try:
            if not path.is_dir():
                yield path
                continue
            status = path.stat()
            if (status.st_dev, status.st_ino) in seen:
                yield Refusal(printable(str(path)), "this links to a folder that was already read: skipped", "loop")
                continue
            seen.add((status.st_dev, status.st_ino))
            names = sorted(name for name in os.listdir(path) if not name.startswith("."))
        except OSError as error:
            yield Refusal(
                printable(str(path)), f"the folder cannot be opened ({error.strerror}): check its rights", "unreadable"
            )
            continue
        stack.extend(path / name for name in reversed(names))


def _too_large(options: Options) -> RefusalError:
    return RefusalError(
        "too-large", f"there are more than {options.limits.max_bytes:,} bytes: split it, or raise the limit"
    )

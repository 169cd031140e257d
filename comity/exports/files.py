"""Files written for others: safe names inside one folder, whole or not at all."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path

from comity.model import InputError

_UNSAFE = re.compile(r"[^\w.+=@ -]+")
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def file_stem(name: str) -> str:
    """A name as a file name without folders, leading dots, controls or names that a system keeps for itself."""
    stem = _UNSAFE.sub("-", name.replace("/", "-").replace("\\", "-")).strip(" .-") or "text"
    stem = f"_{stem}" if _RESERVED.match(stem) else stem
    while len(stem.encode()) > 180:
        stem = stem[:-1]
    return stem


class Folder:
    """A folder to write into; a name that comes twice gets `-2`, `-3` …"""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._used: set[str] = set()
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(f"the folder {path} cannot be made ({error.strerror}): name another with --out") from error

    def write(self, name: str, suffix: str, text: str) -> Path:
        """Write `text` to a file of that name, replacing one from an earlier run."""
        stem = file_stem(name)
        unique, n = stem, 1
        while unique.casefold() in self._used:
            n += 1
            unique = f"{stem}-{n}"
        self._used.add(unique.casefold())
        path = self.path / f"{unique}{suffix}"
        write_whole(path, text)
        return path


def write_lines(path: Path | None, lines: Iterable[str]) -> None:
    """Write lines to a file, or to standard output where there is none."""
    if path is None:
        for line in lines:
            print(line)
    else:
        write_whole(path, (f"{line}\n" for line in lines))


def write_whole(path: Path, text: str | Iterable[str]) -> None:
    """Write a file so that it is there whole or not at all; raises InputError where it cannot be written."""
    write_bytes(path, (part.encode("utf-8") for part in ([text] if isinstance(text, str) else text)))


def write_bytes(path: Path, content: bytes | Iterable[bytes]) -> None:
    """The same for a file that is no text."""
    try:
        handle, part = tempfile.mkstemp(prefix=".comity-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.writelines([content] if isinstance(content, bytes) else content)
            Path(part).chmod(0o644)
            Path(part).replace(path)
        except BaseException:
            Path(part).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise InputError(f"{path} cannot be written ({error.strerror}): name another place with --out") from error

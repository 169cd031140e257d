"""Where places lie, asked of the gazetteer in a process of its own: it takes a hundred megabytes, for the map alone."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from comity.model import LedgerError

_PATIENCE = 60.0  # seconds
_ASK = """
import json, sys
from pathlib import Path
from comity.knowledge import load_knowledge
from comity.knowledge.gazetteer import locate
asked = json.load(sys.stdin)
known = load_knowledge(*map(Path, asked["extra"]))
for name in asked["names"]:
    place = known.place(name)
    at = locate(place) if place else None
    print(json.dumps([at.longitude if at else None, at.latitude if at else None, place.country if place else None]))
"""


@dataclass(frozen=True, slots=True)
class Where:
    """Where a place lies: exactly, or only in which country (three letters); nothing where nobody knows."""

    longitude: float | None
    latitude: float | None
    country: str | None


_known: dict[tuple[tuple[Path, ...], str], Where] = {}


def located(names: Iterable[str], extra: tuple[Path, ...]) -> dict[str, Where]:
    """Where each of these places lies, by our own and the user's files and the gazetteer; each is asked for once.

    Raises LedgerError where the other process fails.
    """
    wanted = list(dict.fromkeys(names))
    if unknown := [name for name in wanted if (extra, name) not in _known]:
        _known.update({(extra, name): where for name, where in zip(unknown, _asked(unknown, extra), strict=True)})
    return {name: _known[extra, name] for name in wanted}


def _asked(names: Sequence[str], extra: tuple[Path, ...]) -> list[Where]:
    asked = json.dumps({"names": names, "extra": [str(path.resolve()) for path in extra]})
    try:
        done = subprocess.run(  # noqa: S603 - our own words; names go in as data
            [sys.executable, "-P", "-c", _ASK],
            input=asked,
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=True,
        )
        return [Where(*json.loads(line)) for line in done.stdout.splitlines()]
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        raise LedgerError("places could not be looked up in the gazetteer: load this page again") from error

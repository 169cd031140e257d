"""What the web view serves, and to whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from comity.web.security import Gate


@dataclass(frozen=True, slots=True)
class Settings:
    """What is served, and to whom.

    `knowledge`: files or folders of the user's own actors, accords and matters; `pipeline`: another spaCy pipeline;
    `allow_private`: addresses inside private networks may be read as well.
    """

    ledger: Path
    gate: Gate = field(default_factory=Gate)
    read_only: bool = False
    knowledge: tuple[Path, ...] = ()
    pipeline: str | None = None
    allow_private: bool = False

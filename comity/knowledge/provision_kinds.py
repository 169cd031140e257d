"""Which category of the field's codebooks a provision is comparable with: PA-X issue codes, Peace Accords Matrix types.

The table stands in `data/provisions/kinds.tsv`. A category is derived from a measure's matter and words whenever it is
asked for; it is no part of the claim. Limits: one category for each measure, the nearest; many matters of interstate
agreements (trade, energy, defence) have no close counterpart in codebooks made for the ends of civil wars.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from comity.knowledge.names import fold
from comity.knowledge.tables import read_tables

TABLE = Path(__file__).parent / "data" / "provisions" / "kinds.tsv"


@dataclass(frozen=True, slots=True)
class ProvisionKind:
    """A category: PA-X issue code and name, Peace Accords Matrix provision type; empty where a codebook has none."""

    pax: str
    pax_name: str
    pam: str

    def __str__(self) -> str:
        pax = f"PA-X {self.pax} ({self.pax_name})" if self.pax else ""
        return "; ".join(filter(None, (pax, f"PAM {self.pam}" if self.pam else "")))


def provision_kind(matter: str, words: str) -> ProvisionKind | None:
    """The category of a measure on a matter with these words; None where neither codebook has one."""
    said = re.findall(r"\w+", fold(words))
    for beginnings, kind in _kinds().get(matter, ()):
        if not beginnings or any(word.startswith(beginnings) for word in said):
            return kind
    return None


@cache
def _kinds() -> dict[str, list[tuple[tuple[str, ...], ProvisionKind]]]:
    """The rows of the table by matter, in their order; raises KnowledgeError for a row that does not hold."""
    found: dict[str, list[tuple[tuple[str, ...], ProvisionKind]]] = {}
    for table in read_tables(TABLE):
        for row in table.rows:
            kind = ProvisionKind(row.optional("pax") or "", row.optional("pax_name") or "", row.optional("pam") or "")
            words = tuple((row.optional("words") or "").split())
            found.setdefault(row.text("matter"), []).append((words, kind))
    return found

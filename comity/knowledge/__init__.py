"""What is known before reading: actors and their offices over time, accords, matters, places.

The facts stand in the TSV files of `data/`, each row with its source; docs/knowledge.md tells their formats and how to
add your own.
"""

from comity.knowledge.entries import (
    Entity,
    KnownAccord,
    Matter,
    Membership,
    NameEntry,
    NameKind,
    Office,
    Place,
    PlaceKind,
    State,
    Term,
    Title,
)
from comity.knowledge.knowledge import DATA, Knowledge, load_knowledge
from comity.knowledge.names import NameIndex, fold, is_acronym
from comity.knowledge.roles import SHARED

__all__ = [
    "DATA", "SHARED", "Entity", "Knowledge", "KnownAccord", "Matter", "Membership", "NameEntry", "NameIndex",
    "NameKind", "Office", "Place", "PlaceKind", "State", "Term", "Title", "fold", "is_acronym", "load_knowledge",
]  # fmt: skip

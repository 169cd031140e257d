"""Readings into one SQLite file, and back: add, ask, search, verify, forget."""

from comity.ledger.appearances import Appearance
from comity.ledger.check import UnsoundReadingError
from comity.ledger.entries import Head, LedgerClaim, LedgerStatement
from comity.ledger.files import schema_version
from comity.ledger.find import Filter
from comity.ledger.ledger import DocumentRow, Ledger, Outcome, RefusalRow
from comity.ledger.meetings import EncounterDesk, EncounterReview, JoinedEncounter, ToldBy
from comity.ledger.review import ANYTHING, Review, ReviewConflictError, ReviewDesk
from comity.ledger.search import Hit
from comity.ledger.sentences import names, sentence_of, told_as
from comity.ledger.store import Explain
from comity.ledger.verify import Fault

__all__ = [
    "ANYTHING",
    "Appearance",
    "DocumentRow",
    "EncounterDesk",
    "EncounterReview",
    "Explain",
    "Fault",
    "Filter",
    "Head",
    "Hit",
    "JoinedEncounter",
    "Ledger",
    "LedgerClaim",
    "LedgerStatement",
    "Outcome",
    "RefusalRow",
    "Review",
    "ReviewConflictError",
    "ReviewDesk",
    "ToldBy",
    "UnsoundReadingError",
    "names",
    "schema_version",
    "sentence_of",
    "told_as",
]  # fmt: skip

"""Readings into one SQLite file, and back: add, ask, search, verify, forget."""

from comity.ledger.check import UnsoundReadingError
from comity.ledger.entries import Head, LedgerClaim, LedgerStatement
from comity.ledger.files import schema_version
from comity.ledger.find import Filter
from comity.ledger.ledger import DocumentRow, Ledger, Outcome, RefusalRow
from comity.ledger.review import ANYTHING, Review, ReviewConflictError, ReviewDesk
from comity.ledger.search import Hit
from comity.ledger.sentences import names, sentence_of, told_as
from comity.ledger.store import Explain
from comity.ledger.verify import Fault

__all__ = [
    "ANYTHING",
    "DocumentRow",
    "Explain",
    "Fault",
    "Filter",
    "Head",
    "Hit",
    "Ledger",
    "LedgerClaim",
    "LedgerStatement",
    "Outcome",
    "RefusalRow",
    "Review",
    "ReviewConflictError",
    "ReviewDesk",
    "UnsoundReadingError",
    "names",
    "schema_version",
    "sentence_of",
    "told_as",
]  # fmt: skip

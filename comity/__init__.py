"""Comity: news reports and readouts in, a sourced ledger out.

    import comity
    ledger = comity.open("g20.ledger")
    ledger.read("article.txt")
    for claim in ledger.claims(kind="accord"):
        print(claim.sentence, claim.source_chain)

What stands here is loaded when it is first used, so that `import comity` is quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from comity.api import Ledger, ReadOptions, ReadOutcome, open, read_documents, read_text
    from comity.ledger import Filter, LedgerClaim, LedgerStatement
    from comity.model import ComityError, Document, Reading
    from comity.reading import Reader

_HOMES = {
    "Ledger": "comity.api",
    "ReadOptions": "comity.api",
    "ReadOutcome": "comity.api",
    "open": "comity.api",
    "read_documents": "comity.api",
    "read_text": "comity.api",
    "Filter": "comity.ledger",
    "LedgerClaim": "comity.ledger",
    "LedgerStatement": "comity.ledger",
    "ComityError": "comity.model",
    "Document": "comity.model",
    "Reading": "comity.model",
    "Reader": "comity.reading",
}

__all__ = [
    "ComityError", "Document", "Filter", "Ledger", "LedgerClaim", "LedgerStatement", "ReadOptions", "ReadOutcome",
    "Reader", "Reading", "open", "read_documents", "read_text",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'comity' has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_HOMES[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})

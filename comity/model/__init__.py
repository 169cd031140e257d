"""The nouns of Comity: immutable, typed, without input or output."""

from comity.model.actors import Actor, Mention
from comity.model.claims import (
    Accord,
    Claim,
    Divergence,
    Encounter,
    Event,
    Factuality,
    Measure,
    Order,
    Position,
    Report,
    Statement,
    When,
)
from comity.model.documents import Document, Span
from comity.model.errors import ComityError, EngineError, InputError, KnowledgeError, LedgerError, UsageError
from comity.model.ids import canonical, content_id, document_id
from comity.model.reading import Reading

__all__ = [
    "Accord", "Actor", "Claim", "ComityError", "Divergence", "Document", "Encounter", "EngineError", "Event",
    "Factuality", "InputError", "KnowledgeError", "LedgerError", "Measure", "Mention", "Order", "Position", "Reading",
    "Report", "Span", "Statement", "UsageError", "When", "canonical", "content_id", "document_id",
]  # fmt: skip

"""A brief, a search or a list as plain JSON values."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from comity.exports.brief import Brief
from comity.exports.entries_json import document_json

Json = dict[str, Any]


def brief_json(brief: Brief) -> Json:
    """The brief: sections of items, each with quotes that carry `location`, `source_chain` and the entry's id."""
    return {
        "ledger": brief.ledger,
        "filters": brief.filters,
        "hint": brief.hint or None,
        "documents": [document_json(row) for row in brief.documents],
        "sections": [asdict(section) for section in brief.sections],
    }

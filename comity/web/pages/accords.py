"""Accords: each once, however many texts tell of it, with its measures in order and what became of them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request

from comity.analysis import Tracking, track
from comity.analysis.commitments import TrackedAccord
from comity.exports.track import accord_json
from comity.ledger import Ledger, LedgerClaim
from comity.model import Accord
from comity.web.desk import ledger_of
from comity.web.diagram import diagrams_of
from comity.web.known import knowledge_of
from comity.web.pages.claims import line
from comity.web.views import Data, Key, PageError, add_page, meanwhile

router = APIRouter(tags=["accords"])
MOST_TRACKED = 20_000  # accords and reports; beyond, following them takes too long for a page


@add_page(router, "/accords", "accords.html", table="accords")
def accords(request: Request, status: str | None = None, after: Key = None) -> Data:
    """Accords with measures or reports, each once; below, every mention of an accord or pledge, newest first."""
    followed = _followed(request)
    found = [_summary(accord) for accord in followed.tracking.accords] if followed and followed.tracking else []
    found.sort(key=lambda row: (-row["reports"], -row["measures"], row["name"]))
    listed = ledger_of(request).pages.claims(kind="accord", status=status, after=after)
    return {
        "title": "Accords",
        "accords": found[:100],
        "left_off": max(0, len(found) - 100),
        "following": followed is None,
        "too_many": followed is not None and followed.tracking is None,
        "status": status,
        "mentions": [line(entry) for entry in listed.entries],
        "next": listed.after,
    }


@add_page(router, "/accords/{name}", "accord.html")
def accord(request: Request, name: str) -> Data:
    """One accord: parties, measures in order, and each measure's timeline of reports by who makes them."""
    ledger = ledger_of(request)
    followed = _followed(request)
    tracked = _tracked(followed.tracking, name) if followed and followed.tracking else None
    told = list(tracked.entries) if tracked else []
    if not told:
        entry = ledger.pages.entry(name)
        if not isinstance(entry, LedgerClaim) or not isinstance(entry.claim, Accord):
            raise PageError(404, "There is no accord of that id in this ledger.")
        told = [entry]
    claims = [entry.claim for entry in told if isinstance(entry.claim, Accord)]
    fullest = max(claims, key=lambda claim: (len(claim.order), len(claim.measures)))
    return {
        "title": tracked.name if tracked else told[0].sentence,
        "accord": accord_json(tracked) if tracked else None,
        "following": followed is None,
        "told_in": [line(entry) for entry in told],
        "mediators": sorted({actor.name for claim in claims for actor in claim.mediators}),
        "statuses": sorted({claim.status for claim in claims}),
        "matters_of_it": sorted({code for claim in claims for code in claim.matters}),
        "theatre": next((claim.theatre for claim in claims if claim.theatre), None),
        "order": [
            {"left": edge.left, "relation": edge.relation, "right": edge.right, "slip": edge.slip}
            for edge in fullest.order
        ],
        "_tracked": tracked,
        "_claim": fullest,
        "_diagrams": diagrams_of(fullest),
    }


def _tracked(tracking: Tracking, name: str) -> TrackedAccord | None:
    """The accord of that id, or the one that an accord claim of that id belongs to."""
    for accord in tracking.accords:
        if accord.id == name or any(entry.id == name for entry in accord.entries):
            return accord
    return None


@dataclass(frozen=True, slots=True)
class _Followed:
    """Every accord of the ledger; None where there are too many to follow on a page."""

    tracking: Tracking | None


def _followed(request: Request) -> _Followed | None:
    """Every accord followed; None where that is still being worked out."""
    extra: tuple[Path, ...] = request.app.state.settings.knowledge
    return meanwhile(request, "tracking", lambda ledger: _track(ledger, extra))


def _track(ledger: Ledger, extra: tuple[Path, ...]) -> _Followed:
    counts = ledger.pages.counts()
    if counts.get("accord", 0) + counts.get("report", 0) > MOST_TRACKED:
        return _Followed(None)
    return _Followed(track(ledger, knowledge=knowledge_of(extra)))


def _summary(accord: TrackedAccord) -> dict[str, Any]:
    return {
        "id": accord.id,
        "name": accord.name,
        "parties": ", ".join(party.name for party in accord.parties),
        "signed": accord.signed,
        "measures": len(accord.commitments),
        "reports": accord.reports,
        "disputes": sum(len(commitment.disputes) for commitment in accord.commitments),
        "told_in": len({entry.document.id for entry in accord.entries}),
    }

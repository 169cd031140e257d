"""The first page: what the ledger holds, what came last, and the box to read something."""

from fastapi import APIRouter, Request

from comity.ledger import Ledger
from comity.web.desk import ledger_of
from comity.web.views import Data, add_page, whole

router = APIRouter(tags=["home"])


@add_page(router, "/", "home.html")
def home(request: Request) -> Data:
    """What the ledger holds, and the latest documents, encounters and accords."""
    ledger = ledger_of(request)
    documents, _ = ledger.pages.documents(limit=8)
    return {
        "title": "Home",
        "counts": whole(request, "counts", _counts),
        "documents": [head for head, _ in documents],
        "encounters": ledger.pages.claims(kind="encounter", limit=6).entries,
        "accords": ledger.pages.claims(kind="accord", limit=6).entries,
        "divergences": ledger.pages.claims(kind="divergence", limit=4).entries,
    }


def _counts(ledger: Ledger) -> dict[str, int]:
    return ledger.pages.counts()


KEPT = {"counts": _counts}

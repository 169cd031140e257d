"""The first page: what the ledger holds, what came last, and the box to read something."""

from fastapi import APIRouter, Request

from comity.ledger import Ledger
from comity.web.desk import ledger_of
from comity.web.kept import Work
from comity.web.reads import ReadQueue
from comity.web.settings import Settings
from comity.web.views import Data, add_page, meanwhile

router = APIRouter(tags=["home"])


@add_page(router, "/", "home.html")
def home(request: Request) -> Data:
    """What the ledger holds, and the latest documents, encounters and accords."""
    ledger = ledger_of(request)
    documents, _ = ledger.pages.documents(limit=8)
    reads: ReadQueue = request.app.state.reads
    unread = reads.unread()
    return {
        "title": "Home",
        "counts": meanwhile(request, "counts", _counts),
        "reading": sum(len(job.uploads) for job in unread),
        "_job": unread[0].id if unread else None,
        "documents": [head for head, _ in documents],
        "encounters": ledger.pages.claims(kind="encounter", limit=6).entries,
        "accords": ledger.pages.claims(kind="accord", limit=6).entries,
        "divergences": ledger.pages.claims(kind="divergence", limit=4).entries,
    }


def _counts(ledger: Ledger) -> dict[str, int]:
    return ledger.pages.counts()


def kept(_: Settings) -> dict[str, Work]:
    """What is worked out when the program starts."""
    return {"counts": _counts}

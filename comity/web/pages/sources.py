"""Sources: who speaks how often, as what, and how deep the chains are."""

from typing import Any

from fastapi import APIRouter, Request

from comity.ledger import Ledger
from comity.web.kept import Work
from comity.web.settings import Settings
from comity.web.views import Data, add_page, whole

router = APIRouter(tags=["sources"])


@add_page(router, "/sources", "sources.html", table="sources")
def sources(request: Request) -> Data:
    """How often each source is quoted, as what (named, unnamed official, outlet …), how often through somebody else."""
    return {"title": "Sources", **whole(request, "sources", _found)}


def _found(ledger: Ledger) -> dict[str, list[dict[str, Any]]]:
    pages = ledger.pages
    return {"sources": pages.sources(), "depths": pages.depths(), "outlets": pages.outlets()}


def kept(_: Settings) -> dict[str, Work]:
    """What is worked out when the program starts."""
    return {"sources": _found}

"""Full-text search over texts, statements and claims."""

from collections import Counter
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from comity.ledger import Hit
from comity.model import UsageError
from comity.web.desk import ledger_of
from comity.web.views import Data, add_page

router = APIRouter(tags=["search"])
MOST = 200  # of each kind of hit
MOST_RANKED = 2000  # hits of a kind; beyond, the last added come first


@add_page(router, "/search", "search.html", table="hits")
def search(
    request: Request, q: str = "", kind: str | None = None, limit: Annotated[int, Query(ge=1, le=MOST)] = 25
) -> Data:
    """What words are found in; `kind` keeps one kind of hit. At most `limit` of statements, claims and documents."""
    empty: Data = {"title": "Search", "q": q, "kind": kind, "hits": [], "facets": {}, "problem": None, "_hits": []}
    if not q.strip():
        return empty
    ledger = ledger_of(request)
    try:
        found = ledger.search(q[:500], limit=limit, most_ranked=MOST_RANKED)
    except UsageError as error:
        return {**empty, "problem": str(error)}
    facets = Counter(hit.kind for hit in found)
    kept = [hit for hit in found if kind in {None, "", hit.kind}]
    return {**empty, "hits": [_row(hit) for hit in kept], "facets": dict(facets.most_common()), "_hits": kept}


def _row(hit: Hit) -> dict[str, Any]:
    return {"kind": hit.kind, "id": hit.id, "location": hit.location, "snippet": hit.snippet,
            "sentence": hit.sentence, "source_chain": hit.source_chain, "document": hit.document.id,
            "published": hit.document.published}  # fmt: skip

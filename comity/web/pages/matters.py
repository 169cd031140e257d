"""Matters: what is spoken of in which theatre, and who stands where on it."""

from collections import defaultdict
from typing import Any

from fastapi import APIRouter, Request

from comity.exports.brief_parts import matter_names
from comity.ledger import Ledger
from comity.web.desk import ledger_of
from comity.web.kept import Work
from comity.web.pages.claims import line
from comity.web.settings import Settings
from comity.web.views import Data, PageError, add_page, whole

router = APIRouter(tags=["matters"])


@add_page(router, "/matters", "matters.html", table="matters_found")
def matters(request: Request) -> Data:
    """Each matter and theatre with how many positions for, against and on conditions there are."""
    return {"title": "Matters", "matters_found": whole(request, "matters", _counted)}


def _counted(ledger: Ledger) -> list[dict[str, Any]]:
    return ledger.pages.matters()


@add_page(router, "/matters/{code}", "matter.html", table="stances")
def matter(request: Request, code: str, theatre: str | None = None) -> Data:
    """Who stands where on one matter, in one theatre or all, and how that moved."""
    if code not in matter_names():
        raise PageError(404, f"There is no matter {code!r}.")
    pages = ledger_of(request).pages
    stances = pages.stances(matter=code, theatre=theatre or None)
    by_actor: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for stance in sorted(stances, key=lambda s: (s["published"] or "", s["id"])):
        by_actor[stance["actor_id"]].append(stance)
    groups = [
        {"actor": held[-1]["actor"], "actor_id": name, "stances": held}
        for name, held in sorted(by_actor.items(), key=lambda item: (-len(item[1]), item[0]))
    ]
    theatres = sorted({stance["theatre"] for stance in stances if stance["theatre"]})
    return {
        "title": matter_names()[code],
        "code": code,
        "theatre": theatre,
        "theatres": theatres,
        "stances": stances,
        "groups": groups,
        "accords": [line(e) for e in pages.claims(kind="accord", matter=code, theatre=theatre, limit=10).entries],
        "divergences": [
            line(e) for e in pages.claims(kind="divergence", matter=code, theatre=theatre, limit=8).entries
        ],
    }


def kept(_: Settings) -> dict[str, Work]:
    """What is worked out when the program starts."""
    return {"matters": _counted}

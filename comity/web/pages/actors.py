"""Actors: who is named most, and each one's positions, words, meetings and deeds."""

from collections import defaultdict
from typing import Any

from fastapi import APIRouter, Request

from comity.ledger import Ledger
from comity.web.desk import Desk, ledger_of
from comity.web.kept import Work
from comity.web.pages.claims import line
from comity.web.settings import Settings
from comity.web.views import Data, Key, PageError, add_page, plain, whole, working

router = APIRouter(tags=["actors"])


@add_page(router, "/actors", "actors.html", table="actors")
def actors(request: Request, q: str = "") -> Data:
    """The actors that most claims name, or those whose name holds the words `q`."""
    if q.strip():
        rows = ledger_of(request).pages.actors_named(q.strip()[:100])
    else:
        rows = [plain(row) for row in whole(request, "actors", _busiest)]
    return {"title": "Actors", "q": q, "actors": rows}


def _busiest(ledger: Ledger) -> list[Any]:
    return ledger.pages.actors()


@add_page(router, "/actors/{name:path}", "actor.html", table="stances")
def actor(request: Request, name: str, matter: str | None = None, after: Key = None) -> Data:
    """One actor: where it stands by matter over time, what it said, whom it met, what it did."""
    pages = ledger_of(request).pages
    desk: Desk = request.app.state.desk
    busiest = desk.answers.ask("actors", _busiest, patience=0.0)
    if busiest.found is not None and busiest.behind:
        working(request)[busiest.key] = "behind"
    counted = {row.id: row for row in busiest.found or ()}
    row = counted.get(name) or pages.actor(name)
    if row is None:
        raise PageError(404, "No text in this ledger names that actor.")
    stances = pages.stances(actor=name, matter=matter)
    by_matter: dict[tuple[str, str | None], list[dict[str, Any]]] = defaultdict(list)
    for stance in sorted(stances, key=lambda s: (s["published"] or "", s["id"])):
        by_matter[stance["matter"], stance["theatre"]].append(stance)
    groups = [
        {"matter": matter_, "theatre": theatre, "stances": held}
        for (matter_, theatre), held in sorted(by_matter.items(), key=lambda item: -len(item[1]))
    ]
    said = pages.said(name, after=after, limit=12)
    return {
        "title": row.name,
        "actor": row,
        "matter": matter,
        "stances": stances,
        "groups": groups,
        "said": [line(entry) for entry in said.entries],
        "next": said.after,
        "encounters": [line(e) for e in pages.claims(kind="encounter", actor=name, limit=8).entries],
        "accords": [line(e) for e in pages.claims(kind="accord", actor=name, limit=8).entries],
        "divergences": [line(e) for e in pages.claims(kind="divergence", actor=name, limit=8).entries],
        "deeds": [line(e) for e in pages.claims(kind="event", actor=name, limit=8).entries],
    }


def kept(_: Settings) -> dict[str, Work]:
    """What is worked out when the program starts."""
    return {"actors": _busiest}

"""The network: who stands with whom on what, as a drawing that can be asked, and as a table."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel

from comity.analysis.lake import Tables
from comity.analysis.network import find_network
from comity.analysis.network_question import Question
from comity.analysis.network_ties import Network
from comity.exports.brief_parts import matter_name
from comity.ledger import Ledger
from comity.web.desk import Desk
from comity.web.views import Data, PageError, add_page, show

router = APIRouter(tags=["network"])
MOST_STANDS = 1_000_000
MOST_ACTORS = 1000  # the busiest; all pairs of many more would fill the memory of a server
MOST_TIES, CLAIMS = 250, 5  # what a drawing can show; claims named behind each tie
AGGREGATES = {"subtract": "agreement less disagreement", "congruence": "agreement", "conflict": "disagreement"}
NORMALISE = {"no": "as counted", "average": "by activity (average)", "jaccard": "shared part (Jaccard)",
             "vector-cosine": "by direction (cosine)"}  # fmt: skip
LIFTS = {"none": "as they are", "state": "as their states", "party": "persons as their parties"}
_MONTH = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


class Asked(BaseModel):
    """The settings of a network as an address has them."""

    aggregate: str = "subtract"
    normalise: str = "no"
    matter: str | None = None
    theatre: str | None = None
    lift: str = "none"
    since: str | None = None
    until: str | None = None
    least: int = 1

    def question(self) -> Question:
        """What is asked; raises PageError for what cannot be, UsageError for what does not fit together."""
        if self.aggregate not in AGGREGATES or self.normalise not in NORMALISE or self.lift not in LIFTS:
            raise PageError(400, "That network cannot be asked for: choose from the lists above the drawing.")
        for day in filter(None, (self.since, self.until)):
            if not _MONTH.fullmatch(day):
                raise PageError(400, f"{day!r} is no day, month or year: write 2015-11.")
        chosen: Any = {"aggregate": self.aggregate, "normalise": self.normalise, "lift": self.lift}
        return Question(
            **chosen, matter=self.matter or None, theatre=self.theatre or None, since=self.since or None,
            until=self.until or None, least=max(1, self.least),
        )  # fmt: skip


@add_page(router, "/network", "network.html")
def network(request: Request, asked: Annotated[Asked, Query()]) -> Data:
    """The settings of a network and the months that the ledger covers; the drawing and the table come by themselves."""
    desk: Desk = request.app.state.desk
    return {
        "title": "Network",
        "asked": asked.model_dump(),
        "months": desk.kept("months", _months) or [],
        "_aggregates": AGGREGATES,
        "_normalise": NORMALISE,
        "_lifts": LIFTS,
    }


@router.get("/network/ties.json", tags=["network"])
def ties_json(request: Request, asked: Annotated[Asked, Query()]) -> dict[str, Any]:
    """Actors and their ties, each tie with the matters behind it and the ids of some claims."""
    return _found(request, asked.question())


@router.get("/network/table", include_in_schema=False)
def table(request: Request, asked: Annotated[Asked, Query()]) -> Response:
    """The ties as a part of the network's page."""
    found = _found(request, asked.question())
    return show(request, "ties.html", {"title": "", "_table": None, **found})


def _found(request: Request, asked: Question) -> dict[str, Any]:
    desk: Desk = request.app.state.desk
    own = request.app.state.settings.knowledge
    work: Callable[[Ledger], dict[str, Any]] = lambda ledger: _network(ledger, asked, own)  # noqa: E731 - bound to the question
    found = desk.kept(f"network {asked}", work, patience=30.0)
    if found is None:
        raise PageError(503, "This network is still being worked out; it comes by itself. One matter is quicker.")
    return found


def _network(ledger: Ledger, asked: Question, own: tuple[Path, ...]) -> dict[str, Any]:
    wanted = {"matter": asked.matter, "theatre": asked.theatre, "since": asked.since, "until": asked.until}
    if ledger.pages.more_stands_than(MOST_STANDS, **wanted):
        narrower = "choose a matter, a theatre or a time, or use `comity network`"
        raise PageError(413, f"More than {MOST_STANDS:,} positions are too many to draw: {narrower}.")
    with Tables(ledger, knowledge=own) as tables:
        # Answers are kept: the whole network, with its matrix, would fill the memory.
        return _drawn(find_network(tables, asked, claims=CLAIMS, most=MOST_TIES, busiest=MOST_ACTORS))


def _drawn(found: Network) -> dict[str, Any]:
    """The network with only the actors that have a tie; nodes carry how often they stand somewhere."""
    tied = {end for edge in found.edges for end in (edge.source, edge.target)}
    names = {node.id: node.name for node in found.nodes}
    nodes = [{"id": n.id, "name": n.name, "kind": n.kind, "entries": n.entries} for n in found.nodes if n.id in tied]
    edges = [
        {
            "source": e.source,
            "target": e.target,
            "source_name": names[e.source],
            "target_name": names[e.target],
            "weight": e.weight,
            "congruence": e.congruence,
            "conflict": e.conflict,
            "matters": [matter_name(share.matter) for share in e.shares],
            "claims": list(e.claims),
        }
        for e in found.edges
    ]
    return {"nodes": nodes, "edges": edges, "ties": found.ties, "left_out": found.left_out}


def _months(ledger: Ledger) -> list[str]:
    return ledger.pages.months()

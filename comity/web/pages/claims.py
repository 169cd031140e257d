"""Claims: lists by kind, and one claim or statement with all that is known of it."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from comity.exports.entries_json import entry_json, review_json
from comity.ledger import LedgerClaim, LedgerStatement
from comity.web.desk import ledger_of
from comity.web.forms import ACTORS, fields_of, reviewer_of
from comity.web.views import KIND_NAMES, Data, Key, PageError, add_page

router = APIRouter(tags=["claims"])
UNSHOWN = {"id", "document", "evidence", "mentions"}
LAST = ("factuality", "cue", "certainty", "reader")  # of an entry's fields
LEAST = (0.5, 0.7, 0.9)  # certainties that the page offers to ask for
AROUND = 400  # characters of context on each side of a claim


@add_page(router, "/claims", "claims.html", table="claims")
def claims(  # noqa: PLR0913, PLR0917 - the filters of the address
    request: Request,
    kind: str | None = None,
    actor: str | None = None,
    matter: str | None = None,
    theatre: str | None = None,
    document: str | None = None,
    status: str | None = None,
    type: str | None = None,
    place: str | None = None,
    min_certainty: Annotated[float | None, Query(ge=0, le=1, allow_inf_nan=False)] = None,
    after: Key = None,
) -> Data:
    """Claims, newest first, filtered by kind, actor, matter, theatre, document, status of accords or type of events.

    `min_certainty`: only what is as sure as that, with the statement it stands in.
    """
    if kind and kind not in KIND_NAMES:
        raise PageError(404, f"There is no kind of claim called {kind!r}: it is one of {', '.join(KIND_NAMES)}.")
    wanted: dict[str, Any] = {"kind": kind, "actor": actor, "matter": matter, "theatre": theatre, "document": document,
              "status": status, "type": type, "place": place, "min_certainty": min_certainty}  # fmt: skip
    listed = ledger_of(request).pages.claims(**wanted, after=after)
    rows = [line(entry) for entry in listed.entries]
    filters = {name: value for name, value in wanted.items() if value}
    return {"title": f"{(kind or 'claim').capitalize()}s", "claims": rows, "next": listed.after,
            "filters": filters, "_least": LEAST}  # fmt: skip


def line(entry: LedgerClaim | LedgerStatement) -> dict[str, Any]:
    """A claim or statement as one row of a table."""
    kind = entry.kind if isinstance(entry, LedgerClaim) else "statement"
    noun = entry.claim if isinstance(entry, LedgerClaim) else entry.statement
    return {"id": entry.id, "kind": kind, "sentence": entry.sentence, "quote": entry.quote, "location": entry.location,
            "source_chain": entry.source_chain, "published": entry.document.published, "document": entry.document.id,
            "certainty": noun.certainty, "reader": noun.reader}  # fmt: skip


@add_page(router, "/claims/{name}", "claim.html")
def claim(request: Request, name: str, new: str = "") -> Data:
    """One claim or statement: its sentence, its words in their context, its chain of sources, its history.

    `new`: names (parted by semicolons) that a correction made actors of; told where the claim has such actors.
    """
    ledger = ledger_of(request)
    entry = ledger.pages.entry(name)
    history = list(ledger.reviews.history(about=name))
    if entry is None:
        made = next((r for r in reversed(history) if r.standing and r.about == name), None)
        if made is None:
            raise PageError(
                404, "There is no claim of that id in this ledger: it may have been read anew or forgotten."
            )
        return {"title": "A claim that was judged", "entry": None, "history": [review_json(r) for r in history],
                "successor": made.made, "seen": ledger.reviews.last(name), "name": name,
                "inside_statements": [], "inside_claims": [], "context": None, "_fields": [],
                "_new": [], "reviewer": reviewer_of(request)}  # fmt: skip
    shown = entry_json(entry)
    said, made_in = ledger.pages.hanging_on(name) if isinstance(entry, LedgerStatement) else ([], [])
    return {
        "title": entry.sentence,
        "name": name,
        "reviewer": reviewer_of(request),
        "_details": _details(_noun(shown)),
        "_fields": fields_of(line(entry)["kind"], _noun(shown)),
        "entry": shown,
        "context": _context(ledger.document(entry.document.id).text, entry),
        "history": [review_json(review) for review in history],
        "successor": None,
        "seen": ledger.reviews.last(name),
        "inside_statements": [line(e) for e in said],
        "inside_claims": [line(e) for e in made_in],
        "_new": _new_actors(_noun(shown), new),
    }


def _details(noun: dict[str, Any]) -> list[tuple[str, Any]]:
    """The fields of an entry that say something, how it was read last."""
    said = {name: value for name, value in noun.items() if name not in UNSHOWN and value not in (None, [], "")}
    last = [name for name in LAST if name in said]
    return [(name, said[name]) for name in [*(name for name in said if name not in LAST), *last]]


def _new_actors(noun: dict[str, Any], names: str) -> list[str]:
    """Those names of which review made an actor of this entry."""
    values = [value for field in ACTORS for value in _list(noun.get(field))]
    reviewed = {actor["name"] for actor in values if actor["id"].startswith("reviewed/")}
    return [name for part in names.split(";") if (name := part.strip()) in reviewed]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


def _context(text: str, entry: LedgerClaim | LedgerStatement) -> dict[str, Any] | None:
    """The words of an entry with what stands before and after them."""
    spans = entry.spans if isinstance(entry, LedgerStatement) else entry.spans[:1]
    if not spans:
        return None
    start, end = min(s.start for s in spans), max(s.end for s in spans)
    first, last = max(0, start - AROUND), min(len(text), end + AROUND)
    while 0 < first < start and not text[first - 1].isspace():
        first += 1
    while end < last < len(text) and not text[last].isspace():
        last -= 1
    return {"before": text[first:start], "words": text[start:end], "after": text[end:last], "start": start, "end": end,
            "cut_before": first > 0, "cut_after": last < len(text)}  # fmt: skip


def _noun(values: dict[str, Any]) -> dict[str, Any]:
    """The claim or statement itself inside its JSON."""
    noun: dict[str, Any] = values["claim" if values["row"] == "claim" else "statement"]
    return noun

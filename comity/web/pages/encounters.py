"""Encounters: each once over all texts, its accounts, and the accounts side by side."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from comity.analysis.compare import Compared, compare_told
from comity.analysis.comparison import Comparison
from comity.exports.compare import (
    by_matter,
    compared_json,
    headline,
    label,
    left_out,
    opening,
    parted,
    room_lines,
    told_apart,
)
from comity.exports.encounters import told_as_all
from comity.ledger import Ledger
from comity.ledger.meetings import JoinedEncounter, ToldBy
from comity.ledger.sentences import day as in_words
from comity.ledger.sentences import names
from comity.model import Encounter, InputError
from comity.reading import Reader
from comity.web.desk import ledger_of
from comity.web.pages.claims import line
from comity.web.reads import ReadQueue
from comity.web.views import Data, Key, PageError, add_page, show

router = APIRouter(tags=["encounters"])
MOST_COMPARED, MOST_KEPT = 6, 64
LONGEST_COMPARED = 60_000  # characters of all texts together
_kept: "OrderedDict[tuple[str, ...], Compared]" = OrderedDict()
_lock = Lock()


@add_page(router, "/encounters", "encounters.html", table="encounters")
def encounters(request: Request, day: str | None = None, key: Key = None, actor: str | None = None) -> Data:
    """Encounters over all documents, the latest first; `actor` (id or part of a name) keeps those with one."""
    ledger = ledger_of(request)
    begins = None if key is None else (day or "", key)
    found, after = ledger.pages.encounters(actor=actor or None, after=begins, limit=30)
    return {"title": "Encounters", "encounters": [row_of(one) for one in found], "actor": actor,
            "next": {"day": after[0], "key": after[1]} if after else None}  # fmt: skip


def row_of(one: JoinedEncounter) -> dict[str, Any]:
    """An encounter as one row of a table."""
    names = [actor.name for actor in one.participants]
    return {
        "id": one.id,
        "format": one.format,
        "when": one.when[0] if one.when else None,
        "until": one.when[1] if one.when else None,
        "days": days_of(one),
        "told_as": told_as_all(one),
        "place": one.place,
        "participants": ", ".join(names[:6]) + (f" and {len(names) - 6} others" if len(names) > 6 else ""),
        "accounts": len(one.accounts),
        "documents": len(one.documents),
        "publishers": "; ".join(dict.fromkeys(name for told in one.accounts for name in told.publishers)),
    }


def days_of(one: JoinedEncounter) -> str:
    """Its day or days in words, as short as they can be: `7 to 13 July 2031`."""
    if one.when is None:
        return "undated"
    first, last = one.when
    if not last or last == first:
        return in_words(first)
    start, end = in_words(first).split(), in_words(last).split()
    while len(start) > 1 and end and start[-1] == end[-1]:  # the year, then the month, that both share
        start.pop()
        end.pop()
    return f"{' '.join(start)} to {in_words(last)}"


def _told_by(one: JoinedEncounter, value: Callable[[Encounter], str]) -> list[dict[str, Any]]:
    """What the claims say of one thing, each different saying once, with the accounts (and sources) that tell it so."""
    found: dict[str, dict[str, None]] = {}
    for entry in one.claims:
        if isinstance(entry.claim, Encounter) and (said := value(entry.claim)):
            found.setdefault(said, {})[entry.source_chain] = None
    return [{"value": said, "told_by": list(chains)} for said, chains in found.items()]


@add_page(router, "/encounters/{name}", "encounter.html", table="claims")
def encounter(request: Request, name: str) -> Data:
    """One encounter: who, when, where; its accounts with their copies; the claims that were joined, and why."""
    one = _named(ledger_of(request), name)
    row = row_of(one)
    how = f" ({row['told_as']})" if row["told_as"] else ""
    return {
        "title": f"{one.format.capitalize()}{how}: {row['participants'] or 'actors not named'}",
        "encounter": row,
        "participants": one.participants,
        "initiated_by": _told_by(one, lambda claim: names(claim.initiated_by)),
        "durations": _told_by(one, lambda claim: claim.duration.text if claim.duration else ""),
        "accounts": [_account(told) for told in one.accounts],
        "claims": [{**line(entry), "because": one.because.get(entry.id)} for entry in one.claims],
        "details": [_details(claim) for claim in one.encounters],
        "comparable": len(one.accounts[:MOST_COMPARED]),
    }


@router.get("/encounters/{name}/comparison", include_in_schema=False)
def comparison(request: Request, name: str) -> Response:
    """The accounts side by side, as a part of the encounter's page."""
    compared = _compared(request, _named(ledger_of(request), name))
    tables = [
        {
            "headline": headline(c), "opening": opening(c), "counts": _counts(c), "a": c.a, "b": c.b,
            "groups": by_matter(c), "relations": _relations(c), "room": list(room_lines(c)), "leads": c.leads,
            "notes": c.notes, "left_out": left_out(c), "apart": told_apart(c),
        }
        for c in compared.comparisons
    ]  # fmt: skip
    values = {"tables": tables, "accounts": compared.accounts, "label": label, "parted": parted}
    return show(request, "comparison.html", {"title": "", "_table": None, **values})


@router.get("/encounters/{name}/comparison.json", tags=["encounters"])
def comparison_json(request: Request, name: str) -> dict[str, Any]:
    """The accounts of an encounter side by side."""
    return compared_json(_compared(request, _named(ledger_of(request), name)))


def _counts(comparison: Comparison) -> str:
    """How many topics there are of each relation."""
    return ", ".join(f"{len(comparison.of(name))} {words}" for name, words in _relations(comparison).items())  # type: ignore[arg-type]


def _relations(comparison: Comparison) -> dict[str, str]:
    """How two accounts relate on a topic, in words that name the sides."""
    a, b = comparison.a.name, comparison.b.name
    return {"both": "said by both", "differs": "said differently", "only-a": f"only {a}", "only-b": f"only {b}"}


def _named(ledger: Ledger, name: str) -> JoinedEncounter:
    try:
        return ledger.encounter(name)
    except InputError as error:
        raise PageError(404, str(error)) from error


def _account(told: ToldBy) -> dict[str, Any]:
    heads = [told.document, *told.copies]
    return {
        "publishers": list(told.publishers),
        "documents": [
            {"id": head.id, "label": head.label, "published": head.published, "publisher": head.publisher}
            for head in heads
        ],
    }


def _details(claim: Encounter) -> dict[str, str | None]:
    spans = {"duration": claim.duration, "present": claim.present, "occasion": claim.occasion}
    return {name: span.text if span else None for name, span in spans.items()}


def _compared(request: Request, one: JoinedEncounter) -> Compared:
    """The comparison of an encounter's accounts, one text for each; kept for who asks next."""
    ledger = ledger_of(request)
    chosen = [told.document.id for told in one.accounts[:MOST_COMPARED]]
    documents = [ledger.document(name) for name in chosen]
    if sum(len(document.text) for document in documents) > LONGEST_COMPARED:
        raise PageError(413, "These texts are too long to compare on a page: `comity compare` does it.")
    key = (one.id, *sorted(f"{document.id}{document.publisher}{document.published}" for document in documents))
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    reads: ReadQueue = request.app.state.reads

    def work(reader: Reader) -> Compared:
        if key in _kept:  # somebody who asked before got it meanwhile
            return _kept[key]
        made = _kept[key] = compare_told(reader, one, documents)
        return made

    found = reads.with_reader(work)
    if found is None:
        raise PageError(503, "The reader is busy with a text; the comparison comes by itself when it has ended.")
    with _lock:
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return found

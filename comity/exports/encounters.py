"""Encounters over all documents, written down: a list, one in full, JSON, and the history of what reviewers said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from comity.exports.entries_json import head_json
from comity.exports.safe_text import clean
from comity.ledger import EncounterReview, JoinedEncounter, LedgerClaim, names, told_as
from comity.ledger.sentences import MET, day, short_day
from comity.model import Encounter

Json = dict[str, Any]
_FEW = 4  # outlets that a line names


def short_id(one: JoinedEncounter) -> str:
    """Ten digits: enough to name it on a command line."""
    return one.id.removeprefix("encounter_")[:10]


def sentence_of_encounter(one: JoinedEncounter) -> str:
    """Who met, where, as one line."""
    where = f" in {one.place}" if one.place else ""
    return f"{names(one.participants) or 'Actors not named'} {MET[one.format]}{where}"


def date_in_words(one: JoinedEncounter) -> str:
    """Its day or days; empty if no text tells."""
    if one.when is None:
        return ""
    value, end = one.when
    return f"{day(value)} to {day(end)}" if end else day(value)


def told_by(one: JoinedEncounter) -> str:
    """How many accounts and copies tell of it, and who published them."""
    copies = sum(len(account.copies) for account in one.accounts)
    number = f"{len(one.accounts)} account{'s' if len(one.accounts) > 1 else ''}"
    more = f" and {copies} cop{'ies' if copies > 1 else 'y'}" if copies else ""
    outlets = list(dict.fromkeys(name for account in one.accounts for name in account.publishers))
    others = f" and {len(outlets) - _FEW} others" if len(outlets) > _FEW + 1 else ""
    return f"{number}{more}: {', '.join(outlets[:_FEW] if others else outlets)}{others}"


def print_encounters(console: Console, found: Iterable[JoinedEncounter]) -> None:
    """One line for each encounter."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("encounter", style="cyan", no_wrap=True)
    table.add_column("day", no_wrap=True)
    table.add_column("who met", overflow="fold", ratio=3)
    table.add_column("told by", overflow="fold", ratio=2)
    for one in found:
        when = short_day(one.when[0]) if one.when else ""
        table.add_row(*map(Text, (short_id(one), when, clean(sentence_of_encounter(one)), clean(told_by(one)))))
    console.print(table)


def plain_encounters(found: Iterable[JoinedEncounter]) -> Iterator[str]:
    """One line for each encounter, parted by tabs: id, day, format, sentence, accounts, outlets."""
    for one in found:
        when = "/".join(filter(None, one.when)) if one.when else ""
        yield "\t".join(map(clean, (one.id, when, one.format, sentence_of_encounter(one), told_by(one))))


def print_encounter(console: Console, one: JoinedEncounter) -> None:
    """An encounter with each claim that tells of it, and why that one was joined."""
    console.print(Text(clean(sentence_of_encounter(one)), style="bold"))
    console.print(Text(clean("  ".join(filter(None, [date_in_words(one), one.id]))), style="dim"))
    for account in one.accounts:
        carried = f" (also carried by {', '.join(h.outlet for h in account.copies)})" if account.copies else ""
        console.print()
        console.print(Text.assemble((clean(account.document.outlet), "bold"), clean(carried)))
        for entry in _of_account(one, {account.document.id, *(head.id for head in account.copies)}):
            console.print(
                Padding(Text.assemble((entry.location, "cyan"), clean(f"  {entry.source_chain}")), (0, 0, 0, 2))
            )
            console.print(Padding(Text(clean(f"{_head(entry)}: “{entry.quote}”")), (0, 0, 0, 4)))
            console.print(Padding(Text(clean(_why(one, entry)), style="dim"), (0, 0, 0, 4)))


def plain_encounter(one: JoinedEncounter) -> Iterator[str]:
    """An encounter as lines of plain text."""
    yield clean("  ".join(filter(None, [sentence_of_encounter(one), date_in_words(one), one.id])))
    yield clean(told_by(one))
    for entry in one.claims:
        yield clean(f"  {entry.id}  [{entry.location}] {entry.source_chain}")
        yield clean(f"    {_head(entry)}: “{entry.quote}”")
        yield clean(f"    {_why(one, entry)}")


def _of_account(one: JoinedEncounter, documents: set[str]) -> list[LedgerClaim]:
    return [entry for entry in one.claims if entry.document.id in documents]


def _head(entry: LedgerClaim) -> str:
    """How a claim puts it: format, day, how it is told."""
    claim = entry.claim
    assert isinstance(claim, Encounter)
    return ", ".join(filter(None, [claim.format, claim.when.value if claim.when else "", told_as(claim.factuality)]))


def _why(one: JoinedEncounter, entry: LedgerClaim) -> str:
    because = one.because.get(entry.id)
    return f"joined because: {because}" if because else "the clearest account"


def encounter_json(one: JoinedEncounter) -> Json:
    """An encounter as JSON values."""
    return {
        "id": one.id,
        "sentence": sentence_of_encounter(one),
        "participants": [asdict(actor) for actor in one.participants],
        "format": one.format,
        "date": one.when[0] if one.when else None,
        "date_end": one.when[1] if one.when else None,
        "place": one.place,
        "accounts": [
            {
                "publishers": list(account.publishers),
                "document": head_json(account.document),
                "copies": [head_json(head) for head in account.copies],
            }
            for account in one.accounts
        ],
        "claims": [_claim_json(one, entry) for entry in one.claims],
    }


def _claim_json(one: JoinedEncounter, entry: LedgerClaim) -> Json:
    claim = entry.claim
    assert isinstance(claim, Encounter)
    return {
        "id": entry.id,
        "location": entry.location,
        "quote": entry.quote,
        "source_chain": list(entry.chain),
        "sentence": entry.sentence,
        "format": claim.format,
        "date": claim.when.value if claim.when else None,
        "place": claim.place,
        "certainty": claim.certainty,
        "because": one.because.get(entry.id),
        "document": entry.document.id,
    }


def review_line(review: EncounterReview) -> str:
    """A judgement of encounters as one line."""
    what = f"took back judgement {review.undoes}" if review.undoes else f"{review.verdict} {', '.join(review.claims)}"
    taken = "" if review.standing or review.undoes else " (taken back)"
    note = f": {review.note}" if review.note else ""
    return clean(f"{review.key}  {review.reviewed_at[:10]}  {review.reviewer} {what}{note}{taken}")

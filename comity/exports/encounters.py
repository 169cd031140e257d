"""Encounters over all documents, written down: a list, one in full, JSON, and the history of what reviewers said."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from comity.exports.entries_json import head_json
from comity.exports.safe_text import clean
from comity.ledger import EncounterReview, JoinedEncounter, LedgerClaim, names, told_as
from comity.ledger.sentences import MET, date_of, day, short_day
from comity.model import Encounter

Json = dict[str, Any]
_FEW = 4  # outlets that a line names


def short_id(one: JoinedEncounter) -> str:
    """Ten digits: enough to name it on a command line."""
    return one.id.removeprefix("encounter_")[:10]


def sentence_of_encounter(one: JoinedEncounter) -> str:
    """Who met, where, as one line; with planned, possible, denied … where no text tells it as having happened."""
    where = f" in {one.place}" if one.place else ""
    how = f" ({told})" if (told := told_as_all(one)) else ""
    return f"{names(one.participants) or 'Actors not named'} {MET[one.format]}{where}{how}"


def told_as_all(one: JoinedEncounter) -> str:
    """How the texts tell of it (planned, possible, denied …); empty where one tells it as having happened."""
    ways = dict.fromkeys(told_as(claim.factuality) for claim in one.encounters)
    return "" if "" in ways else "; ".join(ways)


def date_in_words(one: JoinedEncounter) -> str:
    """Its day or days; empty if no text tells."""
    if one.when is None:
        return ""
    value, end = one.when
    return f"{day(value)} to {day(end)}" if end else day(value)


def short_days(first: str, last: str | None) -> str:
    """A day or a range as short as can be: `7–13 Jul 2031`, `28 Jul – 3 Aug 2031`."""
    if last is None or last == first:
        return short_day(first)
    start, end = short_day(first).split(), short_day(last).split()
    while len(start) > 1 and len(end) > 1 and start[-1] == end[-1] and len(start) == len(end):
        start.pop()
        end.pop()
    shared = short_day(last).split()[len(end) :]
    dash = "–" if len(start) == len(end) == 1 else " – "
    return " ".join([f"{' '.join(start)}{dash}{' '.join(end)}", *shared])


def _initiators(claim: Encounter) -> str:
    return names(claim.initiated_by)


def _duration(claim: Encounter) -> str:
    return " ".join(claim.duration.text.split()) if claim.duration else ""


def who_tells(entries: Iterable[LedgerClaim], value: Callable[[Encounter], str]) -> dict[str, list[str]]:
    """What claims say of one thing, each different saying once, with the chains of sources that tell it so.

    The first published stands first.
    """
    found: dict[str, tuple[str, dict[str, None]]] = {}
    for entry in sorted(entries, key=lambda entry: (entry.document.published or "~", entry.id)):
        if isinstance(entry.claim, Encounter) and (said := value(entry.claim)):
            found.setdefault(said.casefold(), (said, {}))[1][entry.source_chain] = None
    return {said: list(chains) for said, chains in found.values()}


def told_apart(entries: Sequence[LedgerClaim], *, only_where_they_differ: bool = False) -> list[str]:
    """How long it took and who initiated it, with who tells what where accounts differ or not all tell it."""
    outlets = {entry.document.outlet for entry in entries}
    lines = []
    for first, other, value in (("", "", _duration), ("initiated by ", "by ", _initiators)):
        found = who_tells(entries, value)
        if len(found) > 1:
            said = [f"{other if n else first}{words} ({', '.join(chains)})" for n, (words, chains) in
                    enumerate(found.items())]  # fmt: skip
            lines.append("; ".join(said))
        elif found and not only_where_they_differ:
            ((words, chains),) = found.items()
            alone = len({chain.split(" → ")[-1] for chain in chains}) < len(outlets)
            lines.append(f"{first}{words} ({', '.join(chains)})" if alone else first + words)
    return lines


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
        when = short_days(*one.when) if one.when else ""
        lines = [sentence_of_encounter(one), *told_apart(one.claims, only_where_they_differ=True)]
        table.add_row(*map(Text, (short_id(one), when, "\n".join(map(clean, lines)), clean(told_by(one)))))
    console.print(table)


def plain_encounters(found: Iterable[JoinedEncounter]) -> Iterator[str]:
    """One line for each encounter, parted by tabs: id, day or days, format, sentence, accounts and outlets.

    Where accounts differ on who initiated it or how long it took, who tells what stands at the end.
    """
    for one in found:
        when = "/".join(filter(None, one.when)) if one.when else ""
        apart = " · ".join(told_apart(one.claims, only_where_they_differ=True))
        cells = (one.id, when, one.format, sentence_of_encounter(one), told_by(one), *([apart] if apart else []))
        yield "\t".join(map(clean, cells))


def print_encounter(console: Console, one: JoinedEncounter) -> None:
    """An encounter with each claim that tells of it, and why that one was joined."""
    console.print(Text(clean(sentence_of_encounter(one)), style="bold"))
    console.print(Text(clean("  ".join(filter(None, [date_in_words(one), one.id]))), style="dim"))
    for line in told_apart(one.claims):
        console.print(Text(clean(line)))
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
    yield from map(clean, told_apart(one.claims))
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
    return ", ".join(filter(None, [claim.format, date_of(claim.when), told_as(claim.factuality)]))


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
        "told_as": told_as_all(one),
        "initiated_by": _told_json(one, _initiators),
        "durations": _told_json(one, _duration),
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


def _told_json(one: JoinedEncounter, value: Callable[[Encounter], str]) -> list[Json]:
    return [{"value": said, "told_by": chains} for said, chains in who_tells(one.claims, value).items()]


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
        "date_end": claim.when.end if claim.when else None,
        "told_as": told_as(claim.factuality),
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

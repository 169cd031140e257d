"""What became of commitments, as plain lines, JSON and CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

from comity.analysis import Commitment, TrackedAccord, TrackedReport, Tracking
from comity.analysis.order_problems import OrderProblem
from comity.analysis.sides import sides_of
from comity.exports.entries_json import head_json
from comity.exports.safe_text import clean, in_marks
from comity.ledger import LedgerClaim, names
from comity.ledger.sentences import day as in_words

Json = dict[str, Any]
COLUMNS = (
    "accord_id", "accord", "number", "measure", "obliged", "matter", "pax", "pam", "due", "due_words", "status",
    "told", "happened", "reporter", "source_chain", "certainty", "may_also_belong_to", "why", "quote", "location",
    "copies", "disputed",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True, slots=True)
class Shown:
    """The accords to show; `left_off`: how many have measures but no report."""

    tracking: Tracking
    accords: tuple[TrackedAccord, ...]
    left_off: int = 0


def choose(
    tracking: Tracking,
    accord: TrackedAccord | None = None,
    *,
    actor: str | None = None,
    matter: str | None = None,
    everything: bool = False,
) -> Shown:
    """One accord, or all with measures and reports; only the measures of an actor or matter."""
    accords = [accord] if accord is not None else list(tracking.accords)
    if actor is not None or matter is not None:
        accords = [kept for a in accords if (kept := _narrow(a, actor, matter)).commitments or kept.as_a_whole]
    with_reports = [a for a in accords if a.reports]
    if everything or accord is not None:
        return Shown(tracking, tuple(accords))
    return Shown(tracking, tuple(with_reports), len(accords) - len(with_reports))


def _narrow(accord: TrackedAccord, actor: str | None, matter: str | None) -> TrackedAccord:
    """The accord with the measures that an actor must carry out, carried out or reports on, and those of a matter."""
    kept = [
        c for c in accord.commitments if matter is None or matter in {c.matter, *(r.report.matter for r in c.timeline)}
    ]
    whole = [r for r in accord.as_a_whole if matter is None or r.report.matter == matter]
    if actor is not None:
        sides = sides_of(a for a in _actors(accord) if actor.casefold() in a.name.casefold())
        kept = [c for c in kept if sides & sides_of(c.obliged) or any(_by(r, actor, sides) for r in c.timeline)]
        whole = [r for r in whole if _by(r, actor, sides)]
    return replace(accord, commitments=tuple(kept), as_a_whole=tuple(whole))


def _actors(accord: TrackedAccord) -> Iterator[Any]:
    yield from accord.parties
    for commitment in accord.commitments:
        yield from commitment.obliged
        for report in commitment.timeline:
            yield from report.report.actors


def _by(report: TrackedReport, actor: str, sides: frozenset[str]) -> bool:
    told = any(actor.casefold() in link.casefold() for link in report.entry.chain)
    return told or bool(sides & sides_of(report.report.actors))


def headline(accord: TrackedAccord) -> str:
    """The accord's parties and day."""
    how = {"publication of its text": ", the day its text came out", "first told": ", the day it was first told"}
    day = f"{in_words(accord.signed)}{how.get(accord.signed_how, '')}" if accord.signed else "day not known"
    return f"{names(accord.parties) or 'parties not named'}; {day}"


def due_line(commitment: Commitment) -> str:
    """By when a measure is due, how that is known, and how many reports came before and after; empty without."""
    due = commitment.due
    if due is None:
        return ""
    if due.day is None:
        return f"due: {in_marks(due.words)}, no date known"
    lead = "to hold from" if due.kind == "from" else "due"
    counted = f" ({in_marks(due.words)}{f', counted from {due.counted_from}' if due.counted_from else ''})"
    facts = f": {commitment.against_deadline}" if commitment.against_deadline else ""
    return f"{lead} {in_words(due.day.isoformat())}{counted}{facts}"


def kind_line(commitment: Commitment) -> str:
    """What the measure is comparable with in PA-X and the Peace Accords Matrix; empty where neither has it."""
    return f"comparable with {commitment.kind}" if commitment.kind else ""


def order_line(problem: OrderProblem) -> str:
    """What is wrong with the order of the measures."""
    return f"order, {problem.kind}: {problem.note}"


def report_line(report: TrackedReport) -> str:
    """Status, who says so, through whom, how sure the match is."""
    happened = f", of {in_words(report.happened)}" if report.happened and report.happened != report.day else ""
    copies = f" (+{len(report.copies)} {'copy' if len(report.copies) == 1 else 'copies'})" if report.copies else ""
    sure = f" · match {report.match.certainty:.2f}" if report.match else ""
    return f"{report.status}{happened} · {report.entry.source_chain}{copies}{sure}"


def because(report: TrackedReport) -> str:
    """Why it was matched, and what else it may belong to."""
    if report.match is None:
        return ""
    also = f"; may also belong to: {'; '.join(report.match.rivals)}" if report.match.rivals else ""
    return f"matched: {', '.join(report.match.why) or 'nothing stands against it'}{also}"


def footer(shown: Shown) -> list[str]:
    """What is not shown."""
    tracking = shown.tracking
    lines = []
    if not shown.accords:
        lines.append("No report speaks of a measure. `comity track --all` lists the measures themselves.")
    if shown.left_off:
        lines.append(f"{shown.left_off} more accords or pledges have no report (--all shows them).")
    if tracking.unmatched:
        lines.append(f"{len(tracking.unmatched)} reports fit no measure (--json lists them).")
    if tracking.as_of is not None:
        lines.append(f"As of {in_words(tracking.as_of)}: {tracking.hidden} later or undated texts are hidden.")
    return lines


def plain_tracking(shown: Shown) -> Iterator[str]:
    """The accords as plain lines, indented."""
    for accord in shown.accords:
        yield clean(f"{accord.name} [{accord.id}]")
        yield clean(f"  {headline(accord)}")
        for problem in accord.order_problems:
            yield clean(f"  ! {order_line(problem)}")
        for commitment in accord.commitments:
            yield clean(f"  * {commitment.label}")
            lines = (names(commitment.obliged), kind_line(commitment), due_line(commitment), _if(commitment))
            for line in (*lines, commitment.summary):
                if line:
                    yield clean(f"      {line}")
            for report in commitment.timeline:
                yield from _plain_report(report)
        if accord.as_a_whole:
            yield clean(f"  * the accord as a whole, or no single measure: {accord.summary}")
            for report in accord.as_a_whole:
                yield from _plain_report(report)
        yield ""
    yield from footer(shown)


def _if(commitment: Commitment) -> str:
    return f"condition: {in_marks(commitment.condition)}" if commitment.condition else ""


def _plain_report(report: TrackedReport) -> Iterator[str]:
    yield clean(f"      - {report.day or 'undated'}  {report_line(report)}")
    yield clean(f"          {in_marks(report.entry.quote)} [{report.entry.location}]")
    if report.match is not None:
        yield clean(f"          {because(report)}")


def tracking_json(shown: Shown) -> Json:
    """The accords for programs."""
    return {
        "as_of": shown.tracking.as_of,
        "hidden_documents": shown.tracking.hidden,
        "accords_without_reports": shown.left_off,
        "accords": [accord_json(accord) for accord in shown.accords],
        "unmatched": [_report_json(report) for report in shown.tracking.unmatched],
    }


def accord_json(accord: TrackedAccord) -> Json:
    """One accord with its measures and their timelines."""
    return {
        "id": accord.id,
        "name": accord.name,
        "names": list(accord.names),
        "parties": [asdict(party) for party in accord.parties],
        "signed": accord.signed,
        "signed_how": accord.signed_how,
        "told_in": [_place_json(entry) for entry in accord.entries],
        "measures": [_commitment_json(commitment) for commitment in accord.commitments],
        "as_a_whole": [_report_json(report) for report in accord.as_a_whole],
        "summary": accord.summary,
        "disputes": [asdict(dispute) for dispute in accord.disputes],
        "order_problems": [asdict(problem) for problem in accord.order_problems],
    }


def _commitment_json(commitment: Commitment) -> Json:
    due = commitment.due
    return {
        "id": commitment.id,
        "number": commitment.number,
        "measure": commitment.phrase,
        "matter": commitment.matter,
        "category": asdict(commitment.kind) if commitment.kind else None,
        "obliged": [asdict(actor) for actor in commitment.obliged],
        "due": {**asdict(due), "day": due.day.isoformat() if due.day else None} if due else None,
        "against_deadline": commitment.against_deadline or None,
        "condition": commitment.condition,
        "summary": commitment.summary,
        "disputes": [asdict(dispute) for dispute in commitment.disputes],
        "perhaps_disputed": [asdict(dispute) for dispute in commitment.perhaps],
        "told_in": [_place_json(entry) for entry in commitment.entries],
        "timeline": [_report_json(report) for report in commitment.timeline],
    }


def _report_json(report: TrackedReport) -> Json:
    return {
        **_place_json(report.entry),
        "status": report.status,
        "matter": report.report.matter,
        "told": report.day,
        "happened": report.happened,
        "reporter": report.reporter,
        "match": asdict(report.match) if report.match else None,
        "copies": [_place_json(entry) for entry in report.copies],
    }


def _place_json(entry: LedgerClaim) -> Json:
    return {
        "claim": entry.id,
        "quote": entry.quote,
        "location": entry.location,
        "source_chain": entry.source_chain,
        "document": head_json(entry.document),
    }


def tracking_csv(shown: Shown) -> str:
    """One row for each report of a measure; a measure without one has a row as well. No cell can be a formula."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for accord in shown.accords:
        base = {"accord_id": accord.id, "accord": accord.name}
        for commitment in accord.commitments:
            row = base | _commitment_row(commitment)
            for report in commitment.timeline or (None,):
                writer.writerow(_safe(row | (_report_row(report) if report else {})))
        for report in accord.as_a_whole:
            writer.writerow(_safe(base | {"disputed": _yes(bool(accord.disputes))} | _report_row(report)))
    return out.getvalue()


def _commitment_row(commitment: Commitment) -> Json:
    return {
        "number": commitment.number,
        "measure": commitment.phrase,
        "obliged": "; ".join(actor.label for actor in commitment.obliged),
        "matter": commitment.matter,
        "pax": commitment.kind.pax if commitment.kind else None,
        "pam": commitment.kind.pam if commitment.kind else None,
        "due": commitment.due.day.isoformat() if commitment.due and commitment.due.day else None,
        "due_words": commitment.due.words if commitment.due else None,
        "disputed": "perhaps" if commitment.perhaps else _yes(bool(commitment.disputes)),
    }


def _report_row(report: TrackedReport) -> Json:
    match = report.match
    return {
        "status": report.status,
        "told": report.day,
        "happened": report.happened,
        "reporter": report.reporter,
        "source_chain": report.entry.source_chain,
        "certainty": match.certainty if match else None,
        "may_also_belong_to": "; ".join(match.rivals) if match else None,
        "why": ", ".join(match.why) if match else None,
        "quote": report.entry.quote,
        "location": report.entry.location,
        "copies": len(report.copies),
    }


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _safe(row: Json) -> Json:
    """The cells on one line each; one that a spreadsheet would take for a formula begins with an apostrophe."""
    cells = {name: "" if value is None else str(value) for name, value in row.items()}
    return {name: f"'{clean(c)}" if c.lstrip(" ").startswith(_FORMULA) else clean(c) for name, c in cells.items()}

"""`comity review`: judge, correct and add claims by name; nothing is overwritten, everything can be taken back."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from comity.cli.tools import (
    DEFAULT,
    EXIT_CODES,
    AsJson,
    By,
    Debug,
    InDocument,
    LedgerPath,
    MinCertainty,
    Note,
    examples,
    guarded,
    open_ledger,
    show_json,
)

if TYPE_CHECKING:
    from comity.ledger import Review

Entry = Annotated[str, typer.Argument(help="The id of a claim or statement: position_1a2b…")]

app = typer.Typer(
    help="Judge, correct and add claims by name. Nothing is overwritten: every judgement is kept in a history, can be "
    "taken back, and stands again after the text is read anew.",
    epilog=examples(
        "comity review queue --kind position             # the least certain first",
        "comity review accept position_0a1b2c3d4e5f6071 --by 'A. Reader'",
        "comity review correct position_0a1b2c3d4e5f6071 stance=-1 matter=border --by 'A. Reader'",
        "comity review history",
        "comity review undo 3 --by 'A. Reader'",
        "comity review export --out reviews.jsonl       # and `comity review apply reviews.jsonl` elsewhere",
    )
    + "\n\n"
    + EXIT_CODES,
    no_args_is_help=True,
)


@app.command(
    epilog=examples(
        "comity review queue",
        "comity review queue --kind accord --limit 50 --json",
        "comity review queue --min-certainty 0.4 --max-certainty 0.6    # the doubtful middle",
    )
)
def queue(  # noqa: PLR0913, PLR0917 - the command line's own options
    ledger: LedgerPath = DEFAULT,
    kind: Annotated[str | None, typer.Option("--kind", help="Only this kind of claim: position, accord …")] = None,
    document: InDocument = None,
    min_certainty: MinCertainty = None,
    max_certainty: Annotated[
        float | None, typer.Option("--max-certainty", min=0, max=1, help="Leave out what the reader is surer of.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, help="At most so many.")] = 20,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """List claims that nobody judged yet, the least certain first."""
    with guarded(debug), open_ledger(ledger) as opened:
        from comity.exports.entries_json import entry_json
        from comity.exports.safe_text import clean

        between = (min_certainty, max_certainty)
        waiting = opened.reviews.queue(kind=kind, document=document, between=between, limit=limit)
        found = [entry for _, entry in waiting]
        if as_json:
            show_json([entry_json(entry) for entry in found])
            return
        for entry in found:
            print(clean(f"{entry.id}  {entry.claim.certainty:.2f}  {entry.sentence}"))
            print(clean(f"    “{entry.quote}” [{entry.location}] {entry.source_chain}"))
        if not found:
            print("Nothing waits to be judged.")


@app.command(epilog=examples("comity review accept position_0a1b2c3d4e5f6071 --by 'A. Reader'"))
def accept(entry: Entry, by: By, ledger: LedgerPath = DEFAULT, note: Note = None, debug: Debug = False) -> None:
    """Say that a claim or statement is right."""
    _judge(entry, "right", by, ledger, note, debug)


@app.command(epilog=examples("comity review reject position_0a1b2c3d4e5f6071 --by 'A. Reader' --note 'irony'"))
def reject(entry: Entry, by: By, ledger: LedgerPath = DEFAULT, note: Note = None, debug: Debug = False) -> None:
    """Say that a claim or statement is wrong: it leaves every answer of the ledger, but not the history."""
    _judge(entry, "wrong", by, ledger, note, debug)


def _judge(entry: str, verdict: Any, by: str, ledger: Path, note: str | None, debug: bool) -> None:
    with guarded(debug), open_ledger(ledger, write=True) as opened:
        _tell(opened.reviews.judge(entry, verdict, by, note=note))


@app.command(
    epilog=examples(
        "comity review correct position_0a1b2c3d4e5f6071 stance=oppose --by 'A. Reader'",
        "comity review correct accord_0a1b2c3d4e5f6071 status=proposed 'parties=[\"state/FRA\"]' --by 'A. Reader'",
        "comity review correct event_0a1b2c3d4e5f6071 'trigger={\"start\":120,\"end\":126}' --by 'A. Reader'",
    )
    + '\n\nValues are JSON; bare words need no quotation marks. Spans are {"start", "end"} in the document\'s text, '
    "actors are ids or names, a stance is oppose (-1), mixed (0) or support (1). docs/data-model.md lists the "
    "fields of each kind."
)
def correct(
    entry: Entry,
    changes: Annotated[list[str], typer.Argument(help="field=value, as many as are wrong.")],
    by: By,
    ledger: LedgerPath = DEFAULT,
    note: Note = None,
    debug: Debug = False,
) -> None:
    """Put a corrected claim or statement in the place of one."""
    values = dict(_pair(change) for change in changes)
    with guarded(debug), open_ledger(ledger, write=True) as opened:
        _tell(opened.reviews.correct(entry, values, by, note=note))


def _pair(change: str) -> tuple[str, Any]:
    name, equals, value = change.partition("=")
    if not equals:
        raise typer.BadParameter(f"{change!r} is no field=value", param_hint="changes")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value


@app.command(epilog=examples("comity review undo 3 --by 'A. Reader'"))
def undo(
    judgement: Annotated[int, typer.Argument(help="Its number in `comity review history`.")],
    by: By,
    ledger: LedgerPath = DEFAULT,
    note: Note = None,
    debug: Debug = False,
) -> None:
    """Take a judgement back."""
    with guarded(debug), open_ledger(ledger, write=True) as opened:
        _tell(opened.reviews.undo(judgement, by, note=note))


@app.command(epilog=examples("comity review history", "comity review history position_0a1b2c3d4e5f6071 --json"))
def history(
    entry: Annotated[str | None, typer.Argument(help="Only of this claim or statement.")] = None,
    ledger: LedgerPath = DEFAULT,
    document: InDocument = None,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """List every judgement, the oldest first."""
    with guarded(debug), open_ledger(ledger) as opened:
        from comity.exports.entries_json import review_json

        found = list(opened.reviews.history(document=document, about=entry))
        if as_json:
            show_json([review_json(review) for review in found])
            return
        for review in found:
            _tell(review)
        if not found:
            print("Nobody has judged anything yet: `comity review queue` lists what waits.")


def _tell(review: Review) -> None:
    from comity.exports.safe_text import clean

    what = f"undid judgement {review.undoes}" if review.verdict == "undone" else review.verdict
    became = f" → {review.made}" if review.verdict == "corrected" else ""
    taken = "" if review.standing else "  (taken back)"
    note = f"  “{review.note}”" if review.note else ""
    when = review.reviewed_at
    print(clean(f"{review.key}  {when}  {review.reviewer}: {what}  {review.about}{became}{note}{taken}"))


@app.command(epilog=examples("comity review export --out reviews.jsonl", "comity review export --document a1b2c3d4"))
def export(
    ledger: LedgerPath = DEFAULT,
    document: InDocument = None,
    out: Annotated[Path | None, typer.Option("--out", help="Write here instead of to standard output.")] = None,
    debug: Debug = False,
) -> None:
    """Write the standing judgements as JSON lines, for other ledgers and programs."""
    with guarded(debug), open_ledger(ledger) as opened:
        from comity.exports.entries_json import review_json
        from comity.exports.files import write_lines
        from comity.exports.safe_text import dumps

        history = opened.reviews.history(document=document)
        kept = (review for review in history if review.standing and review.verdict != "undone")
        write_lines(out, (dumps(review_json(review)) for review in kept))


@app.command(epilog=examples("comity review apply reviews.jsonl --ledger mine.ledger"))
def apply(
    file: Annotated[Path, typer.Argument(help="What `comity review export` wrote; - for standard input.")],
    ledger: LedgerPath = DEFAULT,
    debug: Debug = False,
) -> None:
    """Take over judgements from another ledger, by those who made them; what is here already stays once."""
    with guarded(debug), open_ledger(ledger, write=True) as opened:
        text = sys.stdin.read() if str(file) == "-" else _text(file)
        done = opened.reviews.take_over(_rows(text, file))
        print(f"{done.taken} taken over, {done.present} here already, {done.without} of texts that are not here")


def _text(file: Path) -> str:
    from comity.model import InputError

    try:
        return file.read_text("utf-8")
    except (OSError, ValueError) as error:
        raise InputError(f"{file} cannot be read ({error}): give what `comity review export` wrote") from error


def _rows(text: str, file: Path) -> list[dict[str, Any]]:
    from comity.model import InputError

    rows = []
    for n, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                row = json.loads(line)
            except ValueError as error:
                raise InputError(f"line {n} of {file} is not JSON: give what `comity review export` wrote") from error
            if not isinstance(row, dict):
                raise InputError(f"line {n} of {file} is no judgement: give what `comity review export` wrote")
            rows.append(row)
    return rows

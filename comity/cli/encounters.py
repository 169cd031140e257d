"""`comity encounters`: who met, told in how many texts by whom; why they were joined; merge, split, take back."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from comity.cli.tools import (
    DEFAULT,
    EXIT_CODES,
    ActorName,
    AsJson,
    By,
    Debug,
    ExplainSteps,
    InDocument,
    LedgerPath,
    MinCertainty,
    Note,
    Since,
    Source,
    Until,
    examples,
    guarded,
    make_filter,
    open_ledger,
    show_json,
)
from comity.cli.tools import show as show_lines

Which = Annotated[str, typer.Argument(help="An encounter: its id (six digits or more), or that of one of its claims.")]

app = typer.Typer(
    help="List the meetings, calls, summits and rounds of talks that texts tell of: each once, with every text that "
    "tells of it. Claims are joined by their sides, persons, day, format and place, and stay as their texts have them.",
    epilog=examples(
        "comity encounters --actor Putin --since 2021-12",
        "comity encounters --several                      # those that more than one account tells of",
        "comity encounters show 4e1c92f4ab                # all that is told of it, and why it was joined",
        "comity encounters merge 4e1c92f4ab 9c780e4f21 --by 'A. Reader'",
        "comity encounters split 4e1c92f4ab a1b2c3d4:0-80 --by 'A. Reader'",
        "comity encounters log",
        "comity encounters undo 1 --by 'A. Reader'",
    )
    + "\n\nAn encounter's id is the least id of its claims, so it is the same in whatever order texts were read. "
    + EXIT_CODES,
    invoke_without_command=True,
)


@app.callback()
def encounters(  # noqa: PLR0913, PLR0917 - the command line's own options
    context: typer.Context,
    ledger: LedgerPath = DEFAULT,
    actor: ActorName = None,
    since: Since = None,
    until: Until = None,
    source: Source = None,
    document: InDocument = None,
    min_certainty: MinCertainty = None,
    several: Annotated[bool, typer.Option("--several", help="Only those that several accounts tell of.")] = False,
    as_json: AsJson = False,
    explain: ExplainSteps = False,
    debug: Debug = False,
) -> None:
    """List encounters, or do what the command behind it says."""
    if context.invoked_subcommand is not None:
        return
    wanted = make_filter(actor=actor, since=since, until=until, source=source, document=document,
                         min_certainty=min_certainty)  # fmt: skip
    with guarded(debug), open_ledger(ledger, explain=explain) as opened:
        from comity.exports import encounters as exports

        found = [one for one in opened.encounters(wanted) if not several or len(one.accounts) > 1]
        if as_json:
            show_json([exports.encounter_json(one) for one in found])
        elif found:
            show_lines(
                lambda console: exports.print_encounters(console, found), lambda: exports.plain_encounters(found)
            )
        else:
            print(f"no {'encounter with several accounts' if several else 'such encounter'} in {ledger}")


@app.command(epilog=examples("comity encounters show 4e1c92f4ab", "comity encounters show 4e1c92f4ab --json"))
def show(
    encounter: Which,
    ledger: LedgerPath = DEFAULT,
    min_certainty: MinCertainty = None,
    as_json: AsJson = False,
    explain: ExplainSteps = False,
    debug: Debug = False,
) -> None:
    """Show an encounter: every claim that tells of it, by account, and why it was joined."""
    with guarded(debug), open_ledger(ledger, explain=explain) as opened:
        from comity.exports import encounters as exports

        one = opened.encounter(encounter, min_certainty=min_certainty)
        if as_json:
            show_json(exports.encounter_json(one))
        else:
            show_lines(lambda console: exports.print_encounter(console, one), lambda: exports.plain_encounter(one))


@app.command(epilog=examples("comity encounters merge 4e1c92f4ab 9c780e4f21 --by 'A. Reader' --note 'one long call'"))
def merge(
    encounters: Annotated[list[str], typer.Argument(help="Two encounters or more.")],
    by: By,
    ledger: LedgerPath = DEFAULT,
    note: Note = None,
    debug: Debug = False,
) -> None:
    """Say that encounters are one and the same."""
    with guarded(debug), open_ledger(ledger, write=True) as opened:
        made = opened.encounter_reviews.merge(encounters, by, note=note)
        print(f"merged into {made}; `comity encounters undo` takes it back")


@app.command(
    epilog=examples("comity encounters split 4e1c92f4ab a1b2c3d4:0-80 --by 'A. Reader'")
    + "\n\nA claim is named by its id, or by the place of its quote as `comity encounters show` prints it."
)
def split(
    encounter: Which,
    claims: Annotated[list[str], typer.Argument(help="The claims that tell of another encounter.")],
    by: By,
    ledger: LedgerPath = DEFAULT,
    note: Note = None,
    debug: Debug = False,
) -> None:
    """Say that claims of an encounter tell of another one."""
    with guarded(debug), open_ledger(ledger, write=True) as opened:
        made = opened.encounter_reviews.split(encounter, claims, by, note=note)
        print(f"split off as {made}; `comity encounters undo` takes it back")


@app.command(epilog=examples("comity encounters undo 1 --by 'A. Reader'"))
def undo(
    judgement: Annotated[int, typer.Argument(help="Its number in `comity encounters log`.")],
    by: By,
    ledger: LedgerPath = DEFAULT,
    note: Note = None,
    debug: Debug = False,
) -> None:
    """Take a judgement back; the history keeps both."""
    with guarded(debug), open_ledger(ledger, write=True) as opened:
        opened.encounter_reviews.undo(judgement, by, note=note)
        print(f"judgement {judgement} is taken back")


@app.command(epilog=examples("comity encounters log", "comity encounters log --json"))
def log(ledger: LedgerPath = DEFAULT, as_json: AsJson = False, debug: Debug = False) -> None:
    """List all that was said of encounters by name, the oldest first."""
    with guarded(debug), open_ledger(ledger) as opened:
        from comity.exports.encounters import review_line

        reviews = opened.encounter_reviews.reviews()
        if as_json:
            show_json([asdict(review) for review in reviews])
            return
        for review in reviews:
            print(review_line(review))
        if not reviews:
            print("Nobody has merged or split encounters.")

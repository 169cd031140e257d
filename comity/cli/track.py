"""`comity track`: what became of what was agreed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from comity.cli.tools import (
    DEFAULT,
    EXIT_CODES,
    AsJson,
    Debug,
    ExplainSteps,
    LedgerPath,
    Matter,
    MinCertainty,
    examples,
    guarded,
    make_filter,
    open_ledger,
    show,
    show_json,
)

EPILOG = (
    examples(
        "comity track                                   # every accord and pledge that a report speaks of",
        "comity track 'Minsk agreements' --as-of 2015-06",
        "comity track 'Avrel Accord' --actor Orvenia --matter prisoners",
        "comity track avrel-accord --json | jq '.accords[0].measures[].summary'",
        "comity track --format csv --out timeline.csv",
        "comity track --format ics --out deadlines.ics  # deadlines for a calendar",
    )
    + "\n\nEach line is somebody's report, with its source and why it was matched to the measure; where reporters "
    "part, the measure is shown as disputed. Comity gives no verdict of its own. A question mark stands behind a "
    "report that fits several measures. " + EXIT_CODES
)


def track(  # noqa: PLR0913, PLR0917 - the command line's own options
    accord: Annotated[
        str | None, typer.Argument(help="An accord: its name, alias, part of its name, or the beginning of its id.")
    ] = None,
    ledger: LedgerPath = DEFAULT,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="Only what was told up to this day, month or year: 2031-05-10.")
    ] = None,
    actor: Annotated[
        str | None, typer.Option("--actor", help="Only measures that this actor must carry out or reports on.")
    ] = None,
    matter: Matter = None,
    min_certainty: MinCertainty = None,
    everything: Annotated[bool, typer.Option("--all", help="Also accords and pledges without a report.")] = False,
    actors: Annotated[
        list[Path] | None, typer.Option("--actors", help="Your own files of accords, for their aliases and dates.")
    ] = None,
    format: Annotated[
        Literal["csv", "ics"] | None, typer.Option("--format", help="Write a table or a calendar of deadlines.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Write here instead of to standard output.")] = None,
    as_json: AsJson = False,
    explain: ExplainSteps = False,
    debug: Debug = False,
) -> None:
    """Track accords: each measure with a timeline of who reports it begun, kept, late, broken, and who denies it."""
    _check(as_of, format, as_json, out)
    with guarded(debug), open_ledger(ledger, explain=explain) as opened:
        from comity import analysis
        from comity.exports import track as exports
        from comity.knowledge import load_knowledge

        known = load_knowledge(*(actors or ()))
        tracking = analysis.track(opened, as_of=as_of, knowledge=known, min_certainty=min_certainty)
        chosen = analysis.find_tracked(tracking, accord, known) if accord is not None else None
        shown = exports.choose(tracking, chosen, actor=actor, matter=matter, everything=everything)
        _write(shown, format, out, as_json=as_json)


def _check(as_of: str | None, format: str | None, as_json: bool, out: Path | None) -> None:
    """Raise a usage error where options do not go together."""
    try:
        make_filter(until=as_of)
    except typer.BadParameter as error:
        raise typer.BadParameter(error.message, param_hint="--as-of") from None
    if format is not None and as_json:
        raise typer.BadParameter("choose either --json or --format", param_hint="--format")
    if out is not None and format is None and not as_json:
        raise typer.BadParameter("name the format with --format or --json", param_hint="--out")


def _write(shown: object, format: str | None, out: Path | None, *, as_json: bool) -> None:
    from comity.exports import track as exports
    from comity.exports.files import write_whole
    from comity.exports.safe_text import dumps

    assert isinstance(shown, exports.Shown)
    if format == "ics":
        from comity.exports.track_calendar import calendar_of

        text = calendar_of(shown)
    elif format == "csv":
        text = exports.tracking_csv(shown)
    elif as_json and out is not None:
        text = dumps(exports.tracking_json(shown), indent=2) + "\n"
    elif as_json:
        show_json(exports.tracking_json(shown))
        return
    else:
        from comity.exports.track_terminal import print_tracking

        show(lambda console: print_tracking(console, shown), lambda: exports.plain_tracking(shown))
        return
    if out is None:
        sys.stdout.write(text)
    else:
        write_whole(out, text)

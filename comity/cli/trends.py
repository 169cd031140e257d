"""`comity trends`: how agreement between two actors, or on one matter, moved over time."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from comity.cli.network import Kinds, LakePath, Lifting, Out, OwnActors, Parts, Weighing, Window, open_tables, told_by
from comity.cli.tools import (
    DEFAULT,
    EXIT_CODES,
    AsJson,
    Debug,
    ExplainSteps,
    LedgerPath,
    Matter,
    MinCertainty,
    Since,
    Theatre,
    Until,
    examples,
    guarded,
    make_filter,
    show,
    show_json,
)

if TYPE_CHECKING:
    from comity.analysis.lake import Tables
    from comity.analysis.network_question import Question
    from comity.analysis.trends import Trend

Form = Literal["table", "json", "csv", "png", "svg"]
EPILOG = (
    examples(
        "comity trends Russia 'United States' --lift state --window quarter",
        "comity trends --matter ceasefire --since 2015 --until 2016",
        "comity trends Orvenia Pelmora --matter border --format png --out border.png",
        "comity trends 'Republican Party' 'Democratic Party' --lift party --window year",
        "comity trends --matter sanctions --lift state --format csv --out sanctions.csv",
    )
    + "\n\nEach window stands for itself: nothing is smoothed, and a window in which nothing is told is a gap. "
    "docs/networks.md tells how agreement is counted. " + EXIT_CODES
)


def trends(  # noqa: PLR0913, PLR0917 - the command line's own options
    actors: Annotated[
        list[str] | None, typer.Argument(help="Two actors, by name or id; none for --matter alone.")
    ] = None,
    ledger: LedgerPath = DEFAULT,
    lake: LakePath = None,
    matter: Matter = None,
    theatre: Theatre = None,
    window: Annotated[Window, typer.Option("--window", help="A point for each of these.")] = "month",
    weigh: Weighing = "once",
    lift: Lifting = "none",
    own: OwnActors = None,
    parts: Parts = None,
    kind: Kinds = None,
    since: Since = None,
    until: Until = None,
    min_certainty: MinCertainty = None,
    claims: Annotated[int, typer.Option("--claims", min=0, help="So many ids of claims with each point.")] = 0,
    format: Annotated[Form, typer.Option("--format", help="How to write it.")] = "table",
    out: Out = None,
    as_json: AsJson = False,
    explain: ExplainSteps = False,
    debug: Debug = False,
) -> None:
    """Show how agreement between two actors, or on one matter, moved over time."""
    make_filter(since=since, until=until)
    told = told_by(parts)
    if len(actors or ()) not in {0, 2} or (not actors and matter is None):
        raise typer.BadParameter("name two actors, or a matter with --matter", param_hint="ACTORS")
    form: Form = "json" if as_json else format
    if form == "png" and out is None:
        raise typer.BadParameter("a picture needs a file: name one with --out", param_hint="--format")
    with guarded(debug):
        from comity.analysis.network_question import Question

        asked = Question(matter=matter, theatre=theatre, weigh=weigh, lift=lift, parts=told, kinds=tuple(kind or ()),
                         since=since, until=until, min_certainty=min_certainty)  # fmt: skip
        asked.check()
        with open_tables(lake or ledger, explain=explain, actors=own or ()) as tables:
            found = _find(tables, asked, actors or [], window, claims)
        _write(found, form, out)


def _find(tables: Tables, asked: Question, actors: list[str], window: Window, claims: int) -> Trend:
    from comity.analysis.trends import find_matter_trend, find_pair_trend

    if actors:
        return find_pair_trend(tables, asked, (actors[0], actors[1]), window, claims=claims)
    return find_matter_trend(tables, asked, window, claims=claims)


def _write(trend: Trend, form: Form, out: Path | None) -> None:
    from comity.exports import trends as exports
    from comity.exports.files import write_bytes, write_lines, write_whole
    from comity.exports.safe_text import dumps

    if form in {"png", "svg"}:
        picture = exports.draw_trend(trend, "png" if form == "png" else "svg")
        if out is None:
            sys.stdout.write(picture.decode("utf-8"))
        else:
            write_bytes(out, picture)
    elif form == "json":
        value = exports.trend_json(trend)
        show_json(value) if out is None else write_whole(out, dumps(value, indent=2) + "\n")
    elif form == "csv":
        write_lines(out, exports.trend_lines(trend))
    elif out is None:
        show(lambda console: exports.print_trend(console, trend), lambda: exports.plain_trend(trend))
    else:
        write_lines(out, exports.plain_trend(trend))

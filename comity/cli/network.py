"""`comity network`: who stands with whom, who speaks of what, as a network."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from comity.cli.tools import (
    DEFAULT,
    EXIT_CODES,
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
    from comity.analysis.network_ties import Network

# As in the room analysis, which would bring more with it than `--help` should wait for.
Mode = Literal["one", "two"]
Aggregate = Literal["ignore", "congruence", "conflict", "subtract", "combine"]
Normalise = Literal["no", "average", "jaccard", "cosine", "vector-cosine", "activity", "prominence"]
Duplicates = Literal["include", "document", "week", "month", "year", "all"]
Weigh = Literal["once", "every"]
Lift = Literal["none", "state", "party"]
Window = Literal["month", "quarter", "year"]
Form = Literal["table", "json", "matrix", "csv", "graphml", "gexf", "png", "svg"]
_PARTS = ("position", "accord", "divergence")
_WIDEST = 10_000_000

EPILOG = (
    examples(
        "comity network                                          # who stands with whom, and against whom",
        "comity network --aggregate conflict --matter ceasefire --lift state --since 2015 --until 2016",
        "comity network --lift party --kind organisation --matter sanctions     # persons as parties of that day",
        "comity network --mode two --format png --out who-speaks-of-what.png",
        "comity network --normalise vector-cosine --communities --backbone 0.05 --format svg --out network.svg",
        "comity network --window year --format gexf --out network.gexf     # Gephi's timeline plays it",
        "comity network --lake lake/ --format csv --out ties.csv",
        "comity network --statements coded.csv --rows organization --over concept --qualifier agreement "
        "--aggregate congruence --normalise average --format json",
    )
    + "\n\nA tie counts what texts told: positions that are alike or apart, accords, reported divergences. "
    "docs/networks.md has the formulas, tells which are those of the Discourse Network Analyzer, and which are odd. "
    + EXIT_CODES
)
LakePath = Annotated[Path | None, typer.Option("--lake", help="Ask a Parquet lake instead of a ledger.")]
Out = Annotated[Path | None, typer.Option("--out", help="Write here instead of to standard output.")]
Kinds = Annotated[
    list[str] | None, typer.Option("--kind", help="Only actors of this kind: person, state, seat …; repeatable.")
]
Parts = Annotated[
    list[str] | None, typer.Option("--from", help="Only from position, accord or divergence; repeatable.")
]
Weighing = Annotated[
    Weigh, typer.Option("--weigh", help="Count once for each actor, matter, stance and account, or every claim.")
]
Lifting = Annotated[
    Lift,
    typer.Option(
        "--lift", help="Persons, seats and offices as themselves or as their state; or persons as their party."
    ),
]
OwnActors = Annotated[
    list[Path] | None, typer.Option("--actors", help="With --lift party: your own files of persons and parties.")
]


def network(  # noqa: PLR0913, PLR0917 - the command line's own options
    ledger: LedgerPath = DEFAULT,
    lake: LakePath = None,
    statements: Annotated[
        Path | None, typer.Option("--statements", help="Anybody's coded statements instead: a CSV file, one a row.")
    ] = None,
    rows: Annotated[str, typer.Option("--rows", help="With --statements: the column of actors.")] = "organization",
    over: Annotated[
        str | None,
        typer.Option("--over", help="What they meet on: matter, theatre, matter+theatre; or the column of concepts."),
    ] = None,
    qualifier: Annotated[
        str, typer.Option("--qualifier", help="With --statements: the column of agreement; none for no such column.")
    ] = "agreement",
    duplicates: Annotated[
        Duplicates, typer.Option("--duplicates", help="With --statements: within what a repetition counts once.")
    ] = "include",
    mode: Annotated[Mode, typer.Option("--mode", help="Actors by actors, or actors by matters.")] = "one",
    aggregate: Annotated[
        Aggregate | None, typer.Option("--aggregate", help="How stances make a weight; subtract where nothing is said.")
    ] = None,
    normalise: Annotated[Normalise, typer.Option("--normalise", help="What weights are divided by.")] = "no",
    weigh: Weighing = "once",
    lift: Lifting = "none",
    actors: OwnActors = None,
    parts: Parts = None,
    kind: Kinds = None,
    matter: Matter = None,
    theatre: Theatre = None,
    since: Since = None,
    until: Until = None,
    window: Annotated[Window | None, typer.Option("--window", help="One network for each of these.")] = None,
    step: Annotated[
        int | None, typer.Option("--step", min=1, help="With --window: a new one begins every so many months.")
    ] = None,
    min_certainty: MinCertainty = None,
    min_frequency: Annotated[int, typer.Option("--min-frequency", min=1, help="Entries that an actor needs.")] = 1,
    backbone: Annotated[
        float | None, typer.Option("--backbone", help="Only ties that stand out at this level: 0.05.")
    ] = None,
    communities: Annotated[bool, typer.Option("--communities", help="Find communities (Louvain).")] = False,
    ties: Annotated[int, typer.Option("--ties", min=0, help="Only so many ties, the heaviest; 0 for all.")] = 5000,
    claims: Annotated[int, typer.Option("--claims", min=0, help="So many ids of claims with each tie.")] = 0,
    top: Annotated[int, typer.Option("--top", min=2, help="Ties in a table, actors in a picture.")] = 30,
    format: Annotated[Form, typer.Option("--format", help="How to write it.")] = "table",
    out: Out = None,
    explain: ExplainSteps = False,
    debug: Debug = False,
) -> None:
    """Make a network: who stands with whom and against whom, who speaks of what."""
    make_filter(since=since, until=until)
    told = told_by(parts)
    _check(format, out, step, window)
    if statements is not None:
        _check_coded({"--matter": matter, "--theatre": theatre, "--kind": kind, "--min-certainty": min_certainty,
                      "--from": parts, "--lake": lake, "--claims": claims or None,
                      "--lift": None if lift == "none" else lift, "--actors": actors})  # fmt: skip
    with guarded(debug):
        from comity.analysis.network_question import Question

        asked = Question(
            mode=mode, aggregate=aggregate or "subtract", normalise=normalise, over=over or "matter", weigh=weigh,
            lift=lift, matter=matter, theatre=theatre, kinds=tuple(kind or ()), parts=told,
            since=since, until=until, min_certainty=min_certainty, least=min_frequency, backbone=backbone,
            communities=communities,
        )  # fmt: skip
        if statements is not None:
            columns = (rows, over or "concept", None if qualifier == "none" else qualifier)
            found = _coded(statements, columns, asked, duplicates, (window, step))
        else:
            with open_tables(lake or ledger, explain=explain, actors=actors or ()) as tables:
                found = _asked(tables, asked, (window, step), (claims, ties or None))
        _write(found, format, out, top, coded=statements is not None)


def told_by(parts: Sequence[str] | None) -> tuple[Any, ...]:
    """The kinds of claims to count; a usage error where there is no such kind."""
    for part in parts or ():
        if part not in _PARTS:
            raise typer.BadParameter(f"{part!r} makes no tie: use {', '.join(_PARTS)}", param_hint="--from")
    return tuple(part for part in _PARTS if part in (parts or _PARTS))


def _check(form: Form, out: Path | None, step: int | None, window: Window | None) -> None:
    if step is not None and window is None:
        raise typer.BadParameter("name the length of a window with --window", param_hint="--step")
    if form == "png" and out is None:
        raise typer.BadParameter("a picture needs a file: name one with --out", param_hint="--format")
    if form in {"png", "svg", "graphml"} and window is not None:
        raise typer.BadParameter(f"{form} holds one network: leave out --window, or use gexf, json or csv",
                                 param_hint="--format")  # fmt: skip


def _check_coded(given: dict[str, Any]) -> None:
    """A usage error for what coded statements do not have: nothing is ignored in silence."""
    for name, value in given.items():
        if value is not None:
            raise typer.BadParameter("coded statements have only rows, columns, a qualifier and dates: leave it out",
                                     param_hint=name)  # fmt: skip


def _asked(
    tables: Tables, asked: Question, spell: tuple[Window | None, int | None], told: tuple[int, int | None]
) -> list[Network]:
    from comity.analysis.network import find_network, find_windows

    if spell[0] is None:
        return [find_network(tables, asked, claims=told[0], most=told[1])]
    return list(find_windows(tables, asked, spell[0], step=spell[1], claims=told[0], most=told[1]))


def open_tables(source: Path, *, explain: bool, actors: Sequence[Path] = ()) -> Tables:
    """A ledger, or a lake where the path is a folder that holds one; `actors`: the user's own files."""
    from comity.analysis.lake import Tables
    from comity.cli.tools import open_ledger, step_printer

    if source.is_dir():
        return Tables(source, explain=step_printer(explain), knowledge=actors)
    return Tables(open_ledger(source, explain=explain), knowledge=actors)


def _coded(
    path: Path, columns: tuple[str, str, str | None], asked: Question, duplicates: Duplicates, spell: tuple[Any, Any]
) -> list[Network]:
    from dataclasses import replace

    from comity.analysis.network_coded import coded_network, coded_windows
    from comity.analysis.network_statements import Columns, Settings, read_statements

    settings = Settings(asked.mode, asked.aggregate, asked.normalise, duplicates)
    asked.check_shape()
    statements = read_statements(path, Columns(*columns))
    # No accords or divergences stand among coded statements.
    named = replace(asked, parts=(), over=columns[1], weigh="once" if duplicates == "document" else "every")
    if spell[0] is None:
        return [coded_network(statements, settings, named)]
    return list(coded_windows(statements, settings, named, *spell))


def _write(found: Sequence[Network], form: Form, out: Path | None, top: int, *, coded: bool) -> None:
    from comity.exports import network_files, network_terminal
    from comity.exports.files import write_bytes, write_lines, write_whole
    from comity.exports.safe_text import dumps

    if form in {"png", "svg"}:
        from comity.exports.network_picture import draw

        picture = draw(found[0], "png" if form == "png" else "svg", most=top)
        if out is None:
            sys.stdout.write(picture.decode("utf-8"))
        else:
            write_bytes(out, picture)
    elif form in {"graphml", "gexf"}:
        text = network_files.gexf(found) if form == "gexf" else network_files.graphml(found[0])
        write_lines(None, [text.rstrip()]) if out is None else write_whole(out, text)
    elif form == "csv":
        write_lines(out, network_files.edge_lines(found))
    elif form in {"json", "matrix"}:
        value = network_files.networks_json(found, matrix=form == "matrix" or coded)
        show_json(value) if out is None else write_whole(out, dumps(value, indent=2) + "\n")
    elif out is None:
        show(lambda console: network_terminal.print_networks(console, found, top),
             lambda: network_terminal.plain_networks(found, top))  # fmt: skip
    else:
        write_lines(out, network_terminal.plain_networks(found, _WIDEST))

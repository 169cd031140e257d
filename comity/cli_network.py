"""`comity network`: who stands with whom, who speaks of what, as a network."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from comity.cli_tools import EXIT_CODES, Debug, Since, Until, examples, guarded, show_json

# As in analysis/network_choices.py, which would bring more with it than `--help` should wait for.
Mode = Literal["one", "two"]
Aggregate = Literal["ignore", "congruence", "conflict", "subtract", "combine"]
Normalise = Literal["no", "average", "jaccard", "cosine", "vector-cosine", "activity", "prominence"]
Duplicates = Literal["include", "document", "week", "month", "year", "all"]

EPILOG = (
    examples(
        "comity network --statements coded.csv --rows organization --over concept --qualifier agreement --mode one "
        "--aggregate congruence --normalise average --format json",
    )
    + "\n\n"
    + EXIT_CODES
)


def network(  # noqa: PLR0913, PLR0917 - the command line's own options
    statements: Annotated[
        Path | None, typer.Option("--statements", help="A CSV file of coded statements, one a row.")
    ] = None,
    rows: Annotated[str, typer.Option("--rows", help="With --statements: the column of actors.")] = "organization",
    over: Annotated[
        str, typer.Option("--over", help="With --statements: the column of what they speak of.")
    ] = "concept",
    qualifier: Annotated[
        str, typer.Option("--qualifier", help="With --statements: the column of agreement; none for no such column.")
    ] = "agreement",
    mode: Annotated[Mode, typer.Option("--mode", help="Actors by actors, or actors by matters.")] = "one",
    aggregate: Annotated[
        Aggregate | None, typer.Option("--aggregate", help="How levels of agreement make a weight.")
    ] = None,
    normalise: Annotated[Normalise, typer.Option("--normalise", help="What weights are divided by.")] = "no",
    duplicates: Annotated[
        Duplicates, typer.Option("--duplicates", help="Where the same statement counts once.")
    ] = "include",
    since: Since = None,
    until: Until = None,
    format: Annotated[str, typer.Option("--format", help="How to write it.")] = "json",
    debug: Debug = False,
) -> None:
    """Make a network: who agrees with whom, who speaks of what."""
    with guarded(debug):
        if statements is None:
            raise typer.BadParameter("name a file", param_hint="--statements")
        show_json(_of_statements(statements, (rows, over, qualifier), (mode, aggregate, normalise, duplicates)))


def _of_statements(path: Path, columns: tuple[str, str, str], choices: tuple[Any, ...]) -> dict[str, Any]:
    from comity.analysis import network_statements as coded

    mode, aggregate, normalise, duplicates = choices
    chosen: Aggregate = aggregate or ("congruence" if mode == "one" else "subtract")
    settings = coded.Settings(mode, chosen, normalise, duplicates)
    names = coded.Columns(columns[0], columns[1], None if columns[2] == "none" else columns[2])
    settings.check()
    read = coded.read_statements(path, names)
    made = coded.statement_network(read, read, settings)
    return {"rows": list(made.rows), "cols": list(made.cols), "matrix": made.dense()}

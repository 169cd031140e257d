"""`comity dna` and `comity agreement`: to and from the Discourse Network Analyzer, and how hand and machine agree."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from comity.cli.tools import (
    DEFAULT,
    EXIT_CODES,
    AsJson,
    Debug,
    ExplainSteps,
    LedgerPath,
    MinCertainty,
    counted,
    examples,
    guarded,
    open_ledger,
    show,
    show_json,
)

if TYPE_CHECKING:
    from comity.ledger import Filter

DnaFile = Annotated[Path, typer.Argument(help="A file of the Discourse Network Analyzer 3.")]
Scale = Literal["agreement", "stance"]

app = typer.Typer(
    help="To and from the Discourse Network Analyzer: its files are written and read, hand coding stays apart.",
    epilog=examples("comity dna export coded.dna", "comity dna import coded.dna") + "\n\n" + EXIT_CODES,
    no_args_is_help=True,
)
EPILOG = (
    examples(
        "comity agreement comity.ledger coded.dna",
        "comity agreement comity.ledger coded.dna --concepts concepts.csv --json",
        "comity agreement comity.ledger                  # with what `comity dna import` brought in",
    )
    + "\n\nEach two coders are compared, Comity one of them, over the documents in which both coded something. "
    "docs/networks.md tells how statements are paired. " + EXIT_CODES
)


@app.command(
    name="export", epilog=examples("comity dna export coded.dna", "comity dna export coded.dna --scale stance")
)
def export_dna(
    out: Annotated[Path, typer.Argument(help="The file to write.")],
    ledger: LedgerPath = DEFAULT,
    scale: Annotated[
        Scale, typer.Option("--scale", help="agreement: yes or no, mixed positions left out; stance: -1, 0, 1.")
    ] = "agreement",
    password: Annotated[str, typer.Option("--password", help="What the program will ask for.")] = "comity",  # noqa: S107
    min_certainty: MinCertainty = None,
    debug: Debug = False,
) -> None:
    """Write the texts and positions as a file that the Discourse Network Analyzer opens."""
    with guarded(debug), open_ledger(ledger) as opened:
        from comity.exports.dna import write_dna

        written = write_dna(opened, out, scale=scale, password=password, min_certainty=min_certainty)
        _tell(written.documents, written.statements, written.left_out, out, password)


@app.command(
    name="import", epilog=examples("comity dna import coded.dna", "comity dna import coded.dna --texts texts/")
)
def import_dna(
    file: DnaFile,
    ledger: LedgerPath = DEFAULT,
    texts: Annotated[
        Path | None, typer.Option("--texts", help="Also write the file's texts here, for `comity read`.")
    ] = None,
    explain: ExplainSteps = False,
    debug: Debug = False,
) -> None:
    """Keep the statements that people coded, with their coder, apart from what the machine read."""
    with guarded(debug), open_ledger(ledger, write=True, explain=explain) as opened:
        from comity.analysis.codings import MACHINE, keep_codings, read_codings
        from comity.exports.dna_texts import write_texts

        coded = read_codings(file)
        kept = keep_codings(opened, coded, file.name)
        coders = sorted({coding.coder for coding in coded.codings} - {MACHINE})
        print(f"{counted(kept, 'statement')} by {counted(len(coders), 'coder')}  →  {ledger}")
        if texts is not None:
            print(f"{counted(write_texts(coded, texts), 'text')}  →  {texts}")


def agreement(
    ledger: Annotated[Path, typer.Argument(help="The ledger that the machine's reading stands in.")],
    file: Annotated[Path | None, typer.Argument(help="A DNA file; none for what was imported.")] = None,
    concepts: Annotated[
        Path | None, typer.Option("--concepts", help="A CSV file with columns concept and matter: which is which.")
    ] = None,
    min_certainty: MinCertainty = None,
    as_json: AsJson = False,
    explain: ExplainSteps = False,
    debug: Debug = False,
) -> None:
    """Compare hand coding and machine reading: Krippendorff's alpha and F1, by variable."""
    with guarded(debug), open_ledger(ledger, explain=explain) as opened:
        from comity.analysis.agreement import compare_coders, read_concepts
        from comity.analysis.codings import kept_codings, read_codings
        from comity.exports import agreement as exports
        from comity.model import InputError

        codings = read_codings(file).codings if file is not None else kept_codings(opened)
        named = read_concepts(concepts) if concepts else None
        found = compare_coders(opened, codings, concepts=named, min_certainty=min_certainty)
        if not found:
            raise InputError(_alone(file, ledger, [coding.coder for coding in codings]))
        if as_json:
            show_json(exports.comparisons_json(found))
        else:
            show(lambda console: exports.print_comparisons(console, found), lambda: exports.plain_comparisons(found))


def _alone(file: Path | None, ledger: Path, coders: list[str]) -> str:
    """Why there are no two coders to compare, and what to do."""
    from comity.analysis.codings import MACHINE

    where = file or ledger
    if not coders:
        other = "import one with `comity dna import`, or name one" if file is None else "give one that people coded in"
        return f"{where} holds no statements of coders: {other}"
    # A coder beside the machine was left alone only where the ledger itself has nothing in the same texts.
    if name := next((coder for coder in coders if coder != MACHINE), None):
        return (f"{where} holds one coder's statements ({name}), and {ledger} holds no positions in the texts that "
                "they coded: read those first (`comity dna import --texts` writes them)")  # fmt: skip
    return (f"{where} holds one coder's statements, the machine's own ({MACHINE}, {counted(len(coders), 'statement')}"
            "): code its texts in the Discourse Network Analyzer under a name of your own, save it, and compare that "
            "file")  # fmt: skip


def export_whole(
    ledger: Path, form: Literal["parquet", "dna"], out: Path | None, wanted: Filter, *, debug: bool
) -> None:
    """Write a whole ledger, or what is sure enough of it, as a Parquet lake or a DNA file; say what came of it."""
    if out is None:
        raise typer.BadParameter(f"{form} needs a place: name it with --out", param_hint="--out")
    if set(wanted.given) - {"min_certainty"}:
        raise typer.BadParameter(f"{form} holds the whole ledger: of the filters it takes only --min-certainty; or use "
                                 "jsonl", param_hint="--format")  # fmt: skip
    with guarded(debug), open_ledger(ledger) as opened:
        if form == "parquet":
            from comity.exports.parquet import write_lake

            counts = write_lake(opened, out, min_certainty=wanted.min_certainty)
            print(f"{counted(counts['documents'], 'document')}, {counted(counts['positions'], 'position')}  →  {out}")
        else:
            from comity.exports.dna import PASSWORD, write_dna

            written = write_dna(opened, out, min_certainty=wanted.min_certainty)
            _tell(written.documents, written.statements, written.left_out, out, PASSWORD)


def _tell(documents: int, statements: int, left_out: int, out: Path, password: str) -> None:
    left = f", {counted(left_out, 'mixed position')} left out" if left_out else ""
    print(f"{counted(documents, 'document')}, {counted(statements, 'statement')}{left}  →  {out}  "
          f"(open it with the password {password})")  # fmt: skip

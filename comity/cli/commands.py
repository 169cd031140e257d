"""The commands that need no file of their own, and all commands put together."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from comity.cli import (
    actors,
    compare,
    dna,
    encounters,
    events,
    network,
    review,
    serve,
    track,
    trends,
)
from comity.cli.tools import (
    DEFAULT,
    EXIT_CODES,
    ActorName,
    AsJson,
    Debug,
    ExplainSteps,
    InDocument,
    LedgerPath,
    Matter,
    MinCertainty,
    OwnKnowledge,
    Since,
    Source,
    Theatre,
    Until,
    examples,
    guarded,
    make_filter,
    open_ledger,
    show_json,
    step_printer,
    tell_long_work,
)
from comity.cli.tools import show as show_lines

app = typer.Typer(
    name="comity",
    help="Reads news reports and official readouts into a sourced ledger: who met, who said what through whom, what "
    "was agreed and in what order, where accounts part. Every line points at the words it was read from.",
    epilog=examples(
        "comity read article.txt --date 2015-11-16", "comity show", 'comity search "ceasefire"', "comity verify"
    )
    + "\n\n"
    + EXIT_CODES,
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"comity {version('comity')}")
        raise typer.Exit


@app.callback()
def comity(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """Take the options that stand before a command."""
    tell_long_work()


@app.command(
    epilog=examples(
        "comity read article.txt --date 2015-11-16 --publisher 'The Daily'",
        "comity read reports/ https://example.org/readout   # a folder and a page",
        "comity read texts.jsonl --ledger g20.ledger        # rows of name, text, date, publisher, title, url",
        "pbpaste | comity read - --title 'Joint statement'",
        "comity read article.txt --format json --no-ledger  # the reading as JSON, nothing kept",
        "comity read reports/ --format json --out readings/ --no-ledger",
        "comity read crisis/ --actors crisis/actors/        # your own actors, accords and matters",
        "comity read reports/ --rules-only                  # no trained network has a say",
    )
    + "\n\nWhat --date, --publisher, --title and --url say wins over what a source says of itself (front matter, the "
    "columns of a row, a page's metadata), and that over what the ledger knows; --date and --publisher hold for every "
    "text that is read. A text that the ledger holds already is left unchanged, unless something of this is new: then "
    "it is read anew, for “on Sunday” hangs on the date. Ledgers in a folder are passed over. Refused "
    "sources are recorded (comity documents --refused). " + EXIT_CODES
)
def read(  # noqa: PLR0913, PLR0917 - the command line's own options
    sources: Annotated[list[str], typer.Argument(help="Files, folders, addresses, or - for standard input.")],
    ledger: LedgerPath = DEFAULT,
    date: Annotated[
        str | None, typer.Option("--date", help="Day of publication: 2015-11-16. Wins over what the source says.")
    ] = None,
    publisher: Annotated[
        str | None, typer.Option("--publisher", help="Who published it. Wins over what the source says.")
    ] = None,
    title: Annotated[str | None, typer.Option("--title", help="Its title; for one text only.")] = None,
    url: Annotated[str | None, typer.Option("--url", help="Its address; for one text only.")] = None,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Also read addresses inside private networks.")
    ] = False,
    actors: OwnKnowledge = None,
    pipeline: Annotated[str | None, typer.Option("--pipeline", help="Another installed spaCy pipeline.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Read texts anew that the ledger holds already.")] = False,
    format: Annotated[Literal["json"] | None, typer.Option("--format", help="Also print readings as JSON.")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Write one NAME.json for each text here.")] = None,
    no_ledger: Annotated[bool, typer.Option("--no-ledger", help="Keep nothing; implies --format json.")] = False,
    min_certainty: Annotated[
        float, typer.Option("--min-certainty", min=0, max=1, help="In JSON, leave out what is less sure than this.")
    ] = 0.0,
    rules_only: Annotated[
        bool,
        typer.Option("--rules-only", help="Read without the trained networks: faster, each find by a rule to be read."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
    explain: ExplainSteps = False,
    debug: Debug = False,
) -> None:
    """Read texts into the ledger: who met, who said what, what was agreed."""
    from comity.cli.read import JsonSink, Tally, check_single, estimate, metadata_of, report, run

    check_single(sources, title, url)
    with guarded(debug):
        from comity.api import LazyReader, Ledger, ReadOptions, read_documents

        options = ReadOptions(metadata_of(date, publisher, title, url), None, allow_private, again, debug)
        wants_json = format is not None or out is not None or no_ledger
        reader = LazyReader(actors or (), pipeline, network=not rules_only)
        opened = None if no_ledger else Ledger(ledger, explain=step_printer(explain))
        sink = JsonSink(out, min_certainty, opened) if wants_json else None
        tally = Tally(None if no_ledger else ledger)
        run(read_documents(sources, reader, ledger=opened, options=options), tally, sink, estimate(sources))
        report(tally, as_json=as_json, to_error=wants_json and out is None)
        raise typer.Exit(tally.exit_code)


@app.command(
    epilog=examples(
        "comity show                                  # all the ledger holds, a few lines of each kind",
        "comity show --actor Putin --matter ceasefire",
        "comity show --source Kremlin --since 2015-11 --until 2015-12",
        "comity show --document a1b2c3d4 --marked     # the text itself with what was read in it",
        "comity show --format markdown > brief.md",
        "comity show --json | jq '.sections[].name'",
    )
    + "\n\nEvery quote ends with a place, a1b2c3d4:120-180: the document's first eight digits and the offsets of the "
    "words in its text. On a terminal the brief is laid out for the eye; into a pipe it is plain text."
)
def show(  # noqa: PLR0913, PLR0917 - the command line's own options
    ledger: LedgerPath = DEFAULT,
    actor: ActorName = None,
    matter: Matter = None,
    theatre: Theatre = None,
    since: Since = None,
    until: Until = None,
    source: Source = None,
    document: InDocument = None,
    min_certainty: MinCertainty = None,
    everything: Annotated[bool, typer.Option("--all", help="Show every line, however many.")] = False,
    marked: Annotated[bool, typer.Option("--marked", help="With --document: its text, with claims marked.")] = False,
    format: Annotated[
        Literal["text", "markdown", "json"], typer.Option("--format", help="How to write the brief.")
    ] = "text",
    as_json: AsJson = False,
    explain: ExplainSteps = False,
    debug: Debug = False,
) -> None:
    """Show the brief: who met, what was agreed, who stands where, where accounts part, who said what through whom."""
    if marked and document is None:
        raise typer.BadParameter("name the text with --document", param_hint="--marked")
    wanted = make_filter(actor=actor, matter=matter, theatre=theatre, since=since, until=until, source=source,
                         document=document, min_certainty=min_certainty)  # fmt: skip
    with guarded(debug), open_ledger(ledger, explain=explain) as opened:
        from comity.exports import brief_json, brief_text
        from comity.exports import marked as marking
        from comity.exports.brief import make_brief
        from comity.exports.brief_terminal import print_brief

        if marked and document is not None:
            text = marking.mark_text(opened, document, min_certainty=min_certainty)
            if as_json or format == "json":
                show_json(marking.marked_json(text))
            else:
                show_lines(lambda console: marking.print_marked(console, text), lambda: marking.plain_marked(text))
            return
        brief = make_brief(opened, wanted, everything=everything)
        if as_json or format == "json":
            show_json(brief_json.brief_json(brief))
        elif format == "markdown":
            print("\n".join(brief_text.markdown_brief(brief)))
        else:
            show_lines(lambda console: print_brief(console, brief), lambda: brief_text.plain_brief(brief))


@app.command(
    epilog=examples(
        "comity search ceasefire",
        "comity search '\"heavy weapons\" withdraw*'",
        "comity search hostages --json",
        "comity search -- -prisoners                      # words that begin with a hyphen, after --",
    )
    + "\n\nAll words must occur, in any of their forms; words in double quotation marks as a phrase; a star "
    "stands for any ending. A quotation mark that is not closed holds up to the end. There are no operators: AND, "
    "OR, NOT and NEAR are words like others, and a hyphen or a colon parts words. Large and small letters are alike."
)
def search(
    query: Annotated[str, typer.Argument(help="Words to look for.")],
    ledger: LedgerPath = DEFAULT,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, help="At most so many of each kind.")] = 10,
    min_certainty: MinCertainty = None,
    as_json: AsJson = False,
    explain: ExplainSteps = False,
    debug: Debug = False,
) -> None:
    """Search statements, claims and texts for words."""
    with guarded(debug), open_ledger(ledger, explain=explain) as opened:
        from comity.exports import entries_json, lists

        hits = opened.search(query, limit=limit, min_certainty=min_certainty)
        if as_json:
            show_json([entries_json.hit_json(hit) for hit in hits])
        elif hits:
            show_lines(lambda console: lists.print_hits(console, hits), lambda: lists.plain_hits(hits))
        else:
            open_quote = query.translate(str.maketrans("“”„«»", '"' * 5)).count('"') % 2
            more = "; a quotation mark is not closed: all behind it was looked for as one phrase" if open_quote else ""
            print(f"nothing found in {ledger}{more}")


@app.command(
    epilog=examples("comity verify", "comity verify --ledger g20.ledger --json")
    + "\n\nWorks out every document's id, every span's words and every reading's digest again, and checks ids, links, "
    "search indexes and the file itself. Exit code 0 if all holds, 1 if not."
)
def verify(ledger: LedgerPath = DEFAULT, as_json: AsJson = False, explain: ExplainSteps = False,
           debug: Debug = False) -> None:  # fmt: skip
    """Prove that the ledger is sound, or list what is wrong with it."""
    from comity.cli.tools import counted, may_write

    with guarded(debug), open_ledger(ledger, write=may_write(ledger), explain=explain) as opened:
        from comity.exports.entries_json import fault_json
        from comity.exports.safe_text import clean

        faults = list(opened.verify())
        documents = sum(1 for _ in opened.documents())
        if as_json:
            show_json(
                {"ledger": str(ledger), "documents": documents, "faults": [fault_json(fault) for fault in faults]}
            )
        else:
            for fault in faults:
                print(clean(str(fault)))
            print(f"{ledger}: {counted(len(faults), 'fault')}, {counted(documents, 'document')}")
        raise typer.Exit(1 if faults else 0)


@app.command(epilog=examples("comity documents", "comity documents --refused", "comity documents --json"))
def documents(
    ledger: LedgerPath = DEFAULT,
    refused: Annotated[bool, typer.Option("--refused", help="List what could not be read, and why.")] = False,
    as_json: AsJson = False,
    explain: ExplainSteps = False,
    debug: Debug = False,
) -> None:
    """List the texts in the ledger, or those that were refused."""
    with guarded(debug), open_ledger(ledger, explain=explain) as opened:
        from dataclasses import asdict

        from comity.exports import entries_json, lists

        if refused:
            refusals = list(opened.refusals())
            if as_json:
                show_json([asdict(row) for row in refusals])
            else:
                show_lines(lambda console: lists.print_refusals(console, refusals),
                           lambda: lists.plain_refusals(refusals))  # fmt: skip
            return
        rows = list(opened.documents())
        if as_json:
            show_json([entries_json.document_json(row) for row in rows])
        else:
            show_lines(lambda console: lists.print_documents(console, rows), lambda: lists.plain_documents(rows))


@app.command(epilog=examples("comity forget a1b2c3d4", "comity forget 'Joint statement'"))
def forget(
    document: Annotated[str, typer.Argument(help="Its id (six digits or more), name, address or title.")],
    ledger: LedgerPath = DEFAULT,
    as_json: AsJson = False,
    explain: ExplainSteps = False,
    debug: Debug = False,
) -> None:
    """Remove a text and all that was read in it; no trace of its words stays in the file."""
    with guarded(debug), open_ledger(ledger, write=True, explain=explain) as opened:
        from comity.exports.entries_json import head_json
        from comity.exports.safe_text import clean

        head = opened.forget(document)
        if as_json:
            show_json({"forgotten": head_json(head)})
        else:
            print(clean(f"forgotten: {head.short} {head.label}"))


@app.command(
    epilog=examples(
        "comity export --format jsonl --out g20.jsonl",
        "comity export --actor Obama --since 2015-11 | jq -r 'select(.row == \"claim\").sentence'",
        "comity export --format parquet --out lake/        # Parquet tables for DuckDB, Polars, pandas, R",
        "comity export --format dna --out coded.dna        # for the Discourse Network Analyzer",
    )
    + "\n\njsonl: one JSON object a line; its `row` is document, statement or claim; docs/data-model.md lists the "
    "fields. parquet and dna write the whole ledger, or what is as sure as --min-certainty asks; "
    "docs/networks.md tells of both."
)
def export(  # noqa: PLR0913, PLR0917 - the command line's own options
    ledger: LedgerPath = DEFAULT,
    format: Annotated[Literal["jsonl", "parquet", "dna"], typer.Option("--format", help="The format.")] = "jsonl",
    out: Annotated[Path | None, typer.Option("--out", help="Write here instead of to standard output.")] = None,
    actor: ActorName = None,
    matter: Matter = None,
    theatre: Theatre = None,
    since: Since = None,
    until: Until = None,
    source: Source = None,
    document: InDocument = None,
    min_certainty: MinCertainty = None,
    explain: ExplainSteps = False,
    debug: Debug = False,
) -> None:
    """Write the ledger, or what the filters keep of it, for other programs."""
    wanted = make_filter(actor=actor, matter=matter, theatre=theatre, since=since, until=until, source=source,
                         document=document, min_certainty=min_certainty)  # fmt: skip
    if format != "jsonl":
        dna.export_whole(ledger, format, out, wanted, debug=debug)
        return
    with guarded(debug), open_ledger(ledger, explain=explain) as opened:
        from comity.exports.entries_json import jsonl
        from comity.exports.files import write_lines

        write_lines(out, jsonl(opened, wanted))


app.command(epilog=events.EPILOG)(events.events)
app.add_typer(actors.app, name="actors")
app.add_typer(dna.app, name="dna")
app.add_typer(encounters.app, name="encounters")
app.add_typer(review.app, name="review")


app.command(name="compare", epilog=compare.EPILOG)(compare.compare)
app.command(name="track", epilog=track.EPILOG)(track.track)
app.command(name="serve", epilog=serve.EPILOG)(serve.serve)
app.command(name="network", epilog=network.EPILOG)(network.network)
app.command(name="agreement", epilog=dna.EPILOG)(dna.agreement)
app.command(name="trends", epilog=trends.EPILOG)(trends.trends)


def main() -> None:
    """Run the command line."""
    app()

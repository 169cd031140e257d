"""`comity compare`: accounts of one encounter side by side."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from comity.cli.tools import (
    DEFAULT,
    EXIT_CODES,
    Debug,
    LedgerPath,
    MinCertainty,
    OwnKnowledge,
    complain,
    examples,
    guarded,
    open_ledger,
    show,
    show_json,
)

if TYPE_CHECKING:
    from comity.analysis.compare import Compared
    from comity.analysis.comparison import Comparison
    from comity.exports.compare import Places
    from comity.ledger import Ledger
    from comity.model import Document

_OWN = "own knowledge"  # what `comity read --actors` adds to the version of the reader
Format = Literal["text", "markdown", "html", "json"]
EPILOG = (
    examples(
        "comity compare ours.txt theirs.txt --date 2031-03-04   # two files, no ledger needed",
        "comity compare a.txt b.txt --publisher-a 'The White House' --publisher-b Kremlin --format json",
        "comity compare a.md b.md --actors crisis/actors/ --format html --out comparison.html",
        "comity compare article.txt                             # the accounts inside one text",
        "comity compare a1b2c3d4                                # a text or an encounter of the ledger",
        "comity compare a1b2c3d4 e5f6a7b8                       # two texts of the ledger",
        "comity compare 'Two accounts of a call' --side Orvenia --side Pelmora",
    )
    + "\n\nRows are topics: said by both, said differently (stance, strength, who, number, time, condition, "
    "terminology, detail), or said by one side only. Comity says that words differ, never which are right. A ledger "
    "does not keep the files of --actors that it was read with: give them again. Offsets count the characters of the "
    "file, each line end as one. " + EXIT_CODES
)


@dataclass(frozen=True, slots=True)
class Options:
    """What the command was told besides its texts."""

    ledger: Path
    date: str | None
    publishers: tuple[str | None, str | None]
    sides: tuple[str, ...]
    actors: tuple[Path, ...]
    min_certainty: float = 0
    warned: list[str] = field(default_factory=list)


def compare(  # noqa: PLR0913, PLR0917 - the command line's own options
    texts: Annotated[
        list[str], typer.Argument(help="Two texts, one text, or one encounter: files, or ids or titles in the ledger.")
    ],
    ledger: LedgerPath = DEFAULT,
    date: Annotated[str | None, typer.Option("--date", help="Day of publication of the files: 2031-03-04.")] = None,
    publisher_a: Annotated[str | None, typer.Option("--publisher-a", help="Who published the first file.")] = None,
    publisher_b: Annotated[str | None, typer.Option("--publisher-b", help="Who published the second file.")] = None,
    side: Annotated[
        list[str] | None, typer.Option("--side", help="Compare the accounts of this side: part of a name; name two.")
    ] = None,
    actors: OwnKnowledge = None,
    min_certainty: MinCertainty = None,
    format: Annotated[Format, typer.Option("--format", help="How to write the comparison.")] = "text",
    out: Annotated[Path | None, typer.Option("--out", help="Write here instead of to standard output.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    debug: Debug = False,
) -> None:
    """Compare accounts of one encounter: what both say, what only one says, and what they say differently."""
    if len(texts) > 2:
        raise typer.BadParameter("name two texts, one text, or one encounter", param_hint="TEXTS")
    if side is not None and len(side) < 2:
        raise typer.BadParameter("name two sides, or none", param_hint="--side")
    if side is not None and len(texts) == 2:
        raise typer.BadParameter("two texts are two accounts: --side picks among those of one text or encounter",
                                 param_hint="--side")  # fmt: skip
    if publisher_b is not None and len(texts) == 1:
        raise typer.BadParameter("there is no second text", param_hint="--publisher-b")
    options = Options(ledger, date, (publisher_a, publisher_b), tuple(side or ()), tuple(actors or ()),
                      min_certainty or 0)  # fmt: skip
    with guarded(debug):
        wanted: Format = "json" if as_json else format
        if len(texts) == 2:
            comparison, places = _two(texts, options)
            _write(_Both(comparison, places, " ".join(Path(t).stem for t in texts)), wanted, out)
        else:
            _write(_one(texts[0], options), wanted, out)


@dataclass(frozen=True, slots=True)
class _Both:
    """A comparison of two whole texts, with the offsets of the files they came from."""

    comparison: Comparison
    places: Places
    name: str


def _two(texts: list[str], options: Options) -> tuple[Comparison, Places]:
    from comity.analysis.compare import compare_texts

    documents, places = [], {}
    for text, publisher in zip(texts, options.publishers, strict=True):
        document, place = _open(text, publisher, options)
        documents.append(document)
        places[document.id] = place
    names = [None if d.publisher or d.title else Path(t).stem for d, t in zip(documents, texts, strict=True)]
    reader = _reader(options, network=False)  # whole texts: who says what in them is not asked
    least = options.min_certainty
    return compare_texts(reader, documents[0], documents[1], (names[0], names[1]), min_certainty=least), places


def _one(text: str, options: Options) -> Compared:
    """The accounts inside one text, or those of an encounter of the ledger."""
    from comity.analysis.compare import compare_encounter, compare_inside
    from comity.model import InputError

    least = options.min_certainty
    if not Path(text).is_file() and options.ledger.exists():
        with open_ledger(options.ledger) as opened:
            try:
                found = opened.encounter(text).id
            except InputError:
                found = ""
            if found:
                _tell_of_knowledge(opened, [told.document.id for told in opened.encounter(found).accounts], options)
                reader = _reader(options, network=True)
                return compare_encounter(reader, opened, found, options.sides, min_certainty=least)
    document, _ = _open(text, options.publishers[0], options)
    return compare_inside(_reader(options, network=True), document, options.sides, min_certainty=least)


def _reader(options: Options, *, network: bool) -> Any:
    from comity.knowledge import load_knowledge
    from comity.reading import Reader

    return Reader(load_knowledge(*options.actors), network=network)


def _open(text: str, publisher: str | None, options: Options) -> tuple[Document, Any]:
    """A file or a text of the ledger, and the function from its offsets to those of the file as given."""
    from comity.model import InputError

    path = Path(text)
    if path.is_file():
        return _open_file(path, publisher, options)
    if not options.ledger.exists():
        raise InputError(f"there is no file {text!r}, and no ledger {options.ledger}: name a file, or a ledger with -l")
    with open_ledger(options.ledger) as opened:
        document = opened.document(text)
        _tell_of_knowledge(opened, [document.id], options)
        return document, int


def _tell_of_knowledge(opened: Ledger, documents: list[str], options: Options) -> None:
    """Warn once where texts were read with knowledge files of the user's own, and none are given here."""
    if options.actors or options.warned:
        return
    if any(_OWN in (opened.reader_of(document) or "") for document in documents):
        options.warned.append(
            f"{options.ledger} was read with own knowledge files, which are not known here: give them with --actors, "
            "or actors and accords of your own may be missed"
        )
        complain(options.warned[0])


def _open_file(path: Path, publisher: str | None, options: Options) -> tuple[Document, Any]:
    from comity.cli.read import metadata_of
    from comity.exports.offsets import place_in
    from comity.gather import Refusal, open_documents
    from comity.gather.decoding import decode
    from comity.model import InputError

    found = list(open_documents([path], metadata=metadata_of(options.date, publisher, None, None)))
    if len(found) != 1:
        raise InputError(f"{path} holds {len(found)} texts: name files with one text each, or read them into a ledger")
    if isinstance(found[0], Refusal):
        raise InputError(f"{path} cannot be compared: {found[0].reason}")
    document = found[0].document
    given = decode(path.read_bytes(), lenient=True).replace("\r\n", "\n").replace("\r", "\n")
    return document, place_in(given, document.text) or int


def _write(found: _Both | Compared, format: Format, out: Path | None) -> None:
    from comity.exports import compare as exports
    from comity.exports.files import write_whole
    from comity.exports.safe_text import dumps

    comparisons = (found.comparison,) if isinstance(found, _Both) else found.comparisons
    rest = ((), (), ()) if isinstance(found, _Both) else (found.inconsistencies, found.copies, found.others)
    if format == "json":
        values = (
            exports.full_json(found.comparison, found.name, found.places)
            if isinstance(found, _Both)
            else exports.compared_json(found)
        )
        if out is None:
            show_json(values)
            return
        text = dumps(values, indent=2) + "\n"
    elif format == "html":
        from comity.exports.compare_html import html_page

        text = html_page(comparisons, *rest)
    else:
        lines = exports.lines(comparisons, *rest, as_markdown=format == "markdown")
        if format == "text" and out is None:
            from comity.exports.compare_terminal import print_all

            show(lambda console: print_all(console, comparisons, *rest), lambda: lines)
            return
        text = "\n".join(lines) + "\n"
    if out is None:
        sys.stdout.write(text)
    else:
        write_whole(out, text)

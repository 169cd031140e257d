"""The Python API: open a ledger, read sources into it, ask it questions.

    ledger = comity.open("g20.ledger")
    ledger.read("article.txt", "https://example.org/report")
    for claim in ledger.claims(kind="accord", actor="Vladimir Putin"):
        print(claim.sentence, claim.source_chain)

Reading machinery is loaded when the first text comes: a ledger that is only asked opens in a blink.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

from comity import ledger as room
from comity.ledger import Explain, UnsoundReadingError
from comity.ledger.appearances import appearance_of
from comity.ledger.files import PATIENCE
from comity.model import ComityError, Document, Reading, UsageError

if TYPE_CHECKING:
    import networkx as nx

    from comity.analysis.compare import Compared
    from comity.analysis.network_choices import Aggregate
    from comity.analysis.network_question import Window
    from comity.analysis.trends import Trend
    from comity.gather import Gathered, Limits, Metadata
    from comity.gather import Refusal as GatherRefusal
    from comity.reading import Reader

DEFAULT_LEDGER = "comity.ledger"
Status = Literal["added", "replaced", "unchanged", "read", "refused"]


@dataclass(frozen=True, slots=True)
class ReadOutcome:
    """What came of one text.

    `status`: added, replaced or unchanged in the ledger; read, where there is no ledger; refused, with a `reason` and
    its `code`. `reading` is there for all but unchanged and refused texts.
    """

    name: str
    status: Status
    document: Document | None = None
    reading: Reading | None = None
    reason: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How sources are read.

    `metadata` given from outside wins over what a source says; `again` reads what the ledger holds already; `debug`
    raises where the reader fails on a text, instead of refusing that text.
    """

    metadata: Metadata | None = None
    limits: Limits | None = None
    allow_private: bool = False
    again: bool = False
    debug: bool = False


class Maker(Protocol):
    """What reads documents: `comity.Reader`, or any reader of another make."""

    @property
    def version(self) -> str:
        """Program and models with their versions; a change of it makes a ledger read texts again."""

    def read(self, document: Document) -> Reading:
        """Read one document."""


class LazyReader:
    """A `Reader` that loads knowledge and pipeline when the first text comes."""

    def __init__(
        self, knowledge: Iterable[str | Path] = (), pipeline: str | None = None, *, network: bool = True
    ) -> None:
        self.extra = tuple(Path(path) for path in knowledge)
        self.pipeline = pipeline
        self.network = network

    @cached_property
    def reader(self) -> Reader:
        """The reader itself."""
        from comity.knowledge import load_knowledge
        from comity.reading import Reader

        known = load_knowledge(*self.extra)
        chosen = {"pipeline": self.pipeline} if self.pipeline else {}
        return Reader(known, **chosen, network=self.network)

    @cached_property
    def version(self) -> str:
        """Program and models with their versions; files of the user's own count by their content."""
        own = f" / own knowledge {_digest(self.extra)}" if self.extra else ""
        return self.reader.version + own

    def read(self, document: Document) -> Reading:
        """Read one document."""
        return replace(self.reader.read(document), reader=self.version)


def _digest(paths: Iterable[Path]) -> str:
    """Eight hex digits over the files, and the files of the folders, by name and content."""
    found = hashlib.sha256()
    for path in paths:
        for file in sorted(path.iterdir()) if path.is_dir() else [path]:
            if file.is_file():
                found.update(file.name.encode("utf-8", "replace") + b"\0" + file.read_bytes() + b"\0")
    return found.hexdigest()[:8]


class Ledger(room.Ledger):
    """A ledger that can read sources; see `comity.ledger.Ledger` for what it answers.

    `knowledge`: extra files or folders of actors, accords and matters; `pipeline`: another spaCy pipeline.
    """

    def __init__(
        self,
        path: str | Path,
        *,
        write: bool = True,
        patience: float = PATIENCE,
        explain: Explain | None = None,
        reader: Maker | None = None,
    ) -> None:
        super().__init__(path, write=write, create=write, patience=patience, explain=explain)
        self.reader: Maker = reader or LazyReader()

    def read(self, *sources: str | Path, metadata: Metadata | None = None, again: bool = False) -> list[ReadOutcome]:
        """Read files, folders or addresses into the ledger; what came of each text, in order.

        Texts that cannot be read are refused with a reason and recorded; they do not raise.
        """
        return list(read_documents(sources, self.reader, ledger=self, options=ReadOptions(metadata, again=again)))

    def compare(self, *names: str, sides: Iterable[str] = (), min_certainty: float = 0) -> Compared:
        """Accounts side by side: of an encounter, of one document, or of two: `ledger.compare("a1b2c3", "d4e5f6")`.

        Names are ids (six digits or more) or, for documents, titles; `sides` picks the accounts by part of their names;
        `min_certainty` leaves out what is less sure. Raises InputError where a name means nothing, or several things;
        UsageError where the ledger reads with a reader of another make, which does not take texts apart.
        """
        from comity.analysis.compare import compare_encounter, compare_inside, compare_many

        if not isinstance(self.reader, LazyReader):
            raise UsageError("accounts are compared with Comity's own reader: open the ledger without another one")
        reader, chosen = self.reader.reader, tuple(sides)
        if len(names) == 1 and names[0].startswith("encounter_"):
            return compare_encounter(reader, self, names[0], chosen, min_certainty=min_certainty)
        if len(names) == 1:
            return compare_inside(reader, self.document(names[0]), chosen, min_certainty=min_certainty)
        documents = [self.document(name) for name in names]
        return compare_many(reader, documents, chosen, min_certainty=min_certainty)

    def _own_knowledge(self) -> tuple[Path, ...]:
        return self.reader.extra if isinstance(self.reader, LazyReader) else ()

    def network(self, by: Aggregate = "subtract", **settings: Any) -> nx.Graph[str]:
        """Who stands with whom, as a networkx graph: `ledger.network(by="congruence", since="2015", lift="state")`.

        `by` is the aggregation; other settings are those of `comity.analysis.network_question.Question`. Ties have
        `weight`, `congruence`, `conflict` and `claims`, up to 20 ids. Raises UsageError where settings do not fit.
        """
        from comity.analysis.lake import Tables
        from comity.analysis.network import find_network
        from comity.analysis.network_graph import to_graph
        from comity.analysis.network_question import Question

        with Tables(self, knowledge=self._own_knowledge()) as tables:
            return to_graph(find_network(tables, Question(aggregate=by, **settings), claims=20, most=None))

    def trend(self, *pair: str, window: Window = "month", **settings: Any) -> Trend:
        """How agreement moved between two actors (`ledger.trend("Orvenia", "Pelmora")`) or on a matter (`matter=`)."""
        from comity.analysis.lake import Tables
        from comity.analysis.network_question import Question
        from comity.analysis.trends import find_matter_trend, find_pair_trend

        if len(pair) not in {0, 2}:
            raise UsageError("name two actors, or none and a matter")
        with Tables(self, knowledge=self._own_knowledge()) as tables:
            if len(pair) == 2:
                return find_pair_trend(tables, Question(**settings), (pair[0], pair[1]), window, claims=20)
            return find_matter_trend(tables, Question(**settings), window, claims=20)


def open(
    path: str | Path = DEFAULT_LEDGER,
    *,
    write: bool = True,
    knowledge: Iterable[str | Path] = (),
    pipeline: str | None = None,
    network: bool = True,
    explain: Explain | None = None,
) -> Ledger:
    """Open a ledger; it is made where there is none, unless `write` is off.

    `knowledge`: your own files or folders of actors, accords and matters; `network` off reads by rules alone. Raises
    LedgerError where the file cannot be used.
    """
    return Ledger(path, write=write, explain=explain, reader=LazyReader(knowledge, pipeline, network=network))


def read_text(text: str, *, published: date | None = None, publisher: str | None = None) -> Reading:
    """Read one text, without a ledger."""
    return LazyReader().read(Document.create(text, published=published, publisher=publisher))


def read_documents(
    sources: Iterable[str | Path],
    reader: Maker,
    *,
    ledger: room.Ledger | None = None,
    options: ReadOptions = ReadOptions(),
) -> Iterator[ReadOutcome]:
    """Gather sources, read each text and add it to the ledger, one at a time.

    1. gather a document or a refusal, 2. skip what the ledger holds, 3. read, 4. add, 5. tell. A fault of the reader in
    one text refuses that text and goes on. Knowledge, engine and ledger errors end the run:
    what was added before stays.
    """
    from comity.gather import Limits, Metadata, Refusal, open_documents

    sources = list(sources)
    refused: set[str] = set()
    gathered = open_documents(
        sources,
        metadata=options.metadata or Metadata(),
        limits=options.limits or Limits(),
        allow_private=options.allow_private,
        skip=[] if ledger is None else ledger.files,
    )
    for item in gathered:
        outcome = _refused(item) if isinstance(item, Refusal) else _read(item, reader, ledger, options)
        if outcome.status == "refused":
            refused.add(outcome.name)
            if ledger is not None:
                ledger.refuse(outcome.name, outcome.reason or "", outcome.code or "")
        yield outcome
    if ledger is not None:
        for source in sources:
            ledger.settle_refusals(str(source), refused)


def _refused(item: GatherRefusal) -> ReadOutcome:
    return ReadOutcome(item.source, "refused", reason=item.reason, code=item.code)


def _read(item: Gathered, reader: Maker, ledger: room.Ledger | None, options: ReadOptions) -> ReadOutcome:
    given = [f.name for f in fields(options.metadata) if getattr(options.metadata, f.name)] if options.metadata else []
    document = item.document if ledger is None else ledger.complete(item.document, name=item.name, given=given)
    version = reader.version
    if ledger is not None and not options.again and ledger.holds(document, version):
        ledger.appears(item.document, item.name)
        return ReadOutcome(item.name, "unchanged", document)
    try:
        reading = reader.read(document)
    except ComityError:
        raise
    except Exception as error:
        if options.debug:
            raise
        reason = f"the reader failed on it ({type(error).__name__}: {error}): please report it with the text"
        return ReadOutcome(item.name, "refused", document, reason=reason, code="reader")
    if ledger is None:
        return ReadOutcome(item.name, "read", document, reading)
    try:
        seen = appearance_of(item.document, item.name)
        outcome = ledger.add(reading, name=item.name, again=options.again, seen=seen)
        return ReadOutcome(item.name, outcome, document, reading)
    except UnsoundReadingError as error:
        if options.debug:
            raise
        return ReadOutcome(item.name, "refused", document, reason=str(error), code="reader")

"""The `read` command's run: progress while it lasts, JSON where it is wanted, a summary at the end."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from comity.cli.tools import BAD_INPUT, INTERRUPTED, SOME_REFUSED, complain, terminal

if TYPE_CHECKING:
    from comity.api import ReadOutcome
    from comity.ledger import Ledger
    from comity.model import Reading

_PATIENCE = 1.5  # seconds before a progress bar shows


@dataclass
class Tally:
    """What came of a run."""

    ledger: Path | None
    counts: Counter[str] = field(default_factory=Counter)
    refused: list[dict[str, str]] = field(default_factory=list)
    stopped: bool = False

    @property
    def exit_code(self) -> int:
        """0, or the code for what was refused or stopped."""
        if self.stopped:
            return INTERRUPTED
        if not self.refused:
            return 0
        return SOME_REFUSED if sum(self.counts.values()) > len(self.refused) else BAD_INPUT

    def note(self, outcome: ReadOutcome) -> None:
        """Count one text."""
        self.counts[outcome.status] += 1
        if outcome.status == "refused":
            words = {"source": outcome.name, "code": outcome.code or "", "reason": outcome.reason or ""}
            self.refused.append(words)

    def as_json(self) -> dict[str, Any]:
        """The summary for programs."""
        ledger = None if self.ledger is None else str(self.ledger)
        return {**self.counts, "refusals": self.refused, "stopped": self.stopped, "ledger": ledger}

    def sentence(self) -> str:
        """The summary in one line."""
        words = {
            "added": "read",
            "read": "read",
            "replaced": "read anew",
            "unchanged": "unchanged",
            "refused": "refused",
        }
        parts = [f"{self.counts[status]} {word}" for status, word in words.items() if self.counts[status]]
        line = ", ".join(parts) or "nothing to read"
        stopped = "stopped; " if self.stopped else ""
        return f"{stopped}{line}" + (f"  →  {self.ledger}" if self.ledger is not None else "")


@dataclass
class JsonSink:
    """Writes reading JSON: a file for each text in a folder, or to standard output."""

    out: Path | None
    min_certainty: float
    ledger: Ledger | None = None
    _first: tuple[str, Reading] | None = None
    _lines: int = 0

    def __post_init__(self) -> None:
        from comity.exports.files import Folder

        self.folder = Folder(self.out) if self.out is not None else None

    def take(self, outcome: ReadOutcome) -> None:
        """Write the reading of one outcome, if it has one."""
        from comity.exports.safe_text import dumps

        reading = outcome.reading
        if reading is None and outcome.document is not None and outcome.status == "unchanged" and self.ledger:
            reading = self.ledger.reading(outcome.document.id)
        if reading is None:
            return
        if self.folder is not None:
            self.folder.write(outcome.name, ".json", dumps(self._values(outcome.name, reading), indent=1) + "\n")
        elif self._first is None and not self._lines:
            self._first = (outcome.name, reading)
        else:
            self._flush_first()
            print(dumps(self._values(outcome.name, reading)))
            self._lines += 1

    def close(self) -> None:
        """One text alone is printed to be read by people as well."""
        from comity.exports.safe_text import dumps

        if self._first is not None:
            print(dumps(self._values(*self._first), indent=1))

    def _flush_first(self) -> None:
        from comity.exports.safe_text import dumps

        if self._first is not None:
            print(dumps(self._values(*self._first)))
            self._first, self._lines = None, 1

    def _values(self, name: str, reading: Reading) -> dict[str, Any]:
        from comity.exports.reading_json import reading_json
        from comity.ledger.sure import at_least

        return reading_json(at_least(reading, self.min_certainty), name=name)


def run(outcomes: Iterable[ReadOutcome], tally: Tally, sink: JsonSink | None, total: int | None) -> None:
    """Go through the outcomes with a progress bar; Ctrl-C ends the run and keeps what was read."""
    try:
        with progress(total) as advance:
            for outcome in outcomes:
                tally.note(outcome)
                if sink is not None:
                    sink.take(outcome)
                if outcome.status == "refused":
                    complain(f"{outcome.name}: {outcome.reason}")
                advance(outcome.name)
    except KeyboardInterrupt:
        tally.stopped = True
    if sink is not None:
        sink.close()


@contextmanager
def progress(total: int | None) -> Iterator[Any]:
    """A bar with rate and time to go on standard error, where that is a terminal and the work takes a while."""
    console = terminal(error=True)
    if not console.is_terminal or total == 1:
        yield lambda name: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn, TimeRemainingColumn
    from rich.text import Text

    class Rate(ProgressColumn):
        """Texts a second."""

        def render(self, task: Any) -> Text:
            return Text(f"{task.speed:.1f}/s" if task.speed else "", style="dim")

    columns = (TextColumn("reading"), BarColumn(bar_width=24), MofNCompleteColumn(), Rate(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("reading", total=total)
        yield lambda name: bar.advance(task)


def estimate(sources: Iterable[str]) -> int | None:
    """About how many texts the sources hold: files of folders, lines of tables; None where that cannot be told."""
    total = 0
    for source in sources:
        path = Path(source)
        try:
            if path.is_dir():
                total += sum(len(files) for _, _, files in os.walk(path))
            elif path.suffix.lower() in {".jsonl", ".ndjson", ".csv"} and path.is_file():
                with path.open("rb") as file:
                    total += sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))
            else:
                total += 1
        except (OSError, ValueError):
            total += 1
    return total or None


def check_single(sources: list[str], title: str | None, url: str | None) -> None:
    """Raise a usage error where a title or address, which only one text can have, is given for several."""
    several = len(sources) > 1 or any(
        Path(source).is_dir() or Path(source).suffix.lower() in {".jsonl", ".ndjson", ".csv", ".tsv"}
        for source in sources
    )
    for name, value in (("--title", title), ("--url", url)):
        if several and value is not None:
            raise typer.BadParameter(
                "this belongs to one text: read it alone, or give several texts as rows of JSONL or CSV with their own",
                param_hint=name,
            )


def metadata_of(date: str | None, publisher: str | None, title: str | None, url: str | None) -> Any:
    """The Metadata that the options give; a usage error where the date cannot be one."""
    from comity.gather import Metadata, parse_date

    try:
        published = parse_date(date) if date is not None else None
    except Exception as error:  # noqa: BLE001 - whatever is wrong with it, it is no date
        raise typer.BadParameter(f"{error}", param_hint="--date") from None
    if date is not None and published is None:
        raise typer.BadParameter(f"{date!r} is not a date: write it as 2015-11-16", param_hint="--date")
    return Metadata(published=published, publisher=publisher, title=title, url=url)


def report(tally: Tally, *, as_json: bool, to_error: bool) -> None:
    """Print the summary; on standard error where standard output carries readings."""
    from comity.exports.safe_text import clean, dumps

    stream = sys.stderr if to_error else sys.stdout
    print(dumps(tally.as_json()) if as_json else clean(tally.sentence()), file=stream)

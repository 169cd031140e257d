"""Timelines of commitments for the eye, from 60 columns up."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from comity.analysis import Commitment, TrackedAccord, TrackedReport
from comity.exports.safe_text import clean, in_marks
from comity.exports.track import Shown, because, due_line, footer, headline, kind_line, order_line
from comity.ledger import names
from comity.ledger.sentences import day as in_words

_LONGEST = 200
_HUES = {
    "fulfilled": "green", "begun": "cyan", "partial": "yellow", "delayed": "yellow", "violated": "red",
    "denied": "magenta", "pledged": "blue",
}  # fmt: skip


def print_tracking(console: Console, shown: Shown) -> None:
    """Write the accords to a terminal."""
    for accord in shown.accords:
        console.print(_accord(accord))
    for line in footer(shown):
        console.print(Text(line, style="dim"))


def _accord(accord: TrackedAccord) -> RenderableType:
    title = Text.assemble((clean(accord.name), "bold cyan"), f"  {clean(accord.id)}")
    parts: list[RenderableType] = [Text(), Rule(title, align="left", style="dim"), Text(clean(headline(accord)), "dim")]
    parts += [Text(clean(order_line(problem)), style="yellow") for problem in accord.order_problems]
    parts += [Padding(_commitment(commitment), (1, 0, 0, 2)) for commitment in accord.commitments]
    if accord.as_a_whole:
        head = Text("The accord as a whole, or no single measure", style="bold")
        parts.append(Padding(Group(head, _summary(accord.summary), _timeline(accord.as_a_whole)), (1, 0, 0, 2)))
    return Group(*parts, Text())


def _commitment(commitment: Commitment) -> RenderableType:
    lines: list[RenderableType] = [Text(clean(commitment.label), style="bold")]
    who = names(commitment.obliged)
    lines += [Text(clean(line), style="dim") for line in (who, kind_line(commitment), due_line(commitment)) if line]
    if commitment.condition:
        lines.append(Text(clean(f"condition: {in_marks(commitment.condition)}"), style="dim"))
    lines.append(_summary(commitment.summary))
    return Group(*lines, _timeline(commitment.timeline)) if commitment.timeline else Group(*lines)


def _summary(summary: str) -> Text:
    style = (
        "bold red"
        if summary.startswith(("disputed", "perhaps disputed"))
        else "dim"
        if summary.startswith("no report")
        else ""
    )
    return Text(clean(summary), style=style)


def _timeline(reports: tuple[TrackedReport, ...]) -> RenderableType:
    table = Table.grid(padding=(0, 1), expand=True)
    table.add_column(width=11, style="dim")
    table.add_column(width=10)
    table.add_column(ratio=1)
    for report in reports:
        day = _short(in_words(report.day)) if report.day else "undated"
        status = Text(f"{report.status}{'?' if report.unsure else ''}", style=_HUES[report.status])
        table.add_row(day, status, Group(*_words(report)))
    return Padding(table, (0, 0, 0, 2))


def _words(report: TrackedReport) -> Iterator[Text]:
    quote = clean(report.entry.quote)
    shown = quote if len(quote) <= _LONGEST else f"{quote[:_LONGEST].rsplit(' ', 1)[0]} …"
    yield Text(in_marks(shown), style="italic")
    copies = f" (+{len(report.copies)} copies)" if report.copies else ""
    yield Text(clean(f"{report.entry.source_chain}{copies}  {report.entry.location}"), style="dim")
    if report.match is not None:
        yield Text(clean(f"{because(report)} ({report.match.certainty:.2f})"), style="dim")


def _short(words: str) -> str:
    """`17 May 2031`, with the month cut to three letters."""
    return " ".join(part[:3] if part.isalpha() else part for part in words.split())

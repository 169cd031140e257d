"""The command `comity events`: the events of a ledger as a table for statistics."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from comity.cli.tools import (
    DEFAULT,
    ActorName,
    AsJson,
    Debug,
    ExplainSteps,
    InDocument,
    LedgerPath,
    MinCertainty,
    Since,
    Source,
    Until,
    examples,
    guarded,
    make_filter,
    open_ledger,
)

Form = Literal["plover", "csv", "json"]

EPILOG = (
    examples(
        "comity events --out events.txt              # POLECAT's columns, by tabs",
        "comity events --format csv --out events.csv # and who says so, how sure, where",
        "comity events --type CONSULT --type AGREE --actor Lavrov --since 2015",
        "comity events --format json | jq '.[].actor_name'",
    )
    + "\n\nIn plover, which has no column for it, events are left out that the text denies or only plans, calls for or "
    "makes depend on something, unless PLOVER codes that as promise, threat or refusal; --all writes them too. "
    "docs/events.md tells of every column."
)


def events(  # noqa: PLR0913, PLR0917 - the command line's own options
    ledger: LedgerPath = DEFAULT,
    format: Annotated[Form, typer.Option("--format", help="The columns and how they are parted.")] = "plover",
    out: Annotated[Path | None, typer.Option("--out", help="Write here instead of to standard output.")] = None,
    types: Annotated[
        list[str] | None, typer.Option("--type", metavar="TYPE", help="Only events of this PLOVER type; repeatable.")
    ] = None,
    actor: ActorName = None,
    since: Since = None,
    until: Until = None,
    source: Source = None,
    document: InDocument = None,
    min_certainty: MinCertainty = None,
    actors: Annotated[
        list[Path] | None, typer.Option("--actors", help="Your own files, for places that only they name.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="In plover: also what is denied, planned, called for or conditional.")
    ] = False,
    as_json: AsJson = False,
    explain: ExplainSteps = False,
    debug: Debug = False,
) -> None:
    """Write the events (who did what to whom, PLOVER) as a table: POLECAT's columns, CSV or JSON."""
    wanted = make_filter(kind="event", actor=actor, since=since, until=until, source=source, document=document,
                         min_certainty=min_certainty)  # fmt: skip
    chosen = _types(types or [])
    form: Form = "json" if as_json else format
    with guarded(debug), open_ledger(ledger, explain=explain) as opened:
        from comity.exports.plover import event_entries, write_events
        from comity.knowledge import load_knowledge

        found = event_entries(opened, wanted, load_knowledge(*(actors or ())), chosen)
        written, left_out = write_events(found, form, out, everything=everything or form != "plover")
        _tell(written, left_out, out)


def _types(given: list[str]) -> frozenset[str]:
    """The types asked for, in capitals; a usage error where PLOVER has no such type."""
    from typing import get_args

    from comity.model.claims import EventType

    known = get_args(EventType)
    for word in given:
        if word.upper() not in known:
            raise typer.BadParameter(f"{word!r} is no event type: use one of {', '.join(known)}", param_hint="--type")
    return frozenset(word.upper() for word in given)


def _tell(written: int, left_out: int, out: Path | None) -> None:
    from comity.cli.tools import complain, counted

    if out is not None:
        print(f"{counted(written, 'event')}  →  {out}")
    if left_out:
        complain(f"left out {counted(left_out, 'event')} that did not happen by the text: denied, planned, called for "
                 "or conditional (--all writes them)")  # fmt: skip

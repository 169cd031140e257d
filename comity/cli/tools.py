"""What the commands share: errors as one line and an exit code, output for eyes or pipes, progress, common options."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from comity.ledger import Explain, Filter, Ledger

BAD_INPUT, INTERRUPTED, SOME_REFUSED, FAILED = 3, 130, 7, 6

EXIT_CODES = """Exit codes: 0 done · 1 verify found faults · 2 wrong usage · 3 nothing could be read · 4 a knowledge \
file does not hold · 5 the ledger cannot be used · 6 Comity itself failed · 7 some sources were refused, the rest was \
read · 130 stopped by Ctrl-C, what was read is kept."""


def complete_matter() -> list[str]:
    """The codes of all matters, for the shell's completion."""
    from comity.exports.brief_parts import matter_names

    return list(matter_names())


DEFAULT = Path("comity.ledger")
LedgerPath = Annotated[
    Path, typer.Option("--ledger", "-l", envvar="COMITY_LEDGER", help="The ledger file.", show_default=True)
]
OwnKnowledge = Annotated[
    list[Path] | None, typer.Option("--actors", help="Your own files or folders of actors, accords, matters.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
ActorName = Annotated[str | None, typer.Option("--actor", help="Only what this actor does or says: part of a name.")]
Matter = Annotated[
    str | None,
    typer.Option("--matter", help="Only this matter: ceasefire, border, sanctions …", autocompletion=complete_matter),
]
Theatre = Annotated[str | None, typer.Option("--theatre", help="Only this country or conflict.")]
Since = Annotated[str | None, typer.Option("--since", help="From this day, month or year on: 2015-11.")]
Until = Annotated[str | None, typer.Option("--until", help="Up to this day, month or year, included.")]
Source = Annotated[str | None, typer.Option("--source", help="Only from this outlet or speaker: part of a name.")]
InDocument = Annotated[
    str | None, typer.Option("--document", "-d", help="Only this text: its id (six digits or more), name or title.")
]
MinCertainty = Annotated[
    float | None, typer.Option("--min-certainty", min=0, max=1, help="Leave out what the reader is less sure of.")
]
By = Annotated[str, typer.Option("--by", envvar="COMITY_REVIEWER", help="Who judges: your name.")]
Note = Annotated[str | None, typer.Option("--note", help="Why.")]
ExplainSteps = Annotated[bool, typer.Option("--explain", help="Print each SQL step that runs, with its values.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show the whole trace where Comity fails.")]


def examples(*lines: str) -> str:
    """Examples under a command's help, one a line."""
    return "\n\n".join(["[bold]Examples[/bold]", *(f"  {line}" for line in lines)])


@contextmanager
def guarded(debug: bool = False) -> Iterator[None]:
    """Turn what goes wrong into one line on standard error and an exit code."""
    from comity.model import ComityError

    try:
        yield
        sys.stdout.flush()
    except ComityError as error:
        if debug:
            raise
        complain(str(error))
        raise typer.Exit(error.exit_code) from None
    except KeyboardInterrupt:
        complain("stopped; what was read is kept")
        raise typer.Exit(INTERRUPTED) from None
    except BrokenPipeError:
        # Whoever read our output has gone: nothing is wrong, and nothing more can be said there.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from None
    except (typer.Exit, typer.Abort, typer.BadParameter):
        raise
    except Exception as error:
        if debug or _is_usage(error):
            raise
        complain(f"Comity failed ({type(error).__name__}: {error}): run again with --debug and report what it prints")
        raise typer.Exit(FAILED) from None


def _is_usage(error: Exception) -> bool:
    return hasattr(error, "exit_code") and hasattr(error, "format_message")


def complain(message: str) -> None:
    """One line on standard error."""
    from comity.exports.safe_text import clean

    print(f"comity: {clean(message)}", file=sys.stderr)


class _Teller(logging.Handler):
    """What a room tells of long work, as lines on standard error."""

    def emit(self, record: logging.LogRecord) -> None:
        """Print one line."""
        complain(record.getMessage())


def tell_long_work() -> None:
    """Have long work on a ledger (bringing an older one up to date) told on standard error."""
    log = logging.getLogger("comity.ledger")
    if not any(isinstance(handler, _Teller) for handler in log.handlers):
        log.addHandler(_Teller())
        log.setLevel(logging.INFO)


def terminal(*, error: bool = False) -> Console:
    """Where to print: colours and width as the terminal has them, none where output goes into a file or pipe."""
    from rich.console import Console

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    console = Console(stderr=error, markup=False, highlight=False, emoji=False)
    console.width = min(console.width, 110)
    return console


def show(eye: Callable[[Console], object], lines: Callable[[], Iterable[str]]) -> None:
    """Print for the eye on a terminal, or line by line into a pipe."""
    console = terminal()
    if console.is_terminal:
        eye(console)
    else:
        for line in lines():
            print(line)


def show_json(value: Any) -> None:
    """Print a value as indented JSON."""
    from comity.exports.safe_text import dumps

    terminal()
    print(dumps(value, indent=2))


def open_ledger(path: Path, *, write: bool = False, explain: bool = False) -> Ledger:
    """An existing ledger, to ask it."""
    from comity.ledger import Ledger

    return Ledger(path, write=write, create=False, explain=step_printer(explain))


def step_printer(explain: bool) -> Explain | None:
    """Prints each SQL step to standard error, if wanted."""
    if not explain:
        return None
    from comity.exports.safe_text import clean, clean_lines

    def tell(name: str, sql: str, values: Any) -> None:
        bound = {key: f"{clean(str(value))[:60]}" for key, value in values.items()} if values else {}
        print(f"-- {name} {bound or ''}\n{clean_lines(sql)}\n", file=sys.stderr)

    return tell


def make_filter(**values: Any) -> Filter:
    """The filter of a command's options; raises a usage error where a date cannot be one."""
    from comity.ledger import Filter

    for name in ("since", "until"):
        if values.get(name) is not None and not _in_calendar(values[name]):
            raise typer.BadParameter(f"{values[name]!r} is not a day, month or year: write 2015-11-16, 2015-11 or 2015",
                                     param_hint=f"--{name}")  # fmt: skip
    if values.get("since") and values.get("until") and values["since"] > values["until"] + "~":
        raise typer.BadParameter(f"{values['since']} is after {values['until']}: --since takes the earlier day",
                                 param_hint="--since")  # fmt: skip
    return Filter(**values)


def _in_calendar(value: str) -> bool:
    """Whether it is a day, month or year, and there is such a one."""
    import re
    from datetime import date

    if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", value):
        return False
    try:
        date.fromisoformat(value + "-01-01"[len(value) - 4 :])
    except ValueError:
        return False
    return True


def may_write(path: Path) -> bool:
    """Whether a file and its folder can be written to."""
    return os.access(path, os.W_OK) and os.access(path.absolute().parent, os.W_OK)


def counted(number: int, noun: str) -> str:
    """`no faults`, `1 fault`, `2 faults`."""
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"

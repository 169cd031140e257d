"""Writes the generated parts of the documentation: the command reference and the tables of the data model.

    python docs/generate.py            # write them
    python docs/generate.py --check    # exit 1 if they are not up to date

A generated part stands between `<!-- generated: NAME -->` and `<!-- end -->`; the rest of a page is written by hand.
"""

from __future__ import annotations

import inspect
import re
import sqlite3
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Literal, get_args, get_origin, get_type_hints

import typer

from comity.cli import app
from comity.cli.tools import EXIT_CODES
from comity.knowledge.plover import TABLES, codings
from comity.knowledge.tables import read_tables
from comity.ledger.files import name_of, schema_version, script, statements_of

HERE = Path(__file__).parent
_PART = re.compile(r"(<!-- generated: ([\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def commands() -> Iterator[str]:
    """Each command: what it does, its arguments and options, examples."""
    for name, command in every_command():
        function = command.callback
        assert function is not None
        yield f"## comity {name}\n"
        yield f"{inspect.getdoc(function)}\n"
        yield from parameters(function)
        yield from epilog(str(command.epilog))


def every_command() -> Iterator[tuple[str, Any]]:
    """Each command under its name; those of a group (`actors check`) after the others."""
    for group in app.registered_groups:
        callback = group.typer_instance.registered_callback
        if callback is not None and group.typer_instance.info.invoke_without_command:
            yield str(group.name), SimpleNamespace(callback=callback.callback, epilog=group.typer_instance.info.epilog)
    groups = [(f"{group.name} ", group.typer_instance) for group in app.registered_groups]
    for prefix, commands_of in (("", app), *groups):
        for command in commands_of.registered_commands:
            yield f"{prefix}{command.name or command.callback.__name__}", command


def parameters(function: Callable[..., Any]) -> Iterator[str]:
    """The arguments and options of a command as a table."""
    hints = get_type_hints(function, include_extras=True)
    yield "| option | what it does |"
    yield "| --- | --- |"
    for name, parameter in inspect.signature(function).parameters.items():
        if hints[name] is typer.Context:
            continue
        info = next(part for part in get_args(hints[name]) if isinstance(part, (typer.models.ParameterInfo)))
        words = str(info.help)
        if info.envvar:
            words += f" Also from `${info.envvar}`."
        if parameter.default not in {None, False, inspect.Parameter.empty}:
            words += f" Default: `{parameter.default}`."
        yield f"| {label(name, info, get_args(hints[name])[0])} | {words.replace('|', chr(92) + '|')} |"
    yield ""


def label(name: str, info: Any, kind: Any) -> str:
    """How an option is written on the command line."""
    if isinstance(info, typer.models.ArgumentInfo):
        return f"`{info.metavar or name.upper()}{' …' if get_origin(kind) is list else ''}`"
    written = [word for word in (info.default, *info.param_decls) if isinstance(word, str)]
    choices = [choice for part in (kind, *get_args(kind)) if get_origin(part) is Literal for choice in get_args(part)]
    return " ".join([", ".join(f"`{word}`" for word in written), *(f"`{choice}`" for choice in choices)])


def epilog(text: str) -> Iterator[str]:
    """The examples and remarks under a command."""
    lines = [line for line in text.split("\n\n") if line and "[bold]" not in line and line != EXIT_CODES]
    shown = [line.strip() for line in lines if line.startswith("  ")]
    if shown:
        yield "\n".join(["```sh", *shown, "```", ""])
    for line in lines:
        if not line.startswith("  "):
            yield line.replace(EXIT_CODES, "").strip() + "\n"


def exit_codes() -> Iterator[str]:
    """The exit codes as a table."""
    yield "| code | meaning |"
    yield "| --- | --- |"
    for part in EXIT_CODES.removeprefix("Exit codes: ").rstrip(".").split(" · "):
        code, words = part.split(" ", 1)
        yield f"| {code} | {words} |"
    yield ""


def tables() -> Iterator[str]:
    """Each table of the schema with its columns, from the comments of schema.sql."""
    yield f"Schema version {schema_version()}.\n"
    sql = script("schema.sql")
    for match in re.finditer(r"((?:^--[^\n]*\n)*)CREATE TABLE (\w+) \((.*?)^\) STRICT", sql, re.DOTALL | re.MULTILINE):
        comment, name, body = match.groups()
        words = " ".join(line.removeprefix("--").strip() for line in comment.splitlines())
        yield f"### {name}\n"
        if words:
            yield f"{words}\n"
        yield "| column | type | what it holds |"
        yield "| --- | --- | --- |"
        yield from columns(body)
        yield ""


def columns(body: str) -> Iterator[str]:
    """The columns of one CREATE TABLE."""
    for line in body.splitlines():
        match = re.match(r"  (\w+) +(TEXT|INTEGER|REAL)([^,]*?),?(?: +-- (.*))?$", line)
        if match and match[1] not in {"PRIMARY", "UNIQUE", "CHECK"}:
            name, kind, rest, words = match.groups()
            refers = re.search(r"REFERENCES (\w+)", rest)
            notes = [words or "", f"→ {refers[1]}" if refers else ""]
            empty = "" if "NOT NULL" in rest or "PRIMARY KEY" in rest else ", may be empty"
            yield f"| {name} | {kind}{empty} | {' '.join(filter(None, notes))} |"


def views() -> Iterator[str]:
    """Each readable view with its columns, from the comments of views.sql."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(script("schema.sql") + script("views.sql"))
    comments = dict(re.findall(r"^-- ([^\n]*)\nCREATE VIEW (\w+)", script("views.sql"), re.MULTILINE))
    by_name = {name: words for words, name in comments.items()}
    yield "| view | what it answers | columns |"
    yield "| --- | --- | --- |"
    for sql in statements_of(script("views.sql")):
        name = name_of(sql)
        found = connection.execute(f"SELECT * FROM {name}").description  # noqa: S608 - names of our own views
        yield f"| {name} | {by_name[name]} | {', '.join(column for column, *_ in found)} |"
    yield ""


def plover() -> Iterator[str]:
    """Each event type of PLOVER with its modes, from the table in the program."""
    yield "| type | mode | score | quad | CAMEO | meaning |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for coding in codings().values():
        cells = (coding.type, coding.mode or "", f"{coding.score:g}", coding.quad.lower(), coding.cameo or "")
        yield f"| {' | '.join(cells)} | {coding.meaning} |"
    yield ""


def codebook() -> Iterator[str]:
    """Where PLOVER codes a happening apart from the ledger's type, from the table in the program."""
    columns = ("kind", "mode", "status", "polarity", "plover", "plover_mode", "reason")
    yield "| ledger type | mode | status | polarity | PLOVER type | mode | reason |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for row in read_tables(TABLES / "codebook.tsv")[0].rows:
        yield f"| {' | '.join(row.values.get(column, '') for column in columns)} |"
    yield ""


PARTS: dict[str, Callable[[], Iterator[str]]] = {
    "commands": commands,
    "exit-codes": exit_codes,
    "codebook": codebook,
    "plover": plover,
    "tables": tables,
    "views": views,
}


def generated(page: str) -> str:
    """A page with its generated parts made anew."""
    return _PART.sub(lambda match: match[1] + "\n" + "\n".join(PARTS[match[2]]()) + "\n" + match[3], page)


def main() -> int:
    """Write the pages, or with --check tell which are not up to date."""
    stale = []
    for path in sorted(HERE.glob("*.md")):
        page = path.read_text("utf-8")
        fresh = generated(page)
        if fresh != page:
            stale.append(path.name)
            if "--check" not in sys.argv:
                path.write_text(fresh, "utf-8")
    if "--check" in sys.argv and stale:
        print(f"not up to date: {', '.join(stale)}; run `python docs/generate.py`", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

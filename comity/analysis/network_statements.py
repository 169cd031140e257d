"""Anybody's coded statements, one a row of a CSV file: read, thinned of repetitions, cut by time, counted."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from comity.analysis.network_choices import Aggregate, Duplicates, Mode, Normalise, check_choices
from comity.analysis.network_matrix import Incidence, Level, Matrix, count, levels_of, network_matrix
from comity.model import InputError, UsageError

_WHOLE = re.compile(r"[+-]?\d{1,15}")
_TRUE = {"true": 1, "yes": 1, "false": 0, "no": 0}


@dataclass(frozen=True, slots=True)
class Coded:
    """One coded statement: who (row), on what (over), at which level of the qualifier, in which document, when."""

    row: str
    over: str
    level: Level
    document: str
    day: date | None


@dataclass(frozen=True, slots=True)
class Columns:
    """The names of the columns to read; without a qualifier all statements are alike."""

    rows: str = "organization"
    over: str = "concept"
    qualifier: str | None = "agreement"
    document: str = "doc"
    date: str = "date"


def read_statements(path: Path, columns: Columns) -> list[Coded]:
    """The statements of a CSV file, as they stand there; those without a name of an actor or concept are left out.

    Dates are days (2015-11-16, a time after it is cut off) or seconds since 1970. Columns for document and date may be
    missing. Raises InputError where the file cannot be read, a column is missing or a value does not fit.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            head = file.readline()
            file.seek(0)
            return list(_coded(csv.DictReader(file, delimiter=_delimiter(head)), columns, path))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(
            f"{path} cannot be read as a CSV file in UTF-8 ({error}): check the path and the file"
        ) from error


def _delimiter(head: str) -> str:
    """What parts the columns: a comma, or the semicolon or tab of other spreadsheets."""
    return max(",;\t", key=head.count)


def _coded(table: csv.DictReader[str], columns: Columns, path: Path) -> Iterator[Coded]:
    there = table.fieldnames or []
    for name in (columns.rows, columns.over, columns.qualifier):
        if name is not None and name not in there:
            raise InputError(f"{path} has no column {name!r}: it has {', '.join(there) or 'none at all'}")
    for number, line in enumerate(table, 2):
        row, over = (line[columns.rows] or "").strip(), (line[columns.over] or "").strip()
        if not row or not over:
            continue
        level: Level = 0
        if columns.qualifier is not None:
            text = (line[columns.qualifier] or "").strip()
            if not text:
                raise InputError(
                    f"{path}, line {number}: no value in {columns.qualifier!r}: fill it in or drop the row"
                )
            level = int(text) if _WHOLE.fullmatch(text) else _TRUE.get(text.casefold(), text)
        day = _day(line.get(columns.date), f"{path}, line {number}")
        yield Coded(row, over, level, (line.get(columns.document) or "").strip(), day)


def _day(text: str | None, where: str) -> date | None:
    text = (text or "").strip()
    if not text:
        return None
    try:
        if _WHOLE.fullmatch(text) and len(text) > 4:
            return datetime.fromtimestamp(int(text), UTC).date()
        return date.fromisoformat(text[:10])
    except (ValueError, OverflowError, OSError):
        raise InputError(f"{where}: {text!r} is no date: write 2015-11-16 or seconds since 1970") from None


def thin(statements: Iterable[Coded], duplicates: Duplicates, *, by_level: bool = True) -> list[Coded]:
    """Statements in order of time, repetitions left out: the same row, column and level in one document, week, month …

    Unlike the Discourse Network Analyzer, which compares the bare number of a month or week, May 2014 and May 2015 are
    two months here. Without `by_level` (aggregation `ignore`), a repetition at another level counts as one too.
    """
    ordered = sorted(statements, key=lambda one: one.day or date.min)
    if duplicates == "include":
        return ordered
    first: dict[tuple[object, ...], Coded] = {}
    for one in ordered:
        first.setdefault((one.row, one.over, one.level if by_level else None, _within(one, duplicates)), one)
    return list(first.values())


def _within(one: Coded, duplicates: Duplicates) -> object:
    if duplicates == "document":
        return one.document
    if duplicates == "all":
        return None
    if one.day is None:
        raise InputError(f"a statement of {one.row!r} has no date: --duplicates {duplicates} needs one for each")
    return {"week": one.day.isocalendar()[:2], "month": (one.day.year, one.day.month), "year": one.day.year}[duplicates]


@dataclass(frozen=True, slots=True)
class Settings:
    """How statements become a network."""

    mode: Mode = "one"
    aggregate: Aggregate = "congruence"
    normalise: Normalise = "no"
    duplicates: Duplicates = "include"
    isolates: bool = False

    def check(self) -> None:
        """Raise UsageError where they do not go together."""
        check_choices(self.mode, self.aggregate, self.normalise)


def incidence(statements: Sequence[Coded], kept: Sequence[Coded], settings: Settings) -> Incidence:
    """X of the statements kept; the levels are those of all statements, so that windows can be compared."""
    levels, scale = levels_of(one.level for one in statements)
    if scale == "text" and settings.mode == "two" and settings.aggregate == "subtract":
        raise UsageError("subtract needs a qualifier of numbers in a two-mode network: use ignore or combine")
    thinned = thin(kept, settings.duplicates, by_level=settings.aggregate != "ignore")
    names = sorted({one.row for one in statements}) if settings.isolates else ()
    return count(((one.row, one.over, one.level) for one in thinned), levels, scale, names=names)


def statement_network(statements: Sequence[Coded], kept: Sequence[Coded], settings: Settings) -> Matrix:
    """The network of the statements kept. Raises UsageError where the settings do not go together."""
    return network_matrix(incidence(statements, kept, settings), settings.mode, settings.aggregate, settings.normalise)

"""Tables for spreadsheets and statistics: one line a row, and no cell that a spreadsheet would run as a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from comity.exports.safe_text import clean

# What makes Excel, LibreOffice or Sheets take a cell for a formula, after any blanks; also in full width.
_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")

Cell = str | int | float | None


def harmless(value: Cell) -> str:
    """A value as the text of one cell: on one line, with an apostrophe before what would be run; None is empty.

    Numbers, negative ones too, stay as they are.
    """
    text = clean("" if value is None else str(value))
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Cell]], *, delimiter: str = ",") -> Iterator[str]:
    """A table as lines without their ends (see `write_lines`), after RFC 4180: the header, then a line for each row.

    With a tab as `delimiter`, a table of tab-separated values. Raises ValueError where a row does not fit the header.
    """
    yield _line(header, delimiter)
    for row in rows:
        if len(row) != len(header):
            raise ValueError(f"a row of {len(row)} cells under a header of {len(header)}")
        yield _line(row, delimiter)


def _line(row: Sequence[Cell], delimiter: str) -> str:
    line = io.StringIO()
    csv.writer(line, delimiter=delimiter, lineterminator="").writerow([harmless(cell) for cell in row])
    return line.getvalue()

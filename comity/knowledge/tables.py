"""Tables of text: TSV and YAML files as rows that know the line they stand on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from comity.model.errors import KnowledgeError

_LARGEST = 32 * 2**20
_DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its values by column, and where it stands."""

    file: Path
    line: int
    values: Mapping[str, str]

    def error(self, column: str, problem: str, fix: str) -> KnowledgeError:
        """The error that says where the row is wrong and what to do."""
        return KnowledgeError(f"{self.file}, line {self.line}, column '{column}': {problem}; {fix}")

    def text(self, column: str) -> str:
        """The value of a column that may not be empty."""
        value = self.values.get(column, "")
        if not value:
            raise self.error(column, "the value is missing", "fill it in or remove the row")
        return value

    def optional(self, column: str) -> str | None:
        """The value of a column, None where it is empty or absent."""
        return self.values.get(column) or None

    def several(self, column: str) -> tuple[str, ...]:
        """The values of a column that holds several, parted by `|`."""
        return tuple(part for part in (piece.strip() for piece in self.values.get(column, "").split("|")) if part)

    def day(self, column: str) -> date | None:
        """The date in a column: `2015-11-15`, or `2015-11` or `2015` for the first day of that month or year."""
        value = self.values.get(column)
        if not value:
            return None
        match = _DAY.fullmatch(value)
        try:
            if match is None:
                raise ValueError
            year, month, day = match.groups()
            return date(int(year), int(month or 1), int(day or 1))
        except ValueError:
            fix = "write YYYY-MM-DD, YYYY-MM or YYYY, or leave it empty"
            raise self.error(column, f"'{value}' is not a date", fix) from None


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one file that share a header; `kind` is the key they stand under in YAML, None for TSV."""

    file: Path
    columns: frozenset[str]
    rows: tuple[Row, ...]
    kind: str | None = None


def read_tables(path: Path) -> list[Table]:
    """The tables of one `.tsv`, `.yaml` or `.yml` file: one of a TSV, one for each top-level key of a YAML.

    Lines that are empty or begin with `#` are passed over in TSV. Raises KnowledgeError for anything else.
    """
    text = _read(path)
    if path.suffix == ".tsv":
        return [_read_tsv(path, text)]
    if path.suffix in {".yaml", ".yml"}:
        return list(_read_yaml(path, text))
    raise KnowledgeError(f"{path}: a knowledge file ends in .tsv, .yaml or .yml; rename it or leave it out")


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > _LARGEST:
            raise KnowledgeError(f"{path}: larger than {_LARGEST // 2**20} MiB; split it into several files")
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise KnowledgeError(f"{path}: cannot be read ({error.strerror}); check the path and its permissions") from None
    except UnicodeDecodeError as error:
        raise KnowledgeError(f"{path}: byte {error.start} is not UTF-8; save the file as UTF-8") from None


def _read_tsv(path: Path, text: str) -> Table:
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip() and line[0] != "#"]
    if not lines:
        raise KnowledgeError(f"{path}: the file is empty; its first line must name the columns, parted by tabs")
    columns = [name.strip() for name in lines[0][1].split("\t")]
    if len(set(columns)) != len(columns) or "" in columns:
        raise KnowledgeError(
            f"{path}, line {lines[0][0]}: a column has no name or the name of another; name each column once"
        )
    rows = tuple(_tsv_row(path, number, line, columns) for number, line in lines[1:])
    return Table(path, frozenset(columns), rows)


def _tsv_row(path: Path, number: int, line: str, columns: list[str]) -> Row:
    cells = [cell.strip() for cell in line.split("\t")]
    if len(cells) > len(columns):
        raise KnowledgeError(
            f"{path}, line {number}, column {len(columns) + 1}: {len(cells)} values for {len(columns)} columns; "
            "remove a tab or name the column in the first line"
        )
    return Row(path, number, dict(zip(columns, cells, strict=False)))


def _read_yaml(path: Path, text: str) -> Iterator[Table]:
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise KnowledgeError(f"{path}: not valid YAML ({error}); correct it there") from None
    if not isinstance(root, yaml.MappingNode):
        raise KnowledgeError(f"{path}: the top level must map a kind, such as 'entities', to a list of rows")
    for key, rows in root.value:
        if not isinstance(rows, yaml.SequenceNode):
            line = rows.start_mark.line + 1
            raise KnowledgeError(f"{path}, line {line}: '{key.value}' must hold a list of rows; begin each with '-'")
        read = tuple(_yaml_row(path, node) for node in rows.value)
        yield Table(path, frozenset(column for row in read for column in row.values), read, str(key.value))


def _yaml_row(path: Path, node: yaml.Node) -> Row:
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        raise KnowledgeError(f"{path}, line {line}: a row must map columns to values; write 'column: value'")
    return Row(path, line, {str(key.value): _yaml_value(path, key, value) for key, value in node.value})


def _yaml_value(path: Path, key: yaml.Node, node: yaml.Node) -> str:
    if isinstance(node, yaml.ScalarNode):
        return "" if node.tag == "tag:yaml.org,2002:null" else str(node.value).strip()
    if isinstance(node, yaml.SequenceNode) and all(isinstance(item, yaml.ScalarNode) for item in node.value):
        return "|".join(str(item.value) for item in node.value)
    line = node.start_mark.line + 1
    raise KnowledgeError(f"{path}, line {line}, column '{key.value}': write one value or a flat list of values")

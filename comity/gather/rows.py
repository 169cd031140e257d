"""Files of rows: JSON, JSONL and CSV, one text a row with what is known about it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import BinaryIO

from comity.gather.decoding import decode, encoding_mark, guess_encoding
from comity.gather.finish import finish, metadata_from
from comity.gather.items import Gathered, Options, Refusal, RefusalError

_SAMPLE = 65_536


def read_json(data: bytes, source: str, stem: str, options: Options) -> Iterator[Gathered | Refusal]:
    """The text of a JSON object with a `text` key, or of each object in a list."""
    value = _parse(decode(data))
    if not isinstance(value, list):
        yield _row(value, stem, options)
        return
    for number, row in enumerate(value, 1):
        try:
            yield _row(row, f"{stem}-{number}", options)
        except RefusalError as error:
            yield Refusal(f"{source}:{number}", f"row {number}: {error}", error.code)


def read_jsonl(stream: BinaryIO, source: str, stem: str, options: Options) -> Iterator[Gathered | Refusal]:
    """One text for each line, a JSON object in UTF-8; blank lines are passed over. Reads line by line."""
    row_number = 0
    for number, line in _lines(stream, options.limits.max_bytes):
        if line is not None and not line.strip():
            continue
        row_number += 1
        try:
            yield _row(_parse_line(line, options), f"{stem}-{row_number}", options)
        except RefusalError as error:
            yield Refusal(f"{source}:{number}", f"line {number}: {error}", error.code)


def _lines(stream: BinaryIO, most: int) -> Iterator[tuple[int, bytes | None]]:
    """Numbered lines; None for one longer than `most` bytes, of which no more is ever held."""
    number = 0
    while line := stream.readline(most + 1):
        number += 1
        if len(line) <= most or line.endswith(b"\n"):
            yield number, line
            continue
        while (rest := stream.readline(_SAMPLE)) and not rest.endswith(b"\n"):
            pass
        yield number, None


def _parse_line(line: bytes | None, options: Options) -> object:
    if line is None:
        raise RefusalError("too-large", f"the row is longer than {options.limits.max_bytes:,} bytes: split its text")
    try:
        return _parse(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise RefusalError("encoding", f"byte {error.start} is not valid UTF-8: save the file as UTF-8") from error


def _parse(text: str) -> object:
    try:
        value: object = json.loads(text.removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        raise RefusalError("format", f"this is not valid JSON ({error.msg}, character {error.pos})") from error
    except (ValueError, RecursionError) as error:  # numbers of thousands of digits, brackets thousands deep
        raise RefusalError("format", f"this JSON cannot be read ({type(error).__name__})") from error
    return value


def _row(row: object, name: str, options: Options) -> Gathered:
    if not isinstance(row, dict) or row.get("text") is None:
        raise RefusalError("format", 'there is no text: each row needs a "text"')
    text, own_name = row["text"], row.get("name")
    if not isinstance(text, str):
        raise RefusalError("format", "the text is not a string: put it in quotation marks")
    named = own_name.strip() if isinstance(own_name, str) else ""
    return finish(named or name, text, metadata_from(row, options), options)


def read_csv(stream: BinaryIO, source: str, stem: str, options: Options) -> Iterator[Gathered | Refusal]:
    """One text for each row of a CSV file whose first row names the columns, one of them `text`.

    Commas, semicolons or tabs part the columns. A field longer than `max_bytes` is most often a quotation mark that
    never closes; what follows it cannot be told apart, so the file ends there with a Refusal.
    """
    lines = _text_lines(stream, options.limits.max_bytes)
    header_line = next(lines, "")
    header, delimiter = _header(header_line)
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        line = rows.line_num + 2
        try:
            values = _next_row(rows, options.limits.max_bytes)
            if values is None:
                return
            if values:
                yield _csv_row(header, values, f"{stem}-{number}", options)
            else:
                number -= 1  # a blank line
        except RefusalError as error:
            yield Refusal(f"{source}:{line}", f"line {line}: {error}", error.code)
            if error.code == "unreadable":
                return


def _next_row(rows: Iterator[list[str]], most: int) -> list[str] | None:
    # The limit is one for the whole process: it is set for this row only.
    previous = csv.field_size_limit(most)
    try:
        return next(rows, None)
    except csv.Error as error:
        if "field limit" in str(error):
            reason = (
                f"a field is longer than {most:,} characters, perhaps an open quotation mark: nothing after is read"
            )
            raise RefusalError("unreadable", reason) from error
        raise RefusalError("format", f"the row is not valid CSV ({error}): mend its quotation marks") from error
    finally:
        csv.field_size_limit(previous)


def _csv_row(header: list[str], values: list[str], name: str, options: Options) -> Gathered:
    if len(values) > len(header):
        raise RefusalError("format", f"the row has {len(values)} columns, the first line names {len(header)}")
    if any("\udc80" <= character <= "\udcff" for value in values for character in value):
        raise RefusalError("encoding", "the row holds bytes that are not in the file's encoding: save it as UTF-8")
    return _row(dict(zip(header, values, strict=False)), name, options)


def _text_lines(stream: BinaryIO, most: int) -> Iterator[str]:
    """Lines of text, line ends kept; bytes that the encoding does not know come through as escapes, checked later."""
    sample = stream.read(_SAMPLE)
    encoding = encoding_mark(sample)
    if encoding is None:
        if b"\x00" in sample:
            raise RefusalError("binary", "this is not text (it holds NUL bytes): save it as CSV in UTF-8")
        try:
            # The last few bytes may be half a character.
            sample[: sample.rfind(b"\n") + 1].decode("utf-8")
            encoding = "utf-8"
        except UnicodeDecodeError:
            encoding = guess_encoding(sample)
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding=encoding, errors="surrogateescape", newline="")
    mark = "\ufeff"
    while line := text.readline(most + 1):
        if len(line) > most and not line.endswith(("\r", "\n")):
            raise RefusalError("unreadable", f"a line is longer than {most:,} characters: nothing after is read")
        yield line.removeprefix(mark)
        mark = ""


def _header(line: str) -> tuple[list[str], str]:
    for delimiter in ",;\t":
        try:
            columns = next(csv.reader([line], delimiter=delimiter), [])
        except csv.Error:
            continue
        names = [column.strip().lower() for column in columns]
        if "text" in names:
            return names, delimiter
    raise RefusalError("format", 'the first line names no column "text": add one')

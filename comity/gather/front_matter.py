"""Front matter: `key: value` lines between two `---` lines at the top of a Markdown file."""

from __future__ import annotations

import re

_BLOCK = re.compile(r"\ufeff?---[ \t]*\r?\n(.*?)(?:^|\n)---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_PAIR = re.compile(r"([A-Za-z][\w -]{0,60}):(?:[ \t]+(.*))?$")
_PASSED_OVER = re.compile(r"\s*$|\s*#|\s+\S|- ")
_LONGEST = 20_000


def split_front_matter(text: str) -> tuple[dict[str, object], str]:
    """The values of the front matter, keys in lower case, and the text after it, nothing trimmed.

    A block whose lines are not all `key: value`, comments, or indented or listed continuations (passed over) is text,
    for a Markdown text may begin with a rule. Values are kept as written but for quotation marks around them.
    """
    if not (block := _BLOCK.match(text[:_LONGEST])):
        return {}, text
    values: dict[str, object] = {}
    for line in block[1].splitlines():
        if pair := _PAIR.match(line.rstrip()):
            values[pair[1].strip().lower()] = _unquoted((pair[2] or "").strip())
        elif not _PASSED_OVER.match(line):
            return {}, text
    return (values, text[block.end() :]) if values else ({}, text)


def _unquoted(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value

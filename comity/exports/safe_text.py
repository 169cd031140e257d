"""Outside text made harmless before it reaches a terminal, a page or a machine."""

from __future__ import annotations

import json
import re
from typing import Any

# What a terminal obeys (C0, DEL, C1) and what turns the direction of writing; tabs and line ends are handled apart.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]")
_LINE_ENDS = re.compile("[\r\n\t\v\f\x1c-\x1e\x85\u2028\u2029]+")
_IN_JSON = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufff9-\ufffb]")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>|#~!])")


def clean(text: str) -> str:
    """The text on one line, without anything that a terminal obeys: controls become `�`, directions go."""
    return clean_lines(_LINE_ENDS.sub(" ", text))


def clean_lines(text: str) -> str:
    """As `clean`, line ends and tabs kept."""
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", _DIRECTIONS.sub("", text))


def visible(text: str) -> str:
    """The text with `�` for each character that would be obeyed, one for one: offsets stay what they are."""
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", _DIRECTIONS.sub("\N{REPLACEMENT CHARACTER}", text))


def in_marks(text: str) -> str:
    """The text in quotation marks, unless it is a quotation as a whole."""
    whole = len(text) > 1 and text[0] in '"“„«' and text[-1] in '"”“»'
    return text if whole else f"“{text}”"


def markdown(text: str) -> str:
    """The text on one line, with every mark of Markdown and HTML escaped."""
    return _MARKDOWN.sub(r"\\\1", clean(text).replace("&", "&amp;"))


def dumps(value: Any, *, indent: int | None = None) -> str:
    """JSON that a terminal may show: characters that it would obey are written as escapes."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return _IN_JSON.sub(lambda match: f"\\u{ord(match[0]):04x}", text)

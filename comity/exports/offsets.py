"""Offsets in a text as its file gives it, from offsets in the canonical text."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator


def place_in(given: str, text: str) -> Callable[[int], int] | None:
    """The function from an offset in the canonical `text` to one in `given`, a text with line ends as `\\n`.

    `text` may be a part of `given` (behind front matter, say). None where it does not stand there.
    """
    if given == text:
        return int
    origins: list[int] = []
    pieces: list[str] = []
    for start, cluster in _clusters(given):
        piece = unicodedata.normalize("NFC", cluster if start else cluster.removeprefix("\ufeff"))
        pieces.append(piece)
        origins += [start] * len(piece)
    origins.append(len(given))
    at = "".join(pieces).find(text)
    return None if at < 0 else lambda offset: origins[at + offset]


def _clusters(text: str) -> Iterator[tuple[int, str]]:
    """Letters with the marks and vowels that composition may join to them, each with its place."""
    start = 0
    for n in range(1, len(text) + 1):
        if n == len(text) or _begins(text[n]):
            yield start, text[start:n]
            start = n


def _begins(character: str) -> bool:
    composed_jamo = "\u1160" <= character <= "\u11ff"
    return unicodedata.combining(character) == 0 and not composed_jamo

"""Quotation marks of every style, paired: where somebody else's words begin and end.

Works on the bare text, so that a wrong parse cannot move a mark. A mark that is never closed in its paragraph opens
nothing, unless the next paragraph opens with a mark again (the custom for quotations of several paragraphs).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

OPENING = {"“": "”", "«": "»", "„": "“”", "``": "''"}
CLOSING = frozenset("”»")
STRAIGHT = frozenset({'"', "''", "``"})
MARKS = frozenset({*OPENING, *CLOSING, *STRAIGHT, "‘", "’", "'", "`"})
_MARK = re.compile(r"``|''|[“”„«»\"]")
_PARAGRAPH = re.compile(r"[^\n]+(?:\n(?!\s*\n)(?=[a-z])[^\n]+)*")
_SINGLE = re.compile(r"(?<![\w'’‘])['‘](?=[\w“\"])")
_SINGLE_END = re.compile(r"(?:(?<=[.,!?…])['’]|(?<=[\w)%])['’](?=[\s.,;:!?)\]”\"—–-]|$))")
_SHORT = 90


@dataclass(frozen=True, slots=True)
class Quotation:
    """What stands between two marks, `[start, end)`, and the range `[outer_start, outer_end)` with the marks.

    `inner` is a quotation inside another one, or between single marks; `open_ended` one that runs on in the next
    paragraph.
    """

    start: int
    end: int
    outer_start: int
    outer_end: int
    paragraph: int
    inner: bool = False
    open_ended: bool = False


class Quotations:
    """All quotations of a text in order, with fast look-up by position."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.paragraphs = [match.span() for match in _PARAGRAPH.finditer(text) if match.group().strip()]
        found = list(_find(text, self.paragraphs))
        self.outer = [quotation for quotation in found if not quotation.inner]
        self.all = found
        self._starts = [quotation.outer_start for quotation in self.outer]

    def at(self, position: int) -> Quotation | None:
        """The outermost quotation that holds a position, its marks included."""
        index = bisect_right(self._starts, position) - 1
        if index >= 0 and position < self.outer[index].outer_end:
            return self.outer[index]
        return None

    def within(self, start: int, end: int) -> list[Quotation]:
        """The outermost quotations that share a code point with a range."""
        index = max(bisect_right(self._starts, start) - 1, 0)
        found = []
        while index < len(self.outer) and self.outer[index].outer_start < end:
            if self.outer[index].outer_end > start:
                found.append(self.outer[index])
            index += 1
        return found

    def paragraph_of(self, position: int) -> int:
        """The number of the paragraph in which a position stands."""
        return max(bisect_right(self.paragraphs, (position, 1 << 60)) - 1, 0)


def _find(text: str, paragraphs: list[tuple[int, int]]) -> Iterator[Quotation]:
    for number, (start, end) in enumerate(paragraphs):
        following = paragraphs[number + 1][0] if number + 1 < len(paragraphs) else None
        continues = following is not None and _MARK.match(text, following + _indent(text, following)) is not None
        doubles = list(_doubles(text, number, (start, end), continues))
        singles = list(_singles(text, number, (start, end), doubles))
        yield from sorted(doubles + singles, key=lambda q: (q.outer_start, -q.outer_end))


def _indent(text: str, position: int) -> int:
    length = 0
    while position + length < len(text) and text[position + length] in " \t\xa0":
        length += 1
    return length


def _doubles(text: str, number: int, paragraph: tuple[int, int], continues: bool) -> Iterator[Quotation]:
    """Quotations between double marks of one paragraph, paired from left to right."""
    opened: re.Match[str] | None = None
    for mark in _MARK.finditer(text, *paragraph):
        if opened is None or (_opens(text, mark) and not _closes(text, opened, mark)):
            opened = mark if _opens(text, mark) else opened
        elif _closes(text, opened, mark):
            if text[opened.end() : mark.start()].strip():
                yield Quotation(opened.end(), mark.start(), opened.start(), mark.end(), number)
            opened = None
    if opened is not None and continues and _opens_sentence(text, paragraph[0], opened.start()):
        end = paragraph[1]
        while end > opened.end() and text[end - 1].isspace():
            end -= 1
        if end > opened.end():
            yield Quotation(opened.end(), end, opened.start(), end, number, open_ended=True)


def _opens_sentence(text: str, paragraph: int, mark: int) -> bool:
    """Whether a mark stands where a sentence begins: only there a quotation may run on into the next paragraph."""
    before = text[paragraph:mark].rstrip()
    return not before or before[-1] in ".!?:,”’"


def _opens(text: str, mark: re.Match[str]) -> bool:
    """Whether a mark can open: by its form, or, being straight, by the white space around it."""
    sign = mark.group()
    if sign in OPENING:
        return True
    if sign in CLOSING and text[mark.start() - 1 : mark.start()] not in {"", "\n"}:
        return False
    before = text[mark.start() - 1 : mark.start()]
    after = text[mark.end() : mark.end() + 1]
    return (not before or before.isspace() or before in "([—–-/:'‘") and bool(after) and not after.isspace()


def _closes(text: str, opened: re.Match[str], mark: re.Match[str]) -> bool:
    """Whether a mark can close what another one opened."""
    sign, opener = mark.group(), opened.group()
    if sign in STRAIGHT - {"``"}:
        before, after = text[mark.start() - 1 : mark.start()], text[mark.end() : mark.end() + 1]
        loose = opener in STRAIGHT and before.isspace() and bool(after) and not after.isspace()
        return not loose
    return sign in OPENING.get(opener, "”»")


def _singles(text: str, number: int, paragraph: tuple[int, int], doubles: list[Quotation]) -> Iterator[Quotation]:
    """Quotations between single marks; an apostrophe opens nothing, and nothing crosses a double mark."""
    position = paragraph[0]
    while opened := _SINGLE.search(text, position, paragraph[1]):
        position = opened.end()
        around = next((q for q in doubles if q.start <= opened.start() < q.end), None)
        limit = around.end if around else min([q.outer_start for q in doubles if q.start > position] or [paragraph[1]])
        closed = _SINGLE_END.search(text, position, limit)
        if closed is None or text[position : position + 1].isdigit():
            continue
        words = text[position : closed.start()]
        if " " not in words or (opened.group() == "'" and len(words) > _SHORT and words[-1] not in ".,!?"):
            continue
        yield Quotation(
            position, closed.start(), opened.start(), closed.end(), number, inner=around is not None or len(words) < 4
        )
        position = closed.end()

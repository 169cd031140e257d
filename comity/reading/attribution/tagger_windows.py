"""Words, their features and the windows in which the attribution model reads a text.

Training and reading share this module, so that the model always sees at run time what it was trained on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

WORD = re.compile(r"\w+|[^\w\s]")
SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*\s+(?=[\"'“‘«(\[]*[A-Z0-9])")
PARAGRAPH_END = re.compile(r"\s*\n\s*")
ABBREVIATION = re.compile(
    r"\b(?:[A-Z]|Mr|Mrs|Ms|Dr|Gen|Col|Lt|Sgt|Capt|Adm|Sen|Rep|Gov|Pres|St|Jr|Sr|vs|No|Prof|Rev|Hon|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.\s*$"
)

MOST_PIECES = 8  # of one word: the rest of a long address tells nothing
OPENING = "“„«"
CLOSING = "”»"
STRAIGHT = '"'
_SIGNS = frozenset(OPENING + CLOSING + STRAIGHT + "`'")
OUTSIDE, INSIDE, OPENS, CLOSES = range(4)
QUOTE_STATES, CASES, BREAKS, CONVENTIONS = 4, 5, 3, 2
FEATURES = QUOTE_STATES * CASES * BREAKS * CONVENTIONS


class Word(NamedTuple):
    """One token of the text `[start, end)` and what the model is told of it beside its letters."""

    start: int
    end: int
    quote: int
    case: int
    gap: int

    def feature(self, convention: int) -> int:
        """Row of the model's feature table for this word under one annotation convention."""
        return ((self.quote * CASES + self.case) * BREAKS + self.gap) * CONVENTIONS + convention


def quote_states(text: str, spans: Sequence[tuple[int, int]], ends: set[int]) -> list[int]:
    """For each token span whether it lies outside or inside quotation marks, or opens or closes them.

    Curly, angular, straight, doubled ('' and ``) marks count. A straight mark opens after white space or an opening
    bracket. A paragraph end (`ends` holds the index of each paragraph's first token) closes what is still open.
    """
    states: list[int] = []
    inside = False
    for index, (start, end) in enumerate(spans):
        if index in ends:
            inside = False
        mark = _mark(text, start, end) if text[start] in _SIGNS else None
        if mark is None:
            states.append(INSIDE if inside else OUTSIDE)
            continue
        if mark == "either":
            before = text[start - 1] if start else " "
            repeated = before == text[start] and states and states[-1] in (OPENS, CLOSES)
            opens = states[-1] == OPENS if repeated else not inside or before.isspace() or before in "([{—–"
            opens = opens and not (inside and text[end : end + 1].isspace())
        else:
            opens = mark == "open"
        inside = opens
        states.append(OPENS if opens else CLOSES)
    return states


def _mark(text: str, start: int, end: int) -> str | None:
    """'open', 'close' or 'either' where the one-character token is (half of) a double quotation mark, else None."""
    character = text[start:end]
    if character in OPENING:
        return "open"
    if character in CLOSING:
        return "close"
    if character == STRAIGHT:
        return "either"
    doubled = text[end : end + 1] == character or (start > 0 and text[start - 1] == character)
    if character == "`" and doubled:
        return "open"
    if character == "'" and doubled:
        return "either"
    return None


def _case(token: str) -> int:
    """0 without letters or digits, 1 lower, 2 Capitalised, 3 UPPER, 4 digits."""
    if not token[0].isalnum():
        return 0
    if token[0].isdigit():
        return 4
    if token.islower():
        return 1
    return 3 if len(token) > 1 and token.isupper() else 2


def read_words(text: str) -> tuple[list[Word], list[int], list[int]]:
    """The words of `text`, the index of each sentence's first word, and of each paragraph's first word."""
    spans = [match.span() for match in WORD.finditer(text)]
    paragraphs = _first_at(spans, [0, *(m.end() for m in PARAGRAPH_END.finditer(text))])
    breaks = [
        m.end()
        for m in SENTENCE_END.finditer(text)
        if not ABBREVIATION.search(text, max(0, m.start() - 8), m.start() + 2)
    ]
    sentences = _first_at(spans, sorted({0, *breaks, *(m.end() for m in PARAGRAPH_END.finditer(text))}))
    starts, sentence_starts = set(paragraphs), set(sentences)
    quotes = quote_states(text, spans, starts)
    words = [
        Word(a, b, quotes[i], _case(text[a:b]), 2 if i in starts else 1 if i in sentence_starts else 0)
        for i, (a, b) in enumerate(spans)
    ]
    return words, sentences, paragraphs


def only_within(
    read: tuple[list[Word], list[int], list[int]], within: Sequence[tuple[int, int]]
) -> tuple[list[Word], list[int], list[int]]:
    """What `read_words` gave, without the sentences that touch no range of `within`."""
    words, sentences, paragraphs = read
    ranges, at, opening, new = sorted(within), 0, set(paragraphs), False
    kept: list[Word] = []
    starts: tuple[list[int], list[int]] = ([], [])
    for first, last in zip(sentences, [*sentences[1:], len(words)], strict=True):
        begin, end = words[first].start, words[last - 1].end
        new = new or first in opening
        while at < len(ranges) and ranges[at][1] <= begin:
            at += 1
        if at < len(ranges) and ranges[at][0] < end:
            starts[0].append(len(kept))
            if new:
                starts[1].append(len(kept))
            kept += words[first:last]
            new = False
    return kept, *starts


def _first_at(spans: Sequence[tuple[int, int]], offsets: Sequence[int]) -> list[int]:
    """Index of the first span at or after each ascending offset, without repeats."""
    found: list[int] = []
    index = 0
    for offset in offsets:
        while index < len(spans) and spans[index][0] < offset:
            index += 1
        if index < len(spans) and (not found or found[-1] != index):
            found.append(index)
    return found


def pack(
    sizes: Sequence[int], sentences: Sequence[int], paragraphs: Sequence[int], *, limit: int, first: int | None = None
) -> Iterator[tuple[int, int]]:
    """Windows `[first word, last word)` of at most `limit` pieces that end at paragraph ends where they can.

    `sizes` holds the pieces of each word. A paragraph longer than `limit` is cut at a sentence end, a sentence longer
    than that anywhere. `first`, if given, is the limit of the first window only (training moves the cuts with it).
    """
    total = [0]
    for size in sizes:
        total.append(total[-1] + size)
    paragraph_set = {*paragraphs, len(sizes)}
    sentence_set = {*sentences, len(sizes)}
    start, room = 0, first or limit
    while start < len(sizes):
        end, best, soft = start, start, start
        while end < len(sizes) and total[end + 1] - total[start] <= room:
            end += 1
            if end in paragraph_set:
                best = end
            if end in sentence_set:
                soft = end
        cut = best if best > start and 2 * (total[best] - total[start]) >= room else max(soft, best)
        if cut == start:
            cut = end if end > start else start + 1
        yield start, cut
        start, room = cut, limit

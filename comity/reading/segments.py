"""Sentence breaks that the parser may not cross, and some that it may not make.

A line end opens a new sentence (headlines, lists, paragraphs). A word in lower case does not, right after an
abbreviation ("the U.S. president") or in the middle of a line.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import Any

import numpy as np
from spacy.attrs import SENT_START
from spacy.language import Language
from spacy.tokens import Doc

from comity.reading.occurrences import texts_of

_LINE_ENDS, _FURTHEST = "comity_line_ends", 200
_START, _NO_START = np.uint64(1), np.int64(-1).astype("uint64")
_ENDS = frozenset(".!?:;”\"''…")
RUNNING = frozenset(
    {"the", "a", "an", "of", "and", "to", "in", "for", "by", "with", "on", "at", "from", "or", "its", "their"}
)
_TITLES_CUT_SHORT = frozenset(
    {"mr.", "mrs.", "ms.", "dr.", "gen.", "sen.", "rep.", "gov.", "lt.", "col.", "st.", "prof.", "mr", "mrs", "ms"}
)


@Language.component("comity_segments", assigns=["token.is_sent_start"])
def break_lines(doc: Doc) -> Doc:
    """Start a sentence after every token that holds a line end.

    A single line end inside a running sentence (hard-wrapped text: the next line starts in lower case) is no break.
    """
    # Written in one go: setting a token's `is_sent_start` looks through the whole Doc each time.
    marks: Any = np.zeros((len(doc), 1), dtype="uint64")
    for token in doc[:-1]:
        lower = doc[token.i + 1].text[:1].islower()
        if "\n" in token.text:
            if _runs_on(doc, token.i) and not _is_mark(doc, token.i + 1):
                marks[token.i + 1] = _NO_START
            elif "\n\n" in token.text or not lower or _is_mark(doc, token.i + 1):
                marks[token.i + 1] = _START
        elif (lower and token.text not in _ENDS) or token.lower_ in _TITLES_CUT_SHORT:
            marks[token.i + 1] = _NO_START
    return doc.from_array([SENT_START], marks) if len(doc) else doc


def _runs_on(doc: Doc, at: int) -> bool:
    """Whether the words before a single line end cannot stand at the end of a line of their own ("… to the")."""
    return at > 0 and doc[at].text.strip(" ") == "\n" and doc[at - 1].lower_ in RUNNING


def _is_mark(doc: Doc, at: int) -> bool:
    """Whether a line begins with the mark of a list item ("a)", "ii.", "(i)", "2.", a dash)."""
    text = doc[at].text
    if text in {"(", "-", "–", "—", "•", "*"}:
        return True
    if text.rstrip(".)").isdigit():
        return text[-1] in ".)" or (at + 1 < len(doc) and doc[at + 1].text in {".", ")"})
    if len(text) <= 2 and at + 1 < len(doc) and text.isalpha():
        return doc[at + 1].text in {")", "."}
    return len(text) in {2, 3} and text[-1] == ")"


def title_end(doc: Doc) -> int:
    """The token behind a text's headline: its first line, where it is short, has no stop and is not all there is."""
    first = next((t.i for t in doc if not t.is_space), len(doc))
    for token in doc[first : first + _LONGEST_HEADLINE]:
        if token.is_space and "\n" in token.text:
            stopped = doc[token.i - 1].text in {".", ":", ";", "?", "!", ","} or token.i + 1 >= len(doc)
            return 0 if stopped else token.i
    return 0


_LONGEST_HEADLINE = 30


def paragraph_of(doc: Doc, at: int) -> tuple[int, int]:
    """First and last+1 token of the paragraph around a token: up to the line ends on both sides, 400 tokens at most."""
    ends: list[int] | None = doc.user_data.get(_LINE_ENDS)
    if ends is None:
        ends = doc.user_data[_LINE_ENDS] = [at for at, text in enumerate(texts_of(doc)) if "\n" in text]
    behind = bisect_left(ends, at)
    start = ends[behind - 1] + 1 if behind else 0
    end = ends[behind] if behind < len(ends) else len(doc)
    return max(start, at - _FURTHEST), min(end, at + _FURTHEST)

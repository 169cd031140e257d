"""Attribution: the raw find of a rule or a tagger, before speakers, kinds and chains are worked out.

Everything is a range of code points, so that finds from different tokenisations can be put side by side.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from comity.reading.attribution.certainty import of_rule
from comity.reading.quotations import MARKS, Quotations

Range = tuple[int, int]
_DATELINE = re.compile(
    r"(?:[A-Z][\w .,'’]{1,40}\([A-Z][A-Za-z .’'&-]{1,30}\) ?|[A-Z][A-Z .,'’]{2,40}(?:\([^)]{2,30}\) )?)(?:--|—|–|-) "
)
_EDGE = frozenset({",", ";", ":", "–", "—", "-", "--", ".", "…", "...", ""})


@dataclass(frozen=True, slots=True)
class Attribution:
    """Source, cue and content of one find; `relay` is the source that passes it on ("NBC" in "NBC quoted Ann").

    `estimate` is how likely the find is right where the network has looked too, without it the rule's own share of
    right finds counts. `anonymous`: the text leaves the source out on purpose ("it was noted"); `verbatim`: the words
    are the source's own, marks or not; `denies`: it turns down what somebody else reports ("denied a report by X that
    …"), and relays none of it.
    """

    source: Range | None
    cue: Range | None
    contents: tuple[Range, ...]
    rule: str
    relay: Range | None = None
    anonymous: bool = False
    verbatim: bool = False
    denies: bool = False
    estimate: float | None = None

    @property
    def score(self) -> float:
        """How likely it is right."""
        return of_rule(self.rule) if self.estimate is None else self.estimate

    @property
    def start(self) -> int:
        """Where its content or cue begins, whichever comes first."""
        begins = [begin for begin, _ in self.contents] + ([self.cue[0]] if self.cue else [])
        return min(begins)

    @property
    def end(self) -> int:
        """Where its content, cue or source ends, whichever comes last."""
        ends = [end for _, end in self.contents] + [part[1] for part in (self.cue, self.source) if part]
        return max(ends)


def dateline_before(words: str) -> int:
    """How many code points of a phrase are the dateline of the report: "OSLO, May 3 (Reuters) - "."""
    dateline = _DATELINE.match(words)
    return dateline.end() if dateline else 0


def token_range(first: Token, last: Token) -> Range:
    """The code points from one token to another, both included."""
    return first.idx, last.idx + len(last)


def content_range(doc: Doc, first: int, last: int, quotations: Quotations) -> Range | None:
    """The content that tokens `first` to `last` (both included) give, trimmed as annotators trim it.

    White space and punctuation go from both ends; a quotation that is cut through is taken in whole; marks around the
    whole content go, a closing mark that ends it stays with its opening one inside.
    """
    while first <= last and (doc[first].is_space or doc[first].text in _EDGE):
        first += 1
    while last >= first and (doc[last].is_space or doc[last].text in _EDGE or doc[last].dep_ == "cc"):
        last -= 1
    if first > last:
        return None
    start, end = token_range(doc[first], doc[last])
    return settle(start + dateline_before(quotations.text[start:end]), end, quotations, quotations.text)


def settle(start: int, end: int, quotations: Quotations, text: str) -> Range | None:
    """Fit a range to the quotation marks in it and around it; None where nothing but marks is left."""
    for quotation in quotations.within(start, end):
        if quotation.outer_start < start and quotation.outer_end > end:
            return _trimmed(start, end, text)
        if quotation.start < start < quotation.end < end:
            start = quotation.outer_start
        if start < quotation.end and start <= quotation.outer_start < end < quotation.outer_end:
            end = quotation.outer_end
    inside = quotations.within(start, end)
    if inside and start >= inside[0].outer_start and end <= inside[0].outer_end:
        return _trimmed(max(start, inside[0].start), min(end, inside[0].end), text)
    opened, closed = {q.outer_start for q in inside}, {q.outer_end for q in inside}
    while start < end and text[start] in MARKS and start not in opened and text[start] not in "'’‘":
        start += 1
    while end > start and text[end - 1] in MARKS and end not in closed and text[end - 1] not in "'’":
        end -= 1
    return _trimmed(start, end, text)


def _trimmed(start: int, end: int, text: str) -> Range | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if any(c.isalnum() for c in text[start:end]) else None

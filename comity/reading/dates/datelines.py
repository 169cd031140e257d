"""The dateline of a news report: "AVREL, Lusenia, March 15 (Harbour Press) - ", and the place that it names.

It tells where the report was written. Names in it do nothing in the sentence that follows.
"""

from __future__ import annotations

import re

from spacy.tokens import Doc, Token

from comity.model import Span
from comity.reading.context import context_of, span_of, text_of

_FOUND = "comity_dateline"
_AGENCY = r"(?:\s*\([^()\n]{2,60}\))"
_DAY = r"(?:,?\s*(?:[A-Z][a-z]{2,8}\.?\s\d{1,2}(?:,\s\d{4})?|\d{1,2}\s[A-Z][a-z]{2,8}))"
_DATELINE = re.compile(
    rf"(?:^|\n)\s*(?P<city>[A-Z][A-Z.'’\- ]{{2,30}}[A-Z.])(?P<rest>(?:,\s[A-Z][\w.’' ]{{2,25}})?{_DAY}?{_AGENCY}?)"
    r"\s*(?:--|[-–—:])\s"
)
_HEAD = 600


def dateline(doc: Doc) -> tuple[int, int] | None:
    """Where the dateline of a text stands, None where it has none; looked for at its head alone."""
    if _FOUND not in doc.user_data:
        match = _DATELINE.search(text_of(doc)[:_HEAD])
        doc.user_data[_FOUND] = (match.start("city"), match.end()) if match else None
    found: tuple[int, int] | None = doc.user_data[_FOUND]
    return found


def in_dateline(token: Token) -> bool:
    """Whether a word stands in the dateline."""
    found = dateline(token.doc)
    return found is not None and found[0] <= token.idx < found[1]


def dateline_place(doc: Doc) -> tuple[str, Span] | None:
    """The known place that a dateline names, with its words."""
    found = dateline(doc)
    if found is None:
        return None
    match = _DATELINE.search(text_of(doc)[:_HEAD])
    city = match["city"].strip(" .") if match else ""
    place = context_of(doc).knowledge.place(city.title()) or context_of(doc).knowledge.place(city)
    return (place.name, span_of(doc, found[0], found[0] + len(city))) if place and match else None

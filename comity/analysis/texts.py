"""The text around a claim: what stands in the clause before it, in the lines above it."""

from __future__ import annotations

import re
from functools import lru_cache

from comity.ledger import Ledger
from comity.model import Span

_SENTENCE_END = re.compile(r"[.;!?]['\"”’)]*\s|\n")
_NEAR = 300
_HEADING = 90


class Texts:
    """The texts of a ledger, the last few kept at hand."""

    def __init__(self, ledger: Ledger) -> None:
        self._text = lru_cache(maxsize=64)(lambda document: ledger.document(document).text)

    def whole(self, document: str) -> str:
        """A document's text."""
        return self._text(document)

    def clause(self, span: Span) -> str:
        """The words of the same sentence before a span, and the span."""
        before = self._text(span.document)[max(0, span.start - _NEAR) : span.start]
        ends = [match.end() for match in _SENTENCE_END.finditer(before)]
        return before[ends[-1] if ends else 0 :] + self.onward(span)

    def onward(self, span: Span) -> str:
        """A span and the words behind it up to the next comma or full stop."""
        after = self._text(span.document)[span.end : span.end + _NEAR]
        return span.text + re.split(r"[,.;:\n]", after, maxsplit=1)[0]

    def before(self, span: Span) -> str:
        """The words of the same paragraph that stand before a span."""
        before = self._text(span.document)[max(0, span.start - _NEAR) : span.start]
        return before.rsplit("\n", 1)[-1]

    def heading(self, span: Span) -> str:
        """The short line without a full stop above the paragraph in which a span stands; empty if there is none."""
        lines = self._text(span.document)[max(0, span.start - 3000) : span.start].split("\n")[:-1]
        for line in reversed(lines):
            if line.strip():
                short = len(line) <= _HEADING and not line.rstrip().endswith((".", "!", "?", ":", ",", "”", '"'))
                return line.strip() if short else ""
        return ""

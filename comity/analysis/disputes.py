"""Where reporters part over one measure, and one line that says so; Comity takes no side.

Two reports part where both cannot be so: kept and broken, broken and denied; kept and, not earlier, only begun, kept in
part or late. Progress over time is no dispute: each pair lies within `_WINDOW` days. Who says "kept, but late" says
kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from comity.analysis.dates import apart, exact
from comity.ledger.sentences import day as in_words
from comity.model.claims import ReportStatus

_WINDOW = 30
_ALWAYS = ({"fulfilled", "violated"}, {"violated", "denied"}, {"fulfilled", "denied"})
_SHORT_OF = frozenset({"begun", "partial", "delayed"})
_MOST = 6


class Dated(Protocol):
    """What a dispute needs of a report."""

    @property
    def day(self) -> str | None:
        """The day it was told."""

    @property
    def reporter(self) -> str:
        """Who says so."""

    @property
    def status(self) -> ReportStatus:
        """What it says."""


@dataclass(frozen=True, slots=True)
class Side:
    """One reporter's word."""

    reporter: str
    status: ReportStatus
    day: str | None

    def __str__(self) -> str:
        return f"{self.reporter} says {self.status}{f' ({in_words(self.day)})' if self.day else ''}"


@dataclass(frozen=True, slots=True)
class Dispute:
    """Two reporters who part."""

    left: Side
    right: Side

    def __str__(self) -> str:
        return f"{self.left}, {self.right}"


def find_disputes(reports: Sequence[Dated]) -> tuple[Dispute, ...]:
    """Every two reporters who part, at the latest reports in which they do; `reports` by day."""
    found: dict[tuple[str, str], Dispute] = {}
    kept = {(r.reporter.casefold(), r.day) for r in reports if r.status == "fulfilled"}
    reports = [r for r in reports if r.status != "delayed" or (r.reporter.casefold(), r.day) not in kept]
    for n, later in enumerate(reports):
        for earlier in reversed(reports[:n]):
            distance = apart(earlier.day, later.day)
            if distance is not None and distance > _WINDOW:
                break
            if earlier.reporter.casefold() != later.reporter.casefold() and _part(earlier, later, distance):
                pair = min(earlier.reporter, later.reporter), max(earlier.reporter, later.reporter)
                if distance is None or pair not in found or found[pair].right.day != later.day:
                    found[pair] = Dispute(_side(earlier), _side(later))
    return tuple(sorted(found.values(), key=lambda d: (d.right.day or "~", d.left.reporter, d.right.reporter)))


def _part(earlier: Dated, later: Dated, distance: int | None) -> bool:
    both = {earlier.status, later.status}
    if both in _ALWAYS:
        return True
    if distance is None:
        return False
    same_day = distance == 0
    return (earlier.status == "fulfilled" and later.status in _SHORT_OF) or (
        same_day and later.status == "fulfilled" and earlier.status in _SHORT_OF
    )


def _side(report: Dated) -> Side:
    return Side(report.reporter, report.status, report.day)


def summarise(
    reports: Sequence[Dated], disputes: Sequence[Dispute], *, perhaps: Sequence[Dispute] = (), unsure: int = 0
) -> str:
    """Who says what, in one line: the disputes, or else the last word of each reporter.

    `perhaps`: disputes if a report means this measure; `unsure`: how many reports may mean another.
    """
    more = f"; {unsure} more may belong here" if unsure else ""
    if disputes:
        return f"disputed: {_few(map(str, disputes))}{more}"
    if perhaps:
        return f"perhaps disputed: {_few(map(str, perhaps))}{more}"
    if not reports:
        return f"no report{more}"
    last: dict[str, list[Dated]] = {}
    for report in reports:
        same = last.setdefault(report.reporter.casefold(), [])
        last[report.reporter.casefold()] = [*(other for other in same if other.day == report.day), report]
    ordered = sorted(last.values(), key=lambda r: (r[-1].day is None, r[-1].day or "", r[-1].reporter), reverse=True)
    return _few(map(_last_word, ordered)) + more


def _last_word(reports: Sequence[Dated]) -> str:
    """What a reporter said on the last day on which it spoke."""
    said = " and ".join(dict.fromkeys(report.status for report in reports))
    day = reports[-1].day
    return f"{reports[-1].reporter} says {said}{f' ({in_words(day)})' if day else ''}"


def _few(parts: Iterable[str]) -> str:
    shown = list(parts)
    more = f"; and {len(shown) - _MOST} more" if len(shown) > _MOST else ""
    return "; ".join(shown[:_MOST]) + more


def against_deadline(reports: Sequence[Dated], due: str | None) -> str:
    """How many reports came by a deadline and after it, and when it was first reported kept; empty without either."""
    if due is None or exact(due) is None:
        return ""
    dated = [report for report in reports if exact(report.day)]
    if not dated:
        return "no dated report"
    by = sum((report.day or "") <= due for report in dated)
    kept = next((report for report in dated if report.status == "fulfilled"), None)
    first = f"; first reported fulfilled on {in_words(kept.day or '')}, by {kept.reporter}" if kept else ""
    return f"{_count(by)} by that day, {len(dated) - by} after{first}"


def _count(number: int) -> str:
    return f"{number or 'no'} report{'' if number == 1 else 's'}"

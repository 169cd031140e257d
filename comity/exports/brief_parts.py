"""The parts of a brief: sections of items, each with its quotes."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from comity.ledger import Filter, Ledger, LedgerClaim, LedgerStatement, told_as


@dataclass(frozen=True, slots=True)
class Quote:
    """The words something was read from, where they stand, and who is behind them."""

    text: str
    location: str
    source_chain: str
    id: str


@dataclass(frozen=True, slots=True)
class Item:
    """One answer: a line (`aside` stands before it: a date, a stance), details, quotes, and what belongs under it."""

    line: str
    aside: str = ""
    details: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()
    children: tuple[Item, ...] = ()
    ordered: bool = False
    left_off: int = 0
    quotes_left_off: int = 0

    @property
    def weight(self) -> int:
        """How many entries of the ledger stand behind it: its children, or itself."""
        return len(self.children) or 1


@dataclass(frozen=True, slots=True)
class Section:
    """One question and its answers."""

    name: str
    question: str
    items: tuple[Item, ...]
    left_off: int = 0


def quote_of(entry: LedgerClaim | LedgerStatement) -> Quote:
    """The quote of a claim or statement."""
    return Quote(entry.quote, entry.location, entry.source_chain, entry.id)


def quotes_of(entries: Iterable[LedgerClaim | LedgerStatement]) -> tuple[Quote, ...]:
    """The quotes of several entries, each place once."""
    return tuple({quote.location: quote for quote in map(quote_of, entries)}.values())


def told(entry: LedgerClaim) -> str:
    """How the text presents a claim, with the words that say so: `possible: “may have”`."""
    words = told_as(entry.claim.factuality)
    cues = ", ".join(f"“{cue.text}”" for cue in entry.claim.factuality.cues)
    return f"{words}: {cues}" if words and cues else words


def once(wanted: Filter) -> Filter:
    """The filter without texts that are copies of others; where it asks for one text or outlet, as it is."""
    if wanted.document is not None or wanted.source is not None:
        return wanted
    return Filter(**{**wanted.given, "once": True})  # type: ignore[arg-type]


def few_claims(ledger: Ledger, wanted: Filter, kind: str, limit: int | None) -> tuple[list[LedgerClaim], int]:
    """The first claims of a kind, enough to fill a section, and how many more there are."""
    of_kind = Filter(**{**once(wanted).given, "kind": kind})  # type: ignore[arg-type]
    most = None if limit is None else limit * 10
    found = list(ledger.claims(of_kind, most=most))
    return found, 0 if most is None or len(found) < most else ledger.count(of_kind) - most


def few_statements(ledger: Ledger, wanted: Filter, limit: int | None) -> tuple[list[LedgerStatement], int]:
    """The first statements, enough to fill a section, and how many more there are."""
    most = None if limit is None else limit * 10
    found = list(ledger.statements(once(wanted), most=most))
    return found, 0 if most is None or len(found) < most else ledger.count_statements(once(wanted)) - most


@cache
def matter_names() -> dict[str, str]:
    """The name of each matter by its code."""
    path = files("comity.knowledge") / "data" / "matters.tsv"
    rows = csv.DictReader(path.read_text("utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return {row["code"]: row["name"] for row in rows}


def matter_name(code: str) -> str:
    """The name of a matter; its code where it is none of ours."""
    return matter_names().get(code, code)

"""Full-text search over documents, statements and claims."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from comity.ledger.entries import (
    Head,
    LedgerClaim,
    LedgerStatement,
    load_claim_entries,
    load_heads,
    load_statement_entries,
)
from comity.ledger.store import Store, Value
from comity.model import UsageError

# Control characters that no sensible text holds mark the hits while SQLite hands them over.
OPEN, CLOSE = "\x02", "\x03"
KINDS = ("document", "statement", "claim")
FAR = 2**62


@dataclass(frozen=True, slots=True)
class Hit:
    """One place that a search found; `pieces` is the snippet cut into (words, whether they match)."""

    kind: str
    id: str
    document: Head
    location: str
    pieces: tuple[tuple[str, bool], ...]
    sentence: str | None = None
    source_chain: str | None = None
    certainty: float | None = None

    @property
    def snippet(self) -> str:
        """The snippet as plain text."""
        return "".join(words for words, _ in self.pieces)


_QUOTES = str.maketrans("“”„«»", '"' * 5)


@cache
def _spellings() -> dict[str, str]:
    """Each spelling of a word, in lower case with spaces for hyphens, with its other one."""
    rows = (files("comity.ledger") / "spellings.tsv").read_text("utf-8").splitlines()[1:]
    pairs = [row.split("\t") for row in rows]
    return {one: other for pair in pairs for one, other in (pair, pair[::-1])}


def _either(words: str) -> str:
    """A word or phrase for SQLite, with its other spelling where it has one: "cease-fire" finds "ceasefire"."""
    other = _spellings().get(words.lower().replace("-", " "))
    return f'("{words}" OR "{other}")' if other else f'"{words}"'


def full_text_query(query: str) -> str:
    """A user's words as a query that SQLite's full-text search takes without fault.

    All words must occur, in any of their forms; words in double quotation marks, straight or curly, as a phrase; a star
    at a word's end stands for any ending; other spellings count as well (spellings.tsv).
    Raises UsageError where nothing is left to look for.
    """
    terms = []
    for n, part in enumerate(query.translate(_QUOTES).split('"')):
        phrases = [part] if n % 2 else part.split()
        for phrase in phrases:
            if any(character.isalnum() for character in phrase):
                bare = phrase.strip().rstrip("*").replace("\x00", " ")
                open_ended = phrase.endswith("*") and not n % 2
                terms.append(f'"{bare}"*' if open_ended else _either(bare))
    if not terms:
        raise UsageError(f"nothing to look for in {query!r}: give a word, or a phrase in double quotation marks")
    return " AND ".join(terms)


def search(
    store: Store, query: str, *, limit: int, kinds: tuple[str, ...] = KINDS, most_ranked: int = FAR
) -> list[Hit]:
    """The best hits, statements and claims first, then documents; at most `limit` of each kind.

    Of a kind with more than `most_ranked` hits, the last added come first: weighing them all would take too long.
    """
    bound = full_text_query(query)
    hits: list[Hit] = []
    for kind in ("statement", "claim"):
        if kind in kinds:
            hits += _entry_hits(store, kind, bound, limit, most_ranked)
    if "document" in kinds:
        hits += _document_hits(store, bound, limit, most_ranked)
    return hits


def _rows(store: Store, kind: str, query: str, limit: int, most_ranked: int) -> list[Any]:
    """The hits of a kind as rows: the best, or the last added where there are too many to weigh."""
    values: dict[str, Value] = {"query": query, "limit": limit, "open": OPEN, "close": CLOSE}
    if most_ranked < FAR and store.all(f"many_{kind}s", query=query, most=most_ranked):
        return store.all(f"latest_{kind}s", **values)
    return store.all(f"search_{kind}s", **values)


def _entry_hits(store: Store, kind: str, query: str, limit: int, most_ranked: int) -> list[Hit]:
    rows = _rows(store, kind, query, limit, most_ranked)
    load = load_statement_entries if kind == "statement" else load_claim_entries
    entries: list[LedgerClaim | LedgerStatement] = [*load(store, [row["key"] for row in rows])]
    return [
        Hit(
            kind if isinstance(entry, LedgerStatement) else entry.kind,
            entry.id,
            entry.document,
            entry.location,
            pieces_of(row["snippet"]),
            entry.sentence,
            entry.source_chain,
            entry.statement.certainty if isinstance(entry, LedgerStatement) else entry.claim.certainty,
        )
        for row, entry in zip(rows, entries, strict=True)
    ]


def _document_hits(store: Store, query: str, limit: int, most_ranked: int) -> list[Hit]:
    rows = _rows(store, "document", query, limit, most_ranked)
    heads = load_heads(store, [row["document"] for row in rows])
    hits = []
    for row in rows:
        head = heads[row["document"]]
        start = row["marked"].find(OPEN)
        end = row["marked"].find(CLOSE) - 1
        where = head.short if start < 0 else f"{head.short}:{start}-{end}"
        hits.append(Hit("document", head.id, head, where, pieces_of(row["snippet"])))
    return hits


def pieces_of(marked: str) -> tuple[tuple[str, bool], ...]:
    """A marked snippet cut into (words, whether they match)."""
    pieces: list[tuple[str, bool]] = []
    for n, part in enumerate(marked.split(OPEN)):
        matched, mark, rest = part.partition(CLOSE)
        if n == 0 or not mark:
            pieces.append((part.replace(CLOSE, ""), False))
        else:
            pieces += [(matched, True), (rest, False)]
    return tuple((words, match) for words, match in pieces if words)

"""Copies: the same story on many sites, lightly edited, is one account.

A text is known by a MinHash signature over runs of words (Broder, “On the resemblance and containment of documents”,
1997). A new document looks up which others share a piece of its signature (locality-sensitive hashing) and is compared
with those alone. `bench/copies` measured the threshold. Limits: a text of fewer than some forty words has no signature;
texts whose days of publication lie far apart are no copies, for a formula may come back word for word each month.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from comity.ledger.store import Store

RUN = 4  # words
PLACES = 192  # numbers in a signature
ROWS = 3  # of them make a band
LIKE = 0.4  # share of runs that copies have in common at least
INSIDE = 0.75  # or the share of the shorter one's runs that stand in the longer one …
LIKE_INSIDE = 0.25  # … which then must not be many times as long
FEWEST = 40  # runs that a text must have
DAYS = 10  # between the days of publication

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Signature:
    """A document as copies are looked for."""

    document: int
    id: str
    published: str | None
    shingles: int
    numbers: bytes

    @property
    def rank(self) -> tuple[bool, str, str]:
        """The first published comes first; one without a date last."""
        return (self.published is None, self.published or "", self.id)


def shingles_of(text: str, run: int = RUN) -> set[bytes]:
    """The runs of so many words of a text, in lower case, without marks."""
    words = [word.lower().replace("’", "'") for word in _WORD.findall(text)]
    return {" ".join(words[n : n + run]).encode() for n in range(len(words) - run + 1)}


def signature_of(text: str, run: int = RUN) -> tuple[int, bytes]:
    """How many runs of words a text has, and its signature; empty where there are too few."""
    from datasketch import MinHash

    shingles = shingles_of(text, run)
    if len(shingles) < FEWEST:
        return len(shingles), b""
    made = MinHash(num_perm=PLACES, seed=1)
    made.update_batch(shingles)
    return len(shingles), made.hashvalues.astype("<u4").tobytes()


def bands_of(numbers: bytes) -> list[int]:
    """The pieces of a signature, each with its place, as whole numbers of 64 bits."""
    width = 4 * ROWS
    pieces = [numbers[n : n + width] for n in range(0, 4 * PLACES - width + 1, width)]
    digests = [hashlib.blake2b(bytes([n]) + piece, digest_size=8).digest() for n, piece in enumerate(pieces)]
    return [int.from_bytes(digest, "big", signed=True) for digest in digests]


def likenesses(one: Signature, others: Sequence[Signature]) -> tuple[Any, Any, Any]:
    """For each of the others: the share of runs that both have, the share of the shorter's that the longer has, and
    whether they share a band (one is found when the other is looked up). Shares are estimates.
    """
    import numpy as np

    mine = np.frombuffer(one.numbers, "<u4")
    theirs = np.frombuffer(b"".join(other.numbers for other in others), "<u4").reshape(-1, PLACES)
    equal = theirs == mine
    same = equal.mean(axis=1)
    sizes = np.array([other.shingles for other in others], dtype=float)
    shared = same * (sizes + one.shingles) / (1 + same)
    inside = np.minimum(1.0, shared / np.minimum(sizes, one.shingles))
    bands = equal[:, : PLACES // ROWS * ROWS].reshape(len(others), -1, ROWS).all(axis=2).any(axis=1)
    return same, inside, bands


def copies_among(one: Signature, others: Sequence[Signature]) -> list[Signature]:
    """Those of the others that are copies of the same account as one."""
    if not others:
        return []
    same, inside, bands = likenesses(one, others)
    alike = bands & ((same >= LIKE) | ((inside >= INSIDE) & (same >= LIKE_INSIDE)))
    return [o for o, is_alike in zip(others, alike, strict=True) if is_alike and not _far_apart(one, o)]


def _far_apart(a: Signature, b: Signature) -> bool:
    if not a.published or not b.published:
        return False
    return abs((date.fromisoformat(a.published) - date.fromisoformat(b.published)).days) > DAYS


def take_in(store: Store, document: int, text: str) -> None:
    """Sign a document and put it with its copies, inside the caller's transaction."""
    count, numbers = signature_of(text)
    if not numbers:
        return
    store.run("add_signature", {"document": document, "shingles": count, "signature": numbers})
    store.run_many("add_signature_band", [{"band": band, "document": document} for band in bands_of(numbers)])
    row = store.one("signature_of_document", document=document)
    assert row is not None
    own = _signature(row)
    bands = json.dumps(bands_of(own.numbers))
    candidates = [_signature(row) for row in store.all("alike_in_bands", bands=bands, document=document)]
    if near := copies_among(own, candidates):
        _join(store, own, {_account_of(store, other.document) for other in near})


def _join(store: Store, own: Signature, accounts: set[int]) -> None:
    """Put a new document with the accounts of which it is a copy: they are one from now on."""
    rows = (store.one("signature_of_document", document=account) for account in sorted(accounts))
    firsts = [_signature(row) for row in rows if row is not None]
    if len(firsts) == 1 and firsts[0].rank < own.rank:
        _write(store, firsts[0], [own])
        return
    group = [own, *(one for account in accounts for one in _group(store, account))]
    store.run("remove_copies", {"documents": json.dumps([one.document for one in group])})
    first = min(group, key=lambda one: one.rank)
    _write(store, first, [one for one in group if one.document != first.document])


def let_go(store: Store, document: int) -> None:
    """Take a document out of its group, before it is removed; the rest is grouped anew."""
    account = _account_of(store, document)
    rest = [one for one in _group(store, account) if one.document != document]
    store.run("remove_copies", {"documents": json.dumps([document])})
    store.run("remove_signature_bands", {"document": document})
    store.run("remove_signature", {"document": document})
    if rest:
        store.run("remove_copies", {"documents": json.dumps([one.document for one in rest])})
        for first, *others in grouped(rest):
            _write(store, first, others)


def _signature(row: Any) -> Signature:
    return Signature(row["key"], row["id"], row["published"], row["shingles"], row["signature"])


def _account_of(store: Store, document: int) -> int:
    row = store.one("account_of", document=document)
    return int(row["account"]) if row else document


def _group(store: Store, account: int) -> list[Signature]:
    """All copies of an account."""
    return [_signature(row) for row in store.all("signatures_of_account", account=account)]


def _write(store: Store, first: Signature, others: Sequence[Signature]) -> None:
    """Write copies under the first published of them."""
    if others:
        rows = zip(others, likenesses(first, others)[0], strict=True)
        store.run_many(
            "add_copy",
            [{"document": one.document, "account": first.document, "likeness": round(float(s), 3)} for one, s in rows],
        )


def grouped(members: Sequence[Signature]) -> list[list[Signature]]:
    """Documents in groups of copies, each group from the first published on. A copy of a copy is a copy."""
    left = sorted(members, key=lambda one: one.rank)
    groups = []
    while left:
        group, left = [left[0]], left[1:]
        for one in group:
            near = {other.document for other in copies_among(one, left)}
            group += [other for other in left if other.document in near]
            left = [other for other in left if other.document not in near]
        groups.append(sorted(group, key=lambda one: one.rank))
    return groups

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
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from comity.ledger.store import Store

RUN = 4  # words
PLACES = 128  # numbers in a signature
ROWS = 3  # of them make a band
LIKE = 0.5  # share of runs that copies have in common at least
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


def share_a_band(a: Signature, b: Signature) -> bool:
    """Whether one is found when the other is looked up."""
    width = 4 * ROWS
    places = range(0, 4 * PLACES - width + 1, width)
    return any(a.numbers[n : n + width] == b.numbers[n : n + width] for n in places)


def likeness(a: Signature, b: Signature) -> tuple[float, float]:
    """Estimates: the share of runs of words that both have, and the share of the shorter's that the longer has."""
    same = sum(a.numbers[n : n + 4] == b.numbers[n : n + 4] for n in range(0, 4 * PLACES, 4)) / PLACES
    shared = same * (a.shingles + b.shingles) / (1 + same)
    return same, min(1.0, shared / min(a.shingles, b.shingles))


def are_copies(a: Signature, b: Signature) -> bool:
    """Whether two documents are copies of one account."""
    if _far_apart(a.published, b.published) or not share_a_band(a, b):
        return False
    same, inside = likeness(a, b)
    return same >= LIKE or (inside >= INSIDE and same >= LIKE_INSIDE)


def _far_apart(a: str | None, b: str | None) -> bool:
    return bool(a and b) and abs((date.fromisoformat(a or "") - date.fromisoformat(b or "")).days) > DAYS


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
    if near := [other for other in _near(store, own) if are_copies(own, other)]:
        _regroup(store, [own, *(one for other in near for one in _group_of(store, other))])


def let_go(store: Store, document: int) -> None:
    """Take a document out of its group, before it is removed; the rest is grouped anew."""
    row = store.one("signature_of_document", document=document)
    if row is None:
        return
    rest = [one for one in _group_of(store, _signature(row)) if one.document != document]
    store.run("remove_copies", {"documents": json.dumps([document])})
    store.run("remove_signature_bands", {"document": document})
    store.run("remove_signature", {"document": document})
    if rest:
        _regroup(store, rest)


def _signature(row: Any) -> Signature:
    return Signature(row["key"], row["id"], row["published"], row["shingles"], row["signature"])


def _near(store: Store, own: Signature) -> Iterator[Signature]:
    """The documents that share a band with one."""
    bands = json.dumps(bands_of(own.numbers))
    for row in store.all("alike_in_bands", bands=bands, document=own.document):
        yield _signature(row)


def _group_of(store: Store, one: Signature) -> list[Signature]:
    """All copies of the account to which a document belongs, itself included."""
    row = store.one("account_of", document=one.document)
    account = row["account"] if row else one.document
    keys = [account, *(copy["document"] for copy in store.all("copies_of", account=account))]
    found = (store.one("signature_of_document", document=key) for key in keys)
    return [_signature(row) for row in found if row is not None]


def _regroup(store: Store, members: Iterable[Signature]) -> None:
    """Write the groups that these documents make; the first published stands for each."""
    known = {one.document: one for one in members}
    store.run("remove_copies", {"documents": json.dumps(sorted(known))})
    for group in grouped(list(known.values())):
        first = group[0]
        for one in group[1:]:
            values = {"document": one.document, "account": first.document}
            store.run("add_copy", {**values, "likeness": round(likeness(first, one)[0], 3)})


def grouped(members: Sequence[Signature]) -> list[list[Signature]]:
    """Documents in groups of copies, each group from the first published on. A copy of a copy is a copy."""
    left = sorted(members, key=lambda one: one.rank)
    groups = []
    while left:
        group, left = [left[0]], left[1:]
        for one in group:
            near = [other for other in left if are_copies(one, other)]
            left = [other for other in left if other not in near]
            group += near
        groups.append(sorted(group, key=lambda one: one.rank))
    return groups

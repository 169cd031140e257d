"""Accounts: texts that are copies of one another count once, under the one that was published first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from comity.ledger import Head, Ledger
from comity.ledger.entries import head_of


@dataclass(frozen=True, slots=True)
class Copied:
    """A text that was carried more than once: the first published, and its copies with their likeness to it."""

    document: Head
    copies: tuple[tuple[Head, float], ...]

    @property
    def documents(self) -> tuple[Head, ...]:
        """All of them, the first published first."""
        return (self.document, *(head for head, _ in self.copies))


def groups(ledger: Ledger) -> Iterator[Copied]:
    """Every group of copies of a ledger, the first published first; documents without a copy are not among them."""
    found: dict[int, list[tuple[Head, float]]] = defaultdict(list)
    for row in ledger.store.all("copies"):
        found[row["account"]].append((head_of(row), row["likeness"]))
    for row in ledger.store.all("first_of_copies"):
        yield Copied(head_of(row), tuple(found[row["key"]]))


def copy_of(ledger: Ledger, document: str) -> Head | None:
    """The text of which a document is a copy; None where it stands for itself.

    `document` is an id (six digits or more), name, address or title. Raises InputError where it means none or several.
    """
    head = ledger.head(document)
    row = ledger.store.one("account_of_id", id=head.id)
    return head_of(row) if row else None

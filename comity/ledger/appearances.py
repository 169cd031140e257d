"""Where a text appeared: the same words from two outlets are one document with two appearances, and neither is lost."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any

from comity.ledger.store import Store
from comity.model import Document

METADATA = ("title", "publisher", "url", "author", "published", "licence")


@dataclass(frozen=True, slots=True)
class Appearance:
    """One place where a text was read: `name` there (a file's stem, a row's name), and what was said of it there."""

    name: str | None = None
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    author: str | None = None
    published: str | None = None
    licence: str | None = None

    def same_source(self, other: Appearance) -> bool:
        """Whether both are the same copy of the text, read again; then the later word on it counts."""
        if self.url and other.url:
            return self.url == other.url
        if self.publisher and other.publisher and self.publisher != other.publisher:
            return bool(self.name) and self.name == other.name
        return not self.name or not other.name or self.name == other.name


def appearance_of(document: Document, name: str | None) -> Appearance:
    """How a document appears in a source."""
    published = document.published.isoformat() if document.published else None
    return Appearance(
        name, document.title, document.publisher, document.url, document.author, published, document.licence
    )


def load_appearances(store: Store, keys: Iterable[int]) -> dict[int, list[Appearance]]:
    """The appearances of documents, in the order in which they came."""
    found: dict[int, list[Appearance]] = {}
    for row in store.all("appearances", documents=json.dumps(list(keys))):
        found.setdefault(row["document"], []).append(_appearance(row))
    return found


def note_appearance(store: Store, key: int, seen: Appearance) -> None:
    """Keep an appearance, inside the caller's transaction; one that is known is brought up to date."""
    known = load_appearances(store, [key]).get(key, [])
    values: dict[str, Any] = {field.name: getattr(seen, field.name) for field in fields(seen)}
    for n, other in enumerate(known):
        if seen.same_source(other):
            store.run("update_appearance", {**values, "document": key, "n": n})
            return
    store.run("add_appearance", {**values, "document": key, "n": len(known)})


def completed(document: Document, known: Document, own: Iterable[str]) -> Document:
    """The document with what the ledger knows of it: `own` fields stay as they are where they say something."""
    own = set(own)
    values = {}
    for name in METADATA:
        given, held = getattr(document, name), getattr(known, name)
        values[name] = (given or held) if name in own else (held or given)
    return replace(document, **values)


def _appearance(row: Any) -> Appearance:
    return Appearance(**{field.name: row[field.name] for field in fields(Appearance)})

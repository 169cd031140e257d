"""Pages of a ledger: short lists by index, each with the place where the next one begins; nothing is loaded whole."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from comity.ledger.entries import (
    Head,
    LedgerClaim,
    LedgerStatement,
    head_of,
    load_claim_entries,
    load_heads,
    load_statement_entries,
)
from comity.ledger.listing import list_claims
from comity.ledger.meetings import JoinedEncounter, load_encounters
from comity.ledger.store import Store, Value
from comity.ledger.sure import sure_entries

PAGE = 40
FURTHEST = 2**62
MOST_COPIES = 60


@dataclass(frozen=True, slots=True)
class Listed:
    """Entries of one page, newest first, and the key to go on after (None on the last page)."""

    entries: list[Any]
    after: int | None


@dataclass(frozen=True, slots=True)
class ActorRow:
    """An actor as it was seen last, with how many claims and statements name it."""

    id: str
    name: str
    kind: str
    country: str | None
    role: str | None
    claims: int
    statements: int


_SAID = """SELECT DISTINCT statement FROM statement_speakers
WHERE actor IN (SELECT key FROM actors WHERE id = :actor) AND statement < :after ORDER BY statement DESC LIMIT :limit"""
_DOCUMENTS = """SELECT key, id, name, title, publisher, url, published FROM documents
WHERE {where} ORDER BY published DESC, key DESC LIMIT :limit"""
_BEFORE = "(published, key) < (:day, :key)"
_UNDATED = "published IS NULL AND key < :key"
_FIRST_UNDATED = (None, FURTHEST)


class Browser:
    """Pages over an open store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def counts(self) -> dict[str, int]:
        """How many documents, statements, refusals and claims of each kind there are."""
        rows = self._store.all("count_kinds")
        return {row["kind"]: row["n"] for row in rows}

    def claims(self, *, limit: int = PAGE, min_certainty: float | None = None, **wanted: Value) -> Listed:
        """Claims that the conditions keep, newest first.

        `wanted`: kind, document (id), actor (id), matter, theatre, status (of accords), type (of events), after;
        `min_certainty` as in `Filter`.
        """
        asked = {n: v for n, v in {**wanted, "min_certainty": min_certainty}.items() if v not in {None, ""}}
        keys = list_claims(self._store, asked, limit + 1)
        entries: list[LedgerClaim] = load_claim_entries(self._store, keys[:limit])
        if min_certainty is not None:
            entries = sure_entries(self._store, entries, min_certainty)
        return Listed(entries, keys[limit - 1] if len(keys) > limit else None)

    def said(self, actor: str, *, after: int | None = None, limit: int = PAGE) -> Listed:
        """What an actor (by id) is reported to have said, newest first."""
        values: dict[str, Value] = {"actor": actor, "after": after or FURTHEST, "limit": limit + 1}
        keys = [row["statement"] for row in self._store.query("page_of_statements", _SAID, values)]
        entries: list[LedgerStatement] = load_statement_entries(self._store, keys[:limit])
        return Listed(entries, keys[limit - 1] if len(keys) > limit else None)

    def documents(
        self, *, publisher: str | None = None, after: tuple[str | None, int] | None = None, limit: int = PAGE
    ) -> tuple[list[tuple[Head, int]], tuple[str | None, int] | None]:
        """Documents by day of publication, newest first, each with its key; and the place to go on after."""
        rows = self._documents(publisher, after or ("~", FURTHEST), limit + 1)
        if len(rows) <= limit and (after is None or after[0]):
            rows += self._documents(publisher, _FIRST_UNDATED, limit + 1 - len(rows))
        found = [(head_of(row), int(row["key"])) for row in rows[:limit]]
        last = rows[limit - 1] if len(rows) > limit else None
        return found, (last["published"], last["key"]) if last else None

    def _documents(self, publisher: str | None, after: tuple[str | None, int], limit: int) -> list[Any]:
        where = [_BEFORE if after[0] else _UNDATED, *(["publisher = :publisher"] if publisher else [])]
        values: dict[str, Value] = {"limit": limit, "publisher": publisher, "day": after[0], "key": after[1]}
        return self._store.query("page_of_documents", _DOCUMENTS.format(where=" AND ".join(where)), values)

    def tallies(self, keys: list[int]) -> dict[int, Mapping[str, int]]:
        """How many statements and claims the documents with those keys hold."""
        rows = self._store.all("tally_documents", documents=json.dumps(keys))
        return {row["key"]: {"statements": row["statements"], "claims": row["claims"]} for row in rows}

    def copies(self, document: str) -> tuple[Head | None, list[Head]]:
        """The text of which a document (by id) is a copy, if it is one; and the other copies of the same account."""
        row = self._store.one("document_key", id=document)
        if row is None:
            return None, []
        above = self._store.one("account_of", document=row["key"])
        account = above["account"] if above else row["key"]
        keys = [
            copy["document"] for copy in self._store.all("copies_of", account=account) if copy["document"] != row["key"]
        ]
        heads = self.heads([account, *keys[:MOST_COPIES]])
        return heads[account] if above else None, [heads[key] for key in keys[:MOST_COPIES]]

    def entry(self, name: str) -> LedgerClaim | LedgerStatement | None:
        """The claim or statement with that id."""
        row = self._store.one("entry_key", id=name)
        if row is None:
            return None
        load: Any = load_statement_entries if row["is_statement"] else load_claim_entries
        return next(iter(load(self._store, [row["key"]])), None)

    def hanging_on(self, statement: str) -> tuple[list[LedgerStatement], list[LedgerClaim]]:
        """What stands inside a statement: the statements it relays and the claims made in it."""
        said = [row["key"] for row in self._store.all("statements_inside", id=statement)]
        made = [row["key"] for row in self._store.all("claims_inside", id=statement)]
        return load_statement_entries(self._store, said), load_claim_entries(self._store, made)

    def actor(self, name: str) -> ActorRow | None:
        """An actor by id, as it was seen last."""
        rows = self._store.all("actor_with_counts", id=name)
        return ActorRow(**dict(rows[0])) if rows else None

    def knows_actor(self, name: str) -> bool:
        """Whether an actor has this id or this name, in whatever case."""
        return any(
            self._store.one(step, **{of: name}) for step, of in (("actor_by_id", "id"), ("actor_by_name", "name"))
        )

    def actors(self, *, limit: int = 200) -> list[ActorRow]:
        """The actors that most claims name."""
        return [ActorRow(**dict(row)) for row in self._store.all("busiest_actors", limit=limit)]

    def actors_named(self, words: str, *, limit: int = 30) -> list[dict[str, Any]]:
        """Actors whose name has these words in it."""
        return [dict(row) for row in self._store.all("actors_named", words=words, limit=limit)]

    def encounters(
        self, *, actor: str | None = None, after: tuple[str, int] | None = None, limit: int = PAGE
    ) -> tuple[list[JoinedEncounter], tuple[str, int] | None]:
        """Encounters over all documents, the latest day first, and the place to go on after.

        `actor`: an id or (part of) a name in whole words.
        """
        day, key = after or ("~", FURTHEST)
        values: dict[str, Value] = {"day": day, "key": key, "limit": limit + 1}
        if actor is None:
            rows = self._store.all("page_of_encounters", **values)
        else:
            keys = json.dumps([row["key"] for row in self._store.all("actors_like", actor=actor)])
            busy = bool(self._store.all("busy_actors", actors=keys))
            step = "page_of_encounters_of_busy" if busy else "page_of_encounters_of"
            rows = self._store.all(step, actors=keys, **values)
        found = {one.id: one for one in load_encounters(self._store, [row["encounter"] for row in rows[:limit]])}
        shown = [found[name] for name in dict.fromkeys(row["encounter"] for row in rows[:limit])]
        last = rows[limit - 1] if len(rows) > limit else None
        return shown, (last["day"], last["key"]) if last else None

    def more_stands_than(self, most: int, **wanted: Value) -> bool:
        """Whether more positions than `most` fit `matter`, `theatre`, `since` and `until` (days, months or years)."""
        values = {name: wanted.get(name) or None for name in ("matter", "theatre", "since", "until")}
        return bool(self._store.all("many_stands", most=most, **values))

    def stances(self, *, actor: str | None = None, matter: str | None = None, theatre: str | None = None,
                limit: int = 150) -> list[dict[str, Any]]:  # fmt: skip
        """Positions of an actor or on a matter as rows: day, actor, matter, theatre, stance, phrase, place."""
        values: dict[str, Value] = {"matter": matter, "theatre": theatre, "limit": limit}
        if actor:
            found = self._store.all("newest_stances_of_actor", actor=actor, **values)
        else:
            found = self._store.all("newest_stances_on_matter", **values)
        claims = json.dumps([row["claim"] for row in found])
        return [dict(row) for row in self._store.all("stances", claims=claims)]

    def matters(self) -> list[dict[str, Any]]:
        """Each matter and theatre with how many positions for, against and on conditions there are."""
        return [dict(row) for row in self._store.all("matters_with_counts")]

    def places(self, kind: str | None = None, month: str | None = None) -> list[dict[str, Any]]:
        """The places of encounters and events, those with most first; of one month or year where it is given."""
        return [dict(row) for row in self._store.all("places_with_counts", kind=kind, month=month)]

    def timeline(self) -> list[dict[str, Any]]:
        """How many encounters and events each month has, by their own day or else that of publication."""
        return [dict(row) for row in self._store.all("timeline")]

    def months(self) -> list[str]:
        """The months in which documents were published, the first first."""
        return [row["month"] for row in self._store.all("months")]

    def sources(self) -> list[dict[str, Any]]:
        """How often each source speaks, as what, and how deep the chains are that lead to it."""
        return [dict(row) for row in self._store.all("sources_with_counts")]

    def depths(self) -> list[dict[str, Any]]:
        """How many statements stand how deep in a chain."""
        return [dict(row) for row in self._store.all("chain_depths")]

    def outlets(self) -> list[dict[str, Any]]:
        """Each publisher with its documents, statements and claims."""
        return [dict(row) for row in self._store.all("outlets_with_counts")]

    def heads(self, keys: list[int]) -> dict[int, Head]:
        """The heads of documents by key."""
        return load_heads(self._store, keys)

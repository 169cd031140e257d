"""Encounters over all documents: who met, told in how many texts by whom; and what reviewers say of the joining."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from comity.ledger import joins
from comity.ledger.entries import Head, LedgerClaim, load_claim_entries, load_heads
from comity.ledger.find import Filter, find_claims
from comity.ledger.sightings import first_day
from comity.ledger.store import Store, Value
from comity.ledger.write import now
from comity.model import Actor, Encounter, InputError, UsageError

_FOR_A_STATE = frozenset({"state", "seat", "office", "unnamed", "people"})
_NEEDED = 2
_BRACED = re.compile(r"\{([^{}]+)\}")
_BATCH = 200


@dataclass(frozen=True, slots=True)
class ToldBy:
    """One account of an encounter: the text that stands for it, and its copies elsewhere."""

    document: Head
    copies: tuple[Head, ...] = ()

    @property
    def publishers(self) -> tuple[str, ...]:
        """The outlets that carry it, each once."""
        return tuple(dict.fromkeys(head.outlet for head in (self.document, *self.copies)))


@dataclass(frozen=True)
class JoinedEncounter:
    """One meeting, call, summit or round of talks, as all texts of a ledger tell of it.

    `id` is the least id among its claims: the same in whatever order the texts came; any id of its claims leads to it.
    `claims` are kept as the texts have them, the clearest first; `because` says for each other one why it was joined.
    `format`, `when`, `place` and `participants` sum them up: what most accounts give, copies once; the most exact day;
    persons before their states.
    """

    id: str
    claims: tuple[LedgerClaim, ...]
    because: dict[str, str]
    accounts: tuple[ToldBy, ...]

    @property
    def encounters(self) -> tuple[Encounter, ...]:
        """The claims themselves."""
        return tuple(entry.claim for entry in self.claims if isinstance(entry.claim, Encounter))

    @cached_property
    def participants(self) -> tuple[Actor, ...]:
        """Who took part: named persons, and states, seats and offices for which no person is named."""
        found = {actor.id: actor for claim in self.encounters for actor in claim.participants}
        persons = {actor.country for actor in found.values() if actor.kind == "person"}
        told = [actor for actor in found.values() if actor.kind not in _FOR_A_STATE or actor.country not in persons]
        return tuple(actor for actor in told if not _vague(actor, told) and not self._passing(actor))

    def _passing(self, actor: Actor) -> bool:
        """Whether somebody of no state who is not named is told of by few: "its allies and partners"."""
        if actor.kind != "unnamed" or actor.country:
            return False
        named: dict[int, list[bool]] = defaultdict(list)
        for account, claim in self._told():
            named[account].append(actor in claim.participants)
        return 2 * sum(sum(told) / len(told) for told in named.values()) <= len(named)

    def _told(self) -> Iterator[tuple[int, Encounter]]:
        """The claims with the number of their account; a text and its copies are one."""
        texts = {head.id: n for n, told in enumerate(self.accounts) for head in (told.document, *told.copies)}
        for entry in self.claims:
            if isinstance(entry.claim, Encounter):
                yield texts.get(entry.document.id, -1), entry.claim

    def _said_by_most(self, value: Callable[[Encounter], str | None]) -> str | None:
        """What most accounts give, each account once for each thing it gives; the clearest claim's among equals."""
        given = dict.fromkeys((account, value(claim)) for account, claim in self._told())
        counts = Counter(said for _, said in given if said is not None)
        return counts.most_common(1)[0][0] if counts else None

    @cached_property
    def format(self) -> str:
        """The form that most accounts give, the clearest claim's among equals; talks only where none is more exact."""
        return self._said_by_most(lambda claim: claim.format if claim.format != "talks" else None) or "talks"

    @cached_property
    def when(self) -> tuple[str, str | None] | None:
        """The most exact day, month or year that a claim gives, with the end of a range; the clearest claim's first."""
        dated = [claim.when for claim in self.encounters if claim.when]
        best = min(dated, key=lambda when: (-len(when.value), when.end is not None), default=None)
        return (best.value, best.end) if best else None

    @property
    def place(self) -> str | None:
        """The place that most accounts give."""
        return self._said_by_most(lambda claim: claim.place)

    @property
    def documents(self) -> tuple[Head, ...]:
        """The documents that tell of it, each once, by day of publication."""
        heads = {entry.document.id: entry.document for entry in self.claims}
        return tuple(sorted(heads.values(), key=lambda head: (head.published is None, head.published or "", head.id)))

    @property
    def told_on(self) -> str:
        """The day to order it by: its own, else the first on which it was told."""
        published = min((head.published for head in self.documents if head.published), default="")
        return first_day(self.when[0]) if self.when else published


@dataclass(frozen=True, slots=True)
class EncounterReview:
    """A judgement of encounters: `merged` or `split`, or one `undone`."""

    key: int
    verdict: str
    reviewer: str
    claims: tuple[str, ...]
    undoes: int | None
    note: str | None
    reviewed_at: str
    standing: bool


def _vague(actor: Actor, others: Iterable[Actor]) -> bool:
    """Whether an actor is not named, while its state or a body of it is."""
    return actor.kind == "unnamed" and any(o.kind != "unnamed" and o.country == actor.country for o in others)


def find_encounters(store: Store, wanted: Filter) -> list[str]:
    """The ids of the encounters of which a filter keeps a claim."""
    if wanted.kind not in {None, "encounter"}:
        raise UsageError(f"encounters are of kind 'encounter', not {wanted.kind!r}: leave the kind out")
    keys = find_claims(store, Filter(**{**wanted.given, "kind": "encounter"}))  # type: ignore[arg-type]
    return [row["encounter"] for row in store.all("encounters_of_claims", claims=json.dumps(keys))]


def load_encounters(store: Store, ids: Sequence[str]) -> Iterator[JoinedEncounter]:
    """The encounters with those ids, by their day."""
    found = [one for n in range(0, len(ids), _BATCH) for one in _load(store, ids[n : n + _BATCH])]
    yield from sorted(found, key=lambda one: (one.told_on, one.id))


def _load(store: Store, ids: Sequence[str]) -> Iterator[JoinedEncounter]:
    members: dict[str, list[Any]] = defaultdict(list)
    for row in store.all("claims_of_encounters", encounters=json.dumps(list(ids))):
        members[row["encounter"]].append(row)
    keys = [row["claim"] for rows in members.values() for row in rows]
    entries = dict(zip(keys, load_claim_entries(store, keys), strict=True))
    accounts = _accounts(store, [entry.document.id for entry in entries.values()])
    for name, rows in members.items():
        claims = sorted(
            (entries[row["claim"]] for row in rows), key=lambda entry: (entry.document.published or "~", entry.id)
        )
        lead = {entries[row["claim"]].id for row in rows if row["because"] is None}
        claims.sort(key=lambda entry: entry.id not in lead)
        because = {
            entries[row["claim"]].id: _named(store, row["because"]) for row in rows if row["because"] is not None
        }
        told = dict.fromkeys(accounts[entry.document.id] for entry in claims)
        yield JoinedEncounter(name, tuple(claims), because, tuple(told))


def _named(store: Store, reason: str) -> str:
    """A reason with names in place of ids."""
    return _BRACED.sub(lambda match: _name(store, match[1]), reason)


def _name(store: Store, actor: str) -> str:
    row = store.one("actor_by_id", id=actor)
    kind, _, rest = actor.partition("/")
    return str(row["name"]) if row else _states().get(rest, rest) if kind == "state" else rest.replace("-", " ").title()


@cache
def _states() -> dict[str, str]:
    """The names of states by their codes."""
    path = files("comity.knowledge") / "data" / "states.tsv"
    rows = csv.DictReader(path.read_text("utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return {row["code"]: row["name"] for row in rows}


def _accounts(store: Store, documents: Iterable[str]) -> dict[str, ToldBy]:
    """The account to which each document belongs."""
    keys = {document: int(store.one("document_key", id=document)["key"]) for document in dict.fromkeys(documents)}  # type: ignore[index]
    found: dict[str, ToldBy] = {}
    for document, key in keys.items():
        row = store.one("account_of", document=key)
        account = row["account"] if row else key
        copies = [row["document"] for row in store.all("copies_of", account=account)]
        heads = load_heads(store, [account, *copies])
        first = heads.pop(account)
        ordered = sorted(heads.values(), key=lambda head: (head.published is None, head.published or "", head.id))
        found[document] = ToldBy(first, tuple(ordered))
    return found


def encounter_named(store: Store, word: str) -> str:
    """The id of the one encounter that an id (six digits or more), or the id of one of its claims, means.

    Raises InputError where there is none, or more than one.
    """
    found = [row["encounter"] for row in store.all("encounters_like", word=word.removeprefix("encounter_"))]
    if len(found) == 1:
        return str(found[0])
    if not found:
        raise InputError(f"no encounter {word!r} in {store.path}: `comity encounters` lists them")
    listed = ", ".join(name.removeprefix("encounter_")[:10] for name in found[:5])
    raise InputError(f"{word!r} means {len(found)} encounters in {store.path}: name one ({listed})")


class EncounterDesk:
    """What named people say of the joining: merge, split, undo. A history; nothing of it is ever changed."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def merge(self, ids: Sequence[str], reviewer: str, *, note: str | None = None) -> str:
        """Say that encounters are one; the id of that one. Raises InputError where there are not two."""
        with self._store.transaction():
            names = list(dict.fromkeys(encounter_named(self._store, word) for word in ids))
            if len(names) < _NEEDED:
                raise InputError("there is nothing to merge: name two encounters (`comity encounters` lists them)")
            claims = [entry for one in _load(self._store, names) for entry in one.claims]
            self._record("merged", reviewer, claims, note)
            return encounter_named(self._store, names[0])

    def split(self, encounter: str, claims: Sequence[str], reviewer: str, *, note: str | None = None) -> str:
        """Say that these claims of an encounter are of another one; the id of that other one.

        Raises InputError where a claim is not of that encounter, or all are.
        """
        with self._store.transaction():
            (one,) = _load(self._store, [encounter_named(self._store, encounter)])
            chosen = [_claim_of(one, word) for word in dict.fromkeys(claims)]
            if not chosen or len(chosen) == len(one.claims):
                raise InputError(
                    f"name some of the {len(one.claims)} claims of {encounter!r}, not all, to split them off"
                )
            self._record("split", reviewer, chosen, note)
            return encounter_named(self._store, chosen[0].id)

    def undo(self, key: int, reviewer: str, *, note: str | None = None) -> EncounterReview:
        """Take a judgement back. Raises InputError where it is not there or was taken back before."""
        with self._store.transaction():
            review = next((review for review in self.reviews() if review.key == key), None)
            if review is None or review.verdict == "undone" or not review.standing:
                raise InputError(
                    f"there is no judgement {key} of encounters that stands: `comity encounters log` lists them"
                )
            cores = joins.cores_meant(self._store, key)
            self._add("undone", reviewer, review.key, note)
            joins.rule_again(self._store, cores)
            return review

    def reviews(self) -> list[EncounterReview]:
        """All judgements of encounters, the oldest first."""
        rows = self._store.all("encounter_reviews")
        claims: dict[int, list[str]] = defaultdict(list)
        keys = json.dumps([row["key"] for row in rows])
        for row in self._store.all("encounter_review_claims", reviews=keys):
            claims[row["review"]].append(row["claim"])
        return [_review(row, tuple(claims[row["key"]])) for row in rows]

    def _record(self, verdict: str, reviewer: str, claims: Sequence[LedgerClaim], note: str | None) -> None:
        key = self._add(verdict, reviewer, None, note)
        for entry in claims:
            evidence = next(iter(entry.claim.evidence), None)
            start, end = (evidence.start, evidence.end) if evidence else (0, 0)
            place: dict[str, Value] = {"start": start, "end": end}
            values = place | {"review": key, "claim": entry.id, "document": entry.document.id}
            self._store.run("add_encounter_review_claim", values)
        self._settle([entry.id for entry in claims])

    def _add(self, verdict: str, reviewer: str, undoes: int | None, note: str | None) -> int:
        if not reviewer.strip():
            raise InputError("a judgement needs the name of who makes it: give --by NAME")
        values = {"verdict": verdict, "reviewer": reviewer.strip(), "undoes": undoes, "note": note}
        return self._store.run("add_encounter_review", {**values, "reviewed_at": now()})

    def _settle(self, claims: Sequence[str]) -> None:
        rows = self._store.all("cores_of_claims", claims=json.dumps(list(claims)))
        joins.rule_again(self._store, {row["core"] for row in rows})


def _claim_of(one: JoinedEncounter, word: str) -> LedgerClaim:
    """The claim of an encounter that an id, its digits (six or more) or a place (`a1b2c3d4:120-180`) means."""
    digits = word.removeprefix("encounter_")
    fitting = [
        entry
        for entry in one.claims
        if entry.location == word or (len(digits) >= 6 and entry.id.startswith(f"encounter_{digits}"))
    ]
    if len(fitting) != 1:
        several = f"{len(fitting)} claims of that encounter, not one" if fitting else "no claim of that encounter"
        raise InputError(f"{word!r} means {several}: `comity encounters show {one.id}` lists them")
    return fitting[0]


def _review(row: Any, claims: tuple[str, ...]) -> EncounterReview:
    who = (row["key"], row["verdict"], row["reviewer"])
    return EncounterReview(*who, claims, row["undoes"], row["note"], row["reviewed_at"], bool(row["standing"]))

"""Joining the encounter claims of a document with those of others, inside the transaction that the caller holds.

Only what a document touches is looked at again: claims that share two sides with its own, some days around. The result
is what `grouping` makes of all claims, with what reviewers said of it laid over in the order in which they said it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, fields
from functools import lru_cache

from comity.ledger.grouping import REACH, Group, day_groups, home_of, inexact_groups, may_look, window
from comity.ledger.load import load_claims
from comity.ledger.reviewed_joins import Placed, Ruling, ruled
from comity.ledger.sightings import Sighting, reasons, shifted, sighting_of
from comity.ledger.store import Store
from comity.model import Encounter

_LONGEST = {"told": 4, "month": 31, "year": 366, "range": 366}  # days that an inexact claim of a grain spans at most


def take_in(store: Store, document: int) -> None:
    """Join the encounter claims of a document that has just been written."""
    keys = [row["key"] for row in store.all("encounter_claims", document=document)]
    if not keys:
        return
    head = store.one("document_head", key=document)
    assert head is not None
    found = []
    for key, claim in load_claims(store, keys).items():
        assert isinstance(claim, Encounter)
        one = sighting_of(claim, head["published"], head["publisher"])
        _keep(store, key, one)
        found.append(one)
    _rejoin(store, found, found, set())


def let_go(store: Store, document: int) -> None:
    """Take the encounter claims of a document out of their encounters, before they are removed."""
    gone = [_sighting(row["sighting"]) for row in store.all("sightings_of_document", document=document)]
    cores = {row["core"] for row in store.all("cores_of_document", document=document)}
    store.run("remove_joined", {"document": document})
    store.run("remove_sightings", {"document": document})
    if gone:
        _rejoin(store, gone, [], cores)


def rule_again(store: Store, cores: Iterable[str]) -> None:
    """Lay what reviewers said over these groups anew."""
    _settle(store, set(cores))


def cores_meant(store: Store, review: int) -> set[str]:
    """The groups of the claims that a standing judgement means now."""
    return {core for ruling in _load_rulings(store, [review]) for _, core in ruling.claims}


def _keep(store: Store, key: int, one: Sighting) -> None:
    first, last = window(one)
    values = {"claim": key, "grain": one.grain, "first": first, "last": last}
    store.run("add_sighting", {**values, "sighting": _as_json(one)})
    store.run_many("add_sighting_pair", [{**values, "pair": pair} for pair in _looked_up_by(one)])


def _looked_up_by(one: Sighting) -> list[str]:
    """The pairs by which others find a claim; none for one that tells too little to be joined with any."""
    return one.pairs if one.grain == "day" or may_look(one) else []


def _as_json(one: Sighting) -> str:
    values = {name: sorted(value) if isinstance(value, frozenset) else value for name, value in asdict(one).items()}
    return json.dumps(values, ensure_ascii=False)


@lru_cache(maxsize=20_000)
def _sighting(text: str) -> Sighting:
    values = json.loads(text)
    values["sides"] = frozenset(values["sides"])
    for name in ("persons", "levels"):
        values[name] = frozenset(tuple(pair) for pair in values[name])
    return Sighting(**{field.name: values[field.name] for field in fields(Sighting) if field.name in values})


def _rejoin(store: Store, touched: Sequence[Sighting], present: Sequence[Sighting], cores: set[str]) -> None:
    """Group anew what sightings that came or went touch; `cores`: groups that lost a claim."""
    exact = [one for one in touched if one.grain == "day"]
    changed = set(cores) | _write(store, [(one,) for one in present if not _looked_up_by(one)])
    for one in _apart(exact):
        changed |= _regroup_days(store, one)
    inexact = {one.claim: one for one in present if one.grain != "day" and _looked_up_by(one)}
    inexact |= {one.claim: one for one in _inexact_near(store, exact)}
    for gone in touched:
        if gone.grain != "day":
            inexact |= {one.claim: one for one in _bucket(store, [gone])}
    changed |= _regroup_inexact(store, list(inexact.values()))
    _settle(store, changed)


def _apart(exact: Iterable[Sighting]) -> Iterator[Sighting]:
    """One sighting for each day and set of pairs: the others lead to the same claims."""
    yield from {(one.first, tuple(one.pairs)): one for one in exact}.values()


def _regroup_days(store: Store, one: Sighting) -> set[str]:
    """Group the claims around a day; the groups that changed."""
    day = one.first
    found = _closure(store, one.pairs, shifted(day, -REACH - 1), shifted(day, REACH + 1))
    first, last = shifted(day, 1 - REACH), shifted(day, REACH - 1)
    groups = [group for group in day_groups(found) if any(first <= other.first <= last for other in group)]
    return _write(store, groups)


def _closure(store: Store, pairs: Iterable[str], first: str, last: str) -> list[Sighting]:
    """All dated claims of some days that share a pair of sides with one another, from these pairs on."""
    seen: set[str] = set()
    found: dict[str, Sighting] = {}
    pending = set(pairs)
    while pending:
        seen |= pending
        rows = store.all("sightings_of_days", pairs=json.dumps(sorted(pending)), first=first, last=last)
        news = [_sighting(row["sighting"]) for row in rows]
        found |= {one.claim: one for one in news}
        pending = {pair for one in news for pair in one.pairs} - seen
    return list(found.values())


def _inexact_near(store: Store, exact: Iterable[Sighting]) -> Iterator[Sighting]:
    """The inexact claims that may look for their encounter among groups that changed."""
    for one in _apart(exact):
        first, last = shifted(one.first, -REACH), shifted(one.first, REACH)
        pairs = json.dumps(one.pairs)
        for grain, longest in _LONGEST.items():
            values = {"grain": grain, "earliest": shifted(first, -longest), "latest": last, "since": first}
            for row in store.all("inexact_sightings", pairs=pairs, **values):
                yield _sighting(row["sighting"])


def _bucket(store: Store, start: Iterable[Sighting]) -> list[Sighting]:
    """All claims that are inexact in the same way as these and share pairs of sides with one another."""
    found: dict[str, Sighting] = {}
    pending = list(start)
    seen: set[tuple[str, str, str, str]] = set()
    while pending:
        asked: dict[tuple[str, str, str], set[str]] = defaultdict(set)
        for one in pending:
            asked[one.grain, *window(one)] |= set(one.pairs)
        pending = []
        for (grain, first, last), pairs in asked.items():
            news = {pair for pair in pairs if (pair, grain, first, last) not in seen}
            seen |= {(pair, grain, first, last) for pair in news}
            values = {"pairs": json.dumps(sorted(news)), "grain": grain, "first": first, "last": last}
            for row in store.all("sightings_as_inexact", **values) if news else ():
                one = _sighting(row["sighting"])
                if one.claim not in found:
                    found[one.claim] = one
                    pending.append(one)
    return list(found.values())


def _regroup_inexact(store: Store, inexact: list[Sighting]) -> set[str]:
    """Find the homes of inexact claims, and group those that have none; the groups that changed."""
    groups: list[tuple[str, Group]] = []
    homeless = []
    near: dict[tuple[str, ...], list[Group]] = {}
    for one in _bucket(store, inexact):
        asked = (*window(one), *one.pairs)
        if asked not in near:
            near[asked] = _groups_near(store, one)
        home, none = home_of(one, near[asked])
        if home is not None:
            groups.append((min(other.claim for other in home), (one,)))
        elif none:
            homeless.append(one)
        else:
            groups.append((one.claim, (one,)))
    groups += [(min(one.claim for one in group), group) for group in inexact_groups(homeless)]
    return _write_cores(store, groups)


def _groups_near(store: Store, one: Sighting) -> list[Group]:
    """The groups with a day among which an inexact claim looks for its encounter."""
    first, last = window(one)
    if not first:
        return []
    rows = store.all("sightings_of_days", pairs=json.dumps(one.pairs), first=first, last=last)
    claims = [json.loads(row["sighting"])["claim"] for row in rows]
    cores = sorted({row["core"] for row in store.all("cores_of_claims", claims=json.dumps(claims))})
    found: dict[str, list[Sighting]] = defaultdict(list)
    for row in store.all("exact_sightings_of_cores", cores=json.dumps(cores)):
        found[row["core"]].append(_sighting(row["sighting"]))
    return [tuple(sorted(found[core], key=lambda other: other.rank)) for core in sorted(found)]


def _write(store: Store, groups: Iterable[Group]) -> set[str]:
    return _write_cores(store, [(min(one.claim for one in group), group) for group in groups])


def _write_cores(store: Store, groups: Sequence[tuple[str, Group]]) -> set[str]:
    """Store the group of each claim; the groups that gained or lost one."""
    wanted = {one.claim: core for core, group in groups for one in group}
    rows = store.all("cores_of_claims", claims=json.dumps(sorted(wanted)))
    present = {row["id"]: row["core"] for row in rows}
    moved = {claim: core for claim, core in wanted.items() if present.get(claim) != core}
    store.run_many("set_core", [{"claim": claim, "core": core} for claim, core in moved.items()])
    return set(moved.values()) | {present[claim] for claim in moved if claim in present}


def _settle(store: Store, cores: set[str]) -> None:
    """Lay the reviewers' rulings over groups, and write each claim's encounter and why it is there."""
    placed, rulings = _under_rulings(store, cores)
    for encounter in ruled(placed, rulings):
        members = sorted(encounter, key=lambda one: (one.sighting.grain != "day", one.sighting.rank))
        lead = members[0].sighting
        name = min(one.sighting.claim for one in members)
        for one in members:
            because = None if one is members[0] else one.because or "; ".join(reasons(lead, one.sighting))
            if (name, because) != (one.encounter, one.written):
                store.run("set_encounter", {"claim": one.sighting.claim, "encounter": name, "because": because})


def _under_rulings(store: Store, cores: set[str]) -> tuple[list[Placed], list[Ruling]]:
    """The claims of these groups and of those that rulings tie to them, and the rulings, the oldest first."""
    placed: dict[str, Placed] = {}
    rulings: dict[int, Ruling] = {}
    pending, seen = set(cores), set(cores)
    while pending:
        rows = store.all("sightings_of_cores", cores=json.dumps(sorted(pending)))
        news = [Placed(_sighting(row["sighting"]), row["core"], row["encounter"], row["because"]) for row in rows]
        placed |= {one.sighting.claim: one for one in news}
        documents = json.dumps(sorted({one.sighting.document for one in news}))
        keys = [row["review"] for row in store.all("encounter_reviews_of_documents", documents=documents)]
        pending = set()
        for ruling in _load_rulings(store, [key for key in keys if key not in rulings]):
            rulings[ruling.key] = ruling
            pending |= {core for _, core in ruling.claims} - seen
        seen |= pending
    return list(placed.values()), [rulings[key] for key in sorted(rulings)]


def _load_rulings(store: Store, keys: Sequence[int]) -> Iterator[Ruling]:
    """Standing judgements with the claims that they mean now: by id, else by the place in the text."""
    rows = store.all("encounter_review_claims", reviews=json.dumps(list(keys))) if keys else []
    known = store.all("cores_of_claims", claims=json.dumps([row["claim"] for row in rows])) if rows else []
    cores = {row["id"]: row["core"] for row in known}
    meant: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for row in rows:
        claim, core = row["claim"], cores.get(row["claim"])
        if core is None:
            place = store.one("claims_at", document=row["document"], start=row["start"], end=row["end"])
            claim, core = (place["id"], place["core"]) if place else (None, None)
        if claim is not None and core is not None:
            meant[row["review"]].append((claim, core))
    for key, rows_of in _by_review(rows).items():
        first = rows_of[0]
        yield Ruling(key, first["verdict"], first["reviewer"], first["reviewed_at"], tuple(meant[key]))


def _by_review(rows: Iterable[object]) -> dict[int, list[dict[str, str]]]:
    found: dict[int, list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        found[row["review"]].append(row)  # type: ignore[index,arg-type]
    return found

"""Which claims a page lists: the condition that keeps fewest leads, the others are looked up claim by claim."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from comity.ledger.find import SURE_CLAIM
from comity.ledger.store import Store, Value

_ENOUGH = 4_000  # rows that are counted to tell a rare condition from a common one


@dataclass(frozen=True, slots=True)
class _Place:
    """A table in which a condition is found by index: the kinds of claims there, and which conditions it answers."""

    table: str
    kinds: frozenset[str]
    answers: Mapping[str, str]
    claim: str = "claim"


def _place(table: str, kinds: str = "", claim: str = "claim", **answers: str) -> _Place:
    return _Place(table, frozenset(kinds.split()), answers, claim)


_ACTOR = "actor IN (SELECT key FROM actors WHERE id = :actor)"
_DOCUMENT = "document = (SELECT key FROM documents WHERE id = :document)"
_WORD = "role = 'matters' AND word = :matter"
_PLACES = (
    _place("claims", claim="key", kind="kind = :kind", document=_DOCUMENT),
    _place("claim_actors", actor=_ACTOR),
    _place("positions", "position", matter="matter = :matter", theatre="theatre = :theatre"),
    _place("measures", "measure", matter="matter = :matter"),
    _place("reports", "report", matter="matter = :matter"),
    _place("claim_words", "accord divergence", matter=_WORD),
    _place("accords", "accord", theatre="theatre = :theatre", status="status = :status"),
    _place("divergences", "divergence", theatre="theatre = :theatre"),
    _place("events", "event", type="type = :type", place="place = :place"),
    _place("encounters", "encounter", place="place = :place"),
)
CONDITIONS = tuple(dict.fromkeys(name for place in _PLACES for name in place.answers))

_LIST = "SELECT DISTINCT {claim} AS key FROM {table} AS led WHERE {checks} ORDER BY {claim} DESC LIMIT :limit"
_LOOK = "EXISTS (SELECT 1 FROM {table} WHERE {table}.{claim} = led.{own} AND {answer})"
_SURE = f"EXISTS (SELECT 1 FROM claims WHERE claims.key = led.{{own}} AND {SURE_CLAIM})"  # noqa: S608 - fixed pieces
_COUNT = "SELECT count(*) AS n FROM (SELECT 1 FROM {table} WHERE {answer} LIMIT :enough)"


def list_claims(store: Store, wanted: Mapping[str, Value], limit: int) -> list[int]:
    """The keys of the claims that all conditions keep, the last added first.

    `wanted`: kind, document (id), actor (id), matter, theatre, status (of accords), type (of events), place, after,
    min_certainty (as in `Filter`). Nothing is kept where a condition cannot hold of that kind.
    """
    kind = str(wanted.get("kind") or "")
    asked = [name for name in wanted if name in CONDITIONS]
    found = {name: _places_of(name, kind) for name in asked}
    if not all(found.values()):
        return []
    lead = _rarest(store, found, wanted)
    places = found[lead] if lead else [_PLACES[0]]
    keys: set[int] = set()
    for place in places:
        checks = [_check(place, name, found[name], own=name == lead) for name in asked]
        checks += [f"led.{place.claim} < :after"] if "after" in wanted else []
        checks += [_SURE.format(own=place.claim)] if "min_certainty" in wanted else []
        sql = _LIST.format(claim=place.claim, table=place.table, checks=" AND ".join(checks) or "true")
        keys |= {row["key"] for row in store.query("page_of_claims", sql, {**wanted, "limit": limit})}
    return sorted(keys, reverse=True)[:limit]


def _places_of(condition: str, kind: str) -> list[_Place]:
    """Where claims of a kind, or of any, are found by a condition."""
    return [p for p in _PLACES if condition in p.answers and (not kind or not p.kinds or kind in p.kinds)]


def _check(place: _Place, condition: str, places: list[_Place], *, own: bool) -> str:
    """What keeps the claims of a condition, where those of `place` are gone through."""
    if own or condition in place.answers:
        return place.answers[condition]
    if condition == "kind" and len(place.kinds) == 1:
        return "true"  # no other kind stands there
    looks = [
        _LOOK.format(table=other.table, claim=other.claim, own=place.claim, answer=other.answers[condition])
        for other in places
    ]
    return f"({' OR '.join(looks)})"


def _rarest(store: Store, found: Mapping[str, list[_Place]], wanted: Mapping[str, Value]) -> str | None:
    """The condition that keeps fewest claims, as far as they are counted."""
    if len(found) < 2:
        return next(iter(found), None)
    values = {**wanted, "enough": _ENOUGH}

    def counted(name: str) -> int:
        counts = [_COUNT.format(table=place.table, answer=place.answers[name]) for place in found[name]]
        return sum(int(store.query("count_claims", sql, values)[0]["n"]) for sql in counts)

    return min(found, key=lambda name: (counted(name), name == "kind"))

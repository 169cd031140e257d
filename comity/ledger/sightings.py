"""What an encounter claim is recognised by in other texts, and when two claims may be of one encounter.

Pure: no store. Persons, seats, offices and unnamed officials count for their state, each with its level: leaders,
ministers, officials. Limits: an unnamed actor without a state counts for nobody; of more than eight sides, the first
eight by name are looked up.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import combinations
from typing import Literal

from comity.model import Actor, Encounter, When

Grain = Literal["day", "range", "month", "year", "told"]
Level = Literal["leader", "minister", "official"]

_FOR_A_STATE = frozenset({"state", "seat", "office", "person", "unnamed", "people"})
_REMOTE = frozenset({"call", "video call"})
_IN_PERSON = frozenset({"meeting", "visit", "summit"})
_VIRTUAL = frozenset({"meeting", "summit", "video call"})
_MOST_SIDES = 8
_FEW, _MANY = 2, 4  # of two sides, a meeting of many is another encounter
_MET = re.compile(
    r"\b(?:met|meet\w*|sessions?|conferences?|dinner|lunch|breakfast|visit\w*|host\w*|receiv\w+|welcom\w+|summit|"
    r"sat down|face[- ]to[- ]face|in person)\b",
    re.IGNORECASE,
)
_APART = re.compile(
    r"\b(?:separate|another|previous|earlier|prior|preceding|(?:their|his|her) (?:last|recent)|’s last|'s last) "
    r"(?:[\w-]+ ){0,3}?(?:calls?|conversations?|meetings?|talks|summits?|visits?|contacts|round|sessions?)\b|"
    r"\b(?:last|previously|had earlier|separately) (?:met|meet|spoken?|talked|telephoned|called|phoned)\b",
    re.IGNORECASE,
)
_ISO = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?")
_LEADER = re.compile(
    r"\b(?:president|prime[- ]minister|premier|chancellor|king|queen|emir|sultan|crown prince|supreme leader|"
    r"taoiseach|head of (?:state|government)|general secretary|pope)\b",
    re.IGNORECASE,
)
_NOT_LEADER = re.compile(r"\b(?:vice|deputy|former|adviser|advisor|spokes\w*|secretary of|envoy|aide)\b", re.IGNORECASE)
_MINISTER = re.compile(r"\b(?:ministers?|ministry|secretary|state department|foreign office)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sighting:
    """One encounter claim, as it is compared with others.

    `sides`: whom the participants act for; where all act for one side, the participants themselves. `persons`: named
    persons by side; `levels` by side. `first` and `last` close the days on which it may have been: its own where the
    text gives any (`grain`: day, range, month, year), else that of publication (`told`); empty where nothing is known.
    `told`: the day of publication; `apart`: its words say that it is another one than those told beside it ("their
    previous call", "a separate meeting").
    """

    claim: str
    document: str
    publisher: str | None
    sides: frozenset[str]
    persons: frozenset[tuple[str, str]]
    levels: frozenset[tuple[str, Level]]
    format: str
    place: str | None
    grain: Grain
    first: str
    last: str
    dated_by: str | None
    actual: bool
    told: str | None = None
    apart: bool = False

    @property
    def pairs(self) -> list[str]:
        """What it is looked up by: each two of its sides. Meetings of few and of many are kept in two drawers."""
        names = sorted(self.sides)[:_MOST_SIDES]
        drawers = [drawer for drawer, fits in (("few", len(names) < _MANY), ("many", len(names) > _FEW)) if fits]
        return [f"{drawer}:{a}|{b}" for drawer in drawers for a, b in combinations(names, 2)]

    @property
    def named(self) -> int:
        """How many of its sides have a person who is named."""
        return len({side for side, _ in self.persons})

    @property
    def rank(self) -> tuple[int, int, int, int, str]:
        """The clearest first; an order that does not depend on when a text came."""
        return (-self.named, self.format == "talks", self.place is None, -len(self.sides), self.claim)


def sighting_of(claim: Encounter, published: str | None, publisher: str | None) -> Sighting:
    """What an encounter claim is compared by."""
    actors = [actor for actor in claim.participants if _counts(actor)]
    sides = {_side_of(actor) for actor in actors}
    lifted = len(sides) > 1
    if not lifted:
        sides = {actor.id for actor in actors}

    def side(actor: Actor) -> str:
        return _side_of(actor) if lifted else actor.id

    grain, first, last = _days(claim.when, published)
    return Sighting(
        claim.id,
        claim.document,
        publisher,
        frozenset(sides),
        frozenset((side(a), a.id) for a in actors if a.kind == "person"),
        frozenset((side(a), level) for a in actors if (level := _level(a))),
        _form(claim),
        " ".join(claim.place.casefold().split()) if claim.place else None,
        grain,
        first,
        last,
        claim.when.how if claim.when else None,
        claim.factuality.happened,
        published,
        any(_APART.search(span.text) for span in claim.evidence),
    )


def _form(claim: Encounter) -> str:
    """The format; `talks` for a meeting of which no word says that they met in person: they may have telephoned."""
    told = claim.place is not None or any(_MET.search(span.text) for span in claim.evidence)
    return claim.format if claim.format != "meeting" or told or not claim.events else "talks"


def _counts(actor: Actor) -> bool:
    return actor.kind != "media" and (actor.kind != "unnamed" or actor.country is not None)


def _side_of(actor: Actor) -> str:
    if actor.country and actor.kind in _FOR_A_STATE:
        return f"state/{actor.country}"
    return f"person/{_surname(actor.id)}" if actor.kind == "person" else actor.id


def _level(actor: Actor) -> Level | None:
    """The level at which an actor meets others; None where the text names only the state or its seat."""
    if actor.kind in {"state", "seat", "people", "alliance", "organisation", "armed-group"}:
        return None
    words = f"{actor.role or ''} {'' if actor.kind == 'person' else actor.name}".replace("-", " ")
    if _LEADER.search(words) and not _NOT_LEADER.search(words):
        return "leader"
    if _MINISTER.search(words):
        return "minister"
    return "official" if words.strip() else None


def _days(when: When | None, published: str | None) -> tuple[Grain, str, str]:
    if when is None or not (_ISO.fullmatch(when.value) and (when.end is None or _ISO.fullmatch(when.end))):
        return "told", published or "", published or ""
    first, last = first_day(when.value), last_day(when.end or when.value)
    if len(when.value) == len("2015-11-15"):
        return ("day" if first == last else "range"), first, max(first, last)
    return ("month" if len(when.value) == len("2015-11") else "year"), first, max(first, last)


def first_day(value: str) -> str:
    """The first day of a day, month or year."""
    return value + "-01-01"[len(value) - 4 :] if len(value) < 10 else value[:10]


def last_day(value: str) -> str:
    """The last day of a day, month or year."""
    if len(value) >= len("2015-11-15"):
        return value[:10]
    year, month = int(value[:4]), int(value[5:7] or 12)
    return f"{year:04}-{month:02}-{monthrange(max(year, 1), month)[1]:02}"


def shifted(day: str, days: int) -> str:
    """The day so many days later; the same where it is none."""
    try:
        return (date.fromisoformat(day) + timedelta(days)).isoformat()
    except (ValueError, OverflowError):
        return day


def shared_persons(a: Sighting, b: Sighting) -> int:
    """On how many sides both name the same person."""
    return len({(side, _surname(one)) for side, one in a.persons} & {(side, _surname(one)) for side, one in b.persons})


def _surname(person: str) -> str:
    """The last part of a person's id: a name may be read with more or fewer words before it."""
    return re.split("[/-]", person)[-1]


def same_place(a: Sighting, b: Sighting) -> bool:
    """Whether both name the same place."""
    return a.place is not None and a.place == b.place


def may_be_one(a: Sighting, b: Sighting) -> bool:
    """Whether two claims may be of one encounter, days aside: by their sides, persons, levels, format and place."""
    if not _formats_fit(a, b) or not _sides_fit(a, b):
        return False
    named = [dict_of((side, _surname(one)) for side, one in s.persons) for s in (a, b)]
    levels = [dict_of(s.levels) for s in (a, b)]
    for side in a.sides & b.sides:
        if side in named[0] and side in named[1]:
            if not named[0][side] & named[1][side]:
                return False
        elif side in levels[0] and side in levels[1] and not levels[0][side] & levels[1][side]:
            return False
    return shared_persons(a, b) > 1 or _places_fit(a.place, b.place)


def _formats_fit(a: Sighting, b: Sighting) -> bool:
    """A call may have been a video call, a video call a meeting or summit without a place, talks any of them."""
    either = {a.format, b.format}
    if "letter" in either:
        return a.format == b.format
    if "video call" in either and either <= _VIRTUAL:
        return a.place is None and b.place is None
    return "talks" in either or either <= _REMOTE or either <= _IN_PERSON


def _places_fit(a: str | None, b: str | None) -> bool:
    """Whether two places may be one: the same words, or a city and its country."""
    if a is None or b is None or a == b:
        return True
    known = [_place(a), _place(b)]
    if None in known:
        return bool(re.search(rf"\b{re.escape(a)}\b", b) or re.search(rf"\b{re.escape(b)}\b", a))
    (country, kind), (other, other_kind) = known  # type: ignore[misc]
    return country is not None and country == other and "state" in {kind, other_kind}


@lru_cache(maxsize=4096)
def _place(name: str) -> tuple[str | None, str] | None:
    """The country of a place and what it is; None where Comity does not know it."""
    from comity.knowledge import load_knowledge

    found = load_knowledge().place(name)
    return (found.country, found.kind) if found else None


def _sides_fit(a: Sighting, b: Sighting) -> bool:
    """Mostly the same sides. Two may leave out a third at the same place and in one text; a summit is no bilateral."""
    common = len(a.sides & b.sides)
    if common < _FEW:
        return False
    few, many = sorted((len(a.sides), len(b.sides)))
    if few == many == common:
        return True
    if few == _FEW:
        in_one_text = a.document == b.document and a.format == b.format and not (a.apart or b.apart)
        return many < _MANY and (same_place(a, b) or in_one_text)
    return common == few or 2 * common >= few + many - common


def dict_of(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """Values by their first half."""
    found: dict[str, set[str]] = {}
    for key, value in pairs:
        found.setdefault(key, set()).add(value)
    return found


def score(a: Sighting, b: Sighting) -> tuple[int, bool, bool, bool]:
    """How much speaks for two claims being one: shared persons, place, format, the same sides."""
    return shared_persons(a, b), same_place(a, b), a.format == b.format, a.sides == b.sides


def reasons(a: Sighting, b: Sighting) -> Iterator[str]:
    """What two claims of one encounter have in common, in words; names are left as ids in braces."""
    common = sorted(a.sides & b.sides)
    number = {2: "two", 3: "three"}.get(len(common), str(len(common)))
    yield f"same {number} sides ({', '.join(f'{{{side}}}' for side in common[:4])}{' …' if len(common) > 4 else ''})"
    if persons := sorted(person for _, person in a.persons & b.persons):
        yield f"both name {' and '.join(f'{{{person}}}' for person in persons[:4])}"
    yield _days_in_words(a, b)
    if a.format == b.format:
        yield f"both {a.format}" if a.format in {"talks", "letter"} else f"both a {a.format}"
    else:
        yield f"{a.format} and {b.format} go together"
    if same_place(a, b):
        yield f"same place ({(a.place or '').title()})"


def _days_in_words(a: Sighting, b: Sighting) -> str:
    exact = [s for s in (a, b) if s.grain == "day"]
    if len(exact) == 2 and a.first == b.first:
        return f"same day ({a.first})"
    if len(exact) == 2:
        return f"one day apart ({a.first}, {b.first}), as across time zones"
    told = [s for s in (a, b) if s.grain == "told"]
    if len(told) == 2:
        return f"both without a day, told on {a.first}"
    if told:
        other = a if told[0] is b else b
        return f"without a day, told on {told[0].first}, close to {other.first}"
    return f"{_span(a)} fits {_span(b)}" if (a.first, a.last) != (b.first, b.last) else f"same days ({_span(a)})"


def _span(sighting: Sighting) -> str:
    cut = {"month": 7, "year": 4}.get(sighting.grain, 10)
    first, last = sighting.first[:cut], sighting.last[:cut]
    return first if first == last else f"{first} to {last}"

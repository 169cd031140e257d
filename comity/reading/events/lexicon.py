"""The words that report events, from `data/events.yaml`: one Rule a group, indexed by the words that trigger it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal, get_args

from comity.model import KnowledgeError
from comity.model.claims import EventType
from comity.reading.lexicons import listed, load_yaml

FILE = "events.yaml"
Trigger = Literal["verb", "noun", "adjective"]
_KINDS: dict[str, Trigger] = {"verbs": "verb", "nouns": "noun", "adjectives": "adjective"}
_FLAGS = (
    "symmetric", "negated", "future", "copula", "complement", "inside", "infinitive_inside", "obliging", "blaming",
    "actual", "objectless", "place_before", "impersonal", "mutual", "owner", "moved", "victim_before",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    """One frame: what triggers it, who fills which part, and what must be there for it to count."""

    type: EventType
    kind: Trigger
    words: frozenset[str]
    beside: frozenset[str]
    via: frozenset[str]
    objects: frozenset[str]
    modifiers: frozenset[str]
    unless: frozenset[str]
    takes_object: bool
    prepositions: tuple[str, ...]
    alternatives: tuple[str, ...]
    of: str
    needs: frozenset[str]
    takes: frozenset[str]
    infinitives: frozenset[str]
    reverse: tuple[str, ...]
    mode: str | None
    flags: frozenset[str]

    @property
    def specific(self) -> int:
        """How much a rule asks for beside its trigger; the more specific one wins."""
        return (
            sum(2 for part in (self.beside, self.via, self.objects, self.modifiers) if part)
            + bool(self.takes)
            + 2 * bool(self.infinitives)
            + 3 * ({"negated", "future"} <= self.flags)
        )


@dataclass(frozen=True, slots=True)
class KnownHappening:
    """A name for one happening whose sides need not be said."""

    phrase: str
    type: EventType
    actor: str
    recipient: str
    since: date


@cache
def rules(kind: Trigger) -> dict[str, tuple[Rule, ...]]:
    """Rules by trigger word; raises KnowledgeError for a type that PLOVER does not have."""
    index: dict[str, list[Rule]] = {}
    for type_, groups in load_yaml(FILE)["types"].items():
        if type_ not in get_args(EventType):
            raise KnowledgeError(f"{FILE}: {type_!r} is no PLOVER event type; see comity.model.claims.EventType")
        for group in groups:
            for name, group_kind in _KINDS.items():
                if name in group and group_kind == kind:
                    rule = _rule(type_, kind, group, name)
                    for word in rule.words:
                        index.setdefault(word, []).append(rule)
    return {word: tuple(found) for word, found in index.items()}


def _rule(type_: EventType, kind: Trigger, group: dict[str, Any], name: str) -> Rule:
    recipient = group.get("recipient", [])
    alternative = group.get("or", [])
    return Rule(
        type=type_,
        kind=kind,
        words=frozenset(group[name]),
        beside=frozenset(group.get("with", ())),
        via=frozenset(group.get("via", ())),
        objects=frozenset(group.get("objects", ())),
        modifiers=frozenset(group.get("modifiers", ())),
        unless=frozenset(group.get("unless", ())),
        takes_object=recipient == "object",
        prepositions=() if recipient == "object" else tuple(recipient),
        alternatives=(alternative,) if isinstance(alternative, str) else tuple(alternative),
        of=group.get("of", "none"),
        needs=frozenset(group.get("needs", ())),
        takes=frozenset(group.get("takes", ())),
        infinitives=frozenset(group.get("infinitive", ())),
        reverse=tuple(group.get("reverse", ())),
        mode=group.get("mode"),
        flags=frozenset(flag for flag in _FLAGS if group.get(flag)),
    )


@cache
def light_verbs() -> frozenset[str]:
    """Verbs that only say that a noun's deed is done."""
    return frozenset(load_yaml(FILE)["light_verbs"]["words"])


def words(group: str) -> frozenset[str]:
    """A plain list of the file: `blaming`, `quantities`."""
    return listed(FILE, group)


@cache
def known_happenings() -> tuple[KnownHappening, ...]:
    """Names for happenings whose sides readers know, the longest phrase first."""
    entries = load_yaml(FILE)["known_happenings"]["entries"]
    found = (KnownHappening(e["phrase"], e["type"], e["actor"], e["recipient"], e["since"]) for e in entries)
    return tuple(sorted(found, key=lambda happening: -len(happening.phrase)))


@cache
def certainty_of(type_: EventType) -> float:
    """How often an event of a type that these rules find is right, as measured; `precision` in the file."""
    return float(load_yaml(FILE)["precision"][type_])

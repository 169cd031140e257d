"""Candidates for events: a trigger with a Rule and the words that fill its parts, and whether they are enough."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from spacy.tokens import Token

from comity.model import Actor
from comity.reading.context import context_of
from comity.reading.events.actors import parties, party
from comity.reading.events.lexicon import Rule, words
from comity.reading.syntax import agents, conjuncts, is_passive, own_subjects, subjects

_FORCES = frozenset(
    {"troop", "force", "army", "tank", "soldier", "navy", "warship", "military", "battalion", "convoy", "unit"}
)
_PEOPLE = frozenset({"unnamed", "people", "organisation", "armed-group"})
_PAPERS = frozenset({"list", "draft", "document", "copy", "map", "coordinate", "fire", "prisoner", "body"})
_IMPERSONAL = frozenset({"impersonal", "blaming", "obliging"})
_COLLECTIVE = frozenset({"organisation", "alliance", "armed-group"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A trigger that fits a rule: `anchor` is the deed's own word, the others stand for who takes part."""

    rule: Rule
    anchor: Token
    trigger: tuple[Token, ...]
    actors: tuple[Token, ...]
    recipients: tuple[Token, ...]
    target: Token | None = None

    @property
    def who(self) -> tuple[Actor, ...]:
        """The actors named by the actor words."""
        return parties(self.actors)

    @property
    def mutual(self) -> bool:
        """Whether several do it to each other ("each accused the other", "clashes between A and B")."""
        if "mutual" in self.rule.flags and len(self.who) > 1:
            return True
        return self.target is not None and self.target.lower_ == "other" and len(self.who) > 1

    @property
    def whom(self) -> tuple[Actor, ...]:
        """The actors named by the recipient words; those who do it, where they do it to each other."""
        return self.who if self.mutual else parties(self.recipients)


_Check = Callable[[Candidate, tuple[Actor, ...], tuple[Actor, ...]], bool]
_CHECKS: dict[str, _Check] = {
    "no_things": lambda c, who, whom: not any(t.lemma_.lower() in words("things_gathered") for t in done_to(c.anchor)),
    "two": lambda c, who, whom: len(_everyone(who, whom)) > 1 or any(a.kind == "alliance" for a in who),
    "set": lambda c, who, whom: len({a.id for a in who}) > 1 or any(a.kind in _COLLECTIVE for a in who),
    "recipient": lambda c, who, whom: bool(whom),
    "object": lambda c, who, whom: c.target is not None,
    "whom_or_where": lambda c, who, whom: bool(whom) or _names_place(c.target),
    "named": lambda c, who, whom: all(a.kind != "unnamed" for a in (*who, *whom)),
    "owner": lambda c, who, whom: bool(who),
    "object_given": lambda c, who, whom: bool(done_to(c.anchor)),
    "no_silence": lambda c, who, whom: (
        not any(t.lemma_.lower() in words("keeping_silent") for t in c.anchor.children if t.dep_ == "xcomp")
    ),
    "no_guess": lambda c, who, whom: not _guesses(c.anchor),
    "no_papers": lambda c, who, whom: c.anchor.lemma_ != "exchange" or not _gives_papers(c.anchor),
    "people": lambda c, who, whom: all(a.kind in _PEOPLE for a in who),
    "single": lambda c, who, whom: len({a.id for a in who}) < 2,
    "person": lambda c, who, whom: any(a.kind == "person" for a in whom),
    "not_named_so": lambda c, who, whom: not any(t.dep_ in {"oprd", "ccomp"} for t in c.anchor.children),
    "person_goes": lambda c, who, whom: all(a.kind == "person" for a in who),
    "military": lambda c, who, whom: any(t.lemma_.lower() in _FORCES for t in c.actors),
    "peacekeeping": lambda c, who, whom: any(_of_peacekeeping(t) for t in (c.anchor, *c.actors)),
    "direct": lambda c, who, whom: any(party(t) is not None for t in done_to(c.anchor)),
}
"""What a rule may need, by its name in the lexicon; asked only where a rule needs it."""


def checked(candidate: Candidate) -> Candidate | None:
    """The candidate if all that its rule needs was found."""
    rule, who, whom = candidate.rule, candidate.who, candidate.whom
    if not all(need not in _CHECKS or _CHECKS[need](candidate, who, whom) for need in rule.needs):
        return None
    together = "symmetric" in rule.flags and (len(whom) >= 2 or candidate.anchor.pos_ == "VERB")
    if who or together or (rule.flags & _IMPERSONAL and is_passive(candidate.anchor)) or _suffered(candidate):
        return candidate
    return None


def _guesses(verb: Token) -> bool:
    """Whether what is warned of is only what may be or is so: "warned that prices could rise", "that it is late"."""
    for said in (c for c in verb.children if c.dep_ == "ccomp"):
        modals = {c.lower_ for c in said.children if c.dep_ == "aux"}
        if modals & {"could", "may", "might"} or (not modals and said.lemma_ in {"be", "have"}):
            return True
    return False


def _gives_papers(verb: Token) -> bool:
    """Whether what is exchanged is no talk: "exchanged lists", "exchanged prisoners"."""
    return any(t.lemma_.lower() in _PAPERS for t in done_to(verb))


def _of_peacekeeping(token: Token) -> bool:
    return any(t.lower_.startswith(("peacekeep", "peace-keep")) for t in token.subtree)


def _everyone(who: tuple[Actor, ...], whom: tuple[Actor, ...]) -> set[str]:
    return {actor.id for actor in (*who, *whom) if not _is_press(actor)}


def _names_place(target: Token | None) -> bool:
    """Whether a deed is done to, or away from, a place that we know."""
    return target is not None and context_of(target.doc).knowledge.place(target.text) is not None


def _suffered(candidate: Candidate) -> bool:
    """Whether a deed counts though the text does not say who did it: somebody was arrested, a blast killed somebody.

    The passive without an agent, and a thing or happening as the subject of a verb of violence.
    """
    verb = candidate.anchor
    plain = verb.pos_ == "VERB" and not candidate.rule.takes and _is_main(verb)
    if candidate.rule.type not in SUFFERED or not candidate.whom or not plain:
        return False
    if is_passive(verb):
        return not agents(verb)
    return candidate.rule.type == "ASSAULT" and any(t.pos_ == "NOUN" for t in own_subjects(verb))


SUFFERED = frozenset({"ASSAULT", "COERCE", "RETREAT", "SANCTION"})


def _is_main(verb: Token) -> bool:
    """Whether a verb heads what its sentence tells: no relative or adverbial clause, nothing wished for."""
    while verb.dep_ in {"conj", "ccomp"} and verb.head != verb:
        verb = verb.head
    return verb.dep_ == "ROOT"


def _is_press(actor: Actor) -> bool:
    """Whether an actor is the press: talking to it is no consultation."""
    return actor.kind == "media" or (actor.kind == "unnamed" and bool(_PRESS & set(actor.name.lower().split())))


_PRESS = frozenset(
    ["media", "press", "reporter", "reporters", "journalist", "journalists", "correspondents", "newspaper"]
)


def done_to(verb: Token) -> list[Token]:
    """Direct object (in the passive, subject), without the indirect one."""
    if is_passive(verb):
        return subjects(verb)
    found = [c for child in verb.children if child.dep_ in {"dobj", "obj"} for c in conjuncts(child)]
    if not found:
        joined = [c for c in verb.children if c.dep_ == "conj" and c.pos_ == "VERB" and not own_subjects(c)]
        found = [c for other in joined for child in other.children if child.dep_ == "dobj" for c in conjuncts(child)]
    own = own_subjects(verb)
    if verb.dep_ == "relcl" and own and not any(t.tag_ in {"WP", "WDT"} for t in own):
        pronouns = [t for t in found if t.tag_ in {"WP", "WDT"}]
        if pronouns or not found:
            return conjuncts(verb.head) + [t for t in found if t not in pronouns]
    return found

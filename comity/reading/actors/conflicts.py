"""The two sides of other people's conflict: "discussed the fighting between A and B and urged both sides to stop".

A set of sides means the principals of a text, unless these urge it, or it is called warring: then it means whom the
text named before as fighting or talking with each other.
"""

from __future__ import annotations

from collections import Counter

from spacy.tokens import Token

from comity.model import Actor
from comity.reading.actors.cast import Cast, nominals, window
from comity.reading.mentions import unique
from comity.reading.syntax import conjuncts, governors, own_subjects

_BODIES = frozenset({"state", "organisation", "alliance", "armed-group", "office", "people", "seat"})
WARRING = frozenset({"warring", "belligerent", "opposing", "feuding", "rival", "conflicting", "fighting"})
_TALKING = frozenset({"speak", "talk", "meet", "consult", "confer"})
_OFTEN = 3
_URGING = frozenset(
    ["urge", "call", "appeal", "ask", "press", "exhort", "encourage", "implore", "warn", "demand", "tell", "invite",
     "push", "bring", "persuade", "want", "expect", "request", "beg"]
)  # fmt: skip


def sides_of_conflict(cast: Cast, token: Token) -> tuple[Actor, ...]:
    """Whom a set of sides means where it is not the principals; empty where nothing tells."""
    if any(c.lower_ in WARRING for c in token.children):
        return conflict_before(cast, token.i)
    if _spoken_to(token):
        return _contenders(cast, token)
    urging = _urged_by(token)
    if urging is None:
        return ()
    who = {a.id for t in own_subjects(urging) if t.i in cast.mentions for a in cast.mentions[t.i].actors}
    pair = conflict_before(cast, token.i)
    return pair if pair and not who & {actor.id for actor in pair} else ()


def _urged_by(token: Token) -> Token | None:
    """The verb of urging whose object, or the subject of whose complement, a word is."""
    for above in list(governors(token))[:5]:
        if above.pos_ == "VERB" and above.lemma_.lower() in _URGING and token.i > above.i:
            return above
        if above.pos_ == "VERB" and above.lemma_.lower() not in _URGING and token.dep_ not in {"nsubj", "nsubjpass"}:
            return None
    return None


def _spoken_to(token: Token) -> bool:
    """Whether somebody talks to or meets both: "the envoy spoke to both sides"."""
    verb = token.head.head if token.dep_ == "pobj" and token.head.lower_ in {"to", "with"} else None
    both = any(c.lower_ == "both" for c in token.children)
    return both and verb is not None and verb.pos_ == "VERB" and verb.lemma_.lower() in _TALKING


def _contenders(cast: Cast, token: Token) -> tuple[Actor, ...]:
    """The two that a text about a group's fight names most, where a third speaks to both; empty where unclear."""
    counts: Counter[str] = Counter()
    actors: dict[str, Actor] = {}
    for head in window(cast, token.i, 400):
        for actor in cast.mentions[head].actors:
            if actor.kind in {"state", "armed-group"}:
                counts[actor.id] += 1
                actors[actor.id] = actor
    ranked = [identity for identity, count in counts.most_common() if count >= _OFTEN]
    pair = tuple(actors[identity] for identity in ranked[:2])
    who = [a for t in own_subjects(token.head.head) if t.i in cast.mentions for a in cast.mentions[t.i].actors]
    aside = bool(who) and not {a.id for a in who} & {a.id for a in pair}
    clear = len(pair) == 2 and any(a.kind == "armed-group" for a in pair)
    return pair if aside and clear else ()


def conflict_before(cast: Cast, position: int) -> tuple[Actor, ...]:
    """The two bodies that the text last put "between … and …", or coordinated before a fight."""
    for head in window(cast, position):
        noun = cast.doc[head]
        if noun.dep_ == "conj":
            continue
        pair = unique(a for t in conjuncts(noun) if t.i in cast.mentions for a in cast.mentions[t.i].actors)
        if len(pair) == 2 and all(a.kind in _BODIES for a in pair) and (_put_between(noun) or _fights(noun)):
            return pair
    return ()


def _put_between(noun: Token) -> bool:
    return noun.dep_ == "pobj" and noun.head.lower_ in {"between", "among"}


def _fights(noun: Token) -> bool:
    """Whether two subjects fight, by a verb in their clause or below it."""
    if noun.dep_ not in {"nsubj", "nsubjpass"}:
        return False
    fighting = {"fight", "clash", "shell", "battle", "exchange", "accuse", "trade", "shut", "sever", "attack"}
    verb = noun.head
    return verb.lemma_ in fighting or any(
        c.lemma_ in fighting for child in verb.children for c in (child, *child.children)
    )


def apposed_sides(cast: Cast, token: Token) -> tuple[Actor, ...]:
    """Whom an apposition names: "the two sides, Yemen and the Houthis,"."""
    for child in token.children:
        if child.dep_ == "appos":
            found = unique(a for t in conjuncts(child) if t.i in cast.mentions for a in cast.mentions[t.i].actors)
            if len(found) > 1:
                return found
    return ()


def group_before(cast: Cast, token: Token) -> tuple[Actor, ...]:
    """The armed group that "the group", "the movement" takes up: the last one named, if it is near."""
    if token.lemma_.lower() not in nominals()["armed_nouns"] or token.tag_ in {"NNS", "NNPS"}:
        return ()
    kinds = {c.dep_ for c in token.children}
    if not any(c.lower_ in {"the", "this", "that"} for c in token.children) or kinds & {"amod", "compound", "prep"}:
        return ()
    for head in window(cast, token.i, 12):
        actor = cast.mentions[head].actors[0]
        if actor.kind == "armed-group":
            return (actor,)
    return ()

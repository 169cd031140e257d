"""Who takes part in an event that a noun tells of: "talks between A and B", "A's strike on B", "a call from A to B"."""

from __future__ import annotations

from spacy.tokens import Token

from comity.reading.events.actors import parties, party
from comity.reading.events.candidates import Candidate, checked
from comity.reading.events.lexicon import Rule, light_verbs
from comity.reading.events.roles import BEFORE, agents_named, led_by, named_in_all
from comity.reading.syntax import agents, conjuncts, doers, governors, own_subjects, prepositional

_SPOKEN_IN = frozenset({"in", "during", "at", "by", "through", "via", "on", "following", "after", "for", "before"})


_OCCASIONS = frozenset({"summit", "conference", "session", "council", "gathering", "ministerial", "round"})


def fit_noun(noun: Token, rule: Rule) -> Candidate | None:
    """The candidate of a noun of doing: who stands beside it, and who does the verb that holds it."""
    if not _means_a_deed(noun, rule):
        return None
    holder = _holding_verb(noun)
    if "light" in rule.needs and holder is None:
        return None
    actors = _owners(noun, rule)
    recipients = led_by(noun, rule.prepositions)
    recipients += [t for participle in _participles(noun) for t in prepositional(participle, *rule.prepositions)]
    target = recipients[0] if recipients else None
    if holder is not None:
        recipients += [t for t in led_by(holder, rule.prepositions) if t not in recipients]
        complete = actors and named_in_all(recipients) and holder.lemma_.lower() in _ARRANGING
        if (not actors or "symmetric" in rule.flags) and not complete:
            actors += (
                named_in_all(agents(holder)) if noun.dep_ == "nsubj" and noun.head == holder else agents_named(holder)
            )
    elif (
        "symmetric" in rule.flags
        and "mutual" not in rule.flags
        and len(parties([*actors, *named_in_all(recipients)])) < 2
        and noun.head.dep_ == "prep"
    ):
        actors += _from_the_verb(noun, told=bool(actors), addressed=bool(recipients))
    named = named_in_all(recipients)
    if not named:
        named = [t for c in noun.children if c.i < noun.i for t in (c, *c.children) if _is_against(t) and party(t)]
    if rule.of in {"recipient", "both"}:
        of = prepositional(noun, "of")
        named += [t for t in named_in_all(of) if t not in named]
        target = target or next(iter(of), None)
    return checked(Candidate(rule, noun, (noun,), tuple(dict.fromkeys(actors)), tuple(named), target))


def _means_a_deed(noun: Token, rule: Rule) -> bool:
    """Whether the words beside a noun let it stand for the rule's deed."""
    if rule.modifiers and not any(
        c.lower_ in rule.modifiers or c.lemma_.lower() in rule.modifiers for c in noun.children
    ):
        return False
    if any(c.lower_ in rule.unless for c in noun.children):
        return False
    if noun.dep_ in {"compound", "amod"} and noun.head.pos_ in {"NOUN", "PROPN"}:
        return False
    if rule.type == "CONSULT" and (_is_manner(noun) or (noun.lemma_ == "contact" and noun.head.head.lemma_ == "line")):
        return False
    if rule.type == "CONSULT" and noun.lemma_ == "call" and prepositional(noun, "on", "for", "upon"):
        return False
    ended = noun.head.lower_ == "of" and noun.head.head.lemma_.lower() in _ENDS
    return not ("mutual" in rule.flags and ended)


def _from_the_verb(noun: Token, *, told: bool, addressed: bool) -> list[Token]:
    """Who did something during talks, and so took part: nobody where the noun is an occasion for many."""
    speakers = _speaking_in(noun)
    of_talks = any(t.lemma_.lower() in {"talk", "negotiation", "consultation"} for t in prepositional(noun, "of"))
    occasion = noun.lemma_.lower() in _OCCASIONS and not of_talks
    own = not told and len(parties(speakers)) > 1 and not occasion
    return speakers if addressed or own else []


def _is_manner(noun: Token) -> bool:
    """Whether "in consultation with" only says how something is done."""
    bare = noun.tag_ == "NN" and not any(c.dep_ in {"det", "poss", "amod"} for c in noun.children)
    return bare and noun.dep_ == "pobj" and noun.head.lower_ == "in" and noun.head.head.lemma_ not in _BEING


_ARRANGING = frozenset(
    {"schedule", "plan", "arrange", "propose", "prepare", "facilitate", "organise", "organize", "support"}
)
_BEING = frozenset({"be", "stay", "remain", "keep", "engage", "enter"})
_ENDS = frozenset({"cessation", "end", "halt", "suspension", "stop", "risk", "resumption", "conclusion"})


def _owners(noun: Token, rule: Rule) -> list[Token]:
    """Who stands before the noun, or behind it with "by" (and "of", "from" where the rule says so)."""
    kinds = {"poss"} if "place_before" in rule.flags and not prepositional(noun, *rule.prepositions) else BEFORE
    if "victim_before" in rule.flags:  # "the Armenian genocide", "the envoy's poisoning": who suffered stands before
        kinds = {"poss"} if prepositional(noun, *rule.prepositions) else frozenset()
    before = [c for child in noun.children if child.dep_ in kinds and child.i < noun.i for c in (*_inner(child), child)]
    others = go_between_before(noun) if "symmetric" in rule.flags else []
    found = [t for t in before if party(t) is not None and not _is_against(t) and t not in others]
    heads = prepositional(noun, "by") + [t for of in prepositional(noun, "of") for t in prepositional(of, "by")]
    heads += [t for participle in _participles(noun) for t in agents(participle)]
    heads += _thanked(noun) if rule.type == "SUPPORT" else []
    if rule.of == "actor" and not (rule.type == "SUPPORT" and found):
        heads += prepositional(noun, *({"of", "from"} - set(rule.prepositions)))
    return list(dict.fromkeys([*found, *named_in_all(heads)]))


_THANKS = frozenset({"thank", "thanks", "gratitude", "praise", "commend", "appreciation", "grateful"})


def _thanked(noun: Token) -> list[Token]:
    """Who gave what somebody is thanked for: "thanked X for the support", "gratitude to X for the support"."""
    preposition = noun.head
    if preposition.lower_ != "for" or preposition.head.lemma_.lower() not in _THANKS | {"express", "extend", "convey"}:
        return []
    holder = preposition.head
    thing = [c for c in holder.children if c.dep_ == "dobj"]
    to = prepositional(holder, "to") + [t for c in thing for t in prepositional(c, "to")]
    return to or [t for c in thing if c.lemma_.lower() not in _THANKS for t in conjuncts(c)]


def _participles(noun: Token) -> list[Token]:
    """Participles that say who did the noun's deed and to whom: "sanctions imposed on X by Y", "aid provided by Y"."""
    return [
        c
        for c in noun.children
        if c.dep_ in {"acl", "relcl"} and c.tag_ in {"VBN", "VBD"} and c.lemma_ not in GO_BETWEENS
    ]


GO_BETWEENS = frozenset(
    ["mediate", "broker", "host", "facilitate", "sponsor", "moderate", "oversee", "convene", "guarantee", "supervise"]
)


def go_between_before(noun: Token) -> list[Token]:
    """Who stands with "-mediated", "-brokered" or "-led" before a noun: "UN-mediated talks"."""
    found = []
    for child in noun.children:
        if child.i < noun.i and child.lower_ in _MEDIATED:
            found += [t for t in child.children if t.i < child.i and party(t) is not None]
            found += [t for t in noun.children if t.i == child.i - 2 and party(t) is not None]
        elif child.i < noun.i and child.i + 2 < noun.i and party(child) is not None:
            after = noun.doc[child.i + 1 : child.i + 3]
            found += [child] if after[0].text in _DASHES and after[1].lower_ in _MEDIATED else []
    return list(dict.fromkeys(found))


_MEDIATED = frozenset({"mediated", "brokered", "led", "hosted", "sponsored", "facilitated", "moderated", "backed"})
_DASHES = frozenset("-‐‑–")


def _is_against(token: Token) -> bool:
    """Whether "anti-" stands before a name."""
    before = "".join(t.text_with_ws for t in token.doc[max(0, token.i - 2) : token.i]).lower()
    return before.endswith(("anti-", "anti–", "anti ")) or token.lower_.startswith("anti")


def _inner(child: Token) -> list[Token]:
    """Conjuncts and modifiers of a word before a noun ("Russian and Turkish", "U.S.-Russia")."""
    near = [c for c in child.children if c.dep_ in (BEFORE | {"conj", "nmod", "punct", "nsubj"})]
    return sorted([*near, *(t for c in near for t in c.children if c.dep_ == "conj")], key=lambda t: t.i)


def _holding_verb(noun: Token) -> Token | None:
    """The light verb that a noun is the object or subject of, also through another light noun ("a round of talks")."""
    head = noun.head
    if (
        head.dep_ == "prep"
        and head.lower_ == "of"
        and head.head.lemma_ in {"round", "series", "start", "resumption", "session", "number"}
    ):
        return _holding_verb(head.head)
    if noun.dep_ == "conj" and head.pos_ in {"NOUN", "PROPN"}:
        return _holding_verb(head)
    governed = head.pos_ in {"VERB", "AUX"} and noun.dep_ in {"dobj", "nsubjpass", "nsubj", "attr"}
    if governed and head.lemma_.lower() in light_verbs():
        return head
    for child in noun.children:
        if child.dep_ in {"relcl", "acl"} and child.lemma_ in {"have", "hold", "conduct"} and own_subjects(child):
            return child
    if head.pos_ in {"VERB", "AUX"}:
        return None
    if (
        head.dep_ == "prep"
        and head.lower_ in {"in", "with", "into"}
        and head.head.lemma_ in {"engage", "participate", "enter", "part"}
    ):
        return head.head
    return None


def _speaking_in(noun: Token) -> list[Token]:
    """Who did something in, during or after a meeting with somebody: the subject of that verb took part."""
    preposition = noun.head
    if preposition.lower_ not in _SPOKEN_IN:
        return []
    verb = preposition.head
    if verb.lower_ == "present" or any(c.lower_ == "present" and c.dep_ == "acomp" for c in verb.children):
        return []  # "were present during the conversation": the company, not the two who talked
    for token in (verb, *governors(verb)):
        if token.pos_ in {"VERB", "AUX"} and (found := named_in_all(doers(token))):
            return found
    return []

"""Who does an event to whom: from a trigger and its Rule to the words that fill actor and recipient.

Limits we know: an actor named only in another sentence is found through pronouns and sets alone, not by inference.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from spacy.tokens import Token

from comity.model import Actor
from comity.reading.event_actors import parties, party
from comity.reading.event_lexicon import Rule, light_verbs, words
from comity.reading.syntax import (
    agents,
    auxiliaries,
    conjuncts,
    doers,
    governors,
    is_passive,
    own_subjects,
    prepositional,
    subjects,
)

_INSIDE = ("of", "by", "from", "for", "with", "against", "between", "in", "to", "on")
_BEFORE = frozenset({"poss", "compound", "amod", "nmod", "nummod", "npadvmod"})
_TOGETHER = ("between", "among", "with")
_COLLECTIVE = frozenset({"organisation", "alliance", "armed-group"})
_SPOKEN_IN = frozenset({"in", "during", "at", "by", "through", "via", "on", "following", "after", "for", "before"})


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
    def whom(self) -> tuple[Actor, ...]:
        """The actors named by the recipient words."""
        return parties(self.recipients)


def named_in(head: Token, *, deep: bool = True) -> list[Token]:
    """The words that name actors for a phrase: its head, else who owns it, else who stands inside it.

    For "the government of Iran's decision to strike Iraq" that is Iran: the owner comes before what is done.
    """
    if party(head) is not None:
        return [head]
    if head.pos_ == "VERB" and deep and own_subjects(head):
        return [t for subject in own_subjects(head) for t in named_in(subject, deep=False)]
    for child in head.children:
        if child.dep_ in _BEFORE and child.i < head.i:
            found = [t for t in conjuncts(child) if party(t) is not None]
            if found:
                return found
            inner = named_in(child, deep=False) if child.dep_ == "poss" and deep else []
            if inner:
                return inner
    if not deep:
        return []
    for preposition in _INSIDE:
        found = [t for noun in prepositional(head, preposition) for t in named_in(noun, deep=preposition == "of")]
        if found:
            return found
    return []


def named_in_all(heads: Iterable[Token]) -> list[Token]:
    """`named_in` for several heads, no word twice."""
    return list(dict.fromkeys(token for head in heads for token in named_in(head)))


def fit_verb(verb: Token, rule: Rule) -> Candidate | None:
    """The candidate of a verb under a rule, None where the rule asks for something that is not there."""
    if verb.dep_ in {"amod", "compound"} or not _stands_beside(verb, rule):
        return None
    thing = _object_among(verb, rule)
    if rule.objects and thing is None:
        return None
    if rule.takes and not _takes(verb, rule):
        return None
    if "complement" in rule.flags and thing is not None and not _has_complement(thing):
        return None
    if not _mood_fits(verb, rule) or (
        "objectless" in rule.flags and any(c.dep_ in {"dobj", "ccomp"} for c in verb.children)
    ):
        return None
    actor_words = _actors_of_verb(verb, rule, thing)
    recipients, target = _recipients_of_verb(verb, rule, thing)
    trigger = (verb, thing) if thing is not None else (verb,)
    return _checked(Candidate(rule, verb, trigger, tuple(actor_words), tuple(recipients), target))


def _stands_beside(verb: Token, rule: Rule) -> bool:
    """Whether the particle, adverb or prepositional noun that a rule asks for hangs on the verb."""
    if not rule.beside:
        return True
    for child in verb.children:
        if child.i > verb.i and child.lower_ in rule.beside:
            if not rule.via or any(noun.lemma_.lower() in rule.via for noun in prepositional_of(child)):
                return True
    return (
        any(
            c.lower_ in rule.beside
            for child in verb.children
            for c in child.children
            if child.dep_ in {"prep", "dobj", "oprd"}
        )
        and not rule.via
    )


def prepositional_of(preposition: Token) -> list[Token]:
    """The nouns that a preposition leads to."""
    return [c for noun in preposition.children if noun.dep_ in {"pobj", "pcomp"} for c in conjuncts(noun)]


def _object_among(verb: Token, rule: Rule) -> Token | None:
    """The object noun (subject of a passive) that a rule asks for."""
    if not rule.objects:
        return None
    places = {"nsubjpass"} if is_passive(verb) else {"dobj", "attr"}
    heads = [c for child in verb.children if child.dep_ in places for c in conjuncts(child)]
    if not heads and is_passive(verb):
        heads = subjects(verb)
    for head in heads:
        parts = prepositional(head, "of", "in") if head.lemma_.lower() in words("quantities") else []
        for token in (head, *parts):
            if "money" in rule.objects and token.ent_type_ == "MONEY":
                return token
            before = f"{token.nbor(-1).lower_} {token.lemma_.lower()}" if token.i else ""
            if token.lemma_.lower() in rule.objects or token.lower_ in rule.objects or before in rule.objects:
                return token
    return None


def _takes(verb: Token, rule: Rule) -> bool:
    """Whether a verb has one of the complements that a rule asks for."""
    for child in verb.children:
        infinitive = any(c.dep_ == "aux" and c.lower_ == "to" for c in child.children)
        if child.dep_ in {"xcomp", "ccomp", "advcl"} and infinitive and "infinitive" in rule.takes:
            return not rule.infinitives or child.lemma_.lower() in rule.infinitives
        if child.dep_ in {"ccomp", "xcomp"} and "clause" in rule.takes:
            return True
        if child.dep_ in {"dobj", "nsubjpass"} and "object" in rule.takes:
            return True
        if child.dep_ == "prep" and child.lower_ in {"to", "with", "for", "on"} and "preposition" in rule.takes:
            return True
    return False


def _has_complement(noun: Token) -> bool:
    for child in noun.children:
        if child.dep_ in {"acl", "relcl"} or (child.dep_ == "prep" and child.lower_ == "for"):
            return True
        if child.dep_ == "prep" and child.lower_ == "to":
            return any(c.dep_ == "pcomp" for c in child.children)
    return any(c.dep_ in {"xcomp", "advcl"} for c in noun.head.children)


def _mood_fits(verb: Token, rule: Rule) -> bool:
    """Whether tense and negation are what a rule asks for."""
    if "negated" in rule.flags and not any(child.dep_ == "neg" for child in verb.children):
        return False
    return "future" not in rule.flags or any(
        c.dep_ == "aux" and (c.lower_ in _FUTURE or (c.lower_ == "to" and verb.head.lemma_ in _RESOLVE))
        for c in verb.children
    )


_FUTURE = frozenset({"will", "would", "wo", "shall", "'ll", "’ll"})
_RESOLVE = frozenset({"readiness", "ready", "determination", "determined", "resolve", "prepared", "vow", "promise"})


def _actors_of_verb(verb: Token, rule: Rule, thing: Token | None) -> list[Token]:
    heads = doers(verb)
    if is_passive(verb) and thing is not None and not heads:
        heads = prepositional(thing, "by")
        if "symmetric" in rule.flags:
            heads = heads or prepositional(thing, *_TOGETHER) or prepositional(verb, *_TOGETHER)
    if "symmetric" in rule.flags and is_passive(verb) and not heads and thing is None:
        return []
    return named_in_all(heads)


def _recipients_of_verb(verb: Token, rule: Rule, thing: Token | None) -> tuple[list[Token], Token | None]:
    """The words that name recipients, and the head of the phrase that fills the place even where it names nobody."""
    if rule.flags & {"obliging", "blaming"}:
        return _charged(verb, rule), None
    heads: list[Token] = []
    if rule.takes_object:
        heads = [t for t in _done_to(verb) if thing is None or t.i != thing.i]
    heads += led_by(verb, rule.prepositions)
    if rule.via:
        heads += [
            t
            for c in verb.children
            if c.dep_ == "prep"
            for n in prepositional_of(c)
            for t in led_by(n, rule.prepositions)
        ]
    if "symmetric" in rule.flags and "with" in rule.prepositions and not named_in_all(heads):
        heads += [t for thing_done in _done_to(verb) for t in prepositional(thing_done, "with")]
    if thing is not None and rule.prepositions:
        heads += [t for t in prepositional(thing, *rule.prepositions) if t not in heads]
    if not named_in_all(heads):
        heads += _alternative(verb, rule, thing)
    if "future" in rule.flags and not named_in_all(heads):
        heads += [t for c in verb.children if c.dep_ == "advcl" and c.i > verb.i for t in own_subjects(c)]
    if rule.infinitives and rule.takes_object:
        heads += [t for c in verb.children if c.dep_ in {"xcomp", "ccomp"} for t in _done_to(c)]
    if rule.takes & {"infinitive", "clause"} and not named_in_all(heads):
        heads += _asked(verb)
    heads = [t for t in heads if t.ent_type_ not in {"DATE", "TIME"}]
    found = named_in_all(heads)
    if not found and thing is not None and "inside" in rule.flags:
        found = _named_behind(thing, rule.prepositions)
    if not found and thing is not None and rule.type in _MATERIAL:
        found = _of_the_object(verb, thing)
    if thing is not None and "infinitive_inside" in rule.flags:
        found = _to_act(thing)
    if not found and ("future" in rule.flags or (rule.takes and rule.type in _PROMISES)):
        found = _named_after(verb)
        heads = heads or _aim(verb)
    return found, heads[0] if heads else None


_PROMISES = frozenset({"AGREE", "REJECT", "THREATEN"})


def _aim(verb: Token) -> list[Token]:
    """What a promise, refusal or threat is about, where it names no actor: the object of its complement."""
    complements = [c for c in verb.children if c.dep_ in {"xcomp", "ccomp", "advcl"} and c.i > verb.i]
    return [t for c in complements for t in _done_to(c)][:1]


_MATERIAL = frozenset({"AID", "CONCEDE", "RETREAT", "PROTEST"})


def _of_the_object(verb: Token, thing: Token) -> list[Token]:
    """Whom a deed with a named object meets where no phrase of its own says so.

    "lifted sanctions imposed on X", "freed X's soldiers", "sent money to meet the needs of people in X".
    """
    participles = [c for c in thing.children if c.dep_ in {"acl", "relcl"}]
    found = named_in_all(t for c in participles for t in prepositional(c, "on", "against", "for", "to"))
    return found or (named_in(thing) if thing.lemma_.lower() in words("people") else []) or _named_after(verb)


def _named_behind(thing: Token, prepositions: tuple[str, ...]) -> list[Token]:
    """The first actor that one of the prepositions leads to, anywhere in the phrase of the object."""
    for token in thing.subtree:
        if token.i > thing.i and token.dep_ == "prep" and token.lower_ in prepositions:
            found = [t for noun in prepositional_of(token) for t in named_in(noun)]
            if found:
                return found
    return []


def _to_act(thing: Token) -> list[Token]:
    """Who is to act in "the need for X to do", "the importance of X doing", "hope that X will do"."""
    found: list[Token] = []
    for child in thing.children:
        if child.dep_ in {"acl", "ccomp", "relcl", "advcl"}:
            found += own_subjects(child)
        elif child.dep_ == "prep" and child.lower_ in {"for", "of"}:
            found += [t for clause in child.children if clause.dep_ == "pcomp" for t in own_subjects(clause)]
            nouns = prepositional_of(child) if child.lower_ == "for" else []
            around = [c for holder in (thing, thing.head, *nouns) for c in holder.children if c.i > child.i]
            if any(c.dep_ in {"acl", "relcl", "xcomp", "advcl"} for c in around):
                found += nouns
    return named_in_all(found)


def _named_after(verb: Token) -> list[Token]:
    """The first actor named behind a verb in its own subtree, who is not its subject: whom a warning is meant for."""
    own = {actor.id for t in named_in_all(doers(verb)) if (m := party(t)) for actor in m.actors}
    for token in verb.subtree:
        mention = party(token)
        if token.i > verb.i and mention is not None and mention.how != "pronoun":
            if not {actor.id for actor in mention.actors} & own:
                return [token]
    return []


def _charged(verb: Token, rule: Rule) -> list[Token]:
    """Who must act, or is blamed, in what somebody says of another: the subject of the clause, or who owns it."""
    speakers = {_side_of(actor) for t in named_in_all(doers(verb)) if (m := party(t)) for actor in m.actors}
    for said in (c for c in verb.children if c.dep_ == "ccomp"):
        if "obliging" in rule.flags:
            fits = bool(set(auxiliaries(said)) & {"should", "must", "ought"}) or _has_to(said)
        else:
            fits = any(t.lemma_.lower() in words("blaming") for t in said.subtree)
        found = [t for subject in own_subjects(said) for t in named_in(subject)] if fits else []
        blamed = [t for t in found if (m := party(t)) and not {_side_of(a) for a in m.actors} & speakers]
        if blamed:
            return blamed
    return []


def _has_to(said: Token) -> bool:
    """Whether a clause says "needs to" or "has to"."""
    return said.lemma_ in {"need", "have"} and any(c.dep_ == "xcomp" for c in said.children)


def _is_press(actor: Actor) -> bool:
    """Whether an actor is the press: talking to it is no consultation."""
    return actor.kind == "media" or (actor.kind == "unnamed" and bool(_PRESS & set(actor.name.lower().split())))


_PRESS = frozenset(["media", "press", "reporter", "reporters", "journalist", "journalists", "correspondents", "newspaper"])


def _side_of(actor: Actor) -> str:
    return actor.country or actor.id


def led_by(token: Token, prepositions: tuple[str, ...]) -> list[Token]:
    """Heads of the phrases that hang on a token by one of the prepositions, "out of" and "away from" among them."""
    if not prepositions:
        return []
    nested = [
        c
        for c in token.children
        if c.dep_ in {"prep", "advmod", "prt"} and c.lower_ in {"out", "away", "back", "off", "up", "down"}
    ]
    return prepositional(token, *prepositions) + [t for c in nested for t in prepositional(c, *prepositions)]


def _done_to(verb: Token) -> list[Token]:
    """Direct object (in the passive, subject), without the indirect one."""
    if is_passive(verb):
        return subjects(verb)
    found = [c for child in verb.children if child.dep_ in {"dobj", "obj"} for c in conjuncts(child)]
    if not found:
        joined = [c for c in verb.children if c.dep_ == "conj" and c.pos_ == "VERB" and not own_subjects(c)]
        found = [c for other in joined for child in other.children if child.dep_ == "dobj" for c in conjuncts(child)]
    if verb.dep_ == "relcl" and all(t.tag_ in {"WP", "WDT"} for t in found):
        own = own_subjects(verb)
        if own and not any(t.tag_ in {"WP", "WDT"} for t in own):
            return conjuncts(verb.head)
    return found


def _alternative(verb: Token, rule: Rule, thing: Token | None) -> list[Token]:
    """The recipient in its other place: indirect object, other prepositions, the object, the subject of a passive."""
    found: list[Token] = []
    for name in rule.alternatives:
        if name == "dative":
            found += [
                c for child in verb.children if child.dep_ == "dative" for c in conjuncts(child) if child.pos_ != "ADP"
            ]
        elif name in {"object", "passive-subject"}:
            found += [t for t in _done_to(verb) if thing is None or t.i != thing.i]
        else:
            found += prepositional(verb, name)
    return found


def _asked(verb: Token) -> list[Token]:
    """Who is to act in the complement: "urged Russia to withdraw", "demanded that Russia withdraw"."""
    found = []
    for child in verb.children:
        if child.dep_ in {"ccomp", "xcomp", "advcl"} and child.i > verb.i:
            found += own_subjects(child)
            found += [t for c in child.children if c.dep_ == "mark" and c.lower_ == "for" for t in prepositional_of(c)]
    return found


def fit_adjective(word: Token, rule: Rule) -> Candidate | None:
    """The candidate of a predicate adjective ("is ready to", "was critical of")."""
    copula = word.head
    if word.dep_ not in {"acomp", "oprd", "attr", "conj"} or copula.pos_ not in {"AUX", "VERB"}:
        return None
    if rule.takes and not any(c.dep_ in {"xcomp", "ccomp", "advcl"} for c in word.children):
        return None
    heads = prepositional(word, *rule.prepositions) if rule.prepositions else []
    actors = named_in_all(subjects(copula))
    return _checked(
        Candidate(rule, copula, (word,), tuple(actors), tuple(named_in_all(heads)), next(iter(heads), None))
    )


def fit_noun(noun: Token, rule: Rule) -> Candidate | None:
    """The candidate of a noun of doing: who stands beside it, and who does the verb that holds it."""
    if rule.modifiers and not any(
        c.lower_ in rule.modifiers or c.lemma_.lower() in rule.modifiers for c in noun.children
    ):
        return None
    if noun.dep_ in {"compound", "amod"} and noun.head.pos_ in {"NOUN", "PROPN"}:
        return None
    if rule.type == "CONSULT" and noun.lemma_ == "call" and prepositional(noun, "on", "for", "upon"):
        return None
    holder = _holding_verb(noun)
    if "light" in rule.needs and holder is None:
        return None
    actors = _owners(noun, rule)
    recipients = prepositional(noun, *rule.prepositions) if rule.prepositions else []
    target = recipients[0] if recipients else None
    if holder is not None:
        recipients += [t for t in prepositional(holder, *rule.prepositions) if t not in recipients]
        if not actors or "symmetric" in rule.flags:
            actors += named_in_all(agents(holder) if noun.dep_ == "nsubj" and noun.head == holder else doers(holder))
    elif (
        "symmetric" in rule.flags
        and len(parties([*actors, *named_in_all(recipients)])) < 2
        and noun.head.dep_ == "prep"
    ):
        speakers = _speaking_in(noun)
        actors += speakers if recipients or (not actors and len(parties(speakers)) > 1) else []
    named = named_in_all(recipients)
    if not named:
        named = [t for c in noun.children if c.i < noun.i for t in (c, *c.children) if _is_against(t) and party(t)]
    if rule.of in {"recipient", "both"}:
        of = prepositional(noun, "of")
        named += [t for t in named_in_all(of) if t not in named]
        target = target or next(iter(of), None)
    return _checked(Candidate(rule, noun, (noun,), tuple(dict.fromkeys(actors)), tuple(named), target))


def _owners(noun: Token, rule: Rule) -> list[Token]:
    """Who stands before the noun, or behind it with "by" (and "of", "from" where the rule says so)."""
    kinds = {"poss"} if "place_before" in rule.flags and not prepositional(noun, *rule.prepositions) else _BEFORE
    before = [c for child in noun.children if child.dep_ in kinds and child.i < noun.i for c in (*_inner(child), child)]
    found = [t for t in before if party(t) is not None and not _is_against(t)]
    heads = prepositional(noun, "by") + [t for of in prepositional(noun, "of") for t in prepositional(of, "by")]
    heads += _thanked(noun) if rule.type == "SUPPORT" else []
    if rule.of == "actor":
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


def _is_against(token: Token) -> bool:
    """Whether "anti-" stands before a name."""
    before = token.doc.text[max(0, token.idx - 5) : token.idx].lower()
    return before.endswith(("anti-", "anti–", "anti ")) or token.lower_.startswith("anti")


def _inner(child: Token) -> list[Token]:
    """Conjuncts and modifiers of a word before a noun ("Russian and Turkish", "U.S.-Russia")."""
    near = [c for c in child.children if c.dep_ in (_BEFORE | {"conj", "nmod", "punct", "nsubj"})]
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
    if head.pos_ in {"VERB", "AUX"} and noun.dep_ in {"dobj", "nsubjpass", "nsubj", "attr"}:
        if head.lemma_.lower() in light_verbs():
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
    for token in (verb, *governors(verb)):
        if token.pos_ in {"VERB", "AUX"} and (found := named_in_all(doers(token))):
            return found
    return []


def _checked(candidate: Candidate) -> Candidate | None:
    """The candidate if all that its rule needs was found."""
    needs, who, whom = candidate.rule.needs, candidate.who, candidate.whom
    symmetric = "symmetric" in candidate.rule.flags
    everyone = {actor.id for actor in (*who, *whom) if not _is_press(actor)}
    checks = {
        "two": len(everyone) >= 2 or any(a.kind == "alliance" for a in who),
        "set": len({actor.id for actor in who}) >= 2 or any(a.kind in _COLLECTIVE for a in who),
        "recipient": bool(whom),
        "object": candidate.target is not None,
        "named": all(actor.kind != "unnamed" for actor in (*who, *whom)),
        "owner": bool(who),
        "object_given": bool(_done_to(candidate.anchor)),
        "single": len({actor.id for actor in who}) < 2,
        "person": any(actor.kind == "person" for actor in whom),
        "light": True,
    }
    if not all(checks.get(need, True) for need in needs):
        return None
    impersonal = bool(candidate.rule.flags & {"impersonal", "blaming", "obliging"}) and is_passive(candidate.anchor)
    if not who and not impersonal and not (symmetric and (len(whom) >= 2 or candidate.anchor.pos_ == "VERB")):
        return None
    return candidate

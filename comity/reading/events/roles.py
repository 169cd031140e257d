"""Who does an event to whom: from a trigger and its Rule to the words that fill actor and recipient.

Limits we know: an actor named only in another sentence is found through pronouns and sets alone, not by inference.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spacy.tokens import Token

from comity.model import Actor
from comity.reading.events.actors import party
from comity.reading.events.candidates import Candidate, checked, done_to
from comity.reading.events.lexicon import Rule, words
from comity.reading.syntax import (
    agents,
    auxiliaries,
    conjuncts,
    doers,
    first_conjunct,
    is_negated,
    is_passive,
    own_subjects,
    prepositional,
    subjects,
)

_INSIDE = ("of", "by", "from", "for", "with", "against", "between", "in", "to", "on")
BEFORE = frozenset({"poss", "compound", "amod", "nmod", "nummod", "npadvmod"})
_TOGETHER = ("between", "among", "with")


def named_in(head: Token, *, deep: bool = True) -> list[Token]:
    """The words that name actors for a phrase: its head, else who owns it, else who stands inside it.

    For "the government of Iran's decision to strike Iraq" that is Iran: the owner comes before what is done.
    """
    if party(head) is not None:
        return [head, *_behind_title(head)]
    if head.pos_ == "VERB" and deep and own_subjects(head):
        return [t for subject in own_subjects(head) for t in named_in(subject, deep=False)]
    for child in head.children:
        if child.dep_ in BEFORE and child.i < head.i:
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


def _behind_title(title: Token) -> list[Token]:
    """Others coordinated with a name that hangs below its own title: "President of X Anna Berg and Carl Holm"."""
    own = party(title)
    for noun in prepositional(title, "of"):
        inner = party(noun)
        if own is not None and inner is not None and inner.actors == own.actors and noun != title:
            return [t for t in conjuncts(noun)[1:] if party(t) is not None]
    return []


def agents_named(verb: Token) -> list[Token]:
    """The words that name who does a verb; where the parser found no subject, who stands right before it."""
    found = named_in_all(doers(verb)) or _taken_up(verb)
    if found or is_passive(verb) or verb.tag_ not in {"VBD", "VBZ", "VBP"}:
        return found
    before = verb.i - 1
    while before >= 0 and verb.doc[before].pos_ in {"AUX", "ADV"}:
        before -= 1
    if before < verb.sent.start or party(verb.doc[before]) is None or verb.doc[before].pos_ != "PROPN":
        return []
    return [t for t in conjuncts(first_conjunct(verb.doc[before])) if party(t) is not None]


def _taken_up(verb: Token) -> list[Token]:
    """Who says what a pronoun of his does: "teachers said that they will go on", where "they" was taken for nobody."""
    own = own_subjects(verb)
    if verb.dep_ != "ccomp" or len(own) != 1 or own[0].lower_ not in {"they", "it", "he", "she"} or is_passive(verb):
        return []
    return named_in_all(own_subjects(verb.head))


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
    if (rule.takes and not _takes(verb, rule)) or (rule.type == "AGREE" and _perpetrates(verb)):
        return None
    if "complement" in rule.flags and thing is not None and not _has_complement(thing):
        return None
    if thing is not None and "future" in rule.flags and is_negated(thing):
        return None  # "no action will be taken"
    if not _mood_fits(verb, rule) or (
        "objectless" in rule.flags and any(c.dep_ in {"dobj", "ccomp"} for c in verb.children)
    ):
        return None
    actor_words = _actors_of_verb(verb, rule, thing)
    recipients, target = _recipients_of_verb(verb, rule, thing)
    if rule.reverse:
        recipients = actor_words
        given = [verb, *(part for part in (thing,) if part is not None)]
        actor_words = named_in_all(t for word in given for t in prepositional(word, *rule.reverse))
    trigger = (verb, thing) if thing is not None else (verb,)
    return checked(Candidate(rule, verb, trigger, tuple(actor_words), tuple(recipients), target))


def _perpetrates(verb: Token) -> bool:
    """Whether "commit" is to do a wrong rather than to promise: "committed a provocation"."""
    done = [c for c in verb.children if c.dep_ == "dobj" and c.i > verb.i]
    return verb.lemma_ == "commit" and any(not c.lower_.endswith(("self", "selves")) for c in done)


def _stands_beside(verb: Token, rule: Rule) -> bool:
    """Whether the particle, adverb or prepositional noun that a rule asks for hangs on the verb."""
    if not rule.beside:
        return True
    for child in verb.children:
        follows = child.i > verb.i and child.lower_ in rule.beside
        if follows and (not rule.via or any(n.lemma_.lower() in rule.via for n in _led_to(child))):
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


def _led_to(preposition: Token) -> list[Token]:
    """The nouns behind a preposition of one word or two ("out of")."""
    inner = [c for c in preposition.children if c.dep_ == "prep"]
    return prepositional_of(preposition) + [noun for c in inner for noun in prepositional_of(c)]


def prepositional_of(preposition: Token) -> list[Token]:
    """The nouns that a preposition leads to."""
    return [c for noun in preposition.children if noun.dep_ in {"pobj", "pcomp"} for c in conjuncts(noun)]


def _object_among(verb: Token, rule: Rule) -> Token | None:
    """The object noun (subject of a passive) that a rule asks for."""
    if not rule.objects:
        return None
    for token, names in _objects(verb):
        if names & rule.objects or ("money" in rule.objects and token.ent_type_ == "MONEY"):
            return token
    return None


def _objects(verb: Token) -> list[tuple[Token, set[str]]]:
    """The object nouns of a verb, with what stands behind quantities, each with its names; worked out once a verb."""
    known: dict[int, list[tuple[Token, set[str]]]] = verb.doc.user_data.setdefault(_OBJECTS, {})
    if verb.i not in known:
        passive = is_passive(verb)
        places = {"nsubjpass"} if passive else {"dobj", "attr"}
        heads = [c for child in verb.children if child.dep_ in places for c in conjuncts(child)]
        if not heads and passive:
            heads = subjects(verb)
        known[verb.i] = []
        for head in heads:
            parts = prepositional(head, "of", "in") if head.lemma_.lower() in words("quantities") else []
            for token in (head, *parts):
                before = f"{_word_before(token)} {token.lemma_.lower()}"
                names = {token.lemma_.lower(), token.lower_, before, before.replace(" ", "-")}
                known[verb.i].append((token, names))
    return known[verb.i]


_OBJECTS = "comity_event_objects"


def _word_before(token: Token) -> str:
    """The word before a token, over a hyphen: "cyber" in "cyber-attacks"."""
    back = 2 if token.i > 1 and token.nbor(-1).text in {"-", "‑", "–"} else 1
    return token.nbor(-back).lower_ if token.i >= back else ""


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
            heads = heads or led_by(thing, _TOGETHER) or led_by(verb, _TOGETHER)
    if "symmetric" in rule.flags and is_passive(verb) and not heads and thing is None:
        return []
    if "moved" in rule.flags and is_passive(verb) and not heads:
        return named_in_all(subjects(verb))  # who is deployed somewhere acts there
    return named_in_all(heads) or agents_named(verb)


def _recipients_of_verb(verb: Token, rule: Rule, thing: Token | None) -> tuple[list[Token], Token | None]:
    """The words that name recipients, and the head of the phrase that fills the place even where it names nobody."""
    if rule.flags & {"obliging", "blaming", "owner"}:
        return (_owner_of(verb, rule, thing), thing) if "owner" in rule.flags else (_charged(verb, rule), None)
    heads: list[Token] = []
    if rule.takes_object:
        heads = [t for t in done_to(verb) if thing is None or t.i != thing.i]
    heads += led_by(verb, rule.prepositions)
    if rule.via:
        heads += [
            t for c in verb.children if c.dep_ == "prep" for n in _led_to(c) for t in led_by(n, rule.prepositions)
        ]
    if "symmetric" in rule.flags and "with" in rule.prepositions and not named_in_all(heads):
        heads += [t for thing_done in done_to(verb) for t in prepositional(thing_done, "with")]
    if thing is not None and rule.prepositions:
        heads += [t for t in prepositional(thing, *rule.prepositions) if t not in heads]
    if not named_in_all(heads):
        heads += _alternative(verb, rule, thing)
    if rule.takes_object and rule.type in _ATTITUDES and not named_in_all(heads) and not is_passive(verb):
        heads += prepositional(verb, "by")  # "supports the declaration by Oman": the parser's choice of verb or noun
        heads += [t for n in prepositional(verb, "for") for c in n.children if c.dep_ == "acl" for t in agents(c)]
    if "future" in rule.flags and not named_in_all(heads):
        heads += [t for c in verb.children if c.dep_ == "advcl" and c.i > verb.i for t in own_subjects(c)]
    if rule.infinitives and rule.takes_object:
        heads += [t for c in verb.children if c.dep_ in {"xcomp", "ccomp"} for t in done_to(c)]
    if rule.takes & {"infinitive", "clause"} and not named_in_all(heads):
        heads += _asked(verb)
    heads = [t for t in heads if t.ent_type_ not in {"DATE", "TIME"} and t.lower_ not in rule.beside]
    heads = [t for head in heads for t in (_by_whom(head) if rule.type in _ATTITUDES else [head])]
    found = named_in_all(heads)
    if not found and thing is not None and "inside" in rule.flags:
        found = _named_behind(thing, rule.prepositions)
    if not found and thing is not None and rule.type in _MATERIAL:
        found = _of_the_object(verb, rule, thing)
    if thing is not None and "infinitive_inside" in rule.flags:
        found = _to_act(thing)
    found = _of_others(verb, found) if rule.type == "AGREE" else found
    promises = rule.type in _PROMISES and (rule.takes or "complement" in rule.flags)
    if not found and ("future" in rule.flags or promises):
        found = [t for t in _named_after(verb) if rule.type != "AGREE" or "recipient" in rule.needs or _is_known(t)]
        heads = heads or _aim(verb)
    return found, heads[0] if heads else (thing if rule.type in _UPON_THINGS else None)


def _by_whom(head: Token) -> list[Token]:
    """Who is praised or blamed for a deed: who did it, never who underwent it ("the release of", "violation of")."""
    if head.lemma_.lower() not in words("undergone"):
        return [head]
    before = [c for child in head.children if child.dep_ == "poss" for c in conjuncts(child)]
    return before + prepositional(head, "by")


_ATTITUDES = frozenset({"SUPPORT", "ACCUSE", "REJECT"})
_UPON_THINGS = frozenset({"ASSAULT", "COERCE", "RETREAT"})
_PROMISES = frozenset({"AGREE", "REJECT", "THREATEN"})


def _aim(verb: Token) -> list[Token]:
    """What a promise, refusal or threat is about, where it names no actor: the object of its complement."""
    complements = [c for c in verb.children if c.dep_ in {"xcomp", "ccomp", "advcl"} and c.i > verb.i]
    return [t for c in complements for t in done_to(c)][:1]


_MATERIAL = frozenset({"AID", "CONCEDE", "RETREAT", "PROTEST", "MOBILIZE"})


def _of_the_object(verb: Token, rule: Rule, thing: Token) -> list[Token]:
    """Whom a deed with a named object meets where no phrase of its own says so.

    "lifted sanctions imposed on X", "freed X's soldiers", "sent money to meet the needs of people in X".
    """
    participles = [c for c in thing.children if c.dep_ in {"acl", "relcl"}]
    found = named_in_all(t for c in participles for t in prepositional(c, "on", "against", "for", "to"))
    if not found and thing.lemma_.lower() in words("people"):
        found = named_in(thing)
    return found or (_named_after(verb) if rule.type != "RETREAT" else [])


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
        if child.dep_ in {"acl", "ccomp", "relcl", "advcl"} and not (child.dep_ == "relcl" and child.tag_ == "VBD"):
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
    own = {_side_of(actor) for t in named_in_all(doers(verb)) if (m := party(t)) for actor in m.actors}
    for token in verb.subtree:
        mention = party(token)
        if token.i <= verb.i or mention is None or mention.how == "pronoun" or _of_a_wrong(token):
            continue
        if not {_side_of(actor) for actor in mention.actors} & own:
            return [token]
    return []


def _is_known(token: Token) -> bool:
    """Whether a word names somebody, rather than people that only the text describes."""
    mention = party(token)
    return mention is not None and any(actor.kind != "unnamed" for actor in mention.actors)


def _of_a_wrong(token: Token) -> bool:
    """Whether somebody stands before the wrong that he does: "push back against Chilean aggression"."""
    return token.dep_ in BEFORE and token.head.lemma_.lower() in words("blaming")


def _of_others(verb: Token, tokens: list[Token]) -> list[Token]:
    """The words that name others than the doer's own side: nobody promises his own state."""
    own = {_side_of(actor) for t in named_in_all(doers(verb)) if (m := party(t)) for actor in m.actors}
    return [t for t in tokens if (m := party(t)) is None or not {_side_of(a) for a in m.actors} <= own]


def _charged(verb: Token, rule: Rule) -> list[Token]:
    """Who must act, or is blamed, in what somebody says of another: the subject of the clause, or who owns it."""
    speakers = {_side_of(actor) for t in named_in_all(doers(verb)) if (m := party(t)) for actor in m.actors}
    for said in (c for c in verb.children if c.dep_ == "ccomp"):
        if "obliging" in rule.flags:
            fits = bool(set(auxiliaries(said)) & {"should", "must", "ought"}) or _has_to(said)
        else:
            fits = any(t.lemma_.lower() in words("blaming") and not is_negated(t) for t in _own_words(said))
        charged = [t for t in own_subjects(said) if "blaming" in rule.flags or t.tag_ != "PRP"]  # "it": who speaks
        found = [t for subject in charged for t in named_in(subject)] if fits else []
        blamed = [t for t in found if (m := party(t)) and not {_side_of(a) for a in m.actors} & speakers]
        if blamed:
            return blamed
    return []


def _own_words(said: Token) -> Iterator[Token]:
    """The words of a clause without those of clauses in it that have a subject of their own."""
    yield said
    for child in said.children:
        apart = child.pos_ in {"VERB", "AUX"} and child.dep_ in {"ccomp", "advcl", "conj", "parataxis"}
        if not (apart and own_subjects(child)):
            yield from _own_words(child)


def _owner_of(verb: Token, rule: Rule, thing: Token | None) -> list[Token]:
    """Whose wrong a noun is: "the violations by X", "X's aggression", "the crimes of X"; never the speaker's own."""
    nouns = [thing] if thing is not None else [n for c in verb.children for n in _led_to(c) if c.lower_ in rule.beside]
    speakers = {_side_of(actor) for t in named_in_all(doers(verb)) if (m := party(t)) for actor in m.actors}
    for noun in nouns:
        by = [t for n in prepositional(noun, "by") for t in named_in(n, deep=False)]
        before = [t for c in noun.children if c.dep_ in BEFORE and c.i < noun.i for t in conjuncts(c) if party(t)]
        of = [t for n in prepositional(noun, "of") for t in ([n] if party(n) else [])]
        found = by or before or of
        if found:
            return [t for t in found if (m := party(t)) and not {_side_of(a) for a in m.actors} & speakers]
    return []


def _has_to(said: Token) -> bool:
    """Whether a clause says "needs to" or "has to"."""
    return said.lemma_ in {"need", "have"} and any(c.dep_ == "xcomp" for c in said.children)


def _side_of(actor: Actor) -> str:
    """The state that an actor speaks for; of groups and unnamed people themselves."""
    return actor.country or actor.id if actor.kind in {"person", "state", "seat", "office"} else actor.id


def led_by(token: Token, prepositions: tuple[str, ...]) -> list[Token]:
    """Heads of the phrases that hang on a token by one of the prepositions, "out of" and "away from" among them."""
    if not prepositions:
        return []
    nested = [
        c
        for c in token.children
        if c.dep_ in {"prep", "advmod", "prt"} and c.lower_ in {"out", "away", "back", "off", "up", "down"}
    ]
    nested += [n for n in prepositional(token, "by", "via", "over") if n.lemma_.lower() in _LINES]
    found = prepositional(token, *prepositions) + [t for c in nested for t in prepositional(c, *prepositions)]
    return [t for t in found if t.lemma_.lower() not in words("manners")]


_LINES = frozenset({"phone", "telephone", "videoconference", "video", "link", "teleconference"})


def _alternative(verb: Token, rule: Rule, thing: Token | None) -> list[Token]:
    """The recipient in its other place: indirect object, other prepositions, the object, the subject of a passive."""
    found: list[Token] = []
    for name in rule.alternatives:
        if name == "dative":
            found += [
                c for child in verb.children if child.dep_ == "dative" for c in conjuncts(child) if child.pos_ != "ADP"
            ]
        elif name in {"object", "passive-subject"}:
            found += [t for t in done_to(verb) if thing is None or t.i != thing.i]
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
    as_verb = is_passive(word) and not agents(word)  # "is opposed to", read as a passive
    copula = word if as_verb else word.head
    if not as_verb and (word.dep_ not in {"acomp", "oprd", "attr", "conj"} or copula.pos_ not in {"AUX", "VERB"}):
        return None
    if rule.takes and not any(c.dep_ in {"xcomp", "ccomp", "advcl"} for c in word.children):
        return None
    heads = prepositional(word, *rule.prepositions) if rule.prepositions else []
    if rule.via and not any(t.lemma_.lower() in rule.via for t in heads):
        return None
    actors, recipients = named_in_all(subjects(copula)), named_in_all(heads)
    if not recipients and rule.type in _PROMISES:
        recipients = _named_after(copula)
    return checked(Candidate(rule, copula, (word,), tuple(actors), tuple(recipients), next(iter(heads), None)))

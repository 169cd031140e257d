"""Finding the words that say something was agreed, pledged, proposed or refused, with what they say it of.

The words stand in `data/accord_cues.yaml`. A cue is a verb ("agreed to"), a noun ("an agreement on", "readiness to"),
an adjective ("is ready to") or a promise in the future ("We will continue to").
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from comity.reading.accords.venues import without_venue
from comity.reading.complements import Complement, close_at, complement_after, is_action, nominal_at
from comity.reading.factuality import factuality_of
from comity.reading.lexicons import listed, load_yaml
from comity.reading.mentions import actors_of_all
from comity.reading.occurrences import tokens_with
from comity.reading.syntax import (
    auxiliaries,
    first_conjunct,
    is_negated,
    is_passive,
    only_points,
    own_subjects,
    subjects,
)

_COPULAS = frozenset({"be", "stand", "remain", "seem", "appear", "become", "feel", "stay"})
_UNREAL = frozenset({"should", "must", "ought", "may", "might", "could", "can"})
_GUESSED = frozenset(
    {
        "hope",
        "expect",
        "believe",
        "fear",
        "think",
        "doubt",
        "assume",
        "predict",
        "suggest",
        "wonder",
        "suspect",
        "worry",
        "warn",
    }
)
_PLEDGES = frozenset({"commit", "assure", "commitment", "announce"})
_OWN_CLAUSE = frozenset({"agree", "concur", "announce", "declare", "assure", "pledge", "promise", "vow", "guarantee"})
_ASKED = frozenset(
    {
        "urge",
        "call",
        "ask",
        "demand",
        "press",
        "want",
        "expect",
        "hope",
        "encourage",
        "beg",
        "order",
        "fail",
        "refuse",
        "try",
        "need",
    }
)


@dataclass(frozen=True, slots=True)
class Group:
    """One group of cue words, as the file describes it."""

    name: str
    kind: str
    status: str
    alone: str | None
    takes: frozenset[str]
    prepositions: frozenset[str]
    objects: frozenset[str]
    modifiers: frozenset[str]
    complements: frozenset[str]
    support: frozenset[str]
    certainty: float
    persons: bool


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue in a text: its words, the token that who agreed hangs on, and the content.

    `noun` is the agreement noun in it, if there is one.
    """

    group: Group
    words: TokenSpan
    anchor: Token
    content: Complement
    negated: bool = False
    noun: Token | None = None


@cache
def accord_nouns() -> frozenset[str]:
    """Nouns for that which is signed, reached or adopted."""
    return frozenset(load_yaml("accord_cues.yaml")["accord_nouns"]["words"])


@cache
def _groups() -> dict[str, dict[str, list[Group]]]:
    """Groups by kind and lemma."""
    index: dict[str, dict[str, list[Group]]] = {"verb": {}, "noun": {}, "adjective": {}, "will": {}}
    for name, entry in load_yaml("accord_cues.yaml")["groups"].items():
        group = _group(name, entry)
        for word in entry["words"]:
            index[group.kind].setdefault(word, []).append(group)
    return index


def _group(name: str, entry: dict[str, Any]) -> Group:
    objects = accord_nouns() if entry.get("objects") == "accord" else frozenset(entry.get("objects", ()))
    return Group(
        name=name,
        kind=entry["kind"],
        status=entry["status"],
        alone=entry["alone"],
        takes=frozenset(entry["takes"]),
        prepositions=frozenset(entry["prepositions"]),
        objects=objects,
        modifiers=frozenset(entry.get("modifiers", ())),
        complements=frozenset(entry.get("complements", ())),
        certainty=entry["certainty"],
        support=frozenset(entry.get("support", ())),
        persons=entry.get("parties") == "persons",
    )


def find_cues(doc: Doc) -> Iterator[Cue]:
    """Every cue with a content, in text order; one for each content, the word nearest to it first."""
    taken: list[tuple[int, int]] = []
    candidates = (replace(cue, content=_placeless(cue)) for cue in _candidates(doc))
    for cue in sorted(candidates, key=lambda c: (c.content.end - c.content.start, -c.words.end)):
        start, end = cue.content.start, cue.content.end
        if not any(_overlap(start, end, *other) for other in taken) and not _called_for(cue):
            taken.append((start, end))
            yield cue


def _placeless(cue: Cue) -> Complement:
    """The content without where and when it was agreed, for what is agreed; a promise keeps its place and day."""
    return without_venue(cue.content) if cue.group.status in {"agreed", "rejected"} else cue.content


def _overlap(start: int, end: int, other_start: int, other_end: int) -> bool:
    """Whether two ranges are mostly the same."""
    shared = min(end, other_end) - max(start, other_start)
    return shared > 0 and shared >= 0.6 * max(end - start, other_end - other_start)


_BEARING = frozenset({"VERB", "ADJ", "NOUN", "PROPN"})


@cache
def _adjectives() -> frozenset[str]:
    return frozenset(_groups()["adjective"])


@cache
def _lemmas() -> frozenset[str]:
    """The lemmas at which a cue may stand."""
    return frozenset(lemma for kind in ("verb", "noun", "will") for lemma in _groups()[kind])


def _candidates(doc: Doc) -> Iterator[Cue]:
    verbs, nouns, adjectives, wills = (_groups()[kind] for kind in ("verb", "noun", "adjective", "will"))
    for token in tokens_with(doc, words=_adjectives(), lemmas=_lemmas()):
        pos = token.pos_
        if pos not in _BEARING and token.tag_ != "VB":
            continue
        lemma, dep = token.lemma_.lower(), token.dep_
        mistagged = dep == "ROOT" and pos in {"ADJ", "NOUN"} and bool(own_subjects(token))
        if mistagged or (pos == "VERB" and dep not in {"amod", "compound"}):
            if dep != "acomp":
                yield from _verb_cues(token, verbs.get(lemma, ()))
            yield from _adjective_cues(token, adjectives.get(token.lower_, ()))
        elif pos in {"NOUN", "PROPN"}:
            yield from _noun_cues(token, nouns.get(lemma, ()))
        elif pos in {"ADJ", "VERB"}:
            yield from _adjective_cues(token, adjectives.get(token.lower_, ()))
        if token.tag_ == "VB" and lemma in wills:
            yield from _will_cues(token, wills[lemma][0])


def _verb_cues(verb: Token, groups: Any) -> Iterator[Cue]:
    for group in groups:
        content, words = _verb_content(verb, group)
        if content is None:
            continue
        named = (*words, content.head) if is_passive(verb) and content.kind == "noun" else tuple(words)
        noun = next((t for t in named if t.lemma_.lower() in group.objects and t.i != verb.i), None)
        yield Cue(group, words, verb, content, is_negated(verb), noun)


def _verb_content(verb: Token, group: Group) -> tuple[Complement | None, TokenSpan]:
    """What follows a verb, or stands before it in the passive, and the words of the cue."""
    doc = verb.doc
    words = doc[verb.i : verb.i + 1]
    if group.complements:
        return _expedient(verb, group)
    if group.objects and "infinitive" in group.takes:
        found = complement_after(verb, verb.i + 1, frozenset({"infinitive"}), frozenset())
        if found is not None:
            return found, words
    if group.objects:
        return _object_content(verb, group)
    passive = is_passive(verb)
    found = complement_after(verb, verb.i + 1, group.takes, group.prepositions)
    if found is None and group.name == "agree" and not passive:
        found = _put_first(verb)
    if found is None and "in favour of" in group.prepositions:
        found = _in_favour(verb)
    if found is not None:
        if passive and not _impersonal(verb) and group.name in {"agree", "commit"} and found.kind != "infinitive":
            found = None
        else:
            return found, _with_preposition(words, found)
    if passive and "subject" in group.takes:
        return _passive_subject(verb), words
    if "object" in group.takes and not passive:
        return _direct_object(verb, group), words
    return None, words


def _put_first(verb: Token) -> Complement | None:
    """What was agreed, where it stands in front: "The bridge will be reopened, Chile and Peru agreed."."""
    clause = next((c for c in verb.children if c.dep_ == "ccomp" and c.right_edge.i < verb.i and own_subjects(c)), None)
    named = own_subjects(verb)
    if clause is None or not named or named[0].left_edge.i < clause.i:
        return None
    start = clause.left_edge.i
    return Complement("clause", clause, start, min(clause.right_edge.i + 1, named[0].left_edge.i))


def _in_favour(verb: Token) -> Complement | None:
    """The content of "speak in favour of" and "come out for"."""
    doc = verb.doc
    text = doc[verb.i + 1 : verb.i + 4].text.lower()
    if text.startswith(("in favour of", "in favor of")):
        return nominal_at(verb, verb.i + 4)
    return nominal_at(verb, verb.i + 3) if text.startswith("out for") else None


def _with_preposition(words: TokenSpan, found: Complement) -> TokenSpan:
    """The cue with the preposition that leads to the content, where that stands next to it."""
    doc = words.doc
    end = found.start if found.kind in {"noun", "gerund"} and found.start - words.end <= 1 else words.end
    return doc[words.start : max(end, words.end)]


def _impersonal(verb: Token) -> bool:
    return any(t.lower_ == "it" for t in own_subjects(verb)) or any(
        child.lower_ == "it" and child.dep_ in {"expl", "nsubj", "nsubjpass"} for child in verb.children
    )


def _passive_subject(verb: Token) -> Complement | None:
    subjects = [child for child in verb.children if child.dep_ == "nsubjpass"]
    if not subjects or subjects[0].pos_ == "PRON":
        return None
    head = subjects[0]
    return Complement("noun", head, head.left_edge.i, head.right_edge.i + 1)


def _direct_object(verb: Token, group: Group) -> Complement | None:
    """The object of "agreed a plan", "pledged two billion": no persons, no reflexives."""
    for child in verb.children:
        if (
            child.dep_ == "dobj"
            and child.i > verb.i
            and child.pos_ in {"NOUN", "PROPN", "NUM"}
            and child.ent_type_ not in {"PERSON", "GPE"}
        ):
            return nominal_at(verb, child.left_edge.i)
    return None


def _expedient(verb: Token, group: Group) -> tuple[Complement | None, TokenSpan]:
    """ "found it expedient to …": cue and infinitive."""
    doc = verb.doc
    for token in doc[verb.i + 1 : min(verb.i + 6, verb.sent.end)]:
        if token.lower_ in group.complements:
            return complement_after(token, token.i + 1, group.takes, group.prepositions), doc[verb.i : token.i + 1]
    return None, doc[verb.i : verb.i + 1]


def _object_content(verb: Token, group: Group) -> tuple[Complement | None, TokenSpan]:
    """For "reached an agreement on X" X, for "signed a treaty" the treaty; the noun may be the passive subject."""
    doc = verb.doc
    places = {"nsubjpass"} if is_passive(verb) else {"dobj"}
    noun = next((c for c in verb.children if c.dep_ in places and c.lemma_.lower() in group.objects), None)
    if noun is None or any(c.dep_ == "neg" or c.lower_ == "no" for c in noun.children):
        return _verb_clause(verb, group) if "clause" in group.takes else (None, doc[verb.i : verb.i + 1])
    words = doc[min(verb.i, noun.i) : max(verb.i, noun.i) + 1]
    takes = frozenset({"infinitive", "preposition", "clause"})
    after = max(verb.i, noun.i) + 1
    if group.name in {"reject", "propose", "pledge money", "declare truce", "guarantee"}:
        return nominal_at(verb, noun.left_edge.i), doc[verb.i : verb.i + 1]
    found = complement_after(noun, noun.i + 1, takes, group.prepositions) or complement_after(
        noun, after, takes, group.prepositions
    )
    if found is None and "clause" in group.takes:
        return _verb_clause(verb, group)
    if found is None:
        found = _terms_of(noun)
    if found is None and noun.lemma_.lower() in accord_nouns():
        cut = [c.left_edge.i for c in noun.children if c.dep_ in {"acl", "relcl"} and c.left_edge.i > noun.i]
        found = Complement("noun", noun, noun.left_edge.i, min([noun.right_edge.i + 1, *cut]))
        words = doc[verb.i : verb.i + 1]
    return found, words if found is None else _with_preposition(words, found)


def _terms_of(noun: Token) -> Complement | None:
    """What an accord is said to do: "under which Chile will withdraw", "establishing a joint commission"."""
    for child in noun.children:
        end = child.right_edge.i + 1
        if child.dep_ == "relcl" and own_subjects(child) and child.left_edge.lower_ in {"under", "by", "in"}:
            which = next((t for t in child.subtree if t.tag_ == "WDT"), None)
            if which is not None and which.i < child.i:
                return Complement("clause", child, which.i + 1, end)
        if child.dep_ == "acl" and child.tag_ == "VBG" and child.i == noun.i + 1:
            return Complement("gerund", child, child.i, end)
    return None


def _verb_clause(verb: Token, group: Group) -> tuple[Complement | None, TokenSpan]:
    """The clause after "affirm (that)"."""
    found = complement_after(verb, verb.i + 1, frozenset({"clause"}), group.prepositions)
    return found, verb.doc[verb.i : verb.i + 1]


def _noun_cues(noun: Token, groups: Any) -> Iterator[Cue]:
    for group in groups:
        if group.modifiers and not any(child.lower_ in group.modifiers for child in noun.children):
            continue
        if group.support and not (noun.dep_ in {"dobj", "nsubjpass"} and noun.head.lemma_.lower() in group.support):
            continue
        found = complement_after(noun, noun.i + 1, group.takes, group.prepositions)
        if found is None and noun.dep_ == "nsubjpass" and noun.head.i > noun.i:
            found = complement_after(noun, noun.head.i + 1, group.takes, group.prepositions)
        if found is not None and found.start - noun.i < 25 and not _compared(noun, group, found):
            first = next(
                (c.i for c in noun.children if c.lower_ in {"shared", "mutual", "joint", "common", "no"}), noun.i
            )
            words = _with_preposition(noun.doc[min(first, noun.i) : noun.i + 1], found)
            shown = noun.dep_ == "dobj" and group.name == "readiness" and is_negated(noun.head)
            yield Cue(group, words, noun, found, is_negated(noun) or shown, noun)


def _compared(noun: Token, group: Group, found: Complement) -> bool:
    """Whether "to" and a noun behind an agreement belong to the verb above: "likened the deal to a proposal"."""
    return group.name == "agreement" and found.kind == "noun" and noun.doc[found.start - 1].lower_ == "to"


def _adjective_cues(word: Token, groups: Any) -> Iterator[Cue]:
    for group in groups:
        copula = word.head if word.dep_ in {"acomp", "xcomp", "attr", "oprd", "ccomp", "advcl"} else word
        if copula.lemma_.lower() not in _COPULAS and not any(c.lemma_ == "be" for c in word.children):
            continue
        found = complement_after(word, word.i + 1, group.takes, group.prepositions)
        if found is not None:
            holder = copula if copula.lemma_.lower() in _COPULAS else word
            yield Cue(group, _with_preposition(word.doc[word.i : word.i + 1], found), holder, found, is_negated(holder))


def _will_cues(verb: Token, group: Group) -> Iterator[Cue]:
    """ "will" or "shall" before a verb of doing: a promise where the speaker is the one who will do it."""
    auxiliary = next(
        (c for c in verb.children if c.dep_ == "aux" and c.lower_ in {"will", "shall", "’ll", "'ll"}), None
    )
    if auxiliary is None:
        auxiliary = _told_future(verb)
    if auxiliary is None or not own_subjects(verb) or is_passive(verb):
        return
    if verb.dep_ in {"advcl", "relcl", "acl"} or (verb.dep_ == "ccomp" and verb.head.lemma_.lower() in _GUESSED):
        return
    if verb.dep_ == "ccomp" and verb.head.lemma_.lower() in _OWN_CLAUSE:
        return
    doc = verb.doc
    start = next((t.i for t in doc[auxiliary.i + 1 : verb.i + 1] if t.pos_ == "VERB"), verb.i)
    content = close_at("infinitive", verb, start, verb)
    yield Cue(group, doc[auxiliary.i : start], verb, content, is_negated(verb))


def _told_future(verb: Token) -> Token | None:
    """The "would" of a promise that is told: "confirmed that it would send", where who speaks is who will do it."""
    would = next((c for c in verb.children if c.dep_ == "aux" and c.lower_ in {"would", "’d", "'d"}), None)
    teller = verb.head
    if would is None or verb.dep_ != "ccomp" or teller.lemma_.lower() not in listed("accord_cues.yaml", "telling"):
        return None
    if any(c.dep_ == "advcl" and any(m.lower_ in {"if", "unless"} for m in c.children) for c in verb.children):
        return None
    tellers = {actor.id for actor in actors_of_all(subjects(teller))}
    states = {actor.country for actor in actors_of_all(subjects(teller)) if actor.country}
    doing = actors_of_all(own_subjects(verb))
    same = doing and all(actor.id in tellers or (actor.country in states) for actor in doing)
    return would if same else None


def _called_for(cue: Cue) -> bool:
    """Whether the agreement itself is only asked for, aimed at or thought possible ("urged them to agree")."""
    verb = cue.anchor if cue.anchor.pos_ in {"VERB", "AUX"} else cue.anchor.head
    if cue.group.kind == "verb" and set(auxiliaries(verb)) & _UNREAL:
        return True
    if cue.group.name == "propose" and cue.content.kind == "clause" and not _wished(cue.content.head):
        return True
    if cue.group.name in _PLEDGES and cue.content.kind == "clause" and not _future(cue.content.head):
        return True
    if cue.group.name in {"commitment", "committed"} and cue.content.kind == "noun" and not _is_deed(cue.content):
        return True
    if cue.group.name == "agreement" and cue.content.kind == "infinitive" and cue.content.head.lemma_ == "be":
        return True
    if cue.group.name == "agreement" and cue.noun is not None and _not_yet(cue.noun):
        return True
    if only_points(cue.content.span) or cue.content.head.lower_ in {
        "condition",
        "something",
        "anything",
        "nothing",
        "it",
        "this",
        "that",
        "everything",
        "so",
    }:
        return True
    if cue.group.status == "agreed" and verb.tag_ == "VB" and factuality_of(verb).status == "called-for":
        return True  # "important for both sides to agree on a truce"
    first = first_conjunct(verb)
    if first.tag_ == "VB" and first.dep_ in {"xcomp", "ccomp", "advcl", "acl"}:
        return first.head.lemma_.lower() in _ASKED or (cue.group.name in {"reach", "adopt"} and not own_subjects(first))
    return False


def _not_yet(noun: Token) -> bool:
    """Whether an agreement is only sought or thought of ("to reach agreement on", "even if there is agreement on")."""
    factuality = factuality_of(noun)
    return factuality.status in {"called-for", "conditional"} or factuality.polarity == "denied"


def _wished(verb: Token) -> bool:
    """Whether a clause says what ought to be done ("that both sides withdraw", "should withdraw")."""
    modals = {c.lower_ for c in verb.children if c.dep_ == "aux"}
    return (verb.tag_ in {"VB", "VBP"} and not modals) or "should" in modals


def _is_deed(content: Complement) -> bool:
    """Whether a noun can be kept or done ("continued engagement", "the principle of"): support for a state is none."""
    head = content.head
    pointing = any(c.lower_ in {"this", "that"} for c in head.children)
    return not pointing and (
        is_action(head) or head.lemma_.lower() in {"principle", "obligation", "term", "agreement", "treaty", "rule"}
    )


def _future(verb: Token) -> bool:
    """Whether a clause speaks of what is, or is to be, done: "will", "would", "is doing"."""
    return any(
        c.dep_ == "aux" and c.lower_ in {"will", "would", "shall", "is", "are", "was", "were", "’ll", "'ll"}
        for c in verb.children
    )

"""How sure a text is of a deed, and whether it happened, is planned, asked for, hangs on a condition, or is denied.

The cues stand in `data/factuality.yaml`. From the deed's own word (negation, modal verb, adverb, adjective) the reader
climbs to the words that govern it ("plans to", "denied that", "a call for"), as long as the grammar carries their force
down. Limits we know: irony, and cues in another sentence, are not seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from spacy.tokens import Token

from comity.model import Factuality
from comity.reading.context import span_of
from comity.reading.denials import denies_behind
from comity.reading.lexicons import listed, load_yaml
from comity.reading.syntax import is_passive, own_subjects

Certainty = Literal["certain", "probable", "possible"]
Status = Literal["actual", "planned", "called-for", "conditional"]
_SURENESS: dict[Certainty, int] = {"certain": 0, "probable": 1, "possible": 2}
_CLIMB = 6
_NEGATIVE_DETERMINERS = frozenset({"no", "neither"})
_TELLING = frozenset({"quote", "cite", "say", "claim", "allege", "state", "suggest"})
_CARRIED_BY_VERBS = frozenset({"xcomp", "ccomp", "pcomp", "acomp", "oprd"})
_CARRIED_BY_NOUNS = frozenset(
    {"dobj", "nsubjpass", "nsubj", "pobj", "attr", "compound", "nmod", "amod", "conj", "appos"}
)


@dataclass(frozen=True, slots=True)
class Effect:
    """What a group of cues does to the deed that hangs on one."""

    status: Status | None = None
    certainty: Certainty | None = None
    denied: bool = False
    through: bool = False
    opaque: bool = False


@dataclass
class _Findings:
    """What has been found on the way up from one deed."""

    status: Status | None = None
    certainty: Certainty = "certain"
    denied: bool = False
    cues: list[Token] = field(default_factory=list)

    def note(self, effect: Effect, cue: Token) -> None:
        """Take in one cue: the status nearest to the deed holds, doubt adds up, denials cancel one another."""
        self.cues.append(cue)
        self.status = self.status or effect.status
        if effect.certainty and _SURENESS[effect.certainty] > _SURENESS[self.certainty]:
            self.certainty = effect.certainty
        self.denied ^= effect.denied

    def result(self) -> Factuality:
        spans = (span_of(t.doc, t.idx, t.idx + len(t)) for t in sorted(self.cues, key=lambda t: t.i))
        return Factuality(
            self.certainty, "denied" if self.denied else "affirmed", self.status or "actual", tuple(spans)
        )


def factuality_of(token: Token) -> Factuality:
    """How the text presents the deed that a verb or noun stands for; `cues` are the words that say so."""
    found = _Findings()
    seen: set[int] = set()
    current: Token | None = token
    for _ in range(_CLIMB):
        if current is None or current.i in seen:
            break
        seen.add(current.i)
        _note_own(current, found)
        current = _note_governor(current, found)
    _note_denied_report(token, found)
    return found.result()


def denies_report(noun: Token, verb: Token) -> bool:
    """Whether a verb turns down what a noun stands for: "denied a report", "claims were rejected"."""
    words = _rumours()
    return (
        noun.dep_ in {"dobj", "nsubjpass"} and noun.head == verb and not any(c.dep_ == "neg" for c in verb.children)
    ) and {noun.lemma_.lower(), verb.lemma_.lower()} <= words


def _note_denied_report(token: Token, found: _Findings) -> None:
    """Who denies a report that quotes or says something denies what it says: "denying a report that quoted … as …"."""
    for above, _ in zip(token.ancestors, range(2 * _CLIMB), strict=False):
        telling = above.dep_ in {"relcl", "acl"} and above.lemma_.lower() in _TELLING
        if telling and denies_report(above.head, above.head.head):
            found.note(Effect(denied=True), above.head.head)
            return


def _note_own(token: Token, found: _Findings) -> None:
    """Negation, modal verbs, conjunctions, adverbs and adjectives that hang on a word itself."""
    borrowed = _borrowed_auxiliaries(token)
    for child in (*token.children, *borrowed):
        lower = child.lower_
        if child.dep_ == "neg" or (child.dep_ == "det" and lower in _NEGATIVE_DETERMINERS):
            found.note(Effect(denied=True), child)
        elif child.dep_ == "aux" and lower in _modals():
            found.note(_modal_effect(token, lower), child)
        elif child.dep_ == "mark" and lower in _marks():
            found.note(_marks()[lower], child)
        elif child.dep_ in {"advmod", "amod", "det"} and lower in _words()["modifiers"]:
            found.note(_words()["modifiers"][lower], child)
    ahead = _word_of_time(token)
    if ahead is not None and lies_ahead(token):
        found.note(Effect(status="conditional", certainty="possible"), ahead)
    if is_neither(token) and not any(is_neither(cue) for cue in found.cues):
        found.note(Effect(denied=True), token)
    if token.dep_ == "pobj" and token.head.lower_ == "without":
        found.note(Effect(denied=True), token.head)


_AHEAD = frozenset({"once", "when", "after", "until", "before"})


def _word_of_time(verb: Token) -> Token | None:
    """The "once" or "when" that opens a verb's clause, also where the parser hung it on the verb above."""
    if verb.dep_ not in {"advcl", "ccomp"}:
        return None
    before = [verb.doc[verb.left_edge.i - 1]] if verb.left_edge.i > verb.sent.start else []
    near = [c for c in verb.children if c.dep_ in {"mark", "advmod"} and c.i < verb.i]
    return next((t for t in (*near, *before) if t.lower_ in _AHEAD and t.pos_ in {"SCONJ", "ADV"}), None)


def lies_ahead(verb: Token) -> bool:
    """Whether a clause of time speaks of what has still to come: in the present, beside what will be done.

    "would act once a deal is reached"; "acted once a deal was reached" tells what happened.
    """
    if _word_of_time(verb) is None or verb.pos_ not in {"VERB", "AUX"}:
        return False
    helpers = {c.lower_ for c in verb.children if c.dep_ in {"aux", "auxpass"}}
    present = verb.tag_ in {"VBP", "VBZ"} or bool(helpers & {"is", "are", "has", "have"})
    main = verb.head
    to_come = {c.lower_ for c in main.children if c.dep_ == "aux"} & {"will", "would", "shall", "to", "can", "could"}
    return present and bool(to_come)


def is_neither(verb: Token) -> bool:
    """Whether a verb stands under "neither … nor": "had neither accepted nor rejected it"."""
    first = verb.head if verb.dep_ == "conj" else verb
    kinds = {"preconj", "cc", "advmod"} | ({"neg", "det"} if first != verb else set())
    return verb.pos_ == "VERB" and any(c.lower_ == "neither" and c.dep_ in kinds for c in first.children)


def _borrowed_auxiliaries(token: Token) -> list[Token]:
    """Modal verbs and negation of the verb that a coordinated verb without subject and auxiliary shares."""
    if token.dep_ != "conj" or token.pos_ not in {"VERB", "AUX"} or own_subjects(token):
        return []
    if any(child.dep_ in {"aux", "auxpass"} and child.lower_ != "to" for child in token.children):
        return []
    head = token.head
    finite = token.tag_ in {"VBD", "VBZ", "VBP"}
    return [] if finite else [c for c in head.children if c.dep_ in {"aux", "mark", "neg"} and c.i < token.i]


def _modal_effect(verb: Token, modal: str) -> Effect:
    """The effect of a modal verb; "will" and "would" beside an "if" clause make it hang on a condition."""
    effect = _modals()[modal]
    if effect.status == "planned" and any(_is_conditional(child) for child in verb.children):
        return Effect(status="conditional", certainty="possible")
    return effect


def _is_conditional(child: Token) -> bool:
    return child.dep_ == "advcl" and any(c.dep_ == "mark" and c.lower_ in _marks() for c in child.children)


def _note_governor(token: Token, found: _Findings) -> Token | None:
    """Take in the word that governs `token`; gives the next word to climb from, None at the top."""
    head = token.head
    if head == token or denies_behind(head, token):
        return None
    if token.dep_ == "prep" or (head.dep_ == "prep" and token.dep_ in {"pobj", "pcomp"}):
        return _climb_preposition(token, found)
    if token.dep_ == "conj" and _is_infinitive(token) and head.tag_ in {"VBD", "VBZ", "VBP"}:
        return _apply(head, found, clause=True)  # "agreed to meet, and to hold talks", hung on "agreed" itself
    if token.dep_ == "conj":
        return _climb_conjunct(token)
    if token.dep_ == "advcl":
        return _climb_adverbial(token, found)
    if token.dep_ == "acl" and token.tag_ == "VBG" and token.lemma_.lower() in _BRINGING:
        return head  # "calls for a truce leading to the withdrawal"
    if token.dep_ in {"acl", "relcl", "ccomp"} and head.pos_ == "NOUN" and not _is_infinitive(token):
        return _climb_rumour(token, found)
    if token.dep_ == "acl":
        return _climb_infinitive(token, found)
    if token.pos_ in {"VERB", "AUX", "ADJ", "ADV"} and token.dep_ in _CARRIED_BY_VERBS:
        return _apply(head, found, clause=True, said=token)
    if token.pos_ in {"NOUN", "PROPN"} and token.dep_ in _CARRIED_BY_NOUNS:
        return _climb_noun(token, found)
    if token.dep_ == "csubj" or (token.dep_ == "ccomp" and head.pos_ == "AUX"):
        return _apply(head, found, clause=True)
    return None


_BRINGING = frozenset({"lead", "aim", "result", "culminate", "pave"})
_RAISED = frozenset({"issue", "question", "topic", "feasibility", "subject"})


def _climb_conjunct(token: Token) -> Token | None:
    """From a conjunct to its first: nouns always, verbs where they share its subject and form.

    An infinitive that the parser hung on a finite verb goes with the infinitive before it ("agreed to stop and leave").
    """
    if token.tag_ == "VB" and token.head.tag_ in {"VBD", "VBZ", "VBP"} and not own_subjects(token):
        between = token.doc[token.head.i + 1 : token.i]
        return next((t for t in reversed(list(between)) if t.tag_ == "VB" and _is_infinitive(t)), None)
    if token.pos_ in {"VERB", "AUX"} and (own_subjects(token) or token.tag_ in {"VBD", "VBZ", "VBP"}):
        return None
    return token.head


def _climb_preposition(token: Token, found: _Findings) -> Token | None:
    """ "a call for X", "prevented from Xing", "agreed on X": the word before the preposition governs."""
    preposition = token if token.dep_ == "prep" else token.head
    governor = preposition.head
    if governor is preposition or preposition.lower_ in {"after", "since", "during", "following", "despite", "until"}:
        return None
    if preposition.lower_ in {"through", "via"} and governor.pos_ == "VERB" and token.pos_ in {"NOUN", "PROPN"}:
        return governor
    if preposition.lower_ in {"in", "at"} and token.pos_ in {"NOUN", "PROPN"} and not _lemma_in(governor, "happening"):
        return None
    if token.dep_ == "pcomp" and governor.lemma_.lower() in _RAISED:
        found.note(Effect(status="planned", certainty="possible"), governor)  # "the issue of holding a meeting"
        return None
    clause = token.dep_ == "pcomp" or preposition.lower_ in {"for", "on", "of", "to", "from", "about", "against"}
    return _apply(governor, found, clause=clause)


def _climb_adverbial(token: Token, found: _Findings) -> Token | None:
    """An infinitive of purpose is planned ("travelled to Lund to meet"); other adverbial clauses stand alone."""
    if _is_infinitive(token) and not any(child.dep_ == "mark" and child.lower_ in _marks() for child in token.children):
        to = next(child for child in token.children if child.lower_ == "to")
        head = token.head
        if head.lemma_ == "be":
            return _apply_copula(head, found)  # "it is important for both to agree"
        if head.lemma_.lower() in _words()["verbs"] and not _words()["verbs"][head.lemma_.lower()].through:
            return _apply(head, found, clause=True)
        found.note(Effect(status="planned"), to)
        return head
    return None


def _climb_infinitive(token: Token, found: _Findings) -> Token | None:
    """ "a plan to X", "the need to X"; participles after a noun ("troops shelling") stand alone."""
    return _apply(token.head, found, clause=True) if _is_infinitive(token) else None


def _climb_rumour(token: Token, found: _Findings) -> Token | None:
    """From a clause to who denies the report of it: "denied claims that X", "reports that X were rejected"."""
    noun = token.head
    if noun.lemma_.lower() not in _rumours() or not any(child.dep_ == "mark" for child in token.children):
        return None
    verb = next((g for g, _ in zip(noun.ancestors, range(3), strict=False) if g.pos_ in {"VERB", "AUX"}), None)
    if (
        verb is None
        or noun.dep_ not in {"dobj", "nsubjpass", "pobj", "attr", "conj"}
        or verb.lemma_.lower() not in _rumours()
    ):
        return None
    found.note(Effect(denied=True), verb)
    return verb


def _climb_noun(token: Token, found: _Findings) -> Token | None:
    """A noun under a verb or noun: only words of planning, asking, denying, holding … carry down to it."""
    head = token.head
    if token.dep_ == "attr" and head.lemma_ == "be":
        return None
    if token.dep_ == "nsubj" and not _lemma_in(head, "happening") and head.pos_ in {"VERB", "AUX"}:
        return None
    if head.pos_ in {"VERB", "AUX"} and _lemma_in(head, "happening"):
        return head
    return _apply(head, found, clause=False)


def _is_infinitive(verb: Token) -> bool:
    return any(child.dep_ == "aux" and child.lower_ == "to" for child in verb.children)


def is_told(verb: Token) -> bool:
    """Whether a clause tells what is or was so: a finite verb without a modal ("announced that they had agreed")."""
    auxiliaries = {child.lower_ for child in verb.children if child.dep_ in {"aux", "auxpass"}}
    if auxiliaries & (_modals().keys() | {"to"}):
        return False
    return verb.tag_ in {"VBD", "VBZ"} or bool(auxiliaries & {"has", "have", "had", "was", "were", "is", "are"})


def _apply(governor: Token, found: _Findings, *, clause: bool, said: Token | None = None) -> Token | None:
    """Take in a governing word and say whether to climb on from it."""
    lemma = governor.lemma_.lower()
    if lemma in _opaque() and clause and governor.pos_ == "VERB":
        if is_passive(governor) and any(child.dep_ == "xcomp" for child in governor.children):
            found.note(Effect(certainty="possible"), governor)
        return None
    if governor.lemma_ == "be" and clause:
        return _apply_copula(governor, found)
    if governor.lemma_ == "have" and said is not None and said.dep_ == "xcomp" and _is_infinitive(said):
        found.note(Effect(status="called-for"), governor)  # "has to approve"
        return governor
    kind = {"VERB": "verbs", "AUX": "verbs", "NOUN": "nouns", "PROPN": "nouns", "ADJ": "adjectives"}.get(governor.pos_)
    effect = _words()[kind].get(lemma) or _words()[kind].get(governor.lower_) if kind else None
    if effect is None and governor.pos_ == "VERB" and governor.tag_ == "VBN":
        effect = _words()["adjectives"].get(governor.lower_)
    if effect is None:
        return governor if clause and governor.pos_ == "AUX" else None
    if effect.through:
        return governor
    if clause and effect.status == "planned" and said is not None and is_told(said):
        return None
    if not clause and lemma in _only_clauses():
        return None
    found.note(effect, governor)
    return governor


def _apply_copula(copula: Token, found: _Findings) -> Token | None:
    """ "is to meet" is a plan; "it is essential that", "the aim is to" take the predicate or subject for governor."""
    predicate = next((c for c in copula.children if c.dep_ in {"acomp", "attr", "oprd"}), None)
    if predicate is not None and predicate.pos_ in {"ADJ", "NOUN", "VERB"}:
        return _apply(predicate, found, clause=True) and copula
    found.note(Effect(status="planned"), copula)
    return None


def _lemma_in(token: Token, group: str) -> bool:
    return token.lemma_.lower() in _group_words(group)


@cache
def _group_words(group: str) -> frozenset[str]:
    entry = load_yaml("factuality.yaml")["groups"][group]
    return frozenset((*entry["verbs"], *entry["nouns"]))


@cache
def _words() -> dict[str, dict[str, Effect]]:
    """Effects by word, for verbs, nouns, adjectives and modifiers."""
    index: dict[str, dict[str, Effect]] = {"verbs": {}, "nouns": {}, "adjectives": {}, "modifiers": {}}
    for entry in load_yaml("factuality.yaml")["groups"].values():
        for kind, words in index.items():
            for word in entry[kind]:
                words.setdefault(word, _effect(entry))
    return index


def _effect(entry: dict[str, Any]) -> Effect:
    return Effect(
        entry.get("status"), entry.get("certainty"), entry.get("polarity") == "denied", entry.get("through", False)
    )


@cache
def _modals() -> dict[str, Effect]:
    return dict(_by_word("modals"))


@cache
def _marks() -> dict[str, Effect]:
    return dict(_by_word("marks"))


def _by_word(section: str) -> Iterator[tuple[str, Effect]]:
    for entry in load_yaml("factuality.yaml")[section].values():
        for word in entry["words"]:
            yield word, _effect(entry)


def _opaque() -> frozenset[str]:
    return listed("factuality.yaml", "opaque")


@cache
def _rumours() -> frozenset[str]:
    """Nouns for what is said, and the verbs by which it is denied."""
    entry = load_yaml("factuality.yaml")["rumours"]
    return frozenset((*entry["nouns"], *entry["verbs"]))


@cache
def _only_clauses() -> frozenset[str]:
    return frozenset(load_yaml("factuality.yaml")["only_clauses"])

"""Who says it: the phrase that names the source of a reporting verb."""

from __future__ import annotations

import re
from collections.abc import Callable

from spacy.tokens import Span as TokenSpan
from spacy.tokens import Token

from comity.reading.attribution.attributed import Range, dateline_before, token_range
from comity.reading.attribution.cues import speaking_nouns
from comity.reading.attribution.extents import finite_form, tense
from comity.reading.denials import denied_between
from comity.reading.mentions import mention_of
from comity.reading.syntax import agents, governors, is_passive, own_subjects, phrase, subjects

_LONGEST = 45
_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_TAIL = frozenset({"to", "which", "who", "that", "is", "are", "was", "were", "has", "have", "had", "and", "also"})
_PERSONS = frozenset(
    {"i", "we", "he", "she", "they", "you", "who", "him", "them", "us", "both", "some", "many", "others"}
)
_ENTITIES = frozenset({"PERSON", "ORG", "GPE", "NORP"})
_PEOPLE = re.compile(r"\w{2,}(?:man|men|woman|women|person|people|ist|ists|ian|ians|crat|crats|ee|ees)$")


def source_range(head: Token, *, verb: Token | None = None) -> Range:
    """The phrase that names a source: title, name, apposition and whoever speaks with it.

    A relative clause that holds the reporting verb itself is left out, and so is any tail of more than 45 tokens.
    """
    head = _out_of_brackets(head)
    without = [c for c in head.children if verb is not None and c.dep_ != "conj" and _holds(c, verb)]
    if head.pos_ == "PRON":
        without = [c for c in head.children if c.dep_ not in {"conj", "cc", "appos", "prep", "punct"}]
    found = phrase(head, without=without)
    if len(found) > _LONGEST:
        found = phrase(head, without=[c for c in head.children if c.dep_ in {"relcl", "acl", "advcl"}])
    if verb is not None and found.start <= verb.i < found.end:
        found = verb.doc[found.start : verb.i] if head.i < verb.i else verb.doc[verb.i + 1 : found.end]
    while len(found) > 1 and _is_tail(found[-1]):
        found = found[:-1]
    astray = next((c for c in head.rights if c.dep_ == "appos"), head) if head.tag_ == "VBG" else head
    commas = [t.i for t in found if t.text == "," and t.i < astray.i]
    if found[0].tag_ in {"VBG", "VBN"} and commas:
        found = found.doc[commas[-1] + 1 : found.end]  # "Responding, the envoy said"
    start, end = token_range(found[0], found[-1])
    return start + dateline_before(found.text), end


def _out_of_brackets(head: Token) -> Token:
    """The name in front of a bracket in which the parser saw the subject: "Ada Berg (R-Oslo) said"."""
    doc = head.doc
    for at in range(head.i - 1, max(head.i - 5, 0), -1):
        if doc[at].text in {")", ",", ";"}:
            break
        if doc[at].text == "(":
            return doc[at - 1] if doc[at - 1].pos_ in {"PROPN", "NOUN"} else head
    return head


def beside(verb: Token, inside: Callable[[int], bool]) -> Range | None:
    """The nouns before or behind a quotation's cue, for one whose subject the parser put into the quotation."""
    doc, first = verb.doc, verb.i
    while (
        first > 0
        and not inside(doc[first - 1].idx)
        and not doc[first - 1].is_space
        and doc[first - 1].text not in ".:;"
    ):
        first -= 1
    last = verb.i
    while last + 1 < len(doc) and not inside(doc[last + 1].idx) and not _ends_name(doc[last + 1]):
        last += 1
    return _nouns(verb.doc[first : verb.i]) or _nouns(verb.doc[verb.i + 1 : last + 1])


def _nouns(tokens: TokenSpan) -> Range | None:
    """The range of a stretch of tokens without what cannot belong to a name at its ends; None if it holds no noun."""
    kept = [t for t in tokens if not t.is_punct and t.pos_ not in {"CCONJ", "ADV", "SCONJ", "AUX"}]
    if not any(t.pos_ in {"PROPN", "NOUN", "PRON"} for t in kept):
        return None
    return token_range(kept[0], kept[-1])


def _ends_name(token: Token) -> bool:
    return token.is_space or token.text in ".,:;" or token.pos_ in {"ADP", "SCONJ"} or token.lower_ in {"who", "which"}


def _is_tail(token: Token) -> bool:
    return token.lower_ in _TAIL or ((token.is_punct or token.is_space) and token.text not in ")”\"''")


def _holds(token: Token, verb: Token) -> bool:
    return token == verb or token.is_ancestor(verb)


def verb_source(verb: Token) -> tuple[Range | None, bool]:
    """The source of an active or passive reporting verb, and whether the text leaves it unnamed on purpose.

    "It was noted that …" has none.
    """
    head, anonymous = source_head(verb)
    return (source_range(head, verb=verb) if head is not None else None), anonymous


def source_head(verb: Token) -> tuple[Token | None, bool]:
    """The head of the source phrase, and whether there is none on purpose."""
    if is_passive(verb):
        speakers = agents(verb)
        return (speakers[0], False) if speakers else (None, True)
    heads = [head for head in finite_subjects(verb) if head.dep_ != "expl"]
    if not heads:
        return _stray_subject(verb) or _subject_before(verb), False
    if verb.tag_ == "VBG" and verb.dep_ in {"acl", "relcl", "advcl"} and not can_speak(heads[0]):
        return _subject_before(verb) or heads[0], False
    if heads[0].dep_ == "nsubjpass" and verb.dep_ == "conj" and not own_subjects(verb):
        return None, True
    return heads[0], False


def finite_subjects(verb: Token) -> list[Token]:
    """The subject of a verb; one in the past or present without its own takes that of a like verb above it.

    So "informed …, set forth … and outlined …" have one subject, though the parser hung the later ones deeper.
    """
    if verb.dep_ == "conj" and denied_between(verb.head, verb) and not own_subjects(verb):
        return subjects(verb.sent.root)  # "Berg said … – an allegation Sweden rejects – and called for talks"
    form = finite_form(verb)
    if form in _FINITE and not own_subjects(verb) and verb.dep_ in {"conj", "xcomp", "dep", "ccomp"}:
        for above in governors(verb):
            if above.pos_ in {"VERB", "AUX"} and tense(above) == form and own_subjects(above):
                return subjects(above)
    return subjects(verb)


def _stray_subject(verb: Token) -> Token | None:
    """The name right behind a verb that the parser took for its object: "…, said Vask"."""
    for child in verb.rights:
        if child.dep_ in {"dobj", "attr", "npadvmod", "dep", "oprd"} and child.ent_type_ in _ENTITIES:
            return child
    return None


def _subject_before(verb: Token) -> Token | None:
    """The subject of the sentence's main verb for a participle behind a comma that the parser hung astray."""
    root = verb.sent.root
    if verb.tag_ == "VBG" and verb.i > verb.sent.start and verb.nbor(-1).text == "," and root.i < verb.i:
        return next(iter(subjects(root)), None)
    return None


def can_speak(head: Token) -> bool:
    """Whether a source is a person, a body or a text: a name, a pronoun, somebody known, or a noun of the lexicon."""
    if head.lower_ in _PERSONS or head.pos_ == "PROPN" or head.ent_type_ in _ENTITIES or mention_of(head) is not None:
        return True
    return head.lemma_.lower() in speaking_nouns() or bool(_PEOPLE.match(head.lower_))

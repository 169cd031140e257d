"""Attributions without a verb of saying: "according to …", nouns ("its claim that …"), headlines with a colon."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Doc, Token

from comity.reading.attribution.attributed import Attribution, Range, content_range, token_range
from comity.reading.attribution.cues import CUES, verb_cues
from comity.reading.attribution.extents import before_ours
from comity.reading.attribution.sources import can_speak, source_range
from comity.reading.lexicons import listed, load_yaml
from comity.reading.occurrences import tokens_with
from comity.reading.quotations import Quotations
from comity.reading.syntax import own_subjects


@dataclass(frozen=True, slots=True)
class _Credit:
    """A phrase that credits the rest of its sentence to somebody: its first token, the cue, the source, its end."""

    first: Token
    cue: Range
    source: Range
    end: int


_CREDITING = frozenset({"according", "in", "by", "on", "per"})


def find_according(doc: Doc, quotations: Quotations) -> Iterator[Attribution]:
    """ "according to X", "in the words of X", "by X's account", "per X": the rest of the sentence is X's."""
    for token in tokens_with(doc, words=_CREDITING):
        credit = _credit(token) if token.i < len(doc) - 2 else None
        if credit is None:
            continue
        contents = _rest_of_sentence(doc, credit.first, credit.end, quotations)
        if contents:
            yield Attribution(credit.source, credit.cue, contents, "according")


def _credit(token: Token) -> _Credit | None:
    if token.lower_ == "according":
        return _according_to(token)
    head = next((t for t in token.rights if t.dep_ == "pobj"), None)
    if head is None or not _stands_apart(token):
        return None
    if token.lower_ == "per":
        if not can_speak(head) or (token.text == "Per" and token.nbor().pos_ == "PROPN"):
            return None  # a first name, where it is not "per the ministry"
        source = _without_predicate(head)
        return _Credit(token, token_range(token, token), source, source[1])
    nouns = load_yaml(CUES)["credits"]
    if head.lower_ not in nouns.get(token.lower_, ()):
        return None
    owner = _owner(head)
    if owner is None or not can_speak(owner):
        return None
    source = _without_predicate(owner)
    whole = max(source[1], head.idx + len(head))
    return _Credit(token, token_range(head, head), source, whole)


def _without_predicate(head: Token) -> Range:
    """The source without what the parser took for its apposition: "was, in the words of Vask, [a failure]"."""
    start, end = source_range(head)
    astray = [c.left_edge for c in head.rights if c.dep_ == "appos" and not can_speak(c) and c.left_edge.i > head.i + 1]
    return (start, min([end, *(t.nbor(-1).idx for t in astray)]))


def _according_to(token: Token) -> _Credit | None:
    standards = listed(CUES, "standards", "nouns")
    if token.nbor().lower_ != "to":
        return None
    head = next((t for t in token.nbor().children if t.dep_ in {"pobj", "pcomp"}), None)
    head = head or next((t for t in token.children if t.dep_ == "pobj"), None)
    if head is None or head.lemma_.lower() in standards or head.i < token.i:
        return None
    start, end = source_range(head)
    end = _before_subject(token.doc, start, end)
    return _Credit(token, token_range(token, token.nbor()), (start, end), end)


def _before_subject(doc: Doc, start: int, end: int) -> int:
    """Where a source ends that took in the subject of its sentence: "According to the mayor, ten tanks | remain"."""
    inside = doc.char_span(start, end, alignment_mode="expand")
    if inside is None or inside.end >= len(doc) or doc[inside.end].tag_ not in _FINITE:
        return end
    commas = [t.idx for t in inside if t.text == ","]
    return commas[-1] if commas else end


_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})


def _stands_apart(preposition: Token) -> bool:
    """Whether a phrase opens its sentence, or stands behind a comma or dash: what it credits is all around it."""
    before = preposition.i - 1
    return before < preposition.sent.start or preposition.doc[before].text in {",", "—", "–", "-", "--", "“", '"'}


def _rest_of_sentence(doc: Doc, cue: Token, end: int, quotations: Quotations) -> tuple[tuple[int, int], ...]:
    """The sentence before and behind a phrase; a quotation right before it is taken alone."""
    text, end_before = quotations.text, cue.idx
    while end_before > 0 and text[end_before - 1] in " ,\xa0":
        end_before -= 1
    around = quotations.at(cue.idx)
    quoted = quotations.at(end_before - 1) if end_before and around is None else None
    if quoted is not None and quoted.outer_end == end_before and quoted.end - quoted.start > 25:
        return ((quoted.start, quoted.end),)
    first, last = cue.sent.start, _before_others(cue)
    if cue.i - first <= 3 and first > 0 and doc[first].lower_ in {"that", "this"} and last - cue.i < 20:
        return _sentence_before(doc, first, quotations)
    inside = doc.char_span(cue.idx, end, alignment_mode="expand")
    if inside is None:
        return ()
    opens = cue.i > 1 and doc[cue.i - 1].text == "," and doc[cue.i - 2].lower_ == "that"
    pieces = [(inside.end, last)] if opens else [(first, cue.i - 1), (inside.end, last)]
    found = [content_range(doc, a, b, quotations) for a, b in pieces if a <= b]
    whole = tuple(r for r in found if r is not None and r[1] - r[0] > 3)
    if around is not None:
        whole = tuple(
            (max(a, around.start), min(b, around.end)) for a, b in whole if b > around.start and a < around.end
        )
    if len(whole) == 2 and not any(t.pos_ in {"NOUN", "PROPN", "PRON", "VERB"} for t in doc[first : cue.i]):
        return whole[1:]
    return whole


def _before_others(cue: Token) -> int:
    """The last token of a sentence before what others are said to say: ", but Sweden said it was empty"."""
    root = cue.sent.root
    for verb in root.rights:
        opens = verb.dep_ == "conj" or any(c.dep_ == "mark" and c.lower_ in {"while", "whereas"} for c in verb.lefts)
        said = opens and own_subjects(verb) and any({"clause", "quote"} & c.takes for c in verb_cues(verb))
        before = verb.left_edge.i - 1
        while said and before > cue.i and (verb.doc[before].dep_ == "cc" or verb.doc[before].is_punct):
            before -= 1
        if said and before > cue.i and verb.doc[before + 1].text == ",":
            return before
    return cue.sent.end - 1


def _sentence_before(doc: Doc, start: int, quotations: Quotations) -> tuple[tuple[int, int], ...]:
    """The sentence that "That is according to X" points back to."""
    before = doc[start - 1].sent
    found = content_range(doc, before.start, before.end - 1, quotations)
    return (found,) if found else ()


@cache
def cue_nouns() -> dict[str, frozenset[str]]:
    """The ways in which each noun of the lexicon takes a content."""
    found: dict[str, set[str]] = {}
    for group in load_yaml(CUES)["nouns"].values():
        for noun in group["nouns"]:
            found.setdefault(noun, set()).update(group["takes"])
    return {noun: frozenset(ways) for noun, ways in found.items()}


@cache
def _nouns() -> frozenset[str]:
    return frozenset(cue_nouns())


def find_nominal(doc: Doc, quotations: Quotations) -> Iterator[Attribution]:
    """ "Vask's claim that …", "a call by Vask for …", "reports of …"."""
    for token in tokens_with(doc, words=_nouns(), lemmas=_nouns()):
        noun = token.pos_ == "NOUN" or token.dep_ in {"dobj", "pobj", "nsubj", "nsubjpass"}
        ways = cue_nouns().get(token.lemma_.lower()) or cue_nouns()[token.lower_]
        if not noun or not ways:
            continue
        owner = _owner(token)
        if owner is not None and owner.pos_ == "PRON" and verb_cues(token.head):
            continue
        named = owner is not None and owner.dep_ == "pobj" and owner.head.lower_ == "by"
        source = source_range(owner) if owner is not None else None
        content, rule = _noun_content(token, ways, owner), "noun-by" if named else "noun"
        if content is None and named and owner is not None and "of" in ways:
            source, content = _behind_owner(owner)
        if content is None:
            content, rule = _equated(token, ways, owner), "equated"
        if content is None:
            continue
        found = content_range(doc, *content, quotations)
        if found is None:
            continue
        if source is not None:
            yield Attribution(source, token_range(token, token), (found,), rule)
        elif "self" in ways:
            yield Attribution(token_range(token, token), token_range(token, token), (found,), "noun-self")


def _owner(noun: Token) -> Token | None:
    """Whose word it is: a possessor, or who stands behind "by" or "from" ("of", for words)."""
    behind = {"by", "from"} | ({"of"} if noun.lower_ in _OF_SOMEBODY else set())
    for child in noun.children:
        if child.dep_ == "poss" and child.ent_type_ not in {"DATE", "TIME"}:
            return child
    for child in noun.children:
        if child.dep_ == "prep" and child.lower_ in behind:
            return next((t for t in child.children if t.dep_ == "pobj"), None)
    return None


def _noun_content(noun: Token, ways: frozenset[str], owner: Token | None) -> tuple[int, int] | None:
    """The clause or phrase that a noun of saying brings, from its first token to the last of all that hangs there."""
    found: list[Token] = []
    for child in noun.rights:
        if child.dep_ in {"acl", "ccomp", "relcl"} and _takes_clause(child, ways, owner is not None):
            found.append(child)
        elif child.dep_ == "prep" and child.lower_ in ways and owner not in list(child.children):
            target = next((t for t in child.children if t.dep_ in {"pobj", "pcomp"}), None)
            if (
                target is not None
                and target.ent_type_ not in {"DATE", "TIME"}
                and (owner is not None or "self" in ways)
            ):
                found.append(child)
    if not found:
        return None
    first = found[0].i + 1 if found[0].dep_ == "prep" else found[0].left_edge.i
    return first, before_ours(noun.doc, first, max(child.right_edge.i for child in found))


def _behind_owner(owner: Token) -> tuple[Range, tuple[int, int] | None]:
    """The source and what it announces, where the parser hung the one on the other: "by the UN of an extension"."""
    for of in owner.subtree:
        target = next((c for c in of.children if c.dep_ == "pobj"), None)
        named = of.i > owner.left_edge.i and of.nbor(-1).pos_ == "PROPN"
        if of.lower_ == "of" and named and target is not None and target.pos_ == "NOUN":
            return token_range(owner.left_edge, of.nbor(-1)), (of.i + 1, of.right_edge.i)
    return source_range(owner), None


_OF_SOMEBODY = frozenset({"words", "remarks", "telling"})


def _equated(noun: Token, ways: frozenset[str], owner: Token | None) -> tuple[int, int] | None:
    """The clause that a noun of saying is said to be: "Vask's message was that it would pay"."""
    verb = noun.head
    if "clause" not in ways or owner is None or noun.dep_ != "nsubj" or verb.lemma_ != "be":
        return None
    clause = next((c for c in verb.rights if c.dep_ == "ccomp"), None)
    if clause is None or not any(c.dep_ == "mark" and c.lower_ == "that" for c in clause.children):
        return None
    return clause.left_edge.i, before_ours(noun.doc, clause.left_edge.i, clause.right_edge.i)


def _takes_clause(clause: Token, ways: frozenset[str], owned: bool) -> bool:
    if "clause" in ways and any(t.dep_ == "mark" and t.lower_ == "that" for t in clause.children):
        return True
    return "infinitive" in ways and owned and any(t.lower_ == "to" and t.dep_ == "aux" for t in clause.children)

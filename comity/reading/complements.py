"""What a word of agreement or pledge takes as its content, and the pieces that coordination splits it into.

The parse alone is too frail for long lists ("to ensure A, eliminate B, and prevent C"), so what follows the cue is read
from left to right: its kind from the next words, its end from the first word that belongs to something else, its pieces
from commas and conjunctions before words of the same form.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from comity.reading.lexicons import load_yaml
from comity.reading.syntax import conjuncts, governors, own_subjects, trim

Kind = Literal["infinitive", "gerund", "noun", "clause"]
FINITE = frozenset({"VBD", "VBZ", "VBP"})
MARKERS = frozenset({",", ";", "and", "or", "&", "plus", "but", "then", "well", "also", "both", "either", "/"})
_SKIPPED = frozenset(
    {"between", "with", "by", "of", "from", "among", "in", "at", "during", "today", "yesterday", "both", "also"}
)
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM"})


@dataclass(frozen=True, slots=True)
class Complement:
    """A content: how it is built, its head word, and its tokens `[start, end)`."""

    kind: Kind
    head: Token
    start: int
    end: int

    @property
    def span(self) -> TokenSpan:
        """The content without stray punctuation at its ends."""
        return trim(self.head.doc, self.start, self.end - 1)


def complement_after(cue: Token, at: int, takes: frozenset[str], prepositions: frozenset[str]) -> Complement | None:
    """The content of a cue word that begins at token `at` or, past phrases of who and when, soon after."""
    limit = cue.sent.end
    for start in _starts(cue, at, limit):
        found = _complement_at(cue, start, takes, prepositions)
        if found:
            return found
    return None


def _starts(cue: Token, at: int, limit: int) -> Iterator[int]:
    """Token indices at which a content may begin: the next word, then past each phrase that says who, when or where."""
    doc = cue.doc
    for _ in range(6):
        while at < limit and (
            doc[at].pos_ == "ADV" or doc[at].is_space or doc[at].lower_ in {"both", "again", "today", "not", "never"}
        ):
            at += 1
        if at >= limit:
            return
        token = doc[at]
        dated = token.lower_ in {"on", "in"} and at + 1 < limit and doc[at + 1].ent_type_ in {"DATE", "TIME"}
        if not dated:
            yield at
        named = next((c for c in cue.children if c.dep_ in {"dobj", "dative"} and c.left_edge.i == at), None)
        if token.text == ",":
            at = _past_aside(doc, at, limit)
        elif named is not None and named.i < limit and cue.pos_ == "VERB":
            at = named.i + 1
        elif token.lower_ in _SKIPPED or dated:
            at = _phrase_end(token, limit)
        elif token.dep_ in {"npadvmod", "dative", "dobj", "nsubj"} and token.pos_ in {"PRON", "PROPN"}:
            at += 1
        else:
            return


def _past_aside(doc: Doc, comma: int, limit: int) -> int:
    """The token after an aside between commas ("agreed, after long talks, to"); the next one where there is none."""
    closing = next((i for i in range(comma + 2, min(comma + 12, limit)) if doc[i].text == ","), None)
    if closing is not None and doc[comma + 1].pos_ in {"ADP", "SCONJ", "ADV", "VERB"}:
        return closing + 1
    return comma + 1


def _phrase_end(preposition: Token, limit: int) -> int:
    """The token after a prepositional phrase, without the clauses that hang on its noun."""
    doc = preposition.doc
    end = preposition.i + 1
    while end < limit and end <= preposition.right_edge.i:
        token = doc[end]
        if token.tag_ in {"TO", "WDT"} or token.lower_ in {"that", "on", "to"} or token.text == ",":
            break
        end += 1
    return end


def _complement_at(cue: Token, start: int, takes: frozenset[str], prepositions: frozenset[str]) -> Complement | None:
    doc = cue.doc
    token = doc[start]
    if token.tag_ == "TO" or (token.lower_ == "to" and start + 1 < len(doc) and doc[start + 1].tag_ == "VB"):
        verb = _verb_after(doc, start + 1, "VB")
        if verb is not None and "infinitive" in takes:
            denied = start > 0 and doc[start - 1].lower_ in {"never", "not"}
            return close_at("infinitive", verb, start - denied, cue)
    if token.lower_ in {"that", "whereby"} and "clause" in takes:
        return _clause(cue, start + 1)
    if token.lower_ in prepositions and "preposition" in takes and not _is_date(doc, start + 1):
        found = nominal_at(cue, start + 1)
        idle = found is not None and found.head.lower_ in _ADVERBIAL and token.lower_ in {"in", "for"}
        return None if idle else found
    if "clause" in takes and any(child.dep_ == "ccomp" and child.left_edge.i == start for child in cue.children):
        return _clause(cue, start)
    return None


_ADVERBIAL = frozenset({"response", "line", "accordance", "order", "view", "connection", "regard", "sake", "addition"})


def _is_date(doc: Doc, at: int) -> bool:
    return at < len(doc) and doc[at].ent_type_ in {"DATE", "TIME"} and doc[at].pos_ != "DET"


def nominal_at(cue: Token, start: int) -> Complement | None:
    """A noun phrase or gerund that begins at a token."""
    doc = cue.doc
    if start >= cue.sent.end:
        return None
    if doc[start].text in "\"“'‘`" and start + 1 < cue.sent.end:
        start += 1
    gerund = _verb_after(doc, start, "VBG")
    if gerund is not None and gerund.dep_ not in {"amod", "compound"}:
        return close_at("gerund", gerund, start, cue)
    head = doc[start]
    while head.pos_ not in _NOMINAL or (
        head.dep_ in {"compound", "poss", "nmod", "amod", "nummod", "det", "npadvmod"} and head.head.i > head.i
    ):
        if head.head == head or head.head.i <= cue.i or head.head.i >= cue.sent.end:
            break
        head = head.head
    if head.pos_ not in _NOMINAL and head.tag_ != "VBG":
        return None
    return close_at("noun", head, start, cue)


def _verb_after(doc: Doc, at: int, tag: str) -> Token | None:
    """A verb of one form at a token or past adverbs."""
    while at < len(doc) and (doc[at].pos_ == "ADV" or doc[at].lower_ in {"not", "further"}) and doc[at].tag_ != tag:
        at += 1
    return doc[at] if at < len(doc) and doc[at].tag_ == tag else None


def _clause(cue: Token, start: int) -> Complement | None:
    """The finite clause that begins at a token."""
    doc = cue.doc
    if start > 0 and doc[start - 1].tag_ == "WDT" and doc[start - 1].dep_ in {"nsubj", "nsubjpass", "dobj"}:
        return None
    verb = next(
        (t for t in doc[start : cue.sent.end] if _has_subject(t) and (t.tag_ in FINITE | {"MD"} or _has_finite(t))),
        None,
    )
    if verb is None or start >= cue.sent.end:
        return None
    return Complement("clause", verb, start, _end_of(cue, verb, verb.right_edge.i + 1))


def _has_subject(verb: Token) -> bool:
    return bool(own_subjects(verb)) or any(child.dep_ == "expl" for child in verb.children)


def _has_finite(verb: Token) -> bool:
    return any(child.dep_ in {"aux", "auxpass"} for child in verb.children)


def close_at(kind: Kind, head: Token, start: int, cue: Token) -> Complement:
    """The content that begins at a token and is headed by another, up to its end."""
    right = head.right_edge.i + 1
    return Complement(kind, head, start, _end_of(cue, head, max(right, head.i + 1)))


def _end_of(cue: Token, head: Token, end: int) -> int:
    """Where a content ends: past what its head governs, and past what the parser hung higher up but belongs to it."""
    doc = cue.doc
    above = {cue.i, *(g.i for g in governors(cue)), *(g.i for g in governors(head) if g.i <= cue.i)}
    limit = cue.sent.end
    stop = _early_stop(head, end) if head == cue or not own_subjects(head) else None
    if stop is not None:
        end = limit = stop
    source = next((t.i for t in doc[head.i + 1 : limit] if t.lower_ == "according" and doc[t.i - 1].text == ","), None)
    if source is not None:
        end, limit = min(end, source - 1), min(limit, source - 1)
    while end < limit:
        token = doc[end]
        top = token
        while top.i not in above and top.head != top and not head.is_ancestor(top) and top.head.i not in above:
            top = top.head
        if top.i in above or not _belongs(top, head, cue):
            break
        end = max(end, top.right_edge.i) + 1
    end = min(end, limit)
    while end - 1 > head.i and (doc[end - 1].dep_ == "cc" or doc[end - 1].text in {",", ";"}):
        end -= 1
    return _with_condition(doc, head.i, end, limit)


def _with_condition(doc: Doc, start: int, end: int, limit: int) -> int:
    """The end moved past a condition that follows at once ("…, but only if …"): to the end of the sentence."""
    if end < limit and doc[end - 1].lower_ in {"provided", "providing", "if", "unless"} and end - start > 1:
        return limit
    at = end
    while at < limit and doc[at].lower_ in {",", "but", "only", "and"}:
        at += 1
    opens = doc[max(0, at - 1) : at + 3].text.lower() if at < limit else ""
    worded = "on condition that" in opens or "on the condition" in opens or "as long as" in opens
    if at < limit and (worded or doc[at].lower_ in {"if", "unless", "provided"} or (at > end and _inverted(doc[at]))):
        return limit
    return end


def _inverted(token: Token) -> bool:
    """Whether "should" opens a condition by standing before its subject."""
    return token.lower_ == "should" and any(s.i > token.i for s in own_subjects(token.head))


def _early_stop(head: Token, end: int) -> int | None:
    """Where a finite clause of its own, wrongly hung under the head by "and", begins; None if none does."""
    if head.tag_ in FINITE:
        return None
    for token in head.doc[head.i + 1 : end]:
        finite = token.tag_ in {"VBD", "VBZ"} or (token.tag_ in FINITE | {"VB"} and own_subjects(token))
        if (
            token.dep_ in {"conj", "ccomp"}
            and finite
            and token.head.i >= head.i
            and token.head.tag_ not in FINITE
            and _coordinated(token)
        ):
            edge = own_subjects(token)[0].left_edge.i if own_subjects(token) else token.i
            return edge if edge > head.i else None
    return None


def _coordinated(verb: Token) -> bool:
    """Whether "and", "but" or a semicolon stands before a verb or its subject, so that it opens a clause of its own."""
    first = own_subjects(verb)[0].left_edge if own_subjects(verb) else verb
    before = [t for t in verb.doc[max(0, first.i - 2) : first.i] if not t.is_space]
    return bool(before) and any(t.lower_ in {"and", "but", ";"} for t in before)


def _belongs(top: Token, head: Token, cue: Token) -> bool:
    """Whether a phrase to the right, hung on the cue or above it, still is part of the content."""
    if top.dep_ in {"punct", "cc"}:
        return top.text not in '.!?”"' and top.i + 1 < len(top.doc) and _belongs_next(top, head)
    if top.tag_ in FINITE or (own_subjects(top) and top.dep_ not in {"advcl", "relcl"}):
        return False
    if top.dep_ in {"xcomp", "conj", "ccomp"}:
        return (
            top.tag_ == head.tag_
            or (top.pos_ in _NOMINAL and head.pos_ in _NOMINAL)
            or top.lower_ == "to"
            or top.tag_ == "VB"
        )
    if top.dep_ in {"appos", "dep", "npadvmod", "prep", "relcl", "acl", "dobj"}:
        return True
    marked = any(c.dep_ == "mark" for c in top.children)
    return top.dep_ == "advcl" and (top.head == cue or marked or top.tag_ in {"VB", head.tag_})


def _belongs_next(mark: Token, head: Token) -> bool:
    """Whether what follows a comma or conjunction continues the content: a verb of the same form, a noun, "to"."""
    doc = mark.doc
    at = mark.i + 1
    while at < len(doc) and (doc[at].pos_ in {"ADV", "DET", "ADJ", "CCONJ"} or doc[at].lower_ in {"to", "well"}):
        at += 1
    if at >= len(doc) or doc[at].tag_ in FINITE | {"MD"}:
        return False
    token = doc[at]
    if token.pos_ in _NOMINAL:
        listed = token.dep_ in {"npadvmod", "appos", "dep", "conj"}
        return listed or (token.dep_ not in {"nsubj", "nsubjpass"} and token.head.tag_ not in FINITE)
    return token.tag_ in {"VB", "VBG", "IN", "TO", "WDT", "WRB", "VBN"}


def pieces(complement: Complement) -> list[tuple[Token, TokenSpan]]:
    """The coordinated parts of a content, each with its head word; one where nothing is coordinated."""
    doc = complement.head.doc
    heads = [complement.head, *_further_heads(complement)]
    starts = [complement.start, *(_part_start(head) for head in heads[1:])]
    ends = [*starts[1:], complement.end]
    found = []
    pending: int | None = None
    for head, start, end in zip(heads, starts, ends, strict=True):
        begin = start if pending is None else pending
        tidy = _tidy(doc, begin, end) if end > begin else None
        if tidy is None:
            continue
        alone = len(tidy) == 1 and head.pos_ == "VERB" and head is not heads[-1]
        pending = begin if alone else None
        if not alone:
            found.append((head, tidy))
    return found


def _further_heads(complement: Complement) -> list[Token]:
    head, doc = complement.head, complement.head.doc
    if complement.kind == "noun":
        joined = [
            t
            for t in conjuncts(head)[1:]
            if head.i < t.i < complement.end and (is_action(t) or t.tag_ in {"VB", "VBG"})
        ]
        further = (*joined, *_after_as_well_as(complement), *_purposes(complement), *_stray_nouns(complement))
        return sorted({t.i: t for t in further}.values(), key=lambda t: t.i)
    if complement.kind == "clause":
        return [t for t in conjuncts(head)[1:] if t.i < complement.end and own_subjects(t)]
    return [
        t
        for t in doc[head.i + 1 : complement.end]
        if (t.tag_ == head.tag_ or (head.tag_ == "VB" and t.tag_ == "VBP" and not own_subjects(t)))
        and t.lemma_ not in {"include", "regard", "concern", "follow", "accord"}
        and t.dep_ not in {"amod", "compound", "aux", "auxpass"}
        and _after_marker(t)
        and not _inside_other(t, head)
        and not _of_a_noun(t, complement)
    ]


def _of_a_noun(token: Token, complement: Complement) -> bool:
    """Whether "to do" goes on with what a noun takes: "efforts to boycott A, to deny B, or to single out C"."""
    doc = token.doc
    if token.i == 0 or doc[token.i - 1].tag_ != "TO":
        return False
    noun = next(
        (t.head for t in doc[complement.head.i + 1 : token.i] if t.tag_ == "VB" and t.dep_ == "acl" and t.head.i < t.i),
        None,
    )
    rest = doc[noun.i : complement.end] if noun is not None else ()
    return any(t.lower_ == "or" and t.i + 1 < complement.end and doc[t.i + 1].lower_ == "to" for t in rest)


def _stray_nouns(complement: Complement) -> Iterator[Token]:
    """Nouns of action in a list that the parser hung elsewhere: on the verb above, or on the last word before them."""
    head, doc = complement.head, complement.head.doc
    for token in doc[head.i + 1 : complement.end]:
        if (
            not is_action(token)
            or token.dep_ not in ({"npadvmod", "appos", "dep", "conj"} | ({"dobj"} if token.head.i < head.i else set()))
            or not any(c.dep_ in {"det", "amod"} for c in token.children)
        ):
            continue
        listed = token.dep_ != "conj" or (
            token.head.dep_ == "pobj" and not is_action(token.head) and head.is_ancestor(token)
        )
        if listed and doc[token.left_edge.i - 1].lower_ in MARKERS:
            yield from (t for t in conjuncts(token) if t.i < complement.end and is_action(t))


def _purposes(complement: Complement) -> Iterator[Token]:
    """Infinitives behind a comma, with those coordinated to them ("coordination, to keep the truce and bring aid")."""
    doc = complement.head.doc
    for token in doc[complement.head.i + 1 : complement.end]:
        if token.tag_ == "VB" and token.i > 1 and doc[token.i - 1].tag_ == "TO" and doc[token.i - 2].text == ",":
            yield from (t for t in conjuncts(token) if t.tag_ == "VB" and t.i < complement.end)


def _after_as_well_as(complement: Complement) -> Iterator[Token]:
    """Nouns of action and verbs behind "as well as (for, to)", wherever the parser hung them."""
    doc = complement.head.doc
    for at in range(complement.head.i + 1, complement.end - 3):
        if doc[at : at + 3].text.lower() != "as well as":
            continue
        start = at + 3
        while start < complement.end - 1 and doc[start].tag_ in {"IN", "TO", "DT"}:
            start += 1
        token = doc[start]
        while (
            token.dep_ in {"amod", "compound", "det", "nmod", "advmod"}
            and token.head.i > token.i
            and token.head.i < complement.end
        ):
            token = token.head
        if is_action(token) or token.tag_ in {"VB", "VBG"}:
            yield token


def _inside_other(token: Token, head: Token) -> bool:
    """Whether a verb is coordinated with one that is no part of the list (a purpose: "to ensure … and restore")."""
    if token.dep_ != "conj" or token.head == head or token.head.pos_ in _NOMINAL:
        return False
    first = token
    while first.dep_ == "conj":
        first = first.head
    if first == head or (first.dep_ in {"xcomp", "ccomp"} and first.head == head and first.i <= head.i + 2):
        return False
    return first.tag_ == head.tag_ and first.i > head.i and not _after_marker(first)


def _after_marker(token: Token) -> bool:
    """Whether a comma or conjunction stands before a word, past "to", a preposition and adverbs."""
    at = token.i - 1
    doc = token.doc
    while (
        at > 0
        and (doc[at].pos_ == "ADV" or doc[at].tag_ in {"TO", "IN", "MD"})
        and doc[at].lower_ not in MARKERS | {"as"}
    ):
        at -= 1
    return doc[at].lower_ in MARKERS or (doc[at].lower_ == "as" and at > 0 and doc[at - 1].lower_ == "well")


def _part_start(head: Token) -> int:
    """Where a coordinated part begins: its determiner and adjectives, or the adverbs and "to" before a verb."""
    doc = head.doc
    if head.pos_ in _NOMINAL or own_subjects(head):
        return head.left_edge.i
    at = head.i
    while (
        at > 0
        and (doc[at - 1].pos_ == "ADV" or doc[at - 1].tag_ == "TO" or doc[at - 1].lower_ == "not")
        and doc[at - 1].lower_ not in MARKERS
    ):
        at -= 1
    return at


_LEADING = frozenset({"will", "shall", "to", "that", "and", "or", "then", "also", "both", "as", "well", "but"})
_TRAILING = frozenset({"will", "shall", "only", "and", "or", "as", "well", "but", "to", "then", "also", "both", "plus"})


def _tidy(doc: Doc, start: int, end: int) -> TokenSpan:
    """A range without punctuation, "to" and conjunctions at its ends."""
    while start < end - 1 and (doc[start].lower_ in _LEADING or doc[start].is_punct or doc[start].is_space):
        if doc[start].lower_ == "both" and doc[start].dep_ == "det":
            break
        start += 1
    while end - 1 > start and (
        doc[end - 1].lower_ in _TRAILING or doc[end - 1].text in {",", ";", ".", ":"} or doc[end - 1].is_space
    ):
        end -= 1
    return trim(doc, start, end - 1)


_ACTION_ENDINGS = ("tion", "sion", "ment", "ance", "ence", "ing", "al", "ure", "isation", "ization")


@cache
def _actions() -> frozenset[str]:
    return frozenset(load_yaml("measure_words.yaml")["actions"]["words"])


def is_action(noun: Token) -> bool:
    """Whether a noun names something done: by its ending, or one of the common short ones."""
    lemma = noun.lemma_.lower()
    return lemma in _actions() or (len(lemma) > 5 and lemma.endswith(_ACTION_ENDINGS) and noun.pos_ != "PROPN")

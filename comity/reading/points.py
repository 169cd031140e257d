"""Points: the pieces of an account that each report one thing discussed, said, agreed, asked or refused.

A sentence is split at coordinated predicates, at the things that one predicate lists, at participles that report
("…, underscoring …") and at added relative clauses. What only tells that a meeting took place, how it went or who sat
there is no point. Limit: a list is split where the parser sees it; what it hangs too low stays in one piece.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, partial

from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from comity.reading.lexicons import listed, load_yaml
from comity.reading.matters.find import own_matters
from comity.reading.syntax import conjuncts, first_conjunct, own_subjects, trim

_words = partial(listed, "points.yaml")
_CONTENT = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "NUM", "ADV"})
_HEAVY = 4  # words of content that a listed thing needs to stand alone where its matter is not another
_SAID = frozenset({"ccomp", "dobj", "xcomp", "attr", "nsubjpass", "oprd", "acomp"})
_CLOSING = frozenset('”"’)')
_LEAST, _LEAST_WITHOUT = 1, 3  # words of content below which nothing is reported; without matter or report


@dataclass(frozen=True, slots=True)
class Piece:
    """A point among the tokens: `words` is what it quotes, `content` what it says without the frame that reports it.

    `verb` is the predicate that reports it; `own` the token that heads it: the same, or a listed thing.
    """

    words: TokenSpan
    content: TokenSpan
    verb: Token
    own: Token


def find_points(doc: Doc) -> Iterator[Piece]:
    """Every point of a text, in order; lines without a verb, such as headings, hold none."""
    for sentence in doc.sents:
        if any(token.pos_ in {"VERB", "AUX"} for token in sentence):
            yield from _of_sentence(sentence)


def _of_sentence(sentence: TokenSpan) -> Iterator[Piece]:
    heads = _heads(sentence)
    owned: dict[int, list[int]] = {head.i: [] for head in heads}
    for token in sentence:
        at = token
        while at.i not in owned and at.head != at:
            at = at.head
        if at.i in owned:
            owned[at.i].append(token.i)
    for head in sorted(heads, key=lambda h: min(owned[h.i], default=h.i)):
        piece = _piece(head, owned[head.i])
        if piece is not None:
            yield piece


def _heads(sentence: TokenSpan) -> list[Token]:
    """The tokens that each head a point: the root, and what is to be split from it."""
    found = [sentence.root]
    found += [token for token in sentence if token != sentence.root and _splits(token)]
    return found


def _splits(token: Token) -> bool:
    """Whether a token begins a point of its own."""
    if token.dep_ == "conj":
        return _splits_conjunct(token)
    if token.dep_ in {"advcl", "acl"} and token.tag_ == "VBG":
        return token.lemma_.lower() in _words("openers") and _after_comma(token)
    if token.dep_ == "dobj":
        before = [c for c in token.head.children if token.head.i < c.i < token.left_edge.i]
        return any(c.dep_ == "ccomp" or (c.dep_ == "dobj" and _after_comma(token)) for c in before)
    if token.dep_ == "relcl":
        return _after_comma(token) and any(t.lower_ == "which" for t in token.subtree)
    if token.dep_ in {"ccomp", "parataxis"} and token.head.dep_ == "ROOT":
        return bool(own_subjects(token)) and token.i < token.head.i and not _is_saying(token.head)
    return False


def _is_saying(verb: Token) -> bool:
    return verb.lemma_.lower() in _words("saying")


def _after_comma(token: Token) -> bool:
    left = token.left_edge.i
    return left > 0 and token.doc[left - 1].text in {",", ";", "–", "—", "-"}


def _splits_conjunct(token: Token) -> bool:
    """Whether a coordinated verb, phrase or thing is a point of its own."""
    first = first_conjunct(token)
    if token.pos_ in {"VERB", "AUX"}:
        if first.dep_ in {"ROOT", "ccomp"}:
            return _content_count(token) >= 3
        return first.dep_ in {"acl", "xcomp", "advcl"} and _is_other_matter(token)
    if token.pos_ == "ADP":
        return first.dep_ == "prep" and _content_count(token) >= 3 and first.head.pos_ in {"VERB", "NOUN"}
    if token.pos_ not in {"NOUN", "PROPN", "NUM"} or _is_name(token) or _is_name(first) or not _under_report(first):
        return False
    if first.pos_ not in {"NOUN", "PROPN", "NUM"} or _shares_head(first):
        return False
    return _content_count(token) >= _HEAVY or _is_other_matter(token)


def _is_name(token: Token) -> bool:
    return token.ent_type_ in {"PERSON", "GPE", "NORP", "DATE", "TIME"} or token.lemma_.lower() in {"ally", "partner"}


def _shares_head(first: Token) -> bool:
    """Whether a bare noun stands for the beginning of what follows it: "development and humanitarian assistance"."""
    return first.left_edge == first and first.i + 1 < len(first.doc) and first.nbor(1).dep_ == "cc"


def _under_report(noun: Token) -> bool:
    """Whether a thing is what a main predicate reports: its object, or behind a preposition that hangs on it."""
    at = noun
    for _ in range(4):
        if at.dep_ in {"dobj", "attr", "nsubjpass", "pobj", "conj", "prep"}:
            at = at.head
        else:
            break
        if at.pos_ in {"VERB", "AUX"}:
            return at.dep_ in {"ROOT", "conj", "ccomp", "acl"}
    return False


def _is_other_matter(token: Token) -> bool:
    """Whether a listed thing names a matter that the first of its list does not."""
    first = first_conjunct(token)
    own = _span(token)
    before = token.doc[first.left_edge.i : own.start] if own.start > first.left_edge.i else None
    mine, theirs = set(own_matters(own)[:1]), set(own_matters(before)) if before is not None else set()
    return bool(mine and theirs) and not mine & theirs and _content_count(token) >= 2


def _span(token: Token) -> TokenSpan:
    return token.doc[token.left_edge.i : token.right_edge.i + 1]


def _content_count(token: Token) -> int:
    return sum(t.pos_ in _CONTENT and not t.is_stop for t in token.subtree)


def _piece(head: Token, owned: list[int]) -> Piece | None:
    """The point that a head owns, None where nothing is reported."""
    doc = head.doc
    words = _tidy(doc, *_longest_run(doc, owned))
    verb = _predicate(head)
    content = _content(words, head, verb)
    if content is None or _is_courtesy(words):
        return None
    told = sum(t.pos_ in _CONTENT and not t.is_stop for t in content)
    reports = head == verb and verb.lemma_.lower() in _reporting()
    if told < (_LEAST if reports or own_matters(words) else _LEAST_WITHOUT):
        return None
    shown = content if _is_encounter(verb, words) and head == verb else words
    return Piece(shown, content, verb, head)


def _tidy(doc: Doc, first: int, last: int) -> TokenSpan:
    """The words without what joins them to their neighbours: commas, "and", "as well as"."""
    if doc[first : first + 3].text.lower() == "as well as":
        first += 3
    if doc[last - 2 : last + 1].text.lower() == "as well as":
        last -= 3
    while first < last and (doc[first].dep_ == "cc" or doc[first].text == ","):
        first += 1
    while last > first and doc[last].dep_ in {"cc", "punct"} and doc[last].text not in _CLOSING:
        last -= 1
    return trim(doc, first, last)


def _longest_run(doc: Doc, owned: list[int]) -> tuple[int, int]:
    """The first and last of the owned places that stand together, small holes passed over; the fullest of several."""
    runs: list[list[int]] = []
    for place in sorted(owned):
        if runs and place - runs[-1][-1] <= 2:
            runs[-1].append(place)
        else:
            runs.append([place])
    best = max(runs, key=lambda run: sum(doc[i].pos_ in _CONTENT and not doc[i].is_stop for i in run))
    return best[0], best[-1]


def _predicate(head: Token) -> Token:
    """The verb that reports a point: the head itself, or the nearest verb that its list hangs on."""
    at = head
    while at.pos_ not in {"VERB", "AUX"} and at.head != at:
        at = at.head
    return at


def _is_encounter(verb: Token, words: TokenSpan) -> bool:
    """Whether a predicate only tells that people met or spoke."""
    if verb.lemma_.lower() not in _words("encounter", "verbs") or _did_not_come_up(verb):
        return False
    if verb.lemma_.lower() in {"speak", "talk", "meet", "phone"}:
        return True
    if verb.lemma_.lower() in {"last", "take", "continue"} and any(
        t.lemma_.lower() in {"minute", "hour"} for t in verb.subtree
    ):
        return True
    if verb.lemma_.lower() in {"call", "receive", "host"}:
        return any(c.dep_ in {"dobj", "nsubjpass"} and _names_person(c) for c in verb.children)
    if any((c.dep_ == "aux" and c.lower_ in {"will", "would", "to"}) or c.dep_ == "xcomp" for c in verb.children):
        return False
    near = [t for t in verb.subtree if t.dep_ in {"dobj", "nsubj", "nsubjpass", "pobj", "attr"} and t.i - verb.i < 12]
    return any(t.lemma_.lower() in _words("encounter", "nouns") for t in near[:4])


def _did_not_come_up(verb: Token) -> bool:
    """Whether a clause says that a matter was no topic of the encounter."""
    named = any(c.dep_ == "attr" and c.lemma_.lower() in _words("unspoken", "nouns") for c in verb.children)
    return verb.lemma_ == "be" and named and any(c.dep_ == "neg" for c in verb.children)


def _names_person(token: Token) -> bool:
    return any(t.ent_type_ == "PERSON" for t in token.subtree)


def _content(words: TokenSpan, head: Token, verb: Token) -> TokenSpan | None:
    """What a point says without its frame; None where it only tells of the encounter."""
    doc = head.doc
    if head == verb and verb.lemma_ == "be" and (topic := _topic(words, verb)):
        return topic
    if head == verb and _is_encounter(verb, words):
        return _about(words, verb)
    said = [c for c in verb.children if c.dep_ in _SAID and words.start <= c.i < words.end]
    if head == verb and _is_saying(verb) and not said:
        return None
    if head != verb or verb.lemma_.lower() not in _reporting():
        return words
    start = max(words.start, _behind_frame(words, verb))
    return doc[start : words.end] if start < words.end else words


def _about(words: TokenSpan, verb: Token) -> TokenSpan | None:
    """What a meeting was about."""
    doc = verb.doc
    for token in words:
        if token.dep_ == "prep" and token.lower_ in _words("encounter", "about") and token.i > verb.i:
            inside = [t for noun in token.children if noun.dep_ in {"pobj", "pcomp"} for t in conjuncts(noun)]
            inside = [t for t in inside if t.ent_type_ not in {"DATE", "TIME", "PERSON"}]
            if inside and inside[0].i + 1 <= words.end:
                return trim(doc, inside[0].left_edge.i, words.end - 1)
    return None


def _topic(words: TokenSpan, verb: Token) -> TokenSpan | None:
    """What "the key topic was …" names."""
    subject = [t for t in verb.children if t.dep_ == "nsubj"]
    if not subject or subject[0].lemma_.lower() not in {
        "topic",
        "focus",
        "subject",
        "issue",
        "agenda",
        "theme",
        "centre",
    }:
        return None
    named = [t for t in verb.children if t.dep_ == "attr" and t.i > verb.i]
    return trim(verb.doc, named[0].left_edge.i, words.end - 1) if named else None


@cache
def _reporting() -> frozenset[str]:
    """Verbs that report: those whose strength is known, other than mere auxiliaries."""
    classes = load_yaml("points.yaml")["strength"].values()
    return frozenset(verb for entry in classes for verb in entry["verbs"]) - {"will", "be", "do"}


def _behind_frame(words: TokenSpan, verb: Token) -> int:
    """Where what is reported begins: behind the verb and, with "expressed", "made clear", behind what it leans on."""
    if any(c.dep_ in {"auxpass", "nsubjpass"} for c in verb.children):
        return words.start
    at = verb.i + 1
    while at < words.end and words.doc[at].lower_ in {
        "that",
        "clear",
        "on",
        "about",
        "with",
        "for",
        "of",
        "to",
        "the",
        "upon",
    }:
        at += 1
    return at


def _is_courtesy(words: TokenSpan) -> bool:
    text = words.text.lower().replace("-", " ")
    return any(text.find(word.rstrip("*")) >= 0 for word in _words("courtesy"))

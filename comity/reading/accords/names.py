"""Accords that a text invokes by name: "the Minsk agreements", "Resolution 2254", "the North River Treaty".

Known ones come from `comity.knowledge`; any other is a capitalised or dated phrase with a word for an accord as its
head.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, partial
from weakref import WeakKeyDictionary

from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from comity.knowledge import Knowledge, KnownAccord, fold
from comity.knowledge.names import NameIndex
from comity.reading.accords.common_names import is_meant
from comity.reading.context import between, context_of
from comity.reading.lexicons import listed, load_yaml
from comity.reading.occurrences import texts_of, tokens_with
from comity.reading.syntax import governors, trim

_LONGEST = 12
_JOINING = frozenset({"of", "and", "on", "for", "the", "-", "’s", "'s", "s", "’", "'"})
_ARTICLE = re.compile(r"^(?:the|these|those|all)\s+", re.IGNORECASE)
_NUMBERED = re.compile(r"\bResolutions?\s+\d{3,4}\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NamedAccord:
    """A name of an accord among the tokens; `known` where knowledge has it."""

    name: str
    tokens: TokenSpan
    known: KnownAccord | None


def find_names(doc: Doc) -> list[NamedAccord]:
    """Every mention of a named accord, in text order; looked for once in a text."""
    if _NOTED not in doc.user_data:  # without tokens, which would hold on to their text
        found = _find_names(doc)
        doc.user_data[_NOTED] = [(item.name, item.tokens.start, item.tokens.end, item.known) for item in found]
        return found
    return [NamedAccord(name, doc[start:end], known) for name, start, end, known in doc.user_data[_NOTED]]


_NOTED = "comity_accord_names"


def _find_names(doc: Doc) -> list[NamedAccord]:
    knowledge = context_of(doc).knowledge
    openings = _openings(knowledge.accord_names)
    found: list[NamedAccord] = []
    end = 0
    for at, text in enumerate(texts_of(doc)):
        known = at >= end and text[:1].isupper() and fold(text) in openings
        name = _known_at(doc, at, knowledge) if known else None
        if name is not None:
            found.append(name)
            end = name.tokens.end
    taken = {i for name in found for i in range(name.tokens.start, name.tokens.end)}
    found += [name for name in _unknown(doc) if not any(i in taken for i in range(name.tokens.start, name.tokens.end))]
    return sorted(found, key=lambda name: name.tokens.start)


_OPENINGS: WeakKeyDictionary[NameIndex, frozenset[str]] = WeakKeyDictionary()


def _openings(names: NameIndex) -> frozenset[str]:
    """The first tokens of all known names, so that most words need no look-up; made once for each index."""
    if names not in _OPENINGS:
        words = [fold(entry.text).replace("-", " ").split()[0] for entry in names]
        _OPENINGS[names] = frozenset(words) | frozenset(fold(entry.text).split()[0] for entry in names) | {"the"}
    return _OPENINGS[names]


def _known_at(doc: Doc, at: int, knowledge: Knowledge) -> NamedAccord | None:
    """The longest known name that starts at a token."""
    for end in range(min(at + _LONGEST, len(doc)), at, -1):
        if doc[end - 1].is_punct or doc[end - 1].is_space:
            continue
        if end < len(doc) and doc[end].text[:1].isupper() and doc[end - 1].dep_ in {"compound", "nmod"}:
            continue
        words = " ".join(between(doc, at, end).split())
        accord = next((item for item in knowledge.find_accords(words) if is_meant(doc, item, words)), None)
        if accord and not _is_institution(accord, doc[at:end]) and accord.id not in _background():
            return NamedAccord(accord.name, doc[at:end], accord)
    return None


@cache
def _background() -> frozenset[str]:
    return frozenset(load_yaml("accord_names.yaml")["background"]["ids"])


_words = partial(listed, "accord_names.yaml")


def _is_institution(accord: KnownAccord, tokens: TokenSpan) -> bool:
    """Whether the words only name a body or place by accident: a single lower-case or possessive word."""
    return len(tokens) == 1 and not tokens[0].is_upper


def _unknown(doc: Doc) -> Iterator[NamedAccord]:
    """Names that knowledge does not have, by their head word."""
    reached, heads = _words("reached"), _words("heads")
    for token in tokens_with(doc, words=heads, lemmas=reached | heads):
        lemma = token.lemma_.lower()
        if lemma in reached and token.dep_ != "compound":
            yield from _reached(token)
        if lemma in heads or token.lower_ in heads:
            words = _named_phrase(token)
            if words is not None:
                yield NamedAccord(" ".join(words.text.split()), words, None)


def _named_phrase(head: Token) -> TokenSpan | None:
    """The capitalised (or numbered) phrase around a head word, None where it is no name."""
    doc, lemma, capital = head.doc, head.lemma_.lower(), head.text[:1].isupper()
    start = _start(head)
    end = _with_parties(head, _tail(doc, head.i + 1) if capital else head.i + 1)
    if doc[end - 1].lemma_.lower() in _words("bodies"):
        return None
    if doc[start:end].text.lower() in _words("law"):
        return None
    if lemma == "statement" and not any(t.lower_ in _words("joining") for t in doc[start : head.i]):
        return None  # "White House Statement on …": one side's words
    weak = lemma in _words("weak_heads")
    capitals = sum(t.text[:1].isupper() for t in doc[start : head.i]) + (capital and not weak and end > head.i + 1)
    strong = capital or lemma in _words("plain_heads")
    if capitals and strong and _definite(doc, start, head) and not (weak and capitals < 2):
        return trim(doc, start, end - 1)
    return doc[start : head.i + 2] if _NUMBERED.match(doc[head.i : head.i + 2].text) else None


def _start(head: Token) -> int:
    """The first token of a name that ends in a head word."""
    doc, start = head.doc, head.i
    while start > 0 and head.i - start < _LONGEST and _names(doc[start - 1], doc, start):
        start -= 1
    while start < head.i and (doc[start].lower_ in _JOINING or _is_amount(doc, start)):
        start += 1
    return start


def _is_amount(doc: Doc, at: int) -> bool:
    """Whether a number is a sum or a count and no part of a name: "the $38 billion" of a memorandum."""
    amount = doc[at].lower_ in {"hundred", "thousand", "million", "billion", "trillion"}
    following = doc[at + 1].lower_ if at + 1 < len(doc) else ""
    return amount or (doc[at].like_num and following in {"hundred", "thousand", "million", "billion", "trillion"})


def _reached(noun: Token) -> Iterator[NamedAccord]:
    """ "the agreements reached in Minsk", "the ceasefire agreed on 22 July": definite, and past."""
    if not any(c.lower_ in {"the", "these", "those", "all"} or c.dep_ == "poss" for c in noun.children):
        return
    for child in noun.children:
        if (
            child.dep_ == "acl"
            and child.tag_ == "VBN"
            and child.lemma_.lower() in _words("reaching")
            and child.right_edge.i > child.i
        ):
            tokens = trim(noun.doc, noun.left_edge.i, min(child.right_edge.i, noun.left_edge.i + _LONGEST * 2))
            yield NamedAccord(_ARTICLE.sub("", " ".join(tokens.text.split())), tokens, None)
            return


def _names(token: Token, doc: Doc, following: int) -> bool:
    """Whether a token before the head belongs to the name."""
    if token.text[:1].isupper() and not token.is_sent_start and token.ent_type_ != "PERSON":
        return True
    if token.is_sent_start and token.pos_ == "PROPN":
        return True
    return (
        token.text in {"-", "–"}
        or (
            token.lower_ in {"and", "of", "on"}
            and doc[following].text[:1].isupper()
            and token.i > 0
            and doc[token.i - 1].text[:1].isupper()
        )
        or token.like_num
    )


def _tail(doc: Doc, at: int) -> int:
    """The end of "Treaty on the Non-Proliferation of …", "Declaration of Support for …"."""
    end = at
    while (
        at < len(doc)
        and not _opens_another(doc, at)
        and (
            doc[at].text[:1].isupper()
            or doc[at].lower_ in {"of", "on", "for", "the", "and", "-", "between"}
            or doc[at].like_num
        )
    ):
        at += 1
        if doc[at - 1].text[:1].isupper() or doc[at - 1].like_num:
            end = at
    return end


def _with_parties(head: Token, end: int) -> int:
    """The end moved past "between X and Y" behind the head."""
    between = next((c for c in head.children if c.lower_ == "between" and head.text[:1].isupper()), None)
    return max(end, between.right_edge.i + 1) if between is not None and between.right_edge.i - head.i < 25 else end


def _opens_another(doc: Doc, at: int) -> bool:
    """Whether "and the Agreement …" begins a second name."""
    return doc[at].lower_ == "and" and any(t.lemma_.lower() in _words("heads") for t in doc[at + 1 : at + 3])


def _definite(doc: Doc, start: int, head: Token) -> bool:
    """Whether the phrase is one certain accord: after "the", a possessive or no article; not "a", "any", "new"."""
    before = doc[start - 1] if start else None
    if any(
        child.lower_ in {"a", "an", "any", "another", "no", "possible", "future", "new", "such"}
        for child in head.children
    ):
        return False
    return before is None or before.lower_ not in {"a", "an", "any", "another"}


def invoked_phrase(name: NamedAccord) -> TokenSpan:
    """The phrase in which a named accord is invoked: "the implementation of …", "implement …"; else the name."""
    doc = name.tokens.doc
    root = name.tokens.root
    nouns, verbs = _words("nouns"), _words("verbs")
    for step, governor in enumerate(governors(root)):
        if step > 4 or governor.sent != root.sent:
            break
        if governor.pos_ == "NOUN" and governor.lemma_.lower() in nouns:
            return _around(doc, governor.left_edge.i, max(name.tokens.end, governor.i + 1))
        if governor.pos_ == "VERB" and governor.lemma_.lower() in verbs and governor.i < name.tokens.start:
            return trim(doc, governor.i, name.tokens.end - 1)
        if governor.pos_ in {"VERB", "AUX"}:
            break
    start = name.tokens.start
    while (
        start > 0
        and doc[start - 1].head in {root, *root.children}
        and doc[start - 1].dep_ in {"det", "amod", "poss", "compound", "nummod"}
    ):
        start -= 1
    return trim(doc, start, name.tokens.end - 1)


def _around(doc: Doc, start: int, end: int) -> TokenSpan:
    return trim(doc, start, end - 1)

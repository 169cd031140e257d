"""The phrase that a position is about: a complement cut to what belongs to it, and parted where it is a list."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Span as TokenSpan
from spacy.tokens import Token

from comity.reading.syntax import conjuncts, trim

_ADDED = frozenset({"while", "although", "though", "whereas", "but", "when"})


def parts_of(span: TokenSpan, head: Token, kind: str) -> Iterator[TokenSpan]:
    """A phrase in its coordinated parts, where each part can stand alone."""
    span = cut(span, head) if kind != "gerund" else span
    if kind == "infinitive" and span[0].lower_ == "to" and len(span) > 1:
        span = span.doc[span.start + 1 : span.end]
    heads = [t for t in conjuncts(head) if span.start <= t.i < span.end]
    if len(heads) == 1 or kind == "clause" or _shares(heads):
        yield span
        return
    for k, part in enumerate(heads):
        start = span.start if k == 0 else max(span.start, part.left_edge.i)
        last = heads[k + 1].left_edge.i - 1 if k + 1 < len(heads) else span.end - 1
        doc = span.doc
        while last > start and (doc[last].lower_ in {"and", "or", "as", "well", "to", "both"} or doc[last].is_punct):
            last -= 1
        if last >= start:
            yield trim(doc, start, last)


def _shares(heads: list[Token]) -> bool:
    """Whether coordinated words share what follows the last one ("the unity and integrity of Mali")."""
    own = {"prep", "acl", "relcl", "dobj", "xcomp", "ccomp", "attr", "acomp", "advcl", "prt"}
    behind_first = any(c.dep_ in own and heads[0].i < c.i < heads[1].i for c in heads[0].children)
    behind_last = any(c.dep_ in own and c.i > heads[-1].i for head in heads for c in head.children)
    return not behind_first and behind_last


def cut(span: TokenSpan, head: Token) -> TokenSpan:
    """A complement without what is only added to it: ", agreeing to …", " as they met"."""
    doc = span.doc
    for token in doc[max(head.i, span.start) + 1 : span.end - 1]:
        following = doc[token.i + 1]
        participle = token.text == "," and following.tag_ == "VBG" and following.dep_ == "advcl"
        addition = token.text == "," and following.lower_ in _ADDED
        source = token.text == "," and following.lower_ in {"according", "said", "says", "adding"}
        aside = token.lower_ in {"as", "while"} and token.dep_ == "mark" and token.head.dep_ == "advcl"
        dash = token.text in {"--", "–", "—"} and doc[token.i - 1].whitespace_ != ""
        if participle or addition or source or aside or dash:
            return trim(doc, span.start, token.i - 1)
    return span


def bracketed(span: TokenSpan) -> TokenSpan:
    """A phrase with the bracket that closes behind it, where one stays open in it."""
    doc, end = span.doc, span.end
    left_open = sum(t.text == "(" for t in span) > sum(t.text == ")" for t in span)
    return doc[span.start : end + 1] if left_open and end < len(doc) and doc[end].text == ")" else span

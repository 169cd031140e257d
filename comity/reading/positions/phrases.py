"""The phrase that a position is about: a complement cut to what belongs to it, and parted where it is a list."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Span as TokenSpan
from spacy.tokens import Token

from comity.reading.complements import Complement
from comity.reading.lexicons import listed, load_yaml
from comity.reading.syntax import conjuncts, trim

_ADDED = frozenset({"while", "although", "though", "whereas", "but", "when"})
_LEFT_OVER = frozenset({"and", "or", "as", "well", "to", "both"})
_TAIL = 3.0
_LONG = 12
_SHORT = 4


def parts_of(span: TokenSpan, head: Token, kind: str) -> Iterator[TokenSpan]:
    """A phrase in its coordinated parts, where each part can stand alone."""
    span = cut(span, head, kind)
    if kind == "infinitive" and span[0].lower_ == "to" and len(span) > 1:
        span = span.doc[span.start + 1 : span.end]
    heads = [t for t in conjuncts(head) if span.start <= t.i < span.end]
    if len(heads) == 1 or kind == "clause" or _shares(heads) or len(span) <= _SHORT:
        yield span
        return
    for k, part in enumerate(heads):
        start = span.start if k == 0 else max(span.start, part.left_edge.i)
        last = heads[k + 1].left_edge.i - 1 if k + 1 < len(heads) else span.end - 1
        doc = span.doc
        while last > start and (doc[last].pos_ in {"CCONJ", "ADP", "PUNCT"} or doc[last].lower_ in _LEFT_OVER):
            last -= 1
        if last >= start and any(t.is_alpha for t in doc[start : last + 1]):
            yield trim(doc, start, last)


def _shares(heads: list[Token]) -> bool:
    """Whether coordinated words share what follows the last one ("the unity and integrity of Mali")."""
    own = {"prep", "acl", "relcl", "dobj", "xcomp", "ccomp", "attr", "acomp", "advcl", "prt"}
    if all(any(c.dep_ in {"det", "poss"} for c in head.children) for head in heads[1:]):
        return False  # "a truce and the right of return"
    if all(all(c.dep_ in {"punct", "cc", "conj"} for c in head.children) for head in heads[:-1]):
        return True  # "freedom, democracy and the rule of law": bare words name one thing together
    behind_first = any(c.dep_ in own and heads[0].i < c.i < heads[1].i for c in heads[0].children)
    behind_last = any(c.dep_ in own and c.i > heads[-1].i for head in heads for c in head.children)
    return not behind_first and behind_last


def repeated(found: Complement, prepositions: frozenset[str]) -> Iterator[tuple[TokenSpan, Token, str]]:
    """A complement parted where its preposition comes again: "respect for the border and for the treaty"."""
    span, doc, head = cut(found.span, found.head, found.kind), found.head.doc, found.head
    leading = doc[found.start - 1].lower_ if found.start else ""
    prepositions = frozenset({leading}) if leading in prepositions else prepositions
    start = span.start
    for token in doc[span.start + 1 : span.end - 1]:
        if token.lower_ not in prepositions or token.i - start < 1:
            continue
        before = doc[token.i - 1].lower_
        listed = before == "," and any(
            t.lower_ == token.lower_ and doc[t.i - 1].lower_ == "and" for t in doc[token.i + 1 : span.end - 1]
        )
        if before not in {"and", "or", "but", ","} and doc[max(0, token.i - 3) : token.i].text.lower() != "as well as":
            continue
        inner = doc[token.i + 1 : span.end]
        if inner.root.pos_ in {"NOUN", "PROPN", "VERB"} and (before != "," or listed):
            yield _stripped(doc[start : token.i]), head, found.kind
            start, head = token.i + 1, inner.root
    yield doc[start : span.end], head, found.kind


def _stripped(span: TokenSpan) -> TokenSpan:
    """A part without the conjunction that follows it."""
    doc, last = span.doc, span.end - 1
    while last > span.start and (doc[last].lower_ in {"and", "or", "as", "well", "but"} or doc[last].is_punct):
        last -= 1
    return trim(doc, span.start, last)


def cut(span: TokenSpan, head: Token, kind: str = "clause") -> TokenSpan:
    """A complement without what is only added to it: ", agreeing to …", " as they met", "and call on …"."""
    doc = span.doc
    for token in doc[max(head.i, span.start) + 1 : span.end - 1]:
        following = doc[token.i + 1]
        comma = token.text == ","
        participle = comma and following.tag_ == "VBG" and following.dep_ == "advcl" and kind != "gerund"
        addition = comma and (following.lower_ in _ADDED or _comments(token))
        source = comma and following.lower_ in {"according", "said", "says", "adding"}
        aside = token.lower_ in {"as", "while"} and token.dep_ == "mark" and token.head.dep_ == "advcl"
        aside = aside and doc[token.i - 1].lower_ != "long"
        named = (
            token.lower_ == "as" and token.dep_ == "prep" and token.head.pos_ == "VERB" and token.head.i < span.start
        )
        addition = addition or _adds_stance(token)
        comment = comma and following.lower_ == "with" and any(t.tag_ == "VBG" for t in following.subtree)
        dash = token.text in {"--", "–", "—"} and doc[token.i - 1].whitespace_ != ""
        tail = comma and following.lower_ in {"which", "including", "who", "with"} and _outweighs(span, token)
        if (
            participle
            or addition
            or source
            or aside
            or dash
            or named
            or comment
            or tail
            or (token.lower_ in {"and", "but"} and _speaks_on(token, kind))
        ):
            return trim(doc, span.start, token.i - 1)
    return span


def _comments(comma: Token) -> bool:
    """Whether a comma opens a remark on what was said: ", a charge Ankara denied"."""
    doc = comma.doc
    if comma.i + 2 < len(doc) and doc[comma.i + 1].tag_ == "PRP$" and _is_stance(doc[comma.i + 2]):
        return True  # "concern over the raids, their support for …"
    if comma.i + 2 >= len(doc) or doc[comma.i + 1].lower_ not in {"a", "an", "the", "something"}:
        return False
    noun = doc[comma.i + 2]
    return doc[comma.i + 1].lower_ == "something" or noun.lemma_.lower() in listed("position_words.yaml", "remarks")


def _adds_stance(token: Token) -> bool:
    """Whether "as well as" adds a stance of its own: "support for the truce, as well as the need for talks"."""
    doc, at = token.doc, token.i + 3
    if token.lower_ != "as" or at + 1 >= len(doc) or doc[token.i + 1 : at].text.lower() != "well as":
        return False
    at += doc[at].dep_ in {"det", "poss"}
    return doc[at].pos_ == "NOUN" and _is_stance(doc[at])


def _is_stance(noun: Token) -> bool:
    """Whether a word is a noun of stance."""
    return any(noun.lemma_.lower() in group["words"] for group in load_yaml("positions.yaml")["nouns"].values())


def _outweighs(span: TokenSpan, comma: Token) -> bool:
    """Whether what a comma adds is much longer than what stands before it."""
    tail = span.end - comma.i - 1
    return tail > _LONG and tail > _TAIL * (comma.i - span.start)


def _speaks_on(conjunction: Token, kind: str) -> bool:
    """Whether "and" opens a further deed of speaking that the parser drew into the phrase ("… and call on Iran")."""
    doc, at = conjunction.doc, conjunction.i + 1
    while at < len(doc) - 1 and doc[at].pos_ == "ADV":
        at += 1
    verb, after = doc[at], doc[at + 1].lower_ if at + 1 < len(doc) else ""
    stem = {verb.lemma_.lower(), verb.lower_.removesuffix("s"), verb.lower_.removesuffix("d")}
    if not stem & listed("position_words.yaml", "speaking_on"):
        return False
    if verb.tag_ in {"VBD", "VBZ", "VBP"} and verb.dep_ != "relcl":
        return True
    opens = after in {"on", "upon", "that", "our", "their", "his", "her", "its", "the", "all", "both", "for"}
    return kind != "infinitive" and opens and (verb.tag_ == "VB" or after in {"on", "upon", "that"})


def bracketed(span: TokenSpan) -> TokenSpan:
    """A phrase with the bracket that closes behind it, where one stays open in it, and with the rest of a cut word."""
    doc, end = span.doc, span.end
    if len(span) > 2 and (span[0].lower_ == "to" or (span[0].lower_ == "that" and span[0].tag_ == "IN")):
        span = doc[span.start + 1 : end]
    if end + 1 < len(doc) and doc[end].text == "-" and not (doc[end - 1].whitespace_ or doc[end].whitespace_):
        rest = doc[end + 1]
        span = doc[span.start : max(rest.right_edge.i + 1 if rest.head.i < end + 1 else end + 2, end + 2)]
        end = span.end
    quoted = sum(t.text == '"' for t in span) % 2 == 1
    if quoted and end < len(doc) and doc[end].text == '"':
        return doc[span.start : end + 1]
    left_open = sum(t.text == "(" for t in span) > sum(t.text == ")" for t in span)
    return doc[span.start : end + 1] if left_open and end < len(doc) and doc[end].text == ")" else span

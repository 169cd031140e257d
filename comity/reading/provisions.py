"""Provisions: the numbered or listed parts of an agreement's text ("1.", "(a)", "Article 3", "First,", bullets).

A provision runs from its mark to the next mark or the end of its paragraph; an article also takes the unmarked
paragraphs under it. Marks inside a sentence ("(i) … and (ii) …") count where at least two follow one another. Limits we
know: tables and two-column texts are not taken apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from comity.reading.complements import FINITE, Complement, pieces
from comity.reading.lexicons import load_yaml
from comity.reading.measures import Piece, deed_pieces
from comity.reading.mentions import mention_of
from comity.reading.syntax import conjuncts, is_passive, own_subjects, trim

_ORDINALS = (
    "First|Second|Third|Fourth|Fifth|Sixth|Seventh|Eighth|Ninth|Tenth|Eleventh|Twelfth|"
    "Firstly|Secondly|Thirdly|Finally|Lastly"
)
_LINE = re.compile(
    r"^[ \t]*(?:"
    r"(?P<article>(?:Article|Section|Paragraph|Chapter|Clause|Point|Rule|Principle)\s+(?:\d{1,3}|[IVXLC]+))"
    r"\b[ \t]*[.:–—-]?"
    r"|(?P<number>\d{1,2}(?:\.\d{1,2})*)[.)](?=\s)"
    r"|\((?P<bracketed>[a-z]|[ivx]{1,5}|\d{1,2})\)(?=\s)"
    r"|(?P<letter>[a-z]|[ivx]{1,5})\)(?=\s)"
    r"|(?P<capital>[A-Z])\.(?=\s{1,3}[A-Z][a-z])"
    r"|(?P<bullet>[-–—•*·●▪◦‣])(?=\s)"
    rf"|(?P<ordinal>{_ORDINALS})(?=,|\s+(?:we|the|both)\b))",
    re.MULTILINE,
)
_INLINE = re.compile(r"(?<=\s)\((?P<mark>[a-z]|[ivx]{1,5}|\d{1,2})\)\s")
_ROMAN = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"]
_HARD = frozenset({"shall", "will", "must"})


@dataclass(frozen=True, slots=True)
class Provision:
    """One provision: its number as the text writes it ("bullet 2" for an unnumbered one), and its tokens."""

    number: str
    tokens: TokenSpan
    kind: str


def find_provisions(doc: Doc) -> list[Provision]:
    """All provisions of a text, in text order; none in running prose."""
    text = doc.text
    marks = [*_line_marks(text), *_inline_marks(text)]
    marks.sort()
    found = []
    for (_, text_start, number, kind), following in pairwise([*marks, (len(text), 0, "", "")]):
        end = _end(text, text_start, following[0], kind)
        tokens = doc.char_span(text_start, end, alignment_mode="contract") if end > text_start else None
        if tokens is not None and len(tokens) > 2 and any(token.is_alpha for token in tokens):
            found.append(Provision(number, trim(doc, tokens.start, tokens.end - 1), kind))
    return found if len(found) > 1 else []


def _line_marks(text: str) -> Iterator[tuple[int, int, str, str]]:
    """`(start, start of the words, number, kind)` of each mark at the start of a line."""
    bullet, last = 0, -1
    article = above = ""
    for match in _LINE.finditer(text):
        kind = str(match.lastgroup)
        value = match[kind]
        bullet = bullet + 1 if kind == "bullet" and text.count("\n\n", last, match.start()) <= 3 and last >= 0 else 1
        last = match.end()
        number = f"bullet {bullet}" if kind == "bullet" else value
        if kind == "article":
            article = above = number
        elif kind in {"number", "capital"}:
            above = number = f"{article}({number})" if article and kind == "number" else number
        elif kind in {"bracketed", "letter"}:
            number = f"{above}({value})" if above else value
        yield match.start(), match.end(), number, kind


def _inline_marks(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Marks inside sentences, in runs that count up from the first."""
    run: list[re.Match[str]] = []
    for match in _INLINE.finditer(text):
        if text[: match.start()].rstrip(" \t").endswith("\n"):
            continue
        if run and _place(match["mark"]) == _place(run[-1]["mark"]) + 1:
            run.append(match)
        else:
            yield from _run(run)
            run = [match] if _place(match["mark"]) == 1 else []
    yield from _run(run)


def _run(run: list[re.Match[str]]) -> Iterator[tuple[int, int, str, str]]:
    if len(run) > 1:
        yield from ((match.start(), match.end(), match["mark"], "inline") for match in run)


def _place(mark: str) -> int:
    """The place of a mark in its row: i, a and 1 are first."""
    if mark.isdigit():
        return int(mark)
    return _ROMAN.index(mark) + 1 if mark in _ROMAN else ord(mark[0]) - ord("a") + 1


def _end(text: str, start: int, following: int, kind: str) -> int:
    """Where a provision ends: at the next mark or the end of its paragraph, an article at the next mark."""
    if kind == "article":
        return following
    breaks = [at for at in (text.find("\n\n", start), text.find("\n", start)) if at >= 0]
    return min([following, *breaks])


def provision_pieces(provision: Provision) -> list[Piece]:
    """The measures of a provision: what its sentences oblige somebody to; at least its first sentence."""
    sentences = list(_sentences(provision.tokens))
    found = [
        replace(piece, number=provision.number)
        for place, sentence in enumerate(sentences)
        for head, tokens in _obliged(sentence, first=place == 0 and provision.kind != "article")
        for piece in deed_pieces(head, tokens)
    ]
    if found or not sentences:
        return found
    first = sentences[0] if provision.kind != "article" or len(sentences) == 1 else sentences[1]
    modal = next((t for t in first if t.lower_ in _HARD and t.i + 1 < first.end), None)
    phrase = first.doc[modal.i + 1 : first.end] if modal is not None else first
    return [replace(piece, number=provision.number) for piece in deed_pieces(phrase.root, _without_lead(phrase))]


def _sentences(tokens: TokenSpan) -> Iterator[TokenSpan]:
    for sentence in tokens.sents:  # type: ignore[attr-defined]
        start, end = max(sentence.start, tokens.start), min(sentence.end, tokens.end)
        if end - start > 1:
            yield trim(tokens.doc, start, end - 1)


def _obliged(sentence: TokenSpan, *, first: bool) -> Iterator[tuple[Token, TokenSpan]]:
    """The verb phrases that "shall", "will" or "must" govern in a sentence, or the whole if it has no subject."""
    found = False
    for token in sentence:
        hard = token.dep_ == "aux" and token.lower_ in _HARD and token.head.i > token.i
        if hard and token.head.dep_ in {"ROOT", "conj", "ccomp"} and own_subjects(token.head):
            found = True
            if is_passive(token.head) or not _somebody(own_subjects(token.head)[0]):
                start = max(sentence.start, own_subjects(token.head)[0].left_edge.i)
                yield token.head, _within(sentence, start, token.head.right_edge.i)
            else:
                yield from _split(sentence, token.head, token.i + 1)
    root = sentence.root
    whole = not any(
        own_subjects(t) and (t.tag_ in FINITE or any(c.dep_ == "aux" for c in t.children)) for t in _main_clause(root)
    )
    if not found and whole and (first or (root.tag_ in {"VB", "VBG"} and len(sentence) > 1)):
        whole_phrase = _without_lead(sentence)
        if root.tag_ in {"VB", "VBG"} and root.i - whole_phrase.start <= 2:
            yield from _split(whole_phrase, root, whole_phrase.start, end=whole_phrase.end)
        else:
            yield root, whole_phrase


def _somebody(subject: Token) -> bool:
    """Whether a subject can be obliged: a party, a name, a pronoun, a known actor; not a convoy or a ceasefire."""
    known = mention_of(subject) is not None or subject.pos_ in {"PROPN", "PRON"}
    return known or subject.lemma_.lower() in load_yaml("measure_words.yaml")["obliged"]["words"]


def _split(sentence: TokenSpan, verb: Token, start: int, end: int | None = None) -> Iterator[tuple[Token, TokenSpan]]:
    """The coordinated deeds of a verb phrase, each with its head."""
    end = end or min(verb.right_edge.i + 1, sentence.end)
    clauses = [own_subjects(t)[0].left_edge.i for t in conjuncts(verb)[1:] if own_subjects(t)]
    end = min([end, *(edge for edge in clauses if edge > verb.i)])
    for head, tokens in pieces(Complement("infinitive", verb, start, max(end, verb.i + 1))):
        yield head, _within(sentence, tokens.start, tokens.end - 1)


def _main_clause(root: Token) -> list[Token]:
    """The root of a sentence and what is coordinated with it: whose subjects make it a clause."""
    return [root, *(c for c in root.children if c.dep_ in {"conj", "ccomp"})]


def _without_lead(sentence: TokenSpan) -> TokenSpan:
    """A sentence without "To", a leading ordinal, or a stray mark."""
    start = sentence.start
    doc = sentence.doc
    while start < sentence.end - 1 and (doc[start].lower_ in {"to", "and", "that"} or doc[start].is_punct):
        start += 1
    return _within(sentence, start, sentence.end - 1)


def _within(sentence: TokenSpan, start: int, last: int) -> TokenSpan:
    """The tokens from `start` to `last`, at most to the sentence's end, without "; and" behind them."""
    doc = sentence.doc
    last = min(last, sentence.end - 1)
    while (
        last > start
        and (doc[last].lower_ in {"and", "or"} or doc[last].is_punct or doc[last].is_space)
        and doc[last].text not in ")”"
    ):
        last -= 1
    return trim(doc, start, last)


def number_at(provisions: list[Provision], at: int) -> str | None:
    """The number of the innermost provision in which a token stands."""
    inside = [p for p in provisions if p.tokens.start <= at < p.tokens.end]
    return min(inside, key=lambda p: len(p.tokens)).number if inside else None

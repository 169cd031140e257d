"""Resolutions: "The Security Council, … 1. Demands that …; 2. Calls upon … to …": clauses whose subject stands once.

The verbs stand in `data/resolutions.yaml`. A text counts as one where a body is named and two lines or clauses open
with such a verb. Clauses are found on the text itself, since the parser often takes "Demands" for a noun. Limits we
know: a clause that runs over two lines ends with the first; sub-items "(a) …" go to the clause that they stand in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, partial

from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from comity.model import Actor
from comity.reading.accords.measures import Piece
from comity.reading.complements import Complement, pieces
from comity.reading.context import text_of
from comity.reading.lexicons import listed
from comity.reading.mentions import actors_of_all, mentions_by_head, unnamed_actor
from comity.reading.syntax import own_subjects, trim

_words = partial(listed, "resolutions.yaml")
_KINDS = ("ask", "decide", "support", "oppose", "express")
_OPENING = re.compile(
    r"(?:^|(?<=[;,.] ))[ \t\"“'(]*(?:(?P<number>\d{1,3})[.)][ \t]+|[-–•*][ \t]+)?"
    r"(?P<adverb>(?:Also|Further|Strongly|Again|Once again|Deeply|Firmly|Gravely|Fully)[ \t]+(?:[a-z]+ly[ \t]+)?)?"
    r"(?P<verb>[A-Za-z]{4,12})\b",
    re.MULTILINE,
)
_OPENS = re.compile(r"(?:^|\n)[ \t]*(?:[Tt]he[ \t]+)?\Z")
_END = re.compile(r";|(?<=[a-z]{2})[.][\"”]?\s")
_LEADING = frozenset(
    ["that", "upon", "on", "for", "its", "at", "about", "over", "of", "to", "in", "the", "also", "regarding", "with"]
)
_LINKS = frozenset({"and", ",", "also", "further", "in", "this", "regard", "strongly", "that", "respect"})
_FEWEST = 2
_NOTED = "comity_resolution"


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: its verb, what kind it is, the tokens `[start, end)` behind the verb, its number in the text."""

    verb: Token
    kind: str
    start: int
    end: int
    number: str | None

    @property
    def span(self) -> TokenSpan:
        """What stands behind the verb."""
        return trim(self.verb.doc, self.start, self.end - 1)


@dataclass(frozen=True, slots=True)
class Resolution:
    """The body that speaks and its clauses in text order."""

    body: Actor
    clauses: tuple[Clause, ...]


def resolution_of(doc: Doc) -> Resolution | None:
    """The resolution that a text is, None for any other text; worked out once."""
    if _NOTED not in doc.user_data:
        doc.user_data[_NOTED] = _read(doc)
    found: Resolution | None = doc.user_data[_NOTED]
    return found


@cache
def _forms() -> dict[str, tuple[str, bool]]:
    """Kind of clause by the word that opens it, and whether that is a participle of the preamble."""
    found: dict[str, tuple[str, bool]] = {}
    for kind in _KINDS:
        for word in _words(kind):
            found[word + ("es" if word.endswith(("s", "sh", "ch")) else "s")] = (kind, False)
            if kind in {"support", "oppose", "express"}:
                found[word.removesuffix("e") + "ing"] = (kind, True)
    return found


def _read(doc: Doc) -> Resolution | None:
    opened = [m for m in _OPENING.finditer(text_of(doc)) if m["verb"].lower() in _forms()]
    matches = [m for m in opened if m["adverb"] or m["verb"][0].isupper()]
    acting = [m for m in matches if not _forms()[m["verb"].lower()][1]]
    if len(acting) < _FEWEST and not (len(matches) > _FEWEST and _opening_body(doc, matches[0].start())):
        return None
    body = _opening_body(doc, matches[0].start()) or _adopting_body(doc, acting[0].start())
    if body is None:
        return None
    starts = [m.start() for m in matches]
    clauses = [
        c for m, after in zip(matches, [*starts[1:], len(text_of(doc))], strict=True) for c in _clauses(doc, m, after)
    ]
    return Resolution(body, tuple(clauses)) if len(clauses) >= _FEWEST else None


def _opening_body(doc: Doc, before: int) -> Actor | None:
    """The body of "The Security Council," at the opening of a text."""
    for head, mention in sorted(mentions_by_head(doc).items()):
        if mention.span.start > before:
            return None
        follows = text_of(doc)[mention.span.end : mention.span.end + 2]
        alone = follows[:1] == "," and doc[head].lemma_.lower() in _words("bodies")
        opens = _OPENS.search(text_of(doc), 0, mention.span.start) is not None
        if alone and opens and len(mention.actors) == 1:
            return mention.actors[0]
    return None


def _adopting_body(doc: Doc, before: int) -> Actor | None:
    """Who a text says adopted the resolution that it tells of, above its first clause."""
    head = text_of(doc)[:before].lower()
    if "resolution" not in head:
        return None
    for index, mention in sorted(mentions_by_head(doc).items()):
        if mention.span.start < before and doc[index].lemma_.lower() in _words("bodies") and len(mention.actors) == 1:
            return mention.actors[0]
    return None


def _clauses(doc: Doc, match: re.Match[str], after: int) -> Iterator[Clause]:
    """The clause that a match opens, with those joined to it ("…, and demands that …")."""
    line = text_of(doc).find("\n", match.end())
    stop = min(after, line if line >= 0 else after)
    ended = _END.search(text_of(doc), match.end(), stop)
    stop = ended.start() if ended else stop
    tokens = doc.char_span(match.start("verb"), max(stop, match.end()), alignment_mode="expand")
    if tokens is None or len(tokens) < _FEWEST:
        return
    joined = [t for t in tokens[1:] if t.lower_ in _forms() and not _forms()[t.lower_][1] and _joins(t, tokens)]
    verbs = [tokens[0], *joined]
    ends = [*(_before(t, tokens) for t in joined), _aside(tokens)]
    for verb, end in zip(verbs, ends, strict=True):
        if end - verb.i > _FEWEST:
            yield _clause(verb, end, match["number"])


def _joins(token: Token, tokens: TokenSpan) -> bool:
    """Whether "and" leads to a verb of the same body, past "in this regard"."""
    return (
        token.pos_ in {"VERB", "NOUN"}
        and token.doc[_before(token, tokens)].lower_ in {"and", ","}
        and any(t.lower_ == "and" for t in token.doc[_before(token, tokens) : token.i])
    )


def _aside(tokens: TokenSpan) -> int:
    """Where a clause ends at the latest: before ", and recalling …", which only looks back."""
    for token in tokens[2:]:
        if token.tag_ == "VBG" and token.lemma_.lower() in _words("looking_back") and token.nbor(-1).lower_ == "and":
            return _before(token, tokens)
    return tokens.end


def _before(token: Token, tokens: TokenSpan) -> int:
    at = token.i
    while at - 1 > tokens.start and token.doc[at - 1].lower_ in _LINKS:
        at -= 1
    return at


def _clause(verb: Token, end: int, number: str | None) -> Clause:
    """A clause with its kind as the words behind the verb make it ("expresses its concern at")."""
    doc, kind, at = verb.doc, _forms()[verb.lower_][0], verb.i + 1
    noun = at
    while noun < end - 1 and (doc[noun].pos_ in {"ADJ", "ADV", "DET", "PRON"} or doc[noun].lower_ == "its"):
        noun += 1
    lemma = doc[noun].lemma_.lower()
    if kind in {"express", "support"} and lemma in _words("for_it") | _words("against_it"):
        kind, at = ("oppose" if lemma in _words("against_it") else "support"), noun + 1
        while at + 1 < end - 1 and doc[at].lower_ == "and" and doc[at + 1].lemma_.lower() in _words("against_it"):
            at += 2
    while at < end - 1 and (doc[at].lower_ in _LEADING - {"the"} or doc[at].pos_ == "ADV" or doc[at].text == ","):
        at += 1
    return Clause(verb, kind, at, end, number)


def clause_pieces(resolution: Resolution) -> Iterator[Piece]:
    """The measures: what others are asked to do, and what the body decides."""
    for clause in resolution.clauses:
        if clause.kind in {"ask", "decide"} and len(clause.span) > 1 and "seized" not in clause.span.text.split():
            yield from _pieces(clause, resolution.body)


def is_asked(token: Token) -> bool:
    """Whether a word stands in what a resolution asks for or decides: wanted, and not told to have happened."""
    resolution = resolution_of(token.doc)
    clauses = resolution.clauses if resolution else ()
    return any(c.kind in {"ask", "decide"} and c.start <= token.i < c.end for c in clauses)


def _pieces(clause: Clause, body: Actor) -> Iterator[Piece]:
    doc, span = clause.verb.doc, clause.span
    opened = {t.lower_ for t in doc[clause.verb.i + 1 : clause.start]}
    to = next((t for t in span if t.tag_ == "TO" and t.i + 1 < span.end), None) if "that" not in opened else None
    if "to" in opened and span[0].tag_ == "VB":
        yield from _deeds(clause, span[0], span.start, (body,))
    elif to is not None and clause.kind != "decide" and "for" not in opened:
        asked = trim(doc, span.start, to.i - 1)
        yield from _deeds(clause, doc[to.i + 1], to.i + 1, _asked(asked))
    elif "that" in opened:
        root = span.root
        yield Piece(root, span, clause.number, actors_of_all(own_subjects(root)), settled=True)
    else:
        yield Piece(span.root, span, clause.number, (body,) if clause.kind == "decide" else (), settled=True)


def _deeds(clause: Clause, head: Token, start: int, who: tuple[Actor, ...]) -> Iterator[Piece]:
    """The coordinated deeds of an infinitive."""
    for verb, tokens in pieces(Complement("infinitive", head, start, clause.end)):
        yield Piece(verb, tokens, clause.number, who, settled=True)


def _asked(words: TokenSpan) -> tuple[Actor, ...]:
    """Whom a clause asks: the actors named, else the words themselves."""
    named = actors_of_all(t for t in words if t == words.root or t.dep_ == "conj")
    return named or ((unnamed_actor(words.doc, words.text),) if 0 < len(words) <= 8 else ())

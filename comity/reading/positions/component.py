"""Positions: where an actor stands on a matter, from the words that say so (component `comity_positions`).

One Position for each actor and phrase. The words stand in `data/positions.yaml` with what they take. Limits we know:
irony, praise that damns, and positions that only an argument implies are not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from comity.model import Actor, Factuality, Position, Span, content_id
from comity.reading.anonymity import is_about_being_named
from comity.reading.context import context_of, span_of_tokens, statement_at
from comity.reading.factuality import factuality_of
from comity.reading.matters.find import matters_of, theatre_of
from comity.reading.occurrences import tokens_with
from comity.reading.positions.certainty import certainty_of
from comity.reading.positions.cues import from_word
from comity.reading.positions.phrases import bracketed, cut
from comity.reading.positions.speech import from_speech, from_verb
from comity.reading.positions.words import Found, Stance, demanded, telling_places, words
from comity.reading.resolutions import resolution_of
from comity.reading.syntax import is_negated, only_points, sentence_start


def find_positions(doc: Doc) -> Iterator[Position]:
    """The positions of a text, in order; of two that overlap much, of one actor, only the surer one.

    A condition makes a stance mixed, whatever other word stands for it.
    """
    candidates = [
        f for f in _candidates(doc) if (f.stance or f.conditional) and f.holders and not _says_little(f.about)
    ]
    candidates += [asked for f in candidates if f.conditional and (asked := demanded(f)) is not None]
    candidates = [f for f in candidates if not _said_wider(f, candidates)]
    kept: dict[str, list[Position]] = {}
    for found in sorted(candidates, key=lambda f: (not f.conditional, -certainty_of(f))):
        first = _position(doc, found, found.holders[0])
        for actor in filter(_stands, found.holders):
            position = replace(first, id=_identity_of(first.document, first.about, actor, first.stance), actor=actor)
            theirs = kept.setdefault(actor.id, [])
            if not any(_same(position, other) for other in theirs):
                theirs.append(position)
    yield from sorted((p for theirs in kept.values() for p in theirs), key=lambda p: (p.about.start, p.about.end))


def _says_little(about: TokenSpan) -> bool:
    """Whether a phrase only points at something else, or speaks of whether a source is named."""
    return only_points(about) or is_about_being_named(about)


_VOWING = frozenset({"verbs/want", "verbs/commit-to", "nouns/readiness", "adjectives/ready", "adjectives/committed"})


def _said_wider(found: Found, others: list[Found]) -> bool:
    """Whether a wider stance of the same holders is to do just this: "commits to fully support the effort"."""
    return any(
        other is not found
        and other.rule in _VOWING
        and found.cue.i in {t.i for t in other.about[:2]}
        and other.stance == found.stance
        and other.holders == found.holders
        for other in others
    )


_PARTS = ("article ", "section ", "annex ", "chapter ", "paragraph ", "part ", "implementation ", "our ")


def _stands(actor: Actor) -> bool:
    """Whether an actor is somebody who can stand for something, and no part of a document."""
    return actor.kind != "unnamed" or not actor.label.lower().startswith(_PARTS)


_CLAUSES: dict[str, Stance] = {"ask": 1, "support": 1, "oppose": -1}


def _from_resolution(doc: Doc) -> Iterator[Found]:
    """What the body of a resolution asks for, welcomes and condemns in its clauses."""
    resolution = resolution_of(doc)
    if resolution is None:
        return
    for clause in resolution.clauses:
        if clause.kind in _CLAUSES and len(clause.span) > 1:
            about = cut(clause.span, clause.span.root)
            stance = _CLAUSES[clause.kind]
            yield Found(clause.verb, about, stance, 0.8, f"resolutions/{clause.kind}", (resolution.body,))


def _candidates(doc: Doc) -> Iterator[Found]:
    yield from _from_resolution(doc)
    conditional = {sentence_start(token) for token in tokens_with(doc, words=words("conditions"))}
    telling = telling_places(doc)
    for token in doc:
        pos = token.pos_
        if pos not in _BEARING and token.lower_ != "against":
            continue
        if token.i in telling:
            yield from from_word(token)
            yield from from_speech(token)
        if pos in {"VERB", "AUX"}:
            yield from from_verb(token, conditional=bool(conditional) and sentence_start(token) in conditional)


_BEARING = frozenset({"NOUN", "VERB", "ADJ", "AUX", "PROPN"})


def _factuality(cue: Token) -> Factuality:
    """How sure the text is; a negation that turned the stance is spent ("would not accept" is opposition, affirmed)."""
    factuality = factuality_of(cue)
    turned = is_negated(cue) or is_negated(cue.head)
    return replace(factuality, polarity="affirmed") if turned else factuality


def _position(doc: Doc, found: Found, actor: Actor) -> Position:
    about = span_of_tokens(bracketed(found.about))
    document = context_of(doc).document
    matters = matters_of(found.about, guess=True)
    statement = statement_at(doc, found.about.root)
    cue = span_of_tokens(doc[found.cue.i : found.cue.i + 1])
    stance: Stance = 0 if found.conditional else found.stance
    return Position(
        id=_identity_of(document.id, about, actor, stance),
        document=document.id,
        evidence=(span_of_tokens(found.cue.sent), cue),
        statement=statement.id if statement else None,
        factuality=_factuality(found.cue),
        certainty=certainty_of(found),
        reader=f"rule:{found.rule} 1",
        actor=actor,
        about=about,
        matter=matters[0],
        theatre=theatre_of(found.about, matters=matters),
        stance=stance,
        strength=found.strength,
        cue=cue,
    )


def _identity_of(document: str, about: Span, actor: Actor, stance: Stance) -> str:
    return content_id("position", document, about.start, about.end, actor.id, stance)


def _same(one: Position, other: Position) -> bool:
    """Whether two positions of one actor are about mostly the same words."""
    if not one.about.overlaps(other.about):
        return False
    shared = min(one.about.end, other.about.end) - max(one.about.start, other.about.start)
    joined = max(one.about.end, other.about.end) - min(one.about.start, other.about.start)
    return shared / joined > 0.6


@Language.component("comity_positions", assigns=["doc._.positions"], requires=["doc._.mentions", "doc._.statements"])
def positions_component(doc: Doc) -> Doc:
    """Fill `Doc._.positions`."""
    doc._.positions = tuple(find_positions(doc))
    return doc

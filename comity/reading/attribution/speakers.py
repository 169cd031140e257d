"""Who a source is: its actors, and what kind of source it makes."""

from __future__ import annotations

import re

from spacy.tokens import Doc
from spacy.tokens import Span as TokenSpan

from comity.model import Actor
from comity.model.claims import SourceType
from comity.reading.attribution.attributed import Range
from comity.reading.context import span_of
from comity.reading.mentions import actors_of, mentions_by_head, unique, unnamed_actor

FIRST_PERSON = frozenset({"i", "we", "me", "us", "my", "our"})
_NAMING = frozenset({"appos", "compound", "nmod", "nsubj", "pobj", "poss", "dobj", "conj"})
_OFFICIALS = re.compile(
    r"\b(?:official|officer|spokes\w+|diplomat|aide|adviser|advisor|minister|ambassador|envoy|general|commander|"
    r"president|secretary|senator|lawmaker|governor|mayor|authorit|delegat|negotiator|representative|leader|judge|"
    r"prosecutor|police|military|government|ministry|administration|kremlin|white house|department|embassy)",
    re.IGNORECASE,
)
_DOCUMENTS = re.compile(
    r"\b(?:statement|communiqu|report|letter|document|agreement|declaration|treaty|text|memo|poll|survey|study|filing|"
    r"lawsuit|order|bill|law|resolution|email|transcript|record|readout|paper|book|figures|data|plan)s?\b",
    re.IGNORECASE,
)


def words_of(doc: Doc, source: Range) -> str:
    """The words of a source phrase."""
    return span_of(doc, *source).text


def source_tokens(doc: Doc, source: Range) -> TokenSpan | None:
    """The tokens of a source phrase."""
    return doc.char_span(*source, alignment_mode="expand")


def named_actors(doc: Doc, source: Range) -> tuple[Actor, ...]:
    """The actors that mentions give for a source phrase: those of its head and what is coordinated with it.

    Where the head names nobody, the mentions that begin the phrase do ("Mr" in front of a name, a title taken apart),
    but for who made it ("the resolution, drafted by Norway, demands": the resolution demands).
    """
    tokens = source_tokens(doc, source)
    if tokens is None:
        return ()
    if len(tokens) > 1 and tokens[0].lower_ in FIRST_PERSON:
        return _persons_in(doc, source) or actors_of(tokens.root)
    found = actors_of(tokens.root)
    if found:
        listed = _listed_states(doc, source) if tokens.root.tag_ == "NNS" and len(found) == 1 else ()
        return listed if len(listed) > 1 else found
    index = mentions_by_head(doc)
    made = {t.i for c in tokens.root.children if c.dep_ == "acl" and c.tag_ == "VBN" for t in c.subtree}
    for token in tokens:
        if token.dep_ == "poss" and token.pos_ == "PRON":
            continue  # "her deputy" is not she
        if token.i in index and token.i not in made and token.dep_ in _NAMING:
            return index[token.i].actors
    return ()


def _listed_states(doc: Doc, source: Range) -> tuple[Actor, ...]:
    """The states named in a range: "the governments of A, B and C", of which the parser may lose the list."""
    inside = [m for m in doc._.mentions if source[0] <= m.span.start and m.span.end <= source[1]]
    return unique(actor for mention in inside for actor in mention.actors if actor.kind == "state")


def _persons_in(doc: Doc, source: Range) -> tuple[Actor, ...]:
    """The persons named in a range: "We, President Berg and Chancellor Lind"."""
    inside = [m for m in doc._.mentions if source[0] <= m.span.start and m.span.end <= source[1]]
    return unique(actor for mention in inside for actor in mention.actors if actor.kind == "person")


def described_actor(doc: Doc, source: Range) -> Actor:
    """An unnamed Actor for a source that nobody is known for: its description without the article."""
    text = " ".join(words_of(doc, source).split())
    text = re.sub(r",? (?:drafted|written|prepared|sponsored|tabled|submitted|put forward) by .*", "", text)
    text = re.sub(r"^(?:a|an|the)\s+", "", re.sub(r"['’]s?$", "", text), flags=re.IGNORECASE)
    return unnamed_actor(doc, text)


def resolve_source(doc: Doc, source: Range) -> tuple[Actor, ...]:
    """The actors of a source phrase, or one unnamed actor that bears its description."""
    return unique(named_actors(doc, source)) or (described_actor(doc, source),)


def opening_actors(doc: Doc) -> tuple[Actor, ...]:
    """The actors in the subject of the first sentence that has any: whose text it is, where it says "we"."""
    for sentence in list(doc.sents)[:6]:
        for subject in (t for t in sentence.root.children if t.dep_ in {"nsubj", "nsubjpass"}):
            edge = subject.left_edge.idx, subject.right_edge.idx + len(subject.right_edge)
            inside = [m for m in doc._.mentions if edge[0] <= m.span.start and m.span.end <= edge[1]]
            found = unique(a for m in inside if m.how != "pronoun" for a in m.actors if a.kind != "unnamed")
            if found:
                return found
    return ()


def first_persons(doc: Doc, before: int) -> tuple[Actor, ...]:
    """The first two persons that a text names before a position: who met, in a readout that names no speaker yet."""
    persons = [a for m in doc._.mentions if m.span.end <= before for a in m.actors if a.kind == "person"]
    return unique(persons)[:2]


def begins_in_first_person(doc: Doc, source: Range) -> bool:
    """Whether a source is "we" or "I", alone or with names behind it."""
    return re.split(r"[\s,]", words_of(doc, source).lower(), maxsplit=1)[0] in FIRST_PERSON


def is_first_person(doc: Doc, source: Range) -> bool:
    """Whether a source is "we" or "I", alone."""
    return words_of(doc, source).lower() in FIRST_PERSON


def source_type_of(actors: tuple[Actor, ...], words: str) -> SourceType:
    """What kind of source speaks: by the first actor, and by the words for one that has no name."""
    kind = actors[0].kind if actors else "unnamed"
    if kind == "person":
        return "named person"
    if kind == "media":
        return "media"
    if kind != "unnamed":
        return "named organisation"
    if _DOCUMENTS.search(words):
        return "document"
    return "unnamed official" if _OFFICIALS.search(words) else "unnamed other"

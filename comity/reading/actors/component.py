"""Actors: who is named, by name, title, nationality, seat of power, nominal, set or pronoun.

Components: `comity_actors` fills `Doc._.mentions`; `comity_speakers`, behind attribution, gives "I" and "we" inside
quotations to their speakers. Limits we know: no coreference across documents; a pronoun's person is taken from order,
grammar and quotation marks alone; English only.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc, Token

from comity.model import Actor, Mention, Statement
from comity.reading.actors.cast import Cast
from comity.reading.actors.known import find_late_surnames, find_names
from comity.reading.actors.new import find_entities
from comity.reading.actors.nominals import add_nominal, add_title
from comity.reading.actors.pronouns import FIRST_PERSON, PAIRS, SINGULAR, THIRD_PERSON, first_persons, resolve_pronoun
from comity.reading.actors.titles import find_titled_names, find_titles
from comity.reading.context import span_of_tokens, statement_at
from comity.reading.mentions import mentions_by_head, set_mentions
from comity.reading.occurrences import tokens_with

_NOUNS = frozenset({"NOUN", "PROPN"})


def find_mentions(doc: Doc) -> dict[int, Mention]:
    """Every mention of an actor, by its head token.

    1. known names, 2. names the entity recogniser finds, 3. titles before names; then, left to right, 4. titles alone,
    nominals, sets and pronouns, each looking at what stands before it; 5. surnames that only these explain.
    """
    cast = Cast.of(doc)
    find_names(cast)
    titles = find_titles(cast)
    find_entities(cast)
    alone = {phrase.title.first: phrase for phrase in find_titled_names(cast, titles)}
    inside = {i for phrase in alone.values() for i in range(phrase.title.first, phrase.title.last + 1)}
    own: tuple[tuple[Actor, ...], tuple[Actor, ...]] | None = None
    pointing = {token.i for token in tokens_with(doc, words=THIRD_PERSON | FIRST_PERSON | PAIRS)}
    for token in doc:
        if token.i not in pointing and token.i not in alone and token.pos_ not in _NOUNS:
            continue
        if token.i in alone:
            add_title(cast, alone[token.i])
        elif (
            token.i in inside or token.i in cast.mentions or token.i in cast.accords or token.is_space or token.is_punct
        ):
            continue
        elif (token.pos_ == "PRON" and token.lower_ in THIRD_PERSON) or _alone(token):
            actors, certainty = resolve_pronoun(cast, token)
            cast.add(doc[token.i : token.i + 1], actors, "pronoun", certainty)
        elif token.lower_ in FIRST_PERSON and token.pos_ == "PRON" and not cast.quoted[token.i]:
            own = own or first_persons(cast)
            cast.add(doc[token.i : token.i + 1], own[token.lower_ in SINGULAR], "pronoun", 0.7)
        elif token.pos_ in _NOUNS:
            ours = own[0] if own else ()
            add_nominal(cast, token, ours)
    find_late_surnames(cast)
    return cast.mentions


def _alone(token: Token) -> bool:
    """Whether "both" or "each" stands for those named before, without a noun: "each accused the other"."""
    return token.lower_ in PAIRS and token.dep_ in {"nsubj", "nsubjpass", "dobj", "dative"}


def give_first_person(doc: Doc) -> dict[int, Mention]:
    """Mentions with "I" and "we" inside a statement's content given to the statement's speakers."""
    mentions = dict(mentions_by_head(doc))
    for token in tokens_with(doc, words=FIRST_PERSON):
        if token.pos_ == "PRON":
            statement = statement_at(doc, token)
            if statement is not None and _speaks_for(statement, token):
                span = span_of_tokens(doc[token.i : token.i + 1])
                mentions[token.i] = Mention(span, statement.speakers, "pronoun", 0.85)
    return mentions


def _speaks_for(statement: Statement, token: Token) -> bool:
    """Whether the first person inside a statement is its speaker: in quotations; "I" of one speaker only."""
    if not statement.speakers or statement.kind == "indirect":
        return False
    return token.lower_ not in SINGULAR or len(statement.speakers) == 1


@Language.component("comity_actors", assigns=["doc._.mentions"], requires=["token.dep", "token.tag", "doc.ents"])
def actors_component(doc: Doc) -> Doc:
    """Fill `Doc._.mentions`."""
    set_mentions(doc, find_mentions(doc))
    return doc


@Language.component("comity_speakers", assigns=["doc._.mentions"], requires=["doc._.mentions", "doc._.statements"])
def speakers_component(doc: Doc) -> Doc:
    """Resolve first-person pronouns inside statements."""
    set_mentions(doc, give_first_person(doc))
    return doc

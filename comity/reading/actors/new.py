"""Names that we do not know into actors: persons and bodies as the entity recogniser finds them, less its mistakes."""

from __future__ import annotations

from dataclasses import replace

from rapidfuzz import fuzz
from spacy.tokens import Span as TokenSpan
from spacy.tokens import Token

from comity.knowledge import fold
from comity.model import Actor
from comity.reading.actors.cast import Cast, head_of, nominals, window
from comity.reading.actors.known import (
    bare_name,
    bare_surname,
    is_thing,
    known_variant,
    no_person,
    note_gender,
    same_person,
    with_honorific,
)
from comity.reading.actors.namesakes import addressed_as, of_first_name, of_surname

_MARKS = frozenset({"'s", "’s", "'", "’"})
_ROLE_WORDS = frozenset({"NOUN", "ADJ", "PROPN"})


def find_entities(cast: Cast) -> None:
    """Mentions of names that we do not know. Persons come first: a body may bear a person's name."""
    for entity in cast.doc.ents:
        if entity.label_ == "PERSON" and not _overlaps(cast, entity):
            _add_person(cast, entity)
    for entity in cast.doc.ents:
        if entity.label_ in {"ORG", "NORP"} and not _overlaps(cast, entity):
            _add_body(cast, entity)
    for position, _ in cast.late:
        served = bare_surname(cast, cast.doc[position]) if position not in cast.taken else None
        if served is not None and not cast.doc[position].ent_type_:
            cast.add(cast.doc[position : position + 1], (served,), "name", 0.7, head=cast.doc[position])
            cast.note_person(served)
    for token in cast.doc:
        known = _of_surname(cast, token) if token.pos_ == "PROPN" and token.i not in cast.taken else None
        if known and token.text[:1].isupper() and not _inside_name(cast, token):
            cast.add(with_honorific(cast.doc[token.i : token.i + 1]), (known,), "name", 0.85, head=token)


def _of_surname(cast: Cast, token: Token) -> Actor | None:
    """The person of the text whose surname a word is, or a transliteration of it: Zelenskiy for Zelenskyy.

    "The Clintons" are none of them.
    """
    word = fold(token.text)
    if word in cast.surnames:
        return of_surname(cast, token.doc[token.i : token.i + 1])
    if len(word) < _LONG or token.ent_type_ not in {"PERSON", "ORG", "GPE", "NORP", ""}:
        return None
    near = {
        actor.id: actor
        for surname, actor in cast.surnames.items()
        if len(surname) >= _LONG and surname[:3] == word[:3] and fuzz.ratio(surname, word) >= _ALIKE
        and word != f"{surname}s"
    }  # fmt: skip
    return next(iter(near.values())) if len(near) == 1 else None


_LONG, _ALIKE = 7, 82


def _inside_name(cast: Cast, token: Token) -> bool:
    """Whether a surname stands before a noun with a capital: a foundation or doctrine named for a person."""
    following = cast.doc[token.i + 1] if token.i + 1 < len(cast.doc) else None
    return following is not None and following.pos_ == "PROPN" and token.dep_ == "compound"


def _overlaps(cast: Cast, entity: TokenSpan) -> bool:
    return "\n" in entity.text.strip() or any(
        t.i in cast.taken or t.i in cast.titles or t.i in cast.accords for t in entity
    )


def _add_person(cast: Cast, entity: TokenSpan) -> None:
    name = bare_name(cast, entity)
    if not name.text[:1].isupper() or any(t.like_num for t in name) or not any(t.pos_ == "PROPN" for t in name):
        return
    if fold(name.text) in nominals()["common"]:
        return
    known = _of_surname(cast, name[-1])
    if len(name) == 1:
        if known is None and _is_family(cast, name[0]):
            return
        if known is None and no_person(cast, name):
            _add_body(cast, entity)
            return
        actor = known or _barely_named(cast, name) or cast.new_person(_told_apart(cast, name))
    elif (known is None or known.id not in cast.knowledge.entities) and no_person(cast, name):
        return
    elif known and same_person(known, name):
        actor = known
    else:
        actor = known_variant(cast, name) or cast.new_person(name.text)
    actor = _with_country(cast, name, actor)
    note_gender(cast, name, actor)
    cast.add(with_honorific(name), (actor,), "name", 0.8 if len(name) > 1 else 0.6, head=head_of(name))
    cast.note_person(actor)
    if known is not None and known.id == actor.id:
        cast.surnames[fold(name[-1].text)] = actor


def _is_family(cast: Cast, token: Token) -> bool:
    """Whether a word is the plural of a surname of the text: "the Clintons" are no one person."""
    plural = token.tag_ == "NNPS" or (token.i > 0 and token.doc[token.i - 1].lower_ == "the")
    return plural and fold(token.text).removesuffix("s") in cast.surnames.keys() - {fold(token.text)}


def _told_apart(cast: Cast, name: TokenSpan) -> str:
    """A surname with the "Mrs" before it, where somebody else of the text bears the surname."""
    return with_honorific(name).text if fold(name.text) in cast.surnames else name.text


def _barely_named(cast: Cast, name: TokenSpan) -> Actor | None:
    """Whom one word means that is no surname of the text: a first name in it, or who serves under that surname."""
    if addressed_as(name):
        return None
    first = name.text in nominals()["men"] | nominals()["women"] or name[0].ent_type_ == "PERSON"
    return (of_first_name(cast, name.text) if first else None) or bare_surname(cast, name[0])


def _with_country(cast: Cast, name: TokenSpan, actor: Actor) -> Actor:
    """A new person with country and role from the words before or behind: "Turkish diplomat Ali Kaya"."""
    if actor.country is not None or actor.role is not None:
        return actor
    first = name.start
    while first and name.start - first < 8 and cast.doc[first - 1].pos_ in _ROLE_WORDS:
        if cast.doc[first - 1].sent != cast.doc[name.start].sent or (
            (first - 1) in cast.mentions
            and not (cast.mentions[first - 1].how == "demonym" or cast.mentions[first - 1].actors[0].kind == "state")
        ):
            break
        first -= 1
    country, role = _country_and_role(cast, cast.doc[first : name.start])
    if country is None:
        behind = next((c for c in head_of(name).children if c.dep_ == "appos" and c.i >= name.end), None)
        if behind is not None:
            country, role = _country_and_role(cast, cast.doc[behind.left_edge.i : behind.i + 1])
    return replace(actor, country=country, role=role) if country or role else actor


def _country_and_role(cast: Cast, words: TokenSpan) -> tuple[str | None, str | None]:
    country, start = None, words.start
    for token in words:
        state = cast.demonyms.get(token.i)
        mention = cast.mentions.get(token.i)
        if state is None and mention and mention.actors[0].kind == "state":
            state = mention.actors[0]
        if state is not None:
            country, start = state.country, token.i + 1
    kept = [t.text for t in cast.doc[start : words.end] if t.dep_ != "det" and t.text not in _MARKS]
    role = " ".join(kept)
    return country, role if role and role.islower() else None


def _add_body(cast: Cast, entity: TokenSpan) -> None:
    """A body that we do not know, in the state that its name begins with."""
    name = _bare_body(cast, entity)
    if name is None or _no_body(cast, name):
        return
    states = [cast.demonyms[t.i] for t in name if t.i in cast.demonyms]
    words = [t for t in name if t.i not in cast.demonyms]
    if entity.label_ == "NORP":
        if name[-1].tag_ in {"NNS", "NNPS"}:
            cast.add(entity, (cast.new_actor(name.text, "people"),), "name", 0.5, head=head_of(name))
        return
    if states and len(words) == 1 and words[0].lower_ in nominals()["state_nouns"]:
        cast.add(entity, (states[0],), "nominal", 0.8, head=words[0])
        return
    person = _of_surname(cast, name[0]) or _barely_named(cast, name) if len(name) == 1 else None
    if person is not None:
        cast.add(entity, (person,), "name", 0.7, head=head_of(name))
        return
    taken_up = _body_before(cast, name) if len(name) == 1 else None
    actor = taken_up or cast.new_actor(name.text, "organisation", states[0].country if states else None)
    cast.add(entity, (actor,), "name", 0.7 if taken_up else 0.6, head=head_of(name))


def _bare_body(cast: Cast, entity: TokenSpan) -> TokenSpan | None:
    """A body's entity without article, possessive and white space; None where no name is left."""
    first, end = entity.start, entity.end
    doc = cast.doc
    while first < end and (doc[first].lower_ in {"the", "a", "an", "this", "that"} or doc[first].is_space):
        first += 1
    while end > first and (
        doc[end - 1].text in _MARKS or doc[end - 1].is_space or doc[end - 1].pos_ in {"ADP", "PUNCT"}
    ):
        end -= 1
    if first == end:
        return None
    name = doc[first:end]
    plain = len(name.text) >= 2 and name.text[0].isupper() and any(t.pos_ == "PROPN" for t in name)
    return name if plain else None


def _no_body(cast: Cast, name: TokenSpan) -> bool:
    """Whether an entity is a paper, an event, a thing, a heading or an adjective rather than somebody who acts."""
    lists, last = nominals(), name[-1]
    if cast.knowledge.place(name.text) is not None or cast.knowledge.find_accords(name.text):
        return True
    if is_thing(last) or _headed_by_thing(name):
        return True
    if fold(name.text) in cast.knowledge.title_phrases | lists["common"]:
        return True
    modifies = last.dep_ in {"compound", "nmod", "amod"} and last.head.i >= name.end
    if modifies and (is_thing(last.head) or (len(name) == 1 and "-" in name.text)):
        return True
    return name[0].tag_ == "VBG" or any(t.like_num for t in name) or _whole_line(name)


def _headed_by_thing(name: TokenSpan) -> bool:
    """Whether a name is headed by a paper or event before a preposition: "Statute of the Register"."""
    of = len(name) > 2 and name[1].lower_ in {"of", "on", "for"}
    return of and is_thing(name[0])


def _whole_line(name: TokenSpan) -> bool:
    """Whether a name fills a line by itself, as headings and letterheads do."""
    rest = [t for t in name.sent if t.is_alpha and not name.start <= t.i < name.end]
    return not rest and len(name) > 1


def _body_before(cast: Cast, name: TokenSpan) -> Actor | None:
    """The body named before of whose longer name this is one word: "the Observatory"."""
    word = fold(name.text)
    for head in window(cast, name.start):
        actor = cast.mentions[head].actors[0]
        if actor.kind not in {"unnamed", "person", "state"} and word in fold(actor.name).split()[1:]:
            return actor
    return None

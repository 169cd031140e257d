"""Names into actors: those we know, then those that the entity recogniser finds."""

from __future__ import annotations

from spacy.tokens import Span as TokenSpan

from comity.knowledge import NameEntry, fold
from comity.model import Actor
from comity.model.actors import ActorKind, Resolution
from comity.reading.actor_names import Found, finder_of
from comity.reading.cast import Cast

_LOCATIVE = frozenset(
    [
        "in",
        "at",
        "to",
        "from",
        "near",
        "outside",
        "around",
        "via",
        "through",
        "into",
        "across",
        "over",
        "towards",
        "toward",
    ]
)
_HONORIFICS = frozenset(
    [
        "mr",
        "mr.",
        "mrs",
        "mrs.",
        "ms",
        "ms.",
        "dr",
        "dr.",
        "sir",
        "lord",
        "lady",
        "president",
        "premier",
        "chancellor",
        "king",
    ]
)
_RANK = (
    "head-of-state", "head-of-government", "leader", "head", "foreign-minister", "defence-minister",
    "national-security-adviser", "spokesperson", "envoy", "crown-prince", "adviser",
)  # fmt: skip


def find_names(cast: Cast) -> None:
    """Mentions of known names. Full names come first, so that a surname may mean whom the text names in full."""
    found = finder_of(cast.knowledge).names(cast.doc)
    for name in found:
        full = [e for e in name.entries if e.kind in {"name", "alias"} and e.entity_id.startswith("person/")]
        if len({e.entity_id for e in full}) == 1 and " " in name.entries[0].text:
            cast.note_person(cast.known_actor(full[0].entity_id))
    for name in found:
        _add_name(cast, name)


def _add_name(cast: Cast, name: Found) -> None:
    tokens = cast.doc[name.first : name.last + 1]
    kinds = {entry.kind for entry in name.entries}
    if kinds <= {"demonym", "nationals"}:
        _add_demonym(cast, tokens, name.entries[0])
    elif kinds == {"surname"}:
        _add_surname(cast, tokens, name.entries)
    elif kinds <= {"capital", "surname"}:
        _add_capital(cast, tokens, next(e for e in name.entries if e.kind == "capital"))
    else:
        _add_full(
            cast, tokens, [e for e in name.entries if e.kind not in {"surname", "capital", "demonym", "nationals"}]
        )


def _add_full(cast: Cast, tokens: TokenSpan, entries: list[NameEntry]) -> None:
    ids = list(dict.fromkeys(entry.entity_id for entry in entries))
    if not ids:
        return
    persons = [identity for identity in ids if identity.startswith("person/")]
    if len(persons) == len(ids) and len(tokens) == 1 and tokens[0].ent_type_ not in {"PERSON", ""}:
        return
    chosen = _in_office(cast, persons) if len(persons) == len(ids) and len(ids) > 1 else ids[0]
    actor = cast.known_actor(chosen)
    how: Resolution = "metonym" if actor.kind == "seat" else "name"
    cast.add(_with_honorific(tokens), (actor,), how, 0.95 if len(ids) == 1 else 0.7, head=tokens.root)
    cast.note_person(actor)


def _with_honorific(tokens: TokenSpan) -> TokenSpan:
    """The name with a "Mr" before it."""
    if tokens.start and tokens.doc[tokens.start - 1].lower_ in {"mr", "mr.", "mrs", "mrs.", "ms", "ms.", "dr", "dr."}:
        return tokens.doc[tokens.start - 1 : tokens.end]
    return tokens


def _add_surname(cast: Cast, tokens: TokenSpan, entries: tuple[NameEntry, ...]) -> None:
    """A surname alone: whom the text names in full, else who of that name holds an office on the day."""
    token = tokens[0]
    following = cast.doc[tokens.end] if tokens.end < len(cast.doc) else None
    if tokens.start and cast.doc[tokens.start - 1].pos_ == "PROPN" and not _honorific_before(cast, tokens):
        previous = cast.doc[tokens.start - 1]
        if previous.ent_type_ == "PERSON" and token.ent_type_ == "PERSON" and token.ent_iob_ == "I":
            return
    if following is not None and following.ent_iob_ == "I" and following.ent_type_ == "PERSON" == token.ent_type_:
        return
    named = cast.surnames.get(fold(tokens.text))
    if named is None:
        if token.ent_type_ != "PERSON" and not _honorific_before(cast, tokens):
            return
        chosen = _in_office(cast, [entry.entity_id for entry in entries])
        named = cast.known_actor(chosen)
        cast.note_person(named)
    cast.add(_with_honorific(tokens), (named,), "name", 0.9, head=tokens.root)


def _honorific_before(cast: Cast, tokens: TokenSpan) -> bool:
    return bool(tokens.start) and cast.doc[tokens.start - 1].lower_ in _HONORIFICS


def _in_office(cast: Cast, ids: list[str]) -> str:
    """Of several persons of one name, who holds the highest office on the day; else who held one last before it."""

    def rank(identity: str) -> tuple[int, int]:
        terms = cast.knowledge.roles_of(identity, cast.day)
        if terms and cast.day:
            offices = [_RANK.index(t.office) if t.office in _RANK else len(_RANK) for t in terms]
            return (0, min(offices))
        ended = [t.end or t.start for t in cast.knowledge.roles_of(identity)]
        past = [day for day in ended if cast.day is None or day <= cast.day]
        return (1, -max(past).toordinal()) if past else (2, 0)

    return min(ids, key=rank)


def _add_capital(cast: Cast, tokens: TokenSpan, entry: NameEntry) -> None:
    """A capital that acts stands for its state; a place one goes to, or a word before a noun, does not."""
    root = tokens.root
    cast.taken.update(range(tokens.start, tokens.end))
    if root.dep_ == "pobj" and root.head.lower_ in _LOCATIVE:
        return
    following = cast.doc[tokens.end] if tokens.end < len(cast.doc) else None
    if root.dep_ in {"compound", "nmod", "amod", "npadvmod", "appos"} or root.head == root:
        return
    if following is not None and following.pos_ in {"NOUN", "PROPN"}:
        return
    if root.dep_ == "conj" and root.head.i not in cast.mentions:
        return
    cast.add(tokens, (cast.known_actor(entry.entity_id),), "metonym", 0.85)


def _add_demonym(cast: Cast, tokens: TokenSpan, entry: NameEntry) -> None:
    """An adjective is its state; "the Russians" too; "Russians" and "a Russian" are people."""
    root = tokens.root
    state = cast.known_actor(entry.entity_id)
    cast.demonyms[root.i] = state
    if root.dep_ in {"amod", "compound", "nmod", "poss", "npadvmod", "nummod"} or root.pos_ == "ADJ":
        cast.add(tokens, (state,), "demonym", 0.9)
        cast.taken.difference_update(range(tokens.start, tokens.end))
    elif root.tag_ in {"NNPS", "NNS"} and any(child.lower_ == "the" for child in root.children):
        cast.add(tokens, (state,), "demonym", 0.7)
    elif root.tag_ in {"NNPS", "NNS", "NNP", "NN"}:
        cast.add(tokens, (cast.unnamed(tokens.text, state.country),), "nominal", 0.6)


_ENTITY_KINDS: dict[str, ActorKind] = {"PERSON": "person", "ORG": "organisation", "NORP": "organisation"}


def find_entities(cast: Cast) -> None:
    """Mentions of names that we do not know, as the entity recogniser finds them."""
    people = [e for e in cast.doc.ents if e.label_ == "PERSON" and not _overlaps(cast, e)]
    for entity in people:
        name = _bare_name(cast, entity)
        if len(name) > 1:
            if not _same_person(cast.surnames.get(fold(name[-1].text)), name):
                cast.note_person(_known_variant(cast, name) or cast.new_person(name.text))
    for entity in people:
        _add_person(cast, entity)
    for entity in cast.doc.ents:
        if entity.label_ in {"ORG", "NORP"} and not _overlaps(cast, entity):
            _add_body(cast, entity)
    for token in cast.doc:
        known = cast.surnames.get(fold(token.text)) if token.pos_ == "PROPN" and token.i not in cast.taken else None
        if known:
            cast.add(_with_honorific(cast.doc[token.i : token.i + 1]), (known,), "name", 0.85, head=token)


def _overlaps(cast: Cast, entity: TokenSpan) -> bool:
    return any(token.i in cast.taken or token.i in cast.titles for token in entity) or "\n" in entity.text.strip()


def _bare_name(cast: Cast, entity: TokenSpan) -> TokenSpan:
    """A person's entity without titles before it and "'s" or newlines behind."""
    first, last = entity.start, entity.end - 1
    doc = entity.doc
    while last > first and (doc[last].text in {"'s", "’s", "s", "'"} or doc[last].is_space):
        last -= 1
    while first < last and (doc[first].lower_ in _HONORIFICS or doc[first].is_space or doc[first].lower_ == "the"):
        first += 1
    for end in range(min(last, first + 5), first, -1):
        if fold(doc[first:end].text) in cast.knowledge.title_phrases:
            return doc[end : last + 1]
    return doc[first : last + 1]


def _add_person(cast: Cast, entity: TokenSpan) -> None:
    name = _bare_name(cast, entity)
    if not name.text[:1].isupper() or any(t.like_num for t in name) or not any(t.pos_ == "PROPN" for t in name):
        return
    known = cast.surnames.get(fold(name[-1].text))
    if len(name) == 1:
        actor = known or cast.new_person(name.text)
    elif known and _same_person(known, name):
        actor = known
    else:
        actor = _known_variant(cast, name) or cast.new_person(name.text)
    cast.add(_with_honorific(name), (actor,), "name", 0.8 if len(name) > 1 else 0.6, head=name.root)
    cast.note_person(actor)


def _same_person(known: Actor | None, name: TokenSpan) -> bool:
    """Whether a fuller or shorter form of a name fits a person: the surname does, and the first letter."""
    return known is not None and fold(known.name.split()[0])[:1] == fold(name[0].text)[:1]


def _known_variant(cast: Cast, name: TokenSpan) -> Actor | None:
    """A person in office on the day whose name this is a variant of: Joseph R. Biden, Jr.; Antony J. Blinken."""
    words = [t for t in name if t.is_alpha and t.lower_ not in {"jr", "sr", "ii", "iii"}]
    if cast.day is None or len(words) < 2:
        return None
    for entry in cast.knowledge.lookup(words[-1].text):
        if entry.entity_id.startswith("person/") and cast.knowledge.roles_of(entry.entity_id, cast.day):
            actor = cast.known_actor(entry.entity_id)
            if fold(actor.name.split()[0])[:1] == fold(words[0].text)[:1]:
                return actor
    return None


def _add_body(cast: Cast, entity: TokenSpan) -> None:
    """A body that we do not know, in the state that its name begins with."""
    first = next((t for t in entity if t.lower_ not in {"the", "a", "an"} and not t.is_space), None)
    name = cast.doc[first.i : entity.end] if first is not None else entity
    while len(name) > 1 and (name[-1].text in {"'s", "’s"} or name[-1].is_space):
        name = name[:-1]
    if len(name.text) < 2 or not name.text[0].isupper() or not any(t.pos_ == "PROPN" for t in name):
        return
    state = next((cast.demonyms[t.i] for t in name if t.i in cast.demonyms), None)
    taken_up = _body_before(cast, name) if len(name) == 1 else None
    if taken_up is not None:
        cast.add(entity, (taken_up,), "name", 0.7, head=entity.root)
        return
    actor = cast.new_actor(name.text, _ENTITY_KINDS[entity.label_], state.country if state else None)
    cast.add(entity, (actor,), "name", 0.6, head=entity.root)


def _body_before(cast: Cast, name: TokenSpan) -> Actor | None:
    """The body named before of whose longer name this is one word: "the Observatory"."""
    word = fold(name.text)
    for head in sorted((h for h in cast.mentions if h < name.start), reverse=True):
        actor = cast.mentions[head].actors[0]
        if actor.kind not in {"unnamed", "person", "state"} and word in fold(actor.name).split()[1:]:
            return actor
    return None


def lift(cast: Cast, actor: Actor) -> Actor | None:
    """The state of a person, seat or office on the day of the text."""
    return actor if actor.kind == "state" else cast.state_actor(actor.country)

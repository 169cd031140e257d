"""Known names into actors: full names, surnames, capitals, adjectives of nationality."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from spacy.tokens import Span as TokenSpan
from spacy.tokens import Token

from comity.knowledge import NameEntry, fold
from comity.model import Actor
from comity.model.actors import Resolution
from comity.reading.actors.cast import Cast, head_of, nominals, unscrambled
from comity.reading.actors.names import Found, finder_of
from comity.reading.actors.namesakes import addressed_as, fitting_entries, of_surname, same_first_name
from comity.reading.english import is_english_word

_LOCATIVE = frozenset(
    {"in", "at", "to", "from", "near", "outside", "around", "via", "through", "into", "across", "over"}
    | {"towards", "toward", "inside", "within", "throughout", "off"}
)
HONORIFICS = frozenset({"mr", "mr.", "mrs", "mrs.", "ms", "ms.", "dr", "dr."})
_CALLED = HONORIFICS | {"sir", "lord", "lady", "president", "premier", "chancellor", "king"}
_RANK = (
    "head-of-state", "head-of-government", "leader", "head", "foreign-minister", "defence-minister",
    "national-security-adviser", "spokesperson", "envoy", "crown-prince", "adviser",
)  # fmt: skip
_KNOWN_TO_ALL = frozenset({*_RANK[:7], "deputy-head", "parliament-speaker", "opposition-leader"})
_ADJECTIVAL = frozenset({"amod", "compound", "nmod", "poss", "npadvmod", "nummod"})
_ALONE = frozenset({"nsubj", "nsubjpass", "dobj", "dative", "pobj", "conj", "poss", "ROOT"})
_FORGOTTEN = timedelta(days=10 * 365)


def find_names(cast: Cast) -> None:
    """Mentions of known names. Full names come first, so that a surname may mean whom the text names in full.

    A surname that no name of the text explains, and that no honorific or recogniser marks as a person's, waits until
    the end (`find_late_surnames`).
    """
    names = finder_of(cast.knowledge).names(cast.doc)
    found = [name for name in names if not _in_accord(cast, name) and not _in_place(cast, name)]
    for _, actor in sorted(_full_names(cast, found), key=lambda pair: pair[0]):
        cast.note_person(actor)
    for name in found:
        _add_name(cast, _of_the_place(cast, name, found))


def _full_names(cast: Cast, found: list[Found]) -> list[tuple[int, Actor]]:
    """Whom the text names in full, known or not, with the place of the name."""
    named: list[tuple[int, Actor]] = []
    taken: set[int] = set()
    for name in found:
        full = [e for e in name.entries if e.kind in {"name", "alias"} and e.entity_id.startswith("person/")]
        taken.update(range(name.first, name.last + 1) if name.last > name.first else ())
        if len({e.entity_id for e in full}) == 1 and name.last > name.first:
            named.append((name.first, cast.known_actor(full[0].entity_id)))
    for entity in cast.doc.ents:
        if entity.label_ == "PERSON" and not any(t.i in taken for t in entity):
            name_tokens = bare_name(cast, entity)
            if (
                1 < len(name_tokens) <= 5
                and not no_person(cast, name_tokens)
                and all(t.pos_ == "PROPN" or t.text in {".", "-", ","} for t in name_tokens)
            ):
                actor = known_variant(cast, name_tokens) or cast.new_person(name_tokens.text)
                named.append((entity.start, actor))
    return named


def _in_accord(cast: Cast, name: Found) -> bool:
    """Whether a capital or surname is part of an accord's name ("Minsk agreements"), and so stands for no actor."""
    inside = any(i in cast.accords for i in range(name.first, name.last + 1))
    return inside and all(entry.kind in {"capital", "surname", "seat"} for entry in name.entries)


def _of_the_place(cast: Cast, name: Found, found: list[Found]) -> Found:
    """Of parties of one name ("Labour Party") that of the state which an adjective before it, or the text, names.

    None of them where that leaves several or fits none: a party that we do not know is nobody else's.
    """
    parties = {e.entity_id for e in name.entries if e.entity_id in cast.knowledge.parties.ids}
    if not parties or parties != {e.entity_id for e in name.entries}:
        return name
    places = {identity: cast.knowledge.entities[identity].country for identity in parties}
    before = cast.demonyms.get(name.first - 1)
    if before is not None:
        fitting = [identity for identity, country in places.items() if country == before.country]
    elif len(parties) == 1:
        return name
    else:
        named = Counter(cast.knowledge.entities[e.entity_id].country for other in found for e in other.entries
                        if other is not name and e.kind != "surname" and e.entity_id not in parties)  # fmt: skip
        if cast.home is not None:
            named[cast.home.country] += 1
        most = max(named[country] for country in places.values())
        fitting = [identity for identity, country in places.items() if most and named[country] == most]
    kept = tuple(e for e in name.entries if len(fitting) == 1 and e.entity_id == fitting[0])
    return Found(name.first, name.last, kept)


def _in_place(cast: Cast, name: Found) -> bool:
    """Whether a state's name only ends that of a region or water: "Northern Ireland", "the Sea of Japan"."""
    if not any(entry.entity_id.startswith("state/") and entry.kind in {"name", "alias"} for entry in name.entries):
        return False
    for start in range(name.first - 1, max(name.first - 3, -1), -1):
        words = cast.doc[start : name.last + 1]
        if words[0].is_space or words[0].is_punct or words[0].is_sent_end:
            return False
        place = cast.knowledge.place(words.text) if words[0].text[:1].isupper() else None
        if place is not None and place.kind in {"region", "waters"}:
            return True
    return False


def _add_name(cast: Cast, name: Found) -> None:
    if not name.entries:
        return
    tokens = cast.doc[name.first : name.last + 1]
    kinds = {entry.kind for entry in name.entries}
    bare = {"surname", "capital", "demonym", "nationals"}
    if kinds <= {"demonym", "nationals"}:
        _add_demonym(cast, tokens, name.entries[0])
    elif kinds == {"surname"}:
        _add_surname(cast, tokens, name.entries)
    elif "capital" in kinds and kinds <= {"capital", "surname"}:
        _add_capital(cast, tokens, _on_the_day(cast, [e for e in name.entries if e.kind == "capital"]))
    else:
        _add_full(cast, tokens, [e for e in name.entries if e.kind not in bare])


def _on_the_day(cast: Cast, entries: list[NameEntry]) -> NameEntry:
    """Of several states with one capital the historical one, in texts of its time; the present one else."""
    for entry in entries:
        entity = cast.knowledge.entities[entry.entity_id]
        if entity.end is not None and cast.day is not None and (entity.start or cast.day) <= cast.day < entity.end:
            return entry
    present = [e for e in entries if cast.knowledge.entities[e.entity_id].end is None]
    return (present or entries)[0]


def _add_full(cast: Cast, tokens: TokenSpan, entries: list[NameEntry]) -> None:
    ids = list(dict.fromkeys(entry.entity_id for entry in entries))
    if not ids:
        return
    persons = [identity for identity in ids if identity.startswith("person/")]
    if len(persons) == len(ids) and len(tokens) == 1 and tokens[0].ent_type_ not in {"PERSON", ""}:
        return
    chosen = _in_office(cast, persons) if len(persons) == len(ids) and len(ids) > 1 else ids[0]
    actor = cast.known_actor(chosen or ids[0])
    if actor.kind == "seat" and _is_place(cast, tokens):
        cast.taken.update(range(tokens.start, tokens.end))
        return
    how: Resolution = "metonym" if actor.kind == "seat" else "name"
    cast.add(with_honorific(tokens), (actor,), how, 0.95 if len(ids) == 1 else 0.7, head=head_of(tokens))
    cast.note_person(actor)


def with_honorific(tokens: TokenSpan) -> TokenSpan:
    """The name with a "Mr" before it."""
    if tokens.start and tokens.doc[tokens.start - 1].lower_ in HONORIFICS:
        return tokens.doc[tokens.start - 1 : tokens.end]
    return tokens


def note_gender(cast: Cast, tokens: TokenSpan, actor: Actor) -> None:
    """Remember what "Mr" or "Ms" before a name says."""
    told = addressed_as(tokens)
    if told:
        cast.genders[actor.id] = 0.9 * told


def _add_surname(cast: Cast, tokens: TokenSpan, entries: tuple[NameEntry, ...]) -> None:
    """A surname alone: whom the text names in full, else who of that name holds an office on the day."""
    if _part_of_name(tokens):
        return
    token = tokens[0]
    named = of_surname(cast, tokens)
    if named is None:
        marked = token.ent_type_ == "PERSON" and not _may_be_anybody(cast, tokens, entries)
        if not marked and not _called(tokens):
            cast.late.append((tokens.start, entries))
            return
        chosen = _in_office(cast, fitting_entries(cast, entries, tokens))
        if chosen is None:
            return
        named = cast.known_actor(chosen)
        cast.note_person(named)
    note_gender(cast, tokens, named)
    cast.add(with_honorific(tokens), (named,), "name", 0.9, head=head_of(tokens))


def _part_of_name(tokens: TokenSpan) -> bool:
    """Whether a surname is only a word of a longer name that we do not know."""
    doc, token = tokens.doc, tokens[0]
    following = doc[tokens.end] if tokens.end < len(doc) else None
    if following is not None and following.ent_iob_ == "I" and following.ent_type_ == "PERSON" == token.ent_type_:
        return not (following.text in {"'s", "’s"} or following.is_space)
    if not tokens.start or doc[tokens.start - 1].pos_ != "PROPN" or _called(tokens):
        return False
    previous = doc[tokens.start - 1]
    return bool(previous.ent_type_ == "PERSON" and token.ent_type_ == "PERSON" and token.ent_iob_ == "I")


def bare_surname(cast: Cast, token: Token) -> Actor | None:
    """Who is meant by a surname that nothing marks as one: the only bearer who is in office on the day of the text.

    Not where the word is a place or a word of the language too, or stands before a noun ("the Carter Center").
    """
    entries = next((entries for position, entries in cast.late if position == token.i), ())
    if not entries or token.pos_ != "PROPN" or token.dep_ not in _ALONE or cast.day is None:
        return None
    if _may_be_anybody(cast, token.doc[token.i : token.i + 1], entries):
        return None
    serving = [e.entity_id for e in entries if (rank := _rank(cast, e.entity_id)) is not None and rank[0] == 0]
    if len(serving) != 1 or cast.knowledge.place(token.text) is not None or is_english_word(token.text):
        return None
    return cast.known_actor(serving[0])


def find_late_surnames(cast: Cast) -> None:
    """Surnames that nothing marked as such, of persons whom the text has meant elsewhere, by title say."""
    known = {actor.id for mention in cast.mentions.values() for actor in mention.actors}
    for position, entries in cast.late:
        fitting = [e.entity_id for e in entries if e.entity_id in known]
        noun = cast.doc[position].pos_ in {"PROPN", "NOUN"} and cast.doc[position].text[:1].isupper()
        if len(fitting) == 1 and position not in cast.mentions and noun:
            tokens = cast.doc[position : position + 1]
            cast.add(with_honorific(tokens), (cast.known_actor(fitting[0]),), "name", 0.8, head=tokens[0])


def _called(tokens: TokenSpan) -> bool:
    return bool(tokens.start) and tokens.doc[tokens.start - 1].lower_ in _CALLED


def _may_be_anybody(cast: Cast, tokens: TokenSpan, entries: tuple[NameEntry, ...]) -> bool:
    """Whether a surname is so common that, alone, it means only who leads a state, a ministry or a body."""
    if tokens.text not in nominals()["common_surnames"] or cast.day is None:
        return False
    terms = [term for entry in entries for term in cast.knowledge.roles_of(entry.entity_id, cast.day)]
    return not any(term.office in _KNOWN_TO_ALL for term in terms)


def _in_office(cast: Cast, ids: list[str]) -> str | None:
    """Of several persons of one name, who holds the highest office on the day; else who held one last before it.

    Nobody, where the only persons of that name came to office after the day, or left it more than ten years before.
    """
    ranked = sorted((rank, identity) for identity in ids if (rank := _rank(cast, identity)) is not None)
    return ranked[0][1] if ranked else _remembered(cast, ids)


def _remembered(cast: Cast, ids: list[str]) -> str | None:
    """The one person of a name, where that person has led a state, however long ago: Reagan, Thatcher."""
    if len(ids) != 1 or cast.day is None:
        return None
    terms = [term for term in cast.knowledge.roles_of(ids[0]) if term.office in _RANK[:2] and term.start <= cast.day]
    return ids[0] if terms else None


def _rank(cast: Cast, identity: str) -> tuple[int, int] | None:
    terms = cast.knowledge.roles_of(identity)
    if not terms or cast.day is None:
        return (2, 0) if not terms else (1, -max(t.start for t in terms).toordinal())
    now = [_RANK.index(t.office) if t.office in _RANK else len(_RANK) for t in terms if t.covers(cast.day)]
    if now:
        return (0, min(now))
    past = [t.end or t.start for t in terms if (t.end or t.start) <= cast.day]
    if not past:
        soon = min(t.start for t in terms) - cast.day
        return (3, soon.days) if soon < timedelta(days=2 * 365) else None
    return (1, -max(past).toordinal()) if cast.day - max(past) < _FORGOTTEN else None


def _add_capital(cast: Cast, tokens: TokenSpan, entry: NameEntry) -> None:
    """A capital that acts stands for its state; a place one goes to, or a word before a noun, does not."""
    root = head_of(tokens)
    cast.taken.update(range(tokens.start, tokens.end))
    following = cast.doc[tokens.end] if tokens.end < len(cast.doc) else None
    if root.dep_ in _ADJECTIVAL - {"poss"} or root.dep_ == "appos" or root.head == root:
        return
    if following is not None and following.pos_ in {"NOUN", "PROPN"}:
        return
    if root.dep_ == "conj" and root.head.i not in cast.mentions:
        return
    if _is_place(cast, tokens):
        return
    cast.add(tokens, (cast.known_actor(entry.entity_id),), "metonym", 0.85)


def _is_place(cast: Cast, tokens: TokenSpan) -> bool:
    """Whether a capital or seat is only where something is: "in Moscow", "for London" of a ship, "Treaty of Rome"."""
    root = head_of(tokens)
    if root.dep_ != "pobj":
        return False
    preposition = root.head
    if preposition.lower_ in _LOCATIVE:
        return not _addressed(preposition)
    governor = preposition.head
    if preposition.lower_ == "for":
        return governor.lemma_.lower() in nominals()["leaving"]
    if preposition.lower_ == "of":
        return governor.lemma_.lower() in nominals()["of_places"] or (governor.pos_ == "PROPN" and governor.is_title)
    return False


def _addressed(preposition: Token) -> bool:
    """Whether something is said, given or asked in the direction: "a message to Moscow", "demands from Tehran"."""
    return preposition.lower_ in {"to", "from"} and preposition.head.lemma_.lower() in nominals()["addressed"]


def _add_demonym(cast: Cast, tokens: TokenSpan, entry: NameEntry) -> None:
    """An adjective is its state; "the Russians" too; "Russians" and "a Russian" are people."""
    root = head_of(tokens)
    state = cast.known_actor(entry.entity_id)
    cast.demonyms[root.i] = state
    if root.dep_ in _ADJECTIVAL or root.pos_ == "ADJ" or _before_noun(root):
        cast.add(tokens, (state,), "demonym", 0.9)
        cast.taken.difference_update(range(tokens.start, tokens.end))
    elif root.tag_ in {"NNPS", "NNS"} and any(child.lower_ == "the" for child in root.children):
        cast.add(tokens, (state,), "demonym", 0.7)
    elif root.tag_ in {"NNPS", "NNS", "NNP", "NN"}:
        cast.add(tokens, (cast.unnamed(tokens.text, state.country),), "nominal", 0.6)


def _before_noun(token: Token) -> bool:
    """Whether an adjective coordinates with one: "Russian" in "Russian and American experts"."""
    return token.dep_ == "conj" and token.head.dep_ in _ADJECTIVAL


def bare_name(cast: Cast, entity: TokenSpan) -> TokenSpan:
    """A person's entity without titles before it and "'s" or newlines behind."""
    first, last = entity.start, entity.end - 1
    doc = entity.doc
    while last > first and (doc[last].text in {"'s", "’s", "s", "'", "."} or doc[last].is_space):
        last -= 1
    while first < last and (doc[first].lower_ in _CALLED or doc[first].is_space or doc[first].lower_ == "the"):
        first += 1
    for end in range(min(last, first + 5), first, -1):
        if fold(doc[first:end].text) in cast.knowledge.title_phrases:
            return doc[end : last + 1]
    return doc[first : last + 1]


def no_person(cast: Cast, name: TokenSpan) -> bool:
    """Whether what the recogniser takes for a person is a place, a body with an article, or a paper."""
    if name.start and cast.doc[name.start - 1].lower_ in HONORIFICS:
        return False
    if any(t.i in cast.accords for t in name):
        return True
    if name.start and cast.doc[name.start - 1].lower_ == "the":
        return True
    if is_thing(name[-1]) or is_thing(name[0]) or any(t.dep_ == "compound" and t.i == name.end - 1 for t in name):
        return True
    return cast.knowledge.place(name.text) is not None


def is_thing(token: Token) -> bool:
    """Whether a word is on our list of papers, events and things, in the singular or plural."""
    words = {fold(token.lemma_), fold(token.text), fold(token.text).removesuffix("s")}
    return not words.isdisjoint(nominals()["no_bodies"])


def same_person(known: Actor | None, name: TokenSpan) -> bool:
    """Whether a fuller or shorter form of a name fits a person: the surname does, and the first name."""
    return known is not None and same_first_name(known.name.split()[0], name[0].text)


def known_variant(cast: Cast, name: TokenSpan) -> Actor | None:
    """A person in office on the day whose name this is a variant of: Joseph R. Biden, Jr.; Antony J. Blinken.

    The surname must be theirs, or one letter away where the first name is theirs ("Olaf Scholtz").
    """
    if "Ã" in name.text:  # UTF-8 that was once read as Latin-1
        entries = cast.knowledge.lookup(unscrambled(name.text))
        meant = _in_office(cast, [e.entity_id for e in entries if e.entity_id.startswith("person/")])
        return cast.known_actor(meant) if meant else None
    words = [t.text for t in name if t.is_alpha and t.lower_ not in {"jr", "sr", "ii", "iii"}]
    if cast.day is None or len(words) < 2:
        return None
    for entry in cast.knowledge.lookup(words[-1]):
        if entry.entity_id.startswith("person/") and cast.knowledge.roles_of(entry.entity_id, cast.day):
            names = [e.text for e in cast.knowledge.names.of(entry.entity_id) if e.kind in {"name", "alias"}]
            if any(same_first_name(text.split()[0], words[0]) for text in names):
                return cast.known_actor(entry.entity_id)
    for identity in finder_of(cast.knowledge).misspelt(words):
        if cast.knowledge.roles_of(identity, cast.day):
            return cast.known_actor(identity)
    return None


def lift(cast: Cast, actor: Actor) -> Actor | None:
    """The state of a person, seat or office on the day of the text."""
    return actor if actor.kind == "state" else cast.state_actor(actor.country)

"""Titles into persons: "Russian President Vladimir Putin", "the US secretary of state", "the Prime Minister"."""

from __future__ import annotations

from dataclasses import dataclass, replace

from spacy.tokens import Span as TokenSpan
from spacy.tokens import Token

from comity.knowledge import fold
from comity.model import Actor, Mention
from comity.reading.actors.cast import Cast, TitledName, head_of
from comity.reading.actors.names import FoundTitle, finder_of
from comity.reading.actors.sets import states_in_play
from comity.reading.context import span_of_tokens
from comity.reading.syntax import conjuncts

FORMER = frozenset({"former", "ex", "late", "onetime", "erstwhile", "then", "future"})
_LOWER = frozenset({"deputy", "vice", "assistant", "associate", "under", "undersecretary", "principal"})
_BETWEEN = frozenset(
    {"acting", "interim", "top", "senior", "first", "visiting", "outgoing", "new", "newly", "elected", "special"}
    | {"current", "chief", "longtime", "permanent", "federal", "incoming", "caretaker"}
)
_JOINTS = frozenset({"-", "'s", "’s", "s", "–"})
_OWNERS = frozenset({"state", "seat", "organisation", "office", "alliance", "armed-group"})
_HELD_BY_MANY = frozenset({"ambassador", "envoy", "adviser", "deputy-foreign-minister", "other"})
_LEADING = frozenset({"head-of-state", "head-of-government", "leader"})


@dataclass(frozen=True, slots=True)
class TitlePhrase:
    """A title with what stands around it: tokens `first` to `last`, and whose title it is.

    `former` holds for whom had the title once or stands below it ("deputy"): no incumbent is meant.
    """

    title: FoundTitle
    first: int
    last: int
    owner: Actor | None
    former: bool


def find_titles(cast: Cast) -> list[FoundTitle]:
    """The titles of a text; the words of longer ones ("State" in "Secretary of State") are kept from being bodies."""
    titles = [t for t in finder_of(cast.knowledge).titles(cast.doc) if not _an_hour(cast, t)]
    for title in titles:
        if title.last > title.first:
            cast.titles.update(range(title.first, title.last + 1))
    return titles


def _an_hour(cast: Cast, title: FoundTitle) -> bool:
    """Whether "pm" stands behind a number: an hour, not a prime minister."""
    return title.phrase == "pm" and (
        cast.doc[title.first].text == "pm" or (title.first > 0 and cast.doc[title.first - 1].like_num)
    )


def find_titled_names(cast: Cast, titles: list[FoundTitle]) -> list[TitlePhrase]:
    """Widen the mentions of names that stand behind a title; give back the titles without a name."""
    alone: list[TitlePhrase] = []
    for title in titles:
        if all(i in cast.taken for i in range(title.first, title.last + 1)):
            continue
        phrase = _around(cast, title)
        outer = _outer(cast, alone[-1], phrase) if alone else None
        if outer is not None:
            alone[-1] = phrase = outer
            name = _name_after(cast, phrase.last)
            if name is not None:
                _join(cast, alone.pop(), name)
            continue
        name = None if title.plural else _name_after(cast, phrase.last) or _surname_after(cast, phrase)
        if name is None:
            alone.append(phrase)
        else:
            _join(cast, phrase, name)
    return alone


def _outer(cast: Cast, before: TitlePhrase, inner: TitlePhrase) -> TitlePhrase | None:
    """The long title "Aide to the Chief of the Cabinet of the King of Jordan", out of its two ends.

    None where the second title belongs to somebody else ("Adviser to President Zelenskyy"), or where each has an owner
    of its own: "the President of Chile and Prime Minister of Peru" are two, but "Chairman of the African Union and
    President of Senegal Macky Sall" is one.
    """
    between = cast.doc[before.title.last + 1 : inner.title.first]
    if (
        not 1 <= len(between) <= 12
        or between[0].lower_ not in {"of", "to", "for", "and"}
        or inner.last == inner.title.last
    ):
        return None
    if any(t.is_punct or t.pos_ in {"VERB", "AUX", "SCONJ"} or t.is_space for t in between):
        return None
    if _are_two(cast, before, inner):
        return None
    return TitlePhrase(before.title, before.first, inner.last, inner.owner, before.former)


def _are_two(cast: Cast, before: TitlePhrase, inner: TitlePhrase) -> bool:
    """Whether each title has an owner of its own, the first one's right behind it."""
    first, second = before.owner, inner.owner
    if first is None or second is None or first.id == second.id or before.last == before.title.last:
        return False
    return first.kind == "state" or _name_after(cast, inner.last) is None


def _around(cast: Cast, title: FoundTitle) -> TitlePhrase:
    """Find whose title it is: within it ("UN chief"), before it ("Russia's", "US"), else behind it ("of France")."""
    owner, last = _owner_within(cast, title)
    first, found, former = _before(cast, title, owner)
    owner = owner or found
    if owner is None:
        owner, last = _owner_behind(cast, title.last)
    if first > 0 and cast.doc[first - 1].lower_ in {"the", "a", "an"}:
        first -= 1
    return TitlePhrase(title, first, last, owner, former)


def _owner_within(cast: Cast, title: FoundTitle) -> tuple[Actor | None, int]:
    """The owner that a title's own words name, and the last token of title and owner's name."""
    if title.last == title.first:
        return None, title.last
    for i in range(title.first, title.last + 1):
        mention = cast.mentions.get(i)
        if i in cast.demonyms:
            return cast.demonyms[i], title.last
        if mention and mention.actors[0].kind in _OWNERS:
            inside = [t.i for t in cast.doc[i : i + 10] if t.idx < mention.span.end]
            return mention.actors[0], max(title.last, *inside)
    return None, title.last


def _before(cast: Cast, title: FoundTitle, owner: Actor | None) -> tuple[int, Actor | None, bool]:
    """The first token of a title with what stands before it, its owner there, and whether it is past or lower."""
    doc, first, former = cast.doc, title.first, False
    i = title.first - 1
    start = doc[title.first].sent.start
    while i >= start:
        token, mention = doc[i], cast.mentions.get(i)
        if token.lower_ in FORMER or token.lower_ in _LOWER:
            former = True
        elif token.lower_ in _BETWEEN or token.text in _JOINTS:
            pass
        elif owner is None and i in cast.demonyms:
            owner = cast.demonyms[i]
        elif owner is None and mention and mention.actors[0].kind in _OWNERS:
            owner = mention.actors[0]
            i = min(i, next(t.i for t in doc[max(0, i - 12) : i + 1] if t.idx >= mention.span.start))
        else:
            break
        first = i
        i -= 1
    while first < title.first and doc[first].text in _JOINTS:
        first += 1
    return first, owner, former


def _owner_behind(cast: Cast, last: int) -> tuple[Actor | None, int]:
    doc = cast.doc
    i = last + 1
    if i < len(doc) and doc[i].lower_ in {"of", "to", "for"}:
        i += 1
        while i < len(doc) and i <= last + 5:
            mention = cast.mentions.get(i)
            if mention and mention.actors[0].kind in _OWNERS and i not in cast.demonyms:
                ends = [t.i for t in doc[i : i + 8] if t.idx + len(t) <= mention.span.end]
                return mention.actors[0], max([i, *ends])
            if doc[i].is_punct or doc[i].pos_ in {"VERB", "AUX"}:
                break
            i += 1
    return None, last


def _name_after(cast: Cast, last: int) -> Token | None:
    """The head of a person's name right behind a title, or behind its comma ("the US president, Joe Biden,")."""
    doc = cast.doc
    i = last + 1
    inside_list = i + 1 < len(doc) and doc[i].text in {",", "(", "-"} and doc[i + 1].pos_ == "PROPN"
    i += inside_list
    for j in range(i, min(i + 6, len(doc))):
        mention = cast.mentions.get(j)
        if mention and mention.actors[0].kind == "person" and mention.how == "name":
            starts_here = mention.span.start <= doc[i].idx + (1 if doc[i].is_space else 0)
            if starts_here and (not inside_list or _closed_apposition(cast, j)):
                return doc[j]
        if doc[j].pos_ not in {"PROPN", "NOUN", "ADJ", "X", "PUNCT"} or doc[j].text in {",", ".", ";"}:
            break
    return None


def _surname_after(cast: Cast, phrase: TitlePhrase) -> Token | None:
    """A surname behind a title that only the title marks as one, of a person who bears it: "Secretary Shultz"."""
    for position, entries in cast.late:
        if position == phrase.last + 1 and cast.day is not None:
            for entry in entries:
                terms = cast.knowledge.roles_of(entry.entity_id, cast.day)
                if any(cast.knowledge.office(phrase.title.phrase, term.of) == term.office for term in terms):
                    token = cast.doc[position]
                    cast.add(
                        cast.doc[position : position + 1], (cast.known_actor(entry.entity_id),), "name", 0.9, token
                    )
                    return token
    return None


def _closed_apposition(cast: Cast, head: int) -> bool:
    end = head + 1
    while end < len(cast.doc) and cast.doc[end].idx < cast.mentions[head].span.end:
        end += 1
    following = cast.doc[end] if end < len(cast.doc) else None
    if following is None or following.text not in {",", ")", "-", "."}:
        return False
    after = cast.doc[end + 1] if end + 1 < len(cast.doc) else None
    return cast.doc[head].dep_ == "appos" or (after is not None and after.tag_ in {"VBD", "VBZ", "MD"})


def _join(cast: Cast, phrase: TitlePhrase, name: Token) -> None:
    """One mention for title and name; a surname that fits nobody in office yields to who held the office."""
    old = cast.mentions[name.i]
    actor = _called_so(cast, phrase, old.actors[0], old.span.text) or old.actors[0]
    country = phrase.owner.country if phrase.owner else None
    if actor.country is None and country:
        actor = replace(actor, country=country, role=actor.role or phrase.title.phrase)
        cast.surnames[fold(actor.name.split()[-1])] = actor
    elif actor.role is None and actor.country is None:
        actor = replace(actor, role=phrase.title.phrase)
    end = max(t.i for t in cast.doc[name.i : name.i + 6] if t.idx < old.span.end) + 1
    span = cast.doc[phrase.first : end]
    mention = Mention(span_of_tokens(span), (actor,), "name", max(old.certainty, 0.9))
    cast.move(name.i, mention, name.i)
    cast.taken.update(range(span.start, span.end))
    if not phrase.former:
        cast.titled.append(TitledName(name.i, phrase.title.phrase, country, actor))
    root = head_of(span)
    if root.i != name.i and root.i not in cast.mentions:
        cast.move(root.i, mention, root.i)


def _called_so(cast: Cast, phrase: TitlePhrase, actor: Actor, name: str) -> Actor | None:
    """Of several persons of one surname, who bears the title on the day: "President Bush" in a text about Jeb Bush."""
    if len(name.split()) > 1 and name.split(maxsplit=1)[0].rstrip(".").lower() not in {"mr", "mrs", "ms"}:
        return None
    if cast.day is None:
        return None
    once = any(t.lower_ in FORMER for t in cast.doc[phrase.first : phrase.title.first])
    if phrase.former:
        return _once_called_so(cast, phrase, actor, name) if once else None
    for entry in cast.knowledge.lookup(name.rsplit(maxsplit=1)[-1]):
        if entry.entity_id.startswith("person/"):
            for term in cast.knowledge.roles_of(entry.entity_id, cast.day):
                if cast.knowledge.office(phrase.title.phrase, term.of) == term.office:
                    return cast.known_actor(entry.entity_id)
    holder = _holder(cast, phrase)
    if holder and fold(holder.name.split()[-1]) == fold(actor.name.split()[-1]):
        return holder
    return _once_called_so(cast, phrase, actor, name)


def _once_called_so(cast: Cast, phrase: TitlePhrase, actor: Actor, name: str) -> Actor | None:
    """Who bore a title before the day, where the person of that surname never did: "President Carter" in 2016.

    Not where the text names somebody whom we do not know so: that person may bear it.
    """
    day, found = cast.day, []
    if actor.id not in cast.knowledge.entities and len(actor.name.split()) > 1:
        return None
    for entry in (item for item in cast.knowledge.lookup(name.rsplit(maxsplit=1)[-1]) if item.kind == "surname"):
        for term in cast.knowledge.roles_of(entry.entity_id):
            if day and term.start <= day and cast.knowledge.office(phrase.title.phrase, term.of) == term.office:
                found.append((term.start, entry.entity_id))
    leading = [pair for pair in found if _led(cast, pair[1])]
    if not leading or any(identity == actor.id for _, identity in found):
        return None
    return cast.known_actor(max(leading)[1])


def _led(cast: Cast, identity: str) -> bool:
    return any(term.office in _LEADING for term in cast.knowledge.roles_of(identity))


def _holder(cast: Cast, phrase: TitlePhrase) -> Actor | None:
    """Who held the title on the day, by our tables; nobody for one that several may hold ("the Russian envoy")."""
    if phrase.former or phrase.owner is None:
        return None
    return holder_of(cast, phrase.title.phrase, phrase.owner)


def holder_of(cast: Cast, title: str, owner: Actor) -> Actor | None:
    """Who held a title of a state or organisation on the day of the text."""
    if cast.day is None:
        return None
    owners = [owner.id] + ([f"state/{owner.country}"] if owner.country and owner.kind != "state" else [])
    for identity in owners:
        office = cast.knowledge.office(title, identity)
        if office in _HELD_BY_MANY and len(title.split()) < 4:
            continue
        term = cast.knowledge.holder(title, identity, cast.day)
        if term:
            return cast.known_actor(term.person_id)
    return None


def resolve_title(cast: Cast, phrase: TitlePhrase, position: int) -> tuple[Actor, float] | None:
    """Whom a title without a name means, with certainty; None where nothing tells.

    The text comes first (whom it called so before, of the same state), then our tables of office, then whom it calls
    so later.
    """
    if phrase.former:
        return None
    holder = _holder(cast, phrase)
    earlier = _named_so(cast, phrase, position)
    if earlier:
        return earlier, 0.9
    if holder:
        return holder, 0.85
    bearer = _bearer(cast, phrase, position)
    if bearer:
        return bearer, 0.8
    compatriot = _compatriot(cast, phrase, position)
    if compatriot:
        return compatriot, 0.6
    later = [t for t in cast.titled if t.position > position and _same_title(cast, t, phrase)]
    if later and phrase.owner is None:
        return later[0].actor, 0.6
    at_home = holder_of(cast, phrase.title.phrase, cast.home) if cast.home and phrase.owner is None else None
    return (at_home, 0.6) if at_home else None


def _bearer(cast: Cast, phrase: TitlePhrase, position: int) -> Actor | None:
    """For a bare title the one person named before who, by our tables, bears it on the day of the text."""
    head = cast.doc[phrase.title.first : phrase.title.last + 1].root
    definite = any(c.lower_ == "the" for c in head.children) and not any(c.dep_ == "prep" for c in head.children)
    if phrase.owner is not None or cast.day is None or not definite:
        return None
    found = {
        identity
        for identity in cast.persons_before(position)
        if identity in cast.knowledge.entities
        for term in cast.knowledge.roles_of(identity, cast.day)
        if cast.knowledge.office(phrase.title.phrase, term.of) == term.office
    }
    return cast.actor_by_id(found.pop()) if len(found) == 1 else None


def _compatriot(cast: Cast, phrase: TitlePhrase, position: int) -> Actor | None:
    """For the leader of a state of whom our tables know nothing: the one person of that state named before."""
    if phrase.owner is None or phrase.owner.kind != "state":
        return None
    if cast.knowledge.office(phrase.title.phrase, phrase.owner.id) not in _LEADING:
        return None
    persons = [cast.actor_by_id(identity) for identity in cast.persons_before(position)]
    fitting = [person for person in persons if person.country == phrase.owner.country]
    return fitting[0] if len(fitting) == 1 else None


def _named_so(cast: Cast, phrase: TitlePhrase, position: int) -> Actor | None:
    """The last person before whom the text called by this title, in this state where one is given."""
    fitting = [t for t in cast.titled if t.position < position and _same_title(cast, t, phrase)]
    if not fitting and phrase.owner is not None:
        holder = _holder(cast, phrase)
        return holder if holder is not None and holder.id in cast.persons_before(position) else None
    if not fitting:
        return None
    # In a readout the president is its own: the one with most mentions, not the last visitor.
    counts = cast.persons_before(position)
    opening = next(iter(counts), None)
    best = max(
        fitting,
        key=lambda t: (
            phrase.owner is None and cast.home is not None and t.actor.country == cast.home.country,
            t.phrase == phrase.title.phrase,
            min(counts[t.actor.id], 4) + 2 * (t.actor.id == opening),
            t.position,
        ),
    )
    return best.actor


def _same_title(cast: Cast, titled: TitledName, phrase: TitlePhrase) -> bool:
    if phrase.owner is not None and (titled.state or titled.actor.country) not in {None, phrase.owner.country}:
        return False
    wanted, given = phrase.title.phrase, titled.phrase
    if _LOWER & set(wanted.split()) != _LOWER & set(given.split()):
        return False
    if wanted == given or given.endswith(" " + wanted) or wanted.endswith(" " + given):
        return True
    if given.startswith(wanted + " "):  # "the Secretary" for the Secretary of State
        return True
    owner = f"state/{titled.state}" if titled.state else None
    offices = {cast.knowledge.office(p, owner) for p in (wanted, given)}
    return len(offices) == 1 and None not in offices


def holders_of_several(cast: Cast, phrase: TitlePhrase) -> tuple[Actor, ...]:
    """Who are "the presidents of China and Russia", "the French and German foreign ministers"; all of them or none."""
    head = cast.doc[phrase.title.first : phrase.title.last + 1].root
    near = [c for c in head.children if c.dep_ in {"amod", "compound", "nmod", "poss"}]
    near += [n for c in head.children if c.dep_ == "prep" and c.lower_ == "of" for n in c.children if n.dep_ == "pobj"]
    owners = list(states_in_play(cast, head.i)) if any(c.lower_ == "their" for c in near) else []
    for token in (t for first in near for t in conjuncts(first)):
        mention = cast.mentions.get(token.i)
        if mention and len(mention.actors) == 1 and mention.actors[0].kind in _OWNERS:
            owners.append(mention.actors[0])
    if len(owners) < 2 or phrase.former:
        return ()
    found = [_one_of(cast, phrase, owner, head.i) for owner in owners]
    return tuple(actor for actor in found if actor is not None) if None not in found else ()


def _one_of(cast: Cast, phrase: TitlePhrase, owner: Actor, position: int) -> Actor | None:
    one = replace(phrase, owner=owner)
    resolved = resolve_title(cast, one, position)
    return resolved[0] if resolved else None


def title_span(cast: Cast, phrase: TitlePhrase) -> TokenSpan:
    """The words of a title without a name."""
    return cast.doc[phrase.first : phrase.last + 1]

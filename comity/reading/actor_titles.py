"""Titles into persons: "Russian President Vladimir Putin", "the US secretary of state", "the Prime Minister"."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Span as TokenSpan
from spacy.tokens import Token

from comity.knowledge import fold
from comity.model import Actor
from comity.reading.actor_known import lift
from comity.reading.actor_names import FoundTitle, finder_of
from comity.reading.cast import Cast, TitledName

_FORMER = frozenset({"former", "ex", "late", "onetime", "deputy", "vice", "assistant"})
_BETWEEN = frozenset(
    {"acting", "interim", "top", "senior", "first", "visiting", "outgoing", "new", "newly", "elected", "special", "then"}
    | {"current", "chief", "longtime", "permanent"}
)


@dataclass(frozen=True, slots=True)
class TitlePhrase:
    """A title with what stands around it: tokens `first` to `last`, and whose title it is."""

    title: FoundTitle
    first: int
    last: int
    owner: Actor | None
    former: bool


def mark_titles(cast: Cast) -> None:
    """Keep the words of titles of two words or more from being taken for bodies ("State" in "Secretary of State")."""
    for title in finder_of(cast.knowledge).titles(cast.doc):
        if title.last > title.first:
            cast.titles.update(range(title.first, title.last + 1))


def find_titled_names(cast: Cast) -> list[TitlePhrase]:
    """Widen the mentions of names that stand behind a title; give back the titles without a name."""
    alone: list[TitlePhrase] = []
    for title in finder_of(cast.knowledge).titles(cast.doc):
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
        name = None if title.plural else _name_after(cast, phrase.last)
        if name is None:
            alone.append(phrase)
        else:
            _join(cast, phrase, name)
    return alone


def _outer(cast: Cast, before: TitlePhrase, inner: TitlePhrase) -> TitlePhrase | None:
    """The long title "Adviser to the Head of the Office of the President of Ukraine", out of its two ends.

    None where the second title belongs to somebody else ("Adviser to President Zelenskyy").
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
    return TitlePhrase(before.title, before.first, inner.last, inner.owner, before.former)


def _around(cast: Cast, title: FoundTitle) -> TitlePhrase:
    """Find whose title it is: before it ("Russia's", "US", "Kremlin"), else behind it ("of the United States")."""
    doc = cast.doc
    first, owner, former = title.first, None, False
    i = title.first - 1
    while i >= 0 and doc[i].sent == doc[title.first].sent:
        token = doc[i]
        mention = cast.mentions.get(i)
        if token.lower_ in _FORMER or token.lower_ in _BETWEEN or token.text in {"-", "'s", "’s", "s"}:
            former = former or token.lower_ in _FORMER
        elif i in cast.demonyms:
            owner = cast.demonyms[i]
        elif mention and mention.actors[0].kind in {"state", "seat", "organisation", "office", "alliance"}:
            owner = mention.actors[0]
            i = min(i, next(t.i for t in doc[: i + 1] if t.idx >= mention.span.start))
        elif i not in cast.taken or mention is None or token.is_punct:
            break
        else:
            break
        first = i
        if owner is not None:
            break
        i -= 1
    last = title.last
    if owner is None:
        owner, last = _owner_behind(cast, title.last)
    if first > 0 and doc[first - 1].lower_ in {"the", "a", "an"}:
        first -= 1
    return TitlePhrase(title, first, last, owner, former)


def _owner_behind(cast: Cast, last: int) -> tuple[Actor | None, int]:
    doc = cast.doc
    i = last + 1
    if i < len(doc) and doc[i].lower_ in {"of", "to", "for"}:
        i += 1
        while i < len(doc) and i <= last + 5:
            mention = cast.mentions.get(i)
            if mention and mention.actors[0].kind in {"state", "organisation", "alliance", "office", "seat"}:
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
    if i < len(doc) and doc[i].text in {",", "(", "-"} and i + 1 < len(doc) and doc[i + 1].pos_ == "PROPN":
        i += 1
        inside_list = True
    else:
        inside_list = False
    for j in range(i, min(i + 6, len(doc))):
        mention = cast.mentions.get(j)
        if mention and mention.actors[0].kind == "person" and mention.how == "name":
            starts_here = mention.span.start <= doc[i].idx + (1 if doc[i].is_space else 0)
            if starts_here and (not inside_list or _closed_apposition(cast, j)):
                return doc[j]
        if doc[j].pos_ not in {"PROPN", "NOUN", "ADJ", "X", "PUNCT"} or doc[j].text in {",", ".", ";"}:
            break
    return None


def _closed_apposition(cast: Cast, head: int) -> bool:
    following = cast.doc[head + 1] if head + 1 < len(cast.doc) else None
    return following is not None and following.text in {",", ")", "-", "."} and cast.doc[head].dep_ == "appos"


def _join(cast: Cast, phrase: TitlePhrase, name: Token) -> None:
    """One mention for title and name; a surname that fits nobody in office yields to who held the office."""
    old = cast.mentions.pop(name.i)
    actor = old.actors[0]
    country = phrase.owner.country if phrase.owner else None
    if not cast.knowledge.roles_of(actor.id) and " " not in actor.name and phrase.owner is not None:
        holder = _holder(cast, phrase)
        if holder and fold(holder.name.split()[-1]) == fold(actor.name):
            actor = holder
    if actor.country is None and country:
        actor = Actor(actor.id, actor.name, actor.kind, country, actor.code, actor.role or phrase.title.phrase)
        cast.surnames[fold(actor.name.split()[-1])] = actor
    end = max(t.i for t in cast.doc[name.i : name.i + 6] if t.idx < old.span.end) + 1
    begin = phrase.first
    if cast.doc[begin].lower_ in {"the", "a", "an"} and cast.doc[phrase.last + 1].text != ",":
        begin += 0
    span = cast.doc[begin:end]
    cast.add(span, (actor,), "name", max(old.certainty, 0.9), head=name)
    cast.titled.append(TitledName(name.i, phrase.title.phrase, country, actor))
    root = span.root
    if root.i != name.i and root.i not in cast.mentions:
        cast.mentions[root.i] = cast.mentions[name.i]


def _holder(cast: Cast, phrase: TitlePhrase) -> Actor | None:
    """Who held the title on the day, by our tables."""
    owner = phrase.owner
    if owner is None or phrase.former or cast.day is None:
        return None
    owners = [owner.id] + ([f"state/{owner.country}"] if owner.country and owner.kind != "state" else [])
    for identity in owners:
        term = cast.knowledge.holder(phrase.title.phrase, identity, cast.day)
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
    compatriot = _compatriot(cast, phrase, position)
    if compatriot:
        return compatriot, 0.6
    later = [t for t in cast.titled if t.position > position and _same_title(cast, t, phrase)]
    return (later[0].actor, 0.6) if later and phrase.owner is None else None


_LEADING = frozenset({"head-of-state", "head-of-government", "leader"})


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
        return _office_holder_in_text(cast, phrase, position)
    if not fitting:
        return None
    # In a readout the president is its own: the one with most mentions, not the last visitor.
    counts = cast.persons_before(position)
    opening = next(iter(counts), None)
    best = max(
        fitting,
        key=lambda t: (
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
    if wanted == given or given.endswith(" " + wanted) or wanted.endswith(" " + given):
        return True
    if given.startswith(wanted + " "):  # "the Secretary" for the Secretary of State
        return True
    owner = f"state/{titled.state}" if titled.state else None
    offices = {cast.knowledge.office(p, owner) for p in (wanted, given)}
    return len(offices) == 1 and None not in offices


def _office_holder_in_text(cast: Cast, phrase: TitlePhrase, position: int) -> Actor | None:
    """A person named before, untitled, who held this office of this state on the day."""
    holder = _holder(cast, phrase)
    if holder is None:
        return None
    return holder if holder.id in cast.persons_before(position) else None


def title_span(cast: Cast, phrase: TitlePhrase) -> TokenSpan:
    """The words of a title without a name."""
    return cast.doc[phrase.first : phrase.last + 1]


def owner_state(cast: Cast, phrase: TitlePhrase) -> Actor | None:
    """The state whose title it is."""
    return lift(cast, phrase.owner) if phrase.owner else None

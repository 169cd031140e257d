"""Sets: "both leaders", "the two sides", "the three countries", "representatives of Germany and France"."""

from __future__ import annotations

from spacy.tokens import Token

from comity.model import Actor
from comity.reading.actors.cast import Cast, nominals, window
from comity.reading.actors.conflicts import apposed_sides, sides_of_conflict
from comity.reading.actors.known import lift
from comity.reading.mentions import unique
from comity.reading.syntax import conjuncts

_NUMBERS = {"both": 2, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_DETERMINERS = frozenset({"the", "these", "those", "their", "our", "both"})
_OTHERS = frozenset({"other", "many", "several", "european", "western", "political", "warring", "some", "various"})
_BODIES = frozenset({"state", "organisation", "alliance", "armed-group"})
_PLURAL = frozenset({"NNS", "NNPS"})


def principals(cast: Cast, position: int, count: int = 2, title: str | None = None) -> tuple[Actor, ...]:
    """The persons that a text is about at a token: named often, early and lately; at most `count` of them.

    With a title ("presidents"), only persons so called, where there are enough of them.
    """
    counts = cast.persons_before(position)
    if not counts:
        return ()
    here = cast.doc[position].sent.start
    latest = _latest(cast, position)
    opening = set(list(counts)[:2])
    titled = {t.actor.id for t in cast.titled if title and (t.phrase == title or t.phrase.endswith(" " + title))}

    def weight(identity: str) -> float:
        gap = here - latest.get(identity, -1000)
        return min(counts[identity], 5) + 3 * (identity in opening) + (2 if gap < 40 else 1 if gap < 120 else 0)

    pool = [i for i in counts if i in titled] if len(titled & set(counts)) >= count else list(counts)
    chosen = set(sorted(pool, key=weight, reverse=True)[:count])
    return tuple(cast.actor_by_id(identity) for identity in counts if identity in chosen)


def _latest(cast: Cast, position: int) -> dict[str, int]:
    """The last place of each actor before a token, outside quotations."""
    latest: dict[str, int] = {}
    for head in window(cast, position):
        if not cast.quoted[head]:
            for actor in cast.mentions[head].actors:
                latest.setdefault(actor.id, head)
    return latest


def company(cast: Cast, position: int, kinds: frozenset[str], count: int | None) -> tuple[Actor, ...]:
    """The last actors of some kinds that one clause names together: coordinated, or one "with" the others.

    Of the number asked for; where none is asked for, three or more, as two are better found by `principals`.
    """
    for head in window(cast, position, 40):
        noun = cast.doc[head]
        if noun.dep_ == "conj" or cast.quoted[head] != cast.quoted[position]:
            continue
        heads = [t for first in _together(noun) for t in conjuncts(first) if t.i < position]
        actors = unique(a for t in heads if t.i in cast.mentions for a in cast.mentions[t.i].actors)
        if not actors or any(actor.kind not in kinds for actor in actors):
            continue
        if (count is None and len(actors) >= 3) or (count is not None and count > 1 and len(actors) == count):
            return actors
    return ()


def _together(noun: Token) -> list[Token]:
    """A noun, and whom its verb says that it met: objects, and phrases with "with", "and", "between"."""
    found = [noun]
    if noun.dep_ in {"nsubj", "nsubjpass"}:
        verb = noun.head
        for child in verb.doc[verb.i + 1 : min(verb.right_edge.i + 1, verb.i + 40)]:
            if (
                child.dep_ == "prep"
                and child.lower_ == "with"
                and not any(t.pos_ == "VERB" for t in _between(child, verb))
            ):
                found += [n for n in child.children if n.dep_ == "pobj"]
    return found


def _between(token: Token, verb: Token) -> list[Token]:
    """The heads above a token below its verb."""
    above: list[Token] = []
    for head in token.ancestors:
        if head == verb:
            return above
        above.append(head)
    return above


def states_in_play(cast: Cast, position: int, count: int = 2) -> tuple[Actor, ...]:
    """The states a text is about at a token: named together, those of its persons, else those named most before it."""
    together = company(cast, position, _BODIES, count)
    if together:
        return together
    lifted = unique(state for person in principals(cast, position, count) if (state := lift(cast, person)))
    if len(lifted) == count:
        return lifted
    counts: dict[str, tuple[int, Actor]] = {}
    for head in reversed(window(cast, position, 200)):
        for actor in cast.mentions[head].actors:
            if actor.kind == "state":
                counts[actor.id] = (counts.get(actor.id, (0, actor))[0] + 1, actor)
    ranked = sorted(counts.values(), key=lambda pair: -pair[0])[:count]
    return tuple(actor for _, actor in ranked) if len(ranked) == count else ()


def resolve_set(cast: Cast, token: Token) -> tuple[Actor, ...]:
    """Whom "the two presidents", "both sides", "the parties" mean; empty where it is no such set."""
    determiners = {
        child.lower_ for child in token.children if child.dep_ in {"det", "predet", "nummod", "amod", "cc", "preconj"}
    }
    number = next((_NUMBERS[word] for word in determiners if word in _NUMBERS), None)
    definite = determiners & _DETERMINERS or ("all" in determiners and number)
    lemma, lists = token.lemma_.lower(), nominals()
    if token.tag_ in _PLURAL and definite and lemma in lists["side_sets"] | lists["state_sets"]:
        named = apposed_sides(cast, token)
        if not named and number in {None, 2}:
            named = sides_of_conflict(cast, token)
        if named and (lemma in lists["side_sets"] or all(actor.kind == "state" for actor in named)):
            return named
    if token.tag_ not in _PLURAL or not definite or specified(cast, token):
        return ()
    if lemma in lists["side_sets"]:
        return _sides(cast, token, number)
    if lemma in lists["state_sets"]:
        plain = lemma in {"country", "state", "nation"} and "the" in determiners
        return states_in_play(cast, token.i, number or 2) if plain or number else ()
    if lemma in lists["person_sets"]:
        return _persons(cast, token, number)
    if lemma in lists["paired"]:
        return principals(cast, token.i, number) if number else ()
    return named_alike(cast, token) if lemma in lists["people_nouns"] else ()


def _persons(cast: Cast, token: Token, number: int | None) -> tuple[Actor, ...]:
    """ "The leaders", "both ministers": named together lately, else the principals, else the set last named so."""
    together = company(cast, token.i, frozenset({"person"}), number if number != 2 else None)
    if together and (number in {None, len(together)}):
        return together
    alike = named_alike(cast, token)
    if alike and number in {None, len(alike)}:
        return alike
    found = principals(cast, token.i, number or 2, _title_of(token))
    return found if len(found) == (number or 2) else company(cast, token.i, frozenset({"person"}), number or 2)


def _sides(cast: Cast, token: Token, number: int | None) -> tuple[Actor, ...]:
    """The parties in play: in an account of a meeting its persons, elsewhere those last named side by side."""
    count = number or 2
    persons = principals(cast, token.i, count)
    if len(persons) == count and _about_persons(cast, token.i) and _opposite(persons):
        return persons
    together = company(cast, token.i, _BODIES, None) if number is None else ()
    together = together or company(cast, token.i, _BODIES | {"person"}, count)
    return together if together and _opposite(together) else states_in_play(cast, token.i, count)


def _opposite(actors: tuple[Actor, ...]) -> bool:
    """Whether actors can be two sides: not all of them persons of one country."""
    countries = {actor.country if actor.kind == "person" else None for actor in actors}
    return len(countries) > 1 or None in countries


def _about_persons(cast: Cast, position: int) -> bool:
    """Whether persons, rather than states, have done most in a text so far: a readout, not an agreement."""
    if cast.joint:
        return False
    persons = states = 0
    for head in window(cast, position, 200):
        mention = cast.mentions[head]
        if cast.doc[head].dep_ in {"nsubj", "nsubjpass"} and mention.how != "set":
            persons += mention.actors[0].kind == "person"
            states += mention.actors[0].kind in _BODIES
    return persons > states


def named_alike(cast: Cast, token: Token) -> tuple[Actor, ...]:
    """The set that the same noun named last before: "representatives of Germany and France … the representatives"."""
    lemma = token.lemma_.lower()
    for head in window(cast, token.i):
        noun = cast.doc[head]
        if noun.tag_ in _PLURAL and len(cast.mentions[head].actors) > 1 and noun.lemma_.lower() == lemma:
            return cast.mentions[head].actors
    return ()


def delegates(cast: Cast, token: Token) -> tuple[Actor, ...]:
    """The states in "representatives of Germany, France and Ukraine", "the governments of Peru and Ecuador",
    "Russian and American troops": two or more, behind "of" or "from" or before the noun."""
    lists, lemma = nominals(), token.lemma_.lower()
    if token.tag_ not in _PLURAL or lemma not in lists["state_nouns"] | lists["delegates"]:
        return ()
    nouns = [
        n
        for c in token.children
        if c.dep_ == "prep" and c.lower_ in {"of", "from"}
        for n in c.children
        if n.dep_ == "pobj"
    ]
    nouns += [c for c in token.children if c.dep_ in {"amod", "compound", "poss"} and c.i in cast.mentions]
    actors = unique(
        actor for noun in nouns for t in conjuncts(noun) if t.i in cast.mentions for actor in cast.mentions[t.i].actors
    )
    return actors if len(actors) > 1 and all(a.kind in _BODIES for a in actors) else ()


def _title_of(token: Token) -> str | None:
    words = [
        c.lower_ for c in token.children if c.dep_ in {"compound", "amod"} and c.lower_ not in {"both", "two", "world"}
    ]
    lemma = token.lemma_.lower()
    if lemma in {"leader", "counterpart", "head", "statesman", "interlocutor", "politician"}:
        return None
    return " ".join([*words, lemma])


def specified(cast: Cast, token: Token) -> bool:
    """Whether words around a plural noun make it another set than the one in play ("G20 leaders", "parties to …")."""
    pair = any(child.lower_ in {"both", "two"} for child in token.children)
    for child in token.children:
        if child.dep_ == "relcl" or (child.dep_ == "prep" and not _of_state(child)):
            return not pair
        before = child.i < token.i and child.dep_ not in {"det", "predet", "nummod", "cc", "preconj", "punct"}
        if before and any(t.i in cast.mentions and cast.mentions[t.i].how != "pronoun" for t in child.subtree):
            return True
        if child.dep_ == "amod" and child.lower_ in _OTHERS:
            return True
        if child.dep_ == "amod" and child.lower_ in {"world", "all"}:
            return not pair
    return False


def _of_state(preposition: Token) -> bool:
    """Whether a phrase is the "of State" of "heads of state (and government)"."""
    return preposition.lower_ == "of" and any(
        c.lower_ in {"state", "states", "government"} for c in preposition.children
    )

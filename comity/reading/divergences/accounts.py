"""Two accounts of one thing that cannot both hold: how many, on which day, in which order.

Each rule wants two statements of different speakers, and the same deed of the same thing. What one speaker tells twice
may be two things, or the same put right, and is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from comity.model import Actor
from comity.reading.context import statement_at
from comity.reading.dates.component import when_of
from comity.reading.dates.spans import may_coincide
from comity.reading.divergences.numbers_told import Told
from comity.reading.divergences.words import main_clause
from comity.reading.lexicons import listed
from comity.reading.mentions import unique
from comity.reading.occurrences import tokens_with
from comity.reading.sides import sides
from comity.reading.syntax import is_negated, own_subjects


@dataclass(frozen=True, slots=True)
class Clash:
    """Two passages that cannot both hold, the words in which they part, and whose accounts they are."""

    rule: str
    passages: tuple[TokenSpan, TokenSpan]
    parting: tuple[Token | TokenSpan, Token | TokenSpan]
    between: tuple[Actor, ...]


_PRONOUNS = frozenset({"it", "he", "she", "they", "we", "i", "others", "some"})


def words(group: str) -> frozenset[str]:
    """A list of `data/inconsistencies.yaml`."""
    return listed("inconsistencies.yaml", group)


def find_clashes(doc: Doc, counts: list[Told]) -> Iterator[Clash]:
    """Accounts of different speakers that part on a number, a day or an order."""
    yield from _counts(counts)
    yield from _days(doc)
    yield from _orders(doc)


def two_accounts(one: Token, two: Token) -> tuple[Actor, ...]:
    """The speakers of two statements of different sides; nobody where there are no two such statements."""
    first, second = statement_at(one.doc, one), statement_at(two.doc, two)
    if first is None or second is None or first.id == second.id or not first.speakers or not second.speakers:
        return ()
    speakers = (*first.speakers, *second.speakers)
    if set(sides(first.speakers)) & set(sides(second.speakers)) or any(_is_pronoun(a) for a in speakers):
        return ()
    return unique((*first.speakers, *second.speakers))


def _is_pronoun(actor: Actor) -> bool:
    """Whether a speaker is only known as "it" or "they": it may be the other speaker."""
    return actor.kind == "unnamed" and bool(_PRONOUNS & set(actor.label.lower().split()))


def _counts(counts: list[Told]) -> Iterator[Clash]:
    """ "Twelve sailors were killed in the collision", "twenty sailors were killed in the collision"."""
    deeds = [told for told in counts if told.verb.lemma_.lower() in words("tolls") and not is_negated(told.verb)]
    for one, two in combinations(deeds, 2):
        same = one.about == two.about and one.verb.lemma_ == two.verb.lemma_
        if not same or (one.low <= two.high and two.low <= one.high) or not _alike(one.verb, two.verb):
            continue
        between = two_accounts(one.token, two.token)
        if between:
            passages = (main_clause(one.verb), main_clause(two.verb))
            yield Clash("tolls", passages, (one.words, two.words), between)


def _alike(one: Token, two: Token) -> bool:
    """Whether two clauses have the same place or occasion: a noun behind their verbs in common, or none at all."""
    ours, theirs = (
        {
            t.lemma_.lower()
            for t in verb.subtree
            if t.dep_ == "pobj" and t.pos_ in {"NOUN", "PROPN"} and t.ent_type_ not in {"DATE", "TIME"}
        }
        for verb in (one, two)
    )
    return bool(ours & theirs) or (not ours and not theirs and abs(one.i - two.i) < 60)


def _days(doc: Doc) -> Iterator[Clash]:
    """ "The truce began on Monday", "the truce began on Tuesday"."""
    bounds = tokens_with(doc, lemmas=words("bounds"))
    told = [(t, s, w) for t in bounds if _tells(t, "bounds") for s in own_subjects(t) if (w := when_of(t)) is not None]
    for (one, thing, when), (two, other, then) in combinations(told, 2):
        if one.lemma_ != two.lemma_ or not _same_thing(thing, other) or may_coincide(when, then):
            continue
        between = two_accounts(one, two)
        if between:
            yield Clash("days", (main_clause(one), main_clause(two)), (one, two), between)


def _tells(token: Token, group: str) -> bool:
    return token.pos_ == "VERB" and token.lemma_.lower() in words(group) and not is_negated(token)


def _same_thing(one: Token, two: Token) -> bool:
    """Whether two subjects name one thing: the same definite noun, with the same adjectives."""
    if one.lemma_.lower() != two.lemma_.lower() or one.pos_ not in {"NOUN", "PROPN"}:
        return False
    definite = all(any(c.lower_ in {"the", "this"} for c in t.children) or t.pos_ == "PROPN" for t in (one, two))
    ours, theirs = ({c.lemma_.lower() for c in t.children if c.dep_ in {"amod", "compound"}} for t in (one, two))
    return definite and ours == theirs


@dataclass(frozen=True, slots=True)
class _Order:
    """That one thing is said to come before another."""

    first: str
    then: str
    word: Token
    verb: Token


def _orders(doc: Doc) -> Iterator[Clash]:
    """ "The withdrawal would come before the vote", "the vote would come before the withdrawal"."""
    told = [order for token in tokens_with(doc, words={"before", "after"}) for order in _order_at(token)]
    for one, two in combinations(told, 2):
        if (one.first, one.then) == (two.then, two.first):
            between = two_accounts(one.word, two.word)
            if between:
                yield Clash("order", (main_clause(one.verb), main_clause(two.verb)), (one.word, two.word), between)


def _order_at(word: Token) -> Iterator[_Order]:
    """The order that "before" or "after" states between the subject of a verb and a noun."""
    verb = word.head
    if word.dep_ != "prep" or verb.pos_ not in {"VERB", "AUX"} or is_negated(verb):
        return
    subjects = own_subjects(verb)
    for noun in word.children:
        if noun.dep_ == "pobj" and noun.pos_ == "NOUN" and noun.ent_type_ not in {"DATE", "TIME"} and subjects:
            what, other = subjects[0].lemma_.lower(), noun.lemma_.lower()
            moving = verb.lemma_.lower() in words("coming")
            if subjects[0].pos_ == "NOUN" and (moving or subjects[0].lemma_ != verb.lemma_) and what != other:
                deed = what if moving else f"{what} {verb.lemma_.lower()}"
                yield _Order(deed, other, word, verb) if word.lower_ == "before" else _Order(other, deed, word, verb)

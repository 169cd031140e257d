"""How two accounts of one topic part: the kinds of the pairs' annotation guide, each by a rule that can be read.

A difference is one of words. Whether it is one of fact, and who is right, Comity does not say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from comity.analysis.comparison import Difference, Kind
from comity.analysis.points import Order, Point
from comity.analysis.sides import sides_of

_Points = Sequence[Point]
_MORE = 2  # so many particulars more, or words in this proportion, make one side markedly more detailed
_LONGER, _WORDY = 1.5, 5
_PEOPLE = frozenset(
    {"person", "people", "prisoner", "detainee", "captive", "citizen", "soldier", "hostage", "serviceman"}
)
_PLACED = frozenset({"before", "after"})
_OPPOSED = ({"after", "together"}, {"before", "together"}, {"past", "future"})
_ALIKE = 3  # shared words that make two clauses alike but for one noun


def differences(a: _Points, b: _Points, seed: tuple[Point, Point]) -> tuple[Difference, ...]:
    """Every difference between what the two sides say of one topic; `seed`: the two points that are nearest each other.

    Stance is read off the seed alone: what else a side says of the matter may well deny something else.
    """
    nearest = (seed[0],), (seed[1],)
    rules: dict[Kind, Iterator[tuple[str, str]]] = {
        "stance": _stance(*nearest), "number": _number(a, b), "strength": _strength(a, b), "who": _who(a, b),
        "time": _time(a, b), "condition": _condition(a, b), "terminology": _terminology(a, b),
    }  # fmt: skip
    found = [Difference(kind, left, right) for kind, pairs in rules.items() for left, right in pairs]
    if not any(difference.kind == "stance" for difference in found):
        found += [Difference("detail", left, right) for left, right in _detail(a, b)]
    return tuple(found)


def _stance(a: _Points, b: _Points) -> Iterator[tuple[str, str]]:
    """One side denies or refuses, the other does not."""
    one, two = ([p for p in points if p.predicate.stance < 0] for points in (a, b))
    if bool(one) != bool(two):
        yield (one or a)[0].predicate.words, (two or b)[0].predicate.words


def _strength(a: _Points, b: _Points) -> Iterator[tuple[str, str]]:
    """Agreed against discussed, pledged against raised; or what one side still plans, the other gives thanks for."""
    one, two = (max(points, key=lambda p: p.predicate.rank).predicate for points in (a, b))
    if not one.rank or not two.rank:
        return
    apart = abs(one.rank - two.rank)
    plain = one.plain or two.plain
    planned = (
        {one.strength, two.strength} >= {"thanked"} and one.strength != two.strength and (one.planned or two.planned)
    )
    if planned or apart >= 2 or (apart == 1 and not plain and max(one.rank, two.rank) <= 3):
        yield one.words, two.words


def _who(a: _Points, b: _Points) -> Iterator[tuple[str, str]]:
    """Both did it by one account, one of them alone by the other."""
    together = [any(p.joint for p in points) for points in (a, b)]
    alone = [len(sides_of(d for p in points if not p.joint for d in p.doers)) == 1 for points in (a, b)]
    if (together[0] and not together[1] and alone[1]) or (together[1] and not together[0] and alone[0]):
        yield _named(a), _named(b)


def _named(points: _Points) -> str:
    names = dict.fromkeys(d.name for p in points for d in p.doers)
    return ", ".join(names) or "both sides"


def _number(a: _Points, b: _Points) -> Iterator[tuple[str, str]]:
    """Other numbers of one thing."""
    left, right = _numbers(a), _numbers(b)
    for counted in left.keys() & right.keys():
        if not left[counted] & right[counted]:
            yield _told(left, counted), _told(right, counted)


def _numbers(points: _Points) -> dict[str, set[float]]:
    found: dict[str, set[float]] = {}
    for value, counted in (n for p in points for n in p.numbers):
        found.setdefault("persons" if counted in _PEOPLE else counted, set()).add(value)
    return found


def _told(numbers: dict[str, set[float]], counted: str) -> str:
    return f"{', '.join(f'{value:,g}' for value in sorted(numbers[counted]))} ({counted})"


def _time(a: _Points, b: _Points) -> Iterator[tuple[str, str]]:
    """Other days; an order in time that is turned round; or past by one account and still to come by the other."""
    one, two = ([d for p in points for d in p.dates] for points in (a, b))
    if one and two and not {d.casefold() for d in one} & {d.casefold() for d in two}:
        yield ", ".join(one), ", ".join(two)
        return
    first, second = ([o for p in points for o in p.order] for points in (a, b))
    turned = next(((x, y) for x in first for y in second if _turned(x, y)), None)
    if turned is not None:
        yield turned[0].cue, turned[1].cue


def _turned(one: Order, two: Order) -> bool:
    """Whether two orders cannot both hold: the same things the other way round, or classes that exclude each other."""
    if one.kind in _PLACED and two.kind in _PLACED:
        same = len(one.earlier & two.earlier) + len(one.later & two.later)
        crossed = len(one.earlier & two.later) + len(one.later & two.earlier)
        return crossed > same
    return {one.kind, two.kind} in _OPPOSED


def _condition(a: _Points, b: _Points) -> Iterator[tuple[str, str]]:
    """Only one side sets a condition."""
    one, two = ([c for p in points for c in p.conditions] for points in (a, b))
    if bool(one) != bool(two):
        yield ", ".join(one), ", ".join(two)


def _terminology(a: _Points, b: _Points) -> Iterator[tuple[str, str]]:
    """Different words for one thing that carry a position; or clauses that are alike but for one noun."""
    left, right = ([t for p in points for t in p.terms] for points in (a, b))
    for concept in dict.fromkeys(t[0] for t in left):
        one, two = ({t[1]: t[2] for t in terms if t[0] == concept} for terms in (left, right))
        if one and two and not one.keys() & two.keys():
            yield ", ".join(one.values()), ", ".join(two.values())
            return
    for first, second in ((p, q) for p in a for q in b):
        own, other = first.words - second.words, second.words - first.words
        nouns = len(own) == len(other) == 1 and own <= first.nouns and other <= second.nouns
        if nouns and len(first.words & second.words) >= _ALIKE:
            yield next(iter(own)), next(iter(other))
            return


def _detail(a: _Points, b: _Points) -> Iterator[tuple[str, str]]:
    """One side is markedly more specific: amounts, days, places; or says far more."""
    one, two = (len({s for p in points for s in p.specifics}) for points in (a, b))
    long, short = (sum(len(p.words) for p in points) for points in (a, b))
    if abs(one - two) >= _MORE or (one != two and 0 in {one, two}):
        yield ("more", "") if one > two else ("", "more")
    elif max(long, short) >= max(_WORDY, _LONGER * min(long, short)):
        yield ("more", "") if long > short else ("", "more")

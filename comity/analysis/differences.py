"""How two accounts of one topic part: the kinds of the pairs' annotation guide, each by a rule that can be read.

A difference is one of words. Whether it is one of fact, and who is right, Comity does not say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from comity.analysis.amounts import Amount
from comity.analysis.comparison import Difference, Kind
from comity.analysis.points import Order, Point
from comity.analysis.sides import sides_of
from comity.model import Actor
from comity.reading.lexicons import listed, load_yaml

_Points = Sequence[Point]
_MORE = 2  # so many particulars more, or words in this proportion, make one side markedly more detailed
_LONGER, _WORDY = 1.5, 5
_FEW_ALIKE = 2  # shared words that make two acts about one thing
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
    """One denies or refuses, the other does not; one finds fault with what the other favours; each blames another side.

    That a matter did not come up is such a denial, whatever the other side denies of the matter.
    """
    silent = [[p for p in points if p.predicate.unspoken] for points in (a, b)]
    denying = [[p for p in points if p.predicate.stance < 0] for points in (a, b)]
    for one, two in (silent, denying):
        if bool(one) != bool(two):
            yield (one or a)[0].predicate.words, (two or b)[0].predicate.words
            return
    for first, second in ((p, q) for p in a for q in b):
        blamed = sides_of(first.blamed), sides_of(second.blamed)
        if all(blamed) and not blamed[0] & blamed[1]:
            yield _names(first.blamed), _names(second.blamed)
            return
        views = [(p.predicate.critical, p.predicate.stance > 0) for p in (first, second)]
        if {(True, False), (False, True)} == set(views):
            yield first.predicate.words, second.predicate.words
            return


def _names(actors: Iterable[Actor]) -> str:
    return ", ".join(dict.fromkeys(actor.name for actor in actors))


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
    """Both did it by one account, one of them alone by the other; or each account lets another side act.

    Where both accounts only tell of a talk ("he reviewed", "the leaders discussed"), it is the same talk.
    """
    together = [any(p.joint for p in points) for points in (a, b)]
    alone = [_alone(points) for points in (a, b)]
    talked = [{p.predicate.strength for p in points} == {"discussed"} for points in (a, b)]
    one_alone = any(together[n] and not together[1 - n] and alone[1 - n] for n in (0, 1))
    if one_alone and not all(talked):
        yield _named(a), _named(b)
        return
    for first, second in ((p, q) for p in a for q in b):
        if _acts(first) and _acts(second) and _same_act(first, second):
            yield _named([first]), _named([second])
            return


def _alone(points: _Points) -> bool:
    """Whether one side alone does what these points tell."""
    return len(sides_of(d for p in points if not p.joint for d in p.doers)) == 1


def _acts(point: Point) -> bool:
    """Whether one side alone offers, asks, invites or undertakes."""
    verb = point.predicate.verb
    return not point.joint and len(sides_of(point.doers)) == 1 and verb in listed("points.yaml", "acts")


def _same_act(one: Point, other: Point) -> bool:
    """Whether two sides do the same about much the same thing."""
    apart = not sides_of(one.doers) & sides_of(other.doers)
    alike = len(one.words & other.words) >= _FEW_ALIKE
    return apart and alike and (one.predicate.verb == other.predicate.verb or _kind(one) == _kind(other))


def _kind(point: Point) -> str:
    acts = load_yaml("points.yaml")["acts"]["kinds"]
    return next((kind for kind, verbs in acts.items() if point.predicate.verb in verbs), point.predicate.verb)


def _named(points: _Points) -> str:
    return _names(d for p in points for d in p.doers) or "both sides"


def _number(a: _Points, b: _Points) -> Iterator[tuple[str, str]]:
    """Other numbers of one thing, none of which may be the same ("more than 40" may be 43)."""
    left, right = _numbers(a), _numbers(b)
    for counted in left.keys() & right.keys():
        if not any(one.fits(other) for one in left[counted] for other in right[counted]):
            yield _told(left[counted]), _told(right[counted])


def _numbers(points: _Points) -> dict[str, list[Amount]]:
    found: dict[str, list[Amount]] = {}
    for amount in (n for p in points for n in p.numbers):
        found.setdefault(amount.counted, []).append(amount)
    return found


def _told(amounts: Sequence[Amount]) -> str:
    words = dict.fromkeys(amount.words for amount in sorted(amounts, key=lambda amount: amount.low))
    return f"{', '.join(words)} ({amounts[0].counted})"


def _time(a: _Points, b: _Points) -> Iterator[tuple[str, str]]:
    """Other days; a day by one account that the other leaves open; or an order in time that is turned round."""
    one, two = ([d for p in points for d in p.dates] for points in (a, b))
    if one and two and not any(left.fits(right) for left in one for right in two):
        yield ", ".join(d.words for d in one), ", ".join(d.words for d in two)
        return
    left, right = ([words for p in points for words in p.undated] for points in (a, b))
    if bool(one) != bool(two) and (right if one else left):
        yield ", ".join(d.words for d in one) or left[0], ", ".join(d.words for d in two) or right[0]
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
    """Only one side sets a condition, or rules conditions out where the other sets one; threats are none."""
    one, two = ([c for p in points if not _threatens(p) for c in p.conditions] for points in (a, b))
    if bool(one) != bool(two):
        left, right = ([c for p in points for c in p.unconditional] for points in (a, b))
        yield ", ".join(one or left), ", ".join(two or right)


def _threatens(point: Point) -> bool:
    """Whether a point warns of what happens if another side does something."""
    return bool((point.words | {point.predicate.verb}) & listed("points.yaml", "threat"))


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

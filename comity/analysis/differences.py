"""How two accounts of one topic part: the kinds of the pairs' annotation guide, each by a rule that can be read.

A difference is one of words. Whether it is one of fact, and who is right, Comity does not say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from comity.analysis.comparison import Difference
from comity.analysis.points import Point
from comity.analysis.sides import sides_of

_LONGER = 1.6


def differences(a: Sequence[Point], b: Sequence[Point]) -> tuple[Difference, ...]:
    """Every difference between what the two sides say of one topic, strongest kinds first."""
    rules = (_stance, _numbers, _strength, _who, _time, _condition, _terms, _detail)
    return tuple(found for rule in rules for found in rule(a, b))


def _stance(a: Sequence[Point], b: Sequence[Point]) -> Iterator[Difference]:
    left, right = _first(a, lambda p: p.predicate.stance < 0), _first(b, lambda p: p.predicate.stance < 0)
    if (left is None) != (right is None):
        yield Difference("stance", _cue(left or a[0]), _cue(right or b[0]))


def _cue(point: Point) -> str:
    return point.predicate.words


def _first(points: Sequence[Point], test: object) -> Point | None:
    return next((p for p in points if test(p)), None)  # type: ignore[operator]


def _strength(a: Sequence[Point], b: Sequence[Point]) -> Iterator[Difference]:
    one = max(a, key=lambda p: p.predicate.rank).predicate
    two = max(b, key=lambda p: p.predicate.rank).predicate
    if one.rank and two.rank and one.rank != two.rank:
        yield Difference("strength", one.words, two.words)


def _who(a: Sequence[Point], b: Sequence[Point]) -> Iterator[Difference]:
    one, two = sides_of(d for p in a for d in p.doers), sides_of(d for p in b for d in p.doers)
    if one and two and (len(one) > 1) != (len(two) > 1):
        yield Difference("who", _named(a), _named(b))


def _named(points: Sequence[Point]) -> str:
    return ", ".join(dict.fromkeys(d.name for p in points for d in p.doers))


def _numbers(a: Sequence[Point], b: Sequence[Point]) -> Iterator[Difference]:
    for value, counted in {n for p in a for n in p.numbers}:
        others = {v for p in b for v, c in p.numbers if c == counted}
        if others and value not in others:
            yield Difference("number", f"{value:g} {counted}", f"{min(others):g} {counted}")
            return


def _time(a: Sequence[Point], b: Sequence[Point]) -> Iterator[Difference]:
    one, two = [d for p in a for d in p.dates], [d for p in b for d in p.dates]
    if one and two and not set(one) & set(two):
        yield Difference("time", ", ".join(one), ", ".join(two))


def _condition(a: Sequence[Point], b: Sequence[Point]) -> Iterator[Difference]:
    one, two = [c for p in a for c in p.conditions], [c for p in b for c in p.conditions]
    if bool(one) != bool(two):
        yield Difference("condition", ", ".join(one), ", ".join(two))


def _terms(a: Sequence[Point], b: Sequence[Point]) -> Iterator[Difference]:
    left, right = [t for p in a for t in p.terms], [t for p in b for t in p.terms]
    for concept in dict.fromkeys(t[0] for t in left):
        one = {t[1]: t[2] for t in left if t[0] == concept}
        two = {t[1]: t[2] for t in right if t[0] == concept}
        if one and two and not set(one) & set(two):
            yield Difference("terminology", ", ".join(one.values()), ", ".join(two.values()))


def _detail(a: Sequence[Point], b: Sequence[Point]) -> Iterator[Difference]:
    one, two = _weight(a), _weight(b)
    if max(one, two) >= _LONGER * min(one, two):
        yield Difference("detail", "more" if one > two else "", "more" if two > one else "")


def _weight(points: Sequence[Point]) -> float:
    return 1 + sum(len(p.words) + 3 * len(p.numbers) + 2 * len(p.dates) + len(p.names) for p in points)

"""Two accounts of one encounter, compared: what both say, what only one says, and what they say differently."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from comity.analysis.alignment import Group, align
from comity.analysis.comparison import Account, Comparison, Meeting, Relation, Room, Row
from comity.analysis.differences import differences
from comity.analysis.points import Point


def compare_accounts(a: Account, b: Account, meeting: Meeting | None = None) -> Comparison:
    """Compare two accounts; the same two always give the same comparison."""
    groups = align(a.points, b.points)
    rows = [_row(n, group, a.points, b.points) for n, group in enumerate(sorted(groups, key=_place), 1)]
    return Comparison(meeting or Meeting(), a, b, tuple(rows), _room(a.points, b.points))


def _place(group: Group) -> tuple[bool, int]:
    return (not group.a, min(group.a or group.b))


def _row(n: int, group: Group, a: Sequence[Point], b: Sequence[Point]) -> Row:
    left, right = tuple(a[i] for i in group.a), tuple(b[j] for j in group.b)
    matter, theatre = _matter(left, right), next((p.theatre for p in (*left, *right) if p.theatre), None)
    if not left or not right:
        alone: Relation = "only-a" if left else "only-b"
        return Row(f"t{n}", matter, theatre, alone, (), left, right)
    found = differences(left, right)
    relation: Relation = "differs" if found else "both"
    return Row(f"t{n}", matter, theatre, relation, found, left, right, group.why, group.certainty)


def _matter(a: Sequence[Point], b: Sequence[Point]) -> str:
    """The matter that most points of a row share, earlier matters of a point before later ones."""
    scores: Counter[str] = Counter()
    for point in (*a, *b):
        for n, matter in enumerate(point.matters[:3]):
            scores[matter] += 1 / (n + 1)  # type: ignore[assignment]
    return max(scores, key=lambda m: (scores[m], m != "other", m))


def _room(a: Sequence[Point], b: Sequence[Point]) -> tuple[Room, ...]:
    """The matters by the share of words that they get, most first."""
    shares = [Counter[str](), Counter[str]()]
    for share, points in zip(shares, (a, b), strict=True):
        for point in points:
            share[point.matter] += len(point.span.text.split())
    whole = [sum(share.values()) or 1 for share in shares]
    room = [Room(m, shares[0][m] / whole[0], shares[1][m] / whole[1]) for m in {**shares[0], **shares[1]}]
    return tuple(sorted(room, key=lambda r: (-(r.a + r.b), r.matter)))

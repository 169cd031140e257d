"""Two accounts of one encounter, compared: what both say, what only one says, and what they say differently."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

from comity.analysis.accounts import account_of, accounts_in, accounts_of, meeting_of
from comity.analysis.alignment import Group, align
from comity.analysis.comparison import Account, Comparison, Meeting, Relation, Room, Row
from comity.analysis.differences import differences
from comity.analysis.passages import common_claims
from comity.analysis.points import Point
from comity.analysis.speaking import sides_in
from comity.model import Divergence, Document, Encounter, InputError

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from comity.ledger import JoinedEncounter, Ledger
    from comity.reading import Reader

MOST_SIDES = 3
UNASKED = ("comity_positions", "comity_accords", "comity_divergences", "comity_reports")  # points are found without


def compare_accounts(a: Account, b: Account, meeting: Meeting | None = None, *, min_certainty: float = 0) -> Comparison:
    """Compare two accounts; the same two always give the same comparison.

    Rows that less surely speak of one thing than `min_certainty` are left out, not taken apart: that only one side
    speaks of it would be no surer.
    """
    groups = align(a.points, b.points)
    rows = [_row(n, group, a.points, b.points) for n, group in enumerate(sorted(groups, key=_place), 1)]
    sure = tuple(row for row in rows if row.certainty >= min_certainty)
    return Comparison(meeting or Meeting(), a, b, sure, _room(a.points, b.points), _on_points(a, b, groups))


def _on_points(a: Account, b: Account, groups: Sequence[Group]) -> tuple[str, ...]:
    """What is to be known where there is nothing to compare, nothing in common, or one text twice."""
    empty = [letter for letter, account in (("A", a), ("B", b)) if not account.points]
    if empty:
        return tuple(f"nothing that was discussed, said or agreed was found in {letter}" for letter in empty)
    if a.own_voice and b.own_voice and [d.id for d in a.documents] == [d.id for d in b.documents]:
        return ("A and B are the same text",)
    return () if any(g.a and g.b for g in groups) else ("nothing was found that both speak of",)


def _place(group: Group) -> tuple[bool, int]:
    return (not group.a, min(group.a or group.b))


def _row(n: int, group: Group, a: Sequence[Point], b: Sequence[Point]) -> Row:
    left, right = tuple(a[i] for i in group.a), tuple(b[j] for j in group.b)
    matter, theatre = _matter(left, right), next((p.theatre for p in (*left, *right) if p.theatre), None)
    if not left or not right:
        alone: Relation = "only-a" if left else "only-b"
        return Row(f"t{n}", matter, theatre, alone, (), left, right)
    found = differences(left, right, (a[group.seed[0]], b[group.seed[1]]))
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


@dataclass(frozen=True, slots=True)
class Compared:
    """All comparisons of an encounter or a text: each two of the accounts chosen, and the accounts there are.

    `inconsistencies`: passages of one text that do not fit together, where a text was asked about. `copies`: outlets
    that carry a text that another stands for; they are not counted again. `others`: accounts that were not chosen.
    """

    comparisons: tuple[Comparison, ...]
    accounts: tuple[Account, ...]
    inconsistencies: tuple[Divergence, ...] = ()
    copies: tuple[str, ...] = ()
    others: tuple[Account, ...] = ()


def compare_texts(
    reader: Reader,
    a: Document,
    b: Document,
    names: tuple[str | None, str | None] = (None, None),
    *,
    min_certainty: float = 0,
) -> Comparison:
    """Two whole texts as two accounts; `names` are those of the sides, where the publishers do not tell."""
    docs = [reader.parse(document, without=UNASKED) for document in (a, b)]
    told = common_claims(docs, min_certainty=min_certainty)
    one, two = (account_of(doc, name, about=claim) for doc, name, claim in zip(docs, names, told, strict=True))
    found = compare_accounts(one, two, meeting_of(told, docs), min_certainty=min_certainty)
    return replace(found, notes=(*_on_encounters(docs, told), *found.notes))


def compare_inside(
    reader: Reader, document: Document, sides: Sequence[str] = (), *, min_certainty: float = 0
) -> Compared:
    """The accounts inside one text, each two of them compared, and passages of it that do not fit together."""
    doc = reader.parse(document)
    sure = (d for d in doc._.divergences if d.certainty >= min_certainty)
    inconsistent = tuple(d for d in sure if d.kind == "inconsistency")
    told = common_claims([doc], min_certainty=min_certainty)
    accounts = accounts_in(doc, min_certainty=min_certainty, about=told[0])
    return replace(_compared(accounts, sides, meeting_of(told, [doc]), min_certainty), inconsistencies=inconsistent)


def compare_many(
    reader: Reader, documents: Iterable[Document], sides: Sequence[str] = (), *, min_certainty: float = 0
) -> Compared:
    """The accounts of several texts about one encounter, those of one side joined, each two of them compared."""
    docs = [reader.parse(document) for document in documents]
    told = common_claims(docs, min_certainty=min_certainty)
    accounts = accounts_of(docs, min_certainty=min_certainty, about=told)
    found = _compared(accounts, sides, meeting_of(told, docs), min_certainty)
    notes = _on_encounters(docs, told)
    return replace(found, comparisons=tuple(replace(c, notes=(*notes, *c.notes)) for c in found.comparisons))


def compare_encounter(
    reader: Reader, ledger: Ledger, encounter: str, sides: Sequence[str] = (), *, min_certainty: float = 0
) -> Compared:
    """The accounts of an encounter of a ledger, one text for each account, whatever copies of it there are.

    What a text plainly tells of another encounter is left out. Raises InputError where the id means no encounter, or
    several.
    """
    joined = ledger.encounter(encounter, min_certainty=min_certainty or None)
    found = compare_told(reader, joined, map(ledger.document, _ids(joined)), sides, min_certainty=min_certainty)
    return replace(found, copies=tuple(copy.outlet for told in joined.accounts for copy in told.copies))


def compare_told(
    reader: Reader,
    joined: JoinedEncounter,
    documents: Iterable[Document],
    sides: Sequence[str] = (),
    *,
    min_certainty: float = 0,
) -> Compared:
    """The accounts that some documents give of an encounter of a ledger, each two of them compared."""
    docs = [reader.parse(document) for document in documents]
    known = {claim.id for claim in joined.encounters}
    told = [next((claim for claim in doc._.encounters if claim.id in known), None) for doc in docs]
    accounts = accounts_of(docs, min_certainty=min_certainty, about=told)
    day = joined.when[0] if joined.when else None
    parties = sides_in(joined.participants, docs)
    meeting = Meeting(joined.participants, joined.format, day, joined.place, parties)
    return _compared(accounts, sides, meeting, min_certainty)


def _ids(joined: JoinedEncounter) -> list[str]:
    return [told.document.id for told in joined.accounts]


def _on_encounters(docs: Sequence[Doc], told: Sequence[Encounter | None]) -> tuple[str, ...]:
    """What is to be known where two texts tell of encounters, but of none in common."""
    if len(docs) < 2 or any(told) or not all(any(e.factuality.happened for e in doc._.encounters) for doc in docs):
        return ()
    return ("no encounter was found that both texts tell of: they are compared as wholes",)


def _compared(accounts: tuple[Account, ...], sides: Sequence[str], meeting: Meeting, least: float) -> Compared:
    chosen = _picked(accounts, sides) if sides else _main(accounts, meeting)
    pairs = tuple(compare_accounts(a, b, meeting, min_certainty=least) for a, b in combinations(chosen, 2))
    return Compared(pairs, accounts, others=tuple(a for a in accounts if a not in chosen))


def _picked(accounts: Sequence[Account], sides: Sequence[str]) -> list[Account]:
    """The accounts that are asked for; raises InputError where two words mean the same one."""
    chosen = [_named(accounts, side) for side in sides]
    for n, account in enumerate(chosen):
        if account in chosen[:n]:
            raise InputError(
                f"{sides[chosen.index(account)]!r} and {sides[n]!r} are both {account.name}: name two sides"
            )
    return chosen


def _named(accounts: Sequence[Account], side: str) -> Account:
    """The account of a side by part of its name or publisher; raises InputError where there is none."""
    for account in accounts if side.strip() else ():
        if any(side.casefold() in name.casefold() for name in (account.name, *account.publishers)):
            return account
    listed = ", ".join(account.name for account in accounts) or "nobody"
    raise InputError(f"no account of {side!r} here: there are accounts of {listed}")


def _main(accounts: Sequence[Account], meeting: Meeting) -> list[Account]:
    """The parties of the encounter, those that say most, three at most.

    Where only one of them speaks, the text's own voice stands beside it, failing that the third party that says most;
    where none does, states and bodies do.
    """
    telling = [a for a in accounts if a.points]
    parties = [a for a in telling if a.actor is not None and a.actor.id in meeting.sides]
    ranked = sorted(parties, key=lambda a: (not a.own_voice, -len(a.points)))[:MOST_SIDES]
    if len(ranked) < 2:
        rest = sorted((a for a in telling if a not in ranked), key=lambda a: _rank(a, bool(ranked)))
        ranked = [*ranked, *rest][:2]
    return sorted(ranked, key=accounts.index)


def _rank(account: Account, beside_a_party: bool) -> tuple[int, int]:
    """Whom to compare where too few parties speak; outlets that are only cited, and the unnamed, come last."""
    kind = account.actor.kind if account.actor else None
    if kind in {"media", "unnamed"}:
        return 3, -len(account.points)
    if kind == "state" or (account.own_voice and kind is not None):
        return 1, -len(account.points)
    return (0 if beside_a_party else 2) if kind is None else 2, -len(account.points)

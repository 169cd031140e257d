"""How far coders agree, people with each other and with Comity: Krippendorff's alpha and F1, by variable.

Alpha is written here, thirty lines after Krippendorff, “Computing Krippendorff's Alpha-Reliability”, 2011, and tested
on his examples: the package of that name has a licence that Comity cannot take.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
from scipy.optimize import linear_sum_assignment

from comity.analysis.codings import MACHINE, Coding
from comity.ledger import Ledger
from comity.model import InputError, Position

VARIABLES = ("actor", "concept", "agreement")


@dataclass(frozen=True, slots=True)
class Coded:
    """One statement of one coder; a value is None where it was not coded. `names`: all that the actor may be called."""

    coder: str
    document: str
    start: int
    end: int
    names: frozenset[str]
    concept: str | None
    agreement: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """How two coders agree on one variable.

    `statement` is whether they coded the same place: F1 only. For the others `f1` counts a statement as found where the
    place and the value are the same; `alpha` looks at the values alone, over the `pairs` that stand at one place.
    """

    variable: str
    alpha: float | None
    f1: float | None
    pairs: int
    same: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two coders over the documents that both coded."""

    left: str
    right: str
    documents: int
    of_left: int
    of_right: int
    rows: tuple[Row, ...]


def alpha(units: Iterable[Sequence[Hashable | None]]) -> float | None:
    """Krippendorff's alpha for nominal values; each unit has what its coders said, None where one said nothing.

    1 - D_o / D_e over the pairable values: 1 where all agree, 0 where they do as by chance. None where fewer than two
    values differ anywhere, for then there is nothing to agree on by chance.
    """
    together: defaultdict[tuple[Hashable, Hashable], float] = defaultdict(float)
    totals: Counter[Hashable] = Counter()
    for unit in units:
        said = [value for value in unit if value is not None]
        if len(said) < 2:
            continue
        counts = Counter(said)
        for value, n in counts.items():
            totals[value] += n
            for other, m in counts.items():
                pairs = n * (n - 1) if value == other else n * m
                together[value, other] += pairs / (len(said) - 1)
    number = sum(totals.values())
    expected = number**2 - sum(n**2 for n in totals.values())
    if not expected:
        return None
    observed = sum(n for (value, other), n in together.items() if value != other)
    return 1 - (number - 1) * observed / expected


def compare_coders(
    ledger: Ledger,
    codings: Sequence[Coding],
    *,
    concepts: Mapping[str, str] | None = None,
    min_certainty: float | None = None,
) -> list[Comparison]:
    """Each two coders, Comity one of them, over the documents in which both coded something.

    `concepts` gives matters for names of concepts; `min_certainty` leaves out positions that are less sure. Codings
    under the name of Comity are left out: the ledger is asked.
    """
    mine = list(_of_ledger(ledger, {coding.document for coding in codings}, min_certainty))
    people = [_of_person(coding, concepts or {}) for coding in codings if coding.coder != MACHINE]
    by_coder: dict[str, list[Coded]] = {}
    for one in [*people, *mine]:
        by_coder.setdefault(one.coder, []).append(one)
    names = sorted(by_coder, key=lambda name: (name == MACHINE, name))
    return [_compare(by_coder[left], by_coder[right]) for left, right in combinations(names, 2)]


def read_concepts(path: Path) -> dict[str, str]:
    """A CSV file of two columns, concept and matter. Raises InputError where it is not one."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            table = csv.DictReader(file)
            if not {"concept", "matter"} <= set(table.fieldnames or ()):
                raise InputError(f"{path} has no columns concept and matter: write them in its first line")
            return {_folded(line["concept"] or ""): line["matter"] or "" for line in table}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path} cannot be read as a CSV file in UTF-8 ({error}): check the path") from error


def _of_person(coding: Coding, concepts: Mapping[str, str]) -> Coded:
    names = frozenset(_folded(name) for variable in ("person", "organization") if (name := coding.value(variable)))
    concept = coding.value("concept")
    agreement = coding.value("agreement") or _of_stance(coding.value("stance"))
    return Coded(coding.coder, coding.document, coding.start, coding.end, names,
                 concepts.get(_folded(concept), _folded(concept)) if concept else None, agreement)  # fmt: skip


def _of_stance(value: str | None) -> str | None:
    return {"1": "1", "-1": "0", "0": "mixed"}.get(value or "")


def _of_ledger(ledger: Ledger, documents: set[str], least: float | None) -> Iterable[Coded]:
    states = {row["actor"]: row["name"] for row in ledger.to_arrow("actors").read_all().to_pylist()
              if row["kind"] == "state"}  # fmt: skip
    for entry in ledger.claims(kind="position", min_certainty=least):
        claim = entry.claim
        if not isinstance(claim, Position) or claim.document not in documents or not claim.evidence:
            continue
        if claim.factuality.polarity != "affirmed" or claim.factuality.status not in {"actual", "planned"}:
            continue
        state = states.get(f"state/{claim.actor.country}", "") if claim.actor.kind == "person" else ""
        names = frozenset(_folded(name) for name in (claim.actor.name, state) if name)
        span = claim.evidence[0]
        yield Coded(MACHINE, claim.document, span.start, span.end, names, claim.matter,
                    {1: "1", -1: "0", 0: "mixed"}[claim.stance])  # fmt: skip


def _compare(left: Sequence[Coded], right: Sequence[Coded]) -> Comparison:
    both = {one.document for one in left} & {one.document for one in right}
    mine = [one for one in left if one.document in both]
    other = [one for one in right if one.document in both]
    pairs = [
        pair
        for document in sorted(both)
        for pair in _paired([a for a in mine if a.document == document], [b for b in other if b.document == document])
    ]
    whole = len(mine) + len(other)
    rows = [Row("statement", None, _f1(len(pairs), whole), len(pairs), len(pairs))]
    for variable in VARIABLES:
        units = [_labels(variable, a, b) for a, b in pairs]
        same = sum(a == b and a is not None for a, b in units)
        rows.append(Row(variable, alpha(units), _f1(same, whole), len(units), same))
    return Comparison(left[0].coder, right[0].coder, len(both), len(mine), len(other), tuple(rows))


def _f1(same: int, whole: int) -> float | None:
    return 2 * same / whole if whole else None


def _paired(left: Sequence[Coded], right: Sequence[Coded]) -> list[tuple[Coded, Coded]]:
    """Statements at one place, one to one: as much overlap as can be; where that leaves a choice, like values."""
    if not left or not right:
        return []
    gain = np.array([[_overlap(a, b) for b in right] for a in left])
    rows, cols = linear_sum_assignment(-gain)
    return [(left[i], right[j]) for i, j in zip(rows.tolist(), cols.tolist(), strict=True) if gain[i, j] > 0]


def _overlap(left: Coded, right: Coded) -> float:
    shared = min(left.end, right.end) - max(left.start, right.start)
    if shared <= 0:
        return 0.0
    alike = sum(a == b for a, b in (_labels(variable, left, right) for variable in VARIABLES))
    return shared / (max(left.end, right.end) - min(left.start, right.start)) + alike / 1000


def _labels(variable: str, left: Coded, right: Coded) -> tuple[str | None, str | None]:
    """What both said, actors alike where one name of both is."""
    if variable == "concept":
        return left.concept, right.concept
    if variable == "agreement":
        return left.agreement, right.agreement
    one, other = (min(side.names) if side.names else None for side in (left, right))
    common = left.names & right.names
    return (min(common), min(common)) if common else (one, other)


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()

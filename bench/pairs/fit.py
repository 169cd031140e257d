"""Fit the weights of the alignment of accounts, and say what they score on pairs that they were not fitted on.

Usage: python bench/pairs/fit.py [PAIRS_DIR …]

Without a folder: our own pairs, tests/gold-pairs. Two points count as speaking of one thing where both overlap pieces
of one annotated topic. A logistic regression over the five signs of comity/analysis/alignment.py, with a ridge of 1;
then, leaving out each pair in turn, the whole comparison is scored with weights fitted on the others. The rules for the
kinds of difference and their words are not fitted: they stay as they are, and were written with these pairs in sight.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from comity.analysis import alignment
from comity.analysis.accounts import account_of
from comity.analysis.compare import compare_accounts
from comity.analysis.comparison import Account
from comity.analysis.points import Point
from comity.exports.compare import comparison_json
from comity.knowledge import load_knowledge
from comity.reading import Reader

sys.path.insert(0, str(Path(__file__).parent))
from pair_scoring import Tally, Text, score_pair
from run import INVENTED, OWN_PAIRS, open_pair, print_table

NAMES = ("MEANING", "SAME_MATTER", "SHARED_MATTER", "WORDS", "DISTANCE", "BASE")
Array = NDArray[np.float64]
_OVERLAP = 0.4


class Pair:
    """A pair with its accounts, and the signs and the truth of each two points."""

    def __init__(self, folder: Path, reader: Reader) -> None:
        a, b, self.gold = open_pair(folder)
        self.name = folder.name
        self.accounts: tuple[Account, Account] = (account_of(reader.parse(a)), account_of(reader.parse(b)))
        self.texts = {side: Text(document.text) for side, document in zip("ab", (a, b), strict=True)}
        points = [account.points for account in self.accounts]
        self.signs = alignment.signs_of(*points).reshape(-1, len(NAMES) - 1)
        topics = [t for t in self.gold["topics"] if t["a"] and t["b"]]
        self.truth = np.array(
            [
                any(_overlaps(p, t["a"], a.text) and _overlaps(q, t["b"], b.text) for t in topics)
                for p in points[0]
                for q in points[1]
            ],
            dtype=float,
        )


def _overlaps(point: Point, pieces: list[dict[str, Any]], text: str) -> bool:
    for piece in pieces:
        start = -1
        for _ in range(piece.get("n", 1)):
            start = text.find(piece["q"], start + 1)
        end = start + len(piece["q"])
        shared = min(end, point.span.end) - max(start, point.span.start)
        if shared > _OVERLAP * min(end - start, point.span.end - point.span.start):
            return True
    return False


def fit(pairs: list[Pair]) -> Array:
    """The weights, the last one the base."""
    signs = np.vstack([np.c_[p.signs, np.ones(len(p.signs))] for p in pairs])
    truth = np.concatenate([p.truth for p in pairs])

    def loss(weights: Array) -> tuple[float, Array]:
        score = signs @ weights
        value = np.logaddexp(0, score).sum() - truth @ score + (weights[:-1] ** 2).sum() / 2
        slope = signs.T @ (1 / (1 + np.exp(-score)) - truth) + np.r_[weights[:-1], 0]
        return float(value), slope

    return np.asarray(minimize(loss, np.zeros(len(NAMES)), jac=True, method="L-BFGS-B").x)


def use(weights: Array) -> None:
    """Compare with these weights from now on."""
    for name, value in zip(NAMES, weights, strict=True):
        setattr(alignment, name, float(value))


def score(pairs: list[Pair], tally: Tally) -> None:
    """Compare and score some pairs with the weights in use."""
    for pair in pairs:
        found = comparison_json(compare_accounts(*pair.accounts), pair.name)
        score_pair(pair.texts, pair.gold, found, tally)


def main() -> None:
    """Fit on all, then on all but one in turn."""
    folders = [Path(name) for name in sys.argv[1:]] or [OWN_PAIRS]
    reader = Reader(load_knowledge(INVENTED), network=False)
    pairs = [Pair(path.parent, reader) for f in folders for path in sorted(f.glob("*/pair.gold.json"))]
    whole = fit(pairs)
    print(json.dumps({name: round(float(value), 2) for name, value in zip(NAMES, whole, strict=True)}))
    left_out = {folder: Tally() for folder in folders}
    for pair in pairs:
        use(fit([other for other in pairs if other is not pair]))
        folder = next(f for f in folders if (f / pair.name).exists())
        score([pair], left_out[folder])
    for folder, tally in left_out.items():
        print(f"\n{folder.name}, each pair left out of the fit in turn")
        print_table(tally.table())
    for folder in folders if len(folders) > 1 else ():
        use(fit([p for p in pairs if not (folder / p.name).exists()]))
        tally = Tally()
        score([p for p in pairs if (folder / p.name).exists()], tally)
        print(f"\n{folder.name}, all of its pairs left out of the fit")
        print_table(tally.table())


if __name__ == "__main__":
    main()

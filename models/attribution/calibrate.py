"""Fit the map from an attribution's parts to the chance that it is right, and the threshold with the best F1.

Reads candidates of one or several models over annotated documents (PolNeAR-style JSONL, or gold files by folds), fits a
logistic regression, writes it into settings.json and prints a reliability table. Figures in the table are cross-fitted:
each half of the documents is scored with weights fitted on the other half.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from data import Text, read_gold, read_polnear

from comity.reading.attribution.tagger import Convention, Tagger
from comity.reading.attribution.tagger_windows import WORD

Array = np.ndarray


@dataclass
class Judged:
    """One candidate: document number, the five numbers behind its score, whether it is right."""

    document: int
    features: tuple[float, ...]
    right: bool


def tokens(text: Text, spans: object) -> frozenset[int]:
    """Start offsets of the word tokens in some ranges."""
    found: set[int] = set()
    for start, end in spans:  # type: ignore[attr-defined]
        found |= {m.start() for m in WORD.finditer(text.text, start, end) if m[0][0].isalnum()}
    return frozenset(found)


def overlap(left: frozenset[int], right: frozenset[int]) -> float:
    """Intersection over union; two empty sets are alike."""
    return len(left & right) / len(left | right) if left or right else 1.0


def judge(number: int, text: Text, tagger: Tagger, convention: Convention) -> tuple[list[Judged], int]:
    """Candidates of one document, best first, each right if a free gold attribution has its content and source."""
    gold = [(tokens(text, a.source), tokens(text, a.content)) for a in text.attributions if a.content]
    free, judged = set(range(len(gold))), []
    for found, features in sorted(tagger.candidates(text.text, convention), key=lambda c: -c[0].score):
        source, content = tokens(text, found.source), tokens(text, found.content)
        best = max(free, key=lambda i: overlap(content, gold[i][1]), default=None)
        right = best is not None and overlap(content, gold[best][1]) >= 0.5 and overlap(source, gold[best][0]) >= 0.5
        if right:
            free.discard(best)
        judged.append(Judged(number, features, right))
    return judged, len(gold)


def fit(rows: list[Judged], penalty: float = 1.0) -> Array:
    """Weights of a logistic regression by Newton's method, the intercept first and not held small."""
    x = np.array([[1.0, *r.features] for r in rows])
    y = np.array([float(r.right) for r in rows])
    w = np.zeros(x.shape[1])
    hold = penalty * np.diag([0.0, *[1.0] * (x.shape[1] - 1)])
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ w))
        w -= np.linalg.solve((x.T * (p * (1 - p))) @ x + hold + 1e-6 * np.eye(len(w)), x.T @ (p - y) + hold @ w)
    return w


def chance(rows: list[Judged], w: Array) -> Array:
    """Scores of some candidates."""
    return 1 / (1 + np.exp(-np.array([[1.0, *r.features] for r in rows]) @ w))


def best_threshold(p: Array, rows: list[Judged], gold: int) -> tuple[float, float]:
    """Threshold and F1 of the best cut."""
    order = np.argsort(-p)
    hits = np.cumsum([rows[i].right for i in order])
    f1 = 2 * hits / (np.arange(1, len(order) + 1) + gold)
    best = int(f1.argmax())
    return float(p[order[best]]), float(f1[best])


def report(p: Array, rows: list[Judged]) -> None:
    """Print the reliability table."""
    right = np.array([r.right for r in rows])
    print("score      n  mean score  share right")
    for low in np.arange(0, 1, 0.1):
        inside = (p >= low) & (p < low + 0.1)
        if inside.any():
            print(f"{low:.1f}-{low + 0.1:.1f} {inside.sum():5d} {p[inside].mean():10.2f} {right[inside].mean():11.2f}")
    bins = np.minimum((p * 10).astype(int), 9)
    gaps = [abs(p[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean() for b in set(bins)]
    print(f"expected calibration error {sum(gaps):.3f}, Brier {np.mean((p - right) ** 2):.3f}")


def main() -> None:
    """Fit, report, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--polnear", type=Path, help="JSONL that the model did not learn from (convention outermost)")
    parser.add_argument(
        "--gold", type=Path, help="gold folder, read by the models of crossvalidate.py (convention ledger)"
    )
    parser.add_argument("--folds", type=Path, nargs="+", help="one model folder for each fold, in order")
    parser.add_argument("--model", type=Path, required=True, help="model folder whose settings.json is written")
    args = parser.parse_args()
    convention: Convention = "outermost" if args.polnear else "ledger"
    texts = read_polnear(args.polnear) if args.polnear else read_gold(args.gold, every=True)
    taggers = [Tagger(f) for f in args.folds] if args.folds else [Tagger(args.model)]
    rows: list[Judged] = []
    gold = 0
    for i, text in enumerate(texts):
        judged, number = judge(i, text, taggers[i % len(taggers)], convention)
        rows += judged
        gold += number
    p = np.zeros(len(rows))
    half = np.array([r.document // max(1, len(taggers)) % 2 for r in rows])
    for side in (0, 1):
        w = fit([r for r, h in zip(rows, half, strict=True) if h != side])
        p[half == side] = chance([r for r, h in zip(rows, half, strict=True) if h == side], w)
    report(p, rows)
    weights = fit(rows)
    threshold, f1 = best_threshold(chance(rows, weights), rows, gold)
    plain = 2 * sum(r.right for r in rows) / (len(rows) + gold)
    print(f"{len(rows)} candidates, {gold} gold; F1 {plain:.3f} without, {f1:.3f} with the threshold {threshold:.3f}")
    path = args.model / "settings.json"
    settings = json.loads(path.read_text())
    settings.setdefault("calibration", {})[convention] = [round(float(v), 4) for v in weights]
    settings.setdefault("threshold", {})[convention] = round(threshold, 3)
    path.write_text(json.dumps(settings))


if __name__ == "__main__":
    main()

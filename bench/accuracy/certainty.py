"""How well the certainty of positions holds, and what it should be by annotated texts.

Usage: python bench/accuracy/certainty.py [GOLD_DIR ...] [--fit]

GOLD_DIR: folders as for run.py (default: tests/gold). Prints how often positions were right by the certainty they bear.
`--fit` works the numbers of comity/reading/data/position_certainty.yaml out anew, prints them, and prints how well such
numbers hold in texts they were not worked out from (ten folds by text).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit, logit

from comity.exports.reading_json import reading_json
from comity.knowledge import load_knowledge
from comity.model import Document, Position
from comity.reading import Reader
from comity.reading.positions.certainty import signs_of
from comity.reading.positions.words import Found

sys.path.insert(0, str(Path(__file__).parent))
from run import INVENTED, OWN_GOLD
from scoring import Text, position_pairs

BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01)
SIGNS = (
    "holder that is no person or state",
    "one word",
    "three words or fewer",
    "word of stance governed or coordinated",
    "several holders",
)
PULL, LEAST, FOLDS = 10, 8, 10
Row = dict[str, Any]


def read_rows(gold: Path) -> list[Row]:
    """Every position found in a folder, with its rule, its signs and whether it is right."""
    reader = Reader(load_knowledge(INVENTED) if gold.resolve() == OWN_GOLD else None)
    rows: list[Row] = []
    for path in sorted(gold.glob("*.gold.json")):
        text = path.with_name(path.name.replace(".gold.json", ".txt")).read_bytes().decode("utf-8")
        annotation = json.loads(path.read_text(encoding="utf-8"))
        published = date.fromisoformat(annotation["date"]) if annotation.get("date") else None
        doc = reader.parse(Document.create(text, published=published))
        reading = reader.reading_of(doc)
        found = reading_json(reading, name=path.name)["positions"]
        _, theirs, pairs = position_pairs(Text(text), annotation.get("positions") or [], found)
        right = {id(theirs_one) for _, theirs_one in pairs}
        first: dict[Any, Position] = {}
        words = Text(text)
        for position, value in zip(reading.positions, found, strict=True):
            first.setdefault((words.tokens(value.get("about")), value["stance"]), position)
        for group in theirs:
            position = first[(group["about"], group["stance"])]
            rows.append(_row(doc, position, len(group["actors"]), path.name) | {"right": id(group) in right})
    return rows


def _row(doc: Any, position: Position, holders: int, name: str) -> Row:
    about = doc.char_span(position.about.start, position.about.end, alignment_mode="expand")
    place = position.cue or position.about
    cue = doc.char_span(place.start, place.end, alignment_mode="expand").root
    rule = position.reader.removeprefix("rule:").split(" ", maxsplit=1)[0]
    found = Found(cue, about, position.stance, position.strength, rule, (position.actor,) * holders)
    return {"doc": name, "rule": rule, "signs": signs_of(found), "certainty": position.certainty}


def shares_of(rows: Sequence[Row]) -> tuple[dict[str, float], dict[str, float]]:
    """The share of right finds by kind of rule and by rule, drawn towards the whole where few were found."""
    base = float(np.mean([row["right"] for row in rows]))
    kinds, rules = defaultdict(list), defaultdict(list)
    for row in rows:
        kinds[row["rule"].split("/", maxsplit=1)[0]].append(row["right"])
        rules[row["rule"]].append(row["right"])
    by_kind = {kind: (sum(held) + PULL * base) / (len(held) + PULL) for kind, held in kinds.items()}
    by_rule = {
        rule: (sum(held) + PULL * by_kind[rule.split("/", maxsplit=1)[0]]) / (len(held) + PULL)
        for rule, held in rules.items()
        if len(held) >= LEAST
    }
    return by_kind, by_rule


def inputs_of(rows: Sequence[Row], by_kind: dict[str, float], by_rule: dict[str, float]) -> NDArray[np.float64]:
    """One line for each row: 1, the share of its rule as a logit, its signs."""
    lines = []
    for row in rows:
        share = by_rule.get(row["rule"], by_kind.get(row["rule"].split("/", maxsplit=1)[0], 0.7))
        lines.append([1.0, float(logit(share)), *(float(sign in row["signs"]) for sign in SIGNS)])
    return np.array(lines)


def fit(rows: Sequence[Row]) -> tuple[dict[str, float], dict[str, float], NDArray[np.float64]]:
    """Shares and weights worked out from rows, weights curbed."""
    by_kind, by_rule = shares_of(rows)
    inputs, right = inputs_of(rows, by_kind, by_rule), np.array([float(row["right"]) for row in rows])

    def loss(weights: NDArray[np.float64]) -> float:
        said = expit(inputs @ weights)
        likely = right * np.log(said + 1e-9) + (1 - right) * np.log(1 - said + 1e-9)
        return float(-likely.sum() + 0.5 * (weights[1:] ** 2).sum())

    weights = minimize(loss, np.zeros(inputs.shape[1]), method="L-BFGS-B").x
    return by_kind, by_rule, weights


def print_table(said: Sequence[float], right: Sequence[bool]) -> None:
    """Print found, said and right by certainty."""
    told, held = np.array(said), np.array(right, dtype=float)
    print("certainty      found  said  right")
    for low, high in pairwise(BINS):
        inside = (told >= low) & (told < high)
        if inside.any():
            share, truth = told[inside].mean(), held[inside].mean()
            print(f"{low:.1f} to {min(high, 1):.1f}  {inside.sum():8}  {share:.2f}  {truth:.2f}")
    print(f"mean square of the error: {((told - held) ** 2).mean():.3f}; of one value for all: {held.var():.3f}")


def main() -> None:
    """Read, print; fit where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="*", type=Path, default=[OWN_GOLD])
    parser.add_argument("--fit", action="store_true")
    options = parser.parse_args()
    rows = [row for folder in options.gold for row in read_rows(folder)]
    print_table([row["certainty"] for row in rows], [row["right"] for row in rows])
    if not options.fit:
        return
    docs = sorted({row["doc"] for row in rows})
    said = np.zeros(len(rows))
    for number in range(FOLDS):
        held = {doc for k, doc in enumerate(docs) if k % FOLDS == number}
        by_kind, by_rule, weights = fit([row for row in rows if row["doc"] not in held])
        for k, row in enumerate(rows):
            if row["doc"] in held:
                said[k] = float(expit(inputs_of([row], by_kind, by_rule)[0] @ weights))
    print("\nnumbers worked out from other texts")
    print_table(said.tolist(), [row["right"] for row in rows])
    by_kind, by_rule, weights = fit(rows)
    numbers = {
        "start": round(float(weights[0]), 2),
        "weight": round(float(weights[1]), 2),
        "signs": {sign: round(float(value), 2) for sign, value in zip(SIGNS, weights[2:], strict=True)},
        "kinds": {kind: round(value, 2) for kind, value in sorted(by_kind.items())},
        "rules": {rule: round(value, 2) for rule, value in sorted(by_rule.items())},
    }
    print("\n" + yaml.safe_dump(numbers, sort_keys=False))


if __name__ == "__main__":
    main()

"""How well the certainty of accords and measures says how often they are right, tested by cross-validation.

Usage: python bench/accuracy/calibration.py GOLD READINGS [GOLD READINGS …]

READINGS are what `run.py GOLD --out READINGS` wrote. For each group of rules the certainty is the share of right
finds, drawn towards the share of all by PRIOR finds; in the test it is worked out from the texts outside a fold (5
folds, split by text) and compared with the finds inside. Prints the value of each group over all texts, then the table
of reliability.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from scoring import Text, at_least, match, overlap, right_names, same_name

PRIOR, FOLDS = 20, 5
BINS = (0.0, 0.6, 0.7, 0.8, 1.01)
Find = tuple[str, str, bool]  # the text, the group of rules, whether it is right


def finds(gold_dir: Path, readings: Path, kind: str) -> Iterator[Find]:
    """Every accord or measure that was found, with its group and whether an annotation matches it."""
    for path in sorted(gold_dir.glob("*.gold.json")):
        name = path.name.removesuffix(".gold.json")
        text = Text(path.with_name(f"{name}.txt").read_bytes().decode("utf-8"))
        gold = json.loads(path.read_text(encoding="utf-8")).get("accords", [])
        found = json.loads((readings / f"{name}.json").read_text(encoding="utf-8")).get("accords", [])
        for item, right in _judged(text, gold, found) if kind == "accords" else _measures(text, gold, found):
            yield name, item["reader"].split("/")[-1].split()[0], right


def _judged(text: Text, gold: list[Any], found: list[Any]) -> Iterator[tuple[Any, bool]]:
    def likeness(g: Any, f: Any) -> float:
        content = overlap(text.tokens(g.get("content")), text.tokens(f.get("content")))
        named = bool(g.get("name") and f.get("name") and same_name(g["name"], f["name"]))
        parties = right_names(g.get("parties", []), f.get("parties", []))
        enough = (content >= 0.3 or named) and parties >= min(2, len(g.get("parties", [])))
        return max(content, 0.3 * named) if enough else 0.0

    matched = {id(f) for _, f in match(gold, found, likeness)}
    yield from ((f, id(f) in matched) for f in found)


def _measures(text: Text, gold: list[Any], found: list[Any]) -> Iterator[tuple[Any, bool]]:
    ours = [m for accord in gold for m in accord.get("measures", [])]
    theirs = [m for accord in found for m in accord.get("measures", [])]
    pairs = match(ours, theirs, lambda g, f: at_least(0.5, overlap(text.tokens(g), text.tokens(f))))
    matched = {id(f) for _, f in pairs}
    yield from ((f, id(f) in matched) for f in theirs)


def fitted(items: list[Find]) -> dict[str, float]:
    """The certainty of each group; that of all under the empty name."""
    whole = sum(right for _, _, right in items) / max(len(items), 1)
    groups: dict[str, list[bool]] = defaultdict(list)
    for _, group, right in items:
        groups[group].append(right)
    return {"": whole} | {g: (sum(r) + PRIOR * whole) / (len(r) + PRIOR) for g, r in groups.items()}


def crossed(items: list[Find]) -> Iterator[tuple[float, bool]]:
    """Certainty and outcome of every find, the certainty worked out from other texts."""
    texts = {name: place % FOLDS for place, name in enumerate(sorted({name for name, _, _ in items}))}
    for fold in range(FOLDS):
        values = fitted([item for item in items if texts[item[0]] != fold])
        for name, group, right in items:
            if texts[name] == fold:
                yield values.get(group, values[""]), right


def main() -> None:
    """Read, fit, print."""
    folders = [Path(name) for name in sys.argv[1:]]
    for kind in ("accords", "measures"):
        pairs = zip(folders[::2], folders[1::2], strict=True)
        items = [item for gold, readings in pairs for item in finds(gold, readings, kind)]
        values = fitted(items)
        print(kind, len(items), {group: round(value, 2) for group, value in sorted(values.items())})
        told = list(crossed(items))
        brier = sum((value - right) ** 2 for value, right in told) / len(told)
        base = sum((values[""] - right) ** 2 for _, right in told) / len(told)
        print(f"  Brier score {brier:.3f}, {base:.3f} if all had the same certainty")
        for low, high in pairwise(BINS):
            inside = [(v, r) for v, r in told if low <= v < high]
            if inside:
                mean, share = (sum(x[n] for x in inside) / len(inside) for n in (0, 1))
                print(f"  | {low:.1f}–{min(high, 1.0):.1f} | {len(inside)} | {mean:.2f} | {share:.2f} |")


if __name__ == "__main__":
    main()

"""How well Comity compares pairs of accounts.

Usage: python bench/pairs/run.py [PAIRS_DIR] [--out DIR] [--each] [--json]

PAIRS_DIR (default: our own, tests/gold-pairs; its README gives the format) holds NAME/a.txt, b.txt and pair.gold.json.
Writes each comparison to DIR (default: a temporary folder) and prints precision, recall and F1. The weights of the
alignment were fitted, and the words and rules written, with our own pairs in sight: for those the figures are no test.
bench/pairs/fit.py fits the weights anew and prints what they score on pairs left out.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

from comity.analysis.compare import compare_texts
from comity.exports.compare import comparison_json
from comity.knowledge import load_knowledge
from comity.model import Document
from comity.reading import Reader

sys.path.insert(0, str(Path(__file__).parent))
from pair_scoring import score_folder

ROOT = Path(__file__).resolve().parents[2]
OWN_PAIRS = ROOT / "tests" / "gold-pairs"
INVENTED = ROOT / "examples" / "actors"


def open_pair(folder: Path) -> tuple[Document, Document, dict[str, Any]]:
    """The two texts of a pair as documents, and its annotation."""
    gold = json.loads((folder / "pair.gold.json").read_text(encoding="utf-8"))
    texts = []
    for side in "ab":
        day = gold[side].get("date")
        texts.append(
            Document.create(
                (folder / f"{side}.txt").read_text(encoding="utf-8"),
                published=date.fromisoformat(day) if day else None,
                publisher=gold[side].get("publisher"),
            )
        )
    return texts[0], texts[1], gold


def compare_folder(pairs: Path, out: Path, reader: Reader) -> tuple[int, float]:
    """Compare every pair of a folder; returns how many there are and the seconds it took."""
    seconds, number = 0.0, 0
    for path in sorted(pairs.glob("*/pair.gold.json")):
        a, b, _ = open_pair(path.parent)
        started = time.perf_counter()
        comparison = compare_texts(reader, a, b)
        seconds += time.perf_counter() - started
        values = comparison_json(comparison, path.parent.name)
        (out / f"{path.parent.name}.json").write_text(json.dumps(values, ensure_ascii=False), encoding="utf-8")
        number += 1
    return number, seconds


def print_table(table: dict[str, dict[str, float]]) -> None:
    """Print one line for each measure."""
    print(f"{'measure':16}{'gold':>6}{'found':>7}{'precision':>11}{'recall':>8}{'F1':>8}")
    for measure, row in table.items():
        if "f1" in row:
            counts = f"{row['gold']:6}{row['predicted']:7}{row['precision']:11.3f}{row['recall']:8.3f}{row['f1']:8.3f}"
            print(f"{measure:16}{counts}")
        else:
            print(f"{measure:16}{row['n']:6}{'':7}{'':11}{'right':>8}{row['right']:8.3f}")


def main() -> None:
    """Compare, score, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=Path, nargs="?", default=OWN_PAIRS)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--each", action="store_true", help="also the F1 of each pair")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    reader = Reader(load_knowledge(INVENTED) if args.pairs.resolve() == OWN_PAIRS else None, network=False)
    with tempfile.TemporaryDirectory() as folder:
        out = args.out or Path(folder)
        out.mkdir(parents=True, exist_ok=True)
        number, seconds = compare_folder(args.pairs, out, reader)
        table, each = score_folder(args.pairs, out)
    if args.json:
        print(json.dumps({"pairs": number, "seconds": round(seconds, 2), "scores": table, "each": each}, indent=1))
        return
    for name, row in each.items() if args.each else ():
        print(f"{name:24}", "  ".join(f"{measure} {value:.3f}" for measure, value in row.items()))
    print_table(table)
    print(f"{number} pairs, {seconds / max(number, 1):.2f} s a pair once loaded")


if __name__ == "__main__":
    main()

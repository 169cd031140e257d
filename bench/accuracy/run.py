"""How well Comity reads a folder of annotated texts.

Usage: python bench/accuracy/run.py [GOLD_DIR] [--out DIR] [--each] [--only NAME] [--json]

GOLD_DIR (default: our own small set, tests/gold) holds NAME.txt and NAME.gold.json (tests/gold/README.md gives the
format). Writes the reading JSON of every text to DIR (default: a temporary folder) and prints precision, recall and F1.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from comity.exports.reading_json import reading_json
from comity.knowledge import load_knowledge
from comity.model import Document
from comity.reading import Reader

sys.path.insert(0, str(Path(__file__).parent))
from scoring import score_folder

OWN_GOLD = Path(__file__).resolve().parents[2] / "tests" / "gold"
INVENTED = Path(__file__).resolve().parents[2] / "examples" / "actors"


def read_folder(gold: Path, out: Path, only: str | None) -> tuple[int, float]:
    """Read every annotated text of a folder into `out`; returns the number of words and the seconds it took."""
    reader = Reader(load_knowledge(INVENTED) if gold == OWN_GOLD else None)
    words, seconds = 0, 0.0
    for path in sorted(gold.glob(f"{only or '*'}.gold.json")):
        name = path.name.removesuffix(".gold.json")
        text = path.with_name(f"{name}.txt").read_bytes().decode("utf-8")
        published = json.loads(path.read_text(encoding="utf-8")).get("date")
        document = Document.create(text, published=date.fromisoformat(published) if published else None)
        started = time.perf_counter()
        reading = reader.read(document)
        seconds += time.perf_counter() - started
        words += len(text.split())
        (out / f"{name}.json").write_text(json.dumps(reading_json(reading, name=name), ensure_ascii=False))
    return words, seconds


def print_table(scores: dict[str, dict[str, float]]) -> None:
    """Print one line for each kind of claim and each accuracy."""
    print(f"{'kind':24}{'gold':>7}{'found':>7}{'precision':>11}{'recall':>8}{'F1':>8}")
    for kind, row in scores.items():
        if "f1" in row:
            print(
                f"{kind:24}{row['gold']:7}{row['predicted']:7}{row['precision']:11.3f}{row['recall']:8.3f}{row['f1']:8.3f}"
            )
        else:
            print(f"{kind:24}{row['n']:7}{'':7}{'':11}{'right':>8}{row['right']:8.3f}")


def main() -> None:
    """Read, score, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="?", type=Path, default=OWN_GOLD)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--only", help="a name or pattern of texts to read")
    parser.add_argument("--each", action="store_true", help="F1 of every text as well")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        out = options.out or Path(scratch)
        out.mkdir(parents=True, exist_ok=True)
        words, seconds = read_folder(options.gold, out, options.only)
        scores, each = score_folder(options.gold, out, only=options.only)
    if options.json:
        print(json.dumps({"scores": scores, "each": each, "words": words, "seconds": round(seconds, 2)}, indent=1))
        return
    if options.each:
        for name, row in each.items():
            print(f"{name:46}", *(f"{kind[:9]}={value:.2f}" for kind, value in row.items()))
    print_table(scores)
    print(
        f"{words} words in {seconds:.1f} s ({words / max(seconds, 1e-9):.0f} words/s), "
        f"Python {platform.python_version()}, {platform.machine()}, {date.today()}"
    )


if __name__ == "__main__":
    main()

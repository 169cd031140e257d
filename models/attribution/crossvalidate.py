"""Train and read gold documents by folds, so that no document is read by a model that learned from it."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

from data import read_gold
from predict import as_statements

from comity.reading.attribution.tagger import Tagger

HERE = Path(__file__).parent


def main() -> None:
    """Arguments after `--` go to train.py unchanged."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True, help="folder for weights, models and predictions")
    parser.add_argument("--folds", type=int, default=3)
    args, rest = parser.parse_known_args()
    texts = read_gold(args.gold)
    readings = args.work / "readings"
    readings.mkdir(parents=True, exist_ok=True)
    for fold in range(args.folds):
        weights, model = args.work / f"fold{fold}.pt", args.work / f"fold{fold}"
        chosen = ["--gold", str(args.gold), "--fold", str(fold), str(args.folds), "--out", str(weights)]
        _run("train.py", *chosen, *[r for r in rest if r != "--"])
        _run("export.py", "--weights", str(weights), "--out", str(model), "--depths", "2")
        tagger = Tagger(model)
        for i, text in enumerate(texts):
            if i % args.folds == fold:
                found = as_statements(tagger.predict(text.text, min_score=0.0))
                (readings / f"{text.name}.json").write_text(json.dumps({"doc": text.name, "statements": found}))
    print(f"readings of {len(texts)} documents are in {readings}")


def _run(script: str, *arguments: str) -> None:
    subprocess.run([sys.executable, "-u", str(HERE / script), *arguments], check=True)  # noqa: S603


if __name__ == "__main__":
    main()

"""How many mentions of the case file are resolved to whom they mean, and which are not.

Usage: python bench/actors/run.py [--json]

The cases are our own: sentences in `tests/cases/actors`, of several theatres and decades, each with words and whom they
name on the day of the text. Cases and resolver were made by the same people; the figure shows what holds, not how well
Comity does on texts of others.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

from comity.knowledge import load_knowledge
from comity.model import Document
from comity.reading.context import Context
from comity.reading.reader import DEFAULT_PIPELINE, load_pipeline

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "tests" / "cases" / "actors"
LAST = "comity_speakers"
sys.path.insert(0, str(ROOT / "tests"))
tests = importlib.import_module("test_actors")


def main() -> None:
    """Read every case, count, print what is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    nlp = load_pipeline(DEFAULT_PIPELINE, network=False)
    for name in nlp.pipe_names[nlp.pipe_names.index(LAST) + 1 :]:
        nlp.remove_pipe(name)
    known = {"plain": load_knowledge(), "invented": load_knowledge(tests.INVENTED)}
    total: Counter[str] = Counter()
    wrong: list[dict[str, Any]] = []
    for path in sorted(CASES.glob("*.yaml")):
        for case in yaml.safe_load(path.read_text(encoding="utf-8")):
            day = case["date"] if not isinstance(case["date"], str) else None
            document = Document.create(case["text"], published=day, publisher=case.get("publisher"))
            doc = nlp.make_doc(case["text"])
            doc._.comity_context = Context(document, known[case.get("knowledge", "plain")])
            doc = nlp(doc)
            for words, expected in case["mentions"].items():
                total[path.stem] += 1
                try:
                    tests.test_who_is_meant(lambda _, doc=doc: doc, case, words, str(expected))
                except AssertionError:
                    reason = case.get("fails", {}).get(words)
                    wrong.append({"file": path.stem, "words": words, "expected": str(expected), "reason": reason})
    count = sum(total.values())
    share = round(1 - len(wrong) / count, 3)
    if options.json:
        print(json.dumps({"mentions": count, "right": share, "by_file": total, "wrong": wrong}, indent=1))
        return
    print(f"{count} mentions, {share:.3f} right")
    for item in wrong:
        print(f"  {item['file']}: {item['words']!r} should be {item['expected']} ({item['reason'] or 'not listed'})")


if __name__ == "__main__":
    main()

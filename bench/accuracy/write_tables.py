"""Measures anew and writes the tables of docs/accuracy.md, between its markers.

Usage: python bench/accuracy/write_tables.py [REAL_GOLD_DIR]

Always writes the table of our own texts (tests/gold); that of the real texts only where their folder is given, because
they may not be redistributed. Fails where the page lacks a marker.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import sys
import tempfile
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from run import OWN_GOLD, read_folder
from scoring import score_folder

PAGE = Path(__file__).resolve().parents[2] / "docs" / "accuracy.md"
# F1 of a second annotator against the first, on four texts of the same kinds: what the task itself allows.
SECOND_ANNOTATOR = {
    "statement": 0.93, "event": 0.80, "event_full": 0.68, "position": 0.80, "position_matter": 0.72,
    "accord": 0.86, "measure": 0.80, "divergence": 0.80,
}  # fmt: skip
LABELS = {
    "statement": "statements", "statement_content": "– content alone", "event": "events",
    "event_full": "– with all actors",
    "position": "positions", "position_matter": "– with the matter", "accord": "accords", "measure": "measures",
    "order": "order of measures", "divergence": "divergences", "accuracy_speaker": "speaker of a statement",
    "accuracy_statement_kind": "direct, indirect or mixed", "accuracy_chain": "who relayed it",
    "accuracy_event_status": "status of an event", "accuracy_event_date": "date of an event",
    "accuracy_event_place": "place of an event", "accuracy_accord_status": "status of an accord",
    "accuracy_accord_matter": "matter of an accord",
}  # fmt: skip
Scores = dict[str, dict[str, float]]


def markdown(scores: Scores, *, second: bool) -> list[str]:
    """The two tables of one folder: claims found, and what is right about those found."""
    extra = (" second annotator F1 |", "---:|") if second else ("", "")
    lines = [
        f"| claims | annotated | found | precision | recall | F1 |{extra[0]}",
        f"|---|---:|---:|---:|---:|---:|{extra[1]}",
    ]
    for kind, row in scores.items():
        if "f1" in row:
            other = f" {SECOND_ANNOTATOR[kind]:.2f} |" if kind in SECOND_ANNOTATOR else " |"
            figures = " | ".join(f"{row[name]:.3f}" for name in ("precision", "recall", "f1"))
            lines.append(
                f"| {LABELS[kind]} | {row['gold']} | {row['predicted']} | {figures} |{other if second else ''}"
            )
    lines += ["", "| about the claims found | of | right |", "|---|---:|---:|"]
    lines += [f"| {LABELS[kind]} | {row['n']} | {row['right']:.3f} |" for kind, row in scores.items() if "right" in row]
    return lines


def measured(gold: Path, *, second: bool) -> str:
    """Read and score a folder; its tables with the line that says when and where they were measured."""
    with tempfile.TemporaryDirectory() as scratch:
        words, _ = read_folder(gold, Path(scratch), None)
        scores, each = score_folder(gold, Path(scratch))
    where = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    head = f"{len(each)} texts, {words} words; measured on {date.today()} ({where})."
    return "\n".join([head, "", *markdown(scores, second=second)])


def put(page: str, name: str, table: str) -> str:
    """The page with the table between the markers of a name; ValueError where they are missing."""
    pattern = re.compile(rf"(<!-- table: {name} -->\n)(?:(?!<!--).)*(<!-- end -->)", re.DOTALL)
    if not pattern.search(page):
        raise ValueError(f"{PAGE} has no '<!-- table: {name} -->' … '<!-- end -->': put the markers back")
    return pattern.sub(lambda match: f"{match[1]}\n{table}\n\n{match[2]}", page)


def main() -> None:
    """Measure, replace, save."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("real", nargs="?", type=Path, help="a folder with the annotated real texts")
    options = parser.parse_args()
    page = put(PAGE.read_text(encoding="utf-8"), "own", measured(OWN_GOLD, second=False))
    if options.real:
        page = put(page, "real", measured(options.real, second=True))
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()

"""Measures anew and writes the tables of docs/accuracy.md, between its markers.

Usage: python bench/accuracy/write_tables.py [REAL_GOLD_DIR] [--speed]

Always writes the table of our own texts (tests/gold); those of the real texts only where their folder is given, because
they may not be redistributed; those of speed only where asked, because they need a machine that does nothing else.
Raises ValueError where the page lacks a marker.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

from comity.exports.reading_json import reading_json
from comity.model import Document
from comity.reading import Reader

sys.path.insert(0, str(Path(__file__).parent))
from run import OWN_GOLD, read_folder
from scoring import score_folder

PAGE = Path(__file__).resolve().parents[2] / "docs" / "accuracy.md"
SPEED = Path(__file__).resolve().parents[1] / "speed" / "run.py"
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
THRESHOLDS = (0.0, 0.6, 0.7, 0.8)
FILTERED = {"statement": "statements", "event": "events", "position": "positions", "accord": "accords"}
LEARNED = "– | – | –"
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


def dated(what: str) -> str:
    """The line over a table that says what was read, when, and on what machine."""
    where = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    return f"{what}; measured on {date.today()} ({where})."


def surer(found: Path, out: Path, threshold: float) -> None:
    """The readings of a folder without the claims whose certainty is below the threshold."""
    for path in found.glob("*.json"):
        reading = json.loads(path.read_text(encoding="utf-8"))
        for kind in FILTERED.values():
            reading[kind] = [claim for claim in reading.get(kind) or [] if claim["certainty"] >= threshold]
        (out / path.name).write_text(json.dumps(reading, ensure_ascii=False), encoding="utf-8")


def by_certainty(gold: Path, found: Path) -> dict[tuple[str, float], str]:
    """What is left where less sure claims are left out, and how much of it is right: cells by kind and threshold."""
    cells = {}
    for threshold in THRESHOLDS:
        with tempfile.TemporaryDirectory() as scratch:
            surer(found, Path(scratch), threshold)
            table, _ = score_folder(gold, Path(scratch))
        for kind in FILTERED:
            row = table[kind]
            precision = f"{row['precision']:.3f}" if row["predicted"] else "–"
            cells[kind, threshold] = f"{row['predicted']} | {precision} | {row['recall']:.3f}"
    return cells


def certainty_table(own: dict[tuple[str, float], str], real: dict[tuple[str, float], str]) -> str:
    """Both sets side by side; no statements of the real texts, because the network learned from these."""
    lines = [
        "| claims | certainty at least | our own: found | precision | recall | real: found | precision | recall |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for (kind, threshold), cell in sorted(own.items(), key=lambda item: list(FILTERED).index(item[0][0])):
        least = f"{threshold:.1f}" if threshold else "any"
        other = LEARNED if kind == "statement" else real[kind, threshold]
        lines.append(f"| {LABELS[kind]} | {least} | {cell} | {other} |")
    return "\n".join(lines)


def read_by_rules(gold: Path, out: Path) -> None:
    """Read an annotated folder without the trained network."""
    reader = Reader(network=False)
    for path in sorted(gold.glob("*.gold.json")):
        name = path.name.removesuffix(".gold.json")
        published = json.loads(path.read_text(encoding="utf-8")).get("date")
        day = date.fromisoformat(published) if published else None
        document = Document.create(path.with_name(f"{name}.txt").read_bytes().decode("utf-8"), published=day)
        reading = json.dumps(reading_json(reader.read(document), name=name), ensure_ascii=False)
        (out / f"{name}.json").write_text(reading, encoding="utf-8")


def statements_by_rules(gold: Path) -> str:
    """The row of statements where the network, which learned from the real texts, is left out."""
    with tempfile.TemporaryDirectory() as scratch:
        read_by_rules(gold, Path(scratch))
        row = score_folder(gold, Path(scratch))[0]["statement"]
    figures = " | ".join(f"{row[name]:.3f}" for name in ("precision", "recall", "f1"))
    return f"| – by the rules alone | {row['gold']} | {row['predicted']} | {figures} | |"


def tables_of(own: Path, real: Path | None) -> dict[str, str]:
    """All tables, each under the name of its marker."""
    tables, cells = {}, []
    for name, gold in (("own", own), ("real", real)):
        if gold is None:
            continue
        with tempfile.TemporaryDirectory() as scratch:
            words, _ = read_folder(gold, Path(scratch), None)
            scores, each = score_folder(gold, Path(scratch))
            cells.append(by_certainty(gold, Path(scratch)))
        lines = markdown(scores, second=name == "real")
        if name == "real":
            lines.insert(4, statements_by_rules(gold))
        tables[name] = "\n".join([dated(f"{len(each)} texts, {words} words"), "", *lines])
    if real is not None:
        tables["certainty"] = certainty_table(*cells)
    return tables


def speed() -> str:
    """The tables of bench/speed/run.py: words a second, and the time of each step."""
    command = [sys.executable, str(SPEED), "--repeat", "2", "--json"]
    measured = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    multiple = measured["multiple_of_bare_parse"]
    lines = [
        dated(f"{measured['words']} words of `examples/`"), "", "| | words a second |", "|---|---:|",
        f"| spaCy's parse alone | {measured['bare_words_per_second']} |",
        f"| Comity, the parse included | {measured['words_per_second']} ({multiple:.2f} times the time of the parse) |",
        "", "| step | time, as a share of the parse alone |", "|---|---:|",
    ]  # fmt: skip
    lines += [f"| `{name}` | {share:.3f} |" for name, share in measured["components"].items()]
    loading, peak = measured["load_seconds"], measured["peak_mib"]
    lines += ["", f"Loading the pipeline and the knowledge takes {loading:.1f} s; memory peaks at {peak} MiB."]
    return "\n".join(lines)


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
    parser.add_argument("--speed", action="store_true", help="time the reading too")
    options = parser.parse_args()
    tables = tables_of(OWN_GOLD, options.real)
    if options.speed:
        tables["speed"] = speed()
    page = PAGE.read_text(encoding="utf-8")
    for name, table in tables.items():
        page = put(page, name, table)
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()

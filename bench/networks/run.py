"""How long networks and trends take over 100,000 made-up documents with a million positions, and how much memory.

Usage: python bench/networks/run.py [--documents N] [--json] [--work FOLDER]

Makes a ledger, exports it as a Parquet lake, and asks both the same questions, each in a process of its own that opens
the ledger or lake anew. Two threads. Wall time is from the question to its answer, Python and libraries loaded before.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "2")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "2")

import networkx  # noqa: F401 - loaded before the clock runs
import scipy.sparse  # noqa: F401
from made import make_ledger

from comity.analysis.lake import Tables
from comity.analysis.network import find_network, find_windows
from comity.analysis.network_question import Question
from comity.analysis.trends import find_matter_trend, find_pair_trend
from comity.exports.parquet import write_lake
from comity.ledger import Ledger

STATES = {"lift": "state"}
QUESTIONS: dict[str, Callable[[Tables], Any]] = {
    "one-mode subtract, 2,000 actors": lambda t: find_network(t, Question()),
    "one-mode jaccard, 2,000 actors": lambda t: find_network(t, Question(normalise="jaccard")),
    "vector-cosine over matter+theatre": lambda t: find_network(
        t, Question(normalise="vector-cosine", over="matter+theatre")
    ),
    "states, backbone and communities": lambda t: find_network(
        t, Question(lift="state", backbone=0.2, communities=True)
    ),
    "states, 20 claims behind each tie": lambda t: find_network(t, Question(lift="state"), claims=20),
    "two-mode ignore": lambda t: find_network(t, Question(mode="two", aggregate="ignore")),
    "one matter, every claim": lambda t: find_network(t, Question(matter="matter-03", weigh="every")),
    "states, one network a year": lambda t: list(find_windows(t, Question(lift="state"), "year")),
    "trend of two states, by month": lambda t: find_pair_trend(t, Question(lift="state"), ("State 0", "State 1")),
    "trend of one matter, by month": lambda t: find_matter_trend(t, Question(matter="matter-03", lift="state")),
}


def measure(work: Callable[[], Any]) -> dict[str, float]:
    """Wall seconds, seconds of processor time and peak memory of a piece of work in a fresh process."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    child = context.Process(target=_run, args=(work, theirs))
    child.start()
    found: dict[str, float] = ours.recv()
    child.join()
    return found


def _run(work: Callable[[], Any], pipe: Any) -> None:
    wall, busy = time.perf_counter(), time.process_time()
    work()
    pipe.send({
        "wall_s": time.perf_counter() - wall, "cpu_s": time.process_time() - busy,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    })  # fmt: skip


def _ask(source: Path, question: Callable[[Tables], Any]) -> None:
    if source.is_dir():
        with Tables(source, threads=2) as tables:
            question(tables)
    else:
        with Ledger(source, write=False) as ledger, Tables(ledger, threads=2) as tables:
            question(tables)


def _export(ledger: Path, lake: Path) -> None:
    with Ledger(ledger, write=False) as opened:
        write_lake(opened, lake)


def run(folder: Path, documents: int) -> dict[str, dict[str, float]]:
    """Every measurement by name."""
    ledger, lake = folder / "made.ledger", folder / "lake"
    if not ledger.exists():
        make_ledger(ledger, documents)
    found = {}
    if not lake.exists():
        found["export to Parquet"] = measure(lambda: _export(ledger, lake))
    for source in (lake, ledger):
        for name, question in QUESTIONS.items():
            # The two lambdas take their names now, not when they run.
            found[f"{'lake' if source.is_dir() else 'ledger'}: {name}"] = measure(
                lambda source=source, question=question: _ask(source, question)  # type: ignore[misc]
            )
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--work", type=Path, help="Keep the ledger and lake here, and use those that are there.")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as spare:
        found = run(asked.work or Path(spare), asked.documents)
    if asked.json:
        json.dump(found, sys.stdout, indent=2)
        return
    print(f"{asked.documents:,} documents, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    print("| question | wall s | processor s | peak MB |\n| --- | --- | --- | --- |")
    for name, one in found.items():
        print(f"| {name} | {one['wall_s']:.2f} | {one['cpu_s']:.2f} | {one['peak_mb']:.0f} |")


if __name__ == "__main__":
    main()

"""How long the web view takes for each page of a large ledger, and how much memory it needs.

Usage: python bench/web/run.py [--documents 100000] [--ledger FILE] [--repeat 25] [--json]

Makes a ledger by chance (ten claims and five statements a document; `made_ledger.py`) in FILE, or uses the one that is
there; starts `comity serve` on it and asks every kind of page over HTTP, each time for another actor, matter, text or
word, from the busiest to rare ones. In milliseconds: what a client waits, and the server's own processor time for each
page, which says more on a machine that has other things to do. Memory is the server's peak.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).parent))
from made_ledger import COMMON, make_ledger

from comity.exports.brief_parts import matter_names

LIMITS = {"median": 100.0, "p95": 300.0, "megabytes": 500.0}


def addresses(ledger: Path, repeat: int) -> dict[str, list[str]]:
    """For each kind of page, `repeat` addresses: the busiest first, then ever rarer ones."""
    asked = sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)

    def column(sql: str, n: int = repeat) -> list[Any]:
        return [row[0] for row in asked.execute(sql, {"n": n})]

    every = "(SELECT max(key) FROM documents) / :n"
    actors = column("SELECT id FROM actors WHERE key <= 5 UNION ALL SELECT id FROM actors WHERE key > 5 LIMIT :n")
    documents = column(f"SELECT id FROM documents WHERE key % max(1, {every}) = 1 LIMIT :n")
    keys = column(f"SELECT key FROM claims WHERE document % max(1, {every}) = 0 LIMIT :n")
    claims = [row[0] for key in keys for row in asked.execute("SELECT id FROM claims WHERE key = ?", (key,))]
    statements = column("SELECT id FROM statements LIMIT :n")
    encounters = column("SELECT encounter FROM joined WHERE because IS NOT NULL LIMIT :n")
    accords = column("SELECT claims.id FROM measures JOIN claims ON claims.key = accord LIMIT :n")
    rare = column("SELECT substr(name, 1, instr(name, ' ') - 1) FROM actors WHERE key > 100 LIMIT :n")
    words = [*COMMON, *rare][:repeat]
    matters = list(matter_names())[:repeat]
    codes = {kind: column(f"SELECT key FROM claims WHERE kind = '{kind}' LIMIT :n") for kind in ("event", "accord")}
    asked.close()
    return {
        "home": ["/"] * repeat,
        "documents": ["/documents", *(f"/documents?day=2015-{m:02}-01&key=9" for m in range(1, 13))],
        "documents of an outlet": [f"/documents?publisher={quote(p)}" for p in publishers(ledger, repeat)],
        "document": [f"/documents/{name}" for name in documents],
        "claims of a kind": [f"/claims?kind={kind}" for kind in ("event", "position", "accord", "report")],
        "claims, far back": [f"/claims?kind=event&after={key}" for key in codes["event"]],
        "claims of an actor": [f"/claims?kind=position&actor={quote(name)}" for name in actors],
        "claims on a matter": [f"/claims?kind=position&matter={code}" for code in matters],
        "claims on a matter in a theatre": [f"/claims?matter={code}&theatre=Vardaal" for code in matters],
        "claim": [f"/claims/{name}" for name in claims],
        "statement": [f"/claims/{name}" for name in statements],
        "actors": ["/actors"] * repeat,
        "actors by name": [f"/actors?q={quote(word)}" for word in rare],
        "actor": [f"/actors/{quote(name)}" for name in actors],
        "matters": ["/matters"] * repeat,
        "matter": [f"/matters/{code}" for code in matters],
        "matter in a theatre": [f"/matters/{code}?theatre=Vardaal" for code in matters],
        "encounters": [
            "/encounters",
            "/encounters?actor=state/vardaal",
            "/encounters?day=2012-06-01&key=1",
        ],
        "encounter": [f"/encounters/{name}" for name in encounters],
        "accords": ["/accords", "/accords?status=agreed", "/accords?status=in-force"],
        "accord": [f"/accords/{name}" for name in accords],
        "sources": ["/sources"] * repeat,
        "search, one word": [f"/search?q={quote(word)}" for word in words],
        "search, two words": [f"/search?q={quote(a)}+{quote(b)}" for a, b in pairwise(words)],
        "review": ["/review", "/review?kind=position"],
        "network": ["/network"],
        "network, ties": ["/network/ties.json"],
        "map": ["/map"],
    }


def publishers(ledger: Path, repeat: int) -> list[str]:
    """Outlets, the busiest first."""
    asked = sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)
    rows = asked.execute("SELECT publisher FROM documents GROUP BY publisher ORDER BY count(*) DESC LIMIT ?", (repeat,))
    return [row[0] for row in rows]


class Server:
    """`comity serve` as a process of its own."""

    def __init__(self, ledger: Path) -> None:
        command = [sys.executable, "-m", "comity", "serve", "--ledger", str(ledger), "--port", "0", "--read-only"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", self.process.stdout.readline())
        assert found, "the server did not start"
        self.port = int(found[1])

    def ask(self, path: str) -> tuple[float, int, int]:
        """Milliseconds, status and bytes of one page, over a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        started = time.perf_counter()
        connection.request("GET", path)
        answer = connection.getresponse()
        size = len(answer.read())
        took = 1000 * (time.perf_counter() - started)
        connection.close()
        return took, answer.status, size

    def processor(self) -> float:
        """Milliseconds of processor time that it has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text("utf-8").rsplit(")", 1)[1].split()
        return 1000 * (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def megabytes(self) -> float:
        """The most memory that it held."""
        status = Path(f"/proc/{self.process.pid}/status").read_text("utf-8")
        found = re.search(r"VmHWM:\s+(\d+)", status)
        return int(found[1]) / 1024 if found else float("nan")

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(timeout=20)


def measure(server: Server, pages: dict[str, list[str]], repeat: int) -> Iterator[dict[str, Any]]:
    """For each kind of page: the first time, median, 95th percentile, slowest address, size."""
    for name, paths in pages.items():
        if not paths:
            continue
        first, status, size = server.ask(paths[0])
        if status != 200:
            yield {"page": name, "status": status}
            continue
        times, before = [], server.processor()
        for n in range(max(repeat, len(paths))):
            took, _, size = server.ask(paths[n % len(paths)])
            times.append((took, paths[n % len(paths)]))
        ordered = sorted(took for took, _ in times)
        yield {"page": name, "status": status, "first": round(first, 1), "median": round(statistics.median(ordered), 1),
               "p95": round(ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))], 1), "slowest": max(times)[1],
               "processor": round((server.processor() - before) / len(times), 1),
               "kilobytes": round(size / 1024)}  # fmt: skip


def main() -> None:
    """Make, serve, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--ledger", type=Path)
    parser.add_argument("--repeat", type=int, default=25)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ledger = options.ledger or Path(folder) / "made.ledger"
        if not ledger.exists():
            make_ledger(ledger, options.documents)
        server = Server(ledger)
        try:
            time.sleep(options.documents / 5000)  # what is counted once, at the start
            found = list(measure(server, addresses(ledger, options.repeat), options.repeat))
            memory = server.megabytes()
        finally:
            server.stop()
    tell(found, memory, as_json=options.json)


def tell(found: list[dict[str, Any]], memory: float, *, as_json: bool) -> None:
    """The table, and whether every page keeps to the limits."""
    if as_json:
        print(json.dumps({"pages": found, "megabytes": round(memory)}, indent=1))
        return
    print(f"{'page':34}{'first':>9}{'median':>9}{'p95':>9}{'processor':>11}{'kB':>6}")
    for row in found:
        if row["status"] != 200:
            print(f"{row['page']:34}  (status {row['status']})")
            continue
        late = row["median"] > LIMITS["median"] or row["p95"] > LIMITS["p95"]
        tail = f"  late: {row['slowest']}" if late else ""
        print(
            f"{row['page']:34}{row['first']:9.1f}{row['median']:9.1f}{row['p95']:9.1f}{row['processor']:11.1f}{row['kilobytes']:6}{tail}"
        )
    print(f"memory at its peak: {memory:.0f} MB (limit {LIMITS['megabytes']:.0f})")


if __name__ == "__main__":
    main()

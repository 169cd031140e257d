"""How long reading takes, as a multiple of the bare spaCy parse, component by component.

Usage: python bench/speed/run.py [FOLDER] [--repeat N] [--json]

FOLDER (default: the example texts) holds .txt or .md files. One process, one thread, processor time; every text is read
once before, but what the network of matters said of its phrases, and which names were looked up, is forgotten: they are
not new twice.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import time
from collections import Counter
from datetime import date
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

from comity.gather import Gathered, open_documents
from comity.model import Document
from comity.reading import Reader
from comity.reading.context import Context
from comity.reading.matters import classifier as matter_classifier
from comity.reading.reader import parseable

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def read_all(reader: Reader, documents: list[Document]) -> Counter[str]:
    """Seconds of processor time spent in each component over all documents."""
    seconds: Counter[str] = Counter()
    matter_classifier._likelihoods.cache_clear()
    for names in (reader.knowledge.names, reader.knowledge.accord_names):
        names._known.clear()
    for document in documents:
        started = time.process_time()
        doc = reader.nlp.make_doc(parseable(document.text))
        doc._.comity_context = Context(document, reader.knowledge)
        seconds["tokenizer"] += time.process_time() - started
        for name, component in reader.nlp.pipeline:
            started = time.process_time()
            doc = component(doc)
            seconds[name] += time.process_time() - started
    return seconds


def main() -> None:
    """Read, time, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=EXAMPLES)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    gathered = open_documents(sorted(options.folder.rglob("*.md")) + sorted(options.folder.rglob("*.txt")))
    documents = [item.document for item in gathered if isinstance(item, Gathered) and item.name != "README"]
    started = time.perf_counter()
    reader = Reader()
    load = time.perf_counter() - started
    read_all(reader, documents)
    runs = [read_all(reader, documents) for _ in range(options.repeat)]
    seconds = min(runs, key=lambda run: sum(run.values()))
    words = sum(len(document.text.split()) for document in documents)
    bare = sum(value for name, value in seconds.items() if not name.startswith("comity_"))
    rows = {name: round(value / bare, 3) for name, value in seconds.items() if name.startswith("comity_")}
    total = sum(seconds.values())
    result = {
        "words": words,
        "load_seconds": round(load, 2),
        "bare_words_per_second": round(words / bare),
        "words_per_second": round(words / total),
        "multiple_of_bare_parse": round(total / bare, 2),
        "components": rows,
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    if options.json:
        print(json.dumps(result, indent=1))
        return
    print(f"{words} words in {len(documents)} texts; pipeline and knowledge load in {load:.1f} s")
    print(f"bare spaCy parse {result['bare_words_per_second']:>8} words/s")
    print(f"Comity           {result['words_per_second']:>8} words/s = {total / bare:.2f} x the bare parse")
    for name, share in rows.items():
        print(f"  {name:24}{share:6.3f} x")
    machine = f"{platform.machine()}, Python {platform.python_version()}"
    print(f"peak memory {result['peak_mib']} MiB; {machine}, {date.today()}")


if __name__ == "__main__":
    main()

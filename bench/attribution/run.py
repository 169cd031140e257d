"""Who finds how many attributions, and how fast: Comity, its model, its rules, a general library; in one run.

Usage: python bench/attribution/run.py [--gold DIR] [--jsonl FILE] [--systems NAME ...] [--json]

DIR (default: our own small set, tests/gold) holds NAME.txt and NAME.gold.json. FILE is a PolNeAR-style JSONL: one
document a line with doc_id, text, and attributions with source, cue and content as lists of [start, end). It is not
part of Comity and is scored only where it is given.

An attribution counts if at least half of its content tokens and of its source tokens are right (intersection over
union), one gold item to one found item. Times are of one thread and leave loading out; `parse` is the bare spaCy
pipeline.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import spacy

from comity.model import Document, Span, document_id
from comity.reading import Reader
from comity.reading.reader import DEFAULT_PIPELINE
from comity.reading.tagger import Convention, Tagger

OWN_GOLD = Path(__file__).resolve().parents[2] / "tests" / "gold"
TOKEN = re.compile(r"\w+|[^\w\s]")
Range = tuple[int, int]
Pair = tuple[tuple[Range, ...], tuple[Range, ...]]  # source and content
System = Callable[[str], Iterable[Pair]]


@dataclass(frozen=True)
class Annotated:
    """A text with its gold attributions."""

    text: str
    gold: tuple[Pair, ...]


def read_jsonl(path: Path) -> list[Annotated]:
    """The documents of a PolNeAR-style file."""
    texts = []
    for line in path.read_text(encoding="utf-8").splitlines():
        d = json.loads(line)
        gold = tuple((tuple(map(tuple, a["source"])), tuple(map(tuple, a["content"]))) for a in d["attributions"])
        texts.append(Annotated(d["text"], gold))
    return texts


def read_gold(folder: Path) -> list[Annotated]:
    """The documents of a folder of gold files."""
    texts = []
    for path in sorted(folder.glob("*.gold.json")):
        text = path.with_name(path.name.replace(".gold.json", ".txt")).read_bytes().decode("utf-8")
        statements = json.loads(path.read_text(encoding="utf-8"))["statements"]
        gold = [(_places(text, [s["source"]]), _places(text, s["content"])) for s in statements]
        texts.append(Annotated(text, tuple(gold)))
    return texts


def _places(text: str, pieces: list[dict]) -> tuple[Range, ...]:
    found = []
    for piece in filter(None, pieces):
        start = -1
        for _ in range(piece.get("n", 1)):
            start = text.index(piece["q"], start + 1)
        found.append((start, start + len(piece["q"])))
    return tuple(found)


def the_model(convention: Convention) -> System:
    """The trained tagger alone."""
    tagger = Tagger()
    return lambda text: ((a.source, a.content) for a in tagger.predict(text, convention=convention))


def comity() -> System:
    """The whole reader."""
    reader = Reader()

    def read(text: str) -> Iterable[Pair]:
        for s in reader.read(Document.create(text)).statements:
            yield _ranges(s.source), _ranges(*s.content)

    return read


def the_rules() -> System:
    """The rules of attribution on a parse and its actors, without the model."""
    from comity.knowledge import load_knowledge
    from comity.reading.attribution import find_attributions
    from comity.reading.context import Context
    from comity.reading.quotations import Quotations
    from comity.reading.reader import load_pipeline, parseable

    nlp, knowledge = load_pipeline(DEFAULT_PIPELINE), load_knowledge()
    kept = [n for n in nlp.pipe_names if not n.startswith("comity_") or n in ("comity_segments", "comity_actors")]
    nlp.select_pipes(enable=kept)

    def read(text: str) -> Iterable[Pair]:
        doc = nlp.make_doc(parseable(text))
        doc._.comity_context = Context(Document(document_id(text), text), knowledge)  # as it stands: its offsets
        for a in find_attributions(nlp(doc), Quotations(text)):
            yield (a.source,) if a.source else (), a.contents

    return read


def a_library() -> System:
    """The direct-quotation rule of textacy; a text it refuses (an unclosed quotation) counts as read without finds."""
    from textacy.extract import direct_quotations

    nlp = spacy.load(DEFAULT_PIPELINE)

    def read(text: str) -> Iterable[Pair]:
        try:
            found = list(direct_quotations(nlp(text)))
        except ValueError:
            found = []
        for q in found:
            first, last = q.speaker[0], q.speaker[-1]
            yield ((first.idx, last.idx + len(last)),), ((q.content.start_char, q.content.end_char),)

    return read


def parse() -> System:
    """The bare spaCy pipeline, for its time."""
    nlp = spacy.load(DEFAULT_PIPELINE)

    def read(text: str) -> Iterable[Pair]:
        nlp(text)
        return ()

    return read


def _ranges(*spans: Span | None) -> tuple[Range, ...]:
    return tuple((s.start, s.end) for s in spans if s)


def hits(annotated: Annotated, found: list[Pair], with_source: bool) -> int:
    """How many gold attributions are found."""
    spans = [m.span() for m in TOKEN.finditer(annotated.text)]

    def tokens(ranges: tuple[Range, ...]) -> frozenset[int]:
        return frozenset(i for i, (a, b) in enumerate(spans) if any(a < end and b > start for start, end in ranges))

    def likeness(a: frozenset[int], b: frozenset[int]) -> float:
        return len(a & b) / len(a | b) if a | b else 1.0

    gold, given = ([(tokens(s), tokens(c)) for s, c in pairs] for pairs in (annotated.gold, found))
    ranked = sorted(
        ((likeness(g[1], f[1]), i, j) for i, g in enumerate(gold) for j, f in enumerate(given)
         if likeness(g[1], f[1]) >= 0.5 and (not with_source or likeness(g[0], f[0]) >= 0.5)),
        reverse=True,
    )  # fmt: skip
    left, right = set(range(len(gold))), set(range(len(given)))
    for _, i, j in ranked:
        if i in left and j in right:
            left.discard(i)
            right.discard(j)
    return len(gold) - len(left)


def measure(name: str, system: System, texts: list[Annotated]) -> dict[str, float | str]:
    """Precision, recall, F1 and words a second of one system."""
    list(system("A minister said that the talks had begun."))
    totals = {"words": 0, "gold": 0, "found": 0, "right": 0, "content": 0}
    seconds = 0.0
    for annotated in texts:
        began = time.perf_counter()
        found = list(system(annotated.text))
        seconds += time.perf_counter() - began
        totals["words"] += len(annotated.text.split())
        totals["gold"] += len(annotated.gold)
        totals["found"] += len(found)
        totals["right"] += hits(annotated, found, True)
        totals["content"] += hits(annotated, found, False)
    share = lambda a, b: a / b if b else 0.0  # noqa: E731
    return {
        "system": name,
        "precision": share(totals["right"], totals["found"]),
        "recall": share(totals["right"], totals["gold"]),
        "f1": share(2 * totals["right"], totals["gold"] + totals["found"]),
        "content_f1": share(2 * totals["content"], totals["gold"] + totals["found"]),
        "words_per_second": totals["words"] / seconds,
    }


def main() -> None:
    """Measure every system on every set and print a table."""
    parser = argparse.ArgumentParser(description="Measure attribution.")
    parser.add_argument("--gold", type=Path, default=OWN_GOLD)
    parser.add_argument("--jsonl", type=Path)
    parser.add_argument("--systems", nargs="+", default=["parse", "library", "rules", "model", "comity"])
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    sets: list[tuple[str, list[Annotated], Convention]] = [(str(args.gold), read_gold(args.gold), "ledger")]
    if args.jsonl:
        sets.append((str(args.jsonl), read_jsonl(args.jsonl), "outermost"))
    for where, texts, convention in sets:
        makers: dict[str, Callable[[], System]] = {
            "parse": parse, "library": a_library, "rules": the_rules,
            "model": lambda c=convention: the_model(c), "comity": comity,
        }  # fmt: skip
        rows = [measure(name, makers[name](), texts) for name in args.systems]
        if args.json:
            print(json.dumps({"set": where, "rows": rows}))
            continue
        print(f"{where}: {len(texts)} texts\n{'':9}precision  recall      F1  content F1  words/s")
        for r in rows:
            print(
                f"{r['system']:9}{r['precision']:9.3f}{r['recall']:8.3f}{r['f1']:8.3f}{r['content_f1']:12.3f}"
                f"{r['words_per_second']:9.0f}"
            )


if __name__ == "__main__":
    main()

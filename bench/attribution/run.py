"""Who finds how many attributions, and how fast: Comity, its model, its rules, a general library; in one run.

Usage: python bench/attribution/run.py [--gold DIR] [--jsonl FILE] [--systems NAME ...] [--json]

DIR (default: our own small set, tests/gold) holds NAME.txt and NAME.gold.json. FILE is a PolNeAR-style JSONL: one
document a line with doc_id, text, and attributions with source, cue and content as lists of [start, end). It is not
part of Comity and is scored only where it is given.

An attribution counts if at least half of its content tokens and of its source tokens are right (intersection over
union), one gold item to one found item. Brackets are 95 % intervals of F1 (bootstrap over documents), and the last
column says by how much the whole reader beats each system on the same documents. Times are processor time of one
thread and leave loading out; `parse` is the bare spaCy pipeline.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import spacy

from comity.model import Document, Span, document_id
from comity.reading import Reader
from comity.reading.attribution.tagger import Convention, Tagger
from comity.reading.reader import DEFAULT_PIPELINE

OWN_GOLD = Path(__file__).resolve().parents[2] / "tests" / "gold"
DRAWS = 1000
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
    from comity.reading.attribution.component import find_attributions
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


def measure(name: str, system: System, texts: list[Annotated]) -> Row:
    """Precision, recall, F1 and words a second of one system."""
    list(system("A minister said that the talks had begun."))
    seconds, words, rows = 0.0, 0, []
    for annotated in texts:
        began = time.process_time()
        found = list(system(annotated.text))
        seconds += time.process_time() - began
        words += len(annotated.text.split())
        rows.append((hits(annotated, found, True), len(found), len(annotated.gold), hits(annotated, found, False)))
    counts = np.array(rows)
    right, given, gold, content = counts.sum(axis=0)
    share = lambda a, b: float(a / b) if b else 0.0  # noqa: E731
    return Row(
        name, share(right, given), share(right, gold), f1_of(counts), interval(counts),
        share(2 * content, gold + given), words / seconds, counts,
    )  # fmt: skip


@dataclass(frozen=True)
class Row:
    """What one system scored; `counts` holds for each document right, found, gold, and right by content alone."""

    system: str
    precision: float
    recall: float
    f1: float
    between: tuple[float, float]
    content_f1: float
    words_per_second: float
    counts: np.ndarray


def f1_of(counts: np.ndarray) -> float:
    """F1 over some documents."""
    right, given, gold, _ = counts.sum(axis=0)
    return float(2 * right / (given + gold)) if given + gold else 0.0


def interval(counts: np.ndarray, against: np.ndarray | None = None) -> tuple[float, float]:
    """95 % interval of F1, or of its difference to that of `against` on the same documents."""
    dice, values = np.random.default_rng(0), []
    for _ in range(DRAWS):
        drawn = dice.integers(0, len(counts), len(counts))
        values.append(f1_of(counts[drawn]) - (f1_of(against[drawn]) if against is not None else 0.0))
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)


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
            plain = [{k: v for k, v in asdict(row).items() if k != "counts"} for row in rows]
            print(json.dumps({"set": where, "rows": plain}))
            continue
        print(f"{where}: {len(texts)} texts")
        print(f"{'':9}precision  recall     F1  95 %            content F1  words/s  comity's F1 less this one's")
        whole = next((row for row in rows if row.system == "comity"), None)
        for r in rows:
            line = f"{r.system:9}{r.precision:9.3f}{r.recall:8.3f}{r.f1:7.3f}  [{r.between[0]:.3f}, {r.between[1]:.3f}]"
            line += f"{r.content_f1:12.3f}{r.words_per_second:9.0f}"
            if whole is not None and r is not whole and r.system != "parse":
                low, high = interval(whole.counts, r.counts)
                line += f"  {whole.f1 - r.f1:+.3f} [{low:+.3f}, {high:+.3f}]"
            print(line)


if __name__ == "__main__":
    main()

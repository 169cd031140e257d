"""How well encounters are joined over documents.

Usage: python bench/encounters/run.py [--gold DIR ...] [--pairs DIR ...] [--bare] [--each] [--json]

GOLD (default: tests/gold) holds NAME.txt and NAME.gold.json, PAIRS (default: tests/gold-pairs) NAME/a.txt, b.txt and
pair.gold.json; their READMEs give the formats. All texts go into one ledger. What is told of one encounter should be
joined, what is told of two should not: B-cubed precision, recall and F1 (Bagga and Baldwin 1998), once over the texts
(each by the encounter that it is an account of), once over all encounters that annotators marked as having taken place.
What was not found counts as wrong. `--bare` gives the reader no titles and publishers. The rules were written with our
own texts in sight: for those the figures are no test.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from comity.knowledge import fold, load_knowledge
from comity.ledger import Ledger, LedgerClaim
from comity.model import Document, Encounter
from comity.reading import Reader

ROOT = Path(__file__).resolve().parents[2]
INVENTED = ROOT / "examples" / "actors"


@dataclass(frozen=True)
class Marked:
    """An encounter that an annotator marked: who, on which day, by which words (None: the text as a whole)."""

    document: str
    who: frozenset[str]
    day: str
    trigger: tuple[int, int] | None

    @property
    def key(self) -> tuple[frozenset[str], str]:
        """What tells encounters apart."""
        return self.who, self.day


def main() -> None:
    """Read the texts, join, score, print."""
    options = _options()
    reader = Reader(load_knowledge(INVENTED))
    marked: dict[str, Marked] = {}
    inside: list[Marked] = []
    with tempfile.TemporaryDirectory() as folder, Ledger(Path(folder) / "bench.ledger") as ledger:
        for document, gold in _texts(options):
            ledger.add(reader.read(document))
            found = list(_marked(document, gold))
            whole = next((one for one in found if one.trigger is None), None) or next(iter(found), None)
            if whole is not None:
                marked.setdefault(document.id, whole)
            inside += [one for one in found if one.trigger is not None]
        started = time.perf_counter()
        lines: dict[str, Any] = {
            "texts": _score(ledger, list(marked.values()), options.each),
            "all": _score(ledger, inside, options.each),
        }
        lines["seconds"] = round(time.perf_counter() - started, 3)
    if options.json:
        json.dump(lines, sys.stdout, indent=1)
        print()
    else:
        for name, line in lines.items():
            print(name, line)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Score the joining of encounters.")
    parser.add_argument("--gold", type=Path, action="append")
    parser.add_argument("--pairs", type=Path, action="append")
    for name in ("--bare", "--each", "--json"):
        parser.add_argument(name, action="store_true")
    options = parser.parse_args()
    if not options.gold and not options.pairs:
        options.gold, options.pairs = [ROOT / "tests" / "gold"], [ROOT / "tests" / "gold-pairs"]
    return options


def _texts(options: argparse.Namespace) -> Iterator[tuple[Document, dict[str, Any]]]:
    for folder in options.pairs or ():
        for path in sorted(folder.glob("*/pair.gold.json")):
            gold = json.loads(path.read_text("utf-8"))
            for side in "ab":
                text = (path.parent / f"{side}.txt").read_text("utf-8")
                yield _document(text, gold[side], options.bare), gold
    for folder in options.gold or ():
        for path in sorted(folder.glob("*.gold.json")):
            gold = json.loads(path.read_text("utf-8"))
            text = path.with_name(path.name.replace(".gold.json", ".txt")).read_text("utf-8")
            yield _document(text, gold, options.bare), gold


def _document(text: str, about: Mapping[str, Any], bare: bool) -> Document:
    published = date.fromisoformat(about["date"]) if about.get("date") else None
    title, publisher = (None, None) if bare else (about.get("title"), about.get("publisher"))
    return Document.create(text, published=published, title=title, publisher=publisher)


def _marked(document: Document, gold: Mapping[str, Any]) -> Iterator[Marked]:
    if encounter := gold.get("encounter"):
        yield Marked(document.id, _who(encounter["participants"]), encounter["date"] or "", None)
    for event in gold.get("events", ()):
        who = _who([*event["actors"], *event["recipients"]])
        if event["type"] == "CONSULT" and event.get("status") == "actual" and len(who) > 1:
            start = _place(document.text, event["trigger"])
            words = event["trigger"]["q"]
            yield Marked(document.id, who, event.get("date") or f"? {document.id}", (start, start + len(words)))


def _who(names: list[str]) -> frozenset[str]:
    return frozenset(fold(name.split("|")[0]) for name in names)


def _place(text: str, trigger: Mapping[str, Any]) -> int:
    found = re.finditer(rf"(?<!\w){re.escape(trigger['q'])}(?!\w)", text)
    return next(islice(found, trigger.get("n", 1) - 1, None), re.match("", text)).start()  # type: ignore[union-attr]


def _score(ledger: Ledger, marked: list[Marked], each: bool) -> dict[str, Any]:
    """B-cubed over what was marked; what was not found is in no cluster with anything, itself included."""
    homes = {entry.id: one.id for one in ledger.encounters() for entry in one.claims}
    found = [_found(ledger, one) for one in marked]
    labels = [homes[entry.id] if entry else None for entry in found]
    precision, recall = 0.0, 0.0
    for n, one in enumerate(marked):
        together = [m for m, label in enumerate(labels) if label is not None and label == labels[n]]
        alike = [m for m, other in enumerate(marked) if other.key == one.key]
        right = len(set(together) & set(alike))
        precision += right / len(together) if together else 0.0
        recall += right / len(alike)
        if each and (len(together) != len(alike) or right != len(alike)):
            names = [ledger.head(marked[m].document).label for m in sorted({*together, *alike})]
            print(sorted(one.who), one.day, "joined" if together else "not found", names, file=sys.stderr)
    size = max(len(marked), 1)
    p, r = precision / size, recall / size
    clusters = len({one.key for one in marked})
    shown = {"precision": p, "recall": r, "f1": 2 * p * r / (p + r) if p + r else 0.0}
    found_count = sum(label is not None for label in labels)
    return {"marked": len(marked), "encounters": clusters, "found": found_count} | {
        k: round(v, 3) for k, v in shown.items()
    }


def _found(ledger: Ledger, one: Marked) -> LedgerClaim | None:
    """The claim of a marked encounter: that which quotes its words most closely, else by most of its people and day."""
    entries = list(ledger.claims(kind="encounter", document=one.document))
    if one.trigger is not None:
        start, end = one.trigger
        around = [
            (s.end - s.start, n) for n, e in enumerate(entries) for s in e.spans if s.start < end and start < s.end
        ]
        return entries[min(around)[1]] if around else None
    fitting = [(_fit(entry.claim, one), -n) for n, entry in enumerate(entries) if isinstance(entry.claim, Encounter)]
    best = max(fitting, default=((0, False), 0))
    return entries[-best[1]] if best[0][0] > 1 else None


def _fit(claim: Encounter, one: Marked) -> tuple[int, bool]:
    names = {fold(actor.name).split()[-1] for actor in claim.participants}
    return len(names & {name.split()[-1] for name in one.who}), bool(claim.when and claim.when.value == one.day)


if __name__ == "__main__":
    main()

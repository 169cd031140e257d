"""How many of the numbered or listed provisions of whole agreements Comity reads as measures with their number.

Usage: python bench/accuracy/provisions.py FOLDER [--only PATTERN …] [--sample N --out FILE.tsv] [--misses]

FOLDER holds agreements as NAME.json (`text`, `date`, `publisher`, `title`) or NAME.txt. Provisions are counted here by
a reading of the layout that shares nothing with Comity's own: a line that opens with a number, a letter, "Article 3",
"First," or a bullet. One is found if a measure with a number begins inside it, and the number ends in its mark.
`--sample` writes N numbered measures, picked with a fixed seed, for a check by hand of whom they oblige: the file holds
words of the texts.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from comity.model import Document, Measure
from comity.reading import Reader

SEED = 20261125
_ITEM = re.compile(
    r"^[ \t]*(?:(?P<heading>(?:Article|ARTICLE|Section|SECTION|Point)[ ]+(?:\d+|[IVXLC]+)\b)"
    r"|(?P<ordinal>First|Second|Third|Fourth|Fifth|Sixth|Seventh|Eighth|Ninth|Tenth|Finally|Lastly)\b[, ]"
    r"|(?P<number>\d{1,2}(?:\.\d{1,2})*)[.)]?[ \t]+(?=[A-Z“\"])"
    r"|\(?(?P<letter>[a-z]|[ivx]+)\)\s"
    r"|(?P<capital>[A-Z])\.\s+[A-Z]|(?P<bullet>[-•–*])[ \t]+\S)",
    re.MULTILINE,
)
_INSIDE = re.compile(r"[ \t]\((?P<letter>[a-z]|[ivx]+)\)\s")


@dataclass(frozen=True, slots=True)
class Item:
    """A marked provision: where it begins and ends, and its mark."""

    start: int
    end: int
    mark: str


def items(text: str) -> Iterator[Item]:
    """The marked lines of a text, and the "(i) … (ii) …" of a sentence; each to the next."""
    found = [(m.start(), m[str(m.lastgroup)] if m.lastgroup != "bullet" else "bullet") for m in _ITEM.finditer(text)]
    inside = [(m.start(), m["letter"]) for m in _INSIDE.finditer(text)]
    found += [at for at in inside if len([x for x in inside if abs(x[0] - at[0]) < 3000]) > 1]
    found.sort()
    ends = [*(start for start, _ in found[1:]), len(text)][: len(found)]
    for (start, mark), end in zip(found, ends, strict=True):
        if text[start:end].strip():
            yield Item(start, end, mark)


def is_found(item: Item, measures: list[Measure]) -> bool:
    """Whether a measure begins in an item and carries its mark, or is numbered as a part of it ("Article 2(a)")."""
    mark = item.mark.lower()
    for measure in measures:
        number = (measure.number or "").lower()
        own = number.endswith((f"({mark})", f", {mark}")) or number == mark or (mark == "bullet" and mark in number)
        part = measure.span.start >= item.end and re.search(rf"(?:^|, ){re.escape(mark)}[(,]", number)
        if (item.start <= measure.span.start < item.end and own) or part:
            return True
    return False


def document(path: Path) -> Document:
    """The document of a JSON or text file."""
    if path.suffix == ".json":
        given = json.loads(path.read_text(encoding="utf-8"))
        day = date.fromisoformat(given["date"]) if given.get("date") else None
        return Document.create(given["text"], published=day, publisher=given.get("publisher"), title=given.get("title"))
    return Document.create(path.read_text(encoding="utf-8"))


def main() -> None:
    """Read, count, print; write the sample."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", nargs="+", default=["*"], help="name patterns")
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--out", type=Path, help="where the sample goes")
    parser.add_argument("--misses", action="store_true", help="print where provisions are missed")
    options = parser.parse_args()
    paths = sorted(
        {p for pattern in options.only for p in options.folder.glob(pattern) if p.suffix in {".json", ".txt"}}
    )
    reader, numbered, counted, hits = Reader(), [], 0, 0
    print(f"{'text':52}{'provisions':>11}{'found':>7}{'recall':>8}{'measures':>10}{'numbered':>10}")
    for path in paths:
        read = document(path)
        measures = [m for accord in reader.read(read).accords for m in accord.measures]
        here = list(items(read.text))
        missed = [item for item in here if not is_found(item, measures)]
        own = [m for m in measures if m.number]
        numbered += [(path.stem, m) for m in own]
        counted, hits = counted + len(here), hits + len(here) - len(missed)
        share = f"{1 - len(missed) / len(here):8.3f}" if here else f"{'–':>8}"
        print(f"{path.stem[:50]:52}{len(here):11}{len(here) - len(missed):7}{share}{len(measures):10}{len(own):10}")
        for item in missed if options.misses else ():
            print(
                f"    missed {item.mark!r} at {item.start}: {' '.join(read.text[item.start : item.start + 90].split())}"
            )
    print(f"{'all':52}{counted:11}{hits:7}{hits / max(counted, 1):8.3f}")
    if options.sample and options.out:
        picked = random.Random(SEED).sample(numbered, min(options.sample, len(numbered)))
        with options.out.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, delimiter="\t")
            writer.writerow(["text", "number", "obliged", "measure", "right", "error"])
            for name, measure in picked:
                words = " ".join(measure.span.text.split())
                writer.writerow([name, measure.number, "; ".join(a.name for a in measure.obliged), words, "", ""])


if __name__ == "__main__":
    main()

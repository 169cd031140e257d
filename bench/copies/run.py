"""How well copies are told from texts of their own: precision and recall by threshold.

Usage: python bench/copies/run.py [FOLDER ...] [--run WORDS] [--json]

Takes texts (*.txt below each FOLDER; default: our examples and gold), makes of each the edits that editors make (see
EDITS), alone and two at a time, and compares every text with every edit. An edit of a text is a copy of it; another
text, another side's account of the same meeting, and an article that quotes a sentence of a text are not. Prints, by
threshold of likeness (shared runs of words), precision and recall; then the same for Comity's own rule, with the recall
of each kind of edit. Threshold and rule were chosen on these edits; the texts of FOLDERs given are a test of them.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from comity.ledger import copies
from comity.ledger.copies import Signature, copies_among, likenesses, signature_of

ROOT = Path(__file__).resolve().parents[2]
OWN = (ROOT / "tests" / "gold", ROOT / "tests" / "gold-pairs", ROOT / "examples")
BOILERPLATE = (
    "Sign up for our morning letter and never miss a story from the region. Follow us on every channel you like. "
    "Reporting by our correspondents in three capitals; editing by the night desk. All rights reserved; no part of "
    "this page may be copied without the written leave of the publisher. Write to the desk if you spot a mistake.",
    "This story is free to read because readers like you give what they can. Read next: five things to know today. "
    "Have a tip? Our box is open day and night, and we answer every letter. Cookies make this site work as it does.",
)
EXTRA = (
    "Analysts had expected little from the day. Markets opened flat, and the harbour was quiet under a low sky. In "
    "the streets around the old customs house people went about their errands, and the cafés filled as on any morning."
)
WORDS = {"said": "stated", "talks": "negotiations", "while": "as", "also": "too", "about": "around", "will": "would"}


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text."""
    return [part for part in re.split(r"\n\s*\n|\n", text) if part.strip()]


def cut(text: str, share: float) -> str:
    """The text without its tail."""
    words = text.split(" ")
    return " ".join(words[: int(len(words) * share)])


def head(text: str, chance: random.Random) -> str:
    """Another headline, byline and dateline."""
    city = chance.choice(["EIDERMOUTH", "AVREL", "HALDRIN"])
    return f"Leaders weigh next steps after long day\n\nBy A. Correspondent\n\n{city} (Harbour Wire) — {text}"


def numbers(text: str, chance: random.Random) -> str:
    """Every number changed."""
    return re.sub(r"\d+", lambda match: str(int(match[0][:9]) + chance.randrange(1, 9)), text)


def inserted(text: str, chance: random.Random) -> str:
    """A paragraph of somebody else's in the middle."""
    parts = paragraphs(text)
    parts.insert(len(parts) // 2, EXTRA)
    return "\n\n".join(parts)


def reordered(text: str, chance: random.Random) -> str:
    """The paragraphs in another order."""
    parts = paragraphs(text)
    chance.shuffle(parts)
    return "\n\n".join(parts)


def framed(text: str, chance: random.Random) -> str:
    """A publisher's own words before and after."""
    return f"{BOILERPLATE[1]}\n\n{text}\n\n{BOILERPLATE[0]}"


def reworded(text: str, chance: random.Random) -> str:
    """One word in thirty replaced, some by the style book."""
    words = [WORDS.get(word, word) for word in text.split(" ")]
    return " ".join("indeed" if chance.random() < 1 / 30 else word for word in words)


EDITS: dict[str, Callable[[str, random.Random], str]] = {
    "tail cut by a quarter": lambda text, _: cut(text, 0.75),
    "tail cut by half": lambda text, _: cut(text, 0.5),
    "headline, byline, dateline": head,
    "numbers changed": numbers,
    "paragraph inserted": inserted,
    "paragraphs reordered": reordered,
    "publisher's boilerplate": framed,
    "words replaced": reworded,
}


def main() -> None:
    """Make the edits, compare, print."""
    parser = argparse.ArgumentParser(description="Precision and recall of copies by threshold.")
    parser.add_argument("folders", type=Path, nargs="*")
    parser.add_argument("--run", type=int, default=copies.RUN)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    texts = dict(_texts(options.folders or OWN))
    pairs = list(_pairs(texts, options.run))
    found: dict[str, Any] = {"texts": len(texts), "pairs": len(pairs), "thresholds": {}, "edits": {}}
    for percent in range(20, 85, 5):
        found["thresholds"][f"{percent / 100:.2f}"] = _figures(pairs, lambda pair, at=percent: pair[2] >= at / 100)
    found["Comity's rule"] = _figures(pairs, lambda pair: pair[3])
    for kind in dict.fromkeys(pair[0] for pair in pairs if pair[1]):
        hits = [pair[3] for pair in pairs if pair[0] == kind]
        found["edits"][kind] = round(sum(hits) / len(hits), 3)
    found["highest likeness of texts of their own"] = round(max(pair[2] for pair in pairs if not pair[1]), 3)
    if options.json:
        json.dump(found, sys.stdout, indent=1)
        print()
        return
    print(f"{found['texts']} texts, {found['pairs']} pairs, runs of {options.run} words")
    for name, figures in [*found["thresholds"].items(), ("Comity's rule", found["Comity's rule"])]:
        print(f"{name:>14}  precision {figures['precision']:.3f}  recall {figures['recall']:.3f}")
    for kind, recall in found["edits"].items():
        print(f"{recall:14.3f}  {kind}")


def _texts(folders: Sequence[Path]) -> Iterator[tuple[str, str]]:
    """Texts by their words, each once, long enough to be told apart."""
    seen = set()
    for folder in folders:
        for path in sorted(folder.rglob("*.txt")):
            text = path.read_text("utf-8")
            if text not in seen and len(text.split()) > copies.FEWEST * 2:
                seen.add(text)
                yield str(path), text


def _pairs(texts: dict[str, str], run: int) -> Iterator[tuple[str, bool, float, bool]]:
    """Kind of pair, whether they are copies, their likeness, whether Comity's rule takes them for copies."""
    chance = random.Random(1)
    signed = {name: _signature(text, run) for name, text in texts.items()}
    edited: list[tuple[str, str, Signature]] = []
    for name, text in texts.items():
        for kind, edit in EDITS.items():
            edited.append((name, kind, _signature(edit(text, chance), run)))
        for first, second in chance.sample(list(combinations(EDITS.values(), 2)), 6):
            edited.append((name, "two of these", _signature(second(first(text, chance), chance), run)))
        host = texts[chance.choice([other for other in sorted(texts) if other != name])]
        quoted = "\n\n".join([*paragraphs(host), _sentence(text)])
        edited.append((name, "quotes a sentence", _signature(quoted, run)))
    others = [(name, "another text", signature) for name, signature in signed.items()]
    for name, signature in signed.items():
        compared = [one for one in [*edited, *others] if one[2].numbers and one[2] is not signature]
        same, _, _ = likenesses(signature, [one[2] for one in compared])
        near = {id(one) for one in copies_among(signature, [one[2] for one in compared])}
        for (owner, kind, other), likeness in zip(compared, same, strict=True):
            if kind == "quotes a sentence" and owner != name:
                continue  # it holds the whole of its host
            is_copy = owner == name and kind != "quotes a sentence"
            yield (kind if owner == name else "another text"), is_copy, float(likeness), id(other) in near


def _sentence(text: str) -> str:
    """The longest sentence of a text, as somebody may quote it."""
    return max(re.split(r"(?<=[.!?])\s", text), key=len)


def _signature(text: str, run: int) -> Signature:
    count, numbers = signature_of(text, run)
    return Signature(0, text[:20], None, count, numbers)


def _figures(pairs: Sequence[tuple[str, bool, float, bool]], told: Callable[..., bool]) -> dict[str, float]:
    counts: dict[tuple[bool, bool], int] = defaultdict(int)
    for pair in pairs:
        counts[pair[1], told(pair)] += 1
    right, wrong, missed = counts[True, True], counts[False, True], counts[True, False]
    precision = right / (right + wrong) if right + wrong else 1.0
    return {"precision": round(precision, 4), "recall": round(right / (right + missed), 4), "wrong": wrong}


if __name__ == "__main__":
    main()

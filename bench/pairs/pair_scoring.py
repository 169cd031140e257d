"""Scores comparisons of two accounts against annotated pairs (format: tests/gold-pairs/README.md).

Pieces count by the sentences that they stand in. Topics with pieces on both sides match if they share a sentence on
each side, one to one, best first (`topic`); of the matched, `differs` are right where both say so, and `kind` counts
the kinds of rows that differ. `only`: topics of one side, by a shared sentence and the same relation. All are
micro-averaged.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).parents[1] / "accuracy"))
from scoring import Tally, Text, match

Item = dict[str, Any]
Texts = dict[str, Text]


def score_pair(texts: Texts, gold: Item, found: Item, tally: Tally) -> None:
    """Score one comparison."""
    wanted, given = _two_sided(gold), _two_sided(found)
    pairs = match(wanted, given, lambda g, p: _shared(texts, g, p))
    tally.count("topic", len(wanted), len(given), len(pairs))
    both = sum(g["relation"] == "differs" == p.get("relation") for g, p in pairs)
    tally.count("differs", _differing(wanted), _differing(given), both)
    tally.count(
        "kind",
        sum(len(_kinds(t)) for t in wanted),
        sum(len(_kinds(t)) for t in given),
        sum(len(_kinds(g) & _kinds(p)) for g, p in pairs),
    )
    tally.right["matter"] += [g["matter"] == p.get("matter") for g, p in pairs]
    for side in "ab":
        ours, theirs = (
            [t for t in x.get("topics") or [] if t.get("relation") == f"only-{side}"] for x in (gold, found)
        )
        right = match(ours, theirs, lambda g, p, s=side: len(_sentences(texts, g, s) & _sentences(texts, p, s)))
        tally.count("only", len(ours), len(theirs), len(right))


def _two_sided(reading: Item) -> list[Item]:
    return [t for t in reading.get("topics") or [] if t.get("a") and t.get("b")]


def _differing(topics: list[Item]) -> int:
    return sum(t.get("relation") == "differs" for t in topics)


def _kinds(topic: Item) -> set[str]:
    return set(topic.get("kind") or []) if topic.get("relation") == "differs" else set()


def _sentences(texts: Texts, topic: Item, side: str) -> set[int]:
    text = texts[side]
    tokens = text.tokens(*(topic.get(side) or []))
    return {next(n for n, end in enumerate(text.ends) if text.spans[i][0] < end) for i in tokens}


def _shared(texts: Texts, gold: Item, found: Item) -> float:
    a, b = (_sentences(texts, gold, side) & _sentences(texts, found, side) for side in "ab")
    whole = 1 + len(_sentences(texts, found, "a") | _sentences(texts, found, "b"))
    return (len(a) + len(b)) / whole if a and b else 0.0


def score_folder(pairs: Path, found: Path) -> tuple[dict[str, dict[str, float]], dict[str, dict[str, float]]]:
    """The table over all pairs of a folder, and the F1 of each pair; a missing comparison counts as an empty one."""
    tally, each = Tally(), {}
    for path in sorted(pairs.glob("*/pair.gold.json")):
        name = path.parent.name
        texts = {side: Text((path.parent / f"{side}.txt").read_text(encoding="utf-8")) for side in "ab"}
        gold = json.loads(path.read_text(encoding="utf-8"))
        answer = found / f"{name}.json"
        given = json.loads(answer.read_text(encoding="utf-8")) if answer.exists() else {}
        one = Tally()
        score_pair(texts, gold, given, one)
        each[name] = {measure: row["f1"] for measure, row in one.table().items() if "f1" in row}
        score_pair(texts, gold, given, tally)
    return tally.table(), each

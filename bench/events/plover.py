"""How well Comity codes events, by sentences annotated with PLOVER types.

Usage: python bench/events/plover.py SENTENCES.jsonl [--out PREDICTED.jsonl] [--rules] [--by-type]

A line of SENTENCES is {"id", "text", "events": [{"type", "source": [[start, end], ...], "target": [[...]]}]}, spans
half-open in code points; a type A|B accepts either. Events are read and typed as `comity events` types them: by
PLOVER's codebook (docs/events.md). PREDICTED gets the same lines with what was found. Printed are the recall of the
type and of the dyad (type, and both sides overlap; either way round where the type is mutual), how often the first
event of a sentence is right as a dyad, and the events a sentence. Gold names mostly one event a sentence, so recall
counts.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from comity.knowledge.plover import coded, happened
from comity.model import Document, Reading
from comity.reading import Reader

Spans = list[list[int]]
_MUTUAL = frozenset({"AGREE", "CONSULT", "COOPERATE"})


def predicted(reading: Reading) -> list[dict[str, Any]]:
    """The events of a reading: those that PLOVER would count first, then what is only planned, asked for or denied."""
    statements = {statement.id: statement for statement in reading.statements}
    rows = []
    for event in reading.events:
        statement = statements.get(event.statement or "")
        rows.append(
            (
                not happened(event, statement),
                {
                    "type": coded(event, statement).type,
                    "source": [[span.start, span.end] for span in event.actor_mentions],
                    "target": [[span.start, span.end] for span in event.recipient_mentions],
                },
            )
        )
    return [row for _, row in sorted(rows, key=lambda pair: pair[0])]


def overlap(left: Spans, right: Spans) -> bool:
    """Whether any of the spans touch."""
    return any(a < d and c < b for a, b in left for c, d in right)


def same_type(gold: dict[str, Any], found: dict[str, Any]) -> bool:
    """Whether the type is one that the gold accepts."""
    return found["type"] in gold["type"].split("|")


def same_dyad(gold: dict[str, Any], found: dict[str, Any]) -> bool:
    """Whether type and both sides are right."""
    source, target = found["source"], found["target"]
    if found["type"] in _MUTUAL:
        source = target = source + target
    sides = ((gold["source"], source), (gold["target"], target))
    return same_type(gold, found) and all(not want or overlap(want, got) for want, got in sides)


def scores(rows: list[tuple[list[dict[str, Any]], list[dict[str, Any]]]]) -> dict[str, Any]:
    """The figures over pairs of gold and found events."""
    by_type: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    first = coded_sentences = events = 0
    for gold, found in rows:
        events += len(found)
        coded_sentences += bool(found)
        first += bool(found) and any(same_dyad(g, found[0]) for g in gold)
        for g in gold:
            counts = by_type[g["type"]]
            counts[0] += any(same_type(g, f) for f in found)
            counts[1] += 1
    total = sum(n for _, n in by_type.values())
    dyads = sum(any(same_dyad(g, f) for f in found) for gold, found in rows for g in gold)
    return {
        "sentences": len(rows),
        "events": total,
        "type_recall": round(sum(hits for hits, _ in by_type.values()) / max(total, 1), 3),
        "dyad_recall": round(dyads / max(total, 1), 3),
        "first_right": round(first / max(coded_sentences, 1), 3),
        "events_per_sentence": round(events / max(len(rows), 1), 2),
        "type_recall_by_type": {kind: round(hits / n, 3) for kind, (hits, n) in sorted(by_type.items())},
    }


def main() -> None:
    """Read, score, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sentences", type=Path)
    parser.add_argument("--out", type=Path, help="write what was found, for a scorer of your own")
    parser.add_argument("--rules", action="store_true", help="leave attribution to the rules alone: faster")
    parser.add_argument("--by-type", action="store_true")
    options = parser.parse_args()
    reader = Reader(network=not options.rules)
    rows, lines = [], []
    for line in options.sentences.read_text(encoding="utf-8").splitlines():
        gold = json.loads(line)
        found = predicted(reader.read(Document.create(gold["text"])))
        rows.append((gold["events"], found))
        lines.append(json.dumps({"id": gold["id"], "events": found}))
    if options.out:
        options.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    result = scores(rows)
    if not options.by_type:
        del result["type_recall_by_type"]
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()

"""Fit how sure a statement is, from the rule that found it and from what the network sees; report how well it holds.

Reads gold folders (format of tests/gold) by rules and network, marks each find right or wrong as the accuracy bench
does, fits a logistic regression with weights held small, and writes certainty.json. The printed table is cross-fitted:
each document is scored with weights fitted on the others.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from calibrate import Array

from comity.knowledge import Knowledge, load_knowledge
from comity.model import Document, document_id
from comity.reading import Reader
from comity.reading.attribution.attributed import Attribution
from comity.reading.attribution.certainty import JUDGED, NETWORK, TRUSTED, odds
from comity.reading.attribution.component import _reports, find_attributions, worth_reading
from comity.reading.attribution.joined import SURE, _as_find, _overlap
from comity.reading.attribution.tagger import Tagger
from comity.reading.context import Context
from comity.reading.quotations import Quotations
from comity.reading.reader import parseable

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench" / "accuracy"))
from scoring import Text, match, overlap

FOLDS = 5


@dataclass
class Case:
    """One find: its document, its rule, the score of the network's like find (None without), whether it is right."""

    document: str
    rule: str
    score: float | None
    right: bool


def cases_of(path: Path, reader: Reader, knowledge: Knowledge, tagger: Tagger) -> list[Case]:
    """All finds of one annotated text, those of the network only where no rule's find touches them."""
    text = path.with_name(path.name.replace(".gold.json", ".txt")).read_bytes().decode("utf-8")
    doc = reader.nlp.make_doc(parseable(text))
    doc._.comity_context = Context(Document(document_id(text), text), knowledge)
    doc, quotations = reader.nlp(doc), Quotations(parseable(text))
    found = find_attributions(doc, quotations)
    tagged = tagger.predict(quotations.text, min_score=0.1, within=worth_reading(doc, found))
    finds: list[tuple[Attribution, float | None]] = []
    for item in found:
        like = [t.score for t in tagged if _overlap(t.content, item.contents) >= 0.5]
        finds.append((item, max(like, default=None)))
    for one in tagged:
        if one.score < SURE or any(_overlap(one.content, item.contents) >= 0.3 for item in found):
            continue
        extra = _as_find(one, quotations) if _reports(doc, one) else None
        if extra is not None and not any(extra.cue == item.cue for item in found if item.cue):
            finds.append((extra, one.score))
    gold = json.loads(path.read_text(encoding="utf-8"))["statements"]
    right = _right(Text(text), gold, [item for item, _ in finds])
    return [Case(path.stem, item.rule, score, ok) for (item, score), ok in zip(finds, right, strict=True)]


def _right(text: Text, gold: list[dict], finds: list[Attribution]) -> list[bool]:
    place = lambda a, b: {"start": a, "end": b}  # noqa: E731
    given = [
        {"source": place(*f.source) if f.source else None, "content": [place(*c) for c in f.contents]} for f in finds
    ]

    def likeness(left: dict, right: dict) -> float:
        content = overlap(text.tokens(*left["content"]), text.tokens(*right["content"]))
        ours, theirs = text.tokens(left.get("source")), text.tokens(right.get("source"))
        same = (
            overlap(ours, theirs) >= 0.5
            or not ours | theirs
            or bool(ours and theirs and (ours <= theirs or theirs <= ours))
        )
        return content if content >= 0.5 and same else 0.0

    paired = {id(found) for _, found in match(gold, given, likeness)}
    return [id(one) in paired for one in given]


def matrix(cases: list[Case], rules: list[str], network: bool) -> Array:
    """One row a find: 1, the rules, seen, log odds of the score where a rule's find is seen, the same where not."""
    rows = []
    for case in cases:
        row = [1.0, *(float(case.rule == rule) for rule in rules)]
        if network:
            alone, seen = case.rule == NETWORK, case.rule != NETWORK and case.score is not None
            value = odds(case.score) if case.score is not None else 0.0
            row += [float(seen), value * seen, value * alone]
        rows.append(row)
    return np.array(rows)


def fit(x: Array, right: Array, hold: Array) -> Array:
    """Logistic weights by Newton's method, each held small by its own penalty."""
    w = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ w))
        slope = (x.T * (p * (1 - p))) @ x + np.diag(hold) + 1e-9 * np.eye(len(w))
        w -= np.linalg.solve(slope, x.T @ (p - right) + hold * w)
    return w


def fitted(cases: list[Case], network: bool) -> dict:
    """The weights as certainty.json holds them; prints the cross-fitted table."""
    rules = sorted({case.rule for case in cases})
    x, right = matrix(cases, rules, network), np.array([float(case.right) for case in cases])
    hold = np.array([0.0, *[1.0] * len(rules), *([0.2] * 3 if network else [])])
    documents = sorted({case.document for case in cases})
    fold = np.array([documents.index(case.document) % FOLDS for case in cases])
    p = np.zeros(len(cases))
    for k in range(FOLDS):
        p[fold == k] = 1 / (1 + np.exp(-x[fold == k] @ fit(x[fold != k], right[fold != k], hold)))
    print("rules and network" if network else "rules alone")
    table(p, right)
    w = [round(float(v), 3) for v in fit(x, right, hold)]
    rest = w[len(rules) + 1 :] if network else [0.0, 0.0, 0.0]
    names = ("seen", "seen_score", "network_score")
    return {"base": w[0], "rules": dict(zip(rules, w[1:], strict=False)), **dict(zip(names, rest, strict=True))}


def table(p: Array, right: Array) -> None:
    """Print the reliability table."""
    print("certainty       n  mean  share right")
    bins, gap = np.clip((p * 10).astype(int), 3, 9), 0.0
    for b in sorted(set(bins)):
        here = bins == b
        gap += abs(p[here].mean() - right[here].mean()) * here.mean()
        low = "0.0" if b == 3 else f"{b / 10:.1f}"
        print(f"{low}-{b / 10 + 0.1:.1f} {here.sum():7d} {p[here].mean():6.2f} {right[here].mean():8.2f}")
    print(f"expected calibration error {gap:.3f}, Brier {np.mean((p - right) ** 2):.3f}")


def read(folder: Path, reader: Reader, taggers: list[Tagger], extra: list[Path]) -> list[Case]:
    """The finds of a gold folder; document i is read by tagger i modulo their number."""
    knowledge = load_knowledge(*extra)
    paths = sorted(folder.glob("*.gold.json"))
    return [c for i, path in enumerate(paths) for c in cases_of(path, reader, knowledge, taggers[i % len(taggers)])]


def main() -> None:
    """Read, fit, report, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, required=True, help="gold folder that the folds were trained on")
    parser.add_argument("--folds", type=Path, nargs="+", required=True, help="models of crossvalidate.py, in order")
    parser.add_argument("--own", type=Path, required=True, help="gold folder that no model learned from")
    parser.add_argument("--knowledge", type=Path, nargs="*", default=[], help="knowledge files for --own")
    parser.add_argument("--check", type=Path, nargs="*", default=[], help="gold folders for a table without fitting")
    parser.add_argument("--out", type=Path, required=True, help="certainty.json")
    args = parser.parse_args()
    reader, shipped = Reader(network=False), Tagger()
    wanted = ("comity_segments", "comity_actors")
    reader.nlp.select_pipes(enable=[n for n in reader.nlp.pipe_names if not n.startswith("comity_") or n in wanted])
    folds = [Tagger(folder) for folder in args.folds]
    for tagger in folds:  # one scale for the scores
        tagger.settings["calibration"] = shipped.settings["calibration"]
    cases = read(args.gold, reader, folds, []) + read(args.own, reader, [shipped], args.knowledge)
    cases = [case for case in cases if case.rule not in JUDGED]
    looked = [case for case in cases if case.score is not None or case.rule not in TRUSTED]
    weights = {
        "joined": fitted(looked, network=True),
        "rules": fitted([case for case in cases if case.rule != NETWORK], network=False),
    }
    for folder in args.check:
        rules = list(weights["joined"]["rules"])
        own = [c for c in read(folder, reader, [shipped], []) if c.rule in rules]
        own = [c for c in own if c.score is not None or c.rule not in TRUSTED]
        w = np.array([weights["joined"]["base"], *weights["joined"]["rules"].values(),
                      *(weights["joined"][n] for n in ("seen", "seen_score", "network_score"))])  # fmt: skip
        print(folder.name)
        table(1 / (1 + np.exp(-matrix(own, rules, True) @ w)), np.array([float(c.right) for c in own]))
    args.out.write_text(json.dumps(weights, indent=1) + "\n")


if __name__ == "__main__":
    main()

"""Train the layer that guesses the matter of a phrase, and say how well it does.

Usage: python models/matters/train.py [--test GOLD_DIR] [--dry-run]

Learns from phrases.tsv beside this file and writes comity/reading/data/matters/layer.npz. Figures: ten-fold
cross-validation over the phrases, then the positions, accords and measures of tests/gold and, with --test, of another
folder of annotated texts; nothing is learned from either.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from comity.knowledge import Knowledge, load_knowledge
from comity.model import Document
from comity.reading.context import Context
from comity.reading.matters.classifier import LEAST, shortened
from comity.reading.matters.find import matters_of
from comity.reading.reader import DEFAULT_PIPELINE, load_pipeline, parseable
from comity.reading.sentence_encoder import encode

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
LAYER = ROOT / "comity" / "reading" / "data" / "matters" / "layer.npz"
SCALE, CURB, FOLDS, BINS = 3.0, 3.0, 10, (0.0, 0.2, 0.4, 0.6, 0.8, 1.01)
Matrix = NDArray[np.float64]


def read_phrases() -> list[tuple[str, str]]:
    """Phrases and their matters, written for this purpose."""
    with (HERE / "phrases.tsv").open(encoding="utf-8") as file:
        return [(row["phrase"], row["matter"]) for row in csv.DictReader(file, delimiter="\t")]


def marked(annotation: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], list[str]]]:
    """Kind, place and matters of every phrase that an annotator gave a matter."""
    for position in annotation.get("positions") or []:
        yield "position", position["about"], [position["matter"]]
    for accord in annotation.get("accords") or []:
        if accord.get("content") and accord.get("matters"):
            yield "accord", accord["content"], accord["matters"]
        for measure in accord.get("measures") or []:
            if measure.get("matter"):
                yield "measure", measure, [measure["matter"]]


def read_marks(folder: Path, knowledge: Knowledge) -> list[dict[str, Any]]:
    """The marked phrases of a folder, each with what the lexicon alone and the lexicon with the shipped layer say."""
    nlp = load_pipeline(DEFAULT_PIPELINE, network=False)
    wanted = ("comity_segments", "comity_actors")
    found: list[dict[str, Any]] = []
    for path in sorted(folder.glob("*.gold.json")):
        text = path.with_name(path.name.replace(".gold.json", ".txt")).read_bytes().decode("utf-8")
        doc = nlp.make_doc(parseable(text))
        doc._.comity_context = Context(Document.create(text), knowledge)
        left_out = [name for name in nlp.pipe_names if name.startswith("comity_") and name not in wanted]
        with nlp.select_pipes(disable=left_out):
            doc = nlp(doc)
        seen: set[tuple[str, int, str]] = set()
        for kind, place, matters in marked(json.loads(path.read_text(encoding="utf-8"))):
            at = -1
            for _ in range(place.get("n", 1)):
                at = text.find(place["q"], at + 1)
            span = doc.char_span(at, at + len(place["q"]), alignment_mode="expand") if at >= 0 else None
            if span is not None and (kind, at, place["q"]) not in seen:
                seen.add((kind, at, place["q"]))
                both = (matters_of(span)[0], matters_of(span, guess=True)[0]) if LAYER.exists() else ("", "")
                row = {"doc": path.name, "kind": kind, "text": place["q"], "matters": matters, "said": both}
                found.append(row)
    return found


def fit(vectors: Matrix, labels: NDArray[np.int64], count: int) -> tuple[Matrix, Matrix]:
    """Weights and biases of a softmax layer with curbed weights."""
    inputs = vectors * SCALE
    ones = np.eye(count)[labels]

    def loss(flat: Matrix) -> tuple[float, Matrix]:
        weights, biases = flat[:-count].reshape(count, -1), flat[-count:]
        scores = inputs @ weights.T + biases
        scores -= scores.max(axis=1, keepdims=True)
        shares = np.exp(scores)
        shares /= shares.sum(axis=1, keepdims=True)
        error = shares - ones
        value = -CURB * np.log((shares * ones).sum(axis=1)).sum() + 0.5 * (weights**2).sum()
        slope = np.concatenate([(CURB * error.T @ inputs + weights).ravel(), CURB * error.sum(axis=0)])
        return float(value), slope

    start = np.zeros(count * inputs.shape[1] + count)
    best = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    return best[:-count].reshape(count, -1) * SCALE, best[-count:]


def shares_of(vectors: Matrix, weights: Matrix, biases: Matrix) -> Matrix:
    """How likely each matter is for each row."""
    scores = vectors @ weights.T + biases
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))


def report(name: str, rows: list[dict[str, Any]], guesses: list[str]) -> None:
    """Print the share of right first matters for each kind of phrase."""
    for kind in ("position", "accord", "measure"):
        chosen = [k for k, row in enumerate(rows) if row["kind"] == kind]
        if chosen:
            right = np.mean([guesses[k] in rows[k]["matters"] for k in chosen])
            print(f"{name:44} {kind:9} {len(chosen):4} {right:.3f}")


def reliability(rows: list[dict[str, Any]], shares: Matrix, codes: list[str]) -> None:
    """Print how often the likeliest matter is right, by how likely the layer holds it."""
    top = shares.max(axis=1)
    right = np.array([codes[int(share.argmax())] in row["matters"] for share, row in zip(shares, rows, strict=True)])
    for low, high in pairwise(BINS):
        inside = (top >= low) & (top < high)
        if inside.any():
            said = f"{low:.1f} to {min(high, 1):.1f}"
            print(f"  said {said}: {inside.sum():4} {top[inside].mean():.2f} {right[inside].mean():.2f}")


def main() -> None:
    """Train, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--test", type=Path, help="a folder of annotated texts to measure on")
    parser.add_argument("--dry-run", action="store_true", help="measure only")
    options = parser.parse_args()
    phrases = read_phrases()
    codes = sorted({code for _, code in phrases})
    labels = np.array([codes.index(code) for _, code in phrases])
    vectors = encode([shortened(text) for text, _ in phrases]).astype(float)
    shares = np.zeros((len(phrases), len(codes)))
    fold = np.arange(len(phrases)) % FOLDS
    for number in range(FOLDS):
        layer = fit(vectors[fold != number], labels[fold != number], len(codes))
        shares[fold == number] = shares_of(vectors[fold == number], *layer)
    print(f"phrases, cross-validated: {len(phrases)} {(shares.argmax(axis=1) == labels).mean():.3f}")
    weights, biases = fit(vectors, labels, len(codes))
    folders = [("own texts", ROOT / "tests" / "gold", load_knowledge(ROOT / "examples" / "actors"))]
    folders += [("test folder", options.test, load_knowledge())] if options.test else []
    for name, folder, knowledge in folders:
        rows = read_marks(folder, knowledge)
        told = shares_of(encode([shortened(row["text"]) for row in rows]).astype(float), weights, biases)
        report(f"{name}, layer alone", rows, [codes[int(share.argmax())] for share in told])
        reliability(rows, told, codes)
        report(f"{name}, lexicon alone", rows, [row["said"][0] for row in rows])
        report(f"{name}, lexicon and shipped layer", rows, [row["said"][1] for row in rows])
    if not options.dry_run:
        LAYER.parent.mkdir(exist_ok=True)
        np.savez_compressed(
            LAYER, codes=np.array(codes), weights=weights.astype(np.float16), biases=biases.astype(np.float16)
        )
        print(f"wrote {LAYER.relative_to(ROOT)}: {LAYER.stat().st_size} bytes, smoothing {LEAST}")


if __name__ == "__main__":
    main()

"""Write predictions for a PolNeAR-style JSONL, or a folder of texts, in the form the scorers take."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from comity.reading.attribution.tagger import TaggedAttribution, Tagger


def as_statements(found: list[TaggedAttribution]) -> list[dict]:
    """Attributions as the gold files write statements, with ranges for quotes and nothing resolved."""
    pieces = lambda spans: [{"start": a, "end": b} for a, b in spans]  # noqa: E731
    return [
        {"id": f"s{i}", "source": (pieces(a.source) or [None])[0], "cue": (pieces(a.cue) or [None])[0],
         "content": pieces(a.content), "speaker": "", "kind": "indirect", "parent": None}
        for i, a in enumerate(found)
    ]  # fmt: skip


def main() -> None:
    """Read the arguments and write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("input", type=Path, help="JSONL file, or folder of .txt files")
    parser.add_argument("output", type=Path, help="JSONL file, or folder")
    parser.add_argument("--model", type=Path)
    parser.add_argument("--convention", choices=("ledger", "outermost"))
    parser.add_argument("--min-score", type=float)
    args = parser.parse_args()
    tagger = Tagger(args.model)
    words, began = 0, time.perf_counter()
    if args.input.is_dir():
        args.output.mkdir(parents=True, exist_ok=True)
        for path in sorted(args.input.glob("*.txt")):
            text = path.read_text(encoding="utf-8")
            words += len(text.split())
            found = tagger.predict(text, convention=args.convention or "ledger", min_score=args.min_score)
            (args.output / f"{path.stem}.json").write_text(
                json.dumps({"doc": path.stem, "statements": as_statements(found)})
            )
    else:
        with args.output.open("w", encoding="utf-8") as out:
            for line in args.input.read_text(encoding="utf-8").splitlines():
                d = json.loads(line)
                words += len(d["text"].split())
                found = tagger.predict(d["text"], convention=args.convention or "outermost", min_score=args.min_score)
                rows = [{"source": a.source, "cue": a.cue, "content": a.content} for a in found]
                out.write(json.dumps({"doc_id": d["doc_id"], "attributions": rows}) + "\n")
    print(f"{words} words, {words / (time.perf_counter() - began):.0f} words/s")


if __name__ == "__main__":
    main()

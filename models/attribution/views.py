"""PolNeAR's attributions seen as Comity's ledger wants them: statements only, marks outside, inner ones added."""

from __future__ import annotations

import argparse
import json
import re
from dataclasses import replace
from pathlib import Path

from data import LEDGER, Attribution, Text, read_polnear

from comity.reading.attribution.tagger import Tagger, _unquoted

SPEECH = re.compile(
    r"\b(said|say\w*|stat(e[ds]?|ing|ements?)|announc\w+|declar\w+|told|tell\w*|ask\w*|add(ed|s|ing)|wr(ote|it\w+)|tweet\w*|"
    r"post(ed|ing)|not(ed?|es|ing)|report\w*|accord\w+|stress\w*|emphasi\w+|undersc\w+|underlin\w+|reiterat\w+|\w*affirm\w*|"
    r"den(y|ied|ies|ying)|warn\w*|caution\w*|call\w*|urg(e[ds]?|ing)|appeal\w*|demand\w*|request\w*|accus\w+|blam\w+|"
    r"critici\w+|condemn\w*|denounc\w+|decr(y|ied|ies)|prais\w+|welcom\w+|thank\w*|congratulat\w+|express\w*|voic\w+|outlin\w+|"
    r"expla\w+|descri\w+|detail\w*|argu\w+|insist\w*|maintain\w*|claim\w*|assert\w*|alleg\w+|conten(d|ds|ded|ding|tion)|"
    r"suggest\w*|propos\w+|recommend\w*|promis\w+|vow\w*|pledg\w+|\w*assur\w+|quot(e[ds]?|ing)|cit(e[ds]?|ing)|repl(y|ied|ies)|"
    r"respond\w*|answer\w*|remark\w*|comment\w*|mention\w*|recall\w*|remind\w*|point\w*|acknowledg\w+|admit\w*|conced\w+|"
    r"conclud\w+|predict\w*|forecast\w*|estimat\w+|reveal\w*|disclos\w+|inform\w*|brief\w*|indicat\w+|mock\w*|jok(e[ds]?|ing)|"
    r"complain\w*|lament\w*|slam\w*|blast\w*|rail\w*|lash\w*|chid\w+|rebuk\w+|dismiss\w*|question\w*|discuss\w*|talk\w*|"
    r"spok\w*|speak\w*|speech|refer(s|red|ring)|repeat\w*|echo\w*|continu\w+|reads?|show(s|ed|ing|n)?|f(ind|inds|ound)|"
    r"words|interview|testif\w+|testimony|letter|memo|compar\w+|highlight\w*|put it|made (it )?clear)\b|:",
    re.IGNORECASE,
)


def ledger_view(text: Text, inner: list[Attribution]) -> Text:
    """The document under Comity's convention; `inner` are attributions found inside its contents."""
    kept = []
    for a in text.attributions:
        if not any(SPEECH.search(text.text[s:e]) for s, e in a.cue):
            continue
        content = [t for s in a.content if (t := _unquoted(text.text, *s))]
        kept.append(replace(a, content=content))
    inside = [b for b in inner if any(s <= b.cue[0][0] < e for a in kept for s, e in a.content)]
    free = [b for b in inner if b not in inside]
    return Text(text.name, text.text, LEDGER, kept + inside + [replace(b, depth=0) for b in free], depths=2)


def find_inner(text: Text, tagger: Tagger, least: float) -> list[Attribution]:
    """Attributions that a trained tagger sees when it reads each content as a text of its own."""
    found = []
    for a in text.attributions:
        for start, end in a.content:
            part = text.text[start:end]
            if len(part.split()) < 5 or not SPEECH.search(part):
                continue
            for t in tagger.predict(part, convention="outermost", min_score=least):
                move = lambda spans: [(s + start, e + start) for s, e in spans]  # noqa: E731, B023
                if SPEECH.search(part[slice(*t.cue[0])]):
                    found.append(Attribution(move(t.source), move(t.cue), move(t.content), 1))
    return found


def read_views(polnear: Path, inner: Path) -> list[Text]:
    """PolNeAR documents under Comity's convention, with the inner attributions that `main` wrote."""
    known = json.loads(inner.read_text())
    unpack = lambda row: Attribution(*([tuple(s) for s in spans] for spans in row), depth=1)  # noqa: E731
    return [ledger_view(t, [unpack(r) for r in known[t.name]]) for t in read_polnear(polnear) if t.name in known]


def main() -> None:
    """Read the arguments and write the file."""
    parser = argparse.ArgumentParser(description="Write inner attributions of a PolNeAR-style file as JSON offsets.")
    parser.add_argument("--polnear", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True, help="folder of an exported model")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--min-score", type=float, default=0.3)
    parser.add_argument("--every", type=int, default=1, help="take every N-th document only")
    args = parser.parse_args()
    tagger = Tagger(args.model)
    rows = {}
    for text in read_polnear(args.polnear)[:: args.every]:
        found = find_inner(text, tagger, args.min_score)
        rows[text.name] = [(a.source, a.cue, a.content) for a in found]
    args.out.write_text(json.dumps(rows))
    print(sum(map(len, rows.values())), "inner attributions in", len(rows), "documents")


if __name__ == "__main__":
    main()

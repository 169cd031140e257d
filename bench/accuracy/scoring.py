"""Scores readings against annotations: precision, recall and F1 by kind of claim, accuracies over matched pairs.

Matching, one gold item to at most one found item, best overlap first (tokens are `\\w+`, overlap is intersection over
union): statements by content >= 0.5 and touching sources; events by type, sentence and one right actor on each side;
positions by stance, `about` >= 0.3 and half of the actors; accords by content >= 0.3 or name, and two right parties;
measures by >= 0.5; order edges between matched measures; divergences by sentence and both sides.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Item = dict[str, Any]
Tokens = frozenset[int]

_TOKEN = re.compile(r"\w+")
_SENTENCE_END = re.compile(r"[.!?][\"”’')\]]*\s+|\n+")
_SAME = {
    "us": "united states", "usa": "united states", "u.s": "united states", "united states of america": "united states",
    "uk": "united kingdom", "britain": "united kingdom", "un": "united nations", "eu": "european union",
    "isis": "islamic state", "isil": "islamic state", "daesh": "islamic state", "russian federation": "russia",
}  # fmt: skip


def fold(name: str) -> str:
    """A name without case, diacritics, article and most punctuation, common short forms spelled out."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    plain = " ".join(re.sub(r"[^a-z0-9.: ]+", " ", plain).split()).removeprefix("the ").strip(" .")
    return _SAME.get(plain, plain)


def same_name(left: str, right: str) -> bool:
    """Whether two names, each perhaps with alternatives (`A|B`), may mean the same."""
    return any(_alike(fold(a), fold(b)) for a in left.split("|") for b in right.split("|"))


def _alike(a: str, b: str) -> bool:
    if a == b:
        return True
    if a.startswith("unnamed") and b.startswith("unnamed"):
        ours, theirs = (set(x.split()) - {"unnamed:", "a", "an", "the"} for x in (a, b))
        if ours and theirs and len(ours & theirs) >= 0.6 * min(len(ours), len(theirs)):
            return True
    short, long = sorted((a.split(), b.split()), key=len)
    return len(short) == 1 and len(long) in {2, 3} and short[-1] == long[-1]


def right_names(wanted: list[str], given: list[str]) -> int:
    """How many of the wanted names are among the given ones."""
    return sum(any(same_name(name, other) for other in given) for name in wanted)


class Text:
    """A text as tokens and sentences, for comparing pieces of it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.spans = [match.span() for match in _TOKEN.finditer(text)]
        self.ends = [match.end() for match in _SENTENCE_END.finditer(text)] + [len(text) + 1]

    def tokens(self, *pieces: Item | None) -> Tokens:
        """Indices of the tokens that any of the pieces touches."""
        ranges = [place for piece in pieces if piece and (place := self._place(piece))]
        return frozenset(
            i for i, (a, b) in enumerate(self.spans) if any(a < end and b > start for start, end in ranges)
        )

    def _place(self, piece: Item) -> tuple[int, int] | None:
        if "start" in piece:
            return piece["start"], piece["end"]
        start = -1
        for _ in range(piece.get("n", 1)):
            start = self.text.find(piece["q"], start + 1)
        return None if start < 0 else (start, start + len(piece["q"]))

    def sentences(self, tokens: Tokens) -> set[int]:
        """Numbers of the sentences that the tokens stand in."""
        return {next(k for k, end in enumerate(self.ends) if self.spans[i][0] < end) for i in tokens}


def overlap(a: Tokens, b: Tokens) -> float:
    """Intersection over union."""
    return len(a & b) / len(a | b) if a | b else 0.0


def at_least(threshold: float, value: float) -> float:
    """The value if it reaches the threshold, else 0."""
    return value if value >= threshold else 0.0


def match(gold: list[Item], found: list[Item], likeness: Callable[[Item, Item], float]) -> list[tuple[Item, Item]]:
    """One-to-one pairs with likeness above 0, best first."""
    ranked = sorted(((likeness(g, f), i, j) for i, g in enumerate(gold) for j, f in enumerate(found)), reverse=True)
    left, right, pairs = set(range(len(gold))), set(range(len(found))), []
    for value, i, j in ranked:
        if value > 0 and i in left and j in right:
            left.discard(i)
            right.discard(j)
            pairs.append((gold[i], found[j]))
    return pairs


class Tally:
    """Counts over documents."""

    def __init__(self) -> None:
        self.counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
        self.right: dict[str, list[bool]] = defaultdict(list)

    def count(self, kind: str, gold: int, found: int, hits: int) -> None:
        """Add one document's numbers of a kind."""
        self.counts[kind] = [a + b for a, b in zip(self.counts[kind], (gold, found, hits), strict=True)]

    def table(self) -> dict[str, dict[str, float]]:
        """Precision, recall and F1 by kind; share right by accuracy."""
        rows: dict[str, dict[str, float]] = {}
        for kind, (gold, found, hits) in self.counts.items():
            precision, recall = hits / found if found else 0.0, hits / gold if gold else 0.0
            f1 = 2 * precision * recall / (precision + recall) if hits else 0.0
            rows[kind] = {
                "gold": gold, "predicted": found,
                "precision": round(precision, 3), "recall": round(recall, 3), "f1": round(f1, 3),
            }  # fmt: skip
        for kind, values in sorted(self.right.items()):
            rows[f"accuracy_{kind}"] = {"n": len(values), "right": round(sum(values) / len(values), 3)}
        return rows


def score_statements(t: Text, gold: list[Item], found: list[Item], tally: Tally) -> None:
    """Statements, with speaker, kind and chain over the matched ones."""

    def likeness(g: Item, f: Item) -> float:
        ours, theirs = t.tokens(g.get("source")), t.tokens(f.get("source"))
        touching = (not ours and not theirs) or overlap(ours, theirs) >= 0.5
        touching = touching or bool(ours and theirs and (ours <= theirs or theirs <= ours))
        return at_least(0.5, overlap(t.tokens(*g["content"]), t.tokens(*f["content"]))) if touching else 0.0

    pairs = match(gold, found, likeness)
    tally.count("statement", len(gold), len(found), len(pairs))
    by_content = match(
        gold, found, lambda g, f: at_least(0.5, overlap(t.tokens(*g["content"]), t.tokens(*f["content"])))
    )
    tally.count("statement_content", len(gold), len(found), len(by_content))
    ids = {g["id"]: f["id"] for g, f in pairs}
    for g, f in pairs:
        tally.right["speaker"].append(same_name(g["speaker"], f.get("speaker") or ""))
        tally.right["statement_kind"].append(g["kind"] == f.get("kind"))
        if g.get("parent"):
            tally.right["chain"].append(g["parent"] in ids and ids[g["parent"]] == f.get("parent"))


def score_events(t: Text, gold: list[Item], found: list[Item], tally: Tally) -> None:
    """Events, loosely and with all roles; status, date and place over the matched ones."""

    def likeness(g: Item, f: Item, *, full: bool = False) -> float:
        ours, theirs = t.tokens(g["trigger"]), t.tokens(f["trigger"])
        if g["type"] != f.get("type") or not t.sentences(ours) & t.sentences(theirs):
            return 0.0
        sides = [(g.get(role, []), f.get(role, [])) for role in ("actors", "recipients")]
        if full:
            right = all(right_names(a, b) == len(a) == len(b) for a, b in sides)
        else:
            right = all(not a or right_names(a, b) > 0 for a, b in sides)
        return 1 + overlap(ours, theirs) if right else 0.0

    pairs = match(gold, found, likeness)
    tally.count("event", len(gold), len(found), len(pairs))
    tally.count("event_full", len(gold), len(found), len(match(gold, found, lambda g, f: likeness(g, f, full=True))))
    for g, f in pairs:
        tally.right["event_status"].append(g["status"] == f.get("status"))
        if g.get("date"):
            given = str(f.get("date") or "none")
            tally.right["event_date"].append(given.startswith(g["date"]) or g["date"].startswith(given))
        if g.get("place"):
            tally.right["event_place"].append(same_name(g["place"], f.get("place") or ""))


def _joint(t: Text, positions: list[Item]) -> list[Item]:
    """Positions on one thing with one stance count as one, whoever shares them."""
    groups: dict[tuple[Tokens, str], Item] = {}
    for p in positions:
        key = (t.tokens(p.get("about")), p["stance"])
        group = groups.setdefault(key, {"about": key[0], "stance": key[1], "actors": [], "matters": set()})
        group["actors"].append(p.get("actor") or "")
        group["matters"].add(p.get("matter"))
    return list(groups.values())


def _likeness_of_positions(g: Item, f: Item) -> float:
    right = 2 * right_names(g["actors"], f["actors"]) >= len(g["actors"])
    right = right and 2 * right_names(f["actors"], g["actors"]) >= len(f["actors"])
    return at_least(0.3, overlap(g["about"], f["about"])) if right and g["stance"] == f["stance"] else 0.0


def position_pairs(
    t: Text, gold: list[Item], found: list[Item]
) -> tuple[list[Item], list[Item], list[tuple[Item, Item]]]:
    """Positions of both sides, those of several actors on one thing as one, and which of them fit."""
    ours, theirs = _joint(t, gold), _joint(t, found)
    return ours, theirs, match(ours, theirs, _likeness_of_positions)


def score_positions(t: Text, gold: list[Item], found: list[Item], tally: Tally) -> None:
    """Positions, without and with the matter."""

    def with_matter(g: Item, f: Item) -> float:
        return _likeness_of_positions(g, f) if g["matters"] & f["matters"] else 0.0

    ours, theirs, pairs = position_pairs(t, gold, found)
    tally.count("position", len(ours), len(theirs), len(pairs))
    tally.count("position_matter", len(ours), len(theirs), len(match(ours, theirs, with_matter)))


def _edges(accords: list[Item], resolve: Callable[[Item], int | None]) -> Iterator[tuple[int | None, str, int | None]]:
    for accord in accords:
        measures = {m["id"]: m for m in accord.get("measures", [])}
        for left, relation, right in accord.get("order", []):
            if relation == "after":
                left, relation, right = right, "before", left  # noqa: PLW2901
            if left in measures and right in measures:
                yield resolve(measures[left]), relation, resolve(measures[right])


def score_accords(t: Text, gold: list[Item], found: list[Item], tally: Tally) -> None:
    """Accords with status and matter, their measures, the order between these."""

    def likeness(g: Item, f: Item) -> float:
        content = overlap(t.tokens(g.get("content")), t.tokens(f.get("content")))
        named = bool(g.get("name") and f.get("name") and same_name(g["name"], f["name"]))
        parties = right_names(g.get("parties", []), f.get("parties", []))
        enough = (content >= 0.3 or named) and parties >= min(2, len(g.get("parties", [])))
        return max(content, 0.3 * named) if enough else 0.0

    pairs = match(gold, found, likeness)
    tally.count("accord", len(gold), len(found), len(pairs))
    for g, f in pairs:
        tally.right["accord_status"].append(g["status"] == f.get("status"))
        if g.get("matters"):
            tally.right["accord_matter"].append(bool(set(g["matters"]) & set(f.get("matters", []))))
    ours = [m for a in gold for m in a.get("measures", [])]
    theirs = [m for a in found for m in a.get("measures", [])]
    measure_pairs = match(ours, theirs, lambda g, f: at_least(0.5, overlap(t.tokens(g), t.tokens(f))))
    tally.count("measure", len(ours), len(theirs), len(measure_pairs))
    partner = {id(g): id(f) for g, f in measure_pairs}
    wanted = list(_edges(gold, lambda m: partner.get(id(m))))
    given = set(_edges(found, id))
    tally.count("order", len(wanted), len(given), sum(edge in given for edge in wanted))


def score_divergences(t: Text, gold: list[Item], found: list[Item], tally: Tally) -> None:
    """Divergences by sentence and sides."""

    def likeness(g: Item, f: Item) -> float:
        ours, theirs = t.tokens(g.get("content"), g.get("cue")), t.tokens(f.get("content"), f.get("cue"))
        right = right_names(g.get("between", []), f.get("between", [])) >= min(2, len(g.get("between", [])))
        return 1 + overlap(ours, theirs) if right and t.sentences(ours) & t.sentences(theirs) else 0.0

    tally.count("divergence", len(gold), len(found), len(match(gold, found, likeness)))


def score_document(text: str, gold: Item, found: Item, tally: Tally) -> None:
    """Add one document's readings to a tally."""
    t = Text(text)
    scorers = {
        "statements": score_statements,
        "events": score_events,
        "positions": score_positions,
        "accords": score_accords,
        "divergences": score_divergences,
    }
    for kind, scorer in scorers.items():
        scorer(t, gold.get(kind) or [], found.get(kind) or [], tally)


def score_folder(
    gold: Path, found: Path, *, only: str | None = None
) -> tuple[dict[str, dict[str, float]], dict[str, dict[str, float]]]:
    """The table over all annotated texts of a folder, and the F1 of each text; a missing reading counts as empty."""
    total, each = Tally(), {}
    for path in sorted(gold.glob(f"{only or '*'}.gold.json")):
        name = path.name.removesuffix(".gold.json")
        text = path.with_name(f"{name}.txt").read_bytes().decode("utf-8")
        annotation = json.loads(path.read_text(encoding="utf-8"))
        reading = found / f"{name}.json"
        values = json.loads(reading.read_text(encoding="utf-8")) if reading.exists() else {}
        one = Tally()
        for tally in (one, total):
            score_document(text, annotation, values, tally)
        each[name] = {kind: row["f1"] for kind, row in one.table().items() if "f1" in row}
    return total.table(), each

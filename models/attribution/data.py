"""Attribution corpora as training windows: PolNeAR-style JSONL and Comity's own gold files."""

from __future__ import annotations

import json
import random
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tokenizers import Tokenizer

from comity.reading.attribution.tagger_windows import MOST_PIECES, Word, pack, read_words

CLS, SEP = 101, 102
ROLES = ("source", "cue", "content")
POLNEAR, LEDGER = 0, 1
Pieces = list[tuple[int, int]]


@dataclass
class Attribution:
    """One attribution in code points; `depth` 1 stands inside another one's content."""

    source: Pieces
    cue: Pieces
    content: Pieces
    depth: int = 0


@dataclass
class Text:
    """A document ready for cutting: words, pieces of each word, attributions in word indices."""

    name: str
    text: str
    convention: int
    attributions: list[Attribution]
    words: list[Word] = field(default_factory=list)
    pieces: list[list[int]] = field(default_factory=list)
    sentences: list[int] = field(default_factory=list)
    paragraphs: list[int] = field(default_factory=list)
    gold: bool = False
    depths: int = 1  # how many tag layers this document teaches

    def prepare(self, tokenizer: Tokenizer) -> Text:
        """Cut the text into words and pieces; returns itself."""
        self.words, self.sentences, self.paragraphs = read_words(self.text)
        if not self.words:
            return self
        encoded = tokenizer.encode(
            [self.text[w.start : w.end] for w in self.words], is_pretokenized=True, add_special_tokens=False
        )
        self.pieces = [[] for _ in self.words]
        for piece, word in zip(encoded.ids, encoded.word_ids, strict=True):
            self.pieces[word].append(piece)
        for p in self.pieces:
            if not p:
                p.append(100)
            del p[MOST_PIECES:]
        return self

    def word_span(self, start: int, end: int) -> tuple[int, int] | None:
        """The words that share a code point with `[start, end)`."""
        first = bisect_right(self.words, start, key=lambda w: w.end)
        last = bisect_left(self.words, end, key=lambda w: w.start)
        return (first, last) if first < last else None


@dataclass
class Example:
    """One window: pieces with [CLS] and [SEP], features, first piece of each word, tags by depth, links."""

    pieces: list[int]
    features: list[int]
    firsts: list[int]
    tags: list[list[int]]
    depths: int
    links: list[tuple[int, int, int]]  # (kind, row piece, head piece); head 0 is "none"


def read_polnear(path: Path) -> list[Text]:
    """Documents of a PolNeAR-style JSONL."""
    texts = []
    for line in path.read_text(encoding="utf-8").splitlines():
        d = json.loads(line)
        found = [Attribution(*([tuple(s) for s in a[r]] for r in ROLES)) for a in d["attributions"]]
        texts.append(Text(d["doc_id"], d["text"], POLNEAR, found))
    return texts


def read_gold(folder: Path, *, every: bool = False) -> list[Text]:
    """Documents of a folder of Comity gold files, with every statement or only those the model can learn from."""
    texts = []
    for path in sorted(folder.glob("*.gold.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        text = path.with_name(path.name.replace(".gold.json", ".txt")).read_text(encoding="utf-8")
        found = []
        for s in gold["statements"]:
            if not every and any(t["parent"] == s["id"] and t["cue"] == s["cue"] for t in gold["statements"]):
                # One cue, two sources ("NBC quoted an official"): the cue's link goes to the one who spoke.
                found.append(Attribution(_find_all(text, s["source"]), [], []))
                continue
            found.append(
                Attribution(_find_all(text, s["source"]), _find_all(text, s["cue"]), _find_all(text, *s["content"]))
            )
        found = [a for a in found if every or not _too_long(text, a)]
        _set_depths(found)
        texts.append(Text(gold["doc"], text, LEDGER, found, gold=True, depths=2))
    return texts


def _find(text: str, piece: dict) -> tuple[int, int]:
    start = -1
    for _ in range(piece.get("n", 1)):
        start = text.index(piece["q"], start + 1)
    return start, start + len(piece["q"])


def _find_all(text: str, *pieces: dict | None) -> Pieces:
    return [_find(text, p) for p in pieces if p]


def _too_long(text: str, a: Attribution) -> bool:
    """A whole document as one content ("The following statement was released …") is for rules, not for the model."""
    return any(len(text[s:e].split()) > 120 or "\n" in text[s:e].strip() for s, e in a.content)


def _set_depths(found: list[Attribution]) -> None:
    for a in found:
        for b in found:
            if a is not b and a.cue and any(s <= a.cue[0][0] and a.cue[0][1] <= e for s, e in b.content):
                a.depth = 1


def _label(text: Text, start: int, end: int) -> tuple[list[list[int]], list[tuple[int, int, int]]]:
    """Tags by depth and links in word indices for the words `[start, end)`; a link to outside points at -1."""
    tags = [[0] * (end - start) for _ in range(2)]
    links: list[tuple[int, int, int]] = []
    low, high = text.words[start].start, text.words[end - 1].end
    for a in text.attributions:
        if not any(s < high and e > low for r in ROLES for s, e in getattr(a, r)):
            continue
        spans = {r: [w for s in getattr(a, r) if (w := text.word_span(*s))] for r in ROLES}
        layer = tags[a.depth]
        for r, role in enumerate(ROLES):
            for first, last in spans[role]:
                s, e = max(first, start) - start, min(last, end) - start
                if s < e and all(t == 0 for t in layer[s:e]):
                    layer[s] = 1 + 2 * r
                    layer[s + 1 : e] = [2 + 2 * r] * (e - s - 1)
        inside = lambda i: start <= i < end  # noqa: E731
        cue = spans["cue"][0][0] if spans["cue"] else -1
        cue = cue - start if inside(cue) else -1
        for s, e in spans["content"]:
            links += [(kind, i - start, cue) for kind, i in ((0, s), (1, e - 1)) if inside(i)]
        if cue >= 0:
            source = spans["source"][0][0] if spans["source"] else -1
            links.append((2, cue, source - start if inside(source) else -1))
    return tags, links


def windows(text: Text, limit: int, shift: random.Random | None = None) -> Iterator[tuple[int, int]]:
    """Windows in words; `shift` moves the first cut at random."""
    sizes = [len(p) for p in text.pieces]
    first = shift.randint(limit // 4, limit) if shift else None
    yield from pack(sizes, text.sentences, text.paragraphs, limit=limit, first=first)


def example(text: Text, start: int, end: int) -> Example:
    """One window as the network and its loss take it."""
    pieces, features, firsts = [CLS], [text.convention], []
    for i in range(start, end):
        firsts.append(len(pieces))
        pieces += text.pieces[i]
        features += [text.words[i].feature(text.convention)] * len(text.pieces[i])
    pieces.append(SEP)
    features.append(text.convention)
    tags, links = _label(text, start, end)
    place = lambda i: firsts[i] if i >= 0 else 0  # noqa: E731
    return Example(pieces, features, firsts, tags, text.depths, [(k, firsts[i], place(h)) for k, i, h in links])


STRAIGHTEN = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})


def varied(text: Text, tokenizer: Tokenizer, dice: random.Random) -> Text:
    """The same document with other quotation marks or without paragraphs, offsets unchanged."""
    changed = text.text
    if dice.random() < 0.3:
        changed = changed.translate(STRAIGHTEN)
    if dice.random() < 0.15:
        changed = re.sub(r"\n", " ", changed)
    if changed == text.text:
        return text
    return Text(text.name, changed, text.convention, text.attributions, gold=text.gold, depths=text.depths).prepare(
        tokenizer
    )

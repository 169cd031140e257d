"""How far two phrases speak of the same thing: their words, cut to stems and joined by `words.tsv`, rare ones first."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

_WORD = re.compile(r"[^\W\d_]+(?:[-‐‑][^\W\d_]+)*")
_STEM = 6
_NOTHING = "-"  # the group of words without an object of their own
_MARKS = str.maketrans("", "", "-‐‑")


def words_of(text: str) -> frozenset[str]:
    """The stems and groups of a phrase's words; empty where it names no thing ("the accord", "nine breaches")."""
    found = {_key(word.lower().translate(_MARKS)) for word in _WORD.findall(text)}
    return frozenset(word for word in found if word and len(word) > 2)


def forms_of(text: str, keys: frozenset[str]) -> list[str]:
    """The words of a phrase behind some of its stems and groups, as they stand there."""
    found = {word.lower(): _key(word.lower().translate(_MARKS)) for word in _WORD.findall(text)}
    return [word for word, key in found.items() if key in keys]


def likeness(told: frozenset[str], asked: frozenset[str], weights: Mapping[str, float]) -> float:
    """The share of `told` that stands in `asked`, each word by its weight; words without one count a little."""
    whole = sum(weights.get(word, 0.3) for word in told)
    return sum(weights.get(word, 0.3) for word in told & asked) / whole if whole else 0.0


def overlap(left: frozenset[str], right: frozenset[str]) -> float:
    """The shared words as a share of the shorter phrase."""
    return len(left & right) / min(len(left), len(right)) if left and right else 0.0


def rarity(phrases: Iterable[frozenset[str]]) -> dict[str, float]:
    """One over the number of phrases in which a word stands: what tells measures of one accord apart."""
    counts: dict[str, int] = {}
    for phrase in phrases:
        for word in phrase:
            counts[word] = counts.get(word, 0) + 1
    return {word: 1 / count for word, count in counts.items()}


def folded(text: str) -> str:
    """A phrase in lower case, single spaces, without an article before it and a full stop behind it."""
    return re.sub(r"^(?:the|an?)\s+", "", " ".join(text.split()).casefold()).rstrip(".")


def _key(word: str) -> str:
    """The group or stem of a word; empty for a word without an object of its own."""
    if word in _empty():
        return ""
    stem = _stem(word)
    return _groups().get(word) or _groups().get(stem) or stem


def _stem(word: str) -> str:
    singular = word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word
    return singular[:_STEM]


@cache
def _rows() -> list[dict[str, str]]:
    path = files("comity.analysis") / "words.tsv"
    return list(csv.DictReader(path.read_text("utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def _empty() -> frozenset[str]:
    return frozenset(word for row in _rows() if row["group"] == _NOTHING for word in row["words"].split())


@cache
def _groups() -> dict[str, str]:
    return {
        form: f"={row['group']}"
        for row in _rows()
        if row["group"] != _NOTHING
        for word in row["words"].split()
        for form in (word.translate(_MARKS), _stem(word.translate(_MARKS)))
    }

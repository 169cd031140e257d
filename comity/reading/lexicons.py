"""Phrase lexicons: words and short phrases, found among the tokens of a text.

A phrase holds as written or as a lemma, in any case; `*` at the end of a word stands for any ending; hyphens count as
spaces. Files stand in `comity/reading/data`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from spacy.tokens import Doc, Span, Token

from comity.model import KnowledgeError

DATA = Path(__file__).parent / "data"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same values, some ten times faster
_PREFIX = 3
_REMEMBERED = 1 << 16
_HYPHENS = frozenset("-‐‑–")
_APOSTROPHE = str.maketrans("’", "'")


@cache
def load_yaml(name: str) -> dict[str, Any]:
    """The mapping in one data file of this room; raises KnowledgeError where it is missing or no mapping."""
    path = DATA / name
    try:
        values = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - a safe loader
    except (OSError, yaml.YAMLError) as error:
        raise KnowledgeError(f"{path}: cannot be read ({error}); restore the file of this release") from error
    if not isinstance(values, dict):
        raise KnowledgeError(f"{path}: not a mapping; restore the file of this release")
    return values


@cache
def listed(name: str, group: str, part: str = "words") -> frozenset[str]:
    """One plain list of a data file, made into a set once: `listed("order_cues.yaml", "phases")`."""
    return frozenset(load_yaml(name)[group][part])


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found in tokens `[start, end)` of a Doc, and the value it was entered with."""

    start: int
    end: int
    value: tuple[str, int]


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    open_ended: bool

    def fits(self, lower: str, lemma: str) -> bool:
        if self.open_ended:
            return lower.startswith(self.text) or lemma.startswith(self.text)
        return self.text in (lower, lemma)


_Entry = tuple[int, tuple[_Word, ...], tuple[str, int]]


class Phrases:
    """An index of phrases, each with a value `(label, weight)`; `find` takes time linear in the text."""

    def __init__(self, entries: Iterable[tuple[str, tuple[str, int]]]) -> None:
        self._whole: dict[str, list[_Entry]] = defaultdict(list)  # by the first word
        self._begun: dict[str, list[_Entry]] = defaultdict(list)  # by how an open-ended first word begins
        self._known: dict[tuple[str, str], tuple[_Entry, ...]] = {}
        for number, (text, value) in enumerate(entries):
            words = tuple(
                _Word(word.rstrip("*"), word.endswith("*")) for word in text.lower().replace("-", " ").split()
            )
            first = words[0]
            where = self._begun[first.text[:_PREFIX]] if first.open_ended else self._whole[first.text]
            where.append((number, words, value))

    def find(self, doc: Doc | Span) -> list[Hit]:
        """All phrases of a Doc or a part of one, in text order; where one lies inside a longer one, only the longer."""
        tokens = [token for token in doc if token.text not in _HYPHENS and not token.is_space]
        forms = [_forms(token) for token in tokens]
        found: list[Hit] = []
        for at, form in enumerate(forms):
            begun = self._known.get(form)
            for _, words, value in self._beginning(*form) if begun is None else begun:
                if at + len(words) <= len(forms) and all(
                    word.fits(*other) for word, other in zip(words[1:], forms[at + 1 : at + len(words)], strict=True)
                ):
                    found.append(Hit(tokens[at].i, tokens[at + len(words) - 1].i + 1, value))
        return _longest(found)

    def _beginning(self, lower: str, lemma: str) -> tuple[_Entry, ...]:
        """The entries whose first word a word fits, in their order; remembered, as texts repeat their words."""
        found = [*self._whole.get(lower, ()), *(self._whole.get(lemma, ()) if lemma != lower else ())]
        for key in dict.fromkeys((lower[:_PREFIX], lemma[:_PREFIX])):
            found += [entry for entry in self._begun.get(key, ()) if entry[1][0].fits(lower, lemma)]
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        self._known[lower, lemma] = entries = tuple(sorted(found, key=_number))
        return entries


def _number(entry: _Entry) -> int:
    return entry[0]


def _forms(token: Token) -> tuple[str, str]:
    lower = token.lower_
    if "’" in lower:
        lower = lower.translate(_APOSTROPHE)
    return lower, (token.lemma_.lower() or lower)


def _longest(hits: list[Hit]) -> list[Hit]:
    """The hits less those that lie strictly inside another; of one label on the same tokens, the heaviest."""
    kept: list[Hit] = []
    furthest = -1
    for hit in sorted(dict.fromkeys(hits), key=lambda h: (h.start, -h.end, -h.value[1])):
        inside = hit.end <= furthest and not any((k.start, k.end) == (hit.start, hit.end) for k in kept[-4:])
        same = any((k.start, k.end, k.value[0]) == (hit.start, hit.end, hit.value[0]) for k in kept[-4:])
        if not inside and not same:
            kept.append(hit)
            furthest = max(furthest, hit.end)
    return kept

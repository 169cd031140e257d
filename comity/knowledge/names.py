"""The index of names: every way to write a known entity."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache

from comity.knowledge.entries import NameEntry, NameKind

_SAME = str.maketrans(
    {
        "\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u02bb": "'", "`": "'", "\u00b4": "'",
        "\u201c": '"', "\u201d": '"',
        "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-",
        "\u0142": "l", "\u00f8": "o", "\u0111": "d", "\u0131": "i", "\u00e6": "ae", "\u0153": "oe", "\u00f0": "d",
        "\u00fe": "th",
    }
)  # fmt: skip
_REMEMBERED = 1 << 15
_DOTTED = re.compile(r"(?:[A-Z]\.){2,}|(?:[A-Z]\.)+[A-Z]")
_ARTICLE = re.compile(r"the\s+(?=\S)", re.IGNORECASE)


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """The form in which names are compared: no case, no diacritics, one kind of quote, hyphen and space."""
    if text.isascii():  # most names: nothing to take off
        return " ".join(text.replace("`", "'").casefold().split())
    marks = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    plain = "".join(mark for mark in marks if not unicodedata.combining(mark))
    return " ".join(plain.translate(_SAME).split())


@lru_cache(maxsize=65536)
def key(text: str) -> str:
    """The folded form without hyphens, under which names are kept: "al Qaeda" is "al-Qaeda"."""
    return " ".join(fold(text).replace("-", " ").split())


def is_acronym(text: str) -> bool:
    """Whether a name holds only as written: one word of two to eight letters and digits, all letters capital."""
    return len(text) <= 8 and text.isupper() and " " not in text and sum(map(str.isalnum, text)) >= 2


def entry(text: str, entity_id: str, kind: NameKind) -> NameEntry:
    """The NameEntry of a name, whose kind becomes `acronym` where it is written as one."""
    acronym = is_acronym(text)
    return NameEntry(text, entity_id, "acronym" if acronym and kind in {"name", "alias"} else kind, acronym)


class NameIndex:
    """Names to entities. One name may lead to several ("Bush", "Georgia"): all are given, in the order of the files."""

    def __init__(self, entries: Iterable[NameEntry]) -> None:
        self._entries = tuple(dict.fromkeys(entries))
        self._exact: dict[str, list[NameEntry]] = defaultdict(list)
        self._folded: dict[str, list[NameEntry]] = defaultdict(list)
        self._of: dict[str, list[NameEntry]] = defaultdict(list)
        self._known: dict[
            str, tuple[NameEntry, ...]
        ] = {}  # what was looked up last: texts name the same again and again
        for item in self._entries:
            if item.case_sensitive:
                self._exact[_undotted(item.text)].append(item)
            else:
                self._folded[key(item.text)].append(item)
            self._of[item.entity_id].append(item)

    def __iter__(self) -> Iterator[NameEntry]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def lookup(self, name: str) -> tuple[NameEntry, ...]:
        """All entries that `name` may stand for; a leading "the" and dots between capitals (U.S.) do not matter."""
        found = self._known.get(name)
        if found is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            found = self._known[name] = self._lookup(name)
        return found

    def _lookup(self, name: str) -> tuple[NameEntry, ...]:
        name = " ".join(name.split())
        bare = _ARTICLE.sub("", name, count=1) if name[:1] in "tT" and _ARTICLE.match(name) else name
        found = [*self._exact.get(_undotted(bare), ()), *self._folded.get(key(name), ())]
        if bare != name:  # "the West" is nobody's surname
            found += [item for item in self._folded.get(key(bare), ()) if item.kind != "surname"]
        return _one_per_entity(found) if found else ()

    def of(self, entity_id: str) -> tuple[NameEntry, ...]:
        """All entries of one entity."""
        return tuple(self._of.get(entity_id, ()))


def _undotted(text: str) -> str:
    return text.replace(".", "") if "." in text and _DOTTED.fullmatch(text) else text


def _one_per_entity(entries: list[NameEntry]) -> tuple[NameEntry, ...]:
    kept: dict[tuple[str, NameKind], NameEntry] = {}
    for item in entries:
        kept.setdefault((item.entity_id, item.kind), item)
    return tuple(kept.values())

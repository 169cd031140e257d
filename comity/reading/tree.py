"""The dependency tree of a Doc as plain numbers, read once: spaCy looks for a token's children anew each time.

Limit: a parse that is changed afterwards, with as many tokens as before, is not seen.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from spacy.attrs import DEP, HEAD, SENT_START
from spacy.strings import get_string_id
from spacy.tokens import Doc

from comity.reading.passing import keep_notes_apart

_TREE = "comity_tree"


@dataclass(frozen=True, slots=True)
class Tree:
    """For each token the number of its head (-1 for a root), its label, its children, its sentence's first token.

    `subjects` is what `syntax.own_subjects` has found for a verb.
    """

    heads: list[int]
    labels: list[int]
    below: list[tuple[int, ...]]
    starts: list[int]
    subjects: dict[int, tuple[int, ...]] = field(default_factory=dict)

    def is_whole(self, top: int, first: int, last: int) -> bool:
        """Whether the range from the first to the last word below a word holds nothing else."""
        heads = self.heads[first : last + 1]
        heads[top - first] = top
        return min(heads) >= first and max(heads) <= last


def tree_of(doc: Doc) -> Tree:
    """The tree of a Doc; kept with it."""
    tree: Tree | None = doc.user_data.get(_TREE)
    if tree is None or len(tree.heads) != len(doc):
        keep_notes_apart(doc)
        tree = doc.user_data[_TREE] = _made(doc)
    return tree


def _made(doc: Doc) -> Tree:
    values = doc.to_array([HEAD, DEP, SENT_START])
    steps = values[:, 0].astype(np.int64)
    heads = np.where(steps == 0, -1, steps + np.arange(len(doc))).tolist()
    below: list[tuple[int, ...]] = [()] * len(heads)
    for number, head in enumerate(heads):
        if head >= 0:
            below[head] = (*below[head], number)
    starts = np.maximum.accumulate(np.where(values[:, 2] == 1, np.arange(len(doc)), 0)).tolist()
    return Tree(heads, values[:, 1].tolist(), below, starts)


def labels(*names: str) -> frozenset[int]:
    """The numbers that spaCy gives to labels."""
    return frozenset(get_string_id(name) for name in names)

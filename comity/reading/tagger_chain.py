"""The linear chain over tags: best path and the probability of each tag, for many windows at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

TAGS = 7  # O, then B and I of source, cue, content
NEVER = np.float32(-1e4)


def constrained(moves: Floats) -> Floats:
    """`moves` [TAGS + 1, TAGS] (last row: from the start) with those forbidden that would continue nothing."""
    fixed = moves.astype(np.float32).copy()
    for inside in range(2, TAGS, 2):
        wrong = [i for i in range(TAGS + 1) if i not in (inside - 1, inside)]
        fixed[wrong, inside] = NEVER
    return fixed


def best_paths(emissions: Floats, moves: Floats, lengths: Ints) -> list[list[int]]:
    """The likeliest tags (Viterbi) of each window; `emissions` is [windows, words, TAGS].

    `moves` is one table for all windows, or [windows, TAGS + 1, TAGS].
    """
    count, longest, _ = emissions.shape
    table, score = moves[..., :-1, :], moves[..., -1, :] + emissions[:, 0]
    back = np.zeros((longest, count, TAGS), dtype=np.int64)
    keep = np.arange(TAGS)
    for i in range(1, longest):
        reached = score[:, :, None] + table
        back[i] = reached.argmax(1)
        active = (i < lengths)[:, None]
        score = np.where(active, reached.max(1) + emissions[:, i], score)
        back[i] = np.where(active, back[i], keep)
    at = score.argmax(1)
    path = np.zeros((count, longest), dtype=np.int64)
    rows = np.arange(count)
    for i in range(longest - 1, -1, -1):
        path[:, i] = at
        at = back[i, rows, at]
    return [path[n, : lengths[n]].tolist() for n in range(count)]


def marginals(emissions: Floats, moves: Floats, lengths: Ints) -> Floats:
    """Probability of each tag at each word [windows, words, TAGS]; rows past a window's end mean nothing.

    `moves` as in `best_paths`.
    """
    longest = emissions.shape[1]
    table, first = np.exp(moves[..., :-1, :]), moves[..., -1, :]
    turned = np.swapaxes(table, -1, -2)
    strength = np.exp(emissions - emissions.max(2, keepdims=True))
    before, after = np.empty_like(strength), np.ones_like(strength)
    before[:, 0] = _even(np.exp(first - first.max(-1, keepdims=True)) * strength[:, 0])
    inside = np.arange(longest)[:, None, None] < lengths[:, None]
    for i in range(1, longest):
        before[:, i] = _even((before[:, i - 1, None] @ table)[:, 0] * strength[:, i])
    for i in range(longest - 2, -1, -1):
        following = _even(((after[:, i + 1] * strength[:, i + 1])[:, None] @ turned)[:, 0])
        after[:, i] = np.where(inside[i + 1], following, 1.0)
    return _even(before * after)


def _even(values: Floats) -> Floats:
    """`values` scaled so that each last row sums to one."""
    even: Floats = values / np.maximum(values.sum(-1, keepdims=True), np.float32(1e-30))
    return even


def spans_of(path: list[int]) -> list[tuple[int, int, int]]:
    """`(role, first, last)` of each span in a path of tags, `last` exclusive; roles 0, 1, 2: source, cue, content."""
    found: list[tuple[int, int, int]] = []
    for i, tag in enumerate(path):
        if tag % 2 == 1:
            found.append((tag // 2, i, i + 1))
        elif tag and found and found[-1][2] == i and found[-1][0] == tag // 2 - 1:
            found[-1] = (found[-1][0], found[-1][1], i + 1)
    return found

"""The linear chain over tags: best path and the probability of each tag, for many windows at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

TAGS = 7  # O, then B and I of source, cue, content
NEVER = np.float32(-1e4)
_LEAST = np.float32(1e-30)


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
    count = len(emissions)
    table = np.broadcast_to(moves[..., :-1, :], (count, TAGS, TAGS))
    words = np.ascontiguousarray(emissions.swapaxes(0, 1))
    scores, reached = np.empty_like(words), np.empty((count, TAGS, TAGS), dtype=words.dtype)
    scores[0] = moves[..., -1, :] + words[0]
    for before, now, word in zip(scores, scores[1:], words[1:], strict=False):  # past a shorter window's end, too
        np.add(before[:, :, None], table, out=reached)
        np.maximum.reduce(reached, axis=1, out=now)
        np.add(now, word, out=now)
    back = (scores[:-1, :, :, None] + table).argmax(2).swapaxes(0, 1).tolist()
    last = scores[lengths - 1, np.arange(count)].argmax(1).tolist()
    return [_traced(back[n], last[n], int(lengths[n])) for n in range(count)]


def _traced(back: list[list[int]], last: int, length: int) -> list[int]:
    """The path of a length that ends in the tag `last`; `back` gives the best tag before each tag of each next word."""
    path = [last]
    for best in reversed(back[: length - 1]):
        path.append(best[path[-1]])
    return path[::-1]


def marginals(emissions: Floats, moves: Floats, lengths: Ints) -> Floats:
    """Probability of each tag at each word [windows, words, TAGS]; rows past a window's end mean nothing.

    `moves` as in `best_paths`. Both directions run side by side, each window's words turned round for the backward one.
    """
    count, longest, _ = emissions.shape
    table, first = np.broadcast_to(np.exp(moves[..., :-1, :]), (count, TAGS, TAGS)), moves[..., -1, :]
    tables = np.concatenate([table, np.swapaxes(table, -1, -2)])
    strength = np.exp(emissions - emissions.max(2, keepdims=True))
    turn = np.maximum(lengths[:, None] - 1 - np.arange(longest), 0)[:, :, None]
    ones, turned = np.ones_like(strength), np.take_along_axis(strength, turn, axis=1)
    # [words, 2 * windows, 1, TAGS]: what a step is multiplied with once it is worked out, and before the next
    after = np.concatenate([strength, ones]).swapaxes(0, 1)[:, :, None].copy()
    before = np.concatenate([ones, turned]).swapaxes(0, 1)[:, :, None].copy()
    steps, total = np.ones_like(after), np.empty((2 * count, 1, 1), dtype=after.dtype)
    steps[0, :count, 0] = _even(np.exp(first - first.max(-1, keepdims=True)) * strength[:, 0])
    for i in range(1, longest):
        step = np.matmul(steps[i - 1] * before[i - 1], tables, out=steps[i])
        np.multiply(step, after[i], out=step)
        np.add.reduce(step, axis=-1, keepdims=True, out=total)
        np.divide(step, np.maximum(total, _LEAST, out=total), out=step)
    forward, backward = steps[:, :count, 0].swapaxes(0, 1), steps[:, count:, 0].swapaxes(0, 1)
    return _even(forward * np.take_along_axis(backward, turn, axis=1))


def _even(values: Floats) -> Floats:
    """`values` scaled so that each last row sums to one."""
    even: Floats = values / np.maximum(values.sum(-1, keepdims=True), _LEAST)
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

"""The attribution model: what it reads, and the laws of its windows, chain and links."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.model.errors import EngineError
from comity.reading.attribution.tagger import Tagger
from comity.reading.attribution.tagger_chain import TAGS, best_paths, constrained, marginals, spans_of
from comity.reading.attribution.tagger_windows import CLOSES, FEATURES, INSIDE, OPENS, OUTSIDE, pack, read_words

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "tagger.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger()


def tokens(text: str) -> set[str]:
    return {text[w.start : w.end].lower() for w in read_words(text)[0] if text[w.start].isalnum()}


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["id"])
def test_reads(tagger: Tagger, case: dict[str, Any]) -> None:
    text = case["text"]
    found = [
        (tokens(" ".join(text[a:b] for a, b in f.source)), tokens(" ".join(text[a:b] for a, b in f.content)))
        for f in tagger.predict(text)
        if f.depth == 0
    ]
    assert len(found) == len(case["expect"])
    for (source, content), expected in zip(found, case["expect"], strict=True):
        wanted = tokens(expected["source"] or ""), tokens(" ".join(expected["content"]))
        assert overlap(source, wanted[0]) >= 0.5
        assert overlap(content, wanted[1]) >= 0.5


def overlap(left: set[str], right: set[str]) -> float:
    return len(left & right) / len(left | right) if left or right else 1.0


TEXTS = st.text(alphabet="ab A.!?\n\"'“”`,7é\u200b", max_size=300)


@settings(max_examples=30, deadline=None)
@given(TEXTS)
def test_ranges_lie_in_the_text(tagger: Tagger, text: str) -> None:
    for found in tagger.predict(text, min_score=0.0):
        assert 0.0 <= found.score <= 1.0
        assert found.content
        for a, b in (*found.source, *found.cue, *found.content):
            assert 0 <= a < b <= len(text)


def test_same_text_same_reading(tagger: Tagger) -> None:
    text = "\n".join(c["text"] for c in CASES)
    assert tagger.predict(text) == tagger.predict(text)


def test_missing_model_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="reinstall Comity"):
        Tagger(tmp_path)


@given(TEXTS)
def test_words_have_a_feature_row(text: str) -> None:
    for word in read_words(text)[0]:
        assert all(0 <= word.feature(c) < FEATURES for c in (0, 1))


@given(st.lists(st.integers(1, 8), max_size=200), st.randoms(use_true_random=False), st.integers(4, 60))
def test_windows_cover_every_word_once(sizes: list[int], dice: Any, limit: int) -> None:
    breaks = sorted({0, *(i for i in range(len(sizes)) if dice.random() < 0.1)})
    cuts = list(pack(sizes, breaks, breaks[::3], limit=max(limit, 8)))
    assert list(itertools.chain(*(range(a, b) for a, b in cuts))) == list(range(len(sizes)))
    assert all(sum(sizes[a:b]) <= max(limit, 8) for a, b in cuts)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('He said "no" twice', [OUTSIDE, OUTSIDE, OPENS, INSIDE, CLOSES, OUTSIDE]),
        ("“No” means no", [OPENS, INSIDE, CLOSES, OUTSIDE, OUTSIDE]),
        ("a ''shield'' they", [OUTSIDE, OPENS, OPENS, INSIDE, CLOSES, CLOSES, OUTSIDE]),
        ("“open\nnext", [OPENS, INSIDE, OUTSIDE]),
    ],
)
def test_quotation_marks(text: str, expected: list[int]) -> None:
    assert [w.quote for w in read_words(text)[0]] == expected


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 4))
def test_chain_against_brute_force(seed: int, length: int) -> None:
    dice = np.random.default_rng(seed)
    emissions = dice.normal(size=(1, length, TAGS)).astype(np.float32)
    moves = constrained(dice.normal(size=(TAGS + 1, TAGS)).astype(np.float32))
    scores = {}
    for path in itertools.product(range(TAGS), repeat=length):
        steps = sum(moves[a, b] for a, b in itertools.pairwise(path))
        scores[path] = float(moves[-1, path[0]] + steps + sum(emissions[0, i, t] for i, t in enumerate(path)))
    lengths = np.array([length])
    assert tuple(best_paths(emissions, moves, lengths)[0]) == max(scores, key=scores.__getitem__)
    chances = np.exp(np.array(list(scores.values())) - max(scores.values()))
    chances /= chances.sum()
    exact = np.zeros((length, TAGS))
    for path, chance in zip(scores, chances, strict=True):
        for i, tag in enumerate(path):
            exact[i, tag] += chance
    assert np.allclose(marginals(emissions, moves, lengths)[0], exact, atol=1e-4)


def test_spans() -> None:
    assert spans_of([0, 1, 2, 2, 3, 5, 6, 5]) == [(0, 1, 4), (1, 4, 5), (2, 5, 7), (2, 7, 8)]

"""The sentence encoder: unit length, order, meaning, and the same vector whatever stands beside a text."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from comity.model.errors import EngineError
from comity.reading.sentence_encoder import WIDTH, SentenceEncoder, encode

AGREED = "The two presidents agreed to resume talks on the border."
DECIDED = "Both leaders decided to restart the border negotiations."
HARVEST = "The harvest was good this year."


def test_meaning_counts_more_than_words() -> None:
    agreed, decided, harvest = encode([AGREED, DECIDED, HARVEST])
    assert agreed @ decided > 0.5 > 0.3 > agreed @ harvest


def test_vectors_have_unit_length_and_keep_their_order() -> None:
    texts = [HARVEST, "", AGREED, "word " * 2000, AGREED]
    vectors = encode(texts)
    assert vectors.shape == (len(texts), WIDTH)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.array_equal(vectors[2], vectors[4])


def test_a_text_has_one_vector_whatever_stands_beside_it() -> None:
    alone = encode([AGREED])[0]
    assert np.array_equal(alone, encode([HARVEST * 5, AGREED, DECIDED])[1])


def test_no_text_gives_no_rows() -> None:
    assert encode([]).shape == (0, WIDTH)


def test_a_folder_without_a_model_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=tmp_path.name):
        SentenceEncoder(tmp_path)

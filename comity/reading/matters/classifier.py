"""A guess at the matter of a phrase from its meaning: a linear layer over the vectors of the sentence encoder.

Trained by models/matters/train.py; models/matters/MODEL_CARD.md tells on what, and how well it does. The lexicon of
matters goes before it (`matters.matters_of`).
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from comity.model.errors import EngineError
from comity.reading.sentence_encoder import encode

MOST_WORDS = 24
LEAST = 1e-4


@cache
def _layer() -> tuple[tuple[str, ...], NDArray[np.float32], NDArray[np.float32]]:
    """The codes, the weights [n codes, 384] and the biases. Raises EngineError where the file cannot be read."""
    path = files("comity.reading") / "data" / "matters" / "layer.npz"
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as held:
            codes = tuple(str(code) for code in held["codes"])
            return codes, held["weights"].astype(np.float32), held["biases"].astype(np.float32)
    except (OSError, KeyError, ValueError) as error:
        raise EngineError(f"{path} cannot be read ({error}): reinstall Comity") from error


def shortened(text: str) -> str:
    """The first words of a phrase, as many as the classifier looks at."""
    return " ".join(text.split()[:MOST_WORDS])


def likelihoods(text: str) -> dict[str, float]:
    """The logarithm of how likely each matter is, none below that of `LEAST`."""
    return dict(_likelihoods(shortened(text)))


@lru_cache(maxsize=4096)
def _likelihoods(text: str) -> tuple[tuple[str, float], ...]:
    codes, weights, biases = _layer()
    scores = weights @ encode([text])[0] + biases
    shares = np.exp(scores - scores.max())
    logs = np.log(shares / shares.sum() + LEAST)
    return tuple(zip(codes, (float(value) for value in logs), strict=True))

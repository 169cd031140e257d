"""How sure a position is: from its rule, and from signs that rules of every kind go wrong by.

The numbers stand in `data/position_certainty.yaml`; bench/accuracy/certainty.py works them out and tells how well they
hold (docs/accuracy.md).
"""

from __future__ import annotations

import math
from functools import cache
from typing import Any

from comity.reading.lexicons import load_yaml
from comity.reading.positions.words import Found


@cache
def _numbers() -> dict[str, Any]:
    numbers: dict[str, Any] = load_yaml("position_certainty.yaml")
    return numbers


def signs_of(found: Found) -> tuple[str, ...]:
    """What speaks for or against a find, whatever its rule: names of the weights in the data file."""
    size, holders = len(found.about), found.holders
    signs = {
        "holder that is no person or state": holders[0].kind not in {"person", "state"},
        "one word": size == 1,
        "three words or fewer": size <= 3,
        "word of stance governed or coordinated": found.cue.dep_ in {"pobj", "conj", "xcomp"},
        "several holders": len(holders) > 1,
    }
    return tuple(name for name, holds in signs.items() if holds)


def certainty_of(found: Found) -> float:
    """The share of finds like this that were right in annotated texts."""
    numbers = _numbers()
    share = numbers["rules"].get(found.rule, numbers["kinds"].get(found.rule.split("/", maxsplit=1)[0], 0.7))
    score = numbers["start"] + numbers["weight"] * math.log(share / (1 - share))
    score += sum(numbers["signs"][name] for name in signs_of(found))
    return round(1 / (1 + math.exp(-score)), 2)

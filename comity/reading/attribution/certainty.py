"""How sure an attribution is: probabilities fitted on annotated texts, by the rule and by what the network sees.

The numbers lie in `data/attribution/certainty.json`, written by `models/attribution/certainty.py`; how well they hold
on texts that they were not fitted on stands in `models/attribution/MODEL_CARD.md`.
"""

from __future__ import annotations

import json
import math
from functools import cache
from typing import TypedDict

from comity.model import KnowledgeError
from comity.reading.lexicons import DATA

# Rules of which the annotated texts hold none or next to none, and of whole documents, which the network cannot see:
# what we judge, not what was counted.
JUDGED = {
    "citing": 0.8, "released": 0.75, "turn": 0.9, "headline": 0.9, "signature": 0.9, "letter": 0.85, "denial": 0.85,
    "colon": 0.85, "wording": 0.85, "equated": 0.8, "noun-by": 0.7, "passive": 0.85, "spoken-of": 0.8,
}  # fmt: skip
# Rules that are nearly always right: where nothing else is found, the network is not asked.
TRUSTED = frozenset({"quotation", "according", "relay", "citing", "turn", "released", "object"})
NETWORK = "network"
UNKNOWN = 0.5
_FURTHEST = 0.98  # no score counts for more than this, or for less than one minus this


class Weights(TypedDict):
    """Logistic weights: of every rule, of being seen by the network at all, and of the log odds of its score."""

    base: float
    rules: dict[str, float]
    seen: float
    seen_score: float
    network_score: float


@cache
def weights(part: str) -> Weights:
    """The weights of "joined" (rules and network) or "rules" (alone); KnowledgeError where the file is not there."""
    path = DATA / "attribution" / "certainty.json"
    try:
        found: Weights = json.loads(path.read_text(encoding="utf-8"))[part]
    except (OSError, ValueError, KeyError) as error:
        raise KnowledgeError(f"{path}: cannot be read ({error}); restore the file of this release") from error
    return found


@cache
def of_rule(rule: str) -> float:
    """How likely a rule's find is right where no network has looked."""
    table = weights("rules")
    if rule in JUDGED or rule not in table["rules"]:
        return JUDGED.get(rule, UNKNOWN)
    return _chance(table["base"] + table["rules"][rule])


def of_joined(rule: str, score: float | None) -> float:
    """How likely a find is right where the network looked too: `score` is its own, None where it does not see it.

    For what only the network finds `rule` is "network". Unseen finds of trusted rules keep their own share.
    """
    table = weights("joined")
    if rule in JUDGED or rule not in table["rules"] or (score is None and rule in TRUSTED):
        return of_rule(rule)
    value = table["base"] + table["rules"][rule]
    if rule == NETWORK:
        return _chance(value + table["network_score"] * odds(score or 0.0))
    return _chance(value if score is None else value + table["seen"] + table["seen_score"] * odds(score))


def odds(score: float) -> float:
    """Log odds of a score, held within bounds."""
    held = min(max(score, 1 - _FURTHEST), _FURTHEST)
    return math.log(held / (1 - held))


def _chance(value: float) -> float:
    return round(1 / (1 + math.exp(-value)), 3)

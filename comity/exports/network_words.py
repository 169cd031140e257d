"""Networks in words: headings and lists of settings, alike in pictures, tables and on terminals."""

from __future__ import annotations

from comity.analysis.network_question import Question
from comity.analysis.network_ties import Network

_WHAT = {
    ("one", "ignore"): "Who speaks of the same matters",
    ("one", "congruence"): "Who stands with whom",
    ("one", "conflict"): "Who stands against whom",
    ("one", "subtract"): "Who stands with whom, and against whom",
    ("two", "ignore"): "Who speaks of what",
    ("two", "subtract"): "Who is for and against what",
    ("two", "combine"): "Who is for, against or both",
}

_WEIGHT = {
    ("one", "ignore"): "weight: how much both speak of the same",
    ("one", "congruence"): "weight: how much they agree",
    ("one", "conflict"): "weight: how much they part",
    ("one", "subtract"): "weight: how much they agree, less how much they part",
    ("two", "ignore"): "weight: how often they speak of it",
    ("two", "subtract"): "weight: how often for, less how often against",
    ("two", "combine"): "weight: a number for the stances that occur",
}
_DIVIDED = {
    "average": "divided by the average of what both say",
    "jaccard": "divided as “jaccard” has it",
    "cosine": "divided as “cosine” has it",
    "vector-cosine": "as the cosine of what both say",
    "activity": "divided by all that the actor says",
    "prominence": "divided by all that is said of it",
}


def headline(network: Network) -> str:
    """What the network shows, and when."""
    asked = network.question
    when = f", {network.first} to {network.last}" if network.first else ""
    return _WHAT[asked.mode, asked.aggregate] + when


def filters_line(asked: Question, *, weights: bool = True) -> str:
    """The settings that matter to a reader, in one line; `weights`: with what the weight of a tie is."""
    parts = [f"by {asked.over.replace('+', ' and ')}", "each account once" if asked.weigh == "once" else "every claim"]
    if weights:
        parts[:0] = filter(None, [_WEIGHT[asked.mode, asked.aggregate], _DIVIDED.get(asked.normalise)])
    if "accord" in asked.parts and asked.mode == "one" and asked.aggregate != "conflict":
        parts.append("parties of an accord count as agreeing")
    for name, value in (
        ("matter", asked.matter), ("theatre", asked.theatre), ("kinds", ", ".join(asked.kinds)),
        ("from", asked.since), ("up to", asked.until), ("lifted to", asked.lift if asked.lift != "none" else None),
        ("certainty from", asked.min_certainty), ("backbone at", asked.backbone),
        ("at least", f"{asked.least} entries" if asked.least > 1 else None),
        ("only", "s and ".join(asked.parts) + "s" if 0 < len(asked.parts) < 3 else None),
    ):  # fmt: skip
        if value:
            parts.append(f"{name} {value}")
    return " · ".join(parts)

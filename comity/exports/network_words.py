"""Networks in words: headings and lists of settings, alike in pictures, tables and on terminals."""

from __future__ import annotations

from comity.analysis.network import Network
from comity.analysis.network_question import Question

_WHAT = {
    ("one", "ignore"): "Who speaks of the same matters",
    ("one", "congruence"): "Who stands with whom",
    ("one", "conflict"): "Who stands against whom",
    ("one", "subtract"): "Who stands with whom, and against whom",
    ("two", "ignore"): "Who speaks of what",
    ("two", "subtract"): "Who is for and against what",
    ("two", "combine"): "Who is for, against or both",
}


def headline(network: Network) -> str:
    """What the network shows, and when."""
    asked = network.question
    when = f", {network.first} to {network.last}" if network.first else ""
    return _WHAT[asked.mode, asked.aggregate] + when


def filters_line(asked: Question) -> str:
    """The settings that matter to a reader, in one line."""
    parts = [f"{asked.aggregate}, normalised: {asked.normalise}", f"over {asked.over}",
             "each account once" if asked.weigh == "once" else "every claim"]  # fmt: skip
    for name, value in (
        ("matter", asked.matter), ("theatre", asked.theatre), ("kinds", ", ".join(asked.kinds)),
        ("from", asked.since), ("up to", asked.until), ("lifted to", asked.lift if asked.lift != "none" else None),
        ("certainty from", asked.min_certainty), ("backbone at", asked.backbone),
        ("at least", f"{asked.least} entries" if asked.least > 1 else None),
        ("only", "s and ".join(asked.parts) + "s" if len(asked.parts) < 3 else None),
    ):  # fmt: skip
        if value:
            parts.append(f"{name} {value}")
    return " · ".join(parts)

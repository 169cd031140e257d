"""The words by which networks are chosen, and which go together."""

from __future__ import annotations

from typing import Any, Literal, get_args

from comity.model import UsageError

Mode = Literal["one", "two"]
Aggregate = Literal["ignore", "congruence", "conflict", "subtract", "combine"]
Normalise = Literal["no", "average", "jaccard", "cosine", "vector-cosine", "activity", "prominence"]
Duplicates = Literal["include", "document", "week", "month", "year", "all"]

_OF_MODE: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "one": (
        frozenset({"ignore", "congruence", "conflict", "subtract"}),
        frozenset({"no", "average", "jaccard", "cosine", "vector-cosine"}),
    ),
    "two": (frozenset({"ignore", "subtract", "combine"}), frozenset({"no", "activity", "prominence"})),
}


def check_choices(mode: Mode, aggregate: Aggregate, normalise: Normalise) -> None:
    """Raise UsageError where these make no network together."""
    aggregates, normalisations = _OF_MODE[mode]
    kind = f"a {mode}-mode network"
    if aggregate not in aggregates:
        raise UsageError(f"{aggregate} has no meaning in {kind}: use {_listed(aggregates, Aggregate)}")
    if normalise not in normalisations:
        raise UsageError(f"{normalise} has no meaning in {kind}: use {_listed(normalisations, Normalise)}")


def _listed(words: frozenset[str], order: Any) -> str:
    return ", ".join(word for word in get_args(order) if word in words)

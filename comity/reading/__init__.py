"""Document in, Reading out: a spaCy pipeline with one component for each kind of claim."""

from comity.reading import (
    accords,
    actors,
    attribution,
    dates,
    divergences,
    encounters,
    events,
    positions,
    reports,
    segments,
)
from comity.reading.reader import Reader

__all__ = [
    "Reader",
    "accords",
    "actors",
    "attribution",
    "dates",
    "divergences",
    "encounters",
    "events",
    "positions",
    "reports",
    "segments",
]

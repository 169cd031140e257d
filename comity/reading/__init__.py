"""Document in, Reading out: a spaCy pipeline with one component for each kind of claim."""

from comity.reading import actors, attribution, dates, positions, segments
from comity.reading.reader import Reader

__all__ = ["Reader", "actors", "attribution", "dates", "positions", "segments"]

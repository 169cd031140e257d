"""Document in, Reading out: a spaCy pipeline with one component for each kind of claim, each in its own folder."""

# Importing a component registers it with spaCy.
from comity.reading import segments  # noqa: F401
from comity.reading.accords import component as _accords  # noqa: F401
from comity.reading.actors import component as _actors  # noqa: F401
from comity.reading.attribution import component as _attribution  # noqa: F401
from comity.reading.dates import component as _dates  # noqa: F401
from comity.reading.divergences import component as _divergences  # noqa: F401
from comity.reading.events import component as _events  # noqa: F401
from comity.reading.events import encounters as _encounters  # noqa: F401
from comity.reading.positions import component as _positions  # noqa: F401
from comity.reading.reader import Reader
from comity.reading.reports import component as _reports  # noqa: F401

__all__ = ["Reader"]

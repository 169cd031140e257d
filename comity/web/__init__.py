"""The web view: pages and a JSON API over one ledger, on the reader's own machine."""

from comity.web.app import create_app
from comity.web.settings import Settings

__all__ = ["Settings", "create_app"]

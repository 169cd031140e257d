"""The web view: pages and a JSON API over one ledger, on the reader's own machine."""

from comity.web.app import Settings, create_app

__all__ = ["Settings", "create_app"]

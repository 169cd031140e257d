"""The web view: pages and a JSON API over one ledger, on the reader's own machine."""

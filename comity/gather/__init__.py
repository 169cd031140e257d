"""Gather: bytes from files, folders, addresses or standard input become Documents, or Refusals with a reason.

The way through: `sources.open_documents` tells what a source is; `files` picks the reader by kind (`kinds`);
`decoding` makes text of bytes; `pages`, `rows` and `front_matter` find the text and what is said about it; `finish`
checks the text and makes the Document. `fetch` brings a page over the network through `addresses`, which keeps private
networks off-limits.
"""

from comity.gather.dates import parse_date
from comity.gather.items import Gathered, Limits, Metadata, Refusal
from comity.gather.language import foreign_language
from comity.gather.sources import open_documents

__all__ = ["Gathered", "Limits", "Metadata", "Refusal", "foreign_language", "open_documents", "parse_date"]

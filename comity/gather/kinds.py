"""What is read as what: kinds by the ending of a file name and by the media type of a page."""

from __future__ import annotations

from comity.gather.items import RefusalError

KINDS = {
    ".htm": "html", ".html": "html", ".xhtml": "html",
    ".md": "markdown", ".markdown": "markdown",
    ".jsonl": "jsonl", ".ndjson": "jsonl",
    ".csv": "csv", ".tsv": "csv",
    ".json": "json",
    ".txt": "text", ".text": "text",
}  # fmt: skip
LEDGERS = (".ledger", ".ledger-wal", ".ledger-shm", ".ledger-journal")
ARCHIVES = (".zip", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".zst", ".7z", ".rar", ".warc", ".wacz", ".parquet")
OTHERS = (".pdf", ".doc", ".docx", ".odt", ".rtf", ".xls", ".xlsx", ".ppt", ".pptx", ".epub", ".xml", ".rss", ".atom")
MEDIA_KINDS = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/markdown": "markdown",
    "text/csv": "csv",
    "text/tab-separated-values": "csv",
    "application/json": "json",
    "application/jsonl": "jsonl",
    "application/x-ndjson": "jsonl",
    "application/x-jsonlines": "jsonl",
}
_NO_TEXTS = ("text/css", "text/javascript", "text/xml", "text/calendar")


def check_media_type(media_type: str) -> None:
    """Raise RefusalError for a media type that cannot hold a text we read; none at all is let through."""
    known = media_type.startswith("text/") or media_type in MEDIA_KINDS or not media_type
    if not known or media_type in _NO_TEXTS:
        raise RefusalError(
            "format", f"the address leads to {media_type[:80]}, which is not read: give a page or a text"
        )

"""Identifiers made from content, so that reading twice changes nothing."""

from __future__ import annotations

import hashlib
import re
import unicodedata

_SEPARATOR = "\x1f"
_SURROGATE = re.compile("[\ud800-\udfff]")


def canonical(text: str) -> str:
    """The canonical form of a text: Unicode NFC, line ends as `\\n`, no leading byte order mark; nothing else moves.

    Half surrogates, which no valid file holds, become U+FFFD.
    """
    text = _SURROGATE.sub("\ufffd", text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))
    return unicodedata.normalize("NFC", text)


def document_id(text: str) -> str:
    """SHA-256 (64 hex digits) of a canonical text in UTF-8."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def content_id(kind: str, *parts: object) -> str:
    """`kind_` and 16 hex digits of SHA-256 over the parts, joined by a separator that no text holds."""
    joined = _SEPARATOR.join(str(part) for part in parts)
    return f"{kind}_{hashlib.sha256(joined.encode('utf-8', 'replace')).hexdigest()[:16]}"

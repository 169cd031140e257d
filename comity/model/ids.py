"""Identifiers made from content, so that reading twice changes nothing."""

from __future__ import annotations

import hashlib
import unicodedata

_SEPARATOR = "\x1f"


def canonical(text: str) -> str:
    """The canonical form of a text: Unicode NFC, line ends as `\\n`, no leading byte order mark; nothing else moves."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", text)


def document_id(text: str) -> str:
    """SHA-256 (64 hex digits) of a canonical text in UTF-8.

    Lone surrogates, which no valid file holds, count as the replacement character.
    """
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def content_id(kind: str, *parts: object) -> str:
    """`kind_` and 16 hex digits of SHA-256 over the parts, joined by a separator that no text holds."""
    joined = _SEPARATOR.join(str(part) for part in parts)
    return f"{kind}_{hashlib.sha256(joined.encode('utf-8', 'replace')).hexdigest()[:16]}"

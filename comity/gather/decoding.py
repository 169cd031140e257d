"""Bytes become text: byte order mark first, then UTF-8, then detection with charset-normalizer."""

from __future__ import annotations

import codecs
import re

from comity.gather.items import RefusalError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    (b"%PDF-", "a PDF file is not read yet: convert it to plain text"),
    (b"PK\x03\x04", "an archive or office file is not read: unpack it, or save it as plain text"),
    (b"\x1f\x8b", "an archive is not read: unpack it first"),
    (b"\xd0\xcf\x11\xe0", "an office file is not read: save it as plain text"),
    (b"{\\rtf", "a rich text file is not read: save it as plain text"),
)
# Encodings that a page may declare. Others that Python knows (idna, unicode_escape) are no encodings of pages.
_DECLARABLE = re.compile(r"(utf-16|utf-32|iso8859|cp\d|koi8|gb|big5|shift_jis|euc|mac)")
_HEAD = 8192
_SAMPLE = 100_000
_ESCAPED = re.compile("[\udc80-\udcff]")
_NOT_ASCII = re.compile(rb"[\x80-\xff]")


def decode(data: bytes, *, declared: str | None = None, lenient: bool = False) -> str:
    """The text of `data`, byte order mark left in place; every character stands for bytes that were there.

    `declared` is an encoding that the source names, believed where the bytes are not UTF-8. `lenient` puts U+FFFD for
    single broken bytes of a text that is otherwise UTF-8, as browsers do. Raises RefusalError for binary data and for
    bytes that no encoding explains.
    """
    for magic, reason in _MAGIC:
        if data.startswith(magic):
            raise RefusalError("format", reason)
    encoding = encoding_mark(data) or _wide(data)
    if encoding is None and b"\x00" in data[:_HEAD]:
        raise RefusalError("binary", "this is not text (it holds NUL bytes): convert it to plain text first")
    try:
        return data.decode(encoding or "utf-8")
    except UnicodeDecodeError as error:
        if encoding and not lenient:
            raise RefusalError(
                "encoding", f"byte {error.start} is not valid {encoding.upper()}: save as UTF-8"
            ) from error
        return _decode_other(data, encoding or declared, error.start, lenient)


def encoding_mark(data: bytes) -> str | None:
    """The encoding that a byte order mark at the start of `data` names, None if there is none."""
    return next((name for mark, name in _MARKS if data.startswith(mark)), None)


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark, told by the NUL bytes that every second place of a Latin text holds."""
    head = data[: _HEAD - _HEAD % 2]
    half = len(head) // 2
    if half < 2:
        return None
    even, odd = head[::2].count(0) / half, head[1::2].count(0) / half
    if odd > 0.4 and even < 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 and odd < 0.05 else None


def _decode_other(data: bytes, declared: str | None, bad_at: int, lenient: bool) -> str:
    if text := _declared_text(data, declared):
        return text
    escaped = data.decode("utf-8", "surrogateescape")
    broken = len(_ESCAPED.findall(escaped))
    valid = sum(character > "\x7f" for character in escaped) - broken
    if valid >= broken or (lenient and declared and declared.lower() in {"utf-8", "utf8"}):
        if lenient:
            return data.decode("utf-8", "replace")
        raise RefusalError("encoding", f"byte {bad_at} is not valid UTF-8, though other bytes are: save it as UTF-8")
    encoding = guess_encoding(data)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise RefusalError("encoding", f"byte {error.start} is not valid {encoding}: save it as UTF-8") from error


def _declared_text(data: bytes, declared: str | None) -> str | None:
    try:
        name = codecs.lookup(declared or "").name
        if not _DECLARABLE.match(name):
            return None
        return data.decode("cp1252" if name == "iso8859-1" else name)  # what browsers take Latin-1 to mean
    except (LookupError, UnicodeDecodeError, ValueError):
        return None


def guess_encoding(data: bytes) -> str:
    """The likely encoding of bytes that are not UTF-8; raises RefusalError where none explains them.

    Texts that are nearly all ASCII, as English is, are Windows or Macintosh Western: the many regional code pages that
    also fit would only put wrong letters into names.
    """
    from charset_normalizer import from_bytes

    first = match.start() if (match := _NOT_ASCII.search(data)) else 0
    sample = data[max(0, first - 1000) : first + _SAMPLE]
    western = len(_NOT_ASCII.findall(sample)) < 0.15 * len(sample)
    best = from_bytes(sample, cp_isolation=["cp1252", "mac_roman"] if western else None).best()
    if best is None:
        raise RefusalError("encoding", "no encoding explains these bytes: save the text as UTF-8")
    return best.encoding

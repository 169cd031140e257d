"""HTML pages: the article and what the page says about it, found with trafilatura."""

from __future__ import annotations

import logging
import re
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from comity.gather.dates import parse_date
from comity.gather.decoding import decode
from comity.gather.items import Metadata, RefusalError, printable
from comity.model import InputError

_TAG = re.compile(r"<[a-zA-Z][^<>]*")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_LOOKS_LIKE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html)\b", re.I | re.S
)
# Extraction takes time in the square of tags and of attributes: these bounds keep it to seconds on any page, and real
# pages stay far below them.
_MOST_TAGS = 15_000
_MOST_ATTRIBUTES = 500


def looks_like_page(data: bytes) -> bool:
    """Whether `data` begins as an HTML page does."""
    return bool(_LOOKS_LIKE.match(data[:4096]))


def read_page(data: bytes, *, url: str | None = None, charset: str | None = None) -> tuple[str, Metadata]:
    """The article text of a page, one paragraph a line, and the title, date, publisher and author that it names.

    Comments, menus and paragraphs that stand there twice are left out. The date comes from the page's own metadata,
    never from its prose. Raises RefusalError where the page is binary, has too many tags, or holds no article.
    """
    if charset is None and (match := _CHARSET.search(data[:4096])):
        charset = match[1].decode("ascii", "replace")
    text = decode(data, declared=charset, lenient=True)
    _check_tags(text)
    found = _extract(text.replace("\x00", ""), url)
    if found is None or not (found.text or "").strip():
        raise RefusalError("empty", "the page holds no article text: save the text itself and read that")
    return found.text, _metadata(found, url)


def _check_tags(text: str) -> None:
    # Before parsing, which already takes time in the square of the attributes of one tag.
    for tag in _TAG.finditer(text):
        if tag.end() - tag.start() > _MOST_ATTRIBUTES:
            attributes = len(_QUOTED.sub("", tag.group()).split())
            if attributes > _MOST_ATTRIBUTES:
                raise RefusalError("too-large", f"a tag of the page has {attributes:,} attributes: save its text")


def _extract(text: str, url: str | None) -> Any:
    trafilatura = _trafilatura()
    try:
        tree = trafilatura.load_html(text)
        if tree is None:
            return None
        tags = sum(1 for _ in tree.iter())
        if tags > _MOST_TAGS:
            raise RefusalError("too-large", f"the page has {tags:,} tags, more than {_MOST_TAGS:,}: save its text")
        return trafilatura.bare_extraction(
            tree,
            url=url,
            include_comments=False,
            with_metadata=True,
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    except RefusalError:
        raise
    # Hostile pages reach corners of the parsers that raise anything; whatever it is, this page is refused.
    except Exception as error:
        raise RefusalError("format", f"the page cannot be parsed ({type(error).__name__}): save its text") from error


@cache
def _trafilatura() -> Any:
    import trafilatura  # loads slowly, and texts do not need it

    for name in ("trafilatura", "htmldate"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what they would warn of becomes a Refusal
    return trafilatura


def _metadata(found: Any, url: str | None) -> Metadata:
    address = url or (found.url if urlsplit(found.url or "").scheme in {"http", "https"} else None)
    parts = urlsplit(address or "")
    host = (parts.hostname or "").removeprefix("www.") or None
    # Where the page names no site, trafilatura gives the network location, port and all.
    named = found.sitename if (found.sitename or "").lower() not in {"", parts.netloc.lower()} else None
    values = (named or host, found.title, address, found.author)
    try:
        published = parse_date(found.date) if found.date else None
    except InputError:  # a page's metadata is often wrong; an unknown date is better than no document
        published = None
    return Metadata(published, *(printable(value) if value else None for value in values))

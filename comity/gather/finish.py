"""The last step of every reader: check the text, then make the Document."""

from __future__ import annotations

import re
from dataclasses import fields

from comity.gather.dates import parse_date
from comity.gather.items import Gathered, Metadata, Options, RefusalError
from comity.gather.language import foreign_language
from comity.model import Document, InputError

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_ACTIVE = re.compile(r"[\x00-\x20]*(javascript|vbscript|data)[\x00-\x20]*:", re.IGNORECASE)
_MOST_CONTROL = 0.02


def finish(name: str, text: str, found: Metadata, options: Options) -> Gathered:
    """The Gathered of `text`; `options.metadata` wins over `found`.

    Raises RefusalError where the text is too large, binary, empty or not English.
    """
    most = options.limits.max_characters
    if len(text) > most:
        raise RefusalError("too-large", f"the text has {len(text):,} characters, more than {most:,}: split it")
    _check_characters(text)
    if language := foreign_language(text):
        raise RefusalError("language", f"the text is in {language}; Comity reads English only: skipped")
    known = options.metadata.over(found)
    try:
        document = Document.create(text, **{f.name: getattr(known, f.name) for f in fields(known)})
    except InputError as error:
        raise RefusalError("empty", str(error)) from error
    return Gathered(name, document)


def _check_characters(text: str) -> None:
    if _SURROGATE.search(text):
        raise RefusalError("encoding", "the text holds half a surrogate pair, which no text can: write it out anew")
    if "\x00" in text or len(_CONTROL.findall(text)) > _MOST_CONTROL * len(text):
        raise RefusalError("binary", "this is not text (control characters): convert it to plain text first")


def metadata_from(values: dict[str, object], options: Options) -> Metadata:
    """What a row or front matter says of its text; keys that Comity does not know are passed over.

    Raises RefusalError where a known value is not text, or the date cannot be understood and none was given.
    """
    date_text = _value(values, "date", "published")
    published = None
    if date_text and options.metadata.published is None:
        try:
            published = parse_date(date_text)
        except InputError as error:
            raise RefusalError("date", str(error)) from error
    url = _value(values, "url")
    if url and _ACTIVE.match(url):
        raise RefusalError("format", f"the url {url[:60]!r} is a program, not an address: leave it out")
    return Metadata(
        published=published,
        publisher=_value(values, "publisher"),
        title=_value(values, "title"),
        url=url,
        author=_value(values, "author"),
        licence=_value(values, "licence", "license"),
    )


def _value(values: dict[str, object], *keys: str) -> str | None:
    for key in keys:
        value = values.get(key)
        if value is None:
            continue
        if not isinstance(value, str):
            raise RefusalError("format", f"the {key} is not text: put it in quotation marks")
        if _SURROGATE.search(value):
            raise RefusalError("encoding", f"the {key} holds half a surrogate pair, which no text can")
        if value.strip():
            return value.strip()
    return None

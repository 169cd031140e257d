"""What a person can fill in about an entry, and what a form's values mean."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from fastapi import Request

NAME = "comity_reviewer"
# What a person can put right on a page, by kind of entry; the rest by `comity review correct`.
FIELDS: dict[str, tuple[str, ...]] = {
    "position": ("actor", "matter", "theatre", "stance", "about"),
    "accord": ("parties", "status", "theatre", "name", "content"),
    "event": ("type", "actors", "recipients", "place", "trigger"),
    "measure": ("matter", "obliged", "span"),
    "divergence": ("between", "theatre", "content"),
    "report": ("status", "matter", "about"),
    "encounter": ("participants", "format", "place"),
    "statement": ("speakers", "source_type"),
}
LISTS = frozenset({"parties", "actors", "recipients", "obliged", "between", "participants", "speakers"})
ACTORS = LISTS | {"actor"}
SPANS = frozenset({"about", "content", "trigger", "span"})
ADDABLE = ("position", "statement", "accord", "event", "divergence", "report")


def reviewer_of(request: Request) -> str:
    """The name that was given last in this browser."""
    return unquote(request.cookies.get(NAME, ""))[:120]


def changed(field: str, form: dict[str, str]) -> bool:
    """Whether a form changes a field: each carries the value it was shown with under `was_FIELD`."""
    if field in SPANS:
        return bool(form.get("start")) and bool(form.get("end")) and form.get("use_span") == "on"
    return field in form and form[field].strip() != form.get(f"was_{field}", "").strip()


def number_of(form: dict[str, str], field: str) -> int | None:
    """The whole number of a field; None where it is none, or larger than any text is long."""
    given = form.get(field, "").strip()
    return int(given) if given.isdecimal() and len(given) < 16 else None


def value_of(field: str, form: dict[str, str]) -> Any:
    """The JSON value of a field of a form."""
    if field in SPANS:
        start, end = number_of(form, "start"), number_of(form, "end")
        if start is None or end is None:
            raise ValueError("the words have no place in the text")
        return {"start": start, "end": end}
    text = form[field].strip()
    if field in LISTS:
        return [part.strip() for part in text.split(";") if part.strip()]
    if field == "stance":
        return int(text)
    return text or None


def fields_of(kind: str, noun: dict[str, Any]) -> list[dict[str, Any]]:
    """The fields of an entry that a page can correct, with their values as the form shows them."""
    shown = []
    for field in FIELDS.get(kind, ()):
        if field not in SPANS:
            value = noun.get(field)
            if isinstance(value, list):
                value = "; ".join(actor["id"] for actor in value)
            elif isinstance(value, dict):
                value = value["id"]
            shown.append({"name": field, "value": "" if value is None else str(value)})
    return shown

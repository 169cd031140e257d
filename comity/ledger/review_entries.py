"""Entries out of what a reviewer fills in: spans completed from the text, actors from the ledger, all validated."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from comity.ledger.corrections import Entry
from comity.ledger.rows import KINDS, kind_of
from comity.ledger.store import Store
from comity.model import Document, InputError, Statement, content_id

_ACTORS = frozenset(
    {
        "actor", "actors", "recipients", "third_parties", "parties", "mediators", "participants", "initiated_by",
        "between", "obliged", "beneficiaries", "speakers",
    }
)  # fmt: skip
_ONE_SPAN = {
    "event": "trigger", "position": "about", "accord": "content", "divergence": "content", "report": "about",
    "measure": "span",
}  # fmt: skip


# A stance may be given as a word.
_STANCES = {
    "oppose": -1, "opposes": -1, "against": -1, "mixed": 0, "support": 1, "supports": 1, "for": 1,
}  # fmt: skip


def build(store: Store, kind: str, values: Mapping[str, Any], document: Document, made_by: tuple[str, str]) -> Entry:
    """The entry of JSON values, validated; its id from its content, its reviewer and what it was made of (`made_by`).

    A span may be `{"start", "end"}`, an actor an id or a name, a stance a word. Raises InputError
    where a field does not exist or fit.
    """
    adapter = _adapters().get(kind)
    if adapter is None:
        raise InputError(f"there is no kind {kind!r}: it is one of {', '.join(_adapters())}")
    if unknown := set(values) - set(_fields(kind)):
        raise InputError(f"a {kind} has no {', '.join(sorted(unknown))}: it has {', '.join(_fields(kind))}")
    filled = {name: _filled(store, name, value, document) for name, value in values.items()}
    bare = {name: value for name, value in filled.items() if name not in {"id", "reader", "certainty"}}
    reviewer, about = made_by
    name = content_id(kind, document.id, "review", about, reviewer, json.dumps(bare, sort_keys=True))
    mine = {"id": name, "document": document.id, "reader": f"reviewer:{reviewer}", "certainty": 1.0}
    try:
        entry: Entry = adapter.validate_python({**filled, **mine})
    except (ValidationError, ValueError) as error:
        raise InputError(f"that does not make a {kind}: {_plain(error)}") from error
    return entry


def defaults(kind: str, start: int, end: int) -> dict[str, Any]:
    """What a new entry of a kind has at least, resting on one range of the text."""
    piece = {"start": start, "end": end}
    if kind == "statement":
        return {
            "content": [piece], "kind": "indirect", "source_type": "unnamed other", "source": None, "cue": None,
            "speakers": [],
        }  # fmt: skip
    given: dict[str, Any] = {"evidence": [piece], "factuality": {}}
    given |= {_ONE_SPAN[kind]: piece} if kind in _ONE_SPAN else {}
    more: dict[str, dict[str, Any]] = {"accord": {"cue": None}, "encounter": {"events": []}}
    return given | more.get(kind, {})


def _filled(store: Store, name: str, value: Any, document: Document) -> Any:
    """A JSON value with spans completed from the text, and actors from the ledger."""
    if isinstance(value, list | tuple):
        return [_filled(store, name, item, document) for item in value]
    if isinstance(value, str) and name in _ACTORS:
        return _actor(store, value)
    if isinstance(value, str) and name == "stance":
        return _stance(value)
    if isinstance(value, Mapping) and {"start", "end"} <= set(value) and "text" not in value:
        return _span(value, document)
    if isinstance(value, Mapping):
        return {key: _filled(store, key, item, document) for key, item in value.items()}
    return value


def _stance(word: str) -> int:
    word = word.strip().casefold()
    if word not in {*_STANCES, "-1", "0", "1", "+1"}:
        raise InputError(f"{word!r} is no stance: say oppose (-1), mixed (0) or support (1)")
    return _STANCES[word] if word in _STANCES else int(word)


def _span(value: Mapping[str, Any], document: Document) -> dict[str, Any]:
    start, end = value["start"], value["end"]
    if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end <= len(document.text):
        raise InputError(f"{start}-{end} is no range of the text, which has {len(document.text)} characters")
    return {"document": document.id, "start": start, "end": end, "text": document.text[start:end]}


def _actor(store: Store, name: str) -> dict[str, Any]:
    """An actor by id or name; a name that the ledger does not know becomes a new actor that only has a name."""
    row = store.one("actor_by_id", id=name) or store.one("actor_by_name", name=name)
    if row:
        return {key: row[key] for key in ("id", "name", "kind", "country", "code", "role")}
    if "/" in name or not name.strip():
        raise InputError(f"there is no actor {name!r} in {store.path}: give a name, or an id that it knows")
    slug = re.sub(r"[^\w]+", "-", name.casefold()).strip("-") or "nobody"
    return {"id": f"reviewed/{slug}", "name": name.strip(), "kind": "unnamed"}


def _plain(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    return str(error)


def kind_name(entry: Entry) -> str:
    """`statement`, or the claim's kind."""
    return "statement" if isinstance(entry, Statement) else kind_of(entry)


@cache
def _adapters() -> dict[str, TypeAdapter[Any]]:
    nouns: dict[str, Any] = {"statement": Statement, **KINDS}
    return {kind: TypeAdapter(noun) for kind, noun in nouns.items()}


@cache
def _fields(kind: str) -> tuple[str, ...]:
    noun: Any = Statement if kind == "statement" else KINDS[kind]
    return tuple(noun.__dataclass_fields__)


def dump(entry: Entry) -> dict[str, Any]:
    """An entry as JSON values."""
    return dict(_adapters()[kind_name(entry)].dump_python(entry, mode="json"))


def load_entry(kind: str, values: Mapping[str, Any]) -> Entry:
    """The entry that `dump` wrote."""
    entry: Entry = _adapters()[kind].validate_python(values)
    return entry

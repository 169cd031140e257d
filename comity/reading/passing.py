"""How what was found in a Doc goes with it into bytes and to another process (`to_bytes`, `nlp.pipe(n_process=2)`).

What was found is made of the nouns of `comity.model`, which go along. The knowledge, and what components note down for
one another while they work, stay behind: both are made anew where they are asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any

import srsly  # type: ignore[import-untyped]
from spacy.tokens import Doc

from comity import model

_MARK = "__comity__"
_CLASSES = {name: cls for name in model.__all__ if isinstance(cls := getattr(model, name), type) and is_dataclass(cls)}


class UserData(dict[Any, Any]):
    """The user data of a Doc, without our own notes when it is written down."""

    def items(self) -> Any:  # what spaCy writes down is what this gives
        """What may leave this process."""
        return {key: value for key, value in super().items() if not _is_note(key)}.items()

    def __reduce__(self) -> tuple[Any, ...]:
        return dict, (dict(self.items()),)


def _is_note(key: object) -> bool:
    if isinstance(key, tuple):
        return key[:2] == ("._.", "comity_context")
    return isinstance(key, str) and key.startswith("comity_")


def keep_notes_apart(doc: Doc) -> None:
    """Let the Doc be written to bytes while it carries our notes."""
    if not isinstance(doc.user_data, UserData):
        doc.user_data = UserData(doc.user_data)


def _encode(value: Any, chain: Callable[[Any], Any] | None = None) -> Any:
    """A noun of the model as plain values."""
    name = type(value).__name__
    if _CLASSES.get(name) is type(value):
        return {_MARK: name, **{field.name: getattr(value, field.name) for field in fields(value)}}
    return chain(value) if chain else value


def _decode(value: Any, chain: Callable[[Any], Any] | None = None) -> Any:
    """A noun of the model from plain values; other values as they are. Only the model's own classes are made."""
    if isinstance(value, dict) and isinstance(value.get(_MARK), str) and value[_MARK] in _CLASSES:
        given = {name: tuple(held) if isinstance(held, list) else held for name, held in value.items() if name != _MARK}
        return _CLASSES[value[_MARK]](**given)
    return chain(value) if chain else value


srsly.msgpack_encoders.register("comity", func=_encode)
srsly.msgpack_decoders.register("comity", func=_decode)

"""An accord while it is being put together."""

from __future__ import annotations

from dataclasses import dataclass, field

from spacy.tokens import Span as TokenSpan
from spacy.tokens import Token

from comity.model import Actor
from comity.model.claims import AccordStatus
from comity.reading.accords.measures import Piece
from comity.reading.accords.names import NamedAccord
from comity.reading.accords.order import Edge


@dataclass
class Draft:
    """What is known of an accord so far; `group` is the group of cue words that found it."""

    content: TokenSpan
    cue: TokenSpan
    anchor: Token
    parties: tuple[Actor, ...]
    status: AccordStatus
    pieces: list[Piece]
    certainty: float
    group: str
    name: NamedAccord | None = None
    edges: list[Edge] = field(default_factory=list)

"""Where a matter is played out: the country or conflict that a phrase is about, or None.

Names in the phrase count first, then those of its sentence, its paragraph, and what most of the text is about. A place
counts more where words make it a scene ("in Libya", "the Libyan conflict") and where it is an arena that others meet
about (`data/theatres.yaml`); matters that two states have with one another need no scene and take none from afar.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from comity.knowledge import Knowledge
from comity.model import Span
from comity.reading.accords.common_names import is_meant
from comity.reading.context import between, context_of, tokens_of
from comity.reading.lexicons import load_yaml
from comity.reading.segments import paragraph_of

_FOUND = "comity_theatres"
_ARENAS = "comity_arenas"
_LONGEST_NAME = 5
_GRAMMAR = frozenset({"ADP", "AUX", "CCONJ", "DET", "PRON", "SCONJ", "ADV", "VERB", "PART", "PUNCT", "NUM"})
_CLEAR = 2.0
_ARENA, _POWER = 2.0, 0.4
_DOMINANT = 0.6
_AT_VENUE = 0.2
_BACK = 2
_STATE_KINDS = frozenset({"name", "alias", "acronym", "demonym", "capital"})


@dataclass(frozen=True, slots=True)
class Scene:
    """A named place or accord among the tokens, its theatre, and how much it looks like the scene of a matter.

    `matter` is that of an accord which is about one only.
    """

    start: int
    end: int
    theatre: str
    weight: float
    matter: str | None = None


def theatre_of(phrase: Span | TokenSpan, doc: Doc | None = None, *, matters: Collection[str] = ()) -> str | None:
    """The country or conflict that a phrase is about.

    `phrase` is a spaCy span, or a model Span with its Doc. Where the first of `matters` is a bilateral one, only the
    phrase and its sentence are asked.
    """
    tokens = phrase if isinstance(phrase, TokenSpan) else tokens_of(doc, phrase) if doc is not None else None
    if tokens is None:
        return None
    sentence = tokens.root.sent
    own = _best(tokens.doc, _scores(tokens.doc, tokens.start, tokens.end))
    if own or (matters and next(iter(matters)) in _words("bilateral")):
        return own
    for start, end in _around(tokens.doc, sentence.start, sentence.end, paragraph_of(tokens.doc, tokens.start)):
        near = _best(tokens.doc, _scores(tokens.doc, start, end), arenas_only=True)
        if near:
            return near
    return dominant_theatre(tokens.doc)


def _around(doc: Doc, start: int, end: int, paragraph: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Where to look for a scene, nearest first: the sentence, those just before it, the paragraph."""
    yield start, end
    before = start
    for _ in range(_BACK):
        if before <= paragraph[0]:
            break
        before = doc[before - 1].sent.start
        yield before, end
    yield paragraph


def dominant_theatre(doc: Doc) -> str | None:
    """The arena that most of a text is about, None where it names none often enough."""
    scores = _scores(doc, 0, len(doc))
    best = _best(doc, scores, arenas_only=True, least=2 * _CLEAR)
    arenas = sum(score for name, score in scores.items() if _is_arena(name, doc))
    return best if best is not None and scores[best] >= _DOMINANT * arenas else None


def _scores(doc: Doc, start: int, end: int) -> Counter[str]:
    scores: Counter[str] = Counter()
    for scene in scenes(doc):
        if start <= scene.start and scene.end <= end:
            scores[scene.theatre] += scene.weight  # type: ignore[assignment]
    return scores


def _best(doc: Doc, scores: Counter[str], *, arenas_only: bool = False, least: float = _CLEAR) -> str | None:
    """The theatre with the highest score once arenas are raised and powers lowered; None below `least`."""
    weighed = {
        name: score * (_ARENA if _is_arena(name, doc) else _POWER if name in _words("powers") else 1.0)
        for name, score in scores.items()
        if not arenas_only or name not in _words("powers")
    }
    best = max(weighed, key=lambda name: (weighed[name], name), default=None)
    return best if best is not None and weighed[best] >= least else None


def _is_arena(name: str, doc: Doc) -> bool:
    """Whether others meet about a place: a listed state or conflict, or a region with a conflict of its own name."""
    known: dict[str, bool] = doc.user_data.setdefault(_ARENAS, {})
    if name not in known:
        waters = name.rsplit(" ", 1)[-1].lower() in _words("waters")
        region = not waters and _state_of(name, context_of(doc).knowledge) is None
        known[name] = name in _words("arenas") or region
    return known[name]


@cache
def _words(group: str) -> frozenset[str]:
    return frozenset(load_yaml("theatres.yaml")[group])


def scenes(doc: Doc) -> tuple[Scene, ...]:
    """Every place that a text names, found once."""
    if _FOUND not in doc.user_data:
        doc.user_data[_FOUND] = tuple(_find_scenes(doc, context_of(doc).knowledge))
    found: tuple[Scene, ...] = doc.user_data[_FOUND]
    return found


def _find_scenes(doc: Doc, knowledge: Knowledge) -> Iterator[Scene]:
    at = 0
    while at < len(doc):
        found = _name_at(doc, at, knowledge) if _may_name(doc[at]) else None
        if found is None:
            at += 1
            continue
        end, theatre, matter = found
        yield Scene(at, end, theatre, _weight(doc[at:end].root), matter)
        at = end


def _may_name(token: Token) -> bool:
    """Whether a place may begin at a word: a capital, and no word of grammar that only opens a sentence."""
    return token.text[:1].isupper() and (token.pos_ not in _GRAMMAR or bool(token.ent_type_))


def _name_at(doc: Doc, at: int, knowledge: Knowledge) -> tuple[int, str, str | None] | None:
    """The longest name of a place or accord that starts at a token, its theatre, and an accord's only matter."""
    for end in range(min(at + _LONGEST_NAME, len(doc)), at, -1):
        last = doc[end - 1]
        if last.is_space or last.is_punct or last.lower_ in {"the", "of", "'s", "’s"}:
            continue
        name = between(doc, at, end)
        known = knowledge.find_accords(name) if end > at + 1 else ()
        accord = next((item for item in known if item.theatre and is_meant(doc, item, name)), None)
        if accord is not None and accord.theatre:
            return end, accord.theatre, accord.matters[0] if len(accord.matters) == 1 else None
        theatre = knowledge.theatre_of(name) or _state_of(name, knowledge)
        if theatre and not (name == "Northern Ireland" and at > 1 and doc[at - 2].text == "Britain"):
            return end, theatre, None
    return None


def _state_of(name: str, knowledge: Knowledge) -> str | None:
    """The state that a name or adjective stands for."""
    for item in knowledge.lookup(name):
        if item.kind in _STATE_KINDS and item.entity_id.startswith("state/"):
            return knowledge.entities[item.entity_id].name
    return None


def _weight(token: Token) -> float:
    """How much the words around a place make it a scene."""
    head = token.head
    if token.dep_ == "compound" and head.lemma_.lower() in _words("name_heads"):
        return 0.3  # part of another name: "the Minsk Group"
    if head.dep_ == "prep" and head.lower_ in _words("places_of"):
        return _AT_VENUE if head.lower_ in {"in", "at", "to"} and _is_meeting(head.head) else 3.0
    if token.dep_ in {"amod", "compound", "poss", "nmod"} and (
        head.lemma_.lower() in _words("scene_nouns") or head.lower_ in _words("scene_nouns")
    ):
        return 2.5
    return 0.7 if token.dep_ in {"nsubj", "nsubjpass", "agent"} else 1.2


def _is_meeting(word: Token) -> bool:
    """Whether a place behind a word is only where people met or spoke ("talks in Oslo", "told reporters in Oslo")."""
    return word.lemma_.lower() in _words("meeting_words")

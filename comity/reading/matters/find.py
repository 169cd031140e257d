"""What a phrase is about: its matters out of the closed list, and the theatre they belong to.

Matters are weighed by a lexicon (`data/matter_words.yaml`): words of the phrase itself count in full, at its
head twice; words of its sentence and paragraph only help where the phrase says little. Where the lexicon leaves a
matter undecided, a small classifier over sentence vectors (`matter_classifier`) can be asked as well.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice, takewhile

from spacy.tokens import Doc
from spacy.tokens import Span as TokenSpan

from comity.model import Span
from comity.reading.context import between, tokens_of
from comity.reading.lexicons import Hit, Phrases, listed, load_yaml
from comity.reading.matters.classifier import likelihoods
from comity.reading.matters.theatres import dominant_theatre, scenes, theatre_of
from comity.reading.occurrences import tokens_with
from comity.reading.segments import paragraph_of

__all__ = [
    "OTHER",
    "RULES_ALONE",
    "dominant_matters",
    "dominant_theatre",
    "matter_phrases",
    "matters_of",
    "own_matters",
    "theatre_of",
]

OTHER = "other"
RULES_ALONE = "comity_rules_alone"
_HITS = "comity_matter_hits"
_DOMINANT = "comity_matter_dominant"
_SENTENCE, _PARAGRAPH, _DOCUMENT = 0.25, 0.08, 0.4
_HEAD_BONUS = 0.75
_FAINT = 0.55
_VAGUE = frozenset({"relations"})
_CLEAR = 3.0
_OWN = 2.0
_SHARE = 0.5
_OUTRIGHT, _AHEAD = 4.0, 3.0
_BESIDE, _ENOUGH = 1.0, 10.0
_MOST = 4
_BARE = frozenset({"explanation", "answer", "reply", "clarification", "condition", "precondition", "reservation"})
_NAMES = frozenset({"GPE", "NORP", "ORG", "PERSON"})


@cache
def matter_phrases() -> Phrases:
    """The lexicon of matters, indexed."""
    words = load_yaml("matter_words.yaml")
    return Phrases(
        (phrase, (code, weight))
        for code, entry in words.items()
        for weight in (4, 3, 2, 1)
        for phrase in entry.get(weight, ())
    )


def matters_of(phrase: Span | TokenSpan, doc: Doc | None = None, *, guess: bool = False) -> tuple[str, ...]:
    """The matters of a phrase, best first, at most four; `("other",)` where nothing tells.

    `phrase` is a spaCy span, or a model Span together with its Doc. With `guess`, the classifier has a say where the
    lexicon is undecided; it costs some milliseconds a phrase.
    """
    tokens = _as_tokens(phrase, doc)
    if tokens is None:
        return (OTHER,)
    scores = _phrase_scores(tokens)
    if not scores and _says_nothing(tokens):
        return (OTHER,)
    undecided = not _decided(scores)
    if max(scores.values(), default=0.0) < _CLEAR:
        scores.update(_context_scores(tokens))
    first = _guessed(tokens, scores) if guess and undecided and not tokens.doc.user_data.get(RULES_ALONE) else None
    if not scores:
        return (first or OTHER,)
    best = max(scores.values())
    order = sorted(scores, key=lambda code: (-scores[code], code))
    named = tuple(code for code in order if scores[code] >= _SHARE * best)
    return (tuple(dict.fromkeys((first, *named))) if first else named)[:_MOST]


def _says_nothing(tokens: TokenSpan) -> bool:
    """Whether a phrase is a bare word for an answer or a reservation: of "an explanation" no surroundings tell."""
    full = [t for t in tokens if t.pos_ in {"NOUN", "PROPN", "VERB", "ADJ"} and t.ent_type_ not in _NAMES]
    return len(full) == 1 and full[0].lemma_.lower() in _BARE


def _decided(scores: Counter[str]) -> bool:
    """Whether one matter is named outright and no other comes near."""
    best, second = (*sorted(scores.values(), reverse=True), 0, 0)[:2]
    return best >= _OUTRIGHT and best - second >= _AHEAD


def _guessed(tokens: TokenSpan, scores: Counter[str]) -> str | None:
    """The matter that lexicon and classifier together find likeliest; None where the classifier cannot be used."""
    likely = likelihoods(" ".join(tokens.text.split()))
    if not likely:
        return None
    return max(likely, key=lambda code: (likely[code] + _BESIDE * min(scores[code], _ENOUGH), code))


def own_matters(phrase: TokenSpan) -> tuple[str, ...]:
    """The matters that the words of a phrase itself name, best first; none where only its surroundings would tell."""
    scores = _phrase_scores(phrase)
    return tuple(sorted((c for c in scores if scores[c] >= _OWN), key=lambda code: (-scores[code], code)))


def _as_tokens(phrase: Span | TokenSpan, doc: Doc | None) -> TokenSpan | None:
    if isinstance(phrase, TokenSpan):
        return phrase
    if doc is None:
        raise TypeError("a model Span needs its Doc beside it")
    return tokens_of(doc, phrase)


def _hits(doc: Doc) -> list[Hit]:
    """Every lexicon hit of a Doc, and its accords that are about one matter; found once."""
    if _HITS not in doc.user_data:
        accords = [Hit(scene.start, scene.end, (scene.matter, 4)) for scene in scenes(doc) if scene.matter]
        stops = list(_stops(doc))
        inside = {i for hit in stops for i in range(hit.start, hit.end)}
        words = [hit for hit in matter_phrases().find(doc) if not inside.issuperset(range(hit.start, hit.end))]
        doc.user_data[_HITS] = sorted(words + accords + stops, key=lambda hit: hit.start)
    found: list[Hit] = doc.user_data[_HITS]
    return found


def _stops(doc: Doc) -> Iterator[Hit]:
    """Fighting that ends: "cease all hostilities", "a halt to the shelling"; its own words count for nothing else."""
    stopping, fighting = listed("matter_stops.yaml", "stopping"), listed("matter_stops.yaml", "fighting")
    for token in tokens_with(doc, lemmas=stopping):
        objects = [child for child in token.children if child.dep_ in {"dobj", "nsubjpass"}]
        for child in token.children:
            if child.dep_ == "prep" and child.lower_ in {"of", "to", "in", "from"}:
                objects += [noun for noun in child.children if noun.dep_ == "pobj"]
        for noun in objects:
            if noun.lemma_.lower() in fighting:
                yield Hit(min(token.i, noun.i), max(token.i, noun.i) + 1, ("ceasefire", 4))


def _between(doc: Doc, start: int, end: int) -> Iterable[Hit]:
    hits = _hits(doc)
    first = bisect_left(hits, start, key=lambda hit: hit.start)
    return (hit for hit in takewhile(lambda hit: hit.start < end, islice(hits, first, None)) if hit.end <= end)


def _phrase_scores(tokens: TokenSpan) -> Counter[str]:
    """Weights of the hits inside a phrase; those at its head count twice, repeated words once."""
    root = tokens.root
    near = {root.i} | {child.i for child in root.children if child.dep_ in {"amod", "compound", "dobj", "attr", "nmod"}}
    scores: Counter[str] = Counter()
    seen: set[tuple[str, str]] = set()
    for hit in _between(tokens.doc, tokens.start, tokens.end):
        code, weight = hit.value
        words = between(tokens.doc, hit.start, hit.end).lower()
        if (code, words) in seen:
            continue
        seen.add((code, words))
        bonus = _HEAD_BONUS if any(i in near for i in range(hit.start, hit.end)) else 0.0
        scores[code] += weight * (1 + bonus)  # type: ignore[assignment]
    for code in _VAGUE & scores.keys():
        if any(score >= _CLEAR for other, score in scores.items() if other not in _VAGUE):
            scores[code] *= _FAINT  # type: ignore[assignment]
    return scores


def _context_scores(tokens: TokenSpan) -> Counter[str]:
    """Faint weights from the sentence, the paragraph and the whole text around a phrase."""
    doc = tokens.doc
    scores: Counter[str] = Counter()
    sentence = tokens.root.sent
    for share, (start, end) in (
        (_SENTENCE, (sentence.start, sentence.end)),
        (_PARAGRAPH, paragraph_of(doc, tokens.start)),
    ):
        for hit in _between(doc, start, end):
            scores[hit.value[0]] += hit.value[1] * share  # type: ignore[assignment]
    for code in dominant_matters(doc)[:1]:
        scores[code] += _DOCUMENT  # type: ignore[assignment]
    return scores


def dominant_matters(doc: Doc) -> tuple[str, ...]:
    """The matters that most of a text's words point to, at most three, best first."""
    if _DOMINANT not in doc.user_data:
        total: Counter[str] = Counter()
        for hit in _hits(doc):
            total[hit.value[0]] += hit.value[1]
        doc.user_data[_DOMINANT] = tuple(code for code, _ in total.most_common(3))
    found: tuple[str, ...] = doc.user_data[_DOMINANT]
    return found

"""Direct quotations and the cues beside them: found by the marks, not by the parse.

A quotation takes the cue right behind it ("…," Vask said), or else the one right before it (Vask said: "…"). One that
has none and stands as a sentence of its own goes on with what was quoted before it in the paragraph or, where it opens
the next paragraph, in that before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from comity.reading.attribution.attributed import Attribution, Range, token_range
from comity.reading.attribution.cues import Cue, verb_cues
from comity.reading.attribution.handed_over import find_handed_over
from comity.reading.attribution.relays import relayed
from comity.reading.attribution.sources import beside, verb_source
from comity.reading.quotations import Quotation, Quotations
from comity.reading.syntax import is_negated

_FOLLOWED = frozenset({"clause", "object", "according", "person-object", "quotation"})
_QUOTE = frozenset({"quote", "relay"})
_BEHIND = 25
_BEFORE = 14
_OTHER_CLAUSE = frozenset(
    {"and", "but", "which", "while", "as", "although", "though", "since", "when", "where", "because", "who", "or", "if"}
)


@dataclass(slots=True)
class _Voiced:
    """A quotation with the verb that reports it."""

    cue: Cue
    pieces: list[Range]


def find_quoted(doc: Doc, quotations: Quotations) -> tuple[list[Attribution], set[int], list[Quotation]]:
    """The attributions of direct quotations, the verbs (token indices) that they used up, and quotations left alone."""
    voiced: list[_Voiced] = []
    used: set[int] = set()
    alone: list[Quotation] = []
    colons: list[Attribution] = []
    last: _Voiced | None = None
    for number, quotation in enumerate(quotations.outer):
        cue = _cue_of(doc, quotations, number, used)
        if cue is not None:
            pieces = _running_on(alone, quotation)
            last = _Voiced(cue, [(q.start, q.end) for q in (*pieces, quotation)])
            voiced.append(last)
            used.add(cue.verb.i)
        elif last is not None and _goes_on(quotations.text, quotations, number):
            last.pieces.append((quotation.start, quotation.end))
        elif found := find_handed_over(doc, quotations, quotation):
            colons.append(found)
            last = None
        elif not _is_fragment(quotations.text, quotation):
            alone.append(quotation)
            last = None
    return [*(found for item in voiced for found in _attributions(item, quotations)), *colons], used, alone


def _running_on(alone: list[Quotation], quotation: Quotation) -> list[Quotation]:
    """The paragraphs before that run on into a quotation, and have no cue of their own; they are taken from `alone`."""
    found: list[Quotation] = []
    first = quotation
    while alone and alone[-1].open_ended and alone[-1].paragraph == first.paragraph - 1:
        first = alone.pop()
        found.insert(0, first)
    return found


def with_followers(found: list[Attribution], alone: list[Quotation], text: str) -> list[Attribution]:
    """Give each quotation without a cue to the report right before it: `Vask said it was late. "We must go."`

    Only where nothing but a full stop stands between, and the quotation is a sentence of its own.
    """
    result = list(found)
    ends: dict[int, int] = {}
    for index, item in enumerate(result):
        if item.rule in _FOLLOWED:
            ends.setdefault(item.end, index)
    for quotation in alone:
        if text[quotation.end - 1] not in ".!?" or not text[quotation.start].isupper():
            continue
        before = _end_before(text, quotation.outer_start)
        if before in ends:
            item = result[ends[before]]
            result[ends[before]] = replace(item, contents=(*item.contents, (quotation.start, quotation.end)))
    return result


def _end_before(text: str, position: int) -> int:
    """Where the words before a position end: spaces and full stops left out."""
    while position > 0 and text[position - 1] in " .\xa0":
        position -= 1
    return position


def _attributions(item: _Voiced, quotations: Quotations) -> list[Attribution]:
    verb = item.cue.verb
    if "relay" in item.cue.takes:
        return relayed(item.cue, tuple(item.pieces))
    source, anonymous = verb_source(verb)
    if source is None or quotations.at(source[0]) is not None or quotations.at(source[1] - 1) is not None:
        found = beside(verb, lambda position: quotations.at(position) is not None)
        source, anonymous = found, anonymous and found is None
    words = token_range(verb, item.cue.last)
    return [Attribution(source, words, tuple(item.pieces), "quotation", anonymous=anonymous)]


def _is_fragment(text: str, quotation: Quotation) -> bool:
    """Whether a quotation is a few words inside somebody else's sentence."""
    words = text[quotation.start : quotation.end]
    return len(words.split()) < 4 or not (words[0].isupper() or words[-1] in ".,!?")


def _cue_of(doc: Doc, quotations: Quotations, number: int, used: set[int]) -> Cue | None:
    quotation = quotations.outer[number]
    behind = _cue_behind(doc, quotations, quotation)
    if behind is not None and behind.verb.i not in used:
        return behind
    before = _cue_before(doc, quotations, quotation)
    return before if before is not None and before.verb.i not in used else None


def _tokens(doc: Doc, start: int, end: int) -> list[Token]:
    found = doc.char_span(start, end, alignment_mode="contract") if start < end else None
    return list(found) if found is not None else []


def _cue_behind(doc: Doc, quotations: Quotations, quotation: Quotation) -> Cue | None:
    """The cue of `"…," Vask said`: the first verb behind a quotation that does not close a sentence by itself."""
    text = quotations.text
    end = quotations.paragraphs[quotation.paragraph][1]
    later = [q.outer_start for q in quotations.within(quotation.outer_end, end)]
    tokens = _tokens(doc, quotation.outer_end, min([end, *later]))
    if not tokens or (text[quotation.end - 1] not in ",?!—–-….'’" and tokens[0].text != ","):
        return None
    if text[quotation.end - 1] == "." and not _names_speaker(tokens):
        return None
    if not _opens_sentence(text, quotations, quotation):
        return None
    for token in tokens[:_BEHIND]:
        if token.is_space or (token.text in ".;:" and token.i > tokens[0].i):
            return None
        if token.pos_ in {"VERB", "AUX"} or token.tag_.startswith("VB"):
            cue = next((cue for cue in verb_cues(token) if cue.takes & _QUOTE), None)
            if cue is not None and not is_negated(token):
                return cue
            if token.dep_ not in {"aux", "auxpass", "relcl", "acl"} and not _inside_noun(token):
                return None
        elif token.lower_ in _OTHER_CLAUSE and token.i - tokens[0].i < 2:
            return None
    return None


def _opens_sentence(text: str, quotations: Quotations, quotation: Quotation) -> bool:
    """Whether no words of the writer's stand between the last sentence end (or quotation) and the opening mark."""
    start = quotations.paragraphs[quotation.paragraph][0]
    earlier = [
        q.outer_end for q in quotations.within(start, quotation.outer_start) if q.outer_end <= quotation.outer_start
    ]
    before = text[max([start, *earlier]) : quotation.outer_start].rstrip()
    if not before or before[-1] in ".!?:…" or (before[-1] in ",—–-" and bool(earlier)):
        return True
    return len(before.split()) == 1 and len(before) < 12


def _inside_noun(token: Token) -> bool:
    """Whether a verb stands in a clause that describes a noun ("a man who saw it")."""
    return any(t.dep_ in {"relcl", "acl"} for t in (token, *token.ancestors))


def _names_speaker(tokens: list[Token]) -> bool:
    """Whether a sentence behind a finished quotation is a bare "he said." """
    words = [t for t in tokens[:6] if not t.is_space]
    for at, token in enumerate(words):
        if token.text == ".":
            return any(cue.takes & _QUOTE for t in words[:at] for cue in verb_cues(t))
    return False


def _cue_before(doc: Doc, quotations: Quotations, quotation: Quotation) -> Cue | None:
    """The cue of `Vask said: "…"`, where no other clause comes between the verb and the mark."""
    start = quotations.paragraphs[quotation.paragraph][0]
    earlier = [q.outer_end for q in quotations.within(start, quotation.outer_start)]
    tokens = _tokens(doc, max([start, *earlier]), quotation.outer_start)
    if not tokens and quotation.paragraph > 0 and quotation.outer_start - start < 3:
        return _cue_of_paragraph_before(doc, quotations, quotation.paragraph - 1)
    colon = bool(tokens) and tokens[-1].text == ":"
    whole = quotations.text[quotation.start : quotation.start + 1].isupper() and _has_verb(doc, quotation)
    if not (colon or whole):
        return None
    for token in reversed(tokens[-_BEFORE:]):
        if token.text in ".!?;" or token.is_space:
            return None
        if token.dep_ == "mark" and not colon:
            return None
        if token.pos_ in {"VERB", "AUX"} or token.tag_.startswith("VB"):
            cue = next((cue for cue in verb_cues(token) if cue.takes & _QUOTE), None)
            if cue is not None and not is_negated(token):
                return cue
            if not colon or token.pos_ != "VERB":
                return None
    return None


def _cue_of_paragraph_before(doc: Doc, quotations: Quotations, paragraph: int) -> Cue | None:
    """The cue of a paragraph that ends in a colon and hands over to a quotation."""
    start, end = quotations.paragraphs[paragraph]
    tokens = [t for t in _tokens(doc, start, end) if not t.is_space]
    if not tokens or tokens[-1].text != ":":
        return None
    for token in reversed(tokens[-_BEFORE:]):
        if token.text in ".!?;":
            return None
        for cue in verb_cues(token):
            if cue.takes & _QUOTE:
                return cue
    return None


def _has_verb(doc: Doc, quotation: Quotation) -> bool:
    return any(t.pos_ in {"VERB", "AUX"} for t in _tokens(doc, quotation.start, quotation.end))


def _goes_on(text: str, quotations: Quotations, number: int) -> bool:
    """Whether a quotation without a cue continues the one before it: it stands as a sentence, right behind a stop."""
    quotation, previous = quotations.outer[number], quotations.outer[number - 1]
    between = text[previous.outer_end : quotation.outer_start].rstrip()
    if quotation.paragraph == previous.paragraph:
        stop = not between or between[-1] in ".!?:,—–-" or between.endswith(" and")
        return stop and between.count(".") <= 3 and len(between) < 220
    if quotation.paragraph != previous.paragraph + 1:
        return False
    start, end = quotations.paragraphs[quotation.paragraph]
    opens = not text[start : quotation.outer_start].strip()
    return opens and (previous.open_ended or not text[quotation.outer_end : end].strip(" .\n"))


def quoted_share(contents: tuple[Range, ...], quotations: Quotations) -> float:
    """What share of a content's letters stands between quotation marks."""
    total = inside = 0
    for start, end in contents:
        total += end - start
        for quotation in quotations.within(start, end):
            inside += max(0, min(end, quotation.outer_end) - max(start, quotation.outer_start))
    return inside / total if total else 0.0

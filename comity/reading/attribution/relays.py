"""Relays: somebody passes on what somebody else said ("NBC quoted an aide", "citing officials")."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Doc, Token

from comity.reading.attribution.attributed import Attribution, Range, content_range, token_range
from comity.reading.attribution.cues import Cue, cue_places, verb_cues
from comity.reading.attribution.extents import reach
from comity.reading.attribution.sources import can_speak, source_range, verb_source
from comity.reading.context import span_of
from comity.reading.occurrences import tokens_with
from comity.reading.quotations import Quotations
from comity.reading.syntax import agents, governors, is_passive, own_subjects

_PASSED = frozenset({"agent", "prep", "dobj", "dative", "npadvmod"})


def relay_cue(token: Token) -> Cue | None:
    """The cue of a verb that passes on words: quote, cite."""
    return next((cue for cue in verb_cues(token) if "relay" in cue.takes), None)


def relayed(cue: Cue, contents: tuple[Range, ...]) -> list[Attribution]:
    """Two attributions of one content: of whoever passes it on and of whoever said it; one if nobody passes it on."""
    verb = cue.verb
    words = token_range(verb, cue.last)
    if is_passive(verb):
        speaker = next((c for c in verb.children if c.dep_ == "nsubjpass"), None)
        by = next(iter(_reporters(verb)), None)
        relay = source_range(by, verb=verb) if by is not None else None
    else:
        speaker = next((c for c in verb.rights if c.dep_ in {"dobj", "oprd", "attr"}), None)
        relay, _ = verb_source(verb)
    if speaker is None:
        return [Attribution(relay, words, contents, "relay")] if relay else []
    source = _before_saying(source_range(speaker, verb=verb), verb)
    inner = Attribution(source, words, contents, "relay", relay=relay)
    return [Attribution(relay, words, contents, "relay"), inner] if relay else [inner]


def _reporters(verb: Token) -> list[Token]:
    """Who quotes, in the passive: behind "by", which the parser may have hung on "saying"."""
    saying = _saying(verb)
    if saying is None or agents(verb):
        return agents(verb)
    by = [c for c in saying.children if c.dep_ in {"agent", "prep"} and c.lower_ == "by"]
    return [noun for prep in by[:1] for noun in prep.children if noun.dep_ == "pobj"]


def _saying(verb: Token) -> Token | None:
    """The "saying" of "quoted … as saying"."""
    for token in verb.subtree:
        if token.i > verb.i and token.lower_ in {"saying", "stating", "telling"} and token.dep_ == "pcomp":
            return token
    return None


def _before_saying(source: Range, verb: Token) -> Range:
    """A source without the "as saying" that the parser may have put into it."""
    words = span_of(verb.doc, *source).text
    cut = words.find(" as saying")
    return (source[0], source[0] + cut) if cut > 0 else source


def find_quoted_as_saying(doc: Doc, quotations: Quotations, used: set[int]) -> Iterator[Attribution]:
    """ "quoted Y as saying that …", in either voice; the verbs used are added to `used`."""
    for token in cue_places(doc):
        cue = relay_cue(token) if token.i not in used else None
        saying = _saying(token) if cue is not None else None
        if cue is None or saying is None:
            continue
        found = content_range(doc, *_words_said(cue, saying), quotations)
        if found is not None:
            used.update((token.i, saying.i))
            yield from relayed(cue, (found,))


def _words_said(cue: Cue, saying: Token) -> tuple[int, int]:
    """First and last token of what was said: behind "saying", its hearer and who quotes it, or before it all."""
    verb, doc = cue.verb, cue.verb.doc
    clause = next((c for c in saying.children if c.dep_ == "ccomp" and c.i > saying.i), None)
    passed = [c for c in saying.rights if c.dep_ in _PASSED and (clause is None or c.right_edge.i < clause.i)]
    first = max([saying.i, *(c.right_edge.i for c in passed)]) + 1
    before = min([verb.i, *(s.left_edge.i for s in own_subjects(verb))])
    alone = clause is None and (first >= len(doc) or doc[first].text in {".", ","})
    if alone and before - 2 > verb.sent.start and doc[before - 1].text == ",":
        return verb.sent.start, before - 2
    return first, reach(Cue(saying, saying, cue.takes), first)


def find_citing(doc: Doc, found: Sequence[Attribution]) -> Iterator[Attribution]:
    """ "…, citing Y": what the sentence's source reports comes from Y."""
    by_cue = {item.cue[0]: item for item in found if item.cue is not None}
    for token in tokens_with(doc, words={"citing", "quoting"}):
        if token.tag_ != "VBG":
            continue
        speaker = next((c for c in token.rights if c.dep_ in {"dobj", "pobj"}), None)
        above = next((by_cue[t.idx] for t in governors(token) if t.idx in by_cue), None)
        outer = above or _reported_around(token, found) or _according_before(token, found)
        if speaker is not None and can_speak(speaker) and outer is not None and outer.relay is None:
            yield replace(
                outer, source=source_range(speaker, verb=token), cue=token_range(token, token), relay=outer.source,
                rule="citing",
            )  # fmt: skip


def with_quoted_by(doc: Doc, found: Sequence[Attribution]) -> list[Attribution]:
    """What a source is said to have told an outlet, with the outlet above it: "Berg, quoted by the newspaper, said"."""
    result = []
    for item in found:
        by = _quoted_by(doc, item) if item.relay is None else None
        if by is None:
            result.append(item)
            continue
        head, verb = by
        relay = source_range(head, verb=verb)
        result.append(replace(item, source=relay, cue=token_range(verb, verb), rule="citing"))
        result.append(replace(item, relay=relay))
    return result


def _quoted_by(doc: Doc, item: Attribution) -> tuple[Token, Token] | None:
    """Who quotes the source of an attribution, with the verb, where its phrase says so."""
    words = doc.char_span(*item.source, alignment_mode="expand") if item.source else None
    for token in words or ():
        if token.lower_ in {"quoted", "cited"} and token.dep_ == "acl" and (by := agents(token)):
            return by[0], token
    return None


def _reported_around(token: Token, found: Sequence[Attribution]) -> Attribution | None:
    """The report of the same sentence whose cue stands before "citing", and its content behind it."""
    start = token.sent.start_char
    around = (a for a in found if a.cue and start <= a.cue[0] < token.idx < a.contents[0][0] < token.sent.end_char)
    return next((a for a in around if a.relay is None), None)


def _according_before(token: Token, found: Sequence[Attribution]) -> Attribution | None:
    """The "according to X" of the same sentence, right before ", citing Y"."""
    start = token.sent.start_char
    behind = [a for a in found if a.rule == "according" and a.cue is not None and start <= a.cue[0] < token.idx]
    return behind[-1] if behind else None

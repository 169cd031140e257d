"""Reports in the passive of readouts that name no speaker: "… was underscored", "Attention was drawn to …"."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from comity.reading.attribution.attributed import Attribution, content_range, token_range
from comity.reading.attribution.cues import verb_entries
from comity.reading.attribution.sources import can_speak, source_range
from comity.reading.occurrences import tokens_with, word_forms
from comity.reading.quotations import Quotations
from comity.reading.syntax import is_negated, is_passive, own_subjects

_BY = frozenset({"agent", "prep"})


def find_passive(doc: Doc, quotations: Quotations) -> Iterator[Attribution]:
    """Both forms; who says it stands behind "by", or is left out on purpose."""
    past = frozenset(word for word in word_forms(doc) if word.endswith("ed"))
    for token in tokens_with(doc, words=past):
        if token.tag_ == "JJ" and token.dep_ == "acomp" and token.head.lemma_ == "be":
            yield from _underscored(token, quotations)
    for token in tokens_with(doc, words=frozenset({"drawn", "called", "directed"})):
        if token.pos_ == "VERB" and is_passive(token):
            yield from _attention(token, quotations)


def _underscored(word: Token, quotations: Quotations) -> Iterator[Attribution]:
    """A participle that the tagger took for an adjective: "the importance of talks was underscored"."""
    stems = (word.lower_[:-1], word.lower_[:-2])
    entries = [entry for stem in stems for entry in verb_entries().get(stem, ())]
    readout = any("object" in entry.takes and not entry.words and not entry.objects for entry in entries)
    subject = next(iter(own_subjects(word.head)), None)
    if not readout or subject is None or subject.pos_ not in {"NOUN", "PROPN"} or is_negated(word.head):
        return
    found = content_range(word.doc, subject.left_edge.i, subject.right_edge.i, quotations)
    if found is not None and not any(c.dep_ == "advmod" and c.lower_ in {"very", "so", "too"} for c in word.children):
        yield _attribution(word, found)


def _attention(verb: Token, quotations: Quotations) -> Iterator[Attribution]:
    """ "Attention was drawn to the shelling of the harbour": it is what was said."""
    subject = next((c for c in verb.lefts if c.dep_ == "nsubjpass"), None)
    to = next((c for c in verb.rights if c.dep_ == "prep" and c.lower_ == "to"), None)
    if subject is None or to is None or subject.lower_ != "attention" or is_negated(verb):
        return
    found = content_range(verb.doc, to.i + 1, to.right_edge.i, quotations)
    if found is not None:
        yield _attribution(verb, found)


def _attribution(cue: Token, content: tuple[int, int]) -> Attribution:
    by = next((c for c in cue.children if c.dep_ in _BY and c.lower_ == "by"), None)
    speaker = next((c for c in by.children if c.dep_ == "pobj"), None) if by is not None else None
    source = source_range(speaker, verb=cue) if speaker is not None and can_speak(speaker) else None
    return Attribution(source, token_range(cue, cue), (content,), "passive", anonymous=source is None)

"""Quotations that a colon hands over without a word of saying: `The minister was blunt: "We will not pay."`"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from comity.reading.attribution.attributed import Attribution, token_range
from comity.reading.attribution.sources import can_speak, source_range
from comity.reading.lexicons import listed
from comity.reading.quotations import Quotation, Quotations
from comity.reading.syntax import is_negated, own_subjects

_LONGEST = 30
_VAGUE = frozenset({"they", "we", "you", "it", "i", "some", "many", "others", "who"})


def find_handed_over(doc: Doc, quotations: Quotations, quotation: Quotation) -> Attribution | None:
    """The attribution of a whole sentence in quotation marks right behind a colon, to whom the words before are about.

    Only where these are a short sentence about somebody who can speak, or about somebody's answer, message or words.
    """
    start = quotations.paragraphs[quotation.paragraph][0]
    before = quotations.text[start : quotation.outer_start].rstrip()
    if not before.endswith(":") or not quotations.text[quotation.start].isupper():
        return None
    if quotations.text[quotation.end - 1] not in ".!?…":
        return None
    found = doc.char_span(start + len(before) - 1, start + len(before), alignment_mode="expand")
    if found is None:
        return None
    colon, speaker = found[0], _speaker(found[0])
    if speaker is None or quotations.at(speaker.idx) is not None:
        return None
    content = ((quotation.start, quotation.end),)
    return Attribution(source_range(speaker), token_range(colon, colon), content, "colon")


def _speaker(colon: Token) -> Token | None:
    """Who speaks: the subject of the verb before a colon, or the owner of the words that are its subject."""
    for token in reversed(colon.doc[max(colon.sent.start, colon.i - _LONGEST) : colon.i]):
        subjects = own_subjects(token) if token.pos_ in {"VERB", "AUX"} else []
        if not subjects or is_negated(token):
            continue
        subject = subjects[0]
        if subject.lemma_.lower() in listed("cues.yaml", "answers", "nouns"):
            return next((c for c in subject.children if c.dep_ == "poss"), None)
        return subject if can_speak(subject) and subject.dep_ == "nsubj" and subject.lower_ not in _VAGUE else None
    return None

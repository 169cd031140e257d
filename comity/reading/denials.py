"""Denials that the writer adds behind what somebody said: "…, a charge Sweden denies", "…, which the army denies".

Found by the words themselves, for parsers take the denial for the main verb, or "rejects" for a noun. What is denied is
what was just reported; who denies it relays none of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from spacy.tokens import Doc, Token

from comity.reading.attribution.attributed import Attribution, Range, content_range, token_range
from comity.reading.attribution.chains import length
from comity.reading.lexicons import listed
from comity.reading.occurrences import tokens_with
from comity.reading.quotations import Quotations

# Nouns that sum up what was said; verbs that turn it down; those that can only turn down what was said (only_words).
_words = partial(listed, "cues.yaml", "denials")
_FOUND = "comity_denials"
_BEFORE = frozenset({",", "–", "—", "-", "--"})
_BETWEEN = frozenset({"DET", "ADJ", "ADV"})
_LINKING = frozenset({"that", "which"})
_FURTHEST = 12


@dataclass(frozen=True, slots=True)
class Denial:
    """The tokens of a denial: where it begins (behind the comma), who denies, the verb."""

    start: int
    verb: Token
    source: Range


def denials_in(doc: Doc) -> dict[int, Denial]:
    """The denials of a text by the token on which they begin; looked for once."""
    found: dict[int, Denial] | None = doc.user_data.get(_FOUND)
    if found is None:
        summing = tokens_with(doc, words={"which", "something"}, lemmas=_words("nouns"))
        found = {denial.start: denial for token in summing if (denial := _denial(token))}
        doc.user_data[_FOUND] = found
    return found


def denied_between(one: Token, other: Token) -> bool:
    """Whether a denial behind what was said stands between two words: the second is no part of what was said."""
    return any(one.i <= denial.verb.i and denial.start < other.i for denial in denials_in(one.doc).values())


def denies_behind(verb: Token, word: Token) -> bool:
    """Whether a verb is a denial behind what a word stands in, though the parser hung the word on it."""
    return any(denial.verb.i == verb.i and word.i < denial.start for denial in denials_in(verb.doc).values())


def _denial(noun: Token) -> Denial | None:
    word, verbs = noun.lower_, _words("verbs")
    if word in {"which", "something"}:
        verbs = _words("only_words")
    elif noun.lemma_.lower() not in _words("nouns"):
        return None
    doc, start = noun.doc, noun.i
    while start > noun.sent.start and doc[start - 1].pos_ in _BETWEEN:
        start -= 1
    if start <= noun.sent.start + 1 or doc[start - 1].text not in _BEFORE:
        return None
    for at in range(noun.i + 1, min(noun.i + _FURTHEST, noun.sent.end)):
        if doc[at].is_punct or doc[at].is_space:
            return None
        if _stem(doc[at]) in verbs:
            if word in {"which", "something"} and at + 1 < len(doc) and not doc[at + 1].is_punct:
                return None
            source = _denier(doc, noun.i + 1, doc[at])
            return Denial(start, doc[at], source) if source else None
    return None


def _stem(token: Token) -> str:
    """The base form of a verb, also of one that the tagger took for a noun ("a claim the army rejects")."""
    word = token.lower_
    if token.pos_ == "VERB":
        return token.lemma_.lower()
    return word[:-3] + "y" if word.endswith("ies") else word[:-1] if word.endswith("s") else word


def _denier(doc: Doc, first: int, verb: Token) -> Range | None:
    """Who denies: between the noun and the verb ("a charge that Sweden has always denied"), or behind "by"."""
    last = verb.i - 1
    while first <= last and doc[first].lower_ in _LINKING:
        first += 1
    while last >= first and (doc[last].pos_ in {"AUX", "ADV"} or doc[last].lower_ in {"has", "have", "had"}):
        last -= 1
    if first <= last:
        named = [t for t in doc[first : last + 1] if t.pos_ in {"NOUN", "PROPN", "PRON"}]
        return token_range(doc[first], doc[last]) if named and not _is_finite(doc, first, last) else None
    by = doc[verb.i + 1] if verb.i + 1 < len(doc) else verb
    head = next((c for c in by.children if c.dep_ == "pobj"), None) if by.lower_ == "by" else None
    return token_range(head.left_edge, head.right_edge) if head is not None else None


def _is_finite(doc: Doc, first: int, last: int) -> bool:
    """Whether another verb stands between: somebody else does something else."""
    return any(t.tag_ in {"VBD", "VBZ", "VBP", "MD"} for t in doc[first : last + 1])


def _ends(item: Attribution) -> set[int]:
    """Where an attribution ends: its content, or the words that report it behind their content."""
    return {part[1] for part in (item.contents[-1], item.cue, item.source) if part}


def find_denied(doc: Doc, found: Sequence[Attribution], quotations: Quotations) -> Iterator[Attribution]:
    """An attribution for each denial: its content is the shortest that ends right before, else the clause before."""
    for denial in denials_in(doc).values():
        last = denial.start - 2
        charge = doc[denial.start].lower_ == "which" and doc[last].lemma_.lower() in _words("nouns")
        first = doc[last].left_edge.i if charge else denial.verb.sent.start
        before = content_range(doc, first, last, quotations)
        if before is None:
            continue
        ending = [item for item in found if before[1] in _ends(item) and not item.denies]
        said = min(ending, key=length, default=None)
        contents = said.contents if said is not None else (before,)
        cue = token_range(denial.verb, denial.verb)
        yield Attribution(denial.source, cue, contents, "denial", denies=True)

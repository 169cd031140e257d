"""The lexicon of cues: which words report what somebody said, and how each takes its content."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Doc, Token

from comity.reading.lexicons import listed, load_yaml
from comity.reading.occurrences import tokens_with, word_forms

CUES = "cues.yaml"
_BETWEEN = 3
_SKIPPED = frozenset({"ADV", "ADJ", "DET", "PRON", "PART", "SPACE"})
_MANNER = frozenset({"in", "at", "detail", "length", "particular", "depth"})


@dataclass(frozen=True, slots=True)
class CueEntry:
    """One entry of the lexicon: the words after the verb, and the ways in which it takes a content."""

    words: tuple[str, ...]
    takes: frozenset[str]
    objects: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue found in a text: its verb, its last token and the ways in which it may take a content.

    Where `objects` holds nouns, its object must be one of them.
    """

    verb: Token
    last: Token
    takes: frozenset[str]
    objects: frozenset[str] = frozenset()


@cache
def verb_entries() -> dict[str, tuple[CueEntry, ...]]:
    """The entries of each verb lemma, those with more words first."""
    takes: dict[tuple[tuple[str, ...], frozenset[str]], set[str]] = defaultdict(set)
    for group in load_yaml(CUES)["verbs"].values():
        for verb in group["verbs"]:
            takes[tuple(verb.split()), frozenset(group.get("objects", ()))].update(group["takes"])
    entries: dict[str, list[CueEntry]] = defaultdict(list)
    for (words, objects), ways in takes.items():
        entries[words[0]].append(CueEntry(words[1:], frozenset(ways), objects))
    return {verb: tuple(sorted(found, key=lambda e: -len(e.words))) for verb, found in entries.items()}


@cache
def _verbs() -> frozenset[str]:
    return frozenset(verb_entries())


def cue_places(doc: Doc) -> list[Token]:
    """The words at which `verb_cues` may find something."""
    past = [word for word in word_forms(doc) if word.endswith("ed")]  # perhaps a verb that was taken for an adjective
    return tokens_with(doc, words=frozenset(past), lemmas=_verbs())


def verb_cues(token: Token) -> list[Cue]:
    """The cues a token begins, the longest first; none where it is no verb of the lexicon."""
    entries = verb_entries().get(_lemma(token))
    if not entries:
        return []
    if token.pos_ not in {"VERB", "AUX"} and not any(c.dep_ in {"nsubj", "nsubjpass"} for c in token.children):
        return []
    found = []
    for entry in entries:
        last = _match(token, entry.words)
        if last is not None:
            found.append(Cue(token, last, entry.takes, entry.objects))
    return found


def _lemma(token: Token) -> str:
    """The lemma of a verb, also of one that the tagger took for an adjective ("was underscored")."""
    if token.tag_ == "JJ" and token.lower_.endswith("ed"):
        stems = (token.lower_[:-1], token.lower_[:-2])
        return next((stem for stem in stems if stem in verb_entries()), token.lower_)
    return token.lemma_.lower()


def _match(verb: Token, words: tuple[str, ...]) -> Token | None:
    """The token on which the further words of an entry end; up to three others may stand between, but no verb."""
    at = verb
    for word in words:
        for step in range(1, _BETWEEN + 2):
            if at.i + step >= len(verb.doc):
                return None
            candidate = at.nbor(step)
            if word in (candidate.lower_, candidate.lemma_.lower()):
                if verb.lemma_.lower() in _GIVING and word in _HELD and _is_owned(candidate):
                    return None  # "expressed his hope that …": the hope is what was said
                at = candidate
                break
            if candidate.pos_ not in _SKIPPED and candidate.lower_ not in _MANNER and candidate.dep_ != "prt":
                return None
        else:
            return None
    return at


_GIVING = frozenset({"express", "voice"})
_HELD = frozenset({"hope", "confidence", "belief", "conviction"})


def _is_owned(noun: Token) -> bool:
    return any(c.dep_ in {"poss", "det"} for c in noun.children)


@cache
def speaking_nouns() -> frozenset[str]:
    """Nouns of persons, bodies and texts that can say something."""
    return frozenset(noun for group in load_yaml(CUES)["speakers"].values() for noun in group["nouns"])


def weak_verbs() -> frozenset[str]:
    """Verbs that things do as well as people: they report only where somebody or some text is their subject."""
    return listed(CUES, "weak", "verbs")


def onward_verbs() -> frozenset[str]:
    """Verbs whose infinitive is really done: "went on to say"."""
    return listed(CUES, "onward", "verbs")


def meeting_verbs() -> frozenset[str]:
    """Verbs of coming together: "met to reaffirm …" tells what was said there."""
    return listed(CUES, "meeting", "verbs")


def courtesies() -> frozenset[str]:
    """Nouns of courtesy: whoever expresses them says nothing that a ledger would hold."""
    return listed(CUES, "courtesies", "nouns")


def venue_nouns() -> frozenset[str]:
    """Nouns of occasions and texts in which something is said."""
    return listed(CUES, "venues", "nouns")


def attitudes() -> frozenset[str]:
    """Words of thinking, wanting, thanking and meeting: what they take was not said, or not as something to report."""
    return listed(CUES, "attitudes", "words")


@cache
def _reporting_verbs() -> frozenset[str]:
    """Verbs that report without further words, whatever their object."""
    groups = [group for group in load_yaml(CUES)["verbs"].values() if "objects" not in group]
    return frozenset(verb for group in groups for verb in group["verbs"] if " " not in verb)


def may_report(token: Token) -> bool:
    """Whether a word alone makes it worth looking for a report around it; cheap, and no proof of one."""
    return (token.pos_ == "VERB" and token.lemma_.lower() in _reporting_verbs()) or token.lower_ == "according"


def words_that_may_report(doc: Doc) -> list[Token]:
    """The words of a text that `may_report`."""
    found = tokens_with(doc, words={"according"}, lemmas=_reporting_verbs())
    return [token for token in found if may_report(token)]

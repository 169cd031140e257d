"""Dates: every date of a text, and the date that belongs to a deed. `date_values` works the dates out."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc, Token

from comity.model import When
from comity.reading.context import text_of
from comity.reading.dates.values import find_dates, find_durations, head_token
from comity.reading.factuality import factuality_of

__all__ = ["find_dates", "find_durations", "joined", "read_dates", "when_of"]

_INDEX = "comity_dates_by_head"
_BOUNDS = frozenset({"since", "until", "till"})  # a beginning or an end, not the day of a deed


def when_of(token: Token) -> When | None:
    """The date that belongs to a deed: one that hangs on it, else one of its clause, else of the clause it joins.

    A clause joins another where it shares its subject ("met on Sunday and agreed"), as a participle ("agreeing") or as
    a clause about the same happening ("the meeting, held on Sunday"). A date of saying does not pass to what is said.
    """
    by_token = _dates_by_token(token.doc)
    if not by_token:
        return None
    seen: set[int] = set()
    current: Token | None = token
    while current is not None and current.i not in seen:
        seen.add(current.i)
        found = _attached(current, by_token)
        if found is not None:
            return found
        current = joined(current)
    return None


def _attached(token: Token, by_token: dict[int, When]) -> When | None:
    """A date among the dependents of a word, through prepositions, and through a clause that says when it was held."""
    for child in token.children:
        if _of_the_object(token, child, by_token):
            continue
        if child.i in by_token and child.dep_ in _DATING:
            return by_token[child.i]
        if child.dep_ in {"prep", "agent"} and child.lower_ not in _BOUNDS:
            for noun in child.children:
                if noun.i in by_token and noun.dep_ in {"pobj", "pcomp"}:
                    return by_token[noun.i]
        if child.dep_ in {"relcl", "acl"} and token.pos_ in {"NOUN", "PROPN"} and child.lemma_ in _HELD:
            found = _attached(child, by_token)
            if found is not None:
                return found
    found = next((found for child in token.children if (found := _through(token, child, by_token))), None)
    return found or _behind_subject(token, by_token)


def _behind_subject(verb: Token, by_token: dict[int, When]) -> When | None:
    """A day that stands right before a verb, and that the parser hung on the subject: "Chile on Monday began talks"."""
    before = verb.i - 1
    while before > verb.sent.start and (verb.doc[before].dep_ in {"aux", "auxpass"} or verb.doc[before].text == ","):
        before -= 1
    if verb.pos_ != "VERB" or before <= verb.sent.start or not any(c.dep_ == "nsubj" for c in verb.children):
        return None
    end = verb.doc[before].idx + len(verb.doc[before])
    for when in by_token.values():
        if when.span is not None and when.span.end == end and text_of(verb.doc).endswith(" on ", 0, when.span.start):
            return when
    return None


def _through(token: Token, child: Token, by_token: dict[int, When]) -> When | None:
    """A date inside a dependent that the whole clause shares: "met with the envoy in Lund on Sunday"."""
    if child.dep_ == "prep" and child.lower_ in _OF_THEIR_OWN:
        return None
    with_others = child.dep_ == "prep" and child.lower_ in {"with", "between"} and token.lemma_ in _EVENTFUL
    inside = child.dep_ in {"dobj", "prep", "attr", "advmod", "dative"} and token.pos_ in {"VERB", "AUX"}
    return _nested(child, by_token) if with_others or inside else None


_DATING = frozenset(
    ["prep", "npadvmod", "nmod", "compound", "amod", "advmod", "appos", "pobj", "dep", "poss", "tmod", "nsubj", "dobj",
     "oprd", "attr"]
)  # fmt: skip
_OF_THEIR_OWN = frozenset({"for", "about", "over", "on", "against", "following", "after", *_BOUNDS})
_HELD = frozenset(
    [
        "hold",
        "take",
        "schedule",
        "convene",
        "begin",
        "start",
        "occur",
        "open",
        "launch",
        "sign",
        "adopt",
        "conclude",
        "reach",
        "make",
        "do",
        "plan",
        "set",
        "host",
        "organise",
        "organize",
        "arrange",
        "chair",
        "resume",
    ]
)
_EVENTFUL = frozenset(
    [
        "meeting",
        "talk",
        "summit",
        "call",
        "conversation",
        "visit",
        "attack",
        "agreement",
        "strike",
        "invasion",
        "war",
        "session",
        "round",
        "statement",
    ]
)


_ATTITUDES = frozenset(
    ["condemn", "denounce", "deplore", "welcome", "praise", "hail", "mourn", "regret", "commemorate", "mark", "recall",
     "discuss", "criticise", "criticize", "thank", "congratulate", "lament", "remember", "investigate"]
)  # fmt: skip


def _of_the_object(verb: Token, child: Token, by_token: dict[int, When]) -> bool:
    """Whether a date behind the object of an attitude dates the object: "condemned the raid on the port on 18 May"."""
    if verb.lemma_ not in _ATTITUDES or child.i < verb.i:
        return False
    heads = [child, *child.children] if child.dep_ == "prep" else [child]
    when = next((by_token[t.i] for t in heads if t.i in by_token), None)
    if when is None or when.span is None:
        return False
    written = any(c.isdigit() for c in when.span.text) or "week" in when.span.text.lower()
    return written and any(c.dep_ in {"dobj", "prep"} and verb.i < c.i < child.i for c in verb.children)


def _nested(token: Token, by_token: dict[int, When]) -> When | None:
    """A date one or two phrases down in a clause ("met with the envoy in Lund on Sunday"), not inside its clauses."""
    for child in token.children:
        if child.i in by_token:
            return by_token[child.i] if token.dep_ == "prep" or token.lemma_ not in _EVENTFUL else None
        if child.lower_ in _BOUNDS:
            continue
        if child.dep_ in {"prep", "pobj", "npadvmod"} and not (token.dep_ != "prep" and token.lemma_ in _EVENTFUL):
            found = _nested(child, by_token)
            if found is not None:
                return found
    return None


def joined(token: Token) -> Token | None:
    """The word whose date a word shares."""
    head = token.head
    if head == token:
        return None
    if token.dep_ == "conj" and token.pos_ == head.pos_:
        return head
    if token.dep_ == "advcl" and token.tag_ in {"VBG", "VBN"} and not any(c.dep_ == "mark" for c in token.children):
        return head
    if token.dep_ == "advcl" and any(c.lower_ in {"when", "as", "while"} and c.i < token.i for c in token.children):
        return head
    if token.pos_ in {"NOUN", "PROPN"}:
        return _joined_noun(token)
    if token.dep_ in {"xcomp"} and token.tag_ in {"VB", "VBG"} and factuality_of(token).status == "actual":
        return head
    return None


_LIGHT = frozenset(
    [
        "end",
        "conclude",
        "close",
        "last",
        "fail",
        "collapse",
        "stall",
        "hold",
        "have",
        "conduct",
        "make",
        "take",
        "give",
        "begin",
        "start",
        "continue",
        "resume",
        "launch",
        "carry",
        "pay",
        "place",
        "attend",
        "open",
        "host",
        "sign",
        "reach",
        "impose",
        "provide",
        "deliver",
        "express",
        "extend",
        "convey",
        "offer",
        "announce",
        "do",
        "be",
        "occur",
        "come",
        "facilitate",
        "mediate",
        "broker",
        "sponsor",
        "wage",
        "mount",
        "stage",
    ]
)


def _joined_noun(noun: Token) -> Token | None:
    """The verb that a noun of doing is the substance of: "held talks", "talks were held", "during a call"."""
    head = noun.head
    if head.pos_ in {"VERB", "AUX"} and noun.dep_ in {"dobj", "nsubjpass", "nsubj", "attr"} and head.lemma_ in _LIGHT:
        return head
    if head.dep_ == "prep" and head.lower_ in {"in", "during", "at", "by", "through", "via", "on"}:
        return head.head if head.head.pos_ in {"VERB", "AUX"} else None
    return head if noun.dep_ in {"compound", "appos"} and head.pos_ in {"NOUN", "PROPN"} else None


def _dates_by_token(doc: Doc) -> dict[int, When]:
    """Dates by their head token; where `comity_dates` did not run, found now."""
    if _INDEX not in doc.user_data:
        _set_dates(doc, tuple(find_dates(doc)))
    index: dict[int, When] = doc.user_data[_INDEX]
    return index


def _set_dates(doc: Doc, dates: tuple[When, ...]) -> None:
    index: dict[int, When] = {}
    for when in dates:
        head = head_token(doc, when.span.start, when.span.end) if when.span else None
        if head is not None:
            index.setdefault(head.i, when)
    doc.user_data[_INDEX] = index
    doc._.dates = dates


@Language.component("comity_dates", assigns=["doc._.dates"], requires=["token.dep", "token.pos"])
def read_dates(doc: Doc) -> Doc:
    """Set `Doc._.dates`."""
    _set_dates(doc, tuple(find_dates(doc)))
    return doc

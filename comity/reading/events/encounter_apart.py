"""Whether two mentions of meetings of the same people are of two encounters, by what the language says.

A mention is another encounter where it says so itself ("their previous call", "had last met", "spoke again"), where it
is over when the other happens ("spoke after the summit", "the first meeting since they met in Bali"), where its days or
its place cannot be the other's, or where one was a call and the other a meeting at a place. Limits: what the words
leave open counts as the same encounter; several earlier ones without days may be told as one.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from spacy.tokens import Doc, Token

from comity.model import Event, When
from comity.reading.context import context_of
from comity.reading.events.actors import tokens_at
from comity.reading.lexicons import listed
from comity.reading.syntax import governors

_words = partial(listed, "encounters.yaml", "apart")  # by the name of the list
_OWNERS = frozenset({"their", "his", "her", "our", "its"})
_EXACT = len("2015-11-15")
_LATE = timedelta(2)  # a report may come so many days after what it tells of
_LONG = timedelta(7)
_HAPPENING = frozenset({"come", "take", "occur", "happen"})
_LASTS = frozenset({"minute", "hour"})


def told_apart(doc: Doc, one: Event, other: Event) -> bool:
    """Whether `other`, told later in the text, is another encounter than `one`."""
    first, second = (tokens_at(doc, event.trigger).root for event in (one, other))
    if first in _named_by(second) or second in _named_by(first):
        return False
    early, late = is_earlier(first), is_earlier(second)
    if early or late:
        return not (early and late and first.lemma_ == second.lemma_)
    return (
        _is_another(second)
        or _had_been(first, second)
        or is_over(doc, one, second)
        or is_over(doc, other, first)
        or _comes_after(second)
        or _places_apart(doc, one, other)
        or _forms_apart(doc, one, other)
        or _long_before(doc, one.when, other.when)
    )


def is_earlier(token: Token) -> bool:
    """Whether a mention sets itself before what the text reports: "their last call", "had previously met"."""
    near = list(token.children)
    if token.pos_ in {"NOUN", "PROPN"}:
        near += [c for noun in _named_by(token) for c in noun.children]
        near = [c for c in near if c.i < token.i]
        return any(c.lower_ in _words("earlier") for c in near) or (
            any(c.lower_ in _words("owned") for c in near)
            and any(c.dep_ == "poss" or c.lower_ in _OWNERS for c in near)
        )
    return _is_perfect(token) and any(c.lower_ in _words("earlier") | {"last"} for c in near if not _of_the_day(c))


def _named_by(token: Token) -> list[Token]:
    """The nouns that a noun of meeting stands in one name with: "round" of "the previous round of talks"."""
    if token.dep_ == "pobj" and token.head.lower_ == "of" and token.head.head.lemma_.lower() in {"round", "series"}:
        return [token.head.head]
    return [token.head] if token.dep_ == "compound" else []


def _of_the_day(token: Token) -> bool:
    """Whether "earlier" leads to the same day: "earlier in the day", "earlier today"."""
    following = token.doc[token.i + 1 : token.i + 4].text.lower()
    return following.startswith(("today", "in the day", "on the day", "that day", "this "))


def _is_another(token: Token) -> bool:
    """Whether a mention says that it is not the one just told: "a separate call", "spoke again"."""
    if token.pos_ in {"NOUN", "PROPN"}:
        nouns = [token, *_named_by(token)]
        return any(c.lower_ in _words("other") and c.i < token.i for noun in nouns for c in noun.children)
    if token.lemma_.lower() not in _words("meeting_verbs"):
        return False
    near = [t for c in token.children if c.dep_ in {"advmod", "npadvmod"} for t in (c, *c.children)]
    return any(t.lower_ in _words("again") for t in near)


def _is_perfect(verb: Token) -> bool:
    return any(c.dep_ == "aux" and c.lower_ in {"had", "has", "have", "'d", "’d"} for c in verb.children) or (
        verb.tag_ == "VBD"
    )


def _had_been(first: Token, second: Token) -> bool:
    """Whether a main clause in the past perfect goes back behind one in the past; not for how long a meeting took."""
    had = second.lemma_.lower() in _words("meeting_verbs") and any(
        c.dep_ == "aux" and c.lower_ in {"had", "'d", "’d"} for c in second.children
    )
    if not had or second.dep_ != "ROOT" or any(c.dep_ == "aux" and c.lower_ == "had" for c in first.children):
        return False
    lasting = any(t.lemma_.lower() in _LASTS for t in second.subtree)
    return not lasting and not any(c.lower_ == "earlier" and _of_the_day(c) for c in second.children)


def is_over(doc: Doc, one: Event, token: Token) -> bool:
    """Whether a mention stands behind "after", "following" or "since" in the clause that tells of `one`."""
    told = {t.i for mention in one.mentions or (one.trigger,) for t in tokens_at(doc, mention)}
    at, passed = token, False
    for host in governors(token):
        marks = [c for c in at.children if c.dep_ == "mark"]
        passed = passed or at.lower_ in _words("behind") or any(c.lower_ in _words("behind") for c in marks)
        if passed and told & {host.i, *(c.i for c in host.children if c != at)}:
            return token.i not in told
        at = host
    return False


def _comes_after(token: Token) -> bool:
    """Whether it is what a meeting came after: "the talks came a week after a call", "the visit follows a call"."""
    behind = token.lower_ in _words("behind")
    for host in governors(token):
        if host.pos_ == "VERB":
            about = any(c.dep_ == "nsubj" and c.lemma_.lower() in _words("meetings") for c in host.children)
            return about and (host.lemma_ == "follow" or (behind and host.lemma_ in _HAPPENING))
        behind = behind or host.lower_ in _words("behind")
    return False


def _places_apart(doc: Doc, one: Event, other: Event) -> bool:
    """Whether both name places that Comity knows and that lie in two countries, or are two towns of one."""
    if one.place is None or other.place is None or one.place == other.place:
        return False
    known = [context_of(doc).knowledge.place(event.place or "") for event in (one, other)]
    if known[0] is None or known[1] is None:
        return False
    if known[0].country is None or known[1].country is None:
        return False
    return known[0].country != known[1].country or known[0].kind == known[1].kind == "city"


def _forms_apart(doc: Doc, one: Event, other: Event) -> bool:
    """Whether one was a talk from afar and the other a meeting at a place, or one that was over by then."""
    for call, meeting in ((one, other), (other, one)):
        token = tokens_at(doc, meeting.trigger).root
        if meeting.mode == "phone" or token.lemma_.lower() not in _words("in_person"):
            continue
        spoken = call.place is None and tokens_at(doc, call.trigger).root.lemma_.lower() in _words("spoken")
        if (call.mode == "phone" and meeting.place is not None) or (spoken and _is_behind(token)):
            return True
    return False


def _is_behind(token: Token) -> bool:
    """Whether "after", "following" or "since" leads to a word."""
    return token.head.lower_ in _words("behind") and token.dep_ in {"pobj", "dobj", "pcomp"}


def _long_before(doc: Doc, one: When | None, other: When | None) -> bool:
    """Whether one has no day, so that of publication is meant, and the other was over days before."""
    published = context_of(doc).document.published
    dated = other or one
    if published is None or dated is None or (one and other):
        return False
    last = dated.end or dated.value
    if len(last) < _EXACT:
        return last < published.isoformat()[: len(last)]
    exact = dated.end is None
    return _day(last) is not None and published - _day(last) > (_LONG if exact else _LATE)  # type: ignore[operator]


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None

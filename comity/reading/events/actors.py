"""Who a word names as a party to an event: an actor that was found, or people that only the event makes one.

"Gunmen attacked the convoy" names nobody, yet somebody did it: a noun for people or a body that holds power
(`people` in `data/events.yaml`) stands for an unnamed actor of this text where no mention was found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from comity.model import Actor, Mention, Span
from comity.reading.accords.joint_texts import joint_we
from comity.reading.context import span_of_tokens, tokens_of
from comity.reading.dates.datelines import in_dateline
from comity.reading.events.lexicon import words
from comity.reading.mentions import mention_of, slug, unique, unnamed_actor
from comity.reading.syntax import phrase

_FOUND = "comity_event_people"
_STRIPPED = re.compile(r"^(?:the|a|an|some|these|those|his|her|its|their|our)\s+", re.IGNORECASE)


def party(token: Token) -> Mention | None:
    """The mention that a word heads, or one made for a noun for people; None for every other word."""
    if in_dateline(token):
        return None
    found = _jointly(token) or mention_of(token)
    if found is not None or token.pos_ not in {"NOUN", "PROPN"} or token.dep_ in {"compound", "amod", "nmod"}:
        return found
    if token.lemma_.lower() not in words("people") and not _is_named_body(token):
        return None
    made: dict[int, Mention] = token.doc.user_data.setdefault(_FOUND, {})
    if token.i not in made:
        made[token.i] = _named_body(token) if _is_named_body(token) else _unnamed(token)
    return made[token.i]


def _jointly(token: Token) -> Mention | None:
    """Whom "we" of a joint text names where the grammar gives only one of those who speak."""
    if token.lower_ != "we":
        return None
    found = mention_of(token)
    named = found.actors if found is not None else ()
    joint = joint_we(token, named)
    return Mention(span_of_tokens(token.doc[token.i : token.i + 1]), joint, "set", 0.5) if joint != named else None


def _is_named_body(token: Token) -> bool:
    """Whether a word heads a name, as yet nobody's, that does something: a subject or agent in capitals."""
    acronym = token.text.isupper() and token.text.isalpha() and len(token.text) > 1
    if not (token.pos_ == "PROPN" or acronym) or not token.text[:1].isupper() or token.ent_type_ in _NO_BODIES:
        return False
    if token.lower_ in words("common") or token.lemma_.lower() in words("common") or _only_looks_named(token):
        return False
    return token.dep_ in {"nsubj", "nsubjpass"} or (token.dep_ == "pobj" and token.head.dep_ == "agent")


def _only_looks_named(token: Token) -> bool:
    """Whether a capital may be due to the beginning of a sentence or to a dateline alone."""
    if not token.ent_type_ and token.text.endswith("ing"):
        return True
    if not token.is_sent_start or token.left_edge != token:
        return False
    following = token.doc[token.i + 1].text if token.i + 1 < len(token.doc) else ""
    return following in _AFTER_DATELINE if token.text.isupper() else not token.ent_type_


def _named_body(token: Token) -> Mention:
    """A mention of a body that bears a name and is not known: an organisation by that name."""
    first = token.i
    while first > token.sent.start and token.nbor(first - token.i - 1).pos_ in {"PROPN", "ADJ"}:
        first -= 1
    span = span_of_tokens(token.doc[first : token.i + 1])
    name = " ".join(span.text.split())
    near = [mention for child in token.children if (mention := mention_of(child)) is not None]
    country = next((actor.country for mention in near for actor in mention.actors if actor.country), None)
    return Mention(span, (Actor(f"organisation/{slug(name)}", name, "organisation", country),), "name", 0.5)


_AFTER_DATELINE = frozenset({",", "(", "-", "--", "–", "—", ":", "/", "."})
_NO_BODIES = frozenset({"DATE", "TIME", "EVENT", "LAW", "WORK_OF_ART", "LANGUAGE", "MONEY", "PRODUCT"})


def _unnamed(token: Token) -> Mention:
    """A mention of somebody described, never named, with the state that a modifier names."""
    apart = [child for child in token.children if child.dep_ in {"conj", "cc", "preconj", "relcl", "acl", "appos"}]
    span = span_of_tokens(phrase(token, without=apart))
    description = " ".join(_STRIPPED.sub("", span.text).split())
    near = [mention for child in token.children if (mention := mention_of(child)) is not None]
    country = next((actor.country for mention in near for actor in mention.actors if actor.country), None)
    return Mention(span, (unnamed_actor(token.doc, description, country),), "nominal", 0.5)


def parties(tokens: Iterable[Token]) -> tuple[Actor, ...]:
    """The actors that several words name; no actor twice."""
    return unique(actor for token in tokens if (mention := party(token)) for actor in mention.actors)


def party_spans(tokens: Iterable[Token]) -> tuple[Span, ...]:
    """The spans of the mentions that words head; for a pronoun the words that its sentence names the same actors by."""
    found = (_named(token, mention) for token in tokens if (mention := party(token)))
    return tuple(dict.fromkeys(mention.span for mention in found))


def _named(token: Token, mention: Mention) -> Mention:
    """For a pronoun the nearest mention before it in its sentence that names its actors, else the mention itself."""
    if mention.how != "pronoun":
        return mention
    ids = {actor.id for actor in mention.actors}
    for earlier in reversed(token.doc[token.sent.start : token.i]):
        other = mention_of(earlier)
        if other is not None and other.how != "pronoun" and {actor.id for actor in other.actors} == ids:
            return other
    return mention


def tokens_at(doc: Doc, span: Span) -> TokenSpan:
    """The tokens of a span that was made from tokens; raises ValueError for one that was not."""
    tokens = tokens_of(doc, span)
    if tokens is None:
        raise ValueError(f"no token stands at {span.start}-{span.end}")
    return tokens

"""Divergences: where actors or accounts are said to differ (component `comity_divergences`).

The words stand in `data/divergences.yaml`. A difference needs two sides: those that its words name, the owner of what
is contested, whoever spoke before, or, where it is only said that differences exist, the two sides the text is about.
Limits we know: contrasts without a word for them ("A says X; B says Y") are left to `inconsistencies`.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc, Token

from comity.model import Actor, Divergence, content_id
from comity.reading.context import context_of, span_of_tokens, statement_at
from comity.reading.divergences.cues import find_cues
from comity.reading.divergences.inconsistencies import find_inconsistencies
from comity.reading.divergences.words import Found, words
from comity.reading.factuality import factuality_of
from comity.reading.matters.find import matters_of, theatre_of
from comity.reading.mentions import actors_of_all, unique
from comity.reading.sides import (
    holders,
    mention_around,
    others_beside,
    owners_of,
    principals,
    side_key,
    sides,
    speakers_of,
    state_actor,
    two_sides,
)
from comity.reading.syntax import governors, objects, prepositional

# Share of right ones among those found in the development texts, by rule (docs/accuracy.md).
CERTAINTY = {"nouns": 0.6, "differ": 0.7, "contest": 0.6, "reject": 0.5, "deny": 0.4}
_BACK = 3


def find_divergences(doc: Doc) -> Iterator[Divergence]:
    """The differences a text reports, in order; one for each clause."""
    for _, divergence in find_differences(doc):
        yield divergence


def find_differences(doc: Doc) -> Iterator[tuple[Found, Divergence]]:
    """The differences a text reports, each with the words it was read from."""
    kept: list[Divergence] = []
    for found in find_cues(doc):
        between = _between(doc, found) if _holds(found) else ()
        if not between:
            continue
        made = _divergence(doc, found, between)
        if not any(
            d.content.overlaps(made.content) and set(sides(d.between)) == set(sides(between)) for d in kept[-4:]
        ):
            kept.append(made)
            yield found, made


def _holds(found: Found) -> bool:
    """Whether the text presents the difference as there, with its cue and the verb of its clause."""
    facts = [factuality_of(found.cue.root), factuality_of(found.content.root)]
    first = found.cue.root.lemma_.lower()
    denied = any(fact.polarity == "denied" for fact in facts) and found.rule not in {
        "fail",
        "against",
        "unshared",
        "short-of",
        "despite",
        "reject",
        "deny",
    }
    governed = any(
        g.lemma_.lower() in {"deny", "dismiss", "avoid", "prevent"} and first != g.lemma_.lower()
        for g in governors(found.cue.root)
    )
    called = found.rule in {"what-calls", "brand"}
    return not denied and not governed and (called or all(fact.status == "actual" for fact in facts))


def _between(doc: Doc, found: Found) -> tuple[Actor, ...]:
    """Both sides of a difference; nobody where fewer than two can be told."""
    one = unique(actor for token in found.one for actor in holders(token))
    if found.need == "speaker":
        one = tuple(a for a in speakers_of(statement_at(doc, found.content.root)) if a.kind != "media")
    other = _others(found)
    both = two_sides(one, other)
    if both and not (found.need == "principals" and _first_person(found)):
        return both if one or found.need != "owner" else ()
    if found.need in {"owner", "accuser"}:
        return two_sides(one, _above(found, one) or _level(doc, one, _accuser(doc, found, one))) if one else ()
    if found.need == "principals" and (one or other or not found.other or all(_parties(t) for t in found.other)):
        return () if found.other and not other else _from_principals(doc, found, one or other)
    return ()


def _level(doc: Doc, one: tuple[Actor, ...], other: tuple[Actor, ...]) -> tuple[Actor, ...]:
    """The other side on the level of the first: officials stand for their state beside a state."""
    if all(actor.kind in {"state", "seat", "office"} for actor in one):
        return unique(state_actor(doc, side_key(a)) or a if a.kind in {"person", "unnamed"} else a for a in other)
    return other


def _first_person(found: Found) -> bool:
    return any(token.lower_ in {"we", "us", "our"} for token in (*found.one, *found.other))


def _others(found: Found) -> tuple[Actor, ...]:
    if found.need in {"owner", "accuser", "speaker"}:
        named = unique(
            actor
            for token in found.other
            for actor in (owners_of(token) or (actors_of_all([token]) if _is_somebody(token) else ()))
        )
        return tuple(actor for actor in named if actor.kind != "people")
    return unique(actor for token in found.other for actor in holders(token))


def _above(found: Found, one: tuple[Actor, ...]) -> tuple[Actor, ...]:
    """Who is named in the clause that a participle comments on: "answered Norway's note, disputing many points"."""
    verb = found.cue.root
    if verb.dep_ not in {"advcl", "acl", "pcomp"} or verb.head.pos_ not in {"VERB", "AUX"}:
        return ()
    things = [t for t in (*objects(verb.head), *prepositional(verb.head)) if t.i < verb.i]
    named = unique(actor for t in things for actor in (owners_of(t) or holders(t)))
    return tuple(actor for actor in named if actor not in one and actor.kind != "people")


def _is_somebody(token: Token) -> bool:
    mention = mention_around(token)
    return mention is not None and mention.how != "pronoun" and token.lower_ != "it"


def _accuser(doc: Doc, found: Found, one: tuple[Actor, ...]) -> tuple[Actor, ...]:
    """Whose word is contested where the clause does not say: who blamed this side, or spoke of it, just before."""
    if not one:
        return ()
    ours = set(sides(one))
    at = found.cue[0].idx
    start = _sentence_back(found.cue[0], _BACK)
    for event in reversed(doc._.events):
        if event.type == "ACCUSE" and start <= event.trigger.start < at and ours & set(sides(event.recipients)):
            return tuple(actor for actor in event.actors if side_key(actor) not in ours)
    for statement in reversed(doc._.statements):
        place = (statement.cue or statement.content[0]).start
        speakers = tuple(a for a in statement.speakers if a.kind != "media" and side_key(a) not in ours)
        inside = any(p.start <= at < p.end for p in statement.content)
        definite = found.need == "owner"
        if (
            start <= place < at
            and speakers
            and (definite or not inside)
            and (definite or _speaks_of(doc, statement.content[0].start, statement.content[-1].end, ours))
        ):
            return speakers
    return ()


def _sentence_back(token: Token, count: int) -> int:
    start = token.sent.start
    for _ in range(count):
        if start == 0:
            break
        start = token.doc[start - 1].sent.start
    return token.doc[start].idx


def _speaks_of(doc: Doc, start: int, end: int, keys: set[str]) -> bool:
    """Whether any of some sides is named between two places."""
    return any(start <= mention.span.start < end and keys & set(sides(mention.actors)) for mention in doc._.mentions)


def _from_principals(doc: Doc, found: Found, named: tuple[Actor, ...]) -> tuple[Actor, ...]:
    """The sides in play where words name one or none: the other main side beside the one named, else both."""
    both = principals(doc)
    if named and not all(actor.kind == "unnamed" for actor in named):
        if _first_person(found):
            return both if set(sides(named)) <= set(sides(both)) else two_sides(named)
        return two_sides(named, (actor for key in sides(named) for actor in others_beside(doc, key)))
    if any(not _parties(token) for token in (*found.one, *found.other)):
        return ()
    speakers = [a for a in speakers_of(statement_at(doc, found.cue[0])) if a.kind != "media"]
    if any(a.country for a in speakers) and not set(sides(speakers)) & set(sides(both)):
        return ()
    return both


def _parties(token: Token) -> bool:
    """Whether a word may mean the sides of the text without naming them: "the sides", "both delegations", "they"."""
    if token.pos_ == "PRON" or token.lower_ in {"both", "each"}:
        return True
    definite = any(
        c.lower_ in {"the", "both", "each", "two", "three", "four", "their", "its", "these"} for c in token.children
    )
    return definite and token.lemma_.lower() in words("parties")


def _divergence(doc: Doc, found: Found, between: tuple[Actor, ...]) -> Divergence:
    content, cue = span_of_tokens(found.content), span_of_tokens(found.cue)
    document = context_of(doc).document
    matters = matters_of(found.content, guess=True)
    statement = statement_at(doc, found.cue[0])
    return Divergence(
        id=content_id("divergence", document.id, content.start, content.end, cue.start),
        document=document.id,
        evidence=(span_of_tokens(found.cue.sent), cue),
        statement=statement.id if statement else None,
        factuality=factuality_of(found.cue.root),
        certainty=CERTAINTY.get(found.rule, 0.6),
        reader=f"rule:divergences/{found.rule} 1",
        between=between,
        content=content,
        cue=cue,
        matters=matters,
        theatre=theatre_of(found.content, matters=matters),
    )


@Language.component(
    "comity_divergences",
    assigns=["doc._.divergences"],
    requires=["doc._.mentions", "doc._.statements", "doc._.events", "doc._.encounters"],
)
def divergences_component(doc: Doc) -> Doc:
    """Fill `Doc._.divergences` with what is reported to differ and what does not fit together."""
    differences = tuple(find_differences(doc))
    doc._.divergences = (*(d for _, d in differences), *find_inconsistencies(doc, differences))
    return doc

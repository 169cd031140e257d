"""Accords: what two or more actors agreed, one of them pledged, or a named accord that is invoked, with its measures.

Component `comity_accords` fills `Doc._.accords`; it looks at `Doc._.mentions` and `Doc._.statements`. Limits we know:
an agreement told over several sentences is followed one list sentence on; parties that only the context gives are taken
from the last accord, meeting or pair of leaders before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from comity.model import Accord, Actor, Measure, Order, content_id
from comity.model.claims import AccordStatus
from comity.reading.accords.cues import Cue, find_cues
from comity.reading.accords.draft import Draft
from comity.reading.accords.lists import add_lists
from comity.reading.accords.measures import Piece, build_measure, following_pieces, invoked_pieces, pieces_of
from comity.reading.accords.names import NamedAccord, find_names, invoked_phrase
from comity.reading.accords.offers import find_offers
from comity.reading.accords.order import Edge, find_order
from comity.reading.accords.parties import are_several, mediators_of, parties_of
from comity.reading.accords.terms import find_terms
from comity.reading.anonymity import is_plea
from comity.reading.complements import FINITE
from comity.reading.context import context_of, span_of_tokens, statement_at
from comity.reading.dates.component import when_of
from comity.reading.factuality import factuality_of, lies_ahead
from comity.reading.lexicons import listed, load_yaml
from comity.reading.matters.find import matters_of, theatre_of
from comity.reading.mentions import actors_of_all
from comity.reading.segments import title_end
from comity.reading.syntax import is_passive, prepositional


def find_accords(doc: Doc) -> Iterator[Accord]:
    """The accords of a text, in text order.

    1. cues with their contents, and conditional offers, 2. named accords that are invoked, 3. lists in the sentence
    that follows and in numbered provisions, 4. the order of measures.
    """
    drafts = [draft for draft in _from_cues(doc) if not is_plea(draft.content, draft.parties)]
    drafts += find_offers(doc, drafts)
    drafts = _with_terms(doc, drafts)
    drafts = [draft for draft in drafts if not _only_headline(doc, draft, drafts)]
    drafts += _from_names(doc, drafts)
    drafts.sort(key=lambda draft: draft.content.start)
    for draft in drafts:
        _add_following(draft)
    drafts = add_lists(doc, drafts)
    told = {piece.tokens.start: piece for draft in drafts if draft.group != "name" for piece in draft.pieces}
    for draft in drafts:
        if draft.group == "name":
            draft.pieces = [p for p in draft.pieces if p.tokens.start not in told]
        _add_order(draft)
        yield _finished(doc, draft)


def _with_terms(doc: Doc, drafts: list[Draft]) -> list[Draft]:
    """The drafts with what accords' terms are told to be; promises inside such terms are no accords of their own."""
    terms: list[Draft] = []
    for draft in find_terms(doc, drafts):
        taken = [d for d in (*drafts, *terms) if _crosses(d, draft) and d.group not in {"will", "agreement"}]
        if not taken and draft.parties:
            terms.append(draft)
    kept = [d for d in drafts if not any(_crosses(d, term) for term in terms)]
    return [*kept, *terms]


def _only_headline(doc: Doc, draft: Draft, drafts: list[Draft]) -> bool:
    """Whether a headline only says what a sentence soon after it tells: the same parties, status and words."""
    end = title_end(doc)
    if draft.content.start >= end:
        return False
    words = {t.lemma_.lower() for t in draft.content if t.pos_ in {"NOUN", "VERB", "PROPN"}}
    return any(
        end <= other.content.start < end + _SOON
        and (other.status, {a.id for a in other.parties}) == (draft.status, {a.id for a in draft.parties})
        and bool(words & {t.lemma_.lower() for t in other.content})
        for other in drafts
    )


_SOON = 120


def _crosses(one: Draft, other: Draft) -> bool:
    return one.content.start < other.content.end and other.content.start < one.content.end


def _from_cues(doc: Doc) -> Iterator[Draft]:
    last: tuple[Actor, ...] = ()
    named = {token.i for name in find_names(doc) for token in name.tokens}
    for cue in sorted(find_cues(doc), key=lambda c: c.words.start):
        if cue.group.name == "agreement" and cue.anchor.i in named and cue.content.kind == "noun":
            continue  # "the 2005 Agreement on Access" is told by its name
        parties = parties_of(cue, last)
        status = _status(cue, parties)
        if status is None:
            continue
        if len(parties) > 1:
            last = parties
        pieces = [] if cue.group.name == "reject" else pieces_of(cue.content)
        yield Draft(
            cue.content.span,
            cue.words,
            cue.anchor,
            parties,
            status,
            pieces,
            cue.group.certainty,
            cue.group.name,
        )


def _status(cue: Cue, parties: tuple[Actor, ...]) -> AccordStatus | None:
    """The status of an accord, None where this is none: nobody to agree, or one alone where it takes two."""
    if not parties or (cue.group.kind == "will" and all(actor.kind == "unnamed" for actor in parties)):
        return None
    if cue.group.persons and not all(actor.kind == "person" for actor in parties):
        return None
    status = cue.group.status if are_several(cue, parties) else cue.group.alone
    if status is None or (status == "pledged" and cue.group.name == "agree" and _assents(cue)):
        return None
    if cue.negated and cue.group.kind != "will":
        return _refused(cue)
    if not cue.negated and status != "rejected" and factuality_of(cue.anchor).polarity == "denied":
        return None
    if status == "agreed" and _supposed(cue.anchor):
        return None
    if status in {"agreed", "pledged"} and cue.group.name not in _MADE and _conditional(cue):
        return "proposed"
    return status  # type: ignore[return-value]


def _assents(cue: Cue) -> bool:
    """Whether one who agrees is only of the same mind: "agreed on the strength of the tie", "agreed that it is so"."""
    if cue.content.kind == "noun":
        return cue.content.span.doc[cue.content.start - 1].lower_ in {"on", "upon", "about", "with"}
    return cue.content.kind == "clause" and not _to_come(cue.content.head)


def _to_come(verb: Token) -> bool:
    return any(c.dep_ == "aux" and c.lower_ in {"will", "would", "shall"} for c in verb.children)


def _supposed(anchor: Token) -> bool:
    """Whether the agreeing itself is only a condition: "will not pay unless Ghana signs an agreement"."""
    verb = anchor if anchor.pos_ in {"VERB", "AUX"} else anchor.head
    marks = {c.lower_ for c in verb.children if c.dep_ in {"mark", "advmod"} and c.i < verb.i}
    return bool(marks & {"if", "unless", "until"}) or lies_ahead(verb)


# What is agreed on a condition is agreed; what is only promised on one is an offer.
_MADE = frozenset({"agree", "settle on", "decide", "reach", "adopt", "agreement", "decision"})


def _refused(cue: Cue) -> AccordStatus | None:
    """What a negated cue says: "no intention of" is a pledge, "did not agree to" a refusal, "no agreement" nothing."""
    if cue.group.name in {"commitment", "intention"}:
        return "pledged"
    if cue.group.kind != "verb" or is_passive(cue.anchor):
        return None
    return "rejected"


def _conditional(cue: Cue) -> bool:
    """Whether the content hangs on a condition of its own: an offer, not yet a promise."""
    return len(cue.content.span) > 0 and any(
        token.lower_ in {"if", "unless", "provided"}
        and token.dep_ in {"mark", "prep", "advcl"}
        and not (token.i + 1 < len(token.doc) and token.nbor(1).lower_ in listed("order_cues.yaml", "no_condition"))
        for token in cue.content.span
    )


_RESOLUTION = re.compile(r"\bresolution\s+(\d{3,4})\b", re.IGNORECASE)


def _from_names(doc: Doc, drafts: list[Draft]) -> Iterator[Draft]:
    """One draft for each named accord, from the mention that says most about it."""
    by_name: dict[str, list[tuple[NamedAccord, TokenSpan]]] = {}
    for name in find_names(doc):
        numbered = _RESOLUTION.search(name.name)
        key = numbered[1] if numbered else name.known.id if name.known else name.name.lower()
        by_name.setdefault(key, []).append((name, invoked_phrase(name)))
    for mentions in by_name.values():
        if len(mentions) == 1 and _is_own_title(doc, mentions[0][0]):
            continue
        name, content = max(
            mentions, key=lambda m: (m[0].known is not None, len(m[1]) > len(m[0].tokens), -m[0].tokens.start)
        )
        holder = next(
            (
                d
                for d in drafts
                if d.name is None
                and d.content.start <= name.tokens.start
                and name.tokens.end <= d.content.end
                and len(d.content) <= len(name.tokens) + 4
            ),
            None,
        )
        if holder is not None:
            holder.name = name
            continue
        parties = _known_parties(doc, name)
        yield Draft(
            content,
            name.tokens,
            name.tokens.root,
            parties,
            "collapsed" if any(_collapsed(other) for other, _ in mentions) else _name_status(name),
            invoked_pieces(content),
            0.78,
            "name",
            name,
        )


def _is_own_title(doc: Doc, name: NamedAccord) -> bool:
    """Whether a name is only what a text calls itself in its first line ("Joint Communiqué of the Meeting of …")."""
    first = next((t.i for t in doc if not t.is_space), 0)
    paper = {t.lemma_.lower() for t in name.tokens} & listed("accord_names.yaml", "own_titles")
    told = any(t.tag_ in FINITE | {"MD"} for t in name.tokens.sent)
    return name.known is None and name.tokens.start <= first + 1 and bool(paper) and not told


def _name_status(name: NamedAccord) -> AccordStatus:
    """In force, unless the words before the name speak of a draft."""
    doc, start = name.tokens.doc, name.tokens.start
    opens = doc[start].sent.start
    drafted = any(
        t.lemma_.lower() in {"draft", "proposed", "proposal", "provisional", "future"}
        for t in doc[max(opens, start - 6) : start]
    )
    return "proposed" if drafted else "in-force"


def _collapsed(name: NamedAccord) -> bool:
    """Whether the text tells as a fact that a named accord came to nothing: "has collapsed", "the collapse of"."""
    words, root = load_yaml("accord_names.yaml")["collapse"], name.tokens.root
    governor = root.head
    if root.dep_ == "pobj" and governor.lower_ == "of":
        governor = governor.head
        told = governor.lemma_.lower() in words["nouns"]
    else:
        told = root.dep_ in {"nsubj", "nsubjpass"} and governor.lemma_.lower() in words["verbs"]
    factuality = factuality_of(governor) if told else None
    return (
        factuality is not None
        and (factuality.status, factuality.polarity) == ("actual", "affirmed")
        and (factuality.certainty == "certain")
    )


def _known_parties(doc: Doc, name: NamedAccord) -> tuple[Actor, ...]:
    """The parties that knowledge has for a named accord, or its own name gives ("Treaty between X and Y")."""
    if name.known is None:
        return actors_of_all(prepositional(name.tokens.root, "between", "among", "by"))
    entities = context_of(doc).knowledge.entities
    found = []
    for identity in name.known.parties:
        entity = entities.get(identity if "/" in identity else f"state/{identity}")
        if entity is not None:
            found.append(Actor(entity.id, entity.name, entity.kind, entity.country, entity.code))
    return tuple(found)


def _add_following(draft: Draft) -> None:
    """The list of a next sentence that goes on about the accord ("These include …")."""
    doc = draft.content.doc
    end = draft.content.sent.end
    while end < len(doc) and doc[end].is_space:
        end += 1
    if end < len(doc):
        draft.pieces += following_pieces(doc[end].sent)


def _add_order(draft: Draft) -> None:
    sentence = draft.content.sent
    end = max([sentence.end, *(piece.tokens.end for piece in draft.pieces)])
    draft.pieces, draft.edges = find_order(sentence.doc[sentence.start : end], draft.pieces)


def _finished(doc: Doc, draft: Draft) -> Accord:
    """The Accord of a draft, with its measures and their order."""
    content, sentence = span_of_tokens(draft.content), draft.content.sent
    identity = content_id("accord", content.document, content.start, content.end, draft.cue.start_char)
    measures = tuple(
        build_measure(doc, piece, identity, parties=draft.parties, whole=_rest(piece)) for piece in draft.pieces
    )
    statement = statement_at(doc, draft.anchor)
    matters = _matters(draft)
    known = draft.name.known if draft.name else None
    mediators = mediators_of(sentence)
    return Accord(
        id=identity,
        document=content.document,
        evidence=(span_of_tokens(sentence), content),
        statement=statement.id if statement else None,
        factuality=factuality_of(draft.anchor),
        certainty=draft.certainty,
        reader=f"rule:accords/{draft.group.replace(' ', '-')} 1",
        parties=tuple(actor for actor in draft.parties if actor not in mediators) or draft.parties,
        mediators=mediators,
        when=when_of(draft.anchor) if draft.group != "name" else None,
        cue=span_of_tokens(draft.cue),
        content=content,
        status=draft.status,
        name=draft.name.name if draft.name else None,
        known=known.id if known else None,
        matters=matters,
        theatre=(known.theatre if known else None) or theatre_of(draft.content, matters=matters),
        measures=measures,
        order=_order(draft.edges, measures),
    )


def _matters(draft: Draft) -> tuple[str, ...]:
    own = matters_of(draft.content, guess=True)
    known = draft.name.known.matters if draft.name and draft.name.known else ()
    return tuple(dict.fromkeys((*known, *own))) if draft.name and known else own


def _rest(piece: Piece) -> TokenSpan:
    """From a measure to the end of its sentence: where its deadline and condition may stand."""
    doc = piece.tokens.doc
    return doc[piece.tokens.start : max(piece.head.sent.end, piece.tokens.end)]


def _order(edges: list[Edge], measures: tuple[Measure, ...]) -> tuple[Order, ...]:
    return tuple(
        Order(
            left=measures[edge.left].id,
            relation=edge.relation,
            right=measures[edge.right].id,
            cue=span_of_tokens(edge.cue),
            slip=edge.slip,
            certainty=edge.certainty,
        )
        for edge in edges
    )


@Language.component(
    "comity_accords",
    assigns=["doc._.accords"],
    requires=["doc._.mentions", "doc._.statements", "token.dep", "token.lemma"],
)
def read_accords(doc: Doc) -> Doc:
    """Set `doc._.accords`."""
    doc._.accords = tuple(find_accords(doc))
    return doc

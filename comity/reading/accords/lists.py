"""Putting listed measures with their accord: provisions, articles of a treaty, promises under one heading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Doc

from comity.model import Actor
from comity.reading.accords.common_names import is_meant
from comity.reading.accords.draft import Draft
from comity.reading.accords.joint_texts import text_parties, title_of
from comity.reading.accords.measures import Piece
from comity.reading.accords.names import NamedAccord
from comity.reading.accords.parties import principals
from comity.reading.accords.provision_layout import is_treaty
from comity.reading.accords.provisions import Provision, find_provisions, number_at, provision_pieces
from comity.reading.context import context_of, text_of
from comity.reading.lexicons import load_yaml
from comity.reading.mentions import mentions_by_head
from comity.reading.resolutions import Resolution, clause_pieces, resolution_of

_ABSORBED = frozenset({"will", "commit", "intend", "committed", "ready"})
_NEAR, _GAP, _FEW = 60, 5, 2


def add_lists(doc: Doc, drafts: list[Draft]) -> list[Draft]:
    """The drafts with the provisions of the text among their measures, each piece with its number.

    1. promises under a heading that ends in a colon go to that accord; 2. each provision goes to the draft that stands
    in it, or leads to it, or 3. to an accord made of the whole text.
    """
    drafts = _under_headings(doc, drafts)
    provisions = find_provisions(doc)
    resolution = resolution_of(doc)
    if resolution is not None:
        drafts = _with_resolution(doc, drafts, resolution)
    elif provisions:
        drafts = _with_provisions(doc, drafts, provisions)
    for draft in drafts:
        draft.pieces = [p if p.number else replace(p, number=number_at(provisions, p.head.i)) for p in draft.pieces]
    return drafts


def _with_resolution(doc: Doc, drafts: list[Draft], resolution: Resolution) -> list[Draft]:
    """The drafts with one for the resolution that the text is; what its clauses ask for is no accord of its own."""
    found = list(clause_pieces(resolution))
    if not found:
        return drafts
    acting = [c for c in resolution.clauses if c.kind in {"ask", "decide"}]
    first, last = acting[0], acting[-1]
    kept = [d for d in drafts if d.group == "name" or not first.verb.i <= d.anchor.i < last.end]
    named = next(
        (
            d
            for d in kept
            if d.group == "name"
            and d.content.end <= first.verb.i
            and d.name is not None
            and "resolution" in d.name.name.lower()
        ),
        None,
    )
    whole = Draft(
        content=doc[first.verb.i : last.end],
        cue=doc[first.verb.i : first.verb.i + 1],
        anchor=first.verb,
        parties=(resolution.body,),
        status="agreed",
        pieces=found,
        certainty=0.7,
        group="resolution",
        name=named.name if named is not None else None,
    )
    return [*(d for d in kept if d is not named), whole]


def _under_headings(doc: Doc, drafts: Sequence[Draft]) -> list[Draft]:
    """One draft for "commit to take the following actions:" and the promises that follow it."""
    kept: list[Draft] = []
    open_draft: Draft | None = None
    for draft in drafts:
        if open_draft is not None and draft.group in _ABSORBED and _within(draft.parties, open_draft.parties):
            own = [p for p in open_draft.pieces if p.head.i >= open_draft.content.end]
            open_draft.pieces = own + [replace(p, obliged=draft.parties) for p in draft.pieces]
            continue
        kept.append(draft)
        open_draft = draft if _leads_on(draft) else None
    return kept


def _within(parties: Sequence[Actor], of: Sequence[Actor]) -> bool:
    return {actor.id for actor in parties} <= {actor.id for actor in of}


def _leads_on(draft: Draft) -> bool:
    """Whether a draft's sentence announces a list: it ends in a colon, its content says "the following"."""
    text = draft.content.sent.text.rstrip()
    words = draft.content.text.lower().split()
    return text.endswith((":", " to")) and (len(words) < 5 or "following" in words or "follows" in words)


def _with_provisions(doc: Doc, drafts: list[Draft], provisions: Sequence[Provision]) -> list[Draft]:
    treaty = any(p.kind == "article" for p in provisions) or is_treaty(text_of(doc))
    owners = _owners(drafts, provisions, treaty=treaty)
    unowned = [
        p for p, owner in zip(provisions, owners, strict=True) if owner is None and (treaty or not _inside(drafts, p))
    ]
    whole = _whole(doc, provisions) if unowned and (treaty or len(unowned) > 1 or len(provisions) > _FEW) else None
    absorbed: list[Draft] = []
    opened: list[Draft] = []
    for provision, led in zip(provisions, owners, strict=True):
        inside = _inside(drafts, provision)
        owner = led or (whole if treaty or not inside else None)
        if owner is None and inside and not any(draft.pieces for draft in inside):
            owner = inside[0]
        if owner is None:
            continue
        if led and led not in opened and _leads_on(led):
            opened.append(led)
            led.pieces = [p for p in led.pieces if p.head.i >= led.content.end]
        taken = [d for d in inside if d is not owner and (treaty or d.group in _ABSORBED)] if led or treaty else []
        _take(owner, provision, taken)
        absorbed += taken
    if whole is not None and treaty:
        _add_silent(whole, provisions)
    kept = [d for d in drafts if not any(d is other for other in absorbed)]
    if whole is None or not (whole.pieces or treaty):
        return kept
    own = next((d for d in kept if d.group == "name" and _same_place(d, whole)), None)
    whole.name = own.name if own is not None else _titled(doc)
    return [whole, *(d for d in kept if d is not own)]


def _titled(doc: Doc) -> NamedAccord | None:
    """The name that the text of an agreement gives itself in its title."""
    title = title_of(doc)
    if title is None:
        return None
    known = [item for item in context_of(doc).knowledge.find_accords(title) if is_meant(doc, item, title)]
    first = next(t for t in doc if not t.is_space)
    return NamedAccord(known[0].name if known else title, first.sent, known[0] if known else None)


def _same_place(draft: Draft, whole: Draft) -> bool:
    """Whether a named accord is the text's own title: it stands in the words that stand for the whole."""
    return whole.content.start <= draft.content.start and draft.content.end <= whole.content.end


def _inside(drafts: Sequence[Draft], provision: Provision) -> list[Draft]:
    return [d for d in drafts if d.group != "name" and provision.tokens.start <= d.anchor.i < provision.tokens.end]


def _owners(drafts: Sequence[Draft], provisions: Sequence[Provision], *, treaty: bool) -> list[Draft | None]:
    """For each provision the draft that leads to it; those that follow one another in a list share theirs."""
    found: list[Draft | None] = []
    for place, provision in enumerate(provisions):
        owner = None if treaty else _owner(drafts, provision)
        before = provisions[place - 1] if place else None
        if owner is None and before is not None and not treaty and provision.tokens.start - before.tokens.end < _GAP:
            owner = found[-1]
        found.append(owner)
    return found


def _take(owner: Draft, provision: Provision, inside: Sequence[Draft]) -> None:
    """Add the measures of a provision to its accord, with those of agreements and promises that are told inside it.

    They stand in place of those read from running on over its mark.
    """
    if provision.kind == "inline":
        owner.pieces = [p for p in owner.pieces if p.number or not _overlaps(p, provision)]
    told = [piece for draft in inside for piece in draft.pieces]
    for piece in provision_pieces(provision, told, owner.parties):
        if not any(p.tokens.start <= piece.head.i < p.tokens.end for p in owner.pieces):
            owner.pieces.append(piece)


def _add_silent(whole: Draft, provisions: Sequence[Provision]) -> None:
    """One measure for each article that obliges nobody in so many words ("may be amended"): its first words."""
    told = {piece.number for piece in whole.pieces if piece.number}
    for provision in provisions:
        number = provision.number
        if number and not any(n == number or n.startswith((f"{number}(", f"{number},")) for n in told):
            told.add(number)
            whole.pieces += provision_pieces(replace(provision, kind="silent"), (), whole.parties)
    whole.pieces.sort(key=lambda piece: piece.tokens.start)


def _overlaps(piece: Piece, provision: Provision) -> bool:
    return piece.tokens.start < provision.tokens.end and provision.tokens.start < piece.tokens.end


def _owner(drafts: Sequence[Draft], provision: Provision) -> Draft | None:
    """The draft that leads to a provision: its sentence holds it, or ends shortly before, or owns the one before."""
    for draft in drafts:
        sentence = draft.content.sent
        if sentence.start <= provision.tokens.start < sentence.end and draft.anchor.i < provision.tokens.start:
            return draft
    start = provision.tokens.start
    before = [
        d for d in drafts if d.content.sent.end <= start + 3 and d.content.sent.text.rstrip().endswith((":", " to"))
    ]
    if not before:
        return None
    draft = max(before, key=lambda d: d.content.sent.end)
    reach = max([draft.content.sent.end, *(p.tokens.end for p in draft.pieces)])
    return draft if start - reach <= _NEAR else None


def _whole(doc: Doc, provisions: Sequence[Provision]) -> Draft | None:
    """An accord made of the whole text, if it calls itself one before its first provision."""
    words = load_yaml("accord_names.yaml")["texts"]
    head = doc[: provisions[0].tokens.start]
    cue = next((t for t in head if t.lower_ in words["verbs"]), None) or next(
        (t for t in head if t.lower_ in words["nouns"]), None
    )
    parties = _text_parties(doc, provisions[0].tokens.start)
    if cue is None or not parties:
        return None
    sentence = cue.sent
    content = sentence if len(sentence) < _NEAR else doc[cue.i : min(cue.i + 3, len(doc))]
    if any(p.kind == "article" for p in provisions):
        content = doc[provisions[0].tokens.start : provisions[-1].tokens.end]
    return Draft(
        content=content,
        cue=doc[cue.i : cue.i + 1],
        anchor=cue,
        parties=parties,
        status="agreed",
        pieces=[],
        certainty=0.7,
        group="whole",
    )


def _text_parties(doc: Doc, first: int) -> tuple[Actor, ...]:
    """Whose agreement a text is: as it names its parties, whom "the Parties" or "we" are, else those named most."""
    named = text_parties(doc, first)
    if named:
        return named
    for index, mention in sorted(mentions_by_head(doc).items()):
        if doc[index].lower_ in {"parties", "sides", "participants", "signatories"} and len(mention.actors) > 1:
            return mention.actors
    return principals(doc, len(doc) - 1)

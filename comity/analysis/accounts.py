"""Accounts: what each side says of an encounter, from whole texts or from the parts of a text that relay it.

Of an encounter, a text that a government, its leader or an office publishes is that side's account as a whole. In any
other text, and wherever a text is asked about by itself, each statement belongs to the outermost speaker of its chain
(who says that B said so), below outlets that relay; what stands in no statement is the publisher's own voice. Limit: a
publisher is known for official by its name alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from spacy.tokens import Doc

from comity.analysis.comparison import Account, LeftOut, Meeting
from comity.analysis.passages import elsewhere
from comity.analysis.points import Point, points_of
from comity.analysis.sides import side_of, sides_of
from comity.analysis.speaking import sides_in, speaking_side
from comity.knowledge import Knowledge
from comity.ledger.sure import weak_statements
from comity.model import Actor, Claim, Document, Encounter, Span, Statement
from comity.reading.context import context_of, statement_at
from comity.reading.points import Piece

_OFFICIAL = re.compile(
    r"\b(?:president|presidency|presidential|government|ministry|minister|office|department|embassy|house|palace|"
    r"press service|chancell\w+|council|cabinet|state|secretariat|mission|delegation|spokes\w+)\b",
    re.IGNORECASE,
)
_OPENED = re.compile(
    r"[^.;,\n]*\b(?:initiative of|initiated by|(?:at|on|upon) (?:the |his |her |their |[\w’' ]{2,40}['’]s? )?"
    r"(?:request|initiative|suggestion|invitation|proposal)|at the (?:\w+ )?side['’]s (?:request|initiative)|"
    r"(?:who )?(?:had )?asked for the (?:call|meeting|conversation)|at the invitation of)\b[^.;,\n]*",
    re.IGNORECASE,
)
_HEAD = 900
_ITSELF = "the text itself"


def account_of(doc: Doc, name: str | None = None, *, about: Encounter | None = None) -> Account:
    """A whole text as the account of its publisher, or of `name`; what is plainly of another encounter is left out."""
    document = context_of(doc).document
    actor = publisher_side(document, context_of(doc).knowledge)
    shown = name or (actor.name if actor else document.publisher or document.title or "this text")
    account = Account(shown, actor, (document,), (), statements=tuple(doc._.statements), claims=_claims(doc))
    away = elsewhere(doc, about)
    for point, _ in points_of(doc):
        account = _with_point(account, point, away)
    return _with_opening(account, doc, about)


def accounts_in(
    doc: Doc, *, whole: bool = False, min_certainty: float = 0, about: Encounter | None = None
) -> tuple[Account, ...]:
    """The accounts inside one text: the publisher's own voice first, then each side by its first statement.

    `whole`: a text that a side publishes itself is that side's account, whomever it quotes. What stands in a statement
    less sure than `min_certainty` is left out: it is unsure whose account it belongs to. `about`: as in `account_of`.
    """
    context = context_of(doc)
    actor = publisher_side(context.document, context.knowledge)
    if whole and actor is not None:
        return (account_of(doc, about=about),)
    name = actor.name if actor else context.document.publisher or _ITSELF
    own = actor.id if actor else ""
    found = {own: _with_opening(Account(name, actor, (context.document,), ()), doc, about)}
    weak, away = weak_statements(doc._.statements, min_certainty), elsewhere(doc, about)
    for point, piece in points_of(doc):
        statement = _statement_of(doc, piece)
        if statement is not None and statement.id in weak:
            continue
        side = speaking_side(doc, statement) if statement is not None else None
        key = side.id if side else own
        found[key] = _with_point(found.get(key) or _relayed(doc, side), point, away)
    for statement in (s for s in doc._.statements if s.id not in weak):
        side = speaking_side(doc, statement)
        key = side.id if side else own
        if key in found:
            found[key] = replace(found[key], statements=(*found[key].statements, statement))
    return tuple(account for account in found.values() if account.points or account.left_out)


def _with_point(account: Account, point: Point, away: Mapping[int, Encounter]) -> Account:
    """The account with one more point, or with one more left out."""
    if point.sentence in away:
        return replace(account, left_out=(*account.left_out, LeftOut(point, away[point.sentence])))
    return replace(account, points=(*account.points, point))


def accounts_of(
    docs: Sequence[Doc], *, min_certainty: float = 0, about: Sequence[Encounter | None] = ()
) -> tuple[Account, ...]:
    """The accounts of several texts, those of one side joined; sides that speak for themselves come first.

    `about`: of each text the claim of the encounter that is compared; none where nothing is to be left out.
    """
    found: dict[str, list[Account]] = {}
    for doc, claim in zip(docs, about or [None] * len(docs), strict=True):
        for account in accounts_in(doc, whole=True, min_certainty=min_certainty, about=claim):
            key = side_of(account.actor) if account.actor else f"outlet/{account.name.casefold()}"
            found.setdefault(key, []).append(account)
    joined = [_joined(accounts) for accounts in found.values()]
    return tuple(sorted(joined, key=lambda account: (account.actor is None, not account.own_voice)))


def _joined(accounts: Sequence[Account]) -> Account:
    """One account of several of one side: its own texts where there are any, else what others relay of it."""
    own = [account for account in accounts if account.own_voice] or list(accounts)
    first = own[0]
    return replace(
        first,
        documents=tuple(dict.fromkeys(d for a in own for d in a.documents)),
        points=tuple(p for a in own for p in a.points),
        statements=tuple(s for a in own for s in a.statements),
        claims=tuple(c for a in own for c in a.claims),
        left_out=tuple(p for a in own for p in a.left_out),
    )


def publisher_side(document: Document, knowledge: Knowledge) -> Actor | None:
    """The state or body that speaks through a publisher ("The White House", "President of Russia"); None for others."""
    publisher = document.publisher or ""
    entities = [knowledge.entities[key] for key in _entities_in(publisher, knowledge)]
    if any(entity.kind == "media" for entity in entities):
        return None
    for entity in entities:
        official = entity.kind in {"seat", "office", "person"} or _OFFICIAL.search(publisher)
        if entity.kind in {"organisation", "alliance", "armed-group"}:
            return Actor(entity.id, entity.name, entity.kind, entity.country, entity.code)
        state = knowledge.entities.get(f"state/{entity.country}") if entity.country else None
        if official and state is not None:
            return Actor(state.id, state.name, state.kind, state.country, state.code)
    return None


def _entities_in(publisher: str, knowledge: Knowledge) -> Iterator[str]:
    """The known names in a publisher's name, longest first."""
    words = re.findall(r"[^\W_]+(?:[.'’-][^\W_]+)*", publisher)
    for size in range(min(len(words), 8), 0, -1):
        for start in range(len(words) - size + 1):
            for entry in knowledge.lookup(" ".join(words[start : start + size])):
                if entry.entity_id in knowledge.entities and entry.kind != "surname":
                    yield entry.entity_id


def _claims(doc: Doc) -> tuple[Claim, ...]:
    kinds = ("events", "encounters", "positions", "accords", "divergences", "reports")
    return tuple(claim for kind in kinds for claim in getattr(doc._, kind))


def _statement_of(doc: Doc, piece: Piece) -> Statement | None:
    """The statement that most words of a point stand in: its outermost speaker's account it is."""
    inside = Counter(s.id if (s := statement_at(doc, token)) else "" for token in piece.content)
    chosen = inside.most_common(1)[0][0]
    return next((s for s in doc._.statements if s.id == chosen), None)


def _relayed(doc: Doc, side: Actor | None) -> Account:
    """An account that a text relays, of the side that speaks."""
    assert side is not None
    name = f"{side.name} (not named)" if side.kind == "unnamed" else side.name
    return Account(name, side, (context_of(doc).document,), (), own_voice=False)


def _with_opening(account: Account, doc: Doc, about: Encounter | None) -> Account:
    """The account with whom it says the encounter was sought by."""
    document = context_of(doc).document
    match = _OPENED.search(document.text[:_HEAD])
    told = [about] if about and about.initiated_by else doc._.encounters
    actors = next((e.initiated_by for e in told if e.initiated_by), ())
    words = _trimmed(document, match) if match else None
    if words is not None and not actors:
        inside = [m for m in doc._.mentions if words.overlaps(m.span) and len(sides_of(m.actors)) == 1]
        actors = inside[0].actors if inside else ()
    return replace(account, opened_by=actors, opening_words=words, encounter=about)


def _trimmed(document: Document, match: re.Match[str]) -> Span:
    text = match[0]
    start = match.start() + len(text) - len(text.lstrip())
    return document.span(start, match.start() + len(text.rstrip()))


def meeting_of(told: Iterable[Encounter | None], docs: Sequence[Doc]) -> Meeting:
    """The encounter that texts tell of, by their claims: what these have in common."""
    claims = [claim for claim in told if claim is not None]
    if not claims:
        return Meeting()
    dates = [e.when.value for e in claims if e.when]
    places = [e.place for e in claims if e.place]
    format = Counter(e.format for e in claims).most_common(1)[0][0]
    place = None if format in {"call", "video call", "letter"} else next(iter(places), None)
    who = _participants(claims)
    return Meeting(who, format, next(iter(dates), None), place, sides_in(who, docs))


def _participants(told: Sequence[Encounter]) -> tuple[Actor, ...]:
    """Who took part by every account, or by the first that names two sides; a person stands for its state."""
    common = frozenset.intersection(*(sides_of(e.participants) for e in told))
    if len(common) < 2:
        common = next((two for e in told if len(two := sides_of(e.participants)) == 2), sides_of(told[0].participants))
    kept = [a for e in told for a in e.participants if side_of(a) in common]
    best = {side_of(actor): actor for actor in sorted(kept, key=lambda a: a.kind == "person")}
    return tuple(best.values())

"""Measures: each distinct thing that somebody is to do under an accord or pledge, as the smallest full phrase.

A content is cut where coordination cuts it; light heads ("the need for", "the importance of", "measures to") give way
to what hangs on them; "including", "namely" and a next sentence "This includes …" add their lists. Clauses of purpose,
time and condition at the end are left out of the phrase and kept as deadline or condition.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from comity.model import Actor, Measure, Span, When, content_id
from comity.reading.complements import Complement, is_action, nominal_at, pieces
from comity.reading.context import span_of, span_of_tokens
from comity.reading.lexicons import listed
from comity.reading.matters.find import matters_of
from comity.reading.mentions import actors_of_all
from comity.reading.syntax import doers, entity_at, first_conjunct, is_passive, own_subjects, trim

# The share of right ones on annotated texts, drawn towards that of all (bench/accuracy/calibration.py).
CERTAINTY = {"numbered": 0.87, "infinitive": 0.73, "gerund": 0.83, "noun": 0.68, "clause": 0.7}
_OBLIGING = frozenset({"will", "shall", "would", "should", "must", "can", "may", "ought", "could", "’ll", "'ll"})
_WISHING = frozenset({"propose", "suggest", "recommend", "stipulate", "require"})
_LISTING = frozenset({"including", "namely", "especially", "particularly", "specifically", "notably"})
_BY = r"(?:by|before|until|till|no later than|not later than|within|effective|starting|beginning|from|as of|for)"
_TIMES = (
    r"\s+"
    r"(?:the\s+)?(?:end of\s+|an?\s+(?:initial\s+)?period of\s+|(?:the\s+)?(?:next|coming|first)\s+)?"
    r"(?:midnight|noon|dawn|(?:\d+|[a-z]+)\s+(?:hours?|days?|weeks?|months?|years?)|"
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|\d{1,2}\s+)?\s?(?:January|February|March|April|May|June|July|August|"
    r"September|October|November|December)(?:\s+\d{1,2})?(?:,?\s+\d{4})?|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|"
    r"(?:the\s+)?(?:end of|this|next)\s+(?:the\s+)?(?:week|month|year)|"
    r"\d{1,2}:\d\d(?:\s?[ap]m)?(?:\s+on\s+\d{1,2}\s+[A-Z][a-z]+(?:\s+\d{4})?)?|"
    r"\d{1,2}\s?(?:am|pm|a\.m|p\.m)|\d{4})\b"
)
_DEADLINE = re.compile(rf"\b(?!by\s+(?:\d+|[a-z]+)\s+(?:hour|day|week|month|year)s?\b){_BY}{_TIMES}")
_LEADING = re.compile(rf"(?:^|[\n.)]\s*)((?i:{_BY}){_TIMES}[^,;]{{0,80}}),\s*$")
_PARTIES = frozenset({"party", "side", "signatory", "participant", "both", "each", "neither"})
_WORDED = frozenset({"on condition that", "on the condition", "in the event", "as soon as", "as long as", "so long as"})
_SHORT, _FULL = 9, 8
_QUANTITIES = frozenset({"QUANTITY", "MONEY", "PERCENT", "CARDINAL"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A measure before it has an owner: its head word and its tokens; `number` where the text numbers it.

    `settled`: who is obliged has been worked out, and `obliged` holds all of them.
    """

    head: Token
    tokens: TokenSpan
    number: str | None = None
    obliged: tuple[Actor, ...] = ()
    settled: bool = False


def pieces_of(content: Complement) -> list[Piece]:
    """The measures in a content, in text order; none where it names no deed (a principle, a bare treaty)."""
    found: list[Piece] = []
    for head, tokens in pieces(content):
        found += _expand(content, head, tokens)
    return _distinct(found)


def _expand(content: Complement, head: Token, tokens: TokenSpan) -> Iterator[Piece]:
    if content.kind == "clause":
        if _obliges(head):
            yield Piece(head, _trimmed(head, tokens))
        return
    if head.pos_ in {"VERB", "AUX"}:
        yield from deed_pieces(head, tokens)
        return
    light = _below_light(head, tokens)
    if light is not None:
        yield from pieces_of(light)
        yield from _listed(tokens)
    elif head.lemma_.lower() in _words("no_deed"):
        yield from _listed(tokens)
    else:
        listed = list(_listed(tokens)) if head.lemma_.lower() in _words("containers") else []
        yield from listed or [Piece(head, _trimmed(head, tokens))]


def deed_pieces(head: Token, tokens: TokenSpan) -> Iterator[Piece]:
    """A deed, with those that its phrase lists ("including …") or names as its means ("…, by doing …")."""
    yield Piece(head, _trimmed(head, tokens))
    yield from _listed(tokens)
    yield from _means(head, tokens)


def _means(head: Token, tokens: TokenSpan) -> Iterator[Piece]:
    """The gerunds of "…, by doing X, while doing Y" behind a verb: deeds of their own."""
    doc = tokens.doc
    heads = [
        t
        for t in doc[head.i + 2 : tokens.end]
        if t.tag_ == "VBG" and t.i > 1 and doc[t.i - 1].lower_ in {"by", "while"} and doc[t.i - 2].text == ","
    ]
    for place, verb in enumerate(heads):
        end = heads[place + 1].i - 2 if place + 1 < len(heads) else tokens.end
        inner = Complement("gerund", verb, verb.i, end)
        yield from (Piece(h, _trimmed(h, t)) for h, t in pieces(inner))


_words = partial(listed, "measure_words.yaml")


def _obliges(verb: Token) -> bool:
    """Whether a finite clause says what somebody is to do."""
    wished = verb.dep_ == "ccomp" and verb.head.lemma_.lower() in _WISHING and verb.tag_ in {"VB", "VBP"}
    return (
        wished
        or any(child.dep_ == "aux" and child.lower_ in _OBLIGING for child in verb.children)
        or (verb.lemma_ == "be" and any(child.dep_ == "xcomp" for child in verb.children))
    )


def _below_light(head: Token, tokens: TokenSpan) -> Complement | None:
    """What a light head word leads to: "the need for X", "the importance of doing X", "steps to do X"."""
    if head.lemma_.lower() not in _words("light"):
        return None
    doc = head.doc
    for at in range(head.i + 1, min(head.i + 4, tokens.end)):
        token = doc[at]
        if token.is_quote:
            continue
        if token.tag_ == "TO" and at + 1 < tokens.end and doc[at + 1].pos_ in {"VERB", "AUX", "ADV"}:
            verb = next((t for t in doc[at + 1 : tokens.end] if t.tag_ == "VB"), None)
            return Complement("infinitive", verb, at, tokens.end) if verb is not None else None
        if token.lower_ in {"for", "of", "to", "in", "towards", "on"}:
            found = nominal_at(head, at + 1)
            return replace(found, end=min(max(found.end, tokens.end), tokens.end)) if found else None
    return None


def _listed(tokens: TokenSpan) -> Iterator[Piece]:
    """The items after "including", "especially the provisions on" and the like, where they name deeds."""
    doc = tokens.doc
    for token in tokens:
        if token.i <= tokens.start or token.lower_ not in _LISTING or token.i + 2 >= tokens.end:
            continue
        found = nominal_at(token, _list_start(token, tokens.end))
        if found is None:
            continue
        found = _below_support(found)
        listed = pieces(replace(found, end=tokens.end))
        items = [Piece(head, _trimmed(head, part)) for head, part in listed]
        deeds = sum(is_action(item.head) or item.head.tag_ == "VBG" for item in items)
        through = doc[token.i + 1].lower_ in {"by", "through"} and deeds == len(items)
        if found.kind == "gerund" or through or (len(items) > 1 and deeds * 2 >= len(items)):
            yield from items
        return


def _list_start(mark: Token, limit: int) -> int:
    """Where a list begins behind its mark: past "by", "through", and "the provisions on"."""
    doc, at = mark.doc, mark.i + 1
    if doc[at].lower_ in {"by", "through"}:
        return at + 1
    start = at + 1 if doc[at].tag_ == "DT" and at + 1 < limit else at
    if (
        start + 1 < limit
        and doc[start].lemma_.lower() in _words("containers")
        and doc[start + 1].lower_ in {"on", "of", "for", "about"}
    ):
        return start + 2
    return at


def _below_support(found: Complement) -> Complement:
    """For "support for A, B and C" the list that it governs."""
    head = found.head
    preposition = next((c for c in head.children if c.lower_ in {"for", "to"} and c.i > head.i), None)
    if head.lemma_.lower() != "support" or preposition is None:
        return found
    inner = nominal_at(preposition, preposition.i + 1)
    return found if inner is None or len(pieces(inner)) < 2 else replace(inner, end=max(inner.end, found.end))


def _trimmed(head: Token, tokens: TokenSpan) -> TokenSpan:
    """A phrase without relative clauses, clauses of time and condition, and lists of instances at its end."""
    doc, end = tokens.doc, tokens.end
    for token in tokens:
        if token.i <= head.i or token.head == token:
            continue
        starts_clause = token.dep_ in {"relcl", "advcl"} and token.tag_ in {"VBD", "VBZ", "VBP", "VB", "MD", "VBN"}
        edge = token.left_edge.i
        leaves = starts_clause and head.i < edge < end and _leaves(doc[edge], token)
        if leaves or (token.dep_ == "advcl" and _is_purpose(token, head, tokens)):
            end = min(end, edge)
        elif (
            token.lower_ in _words("order_marks")
            and token.dep_ in {"prep", "mark", "advmod", "acl", "advcl", "amod"}
            and token.i > head.i + 1
            and token.nbor(-1).lower_ not in {"at", "all"}
        ) or _opens_rest(token, head, tokens):
            end = min(end, token.i)
    while end - 1 > head.i and doc[end - 1].lower_ in {"but", "only", ",", "and", "or", "while"}:
        end -= 1
    return trim(doc, tokens.start, end - 1)


def _is_purpose(verb: Token, head: Token, tokens: TokenSpan) -> bool:
    """Whether an infinitive at the end of a long phrase says only what the deed is for ("…, to protect the boats")."""
    edge = verb.left_edge.i
    infinitive = verb.tag_ == "VB" and tokens.doc[edge].tag_ == "TO"
    return infinitive and verb.head == head and edge - tokens.start >= _FULL


def _opens_rest(token: Token, head: Token, tokens: TokenSpan) -> bool:
    """Whether a token opens what is no part of the deed: an afterthought behind a comma, "as long as", "as soon as"."""
    if token.lower_ in {"as", "so"} and token.i + 1 < tokens.end and token.i > head.i:
        return token.nbor(1).lower_ in {"long", "soon"}
    return token.text == "," and token.i > head.i + 2 and _is_adjunct(token, tokens)


def _is_adjunct(comma: Token, tokens: TokenSpan) -> bool:
    """Whether a comma opens an afterthought ("…, with a focus on", "…, in line with", "…, especially")."""
    if comma.i + 1 >= tokens.end:
        return False
    following = comma.nbor(1)
    if following.lower_ in {"by", "while"} and comma.i + 2 < tokens.end:
        return comma.nbor(2).tag_ == "VBG"
    if following.lower_ == "including":
        through = comma.i + 3 < tokens.end and comma.nbor(2).lower_ in {"by", "through"}
        return through and (
            comma.nbor(3).tag_ == "VBG" or any(is_action(t) for t in tokens.doc[comma.i + 3 : comma.i + 7])
        )
    return following.lower_ in {
        "especially",
        "particularly",
        "with",
        "in",
        "as",
        "pursuant",
        "so",
        "thus",
        "thereby",
        "based",
    }


def _leaves(first: Token, verb: Token) -> bool:
    """Whether a clause can be cut off: a relative clause behind a comma or with "which"; one of time or condition."""
    if verb.dep_ == "relcl":
        if (
            first.i > 0
            and first.nbor(-1).text != ","
            and (verb.head.pos_ == "PRON" or verb.right_edge.i - first.i < _SHORT)
        ):
            return False
        return first.tag_ in {"WDT", "WP", "WRB", "IN"} or first.lower_ in {"that", "which", "who", "where"}
    return first.lower_ in _words("order_marks") or first.lower_ in {"so", "in", "as"}


def _distinct(found: Sequence[Piece]) -> list[Piece]:
    """The pieces without those that repeat another's tokens."""
    kept: list[Piece] = []
    for piece in found:
        if not any(k.tokens.start <= piece.head.i < k.tokens.end and k.head == piece.head for k in kept):
            kept.append(piece)
    return kept


def following_pieces(sentence: TokenSpan) -> list[Piece]:
    """The list in a sentence such as "These include …", "This means …", "It provides for …"; empty in any other."""
    doc = sentence.doc
    purpose = _purpose_piece(sentence)
    if purpose:
        return purpose
    verb = next((t for t in sentence if t.lemma_.lower() in _words("includes") and own_subjects(t)), None)
    if verb is None or verb.i - sentence.start > 8:
        return []
    subject = own_subjects(verb)[0]
    if subject.lower_ not in _words("resumes") and subject.lemma_.lower() not in _words("containers"):
        return []
    at = verb.i + 1
    while at < sentence.end and (
        doc[at].lower_ in {"for", "that", ":", "both", "to", "a", "number", "of"} and doc[at].lower_ not in {"a"}
    ):
        at += 1
    found = nominal_at(verb, at)
    if found is None and at < sentence.end and doc[at].tag_ == "VB":
        found = Complement("infinitive", doc[at], at, sentence.end)
    return pieces_of(replace(found, end=max(found.end, sentence.end))) if found else []


def _purpose_piece(sentence: TokenSpan) -> list[Piece]:
    """What is to be done "for this purpose", "to this end"; or what "these meetings are to" do."""
    doc, root = sentence.doc, sentence.root
    if doc[sentence.start : sentence.start + 3].text.lower() in _words("purposes") and _obliges(root):
        start = own_subjects(root)[0].left_edge.i if own_subjects(root) else root.i
        return [Piece(root, _trimmed(root, trim(doc, start, sentence.end - 1)))]
    if root.lemma_ == "be" and doc[sentence.start].lower_ in {"these", "this"}:
        verb = next((c for c in root.children if c.dep_ == "xcomp" and c.tag_ == "VB"), None)
        if verb is not None and root.i + 1 < sentence.end and doc[root.i + 1].tag_ == "TO":
            return pieces_of(Complement("infinitive", verb, root.i + 1, sentence.end))
    return []


def invoked_pieces(content: TokenSpan) -> list[Piece]:
    """The measures in the phrase that invokes a named accord: "implement …", and a list after "including"."""
    listed = list(_listed(content.doc[content.start : content.sent.end]))
    if listed:
        return listed
    verb = content.root
    kept = verb.pos_ == "VERB" and verb.i == content.start and verb.lemma_.lower() in _words("kept")
    return [Piece(verb, content)] if kept else []


def build_measure(doc: Doc, piece: Piece, accord: str, *, parties: tuple[Actor, ...], whole: TokenSpan) -> Measure:
    """The Measure of a piece: who must do it, on what matter, by when, on what condition, how much."""
    span = span_of_tokens(piece.tokens)
    deadline_span = _deadline_span(doc, piece.tokens, whole)
    clause = span_of_tokens(whole if whole.end > whole.start else piece.tokens)
    if deadline_span is None and (deadline_span := _leading_deadline(piece)) is not None:
        clause = span_of(doc, deadline_span.start, max(clause.end, span.end))
    condition = condition_of(piece, whole)
    return Measure(
        id=content_id("measure", span.document, accord, span.start, span.end),
        document=span.document,
        evidence=(clause, span) if clause != span or whole.end > whole.start else (span,),
        certainty=CERTAINTY[kind_of(piece)],
        reader=f"rule:measures/{kind_of(piece)} 1",
        span=span,
        matter=matters_of(piece.tokens)[0],
        accord=accord,
        number=piece.number,
        action=piece.head.lemma_.lower(),
        obliged=_obliged(piece, parties),
        quantity=_quantity(piece.tokens),
        deadline=_resolved(doc, deadline_span),
        deadline_span=deadline_span,
        condition=span_of_tokens(condition) if condition is not None else None,
    )


def kind_of(piece: Piece) -> str:
    """How a measure is told: numbered in a text, or as an infinitive, gerund, noun or clause of its own."""
    head = piece.head
    if piece.number is not None:
        return "numbered"
    if head.pos_ not in {"VERB", "AUX"}:
        return "noun"
    if any(piece.tokens.start <= t.i < piece.tokens.end for t in own_subjects(head)):
        return "clause"
    return "gerund" if head.tag_ == "VBG" else "infinitive"


def _obliged(piece: Piece, parties: tuple[Actor, ...]) -> tuple[Actor, ...]:
    """Who must do it: the clause's own subject, the "by …" of a noun, the parties for a verb, nobody for a noun."""
    head = piece.head
    if piece.settled:
        return piece.obliged
    if head.pos_ in {"VERB", "AUX"}:
        own = own_subjects(head)
        if own and any(piece.tokens.start <= t.i < piece.tokens.end for t in own):
            return actors_of_all(doers(head))
        return piece.obliged or _by_subject(head, parties)
    by = [t for c in head.children if c.lower_ == "by" for t in c.children if t.dep_ == "pobj"]
    return actors_of_all(by) if by else ()


def _by_subject(verb: Token, parties: tuple[Actor, ...]) -> tuple[Actor, ...]:
    """Who the subject of a deed, or of the deed it is joined to, obliges; the parties where it only calls them so."""
    first = next((t for t in (verb, first_conjunct(verb)) if own_subjects(t)), None)
    if first is None:
        return parties
    named = own_subjects(first)
    if parties and all(t.lemma_.lower() in _PARTIES or t.lower_ == "we" for t in named):
        return parties
    found = actors_of_all(doers(first))
    return found or (() if all(t.pos_ == "NOUN" for t in named) else parties)


def _leading_deadline(piece: Piece) -> Span | None:
    """The words in front of the subject that say by when: "Within 21 days of signature, the Parties shall …"."""
    doc, verb = piece.tokens.doc, first_conjunct(piece.head)
    named = own_subjects(verb)
    if not named or verb.sent.start >= named[0].left_edge.i or is_passive(verb) != is_passive(piece.head):
        return None
    before = doc[verb.sent.start : named[0].left_edge.i]
    match = next((m for m in _LEADING.finditer(before.text)), None)
    return span_of(doc, before.start_char + match.start(1), before.start_char + match.end(1)) if match else None


def _quantity(tokens: TokenSpan) -> Span | None:
    counted = next((token for token in tokens if token.ent_type_ in _QUANTITIES), None)
    entity = entity_at(counted) if counted is not None else None
    return span_of_tokens(entity) if entity is not None else None


def _deadline_span(doc: Doc, tokens: TokenSpan, whole: TokenSpan) -> Span | None:
    """The words that say by when, inside the phrase or right behind it."""
    words = doc[tokens.start : min(tokens.end + 8, max(whole.end, tokens.end))]
    start, text = words.start_char, words.text
    match = _DEADLINE.search(text)
    return span_of(doc, start + match.start(), start + match.end()) if match else None


def _resolved(doc: Doc, words: Span | None) -> When | None:
    """The date that `comity_dates` worked out within the words of a deadline."""
    if words is None:
        return None
    return next((when for when in doc._.dates if when.span is not None and words.overlaps(when.span)), None)


def condition_of(piece: Piece, whole: TokenSpan) -> TokenSpan | None:
    """The clause of condition that hangs on a measure, behind it or in front: "if …", "once …", "provided that …"."""
    doc = piece.tokens.doc
    limit = max(whole.end, piece.tokens.end)
    for at in range(piece.head.i + 1, limit):
        worded = doc[at].lower_ in {"on", "in", "as"} and doc[at : at + 3].text.lower() in {
            "on condition that",
            "on the condition",
            "in the event",
            "as soon as",
        }
        if worded or _opens_condition(doc[at]):
            return trim(doc, at, limit - 1)
    return _condition_before(piece.head)


def _opens_condition(token: Token) -> bool:
    waits = token.lower_ in {"after", "when"} and token.dep_ in {"mark", "advmod"} and is_settling(token.head)
    if waits or token.lower_ not in _words("conditions") or token.i + 1 >= len(token.doc):
        return waits
    following = token.nbor(1).lower_
    if token.lower_ in {"providing", "provided"} and following != "that" and token.dep_ not in {"mark", "prep"}:
        return False
    at_once = token.lower_ == "once" and token.i > 0 and token.nbor(-1).lower_ in {"at", "all"}
    return not at_once and following not in listed("order_cues.yaml", "no_condition")


def _condition_before(head: Token) -> TokenSpan | None:
    """ "If Peru frees the crew, Chile will open the port", "Once a truce has been signed, …": the clause in front."""
    verb = head
    for _ in range(4):
        for child in verb.children:
            clause = child.dep_ == "advcl" and child.right_edge.i < verb.i
            if clause and any(_opens_condition(c) and c.dep_ in {"mark", "advmod"} for c in child.children):
                return trim(verb.doc, child.left_edge.i, child.right_edge.i)
        if verb.dep_ not in {"conj", "xcomp", "ccomp"} or verb.head == verb:
            return None
        verb = verb.head
    return None


def is_settling(verb: Token) -> bool:
    """Whether a clause is of the accord itself, signed, reached or in force: what measures wait for, none itself."""
    if verb.lemma_.lower() not in listed("order_cues.yaml", "settling"):
        return False
    things = [*own_subjects(verb), *(c for c in verb.children if c.dep_ == "dobj")]
    return any(t.lemma_.lower() in listed("accord_cues.yaml", "accord_nouns") for t in things)

"""The order of measures: before, after, only if, as the text's own words say it, and nowhere else.

Each edge keeps its cue. Known confusions of order words ("proceeded by" for "preceded by") are read as likely meant,
marked as a slip and uncertain; the text is not touched. Order by mere enumeration is no order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import pairwise
from typing import Literal

from spacy.tokens import Span as TokenSpan
from spacy.tokens import Token

from comity.reading.accords.measures import Piece, is_settling
from comity.reading.accords.order_referents import referent
from comity.reading.complements import is_action, nominal_at, pieces
from comity.reading.lexicons import listed, load_yaml
from comity.reading.syntax import conjuncts, own_subjects, trim

Relation = Literal["before", "after", "if"]
_CERTAIN, _SLIP = 0.7, 0.4
_LONGEST_CUE = 4


@dataclass(frozen=True, slots=True)
class Edge:
    """`left` before / only if `right`, where both are places in a list of pieces."""

    left: int
    relation: Relation
    right: int
    cue: TokenSpan
    slip: str | None = None

    @property
    def certainty(self) -> float:
        """Low where the text's word is a likely slip."""
        return _SLIP if self.slip else _CERTAIN


@cache
def _cues() -> dict[str, tuple[Relation, str | None]]:
    return {
        words: (entry["relation"], entry.get("slip")) for words, entry in load_yaml("order_cues.yaml")["cues"].items()
    }


@cache
def _first_words() -> frozenset[str]:
    return frozenset(words.split()[0] for words in _cues()) | {"within", "should", "were"}


_words = partial(listed, "order_cues.yaml")


def find_order(scope: TokenSpan, found: Sequence[Piece]) -> tuple[list[Piece], list[Edge]]:
    """The pieces, with those that only an order word brings in ("after verifying …"), and the edges between them.

    `scope` is the sentence (or sentences) of an accord, `found` its measures.
    """
    all_pieces, edges = list(found), []
    if not found:
        return all_pieces, []
    for cue, relation, slip in _cues_in(scope):
        left = _owner(cue, all_pieces, scope)
        if left is None:
            continue
        owner = all_pieces[left].head
        if owner.i > cue.start and any(head.is_ancestor(owner) for head in _governed_heads(cue, scope)[:1]):
            continue
        rights = _governed(cue, all_pieces, scope)
        for place in _with_siblings(left, cue, all_pieces[: len(all_pieces)]):
            edges += [_edge(place, relation, right, cue, slip) for right in rights if right != place]
    edges += _then_edges(scope, all_pieces)
    return all_pieces, list(dict.fromkeys(edges))


def _with_siblings(left: int, cue: TokenSpan, found: Sequence[Piece]) -> list[int]:
    """The measure an order word hangs on; with those joined to it where it stands in front ("After X, A and B")."""
    head = found[left].head
    if head.i < cue.start:
        return [left]
    joined = {t.i for t in conjuncts(head)}
    return [place for place, piece in enumerate(found) if place == left or piece.head.i in joined]


def _edge(left: int, relation: Relation, right: int, cue: TokenSpan, slip: str | None) -> Edge:
    if relation == "after":
        return Edge(right, "before", left, cue, slip)
    return Edge(left, relation, right, cue, slip)


def _cues_in(scope: TokenSpan) -> Iterator[tuple[TokenSpan, Relation, str | None]]:
    """Cue words in a scope, the longest at each place."""
    doc, at = scope.doc, scope.start
    while at < scope.end:
        if doc[at].lower_ not in _first_words():
            at += 1
            continue
        for length in range(_LONGEST_CUE, 0, -1):
            words = doc[at : min(at + length, scope.end)]
            entry = _cues().get(words.text.lower()) if len(words) == length else None
            entry = entry or (("if", None) if length == 1 and _inverted(doc[at]) else None)
            entry = entry or (("after", None) if length == _LONGEST_CUE and _spans_time(words) else None)
            if entry and not (length == 1 and _is_other(doc[at])):
                yield words, *entry
                at = words.end - 1
                break
        at += 1


def _spans_time(words: TokenSpan) -> bool:
    """Whether words are "within ten days of", "within 24 hours after"."""
    if len(words) != _LONGEST_CUE or words[0].lower_ != "within":
        return False
    units = {"hour", "day", "week", "month", "year", "minute"}
    return words[2].lemma_.lower() in units and words[3].lower_ in {"of", "after", "from", "following"}


def _inverted(token: Token) -> bool:
    """Whether "should" or "were" opens a condition by standing before its subject ("should they ask")."""
    if token.lower_ not in {"should", "were"} or token.dep_ not in {"aux", "auxpass"} or token.head.i < token.i:
        return False
    return any(subject.i > token.i for subject in own_subjects(token.head))


def _is_other(token: Token) -> bool:
    """Whether a one-word cue is used otherwise: "following" as an adjective, "provided" as a plain verb."""
    if token.lower_ == "following":
        return token.dep_ in {"amod", "dobj", "pobj", "nsubj"}
    if token.lower_ in {"provided", "providing"}:
        return (
            token.tag_ in {"VBD", "VBN", "VBG"}
            and not any(c.dep_ == "ccomp" for c in token.children)
            and token.dep_ not in {"mark", "prep"}
        )
    if token.lower_ in {"once", "before", "after"}:
        return token.dep_ == "advmod" and token.i + 1 < len(token.doc) and token.doc[token.i + 1].is_punct
    if token.lower_ != "if":
        return False
    following = token.nbor(1).lower_ if token.i + 1 < len(token.doc) else ""
    return (token.i > 0 and token.nbor(-1).lower_ in {"as", "even"}) or following in _words("no_condition")


def _owner(cue: TokenSpan, found: Sequence[Piece], scope: TokenSpan) -> int | None:
    """The measure that an order word hangs on: that which holds its governor, else the nearest before it."""
    head = cue[0].head if cue[0].dep_ not in {"mark"} else cue[0].head.head
    for _ in range(4):
        for place, piece in enumerate(found):
            if head.i == piece.head.i or (piece.tokens.start <= head.i < piece.tokens.end):
                return place
        if (
            head.pos_ == "NOUN"
            or head.head == head
            or head.dep_ not in {"relcl", "acl", "advcl", "prep", "pobj", "auxpass", "xcomp"}
        ):
            break
        head = head.head
    before = [place for place, piece in enumerate(found) if piece.tokens.end <= cue.start]
    if before:
        return max(before, key=lambda place: found[place].tokens.end)
    above = [
        place for place, piece in enumerate(found) if piece.tokens.start >= cue.end and head.is_ancestor(piece.head)
    ]
    if above:
        return min(above, key=lambda place: found[place].tokens.start)
    if cue.start - scope.start <= 2 or cue[0].is_sent_start:
        after = [place for place, piece in enumerate(found) if piece.tokens.start >= cue.end]
        return min(after, key=lambda place: found[place].tokens.start, default=None)
    return None


def _governed(cue: TokenSpan, found: list[Piece], scope: TokenSpan) -> list[int]:
    """The measures that an order word governs; new ones are added to `found`."""
    heads = _governed_heads(cue, scope)
    if (
        heads
        and any(h.lemma_.lower() in _words("earlier_measures") or _takes_earlier(h) for h in heads[:1])
        and _resumes(heads[0])
    ):
        return [place for place, piece in enumerate(found) if piece.tokens.end <= cue.start]
    places: list[int] = []
    for head in heads:
        place = next(
            (
                k
                for k, piece in enumerate(found)
                if piece.head.i == head.i
                or (piece.tokens.start <= head.i < piece.tokens.end and piece.tokens.start >= cue.end - 1)
            ),
            None,
        )
        if place is None:
            place = referent(head, found, cue.start)
        if place is None and _is_deed(head) and cue[0].lower_ != "within":
            found.append(Piece(head, _own_phrase(head, cue, heads)))
            place = len(found) - 1
        if place is not None:
            places.append(place)
    return places


def _takes_earlier(head: Token) -> bool:
    """ "taking the aforementioned actions", "completing these steps"."""
    return head.tag_ == "VBG" and any(
        c.dep_ == "dobj" and c.lemma_.lower() in _words("earlier_measures") for c in head.children
    )


def _resumes(head: Token) -> bool:
    noun = next((c for c in head.children if c.dep_ == "dobj"), head) if head.tag_ == "VBG" else head
    return any(
        c.lower_ in {"these", "this", "those", "aforementioned", "above", "aforesaid", "said", "such"}
        for c in noun.children
    )


def _governed_heads(cue: TokenSpan, scope: TokenSpan) -> list[Token]:
    """Heads of what an order word governs, with those coordinated to it."""
    first, last = cue[0], cue[-1]
    if (first.dep_ == "mark" or _inverted(first)) and first.head.i > first.i:
        return _with_clauses(first.head)
    for child in (*last.children, *first.children):
        if child.i >= cue.end and child.dep_ in {"pobj", "pcomp", "ccomp"}:
            return _with_clauses(child) if own_subjects(child) else _with_nouns(child)
    clause = next(
        (t for t in cue.doc[cue.end : scope.end] if own_subjects(t) and own_subjects(t)[0].left_edge.i <= cue.end + 1),
        None,
    )
    if clause is not None:
        return _with_clauses(clause)
    found = nominal_at(last, cue.end) if cue.end < scope.end else None
    return [head for head, _ in pieces(found)] if found else []


def _with_nouns(head: Token) -> list[Token]:
    """A noun or gerund with its conjuncts, and a noun taken for an apposition ("as well a ceasefire")."""
    found = conjuncts(head)
    extra = [
        t
        for t in head.subtree
        if t.dep_ == "appos"
        and t.i > 0
        and t.left_edge.i > 0
        and t.doc[t.left_edge.i - 1].lower_ in {"well", "as", "and", ","}
    ]
    deep = [t for t in head.subtree if t.dep_ == "conj" and t not in found and (_after_well(t) or _outgrows(t))]
    return sorted({t.i: t for t in (*found, *extra, *deep)}.values(), key=lambda t: t.i)


def _outgrows(token: Token) -> bool:
    """Whether a noun of action is coordinated with a mere thing ("the release of captives and a ceasefire")."""
    return is_action(token) and not is_action(token.head) and any(c.dep_ in {"det", "amod"} for c in token.children)


def _after_well(token: Token) -> bool:
    edge = token.left_edge.i
    return edge > 1 and token.doc[edge - 1].lower_ in {"well", "as"}


def _with_clauses(verb: Token) -> list[Token]:
    """A finite verb with the verbs coordinated to it, also where the parser hung them on its object."""
    found = [verb]
    for token in verb.subtree:
        if (
            token.i > verb.i
            and token.dep_ == "conj"
            and token.tag_ in {"VBZ", "VBP", "VBD", "VB"}
            and token.pos_ in {"VERB", "AUX"}
        ):
            found.append(token)
    return found


def _is_deed(head: Token) -> bool:
    """Whether a governed word can be a measure of its own: a verb with a doer, a gerund, a noun of action."""
    if head.lemma_.lower() in _words("no_measure") or head.ent_type_ in {"DATE", "TIME", "PERSON", "GPE"}:
        return False
    return (head.pos_ in {"VERB", "AUX"} and not is_settling(head)) or is_action(head)


def _own_phrase(head: Token, cue: TokenSpan, heads: Sequence[Token]) -> TokenSpan:
    """The phrase of a governed word: from behind the cue (or its own start) up to the next one coordinated with it."""
    doc = head.doc
    start = max(cue.end, head.left_edge.i)
    later = [h for h in heads if h.i > head.i]
    end = head.right_edge.i + 1
    if not later:
        end = _to_comma(head, end, cue.sent.end)
    if later:
        border = min(later, key=lambda h: h.i)
        edge = border.left_edge.i if border.left_edge.i > head.i else border.i
        end = min(end, edge)
    while end - 1 > head.i and doc[end - 1].lower_ in {"and", "or", "as", "well", ","}:
        end -= 1
    start = min(start, head.i)
    return trim(doc, start, max(end - 1, head.i))


def _to_comma(head: Token, end: int, limit: int) -> int:
    """The end moved over words that the parser hung elsewhere, up to the next mark or clause, six at most."""
    at = end
    while at < limit and not head.doc[at].is_punct and head.doc[at].tag_ not in {"VBD", "VBZ", "VBP", "MD", "CC"}:
        at += 1
    return at if at - end <= 6 and end - head.i <= 2 else end


def _then_edges(scope: TokenSpan, found: Sequence[Piece]) -> Iterator[Edge]:
    """ "… and then …" between two pieces in a row."""
    ordered = sorted(range(len(found)), key=lambda k: found[k].tokens.start)
    for left, right in pairwise(ordered):
        start, end = found[left].head.i + 1, found[right].head.i
        if end - start <= 0 or found[left].head.sent != found[right].head.sent:
            continue
        between = scope.doc[start:end]
        for token in between:
            if token.lower_ in _words("then") and token.i >= found[left].tokens.end - 1:
                yield Edge(left, "before", right, scope.doc[token.i : token.i + 1])
                break

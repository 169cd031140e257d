"""Provisions: what the numbered or listed parts of an agreement's text oblige whom to do.

`provision_layout` finds the passages; here each becomes one measure or more. Who is obliged is the subject of "shall",
"will", "undertakes to"; for a list the subject of the words that lead to it; the parties where the duty is in the
passive without a doer. Limits we know: a duty laid on a body that has no name ("the chair") is its description, not its
members.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from comity.model import Actor
from comity.reading.accords.measures import Piece, deed_pieces
from comity.reading.accords.provision_duties import clause_subjects, finite_of, obliged_by
from comity.reading.accords.provision_layout import Passage, passages
from comity.reading.complements import FINITE, Complement, pieces
from comity.reading.context import text_of
from comity.reading.lexicons import listed, load_yaml
from comity.reading.mentions import mention_of
from comity.reading.syntax import conjuncts, is_passive, own_subjects, trim

_HARD = frozenset({"shall", "will", "must", "should"})
_FREE = frozenset({"may", "can"})
_NONE = frozenset({"no", "neither", "none", "nobody"})
_BINDING = frozenset(
    {
        "agree",
        "undertake",
        "commit",
        "pledge",
        "promise",
        "intend",
        "resolve",
        "decide",
        "plan",
        "oblige",
        "require",
        "bind",
    }
)


@dataclass(frozen=True, slots=True)
class Provision:
    """One provision: its number as the text writes it, and its tokens.

    The number of an unmarked list item is "bullet 2", None for unmarked words of a treaty. `kind` is as in
    `provision_layout.Passage`; `lead` is the last sentence before the list it belongs to.
    """

    number: str | None
    tokens: TokenSpan
    kind: str
    lead: TokenSpan | None = None


def find_provisions(doc: Doc) -> list[Provision]:
    """All provisions of a text, in text order; none in running prose."""
    found: list[Provision] = []
    for passage in passages(text_of(doc)):
        tokens = doc.char_span(passage.start, passage.end, alignment_mode="contract")
        if (
            tokens is not None
            and len(tokens) > (2 if passage.kind == "under" else 0)
            and any(t.is_alpha for t in tokens)
        ):
            lead = _lead(doc, passage, found)
            found.append(Provision(passage.label, trim(doc, tokens.start, tokens.end - 1), passage.kind, lead))
    return found if len(found) > 1 else []


def _lead(doc: Doc, passage: Passage, above: Sequence[Provision]) -> TokenSpan | None:
    """The sentence that leads to the list a passage belongs to.

    Where that is an item of a list itself ("(a) to strengthen trade by:") what leads to the item; for "This includes:"
    the sentence before.
    """
    if passage.lead is None or passage.lead > passage.start:
        return None
    before = doc.char_span(max(0, passage.lead - 1), passage.lead, alignment_mode="expand")
    if before is None or not len(before):
        return None
    sentence = before[0].sent
    holder = next((p for p in reversed(above) if p.tokens.start <= before[0].i <= p.tokens.end), None)
    if holder is not None and holder.lead is not None and finite_of(sentence) is None:
        return holder.lead
    subject = sentence[0]
    if subject.lower_ in {"this", "these", "it", "they", "such"} and len(sentence) <= 8 and sentence.start:
        earlier = doc[max(0, sentence.start - 1)].sent
        return earlier if len(earlier) > 2 else doc[max(0, earlier.start - 1)].sent
    return sentence


def provision_pieces(provision: Provision, told: Sequence[Piece] = (), parties: tuple[Actor, ...] = ()) -> list[Piece]:
    """The measures of a provision: what its sentences oblige somebody to; at least its first sentence.

    `told` are measures that other readers found in it ("undertakes to …"); `parties` are those of the accord.
    """
    sentences = list(_sentences(provision.tokens))
    found: list[Piece] = []
    for place, sentence in enumerate(sentences):
        first = place == 0 and provision.kind not in {"article", "under"}
        own = [p for head, tokens in _obliged(sentence, first=first) for p in deed_pieces(head, tokens)]
        other = [p for p in told if sentence.start <= p.head.i < sentence.end and not _held(p, own)]
        found += sorted([*own, *other], key=lambda p: p.tokens.start)
    if not found and sentences and provision.kind != "under" and not _only_tells(sentences[0]):
        found = _at_least(provision, sentences)
    owners = [obliged_by(p, provision.tokens, provision.lead, parties) for p in found]
    return [replace(p, number=provision.number, obliged=o, settled=True) for p, o in zip(found, owners, strict=True)]


def _only_tells(sentence: TokenSpan) -> bool:
    """Whether a numbered point tells what was said or done, and obliges nobody: "The ministers discussed trade"."""
    root = sentence.root
    past = root.tag_ == "VBD" or (root.tag_ == "VBN" and any(c.lower_ in {"had", "was", "were"} for c in root.children))
    return past and root.lemma_.lower() not in _BINDING and bool(own_subjects(root))


def _held(piece: Piece, own: Sequence[Piece]) -> bool:
    return any(p.tokens.start <= piece.head.i < p.tokens.end for p in own)


def _at_least(provision: Provision, sentences: Sequence[TokenSpan]) -> list[Piece]:
    """A measure for a provision that obliges nobody in so many words: its first sentence that is not a title."""
    titled = provision.kind == "article" and len(sentences) > 1 and not _is_clause(sentences[0])
    first = sentences[1 if titled else 0]
    modal = next((t for t in first if t.lower_ in _HARD and t.i + 1 < first.end), None)
    phrase = first.doc[modal.i + 1 : first.end] if modal is not None else first
    return list(deed_pieces(phrase.root, _without_lead(phrase)))


def _is_clause(sentence: TokenSpan) -> bool:
    return any(t.tag_ in FINITE | {"MD"} for t in sentence)


def _sentences(tokens: TokenSpan) -> Iterator[TokenSpan]:
    for sentence in tokens.sents:  # type: ignore[attr-defined]
        start, end = max(sentence.start, tokens.start), min(sentence.end, tokens.end)
        if end - start > 1 or (end - start == 1 and len(tokens) == 1):
            yield trim(tokens.doc, start, end - 1)


def _obliged(sentence: TokenSpan, *, first: bool) -> Iterator[tuple[Token, TokenSpan]]:
    """The verb phrases that "shall", "will" or "must" govern in a sentence, or the whole if it has no subject."""
    found = False
    for verb, start in _governed(sentence):
        found = True
        subject = clause_subjects(verb)
        if subject and (is_passive(verb) or not _somebody(subject[0]) or _forbids(subject[0])):
            yield verb, _within(sentence, max(sentence.start, subject[0].left_edge.i), verb.right_edge.i)
        else:
            yield from _split(sentence, verb, start)
    root = sentence.root
    whole = not any(
        own_subjects(t) and (t.tag_ in FINITE or any(c.dep_ == "aux" for c in t.children)) for t in _main_clause(root)
    )
    if not found and whole and (first or (root.tag_ in {"VB", "VBG"} and len(sentence) > 1)):
        whole_phrase = _without_lead(sentence)
        if root.tag_ in {"VB", "VBG"} and root.i - whole_phrase.start <= 2:
            yield from _split(whole_phrase, root, whole_phrase.start, end=whole_phrase.end)
        else:
            yield root, whole_phrase


def _governed(sentence: TokenSpan) -> Iterator[tuple[Token, int]]:
    """Verbs that a word of duty governs, and where their phrase begins: "shall X", "is to X", "undertakes to X"."""
    for token in sentence:
        head = token.head
        if any(t.lower_ == "nothing" for t in (*own_subjects(head), *own_subjects(head.head))):
            continue
        binding = token.lower_ in _HARD or (token.lower_ in _FREE and any(_forbids(t) for t in own_subjects(head)))
        if token.dep_ == "aux" and binding and head.i > token.i:
            if head.dep_ in {"ROOT", "conj", "ccomp", "parataxis"} and clause_subjects(head) and not _is_view(head):
                yield head, token.i + 1
        elif token.lower_ == "hereby" and head.pos_ in {"VERB", "AUX"} and own_subjects(head):
            yield head, head.i
        elif token.tag_ == "TO" and head.tag_ == "VB" and head.i > token.i and _is_duty(head):
            yield head, token.i + 1


def _forbids(subject: Token) -> bool:
    """Whether a subject turns a duty into a ban: "no Party shall", "neither side may"."""
    return subject.lower_ in _NONE or any(c.lower_ in _NONE for c in subject.children)


def _is_view(verb: Token) -> bool:
    """Whether a clause is only what somebody thinks or sees: "recognise that Ukraine will not be secure until"."""
    return (
        verb.dep_ == "ccomp"
        and verb.head.pos_ == "VERB"
        and verb.head.lemma_.lower() in listed("provision_words.yaml", "views")
    )


def _is_duty(verb: Token) -> bool:
    """Whether an infinitive is what its finite governor binds to: "is to", "undertakes to", "are obliged to"."""
    governor = verb.head
    if (
        verb.dep_ not in {"xcomp", "ccomp"}
        or governor.dep_ not in {"ROOT", "conj", "ccomp"}
        or not own_subjects(governor)
    ):
        return False
    if governor.lemma_ == "be":
        return governor.tag_ in {"VBZ", "VBP"} and verb.i - governor.i <= 4
    return governor.lemma_.lower() in _BINDING and governor.tag_ in {"VBZ", "VBP", "VBN", "VB"}


def _somebody(subject: Token) -> bool:
    """Whether a subject can be obliged: a party, a name, a pronoun, a known actor; not a convoy or a ceasefire."""
    known = mention_of(subject) is not None or subject.pos_ in {"PROPN", "PRON"}
    return known or subject.lemma_.lower() in load_yaml("measure_words.yaml")["obliged"]["words"]


def _split(sentence: TokenSpan, verb: Token, start: int, end: int | None = None) -> Iterator[tuple[Token, TokenSpan]]:
    """The coordinated deeds of a verb phrase, each with its head."""
    end = end or min(verb.right_edge.i + 1, sentence.end)
    clauses = [own_subjects(t)[0].left_edge.i for t in conjuncts(verb)[1:] if own_subjects(t)]
    end = min([end, *(edge for edge in clauses if edge > verb.i)])
    for head, tokens in pieces(Complement("infinitive", verb, start, max(end, verb.i + 1))):
        yield head, _within(sentence, tokens.start, tokens.end - 1)


def _main_clause(root: Token) -> list[Token]:
    """The root of a sentence and what is coordinated with it: whose subjects make it a clause."""
    return [root, *(c for c in root.children if c.dep_ in {"conj", "ccomp"})]


def _without_lead(sentence: TokenSpan) -> TokenSpan:
    """A sentence without "To", a leading ordinal, or a stray mark."""
    start = sentence.start
    doc = sentence.doc
    while start < sentence.end - 1 and (doc[start].lower_ in {"to", "and", "that"} or doc[start].is_punct):
        start += 1
    return _within(sentence, start, sentence.end - 1)


def _within(sentence: TokenSpan, start: int, last: int) -> TokenSpan:
    """The tokens from `start` to `last`, at most to the sentence's end, without "; and" behind them."""
    doc = sentence.doc
    last = min(last, sentence.end - 1)
    while (
        last > start
        and (doc[last].lower_ in {"and", "or"} or doc[last].is_punct or doc[last].is_space)
        and doc[last].text not in ")”"
    ):
        last -= 1
    return trim(doc, start, last)


def number_at(provisions: list[Provision], at: int) -> str | None:
    """The number of the innermost provision in which a token stands."""
    inside = [p for p in provisions if p.tokens.start <= at < p.tokens.end]
    return min(inside, key=lambda p: len(p.tokens)).number if inside else None

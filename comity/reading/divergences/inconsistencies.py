"""Inconsistencies: two passages of one text that do not fit together.

Kinds: one side (a person and its state's other voices) is given different things as what divides it from the other;
two numbers, days or orders for one thing; a deed that one passage affirms and the other denies, or calls agreed and the
other only discussed. Each rule wants the same side or the same thing on both ends, and much the same words. Limits we
know: what only knowledge of the world shows not to fit is not seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, islice

from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from comity.model import Actor, Divergence, Statement, content_id
from comity.reading.context import context_of, span_of_tokens, statement_at
from comity.reading.divergences.accounts import find_clashes
from comity.reading.divergences.numbers_told import Told, find_counts, find_durations
from comity.reading.divergences.words import Found, main_clause
from comity.reading.factuality import factuality_of
from comity.reading.lexicons import listed
from comity.reading.matters.find import matters_of, theatre_of
from comity.reading.mentions import unique
from comity.reading.occurrences import tokens_with
from comity.reading.sides import principals, sides
from comity.reading.syntax import governors, is_negated, objects, own_subjects, prepositional, trim

# Our judgement, by rule: inconsistencies are annotated nowhere yet, so nothing here is measured (docs/accuracy.md).
CERTAINTY = {
    "topics": 0.7,
    "alike": 0.6,
    "durations": 0.7,
    "counts": 0.6,
    "agreed": 0.7,
    "denied": 0.6,
    "corrected": 0.7,
    "tolls": 0.7,
    "days": 0.6,
    "order": 0.7,
}
_MOST_CLAUSES = 400
_MOST_NUMBERS, _NEAR = 50, 200  # a text that tells more, or further apart, is a table and no two accounts
_STEM = 6
_SHARED = 3


def words(group: str) -> frozenset[str]:
    """A list of `data/inconsistencies.yaml`."""
    return listed("inconsistencies.yaml", group)


def find_inconsistencies(doc: Doc, differences: Sequence[tuple[Found, Divergence]] = ()) -> Iterator[Divergence]:
    """Pairs of passages that part; `differences` are those the text reports, with the words they were read from."""
    yield from _topics(doc, differences)
    yield from _alike(doc, differences)
    counts = find_counts(doc)
    for rule, told in (("durations", find_durations(doc)), ("counts", counts)):
        yield from _numbers(doc, rule, told)
    for clash in find_clashes(doc, counts):
        yield _inconsistency(doc, clash.rule, clash.passages, clash.parting, clash.between)
    yield from _corrected(doc)
    yield from _agreed(doc)
    yield from _denied(doc)


def _voice(doc: Doc, token: Token) -> tuple[Statement | None, tuple[Actor, ...]]:
    """The statement a word stands in, and its speakers other than outlets."""
    statement = statement_at(doc, token)
    return statement, tuple(a for a in statement.speakers if a.kind != "media") if statement else ()


def _topics(doc: Doc, differences: Sequence[tuple[Found, Divergence]]) -> Iterator[Divergence]:
    """ "The gap is about the price", said one minister; his government speaks of a gap on quality."""
    told = [(found, made) for found, made in differences if found.topics and not _adds(found)]
    for (one, made), (two, other) in combinations(told, 2):
        first, second = _voice(doc, one.cue[0]), _voice(doc, two.cue[0])
        if first[0] is None or second[0] is None or first[0].id == second[0].id or not _one_side(first[1], second[1]):
            continue
        if not set(sides(made.between)) & set(sides(other.between)):
            continue
        left, right = one.topics[0], two.topics[0]
        if _shares(one.topics, two.topics) or left.pos_ not in {"NOUN", "PROPN"} or right.pos_ not in {"NOUN", "PROPN"}:
            continue
        yield _inconsistency(doc, "topics", (one.content, two.content), (left, right), made.between)


def _adds(found: Found) -> bool:
    """Whether a difference is named as one of several."""
    return any(t.lower_ in {"also", "another", "other", "too", "second", "further"} for t in found.content)


def _one_side(one: tuple[Actor, ...], two: tuple[Actor, ...]) -> bool:
    return bool(set(sides(one)) & set(sides(two)))


def _shares(one: Sequence[Token], two: Sequence[Token]) -> bool:
    """Whether two topics have a word, or the stem of one, in common."""
    ours, theirs = (
        {t.lemma_.lower()[:_STEM] for topic in topics for t in topic.subtree if t.pos_ in {"NOUN", "PROPN", "ADJ"}}
        for topics in (one, two)
    )
    return any(topic.lemma_.lower()[:_STEM] in theirs for topic in one) or any(
        topic.lemma_.lower()[:_STEM] in ours for topic in two
    )


def _alike(doc: Doc, differences: Sequence[tuple[Found, Divergence]]) -> Iterator[Divergence]:
    """ "Our strategic aims are alike", said the adviser; his government speaks of differences on strategy."""
    alike = tokens_with(doc, words=words("alike"))
    likenesses = [t for t in alike if t.dep_ in {"acomp", "attr"} and not is_negated(t.head)]
    for found, made in differences:
        for likeness in likenesses:
            first, second = _voice(doc, likeness), _voice(doc, found.cue[0])
            if (
                first[0] is None
                or second[0] is None
                or first[0].id == second[0].id
                or not _one_side(first[1], second[1])
            ):
                continue
            subject = own_subjects(likeness.head)
            if subject and found.topics and _shares(subject, found.topics):
                passages = (main_clause(likeness.head), found.content)
                yield _inconsistency(doc, "alike", passages, (likeness, found.cue.root), made.between)


def _numbers(doc: Doc, rule: str, told: Sequence[Told]) -> Iterator[Divergence]:
    return islice(_parted(doc, rule, told), _MOST_NUMBERS)


def _parted(doc: Doc, rule: str, told: Sequence[Told]) -> Iterator[Divergence]:
    pairs = ((one, two) for n, one in enumerate(told) for two in told[n + 1 : n + _NEAR])
    for one, two in pairs:
        if one.about != two.about or (one.low <= two.high and two.low <= one.high):
            continue
        if not one.same_thing(two) or one.token.sent == two.token.sent:
            continue
        passages = (main_clause(one.verb), main_clause(two.verb))
        between = unique((*_voice(doc, one.token)[1], *_voice(doc, two.token)[1]))
        yield _inconsistency(doc, rule, passages, (one.words, two.words), between)


def _corrected(doc: Doc) -> Iterator[Divergence]:
    """ "It is 83, not 38": a number put right, beside the sentence before that says of what."""
    for one in doc[:-3]:
        if not one.like_num:
            continue
        two = doc[one.i + 3] if doc[one.i + 1].text == "," else doc[one.i + 2]
        if not (two.like_num and two.nbor(-1).lower_ == "not") or one.text == two.text:
            continue
        verb = next((g for g in governors(one) if g.pos_ in {"VERB", "AUX"}), one)
        before = doc[one.sent.start - 1].sent if one.sent.start else one.sent
        subject = own_subjects(verb)
        taken_up = any(s.pos_ == "PRON" for s in subject)
        passages = (trim(doc, before.start, before.end - 1) if taken_up else main_clause(verb), main_clause(verb))
        yield _inconsistency(doc, "corrected", passages, (one, two), _voice(doc, one)[1])


def _agreed(doc: Doc) -> Iterator[Divergence]:
    """One account says that a thing was agreed, the other that it was discussed."""
    agreeing, talking = words("agreed"), words("talked")
    lemmas = [(t, t.lemma_.lower()) for t in tokens_with(doc, lemmas=agreeing | talking) if t.pos_ == "VERB"]
    agreed = [(t, thing) for t, lemma in lemmas if lemma in agreeing and not is_negated(t) for thing in _things(t)]
    talked = [(t, thing) for t, lemma in lemmas if lemma in talking and not is_negated(t) for thing in _things(t)]
    seen: set[tuple[int, int]] = set()
    for (one, thing), (two, other) in ((a, b) for a in agreed for b in talked):
        first, second = _voice(doc, one), _voice(doc, two)
        if first[0] is None or second[0] is None or not first[1] or not second[1] or _one_side(first[1], second[1]):
            continue
        if thing.lemma_.lower() == other.lemma_.lower() and (one.i, two.i) not in seen and thing.pos_ == "NOUN":
            seen.add((one.i, two.i))
            pair = (one, two) if one.i < two.i else (two, one)
            between = unique((*_voice(doc, pair[0])[1], *_voice(doc, pair[1])[1]))
            yield _inconsistency(doc, "agreed", (main_clause(pair[0]), main_clause(pair[1])), pair, between)


def _things(verb: Token) -> list[Token]:
    """What a verb is about, through "the possibility of …"."""
    direct = [*objects(verb), *prepositional(verb, "to", "on", "upon")]
    return [inner for thing in direct for inner in (thing, *prepositional(thing, "of"))]


def _denied(doc: Doc) -> Iterator[Divergence]:
    """One passage affirms what the other denies, in much the same words."""
    by_lemma: dict[str, list[Token]] = {}
    for verb in islice((t for t in doc if _tells(t)), _MOST_CLAUSES):
        by_lemma.setdefault(_predicate(verb), []).append(verb)
    for verbs in (group for group in by_lemma.values() if len(group) > 1):
        for (one, ours), (two, theirs) in combinations([(verb, _content(verb)) for verb in verbs], 2):
            if len(ours & theirs) < _SHARED or 2 * len(ours & theirs) < len(ours | theirs) or one.sent == two.sent:
                continue
            first, second = factuality_of(one), factuality_of(two)
            if first.polarity == second.polarity or {first.status, second.status} != {"actual"}:
                continue
            statements = _voice(doc, one), _voice(doc, two)
            if not any(s[0] for s in statements) or one.morph.get("Tense", []) != two.morph.get("Tense", []):
                continue
            between = unique((*statements[0][1], *statements[1][1]))
            yield _inconsistency(doc, "denied", (main_clause(one), main_clause(two)), (one, two), between)


def _predicate(verb: Token) -> str:
    complement = next((c for c in verb.children if c.dep_ in {"acomp", "attr"}), verb) if verb.lemma_ == "be" else verb
    return complement.lemma_.lower()


def _tells(token: Token) -> bool:
    return token.pos_ in {"VERB", "AUX"} and token.dep_ not in {"aux", "auxpass", "amod"} and bool(own_subjects(token))


def _content(verb: Token) -> frozenset[str]:
    return frozenset(
        t.lemma_.lower()
        for t in main_clause(verb)
        if t.pos_ in {"NOUN", "PROPN", "VERB", "ADJ", "NUM"} and not t.is_stop
    )


def _inconsistency(
    doc: Doc,
    rule: str,
    passages: tuple[TokenSpan, TokenSpan],
    parting: tuple[Token | TokenSpan, Token | TokenSpan],
    between: tuple[Actor, ...],
) -> Divergence:
    document = context_of(doc).document
    one, two = (span_of_tokens(passage) for passage in passages)
    matters = matters_of(passages[0])
    tokens = [part if isinstance(part, TokenSpan) else doc[part.i : part.i + 1] for part in parting]
    return Divergence(
        id=content_id(
            "divergence", document.id, "inconsistency", one.start, two.start, tokens[0].start, tokens[1].start
        ),
        document=document.id,
        evidence=(one, two, *(span_of_tokens(t) for t in tokens)),
        statement=None,
        certainty=CERTAINTY[rule],
        reader=f"rule:inconsistencies/{rule} 1",
        between=between or principals(doc),
        content=two,
        kind="inconsistency",
        matters=matters,
        theatre=theatre_of(passages[0], matters=matters),
        sides=(one, two),
        words=(tokens[0].text, tokens[1].text),
    )

"""Attribution: who says what, through whom, in a text.

Rules give raw attributions (`find_attributions`), a trained network says which of them it sees too and adds its own
sure ones (`joined.join`); `statements_from` works out of them the statements with their speakers, kinds and chains.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property, partial
from itertools import accumulate

from spacy.language import Language
from spacy.tokens import Doc

from comity.model import Actor, Statement, content_id
from comity.model.claims import StatementKind
from comity.reading.anonymity import is_about_being_named
from comity.reading.attribution.attributed import Attribution, Range
from comity.reading.attribution.certainty import TRUSTED
from comity.reading.attribution.chains import depth_order, length, parents_of
from comity.reading.attribution.cue_phrases import find_according, find_nominal
from comity.reading.attribution.cues import attitudes, words_that_may_report
from comity.reading.attribution.frames import find_framed
from comity.reading.attribution.joined import join
from comity.reading.attribution.occasions import said_when, venue_of
from comity.reading.attribution.passive_speech import find_passive
from comity.reading.attribution.quoted_speech import find_quoted, quoted_share, with_followers
from comity.reading.attribution.relays import find_citing, find_quoted_as_saying, with_quoted_by
from comity.reading.attribution.reported_speech import find_reported, is_supposed
from comity.reading.attribution.speakers import (
    begins_in_first_person,
    first_persons,
    is_first_person,
    named_actors,
    opening_actors,
    resolve_source,
    source_type_of,
)
from comity.reading.attribution.tagger import TaggedAttribution, Tagger
from comity.reading.context import context_of, span_of, text_of
from comity.reading.denials import denials_in, find_denied
from comity.reading.quotations import Quotations

READER = "rule:attribution-{rule} 1"
NETWORK_READER = "model:attribution 1"
_LEADING = frozenset({"clause", "object", "person-about", "after", "spoken-of", "quotation"})
_DIRECT, _MIXED = 0.97, 0.0
_LEAST_SEEN = 0.1
_NOBODY = re.compile(r"(?:nobody|no one|none|neither|no)\b", re.IGNORECASE)
_UNSAID = frozenset({"not", "n't", "n’t", "never", "decline", "refuse"})


class AttributionReader:
    """Sets `doc._.statements`; with `network` off, by the rules alone (half the time, less certain)."""

    def __init__(self, *, network: bool = True) -> None:
        self.network = network

    @cached_property
    def tagger(self) -> Tagger:
        """The trained network, loaded with the first text."""
        return Tagger()

    def __call__(self, doc: Doc) -> Doc:
        """Read one text."""
        doc._.statements = tuple(find_statements(doc, self.tagger if self.network else None))
        return doc


@Language.factory(
    "comity_attribution",
    default_config={"network": True},
    requires=["doc._.mentions"],
    assigns=["doc._.statements"],
)
def make_attribution(nlp: Language, name: str, network: bool) -> AttributionReader:
    """The component; `nlp.add_pipe("comity_attribution", config={"network": False})` reads by rules alone."""
    return AttributionReader(network=network)


def find_statements(doc: Doc, tagger: Tagger | None = None) -> list[Statement]:
    """All statements of a text in order: by the rules, and by the network where one is given."""
    quotations = Quotations(text_of(doc))
    found = find_attributions(doc, quotations)
    if tagger is not None:
        worth = worth_reading(doc, found)
        tagged = tagger.predict(quotations.text, min_score=_LEAST_SEEN, within=worth)
        found = without_duplicates(join(found, tagged, quotations, partial(_reports, doc)))
    return statements_from(doc, found, quotations)


def worth_reading(doc: Doc, found: Sequence[Attribution]) -> list[Range]:
    """Where the network, the dearest part of reading, may tell something: its finds elsewhere are next to none.

    1. Around what the rules find, but for rules that need no second opinion; 2. at words that may report and are no
    cue of these, nor inside their quotations.
    """
    sure = [item for item in found if item.rule in TRUSTED]
    explained = _Covered([item.cue for item in sure if item.cue])
    quoted = _Covered([piece for item in sure if item.rule == "quotation" for piece in item.contents])
    worth = [(item.start, item.end) for item in found if item.rule not in TRUSTED]
    return worth + [
        (t.idx, t.idx + 1)
        for t in words_that_may_report(doc)
        if not explained.touches(t.idx) and not quoted.touches(t.idx)
    ]


class _Covered:
    """Ranges that can be asked whether another one touches them."""

    def __init__(self, ranges: Iterable[Range]) -> None:
        self._ranges = sorted(ranges)
        self._reach = list(accumulate((end for _, end in self._ranges), max))

    def touches(self, place: int) -> bool:
        """Whether any range holds a place."""
        at = bisect_left(self._ranges, (place + 1, -1))
        return at > 0 and self._reach[at - 1] > place


def _reports(doc: Doc, one: TaggedAttribution) -> bool:
    """Whether a find reports words: no attitude, nothing that was not said, no plea for anonymity."""
    said = doc.char_span(one.content[0][0], one.content[-1][1], alignment_mode="expand") if one.content else None
    if said is not None and (is_about_being_named(said) or said[0].lower_ == "nothing"):
        return False
    if one.source and _NOBODY.match(text_of(doc)[one.source[0][0] : one.source[-1][1]]):
        return False
    words = doc.char_span(one.cue[0][0], one.cue[-1][1], alignment_mode="expand") if one.cue else None
    unsaid = attitudes() | _UNSAID
    return words is None or not any(word.lemma_.lower() in unsaid or is_supposed(word) for word in words)


def find_attributions(doc: Doc, quotations: Quotations) -> list[Attribution]:
    """What each rule finds, in text order, duplicates left out."""
    quoted, used, alone = find_quoted(doc, quotations)
    used.update(denial.verb.i for denial in denials_in(doc).values())
    found = [*quoted, *find_quoted_as_saying(doc, quotations, used), *find_reported(doc, quotations, used)]
    found += [*find_according(doc, quotations), *find_nominal(doc, quotations), *find_framed(doc, quotations)]
    found += find_passive(doc, quotations)
    found = with_quoted_by(doc, [*found, *find_citing(doc, found)])
    found += list(find_denied(doc, found, quotations))
    return without_duplicates(with_followers(found, alone, quotations.text))


def without_duplicates(found: Iterable[Attribution]) -> list[Attribution]:
    """In text order, the better scored of two with the same cue or with the same source and content."""
    kept: list[Attribution] = []
    seen: set[object] = set()
    for item in sorted(found, key=lambda a: -a.score):
        keys = {("cue", item.cue, item.relay), ("words", item.source, item.contents)} - {("cue", None, None)}
        if not keys & seen:
            seen |= keys
            kept.append(item)
    return sorted(kept, key=lambda a: (a.start, -length(a), a.relay is not None, a.denies))


def statements_from(doc: Doc, found: Sequence[Attribution], quotations: Quotations) -> list[Statement]:
    """Statements out of attributions: 1. chains, 2. speakers from the outside in, 3. kinds and ids."""
    parents = parents_of(found)
    speakers = _speakers(doc, found, parents)
    statements = [_statement(doc, item, actors, quotations) for item, actors in zip(found, speakers, strict=True)]
    return [
        replace(statement, parent=statements[parent].id) if parent is not None else statement
        for statement, parent in zip(statements, parents, strict=True)
    ]


def _speakers(doc: Doc, found: Sequence[Attribution], parents: Sequence[int | None]) -> list[tuple[Actor, ...]]:
    """The speakers of each attribution, those of a parent before those in it.

    "We" inside a content is whoever says that content, else the same as before; a cue without a source has the last
    speakers, or at the start of a text the persons it began with.
    """
    speakers: list[tuple[Actor, ...]] = [()] * len(found)
    last: tuple[Actor, ...] = ()
    ours: tuple[Actor, ...] = ()
    for index in depth_order(parents):
        item, parent = found[index], parents[index]
        first_person = item.source is not None and begins_in_first_person(doc, item.source)
        if item.source is None:
            speakers[index] = (last or first_persons(doc, item.start)) if item.anonymous else ()
        elif first_person and is_first_person(doc, item.source):
            speakers[index] = (speakers[parent] if parent is not None else ours) or _we(doc, item, last)
        else:
            speakers[index] = resolve_source(doc, item.source)
        if first_person and parent is None:
            ours = ours or speakers[index]
        if speakers[index] and item.rule in _LEADING:
            last = speakers[index]
    return speakers


def _we(doc: Doc, item: Attribution, last: tuple[Actor, ...]) -> tuple[Actor, ...]:
    """Who "we" are where nobody is quoted: whoever a mention gives, else the last speakers."""
    assert item.source is not None
    return named_actors(doc, item.source) or last or opening_actors(doc) or resolve_source(doc, item.source)


def _statement(doc: Doc, item: Attribution, actors: tuple[Actor, ...], quotations: Quotations) -> Statement:
    document = context_of(doc).document
    source = span_of(doc, *item.source) if item.source else None
    cue = span_of(doc, *item.cue) if item.cue else None
    return Statement(
        id=content_id("statement", document.id, item.source, item.cue, *item.contents),
        document=document.id,
        source=source,
        cue=cue,
        content=tuple(span_of(doc, *piece) for piece in item.contents),
        speakers=actors,
        said=said_when(doc, item),
        venue=venue_of(doc, item),
        kind=_kind(item, quotations),
        source_type=source_type_of(actors, source.text if source else ""),
        certainty=item.score,
        reader=NETWORK_READER if item.rule == "network" else READER.format(rule=item.rule),
    )


def _kind(item: Attribution, quotations: Quotations) -> StatementKind:
    if item.verbatim:
        return "direct"
    share = quoted_share(item.contents, quotations)
    if share >= _DIRECT:
        return "direct"
    return "mixed" if share > _MIXED else "indirect"

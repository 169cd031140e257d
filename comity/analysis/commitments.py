"""Commitments over time: what became of each measure of each accord, as reporters tell it, never as we judge it.

    with Ledger("crisis.ledger") as ledger:
        for accord in track(ledger).accords:
            for commitment in accord.commitments:
                print(commitment.label, commitment.summary)

The same ledger gives the same answer in whatever order its texts came. Limits: accords and reports of the whole ledger
are held in memory; a report is matched to what its own text and the accord's text say, by no outside knowledge of what
happened.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from comity.analysis import matching
from comity.analysis.dates import apart, exact
from comity.analysis.deadlines import Due
from comity.analysis.disputes import Dispute, against_deadline, find_disputes, summarise
from comity.analysis.duties import Duty, duties_of, signed_of
from comity.analysis.matching import EARLY_DAYS, Match, Target
from comity.analysis.order_problems import OrderProblem, find_order_problems
from comity.analysis.sides import side_of, sides_of
from comity.analysis.texts import Texts
from comity.analysis.told import Family, find_families, is_name
from comity.analysis.wording import folded, rarity, words_of
from comity.knowledge import Knowledge
from comity.knowledge.provision_kinds import ProvisionKind, provision_kind
from comity.ledger import Ledger, LedgerClaim
from comity.model import Accord, Actor, InputError, Report
from comity.model.claims import ReportStatus

_COPY_DAYS, _LONG = 7, 6


@dataclass(frozen=True)
class TrackedReport:
    """A report in a timeline: how it was matched, and the copies of it that other texts carry."""

    entry: LedgerClaim
    match: Match | None
    copies: tuple[LedgerClaim, ...] = ()

    @property
    def report(self) -> Report:
        """The claim itself."""
        assert isinstance(self.entry.claim, Report)
        return self.entry.claim

    @property
    def status(self) -> ReportStatus:
        """What it says of the measure."""
        return self.report.status

    @property
    def day(self) -> str | None:
        """The day it was told: the day of publication, else the day it speaks of."""
        return self.entry.document.published or (self.report.when.value if self.report.when else None)

    @property
    def happened(self) -> str | None:
        """The day that it speaks of, where the text gives one that is not after it was told."""
        value = self.report.when.value if self.report.when else None
        return value if value and (self.day is None or value <= self.day) else None

    @property
    def reporter(self) -> str:
        """Who says so: the first link of the chain of sources."""
        return self.entry.chain[0]

    @property
    def unsure(self) -> bool:
        """Whether it fits other measures as well."""
        return self.match is not None and bool(self.match.rivals)


@dataclass(frozen=True)
class Commitment:
    """One measure with its timeline, the earliest report first.

    `perhaps`: disputes that there are only if reports that fit several measures mean this one.
    """

    id: str
    number: str | None
    phrase: str
    matter: str
    obliged: tuple[Actor, ...]
    entries: tuple[LedgerClaim, ...]
    due: Due | None = None
    condition: str | None = None
    timeline: tuple[TrackedReport, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    perhaps: tuple[Dispute, ...] = ()
    summary: str = "no report"
    against_deadline: str = ""

    @property
    def kind(self) -> ProvisionKind | None:
        """What it is comparable with in the field's codebooks; None where neither has a category."""
        return provision_kind(self.matter, self.phrase)

    @property
    def label(self) -> str:
        """Its number and words."""
        return f"{self.number}: {self.phrase}" if self.number else self.phrase


@dataclass(frozen=True)
class TrackedAccord:
    """One accord, its measures, and the reports that speak of it as a whole."""

    id: str
    name: str
    names: tuple[str, ...]
    parties: tuple[Actor, ...]
    signed: str | None
    signed_how: str
    entries: tuple[LedgerClaim, ...]
    commitments: tuple[Commitment, ...]
    as_a_whole: tuple[TrackedReport, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    summary: str = "no report"

    @property
    def order_problems(self) -> tuple[OrderProblem, ...]:
        """What cannot be, or is likely a slip, in the order of its measures as the texts have it; each once."""
        claims = (entry.claim for entry in self.entries)
        found = (p for claim in claims if isinstance(claim, Accord) for p in find_order_problems(claim))
        return tuple({problem.note: problem for problem in found}.values())

    @property
    def reports(self) -> int:
        """How many reports stand under it."""
        return len(self.as_a_whole) + len({r.entry.id for c in self.commitments for r in c.timeline})


@dataclass(frozen=True)
class Tracking:
    """What became of what was agreed; `unmatched`: reports that fit no measure or accord of the ledger.

    `hidden`: texts with accords or reports that were told after `as_of`, or on no known day.
    """

    accords: tuple[TrackedAccord, ...]
    unmatched: tuple[TrackedReport, ...]
    as_of: str | None = None
    hidden: int = 0


@dataclass
class _Open:
    """An accord while its reports are being found."""

    family: Family
    id: str
    signed: str | None
    signed_how: str
    duties: list[Duty]
    targets: list[Target]
    parties: tuple[Actor, ...]
    found: dict[str, list[TrackedReport]] = field(default_factory=lambda: defaultdict(list))
    whole: list[TrackedReport] = field(default_factory=list)


def track(
    ledger: Ledger,
    *,
    as_of: str | None = None,
    knowledge: Knowledge | None = None,
    min_certainty: float | None = None,
) -> Tracking:
    """Every accord of a ledger with what is reported of its measures.

    1. take what was told up to `as_of` (an ISO day, month or year, included); 2. find each accord once; 3. find its
    measures once; 4. count copies of a report once; 5. match each report; 6. sum up each timeline.
    `knowledge` adds aliases and days of signing of known accords; accords and reports that the reader is less sure of
    than `min_certainty` are left out.
    """
    entries, hidden = _told_until(ledger.claims(kind="accord", min_certainty=min_certainty), as_of)
    reports, later = _told_until(ledger.claims(kind="report", min_certainty=min_certainty), as_of)
    texts = Texts(ledger)
    accords = [_open(family, texts, knowledge) for family in find_families(entries, knowledge)]
    unmatched: list[TrackedReport] = []
    ties, speakers = _Ties(accords), _Speakers(ledger)
    targets = _Targets(accords)
    by_id = {accord.id: accord for accord in accords}
    for entry, copies in _once(reports):
        ready = matching.told(entry, ties.of(entry), speakers.of(entry), texts)
        matches = matching.match(ready, targets.near(ready))
        for found in matches:
            by_id[targets.accord[found.target]].found[found.target].append(TrackedReport(entry, found, copies))
        if not matches:
            _keep_unmatched(TrackedReport(entry, None, copies), ready.ties, by_id, unmatched)
    closed = (_close(accord, knowledge) for accord in accords)
    kept = tuple(accord for accord in closed if accord.commitments or accord.as_a_whole)
    return Tracking(kept, tuple(unmatched), as_of, len(hidden | later))


def find_tracked(tracking: Tracking, wanted: str, knowledge: Knowledge | None = None) -> TrackedAccord:
    """The accord that a name, alias, part of a name, or the beginning of an id means.

    Raises InputError where there is none, or more than one.
    """
    name = folded(wanted)
    aliases = {accord.id for accord in knowledge.find_accords(wanted)} if knowledge else set()
    tests: tuple[Callable[[TrackedAccord], bool], ...] = (
        lambda a: a.id == wanted or a.id in aliases or name in map(folded, a.names),
        lambda a: len(wanted) >= 6 and any(i.startswith(wanted) for i in (a.id, *(e.id for e in a.entries))),
        lambda a: not a.id.startswith("accord_") and any(name in folded(n) for n in a.names),
        lambda a: any(name in folded(n) for n in a.names),
    )
    for test in tests:
        found = [accord for accord in tracking.accords if test(accord)]
        if len(found) == 1:
            return found[0]
        if found:
            listed = "; ".join(f"{accord.id} ({accord.name})" for accord in found[:5])
            raise InputError(f"{wanted!r} means {len(found)} accords: name one by its id: {listed}")
    listed = "; ".join(accord.name for accord in tracking.accords[:5]) or "none"
    raise InputError(f"no accord {wanted!r} with measures or reports in the ledger; it holds: {listed}")


def _told_until(entries: Iterable[LedgerClaim], as_of: str | None) -> tuple[list[LedgerClaim], set[str]]:
    """What was told up to a day, and the documents of the rest."""
    kept, hidden = [], set()
    for entry in entries:
        published = entry.document.published
        if as_of is None or (published is not None and published <= f"{as_of}~"):
            kept.append(entry)
        else:
            hidden.add(entry.document.id)
    return kept, hidden


def _open(family: Family, texts: Texts, knowledge: Knowledge | None) -> _Open:
    signed, how = signed_of(family, knowledge)
    duties = duties_of(family, signed, texts)
    identity = family.key or family.told[0].accord.id
    parties = _parties(family)
    weights = rarity(duty.words for duty in duties)
    targets = [
        Target(
            duty.id, identity, f"{duty.number}: {duty.phrase}" if duty.number else duty.phrase,
            matching.number_of(duty.number), duty.words, duty.matters, duty.obliged, sides_of(parties), signed,
            duty.hangs, weights,
        )
        for duty in duties
    ]  # fmt: skip
    return _Open(family, identity, signed, how, duties, targets, parties)


def _parties(family: Family) -> tuple[Actor, ...]:
    """The parties, one of each side; those without a name only where there is no other."""
    found = {side_of(party): party for one in family.told for party in one.accord.parties}
    named = tuple(party for party in found.values() if party.kind != "unnamed")
    return named or tuple(found.values())


class _Ties:
    """How a document is tied to accords."""

    def __init__(self, accords: Sequence[_Open]) -> None:
        self._in_document: dict[str, list[_Open]] = defaultdict(list)
        self._by_name: dict[str, str] = {}
        for accord in accords:
            for document in {one.entry.document.id for one in accord.family.told}:
                self._in_document[document].append(accord)
            for name in _names(accord.family):
                self._by_name.setdefault(folded(name), accord.id)

    def of(self, entry: LedgerClaim) -> dict[str, tuple[float, str]]:
        """The accords that a report's text is about, with weight and reason."""
        name = entry.claim.accord_name if isinstance(entry.claim, Report) else None
        if name is not None and folded(name) in self._by_name:
            return {self._by_name[folded(name)]: (matching.NAMED, "names the accord")}
        spoken = self._in_document[entry.document.id]
        named = [accord for accord in spoken if accord.family.key is not None]
        one = matching.SPOKEN_OF if len(named) == 1 else matching.AMONG_OTHERS
        return {
            accord.id: (one, "its text speaks of the accord")
            if accord.family.key is not None
            else (matching.AMONG_OTHERS, "its text tells of the accord")
            for accord in spoken
        }


class _Targets:
    """The measures near a report: those of accords it is tied to, and those of the same actors and matter."""

    def __init__(self, accords: Sequence[_Open]) -> None:
        self.accord = {target.id: accord.id for accord in accords for target in accord.targets}
        self._of_accord = {accord.id: accord.targets for accord in accords}
        self._of_side: dict[str, list[Target]] = defaultdict(list)
        for accord in accords:
            for target in accord.targets:
                for side in sides_of(target.obliged):
                    self._of_side[side].append(target)

    def near(self, one: matching.Told) -> list[Target]:
        """All that a report may belong to."""
        found = {target.id: target for name in one.ties for target in self._of_accord[name]}
        if not any(weight == matching.NAMED for weight, _ in one.ties.values()):
            for side in sides_of(one.report.actors) or one.speakers:
                found |= {target.id: target for target in self._of_side[side]}
        return list(found.values())


class _Speakers:
    """Who stands behind a report."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._known: dict[str, dict[str, tuple[Actor, ...]]] = {}

    def of(self, entry: LedgerClaim) -> tuple[Actor, ...]:
        """The speakers of the statement it stands in."""
        document = entry.document.id
        if entry.claim.statement is None:
            return ()
        if document not in self._known:
            found = self._ledger.statements(document=document)
            self._known = {document: {said.id: said.statement.speakers for said in found}}
        return self._known[document].get(entry.claim.statement, ())


def _rank(entry: LedgerClaim) -> tuple[str, str, int, str]:
    start = entry.spans[0].start if entry.spans else 0
    return (entry.document.published or "~", entry.document.id, start, entry.id)


def _once(reports: Iterable[LedgerClaim]) -> list[tuple[LedgerClaim, tuple[LedgerClaim, ...]]]:
    """Each report with its copies in later texts: the same sentence, or the same words of the same speaker."""
    kept: list[tuple[LedgerClaim, list[LedgerClaim]]] = []
    seen: dict[tuple[str, ...], tuple[LedgerClaim, list[LedgerClaim]]] = {}
    for entry in sorted(reports, key=_rank):
        keys = _copy_keys(entry)
        first = next((seen[key] for key in keys if key in seen and _is_copy(seen[key][0], entry)), None)
        if first is not None:
            first[1].append(entry)
            continue
        kept.append((entry, []))
        seen |= dict.fromkeys(keys, kept[-1])
    return [(entry, tuple(copies)) for entry, copies in kept]


def _copy_keys(entry: LedgerClaim) -> list[tuple[str, ...]]:
    report = entry.claim
    assert isinstance(report, Report)
    keys: list[tuple[str, ...]] = [("sentence", folded(entry.quote), folded(report.about.text), report.status)]
    if len(entry.quote.split()) < _LONG:
        keys = []
    if report.statement is not None and words_of(report.about.text):
        keys.append(("speaker", entry.chain[0].casefold(), folded(report.about.text), report.status))
    return keys


def _is_copy(first: LedgerClaim, other: LedgerClaim) -> bool:
    distance = apart(first.document.published, other.document.published)
    return first.document.id != other.document.id and distance is not None and distance <= _COPY_DAYS


def _keep_unmatched(
    report: TrackedReport,
    ties: Mapping[str, tuple[float, str]],
    accords: dict[str, _Open],
    unmatched: list[TrackedReport],
) -> None:
    """Under the one accord that its text speaks of, or among those that fit nowhere."""
    named = [name for name, (weight, _) in ties.items() if weight >= matching.SPOKEN_OF]
    fits = [accords[name] for name in named if not _before(report, accords[name].signed)]
    if len(fits) == 1:
        fits[0].whole.append(report)
    else:
        unmatched.append(report)


def _before(report: TrackedReport, signed: str | None) -> bool:
    day, start = exact(report.day), exact(signed)
    return day is not None and start is not None and (start - day).days > EARLY_DAYS


def _names(family: Family) -> list[str]:
    told = [one.accord.name for one in family.told if one.accord.name and (one.key or is_name(one.accord.name))]
    return list(dict.fromkeys(told))


def _close(accord: _Open, knowledge: Knowledge | None) -> TrackedAccord:
    known = knowledge.accords.get(accord.id) if knowledge else None
    names = list(dict.fromkeys([*([known.name, *known.aliases] if known else []), *_names(accord.family)]))
    title = next((t.entry.document.title for t in accord.family.told if any(m.number for m in t.accord.measures)), None)
    content = " ".join(accord.family.told[0].accord.content.text.split())
    return TrackedAccord(
        id=accord.id,
        name=names[0] if names else title or f"“{content}”",
        names=tuple(names or [title or content]),
        parties=accord.parties,
        signed=accord.signed,
        signed_how=accord.signed_how,
        entries=tuple(one.entry for one in accord.family.told),
        commitments=tuple(_commitment(duty, accord.found.get(duty.id, [])) for duty in accord.duties),
        as_a_whole=tuple(accord.whole),
        disputes=(disputes := find_disputes(accord.whole)),
        summary=summarise(accord.whole, disputes),
    )


def _commitment(duty: Duty, reports: list[TrackedReport]) -> Commitment:
    sure = [report for report in reports if not report.unsure]
    disputes = find_disputes(sure)
    perhaps = () if disputes else find_disputes(reports)
    due = duty.due.day.isoformat() if duty.due and duty.due.day and duty.due.kind == "by" else None
    unsure = len(reports) - len(sure)
    return Commitment(
        id=duty.id, number=duty.number, phrase=duty.phrase, matter=duty.matter, obliged=duty.obliged,
        entries=duty.entries, due=duty.due, condition=duty.condition, timeline=tuple(reports),
        disputes=disputes, perhaps=perhaps, summary=summarise(sure, disputes, perhaps=perhaps, unsure=unsure),
        against_deadline=against_deadline(sure, due),
    )  # fmt: skip

"""The sections of a brief, one function for each question."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter
from typing import TypeVar

from comity.analysis.order_problems import find_order_problems
from comity.exports.brief_parts import (
    Item,
    Quote,
    Section,
    few_claims,
    few_statements,
    matter_name,
    once,
    quote_of,
    quotes_of,
    told,
)
from comity.exports.encounters import sentence_of_encounter, short_days, told_apart, told_by
from comity.ledger import Filter, JoinedEncounter, Ledger, LedgerClaim, names
from comity.ledger.sentences import date_of, quoted, short_date, short_day, stand
from comity.model import Accord, Claim, Divergence, Encounter, Event, Measure, Order, Position, Report, Span

T = TypeVar("T")
_SIGNS = {1: "+", 0: "±", -1: "−"}


def encounters(ledger: Ledger, wanted: Filter, limit: int | None) -> Section:
    """Who met: one item for each encounter, with all that the texts kept tell of it."""
    found, more = few_claims(ledger, wanted, "encounter", limit)
    homes = ledger.encounters_of(entry.id for entry in found)
    grouped = _grouped(found, lambda entry: homes.get(entry.id, entry.id))
    joined = ledger.encounters_with(homes.values(), min_certainty=wanted.min_certainty)
    items = [_encounter(entries, joined.get(homes.get(entries[0].id, ""))) for entries in grouped]
    return Section("Who met", "Who met, when, where, for how long, with whom present?", tuple(items), more)


def _encounter(entries: list[LedgerClaim], joined: JoinedEncounter | None) -> Item:
    details = dict.fromkeys(told_apart(entries))
    ways = {told(entry) for entry in entries}
    for entry in entries:
        claim = entry.claim
        assert isinstance(claim, Encounter)
        for label, span in (("present: ", claim.present), ("occasion: ", claim.occasion)):
            if span:
                details[f"{label}{span.text}"] = None
        if words := told(entry):
            details[f"{words} ({entry.source_chain})" if len(ways) > 1 else words] = None
    if joined is not None and len(joined.documents) > 1:
        details[told_by(joined)] = None
    first = entries[0].claim
    assert isinstance(first, Encounter)
    line = sentence_of_encounter(joined) if joined else entries[0].sentence
    days = joined.when if joined and joined.when else (first.when.value, first.when.end) if first.when else None
    when = short_days(*days) if days else ""
    return Item(line, when, tuple(details), quotes_of(entries))


def _without(sentence: str, entry: LedgerClaim) -> str:
    """The sentence without the bracket that tells how it is presented: that stands among the details."""
    return sentence.rsplit(" (", 1)[0] if told(entry) and sentence.endswith(")") else sentence


def accords(ledger: Ledger, wanted: Filter, limit: int | None) -> Section:
    """What was agreed, with the measures in their order; readings of one named accord stand together."""
    found, more = few_claims(ledger, wanted, "accord", limit)

    def same(entry: LedgerClaim) -> Hashable:
        claim = entry.claim
        assert isinstance(claim, Accord)
        parties = frozenset(actor.id for actor in claim.parties)
        name = claim.known or claim.name
        return (name, parties, claim.status) if name else (claim.content.text.casefold(), parties, claim.status)

    items = [_accord(entries) for entries in _grouped(found, same)]
    return Section("What was agreed", "What was agreed, by whom, and what does it oblige?", tuple(items), more)


def _accord(entries: list[LedgerClaim]) -> Item:
    claims = [entry.claim for entry in entries if isinstance(entry.claim, Accord)]
    first = max(claims, key=lambda claim: len(claim.measures))
    matters = dict.fromkeys(matter_name(code) for claim in claims for code in claim.matters)
    theatre = next((claim.theatre for claim in claims if claim.theatre), None)
    details = [" · ".join(filter(None, [theatre, *matters]))]
    if mediators := {actor: None for claim in claims for actor in claim.mediators}:
        details.append(f"mediated by {names(mediators)}")
    details += dict.fromkeys(words for entry in entries if (words := told(entry)))
    details += _order_lines(first)
    children = [_measure(measure, claim) for claim in claims for measure in ordered(claim.measures, claim.order)]
    if _says_the_same(claims):
        children = []
    children = list({child.line.casefold(): child for child in reversed(children)}.values())[::-1]
    return Item(
        _accord_line(entries[claims.index(first)], first),
        first.status.replace("in-force", "in force"),
        tuple(filter(None, details)),
        quotes_of(entries),
        tuple(children),
        ordered=True,
    )


def _says_the_same(claims: list[Accord]) -> bool:
    """Whether the one measure of an accord is its content over again, with nothing more to tell."""
    measures = [measure for claim in claims for measure in claim.measures]
    if len(measures) != 1 or measures[0].deadline_span or measures[0].condition or measures[0].number:
        return False
    content, span = claims[0].content, measures[0].span
    return content.covers(span) and len(span.text) > 0.6 * len(content.text)


def _accord_line(entry: LedgerClaim, accord: Accord) -> str:
    parties = names(accord.parties) or "parties not named"
    when = date_of(accord.when)
    what = accord.name or quoted(accord.content.text)
    return f"{what}: {parties}" + (f", {when}" if when else "") if accord.name else _without(entry.sentence, entry)


def _measure(measure: Measure, accord: Accord) -> Item:
    details = [matter_name(measure.matter)]
    if measure.obliged:
        details.append(f"by {names(measure.obliged)}")
    if measure.deadline or measure.deadline_span:
        words = measure.deadline_span.text if measure.deadline_span else ""
        details.append("deadline: " + " = ".join(filter(None, [words, date_of(measure.deadline)])))
    if measure.condition:
        details.append(f"condition: {measure.condition.text}")
    location = f"{measure.document[:8]}:{measure.span.start}-{measure.span.end}"
    line = f"{measure.number} {measure.span.text}" if measure.number else measure.span.text
    return Item(line, "", (" · ".join(details),), (Quote("", location, "", measure.id),))


def ordered(measures: Iterable[Measure], order: Iterable[Order]) -> list[Measure]:
    """The measures in the order they are to be done, as far as the text tells; else as it lists them.

    Edges that contradict one another are left aside.
    """
    listed = list(measures)
    by_id = {measure.id: measure for measure in listed}
    before: dict[str, set[str]] = {measure.id: set() for measure in listed}
    for edge in order:
        early, late = (edge.left, edge.right) if edge.relation == "before" else (edge.right, edge.left)
        if early in before and late in before:
            before[late].add(early)
    try:
        sorter = TopologicalSorter(before)
        sorter.prepare()
    except CycleError:
        return listed
    place = {measure.id: n for n, measure in enumerate(listed)}
    done: list[str] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready(), key=place.__getitem__)
        done += ready
        sorter.done(*ready)
    return [by_id[name] for name in done]


def _order_lines(accord: Accord) -> list[str]:
    """The order between measures in words; edges that the same words of the text make stand in one line."""
    spans = {measure.id: measure.span for measure in accord.measures}
    words = {"before": "before", "after": "after", "if": "only if"}
    together: dict[tuple[str, str, Span | None, str | None], list[str]] = defaultdict(list)
    for edge in accord.order:
        if edge.left in spans and edge.right in spans:
            right = f"{words[edge.relation]} {_short(spans[edge.right])}"
            together[edge.relation, right, edge.cue, edge.slip].append(_short(spans[edge.left]))
    lines = []
    for (_, right, cue, slip), lefts in together.items():
        line = f"order: {' and '.join(dict.fromkeys(lefts))} {right}"
        if slip and cue:
            line += f" (uncertain: the text has “{cue.text}”, likely meant “{slip}”)"
        elif cue:
            line += f" (“{cue.text}”)"
        lines.append(line)
    return lines + [problem.note for problem in find_order_problems(accord) if problem.kind != "slip"]


def _short(span: Span) -> str:
    text = " ".join(span.text.split())
    return f"“{text}”" if len(text) <= 48 else f"“{text[:47].rsplit(' ', 1)[0]} …”"


def positions(ledger: Ledger, wanted: Filter, limit: int | None) -> Section:
    """Where each stands: by matter and theatre, then as the texts have it."""
    found, more = few_claims(ledger, wanted, "position", limit)

    def same(entry: LedgerClaim) -> Hashable:
        assert isinstance(entry.claim, Position)
        return entry.claim.matter, entry.claim.theatre

    items = []
    for entries in _grouped(found, same):
        claim = entries[0].claim
        assert isinstance(claim, Position)
        line = " · ".join(filter(None, [matter_name(claim.matter), claim.theatre]))
        items.append(Item(line, children=tuple(map(_position, _grouped(entries, _same_stand)))))
    items.sort(key=lambda item: item.line)
    return Section("Where each stands", "Where does each actor stand on each matter?", tuple(items), more)


def _same_stand(entry: LedgerClaim) -> Hashable:
    assert isinstance(entry.claim, Position)
    return entry.claim.about.text.casefold(), entry.claim.stance, entry.chain


def _position(entries: list[LedgerClaim]) -> Item:
    claims = [entry.claim for entry in entries if isinstance(entry.claim, Position)]
    line = stand([claim.actor for claim in claims], claims[0])
    details = dict.fromkeys(words for entry in entries if (words := told(entry)))
    return Item(line, _SIGNS[claims[0].stance], tuple(details), quotes_of(entries))


def divergences(ledger: Ledger, wanted: Filter, limit: int | None) -> Section:
    """Where accounts part, and where one text parts from itself."""
    found, more = few_claims(ledger, wanted, "divergence", limit)
    items = merged(_divergence(entry) for entry in found)
    return Section("Where accounts part", "On what do actors or accounts differ?", items, more)


def _divergence(entry: LedgerClaim) -> Item:
    claim = entry.claim
    assert isinstance(claim, Divergence)
    details = [" · ".join(filter(None, [claim.theatre, *map(matter_name, claim.matters)])), told(entry)]
    quotes = [quote_of(entry)]
    if claim.kind == "inconsistency":
        places = [(span, f"{entry.document.short}:{span.start}-{span.end}") for span in claim.sides]
        quotes = [Quote(span.text, place, entry.source_chain, entry.id) for span, place in places] or quotes
    aside = "inconsistent" if claim.kind == "inconsistency" else "differ"
    return Item(_without(entry.sentence, entry), aside, tuple(filter(None, details)), tuple(quotes))


def statements(ledger: Ledger, wanted: Filter, limit: int | None) -> Section:
    """Who said what, through whom: one item for each source chain."""
    found, more = few_statements(ledger, wanted, limit)
    # A relay ("NBC quoted an official") says the same words as the statement it relays, whose chain names it.
    relays = {(entry.statement.parent, entry.spans) for entry in found}
    told_here = [entry for entry in found if (entry.id, entry.spans) not in relays]
    items = []
    for entries in _grouped(told_here, lambda entry: entry.chain):
        children = [
            Item(quoted(entry.quote), entry.statement.cue.text if entry.statement.cue else "",
                 quotes=(Quote("", entry.location, "", entry.id),))
            for entry in entries
        ]  # fmt: skip
        items.append(Item(entries[0].source_chain, children=tuple(children)))
    return Section("Who said what", "Who said what, through whom?", tuple(items), more)


def doubts(ledger: Ledger, wanted: Filter, limit: int | None) -> Section:
    """What the texts leave in doubt, and the words that say so; likely slips of the pen as well."""
    found = ledger.claims(once(wanted), hedged=True, most=None if limit is None else limit * 10)
    items = []
    for entries in _grouped(found, _same_doubt):
        claim = entries[0].claim
        line = _without(entries[0].sentence, entries[0])
        if isinstance(claim, Position):
            line = _position(entries).line
        items.append(Item(line, claim.factuality.certainty, _cues(claim), quotes_of(entries)))
    slips = [slip for entry in few_claims(ledger, wanted, "accord", limit)[0] for slip in _slips(entry)]
    return Section("How sure the texts are", "What is hedged, and by which words?", (*merged(items), *merged(slips)))


def _same_doubt(entry: LedgerClaim) -> Hashable:
    return _same_stand(entry) if isinstance(entry.claim, Position) else entry.id


def _cues(claim: Claim) -> tuple[str, ...]:
    cues = ", ".join(f"“{cue.text}”" for cue in claim.factuality.cues)
    return (f"by the words {cues}",) if cues else ()


def _slips(entry: LedgerClaim) -> Iterator[Item]:
    claim = entry.claim
    assert isinstance(claim, Accord)
    for edge in claim.order:
        if edge.slip and edge.cue:
            line = f"The text has “{edge.cue.text}” where “{edge.slip}” is likely meant: the order hangs on it"
            place = f"{entry.document.short}:{edge.cue.start}-{edge.cue.end}"
            yield Item(line, "slip?", (), (Quote(entry.quote, place, entry.source_chain, entry.id),))


def reports(ledger: Ledger, wanted: Filter, limit: int | None) -> Section:
    """Whether it was done: what is reported of measures."""
    found, more = few_claims(ledger, wanted, "report", limit)
    items = []
    for entry in found:
        claim = entry.claim
        assert isinstance(claim, Report)
        when = short_date(claim.when) or short_day(entry.document.published or "")
        by = f" by {names(claim.actors)}" if claim.actors else ""
        line = f"{quoted(claim.about.text)}: {claim.status}{by}"
        details = tuple(filter(None, [claim.accord_name, matter_name(claim.matter), told(entry)]))
        items.append(Item(line, when, (" · ".join(details),), (quote_of(entry),)))
    return Section("Whether it was done", "What is reported of each measure, by whom?", merged(items), more)


def deeds(ledger: Ledger, wanted: Filter, limit: int | None) -> Section:
    """Who did what to whom, other than meet and agree, which stand above."""
    found, more = few_claims(ledger, wanted, "event", limit)
    items = []
    for entry in found:
        claim = entry.claim
        assert isinstance(claim, Event)
        if claim.type not in {"CONSULT", "AGREE"} and not _at_home(claim):
            line = _without(entry.sentence, entry)
            details = tuple(filter(None, [told(entry), claim.magnitude]))
            items.append(Item(line, "", details, (quote_of(entry),)))
    return Section("Who did what", "Who did what to whom?", merged(items), more)


def _at_home(event: Event) -> bool:
    """Whether somebody is read to act on his own state: nearly always a slip ("warned that his country would")."""
    homes = {actor.country or actor.id for actor in event.actors}
    return any(actor.kind == "state" and (actor.country or actor.id) in homes for actor in event.recipients)


def merged(items: Iterable[Item]) -> tuple[Item, ...]:
    """Items that say the same become one, with the quotes of all."""
    found: dict[tuple[str, str, tuple[str, ...]], Item] = {}
    for item in items:
        key = (item.line.casefold(), item.aside, item.details)
        known = found.get(key)
        found[key] = item if known is None else replace(known, quotes=known.quotes + item.quotes)
    for key, item in found.items():
        places = {quote.location: quote for quote in reversed(item.quotes)}
        found[key] = replace(item, quotes=tuple(places.values())[::-1])
    return tuple(found.values())


def _grouped(entries: Iterable[T], key: object) -> list[list[T]]:
    groups: dict[Hashable, list[T]] = defaultdict(list)
    for entry in entries:
        groups[key(entry)].append(entry)  # type: ignore[operator]
    return list(groups.values())

"""One plain line for each claim, in Comity's own words around the text's."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from comity.model import (
    Accord,
    Actor,
    Claim,
    Divergence,
    Encounter,
    Event,
    Factuality,
    Measure,
    Position,
    Report,
    Statement,
    When,
)

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_EVENTS = {
    "AGREE": ("agreed", "agreed with"),
    "CONSULT": ("consulted", "consulted with"),
    "SUPPORT": ("gave support", "supported"),
    "CONCEDE": ("gave way", "gave way to"),
    "COOPERATE": ("cooperated", "cooperated with"),
    "AID": ("gave aid", "aided"),
    "RETREAT": ("pulled back", "pulled back from"),
    "REQUEST": ("made a request", "made a request of"),
    "ACCUSE": ("made accusations", "accused"),
    "REJECT": ("refused", "rejected"),
    "THREATEN": ("made threats", "threatened"),
    "PROTEST": ("protested", "protested against"),
    "SANCTION": ("imposed sanctions", "imposed sanctions on"),
    "MOBILIZE": ("mobilised", "mobilised against"),
    "COERCE": ("used coercion", "coerced"),
    "ASSAULT": ("used force", "attacked"),
}
MET = {
    "meeting": "met",
    "call": "spoke by telephone",
    "video call": "spoke by video",
    "summit": "met at a summit",
    "talks": "held talks",
    "visit": "met on a visit",
    "letter": "exchanged letters",
}
_ACCORDS = {
    "agreed": "agreed on",
    "in-force": "keep to",
    "proposed": "proposed",
    "pledged": "pledged",
    "rejected": "rejected",
    "collapsed": "no longer keep to",
}
_LONGEST = 60
_STANDS = {1: ("supports", "support"), 0: ("sets conditions on", "set conditions on"), -1: ("opposes", "oppose")}


def sentence_of(claim: Claim) -> str:
    """The claim as one line; how the text presents it (planned, denied, possible …) stands at the end."""
    build: dict[type, Callable[[Any], str]] = {
        Event: _event,
        Encounter: _encounter,
        Position: _position,
        Accord: _accord,
        Measure: _measure,
        Divergence: _divergence,
        Report: _report,
    }
    told = told_as(claim.factuality)
    line = build[type(claim)](claim)
    return f"{line} ({told})" if told else line


def sentence_of_statement(statement: Statement) -> str:
    """Who said what, as one line."""
    words = quoted(" … ".join(span.text for span in statement.content))
    cue = statement.cue.text if statement.cue else "said"
    return f"{names(statement.speakers) or 'Somebody not named'} ({cue}): {words}"


def told_as(factuality: Factuality) -> str:
    """How the text presents something, in words; empty where it is simply stated as having happened."""
    words = []
    if factuality.polarity == "denied":
        words.append("denied")
    if factuality.status != "actual":
        words.append(factuality.status.replace("called-for", "called for"))
    if factuality.hedged:
        words.append(factuality.certainty)
    return ", ".join(words)


def names(actors: Iterable[Actor]) -> str:
    """The actors' names as a list in a sentence."""
    found = list(dict.fromkeys(f"{a.name} (unnamed)" if a.kind == "unnamed" else a.name for a in actors))
    if len(found) > 4:
        return f"{', '.join(found[:3])} and {len(found) - 3} others"
    return " and ".join(filter(None, [", ".join(found[:-1]), *found[-1:]]))


def quoted(text: str) -> str:
    """The text's own words, in quotation marks, on one line."""
    return f"“{' '.join(text.split())}”"


def _shortened(text: str) -> str:
    """A long content, such as a whole treaty, by its first and last words."""
    words = text.split()
    return text if len(words) <= _LONGEST else " ".join([*words[: _LONGEST // 3], "[…]", *words[-_LONGEST // 6 :]])


def day(value: str) -> str:
    """`2015-11-15` as `15 November 2015`; months and years as far as they are known."""
    parts = value.split("-")
    try:
        month = _MONTHS[int(parts[1]) - 1] if len(parts) > 1 else ""
        number = str(int(parts[2])) if len(parts) > 2 else ""
    except (ValueError, IndexError):
        return value
    return " ".join(filter(None, (number, month, parts[0])))


def short_day(value: str) -> str:
    """`2015-11-15` as `15 Nov 2015`, for a narrow column."""
    words = day(value).split()
    return " ".join(word[:3] if word in _MONTHS else word for word in words)


def short_date(when: When | None) -> str:
    """The first day of a date, for a narrow column; empty if there is none."""
    return short_day(when.value) if when else ""


def date_of(when: When | None) -> str:
    """The date in words; empty if there is none."""
    if when is None:
        return ""
    return day(when.value) if when.end is None else f"{day(when.value)} to {day(when.end)}"


def _on(when: When | None) -> str:
    if when is None:
        return ""
    if when.end is not None:
        return f"from {date_of(when)}"
    return f"{'on' if when.value.count('-') == 2 else 'in'} {date_of(when)}"


def _join(*parts: str) -> str:
    return " ".join(filter(None, parts))


def _event(event: Event) -> str:
    alone, with_object = _EVENTS[event.type]
    subject = names(event.actors) or "Somebody not named"
    place = f"in {event.place}" if event.place else ""
    others = names(event.recipients)
    verb = _join(with_object, others) if others else alone
    return _join(subject, verb, place, _on(event.when), f"({event.trigger.text})")


def _encounter(encounter: Encounter) -> str:
    place = f"in {encounter.place}" if encounter.place else ""
    subject = names(encounter.participants) or "Actors not named"
    return _join(subject, MET[encounter.format], place, _on(encounter.when))


def _position(position: Position) -> str:
    return stand([position.actor], position)


def stand(actors: Iterable[Actor], position: Position) -> str:
    """Where actors who stand alike on something stand."""
    known = list(dict.fromkeys(actors))
    verb = _open_stand(position) or _STANDS[position.stance][len(known) > 1]
    return _join(names(known), verb, quoted(position.about.text))


def _open_stand(position: Position) -> str | None:
    """The words for a stance left open without a condition: an abstention, a decision not taken."""
    cue = position.cue.text.lower() if position.cue and position.stance == 0 else ""
    if cue.startswith("abst"):
        return "abstained on"
    return "left open" if cue.startswith(("decid", "undecid")) else None


def _accord(accord: Accord) -> str:
    subject = names(accord.parties) or "Parties not named"
    content = quoted(_shortened(accord.content.text))
    what = f"{accord.name}: {content}" if accord.name else content
    if accord.status == "in-force" and not accord.parties:
        return _join("In force:", what, _on(accord.when))
    return _join(subject, _ACCORDS[accord.status], what, _on(accord.when))


def _measure(measure: Measure) -> str:
    who = names(measure.obliged)
    by = f"by {date_of(measure.deadline)}" if measure.deadline else ""
    return _join(f"{who}:" if who else "To be done:", quoted(measure.span.text), by)


def _divergence(divergence: Divergence) -> str:
    if divergence.kind == "inconsistency":
        words = " and elsewhere ".join(quoted(word) for word in divergence.words)
        return f"The text parts from itself: {words or quoted(divergence.content.text)}"
    return f"{names(divergence.between) or 'Accounts'} differ: {quoted(divergence.content.text)}"


def _report(report: Report) -> str:
    by = f"by {names(report.actors)}" if report.actors else ""
    return _join(quoted(report.about.text), "reported", report.status, by, _on(report.when))

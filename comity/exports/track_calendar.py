"""Deadlines as an iCalendar file (RFC 5545), one all-day entry for each that has a day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar, Event

from comity.analysis import Commitment, TrackedAccord
from comity.exports.safe_text import clean
from comity.exports.track import Shown, due_line
from comity.ledger import names

_LONGEST = 120


def calendar_of(shown: Shown) -> str:
    """The calendar as text with CRLF line ends; the same commitments give the same text."""
    calendar = Calendar()
    calendar.add("prodid", "-//Comity//comity track//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Deadlines in accords")
    for accord in shown.accords:
        for commitment in accord.commitments:
            if commitment.due is not None and commitment.due.day is not None:
                calendar.add_component(_event(accord, commitment, commitment.due.day))
    return str(calendar.to_ical(), "utf-8")


def _event(accord: TrackedAccord, commitment: Commitment, day: date) -> Event:
    holds = commitment.due is not None and commitment.due.kind == "from"
    phrase = commitment.label if len(commitment.label) <= _LONGEST else f"{commitment.label[:_LONGEST]}…"
    event = Event()
    event.add("uid", f"{commitment.id}@comity")
    # Must be there; the accord's own day, so that writing the file again changes nothing.
    event.add("dtstamp", datetime.combine(_stamp(accord, day), time(), UTC))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", clean(f"{'Holds from' if holds else 'Due'}: {phrase} ({accord.name})"))
    lines = (names(commitment.obliged), due_line(commitment), commitment.summary, commitment.entries[0].location)
    event.add("description", "\n".join(clean(line) for line in lines if line))
    event.add("transp", "TRANSPARENT")
    return event


def _stamp(accord: TrackedAccord, day: date) -> date:
    try:
        return date.fromisoformat(accord.signed or "")
    except ValueError:
        return day

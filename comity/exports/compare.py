"""Two accounts side by side, as plain lines, Markdown and JSON; every line quotes its words and tells their place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from comity.analysis.compare import Compared
from comity.analysis.comparison import Account, Comparison, Difference, LeftOut, Row
from comity.analysis.points import Point
from comity.exports.brief_parts import matter_names
from comity.exports.safe_text import clean, in_marks, markdown
from comity.ledger import names
from comity.ledger.sentences import day as in_words
from comity.model import Divergence, Encounter, Span

Json = dict[str, Any]
_FACTS: tuple[tuple[str, Callable[[Encounter], str]], ...] = (
    ("lasted", lambda claim: " ".join(claim.duration.text.split()) if claim.duration else ""),
    ("form", lambda claim: claim.format if claim.format != "talks" else ""),
    ("day", lambda claim: in_words(claim.when.value) if claim.when else ""),
    ("place", lambda claim: claim.place or ""),
)
Places = dict[str, Callable[[int], int]]
_RELATIONS = {"both": "said by both", "differs": "said differently", "only-a": "only A", "only-b": "only B"}
_DASH = "–"
NOTHING = "No two accounts here: nothing to compare."
LEFT_OUT = "Left out, since it is told of another encounter"


def headline(comparison: Comparison) -> str:
    """The encounter in one line: what it was, when, where, between whom; empty where no account tells."""
    meeting = comparison.meeting
    words = [meeting.format or "", in_words(meeting.date) if meeting.date else "", meeting.place or ""]
    line = ", ".join(word for word in words if word)
    who = names(meeting.participants)
    return f"{line}: {who}" if line and who else line or who


def opening(comparison: Comparison) -> str:
    """Who is said to have sought the encounter, by each side; empty where neither tells."""
    told = [_opened(letter, account) for letter, account in (("A", comparison.a), ("B", comparison.b))]
    return "; ".join(told) if any("does not say" not in line for line in told) else ""


def told_apart(comparison: Comparison) -> list[tuple[str, str]]:
    """How long the encounter took by each side, where one tells; its form, day and place where they part on them."""
    claims = [account.encounter for account in (comparison.a, comparison.b)]
    found = []
    for word, value in _FACTS:
        told = [value(claim) if claim else "" for claim in claims]
        apart = all(told) and len({words.casefold() for words in told}) > 1
        if apart or (word == "lasted" and any(told)):
            lines = [f"{x} says {in_marks(t)}" if t else f"{x} does not say" for x, t in zip("AB", told, strict=True)]
            found.append((word, "; ".join(lines)))
    return found


def facts(comparison: Comparison) -> list[str]:
    """What is to be known before the rows: notes, the encounter, who sought it, how long it took by each side."""
    sought = opening(comparison)
    told = [f"{word.capitalize()}: {line}" for word, line in told_apart(comparison)]
    lines = [*comparison.notes, headline(comparison), f"Sought: {sought}" if sought else "", *told, counts(comparison)]
    return [line for line in lines if line]


def _opened(letter: str, account: Account) -> str:
    if account.opening_words is None and not account.opened_by:
        return f"{letter} does not say"
    who = names(account.opened_by) or "see its words"
    words = f" ({in_marks(account.opening_words.text)})" if account.opening_words else ""
    return f"{letter} says {who}{words}"


def encounter_line(claim: Encounter) -> str:
    """An encounter in one line, as one text tells of it: form, day, place, who."""
    day = in_words(claim.when.value) if claim.when else ""
    return f"{', '.join(filter(None, (claim.format, day, claim.place)))}: {names(claim.participants)}"


def left_out(comparison: Comparison) -> list[tuple[str, LeftOut]]:
    """What either side tells of other encounters, with its letter: it is not compared."""
    return [(letter, one) for letter, account in (("A", comparison.a), ("B", comparison.b)) for one in account.left_out]


def others_line(others: Sequence[Account]) -> str:
    """Whose accounts there are besides those compared."""
    told = "; ".join(f"{a.name} ({len(a.points)} {'point' if len(a.points) == 1 else 'points'})" for a in others)
    return f"Also here, not compared (--side picks): {told}"


def counts(comparison: Comparison) -> str:
    """How many topics there are of each relation."""
    number = {relation: len(comparison.of(relation)) for relation in ("both", "differs", "only-a", "only-b")}
    return (
        f"{number['both']} said by both, {number['differs']} said differently, {number['only-a']} only by A, "
        f"{number['only-b']} only by B"
    )


def by_matter(comparison: Comparison) -> list[tuple[str, list[Row]]]:
    """The rows under the full name of their matter, matters in the order in which they come first."""
    groups: dict[str, list[Row]] = {}
    for row in comparison.rows:
        groups.setdefault(row.matter, []).append(row)
    known = matter_names()
    return [(known.get(code, code), rows) for code, rows in groups.items()]


def parted(difference: Difference) -> str:
    """One difference in words: `strength: “agreed” / “discussed”`."""
    if difference.kind == "detail":
        return f"detail: {'A' if difference.a else 'B'} says more"
    left, right = (in_marks(side) if side else _DASH for side in (difference.a, difference.b))
    return f"{difference.kind}: {left} / {right}"


def label(row: Row) -> str:
    """The relation of a row with the kinds in which it differs, and its theatre."""
    kinds = f": {', '.join(row.kinds)}" if row.kinds else ""
    theatre = f" [{row.theatre}]" if row.theatre else ""
    return f"{_RELATIONS[row.relation]}{kinds}{theatre}"


def where(span: Span) -> str:
    """Where a quote stands: the document's first eight digits and the offsets."""
    return f"{span.document[:8]}:{span.start}-{span.end}"


def quoted(point: Point) -> str:
    """A point's own words on one line."""
    return in_marks(" ".join(point.span.text.split()))


def room_lines(comparison: Comparison, most: int = 6) -> Iterator[tuple[str, str, str]]:
    """The matters with the share of room that each side gives them, most first."""
    known = matter_names()
    for room in comparison.room[:most]:
        yield known.get(room.matter, room.matter), f"{room.a:.0%}", f"{room.b:.0%}"


def plain_comparison(comparison: Comparison) -> Iterator[str]:
    """The comparison as plain lines."""
    yield clean(f"A: {comparison.a.label}")
    yield clean(f"B: {comparison.b.label}")
    for note in comparison.notes:
        yield clean(f"note: {note}")
    known = [("encounter", headline(comparison)), ("sought", opening(comparison)), *told_apart(comparison)]
    for word, line in known:
        if line:
            yield clean(f"{word}: {line}")
    for letter, point in zip("AB", comparison.leads, strict=True):
        if point is not None:
            yield clean(f"{letter} leads with: {quoted(point)}")
    yield clean("room (A, B): " + "; ".join(f"{m} {a}, {b}" for m, a, b in room_lines(comparison)))
    yield counts(comparison)
    for matter, rows in by_matter(comparison):
        yield ""
        yield clean(matter)
        for row in rows:
            yield from _plain_row(row)
    if left_out(comparison):
        yield ""
        yield LEFT_OUT
    for letter, one in left_out(comparison):
        yield clean(f"  * {letter}: {quoted(one.point)} [{where(one.point.span)}] ({encounter_line(one.encounter)})")


def _plain_row(row: Row) -> Iterator[str]:
    yield clean(f"  * {label(row)}")
    for letter, points in (("A", row.a), ("B", row.b)):
        for point in points:
            yield clean(f"      {letter}: {quoted(point)} [{where(point.span)}]")
    for difference in row.differences:
        yield clean(f"      {parted(difference)}")
    if row.why:
        yield clean(f"      side by side because: {', '.join(row.why)}; {row.certainty:.2f}")


def plain_inconsistencies(found: Sequence[Divergence]) -> Iterator[str]:
    """Passages of one text that do not fit together, as plain lines."""
    if found:
        yield ""
        yield f"Passages of the text that do not fit together: {len(found)}"
    for divergence in found:
        yield clean(f"  * {' / '.join(in_marks(word) for word in divergence.words)}")
        for span in divergence.sides:
            yield clean(f"      {in_marks(' '.join(span.text.split()))} [{where(span)}]")


def markdown_comparison(comparison: Comparison) -> Iterator[str]:
    """The comparison as Markdown: a table for each matter."""
    a, b = markdown(comparison.a.label), markdown(comparison.b.label)
    yield f"# {a} and {b}"
    yield ""
    for line in facts(comparison):
        yield f"{markdown(line)}  "
    for letter, point in zip("AB", comparison.leads, strict=True):
        if point is not None:
            yield f"{letter} leads with {markdown(quoted(point))}  "
    yield from ["", "| matter | room in A | room in B |", "|---|---|---|"]
    for matter, left, right in room_lines(comparison):
        yield f"| {markdown(matter)} | {left} | {right} |"
    for matter, rows in by_matter(comparison):
        yield from ["", f"## {markdown(matter)}", "", f"| A: {a} | B: {b} | how |", "|---|---|---|"]
        for row in rows:
            cells = [_markdown_cell(row.a), _markdown_cell(row.b), _markdown_how(row)]
            yield f"| {' | '.join(cells)} |"
    if left_out(comparison):
        yield from ["", f"## {LEFT_OUT}", ""]
    for letter, one in left_out(comparison):
        place = f"({where(one.point.span)}): {markdown(encounter_line(one.encounter))}"
        yield f"- {letter}: {markdown(quoted(one.point))} {place}"


def _markdown_cell(points: Sequence[Point]) -> str:
    return "<br>".join(f"{markdown(quoted(p))} ({where(p.span)})" for p in points)


def _markdown_how(row: Row) -> str:
    return "<br>".join(markdown(line) for line in (label(row), *(parted(d) for d in row.differences)))


def markdown_inconsistencies(found: Sequence[Divergence]) -> Iterator[str]:
    """Passages of one text that do not fit together, as Markdown."""
    if found:
        yield from ["", "## Passages of the text that do not fit together", ""]
    for divergence in found:
        sides = " / ".join(f"{markdown(in_marks(' '.join(s.text.split())))} ({where(s)})" for s in divergence.sides)
        yield f"- {markdown(' / '.join(divergence.words))}: {sides}"


def comparison_json(comparison: Comparison, name: str = "", places: Places | None = None) -> Json:
    """The comparison in the shape of annotated pairs (`tests/gold-pairs`), pieces with their offsets.

    `places` gives, by document id, the function from an offset in the canonical text to one in the text as given.
    """
    meeting = comparison.meeting
    sought = {a.name for account in (comparison.a, comparison.b) for a in account.opened_by}
    return {
        "pair": name,
        "a": _side_json(comparison.a),
        "b": _side_json(comparison.b),
        "encounter": {
            "participants": [actor.name for actor in meeting.participants],
            "format": meeting.format,
            "date": meeting.date,
            "place": meeting.place,
            "initiated_by": next(iter(sought)) if len(sought) == 1 else None,
        },
        "topics": [_row_json(row, places or {}) for row in comparison.rows],
    }


def _side_json(account: Account) -> Json:
    document = account.documents[0] if account.documents else None
    return {
        "side": account.name,
        "publisher": document.publisher if document else None,
        "date": document.published.isoformat() if document and document.published else None,
        "title": document.title if document else None,
        "origin": document.url if document else None,
        "licence": document.licence if document else None,
    }


def _row_json(row: Row, places: Places) -> Json:
    return {
        "id": row.id,
        "matter": row.matter,
        "theatre": row.theatre,
        "relation": row.relation,
        "kind": list(row.kinds),
        "a": [piece_json(point.span, places) for point in row.a],
        "b": [piece_json(point.span, places) for point in row.b],
        "note": "; ".join(parted(d) for d in row.differences),
    }


def piece_json(span: Span, places: Places) -> Json:
    """A piece of a text with its offsets in the text as given."""
    at = places.get(span.document, int)
    return {"start": at(span.start), "end": at(span.end), "q": span.text}


def full_json(comparison: Comparison, name: str = "", places: Places | None = None) -> Json:
    """As `comparison_json`, with documents of pieces, reasons, notes, who sought the encounter, what leads and room."""
    at = places or {}
    values = comparison_json(comparison, name, at)
    for topic, row in zip(values["topics"], comparison.rows, strict=True):
        topic["why"], topic["certainty"] = list(row.why), row.certainty
        topic["differences"] = [{"kind": d.kind, "a": d.a, "b": d.b} for d in row.differences]
        for side, points in (("a", row.a), ("b", row.b)):
            for piece, point in zip(topic[side], points, strict=True):
                piece["document"] = point.span.document
    for side, account, lead in (("a", comparison.a, comparison.leads[0]), ("b", comparison.b, comparison.leads[1])):
        values[side]["documents"] = [d.id for d in account.documents]
        values[side]["own_voice"] = account.own_voice
        values[side]["encounter"] = _encounter_json(account.encounter, at) if account.encounter else None
        values[side]["sought_by"] = [actor.name for actor in account.opened_by]
        values[side]["sought_in"] = _placed(account.opening_words, at) if account.opening_words else None
        values[side]["leads_with"] = _placed(lead.span, at) if lead else None
        values[side]["left_out"] = [
            {**_placed(one.point.span, at), "encounter": one.encounter.id, "told_as": encounter_line(one.encounter)}
            for one in account.left_out
        ]
    values["notes"] = list(comparison.notes)
    values["room"] = [{"matter": r.matter, "a": round(r.a, 3), "b": round(r.b, 3)} for r in comparison.room]
    return values


def _encounter_json(claim: Encounter, places: Places) -> Json:
    """The encounter as one side tells of it."""
    return {
        "id": claim.id,
        "format": claim.format,
        "date": claim.when.value if claim.when else None,
        "place": claim.place,
        "duration": _placed(claim.duration, places) if claim.duration else None,
    }


def _placed(span: Span, places: Places) -> Json:
    return {**piece_json(span, places), "document": span.document}


def compared_json(found: Compared) -> Json:
    """All comparisons of a text or encounter, the accounts there are, and passages that do not fit together."""
    return {
        "accounts": [
            {"side": a.name, "publishers": list(a.publishers), "own_voice": a.own_voice, "points": len(a.points)}
            for a in found.accounts
        ],
        "comparisons": [full_json(c, f"{c.a.name} / {c.b.name}") for c in found.comparisons],
        "inconsistencies": [inconsistency_json(d) for d in found.inconsistencies],
        "copies": list(found.copies),
    }


def lines(
    comparisons: Sequence[Comparison],
    inconsistencies: Sequence[Divergence] = (),
    copies: Sequence[str] = (),
    others: Sequence[Account] = (),
    *,
    as_markdown: bool = False,
) -> Iterator[str]:
    """Comparisons one below the other, passages of one text that do not fit together, accounts and copies left out."""
    if not comparisons:
        yield NOTHING
    for n, comparison in enumerate(comparisons):
        if n:
            yield ""
        yield from markdown_comparison(comparison) if as_markdown else plain_comparison(comparison)
    yield from markdown_inconsistencies(inconsistencies) if as_markdown else plain_inconsistencies(inconsistencies)
    for line in ending(copies, others):
        yield ""
        yield markdown(line) if as_markdown else clean(line)


def ending(copies: Sequence[str], others: Sequence[Account]) -> list[str]:
    """What is told at the end: accounts that were not chosen, and outlets that carry copies."""
    return [*([others_line(others)] if others else []), *([copies_line(copies)] if copies else [])]


def copies_line(copies: Sequence[str]) -> str:
    """Which outlets carry copies that were not compared again."""
    return f"Copies of these texts, not counted again: {'; '.join(copies)}"


def inconsistency_json(divergence: Divergence) -> Json:
    """Two passages of one text that do not fit together."""
    return {
        "id": divergence.id,
        "words": list(divergence.words),
        "sides": [{**piece_json(span, {}), "document": span.document} for span in divergence.sides],
        "between": [actor.name for actor in divergence.between],
        "certainty": divergence.certainty,
        "reader": divergence.reader,
    }

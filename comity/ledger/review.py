"""The review desk: what named people judge, correct and add; kept as a history, undone without loss.

A judgement never overwrites what a reader made: the machine's reading of a reviewed document is kept beside it, and the
ledger holds that reading with every standing judgement laid over it (`corrections`). Reading a text again, or undoing a
judgement, lays them over anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from comity.ledger.check import check_reading
from comity.ledger.corrections import Entry, Judgement, Verdict, corrected
from comity.ledger.entries import LedgerClaim, load_claim_entries
from comity.ledger.find import find_document
from comity.ledger.load import load_document, load_reading
from comity.ledger.review_entries import build, defaults, dump, kind_name, load_entry
from comity.ledger.store import Store
from comity.ledger.write import now, remove_reading, write_reading
from comity.model import Document, InputError, LedgerError, Reading

_LONGEST_NAME, _LONGEST_NOTE = 120, 2000  # characters
ANYTHING = -1  # `seen`: whatever others judged meanwhile


class ReviewConflictError(LedgerError):
    """The entry was judged meanwhile: look at it again, then decide; `stands`: id of what stands in its place now."""

    def __init__(self, message: str, stands: str | None = None) -> None:
        super().__init__(message)
        self.stands = stands


@dataclass(frozen=True, slots=True)
class Review:
    """One line of the history: who judged what, when, and what it said before and after.

    `about`: id of the entry judged (of the new one where `added`); `before`, `after`: the entry as JSON values;
    `made`: id of the entry that a correction or addition put there; `undoes`: key of the judgement that this one
    takes back; `standing`: whether it holds today.
    """

    key: int
    document: str
    about: str
    kind: str
    reviewer: str
    verdict: Verdict
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    made: str | None
    undoes: int | None
    note: str | None
    reviewed_at: str
    standing: bool


@dataclass(frozen=True, slots=True)
class TakenOver:
    """What came of judgements from elsewhere: taken, here already, or of texts that are not here."""

    taken: int
    present: int
    without: int


class ReviewDesk:
    """Judgements of one ledger: `judge`, `correct`, `add`, `undo`, and the `queue` of what nobody looked at yet."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def judge(
        self, about: str, verdict: Verdict, reviewer: str, *, note: str | None = None, seen: int = ANYTHING
    ) -> Review:
        """Say of a claim or statement that it is `right` or `wrong`; a wrong one leaves every answer of the ledger.

        `seen`: key of the last judgement of this entry that the reviewer had before her (0: none); where somebody
        has judged since, ReviewConflictError is raised and nothing changes. Raises InputError where there is no such
        entry.
        """
        if verdict not in {"right", "wrong"}:
            raise InputError(f"{verdict!r} is no judgement: say right or wrong, or correct the entry")
        with self._store.transaction():
            reading, entry = self._entry(about, reviewer)
            self._guard(about, seen, reviewer)
            made = _New(reading.document.id, about, entry, reviewer, verdict, note=note, before=dump(entry))
            return self._record(made)

    def correct(
        self,
        about: str,
        changes: Mapping[str, Any],
        reviewer: str,
        *,
        note: str | None = None,
        seen: int = ANYTHING,
    ) -> Review:
        """Put a corrected entry in an entry's place.

        `changes`: fields by name (stance, matter, about, actor, status …), as JSON values; a span may be given as
        `{"start", "end"}`, an actor by the id of one that the ledger knows, or as an object. `seen` as in `judge`.
        Raises InputError where a field does not exist or does not fit.
        """
        with self._store.transaction():
            reading, entry = self._entry(about, reviewer)
            self._guard(about, seen, reviewer)
            before = dump(entry)
            given = {**before, **changes}
            after = build(self._store, kind_name(entry), given, reading.document, (reviewer, about))
            made = _New(
                reading.document.id, about, after, reviewer, "corrected", note=note, before=before, after=dump(after)
            )
            return self._record(made)

    def add(
        self,
        document: str,
        kind: str,
        evidence: tuple[int, int],
        values: Mapping[str, Any],
        reviewer: str,
        *,
        note: str | None = None,
    ) -> Review:
        """Add a claim or statement that the reader missed, resting on the characters `evidence` of a document.

        `values` as in `correct`; the phrase that a kind needs (what a position is about, an event's trigger …) is the
        evidence itself where it is not given. Raises InputError where something is missing or does not fit.
        """
        with self._store.transaction():
            reading = self._reading(find_document(self._store, document))
            given = {**defaults(kind, *evidence), **values}
            entry = build(self._store, kind, given, reading.document, (reviewer, "added"))
            made = _New(reading.document.id, entry.id, entry, reviewer, "added", note=note, after=dump(entry))
            return self._record(made)

    def undo(self, key: int, reviewer: str, *, note: str | None = None) -> Review:
        """Take a standing judgement back; the history keeps both. Raises InputError where it does not stand."""
        with self._store.transaction():
            row = self._store.one("review", key=key)
            if row is None:
                raise InputError(f"there is no judgement {key} in {self._store.path}")
            was = _review(row)
            if not was.standing or was.verdict == "undone":
                raise InputError(f"judgement {key} does not stand: there is nothing to take back")
            made = _New(was.document, was.about, None, reviewer, "undone", note=note, kind=was.kind, undoes=key)
            return self._record(made)

    def history(self, *, document: str | None = None, about: str | None = None) -> Iterator[Review]:
        """Every judgement, the oldest first; of one document, or of one entry and those it came from or led to."""
        name = None if document is None else self._store.one("document", key=find_document(self._store, document))
        names = None if about is None else json.dumps(sorted(self._line_of(about)))
        for row in self._store.all("reviews", document=None if name is None else name["id"], about=names):
            yield _review(row)

    def last(self, about: str) -> int:
        """The key of the last judgement of an entry, 0 where there is none: what `seen` takes."""
        row = self._store.one("last_review", about=about)
        return int(row["key"]) if row else 0

    def queue(
        self,
        *,
        kind: str | None = None,
        document: str | None = None,
        after: tuple[float, int] = (-1.0, 0),
        between: tuple[float | None, float | None] = (None, None),
        limit: int = 20,
    ) -> list[tuple[tuple[float, int], LedgerClaim]]:
        """Claims that nobody judged yet, the least certain first, each with the place to go on after it.

        `between`: only those of at least and at most this certainty of their own. They come whole: who judges an accord
        must see all its measures.
        """
        key = None if document is None else find_document(self._store, document)
        rows = self._store.all(
            "review_queue", kind=kind, document=key, certainty=after[0], key=after[1], limit=limit,
            least=between[0], most=between[1],
        )  # fmt: skip
        entries = load_claim_entries(self._store, [row["key"] for row in rows])
        return [((row["certainty"], row["key"]), entry) for row, entry in zip(rows, entries, strict=True)]

    def take_over(self, rows: Iterable[Mapping[str, Any]]) -> TakenOver:
        """Judgements that another ledger exported, by those who made them; what is here already stays once.

        Raises InputError where a row is no judgement, or does not fit the text; then nothing of it is taken.
        """
        taken = present = without = 0
        with self._store.transaction():
            for row in rows:
                made = _taken(row)
                if self._store.one("document_key", id=made.document) is None:
                    without += 1
                elif self._store.one("same_review", **made.identity):
                    present += 1
                else:
                    self._record(made)
                    taken += 1
        return TakenOver(taken, present, without)

    def machine_reading(self, document: int) -> Reading | None:
        """What the machine read of a judged document, by its key; None where nobody judged it."""
        row = self._store.one("machine_reading", document=document)
        return Reading.from_json(json.loads(row["reading"])) if row else None

    def laid_over(self, reading: Reading, document: int) -> Reading:
        """A machine's new reading with the standing judgements over it; the machine's own is kept beside."""
        standing = self.standing(reading.document.id)
        if not standing:
            self._store.run("remove_machine_reading", {"document": document})
            return reading
        self._keep_machine_reading(document, reading)
        return corrected(reading, standing)

    def _entry(self, about: str, reviewer: str) -> tuple[Reading, Entry]:
        """An entry that stands in the ledger, with the reading it belongs to."""
        row = self._store.one("entry_document", id=about)
        if row is None:
            gone = [r for r in self.history(about=about) if r.standing and r.about == about]
            if gone:
                now_there = self._stands_now(gone[-1])
                raise ReviewConflictError(_gone(gone[-1], now_there, reviewer), now_there)
            raise InputError(f"there is no claim or statement {about!r} in {self._store.path}")
        reading = self._reading(row["document"])
        entries: list[Entry] = [*reading.statements, *reading.claims()]
        return reading, next(entry for entry in entries if entry.id == about)

    def _reading(self, document: int) -> Reading:
        reading = load_reading(self._store, document)
        if reading is None:
            raise InputError("the document has not been read: run `comity read` on it again")
        return reading

    def _stands_now(self, review: Review) -> str | None:
        """The id of the entry that stands where a judgement was made; None where none does."""
        made = [name for name in self._line_of(review.about) if self._store.one("entry_document", id=name)]
        return made[0] if len(made) == 1 else None

    def _guard(self, about: str, seen: int, reviewer: str) -> None:
        if seen == ANYTHING or self.last(about) == seen:
            return
        row = self._store.one("last_review", about=about)
        told = _since(_review(row), reviewer) if row else f"{about} changed since it was shown"
        raise ReviewConflictError(told, about)

    def _record(self, made: _New) -> Review:
        """Write a judgement down and lay all standing ones of its document over the machine's reading."""
        if not made.reviewer.strip():
            raise InputError("a judgement needs a name: say who you are")
        if len(made.reviewer) > _LONGEST_NAME or len(made.note or "") > _LONGEST_NOTE:
            raise InputError(f"a name has at most {_LONGEST_NAME} characters, a note {_LONGEST_NOTE}: shorten it")
        row = self._store.one("document_key", id=made.document)
        document = int(row["key"]) if row else 0
        if self.machine_reading(document) is None:
            self._keep_machine_reading(document, self._reading(document))
        key = self._store.run("add_review", made.values())
        machine = self.machine_reading(document) or self._reading(document)
        reading = replace(corrected(machine, self.standing(made.document)), document=self._document(document))
        check_reading(reading)
        remove_reading(self._store, document)
        write_reading(self._store, reading, document)
        written = self._store.one("review", key=key)
        assert written is not None
        return _review(written)

    def _document(self, key: int) -> Document:
        row = self._store.one("document", key=key)
        assert row is not None
        return load_document(row)

    def _keep_machine_reading(self, document: int, reading: Reading) -> None:
        kept = json.dumps(reading.to_json(), ensure_ascii=False)
        self._store.run("keep_machine_reading", {"document": document, "reading": kept})

    def standing(self, document: str) -> list[Judgement]:
        """The judgements of a document that hold today, the oldest first."""
        reviews = [_review(row) for row in self._store.all("reviews", document=document, about=None)]
        taken_back = {review.made: review.about for review in reviews if review.made and not review.standing}
        return [
            Judgement(
                review.about,
                review.verdict,
                load_entry(review.kind, review.after) if review.after else None,
                _before(review.about, taken_back),
            )
            for review in reviews
            if review.standing and review.verdict != "undone"
        ]

    def _line_of(self, about: str) -> set[str]:
        """The ids that an entry had before and after it was corrected."""
        rows = self._store.all("review_line", about=about)
        return {about, *(row["id"] for row in rows)}


@dataclass(frozen=True, slots=True)
class _New:
    document: str
    about: str
    entry: Entry | None
    reviewer: str
    verdict: Verdict
    note: str | None = None
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    kind: str | None = None
    undoes: int | None = None
    at: str | None = None

    @property
    def identity(self) -> dict[str, Any]:
        """What makes two judgements the same."""
        names = ("document", "about", "reviewer", "verdict")
        return {**{name: getattr(self, name) for name in names}, "at": self.at, "after": _json(self.after)}

    def values(self) -> dict[str, Any]:
        kind = self.kind or (kind_name(self.entry) if self.entry else "")
        made = self.entry.id if self.entry and self.verdict in {"corrected", "added"} else None
        plain = {name: _json(getattr(self, name)) for name in ("before", "after")}
        names = ("document", "about", "verdict", "note", "undoes")
        given = {name: getattr(self, name) for name in names}
        return {
            **given,
            **plain,
            "reviewer": self.reviewer.strip(),
            "kind": kind,
            "made": made,
            "reviewed_at": self.at or now(),
        }


def _taken(row: Mapping[str, Any]) -> _New:
    """A judgement that another ledger exported; raises InputError where it is none."""
    names = ("document", "about", "reviewer", "kind", "verdict", "reviewed_at")
    if any(not isinstance(row.get(name), str) for name in names) or row["verdict"] not in {
        "right", "wrong", "corrected", "added",
    }:  # fmt: skip
        raise InputError("a row is no judgement: give what `comity review export` wrote")
    before, after, note = row.get("before"), row.get("after"), row.get("note")
    if not isinstance(note, str | None) or not isinstance(before, dict | None) or not isinstance(after, dict | None):
        raise InputError(f"the judgement of {row['about']} does not hold what it should: give what was exported")
    try:
        entry = load_entry(row["kind"], after) if after else None
    except (ValueError, KeyError) as error:
        raise InputError(f"the judgement of {row['about']} does not hold what it should: {error}") from error
    if (entry is None) == (row["verdict"] in {"corrected", "added"}):
        raise InputError(f"the judgement of {row['about']} lacks what it puts there")
    return _New(row["document"], row["about"], entry, row["reviewer"], row["verdict"], row.get("note"), before, after,
                kind=row["kind"], at=row["reviewed_at"])  # fmt: skip


def _json(value: dict[str, Any] | None) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)


def _review(row: Any) -> Review:
    before, after = (json.loads(row[name]) if row[name] else None for name in ("before", "after"))
    names = ("key", "document", "about", "kind", "reviewer", "verdict", "made", "undoes", "note", "reviewed_at")
    return Review(**{name: row[name] for name in names}, before=before, after=after, standing=bool(row["standing"]))


def _before(about: str, taken_back: Mapping[str, str]) -> tuple[str, ...]:
    """The ids that an entry goes back to, through corrections that were taken back."""
    names: list[str] = []
    while about in taken_back and taken_back[about] not in {about, *names}:
        about = taken_back[about]
        names.append(about)
    return tuple(names)


def _judged(review: Review, reviewer: str) -> str:
    """Who judged what when, as told to a reviewer: their own judgement is called theirs."""
    who = "You" if review.reviewer == reviewer.strip() else review.reviewer
    return f"{who} judged this entry {review.verdict!r} at {review.reviewed_at}"


def _since(review: Review, reviewer: str) -> str:
    return (
        f"{_judged(review, reviewer)}, after it was shown to you: "
        f"look at it again (`comity review history {review.about}`), then decide"
    )


def _gone(review: Review, now_there: str | None, reviewer: str) -> str:
    """Why an entry is not there any more, and the ways out."""
    instead = f"judge or correct what stands in its place now, {now_there}; or " if now_there else ""
    return (
        f"{_judged(review, reviewer)}, so it no longer stands: "
        f"{instead}see `comity review history {review.about}`, and take that judgement back with "
        f"`comity review undo {review.key}`"
    )

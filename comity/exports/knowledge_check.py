"""What Comity understood of a user's knowledge files, and what in them the user may not have meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Literal

from comity.knowledge import SHARED, Entity, Knowledge, Membership, Term, load_knowledge
from comity.knowledge import rows as make
from comity.knowledge.tables import Row, read_tables
from comity.model import KnowledgeError

_SUFFIXES = {".tsv", ".yaml", ".yml"}
Remark = Literal["name shared", "English word", "no end", "vague date", "two in office", "two parties", "no country"]


@dataclass(frozen=True, slots=True)
class FileCount:
    """A file, and how many rows of each kind it holds."""

    file: str
    rows: dict[str, int]


@dataclass(frozen=True, slots=True)
class OwnEntity:
    """An entity of the user's: new, or with the id of one of ours, whose fields in `changes` it replaces."""

    id: str
    name: str
    replaces: bool
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Noted:
    """Something that holds and yet may not be meant."""

    remark: Remark
    about: str
    words: str


@dataclass(frozen=True, slots=True)
class KnowledgeCheck:
    """What stands in a user's files: counts, entities and remarks."""

    path: str
    files: tuple[FileCount, ...]
    entities: tuple[OwnEntity, ...]
    remarks: tuple[Noted, ...]

    @property
    def rows(self) -> dict[str, int]:
        """How many rows of each kind all files hold."""
        total: Counter[str] = Counter()
        for file in self.files:
            total.update(file.rows)
        return dict(total)


def check_knowledge(path: Path) -> KnowledgeCheck:
    """Check a file or folder of knowledge against ours.

    Raises KnowledgeError for the first row that does not hold, naming file, line, column and remedy, and for a folder
    without knowledge files.
    """
    try:
        ours, full = load_knowledge(), load_knowledge(path)
    except OSError as error:
        raise KnowledgeError(f"{path}: cannot be read ({error.strerror}); check its permissions") from None
    rows: dict[str, list[Row]] = {kind: [] for kind in make.COLUMNS}
    counts = []
    for file in _files(path):
        tables = [(make.kind_of(table), table.rows) for table in read_tables(file)]
        for kind, found in tables:
            rows[kind] += found
        counts.append(FileCount(str(file), dict(Counter(kind for kind, found in tables for _ in found))))
    ids = dict.fromkeys(
        [row.text("id") for row in rows["entities"]] + [f"state/{row.text('code')}" for row in rows["states"]]
    )
    entities = tuple(_own(full.entities[identity], ours) for identity in ids)
    remarks = [*_names(entities, ours, full), *_terms(rows["terms"], full),
               *_parties(rows["party_members"], full), *_persons(entities, full)]  # fmt: skip
    return KnowledgeCheck(str(path), tuple(counts), entities, tuple(remarks))


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    files = sorted(file for file in path.iterdir() if file.suffix in _SUFFIXES and file.is_file())
    if not files:
        raise KnowledgeError(f"{path}: no .tsv, .yaml or .yml file here; docs/knowledge.md tells their formats")
    return files


def _own(entity: Entity, ours: Knowledge) -> OwnEntity:
    earlier = ours.entities.get(entity.id)
    names = [field.name for field in fields(Entity) if field.name != "source"]
    changes = [name for name in names if earlier and getattr(entity, name) != getattr(earlier, name)]
    return OwnEntity(entity.id, entity.name, earlier is not None, tuple(changes))


def _names(entities: tuple[OwnEntity, ...], ours: Knowledge, full: Knowledge) -> Iterator[Noted]:
    """Names that another entity has too, and names that are words."""
    from comity.reading.english import is_english_word

    for entity in entities:
        known = {entry.text for entry in ours.names.of(entity.id)}
        for text in dict.fromkeys(entry.text for entry in full.names.of(entity.id)):
            if text in known:
                continue
            others = dict.fromkeys(entry.entity_id for entry in full.lookup(text) if entry.entity_id != entity.id)
            if others:
                listed = ", ".join(f"{full.entities[other].name} ({other})" for other in others)
                yield Noted("name shared", entity.id, f"“{text}” of {entity.name} is also {listed}")
            as_written = any(entry.case_sensitive for entry in full.names.of(entity.id) if entry.text == text)
            if text.isalpha() and not as_written and not others and is_english_word(text):
                words = f"“{text}” of {entity.name}: a sentence that begins with the word may be taken to name it"
                yield Noted("English word", entity.id, words)


def _terms(rows: list[Row], full: Knowledge) -> Iterator[Noted]:
    """Terms without an end, dated to a month or year, or at the same time as another's."""
    for row in rows:
        term = make.term(row, full.entities, lambda office, of: office.replace("-", " "))
        holder, of = full.entities[term.person_id].name, full.entities[term.of].name
        words = f"{holder}, {term.title} of {of}"
        if term.end is None:
            yield Noted("no end", term.person_id, f"{words} since {term.start}: taken to last")
        yield from _vague(row, term.person_id, words)
        for other in _beside(term, full):
            name = full.entities[other.person_id].name
            yield Noted("two in office", term.person_id, f"{words}: {name} holds it too, from {other.start}"
                        + (f" to {other.end}" if other.end else ""))  # fmt: skip


def _vague(row: Row, about: str, words: str) -> Iterator[Noted]:
    for column in ("start", "end"):
        value = row.optional(column)
        if value and len(value) < len("2000-01-01"):
            yield Noted("vague date", about, f"{words}: {column} {value} is taken as its first day")


def _parties(rows: list[Row], full: Knowledge) -> Iterator[Noted]:
    """Memberships dated to a month or year, or over another of the same person: the later start holds."""
    for row in rows:
        item = make.party_membership(row, full.entities)
        words = f"{full.entities[item.member].name} in {full.entities[item.group].name}"
        yield from _vague(row, item.member, words)
        held = sorted({full.entities[other.group].name for other in full.parties.of(item.member)
                       if other.group != item.group and _meet(item, other)})  # fmt: skip
        if held:
            yield Noted("two parties", item.member, f"{words}: in {', '.join(held)} for a part of that time; "
                        "of two that meet, the later start holds")  # fmt: skip


def _meet(one: Membership, other: Membership) -> bool:
    return (one.end is None or other.start is None or other.start < one.end) and (
        other.end is None or one.start is None or one.start < other.end
    )


def _beside(term: Term, full: Knowledge) -> list[Term]:
    """Terms that cut into one of an office for one person; one that is open ends where the next begins."""
    if term.office in SHARED:
        return []
    same = [other for other in full.terms if (other.of, other.office) == (term.of, term.office)]
    return [
        other
        for other in same
        if other.person_id != term.person_id
        and (
            (term.start <= other.start and term.end is not None and other.start < term.end)
            or (other.start < term.start and other.end is not None and term.start < other.end)
        )
    ]


def _persons(entities: tuple[OwnEntity, ...], full: Knowledge) -> Iterator[Noted]:
    for own in entities:
        if own.id.startswith("person/") and full.entities[own.id].country is None:
            yield Noted("no country", own.id, f"{own.name} ({own.id}): stands for no state and is left out by country")


def check_json(check: KnowledgeCheck) -> dict[str, Any]:
    """The check for programs."""
    return {**asdict(check), "rows": check.rows}


def check_pairs(check: KnowledgeCheck) -> Iterator[tuple[str, str]]:
    """The check as lines: a label and words."""
    for file in check.files:
        yield "file", f"{file.file}: {_counted(file.rows)}"
    for entity in check.entities:
        if not entity.replaces:
            yield "new", f"{entity.name} ({entity.id})"
        else:
            changes = f"other {', '.join(entity.changes)}" if entity.changes else "the same"
            yield "replaces ours", f"{entity.name} ({entity.id}): {changes}"
    for noted in check.remarks:
        yield noted.remark, noted.words
    remarks = f"{len(check.remarks) or 'no'} remark{'' if len(check.remarks) == 1 else 's'}"
    yield "holds", f"{check.path}: {_counted(check.rows)}, {remarks}"


def _counted(rows: dict[str, int]) -> str:
    ones = {"entities": "entity", **{kind: kind.removesuffix("s") for kind in make.COLUMNS if kind != "entities"}}
    return (
        ", ".join(f"{count} {(ones[kind] if count == 1 else kind).replace('_', ' ')}" for kind, count in rows.items())
        or "no rows"
    )

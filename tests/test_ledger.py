"""The ledger: what goes in comes out, nothing twice, nothing unsound."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_readings import LUND, TEXT, made_reading, readings

from comity.ledger import Filter, Ledger, UnsoundReadingError, schema_version
from comity.ledger.files import migrations, script, statements_of
from comity.ledger.rows import KINDS, LINKS, TABLES, take_apart
from comity.model import ComityError, InputError, LedgerError, Reading, Span, UsageError


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    with Ledger(tmp_path / "test.ledger") as opened:
        yield opened


def rows_of(path: Path) -> int:
    connection = sqlite3.connect(path)
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    kept = [name for name in tables if "_search" not in name]
    return sum(connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in kept)


def test_a_reading_comes_back_equal(ledger: Ledger) -> None:
    reading = made_reading()
    assert ledger.add(reading, name="meet") == "added"
    assert ledger.reading(reading.document.id) == reading
    assert ledger.document("meet") == reading.document
    assert list(ledger.verify()) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=readings())
def test_any_reading_comes_back_equal(tmp_path: Path, made: Reading) -> None:
    with Ledger(tmp_path / "any.ledger") as opened:
        opened.add(made, again=True)
        assert opened.reading(made.document.id) == made
        assert list(opened.verify()) == []
        [claim.sentence for claim in opened.claims()]
        opened.forget(made.document.id)
        assert rows_of(opened.path) == 0


def test_reading_twice_changes_nothing(ledger: Ledger) -> None:
    reading = made_reading()
    ledger.add(reading)
    before = rows_of(ledger.path)
    assert ledger.holds(reading.document, reading.reader)
    assert ledger.add(reading) == "unchanged"
    assert rows_of(ledger.path) == before


def test_another_reader_replaces_the_older_reading(ledger: Ledger) -> None:
    ledger.add(made_reading(reader="test 1"))
    newer = replace(made_reading(reader="test 2"), divergences=())
    assert not ledger.holds(newer.document, newer.reader)
    assert ledger.add(newer) == "replaced"
    assert ledger.reading(newer.document.id) == newer
    assert len(list(ledger.documents())) == 1
    assert list(ledger.verify()) == []


def test_what_is_new_of_a_document_counts(ledger: Ledger) -> None:
    ledger.add(made_reading(publisher=None))
    assert ledger.add(made_reading(publisher="The Courier")) == "replaced"
    assert ledger.add(made_reading(publisher="The Courier")) == "unchanged"
    assert ledger.add(made_reading(publisher="Meridian")) == "replaced"
    assert next(ledger.documents()).head.publisher == "Meridian"


def _moved(reading: Reading) -> Reading:
    words = Span(reading.document.id, 0, 4, "Pope")
    return replace(reading, events=(replace(reading.events[0], trigger=words),))


UNSOUND = {
    "words that are not there": _moved,
    "another document's span": lambda r: replace(r, mentions=(replace(r.mentions[0], span=Span("0" * 64, 0, 1, "P")),)),
    "an id twice": lambda r: replace(r, events=r.events * 2),
    "a parent that is not there": lambda r: replace(r, statements=r.statements[1:]),
    "a statement that is not there": lambda r: replace(r, statements=()),
    "an event that is not there": lambda r: replace(r, events=()),
    "a measure that is not there": lambda r: replace(r, accords=(replace(r.accords[0], measures=()),)),
    "a text that is not the id's": lambda r: replace(r, document=replace(r.document, text=r.document.text + "!")),
}


@pytest.mark.parametrize("name", UNSOUND)
def test_an_unsound_reading_leaves_no_trace(ledger: Ledger, name: str) -> None:
    with pytest.raises(UnsoundReadingError):
        ledger.add(UNSOUND[name](made_reading()))
    assert rows_of(ledger.path) == 0


TAMPERINGS = {
    "document": "UPDATE documents SET text = text || 'x'",
    "span": "UPDATE spans SET text = 'Pope' WHERE start = 10",
    "reading": "UPDATE positions SET stance = -stance",
    "reading ": "DELETE FROM claims WHERE kind = 'report'",
    "link": "UPDATE claims SET statement = 999 WHERE kind = 'accord'",
    "search": "UPDATE documents SET title = 'other words'",
    "id": "UPDATE statements SET id = 'made up' WHERE n = 2",
}


@pytest.mark.parametrize("what", TAMPERINGS)
def test_verify_finds_what_was_changed(ledger: Ledger, what: str) -> None:
    ledger.add(made_reading())
    connection = sqlite3.connect(ledger.path)
    connection.execute(TAMPERINGS[what])
    connection.commit()
    assert what.strip() in {fault.what for fault in ledger.verify()}


def test_a_torn_file_is_told_not_raised(tmp_path: Path) -> None:
    path = tmp_path / "torn.ledger"
    with Ledger(path) as opened:
        for n in range(20):
            opened.add(made_reading(f"{TEXT} {n}"))
        opened._store.pragma("wal_checkpoint(TRUNCATE)")
    content = bytearray(path.read_bytes())
    content[40_000:60_000] = b"\xaa" * 20_000
    path.write_bytes(content)
    try:
        with Ledger(path, create=False) as opened:
            assert list(opened.verify())
    except LedgerError as error:
        told = str(error)
    else:
        told = "damaged"
    assert "damaged" in told


def test_forget_leaves_nothing(ledger: Ledger) -> None:
    ledger.add(made_reading(), name="first")
    ledger.add(made_reading(TEXT + " Zanzibar."), name="second")
    assert ledger.forget("second").name == "second"
    assert [row.head.name for row in ledger.documents()] == ["first"]
    assert list(ledger.verify()) == []
    ledger.forget("first")
    assert rows_of(ledger.path) == 0
    ledger.close()
    assert b"Zanzibar" not in ledger.path.read_bytes()


def test_a_document_is_named_by_id_name_or_title(ledger: Ledger) -> None:
    first, second = made_reading(), made_reading(TEXT + " Again.", title="Second")
    ledger.add(first, name="a")
    ledger.add(second, name="a")
    assert ledger.document(second.document.id[:6]) == second.document
    assert ledger.document("second") == second.document
    for word, part in (("a", "2 documents"), (first.document.id[:5], "six digits"), ("%", "no document")):
        with pytest.raises(InputError, match=part):
            ledger.document(word)


def kinds(ledger: Ledger, **filters: object) -> list[str]:
    return [claim.kind for claim in ledger.claims(**filters)]


def test_filters(ledger: Ledger) -> None:
    ledger.add(made_reading())
    assert kinds(ledger, kind="position", actor="roha") == ["position"]
    assert kinds(ledger, actor=LUND.id, matter="border") == ["position"]
    assert kinds(ledger, actor="oha") == []
    assert kinds(ledger, matter="prisoners") == ["accord", "measure", "report"]
    assert kinds(ledger, theatre="vardaal", kind="accord") == ["accord"]
    assert kinds(ledger, kind="encounter", since="2031-03-16", until="2031-03") == ["encounter"]
    assert kinds(ledger, since="2031-04") == []
    assert kinds(ledger, until="2031-02") == []
    assert len(kinds(ledger, source="Meridian")) == 3
    assert len(kinds(ledger, source="harbour")) == 10
    assert kinds(ledger, min_certainty=0.8) == []
    assert [claim.kind for claim in ledger.claims(hedged=True)] == ["position"]
    assert ledger.count(Filter(kind="measure")) == 2
    assert len(list(ledger.statements(actor="official"))) == 1


def test_a_claim_tells_who_is_behind_it(ledger: Ledger) -> None:
    ledger.add(made_reading())
    accord = next(ledger.claims(kind="accord"))
    assert accord.source_chain == "Vardaal official (unnamed) → Meridian → The Harbour Daily"
    assert accord.sentence == "Ana Roha and Teo Lund agreed on “a ceasefire”"
    assert accord.location.endswith(":114-138")
    (chain,) = ledger._store.connection.execute("SELECT chain FROM what_was_agreed").fetchone()
    assert chain == accord.source_chain


def test_search(ledger: Ledger) -> None:
    ledger.add(made_reading())
    assert {hit.kind for hit in ledger.search("prison*")} == {"statement", "measure", "report", "document"}
    (hit,) = ledger.search('"two hours"', kinds=("document",))
    start, end = map(int, hit.location.split(":")[1].split("-"))
    assert TEXT[start:end].startswith("two")
    assert ledger.search("zanzibar") == []
    with pytest.raises(UsageError):
        ledger.search(' "*" ')


@pytest.mark.parametrize(
    "query",
    [
        "cease-fire",
        "released",
        "agree",
        "ceasefire",
        "Cease-Fire",
        '"cease fire"',
        "“the release”",
        "ceasefire prison*",
    ],
)
def test_search_knows_other_spellings_and_quotation_marks(ledger: Ledger, query: str) -> None:
    ledger.add(made_reading())
    assert ledger.search(query)


def test_questions_that_cannot_be_asked(ledger: Ledger) -> None:
    with pytest.raises(UsageError, match="one of event, encounter"):
        list(ledger.claims(kind="nonsense"))
    with pytest.raises(UsageError, match="is after"):
        list(ledger.claims(since="2016", until="2015-12"))
    assert list(ledger.claims(since="2031-03", until="2031")) == list(ledger.claims(since="2031", until="2031-12"))


def test_documents_narrow_with_the_filters(ledger: Ledger) -> None:
    ledger.add(made_reading())
    ledger.add(made_reading(TEXT + " More.", publisher="The Other Paper"))
    assert len(list(ledger.documents())) == 2
    assert [row.head.publisher for row in ledger.documents(source="Other")] == ["The Other Paper"]
    assert list(ledger.documents(matter="espionage")) == []
    assert len(list(ledger.documents(document=made_reading().document.id))) == 1


ODD_QUERIES = ["a OR", "NEAR(", "text:", "a AND NOT", '"', "-x", "^a", "{b}:", "a*b", 'a" OR "b']


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    query=st.text(max_size=30)
    | st.sampled_from(["a OR", "NEAR(", "text:", "a AND NOT", '"', "-x", "^a", "{b}:", "a*b"])
)
def test_no_query_breaks_the_search(ledger: Ledger, query: str) -> None:
    with suppress(ComityError):  # nothing to look for
        ledger.search(query)


def test_refusals_are_kept_until_the_source_is_read(ledger: Ledger) -> None:
    ledger.refuse("folder/a.txt", "it is empty", "empty")
    ledger.refuse("folder/a.txt", "it is binary", "binary")
    ledger.refuse("folder_b.txt", "it is gone", "missing")
    assert [(row.source, row.code) for row in ledger.refusals()] == [
        ("folder/a.txt", "binary"),
        ("folder_b.txt", "missing"),
    ]
    ledger.settle_refusals("folder", {"folder/a.txt"})
    assert len(list(ledger.refusals())) == 2
    ledger.settle_refusals("folder", set())
    assert [row.source for row in ledger.refusals()] == ["folder_b.txt"]


def test_files_that_are_no_ledger_are_left_alone(tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("These are my notes, and long ones at that.")
    other = tmp_path / "other.sqlite"
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE mine (x)")
    connection.commit()
    newer = tmp_path / "newer.ledger"
    Ledger(newer).close()
    connection = sqlite3.connect(newer)
    connection.execute(f"PRAGMA user_version = {schema_version() + 1}")
    connection.commit()
    connection.close()
    expected = {
        text: "not an SQLite file",
        other: "another program",
        newer: "newer Comity",
        tmp_path: "a folder",
        tmp_path / "no" / "where.ledger": "does not exist",
    }
    for path, words in expected.items():
        before = path.read_bytes() if path.is_file() else None
        with pytest.raises(LedgerError, match=words):
            Ledger(path)
        assert before is None or path.read_bytes() == before
    with pytest.raises(LedgerError, match="no ledger at"):
        Ledger(tmp_path / "none.ledger", create=False)
    assert not (tmp_path / "none.ledger").exists()


def test_an_empty_file_becomes_a_ledger(tmp_path: Path) -> None:
    path = tmp_path / "empty.ledger"
    path.touch()
    with Ledger(path) as opened:
        assert list(opened.documents()) == []


def test_migrations_lead_to_the_schema() -> None:
    def shape(scripts: list[str]) -> dict[str, str]:
        connection = sqlite3.connect(":memory:")
        for sql in scripts:
            for statement in statements_of(sql):
                connection.execute(statement)
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
        comments = {name: "\n".join(line.split("--")[0] for line in sql.splitlines()) for name, sql in rows}
        return {name: " ".join(sql.split()).replace(" ,", ",") for name, sql in comments.items()}

    assert list(migrations()) == list(range(1, schema_version() + 1))
    assert shape(list(migrations().values())) == shape([script("schema.sql")])


def test_an_older_ledger_is_brought_up_to_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "old.ledger"
    with Ledger(path) as opened:
        opened.add(made_reading())
    steps = {**migrations(), schema_version() + 1: "ALTER TABLE readings ADD COLUMN remark TEXT;"}
    monkeypatch.setattr("comity.ledger.files.migrations", lambda: steps)
    with Ledger(path, write=False, create=False) as opened:
        assert opened._store.pragma("user_version")[0][0] == max(steps)
        assert "remark" in {row["name"] for row in opened._store.pragma("table_info(readings)")}
        assert opened.reading(made_reading().document.id) == made_reading()


def test_views_follow_the_program(tmp_path: Path) -> None:
    path = tmp_path / "views.ledger"
    with Ledger(path) as opened:
        connection = opened._store.connection
        connection.execute("DROP VIEW who_met")
        connection.execute("CREATE VIEW stale AS SELECT 1")
    with Ledger(path) as opened:
        views = {
            row[0] for row in opened._store.connection.execute("SELECT name FROM sqlite_master WHERE type = 'view'")
        }
    assert "who_met" in views
    assert "stale" not in views


def test_every_field_has_a_column() -> None:
    connection = sqlite3.connect(":memory:")
    connection.executescript(script("schema.sql"))
    for kind, noun in KINDS.items():
        columns = {row[1] for row in connection.execute(f"PRAGMA table_info({TABLES[kind]})")}
        reading = made_reading()
        claim = next(claim for claim in reading.claims() if isinstance(claim, noun))
        parts = take_apart(claim)
        own = {c for c in parts.columns if not c.startswith("factuality_")} - {"certainty", "reader"}
        assert own <= columns, kind
        held = (
            {c.removesuffix("_value") for c in parts.columns} | set(parts.spans) | set(parts.actors) | set(parts.words)
        )
        assert {f.name for f in fields(noun)} - LINKS <= held


def test_readers_go_on_while_one_writes(tmp_path: Path) -> None:
    path = tmp_path / "busy.ledger"
    with Ledger(path) as writer, Ledger(path, write=False, create=False) as reader:
        writer.add(made_reading())
        with writer._store.transaction():
            writer._store.run("refuse", {"source": "x", "code": "empty", "reason": "", "refused_at": ""})
            assert len(list(reader.claims())) == 10
            assert list(reader.refusals()) == []
        assert len(list(reader.refusals())) == 1


def test_a_second_writer_waits_or_says_so(tmp_path: Path) -> None:
    path = tmp_path / "two.ledger"
    with Ledger(path) as first, Ledger(path, patience=0.1) as second:
        with first._store.transaction(), pytest.raises(LedgerError, match="another program is writing"):
            second.add(made_reading())
        assert second.add(made_reading()) == "added"

    def write(start: int) -> None:
        with Ledger(path) as opened:
            for n in range(start, start + 10):
                opened.add(made_reading(f"{TEXT} {n}"))

    threads = [threading.Thread(target=write, args=(start,)) for start in (0, 5)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    with Ledger(path) as opened:
        assert len(list(opened.documents())) == 16
        assert list(opened.verify()) == []


def test_a_ledger_in_a_folder_that_is_closed_to_writers_can_be_asked(tmp_path: Path) -> None:
    path = tmp_path / "closed" / "l.ledger"
    path.parent.mkdir()
    with Ledger(path) as opened:
        opened.add(made_reading())
    path.parent.chmod(0o555)
    try:
        with Ledger(path, write=False, create=False) as opened:
            assert len(list(opened.claims())) == 10
    finally:
        path.parent.chmod(0o755)


def test_opening_a_ledger_again_keeps_the_locks_of_the_first(tmp_path: Path) -> None:
    path = tmp_path / "a.ledger"
    with Ledger(path) as first:
        first.add(made_reading())
        Ledger(path).close()
        other = "import sys; from comity.ledger import Ledger; Ledger(sys.argv[1]).close()"
        subprocess.run([sys.executable, "-c", other, str(path)], check=True)
        assert path.with_name("a.ledger-wal").exists()  # another process that ends must not take the journal away
        assert len(list(first.documents())) == 1

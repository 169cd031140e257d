"""The bridge to the Discourse Network Analyzer: what is written is read again, hand coding stays apart."""

from __future__ import annotations

import base64
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from made_stands import MARSEK, ORVENIA, PELMORA, Told, reading
from typer.testing import CliRunner

from comity.analysis.agreement import alpha, compare_coders, read_concepts
from comity.analysis.codings import MACHINE, keep_codings, kept_codings, read_codings
from comity.cli import app
from comity.exports.dna import hashed, write_dna
from comity.exports.dna_texts import write_texts
from comity.ledger import Ledger
from comity.model import Document, InputError, Position, Reading

TALK = (
    Told(date(2031, 2, 3), ((ORVENIA, "ceasefire", 1), (PELMORA, "ceasefire", -1), (MARSEK, "border", 0))),
    Told(None, ((ORVENIA, "border", 1),)),
)


@pytest.fixture
def ledger(tmp_path: Path) -> Any:
    with Ledger(tmp_path / "a.ledger") as opened:
        for n, told in enumerate(TALK):
            opened.add(reading(n, told))
        yield opened


# Krippendorff, “Computing Krippendorff's Alpha-Reliability” (2011): his examples A, B and C.
@pytest.mark.parametrize(("coders", "expected"), [
    (["0100000010", "1110010000"], 0.095),
    (["aabbdcccedda", "babbbccceddd"], 0.692),
    (["123321412...", "1233224125.3", ".3332342251.", "12332441251."], 0.743),
])  # fmt: skip
def test_alpha_as_published(coders: list[str], expected: float) -> None:
    units = [[None if value == "." else value for value in unit] for unit in zip(*coders, strict=True)]
    assert alpha(units) == pytest.approx(expected, abs=5e-4)


def test_alpha_where_there_is_nothing_to_disagree_on() -> None:
    assert alpha([]) is None
    assert alpha([("a", "a"), ("a", "a")]) is None
    assert alpha([("a", "a"), ("b", "b")]) == 1
    assert alpha([("a", "b"), ("b", "a")]) == pytest.approx(-0.5)


def test_passwords_are_those_of_the_program() -> None:
    # A digest that version 3.0.7 wrote for the password `sample`.
    known = "t7STqOHxpl+RXxRUgjsEno+e/38banaYjANbdYQ1geGfH6Xlc2roWgYrPbpCeg5M"
    assert hashed("sample", base64.b64decode(known)[:16]) == known


@pytest.mark.parametrize(("scale", "statements", "left_out"), [("agreement", 3, 1), ("stance", 4, 0)])
def test_what_is_written_is_read_again(
    ledger: Ledger, tmp_path: Path, scale: Any, statements: int, left_out: int
) -> None:
    written = write_dna(ledger, tmp_path / "a.dna", scale=scale)
    assert (written.documents, written.statements, written.left_out) == (2, statements, left_out)
    coded = read_codings(tmp_path / "a.dna")
    assert set(coded.documents) == {row.head.id for row in ledger.documents()}
    assert {document.published for document in coded.documents.values()} == {date(2031, 2, 3), None}
    claims = {entry.claim.id: entry.claim for entry in ledger.claims(kind="position")}
    for coding in coded.codings:
        claim = claims[coding.value("comity claim") or ""]
        assert isinstance(claim, Position)
        assert (coding.coder, coding.quote) == (MACHINE, claim.evidence[0].text)
        assert coding.value("concept") == claim.matter
        assert coding.value("organization") in {"Orvenia", "Pelmora"}
        assert coding.value("person") == ("Ilona Marsek" if claim.actor == MARSEK else None)
        given = coding.value("agreement" if scale == "agreement" else "stance")
        assert given == str(claim.stance if scale == "stance" else int(claim.stance > 0))


def test_the_same_ledger_gives_the_same_file(ledger: Ledger, tmp_path: Path) -> None:
    for name in ("a.dna", "b.dna"):
        write_dna(ledger, tmp_path / name)
    assert (tmp_path / "a.dna").read_bytes() == (tmp_path / "b.dna").read_bytes()


def test_every_statement_has_every_variable_and_every_entity_its_attributes(ledger: Ledger, tmp_path: Path) -> None:
    write_dna(ledger, tmp_path / "a.dna")
    with closing(sqlite3.connect(tmp_path / "a.dna")) as file:
        assert file.execute("PRAGMA foreign_key_check").fetchall() == []
        values = "SELECT StatementId FROM DATASHORTTEXT UNION ALL SELECT StatementId FROM DATABOOLEAN " \
                 "UNION ALL SELECT StatementId FROM DATALONGTEXT"  # fmt: skip
        counts = file.execute(f"SELECT count(*) FROM ({values}) GROUP BY StatementId").fetchall()
        assert counts == [(6,)] * 3
        entities, attributes = (file.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
                                for table in ("ENTITIES", "ATTRIBUTEVALUES"))  # fmt: skip
        assert attributes == 3 * entities
        assert file.execute("SELECT count(*) FROM ENTITIES WHERE Value = ''").fetchone()[0] == 4


def test_characters_beyond_sixteen_bits_count_twice_there(tmp_path: Path) -> None:
    document = Document.create("𝄞𝄞 Orvenia backs the ceasefire 𝄞 fully.", published=date(2031, 1, 1))
    span = document.span(3, len(document.text))
    position = Position(id="position_x", document=document.id, evidence=(span,), actor=ORVENIA, about=span, stance=1,
                        matter="ceasefire")  # fmt: skip
    made = Reading(document=document, reader="made 1", mentions=(), statements=(), events=(), encounters=(),
                   positions=(position,), accords=(), divergences=(), reports=())  # fmt: skip
    with Ledger(tmp_path / "a.ledger") as ledger:
        ledger.add(made)
        write_dna(ledger, tmp_path / "a.dna")
    with closing(sqlite3.connect(tmp_path / "a.dna")) as file:
        text, start, stop = file.execute("SELECT Text, Start, Stop FROM STATEMENTS JOIN DOCUMENTS ON 1").fetchone()
    assert text.encode("utf-16-le")[2 * start : 2 * stop].decode("utf-16-le") == span.text
    coding = read_codings(tmp_path / "a.dna").codings[0]
    assert (coding.start, coding.end, coding.quote) == (span.start, span.end, span.text)


def _hand_coded(path: Path, coder: str, changes: str = "") -> None:
    """The file as a person would leave it who took over all statements, with some changed."""
    with closing(sqlite3.connect(path)) as file:
        file.execute("UPDATE CODERS SET Name = ? WHERE ID = 2", (coder,))
        if changes:
            file.executescript(changes)
        file.commit()


def test_hand_coding_is_kept_apart_and_compared(ledger: Ledger, tmp_path: Path) -> None:
    write_dna(ledger, tmp_path / "a.dna", scale="stance")
    assert keep_codings(ledger, read_codings(tmp_path / "a.dna"), "a.dna") == 0  # all the machine's own
    _hand_coded(tmp_path / "a.dna", "Ana", "UPDATE DATAINTEGER SET Value = 1 WHERE StatementId = 3; "
                "DELETE FROM DATASHORTTEXT WHERE StatementId = 1; DELETE FROM STATEMENTS WHERE ID = 1;")  # fmt: skip
    claims = ledger.count(kind="position")
    for _ in range(2):
        assert keep_codings(ledger, read_codings(tmp_path / "a.dna"), "a.dna") == 3
    assert len(kept_codings(ledger)) == 3
    assert ledger.count(kind="position") == claims
    (found,) = compare_coders(ledger, kept_codings(ledger))
    assert (found.left, found.right, found.documents, found.of_left, found.of_right) == ("Ana", MACHINE, 1, 3, 3)
    rows = {row.variable: row for row in found.rows}
    assert (rows["statement"].f1, rows["statement"].pairs) == (1, 3)
    assert (rows["actor"].alpha, rows["actor"].f1) == (1, 1)
    assert rows["agreement"].f1 == pytest.approx(2 / 3)
    assert rows["agreement"].alpha == pytest.approx(alpha([("1", "1"), ("1", "0"), ("mixed", "mixed")]))
    ledger.forget(ledger.head(kept_codings(ledger)[0].document).id)
    assert kept_codings(ledger) == []


def test_concepts_by_other_names(ledger: Ledger, tmp_path: Path) -> None:
    write_dna(ledger, tmp_path / "a.dna")
    _hand_coded(tmp_path / "a.dna", "Ana", "UPDATE ENTITIES SET Value = 'An end of fighting' WHERE Value = 'ceasefire'")
    (tmp_path / "map.csv").write_text("concept,matter\nan END of fighting,ceasefire\n", encoding="utf-8")
    codings = read_codings(tmp_path / "a.dna").codings
    plain, mapped = (compare_coders(ledger, codings, concepts=concepts)[0].rows
                     for concepts in (None, read_concepts(tmp_path / "map.csv")))  # fmt: skip
    assert {row.variable: row.same for row in plain}["concept"] == 1
    assert {row.variable: row.same for row in mapped}["concept"] == 3
    (tmp_path / "map.csv").write_text("a,b\n", encoding="utf-8")
    with pytest.raises(InputError, match="concept and matter"):
        read_concepts(tmp_path / "map.csv")


def test_texts_come_out_as_files_that_can_be_read(ledger: Ledger, tmp_path: Path) -> None:
    from comity.gather import Gathered, open_documents

    write_dna(ledger, tmp_path / "a.dna")
    assert write_texts(read_codings(tmp_path / "a.dna"), tmp_path / "texts") == 2
    again = [item.document for item in open_documents([tmp_path / "texts"]) if isinstance(item, Gathered)]
    assert {(d.id, d.published and d.published.isoformat(), d.publisher) for d in again} == {
        (row.head.id, row.head.published, "The Harbour Daily") for row in ledger.documents()
    }


@pytest.mark.parametrize("content", [b"", b"not a database", None])
def test_files_that_are_none(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "a.dna"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError):
        read_codings(path)


def test_the_commands(ledger: Ledger, tmp_path: Path) -> None:
    def run(*words: str) -> Any:
        return CliRunner().invoke(app, list(words))

    at, file = str(ledger.path), str(tmp_path / "a.dna")
    assert "2 documents, 3 statements, 1 mixed position left out" in run("dna", "export", file, "-l", at).stdout
    assert "2 documents, 3 statements" in run("export", "--format", "dna", "--out", file, "-l", at).stdout
    assert (
        "2 documents, 4 positions"
        in run("export", "--format", "parquet", "--out", str(tmp_path / "lake"), "-l", at).stdout
    )
    alone = run("agreement", at, file)
    assert (alone.exit_code, alone.stdout) == (3, "")
    assert "holds one coder's statements, the machine's own (Comity, 3 statements): code its texts" in alone.stderr
    assert f"{at} holds no statements of coders: import one" in run("agreement", at, "--json").stderr
    _hand_coded(tmp_path / "a.dna", "Ana")
    with Ledger(tmp_path / "bare.ledger"):
        pass
    bare = run("agreement", str(tmp_path / "bare.ledger"), file)
    assert (bare.exit_code, bare.stdout) == (3, "")
    assert "one coder's statements (Ana)" in bare.stderr
    assert "concept\t1.000\t0.857\t3\t3" in run("agreement", at, file).stdout
    assert '"left": "Ana"' in run("agreement", at, file, "--json").stdout
    assert "3 statements by 1 coder" in run("dna", "import", file, "-l", at, "--texts", str(tmp_path / "texts")).stdout
    assert "concept\t1.000" in run("agreement", at).stdout
    for wrong, code in ((("export", "--format", "dna", "-l", at), 2), (("dna", "import", at, "-l", at), 3),
                        (("export", "--format", "parquet", "--out", file, "--actor", "x", "-l", at), 2)):  # fmt: skip
        assert run(*wrong).exit_code == code, wrong

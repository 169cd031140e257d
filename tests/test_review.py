"""Judgements by named people: laid over what was read, kept through re-reading, taken back without loss."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_readings import LUND, ROHA, TEXT, made_reading, readings
from typer.testing import CliRunner

from comity.cli import app
from comity.ledger import Ledger, ReviewConflictError
from comity.ledger.corrections import Judgement, corrected
from comity.model import InputError, Position, Reading, Statement

ME, YOU = "Ada Reader", "Bo Editor"
run = CliRunner()


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / "test.ledger") as opened:
        opened.add(made_reading(), name="meet")
        yield opened


def the(ledger: Ledger, kind: str) -> str:
    return next(entry.id for entry in ledger.claims(kind=kind))


def kinds(ledger: Ledger) -> dict[str, int]:
    found: dict[str, int] = {}
    for entry in ledger.claims():
        found[entry.kind] = found.get(entry.kind, 0) + 1
    return found


def test_a_wrong_claim_leaves_every_answer_but_not_the_history(ledger: Ledger) -> None:
    position = the(ledger, "position")
    before = kinds(ledger)
    review = ledger.reviews.judge(position, "wrong", ME, note="irony")
    assert position not in {entry.id for entry in ledger.claims()}
    assert kinds(ledger).get("position", 0) == before["position"] - 1
    assert all(hit.id != position for hit in ledger.search("talks"))
    (line,) = ledger.reviews.history(about=position)
    assert (line.reviewer, line.verdict, line.note, line.standing) == (ME, "wrong", "irony", True)
    assert line.before is not None
    assert line.before["id"] == position
    assert list(ledger.verify()) == []
    ledger.reviews.undo(review.key, YOU)
    assert ledger.reading("meet") == made_reading()
    assert [r.verdict for r in ledger.reviews.history()] == ["wrong", "undone"]
    assert [r.standing for r in ledger.reviews.history()] == [False, True]
    assert list(ledger.verify()) == []


def test_a_right_claim_stays_and_leaves_the_queue(ledger: Ledger) -> None:
    (place, first), *_ = ledger.reviews.queue(limit=1)
    ledger.reviews.judge(first.id, "right", ME)
    assert ledger.reading("meet") == made_reading()
    assert first.id not in {entry.id for _, entry in ledger.reviews.queue(limit=100)}
    assert place[0] == first.claim.certainty


def test_the_queue_goes_from_the_least_certain_on(ledger: Ledger) -> None:
    whole = ledger.reviews.queue(limit=100)
    assert [place for place, _ in whole] == sorted(place for place, _ in whole)
    assert len(whole) == sum(kinds(ledger).values())
    paged, after = [], (-1.0, 0)
    while page := ledger.reviews.queue(after=after, limit=2):
        paged += page
        after = page[-1][0]
    assert paged == whole
    assert {entry.kind for _, entry in ledger.reviews.queue(kind="accord")} == {"accord"}


def test_a_corrected_claim_takes_the_place_of_the_other(ledger: Ledger) -> None:
    position = the(ledger, "position")
    start = TEXT.index("doubts about the border")
    changes = {"stance": -1, "matter": "border", "actor": LUND.id, "about": {"start": start, "end": start + 23}}
    review = ledger.reviews.correct(position, changes, ME)
    (entry,) = (e for e in ledger.claims(kind="position", matter="border") if e.id == review.made)
    claim = entry.claim
    assert isinstance(claim, Position)
    assert (claim.id, claim.stance, claim.actor, claim.about.text) == (review.made, -1, LUND, "doubts about the border")
    assert (claim.reader, claim.certainty) == (f"reviewer:{ME}", 1.0)
    assert position not in {e.id for e in ledger.claims()}
    assert [r.key for r in ledger.reviews.history(about=claim.id)] == [review.key]
    assert list(ledger.verify()) == []
    again = ledger.reviews.correct(claim.id, {"stance": 1}, YOU)
    assert [r.key for r in ledger.reviews.history(about=position)] == [review.key, again.key]
    ledger.reviews.undo(again.key, YOU)
    assert claim.id in {e.id for e in ledger.claims(kind="position", matter="border")}
    assert again.made not in {e.id for e in ledger.claims()}


def test_corrections_survive_reading_again_by_another_reader(ledger: Ledger) -> None:
    position, statement = the(ledger, "position"), next(ledger.statements()).id
    made = ledger.reviews.correct(position, {"matter": "border"}, ME).made
    ledger.reviews.judge(statement, "wrong", ME)
    assert ledger.add(made_reading(reader="test 2")) == "replaced"
    assert {e.id for e in ledger.claims(kind="position")} >= {made}
    assert position not in {e.id for e in ledger.claims()}
    assert statement not in {s.id for s in ledger.statements()}
    assert list(ledger.verify()) == []
    for review in list(ledger.reviews.history()):
        ledger.reviews.undo(review.key, ME)
    assert ledger.reading("meet") == made_reading(reader="test 2")


def test_a_missing_claim_is_added_on_the_characters_selected(ledger: Ledger) -> None:
    words = "Roha supports talks"
    start = TEXT.index(words)
    values = {"actor": ROHA.name, "matter": "negotiation", "stance": 1, "theatre": "Norrevia"}
    review = ledger.reviews.add("meet", "position", (start, start + len(words)), values, ME)
    (entry,) = (e for e in ledger.claims(kind="position") if e.id == review.made)
    assert (entry.quote, entry.claim.actor) == (words, ROHA)
    quote = ledger.reviews.add("meet", "statement", (0, 20), {"speakers": ["Somebody Else"]}, ME)
    (said,) = (s.statement for s in ledger.statements() if s.id == quote.made)
    assert isinstance(said, Statement)
    assert said.speakers[0].name == "Somebody Else"
    assert list(ledger.verify()) == []


@pytest.mark.parametrize(
    ("kind", "values", "words"),
    [
        ("position", {"stance": 3, "matter": "border", "actor": ROHA.id}, "stance"),
        ("position", {"stance": 1, "matter": "border"}, "actor"),
        ("position", {"stance": 1, "matter": "border", "actor": "state/NOWHERE"}, "no actor"),
        ("position", {"mood": 1}, "has no mood"),
        ("nonsense", {}, "no kind"),
        ("event", {"type": "DANCE", "actors": []}, "type"),
    ],
)
def test_what_does_not_fit_is_told_and_changes_nothing(ledger: Ledger, kind: str, values: dict, words: str) -> None:
    with pytest.raises(InputError, match=words):
        ledger.reviews.add("meet", kind, (0, 10), values, ME)
    with pytest.raises(InputError):
        ledger.reviews.add("meet", "position", (10, 10**6), {"stance": 1, "matter": "x", "actor": "X"}, ME)
    assert ledger.reading("meet") == made_reading()
    assert list(ledger.reviews.history()) == []


def test_two_people_at_once_never_overwrite_silently(ledger: Ledger) -> None:
    position = the(ledger, "position")
    seen = ledger.reviews.last(position)
    ledger.reviews.judge(position, "right", YOU, seen=seen)
    with pytest.raises(ReviewConflictError, match=YOU):
        ledger.reviews.judge(position, "wrong", ME, seen=seen)
    ledger.reviews.judge(position, "wrong", ME, seen=ledger.reviews.last(position))
    with pytest.raises(ReviewConflictError, match="wrong"):
        ledger.reviews.correct(position, {"stance": -1}, YOU, seen=seen)
    assert [r.verdict for r in ledger.reviews.history()] == ["right", "wrong"]


def test_judgements_need_a_name_and_something_to_judge(ledger: Ledger) -> None:
    with pytest.raises(InputError, match="who you are"):
        ledger.reviews.judge(the(ledger, "position"), "right", " ")
    with pytest.raises(InputError, match="no claim or statement"):
        ledger.reviews.judge("position_0000000000000000", "right", ME)
    with pytest.raises(InputError, match="no judgement 7"):
        ledger.reviews.undo(7, ME)
    key = ledger.reviews.judge(the(ledger, "position"), "right", ME).key
    ledger.reviews.undo(key, ME)
    with pytest.raises(InputError, match="does not stand"):
        ledger.reviews.undo(key, ME)


def test_forgetting_a_text_forgets_its_judgements(ledger: Ledger) -> None:
    ledger.reviews.judge(the(ledger, "position"), "wrong", ME)
    ledger.forget("meet")
    assert list(ledger.reviews.history()) == []
    assert ledger._store.query("kept", "SELECT * FROM machine_readings", {}) == []


def test_judgements_travel_to_another_ledger(ledger: Ledger, tmp_path: Path) -> None:
    ledger.reviews.judge(next(ledger.statements()).id, "wrong", ME)
    ledger.reviews.correct(the(ledger, "position"), {"stance": -1}, YOU, note="see the second sentence")
    done = run.invoke(app, ["review", "export", "--ledger", str(ledger.path)])
    lines = tmp_path / "reviews.jsonl"
    lines.write_text(done.stdout)
    with Ledger(tmp_path / "other.ledger") as other:
        other.add(made_reading(reader="test 3"))
        args = ["review", "apply", str(lines), "--ledger", str(other.path)]
        assert "2 taken over" in run.invoke(app, args).stdout
        assert "0 taken over, 2 here already" in run.invoke(app, args).stdout
        assert {e.id for e in other.claims()} == {e.id for e in ledger.claims()}
        assert [r.reviewer for r in other.reviews.history()] == [ME, YOU]
        assert list(other.verify()) == []
    with Ledger(tmp_path / "empty.ledger") as empty:
        assert "2 of texts" in run.invoke(app, ["review", "apply", str(lines), "--ledger", str(empty.path)]).stdout
    row = json.loads(done.stdout.splitlines()[1])
    row["after"]["about"] = {**row["after"]["about"], "text": "X" * len(row["after"]["about"]["text"])}
    lines.write_text(json.dumps({**row, "reviewer": "Eve"}) + "\n{}\nnot json\n")
    refused = run.invoke(app, ["review", "apply", str(lines), "--ledger", str(ledger.path)])
    assert refused.exit_code == 3
    assert "line 3" in refused.stderr


def test_the_command_line_judges(ledger: Ledger) -> None:
    where = ["--ledger", str(ledger.path)]
    position = the(ledger, "position")
    assert position in run.invoke(app, ["review", "queue", *where]).stdout
    assert "wrong" in run.invoke(app, ["review", "reject", position, "--by", ME, *where]).stdout
    assert "taken back" not in run.invoke(app, ["review", "history", *where]).stdout
    assert "undid judgement 1" in run.invoke(app, ["review", "undo", "1", "--by", YOU, *where]).stdout
    fixed = run.invoke(app, ["review", "correct", position, "stance=-1", "theatre=Vardaal", "--by", ME, *where])
    assert fixed.exit_code == 0
    (entry,) = (e for e in ledger.claims(kind="position") if e.claim.reader.startswith("reviewer:"))
    assert (entry.claim.stance, entry.claim.theatre) == (-1, "Vardaal")
    assert run.invoke(app, ["review", "accept", position, "--by", ME, *where]).exit_code == 5
    assert run.invoke(app, ["review", "accept", position, *where]).exit_code == 2
    assert [row["verdict"] for row in json.loads(run.invoke(app, ["review", "history", "--json", *where]).stdout)] == [
        "wrong",
        "undone",
        "corrected",
    ]


@settings(max_examples=60, deadline=None)
@given(made=readings(), choice=st.data())
def test_any_judgements_leave_a_sound_ledger_and_undo_leads_back(made: Reading, choice: st.DataObject) -> None:
    with TemporaryDirectory() as folder, Ledger(Path(folder) / "any.ledger") as opened:
        opened.add(made)
        for _ in range(3):
            entries = [*opened.statements(), *opened.claims()]
            if not entries:
                break
            entry = choice.draw(st.sampled_from(entries))
            if choice.draw(st.booleans()):
                opened.reviews.judge(entry.id, choice.draw(st.sampled_from(["right", "wrong"])), ME)
            else:
                opened.reviews.correct(entry.id, {}, YOU)
        assert list(opened.verify()) == []
        opened.add(replace(made, reader="another"), again=True)
        assert list(opened.verify()) == []
        for review in list(opened.reviews.history()):
            opened.reviews.undo(review.key, ME)
        assert opened.reading(made.document.id) == replace(made, reader="another")


def test_a_measure_waits_where_its_accord_is_no_longer_read() -> None:
    made = made_reading()
    accord = next(accord for accord in made.accords if accord.measures)
    measure = replace(accord.measures[0], id="measure_00000000000000aa", accord="accord_0000000000000000")
    joined = corrected(made, [Judgement(measure.id, "added", measure)])
    assert measure.id in {m.id for a in joined.accords for m in a.measures}
    assert corrected(replace(made, accords=()), [Judgement(measure.id, "added", measure)]).accords == ()


def test_a_correction_of_a_correction_stands_when_the_first_is_taken_back(ledger: Ledger) -> None:
    accord = next(entry for entry in ledger.claims(kind="accord") if entry.claim.measures)  # type: ignore[attr-defined]
    first = ledger.reviews.correct(accord.id, {"status": "proposed"}, ME)
    second = ledger.reviews.correct(first.made or "", {"status": "rejected"}, YOU)
    ledger.reviews.undo(first.key, ME)
    found = {entry.id: entry.claim for entry in ledger.claims(kind="accord")}
    assert second.made in found
    assert not {accord.id, first.made} & set(found)
    assert list(ledger.verify()) == []
    ledger.reviews.undo(second.key, ME)
    assert ledger.reading("meet") == made_reading()


@pytest.mark.parametrize(("word", "stance"), [("oppose", -1), ("Mixed", 0), ("support", 1), ("-1", -1)])
def test_a_stance_may_be_a_word(ledger: Ledger, word: str, stance: int) -> None:
    position = the(ledger, "position")
    made = ledger.reviews.correct(position, {"stance": word}, ME).made
    assert [e.claim.stance for e in ledger.claims(kind="position") if e.id == made] == [stance]
    with pytest.raises(InputError, match=r"say oppose \(-1\), mixed \(0\) or support \(1\)"):
        ledger.reviews.correct(str(made), {"stance": "lukewarm"}, ME)


def test_the_export_goes_into_a_file(ledger: Ledger, tmp_path: Path) -> None:
    where = ["--ledger", str(ledger.path)]
    ledger.reviews.judge(the(ledger, "position"), "right", ME)
    printed = run.invoke(app, ["review", "export", *where]).stdout
    written = run.invoke(app, ["review", "export", "--out", str(tmp_path / "reviews.jsonl"), *where])
    assert (written.exit_code, written.stdout) == (0, "")
    assert (tmp_path / "reviews.jsonl").read_text("utf-8") == printed
    assert printed.count("\n") == 1


def test_what_no_longer_stands_is_told_with_the_ways_out(ledger: Ledger) -> None:
    position = the(ledger, "position")
    first = ledger.reviews.correct(position, {"stance": -1}, YOU).made
    second = ledger.reviews.correct(str(first), {"stance": 0}, YOU).made
    with pytest.raises(ReviewConflictError) as caught:
        ledger.reviews.correct(position, {"stance": 0}, ME)
    for words in (f"in its place now, {second};", f"comity review history {position}", "comity review undo 1"):
        assert words in str(caught.value)
    ledger.reviews.judge(str(second), "wrong", YOU)
    with pytest.raises(ReviewConflictError) as caught:
        ledger.reviews.judge(str(second), "right", ME)
    assert "in its place" not in str(caught.value)
    assert "comity review undo 3" in str(caught.value)

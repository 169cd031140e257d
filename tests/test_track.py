"""Commitments over time: which measure a report means, when it was due, where reporters part; no verdict of our own."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from made_readings import LUND, OFFICIAL, ROHA, readings
from rich.console import Console
from typer.testing import CliRunner

from comity.analysis import Tracking, find_tracked, track
from comity.analysis.deadlines import Anchors, due_of
from comity.analysis.wording import overlap, words_of
from comity.cli import app
from comity.exports.track import choose, plain_tracking, tracking_csv, tracking_json
from comity.exports.track_calendar import calendar_of
from comity.exports.track_terminal import print_tracking
from comity.ledger import Ledger
from comity.model import (
    Accord,
    Actor,
    Document,
    InputError,
    Measure,
    Order,
    Reading,
    Report,
    Statement,
    When,
    content_id,
)
from comity.reading import Reader

EXAMPLES = Path(__file__).parent.parent / "examples"
VARDAAL = Actor("state/VRD", "Vardaal", "state", "VRD", "VRD")
NORREVIA = Actor("state/NRV", "Norrevia", "state", "NRV", "NRV")
FRONT = Actor("armed-group/front", "River Front", "armed-group", "VRD")
MISSION = Actor("organisation/mission", "Monitoring Mission", "organisation")
SIDES = {"Vardaal": VARDAAL, "Norrevia": NORREVIA, "Front": FRONT, "Roha": ROHA, "Lund": LUND, "Mission": MISSION}

ACCORD = """The Parties have agreed as follows:
Article 1. The Parties shall cease all hostilities from 00:00 on 14 April 2031.
Article 2. Within 14 days of signing, Vardaal and the Front shall release all persons they hold.
Article 3. Within 21 days of the start of the ceasefire, Vardaal shall withdraw its howitzers from the ridge.
Article 4. Norrevia shall reopen the Ostrine crossing to traffic within 5 days of verification.
Article 5. After the elections, the Front shall hand over its remaining heavy weapons to the Mission."""
MEASURES = [
    ("Article 1", "cease all hostilities from 00:00 on 14 April 2031", "ceasefire", "Vardaal Norrevia Front"),
    ("Article 2", "release all persons they hold", "prisoners", "Vardaal Front"),
    ("Article 3", "withdraw its howitzers from the ridge", "heavy-weapons", "Vardaal"),
    ("Article 4", "reopen the Ostrine crossing to traffic within 5 days of verification", "border", "Norrevia"),
    ("Article 5", "hand over its remaining heavy weapons to the Mission", "heavy-weapons", "Front"),
]
NAME = "Eider Accord"


def actors(words: str) -> tuple[Actor, ...]:
    return tuple(SIDES[word] for word in words.split())


class Made:
    """A reading put together by hand."""

    def __init__(self, text: str, day: str | None, publisher: str = "The Daily", title: str | None = None) -> None:
        published = date.fromisoformat(day) if day else None
        self.document = Document.create(text, title=title, publisher=publisher, published=published)
        self.statements: list[Statement] = []
        self.accords: list[Accord] = []
        self.reports: list[Report] = []
        self._n = count()

    def span(self, words: str) -> Any:
        start = self.document.text.index(words)
        return self.document.span(start, start + len(words))

    def base(self, kind: str, words: str, statement: str | None = None) -> dict[str, Any]:
        name = content_id(kind, self.document.id, words, next(self._n))
        return {"id": name, "document": self.document.id, "evidence": (self.span(words),), "statement": statement}

    def accord(self, content: str, parties: str, measures: Iterable[tuple[Any, ...]] = (), **values: Any) -> Made:
        base = self.base("accord", content)
        made = tuple(
            Measure(**self.base("measure", words), span=self.span(words), matter=matter, accord=base["id"],
                    number=number, obliged=actors(obliged))
            for number, words, matter, obliged in measures
        )  # fmt: skip
        edges = tuple(Order(made[a].id, "before", made[b].id) for a, b in values.pop("edges", ()))
        given = {"status": "agreed", "measures": made, "order": edges} | values
        self.accords.append(
            Accord(**base, parties=actors(parties), cue=None, content=self.span(content), **given)  # type: ignore[arg-type]
        )
        return self

    def named(self) -> Made:
        return self.accord(NAME, "Vardaal Norrevia Front", status="in-force", name=NAME, known="eider-accord")

    def report(self, about: str, status: Any, matter: str, doers: str = "", **values: Any) -> Made:
        speaker, sentence = values.pop("by", None), values.pop("sentence", self.document.text.split("\n")[0])
        said = None
        if speaker is not None:
            who = SIDES.get(speaker, OFFICIAL)
            said = content_id("statement", self.document.id, next(self._n))
            self.statements.append(Statement(said, self.document.id, None, None, (self.span(sentence),), (who,),
                                             "indirect", "named person"))  # fmt: skip
        self.reports.append(
            Report(
                **self.base("report", sentence, said),
                about=self.span(about),
                status=status,
                matter=matter,
                actors=actors(doers),
                **values,
            )
        )
        return self

    @property
    def reading(self) -> Reading:
        return Reading(self.document, "test 1", statements=tuple(self.statements), accords=tuple(self.accords),
                       reports=tuple(self.reports))  # fmt: skip


def accord_text() -> Reading:
    made = Made(ACCORD, "2031-04-11", "The Secretariat", "Eider Accord on the River Valley")
    return made.accord("agreed as follows", "Vardaal Norrevia Front", MEASURES).reading


def told(text: str, day: str | None, *report: Any, publisher: str = "The Daily", **values: Any) -> Reading:
    """A text whose first line holds one report, and whose second speaks of the accord by name."""
    made = Made(f"{text}\nThe {NAME} of April was named.", day, publisher).named()
    return made.report(*report, **values).reading


GATE = ("Norrevia has reopened the Ostrine crossing, Lund said.", "2031-05-17", "reopened the Ostrine crossing",
        "fulfilled", "border", "Norrevia")  # fmt: skip
HALF = ("The Ostrine crossing was reopened only in part, the mission said.", "2031-05-18", "The Ostrine crossing",
        "partial", "border")  # fmt: skip
CRISIS = [
    accord_text(),
    told("The ceasefire is holding.", "2031-04-20", "The ceasefire", "fulfilled", "ceasefire", publisher="Radio Eider"),
    told("Vardaal released 40 prisoners.", "2031-04-24", "released 40 prisoners", "partial", "prisoners", "Vardaal"),
    told("The River Front released all its captives.", "2031-05-02", "released all its captives", "fulfilled",
         "prisoners", "Front"),
    told("Vardaal moved four guns off the ridge.", "2031-05-04", "four guns off the ridge", "begun", "heavy-weapons",
         "Vardaal", by="Roha"),
    told("Vardaal has not withdrawn its artillery.", "2031-05-07", "withdrawn its artillery", "delayed",
         "heavy-weapons", "Vardaal", by="Mission"),
    told(*GATE, by="Lund"),
    told(*HALF, by="Mission"),
    told("The River Front broke the accord by keeping its guns, Roha said.", "2031-05-20", "the accord", "violated",
         "heavy-weapons", "Front", by="Roha"),
    told("Norrevia denied that this broke the accord.", "2031-05-21", "the accord", "denied", "peacekeeping",
         by="Lund"),
]  # fmt: skip


def asked(path: Path, made: Iterable[Reading], **values: Any) -> Tracking:
    path.unlink(missing_ok=True)
    with Ledger(path) as ledger:
        for reading in made:
            ledger.add(reading)
        return track(ledger, **values)


@pytest.fixture
def crisis(tmp_path: Path) -> Tracking:
    return asked(tmp_path / "test.ledger", CRISIS)


def statuses(tracking: Tracking) -> dict[str, list[str]]:
    found = find_tracked(tracking, NAME)
    return {str(c.number): [f"{r.day} {r.status}" for r in c.timeline] for c in found.commitments if c.timeline}


def test_each_report_stands_under_its_measure(crisis: Tracking) -> None:
    assert statuses(crisis) == {
        "Article 1": ["2031-04-20 fulfilled"],
        "Article 2": ["2031-04-24 partial", "2031-05-02 fulfilled"],
        "Article 3": ["2031-05-04 begun", "2031-05-07 delayed"],
        "Article 4": ["2031-05-17 fulfilled", "2031-05-18 partial"],
        "Article 5": ["2031-05-20 violated"],
    }
    assert [r.status for r in find_tracked(crisis, NAME).as_a_whole] == ["denied"]
    assert not crisis.unmatched


def test_a_dispute_is_shown_as_one_and_progress_is_none(crisis: Tracking) -> None:
    by_number = {c.number: c for c in find_tracked(crisis, NAME).commitments}
    gate = by_number["Article 4"].summary
    assert gate == "disputed: Teo Lund says fulfilled (17 May 2031), Monitoring Mission says partial (18 May 2031)"
    assert not by_number["Article 2"].disputes
    assert by_number["Article 2"].summary == "The Daily says fulfilled (2 May 2031)"


def test_each_match_says_why_and_how_sure(crisis: Tracking) -> None:
    for commitment in find_tracked(crisis, NAME).commitments:
        for report in commitment.timeline:
            assert report.match is not None
            assert report.match.why
            assert 0 < report.match.certainty <= 0.95
    gate = find_tracked(crisis, NAME).commitments[3].timeline[0].match
    assert gate is not None
    assert "same actor (Norrevia)" in gate.why
    assert "like words (reopened, ostrine, crossing)" in gate.why


def test_deadlines_are_days_where_they_can_be(crisis: Tracking) -> None:
    due = {c.number: (c.due.day.isoformat() if c.due.day else None) for c in crisis.accords[0].commitments if c.due}
    assert due == {
        "Article 1": "2031-04-14", "Article 2": "2031-04-25", "Article 3": "2031-05-05", "Article 4": None,
    }  # fmt: skip
    assert crisis.accords[0].commitments[1].against_deadline == (
        "1 report by that day, 1 after; first reported fulfilled on 2 May 2031, by The Daily"
    )


def test_as_of_hides_what_was_told_later(tmp_path: Path) -> None:
    early = asked(tmp_path / "a.ledger", CRISIS, as_of="2031-05-17")
    assert statuses(early)["Article 4"] == ["2031-05-17 fulfilled"]
    assert early.hidden == 3
    assert asked(tmp_path / "a.ledger", CRISIS, as_of="2031-03").accords == ()
    until = [reading for reading in CRISIS if str(reading.document.published) <= "2031-05-17"]
    assert asked(tmp_path / "b.ledger", until).accords == early.accords


@given(st.permutations(range(len(CRISIS))), st.data())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_order_of_arrival_and_re_reading_change_nothing(
    tmp_path: Path, order: list[int], data: st.DataObject
) -> None:
    again = data.draw(st.lists(st.sampled_from(range(len(CRISIS))), max_size=4))
    first = asked(tmp_path / "a.ledger", CRISIS)
    assert asked(tmp_path / "b.ledger", [CRISIS[n] for n in [*order, *again]]) == first


@given(st.lists(readings(), max_size=4, unique_by=lambda r: r.document.id))
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_ledger_can_be_tracked_and_shown_in_any_order(tmp_path: Path, made: list[Reading]) -> None:
    forth, back = (asked(tmp_path / f"{n}.ledger", some) for n, some in enumerate((made, made[::-1])))
    assert forth == back
    shown = choose(forth, everything=True)
    json.dumps(tracking_json(shown))
    Calendar.from_ical(calendar_of(shown))
    assert not any(ord(c) < 32 for line in plain_tracking(shown) for c in line)
    print_tracking(Console(file=io.StringIO(), width=60, markup=False), shown)
    for row in csv.reader(io.StringIO(tracking_csv(shown))):
        assert not any(cell.lstrip(" ").startswith(("=", "+", "-", "@")) for cell in row)


def test_what_fits_several_measures_says_so(tmp_path: Path) -> None:
    vague = told("Vardaal kept its obligations, Roha said.", "2031-05-01", "its obligations", "fulfilled",
                 "heavy-weapons", "Vardaal Front")  # fmt: skip
    found = find_tracked(asked(tmp_path / "a.ledger", [accord_text(), vague]), NAME)
    assert [r.status for r in found.as_a_whole] == ["fulfilled"]
    text = "Norrevia shall release prisoners from camps. Norrevia shall release prisoners from jails."
    twice = Made(text, "2031-04-11").accord(
        "prisoners from camps", "Norrevia Vardaal",
        [(None, "release prisoners from camps", "prisoners", "Norrevia"),
         (None, "release prisoners from jails", "prisoners", "Norrevia")],
        name=NAME, known="eider-accord",
    )  # fmt: skip
    freed = told(
        "Norrevia released prisoners.", "2031-04-20", "released prisoners", "fulfilled", "prisoners", "Norrevia"
    )
    pair = find_tracked(asked(tmp_path / "b.ledger", [twice.reading, freed]), NAME).commitments
    assert [[r.unsure for r in c.timeline] for c in pair] == [[True], [True]]
    assert pair[0].timeline[0].match.rivals == ("release prisoners from jails",)
    assert pair[0].summary == "no report; 1 more may belong here"


def test_a_report_before_the_accord_is_none_of_it(tmp_path: Path) -> None:
    early = told(GATE[0], "2031-03-17", *GATE[2:])
    found = asked(tmp_path / "a.ledger", [accord_text(), early])
    assert statuses(found) == {}
    assert [report.status for report in found.unmatched] == ["fulfilled"]


def test_copies_count_once(tmp_path: Path) -> None:
    copy = Made(f"{GATE[0]}\nThe {NAME} again.", "2031-05-18", "The Harbour Daily").named().report(*GATE[2:], by="Lund")
    found = asked(tmp_path / "a.ledger", [*CRISIS, copy.reading])
    gate = find_tracked(found, NAME).commitments[3].timeline
    assert [(r.status, len(r.copies)) for r in gate] == [("fulfilled", 1), ("partial", 0)]


def test_one_accord_across_documents(tmp_path: Path) -> None:
    news = Made("Vardaal and Norrevia agreed to cease hostilities and release persons held.", "2031-04-12").accord(
        "to cease hostilities and release persons held", "Roha Lund",
        [(None, "release persons held", "prisoners", "Roha")],
    )  # fmt: skip
    found = asked(tmp_path / "a.ledger", [*CRISIS, news.reading])
    accord = find_tracked(found, NAME)
    assert news.document.id in {entry.document.id for entry in accord.entries}
    assert len(accord.commitments) == len(MEASURES)
    assert len(accord.commitments[1].entries) == 2
    later = Made("Vardaal and Norrevia agreed to cease hostilities and release persons held.", "2031-09-12").accord(
        "to cease hostilities and release persons held", "Roha Lund"
    )
    assert len(asked(tmp_path / "b.ledger", [*CRISIS, later.reading]).accords) == 1  # nothing to follow in it


DEADLINES = [
    ("release them within 14 days of signing", "2031-04-25"),
    ("release them no later than two months after the signing", "2031-06-11"),
    ("release them within ninety (90) days of the signature of this Accord", "2031-07-10"),
    ("withdraw within 72 hours of the start of the ceasefire", "2031-04-17"),
    ("withdraw within 10 working days of signing", None),
    ("withdraw within 30 days of certification", None),
    ("withdraw by 1 July", "2031-07-01"),
    ("withdraw by February 3", "2032-02-03"),
    ("withdraw not later than 31 December 2031", "2031-12-31"),
    ("withdraw by 31 February 2031", None),
    ("withdraw within 99999999 years of signing", None),
]


@pytest.mark.parametrize(("text", "day"), DEADLINES)
def test_deadlines(text: str, day: str | None) -> None:
    document = Document.create(text)
    measure = Measure(
        id="m", document=document.id, evidence=(), span=document.span(0, len(text)), matter="x", accord="a"
    )
    due = due_of(measure, (text,), Anchors(date(2031, 4, 11), date(2031, 4, 14)))
    assert (due.day.isoformat() if due and due.day else None) == day


def test_no_deadline_is_none() -> None:
    text = "observe 30 consecutive days of calm"
    document = Document.create(text)
    measure = Measure(id="m", document=document.id, evidence=(), span=document.span(0, 7), matter="x", accord="a",
                      deadline=When("2031-03-21", "anchor"))  # fmt: skip
    assert due_of(measure, (text,), Anchors(date(2031, 4, 11))) is None


@pytest.mark.parametrize(
    ("left", "right"),
    [("pulled back its howitzers", "the withdrawal of artillery"), ("freed 20 hostages", "the release of prisoners"),
     ("The truce", "cease all hostilities"), ("elections", "the election to the council")],
)  # fmt: skip
def test_words_for_one_thing(left: str, right: str) -> None:
    assert overlap(words_of(left), words_of(right)) > 0


@pytest.mark.parametrize("empty", ["the accord", "its obligations in full", "nine breaches", "both parties", ""])
def test_words_for_no_thing(empty: str) -> None:
    assert not words_of(empty)


@pytest.mark.parametrize("wanted", ["eider-accord", "the Eider Accord", "eider", "EIDER ACCORD"])
def test_an_accord_is_found_by_name_part_and_id(crisis: Tracking, wanted: str) -> None:
    assert find_tracked(crisis, wanted).id == "eider-accord"


def test_an_accord_that_is_not_there(crisis: Tracking) -> None:
    with pytest.raises(InputError, match="it holds: Eider Accord"):
        find_tracked(crisis, "Treaty of Nowhere")


def run(tmp_path: Path, *words: str) -> Any:
    path = tmp_path / "cli.ledger"
    if not path.exists():
        asked(path, CRISIS)
    return CliRunner().invoke(app, ["track", *words, "--ledger", str(path)])


def test_the_command_prints_plain_lines_into_a_pipe(tmp_path: Path) -> None:
    done = run(tmp_path, "Eider Accord")
    assert done.exit_code == 0, done.output
    assert "\x1b" not in done.stdout
    assert "disputed: Teo Lund says fulfilled (17 May 2031), Monitoring Mission says partial" in done.stdout
    assert "due 25 April 2031 (“Within 14 days of signing”, counted from the signing)" in done.stdout


def test_the_command_filters(tmp_path: Path) -> None:
    measures = json.loads(run(tmp_path, "--matter", "border", "--json").stdout)["accords"][0]["measures"]
    assert [m["number"] for m in measures] == ["Article 4"]
    measures = json.loads(run(tmp_path, "--actor", "norrevia", "--json").stdout)["accords"][0]["measures"]
    assert [m["number"] for m in measures] == ["Article 1", "Article 4"]


def test_the_calendar_holds_the_deadlines(tmp_path: Path) -> None:
    out = tmp_path / "due.ics"
    assert run(tmp_path, "--format", "ics", "--out", str(out)).exit_code == 0
    events = Calendar.from_ical(out.read_bytes()).walk("VEVENT")
    assert [event["dtstart"].dt.isoformat() for event in events] == ["2031-04-14", "2031-04-25", "2031-05-05"]
    assert "Article 2" in events[1]["summary"]
    before = out.read_bytes()
    run(tmp_path, "--format", "ics", "--out", str(out))
    assert out.read_bytes() == before


def test_the_table_holds_every_report(tmp_path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run(tmp_path, "--format", "csv").stdout, newline="")))
    assert [row["status"] for row in rows if row["number"] == "Article 4"] == ["fulfilled", "partial"]
    assert {row["disputed"] for row in rows if row["number"] == "Article 4"} == {"yes"}


@pytest.mark.parametrize(
    ("words", "code"),
    [(("--as-of", "soon"), 2), (("Nowhere Treaty",), 3), (("--json", "--format", "csv"), 2), (("--out", "x"), 2)],
)
def test_exit_codes(tmp_path: Path, words: tuple[str, ...], code: int) -> None:
    assert run(tmp_path, *words).exit_code == code


def test_a_terminal_of_80_columns(crisis: Tracking) -> None:
    console = Console(file=io.StringIO(), width=80, force_terminal=True, markup=False, color_system=None)
    print_tracking(console, choose(crisis))
    lines = console.file.getvalue().splitlines()
    assert max(map(len, lines)) <= 80
    assert any("17 May 2031 fulfilled" in line for line in lines)


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented crisis, read in two orders, some of it twice."""
    from comity.api import LazyReader, ReadOptions, read_documents

    folder = tmp_path_factory.mktemp("crisis")
    texts = sorted((EXAMPLES / "invented-crisis").glob("*.md"))
    reader = LazyReader([EXAMPLES / "actors"])
    with Ledger(folder / "forth.ledger") as forth, Ledger(folder / "back.ledger") as back:
        for outcome in read_documents(texts, reader, ledger=forth):
            assert outcome.status == "added"
        for head in [row.head for row in forth.documents()][::-1]:
            back.add(forth.reading(head.id), name=head.name)
        list(read_documents(texts[15:17], reader, ledger=back, options=ReadOptions(again=True)))
    return folder


def test_the_bundled_crisis(bundled: Path) -> None:
    with Ledger(bundled / "forth.ledger", write=False) as forth, Ledger(bundled / "back.ledger", write=False) as back:
        found = track(forth)
        assert track(back).accords == found.accords
    accord = find_tracked(found, "Avrel Accord")
    assert accord.signed == "2031-04-11"
    assert accord.reports >= 10
    by_number: dict[str, list[str]] = {}
    for commitment in accord.commitments:
        by_number.setdefault(str(commitment.number), []).extend(r.status for r in commitment.timeline)
    for number, status in [("Article 1", "violated"), ("Article 2", "fulfilled"), ("Article 4", "partial"),
                           ("Article 5", "delayed"), ("Article 6", "fulfilled")]:  # fmt: skip
        assert status in by_number[number]
    artillery = next(c for c in accord.commitments if c.number == "Article 4")
    assert any({d.left.status, d.right.status} == {"violated", "fulfilled"} for d in artillery.disputes)
    assert artillery.summary.startswith("disputed: Tomas Verrin says violated (10 May 2031), Neva Corrant says ful")


def test_measures_show_their_category_and_orders_their_problems(tmp_path: Path, reader: Reader) -> None:
    text = (
        "Chile and Peru agreed on a handover of the islands, which would be proceeded by the release of captives. "
        "Chile and Peru agreed to open the port before lifting the embargo."
    )
    with Ledger(tmp_path / "one.ledger") as ledger:
        ledger.add(reader.read(Document.create(text, published=date(2031, 3, 4))))
        tracking = track(ledger)
    kinds = {c.phrase: c.kind for accord in tracking.accords for c in accord.commitments}
    assert str(kinds["the release of captives"]).startswith("PA-X TjPrire")
    problems = {problem.kind for accord in tracking.accords for problem in accord.order_problems}
    assert "slip" in problems
    shown = choose(tracking, everything=True)
    assert any(line.startswith("  ! order, slip: the text has “proceeded by”") for line in plain_tracking(shown))
    (slip, *_) = [p for accord in tracking_json(shown)["accords"] for p in accord["order_problems"]]
    assert slip["kind"] in {"slip", "cycle"}

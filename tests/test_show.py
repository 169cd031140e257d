"""The brief and the marked text: every question answered with its quote, and outside text harmless."""

from __future__ import annotations

import io
import itertools
import json
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_readings import ROHA, TEXT, made_reading, readings
from rich.console import Console

from comity.exports.brief import Brief, make_brief
from comity.exports.brief_json import brief_json
from comity.exports.brief_sections import ordered
from comity.exports.brief_terminal import print_brief
from comity.exports.brief_text import markdown_brief, plain_brief
from comity.exports.marked import mark_text, marked_json, plain_marked, print_marked
from comity.exports.safe_text import clean, dumps, markdown
from comity.ledger import Filter, Ledger
from comity.model import Actor, Document, Measure, Order, Reading

CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]")
OWN_COLOURS = re.compile("\x1b\\[[0-9;]*m")


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    with Ledger(tmp_path / "test.ledger") as opened:
        opened.add(made_reading(), name="meet")
        yield opened


def on_terminal(brief: Brief, width: int = 80) -> str:
    console = Console(file=io.StringIO(), width=width, force_terminal=True, markup=False, highlight=False, emoji=False)
    print_brief(console, brief)
    return OWN_COLOURS.sub("", console.file.getvalue())


ANSWERS = {
    "Who met": ["16 Mar 2031", "Ana Roha and Teo Lund met in Eidermouth", "for two hours"],
    "What was agreed": [
        "Vardaal official (unnamed) → Meridian → The",
        "“a ceasefire” before “the release of prisoners”",
        "by Ana Roha and Teo Lund",
    ],
    "Where each stands": ["Border control", "Teo Lund opposes “the border”", "Ana Roha supports “talks”"],
    "Where accounts part": ["differ: “tactics”", "“tactics” and elsewhere “strategies”"],
    "Who said what": ["Vardaal official (unnamed) → Meridian → The Harbour Daily", "Teo Lund → The Harbour Daily"],
    "How sure the texts are": ["possible", "by the words “may”", "where “preceded” is likely meant"],
    "Whether it was done": ["“The release of prisoners”: begun by Monitoring Mission"],
}


@pytest.mark.parametrize("section", ANSWERS)
def test_the_brief_answers(ledger: Ledger, section: str) -> None:
    text = on_terminal(make_brief(ledger, Filter()))
    part = text.split(f"{section} ──", 1)[1].split("───\n", 1)[1].split(" ────", 1)[0]
    for words in ANSWERS[section]:
        assert words in part


@pytest.mark.parametrize("width", [60, 80, 110])
def test_no_line_is_wider_than_the_terminal(ledger: Ledger, width: int) -> None:
    for line in on_terminal(make_brief(ledger, Filter()), width).splitlines():
        assert len(line.rstrip()) <= width


def test_every_quote_stands_where_it_says(ledger: Ledger) -> None:
    values = brief_json(make_brief(ledger, Filter(), everything=True))
    text = made_reading().document.text
    found = 0

    def walk(item: dict) -> None:
        nonlocal found
        for quote in item["quotes"]:
            start, end = map(int, quote["location"].split(":")[1].split("-"))
            if quote["text"] and item["aside"] != "slip?":
                assert text[start:end] == quote["text"]
            found += 1
        for child in item["children"]:
            walk(child)

    for section in values["sections"]:
        for item in section["items"]:
            walk(item)
    assert found > 12


def test_filters_narrow_the_brief(ledger: Ledger) -> None:
    brief = make_brief(ledger, Filter(actor="Roha", matter="negotiation"))
    assert [section.name for section in brief.sections] == ["Where each stands"]
    assert brief.filters["matter"].startswith("negotiation (")
    nothing = make_brief(ledger, Filter(actor="Nobody"))
    assert nothing.empty
    assert "Nothing in the ledger fits." in on_terminal(nothing)
    assert "Nothing in the ledger fits." in "\n".join(plain_brief(nothing))
    assert "none of the matters: ceasefire, " in make_brief(ledger, Filter(matter="cease-fire")).hint
    ledger.forget("meet")
    assert "comity read" in "\n".join(markdown_brief(make_brief(ledger, Filter())))


def test_many_texts_are_cut_short_and_say_so(ledger: Ledger) -> None:
    for n in range(20):
        ledger.add(made_reading(f"{TEXT} {n}", publisher=f"Outlet {n}", published=date(2032 + n, 3, 16)))  # no copies
    short = on_terminal(make_brief(ledger, Filter()))
    assert re.search(r"… and \d+ more \(--all\)", short)
    assert re.search(r"… and \d+ more places \(--all\)", short)
    assert "Outlet 19" not in short
    whole = "\n".join(plain_brief(make_brief(ledger, Filter(), everything=True)))
    assert "Outlet 19" in whole
    assert "--all" not in whole


EVIL = "\x1b]0;owned\x07\x1b[2J\u202etxt.exe\x9b31m [bold red]loud[/] <script>alert(1)</script> | *x*"


def test_outside_text_is_harmless(tmp_path: Path) -> None:
    made = made_reading(f"{TEXT} {EVIL}", title=EVIL, publisher=EVIL)
    with Ledger(tmp_path / "evil.ledger") as opened:
        opened.add(made, name=EVIL)
        brief = make_brief(opened, Filter(), everything=True)
        outputs = [on_terminal(brief), *plain_brief(brief), dumps(brief_json(brief)), *markdown_brief(brief)]
        outputs += plain_marked(mark_text(opened, made.document.id))
    for output in outputs:
        assert not CONTROLS.search(output.replace("\n", ""))
    assert "[bold red]loud" in outputs[0]
    page = "\n".join(markdown_brief(brief))
    assert "<script>" not in page
    assert json.loads(dumps(EVIL)) == EVIL


@given(text=st.text(st.characters(exclude_categories=("Cs",))))
def test_cleaning_leaves_no_controls(text: str) -> None:
    assert not CONTROLS.search(clean(text))
    assert "<" not in markdown(text).replace("\\<", "")
    assert json.loads(dumps(text)) == text


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=readings())
def test_any_reading_can_be_shown(tmp_path: Path, made: Reading) -> None:
    with Ledger(tmp_path / "any.ledger") as opened:
        opened.add(made, again=True)
        brief = make_brief(opened, Filter(document=made.document.id))
        shown = [on_terminal(brief, 60), *plain_brief(brief), *markdown_brief(brief), dumps(brief_json(brief))]
        marked = mark_text(opened, made.document.id)
        console = Console(file=io.StringIO(), width=60, force_terminal=True, markup=False)
        print_marked(console, marked)
        dumps(marked_json(marked))
        opened.forget(made.document.id)
    for output in shown:
        assert not CONTROLS.search(output.replace("\n", ""))


def test_the_marked_text_is_the_text(ledger: Ledger) -> None:
    marked = mark_text(ledger, "meet")
    first, *rest = plain_marked(marked)
    assert re.sub(r"\[\d+\]", "", first) == TEXT
    assert len(rest) == len(marked.marks) + 1
    assert "Roha supports talks[" in first


def _measures(count: int) -> list[Measure]:
    document = Document.create("abcdefgh")
    return [
        Measure(id=f"m{n}", document=document.id, evidence=(), span=document.span(n, n + 1), matter="other", accord="a")
        for n in range(count)
    ]


@given(edges=st.lists(st.tuples(st.integers(0, 4), st.sampled_from(["before", "after", "if"]), st.integers(0, 4))))
def test_measures_stand_in_the_order_the_text_tells(edges: list[tuple[int, str, int]]) -> None:
    measures = _measures(5)
    order = [Order(f"m{left}", relation, f"m{right}") for left, relation, right in edges]
    pairs = {(left, right) if relation == "before" else (right, left) for left, relation, right in edges}
    found = [int(measure.id[1:]) for measure in ordered(measures, order)]
    assert sorted(found) == list(range(5))

    def fits(places: tuple[int, ...]) -> bool:
        return all(places.index(early) < places.index(late) for early, late in pairs)

    if any(fits(places) for places in itertools.permutations(range(5))):
        assert fits(tuple(found))
    else:
        assert found == list(range(5))


def test_unnamed_actors_say_so(ledger: Ledger) -> None:
    assert "Vardaal official (unnamed)" in "\n".join(plain_brief(make_brief(ledger, Filter())))
    assert Actor("x", "an aide", "unnamed").label == "unnamed: an aide"
    assert ROHA.label == "Ana Roha"

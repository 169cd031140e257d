"""Answers about the whole ledger: kept, told to be behind, never shown after one of their texts was forgotten."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import ready
from fastapi.testclient import TestClient
from httpx import Response
from hypothesis import given, settings
from hypothesis import strategies as st
from made_readings import TEXT, made_reading

from comity.ledger import Ledger
from comity.web import Settings, create_app
from comity.web.desk import Desk
from comity.web.kept import texts_of
from comity.web.located import located

SECRET = "The Outlet That Was Forgotten"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with Ledger(tmp_path / "web.ledger") as ledger:
        ledger.add(made_reading(), name="meet")
    return tmp_path / "web.ledger"


@pytest.fixture
def client(path: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(path)), base_url="http://localhost:8000") as opened:
        yield opened


def slow(path: Path) -> tuple[Desk, threading.Event, list[int]]:
    """A desk, an event that lets its answers come, and how often one was begun."""
    return Desk(path, create=True), threading.Event(), []


def current(client: TestClient, twin: str) -> Response:
    """A page's JSON once it tells of the ledger as it is now."""
    until = time.monotonic() + 60
    while (answer := ready(client, twin)).json()["behind"] and time.monotonic() < until:
        time.sleep(0.1)
    return answer


def publishers(ledger: Ledger) -> list[str]:
    return [row["publisher"] for row in ledger.pages.outlets()]


def test_no_page_shows_what_was_forgotten(client: TestClient, path: Path) -> None:
    made = made_reading(f"{TEXT} More.", publisher=SECRET, title=SECRET)
    pages = (
        "/",
        "/sources",
        "/sources.json",
        "/sources.csv",
        "/home.json",
        "/documents",
        "/actors",
        "/map",
        "/matters",
    )
    for n in range(3):
        with Ledger(path) as ledger:
            ledger.add(made)
        assert SECRET in current(client, "/sources.json").text
        assert current(client, "/home.json").json()["counts"]["document"] == 2
        with Ledger(path) as ledger:
            ledger.forget(made.document.id)
        for page in pages:
            answer = ready(client, page)
            assert answer.status_code == 200
            assert SECRET not in answer.text, (n, page)
        assert current(client, "/home.json").json()["counts"]["document"] == 1


def test_an_older_answer_is_given_while_a_newer_one_is_found_but_not_after_forgetting(path: Path) -> None:
    desk, let, begun = slow(path)
    made = made_reading(f"{TEXT} More.", publisher=SECRET)
    with Ledger(path) as ledger:
        ledger.add(made)

    def work(ledger: Ledger) -> list[str]:
        begun.append(1)
        found = publishers(ledger)
        let.wait(10)
        return found

    let.set()
    assert SECRET in (desk.kept("outlets", work) or [])
    let.clear()
    with Ledger(path) as ledger:
        ledger.add(made_reading(f"{TEXT} And more.", publisher="A Third"))
    time.sleep(0.3)
    answer = desk.answers.ask("outlets", work, patience=0.0)
    assert (SECRET in (answer.found or []), answer.behind) == (True, True)
    assert desk.answers.pending([answer.key]) == 1
    with Ledger(path) as ledger:
        ledger.forget(made.document.id)
    assert desk.kept("outlets", work, patience=0.1) is None  # the one being found began before that
    let.set()
    found = desk.kept("outlets", work, patience=10)
    assert found is not None
    assert SECRET not in found
    assert "A Third" in found


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 4), min_size=1, max_size=8), st.integers(0, 7))
def test_texts_that_go_are_noticed(tmp_path_factory: pytest.TempPathFactory, steps: list[int], at: int) -> None:
    path = tmp_path_factory.mktemp("texts") / "some.ledger"
    texts = [made_reading(f"{TEXT} It was number {n}.") for n in range(5)]
    held: set[int] = set()
    before, was = None, set[int]()
    with Ledger(path) as ledger:
        for n, step in enumerate(steps):
            if n == at % len(steps):
                before, was = texts_of(ledger), set(held)
            if step in held:
                ledger.forget(texts[step].document.id)
                held.discard(step)
                if before is not None and step in was:
                    assert not before.still_in(ledger, texts_of(ledger))
                    was = set()
                    before = None
            else:
                ledger.add(texts[step])
                held.add(step)
                if before is not None and len(held) == len(was) + 1 and was < held:
                    assert before.still_in(ledger, texts_of(ledger))


def test_a_page_says_what_is_still_worked_out_and_when_it_is_there(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    let = threading.Event()

    def counts(ledger: Ledger) -> dict[str, int]:
        let.wait(10)
        return {"document": 41}

    monkeypatch.setattr("comity.web.pages.home._counts", counts)
    with TestClient(create_app(Settings(path)), base_url="http://localhost") as client:
        shown = client.get("/")
        assert shown.status_code == 200
        assert "Two leaders meet" in shown.text  # the rest of the page is there
        assert "still being worked out" in shown.text
        key = shown.text.split('data-working="')[1].split('"')[0]
        assert client.get(f"/working.json?of={key}").json() == {"working": 1, "reading": 0}
        twin = client.get("/home.json")
        assert (twin.status_code, twin.headers["retry-after"]) == (503, "2")
        let.set()
        until = time.monotonic() + 10
        while client.get(f"/working.json?of={key}").json()["working"] and time.monotonic() < until:
            time.sleep(0.02)
        assert "<b>41</b>" in client.get("/").text
        assert "still being worked out" not in client.get("/").text
        assert client.get("/home.json").json()["behind"] is False


def test_accords_are_shown_before_they_are_followed(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    let = threading.Event()
    from comity.web.pages import accords

    follow = accords._track
    monkeypatch.setattr(accords, "_track", lambda *given: (let.wait(10), follow(*given))[1])
    with TestClient(create_app(Settings(path)), base_url="http://localhost") as client:
        claim = client.get("/claims.json?kind=accord").json()["claims"][0]["id"]
        for page in ("/accords", f"/accords/{claim}"):
            shown = client.get(page).text
            assert "over the whole ledger" in shown
            assert "data-working" in shown
        let.set()
        assert ready(client, "/accords.json").json()["accords"]
        assert "data-working" not in client.get("/accords").text


def test_places_lie_where_the_gazetteer_and_own_files_say() -> None:
    own = (Path(__file__).parents[1] / "examples" / "actors",)
    found = located(["Paris", "Washington, D.C.", "Norway", "Nowhereatall", "Haldrin"], own)
    assert found["Paris"].longitude == pytest.approx(2.35, abs=0.1)
    assert found["Washington, D.C."].latitude == pytest.approx(38.9, abs=0.1)
    assert (found["Norway"].longitude, found["Norway"].country) == (None, "NOR")
    assert (found["Haldrin"].longitude, found["Haldrin"].country) == (None, "XOR")
    assert found["Nowhereatall"].country is None
    assert located(["Haldrin"], ())["Haldrin"].country is None


def test_a_fault_in_an_answer_is_told_once_and_tried_again(path: Path) -> None:
    desk = Desk(path, create=True)
    faults = [ValueError("once")]

    def work(ledger: Ledger) -> int:
        if faults:
            raise faults.pop()
        return 7

    with pytest.raises(ValueError, match="once"):
        desk.kept("number", work)
    assert desk.kept("number", work) == 7


def test_another_ledger_of_the_same_name_has_its_own_answers(client: TestClient, path: Path, tmp_path: Path) -> None:
    assert "The Harbour Daily" in ready(client, "/sources").text
    other = tmp_path / "other.ledger"
    with Ledger(other) as ledger:
        ledger.add(made_reading(f"{TEXT} Elsewhere.", publisher="Another World"))
    other.replace(path)
    for leftover in ("-wal", "-shm"):
        path.with_name(path.name + leftover).unlink(missing_ok=True)
    shown = ready(client, "/sources").text
    assert "Another World" in shown
    assert "The Harbour Daily" not in shown

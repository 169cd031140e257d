"""Texts that wait to be read: bounded, told of by number, ended without delay."""

from __future__ import annotations

import asyncio
import json
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from made_readings import made_reading

from comity.gather import Metadata
from comity.ledger import Ledger
from comity.web import Settings, create_app
from comity.web.reads import LEFT, MOST_BYTES, MOST_WAITING, Job, ReadQueue, Upload


@pytest.fixture
def path(tmp_path: Path) -> Path:
    Ledger(tmp_path / "web.ledger").close()
    return tmp_path / "web.ledger"


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """No text is read before this event is set."""
    let = threading.Event()

    def read_one(self: ReadQueue, job: Job, upload: Upload, reader: object, ledger: object) -> None:
        let.wait(20)
        job.tell(state="added", name=upload.name)

    monkeypatch.setattr(ReadQueue, "_read_one", read_one)
    yield let
    let.set()


def some(n: int = 1, size: int = 10) -> list[Upload]:
    return [Upload(f"text {k}.txt", b"x" * size) for k in range(n)]


def soon(true: Any, seconds: float = 10.0) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until
        time.sleep(0.01)


def begun(queue: ReadQueue, uploads: list[Upload]) -> Job:
    """A job whose first text is in hand."""
    job = queue.add(uploads, Metadata())
    assert job is not None
    soon(lambda: any(event["state"] == "reading" for event in job.events))
    return job


@pytest.mark.usefixtures("held")
def test_what_waits_is_bounded_by_number(path: Path) -> None:
    queue = ReadQueue(Settings(path))
    begun(queue, some())
    for _ in range(MOST_WAITING):
        assert queue.add(some(), Metadata())
    assert queue.add(some(), Metadata()) is None


def test_what_waits_is_bounded_by_size(path: Path, held: threading.Event) -> None:
    queue = ReadQueue(Settings(path))
    first = begun(queue, some(2, MOST_BYTES // 4))
    assert queue.add(some(1, MOST_BYTES // 2 + 1), Metadata()) is None
    second = queue.add(some(1, MOST_BYTES // 2), Metadata())
    assert second is not None
    assert queue.add(some(), Metadata()) is None
    assert queue.before(second) == 2
    held.set()
    soon(lambda: first.done and second.done)
    assert queue.add(some(1, MOST_BYTES), Metadata()) is not None


@pytest.mark.usefixtures("held")
def test_a_full_queue_is_told_on_a_page(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comity.web.reads.MOST_BYTES", 1000)
    with TestClient(create_app(Settings(path)), base_url="http://localhost") as client:
        csrf = re.search(r'name="csrf" value="(\w+)"', client.get("/").text)
        assert csrf
        form = {"csrf": csrf[1], "text": "A text. " * 100}
        assert client.post("/read", data=form, follow_redirects=False).status_code == 303
        answer = client.post("/read", data=form, follow_redirects=False)
        assert answer.status_code == 503
        assert "Too much waits to be read already" in answer.text
        assert answer.headers["retry-after"]
        home = client.get("/").text
        assert "Comity is reading: 1 text" in home
        assert 'data-reading="1"' in home


def test_the_end_comes_at_once_with_a_full_queue(path: Path, held: threading.Event) -> None:
    queue = ReadQueue(Settings(path))
    first = begun(queue, some(3))
    others = [queue.add([Upload(f"other {n}.txt", b"")], Metadata()) for n in range(MOST_WAITING)]
    started = time.monotonic()
    unread = queue.stop(patience=0.3)
    assert time.monotonic() - started < 1.5
    assert unread == ["text 0.txt", "text 1.txt", "text 2.txt", *(f"other {n}.txt" for n in range(MOST_WAITING))]
    for job in others:
        assert job is not None
        assert job.done
        assert [event["reason"] for event in job.events] == [LEFT, None]
    assert queue.add(some(), Metadata()) is None
    held.set()
    soon(lambda: first.done)
    assert [event["state"] for event in first.events][-3:] == ["refused", "refused", "done"]
    assert queue.stop() == ["text 1.txt", "text 2.txt", *(f"other {n}.txt" for n in range(MOST_WAITING))]


def test_nothing_is_unread_where_nothing_waits(path: Path) -> None:
    assert ReadQueue(Settings(path)).stop() == []


def numbered(client: TestClient, address: str, last: str | None = None) -> list[tuple[int, str]]:
    headers = {"last-event-id": last} if last is not None else {}
    rows = client.get(address, headers=headers).text.splitlines()
    ids = [int(row[4:]) for row in rows if row.startswith("id: ")]
    return list(zip(ids, [json.loads(row[6:])["state"] for row in rows if row.startswith("data: ")], strict=True))


def test_events_are_numbered_and_none_is_told_twice(path: Path, held: threading.Event) -> None:
    held.set()
    with TestClient(create_app(Settings(path)), base_url="http://localhost") as client:
        queue: ReadQueue = client.app.state.reads  # type: ignore[attr-defined]
        job = queue.add(some(2), Metadata())
        assert job is not None
        soon(lambda: job.done)
        address = f"/reading/{job.id}/events"
        every = numbered(client, address)
        assert [n for n, _ in every] == list(range(1, len(every) + 1))
        assert [state for _, state in every] == ["loading", "reading", "added", "reading", "added", "done"]
        assert numbered(client, address, "3") == every[3:]
        assert numbered(client, f"{address}?after=4") == every[4:]
        assert numbered(client, f"{address}?after=2", "4") == every[4:]
        assert numbered(client, address, "x" * 40) == every
        assert client.get(address, headers={"last-event-id": "6"}).status_code == 204
        page = client.get(f"/reading/{job.id}").text
        assert "data-job" not in page  # nothing more is waited for


def test_a_follower_hears_the_rest_and_then_the_end() -> None:
    job = Job("a", [], Metadata())
    job.tell(state="reading", name="one")

    async def follow() -> list[int]:
        asyncio.get_running_loop().call_later(0.1, lambda: job.tell(state="done"))
        return [event[0] async for event in job.follow(1, lambda: False) if event]

    assert asyncio.run(follow()) == [2]


def test_the_progress_of_a_forgotten_text_names_it_no_longer(path: Path) -> None:
    made = made_reading(title="A secret title")
    with TestClient(create_app(Settings(path)), base_url="http://localhost") as client:
        job = Job("abc", [], Metadata())
        job.tell(state="reading", name="A secret name.txt")
        job.tell(state="added", name="A secret name.txt", document=made.document.id, title="A secret title")
        job.tell(state="done", address=f"/documents/{made.document.id}")
        client.app.state.reads._jobs["abc"] = job  # type: ignore[attr-defined]
        with Ledger(path) as ledger:
            ledger.add(made)
        assert "A secret title" in client.get("/reading/abc").text
        with Ledger(path) as ledger:
            ledger.forget(made.document.id)
        for address in ("/reading/abc", "/reading/abc/events"):
            shown = client.get(address).text
            assert "A secret" not in shown
            assert "a text that was forgotten" in shown


def test_a_refused_pasted_text_leaves_none_of_its_words(path: Path) -> None:
    with TestClient(create_app(Settings(path)), base_url="http://localhost") as client:
        csrf = re.search(r'name="csrf" value="(\w+)"', client.get("/").text)
        assert csrf
        form = {
            "csrf": csrf[1],
            "text": "Le ministre des affaires étrangères a déclaré hier que son pays soutient la paix. " * 9,
        }
        started = client.post("/read", data=form, follow_redirects=False)
        job = client.app.state.reads.job(started.headers["location"].split("/")[-1])  # type: ignore[attr-defined]
        soon(lambda: job.done, 60)
        assert [event["state"] for event in job.events][-2:] == ["refused", "done"]
    with Ledger(path) as ledger:
        assert [refusal.source for refusal in ledger.refusals()] == ["sent to the web view: pasted text"]

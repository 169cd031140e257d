"""`comity serve` as a process: it says where it is, serves while others write, and stops when told to."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from made_readings import TEXT, made_reading

from comity.ledger import Ledger


@contextmanager
def serving(*options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process and the address it prints."""
    command = [sys.executable, "-m", "comity", "serve", "--port", "0", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        found = re.search(r"https?://\S+", process.stdout.readline())
        assert found, process.communicate(timeout=20)[1]
        yield process, found[0]
    finally:
        process.kill()
        process.wait(timeout=10)


def asked(address: str) -> str:
    with urllib.request.urlopen(address, timeout=20) as answer:
        return str(answer.read().decode())


def test_it_serves_while_another_writes_and_stops_on_ctrl_c(tmp_path: Path) -> None:
    path = tmp_path / "live.ledger"
    with serving("--ledger", str(path)) as (process, address):
        assert "The ledger is empty" in asked(address)
        with Ledger(path) as ledger:
            ledger.add(made_reading())
            with ledger.store.transaction():  # a writer in the middle of its work
                assert "Two leaders meet" in asked(f"{address}documents")
            ledger.add(made_reading(f"{TEXT} More.", title="Another report"))
        assert "Another report" in asked(f"{address}documents")
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=20)
        assert process.returncode == 0
        assert said.strip() == "stopped"


def test_to_others_it_gives_a_token(tmp_path: Path) -> None:
    with serving("--ledger", str(tmp_path / "mine.ledger"), "--host", "0.0.0.0") as (_, address):
        token, port = re.search(r"token=(\S+)", address), re.search(r":(\d+)/", address)
        assert token
        assert port
        with pytest.raises(urllib.error.HTTPError, match="401"):
            asked(f"http://127.0.0.1:{port[1]}/documents")
        request = urllib.request.Request(f"http://127.0.0.1:{port[1]}/documents.json")
        request.add_header("authorization", f"Bearer {token[1]}")
        with urllib.request.urlopen(request, timeout=20) as answer:
            assert b'"documents"' in answer.read()


def test_what_cannot_be_served_is_told(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "comity", "serve", "--ledger", str(tmp_path / "none.ledger"), "--read-only"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode != 0
    assert "comity read" in done.stderr


def test_behind_a_proxy_it_answers_to_its_name_and_asks_for_the_token(tmp_path: Path) -> None:
    options = ("--ledger", str(tmp_path / "mine.ledger"), "--proxy", "https://desk.example/")
    with serving(*options) as (process, address):
        token = re.fullmatch(r"https://desk\.example/\?token=(\S+)", address)
        assert token
        assert process.stdout is not None
        here = re.search(r"http://127\.0\.0\.1:\d+/", process.stdout.readline())
        assert here
        with pytest.raises(urllib.error.HTTPError, match="401"):
            asked(here[0])
        request = urllib.request.Request(f"{here[0]}?token={token[1]}", headers={"host": "desk.example"})
        with pytest.raises(urllib.error.HTTPError, match="303") as led:
            urllib.request.build_opener(_Stay()).open(request, timeout=20)
        assert led.value.headers["location"] == "/"
        assert all("secure" in cookie.lower() for cookie in led.value.headers.get_all("set-cookie"))


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirect."""

    def redirect_request(self, *_: object) -> None:
        return None


@pytest.mark.parametrize("proxy", ["desk.example", "https://", "https://desk.example/room", "https://a:b@desk.example"])
def test_a_proxy_is_named_by_its_whole_address(tmp_path: Path, proxy: str) -> None:
    command = [sys.executable, "-m", "comity", "serve", "--ledger", str(tmp_path / "a.ledger"), "--proxy", proxy]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "--proxy https://desk.example" in done.stderr


def test_what_was_not_read_is_named_when_it_stops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    monkeypatch.setenv("TMPDIR", str(kept))
    with serving("--ledger", str(tmp_path / "live.ledger")) as (process, address):
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        csrf = re.search(r'name="csrf" value="(\w+)"', opener.open(address).read().decode())
        assert csrf
        for n in range(5):
            body = urllib.parse.urlencode({"csrf": csrf[1], "text": f"Text number {n}. " * 2000, "title": f"T {n}"})
            opener.open(urllib.request.Request(f"{address}read", body.encode()), timeout=20)
        started = time.monotonic()
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=20)
        assert time.monotonic() - started < 8  # two seconds, and what a busy machine adds
        assert process.returncode == 0
        assert not list(kept.glob("comity-*"))
        assert re.search(r"stopped; not read, send again: (Text number \d Text number[^,]*(, )?){4,5}", said)

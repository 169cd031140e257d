"""A real browser for tests of the web view, and the web view in a thread of its own."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from fastapi.testclient import TestClient
from httpx import Response

from comity.web import Settings, create_app
from comity.web.security import Gate

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-default-apps", "--no-first-run", "--disable-domain-reliability",
    "--disable-features=Translate",
)  # fmt: skip
MISSING = "no browser here: install Chromium (Debian, Ubuntu: apt-get install chromium)"


def ready(client: TestClient, page: str) -> Response:
    """A page once what it counts over the whole ledger is there, at most a minute later."""
    until = time.monotonic() + 60
    while (answer := client.get(page)).status_code == 503 and time.monotonic() < until:
        time.sleep(0.1)
    return answer


def browser_path() -> str | None:
    """The Chromium that is installed, if one is."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def served(
    ledger: Path, *, read_only: bool = False, knowledge: tuple[Path, ...] = (), gate: Gate | None = None
) -> Iterator[str]:
    """The address at which a ledger is served; `knowledge`: files or folders of actors, accords and matters."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    app = create_app(Settings(ledger, gate or Gate(), read_only=read_only, knowledge=knowledge))
    config = uvicorn.Config(app, log_level="error", lifespan="on", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.02)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=5)

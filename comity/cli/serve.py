"""`comity serve`: the ledger in a browser."""

from __future__ import annotations

import os
import secrets
import socket
import sys
import threading
import webbrowser
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from comity.cli.tools import (
    DEFAULT,
    EXIT_CODES,
    Debug,
    LedgerPath,
    OwnKnowledge,
    examples,
    guarded,
)
from comity.exports.safe_text import clean

if TYPE_CHECKING:
    from types import FrameType

    from fastapi import FastAPI

    from comity.web.security import Gate

EPILOG = (
    examples(
        "comity serve                                   # http://127.0.0.1:8765, the ledger comity.ledger",
        "comity serve --ledger g20.ledger --open        # and open it in the browser",
        "comity serve --read-only --port 0              # nothing can be written; any free port",
        "comity serve --host 192.168.1.20               # others may reach it, with the access token it prints",
        "comity serve --proxy https://desk.example      # behind a proxy with TLS that passes that name on",
    )
    + "\n\nThe pages come from this machine only and ask nothing of the network. With --host, whoever has the printed "
    "address can read the ledger, and write to it unless --read-only is given; put a proxy with TLS before it outside "
    "a network that you trust, and name its address with --proxy. Ctrl-C stops it: the text in hand is read to its end "
    "if that takes no longer than two seconds, and what was not read is named. Texts may be read into the same ledger "
    "meanwhile. " + EXIT_CODES
)


def serve(  # noqa: PLR0913, PLR0917 - the command line's own options
    ledger: LedgerPath = DEFAULT,
    host: Annotated[str, typer.Option("--host", help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="The port; 0 takes any free one.")] = 8765,
    open_browser: Annotated[bool, typer.Option("--open", help="Open the browser.")] = False,
    read_only: Annotated[bool, typer.Option("--read-only", help="Let nobody read texts in or judge claims.")] = False,
    actors: OwnKnowledge = None,
    pipeline: Annotated[str | None, typer.Option("--pipeline", help="Another installed spaCy pipeline.")] = None,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Let pages inside private networks be read as well.")
    ] = False,
    proxy: Annotated[
        str | None, typer.Option("--proxy", help="The https address of a proxy before it; asks for the access token.")
    ] = None,
    debug: Debug = False,
) -> None:
    """Open the ledger in a browser: read texts, follow claims to their words, compare accounts, review."""
    with guarded(debug):
        from comity.web import Settings, create_app

        public = _origin(proxy) if proxy else None
        gate = _gate(host, public)
        app = create_app(Settings(ledger, gate, read_only, tuple(actors or ()), pipeline, allow_private))
        listening = _listen(host, port)
        shown = socket.gethostname() if gate.any_address else f"[{host}]" if ":" in host else host
        address = public or f"http://{shown}:{listening.getsockname()[1]}"
        address += f"/?token={gate.token}" if gate.token else "/"
        print(f"{ledger} is open at {address}", flush=True)
        if public:
            print(f"The proxy reaches it at http://{shown}:{listening.getsockname()[1]}/", flush=True)
        print("Ctrl-C stops it.", flush=True)
        if open_browser:
            threading.Timer(0.5, webbrowser.open, [address]).start()
        unread = _run(app, listening)
        said = "stopped" + (f"; not read, send again: {_in_short(unread)}" if unread else "")
        print(said, file=sys.stderr, flush=True)
        if app.state.reads.busy():  # a thread inside the reader's libraries would make an ordinary end a crash
            os._exit(0)


def _gate(host: str, public: str | None) -> Gate:
    """To which names the server answers, and whether it asks for a token."""
    from comity.web.security import LOOPBACK, Gate

    local = host in LOOPBACK
    names = set() if local else {host.lower(), socket.gethostname().lower()}
    if public:
        names.add(urlsplit(public).hostname or "")
    token = None if local and not public else secrets.token_urlsafe(24)
    everywhere = host in {"0.0.0.0", "::"}  # noqa: S104 - asked for by name, and behind the token
    return Gate(hosts=LOOPBACK | names, token=token, any_address=everywhere, public=public)


def _origin(proxy: str) -> str:
    """`https://name` or `https://name:port` of a proxy's address; raises UsageError where it is none."""
    from comity.model import UsageError

    try:
        parts = urlsplit(proxy.strip())
        sound = parts.scheme in {"http", "https"} and bool(parts.hostname) and not parts.username
        sound = sound and parts.path in {"", "/"} and not parts.query and (parts.port or 1) > 0
    except ValueError:
        sound = False
    if not sound:
        raise UsageError("--proxy takes the address of a whole host: --proxy https://desk.example")
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _run(app: FastAPI, listening: socket.socket) -> list[str]:
    """Serve until Ctrl-C; the names of texts that were not read."""
    import uvicorn

    class Server(uvicorn.Server):
        """Lets no other text begin as soon as it is told to end, and ends the connections that follow one."""

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            threading.Thread(target=app.state.reads.end, daemon=True).start()  # a signal may come while a lock is held
            super().handle_exit(sig, frame)

    config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, lifespan="on",
                            timeout_graceful_shutdown=2)  # fmt: skip
    with suppress(KeyboardInterrupt):
        Server(config).run(sockets=[listening])
    unread: list[str] = app.state.reads.stop(0.0)
    return unread


def _in_short(names: list[str]) -> str:
    """Names on one line, those that come several times once."""
    counted = [f"{clean(name)} ({n} times)" if n > 1 else clean(name) for name, n in Counter(names).items()]
    return ", ".join(counted[:20]) + (f" and {len(counted) - 20} more" if len(counted) > 20 else "")


def _listen(host: str, port: int) -> socket.socket:
    """A bound socket; raises InputError with what to do where that cannot be."""
    from comity.model import UsageError

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
        made.listen(128)  # who comes before the pages are ready waits
    except OSError as error:
        made.close()
        hint = "name another --port, or --port 0 for any free one" if port else "check --host"
        raise UsageError(f"cannot listen at {host}, port {port} ({error.strerror}): {hint}") from error
    return made

"""`comity serve`: the ledger in a browser."""

from __future__ import annotations

import secrets
import socket
import sys
import threading
import webbrowser
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from comity.cli_tools import EXIT_CODES, Debug, LedgerPath, examples, guarded

DEFAULT = Path("comity.ledger")
EPILOG = (
    examples(
        "comity serve                                   # http://127.0.0.1:8765, the ledger comity.ledger",
        "comity serve --ledger g20.ledger --open        # and open it in the browser",
        "comity serve --read-only --port 0              # nothing can be written; any free port",
        "comity serve --host 192.168.1.20               # others may reach it, with the access token it prints",
    )
    + "\n\nThe pages come from this machine only and ask nothing of the network. With --host, whoever has the printed "
    "address can read the ledger, and write to it unless --read-only is given; put a proxy with TLS before it outside "
    "a network that you trust. Ctrl-C stops it; texts may be read into the same ledger meanwhile. " + EXIT_CODES
)


def serve(  # noqa: PLR0913, PLR0917 - the command line's own options
    ledger: LedgerPath = DEFAULT,
    host: Annotated[str, typer.Option("--host", help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="The port; 0 takes any free one.")] = 8765,
    open_browser: Annotated[bool, typer.Option("--open", help="Open the browser.")] = False,
    read_only: Annotated[bool, typer.Option("--read-only", help="Let nobody read texts in or judge claims.")] = False,
    actors: Annotated[
        list[Path] | None, typer.Option("--actors", help="Your own files or folders of actors, accords, matters.")
    ] = None,
    pipeline: Annotated[str | None, typer.Option("--pipeline", help="Another installed spaCy pipeline.")] = None,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Let pages inside private networks be read as well.")
    ] = False,
    debug: Debug = False,
) -> None:
    """Open the ledger in a browser: read texts, follow claims to their words, compare accounts, review."""
    with guarded(debug):
        import uvicorn

        from comity.web import Settings, create_app
        from comity.web.security import LOOPBACK, Gate

        local = host in LOOPBACK
        token = None if local else secrets.token_urlsafe(24)
        everywhere = host in {"0.0.0.0", "::"}  # noqa: S104 - asked for by name, and behind the token
        names = set() if local else {host.lower(), socket.gethostname().lower()}
        gate = Gate(hosts=LOOPBACK | names, token=token, any_address=everywhere)
        app = create_app(Settings(ledger, gate, read_only, tuple(actors or ()), pipeline, allow_private))
        listening = _listen(host, port)
        shown = socket.gethostname() if everywhere else f"[{host}]" if ":" in host else host
        address = f"http://{shown}:{listening.getsockname()[1]}/" + (f"?token={token}" if token else "")
        print(f"{ledger} is open at {address}", flush=True)
        print("Ctrl-C stops it.", flush=True)
        if open_browser:
            threading.Timer(0.5, webbrowser.open, [address]).start()
        config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, lifespan="on",
                                timeout_graceful_shutdown=2)  # fmt: skip
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listening])
        print("stopped", file=sys.stderr)


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

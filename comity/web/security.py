"""What stands before every page: who may ask (host, token), how much may be sent, and what a browser may do with it."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = 32_000_000  # bytes of one request: uploads of texts
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
SESSION, TOKEN = "comity_session", "comity_token"

HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
}


@dataclass(frozen=True, slots=True)
class Gate:
    """Who may ask: the names this server answers to, and a token where others than this machine can reach it.

    `any_address`: it also answers to every numeric address, for it listens at all of this machine's.
    """

    hosts: frozenset[str] = LOOPBACK
    token: str | None = None
    any_address: bool = False
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    def answers_to(self, host: str) -> bool:
        """Whether a request may name this host; another site's name that leads here (DNS rebinding) is refused."""
        return host in self.hosts or (self.any_address and _is_address(host))

    def csrf(self, session: str) -> str:
        """The token that every form of a session carries."""
        return hmac.new(self.secret, session.encode(), sha256).hexdigest()

    def writes(self, request: Request, given: str | None) -> bool:
        """Whether a write comes from a page of ours: its token fits the session, and no other site sent it."""
        session = request.cookies.get(SESSION, "")
        origin = request.headers.get("origin")
        # A form of a page without referrers is sent with the origin "null"; browsers then tell the site apart.
        if origin in {None, "null"}:
            ours = request.headers.get("sec-fetch-site", "same-origin") == "same-origin"
        else:
            ours = (origin or "").partition("://")[2] == request.headers.get("host")
        fits = bool(session) and hmac.compare_digest(self.csrf(session).encode(), (given or "").encode())
        return ours and fits


def host_of(header: str) -> str:
    """The host of a Host header, without the port; empty where it is none."""
    try:
        return (urlsplit(f"//{header}").hostname or "").lower()
    except ValueError:
        return ""


def _from_elsewhere(asked: HTTPConnection) -> bool:
    """Whether another site's page loads something from here (a picture, a script, a fetch), rather than links here."""
    site, mode = asked.headers.get("sec-fetch-site", "none"), asked.headers.get("sec-fetch-mode", "navigate")
    return site in {"cross-site", "same-site"} and mode != "navigate"


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


class Guard:
    """ASGI middleware around all pages: hosts, token, size of bodies, headers."""

    def __init__(self, app: ASGIApp, gate: Gate, largest: int = LARGEST_BODY) -> None:
        self.app, self.gate, self.largest = app, gate, largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or say why not."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        session = HTTPConnection(scope).cookies.get(SESSION) or secrets.token_urlsafe(18)
        scope.setdefault("state", {})["session"] = session
        refused = self._refusal(scope)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message["headers"])
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if SESSION not in HTTPConnection(scope).cookies:
                    headers.append("set-cookie", f"{SESSION}={session}; Path=/; HttpOnly; SameSite=Strict")
                message["headers"] = headers.raw
            await send(message)

        if refused is None and _from_elsewhere(HTTPConnection(scope)):
            refused = PlainTextResponse("Pages of other sites may link here, not load from here.", 403)
        if refused is not None:
            await refused(scope, receive, with_headers)
            return
        await self.app(scope, self._bounded(receive), with_headers)

    def _refusal(self, scope: Scope) -> Response | None:
        """Why a request is not answered; None where it is."""
        asked = HTTPConnection(scope)
        if not self.gate.answers_to(host_of(asked.headers.get("host", ""))):
            return PlainTextResponse("This server does not answer to that host name.", 421)
        length = asked.headers.get("content-length", "0")
        if not length.isdigit() or int(length) > self.largest:
            return PlainTextResponse(f"At most {self.largest // 1_000_000} MB can be sent at once.", 413)
        return self._token_refusal(asked)

    def _token_refusal(self, asked: HTTPConnection) -> Response | None:
        if self.gate.token is None:
            return None
        wanted = self.gate.token.encode()
        given = asked.query_params.get("token")
        if given is not None and hmac.compare_digest(given.encode(), wanted):
            answer = RedirectResponse("/" + asked.url.path.lstrip("/\\"), 303)
            answer.set_cookie(TOKEN, self.gate.token, httponly=True, samesite="strict")
            return answer
        bearer = asked.headers.get("authorization", "").removeprefix("Bearer ")
        if any(hmac.compare_digest(known.encode(), wanted) for known in (asked.cookies.get(TOKEN, ""), bearer)):
            return None
        return PlainTextResponse("Open the address that `comity serve` printed: it carries the access token.", 401)

    def _bounded(self, receive: Receive) -> Receive:
        """The body, cut off with an error where more comes than was said."""
        received = 0

        async def bounded() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self.largest:
                return {"type": "http.disconnect"}
            return message

        return bounded

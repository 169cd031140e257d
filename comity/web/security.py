"""What stands before every page: who may ask (host, token), how much may be sent, and what a browser may do with it."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from ipaddress import ip_address
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = 32_000_000  # bytes of one request: uploads of texts
_MOST_DRAINED = 256_000_000  # bytes beyond it that are taken and thrown away, so that a browser hears why
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
    "cache-control": "no-store",  # what a ledger holds is private, and may be forgotten
}
_ASSETS = "no-cache"  # may be kept, but is asked for again: a newer version of the program brings newer ones


@dataclass(frozen=True, slots=True)
class Gate:
    """Who may ask: the names this server answers to, and a token where others than this machine can reach it.

    `any_address`: it also answers to every numeric address, for it listens at all of this machine's. `public`: the
    origin (`https://desk.example`) at which a proxy makes it known.
    """

    hosts: frozenset[str] = LOOPBACK
    token: str | None = None
    any_address: bool = False
    public: str | None = None
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
            ours = origin == self.public or (origin or "").partition("://")[2] == request.headers.get("host")
        fits = bool(session) and hmac.compare_digest(self.csrf(session).encode(), (given or "").encode())
        return ours and fits

    @property
    def cookie(self) -> str:
        """The name of the token's cookie: browsers keep one jar for all ports of a host, so each token has its own."""
        return f"{TOKEN}_{sha256((self.token or '').encode()).hexdigest()[:8]}"

    def secure(self, asked: HTTPConnection) -> bool:
        """Whether the browser speaks https, to us or to the proxy before us: cookies are then for https only."""
        return asked.url.scheme == "https" or (self.public or "").startswith("https://")

    def knows(self, given: str) -> bool:
        """Whether this is the token, compared in a time that tells nothing."""
        return self.token is not None and hmac.compare_digest(given.encode(), self.token.encode())


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


def _linked_from_elsewhere(asked: HTTPConnection) -> bool:
    """Whether somebody followed another site's link to a page: browsers then keep our strict cookies to themselves."""
    site, mode = asked.headers.get("sec-fetch-site"), asked.headers.get("sec-fetch-mode")
    followed = site in {"cross-site", "same-site"} and mode == "navigate" and asked.scope["method"] == "GET"
    return followed and SESSION not in asked.cookies


def _again() -> Response:
    """A page that asks for its own address again, now from here, so that the browser sends its cookies along."""
    words = '<!doctype html><html lang="en"><title>Comity</title><p>One moment … <a href="">go on</a></p></html>'
    return HTMLResponse(words, headers={"refresh": "0"})


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


class TooLargeError(HTTPException):
    """More was sent than is taken at once."""

    def __init__(self, largest: int) -> None:
        words = f"At most {largest // 1_000_000} MB can be sent at once: send less, or read files with `comity read`."
        super().__init__(413, words)


Told = Callable[[Request, int, str], Response]


class Guard:
    """ASGI middleware around all pages: hosts, token, size of bodies, headers.

    `told` makes the answer (request, status, words) where nothing of the ledger is asked.
    """

    def __init__(self, app: ASGIApp, gate: Gate, largest: int = LARGEST_BODY, told: Told | None = None) -> None:
        self.app, self.gate, self.largest = app, gate, largest
        self.told: Told = told or (lambda _, status, words: PlainTextResponse(words, status))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or say why not."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        asked = HTTPConnection(scope)
        session = asked.cookies.get(SESSION) or secrets.token_urlsafe(18)
        scope.setdefault("state", {})["session"] = session
        refused = self._refusal(scope)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message["headers"])
                if scope["path"].startswith("/static/") and message["status"] in {200, 304}:
                    headers.setdefault("cache-control", _ASSETS)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if SESSION not in asked.cookies and not _linked_from_elsewhere(asked):
                    secure = "; Secure" if self.gate.secure(asked) else ""
                    headers.append("set-cookie", f"{SESSION}={session}; Path=/; HttpOnly; SameSite=Strict{secure}")
                message["headers"] = headers.raw
            await send(message)

        if refused is None and _from_elsewhere(asked):
            refused = PlainTextResponse("Pages of other sites may link here, not load from here.", 403)
        if refused is None and self._too_large(asked):
            await _drain(receive)
            error = TooLargeError(self.largest)
            refused = self.told(Request(scope), error.status_code, error.detail)
        if refused is not None:
            await refused(scope, receive, with_headers)
            return
        await self.app(scope, self._bounded(receive), with_headers)

    def _refusal(self, scope: Scope) -> Response | None:
        """Why a request is not answered; None where it is."""
        asked = HTTPConnection(scope)
        if not self.gate.answers_to(host_of(asked.headers.get("host", ""))):
            return PlainTextResponse("This server does not answer to that host name.", 421)
        return self._token_refusal(asked) or (_again() if _linked_from_elsewhere(asked) else None)

    def _too_large(self, asked: HTTPConnection) -> bool:
        length = asked.headers.get("content-length", "0")
        return not length.isdecimal() or len(length) > 15 or int(length) > self.largest

    def _token_refusal(self, asked: HTTPConnection) -> Response | None:
        if self.gate.token is None:
            return None
        given = asked.query_params.get("token")
        if given is not None and self.gate.knows(given):
            kept = urlencode([pair for pair in parse_qsl(asked.url.query) if pair[0] != "token"])
            answer = RedirectResponse("/" + asked.url.path.lstrip("/\\") + (f"?{kept}" if kept else ""), 303)
            answer.set_cookie(
                self.gate.cookie, self.gate.token, httponly=True, samesite="strict", secure=self.gate.secure(asked)
            )
            return answer
        bearer = asked.headers.get("authorization", "").removeprefix("Bearer ")
        if self.gate.knows(asked.cookies.get(self.gate.cookie, "")) or self.gate.knows(bearer):
            return None
        if _linked_from_elsewhere(asked):
            return _again()
        return PlainTextResponse("Open the address that `comity serve` printed: it carries the access token.", 401)

    def _bounded(self, receive: Receive) -> Receive:
        """The body, cut off with an error where more comes than was said."""
        received = 0

        async def bounded() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self.largest:
                if message.get("more_body"):
                    await _drain(receive)
                raise TooLargeError(self.largest)
            return message

        return bounded


async def _drain(receive: Receive) -> None:
    """Take the rest of a body and throw it away: browsers hear an answer only after they have sent all."""
    taken = 0
    while taken < _MOST_DRAINED:
        message = await receive()
        taken += len(message.get("body", b""))
        if not message.get("more_body"):
            return

"""Pages over the network: what is let through, and what is refused, against a server of our own."""

from __future__ import annotations

import gzip
import shutil
import socket
import ssl
import subprocess
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from comity.gather import Gathered, Limits, Metadata, Refusal, open_documents
from comity.gather import addresses as address_checks

PARAGRAPHS = (
    "The foreign minister of Freedonia met her counterpart of Sylvania in the capital on Monday.",
    "Both sides agreed to open the border before the end of the year, she told reporters afterwards.",
)
PAGE = (
    "<!DOCTYPE html><html><head><meta property='og:title' content='Talks open'>"
    "<meta property='article:published_time' content='2015-11-15'></head><body><article>"
    + "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    + "</article></body></html>"
).encode()
TEXT = b"The envoys met."


class Handler(BaseHTTPRequestHandler):
    """Answers by the path that is asked for."""

    def answer(self, body: bytes, content_type: str | None = "text/html; charset=utf-8", **headers: str) -> None:
        self.send_response(200)
        if content_type:
            self.send_header("Content-Type", content_type)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def redirect(self, to: str) -> None:
        self.send_response(302)
        self.send_header("Location", to)
        self.send_header("Set-Cookie", "track=1")
        self.end_headers()

    def drip(self, head: bytes) -> None:
        self.wfile.write(head)
        for _ in range(100):
            self.wfile.write(b"x")
            self.wfile.flush()
            time.sleep(0.05)

    def do_GET(self) -> None:
        self.server.seen.append((self.path, dict(self.headers)))  # type: ignore[attr-defined]
        route = ROUTES.get(self.path)
        try:
            if route is None:
                self.send_error(404)
            else:
                route(self)
        except OSError:
            pass  # the reader went away, as it should

    def log_message(self, *arguments: Any) -> None:
        pass


BOMB = gzip.compress(b"word " * 4_000_000)
ROUTES: dict[str, Callable[[Handler], None]] = {
    "/talks.html": lambda h: h.answer(PAGE),
    "/zipped": lambda h: h.answer(gzip.compress(PAGE), Content_Encoding="gzip"),
    "/deflated": lambda h: h.answer(zlib.compress(PAGE), Content_Encoding="deflate"),
    "/bomb": lambda h: h.answer(BOMB, "text/plain", Content_Encoding="gzip"),
    "/half-zipped": lambda h: h.answer(b"no gzip at all", Content_Encoding="gzip"),
    "/brotli": lambda h: h.answer(PAGE, Content_Encoding="br"),
    "/large": lambda h: h.answer(b"word " * 200_000, "text/plain"),
    "/empty": lambda h: h.answer(b""),
    "/image": lambda h: h.answer(b"\x89PNG", "image/png"),
    "/archive": lambda h: h.answer(b"PK\x03\x04", "application/zip"),
    "/style": lambda h: h.answer(b"p {}", "text/css"),
    "/untyped": lambda h: h.answer(PAGE, None),
    "/plain": lambda h: h.answer("At the café.".encode("latin-1"), "text/plain; charset=iso-8859-1"),
    "/story.md": lambda h: h.answer(b"---\ntitle: Talks\n---\nThe envoys met.", "text/plain"),
    "/rows": lambda h: h.answer(b'{"text": "The envoys met."}\n{"text": 3}\n', "application/x-ndjson"),
    "/story.json": lambda h: h.answer(b'{"text": "The envoys met.", "name": "talks"}', "application/json"),
    "/russian": lambda h: h.answer(
        "Президент принял посла соседней страны и обсудил мир с ним.".encode(), "text/plain"
    ),
    "/moved": lambda h: h.redirect("/talks.html"),
    "/around": lambda h: h.redirect("/around"),
    "/to-file": lambda h: h.redirect("file:///etc/passwd"),
    "/to-nothing": lambda h: h.redirect("http://"),
    "/to-private": lambda h: h.redirect(f"http://private.example:{h.server.server_port}/talks.html"),  # type: ignore[attr-defined]
    "/slow-body": lambda h: h.drip(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"),
    "/slow-head": lambda h: h.drip(b"HTTP/1.1 200 OK\r\nX-Long: "),
    "/no-http": lambda h: h.wfile.write(b"hello\r\n\r\n") and None,
}


class Server(ThreadingHTTPServer):
    daemon_threads = True
    seen: list[tuple[str, dict[str, str]]]


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(("127.0.0.1", 0), Handler) as running:
        running.seen = []
        threading.Thread(target=running.serve_forever, args=(0.05,), daemon=True).start()
        yield running
        running.shutdown()


def read(server: Server, path: str, **options: Any) -> Gathered | Refusal:
    options.setdefault("allow_private", True)
    (found,) = open_documents([f"http://127.0.0.1:{server.server_port}{path}"], **options)
    return found


def refused(server: Server, path: str, **options: Any) -> tuple[str, str]:
    found = read(server, path, **options)
    assert isinstance(found, Refusal), found
    return found.code, found.reason


@pytest.mark.parametrize("path", ["/talks.html", "/zipped", "/deflated", "/untyped"])
def test_page(server: Server, path: str) -> None:
    found = read(server, path)
    assert isinstance(found, Gathered), found
    assert found.name == path.strip("/").removesuffix(".html")
    assert found.document.text == "\n".join(PARAGRAPHS)
    assert found.document.title == "Talks open"
    assert found.document.publisher == "127.0.0.1"
    assert found.document.url == f"http://127.0.0.1:{server.server_port}{path}"


def test_metadata_given_wins(server: Server) -> None:
    found = read(server, "/talks.html", metadata=Metadata(publisher="Freedonia Gazette", url="https://gazette.example"))
    assert isinstance(found, Gathered)
    assert found.document.publisher == "Freedonia Gazette"
    assert found.document.url == "https://gazette.example"


def test_redirect_is_followed_without_cookies(server: Server) -> None:
    found = read(server, "/moved")
    assert isinstance(found, Gathered)
    assert found.document.url is not None
    assert found.document.url.endswith("/talks.html")
    _, headers = server.seen[-1]
    assert "Cookie" not in headers
    assert headers["Host"] == f"127.0.0.1:{server.server_port}"
    assert headers["User-Agent"].startswith("Comity")


@pytest.mark.parametrize(
    ("path", "code", "words"),
    [
        ("/gone", "fetch", "404"),
        ("/around", "fetch", "redirects more than 5 times"),
        ("/to-file", "fetch", "not an http"),
        ("/to-nothing", "fetch", ""),
        ("/empty", "empty", "empty"),
        ("/image", "format", "image/png"),
        ("/archive", "format", "application/zip"),
        ("/style", "format", "text/css"),
        ("/half-zipped", "fetch", "broken"),
        ("/brotli", "fetch", "br"),
        ("/no-http", "fetch", "cannot be fetched"),
        ("/russian", "language", "Russian"),
    ],
)
def test_refused(server: Server, path: str, code: str, words: str) -> None:
    found, reason = refused(server, path)
    assert found == code, reason
    assert words in reason


@pytest.mark.parametrize("path", ["/bomb", "/large"])
def test_size_is_limited_after_decompression(server: Server, path: str) -> None:
    assert refused(server, path, limits=Limits(max_bytes=100_000))[0] == "too-large"


@pytest.mark.parametrize("path", ["/slow-body", "/slow-head"])
def test_whole_time_is_limited(server: Server, path: str) -> None:
    start = time.monotonic()
    code, reason = refused(server, path, limits=Limits(timeout=0.5))
    assert (code, "0.5 seconds" in reason) == ("fetch", True)
    assert time.monotonic() - start < 2


def test_redirects_can_be_forbidden(server: Server) -> None:
    assert refused(server, "/moved", limits=Limits(max_redirects=0))[0] == "fetch"


def test_other_kinds_of_text(server: Server) -> None:
    plain, markdown, story = (read(server, path) for path in ("/plain", "/story.md", "/story.json"))
    assert isinstance(plain, Gathered)
    assert plain.document.text == "At the café."
    assert isinstance(markdown, Gathered)
    assert (markdown.document.text, markdown.document.title) == ("The envoys met.", "Talks")
    assert isinstance(story, Gathered)
    assert story.name == "talks"


def test_rows_of_an_address(server: Server) -> None:
    address = f"http://127.0.0.1:{server.server_port}/rows"
    one, bad = open_documents([address], allow_private=True)
    assert isinstance(one, Gathered)
    assert one.name == "rows-1"
    assert isinstance(bad, Refusal)
    assert bad.source == f"{address}:2"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1", "0", "[::ffff:127.0.0.1]"])
def test_private_address_is_refused_before_anything_is_sent(server: Server, host: str) -> None:
    (found,) = open_documents([f"http://{host}:{server.server_port}/talks.html"])
    assert isinstance(found, Refusal)
    assert found.code in {"private-address", "fetch"}
    assert server.seen == []


def test_credentials_and_unknown_hosts_are_refused() -> None:
    for address in ("http://user:word@gazette.example/", "http://", "http://[::1/", "https://gazette.invalid/"):
        (found,) = open_documents([address], limits=Limits(timeout=5))
        assert isinstance(found, Refusal)
        assert found.code == "fetch", found


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A name server of our own; public.example leads to our server, which the check takes for public."""
    asked: list[str] = []
    look_up = socket.getaddrinfo

    def getaddrinfo(host: Any, port: Any, *arguments: Any, **options: Any) -> Any:
        asked.append(str(host))
        known = {"public.example": "127.0.0.1", "private.example": "127.0.0.2", "both.example": "127.0.0.2"}
        found = look_up(known.get(host, host), port, *arguments, **options)
        return look_up("127.0.0.1", port, *arguments, **options) + found if host == "both.example" else found

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(address_checks, "is_public", lambda address: address == "127.0.0.1")
    return asked


def test_redirect_into_a_private_network_is_refused(server: Server, names: list[str]) -> None:
    (found,) = open_documents([f"http://public.example:{server.server_port}/to-private"])
    assert isinstance(found, Refusal)
    assert found.code == "private-address"
    assert [path for path, _ in server.seen] == ["/to-private"]


def test_one_private_address_among_several_is_enough(server: Server, names: list[str]) -> None:
    (found,) = open_documents([f"http://both.example:{server.server_port}/talks.html"])
    assert isinstance(found, Refusal)
    assert found.code == "private-address"
    assert server.seen == []


def test_name_is_looked_up_once_and_kept(server: Server, names: list[str]) -> None:
    """A name that leads elsewhere on a second look cannot matter, for there is none."""
    (found,) = open_documents([f"http://public.example:{server.server_port}/talks.html"])
    assert isinstance(found, Gathered), found
    assert names.count("public.example") == 1
    assert server.seen[-1][1]["Host"] == f"public.example:{server.server_port}"
    assert found.document.publisher == "public.example"


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A certificate for public.example, trusted by whatever is fetched meanwhile."""
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    file = tmp_path / "both.pem"
    subject = ["-subj", "/CN=public.example", "-addext", "subjectAltName=DNS:public.example"]
    key = [
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-keyout",
        str(file),
        "-out",
        str(file),
    ]
    made = subprocess.run(["openssl", "req", "-x509", "-days", "2", *key, *subject], capture_output=True, check=False)
    if made.returncode or b"BEGIN CERTIFICATE" not in file.read_bytes():
        pytest.skip("openssl makes no certificate here")
    trusting = ssl.create_default_context(cafile=str(file))
    monkeypatch.setattr("comity.gather.fetch._ssl_context", lambda: trusting)
    return file


def test_https_checks_the_name_and_not_the_address(server: Server, names: list[str], certificate: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    port = server.server_port
    (found,) = open_documents([f"https://public.example:{port}/talks.html"])
    assert isinstance(found, Gathered), found
    (other,) = open_documents([f"https://localhost:{port}/talks.html"], allow_private=True)
    assert isinstance(other, Refusal)
    assert "certificate" in other.reason.lower()

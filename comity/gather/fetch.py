"""Pages over http and https, within limits of address, size, time, redirects and content type."""

from __future__ import annotations

import queue
import threading
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING

import httpx

from comity.gather.addresses import resolve
from comity.gather.items import Limits, RefusalError
from comity.gather.kinds import check_media_type

if TYPE_CHECKING:
    import ssl

_HEADERS = {
    "User-Agent": "Comity/0.1 (reads news and official readouts)",
    "Accept": "text/html, application/xhtml+xml, text/plain, text/*;q=0.8, application/json;q=0.8",
    "Accept-Encoding": "gzip",
}


@dataclass(frozen=True, slots=True)
class Page:
    """What a server sent: the final address, the bytes, and the media type and charset it names."""

    url: str
    data: bytes
    media_type: str
    charset: str | None


class _CheckedTransport(httpx.BaseTransport):
    """Connects to an address that was checked, so that a name cannot lead elsewhere between check and connection."""

    def __init__(self, allow_private: bool) -> None:
        self._allow_private = allow_private
        # No connection is kept: one made for one host name must not serve another that shares its address.
        self._inner = httpx.HTTPTransport(verify=_ssl_context(), limits=httpx.Limits(max_keepalive_connections=0))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        host = request.url.raw_host.decode("ascii")
        port = request.url.port or (443 if request.url.scheme == "https" else 80)
        failure: httpx.TransportError | None = None
        for address in resolve(host, port, allow_private=self._allow_private):
            direct = httpx.Request(
                request.method,
                request.url.copy_with(host=address),
                headers=request.headers,  # names the host asked for
                stream=request.stream,
                extensions={**request.extensions, "sni_hostname": host},
            )
            try:
                return self._inner.handle_request(direct)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                failure = error
        raise failure or httpx.ConnectError(f"{host} has no address")

    def close(self) -> None:
        self._inner.close()


@cache
def _ssl_context() -> ssl.SSLContext:
    return httpx.create_ssl_context()


def fetch(url: str, limits: Limits, *, allow_private: bool = False) -> Page:
    """The page at `url`, redirects followed, each checked anew.

    No cookies, no proxies, no credentials. Runs in a thread of its own, for that is the only way to bound the whole
    time: a server that sends one byte a second passes every other limit. Raises RefusalError for all that goes wrong.
    """
    outcome: queue.SimpleQueue[Page | Exception] = queue.SimpleQueue()
    deadline = time.monotonic() + limits.timeout

    def work() -> None:
        try:
            outcome.put(_fetch(url, limits, allow_private, deadline))
        except Exception as error:  # noqa: BLE001 - handed to the caller's thread, which raises it
            outcome.put(error)

    threading.Thread(target=work, daemon=True, name="comity-fetch").start()
    try:
        result = outcome.get(timeout=limits.timeout)
    except queue.Empty:
        raise _too_slow(limits) from None
    if isinstance(result, Page):
        return result
    if isinstance(result, httpx.TimeoutException):
        raise _too_slow(limits) from result
    if isinstance(result, (httpx.HTTPError, httpx.InvalidURL, ValueError)):
        reason = str(result) or type(result).__name__
        raise RefusalError("fetch", f"the page cannot be fetched ({reason}): check the address") from result
    raise result


def _too_slow(limits: Limits) -> RefusalError:
    return RefusalError("fetch", f"the server took more than {limits.timeout:g} seconds: try again later")


def _fetch(url: str, limits: Limits, allow_private: bool, deadline: float) -> Page:
    no_cookies = CookieJar(policy=DefaultCookiePolicy(allowed_domains=[]))
    client = httpx.Client(
        transport=_CheckedTransport(allow_private),
        headers=_HEADERS,
        cookies=no_cookies,
        timeout=limits.timeout,
        trust_env=False,
    )
    with client:
        request = client.build_request("GET", url)
        for _ in range(limits.max_redirects + 1):
            _check_url(request.url)
            response = client.send(request, stream=True, follow_redirects=False)
            try:
                if response.next_request is None:
                    return _page(response, limits, deadline)
                request = response.next_request
            finally:
                response.close()
    raise RefusalError("fetch", f"the address redirects more than {limits.max_redirects} times: give the final one")


def _check_url(url: httpx.URL) -> None:
    if url.scheme not in {"http", "https"} or not url.host:
        raise RefusalError("fetch", f"{str(url)[:200]} is not an http or https address")
    if url.userinfo:
        raise RefusalError("fetch", "the address holds a user name or password: leave it out")


def _page(response: httpx.Response, limits: Limits, deadline: float) -> Page:
    if response.status_code != httpx.codes.OK:
        status = f"{response.status_code} {response.reason_phrase}".strip()
        raise RefusalError("fetch", f"the server answered {status}: check the address")
    media_type = response.headers.get("content-type", "").split(";")[0].strip().lower()
    check_media_type(media_type)
    data = bytearray()
    for chunk in _decompressed(response, limits.max_bytes):
        data += chunk
        if len(data) > limits.max_bytes:
            raise RefusalError("too-large", f"the page is larger than {limits.max_bytes:,} bytes: save its text")
        if time.monotonic() > deadline:
            raise _too_slow(limits)
    return Page(str(response.url), bytes(data), media_type, response.charset_encoding)


def _decompressed(response: httpx.Response, most: int) -> Iterator[bytes]:
    """The body, each piece bounded: a few bytes of gzip may stand for gigabytes."""
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding in {"identity", ""}:
        yield from response.iter_raw(65_536)
        return
    if encoding not in {"gzip", "x-gzip", "deflate"}:
        raise RefusalError("fetch", f"the server compressed the page as {encoding[:40]}, which was not asked for")
    inflate = zlib.decompressobj(zlib.MAX_WBITS | 32)
    try:
        for raw in response.iter_raw(65_536):
            yield inflate.decompress(raw, most + 1)
            if inflate.unconsumed_tail:
                raise RefusalError("too-large", f"the page unpacks to more than {most:,} bytes: save its text")
    except zlib.error as error:
        raise RefusalError("fetch", "the compressed page is broken: try again later") from error

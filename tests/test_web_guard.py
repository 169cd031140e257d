"""Who may ask the web view, how much may be sent, and what every answer carries, faults and refusals included."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import Request
from fastapi.testclient import TestClient
from made_readings import ROHA, TEXT, made_reading

from comity.ledger import Ledger
from comity.web import Settings, create_app
from comity.web.security import HEADERS, LARGEST_BODY, Gate

FROM_ELSEWHERE = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with Ledger(tmp_path / "web.ledger") as ledger:
        ledger.add(made_reading(), name="meet")
    return tmp_path / "web.ledger"


@pytest.fixture
def client(path: Path) -> Iterator[TestClient]:
    app = create_app(Settings(path))
    with TestClient(app, base_url="http://localhost:8000", raise_server_exceptions=False) as opened:
        yield opened


def csrf_of(client: TestClient, page: str = "/") -> str:
    found = re.search(r'name="csrf" value="(\w+)"', client.get(page).text)
    assert found
    return found[1]


def test_every_answer_carries_the_headers(client: TestClient) -> None:
    @client.app.get("/broken")  # type: ignore[attr-defined]
    def broken(request: Request) -> None:
        raise RuntimeError("a fault inside")

    answers = {
        200: client.get("/"), 404: client.get("/nowhere.json"), 422: client.get("/claims?after=x"),
        421: client.get("/", headers={"host": "evil.example"}), 405: client.post("/documents"),
        403: client.get("/", headers={"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}),
        500: client.get("/broken"), 413: client.post("/read", content=b"x", headers={"content-length": "99999999999"}),
    }  # fmt: skip
    for status, answer in answers.items():
        assert answer.status_code == status
        for name, value in HEADERS.items():
            assert answer.headers[name] == value, (status, name)
    assert "a fault inside" not in answers[500].text
    assert "<h1" in answers[500].text


def test_what_the_ledger_holds_is_kept_by_no_browser(client: TestClient) -> None:
    document = client.get("/documents.json").json()["documents"][0]["id"]
    for page in ("/", "/documents.csv", f"/documents/{document}", f"/documents/{document}.json", "/network/ties.json",
                 "/openapi.json"):  # fmt: skip
        assert client.get(page).headers["cache-control"] == "no-store", page
    styles = client.get("/static/comity.css")
    assert styles.headers["cache-control"] == "no-cache"
    assert styles.headers["etag"]
    assert client.get("/static/nothing.css").headers["cache-control"] == "no-store"


WRONG = [
    "9" * 31,
    "-" + "9" * 31,
    "9" * 5000,
    "-1",
    "x",
    "1.5",
    "1e5",
    "",
    " ",
    "%00",
    "nan",
    "inf",
    "\u0663",
    "null",
    "0x1",
]


def numbers(client: TestClient) -> list[tuple[str, str]]:
    """Every parameter that is a number: the path of the page, twin or table, and its name."""
    found = []
    for path, asked in client.get("/openapi.json").json()["paths"].items():
        for parameter in asked["get"].get("parameters", ()):
            if {"integer", "number"} & {
                kind.get("type") for kind in (parameter["schema"], *parameter["schema"].get("anyOf", ()))
            }:
                found += [(path, parameter["name"]), (path.removesuffix(".json"), parameter["name"])]
    return [*dict.fromkeys(found), ("/reading/none/events", "after")]


def test_no_number_breaks_a_page(client: TestClient) -> None:
    asked = numbers(client)
    paths = {path for path, _ in asked}
    assert {"/claims", "/claims.json", "/claims.csv", "/documents", "/review", "/actors/{name}", "/search"} <= paths
    for path, name in asked:
        for value in WRONG:
            address = path.replace("{name}", ROHA.id).replace("{code}", "border")
            answer = client.get(f"{address}?{name}={value}")
            assert answer.status_code < 500, (path, name, value[:40], answer.text[:300])
            if value in {"x", "9" * 31, "nan", "-" + "9" * 31} and not path.startswith("/network"):
                assert answer.status_code in {404, 422}, (path, name, value, answer.status_code)


@pytest.mark.parametrize("value", WRONG)
def test_no_number_breaks_a_judgement(client: TestClient, value: str) -> None:
    claim = client.get("/claims.json?kind=position").json()["claims"][0]["id"]
    form = {"csrf": csrf_of(client), "verdict": "right", "reviewer": "Ada"}
    assert client.post(f"/judgements/{value}/undo", data=form).status_code in {404, 422}
    assert client.post(f"/review/{claim}", data={**form, "seen": value}).status_code < 500


@pytest.mark.parametrize("field", ["start", "end", "stance", "seen"])
@pytest.mark.parametrize("value", WRONG)
def test_no_number_of_a_form_breaks_it(client: TestClient, field: str, value: str) -> None:
    document = client.get("/documents.json").json()["documents"][0]["id"]
    claim = client.get("/claims.json?kind=position").json()["claims"][0]["id"]
    form = {"csrf": csrf_of(client), "reviewer": "Ada", "kind": "position", "start": "0", "end": "9", "actor": ROHA.id,
            "matter": "energy", "stance": "1", "was_stance": "-1", "seen": "0", "use_span": "on"}  # fmt: skip
    for address in (f"/documents/{document}/add", f"/review/{claim}/correct"):
        answer = client.post(address, data={**form, field: value})
        assert answer.status_code < 500, answer.text


def test_odd_addresses_break_nothing(client: TestClient) -> None:
    odd = [
        "%00",
        "%ff",
        "%ed%a0%80",
        "..%2f..%2fetc%2fpasswd",
        "%2e%2e%2fweb.ledger",
        "a" * 5000,
        "'%22%3E",
        "*",
        "{{7*7}}",
    ]
    for word in odd:
        for page in ("/documents/", "/claims/", "/actors/", "/matters/", "/encounters/", "/accords/", "/search?q=",
                     "/claims?actor=", "/encounters?actor=", "/documents?publisher=", "/documents?key=1&day=",
                     "/map?month=", "/claims?place=", "/actors?q=", "/static/", "/reading/"):  # fmt: skip
            for twin in ("", ".json"):
                if page.startswith(("/static", "/reading")) and twin:
                    continue
                address = f"{page}{word}" if "?" not in page else page.replace("?", f"{twin}?") + word
                answer = client.get(address + (twin if "?" not in page else ""))
                assert answer.status_code < 500, (address, answer.text[:300])
                assert "root:" not in answer.text


def test_a_pasted_text_may_be_as_large_as_a_file(client: TestClient) -> None:
    csrf = csrf_of(client)
    text = "The two ministers spoke by phone on Monday. " * 60_000
    assert len(text) > 2_600_000
    sent = client.post("/read", files={"csrf": (None, csrf), "text": (None, text)}, follow_redirects=False)
    assert sent.status_code == 303
    large = client.post("/read", files={"csrf": (None, csrf), "text": (None, "x" * (LARGEST_BODY + 1))})
    assert large.status_code == 413
    assert "32 MB" in large.text
    assert "<h1>Too large</h1>" in large.text


def test_a_body_that_is_longer_than_was_said_is_cut_off(client: TestClient) -> None:
    def parts() -> Iterator[bytes]:
        yield b'--x\r\ncontent-disposition: form-data; name="text"\r\n\r\n'
        for _ in range(LARGEST_BODY // 1_000_000 + 1):
            yield b"x" * 1_000_000

    answer = client.post("/read", content=parts(), headers={"content-type": "multipart/form-data; boundary=x"})
    assert answer.status_code == 413
    assert "<h1>Too large</h1>" in answer.text


def test_too_many_files_are_told_of(client: TestClient) -> None:
    files = [("files", (f"{n}.txt", b"A text.", "text/plain")) for n in range(61)]
    answer = client.post("/read", data={"csrf": csrf_of(client)}, files=files)
    assert answer.status_code == 413
    assert "60 files" in answer.text


def test_the_token_stays_in_no_address_and_its_cookie_is_strict(path: Path) -> None:
    gate = Gate(hosts=frozenset({"desk.example"}), token="let-me-in")
    for scheme in ("http", "https"):
        with TestClient(create_app(Settings(path, gate)), base_url=f"{scheme}://desk.example") as client:
            answer = client.get("/claims?kind=position&token=let-me-in", follow_redirects=False)
            assert answer.status_code == 303
            assert answer.headers["location"] == "/claims?kind=position"
            cookies = answer.headers.get_list("set-cookie")
            assert len(cookies) == 2
            for cookie in cookies:
                assert "HttpOnly" in cookie
                assert "samesite=strict" in cookie.lower()
                assert ("secure" in cookie.lower()) == (scheme == "https")
            assert "let-me-in" not in client.get("/claims?kind=position").text


def test_behind_a_proxy_cookies_are_for_https_and_forms_come_from_its_name(path: Path) -> None:
    gate = Gate(hosts=frozenset({"localhost", "desk.example"}), token="let-me-in", public="https://desk.example")
    with TestClient(create_app(Settings(path, gate)), base_url="http://desk.example") as client:
        answer = client.get("/?token=let-me-in", follow_redirects=False)
        assert all("secure" in cookie.lower() for cookie in answer.headers.get_list("set-cookie"))
        sent = {"authorization": "Bearer let-me-in"}
        page = client.get("/", headers=sent)
        session = re.search(r"comity_session=([^;]+)", page.headers["set-cookie"])
        csrf = re.search(r'name="csrf" value="(\w+)"', page.text)
        assert session
        assert csrf
        sent["cookie"] = f"comity_session={session[1]}"
        for origin, status in (("https://desk.example", 400), ("https://evil.example", 403)):
            headers = {**sent, "origin": origin, "host": "localhost:8765"}
            form = {"csrf": (None, csrf[1])}
            assert client.post("/read", files=form, headers=headers).status_code == status, origin


def test_who_follows_a_link_from_elsewhere_asks_again_from_here(path: Path) -> None:
    gate = Gate(hosts=frozenset({"desk.example"}), token="let-me-in")
    with TestClient(create_app(Settings(path, gate)), base_url="http://desk.example") as client:
        answer = client.get("/documents", headers=FROM_ELSEWHERE)
        assert (answer.status_code, answer.headers["refresh"]) == (200, "0")
        assert "Two leaders" not in answer.text
        assert "set-cookie" not in answer.headers  # the session that the browser has goes on
        assert client.get("/documents", headers={**FROM_ELSEWHERE, "sec-fetch-site": "same-origin"}).status_code == 401
        assert client.post("/read", headers=FROM_ELSEWHERE).status_code == 401


def test_forms_of_other_sites_write_nothing(client: TestClient) -> None:
    claim = client.get("/claims.json?kind=position").json()["claims"][0]["id"]
    document = client.get("/documents.json").json()["documents"][0]["id"]
    csrf = csrf_of(client)
    strange: list[dict[str, str]] = [
        {"origin": "http://evil.example"}, {"origin": "null", "sec-fetch-site": "cross-site"},
        {"origin": "http://localhost:9999"}, {"origin": "http://localhost:8000.evil.example"},
    ]  # fmt: skip
    for address in (
        "/read",
        f"/review/{claim}",
        f"/review/{claim}/correct",
        f"/documents/{document}/add",
        "/judgements/1/undo",
    ):
        form = {"csrf": csrf, "verdict": "wrong", "reviewer": "Eve", "text": "A text."}
        for headers in strange:
            assert client.post(address, data=form, headers=headers).status_code == 403, address
        assert client.post(address, data={**form, "csrf": ""}).status_code in {403, 422}, address
        assert client.get(address).status_code in {404, 405}, address
    assert client.get("/review/history.json").json()["history"] == []


HOSTILE = [
    '=cmd|"/C calc"!A1',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\uff1d1",
    '"><script>alert(1)</script>',
    "a\r\nset-cookie: x=1",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_harmless_in_tables_and_headers(path: Path, words: str) -> None:
    with Ledger(path) as ledger:
        ledger.add(made_reading(f"{TEXT} {words}", title=words, publisher=words, url=f"https://example.org/{words}"))
    with TestClient(create_app(Settings(path)), base_url="http://localhost") as client:
        for page in ("/documents.csv", "/sources.csv", "/search.csv?q=leaders", "/claims.csv", "/encounters.csv"):
            answer = client.get(page)
            assert answer.status_code == 200
            for line in answer.text.split("\r\n"):
                assert not re.search(r'(^|,)"?\s*[=@\uff1d]|(^|,)"?[+-](?!\d+(\.\d+)?("?,|"?$))', line), line
            assert "x" not in client.cookies
        shown = client.get("/documents").text
        assert "<script>alert" not in shown


def test_an_actor_of_any_name_has_a_page(client: TestClient) -> None:
    claim = client.get("/claims.json?kind=position").json()["claims"][0]["id"]
    name = 'Who? 100% #1 "quoted" <i>& Co'
    form = {"csrf": csrf_of(client), "reviewer": "Ada", "seen": "0", "actor": name, "was_actor": ROHA.id}
    assert client.post(f"/review/{claim}/correct", data=form).status_code == 200
    made = client.get("/review/history.json").json()["history"][0]["made"]
    page = client.get(f"/claims/{made}").text
    assert "<i>&" not in page
    address = re.search(r'<dt>actor</dt>\s*<dd><a href="([^"]+)"', page)
    assert address
    assert client.get(address[1].replace("&amp;", "&")).status_code == 200, address[1]

"""The web view without a browser: what is sent, to whom, and what may be written."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from browser import ready
from fastapi.testclient import TestClient
from made_readings import LUND, ROHA, TEXT, made_reading

from comity.ledger import Ledger
from comity.model import Factuality, Reading, When
from comity.web import Settings, create_app
from comity.web.security import Gate

PAGES = ["/", "/documents", "/claims", "/claims?kind=accord", "/search", "/search?q=ceasefire", "/actors", "/matters",
         "/matters/border", "/sources", "/accords", "/review", "/review/history",
         "/encounters", "/network", "/map"]  # fmt: skip


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with Ledger(tmp_path / "web.ledger") as ledger:
        ledger.add(made_reading(), name="meet")
        ledger.add(made_reading(f"{TEXT} More.", publisher="The Other Paper"), name="other")
    return tmp_path / "web.ledger"


@pytest.fixture
def client(path: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(path)), base_url="http://localhost:8000") as opened:
        yield opened


def csrf_of(client: TestClient, page: str = "/review") -> str:
    found = re.search(r'name="csrf" value="(\w+)"', client.get(page).text)
    assert found
    return found[1]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_has_a_twin_in_json(client: TestClient, page: str) -> None:
    shown = ready(client, page)
    assert shown.status_code == 200, shown.text
    assert "<h1" in shown.text
    twin = re.search(r'<a href="([^"]+)">This page as JSON</a>', shown.text)
    assert twin
    answer = ready(client, twin[1].replace("&amp;", "&"))
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["title"]
    table = re.search(r'<a href="([^"]+\.csv[^"]*)">Table as CSV</a>', shown.text)
    if table:
        assert ready(client, table[1].replace("&amp;", "&")).status_code == 200


def test_pages_of_one_thing(client: TestClient) -> None:
    document = client.get("/documents.json").json()["documents"][0]["id"]
    assert "Ana Roha" in client.get(f"/documents/{document}").text
    assert client.get(f"/documents/{document}.json").json()["text"].startswith("President Ana Roha")
    claim = client.get("/claims.json?kind=position").json()["claims"][0]["id"]
    shown = client.get(f"/claims/{claim}").text
    assert "Through whom" in shown
    assert client.get(f"/claims/{claim}.json").json()["entry"]["claim"]["id"] == claim
    assert client.get(f"/actors/{ROHA.id}.json").json()["actor"]["name"] == "Ana Roha"
    assert client.get(f"/actors/{ROHA.id}").status_code == 200
    accord = client.get("/claims.json?kind=accord").json()["claims"][0]["id"]
    assert client.get(f"/accords/{accord}").status_code == 200


def test_claims_as_sure_as_asked(client: TestClient) -> None:
    sure = client.get("/claims.json?min_certainty=0.7").json()["claims"]
    assert sure
    assert all(one["certainty"] >= 0.7 for one in sure)
    assert 'aria-current="true">at least 0.7' in client.get("/claims?min_certainty=0.7").text
    assert client.get("/claims?min_certainty=2").status_code == 422


def test_what_is_not_there_is_told_without_a_trace(client: TestClient) -> None:
    for page in ("/nowhere", "/documents/abcdef123456", "/claims/position_0", "/actors/person/nobody", "/matters/nope"):
        answer = client.get(page)
        assert answer.status_code == 404, page
        assert "<h1" in answer.text
        assert "Traceback" not in answer.text
    assert client.get("/claims/position_0.json").json()["error"]
    assert client.get("/claims?after=x").status_code == 422


def test_headers_keep_a_browser_strict(client: TestClient) -> None:
    answer = client.get("/")
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert not re.search(r"<script(?! src=)|style=|onclick=|javascript:", answer.text)
    assert "HttpOnly" in answer.headers["set-cookie"]


def test_other_host_names_are_not_answered(client: TestClient) -> None:
    assert client.get("/", headers={"host": "evil.example"}).status_code == 421
    assert client.get("/", headers={"host": "127.0.0.1:9"}).status_code == 200
    assert client.get("/", headers={"host": "[::1]:9"}).status_code == 200


def test_others_need_the_token(path: Path) -> None:
    gate = Gate(hosts=frozenset({"desk.example"}), token="let-me-in")
    with TestClient(create_app(Settings(path, gate)), base_url="http://desk.example") as client:
        assert client.get("/").status_code == 401
        assert client.get("/?token=wrong").status_code == 401
        assert client.get("/documents.json", headers={"authorization": "Bearer let-me-in"}).status_code == 200
        assert client.get("/?token=let-me-in").status_code == 200  # and a cookie from here on
        assert client.get("/documents").status_code == 200


HOSTILE = (
    'Foreign Minister Ada Nemo said: "<script>alert(1)</script> <img src=x onerror=alert(2)> we support a ceasefire." '
    "\u202eesrever\u202c {{ 7 * 7 }} "
)


def test_hostile_text_is_shown_as_text(path: Path, client: TestClient) -> None:
    made = made_reading(f"{TEXT} {HOSTILE}", title="<b>bold</b>", publisher='"><script>', url="javascript:alert(1)")
    with Ledger(path) as ledger:
        ledger.add(made)
    for page in (f"/documents/{made.document.id}", "/", "/documents", "/sources", "/search?q=%3Cscript%3E"):
        text = client.get(page).text
        assert not re.search(r"<script>|<img src=x|<b>bold|href=\"javascript", text), page
        assert "\u202e" not in text
    assert "{{ 7 * 7 }}" in client.get(f"/documents/{made.document.id}").text
    assert "attachment" in client.get("/documents.csv").headers["content-disposition"]


def test_a_judgement_needs_the_form_of_this_session(client: TestClient) -> None:
    claim = client.get("/claims.json?kind=position").json()["claims"][0]["id"]
    values = {"verdict": "wrong", "reviewer": "Ada", "csrf": "0" * 64}
    assert client.post(f"/review/{claim}", data=values).status_code == 403
    values["csrf"] = csrf_of(client)
    assert client.post(f"/review/{claim}", data=values, headers={"origin": "http://evil.example"}).status_code == 403
    strange = {"origin": "null", "sec-fetch-site": "cross-site"}
    assert client.post(f"/review/{claim}", data=values, headers=strange).status_code == 403
    assert client.get(f"/claims/{claim}.json").json()["entry"]
    usual = {"hx-request": "true", "origin": "null", "sec-fetch-site": "same-origin"}
    answer = client.post(f"/review/{claim}", data=values, headers=usual)
    assert "Judged wrong by Ada" in answer.text
    assert client.get(f"/claims/{claim}.json").json()["entry"] is None
    again = client.post(f"/review/{claim}", data={**values, "seen": "0"})
    assert again.status_code == 409
    key = client.get("/review/history.json").json()["history"][0]["key"]
    client.post(f"/judgements/{key}/undo", data={"csrf": csrf_of(client)})
    assert client.get(f"/claims/{claim}.json").json()["entry"]


def test_a_claim_is_corrected_and_added_from_the_page(client: TestClient) -> None:
    claim = client.get("/claims.json?kind=position").json()["claims"][0]["id"]
    page = client.get(f"/claims/{claim}").text
    shown = {m[1]: m[2] for m in re.finditer(r'name="was_(\w+)" value="([^"]*)"', page)}
    values = {f"was_{name}": value for name, value in shown.items()} | shown | {"stance": "0", "matter": "sanctions"}
    values |= {"csrf": csrf_of(client, f"/claims/{claim}"), "reviewer": "Ada", "seen": "0"}
    done = client.post(f"/review/{claim}/correct", data=values)
    assert done.status_code == 200
    row = client.get("/review/history.json").json()["history"][0]
    entry = client.get(f"/claims/{row['made']}.json").json()["entry"]["claim"]
    assert (entry["stance"], entry["matter"], entry["reader"]) == (0, "sanctions", "reviewer:Ada")
    document = client.get("/documents.json").json()["documents"][0]["id"]
    added = {"csrf": values["csrf"], "reviewer": "Ada", "kind": "position", "start": "0", "end": "9", "actor": ROHA.id,
             "matter": "energy", "stance": "1"}  # fmt: skip
    assert client.post(f"/documents/{document}/add", data=added).status_code == 200
    assert client.get("/matters/energy.json").json()["stances"][0]["about"] == "President"
    assert client.post(f"/documents/{document}/add", data={**added, "end": "x"}).status_code == 400


def test_read_only_writes_nothing(path: Path) -> None:
    with TestClient(create_app(Settings(path, read_only=True)), base_url="http://localhost") as client:
        assert "Paste a text" not in client.get("/").text
        assert client.post("/read", data={"csrf": "x", "text": "A text."}).status_code == 403


def test_a_text_is_read_from_the_page(client: TestClient) -> None:
    text = "Foreign Minister Ada Nemo of France said on Monday that Paris supports a ceasefire in Syria."
    csrf = csrf_of(client, "/")
    assert client.post("/read", data={"csrf": csrf}).status_code == 400
    files = [("files", ("../../a report.txt", text.encode(), "text/plain")), ("files", ("b.bin", b"\0\1\2" * 99, ""))]
    titled = {"csrf": csrf, "title": "One title"}
    assert client.post("/read", data=titled, files=files).status_code == 400  # for two texts
    started = client.post("/read", data={"csrf": csrf, "published": "2015-11-16"}, files=files, follow_redirects=False)
    assert started.status_code == 303
    events = []
    until = time.monotonic() + 60
    with client.stream("GET", f"{started.headers['location']}/events") as stream:
        for row in stream.iter_lines():
            if row.startswith("data: "):
                events.append(json.loads(row[6:]))
            assert time.monotonic() < until
    states = [event["state"] for event in events]
    assert states[0] == "loading"
    assert states[-1] == "done"
    assert "added" in states
    assert "refused" in states
    document = client.get(f"{events[-1]['address']}.json").json()
    assert document["document"]["published"] == "2015-11-16"
    assert client.get(started.headers["location"]).status_code == 200
    assert client.get("/reading/nothing").status_code == 404


def test_pages_of_a_list_follow_one_another(client: TestClient, path: Path) -> None:
    with Ledger(path) as ledger:
        for n in range(45):
            ledger.add(made_reading(f"{TEXT} {n}"))
    first = client.get("/documents.json").json()
    after = first["next"]
    second = client.get("/documents.json", params=after).json()
    seen = [d["id"] for d in first["documents"] + second["documents"]]
    assert len(seen) == len(set(seen)) == 47
    assert second["next"] is None
    claims, after = set(), None
    while True:
        page = client.get("/claims.json", params={"kind": "position", **({"after": after} if after else {})}).json()
        claims |= {row["id"] for row in page["claims"]}
        after = page["next"]
        if after is None:
            break
    with Ledger(path) as ledger:
        assert len(claims) == ledger.count(kind="position")


def test_too_much_is_refused(path: Path) -> None:
    from comity.web.security import Guard

    app = create_app(Settings(path))
    guarded = Guard(app, Gate(), largest=1000)
    with TestClient(guarded, base_url="http://localhost") as client:
        assert client.post("/read", content=b"x" * 2000).status_code == 413


def test_vendored_files_are_what_they_were() -> None:
    import subprocess
    import sys

    script = Path(__file__).parents[1] / "scripts" / "vendor.py"
    done = subprocess.run([sys.executable, str(script), "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_an_address_is_no_path(client: TestClient) -> None:
    csrf = csrf_of(client, "/")
    for given in ("/etc/passwd", "file:///etc/passwd", "notes.txt", "https://", "http:///x"):
        answer = client.post("/read", data={"csrf": csrf, "url": given})
        assert answer.status_code == 400, given


def test_the_token_leads_nowhere_else(path: Path) -> None:
    gate = Gate(hosts=frozenset({"desk.example"}), token="let-me-in", any_address=True)
    with TestClient(create_app(Settings(path, gate)), base_url="http://desk.example") as client:
        answer = client.get("http://desk.example//evil.example/x?token=let-me-in", follow_redirects=False)
        assert answer.headers["location"] == "/evil.example/x"
        assert client.get("/", headers={"host": "192.168.7.8:1"}).status_code == 200
        assert client.get("/", headers={"host": "evil.example"}).status_code == 421
        assert client.get("/", headers={"host": "[bad"}).status_code == 421


def test_what_takes_too_long_is_cut_off(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comity.web.desk.TIME_LIMIT", -1.0)
    monkeypatch.setattr("comity.web.desk._STEPS", 1)
    with TestClient(client.app, base_url="http://localhost") as fresh:
        answer = fresh.get("/claims.json")
        assert answer.status_code == 503
        assert "narrow" in answer.json()["error"]


def test_a_network_of_too_many_positions_asks_for_less(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comity.web.pages.network.MOST_STANDS", 1)
    for page in ("/network/ties.json", "/network/table"):
        answer = client.get(page)
        assert answer.status_code == 413
        assert "choose a matter" in answer.text
    assert client.get("/network/ties.json?matter=nuclear").status_code == 200
    monkeypatch.setattr("comity.web.pages.network.MOST_STANDS", 20_000)
    assert client.get("/network/ties.json").json()["left_out"] == 0
    assert "left out" not in client.get("/network/table").text


def test_a_network_is_drawn_among_the_busiest_actors(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(client.get("/network/ties.json").json()["nodes"]) == 2
    monkeypatch.setattr("comity.web.pages.network.MOST_ACTORS", 1)
    found = client.get("/network/ties.json?normalise=average").json()
    assert (found["nodes"], found["left_out"]) == ([], 1)
    assert "1 more are left out" in client.get("/network/table?normalise=average").text


def test_copies_and_appearances_are_noted(path: Path, client: TestClient) -> None:
    words = " ".join(f"word{n} of the long common story" for n in range(40))
    first, copy = (
        made_reading(f"{TEXT} {words}{end}", publisher=name) for end, name in ((".", "One"), (", too.", "Two"))
    )
    with Ledger(path) as ledger:
        for reading in (first, copy):
            ledger.add(reading)
        ledger.add(made_reading(f"{TEXT} {words}.", publisher="Three"))
    pages = [client.get(f"/documents/{reading.document.id}").text for reading in (first, copy)]
    assert any("both count as one account" in page for page in pages)
    assert any("elsewhere: all count as one account" in page for page in pages)
    assert "The same words came from" in pages[0]


def test_no_bar_is_wider_than_its_box(client: TestClient) -> None:
    widths = re.findall(r'<rect[^>]* width="([^"]*)"', client.get("/matters").text)
    assert widths
    assert all(0 <= float(width) <= 100 for width in widths)


def test_the_order_of_measures_is_drawn_for_wide_and_narrow_screens(client: TestClient) -> None:
    accord = client.get("/claims.json?kind=accord").json()["claims"][0]["id"]
    shown = client.get(f"/accords/{accord}").text
    drawings = re.findall(r'<svg class="order (\w+)" viewBox="0 0 (\d+) (\d+)"', shown)
    assert [(name, int(width) <= 328) for name, width, _ in drawings] == [("wide", False), ("narrow", True)]
    for name, width, height in drawings:
        drawing = shown[shown.index(f'class="order {name}"') :].split("</svg>")[0]
        for x, y, wide, high in re.findall(r'<rect x="(\d+)" y="(\d+)" width="(\d+)" height="(\d+)"', drawing):
            assert int(x) + int(wide) <= int(width)
            assert int(y) + int(high) <= int(height)


def told_otherwise(encounter: dict[str, Any], text: str, publisher: str) -> Reading:
    """A reading whose encounter differs in some fields."""
    made = made_reading(text, publisher=publisher)
    return replace(made, encounters=(replace(made.encounters[0], **encounter),))


def test_who_sought_an_encounter_is_told_by_whom(tmp_path: Path) -> None:
    path = tmp_path / "two.ledger"
    with Ledger(path) as ledger:
        ledger.add(told_otherwise({"initiated_by": (ROHA,)}, TEXT, "The Harbour Daily"))
        other = f"{TEXT} A wholly different end was printed elsewhere, with many words of its own on other things."
        ledger.add(told_otherwise({"initiated_by": (LUND,)}, other, "The Other Paper"))
    with TestClient(create_app(Settings(path)), base_url="http://localhost") as client:
        (row,) = client.get("/encounters.json").json()["encounters"]
        told = client.get(f"/encounters/{row['id']}.json").json()["initiated_by"]
        assert {(t["value"], len(t["told_by"])) for t in told} == {("Ana Roha", 1), ("Teo Lund", 1)}
        shown = re.sub(r"<[^>]+>", "", client.get(f"/encounters/{row['id']}").text)
        for name, outlet in (("Ana Roha", "The Harbour Daily"), ("Teo Lund", "The Other Paper")):
            assert re.search(rf"[Ss]ought by {name}, as {outlet} tells", shown)
        assert "joined because" in shown
        assert not re.search(r"joined because[^·]*\{", shown)


def test_an_encounter_that_is_only_planned_is_marked(tmp_path: Path) -> None:
    path = tmp_path / "planned.ledger"
    week = When("2031-07-07", "text", end="2031-07-13")
    with Ledger(path) as ledger:
        planned = {"factuality": Factuality("possible", status="planned"), "when": week}
        ledger.add(told_otherwise(planned, TEXT, "The Harbour Daily"))
    with TestClient(create_app(Settings(path)), base_url="http://localhost") as client:
        (row,) = client.get("/encounters.json").json()["encounters"]
        assert (row["told_as"], row["days"]) == ("planned, possible", "7 to 13 July 2031")
        assert "planned, possible" in client.get("/encounters").text
        shown = client.get(f"/encounters/{row['id']}").text
        assert "<h1>Meeting (planned, possible): Ana Roha, Teo Lund</h1>" in shown
        assert "7 to 13 July 2031" in shown
    with Ledger(path) as ledger:
        ledger.add(told_otherwise({"when": week}, f"{TEXT} It took place, and more was told of it.", "Another"))
    with TestClient(create_app(Settings(path)), base_url="http://localhost") as client:
        (row,) = client.get("/encounters.json").json()["encounters"]
        assert not row["told_as"]


def test_one_year_long_ago_does_not_squeeze_the_timeline(client: TestClient) -> None:
    from comity.web.pages.map import _bars

    told = [{"month": month, "kind": "event", "n": n} for month, n in (("1950-06", 1), ("2015-02", 3), ("2015-11", 5))]
    months = [row["month"] for row in _bars(told, months=True)]
    assert (months[0], months[-1], len(months)) == ("2015-02", "2015-11", 10)
    assert len(_bars(told, months=False)) == 66
    late = [*told, {"month": "2090-01", "kind": "event", "n": 1}]
    assert _bars(late, months=True)[-1]["month"] == "2015-11"
    shown = ready(client, "/map").text
    assert "1 of 1 place has no known coordinates and is only in the table" in re.sub(r"\s+", " ", shown)


def correction(client: TestClient, claim: str, **changes: str) -> dict[str, str]:
    """The form of a claim's page as it is sent with some fields changed."""
    page = client.get(f"/claims/{claim}").text
    shown = {m[1]: m[2] for m in re.finditer(r'name="was_(\w+)" value="([^"]*)"', page)}
    seen = re.search(r'name="seen" value="(\d+)"', page)
    assert seen
    return {f"was_{name}": value for name, value in shown.items()} | shown | {
        "csrf": csrf_of(client, f"/claims/{claim}"), "reviewer": "Ada", "seen": seen[1],
    } | changes  # fmt: skip


def test_a_new_actor_is_told(client: TestClient) -> None:
    claim = client.get("/claims.json?kind=position").json()["claims"][0]["id"]
    saved = client.post(f"/review/{claim}/correct", data=correction(client, claim, actor="Nobody <b>Known"))
    assert "New actor:</b> Nobody &lt;b&gt;Known" in saved.text
    made = client.get("/review/history.json").json()["history"][0]["made"]
    saved = client.post(f"/review/{made}/correct", data=correction(client, made, actor="Teo Lund"))
    assert saved.status_code == 200
    assert "New actor" not in saved.text
    assert "New actor" not in client.get(f"/claims/{made}?new=Somebody").text


def test_a_second_correction_from_the_same_page_leads_to_what_stands(client: TestClient) -> None:
    claim = client.get("/claims.json?kind=position").json()["claims"][0]["id"]
    form = correction(client, claim, stance="0")
    assert client.post(f"/review/{claim}/correct", data=form).status_code == 200
    made = client.get("/review/history.json").json()["history"][0]["made"]
    for reviewer, who in (("Ada", "You judged"), ("Bea", "Ada judged")):
        again = client.post(f"/review/{claim}/correct", data={**form, "stance": "-1", "reviewer": reviewer})
        assert again.status_code == 409
        assert who in again.text
        assert f'href="/claims/{made}"' in again.text
        assert "`comity" not in again.text


def test_a_pasted_text_has_its_title(client: TestClient) -> None:
    form = {
        "csrf": csrf_of(client, "/"),
        "title": " A call \n about <b>borders",
        "text": "The two ministers spoke by phone.",
    }
    started = client.post("/read", data=form, follow_redirects=False)
    until = time.monotonic() + 60
    with client.stream("GET", f"{started.headers['location']}/events") as stream:
        for row in stream.iter_lines():
            if '"done"' in row:
                break
            assert time.monotonic() < until
    assert "A call about &lt;b&gt;borders" in client.get("/documents").text

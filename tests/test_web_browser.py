"""The web view in a real browser: reading, comparing, reviewing, hostile texts, accessibility; no request elsewhere."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from browser import MISSING, QUIET, browser_path, served
from made_readings import LUND, ROHA, TEXT, made_reading

from comity.ledger import Ledger
from comity.web.reads import Job, ReadQueue, Upload
from comity.web.security import Gate

pytestmark = pytest.mark.skipif(browser_path() is None, reason=MISSING)
ARTICLE = (
    "EIDERMOUTH (The Meridian) - French President Emmanuel Macron and German Chancellor Olaf Scholz met in Berlin on "
    "Sunday. NBC quoted a White House official as saying that the two leaders had agreed on the need for a ceasefire "
    "in Syria. "
    '"We support talks on the border," Macron said.'
)

DARK = ("color-contrast", "scrollable-region-focusable")  # what colours and width change


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=browser_path(), args=list(QUIET))
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("web") / "web.ledger"
    with Ledger(path) as opened:
        opened.add(made_reading(), name="meet")
        opened.add(
            made_reading(f"{TEXT} So it was said.", publisher="The Other Paper", title="Leaders meet"), name="other"
        )
        opened.add(made_reading(f"{TEXT} That was in May.", published=date(2031, 5, 2)), name="later")
    return path


@pytest.fixture(scope="module")
def base(ledger: Path) -> Iterator[str]:
    with served(ledger) as address:
        yield address


@pytest.fixture
def page(browser: Any, base: str) -> Iterator[Any]:
    """A page that fails the test where anything is asked of another host, or the console complains."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, base_url=base)
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda line: complaints.append(line.text) if line.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: (complaints.append(f"dialog {dialog.message}"), dialog.dismiss()))
    yield page
    context.close()
    elsewhere = [url for url in asked if urlsplit(url).scheme not in {"data", "blob"} and not url.startswith(base)]
    assert not elsewhere
    assert not complaints


def first(page: Any, path: str, key: str) -> str:
    """The id of the first row of a page's JSON twin."""
    return str(page.request.get(path).json()[key][0]["id"])


def test_paste_read_document_claim_source_chain(page: Any) -> None:
    page.goto("/")
    page.fill("#text", ARTICLE)
    page.fill("#published", "2022-03-06")
    page.click("button:has-text('Read')")
    page.wait_for_url("**/documents/*", timeout=45_000)
    assert "Macron" in page.inner_text("#text")
    assert "EIDERMOUTH The Meridian French President" in page.inner_text("h1")  # it has no title
    mark = page.locator("#text mark", has_text="ceasefire").first
    mark.hover()
    lit = page.locator(".marks li.lit")
    assert lit.count() >= 1
    assert "White House official" in " ".join(lit.all_inner_texts())
    mark.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/claims/*")
    page.go_back()
    page.locator(".marks li", has_text="White House official").locator("a").first.click()
    page.wait_for_url("**/claims/*")
    chain = page.locator(".chain li").all_inner_texts()
    assert "White House official" in chain[0]
    assert "NBC" in " ".join(chain)
    page.locator("a.place").first.click()
    page.wait_for_url("**/documents/*#c*")


def test_an_encounter_is_compared_side_by_side(page: Any) -> None:
    page.goto("/encounters")
    page.locator("tbody a").first.click()
    page.wait_for_url("**/encounters/*")
    assert "Ana Roha" in page.inner_text("main")
    page.wait_for_selector(".comparison", timeout=45_000)
    assert page.locator(".comparison").inner_text().strip()


def test_a_review_is_made_taken_back_and_survives_reading_again(page: Any, ledger: Path) -> None:
    claim = first(page, "/claims.json?kind=position", "claims")
    page.goto(f"/claims/{claim}")
    page.locator("input[name=reviewer]").first.fill("Ada")
    page.locator("button[value=wrong]").first.click()
    page.wait_for_selector("text=no longer in the ledger")
    with Ledger(ledger) as opened:
        opened.add(made_reading(), name="meet", again=True)
        opened.add(
            made_reading(f"{TEXT} So it was said.", publisher="The Other Paper", title="Leaders meet"), again=True
        )
    assert page.request.get(f"/claims/{claim}.json").json()["entry"] is None
    page.goto("/review/history")
    page.locator("button", has_text=re.compile("undo|take back", re.I)).first.click()
    page.wait_for_load_state("networkidle")
    assert page.request.get(f"/claims/{claim}.json").json()["entry"] is not None


def test_judging_goes_on_by_keyboard(page: Any) -> None:
    page.goto("/review")
    page.locator("button[value=right]").first.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "reviewer"  # a name is asked for first
    page.keyboard.type("Ada")
    page.locator("button[value=right]").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".judged:focus")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Undo"
    page.keyboard.press("Enter")
    page.wait_for_selector("text=took a judgement back")


def test_progress_is_told_once_where_the_connection_breaks_off(
    browser: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow, broken = Job.follow, []

    async def breaking(job: Job, told: int, over: Any) -> Any:
        async for event in follow(job, told, over):
            yield event
            if event is not None and event[0] == 3 and not broken:
                broken.append(1)
                return

    def read_one(self: ReadQueue, job: Job, upload: Upload, reader: object, ledger: object) -> None:
        time.sleep(0.3)
        job.tell(state="refused", name=upload.name, reason="not today")

    monkeypatch.setattr(Job, "follow", breaking)
    monkeypatch.setattr(ReadQueue, "_read_one", read_one)
    with served(tmp_path / "some.ledger") as address:
        page = browser.new_page(base_url=address)
        page.goto("/")
        files = [{"name": f"{n}.txt", "mimeType": "text/plain", "buffer": b"A text."} for n in range(4)]
        page.set_input_files("#files", files)
        page.click("button:has-text('Read')")
        page.wait_for_selector(
            "[data-over]:not([hidden]), main p:not([data-over]) a:has-text('All documents')", timeout=30_000
        )
        lines = page.locator(".progress li").all_inner_texts()
        assert broken
        assert [line for line in lines if line.startswith("Refused")] == [
            f"Refused {n}.txt: not today" for n in range(4)
        ]
        assert [line for line in lines if line.startswith("Reading")] == [f"Reading {n}.txt" for n in range(4)]
        page.close()


def test_the_network_is_filtered_and_asked(page: Any) -> None:
    page.goto("/network")
    page.wait_for_selector("#graph[data-nodes]:not([data-nodes='0'])")
    page.wait_for_selector("#ties tbody tr")
    page.locator("#n-slide").focus()
    page.keyboard.press("Home")
    page.wait_for_url(re.compile(r"until=20\d\d-\d\d"))
    page.wait_for_selector("#ties tbody tr")
    page.select_option("#n-matter", "climate")
    page.click("button:has-text('Show')")
    page.wait_for_selector("#graph[data-nodes='0']")
    page.wait_for_selector("#ties .empty")
    page.select_option("#n-matter", "")
    page.click("button:has-text('Show')")
    page.wait_for_selector("#ties tbody tr")
    page.locator("#ties tbody a[href^='/claims/']").first.click()
    page.wait_for_selector(".chain")


def test_hostile_text_does_no_harm(page: Any, ledger: Path) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)><svg onload=alert(3)> \u202eesrever\u202c {{7*7}} \x07"
    long = "x" * 500_000 + " " + "word " * 100_000
    titles = {
        "title": "<b>bold</b> \u202eevil",
        "publisher": '"><script>alert(4)</script>',
        "url": "javascript:alert(5)",
    }
    with Ledger(ledger) as opened:
        short = made_reading(f"{TEXT} {evil}", **titles)
        vast = made_reading(f"{TEXT} {long}", **titles)
        for reading in (short, vast):
            opened.add(reading)
    for path in (f"/documents/{short.document.id}", f"/documents/{vast.document.id}", "/", "/documents", "/sources",
                 "/search?q=alert", f"/encounters/{first(page, '/encounters.json', 'encounters')}"):  # fmt: skip
        page.goto(path)
        assert page.locator("main script, main img, main b:has-text('bold'), main svg[onload]").count() == 0, path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert "\u202e" not in page.content(), path
        assert page.locator("a[href^='javascript']").count() == 0, path
    with Ledger(ledger) as opened:
        for reading in (short, vast):
            opened.forget(reading.document.id)


def test_on_a_phone_what_was_read_is_shown_where_one_taps(page: Any) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"/documents/{first(page, '/documents.json', 'documents')}")
    peek = page.locator(".peek")
    assert not peek.is_visible()
    page.locator("#text mark").first.click()
    assert peek.is_visible()
    assert peek.locator("li a[href^='/claims/']").count() >= 1
    assert fits(page)
    page.keyboard.press("Escape")
    assert not peek.is_visible()
    page.locator("#text mark").first.click()
    peek.locator("button").click()
    assert not peek.is_visible()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.locator("#text mark").first.click()
    assert not peek.is_visible()  # the list stands beside the text


def test_a_page_that_waits_shows_itself_anew(browser: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    let = threading.Event()

    def counts(opened: Ledger) -> dict[str, int]:
        let.wait(20)
        return {**opened.pages.counts(), "document": 41}

    monkeypatch.setattr("comity.web.pages.home._counts", counts)
    with served(tmp_path / "slow.ledger") as address:
        context = browser.new_context(base_url=address)
        left, written = context.new_page(), context.new_page()
        for page in (left, written):
            page.goto("/")
            assert "still being worked out" in page.inner_text(".working")
        written.fill("#text", "A text that must not be lost")
        let.set()
        left.wait_for_selector(".counts b:has-text('41')")
        assert left.locator(".working").count() == 0
        written.wait_for_selector(".working a:has-text('show it')")
        assert written.input_value("#text") == "A text that must not be lost"
        context.close()


def test_a_link_from_elsewhere_keeps_the_token_and_the_forms(browser: Any, ledger: Path) -> None:
    gate = Gate(token="let-me-in")
    with served(ledger, gate=gate) as address, served(ledger) as elsewhere:
        context = browser.new_context()
        page = context.new_page()

        def follow(link: str) -> None:
            page.goto(elsewhere.replace("127.0.0.1", "localhost"))  # another site, as browsers see it
            page.evaluate(f"location.href = '{link}'")
            page.wait_for_selector("main h1")

        follow(f"{address}/documents?publisher=The+Harbour+Daily&token=let-me-in")
        assert page.url == f"{address}/documents?publisher=The+Harbour+Daily"
        follow(f"{address}/")
        assert "Read something" in page.inner_text("main")
        context.close()


def test_what_was_written_is_still_there_after_a_refusal(browser: Any, base: str) -> None:
    page = browser.new_page(base_url=base)
    page.goto("/")
    page.fill("#text", "A long text")
    page.fill("#url", "https://example.org/a")
    page.fill("#title", "One title for two")
    page.click("button:has-text('Read')")
    page.wait_for_selector("text=A title belongs to one text")
    page.go_back()
    assert page.input_value("#text") == "A long text"
    page.close()


def test_light_and_dark_are_kept(page: Any) -> None:
    page.goto("/")
    light = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    page.click("[data-theme-toggle]")
    dark = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert dark != light
    page.goto("/actors")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == dark


def test_the_keyboard_reaches_everything(page: Any) -> None:
    page.goto(f"/documents/{first(page, '/documents.json', 'documents')}")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "MARK":
            break
    assert page.evaluate("document.activeElement.tagName") == "MARK"
    assert page.locator(".marks li.lit").count() >= 1


def addresses(page: Any) -> list[str]:
    """One address of every kind of page."""
    return [
        "/", "/documents", f"/documents/{first(page, '/documents.json', 'documents')}", "/claims", "/claims?kind=event",
        *(f"/claims/{first(page, f'/claims.json?kind={kind}', 'claims')}" for kind in ("event", "position", "accord")),
        "/encounters", f"/encounters/{first(page, '/encounters.json', 'encounters')}",
        "/accords", f"/accords/{first(page, '/claims.json?kind=accord', 'claims')}",
        "/actors", f"/actors/{ROHA.id}", f"/actors/{LUND.id}", "/matters", "/matters/negotiation", "/sources",
        "/search?q=ceasefire", "/search?q=nothingatall", "/review", "/review/history", "/network", "/map", "/nowhere",
    ]  # fmt: skip


def fits(page: Any) -> bool:
    """Whether nothing is wider than the window, once drawings have taken its size."""
    for _ in range(10):
        if page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
            return True
        page.wait_for_timeout(100)
    return False


def test_every_page_fits_and_is_accessible(browser: Any, base: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    faults = []
    context = browser.new_context(base_url=base, bypass_csp=True, reduced_motion="reduce")
    page = context.new_page()
    for path in addresses(page):
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(path)
        if path.startswith(("/network", "/map", "/encounters/")):
            page.wait_for_load_state("networkidle")
        found = Axe().run(page).response["violations"]
        for width in (1600, 360):
            page.set_viewport_size({"width": width, "height": 800})
            if not fits(page):
                faults.append(f"{path} is too wide at {width}")
        page.emulate_media(color_scheme="dark")
        found += Axe().run(page, options={"runOnly": list(DARK)}).response["violations"]
        for fault in found:
            if fault["impact"] in {"serious", "critical"}:
                nodes = "; ".join(node["html"][:120] for node in fault["nodes"][:3])
                faults.append(f"{path}: {fault['id']}: {nodes}")
    context.close()
    assert not faults, "\n".join(faults)

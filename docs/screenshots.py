"""Takes a picture of every page of the web view, as a desktop and a phone show it, into docs/images/.

    python docs/screenshots.py [LEDGER]     # default: the ledger that `make demo` makes

Needs Chromium. Look at each picture: nothing may be cut, nothing may overlap.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))
from browser import QUIET, browser_path, served  # noqa: E402

IMAGES = ROOT / "docs" / "images"
SIZES: dict[str, tuple[int, int, Literal["light", "dark"]]] = {
    "desktop": (1280, 860, "light"),
    "phone": (360, 740, "dark"),
}
COLOURS = 160


def pages(context: Any) -> Iterator[tuple[str, str]]:
    """The name and address of one page of each kind; of several, the one with most to see."""

    def rows(path: str, key: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = context.request.get(path).json()[key]
        return found

    def most(path: str, key: str, by: str) -> str:
        return str(max(rows(path, key), key=lambda row: row[by])["id"])

    yield from (("home", "/"), ("documents", "/documents"))
    yield "document", f"/documents/{most('/documents.json', 'documents', 'statements')}"
    for kind in ("position", "statement"):
        of_kind = rows("/search.json?q=ceasefire", "hits")
        found = [hit for hit in of_kind if hit["kind"] == kind and "→" in hit["source_chain"]]
        if found:
            yield f"claim-{kind}", f"/claims/{max(found, key=lambda hit: len(hit['source_chain']))['id']}"
    yield from (("encounters", "/encounters"), ("accords", "/accords"), ("actors", "/actors"), ("matters", "/matters"))
    yield "encounter", f"/encounters/{most('/encounters.json', 'encounters', 'accounts')}"
    yield "accord", f"/accords/{most('/accords.json', 'accords', 'reports')}"
    yield "actor", f"/actors/{most('/actors.json', 'actors', 'claims')}"
    matter = max(rows("/matters.json", "matters_found"), key=lambda row: row["positions"])["matter"]
    yield from (("matter", f"/matters/{matter}"), ("sources", "/sources"), ("search", "/search?q=ceasefire"))
    yield from (("review", "/review"), ("network", "/network"), ("map", "/map"))


def main() -> None:
    """Serve, open, save."""
    ledger = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "out" / "demo.ledger"
    IMAGES.mkdir(exist_ok=True)
    with served(ledger, knowledge=(ROOT / "examples" / "actors",)) as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=list(QUIET))
        for size, (width, height, scheme) in SIZES.items():
            context = browser.new_context(
                viewport={"width": width, "height": height}, base_url=base, color_scheme=scheme, reduced_motion="reduce"
            )
            page = context.new_page()
            for name, address in pages(context):
                page.goto(address, wait_until="networkidle")
                if name == "encounter":
                    page.wait_for_selector(".comparison", timeout=60_000)
                file = IMAGES / f"{name}-{size}.png"
                page.screenshot(path=file)
                Image.open(file).convert("RGB").quantize(COLOURS).save(file, optimize=True)
            context.close()
        browser.close()


if __name__ == "__main__":
    main()

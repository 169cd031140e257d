"""What several tests share: one Reader, loaded once, and Docs read by it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import settings

from comity.model import Document, Reading
from comity.reading import Reader

CASES = Path(__file__).parent / "cases"
SHARED = Path(__file__).resolve().parents[2] / "shared"

# The quick suite tries the same made-up cases every time, so that it judges a change and not the day's luck; `make
# test-slow` searches with new ones.
settings.register_profile("steady", derandomize=True)
settings.register_profile("searching", derandomize=False, print_blob=True)
settings.load_profile("steady")


@pytest.fixture(scope="session")
def reader() -> Reader:
    return Reader()


@pytest.fixture(scope="session")
def read(reader: Reader) -> Callable[..., Reading]:
    """Read a text: `read("…", published="2031-03-04", publisher="…")`."""

    def reading(text: str, *, published: str | date | None = None, publisher: str | None = None) -> Reading:
        day = date.fromisoformat(published) if isinstance(published, str) else published
        return reader.read(Document.create(text, published=day, publisher=publisher))

    return reading


def cases(folder: str) -> list[Any]:
    """Every case of every YAML file in tests/cases/FOLDER, as pytest parameters named by file and text."""
    found = []
    for path in sorted((CASES / folder).glob("*.yaml")):
        for case in yaml.safe_load(path.read_text(encoding="utf-8")):
            marks = [pytest.mark.xfail(strict=True, reason=case["fails"])] if "fails" in case else []
            found.append(pytest.param(case, id=f"{path.stem}: {case['text'][:60]}", marks=marks))
    return found

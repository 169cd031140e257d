"""Datasette opens a ledger usefully as it is: views, facets, full-text search."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
import yaml
from made_readings import made_reading

from comity.ledger import Ledger

datasette = pytest.importorskip("datasette.app")
METADATA = Path(__file__).parents[1] / "examples" / "datasette" / "metadata.yaml"


@pytest.fixture
def ask(tmp_path: Path) -> Any:
    """Ask a Datasette with one ledger for a path's JSON."""
    path = tmp_path / "crisis.ledger"
    with Ledger(path) as ledger:
        ledger.add(made_reading())
    served = datasette.Datasette(
        [], immutables=[str(path)], metadata=yaml.safe_load(METADATA.read_text("utf-8")), memory=False
    )

    def asked(address: str) -> Any:
        answer = asyncio.run(served.client.get(address))
        assert answer.status_code == 200, answer.text
        return answer.json()

    return asked


def test_every_table_and_question_of_the_metadata_works(ask: Any) -> None:
    told = yaml.safe_load(METADATA.read_text("utf-8"))["databases"]["crisis"]
    for name in told["tables"]:
        assert ask(f"/crisis/{name}.json?_shape=array"), name
    for name in told["queries"]:
        assert ask(f"/crisis/{name}.json?words=ceasefire&_shape=array"), name


def test_facets_and_search(ask: Any) -> None:
    page = ask("/crisis/positions_by_matter.json")
    assert "stance" in page["facet_results"].get("results", page["facet_results"])
    found = ask("/crisis/documents.json?_search=ceasefire&_shape=array")
    assert found[0]["title"] == "Two leaders meet"
    assert not ask("/crisis/documents.json?_search=nothingatall&_shape=array")

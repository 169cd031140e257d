"""Bringing an older ledger up to date: what it tells on the way, and that nothing is lost."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from made_stands import ORVENIA, PELMORA, Told, reading
from typer.testing import CliRunner

from comity.cli import app
from comity.ledger import Ledger, schema_version


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """A ledger of the schema before the last, whose texts were never looked at for copies."""
    path = tmp_path / "an {older} 100% ledger"
    with Ledger(path) as ledger:
        for n in range(3):
            ledger.add(reading(n, Told(date(2031, 1, 1 + n), ((ORVENIA, "border", 1), (PELMORA, "border", -1)))))
        ledger.store.connection.execute("INSERT INTO to_join SELECT key FROM documents")
        ledger.store.connection.execute(f"PRAGMA user_version = {schema_version() - 1}")
    return path


def test_long_work_is_told_on_standard_error(older: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comity.ledger.files._LARGE", 0)
    monkeypatch.setattr("comity.ledger.ledger._BATCH", 0)
    done = CliRunner().invoke(app, ["documents", "--ledger", str(older), "--json"])
    assert done.exit_code == 0
    told = done.stderr.splitlines()
    assert f"comity: the ledger {older}: it is brought up to date (schema {schema_version()}), once; 1 of" in told[0]
    assert "copies and encounters are looked for in older texts, once; 0 of 3" in told[1]
    assert "brought" not in done.stdout


def test_short_work_is_not_told(older: Path) -> None:
    done = CliRunner().invoke(app, ["documents", "--ledger", str(older), "--json"])
    assert (done.exit_code, done.stderr) == (0, "")
    with Ledger(older) as ledger:
        assert ledger.catch_up() == 0


def test_older_texts_are_looked_at_some_at_a_time(older: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def fail(ledger: Ledger, key: int) -> None:
        seen.append(key)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Ledger, "_look_again", fail)
        with pytest.raises(KeyboardInterrupt):
            Ledger(older)
    with Ledger(older, write=False) as ledger:
        assert not ledger.store.all("awaited")
    assert seen == [1]

"""Categories of the codebooks: the table's rows, and what measures are comparable with."""

from __future__ import annotations

import pytest

from comity.knowledge.provision_kinds import TABLE, provision_kind
from comity.knowledge.tables import read_tables

ROWS = read_tables(TABLE)[0].rows


@pytest.mark.parametrize(
    ("matter", "words", "pax", "pam"),
    [
        ("ceasefire", "cease all hostilities", "CeProv", "Cease Fire"),
        ("prisoners", "release all sailors", "TjPrire", "Prisoner Release"),
        ("prisoners", "search for the missing", "TjMis", ""),
        ("withdrawal", "withdraw all foreign troops", "SsrFf", "Withdrawal of Troops"),
        ("justice", "grant an amnesty", "TjAm", "Amnesty"),
        ("peacekeeping", "deploy 120 unarmed observers", "ImE", "Verification/Monitoring Mechanism"),
        ("refugees", "let displaced persons return", "", "Internally Displaced Persons"),
    ],
)
def test_what_a_measure_is_comparable_with(matter: str, words: str, pax: str, pam: str) -> None:
    kind = provision_kind(matter, words)
    assert kind is not None
    assert (kind.pax, kind.pam) == (pax, pam)


def test_some_matters_have_no_category() -> None:
    assert provision_kind("other", "open the archives") is None
    assert provision_kind("espionage", "recall the attaché") is None


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.text('matter')} {row.optional('words') or ''}")
def test_every_row_has_a_known_matter_and_a_source(row) -> None:  # type: ignore[no-untyped-def]
    matters = {line.text("code") for line in read_tables(TABLE.parents[1] / "matters.tsv")[0].rows}
    assert row.text("matter") in matters
    assert bool(row.optional("pax") or row.optional("pam")) == bool(row.optional("source"))
    assert bool(row.optional("pax")) == bool(row.optional("pax_name"))

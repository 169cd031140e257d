"""`--min-certainty` and `--rules-only`: what is left out, and what goes with it."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from comity import api
from comity.cli_read import at_least
from comity.model import Document, Reading

TEXT = (
    "The Harbour Post quoted a senior aide as saying the envoys had met in Vask on Monday. "
    "President Ana Roha said that her foreign minister had told the council that the truce would be signed. "
    "Orvenia and Pelmora signed a ceasefire agreement on 3 March 2031. Roha condemned the shelling of Vask."
)
KINDS = ("statements", "events", "positions", "accords", "divergences", "reports")


def readings() -> list[Reading]:
    return [api.LazyReader(network=network).read(Document.create(TEXT)) for network in (True, False)]


READ = readings()


@settings(max_examples=30, deadline=None)
@given(st.floats(0, 1), st.lists(st.floats(0, 1), min_size=1, max_size=8))
def test_all_that_is_left_is_sure_and_hangs_on_nothing_that_went(least: float, certainties: list[float]) -> None:
    for reading in READ:
        changed = tuple(
            replace(s, certainty=certainties[n % len(certainties)]) for n, s in enumerate(reading.statements)
        )
        left = at_least(replace(reading, statements=changed), least)
        there = {statement.id for statement in left.statements}
        for kind in KINDS:
            for claim in getattr(left, kind):
                assert claim.certainty >= least
                assert (claim.parent if kind == "statements" else claim.statement) in {None, *there}


def test_rules_only_says_so_and_names_no_model() -> None:
    joined, alone = READ
    assert alone.reader.endswith("/ rules alone")
    assert not joined.reader.endswith("/ rules alone")
    assert alone.statements
    assert all(statement.reader.startswith("rule:") for statement in alone.statements)

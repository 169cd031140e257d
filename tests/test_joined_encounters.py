"""Encounters over documents: what is joined, in any order, piece by piece or at once, corrected and taken back."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from made_encounters import Told, made, told

from comity.ledger import Ledger
from comity.ledger.grouping import may_look
from comity.ledger.meetings import ToldBy
from comity.ledger.sightings import sighting_of
from comity.model import Document, InputError, Reading

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "joined_encounters" / "cases.yaml").read_text("utf-8"))


def readings_of(documents: dict[str, Any]) -> list[Reading]:
    return [
        made(
            name,
            [told(words) for words in values["claims"]],
            str(values["published"]) if values.get("published") else None,
            values.get("publisher"),
        )
        for name, values in documents.items()
    ]


def labels(ledger: Ledger) -> list[list[str]]:
    """The encounters of a ledger as sorted names of their claims."""
    found = []
    for one in ledger.encounters():
        words = [entry.quote for entry in one.claims]
        found.append(sorted(word.rsplit("-", 1)[0] + "/" + word.rsplit("-", 1)[1] for word in words))
    return sorted(found)


def in_full(groups: Iterable[Iterable[str]]) -> list[list[str]]:
    return sorted(sorted(name if "/" in name else f"{name}/0" for name in group) for group in groups)


def state(ledger: Ledger) -> list[tuple[Any, ...]]:
    """All that is stored of the joining, without keys."""
    sql = "SELECT id, core, encounter, because FROM joined JOIN claims ON claims.key = claim ORDER BY id"
    return [tuple(row) for row in ledger.store.query("joined", sql, {})]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_cases(case: dict[str, Any], tmp_path: Path) -> None:
    readings = readings_of(case["documents"])
    states = []
    for seed in range(3):
        random.Random(seed).shuffle(readings)
        with Ledger(tmp_path / f"{seed}.ledger") as ledger:
            for reading in readings:
                ledger.add(reading)
            assert labels(ledger) == in_full(case["encounters"])
            states.append(state(ledger))
    assert states[0] == states[1] == states[2]


@pytest.mark.parametrize(
    ("words", "apart"),
    [
        ("In their previous call the two leaders quarrelled.", True),
        ("Vane also had a separate telephone conversation with Sund.", True),
        ("The two had last met in Avrel.", True),
        ("Vane met Sund last week.", False),
        ("Vane spoke with Sund on the last day of the talks.", False),
    ],
)
def test_what_says_that_it_is_another_is_no_undated_account(words: str, apart: bool) -> None:
    (claim,) = made("a", [told("Vane, Sund | call")], "2031-03-04").encounters
    document = Document.create(words)
    one = sighting_of(replace(claim, evidence=(document.span(0, len(words)),)), "2031-03-04", None)
    assert one.apart is apart
    assert may_look(one) is not apart


def test_accounts_are_counted_not_claims(tmp_path: Path) -> None:
    texts = {
        "a": {"published": "2031-03-04", "claims": ["Vane, Sund | meeting | 2031-03-04 | Avrel"] * 3},
        "b": {"published": "2031-03-04", "claims": ["Vane, Sund | summit | 2031-03-04 | Sund Bay"]},
        "c": {"published": "2031-03-05", "claims": ["Vane, Sund | summit | 2031-03-04 | Sund Bay"]},
    }
    with Ledger(tmp_path / "accounts.ledger") as ledger:
        for reading in readings_of(texts):
            ledger.add(reading)
        (one,) = ledger.encounters()
    assert (one.format, one.place) == ("summit", "Sund Bay")
    first, second, third = one.accounts
    copied = replace(one, accounts=(first, ToldBy(second.document, (third.document,))))
    clearest = one.encounters[0]
    assert (copied.format, copied.place) == (clearest.format, clearest.place), "one account against one"


WHO = st.sampled_from(
    [
        ("Vane", "Sund"), ("Orvenia", "Tarsk"), ("Oru", "Brok"), ("Glass House", "Sund"), ("Vane", "Sund", "Pell"),
        ("ministry of Orvenia", "Brok"), ("Orvenia", "Tarsk", "Peldor", "Lutra"), ("Vane", "Oru"), ("Pell", "Sund"),
        ("Orvenia", "Tarsk", "Peldor", "Lutra", "Kesh"), ("Union", "Orvenia", "Tarsk"), ("Vane", "envoys"),
    ]
)  # fmt: skip
WHEN = st.sampled_from(
    [
        None,
        "2031-03-03",
        "2031-03-04",
        "2031-03-05",
        "2031-03-06",
        "2031-03-07",
        "2031-03-04/2031-03-06",
        "2031-03",
        "2031",
    ]
)
CLAIM = st.builds(
    Told,
    who=WHO,
    format=st.sampled_from(["meeting", "call", "talks", "video call", "summit"]),
    when=WHEN,
    place=st.sampled_from([None, "Avrel", "Sund Bay"]),
    how=st.sampled_from(["absolute", "publication"]),
    status=st.sampled_from(["actual", "actual", "planned"]),
)
PUBLISHED = st.sampled_from([None, "2031-03-03", "2031-03-04", "2031-03-05", "2031-03-06"])
DOCUMENT = st.tuples(st.lists(CLAIM, min_size=1, max_size=2), PUBLISHED, st.sampled_from([None, "A", "B"]))


@settings(max_examples=30, deadline=None)
@given(documents=st.lists(DOCUMENT, min_size=1, max_size=12), data=st.data())
def test_any_order_gives_the_same_encounters(
    documents: list[tuple[list[Told], str | None, str | None]], data: st.DataObject, tmp_path_factory: Any
) -> None:
    readings = [made(f"d{n}", *document) for n, document in enumerate(documents)]
    shuffled = data.draw(st.permutations(readings))
    folder = tmp_path_factory.mktemp("orders")
    with Ledger(folder / "a.ledger") as one, Ledger(folder / "b.ledger") as other:
        for reading in readings:
            one.add(reading)
        for reading in shuffled:
            other.add(reading)
        expected = state(one)
        assert state(other) == expected
        at_once(other)
        assert state(other) == expected, "piece by piece is as good as at once"
        gone = data.draw(st.sets(st.sampled_from(range(len(readings)))))
        for n in gone:
            one.forget(readings[n].document.id)
        for n in data.draw(st.permutations(sorted(gone))):
            one.add(readings[n])
        assert state(one) == expected, "forgetting and reading again changes nothing"
        assert list(one.verify()) == []


def at_once(ledger: Ledger) -> None:
    """Forget all joining and do it anew, as for an older ledger."""
    with ledger.store.transaction():
        for sql in ("DELETE FROM joined", "DELETE FROM sightings", "INSERT INTO to_join SELECT key FROM documents"):
            ledger.store.query("clear", sql, {})
    ledger.catch_up()


CALLS = {
    "a": {"published": "2031-03-04", "claims": ["Vane, Sund | call | 2031-03-04"]},
    "b": {"published": "2031-03-04", "claims": ["Vane, Sund | call | 2031-03-04"]},
    "c": {"published": "2031-03-20", "claims": ["Vane, Sund | call | 2031-03-20"]},
}


@pytest.fixture
def calls(tmp_path: Path) -> Ledger:
    ledger = Ledger(tmp_path / "calls.ledger")
    for reading in readings_of(CALLS):
        ledger.add(reading)
    return ledger


def claim(ledger: Ledger, name: str) -> str:
    return next(entry.id for entry in ledger.claims(kind="encounter") if entry.quote == f"{name}-0")


def test_merge_split_undo(calls: Ledger) -> None:
    before, desk = state(calls), calls.encounter_reviews
    assert labels(calls) == in_full(["ab", "c"])
    merged = desk.merge([claim(calls, "a"), claim(calls, "c")[-16:]], "Ada", note="one long call")
    assert labels(calls) == in_full(["abc"])
    assert "merged by Ada" in calls.encounter(merged).because[claim(calls, "c")]
    other = desk.split(merged, [claim(calls, "b")], "Ben")
    assert labels(calls) == in_full(["ac", "b"])
    assert [entry.quote for entry in calls.encounter(other).claims] == ["b-0"]
    assert [(r.verdict, r.reviewer, r.standing) for r in desk.reviews()] == [
        ("merged", "Ada", True),
        ("split", "Ben", True),
    ]
    desk.undo(1, "Cyd")
    assert labels(calls) == in_full(["a", "b", "c"])
    desk.undo(2, "Cyd")
    assert labels(calls) == in_full(["ab", "c"])
    assert state(calls) == before
    for call in (lambda: desk.undo(1, "Cyd"), lambda: desk.undo(3, "Cyd"), lambda: desk.undo(9, "Cyd")):
        with pytest.raises(InputError):
            call()


def test_rulings_outlive_reading_again_and_forgetting(calls: Ledger) -> None:
    desk = calls.encounter_reviews
    desk.merge([claim(calls, "a"), claim(calls, "c")], "Ada")
    desk.split(claim(calls, "a"), [claim(calls, "b")], "Ada")
    ruled = state(calls)
    for reading in readings_of(CALLS):
        calls.forget(reading.document.id)
        assert calls.add(reading) == "added"
    for reading in readings_of(CALLS):
        assert calls.add(reading, again=True) == "replaced"
    assert state(calls) == ruled
    calls.add(made("d", [told("Vane, Sund | call | 2031-03-20")], "2031-03-20"))
    assert labels(calls) == in_full(["acd", "b"]), "what comes later joins the group that it fits"


def test_a_ruling_finds_its_claim_by_its_place_where_another_reading_gives_it_another_id(calls: Ledger) -> None:
    from dataclasses import replace

    calls.encounter_reviews.merge([claim(calls, "a"), claim(calls, "c")], "Ada")
    reading = readings_of(CALLS)[2]
    (one,) = reading.encounters
    calls.add(replace(reading, reader="test 2", encounters=(replace(one, id=f"encounter_{16 * 'f'}"),)))
    assert labels(calls) == in_full(["abc"])


@pytest.mark.parametrize("word", ["nothing", "encounter_", "0", "a1b2c3", "' OR 1", "%"])
def test_what_names_no_encounter_is_told(calls: Ledger, word: str) -> None:
    with pytest.raises(InputError):
        calls.encounter(word)
    with pytest.raises(InputError):
        calls.encounter_reviews.merge([word, claim(calls, "a")], "Ada")
    with pytest.raises(InputError):
        calls.encounter_reviews.split(claim(calls, "a"), [word], "Ada")


def test_rulings_that_rule_nothing_are_refused(calls: Ledger) -> None:
    desk = calls.encounter_reviews
    refused = [
        lambda: desk.merge([claim(calls, "a"), claim(calls, "b")], "Ada"),
        lambda: desk.split(claim(calls, "a"), [claim(calls, "a"), claim(calls, "b")], "Ada"),
        lambda: desk.split(claim(calls, "a"), [], "Ada"),
        lambda: desk.split(claim(calls, "a"), [claim(calls, "c")], "Ada"),
        lambda: desk.merge([claim(calls, "a"), claim(calls, "c")], " "),
    ]
    for call in refused:
        with pytest.raises(InputError):
            call()
    assert desk.reviews() == []


def test_an_older_ledger_is_joined_when_it_is_opened_even_if_stopped_between(
    calls: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = state(calls)
    with calls.store.transaction():
        for sql in ("DELETE FROM joined", "DELETE FROM sightings", "INSERT INTO to_join SELECT key FROM documents"):
            calls.store.query("clear", sql, {})
    calls.close()
    from comity.ledger import joins

    done: list[int] = []

    def stop(store: Any, document: int, inner: Any = joins.take_in) -> None:
        if done:
            raise KeyboardInterrupt
        done.append(document)
        inner(store, document)

    with monkeypatch.context() as patch:
        patch.setattr("comity.ledger.joins.take_in", stop)
        with pytest.raises(KeyboardInterrupt):
            Ledger(calls.path)
    with Ledger(calls.path) as ledger:
        assert state(ledger) == expected


def test_filters(calls: Ledger) -> None:
    assert [len(one.claims) for one in calls.encounters(actor="Lev Sund")] == [2, 1]
    assert [one.told_on for one in calls.encounters(since="2031-03-10")] == ["2031-03-20"]
    assert list(calls.encounters(actor="Pell")) == []


def test_what_an_encounter_sums_up(tmp_path: Path) -> None:
    documents = {
        "a": {"published": "2031-03-05", "publisher": "A", "claims": ["Vane, Tarsk | talks | 2031-03-04"]},
        "b": {"published": "2031-03-04", "publisher": "B", "claims": ["Orvenia, Sund | meeting | 2031-03-04 | Avrel"]},
        "c": {"published": "2031-03-06", "claims": ["Vane, Sund | meeting | 2031-03 | Avrel"]},
    }
    with Ledger(tmp_path / "sum.ledger") as ledger:
        for reading in readings_of(documents):
            ledger.add(reading)
        (one,) = ledger.encounters()
        assert {actor.name for actor in one.participants} == {"Ida Vane", "Lev Sund"}
        assert (one.format, one.when, one.place, one.told_on) == (
            "meeting",
            ("2031-03-04", None),
            "Avrel",
            "2031-03-04",
        )
        assert len(one.because) == len(one.claims) - 1


def some_day(chance: random.Random) -> str:
    return f"{chance.randrange(2000, 2040)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"


def test_ten_thousand_encounters(tmp_path: Path) -> None:
    """Adding to a ledger of many encounters takes as long as adding to an empty one."""
    chance = random.Random(1)
    states = ["Orvenia", "Tarsk", "Peldor", "Lutra", "Kesh"]
    spent = []
    with Ledger(tmp_path / "many.ledger") as ledger:
        ledger.store.pragma("synchronous = OFF")
        for n in range(200):
            claims = [Told(tuple(chance.sample(states, 2)), "call", some_day(chance)) for _ in range(50)]
            start = time.process_time()
            ledger.add(made(f"d{n}", claims, "2041-01-01"))
            spent.append(time.process_time() - start)
        assert ledger.count(kind="encounter") == 10_000
    assert sum(spent[-50:]) < 2 * sum(spent[:50]) + 1

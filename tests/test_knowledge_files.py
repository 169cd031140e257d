"""A user's own knowledge files: they add to ours, replace rows of ours, and fail with words that help."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.knowledge import fold, is_acronym, load_knowledge
from comity.model import KnowledgeError

ENTITIES = "id\tname\taliases\tcountry\tsource\n"
TERMS = "person\toffice\tof\tstart\tend\tsource\n"


def write(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text, "utf-8")
    return file


def test_a_file_of_ones_own_adds_a_person_and_an_office(tmp_path: Path) -> None:
    write(tmp_path, "persons.tsv", ENTITIES + "person/ada-quill\tAda Quill\tA. Quill\tNOR\town notes\n")
    write(tmp_path, "terms.tsv", TERMS + "ada-quill\thead-of-government\tNOR\t2040-01-02\t\town notes\n")
    knowledge = load_knowledge(tmp_path)
    assert knowledge.lookup("a. quill")[0].entity_id == "person/ada-quill"
    term = knowledge.role("head-of-government", "NOR", date(2041, 1, 1))
    assert term is not None
    assert term.person_id == "person/ada-quill"
    assert term.title == "prime minister"
    earlier = knowledge.role("head-of-government", "NOR", date(2024, 1, 1))
    assert earlier is not None
    assert earlier.person_id != "person/ada-quill"


def test_a_row_of_ones_own_replaces_ours(tmp_path: Path) -> None:
    file = write(tmp_path, "mine.tsv", ENTITIES + "media/reuters\tReuters Ltd\t\tGBR\town notes\n")
    assert load_knowledge(file).entities["media/reuters"].name == "Reuters Ltd"
    assert load_knowledge().entities["media/reuters"].name == "Reuters"


def test_yaml_holds_several_kinds(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        "mine.yaml",
        """
        entities:
          - {id: organisation/lantern-league, name: Lantern League, country: , aliases: [Lanterns, LLG], source: me}
        accords:
          - id: lantern-pact
            name: Lantern Pact
            signed: 2031-05-06
            parties: [organisation/lantern-league, NOR]
            matters: [energy, trade]
            source: own notes
        members:
          - {group: organisation/lantern-league, members: [NOR, SWE], start: 2030, source: own notes}
        places:
          - {place: Lantern Bay, country: NOR, kind: waters, source: own notes}
        titles:
          - {phrase: keeper, office: head, of: organisation/lantern-league, source: own notes}
        """,
    )
    knowledge = load_knowledge(file)
    assert knowledge.lookup("LLG")[0].kind == "acronym"
    assert knowledge.find_accords("lantern pact")[0].parties == ("organisation/lantern-league", "state/NOR")
    assert knowledge.members("organisation/lantern-league", date(2035, 1, 1)) == ("state/NOR", "state/SWE")
    assert knowledge.members("organisation/lantern-league", date(2029, 1, 1)) == ()
    assert knowledge.theatre_of("Lantern Bay") == "Norway"
    assert knowledge.office("Keeper", "organisation/lantern-league") == "head"


GOOD_PERSON = "person/ada-quill\tAda Quill\t\tNOR\tnotes\n"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ["is empty"]),
        ("colour\tsize\nred\tbig\n", ["line 1", "no kind of table", "entities"]),
        (ENTITIES.replace("country", "country\tshoe"), ["line 1", "'shoe'", "use"]),
        (ENTITIES + "person/Ada Quill\tAda\t\tNOR\tnotes\n", ["line 2", "'id'", "hyphens"]),
        (ENTITIES + "wizard/ada\tAda\t\tNOR\tnotes\n", ["line 2", "'id'", "person, state"]),
        (ENTITIES + "person/ada\t\t\tNOR\tnotes\n", ["line 2", "'name'", "missing"]),
        (ENTITIES + "person/ada\tAda\t\tNOR\n", ["line 2", "'source'", "missing"]),
        (ENTITIES + GOOD_PERSON + GOOD_PERSON, ["line 3", "'id'", "line 2 already"]),
        (ENTITIES + "person/ada\tAda\t\tNOR\tnotes\tmore\n", ["line 2", "column 6", "remove a tab"]),
        (ENTITIES + "# a remark\n\nperson/ada\t\t\tNOR\tnotes\n", ["line 4", "'name'"]),
        ("name\tname\n", ["line 1", "name each column once"]),
        (TERMS + "nobody-known\thead\tNOR\t2040\t\tnotes\n", ["line 2", "'person'", "person/nobody-known"]),
        (TERMS + "angela-merkel\tboss\tDEU\t2040\t\tnotes\n", ["line 2", "'office'", "head-of-state"]),
        (TERMS + "angela-merkel\thead\tDEU\t2040-13\t\tnotes\n", ["line 2", "'start'", "YYYY-MM-DD"]),
        (TERMS + "angela-merkel\thead\tDEU\tsoon\t\tnotes\n", ["line 2", "'start'", "not a date"]),
        (TERMS + "angela-merkel\thead\tDEU\t\t\tnotes\n", ["line 2", "'start'", "first day"]),
        (TERMS + "angela-merkel\thead\tDEU\t2040\t2039\tnotes\n", ["line 2", "'end'", "ends before"]),
        ("id\tname\tparties\tmatters\tsource\npact\tPact\tNOR\tmagic\tnotes\n", ["line 2", "'matters'", "matters.tsv"]),
        ("place\tcountry\tkind\tsource\nBay\tNOR\tpuddle\tnotes\n", ["line 2", "'kind'", "waters"]),
        ("place\tcountry\tkind\tsource\nBay\tQQQ\tcity\tnotes\n", ["line 2", "'country'", "states.tsv"]),
        (
            "code\tname\tadjectives\tnationals\tcapitals\tsource\nNO\tNorge\t\t\t\tnotes\n",
            ["line 2", "'code'", "three capital letters"],
        ),
    ],
)
def test_a_bad_row_names_file_line_column_and_remedy(tmp_path: Path, text: str, parts: list[str]) -> None:
    file = write(tmp_path, "mine.tsv", text)
    with pytest.raises(KnowledgeError) as caught:
        load_knowledge(file)
    assert str(file) in str(caught.value)
    for part in parts:
        assert part in str(caught.value)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("entities: [", "not valid YAML"),
        ("- a\n- b\n", "top level"),
        ("wizards:\n  - {id: x}\n", "wizards"),
        ("entities: yes\n", "line 1"),
        ("entities:\n  - just words\n", "line 2"),
        ("entities:\n  - id: person/ada\n    name: {first: Ada}\n", "line 3"),
        ("entities:\n  - {id: person/ada, name: Ada, source: notes}\n  - {id: person/bo, source: notes}\n", "line 3"),
        ("entities: " + "[" * 5000, "not valid YAML"),
        ("entities: !!python/object/apply:os.system ['true']\n", "line 1"),
    ],
)
def test_bad_yaml(tmp_path: Path, text: str, part: str) -> None:
    file = write(tmp_path, "mine.yaml", text)
    with pytest.raises(KnowledgeError, match=r"mine\.yaml") as caught:
        load_knowledge(file)
    assert part in str(caught.value)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="no such file"):
        load_knowledge(tmp_path / "missing")
    with pytest.raises(KnowledgeError, match="rename"):
        load_knowledge(write(tmp_path, "mine.csv", "a,b\n"))
    binary = tmp_path / "mine.tsv"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(KnowledgeError, match="UTF-8"):
        load_knowledge(binary)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=12))
def test_acronyms_are_found_as_written_only(text: str) -> None:
    if is_acronym(text):
        assert not is_acronym(text.lower())

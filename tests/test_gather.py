"""Files, folders, rows and pages become documents or refusals."""

from __future__ import annotations

import io
import json
import os
import sys
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.gather import Gathered, Limits, Metadata, Refusal, foreign_language, open_documents, parse_date
from comity.gather.addresses import is_public
from comity.gather.front_matter import split_front_matter
from comity.model import Document, InputError, canonical

CASES = Path(__file__).parent / "cases" / "gather"
PARAGRAPHS = (
    "The foreign minister of Freedonia met her counterpart of Sylvania in the capital on Monday.",
    "Both sides agreed to open the border before the end of the year, she told reporters afterwards.",
)


def load(name: str) -> Any:
    return yaml.safe_load((CASES / f"{name}.yaml").read_text("utf-8"))


def read(*sources: str | Path, **options: Any) -> list[Gathered | Refusal]:
    return list(open_documents(sources, **options))


def only(*sources: str | Path, **options: Any) -> Gathered:
    (found,) = read(*sources, **options)
    assert isinstance(found, Gathered), found
    return found


def refusal(*sources: str | Path, **options: Any) -> Refusal:
    (found,) = read(*sources, **options)
    assert isinstance(found, Refusal), found
    return found


def check(case: dict[str, Any], source: Path, gives: str | None) -> None:
    if "refused" in case:
        found = refusal(source)
        assert found.code == case["refused"]["code"], found
        assert case["refused"]["words"] in found.reason
        assert found.source == str(source)
        return
    document = only(source).document
    assert document.text == gives
    for key, value in case.get("metadata", {}).items():
        expected = date.fromisoformat(value) if key == "published" and value else value
        assert getattr(document, key) == expected, key


@pytest.mark.parametrize("case", load("files"), ids=lambda case: case["about"])
def test_file(case: dict[str, Any], tmp_path: Path) -> None:
    source = tmp_path / case["file"]
    content = bytes.fromhex(case["hex"]) if "hex" in case else case["text"].encode(case.get("encoding", "utf-8"))
    source.write_bytes(content * case.get("times", 1))
    check(case, source, case.get("gives"))


@pytest.mark.parametrize("case", load("pages"), ids=lambda case: case["about"])
def test_page(case: dict[str, Any], tmp_path: Path) -> None:
    body = case["body"] + case.get("then", "") * case.get("times", 1)
    page = f"<!DOCTYPE html><html><head>{case.get('head', '')}</head><body>{body}</body></html>"
    page = page.replace("PARAGRAPHS", "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS))
    source = tmp_path / "story.html"
    source.write_bytes(page.encode(case.get("encoding", "utf-8")))
    check(case, source, case.get("gives", "").replace("PARAGRAPHS", "\n".join(PARAGRAPHS)))


@pytest.mark.parametrize("case", load("dates"), ids=lambda case: case["text"] or "nothing")
def test_date(case: dict[str, str]) -> None:
    if "error" in case:
        with pytest.raises(InputError, match=case["error"]) as caught:
            parse_date(case["text"])
        assert repr(case["text"]) in str(caught.value)
    else:
        assert parse_date(case["text"]).isoformat() == case["day"]


@given(st.dates())
def test_every_iso_date_is_itself(day: date) -> None:
    assert parse_date(day.isoformat()) == day


@given(st.text(max_size=60))
def test_no_date_string_breaks(text: str) -> None:
    with suppress(InputError):
        assert isinstance(parse_date(text), date)


@pytest.mark.parametrize("address", load("addresses")["public"])
def test_public_address(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", load("addresses")["private"])
def test_private_address(address: str) -> None:
    assert not is_public(address)


WORDS = "The envoys met in the capital of Freedonia and agreed with each other on the terms of the peace. "
# No control characters: a text that holds them is refused as binary.
ANY_TEXT = st.text(st.one_of(st.characters(exclude_categories=["Cs", "Cc"]), st.sampled_from("\r\n\t\ufeff")))


@given(ANY_TEXT)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_plain_text_is_its_canonical_form(tmp_path: Path, text: str) -> None:
    text = WORDS + text + WORDS
    source = tmp_path / "story.txt"
    source.write_bytes(text.encode("utf-8"))
    found = read(source)[0]
    if isinstance(found, Refusal):
        assert found.code == "language"
    else:
        assert found.document.text == canonical(text)


@given(ANY_TEXT)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_row_is_the_same_as_a_file(tmp_path: Path, text: str) -> None:
    file, rows = tmp_path / "story.txt", tmp_path / "rows.jsonl"
    file.write_bytes((text + WORDS).encode("utf-8"))
    rows.write_text(json.dumps({"text": text + WORDS, "name": "story"}), "utf-8")
    (one,), (other,) = read(file), read(rows)
    if isinstance(one, Gathered):
        assert one == other
    else:
        assert isinstance(other, Refusal)
        assert one.code == other.code


@given(st.binary(max_size=400))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("ending", ["txt", "md", "html", "json", "jsonl", "csv"])
def test_no_bytes_break_it(tmp_path: Path, ending: str, data: bytes) -> None:
    source = tmp_path / f"story.{ending}"
    source.write_bytes(data)
    for found in read(source):
        assert isinstance(found, (Gathered, Refusal))
        json.dumps(found.source if isinstance(found, Refusal) else found.name).encode("utf-8")


@given(st.text())
def test_front_matter_leaves_the_end_of_the_text(text: str) -> None:
    values, rest = split_front_matter("---\ntitle: Talks\n---\n" + text)
    assert values == {"title": "Talks"}
    assert rest == text


def test_metadata_given_wins(tmp_path: Path) -> None:
    source = tmp_path / "story.md"
    source.write_text("---\ntitle: Talks\ndate: someday\nauthor: Jane Roe\n---\nThe envoys met.")
    given_values = Metadata(published=date(2015, 11, 15), title="Peace", licence="CC0")
    document = only(source, metadata=given_values).document
    assert (document.title, document.author, document.licence) == ("Peace", "Jane Roe", "CC0")
    assert document.published == date(2015, 11, 15)


def test_missing_file_does_not_stop_the_rest(tmp_path: Path) -> None:
    story = tmp_path / "story.txt"
    story.write_text("The envoys met.")
    missing, found = read(tmp_path / "nowhere.txt", story)
    assert isinstance(missing, Refusal)
    assert missing.code == "missing"
    assert isinstance(found, Gathered)
    assert found.name == "story"
    assert refusal("a\x00b").code == "unreadable"
    assert refusal(story / "below").code == "missing"


def test_file_larger_than_the_limit_is_not_read(tmp_path: Path) -> None:
    source = tmp_path / "story.txt"
    with source.open("wb") as stream:
        stream.truncate(50_000_000)
    assert refusal(source).code == "too-large"
    source.write_text("They met. " * 50)
    assert "500 characters" in refusal(source, limits=Limits(max_characters=499)).reason
    assert only(source, limits=Limits(max_characters=500)).document.text == "They met. " * 50


def test_other_addresses_are_refused() -> None:
    assert refusal("ftp://gazette.example/story.txt").code == "format"
    assert refusal("file:///etc/passwd").code == "format"


def test_pipe_is_refused_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    assert "standard input" in refusal(pipe).reason


def test_folder_is_read_in_order_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b.txt", "a/two.txt", "a/one.txt", ".hidden.txt", ".git/config.txt"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text("The envoys met.")
    names = [found.name for found in read(tmp_path) if isinstance(found, Gathered)]
    assert names == ["one", "two", "b"]


def test_empty_folder_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path).code == "empty"


def test_links_in_a_circle_do_not_hang(tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text("The envoys met.")
    (tmp_path / "up").symlink_to(tmp_path)
    (tmp_path / "self.txt").symlink_to("self.txt")
    (tmp_path / "gone.txt").symlink_to("nowhere.txt")
    codes = [found.code if isinstance(found, Refusal) else found.name for found in read(tmp_path)]
    assert codes == ["missing", "unreadable", "story", "loop"]


def test_unreadable_folder_and_file_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "closed").mkdir()
    (tmp_path / "story.txt").write_text("The envoys met.")
    (tmp_path / "secret.txt").write_text("The envoys met.")
    list_folder, open_file = os.listdir, Path.open

    def listdir(path: Path) -> list[str]:
        if path.name == "closed":
            raise PermissionError(13, "Permission denied")
        return list_folder(path)

    def open_(self: Path, *arguments: Any) -> Any:
        if self.name == "secret.txt":
            raise PermissionError(13, "Permission denied")
        return open_file(self, *arguments)

    monkeypatch.setattr("os.listdir", listdir)
    monkeypatch.setattr(Path, "open", open_)
    closed, secret, story = read(tmp_path)
    for found in (closed, secret):
        assert isinstance(found, Refusal)
        assert found.code == "unreadable"
        assert "Permission denied" in found.reason
    assert isinstance(story, Gathered)


def test_file_name_that_is_not_utf8_can_be_printed(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    with open(name, "w") as stream:
        stream.write("The envoys met.")
    assert only(tmp_path).name.encode("utf-8") == b"caf\\udce9"


def test_bad_lines_of_jsonl_do_not_stop_the_rest(tmp_path: Path) -> None:
    source = tmp_path / "rows.jsonl"
    lines = [
        b'\xef\xbb\xbf{"text": "The envoys met.", "name": "first", "date": "2015-11-15", "publisher": "Gazette"}',
        b"",
        b"{not json}",
        b'{"text": "caf\xe9"}',
        b'{"text": ""}',
        b'{"title": "no text"}',
        b'["no object"]',
        b'{"text": "' + b"x" * 300 + b'"}',
        b'{"text": "They parted.", "date": "05/06/2015"}',
        b'{"text": "They parted."}',
    ]
    source.write_bytes(b"\n".join(lines))
    first, *refused, last = read(source, limits=Limits(max_bytes=200))
    assert isinstance(first, Gathered)
    assert isinstance(last, Gathered)
    assert (first.name, first.document.publisher, first.document.published) == ("first", "Gazette", date(2015, 11, 15))
    assert last.name == "rows-9"
    assert [(found.source.rsplit(":")[-1], found.code) for found in refused if isinstance(found, Refusal)] == [
        ("3", "format"),
        ("4", "encoding"),
        ("5", "empty"),
        ("6", "format"),
        ("7", "format"),
        ("8", "too-large"),
        ("9", "date"),
    ]
    assert all(isinstance(found, Refusal) and found.reason.startswith("line ") for found in refused)


def test_jsonl_is_read_line_by_line(tmp_path: Path) -> None:
    source = tmp_path / "rows.jsonl"
    source.write_text('{"text": "The envoys met."}\n' * 3)
    rows = open_documents([source])
    next(rows)
    source.write_text("")  # what was not yet read is not needed for the first row
    assert isinstance(next(rows, None), (Gathered, type(None)))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv(tmp_path: Path, delimiter: str) -> None:
    source = tmp_path / "rows.csv"
    rows = [
        ["name", "Text", "date", "url"],
        ["first", '"The envoys met.\r\nThey said ""no""."', "2015-11-15", "https://gazette.example"],
        ["", "They parted.", "", ""],
        ["", "", "", ""],
        ["", "They parted.", "someday", ""],
        ["", '"They" parted.', "", ""],
        ["", "They parted.", "", "", "one too many"],
        ["last", "They parted."],
    ]
    source.write_text("\ufeff" + "\r\n".join(delimiter.join(row) for row in rows), "utf-8", newline="")
    first, second, *refused, last = read(source)
    assert isinstance(first, Gathered)
    assert first.document.text == 'The envoys met.\nThey said "no".'
    assert (first.name, first.document.url) == ("first", "https://gazette.example")
    assert isinstance(second, Gathered)
    assert second.name == "rows-2"
    assert isinstance(last, Gathered)
    assert last.name == "last"
    assert [(found.source.rsplit(":")[-1], found.code) for found in refused if isinstance(found, Refusal)] == [
        ("5", "empty"),
        ("6", "date"),
        ("7", "format"),
        ("8", "format"),
    ]


def test_csv_in_another_encoding(tmp_path: Path) -> None:
    source = tmp_path / "rows.csv"
    source.write_bytes("text\nThe President’s envoy met José Peña.\n".encode("cp1252"))
    assert only(source).document.text == "The President’s envoy met José Peña."
    source.write_bytes("text\nThe envoys met.\n".encode("utf-16"))
    assert only(source).document.text == "The envoys met."


def test_csv_row_with_bytes_of_another_encoding(tmp_path: Path) -> None:
    source = tmp_path / "rows.csv"
    source.write_bytes(b"text\n" + b"The envoys met.\n" * 5000 + b"caf\xe9\n" + b"They parted.\n")
    *_, bad, last = read(source)
    assert isinstance(bad, Refusal)
    assert (bad.code, bad.source) == ("encoding", f"{source}:5002")
    assert isinstance(last, Gathered)


def test_csv_without_a_text_column_or_with_an_open_quotation(tmp_path: Path) -> None:
    source = tmp_path / "rows.csv"
    source.write_text("name,body\na,b\n")
    assert '"text"' in refusal(source).reason
    source.write_text('text\n"They met' + "\nand parted" * 100)
    assert refusal(source).code == "format"
    found = refusal(source, limits=Limits(max_bytes=200))
    assert "open quotation mark" in found.reason
    source.write_text("text\n" + "x" * 300)
    assert "line is longer" in refusal(source, limits=Limits(max_bytes=200)).reason


def test_json_list_of_rows(tmp_path: Path) -> None:
    source = tmp_path / "rows.json"
    source.write_text('[{"text": "The envoys met."}, 7, {"text": "They parted.", "name": "two"}]')
    one, bad, two = read(source)
    assert isinstance(one, Gathered)
    assert one.name == "rows-1"
    assert isinstance(bad, Refusal)
    assert bad.source == f"{source}:2"
    assert isinstance(two, Gathered)
    assert two.name == "two"


def standard_input(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    standard_input(monkeypatch, "The envoys met.\r\n\r\nAt the café.".encode())
    assert only("-") == Gathered("stdin", Document.create("The envoys met.\n\nAt the café."))
    standard_input(monkeypatch, b'{"text": "The envoys met."}\n{"text": 3}\n{"text": "They parted.", "name": "x"}')
    names = [found.name if isinstance(found, Gathered) else found.source for found in read("-")]
    assert names == ["stdin-1", "-:2", "x"]
    standard_input(monkeypatch, b"")
    assert refusal("-").code == "empty"
    standard_input(monkeypatch, b"word " * 100)
    assert refusal("-", limits=Limits(max_bytes=499)).code == "too-large"
    page = (
        "<!DOCTYPE html><html><body><article>"
        + "".join(f"<p>{one}</p>" for one in PARAGRAPHS)
        + "</article></body></html>"
    )
    standard_input(monkeypatch, page.encode())
    assert only("-").document.text == "\n".join(PARAGRAPHS)


def test_language_needs_more_than_a_foreign_beginning() -> None:
    russian = "Президент принял посла соседней страны и обсудил с ним ход переговоров о мире. " * 50
    assert foreign_language(russian) == "Russian"
    assert foreign_language(russian + WORDS * 100) is None
    assert foreign_language(WORDS) is None
    assert foreign_language("1 2 3") is None

"""The command line: what it prints, what it keeps, and how it fails."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml
from made_readings import TEXT, made_reading
from typer.testing import CliRunner

from comity import api
from comity.cli import app
from comity.exports.files import file_stem
from comity.ledger import Ledger, schema_version
from comity.model import Document, Reading

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "cli_bad_input.yaml").read_text("utf-8"))


class MadeReader:
    """Stands for the reader: quick, and known beforehand."""

    version = "made 1"

    def __init__(self, knowledge: object = (), pipeline: str | None = None, *, network: bool = True) -> None:
        pass

    def read(self, document: Document) -> Reading:
        if "interrupt" in document.text:
            raise KeyboardInterrupt
        if "stumble" in document.text:
            raise ZeroDivisionError("a fault")
        if not document.text.startswith(TEXT):
            return Reading(document, self.version)
        known = {"title": document.title, "publisher": document.publisher, "published": document.published}
        return made_reading(document.text, self.version, **known)


@pytest.fixture(autouse=True)
def made_reader(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(api, "LazyReader", MadeReader)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COMITY_LEDGER", raising=False)
    monkeypatch.setenv("COLUMNS", "80")


def run(*arguments: str | Path, **more: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], **more)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def write(name: str, text: str = TEXT) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_read_names_the_ledger_and_is_idempotent() -> None:
    write("meet.txt")
    code, out, _ = run("read", "meet.txt", "--date", "2031-03-16", "--publisher", "The Harbour Daily")
    assert (code, out) == (0, "1 read  →  comity.ledger\n")
    assert run("read", "meet.txt")[1] == "1 unchanged  →  comity.ledger\n"
    assert run("read", "meet.txt", "--again")[1] == "1 read anew  →  comity.ledger\n"
    (row,) = json.loads(run("documents", "--json")[1])
    assert (row["published"], row["publisher"], row["claims"]) == ("2031-03-16", "The Harbour Daily", 10)
    assert run("verify")[:2] == (0, "comity.ledger: no faults, 1 document\n")


def published() -> list[tuple[str, str]]:
    return [(row["published"], row["publisher"]) for row in json.loads(run("documents", "--json")[1])]


def test_other_metadata_reads_anew() -> None:
    write("meet.txt")
    run("read", "meet.txt", "--date", "2031-03-16", "--publisher", "The Harbour Daily")
    assert run("read", "meet.txt", "--date", "2031-03-17")[1] == "1 read anew  →  comity.ledger\n"
    assert published() == [("2031-03-17", "The Harbour Daily")]
    assert run("read", "meet.txt", "--publisher", "Meridian")[1] == "1 read anew  →  comity.ledger\n"
    assert published() == [("2031-03-17", "Meridian")]
    assert run("read", "meet.txt", "--publisher", "Meridian")[1] == "1 unchanged  →  comity.ledger\n"
    assert run("verify")[0] == 0


def test_options_win_over_what_a_source_says() -> None:
    write("meet.md", f"---\ndate: 2031-03-16\npublisher: Front Matter\n---\n{TEXT}")
    run("read", "meet.md")
    assert published() == [("2031-03-16", "Front Matter")]
    run("read", "meet.md", "--date", "2031-03-18", "--publisher", "Option")
    assert published() == [("2031-03-18", "Option")]
    write("rows.jsonl", json.dumps({"text": TEXT, "date": "2031-03-01"}))
    run("read", "rows.jsonl", "--date", "2031-03-20")
    assert published() == [("2031-03-20", "Option")]


@pytest.mark.parametrize("option", ["--title", "--url"])
@pytest.mark.parametrize("sources", [["a.txt", "b.txt"], ["texts"], ["rows.jsonl"]])
def test_a_title_belongs_to_one_text(option: str, sources: list[str]) -> None:
    for name in ("a.txt", "b.txt", "texts/a.txt", "rows.jsonl"):
        write(name)
    code, _, err = run("read", *sources, option, "https://example.org")
    assert code == 2
    assert "one text" in err
    assert not Path("comity.ledger").exists()


def test_ledgers_in_a_folder_are_passed_over() -> None:
    write("texts/a.txt")
    for name in ("old.ledger", "old.ledger-wal", "old.ledger-shm"):
        write(f"texts/{name}", "no text")
    for _ in range(2):
        assert run("read", "texts", "--ledger", "texts/odd.db")[::2] == (0, "")
    assert run("documents", "--refused", "--ledger", "texts/odd.db")[1] == ""


def test_the_environment_names_the_ledger(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMITY_LEDGER", "other.ledger")
    write("meet.txt")
    assert run("read", "meet.txt")[1].endswith("other.ledger\n")
    assert not Path("comity.ledger").exists()


def test_standard_input() -> None:
    assert run("read", "-", "--title", "Typed", input=TEXT)[0] == 0
    assert "Typed" in run("documents")[1]


def test_one_text_as_json_without_a_ledger() -> None:
    write("meet.txt")
    code, out, err = run("read", "meet.txt", "--format", "json", "--no-ledger")
    values = json.loads(out)
    assert code == 0
    assert values["doc"] == "meet"
    assert values["positions"][0]["about"] == {"start": 316, "end": 321, "q": "talks"}
    assert "1 read" in err
    assert list(Path().glob("*.ledger*")) == []
    sure = json.loads(run("read", "meet.txt", "--no-ledger", "--min-certainty", "0.8")[1])
    assert sure["positions"] == []


def test_several_texts_as_json_lines() -> None:
    write("a.txt")
    write("b.txt", TEXT + " More.")
    run("read", "a.txt")
    lines = run("read", "a.txt", "b.txt", "--format", "json")[1].splitlines()
    assert [json.loads(line)["doc"] for line in lines] == ["a", "b"]


def test_a_folder_of_json_files() -> None:
    rows = [{"name": name, "text": f"{TEXT} {n}"} for n, name in enumerate(["../../up", "same", "Same", "", "/etc/x"])]
    write("rows.jsonl", "\n".join(map(json.dumps, rows)))
    code, out, _ = run("read", "rows.jsonl", "--format", "json", "--out", "deep/out", "--no-ledger")
    assert (code, out) == (0, "5 read\n")
    written = sorted(path.name for path in Path("deep/out").iterdir())
    assert len(written) == 5
    assert {"same.json", "Same-2.json"} <= set(written)
    assert sorted(path.name for path in Path().iterdir()) == ["deep", "rows.jsonl"]


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "..", ".hidden", "a/b\\c", "con", "x" * 500, "\x00\x1b[2J", "é" * 200]
)
def test_file_names_stay_in_their_folder(name: str) -> None:
    stem = file_stem(name)
    assert stem
    assert stem[0] != "."
    assert not set(stem) & set("/\\\x00\x1b")
    assert len(stem.encode()) <= 180


def test_a_fault_in_one_text_does_not_stop_the_others() -> None:
    for n, text in enumerate([TEXT, "The minister will stumble.", TEXT + " More."]):
        write(f"texts/{n}.txt", text)
    code, out, err = run("read", "texts")
    assert (code, out) == (7, "2 read, 1 refused  →  comity.ledger\n")
    assert "ZeroDivisionError" in err
    assert len(err.splitlines()) == 1
    assert "1\treader\t" in run("documents", "--refused")[1]
    with pytest.raises(ZeroDivisionError):
        run("read", "texts", "--debug")


def test_control_c_keeps_what_was_read() -> None:
    for n, text in enumerate([TEXT, "The minister will interrupt.", TEXT + " More."]):
        write(f"texts/{n}.txt", text)
    code, out, _ = run("read", "texts")
    assert (code, out) == (130, "stopped; 1 read  →  comity.ledger\n")
    assert run("verify")[0] == 0


def test_summary_for_programs() -> None:
    write("a.txt")
    code, out, _ = run("read", "a.txt", "gone.txt", "--json")
    summary = json.loads(out)
    assert code == 7
    assert summary["added"] == 1
    assert summary["refusals"][0]["code"] == "missing"
    assert run("read", "a.txt", "--json")[0] == 0


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_bad_input_is_one_clear_line(case: dict[str, object]) -> None:
    write("kept.txt")
    run("read", "kept.txt")
    path = Path("bad.txt") if "file" not in case else Path(str(case["file"]))
    if "text" in case:
        path.write_bytes(str(case["text"]).encode(str(case.get("encoding", "utf-8"))) * int(str(case.get("times", 1))))
    if "hex" in case:
        path.write_bytes(bytes.fromhex(str(case["hex"])))
    if case.get("mode") == "closed":
        if os.geteuid() == 0:
            pytest.skip("the superuser may read everything")
        path.mkdir()
        path.chmod(0)
    code, out, err = run("read", str(case.get("source", path)))
    assert code == case["code"], err
    lines = err.splitlines()
    if code:
        assert len(lines) == 1
        assert str(case["says"]) in lines[0]
        (refusal,) = json.loads(run("documents", "--refused", "--json")[1])
        assert refusal["code"] == case["refusal"]
    assert "Traceback" not in out + err
    assert run("verify")[0] == 0
    assert "kept" in run("documents")[1]


def test_refusals_go_when_the_source_is_read() -> None:
    write("late.txt", " ")
    assert run("read", "late.txt")[0] == 3
    write("late.txt")
    assert run("read", "late.txt")[0] == 0
    assert json.loads(run("documents", "--refused", "--json")[1]) == []


def _set_version(path: Path) -> None:
    Ledger(path).close()
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {schema_version() + 1}")
    connection.commit()
    connection.close()


LEDGER_FAULTS = {
    "not SQLite": ("not a ledger", lambda path: path.write_text("my shopping list, not a database")),
    "newer": ("newer Comity", _set_version),
    "missing folder": ("no ledger at", lambda path: None),
    "a folder": ("is a folder", lambda path: path.mkdir()),
}


@pytest.mark.parametrize("name", LEDGER_FAULTS)
@pytest.mark.parametrize("command", ["show", "verify", "documents", "export", "search x", "forget abcdef"])
def test_a_ledger_that_cannot_be_used(name: str, command: str) -> None:
    words, make = LEDGER_FAULTS[name]
    make(Path("bad.ledger"))
    code, _, err = run(*command.split(), "--ledger", "bad.ledger")
    assert code == 5
    assert len(err.splitlines()) == 1
    assert words in err


def test_read_refuses_a_ledger_that_is_none() -> None:
    write("a.txt")
    write("notes.ledger", "my shopping list, not a database")
    code, _, err = run("read", "a.txt", "--ledger", "notes.ledger")
    assert code == 5
    assert "not a ledger" in err
    assert Path("notes.ledger").read_text() == "my shopping list, not a database"


def test_usage_errors() -> None:
    write("a.txt")
    for arguments in (
        ("read",),
        ("read", "a.txt", "--date", "soon"),
        ("show", "--since", "yesterday"),
        ("show", "--marked"),
        ("show", "--min-certainty", "2"),
        ("nonsense",),
    ):
        assert run(*arguments)[0] == 2


def test_verify_exits_with_1_on_faults() -> None:
    write("a.txt")
    run("read", "a.txt")
    connection = sqlite3.connect("comity.ledger")
    connection.execute("UPDATE spans SET text = 'Pope' WHERE start = 10")
    connection.commit()
    code, out, _ = run("verify")
    assert code == 1
    assert "span: " in out
    assert json.loads(run("verify", "--json")[1])["faults"]


def test_search_forget_export() -> None:
    write("a.txt")
    run("read", "a.txt", "--publisher", "The Harbour Daily")
    assert "a ceasefire" in run("search", "ceasefire")[1]
    assert json.loads(run("search", "ceasefire", "--json")[1])[0]["location"]
    assert run("search", "zanzibar")[1] == "nothing found in comity.ledger\n"
    rows = [json.loads(line) for line in run("export")[1].splitlines()]
    assert [row["row"] for row in rows] == ["document"] + ["statement"] * 3 + ["claim"] * 10
    assert run("export", "--out", "all.jsonl", "--actor", "Lund")[1] == ""
    assert len(Path("all.jsonl").read_text().splitlines()) < 14
    assert run("forget", "a")[1].startswith("forgotten: ")
    assert run("documents")[1] == ""


def test_a_quotation_mark_left_open_is_told() -> None:
    write("meet.txt")
    run("read", "meet.txt")
    assert run("search", '"no such words')[1].endswith("all behind it was looked for as one phrase\n")
    assert run("search", '"no such words"')[1] == "nothing found in comity.ledger\n"
    assert "prison" in run("search", '"prisoners')[1]
    assert "prison" in run("search", "--", "-prisoners")[1]


def test_explain_prints_the_steps() -> None:
    write("a.txt")
    assert "-- add_document" in run("read", "a.txt", "--explain")[2]
    err = run("show", "--matter", "border", "--explain")[2]
    assert "-- find_claims {'matter': 'border'" in err


def test_help_teaches_by_example() -> None:
    assert "comity read article.txt" in run("--help")[1]
    for command in ("read", "show", "search", "verify", "documents", "forget", "export"):
        assert "Examples" in run(command, "--help")[1]
    assert run("--version")[1].startswith("comity ")


PROCESS = [sys.executable, "-m", "comity"]


def test_a_broken_pipe_is_quiet() -> None:
    with Ledger("big.ledger") as ledger:
        for n in range(60):
            ledger.add(made_reading(f"{TEXT} {n}"))
    call = f"{sys.executable} -c 'from comity.cli import main; main()' export --ledger big.ledger | head -c 10"
    done = subprocess.run(call, shell=True, capture_output=True, text=True, check=False)
    assert done.stdout.startswith('{"row"')
    assert done.stderr == ""


def test_help_is_quick() -> None:
    call = [sys.executable, "-X", "importtime", "-c", "from comity.cli import main; main()", "--help"]
    done = subprocess.run(call, capture_output=True, text=True, check=True)
    heavy = {"spacy", "pydantic", "trafilatura", "sqlite3", "httpx"}
    loaded = {line.rsplit("|", 1)[-1].strip() for line in done.stderr.splitlines()}
    assert not heavy & loaded


def test_a_ledger_is_opened_without_what_only_reading_needs() -> None:
    call = [sys.executable, "-X", "importtime", "-c", "import comity.ledger, comity.exports.brief"]
    done = subprocess.run(call, capture_output=True, text=True, check=True)
    loaded = {line.rsplit("|", 1)[-1].strip() for line in done.stderr.splitlines()}
    assert not {"spacy", "trafilatura", "onnxruntime"} & loaded


def test_interrupting_a_real_run_keeps_the_ledger_sound() -> None:
    script = (
        "import sys, time; sys.path.insert(0, sys.argv.pop(1)); import test_cli; from comity import api, cli\n"
        "class Slow(test_cli.MadeReader):\n"
        "    def read(self, document):\n"
        "        time.sleep(0.05); return super().read(document)\n"
        "api.LazyReader = Slow; cli.main()"
    )
    for n in range(200):
        write(f"texts/{n}.txt", f"{TEXT} {n}")
    call = [sys.executable, "-c", script, str(Path(__file__).parent), "read", "texts"]
    process = subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while not Path("comity.ledger").exists():
        time.sleep(0.05)
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130, err
    assert out.startswith("stopped; ")
    assert err == ""
    assert run("verify")[0] == 0

"""A run that is killed keeps what it had read, and the next run ends the work without doubles."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from comity.ledger import Ledger

SCRIPT = """
import sys
sys.path.insert(0, {tests!r})
from made_readings import TEXT, made_reading
from comity.ledger import Ledger
with Ledger(sys.argv[1]) as ledger:
    for n in range({count}):
        ledger.add(made_reading(f"{{TEXT}} {{n}}"), name=str(n))
        print(n, flush=True)
"""
COUNT = 120


def start(path: Path) -> subprocess.Popen[str]:
    script = SCRIPT.format(tests=str(Path(__file__).parent), count=COUNT)
    return subprocess.Popen([sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE, text=True)


def test_kill_minus_nine_loses_at_most_the_document_in_flight(tmp_path: Path) -> None:
    path = tmp_path / "killed.ledger"
    told = -1
    for wait_for in (5, 40):
        run = start(path)
        for line in run.stdout:
            told = int(line)
            if told >= wait_for:
                time.sleep(0.003 * wait_for / 5)
                os.kill(run.pid, signal.SIGKILL)
                break
        run.communicate()
        with Ledger(path, create=False) as ledger:
            assert list(ledger.verify()) == []
            assert len(list(ledger.documents())) > told
    run = start(path)
    run.communicate()
    assert run.returncode == 0
    with Ledger(path, create=False) as ledger:
        assert sorted(int(row.head.name) for row in ledger.documents()) == list(range(COUNT))
        assert list(ledger.verify()) == []

"""`comity dna` and `comity agreement`: to and from the Discourse Network Analyzer, and how hand and machine agree."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import typer

from comity.cli_tools import guarded, open_ledger


def export_whole(
    ledger: Path, form: Literal["parquet", "dna"], out: Path | None, *, filtered: bool, debug: bool
) -> None:
    """Write a whole ledger as a Parquet lake or a DNA file, and say what came of it."""
    if out is None:
        raise typer.BadParameter(f"{form} needs a place: name it with --out", param_hint="--out")
    if filtered:
        raise typer.BadParameter(f"{form} holds the whole ledger: leave the filters out, or use jsonl",
                                 param_hint="--format")  # fmt: skip
    with guarded(debug), open_ledger(ledger) as opened:
        from comity.exports.parquet import write_lake

        if form == "parquet":
            counts = write_lake(opened, out)
            print(f"{counts['documents']} documents, {counts['positions']} positions  →  {out}")
        else:
            from comity.exports.dna import PASSWORD, write_dna

            written = write_dna(opened, out)
            left = f", {written.left_out} mixed positions left out" if written.left_out else ""
            print(f"{written.documents} documents, {written.statements} statements{left}  →  {out}  "
                  f"(open it with the password {PASSWORD})")  # fmt: skip

"""A ledger as a lake: Parquet tables, one folder each, one file for each year of publication."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from comity.analysis.lake import MARK
from comity.exports.files import write_whole
from comity.ledger import Ledger, schema_version
from comity.ledger.arrow import TABLES, read_table, snapshot, years
from comity.model import InputError

UNDATED = "undated"


def write_lake(ledger: Ledger, folder: Path, *, min_certainty: float | None = None) -> dict[str, int]:
    """Write every table of the ledger as it stands now; how many rows each has.

    `folder/positions/year=2015/part-0.parquet`; documents without a date stand under `year=undated`. Written stream by
    stream: memory does not grow with the ledger. `min_certainty` leaves out statements and claims that are less sure;
    the mark that makes the folder a lake says so, and is written last. Raises InputError where the folder is there
    already and not empty, or cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise InputError(f"{folder} is not empty: name a new folder, or remove this one first")
        with snapshot(ledger.store):
            counts = {table: _write_table(ledger, table, folder / table, min_certainty) for table in TABLES}
    except OSError as error:
        raise InputError(f"the lake {folder} cannot be written ({error.strerror or error}): check the path") from error
    mark = {"comity_lake": 1, "schema": schema_version(), "rows": counts, "min_certainty": min_certainty}
    write_whole(folder / MARK, json.dumps(mark, indent=2) + "\n")
    return counts


def _write_table(ledger: Ledger, table: str, folder: Path, least: float | None) -> int:
    if table == "actors":
        return _write_stream(read_table(ledger.store, table), folder / "part-0.parquet")
    counted = 0
    for year in years(ledger.store) or [None]:
        path = folder / f"year={year or UNDATED}" / "part-0.parquet"
        counted += _write_stream(read_table(ledger.store, table, year, min_certainty=least), path)
    return counted


def _write_stream(stream: pa.RecordBatchReader, path: Path) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    counted = 0
    words: Any = [field.name for field in stream.schema if pa.types.is_string(field.type) and field.name not in _LONG]
    with pq.ParquetWriter(path, stream.schema, compression="zstd", use_dictionary=words) as writer:
        for batch in stream:
            writer.write_batch(batch)
            counted += batch.num_rows
    return counted


_LONG = {"text", "content", "quote", "about", "claim", "statement", "parent", "measure"}

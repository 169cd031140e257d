"""One door to what statistics ask: the same DuckDB views over a ledger, handed over as Arrow, or over a Parquet lake.

The view `stands` has a row for each claim, actor and matter: positions (kind 0), accords (1) and divergences (2). What
is denied, only called for or conditional is no stand that somebody took and is left out; so are accords that are only
proposed, pledged by one side, rejected or collapsed, and inconsistencies that Comity itself points out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import duckdb

from comity.ledger import Explain, Ledger
from comity.model import InputError

if TYPE_CHECKING:
    import pyarrow as pa

    from comity.analysis.network_question import Question

Source = Ledger | Path | str
MARK = "comity-lake.json"

_PATTERN = re.compile(r"([\[*?])")

_NO_NETWORK = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
_TAKEN = "factuality_polarity = 'affirmed' AND factuality_status IN ('actual', 'planned')"

_LEDGER_ACTORS = "SELECT id AS actor, name, kind, country FROM stand_actors"
_ONE_KIND = """
SELECT claim, document, account, published, member.id AS actor, member.kind AS actor_kind, member.country,
  {kind} AS kind, matter, theatre, {stance} AS stance, certainty
FROM (SELECT *, unnest(CASE WHEN len(matters) = 0 THEN [NULL] ELSE matters END) AS matter FROM
  (SELECT claim, document, account, told AS published, unnest({members}) AS member, matters, theatre, certainty
   FROM {table} WHERE {taken}))"""
_POSITIONS = """
SELECT claim, document, account, told AS published, actor, actor_kind, actor_country AS country, 0 AS kind, matter,
  theatre, stance, certainty
FROM positions WHERE {taken}"""
_LAKE_VIEWS = {
    "stands": "\nUNION ALL ".join([
        _POSITIONS.format(taken=_TAKEN),
        _ONE_KIND.format(table="accords", members="parties", kind=1, stance=1,
                         taken=f"status IN ('agreed', 'in-force') AND {_TAKEN}"),
        _ONE_KIND.format(table="divergences", members='"between"', kind=2, stance=0,
                         taken=f"kind = 'reported' AND {_TAKEN}"),
    ])
}  # fmt: skip


class Tables:
    """A ledger or a lake, open for statistics; use it as a context manager.

    Nothing is downloaded: DuckDB may load no extension. A ledger is read once, when `need` first asks for it; what is
    added to it later is not seen. `threads`: how many DuckDB may use, all that there are where it is None. `knowledge`:
    the user's own files of actors, for the parties of persons.
    """

    def __init__(
        self,
        source: Source,
        *,
        threads: int | None = None,
        explain: Explain | None = None,
        knowledge: Sequence[Path] = (),
    ) -> None:
        config: dict[str, Any] = _NO_NETWORK | ({"threads": str(threads)} if threads else {})
        self.connection = duckdb.connect(config=config)
        self.explain = explain
        self.ledger: Ledger | None = None
        self.parties: dict[str, tuple[str, str, str | None]] = {}
        self._knowledge = tuple(knowledge)
        self._read: bool | None = None  # whether certainty was read as well
        if isinstance(source, Ledger):
            self.ledger, self.name = source, str(source.path)
            self.explain = explain or source.store.explain
        else:
            self.name = str(source)
            self._open_lake(Path(source))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.connection.close()

    def arrow(self, name: str, sql: str, values: Mapping[str, Any] | None = None) -> pa.Table:
        """The rows of a named step as one Arrow table; every value is bound."""
        if self.explain:
            self.explain(name, sql, dict(values or {}))
        with self._told():
            return self.connection.sql(sql, params=dict(values or {})).to_arrow_table()

    def rows(self, name: str, sql: str, values: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """The rows of a named step."""
        if self.explain:
            self.explain(name, sql, dict(values or {}))
        with self._told():
            return self.connection.execute(sql, dict(values or {})).fetchall()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """A damaged lake as an error that says so; with a ledger, a fault of DuckDB is ours."""
        try:
            yield
        except duckdb.Error as error:
            if self.ledger is not None:
                raise
            reason = str(error).splitlines()[0]
            raise InputError(
                f"the lake {self.name} cannot be read ({reason}): write it anew from its ledger"
            ) from error

    def claim_ids(self, keys: Iterable[Any]) -> dict[Any, str]:
        """The stable ids of claims as the views name them: in a ledger they stand there by key."""
        wanted = sorted(set(keys))
        if self.ledger is None:
            return {key: str(key) for key in wanted}
        from comity.ledger.arrow import claim_ids

        return claim_ids(self.ledger.store, wanted)

    def need(self, *, certainty: bool = False) -> None:
        """Have the views at hand: of a ledger, they are read when first needed, `certainty` where it is asked for."""
        if self.ledger is None or (self._read is not None and self._read >= certainty):
            return
        from comity.ledger.stands import read_stands

        self._read = certainty
        for name, table in read_stands(self.ledger.store, certainty=certainty).items():
            self.connection.register(name, table)
        self._views({"actors": _LEDGER_ACTORS})

    def need_for(self, asked: Question) -> None:
        """Have at hand what the stands of a question are asked of."""
        self.need(certainty=asked.min_certainty is not None)
        if asked.lift == "party":
            self.need_parties()

    def need_parties(self) -> None:
        """Have the parties of persons at hand: the table `party_members`, and their names in `parties`."""
        if not self.parties:
            from comity.analysis.party_table import party_names, party_table
            from comity.knowledge import load_knowledge

            known = load_knowledge(*self._knowledge)
            self.connection.register("party_members", party_table(known))
            self.parties = party_names(known)

    def _open_lake(self, folder: Path) -> None:
        if not (folder / MARK).is_file():
            raise InputError(f"{folder} is no lake: write one with `comity export --format parquet --out {folder}`")
        for table in ("documents", "statements", "positions", "accords", "divergences", "actors"):
            # What a pattern would take for itself in the folder's own name stands in brackets.
            place = _PATTERN.sub(r"[\1]", str(folder / table)).replace("'", "''")
            with self._told():
                self.connection.execute(f"CREATE VIEW {table} AS SELECT * FROM read_parquet('{place}/**/*.parquet', "  # noqa: S608
                                        "hive_partitioning = false, union_by_name = true)")  # fmt: skip
        with self._told():
            self._views(_LAKE_VIEWS)

    def _views(self, views: Mapping[str, str]) -> None:
        for name, sql in views.items():
            self.connection.execute(f"CREATE OR REPLACE VIEW {name} AS {sql}")

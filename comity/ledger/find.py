"""Questions to a ledger: which claims and statements, filtered by what.

A question is put together from the fixed pieces below; what the user gave is always bound as a value.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields

from comity.ledger.store import Store, Value
from comity.model import InputError, UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What to keep; None keeps all.

    `actor`: an id or (part of) a name in whole words; `matter`: a code; `theatre`: a country or conflict; `since`,
    `until`: ISO days, months or years, both included, against the claim's own date or else the day of publication;
    `source`: part of an outlet's name or address, or of a speaker's in the chain; `document`: id (six digits or more),
    name, address or title; `min_certainty`: between 0 and 1, of the claim or statement itself, of every statement that
    it stands in, and of the accord that a measure belongs to; `once`: leave out texts that are copies of others, so
    that each account counts once.
    """

    kind: str | None = None
    actor: str | None = None
    matter: str | None = None
    theatre: str | None = None
    since: str | None = None
    until: str | None = None
    source: str | None = None
    document: str | None = None
    min_certainty: float | None = None
    once: bool | None = None

    @property
    def given(self) -> dict[str, Value]:
        """The filters that are set, by name."""
        return {f.name: getattr(self, f.name) for f in fields(self) if getattr(self, f.name) is not None}


_SOURCE = """(EXISTS (SELECT 1 FROM appearances WHERE appearances.document = documents.key AND
    instr(lower(ifnull(publisher, '') || ' ' || ifnull(url, '') || ' ' || ifnull(name, '')), lower(:source)) > 0)
  OR instr(lower(ifnull(documents.publisher, '') || ' ' || ifnull(documents.url, '') || ' ' ||
    ifnull(documents.name, '')), lower(:source)) > 0
  OR {statement} IN (SELECT statement FROM source_chains WHERE instr(lower(chain), lower(:source)) > 0))"""

_CLAIM_DATE = """coalesce(
  (SELECT when_value FROM events WHERE claim = claims.key),
  (SELECT when_value FROM encounters WHERE claim = claims.key),
  (SELECT when_value FROM accords WHERE claim = claims.key),
  (SELECT when_value FROM reports WHERE claim = claims.key),
  documents.published, '')"""

_BY_MATTER = """claims.key IN (
  SELECT claim FROM matters_of_claims WHERE matter = :matter
  UNION SELECT accord FROM measures WHERE matter = :matter)"""

_BY_THEATRE = """claims.key IN (
  SELECT claim FROM positions WHERE theatre = :theatre COLLATE NOCASE
  UNION SELECT claim FROM accords WHERE theatre = :theatre COLLATE NOCASE
  UNION SELECT claim FROM divergences WHERE theatre = :theatre COLLATE NOCASE
  UNION SELECT measures.claim FROM measures JOIN accords ON accords.claim = accord
    WHERE theatre = :theatre COLLATE NOCASE)"""

# Statements that are not sure enough, and those that stand in them: what is inside goes with them.
_WEAK = """(WITH RECURSIVE weak (key) AS (
  SELECT key FROM statements WHERE certainty < :min_certainty
  UNION SELECT statements.key FROM statements JOIN weak ON statements.parent = weak.key)
  SELECT key FROM weak)"""
SURE_CLAIM = f"""claims.certainty >= :min_certainty
  AND (claims.statement IS NULL OR claims.statement NOT IN {_WEAK})
  AND NOT EXISTS (SELECT 1 FROM measures AS parts JOIN claims AS owners ON owners.key = parts.accord
    WHERE parts.claim = claims.key AND owners.certainty < :min_certainty)"""  # noqa: S608 - fixed pieces
SURE_STATEMENT = f"statements.key NOT IN {_WEAK}"

_ONCE = "(NOT :once OR documents.key NOT IN (SELECT document FROM copies))"
_CLAIMS = {
    "kind": "claims.kind = :kind",
    "actor": "claims.key IN (SELECT claim FROM claim_actors WHERE actor IN (SELECT value FROM json_each(:actor)))",
    "matter": _BY_MATTER,
    "theatre": _BY_THEATRE,
    "since": f"{_CLAIM_DATE} >= :since",
    "until": f"{_CLAIM_DATE} <= :until || '~'",
    "source": _SOURCE.format(statement="claims.statement"),
    "document": "claims.document = :document",
    "min_certainty": SURE_CLAIM,
    "once": _ONCE,
}
_STATEMENT_DATE = "coalesce(statements.said_value, documents.published, '')"
_STATEMENTS = {
    "kind": "statements.kind = :kind",
    "actor": "statements.key IN "
    "(SELECT statement FROM statement_speakers WHERE actor IN (SELECT value FROM json_each(:actor)))",
    "matter": f"statements.key IN (SELECT statement FROM claims WHERE {_BY_MATTER})",  # noqa: S608 - fixed pieces
    "theatre": f"statements.key IN (SELECT statement FROM claims WHERE {_BY_THEATRE})",  # noqa: S608
    "since": f"{_STATEMENT_DATE} >= :since",
    "until": f"{_STATEMENT_DATE} <= :until || '~'",
    "source": _SOURCE.format(statement="statements.key"),
    "document": "statements.document = :document",
    "min_certainty": SURE_STATEMENT,
    "once": _ONCE,
}
_WHOLE = 64  # digits of an id
_AMONG = "{table}.key IN (SELECT value FROM json_each(:among))"
_HEDGED = "claims.factuality_certainty <> 'certain'"

_FIND = """SELECT {table}.key FROM {table} JOIN documents ON documents.key = {table}.document
WHERE {where}
ORDER BY documents.published IS NULL, documents.published, documents.key, {table}.n"""


_KINDS = {
    "claims": ("event", "encounter", "position", "accord", "measure", "divergence", "report"),
    "statements": ("direct", "indirect", "mixed"),
}


_WITHIN = """SELECT DISTINCT {table}.document FROM {table} JOIN documents ON documents.key = {table}.document
WHERE {where}"""


def find_claims(store: Store, wanted: Filter, *, hedged: bool = False, among: Sequence[int] | None = None) -> list[int]:
    """The keys of the claims that a filter keeps, by day of publication and place in the text; of `among` (keys)."""
    return _found(store, wanted, "claims", [_HEDGED] if hedged else [], among)


def find_statements(store: Store, wanted: Filter, *, among: Sequence[int] | None = None) -> list[int]:
    """The keys of the statements that a filter keeps, by day of publication and place in the text; `among` these."""
    return _found(store, wanted, "statements", [], among)


def _found(store: Store, wanted: Filter, table: str, more: list[str], among: Sequence[int] | None) -> list[int]:
    conditions = _CLAIMS if table == "claims" else _STATEMENTS
    values = _resolved(store, wanted, table)
    where = [conditions[name] for name in values] + more
    if among is not None:
        where, values = [*where, _AMONG.format(table=table)], {**values, "among": json.dumps(list(among))}
    sql = _FIND.format(table=table, where="\n  AND ".join(where) or "true")
    return [row["key"] for row in store.query(f"find_{table}", sql, values)]


def find_documents(store: Store, wanted: Filter) -> set[int]:
    """The keys of the documents that hold a claim or statement that a filter keeps."""
    found = set()
    for table, conditions in (("claims", _CLAIMS), ("statements", _STATEMENTS)):
        if wanted.kind is None or wanted.kind in _KINDS[table]:
            values = _resolved(store, wanted, table)
            sql = _WITHIN.format(table=table, where="\n  AND ".join(conditions[name] for name in values) or "true")
            found |= {row["document"] for row in store.query(f"find_documents_by_{table}", sql, values)}
    return found


def find_document(store: Store, word: str) -> int:
    """The key of the one document that an id (six digits or more), name, address or title means.

    Raises InputError where there is none, or more than one.
    """
    if len(word) == _WHOLE and (whole := store.one("document_key", id=word)):
        return int(whole["key"])
    rows = store.all("documents_like", word=word)
    exact = [row for row in rows if row["id"] == word.lower()]
    if len(exact or rows) == 1:
        return int((exact or rows)[0]["key"])
    if not rows:
        hint = " (an id needs at least six digits)" if len(word) < 6 else ""
        raise InputError(f"no document {word!r} in {store.path}{hint}: `comity documents` lists them")
    listed = ", ".join(row["id"][:12] for row in rows[:5])
    raise InputError(f"{word!r} means {len(rows)} documents in {store.path}: name one by its id ({listed})")


def _resolved(store: Store, wanted: Filter, table: str) -> dict[str, Value]:
    """The filters that are set, with actors and the document resolved to keys.

    Raises UsageError for a kind that there is not, and for days the wrong way round.
    """
    if wanted.kind is not None and wanted.kind not in _KINDS[table]:
        raise UsageError(f"there is no kind {wanted.kind!r} of {table}: it is one of {', '.join(_KINDS[table])}")
    if wanted.since and wanted.until and wanted.since > wanted.until + "~":
        raise UsageError(f"{wanted.since} is after {wanted.until}: give the earlier day as since, the later as until")
    values = wanted.given
    if wanted.actor is not None:
        values["actor"] = json.dumps([row["key"] for row in store.all("actors_like", actor=wanted.actor)])
    if wanted.document is not None:
        values["document"] = find_document(store, wanted.document)
    return values

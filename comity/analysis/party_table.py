"""The parties of persons as a table that stands are joined with, for networks lifted to parties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from comity.knowledge import Knowledge

if TYPE_CHECKING:
    import pyarrow as pa


def party_table(knowledge: Knowledge) -> pa.Table:
    """One row for each membership: `person`, `party`, `party_kind`, `since`, `until` (the first day out of it), `sole`.

    `sole` marks one row of each person of whom a single party is known: it holds for documents without a date. No two
    rows of a person cover one day.
    """
    import pyarrow as pa

    rows = []
    for item in knowledge.parties.all:
        first = knowledge.parties.of(item.member)[0] is item
        rows.append({
            "person": item.member, "party": item.group, "party_kind": knowledge.entities[item.group].kind,
            "since": item.start, "until": item.end, "sole": first and knowledge.party(item.member) is not None,
        })  # fmt: skip
    kinds = {"person": pa.string(), "party": pa.string(), "party_kind": pa.string(), "since": pa.date32(),
             "until": pa.date32(), "sole": pa.bool_()}  # fmt: skip
    return pa.Table.from_pylist(rows, pa.schema(list(kinds.items())))


def party_names(knowledge: Knowledge) -> dict[str, tuple[str, str, str | None]]:
    """The name, kind and country of each party that somebody is known to belong to."""
    entities = (knowledge.entities[identity] for identity in knowledge.parties.ids)
    return {entity.id: (entity.name, entity.kind, entity.country) for entity in entities}

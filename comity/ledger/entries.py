"""What a ledger answers with: a claim or statement, the document it stands in, and the chain of those who relay it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from comity.ledger.load import load_claims, load_statements
from comity.ledger.rows import kind_of
from comity.ledger.sentences import sentence_of, sentence_of_statement
from comity.ledger.store import Store
from comity.model import Actor, Claim, Span, Statement


@dataclass(frozen=True, slots=True)
class Head:
    """A document without its text: what a line of a ledger names it by."""

    id: str
    name: str | None
    title: str | None
    publisher: str | None
    url: str | None
    published: str | None

    @property
    def short(self) -> str:
        """The first eight digits of the id: enough to name it on a command line."""
        return self.id[:8]

    @property
    def outlet(self) -> str:
        """Who published it, as the end of a source chain; the title or name where the publisher is unknown."""
        return self.publisher or self.title or self.name or "this text"

    @property
    def label(self) -> str:
        """The title, or the best name there is."""
        return self.title or self.name or self.url or self.id[:8]


@dataclass(frozen=True)
class LedgerStatement:
    """A statement in a ledger; `chain` leads from its speaker to the outlet."""

    statement: Statement
    document: Head
    chain: tuple[str, ...]

    @property
    def id(self) -> str:
        """The statement's id."""
        return self.statement.id

    @property
    def spans(self) -> tuple[Span, ...]:
        """The pieces of what was said."""
        return self.statement.content

    @property
    def quote(self) -> str:
        """What was said; pieces that a cue parts are joined by an ellipsis."""
        return " … ".join(span.text for span in self.statement.content)

    @property
    def location(self) -> str:
        """Where it stands: the document's first eight digits and the offsets, `a1b2c3d4:120-180`."""
        return location(self.document, self.statement.content)

    @property
    def source_chain(self) -> str:
        """Who said it, who relayed it, who published it: `White House official (unnamed) → NBC → The Daily`."""
        return " → ".join(self.chain)

    @cached_property
    def sentence(self) -> str:
        """The statement as one line in Comity's own words."""
        return sentence_of_statement(self.statement)


@dataclass(frozen=True)
class LedgerClaim:
    """A claim in a ledger; `chain` leads from whoever made it to the outlet."""

    claim: Claim
    document: Head
    chain: tuple[str, ...]

    @property
    def id(self) -> str:
        """The claim's id."""
        return self.claim.id

    @property
    def kind(self) -> str:
        """event, encounter, position, accord, measure, divergence or report."""
        return kind_of(self.claim)

    @property
    def spans(self) -> tuple[Span, ...]:
        """The evidence, the whole clause first."""
        return self.claim.evidence

    @property
    def quote(self) -> str:
        """The clause it was read from."""
        return self.claim.evidence[0].text if self.claim.evidence else ""

    @property
    def location(self) -> str:
        """Where the quote stands: the document's first eight digits and the offsets, `a1b2c3d4:120-180`."""
        return location(self.document, self.claim.evidence[:1])

    @property
    def source_chain(self) -> str:
        """Who says so, who relayed it, who published it."""
        return " → ".join(self.chain)

    @cached_property
    def sentence(self) -> str:
        """The claim as one line in Comity's own words."""
        return sentence_of(self.claim)


def location(document: Head, spans: tuple[Span, ...]) -> str:
    """`a1b2c3d4:120-180`: a document's short id and the offsets from the first span to the last."""
    if not spans:
        return document.short
    return f"{document.short}:{min(s.start for s in spans)}-{max(s.end for s in spans)}"


def actor_name(actor: Actor) -> str:
    """The actor's name as a chain or a line shows it."""
    return f"{actor.name} (unnamed)" if actor.kind == "unnamed" else actor.name


def chain_of(statement: str | None, statements: Mapping[str, Statement], document: Head) -> tuple[str, ...]:
    """The links from a statement's speaker over who was told or relays it to the outlet; no name twice in a row."""
    links: list[str] = []
    seen: set[str] = set()
    while statement is not None and statement in statements and statement not in seen:
        seen.add(statement)
        speakers = statements[statement].speakers
        links.append(", ".join(actor_name(actor) for actor in speakers) or "somebody not named")
        if outlet := statements[statement].hearer:
            links.append(outlet)
        statement = statements[statement].parent
    links.append(document.outlet)
    return tuple(link for n, link in enumerate(links) if n == 0 or link.casefold() != links[n - 1].casefold())


def load_claim_entries(store: Store, keys: list[int]) -> list[LedgerClaim]:
    """The claims with those keys, in that order, each with its document and chain."""
    claims = load_claims(store, keys)
    rows = store.all("claims", keys=json.dumps(keys))
    said = [row["statement"] for row in rows if row["statement"] is not None]
    statements = _with_parents(store, said)
    heads = load_heads(store, [row["document"] for row in rows])
    head_of = {row["key"]: heads[row["document"]] for row in rows}
    return [
        LedgerClaim(claim, head_of[key], chain_of(claim.statement, statements, head_of[key]))
        for key, claim in claims.items()
    ]


def load_statement_entries(store: Store, keys: list[int]) -> list[LedgerStatement]:
    """The statements with those keys, in that order, each with its document and chain."""
    found = load_statements(store, keys)
    statements = _with_parents(store, keys)
    heads = load_heads(store, [row["document"] for row in store.all("statements", keys=json.dumps(keys))])
    by_id = {head.id: head for head in heads.values()}
    return [
        LedgerStatement(
            statement, by_id[statement.document], chain_of(statement.id, statements, by_id[statement.document])
        )
        for statement in found.values()
    ]


def _with_parents(store: Store, keys: list[int]) -> dict[str, Statement]:
    above = [row["key"] for row in store.all("chain_of_statements", keys=json.dumps(keys))]
    return {statement.id: statement for statement in load_statements(store, above).values()}


def load_heads(store: Store, keys: list[int]) -> dict[int, Head]:
    """The heads of the documents with those keys."""
    rows = store.all("document_heads", documents=json.dumps(keys))
    return {row["key"]: head_of(row) for row in rows}


def head_of(row: Any) -> Head:
    """The Head of a row of `documents`."""
    return Head(row["id"], row["name"], row["title"], row["publisher"], row["url"], row["published"])

"""Whose text an agreement or joint statement is: who "the Parties" and "we" are in it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from spacy.tokens import Doc, Token

from comity.model import Actor, Mention
from comity.reading.context import context_of, statement_at, text_of
from comity.reading.lexicons import listed
from comity.reading.mentions import actors_of_all, unique
from comity.reading.syntax import conjuncts, first_conjunct, own_subjects, subjects

_BODIES = frozenset({"state", "organisation", "armed-group", "alliance", "office", "people"})
_DEFINED = re.compile(
    r"(?<!\s)\(?(?:(?:herein|here)?after|together|collectively|jointly|both|each|referred to as|as|the|are|called|,|"
    r"\s)*+"
    r"[“\"'‘](?:the\s+)?(?:(?:High )?Contracting )?(?:Parties|Party|Sides|Participants|Signatories|States)[”\"'’]",
    re.IGNORECASE,
)
_PAPER = re.compile(
    r"\b(?:Agreement|Treaty|Accord|Accords|Memorandum|Protocol|Pact|Declaration|Communiqu[eé]|Convention|Armistice|Truce|Ceasefire|"
    r"Framework|Roadmap|Charter|Statement|Compact|Arrangement)\b",
    re.IGNORECASE,
)
_LONGEST_TITLE = 30
_SOON = 60
_SUBJECT = re.compile(r"\b(?:on|regarding|concerning|for|following|about|at|in)\b", re.IGNORECASE)
_TOGETHER = re.compile(r"\bjoint\b|\bbetween\b|\bamong\b|\bagreement\b|\bcharter\b|\btreaty\b", re.IGNORECASE)
_TITLE = re.compile(
    r"\b(?:agreement|treaty|accord|memorandum|protocol|pact|declaration|statement|communiqu[eé]|convention|armistice|understanding|truce|"
    r"ceasefire|framework|roadmap|outcomes?|arrangement|partnership|hostilities|cooperation)\b[^.\n]{0,80}?\b(?:between|among|amongst|of|by)\b",
    re.IGNORECASE,
)


def text_parties(doc: Doc, before: int) -> tuple[Actor, ...]:
    """The parties of an agreement's text: as it defines them, as its title, opening or signatures name them."""
    return joint_parties(doc) or _of_opening(doc, before)


_JOINT = "comity_joint_parties"


def joint_parties(doc: Doc) -> tuple[Actor, ...]:
    """Whom a joint text itself names as those who speak in it; empty in any other text. Worked out once."""
    if _JOINT not in doc.user_data:
        doc.user_data[_JOINT] = _joint_parties(doc)
    found: tuple[Actor, ...] = doc.user_data[_JOINT]
    return found


def _joint_parties(doc: Doc) -> tuple[Actor, ...]:
    text = text_of(doc)
    for match in _DEFINED.finditer(text[:6000]):
        start = text.rfind("\n\n", 0, match.start())
        found = _mentioned(doc, max(start, match.start() - 600, 0), match.start())
        if len(found) > 1:
            return found
    for token in doc[:200]:
        if token.lower_ == "we" and (named := [t for c in token.children if c.dep_ == "appos" for t in conjuncts(c)]):
            inside = [t for noun in named for t in noun.subtree]
            known = tuple(actor for actor in actors_of_all(named) if actor.kind != "unnamed")
            found = known or _mentioned(doc, inside[0].idx, inside[-1].idx + len(inside[-1]))
            if found and (len(found) > 1 or found[0].kind == "alliance"):
                return found
    for start, line in _first_lines(text):
        title = _TITLE.search(line) if not _is_prose(line) else None
        end = _SUBJECT.search(line, title.end()) if title is not None else None
        if title is not None:
            found = _mentioned(doc, start + title.end(), start + (end.start() if end else len(line)))
            if len(found) > 1:
                return found
    return _of_title(doc) or _of_first_clause(doc)


def _of_first_clause(doc: Doc) -> tuple[Actor, ...]:
    """The states in "the President of Chile and the Prime Minister of Peru reaffirm …", where a text opens so."""
    for verb in doc[:60]:
        if verb.pos_ == "VERB" and verb.lemma_.lower() in listed("provision_words.yaml", "adopting"):
            own = own_subjects(verb)
            if own and own[0].left_edge.i < 12:
                words = [t for noun in own for t in noun.subtree]
                start, end = min(t.idx for t in words), max(t.idx + len(t) for t in words)
                named = [
                    a for m in doc._.mentions if start <= m.span.start < end for a in m.actors if a.kind == "state"
                ]
                return unique(named) if len(unique(named)) > 1 else ()
    return ()


def speaks_jointly(token: Token) -> bool:
    """Whether "we" at a token are the authors of the text, not somebody whom it quotes."""
    statement = statement_at(token.doc, token)
    if statement is None:
        return True
    joint = {actor.id for actor in joint_parties(token.doc)}
    length = sum(piece.end - piece.start for piece in statement.content)
    return length * 2 > len(text_of(token.doc)) or {actor.id for actor in statement.speakers} <= joint


def joint_we(token: Token, found: tuple[Actor, ...]) -> tuple[Actor, ...]:
    """Who "we" and "our" are in a joint text, where the grammar gives nobody or only one of those who speak.

    Nobody but `found` in the words of one person ("We expect …", a president said).
    """
    joint = joint_parties(token.doc)
    named = any(actor.kind != "unnamed" for actor in found)
    if not joint or (len(joint) < 2 and named) or len(found) > 1 or not speaks_jointly(token):
        return found
    statement = statement_at(token.doc, token)
    if statement is None:
        return joint
    length = sum(piece.end - piece.start for piece in statement.content)
    own = len(statement.speakers) == 1 and statement.speakers[0].kind == "person"
    return found if own or length * 2 <= len(text_of(token.doc)) else joint


def _of_title(doc: Doc) -> tuple[Actor, ...]:
    """Whom the title that came with a text names as its authors ("Joint statement of Chile and Peru on trade")."""
    title = context_of(doc).document.title or ""
    if not _TOGETHER.search(title):
        return ()
    end = _SUBJECT.search(title)
    authors = title[: end.start()] if end else title
    named = [m for m in doc._.mentions if all(a.kind in _BODIES for a in m.actors) and m.how in {"name", "demonym"}]
    words = {m.span.text: m for m in named}
    found = [m for text, m in words.items() if re.search(rf"\b{re.escape(text)}(?:\b|$)", authors)]
    return unique(actor for m in sorted(found, key=lambda m: authors.find(m.span.text)) for actor in m.actors)


def _first_lines(text: str) -> Iterable[tuple[int, str]]:
    at = 0
    for line in text.split("\n")[:12]:
        yield at, line
        at += len(line) + 1


def _is_prose(line: str) -> bool:
    """Whether a line is running text that no title opens: long, and no word of an accord near its beginning."""
    title = _TITLE.search(line)
    return title is not None and len(line.split()) > _LONGEST_TITLE and title.start() > _SOON


def _mentioned(doc: Doc, start: int, end: int) -> tuple[Actor, ...]:
    """The bodies named between two characters, the outermost of nested names."""
    inside: list[Mention] = [
        m for m in doc._.mentions
        if start <= m.span.start and m.span.end <= end and all(a.kind in _BODIES for a in m.actors)
    ]  # fmt: skip
    outer = [
        m
        for m in inside
        if not any(o is not m and o.span.start <= m.span.start and m.span.end <= o.span.end for o in inside)
    ]
    return unique(actor for m in outer for actor in m.actors)


def _of_opening(doc: Doc, before: int) -> tuple[Actor, ...]:
    """Who "have agreed" in the opening."""
    for token in doc[: max(before, min(80, len(doc)))]:
        if token.pos_ == "VERB" and token.lemma_.lower() in listed("provision_words.yaml", "adopting"):
            found = actors_of_all(subjects(first_conjunct(token)))
            if len(found) > 1:
                return found
    return ()


def title_of(doc: Doc) -> str | None:
    """The title of an agreement: as it came with the text, else its first line; None where neither names an accord."""
    first = next((line.strip() for line in text_of(doc).split("\n") if line.strip()), "")
    for title in (context_of(doc).document.title or "", first):
        words = title.split()
        if 1 < len(words) <= _LONGEST_TITLE and title[-1:] not in ".;:," and _PAPER.search(title):
            return " ".join(words)
    return None

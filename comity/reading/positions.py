"""Positions: where an actor stands on a matter, from the words that say so (component `comity_positions`).

One Position for each actor and phrase. The words stand in `data/positions.yaml` with what they take. Limits we know:
irony, praise that damns, and positions that only an argument implies are not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal

from spacy.language import Language
from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from comity.model import Actor, Factuality, Position, Span, content_id
from comity.reading.complements import complement_after, nominal_at
from comity.reading.context import context_of, span_of_tokens, statement_at
from comity.reading.factuality import factuality_of
from comity.reading.lexicons import load_yaml
from comity.reading.matters import matters_of, theatre_of
from comity.reading.mentions import actors_of, actors_of_all, mention_of
from comity.reading.position_phrases import bracketed, cut, parts_of
from comity.reading.syntax import (
    agents,
    auxiliaries,
    clause_verb,
    conjunct_phrase,
    doers,
    is_negated,
    is_passive,
    only_points,
    own_subjects,
    phrase,
    subjects,
    trim,
)

Stance = Literal[-1, 0, 1]
Group = tuple[str, dict[str, Any]]

# Share right on development texts when first counted, rounded; evaluations and threats had too few to count: guesses.
CERTAINTY = {"verbs": 0.5, "nouns": 0.6, "adjectives": 0.5, "modals": 0.7, "evaluations": 0.5, "threats": 0.5}
_PERSONS = frozenset(
    {"person", "state", "organisation", "alliance", "seat", "office", "armed-group", "unnamed", "people"}
)


@dataclass(frozen=True, slots=True)
class Found:
    """A stance word with what it is about, before its actors are known."""

    cue: Token
    about: TokenSpan
    stance: Stance
    strength: float
    rule: str
    holders: tuple[Actor, ...]


@cache
def _index(part: str) -> dict[str, list[Group]]:
    """The groups of one part of the lexicon by the lemmas they hold."""
    index: dict[str, list[Group]] = {}
    for name, group in load_yaml("positions.yaml")[part].items():
        for word in group["words"]:
            index.setdefault(word, []).append((name, group))
    return index


def _groups(part: str, token: Token) -> list[Group]:
    """The groups of a word by its lemma or, where the lemmatiser errs ("hopes"), by its stem."""
    index, lower = _index(part), token.lower_
    stems = (token.lemma_.lower(), lower.removesuffix("s"), lower.removesuffix("d"), lower.removesuffix("ing"))
    return next((index[stem] for stem in stems if stem in index), [])


def find_positions(doc: Doc) -> Iterator[Position]:
    """The positions of a text, in order; of two that overlap much, of one actor, only the surer one."""
    kept: dict[str, list[Position]] = {}
    for found in _candidates(doc):
        if found.stance == 0 or not found.holders or only_points(found.about):
            continue  # "does not oppose" is no position; "supports it" names nothing
        first = _position(doc, found, found.holders[0])
        for actor in found.holders:
            position = replace(first, id=_identity_of(first.document, first.about, actor, first.stance), actor=actor)
            theirs = kept.setdefault(actor.id, [])
            if not any(_same(position, other) for other in theirs):
                theirs.append(position)
                yield position


def _candidates(doc: Doc) -> Iterator[Found]:
    for token in doc:
        if token.pos_ in {"NOUN", "VERB", "ADJ", "AUX", "PROPN"} or token.dep_ == "amod":
            yield from _from_noun(token)
            yield from _from_verb(token)
            yield from _from_adjective(token)
            yield from _from_modal(token)
            yield from _from_evaluation(token)
            yield from _from_threat(token)


def _from_noun(cue: Token) -> Iterator[Found]:
    if cue.pos_ not in {"NOUN", "PROPN"}:
        return
    for name, group in _groups("nouns", cue):
        for about in _complements(cue, group["takes"]):
            holders = _noun_holders(cue, group)
            stance: Stance = _flipped(group["stance"], negated=is_negated(cue) or _denied(cue.head))
            yield Found(cue, about, stance, group["strength"], f"nouns/{name}", holders)


def _from_verb(cue: Token) -> Iterator[Found]:
    if cue.pos_ not in {"VERB", "AUX"} or cue.dep_ in {"amod", "compound"}:
        return
    for name, group in _groups("verbs", cue):
        holders = actors_of_all(doers(cue)) or _unsaid(cue)
        if not holders:
            continue
        abouts = _passive_subject(cue, group) if is_passive(cue) else list(_verb_complements(cue, group))
        for about in abouts:
            if _is_stance_noun(about) or about.root.pos_ == "PRON" or (group.get("no_actor") and _names_actor(about)):
                continue
            stance = _flipped(group["stance"], negated=_denied(cue))
            stance = _turned(about, stance)
            yield Found(cue, about, stance, group["strength"], f"verbs/{name}", holders)
        if abouts:
            return


def _from_adjective(cue: Token) -> Iterator[Found]:
    if cue.dep_ not in {"acomp", "ROOT", "attr", "conj", "oprd", "ccomp"} and cue.tag_ != "VBN":
        return
    for name, group in _index("adjectives").get(cue.lower_, ()):
        holder = cue.head if cue.dep_ in {"acomp", "attr", "oprd"} else cue
        holders = actors_of_all(own_subjects(cue) or subjects(holder))
        for about in _complements(cue, group["takes"]):
            stance = _flipped(group["stance"], negated=_denied(holder) or _denied(cue))
            yield Found(cue, about, stance, group["strength"], f"adjectives/{name}", holders)


def _from_modal(cue: Token) -> Iterator[Found]:
    """What must be, in somebody's words."""
    for name, group in _index("modals").get(cue.lower_, ()):
        verb = cue.head if cue.dep_ == "aux" else cue
        if cue.dep_ != "aux" and not any(child.dep_ == "xcomp" for child in cue.children):
            continue
        statement = statement_at(cue.doc, cue)
        holders = statement.speakers if statement else actors_of_all(t for t in own_subjects(verb) if t.lower_ == "we")
        if holders and own_subjects(verb):
            about = _clause(verb)
            yield Found(cue, about, group["stance"], group["strength"], f"modals/{name}", holders)


def _from_evaluation(cue: Token) -> Iterator[Found]:
    """What is called unacceptable, vital, illegal: "X considers Y illegal", or "Y is illegal" in somebody's words."""
    for name, group in _index("evaluations").get(cue.lower_, ()):
        verb = cue.head
        if verb.lemma_ == "be" and cue.dep_ in {"acomp", "attr"} and own_subjects(verb):
            judge = verb.head if verb.dep_ in {"ccomp", "xcomp"} else None
            holders = _judge(verb, judge)
            noun = own_subjects(verb)[0]
        elif cue.dep_ in {"oprd", "acomp", "ccomp", "xcomp", "advcl"} and verb.lemma_ in _JUDGING:
            holders = actors_of_all(doers(verb))
            noun = next(
                (c for c in [*verb.children, *cue.children] if c.dep_ in {"dobj", "nsubj"} and c.i > verb.i), cue
            )
        elif cue.head.lower_ == "as" and cue.head.head.lemma_ in _JUDGING:
            verb = cue.head.head
            holders = actors_of_all(doers(verb))
            noun = next((c for c in verb.children if c.dep_ == "dobj"), cue)
        else:
            continue
        if holders and noun.i != cue.i and noun.pos_ not in {"PRON", "DET"}:
            stance = _flipped(group["stance"], negated=_denied(verb))
            yield Found(cue, conjunct_phrase(noun), stance, group["strength"], f"evaluations/{name}", holders)


_JUDGING = frozenset(
    {"consider", "deem", "call", "regard", "describe", "find", "view", "see", "brand", "judge", "declare"}
)


def _judge(verb: Token, above: Token | None) -> tuple[Actor, ...]:
    if above is not None and above.lemma_ in _JUDGING:
        return actors_of_all(doers(above))
    statement = statement_at(verb.doc, verb)
    return statement.speakers if statement else ()


def _from_threat(cue: Token) -> Iterator[Found]:
    """ "will respond if Russia invades": against what the condition names."""
    if cue.pos_ != "VERB":
        return
    for name, group in _groups("threats", cue):
        holders = actors_of_all(subjects(cue))
        condition = next(
            (c for c in cue.children if c.dep_ == "advcl" and any(m.lower_ == "if" for m in c.children)), None
        )
        if holders and condition is not None and own_subjects(condition):
            yield Found(cue, _clause(condition), group["stance"], group["strength"], f"threats/{name}", holders)


def _clause(verb: Token) -> TokenSpan:
    """A clause from its subject on, without "that" and what hangs before the subject."""
    whole = phrase(verb)
    start = min(t.left_edge.i for t in own_subjects(verb))
    return trim(verb.doc, max(start, whole.start), whole.end - 1)


def _complements(cue: Token, takes: list[str]) -> Iterator[TokenSpan]:
    """What a noun or adjective of stance takes: the first form that fits, coordinated parts apart."""
    if {"for", "to"} <= set(takes):
        whole = list(_object_to(cue, "for"))
        if whole:
            yield from whole
            return
    prepositions = frozenset(t for t in takes if t not in {"to", "to-noun", "object", "that", "object-to"})
    if "to-noun" in takes:
        prepositions |= {"to"}
    forms = {"preposition"} | ({"infinitive"} if "to" in takes else set()) | ({"clause"} if "that" in takes else set())
    found = complement_after(cue, cue.i + 1, frozenset(forms), prepositions)
    if found is not None:
        yield from parts_of(found.span, found.head, found.kind)
        yield from _next_infinitives(cue, found.span, takes)


def _next_infinitives(cue: Token, span: TokenSpan, takes: list[str]) -> Iterator[TokenSpan]:
    """The second half of "the need to do this and to do that"."""
    doc, i = cue.doc, span.end
    if "to" in takes and i + 1 < cue.sent.end and doc[i].lower_ in {"and", "or"} and doc[i + 1].lower_ == "to":
        found = complement_after(cue, i + 1, frozenset({"infinitive"}), frozenset())
        if found is not None:
            yield found.span


def _verb_complements(cue: Token, group: dict[str, Any]) -> Iterator[TokenSpan]:
    for form in group["takes"]:
        spans = list(_one_form(cue, form, group))
        if spans:
            yield from spans
            return


def _one_form(cue: Token, form: str, group: dict[str, Any]) -> Iterator[TokenSpan]:
    if form == "object":
        yield from _objects(cue)
    elif form == "that":
        clause = next((c for c in cue.children if c.dep_ == "ccomp" and c.i > cue.i and own_subjects(c)), None)
        if clause is not None and (not group.get("modal") or auxiliaries(clause)):
            yield _clause(clause)
    elif form == "to":
        found = complement_after(cue, cue.i + 1, frozenset({"infinitive"}), frozenset())
        if found is not None:
            yield from parts_of(found.span, found.head, found.kind)
    elif form in {"object-to", "on-to", "upon-to"}:
        yield from _object_to(cue, form.removesuffix("-to") if form != "object-to" else None)
    else:
        preposition = "to" if form == "to-noun" else form
        if preposition in {"of", "about"} and cue.lemma_.lower() in group.get("against_only", ()):
            return
        yield from _behind(cue, preposition)


def _behind(cue: Token, preposition: str) -> Iterator[TokenSpan]:
    """The noun phrase or gerund behind a preposition that hangs on a verb or on its object."""
    for child in [*cue.children, *(g for c in cue.children if c.dep_ == "dobj" for g in c.children)]:
        if child.lower_ == preposition and child.dep_ in {"prep", "prt", "dative", "agent"} and child.i > cue.i:
            found = nominal_at(cue, child.i + 1)
            if found is not None:
                yield from parts_of(found.span, found.head, found.kind)
                return


def _objects(cue: Token) -> Iterator[TokenSpan]:
    for child in cue.children:
        if child.dep_ in {"dobj", "xcomp"} and child.i > cue.i and (child.dep_ == "dobj" or child.tag_ == "VBG"):
            if child.ent_type_ in {"DATE", "TIME"} or child.pos_ == "PRON":
                continue
            found = nominal_at(cue, child.left_edge.i)
            if found is not None:
                yield from parts_of(found.span, found.head, found.kind)
                return


def _object_to(cue: Token, preposition: str | None) -> Iterator[TokenSpan]:
    """ "X to do" behind "urged" or "called on": the whole of it."""
    start = cue.i + 1
    doc = cue.doc
    if preposition is not None:
        if start >= len(doc) or doc[start].lower_ != preposition:
            return
        start += 1
    for token in doc[start : cue.sent.end]:
        if (
            token.tag_ == "TO"
            and token.i > start
            and (token.head.tag_ == "VB" or (token.i + 1 < len(doc) and doc[token.i + 1].lower_ in {"de", "re"}))
        ):
            if any(t.tag_ in {"VBD", "VBZ", "VBP", "MD"} and t.dep_ != "relcl" for t in doc[start : token.i]):
                return
            found = complement_after(cue, token.i, frozenset({"infinitive"}), frozenset())
            end = cut(found.span, found.head).end if found is not None else token.head.right_edge.i + 1
            yield trim(doc, start, end - 1)
            return


def _passive_subject(cue: Token, group: dict[str, Any]) -> list[TokenSpan]:
    if "object" not in group["takes"]:
        return []
    return [conjunct_phrase(noun) for noun in own_subjects(cue)]


def _is_stance_noun(about: TokenSpan) -> bool:
    """Whether a phrase is itself a stance ("his support for …"), which the noun's own rule reads."""
    root = about.root
    return any(any(_complements(root, group["takes"])) for _, group in _groups("nouns", root))


def _names_actor(about: TokenSpan) -> bool:
    """Whether a phrase is somebody rather than something ("welcomed the guests")."""
    mention = mention_of(about.root)
    return mention is not None and mention.how not in {"pronoun"}


_UTTERING = frozenset(
    {
        "express",
        "voice",
        "raise",
        "share",
        "have",
        "reiterate",
        "convey",
        "reaffirm",
        "repeat",
        "relay",
        "discuss",
        "note",
    }
    | {"underline", "underscore", "stress", "emphasise", "emphasize", "communicate", "register", "state", "air", "cite"}
)


def _noun_holders(cue: Token, group: dict[str, Any]) -> tuple[Actor, ...]:
    """Whose stance a noun is: "Moscow's", "of the United States"; else who utters or has it; else who speaks."""
    of_about = "of" in group["takes"] and not any(child.lower_ == "for" for child in cue.children)
    if not group.get("speaker"):
        for child in cue.children:
            of_actor = child.dep_ == "prep" and child.lower_ in {"of", "from"} and not of_about
            for noun in [
                *(child.children if of_actor else ()),
                *([child] if child.dep_ in {"poss", "compound", "amod", "nmod"} else ()),
            ]:
                holders = actors_of(noun)
                if holders and all(actor.kind in _PERSONS for actor in holders):
                    return holders
    if cue.head.lower_ == "for" and cue.head.head.lemma_ in {"thank", "praise", "commend"}:
        return actors_of_all(c for c in cue.head.head.children if c.dep_ == "dobj")
    verb = clause_verb(cue)
    if group.get("uttered") and verb.lemma_ not in _UTTERING:
        return ()
    if verb.pos_ in {"VERB", "AUX"}:
        holders = actors_of_all(agents(verb) if is_passive(verb) else subjects(verb))
        if holders:
            return holders
    return _unsaid(verb)


def _unsaid(verb: Token) -> tuple[Actor, ...]:
    """Who stands behind an agentless passive: the speaker of the statement whose content or cue it is."""
    statement = statement_at(verb.doc, verb)
    if statement is not None:
        return statement.speakers if is_passive(verb) else ()
    for other in verb.doc._.statements:
        if other.cue is not None and other.cue.start <= verb.idx < other.cue.end:
            return tuple(other.speakers)
    return ()


def _denied(token: Token) -> bool:
    return is_negated(token) or (token.dep_ == "xcomp" and token.head.lemma_.lower() in {"refuse", "fail", "decline"})


def _flipped(stance: int, *, negated: bool) -> Stance:
    value: Stance = 1 if stance > 0 else -1 if stance < 0 else 0
    if negated:
        value = -1 if value == 1 else 0
    return value


def _factuality(cue: Token) -> Factuality:
    """How sure the text is; a negation that turned the stance is spent ("would not accept" is opposition, affirmed)."""
    factuality = factuality_of(cue)
    turned = is_negated(cue) or is_negated(cue.head)
    return replace(factuality, polarity="affirmed") if turned else factuality


_AGAINST = frozenset({"block", "oppose", "veto", "resist", "fight", "reject", "thwart"})


def _turned(about: TokenSpan, stance: Stance) -> Stance:
    """Who vows to block or veto something is against it."""
    first = about[0]
    blocks = first.tag_ == "VB" and first.lemma_.lower() in _AGAINST
    return _flipped(stance, negated=True) if blocks and stance == 1 else stance


def _position(doc: Doc, found: Found, actor: Actor) -> Position:
    about = span_of_tokens(bracketed(found.about))
    document = context_of(doc).document
    matters = matters_of(found.about)
    statement = statement_at(doc, found.about.root)
    cue = span_of_tokens(doc[found.cue.i : found.cue.i + 1])
    kind = found.rule.split("/")[0]
    return Position(
        id=_identity_of(document.id, about, actor, found.stance),
        document=document.id,
        evidence=(span_of_tokens(found.cue.sent), cue),
        statement=statement.id if statement else None,
        factuality=_factuality(found.cue),
        certainty=CERTAINTY[kind],
        reader=f"rule:{found.rule} 1",
        actor=actor,
        about=about,
        matter=matters[0],
        theatre=theatre_of(found.about, matters=matters),
        stance=found.stance,
        strength=found.strength,
        cue=cue,
    )


def _identity_of(document: str, about: Span, actor: Actor, stance: Stance) -> str:
    return content_id("position", document, about.start, about.end, actor.id, stance)


def _same(one: Position, other: Position) -> bool:
    """Whether two positions of one actor are about mostly the same words."""
    if not one.about.overlaps(other.about):
        return False
    shared = min(one.about.end, other.about.end) - max(one.about.start, other.about.start)
    joined = max(one.about.end, other.about.end) - min(one.about.start, other.about.start)
    return shared / joined > 0.6


@Language.component("comity_positions", assigns=["doc._.positions"], requires=["doc._.mentions", "doc._.statements"])
def positions_component(doc: Doc) -> Doc:
    """Fill `Doc._.positions`."""
    doc._.positions = tuple(find_positions(doc))
    return doc

"""What the readers of positions share: the lexicon, what they find, who is asked, what is denied or conditional."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from comity.model import Actor
from comity.reading.accords.joint_texts import joint_we
from comity.reading.context import statement_at
from comity.reading.lexicons import listed, load_yaml
from comity.reading.mentions import actors_of, actors_of_all, unique
from comity.reading.occurrences import tokens_with, word_forms
from comity.reading.resolutions import resolution_of
from comity.reading.segments import paragraph_of
from comity.reading.sides import principals
from comity.reading.syntax import agents, governors, is_negated, is_passive, own_subjects, subjects, trim

Stance = Literal[-1, 0, 1]
Group = tuple[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Found:
    """A stance word with what it is about, before its actors are known."""

    cue: Token
    about: TokenSpan
    stance: Stance
    strength: float
    rule: str
    holders: tuple[Actor, ...]
    conditional: bool = False


@cache
def index(part: str) -> dict[str, list[Group]]:
    """The groups of one part of the lexicon by the lemmas they hold."""
    by_word: dict[str, list[Group]] = {}
    for name, group in load_yaml("positions.yaml")[part].items():
        for word in group["words"]:
            by_word.setdefault(word, []).append((name, group))
    return by_word


def groups(part: str, token: Token) -> list[Group]:
    """The groups of a word by its lemma or, where the lemmatiser errs ("hopes"), by its stem."""
    by_word, lower = index(part), token.lower_
    stems = (token.lemma_.lower(), lower.removesuffix("s"), lower.removesuffix("d"), lower.removesuffix("ing"))
    return next((by_word[stem] for stem in stems if stem in by_word), [])


_PARTS = ("verbs", "nouns", "adjectives", "evaluations", "people", "threats", "modals")
_LISTS = ("bad_things", "loaded", "aims", "bad_deeds")
_OTHERS = frozenset(
    {"against", "need", "require", "depend", "hinge", "conditional", "contingent", "dependent", "solution"}
)


@cache
def _telling() -> frozenset[str]:
    """Every word that any reader of single words looks for."""
    return _OTHERS.union(*(index(part) for part in _PARTS), *(words(name) for name in _LISTS))


def telling_places(doc: Doc) -> frozenset[int]:
    """Where words stand that may say something of a stance; the quick question before the thorough ones."""
    telling = {word for word in word_forms(doc) if _is_telling(word)}
    return frozenset(token.i for token in tokens_with(doc, words=telling, lemmas=_telling()))


def _is_telling(lower: str) -> bool:
    """Whether a word is known or ends in "s", "d" or "ing" behind one that is ("hopes", where the lemmatiser errs)."""
    known = _telling()
    return lower in known or any(lower.endswith(end) and lower.removesuffix(end) in known for end in ("s", "d", "ing"))


def words(group: str) -> frozenset[str]:
    """A plain list of `data/position_words.yaml`."""
    return listed("position_words.yaml", group)


def flipped(stance: int, *, negated: bool) -> Stance:
    """A stance turned by a negation; "does not oppose" is none, which 0 stands for here."""
    value: Stance = 1 if stance > 0 else -1 if stance < 0 else 0
    if negated:
        value = -1 if value == 1 else 0
    return value


def is_neither(token: Token) -> bool:
    """Whether a word stands under "neither … nor", which leaves no stance at all."""
    return any(c.lower_ in {"neither", "nor"} for c in (*token.children, *token.head.children) if c.i < token.i)


def denied(token: Token) -> bool:
    """Whether a word of stance is negated, by itself or by "refused to", "failed to" above it."""
    above = token.head if token.dep_ == "xcomp" else None
    return is_negated(token) or (
        above is not None and (above.lemma_.lower() in {"refuse", "fail", "decline"} or is_negated(above))
    )


def asked_of_others(cue: Token) -> Token | None:
    """The verb that urges, helps or tells somebody to do what `cue` says ("urged them to support it"), None for none.

    An infinitive so governed is no stance of his; a finite verb was only drawn there by the parser.
    """
    above = set(governors(cue))
    for token in () if own_subjects(cue) else subjects(cue):
        holder = token.head if token.head.dep_ in {"prep", "dative"} or token.head.pos_ == "ADP" else token
        governed = holder.head in above and holder.head.pos_ == "VERB" and holder.head != cue
        if governed and token.dep_ in {"dobj", "dative", "pobj"} and token.i < cue.i and not token.is_ancestor(cue):
            return None if cue.tag_ == "VBG" else holder.head
    return None


_CONDITIONS = frozenset({"if", "unless", "provided", "providing", "until"})


def is_conditional(cue: Token, about: TokenSpan) -> bool:
    """Whether a condition follows a stance within its sentence ("ready to sign, but only if …", "as long as …")."""
    doc, end = cue.doc, cue.sent.end
    edge = max(cue.i + 1, about.start)
    for token in doc[edge:end]:
        if token.text in {";", "”"} or (
            token.dep_ in {"ccomp", "conj"} and token.tag_ == "VBD" and token.i > about.end
        ):
            return False
        if not condition_at(token):
            continue
        clause = next((g for g in governors(token) if g.pos_ in {"VERB", "AUX"}), None)
        heads = {cue.i, about.root.i, *(t.i for t in about if t.pos_ in {"VERB", "AUX"})}
        above = {g.i for g in governors(cue)} if cue.dep_ in {"xcomp", "acomp", "dobj"} else set()
        if clause is not None and (clause.head.i in heads or clause.head.i in above or token.i <= about.end + 3):
            return True
    return False


def condition_at(token: Token) -> bool:
    """Whether a condition opens at a word: "if", "provided that", "as long as", "on condition that", "only after"."""
    doc, lower = token.doc, token.lower_
    before = doc[token.i - 1].lower_ if token.i else ""
    if lower in _CONDITIONS:
        verbal = token.dep_ in {"mark", "advmod", "prep", "advcl"} or lower in {"provided", "providing"}
        asked = token.dep_ == "mark" and token.head.dep_ in {"ccomp", "pcomp"} and lower == "if"
        idle = doc[token.i + 1].lower_ if token.i + 1 < len(doc) else ""
        bare = lower == "if" and idle in listed("order_cues.yaml", "no_condition")
        return verbal and not asked and not bare and before not in {"as", "even"}
    if lower not in {"long", "condition", "only"}:
        return False
    after = [t.lower_ for t in doc[token.i + 1 : token.i + 3]]
    if lower == "long":
        return before == "as" and after[:1] == ["as"]
    if lower == "condition":
        return before in {"on", "the", "under"} and after[:1] == ["that"]
    return lower == "only" and after[:1] in (["if"], ["when"], ["once"], ["after"])


_THIRD = frozenset({"it", "he", "she", "they", "i", "we"})


def actors_or_speaker(tokens: list[Token]) -> tuple[Actor, ...]:
    """Who words name; of a pronoun that names nobody, in somebody's words, whoever speaks ("Oman said it was …")."""
    found = actors_of_all(tokens) if tokens else ()
    if tokens and tokens[0].lower_ in {"we", "our"}:
        found = joint_we(tokens[0], found)
    if found or not tokens or any(t.lower_ not in _THIRD for t in tokens):
        return found
    statement = statement_at(tokens[0].doc, tokens[0])
    return tuple(a for a in statement.speakers if a.kind != "media") if statement else ()


def utterer(cue: Token) -> tuple[Actor, ...]:
    """Who speaks in the clause of a word: the speaker of its statement, else who does the verb of the clause."""
    statement = statement_at(cue.doc, cue)
    if statement is not None:
        return tuple(a for a in statement.speakers if a.kind != "media")
    for verb in (cue, *governors(cue)):
        if verb.pos_ in {"VERB", "AUX"} and own_subjects(verb):
            return actors_of_all(agents(verb) if is_passive(verb) else subjects(verb))
    return ()


def unsaid(verb: Token) -> tuple[Actor, ...]:
    """Who stands behind an agentless passive: the speaker of the statement whose content or cue it is.

    Of "the importance of … was underscored", in a text about an encounter: who spoke just before, else its two sides.
    """
    doc = verb.doc
    statement = statement_at(doc, verb)
    if statement is not None:
        return tuple(statement.speakers) if is_passive(verb) else ()
    for other in doc._.statements:
        if other.cue is not None and other.cue.start <= verb.idx < other.cue.end:
            return tuple(other.speakers)
    if verb.tag_ in {"VBG", "VBN"} and not list(governors(verb)) and verb.text[:1].isupper():
        return _preamble_parties(doc, verb)
    uttered = is_passive(verb) and verb.lemma_.lower() in words("uttering") and doc._.encounters
    return _last_speakers(doc, verb) or principals(doc) if uttered else ()


_PARTIES = frozenset({"state", "armed-group", "organisation", "alliance"})


def _preamble_parties(doc: Doc, verb: Token) -> tuple[Actor, ...]:
    """Whose preamble a participle opens a line of ("Reaffirming the protocol of 2012,"): the parties named above it."""
    if verb.sent[0].i != verb.i or verb.i > 400 or verb.sent[-1].text == ".":
        return ()
    if (resolution := resolution_of(doc)) is not None:
        return (resolution.body,)
    above = [m for m in doc._.mentions if m.span.end <= verb.idx and m.how in {"name", "title"}]
    parties = unique(a for m in above for a in m.actors if a.kind in _PARTIES)
    return parties if 2 <= len(parties) <= 8 else ()


def _last_speakers(doc: Doc, verb: Token) -> tuple[Actor, ...]:
    """Who did the main verb of the sentence before, in the same paragraph, where it is a verb of speaking."""
    start = paragraph_of(doc, verb.i)[0]
    at = verb.sent.start
    while at > start:
        sentence = doc[at - 1].sent
        root = sentence.root
        spoken = [
            s for s in doc._.statements if s.speakers and sentence[0].idx <= s.content[0].start < verb.sent[0].idx
        ]
        if spoken:
            return tuple(a for a in spoken[-1].speakers if a.kind != "media")
        actors = actors_of_all(subjects(root)) if root.pos_ == "VERB" and not is_passive(root) else ()
        if actors and root.lemma_.lower() in words("uttering") | words("pointing"):
            return actors
        at = sentence.start
    return ()


def demanded(found: Found) -> Found | None:
    """What somebody makes a condition is what he asks for: "only if Chile leaves", "on condition that it leaves".

    None where the condition is not of others' making.
    """
    doc = found.cue.doc
    for token in doc[found.about.start : found.cue.sent.end]:
        after_only = token.i > 0 and token.nbor(-1).lower_ == "only"
        firm = (token.lower_ in {"unless", "condition"} and condition_at(token)) or (
            after_only and token.lower_ == "if"
        )
        if not firm:
            continue
        verb = next((t for t in doc[token.i + 1 : found.cue.sent.end] if own_subjects(t) and t.pos_ in _VERBAL), None)
        if verb is None:
            return None
        theirs = actors_of_all(own_subjects(verb))
        if {a.country or a.id for a in theirs} & {a.country or a.id for a in found.holders}:
            return None
        start = min(t.left_edge.i for t in own_subjects(verb))
        span = trim(doc, start, verb.right_edge.i)
        return Found(token, span, 1, 0.7, "conditions/demanded", found.holders)
    return None


_VERBAL = frozenset({"VERB", "AUX"})


def thanked(cue: Token) -> tuple[Actor, ...]:
    """Whose stance it is in "thanked A for his support for B", "gratitude to A for the support": A's."""
    for governor in governors(cue):
        if governor.dep_ == "prep" and governor.lower_ == "for":
            above = governor.head
            if above.lemma_.lower() in {"thank", "praise", "commend", "congratulate"} and above.pos_ == "VERB":
                return actors_of_all(c for c in above.children if c.dep_ == "dobj")
            if above.lemma_.lower() in {"gratitude", "thanks", "appreciation"} or above.lemma_.lower() == "express":
                return _addressed(above)
        if governor.pos_ == "VERB":
            return ()
    return ()


def _addressed(word: Token) -> tuple[Actor, ...]:
    """Whom thanks go to: "to A", hung on the noun or on its verb."""
    for host in (word, word.head):
        for child in host.children:
            if child.dep_ in {"prep", "dative"} and child.lower_ == "to":
                return tuple(a for noun in child.children if noun.dep_ == "pobj" for a in actors_of(noun))
    return ()

"""Stances without a word of supporting or opposing: what must be, is wrong, is the goal, will not be done, or only if.

Most hold only in somebody's words: the speaker of the statement a clause stands in is then the one whose stance it is.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from comity.model import Actor
from comity.reading.complements import complement_after, nominal_at
from comity.reading.context import statement_at
from comity.reading.factuality import is_told
from comity.reading.mentions import actors_of_all
from comity.reading.positions.cues import clause_of, object_to
from comity.reading.positions.phrases import cut, parts_of
from comity.reading.positions.words import (
    Found,
    condition_at,
    denied,
    flipped,
    groups,
    index,
    is_conditional,
    unsaid,
    utterer,
    words,
)
from comity.reading.sides import sides
from comity.reading.syntax import (
    clause_verb,
    conjunct_phrase,
    doers,
    governors,
    is_negated,
    is_passive,
    only_points,
    own_subjects,
    phrase,
    prepositional,
    subjects,
    trim,
)

_POSSIBLE = frozenset({"possible", "acceptable", "conceivable", "meaningful", "feasible", "thinkable"})
_CAN = frozenset({"can", "could", "may", "might", "will", "would", "shall", "should"})


def from_speech(token: Token) -> Iterator[Found]:
    """What a word says about a stance of whoever speaks."""
    yield from _made_conditional(token)
    yield from _from_modal(token)
    yield from _from_need(token)
    yield from _from_evaluation(token)
    yield from _from_threat(token)
    yield from _from_pointing(token)
    yield from _from_loaded(token)
    yield from _from_aim(token)
    yield from _from_bad_deed(token)
    yield from _no_military_solution(token)


def from_verb(verb: Token, *, conditional: bool) -> Iterator[Found]:
    """What the form of a verb says, whichever verb it is; `conditional`: its sentence holds a word of condition."""
    if conditional:
        yield from _from_condition(verb)
    yield from _from_refusal(verb)


def _speakers(token: Token) -> tuple[Actor, ...]:
    """Who says a word: the speakers of its statement, outlets left out; without one, "we" of the text's own voice."""
    statement = statement_at(token.doc, token)
    if statement is not None:
        return tuple(a for a in statement.speakers if a.kind != "media")
    verb = clause_verb(token)
    return actors_of_all(t for t in own_subjects(verb) if t.lower_ == "we")


def _from_condition(cue: Token) -> Iterator[Found]:
    """What can or would be only under a condition: a mixed stance of whoever says so."""
    if cue.pos_ not in {"VERB", "AUX"} or cue.dep_ in {"aux", "auxpass"} or not own_subjects(cue):
        return
    modal = next((c for c in cue.children if c.dep_ == "aux" and c.lower_ in _CAN), None)
    doing = cue.lemma_.lower() in {"continue", "keep", "remain", "observe", "honour", "honor", "respect"}
    doing = doing or any(c.dep_ == "acomp" and c.lower_ in _POSSIBLE for c in cue.children)
    if modal is None and not doing:
        return
    own = actors_of_all(subjects(cue))
    holders = _speakers(cue) or (own if statement_at(cue.doc, cue) is None and doing else ())
    if not holders or not _hangs_on_condition(cue, strict=not _one_side(own, holders)):
        return
    about = clause_of(cue)
    if len(about) > 3 and not only_points(about):
        yield Found(cue, about, 0, 0.6, "conditions/only-if", own if _one_side(own, holders) else holders, True)


def _made_conditional(cue: Token) -> Iterator[Found]:
    """ "made the release conditional on an apology"; "a deal depends on his release", in somebody's words."""
    if cue.lemma_.lower() in {"depend", "hinge"} and prepositional(cue, "on", "upon") and not is_negated(cue):
        if cue.dep_ == "relcl":
            return
        subject = next((s for s in own_subjects(cue) if s.pos_ in {"NOUN", "PROPN", "VERB"}), None)
        holders = _speakers(cue)
        if subject is not None and holders and statement_at(cue.doc, cue) is not None:
            yield Found(cue, conjunct_phrase(subject), 0, 0.5, "conditions/depends-on", holders, True)
        return
    if cue.lower_ not in {"conditional", "contingent", "dependent"} or cue.i + 1 >= len(cue.doc):
        return
    verb = next((g for g in governors(cue) if g.lemma_.lower() in {"make", "render"}), None)
    if verb is None or cue.nbor(1).lower_ not in {"on", "upon"}:
        return
    near = [c for host in (verb, cue) for c in host.children if c.dep_ in {"dobj", "nsubj", "oprd"}]
    thing = next((c for c in near if verb.i < c.i < cue.i and c.pos_ == "NOUN"), None)
    holders = actors_of_all(doers(verb))
    if thing is not None and holders:
        whole = conjunct_phrase(thing)
        about = trim(cue.doc, whole.start, min(whole.end, cue.i) - 1)
        yield Found(cue, about, 0, 0.6, "conditions/conditional-on", holders, True)


def _one_side(one: tuple[Actor, ...], other: tuple[Actor, ...]) -> bool:
    return bool(set(sides(one)) & set(sides(other)))


def _hangs_on_condition(verb: Token, *, strict: bool) -> bool:
    """Whether a clause hangs on a condition of its own; `strict` wants "only", "unless", "provided" or the like."""
    only = any(c.lower_ == "only" for c in verb.children) or is_negated(verb)
    for token in verb.subtree:
        if not condition_at(token) and not (only and token.lower_ in {"after", "once", "when", "until", "before"}):
            continue
        if token.dep_ == "mark" or token.dep_ in {"advmod", "prep", "pobj"}:
            clause = token.head if token.dep_ == "mark" else token
            near = verb in {clause.head, clause.head.head, token.head, token.head.head}
            limited = only or (token.i > 0 and token.nbor(-1).lower_ == "only")
            weak = token.lower_ in {"if", "when"} and not limited
            if near and token.i > verb.i and not (strict and weak) and not is_bare_threat(verb):
                return True
    return False


def is_bare_threat(verb: Token) -> bool:
    """Whether a verb is one of answering back: its condition is what is opposed, not a condition of good will."""
    return bool(groups("threats", verb))


def _from_modal(cue: Token) -> Iterator[Found]:
    """What must be, in somebody's words."""
    for name, group in index("modals").get(cue.lower_, ()):
        verb = cue.head if cue.dep_ == "aux" else cue
        if cue.dep_ != "aux" and not any(child.dep_ == "xcomp" for child in cue.children):
            continue
        holders = _speakers(verb)
        if cue.lower_ in {"has", "have", "had"} and not _has_to(cue):
            continue
        subject = own_subjects(verb) or any(c.dep_ == "expl" for c in verb.children)
        inverted = cue.lower_ == "should" and any(s.i > cue.i for s in own_subjects(verb))
        idle = any(c.lemma_.lower() in {"doubt", "mistake", "illusion", "surprise"} for c in verb.children)
        if holders and subject and not idle and not inverted and not _asks_itself(verb) and not _of_things(verb):
            about = clause_of(verb)
            mixed = is_conditional(verb, about) and cue.lower_ != "must"
            yield Found(cue, about, group["stance"], group["strength"], f"modals/{name}", holders, mixed)


def _of_things(verb: Token) -> bool:
    """Whether a clause hangs on a bare word: "a list of things that must be done" says not what."""
    bare = verb.head.lemma_.lower() in {
        "thing",
        "list",
        "something",
        "work",
        "problem",
        "question",
        "challenge",
        "issue",
    }
    return verb.dep_ == "relcl" and bare


def _has_to(cue: Token) -> bool:
    """Whether "have" is one of obligation: "the ships have to leave"."""
    return cue.dep_ != "aux" and cue.i + 1 < len(cue.doc) and cue.nbor(1).lower_ == "to"


def _asks_itself(verb: Token) -> bool:
    """Whether a clause is a question, or hangs on "whether" and "if"."""
    marked = any(c.dep_ in {"mark", "advmod"} and c.lower_ in {"whether", "if", "why", "how"} for c in verb.children)
    return marked or verb.sent[-1].text == "?"


def _from_need(cue: Token) -> Iterator[Found]:
    """ "We need peace": what somebody says is needed."""
    if cue.lemma_.lower() not in {"need", "require"} or cue.pos_ != "VERB" or is_negated(cue) or is_passive(cue):
        return
    things = [c for c in cue.children if c.dep_ == "dobj" and c.pos_ in {"NOUN", "PROPN"}]
    owners = own_subjects(cue)
    holders = _speakers(cue)
    if not things or not owners or not holders:
        return
    if cue.lemma_.lower() == "require" and not any(c.lower_ in {"will", "would"} for c in cue.children):
        return
    if any(t.lower_ in {"such", "this", "that"} for t in things[0].children):
        return
    if owners[0].pos_ != "PRON" and cue.lemma_.lower() == "need":
        yield Found(cue, clause_of(cue), 1, 0.6, "modals/need", holders)
        return
    found = nominal_at(cue, things[0].left_edge.i)
    if found is not None:
        for about in parts_of(found.span, found.head, found.kind):
            yield Found(cue, about, 1, 0.6, "modals/need", holders)


def _from_evaluation(cue: Token) -> Iterator[Found]:
    """What is called unacceptable, vital, illegal: "X considers Y illegal", or "Y is illegal" in somebody's words."""
    for name, group in index("evaluations").get(cue.lower_, ()):
        if cue.i and group.get("after") and cue.nbor(-1).lower_ != group["after"]:
            continue
        verb = cue.head
        noun: Token | None
        if verb.lemma_ == "be" and cue.dep_ in {"acomp", "attr"}:
            yield from _impersonal(cue, verb, name, group["stance"], group["strength"])
            judge = verb.head if verb.dep_ in {"ccomp", "xcomp"} else None
            holders = _judge(verb, judge)
            noun = next(iter(own_subjects(verb)), None)
        elif cue.dep_ in {"oprd", "acomp", "ccomp", "xcomp", "advcl"} and verb.lemma_ in words("judging"):
            holders = actors_of_all(doers(verb))
            yield from _impersonal(cue, verb, name, group["stance"], group["strength"])
            near = [*verb.children, *cue.children]
            fits = {"dobj", "nsubj", "oprd"}
            noun = next((c for c in near if c.dep_ in fits and verb.i < c.i < cue.i), None)
        elif cue.head.lower_ == "as" and cue.head.head.lemma_ in words("judging"):
            verb = cue.head.head
            holders = actors_of_all(doers(verb))
            noun = next((c for c in verb.children if c.dep_ == "dobj"), None)
        else:
            continue
        if holders and noun is not None and noun.i != cue.i and noun.pos_ in {"NOUN", "PROPN", "VERB"}:
            stance = flipped(group["stance"], negated=denied(verb))
            yield Found(cue, conjunct_phrase(noun), stance, group["strength"], f"evaluations/{name}", holders)


def _impersonal(cue: Token, verb: Token, name: str, stance: int, strength: float) -> Iterator[Found]:
    """ "It is important to …", "found it expedient to …", "considers it vital that …"."""
    if any(s.pos_ not in {"PRON"} for s in own_subjects(verb)) and verb.lemma_ == "be":
        return
    holders = _judge(verb, None) if verb.lemma_ == "be" else actors_of_all(doers(verb)) or unsaid(verb)
    if not holders or denied(verb) or (verb.lemma_ == "be" and not _expletive(verb)):
        return
    if cue.i + 1 < len(cue.doc) and cue.nbor(1).lower_ == "for":  # "important for Peru to stay"
        for about in object_to(cue, "for"):
            yield Found(cue, about, flipped(stance, negated=False), strength, f"evaluations/{name}", holders)
        return
    found = complement_after(cue, cue.i + 1, frozenset({"infinitive", "clause"}), frozenset())
    if found is not None:
        for about in parts_of(found.span, found.head, found.kind):
            yield Found(cue, about, flipped(stance, negated=False), strength, f"evaluations/{name}", holders)


def _expletive(verb: Token) -> bool:
    return any(c.lower_ == "it" and c.dep_ in {"nsubj", "expl", "nsubjpass"} for c in verb.children)


def _judge(verb: Token, above: Token | None) -> tuple[Actor, ...]:
    if above is not None and above.lemma_ in words("judging"):
        return actors_of_all(doers(above))
    return _speakers(verb)


def _from_threat(cue: Token) -> Iterator[Found]:
    """ "will respond if Russia invades", "in the event of an invasion": against what the condition names."""
    if cue.pos_ != "VERB":
        return
    for name, group in groups("threats", cue):
        condition = next(
            (c for c in cue.children if c.dep_ == "advcl" and any(m.lower_ in {"if", "should"} for m in c.children)),
            None,
        )
        event = _in_the_event_of(cue)
        if condition is None and event is None:
            continue
        holders = utterer(cue) if statement_at(cue.doc, cue) else actors_of_all(subjects(cue))
        if holders and condition is not None and own_subjects(condition) and not only_points(clause_of(condition)):
            yield Found(cue, clause_of(condition), group["stance"], group["strength"], f"threats/{name}", holders)
        elif holders and event is not None:
            yield Found(cue, conjunct_phrase(event), group["stance"], group["strength"], f"threats/{name}", holders)


def _in_the_event_of(cue: Token) -> Token | None:
    """What an answer is threatened for: "in the event of (in case of) an attack"."""
    for token in cue.doc[cue.i + 1 : cue.sent.end]:
        if token.lower_ in {"event", "case"} and token.nbor(-1).lower_ in {"in", "the"}:
            return next((n for n in prepositional(token, "of") if n.pos_ == "NOUN"), None)
    return None


_NO_DEED = frozenset({"be", "have", "know", "think", "believe", "see", "forget", "need", "happen", "become", "seem"})


def _from_refusal(cue: Token) -> Iterator[Found]:
    """ "Norway will not negotiate over its coast", said by Norway: against doing so."""
    if cue.pos_ != "VERB" or not is_negated(cue) or cue.lemma_.lower() in _NO_DEED:
        return
    if not any(c.dep_ == "aux" and c.lower_ in {"will", "wo", "would", "shall"} for c in cue.children):
        return
    if groups("verbs", cue) or any(c.dep_ == "mark" and c.lower_ in {"if", "unless"} for c in cue.children):
        return
    if not own_subjects(cue):
        return
    holders = _speakers(cue)
    mixed = _hangs_on_condition(cue, strict=True)
    own = actors_of_all(own_subjects(cue))
    if mixed and not holders and statement_at(cue.doc, cue) is None:
        holders = own
    if not holders or not _one_side(own, holders):
        return
    start = cue.i if not is_passive(cue) else next(c.i for c in cue.children if c.dep_ == "auxpass")
    last = phrase(cue).end - 1
    if last <= start:
        return
    about = trim(cue.doc, start, last)
    yield Found(cue, about, -1, 0.8, "refusals/will-not", holders, mixed)


def _from_pointing(cue: Token) -> Iterator[Found]:
    """ "drew attention to the shelling", "raised the attacks": what is bad by name is held up in protest."""
    if cue.lower_ not in words("bad_things") and cue.lemma_.lower() not in words("bad_things"):
        return
    if cue.pos_ not in {"NOUN", "PROPN"} or cue.dep_ not in {"dobj", "pobj", "nsubjpass", "conj"} or is_negated(cue):
        return
    first = cue
    while first.dep_ == "conj":
        first = first.head
    verb = _pointing_verb(first)
    if verb is None:
        return
    holders = actors_of_all(subjects(verb)) if not is_passive(verb) else actors_of_all(doers(verb)) or unsaid(verb)
    own = actors_of_all(t for t in cue.children if t.dep_ == "poss")
    if holders and not _one_side(own, holders):
        yield Found(cue, cut(conjunct_phrase(cue), cue), -1, 0.5, "pointing/bad-things", holders)


def _pointing_verb(noun: Token) -> Token | None:
    """The verb that holds a noun up: "underscored N", "drew attention to N", "pointed out N", "spoke about N"."""
    head = noun.head
    if noun.dep_ in {"dobj", "nsubjpass"}:
        pointed = head.lemma_.lower() == "point" and any(c.lower_ == "out" for c in head.children)
        return head if pointed or head.lemma_.lower() in words("pointing") else None
    if noun.dep_ != "pobj" or head.lower_ not in {"to", "about", "of", "on"}:
        return None
    above = head.head
    if above.lemma_.lower() == "attention" and above.head.lemma_.lower() in {"draw", "call", "pay"}:
        return above.head
    if above.lemma_.lower() in {"draw", "call"} and any(c.lower_ == "attention" for c in above.children):
        return above
    return above if above.lemma_.lower() in {"point", "speak", "complain"} and head.lower_ != "on" else None


def _from_loaded(cue: Token) -> Iterator[Found]:
    """ "the unprovoked war", "its brutal aggression": whoever speaks is against it."""
    if cue.lower_ not in words("loaded") or cue.dep_ != "amod":
        return
    noun = cue.head
    if noun.lemma_.lower() not in words("bad_things") or noun.i < cue.i:
        return
    verb = clause_verb(noun)
    holders = utterer(verb)
    if not holders or _one_side(actors_of_all(t for t in noun.children if t.dep_ == "poss"), holders):
        return
    yield Found(cue, conjunct_phrase(noun), -1, 0.6, "pointing/loaded", holders)


def _from_aim(cue: Token) -> Iterator[Found]:
    """ "Our goal is to end the war", "Norway's priority is a truce"."""
    if cue.lemma_.lower() not in words("aims") or cue.dep_ not in {"nsubj", "attr"} or cue.head.lemma_ != "be":
        return
    verb = cue.head
    owner = [c for c in cue.children if c.dep_ == "poss"]
    holders = actors_of_all(owner) or _speakers(verb)
    if not holders or (owner and not actors_of_all(owner)):
        return
    stance = flipped(1, negated=is_negated(verb))
    found = complement_after(verb, verb.i + 1, frozenset({"infinitive"}), frozenset())
    if found is None:
        thing = next((c for c in verb.children if c.dep_ == "attr" and c.i > verb.i and c.pos_ == "NOUN"), None)
        found = nominal_at(verb, thing.left_edge.i) if thing is not None and thing != cue else None
    if found is not None:
        for about in parts_of(found.span, found.head, found.kind):
            yield Found(cue, about, stance, 0.6, "aims/is-to", holders)


def _from_bad_deed(cue: Token) -> Iterator[Found]:
    """ "The decree violates the treaty", in somebody's words: against the decree."""
    if cue.pos_ != "VERB" or cue.lemma_.lower() not in words("bad_deeds") or is_negated(cue) or is_passive(cue):
        return
    subject = next(iter(own_subjects(cue)), None)
    statement = statement_at(cue.doc, cue)
    if subject is None or statement is None or cue.dep_ == "relcl":
        return
    holders = tuple(a for a in statement.speakers if a.kind != "media")
    if not holders or _one_side(actors_of_all([subject]), holders) or _asks_itself(cue):
        return
    if any(c.dep_ == "aux" and c.lower_ in {"may", "might", "could"} for c in cue.children):
        return
    doer = actors_of_all([subject])
    if subject.pos_ == "NOUN" and not doer:
        yield Found(cue, conjunct_phrase(subject), -1, 0.5, "pointing/bad-deeds", holders)
    elif doer and subject.pos_ != "PRON" and is_told(cue):
        yield Found(cue, clause_of(cue), -1, 0.5, "pointing/bad-deeds-of", holders)


def _no_military_solution(cue: Token) -> Iterator[Found]:
    """ "There is no military solution": for settling the matter by talking."""
    if cue.lower_ != "solution" or cue.i == 0 or cue.nbor(-1).lower_ != "military" or not is_negated(cue):
        return
    verb = clause_verb(cue)
    holders = utterer(cue)
    if holders:
        start = min([verb.i, *(c.i for c in verb.children if c.dep_ == "expl")])
        about = trim(cue.doc, start, cue.right_edge.i)
        yield Found(cue, about, 1, 0.6, "evaluations/no-military-solution", holders)

"""Where sides part without a word for differing: talks without result, views not shared, claims met with "despite"."""

from __future__ import annotations

from spacy.tokens import Token

from comity.reading.divergences.words import (
    Beginnings,
    Found,
    Need,
    alone,
    are_several,
    is_any,
    lemma_of,
    main_clause,
    topics_of,
    words,
)
from comity.reading.syntax import is_negated, is_passive, objects, own_subjects, prepositional, subjects, trim

_ENDING = frozenset({"end", "conclude", "close", "finish", "leave"})
_CONSENSUS = frozenset({"consensus", "agreement", "accord", "unanimity"})
_VIEWING = frozenset({"see", "take", "hold", "have"})
_DISAGREEING = frozenset({"disagree", "differ"})
_STOPPING = frozenset({"stop", "fall"})
_DIVIDING = frozenset({"divide", "separate", "split"})
_CASTING = frozenset({"cast", "throw"})


def fruitless(token: Token) -> Found | None:
    """ "The talks between A and B broke down", "A and B ended their talks without a deal"."""
    if token.pos_ != "VERB" or is_negated(token) or is_passive(token):
        return None
    lemma = lemma_of(token)
    things = [*own_subjects(token), *(c for c in token.children if c.dep_ == "dobj")]
    talks = [t for t in things if lemma_of(t) in words("talks")]
    if not talks:
        return None
    down = any(c.lower_ in {"down", "off"} for c in token.children)
    broke = lemma in words("collapsing") and (lemma != "break" or down)
    without = lemma in _ENDING and _without_result(token)
    if not (broke or without):
        return None
    between = tuple(noun for talk in talks for noun in prepositional(talk, "between", "with", "among"))
    owners = tuple(c for talk in talks for c in talk.children if c.dep_ == "poss")
    one = tuple(s for s in subjects(token) if s not in talks)
    content, other = main_clause(token), (*between, *owners)
    return Found(alone(token), content, one, other, "principals", "fruitless", topics_of(token))


def _without_result(verb: Token) -> bool:
    return any(
        lemma_of(noun) in words("reached") | {"statement", "result", "breakthrough", "communique", "communiqué"}
        for child in verb.children
        if child.dep_ == "prep" and child.lower_ == "without"
        for noun in child.children
    )


def no_consensus(token: Token) -> Found | None:
    """ "There was no consensus between A and B on the quotas"."""
    if lemma_of(token) not in _CONSENSUS or not is_negated(token):
        return None
    between = tuple(prepositional(token, "between", "among"))
    there = token.head.lemma_ == "be" and any(c.dep_ == "expl" for c in token.head.children)
    if not there or not (between or topics_of(token)):
        return None
    return Found(alone(token), main_clause(token.head), (), between, "principals", "fail", topics_of(token))


def unshared(token: Token) -> Found | None:
    """ "A does not share B's view", "A and B do not see eye to eye", "A sees it differently from B"."""
    lemma = lemma_of(token)
    if token.pos_ != "VERB":
        return None
    one = tuple(subjects(token))
    if lemma == "share" and is_negated(token):
        things = tuple(objects(token))
        if any(is_any(t, "claims") or lemma_of(t) in {"view", "opinion", "assessment"} for t in things):
            return Found(alone(token), main_clause(token), one, things, "owner", "unshared")
    if lemma == "see" and is_negated(token) and "eye to eye" in token.sent.text.lower():
        need: Need = "principals" if are_several(one) else "named"
        return Found(alone(token), main_clause(token), one, tuple(prepositional(token, "with")), need, "unshared")
    if lemma in _VIEWING and not is_negated(token):
        other = _differently_from(token)
        if other:
            return Found(alone(token), main_clause(token), one, other, "named", "unshared")
    return None


def _differently_from(verb: Token) -> tuple[Token, ...]:
    """From whose a view differs: "differently from B", "a different view than B"."""
    for token in verb.subtree:
        fits = (token.lower_ == "differently" and token.head == verb) or (
            token.lower_ == "different"
            and lemma_of(token.head) in {"view", "opinion", "position", "stance", "line"}
            and token.head.head == verb
        )
        if fits:
            hosts = (token, token.head, verb)
            return tuple(noun for host in hosts for noun in prepositional(host, "from", "than", "to"))
    return ()


def agreed_to_disagree(token: Token) -> Found | None:
    """ "A and B agreed to disagree on the quotas"."""
    if lemma_of(token) not in _DISAGREEING or token.dep_ != "xcomp" or lemma_of(token.head) != "agree":
        return None
    cue = token.doc[token.head.i : token.i + 1]
    one = tuple(subjects(token.head))
    need: Need = "principals" if are_several(one) else "named"
    topics = topics_of(token)
    return Found(cue, main_clause(token.head), one, tuple(prepositional(token, "with")), need, "against", topics)


def short_of(token: Token) -> Found | None:
    """ "A stopped short of backing B's claim"."""
    if lemma_of(token) not in _STOPPING or not any(c.lower_ == "short" for c in token.children):
        return None
    for child in token.subtree:
        if child.tag_ == "VBG" and child.head.lower_ == "of" and child.i > token.i:
            things = tuple(c for c in child.children if c.dep_ == "dobj")
            if any(is_any(t, "claims", "proposals") for t in things):
                return Found(alone(token), main_clause(token), tuple(subjects(token)), things, "owner", "short-of")
    return None


def despite(token: Token) -> Found | None:
    """ "Contrary to B's claims, …", "despite B's assurances …", in somebody's words."""
    if token.dep_ != "pobj" or not (is_any(token, "claims") or lemma_of(token) in words("assurances")):
        return None
    above = token.head
    contrary = above.lower_ == "to" and above.i and above.nbor(-1).lower_ == "contrary"
    if not (contrary or above.lower_ in {"despite", "notwithstanding"}):
        return None
    first = above.i - 1 if contrary else above.i
    verb = next((a for a in token.ancestors if a.pos_ in {"VERB", "AUX"}), None)
    if verb is None:
        return None
    clause = main_clause(verb)
    content = trim(token.doc, min(first, clause.start), max(clause.end - 1, token.right_edge.i))
    return Found(token.doc[first : above.i + 1], content, (), (token,), "speaker", "despite")


def divides(token: Token) -> Found | None:
    """ "The quotas divide A and B"."""
    if lemma_of(token) not in _DIVIDING or token.pos_ != "VERB" or is_negated(token):
        return None
    things = tuple(c for c in token.children if c.dep_ == "dobj")
    topics = tuple(own_subjects(token) or subjects(token))
    if is_passive(token) or not things or token.dep_ in {"csubj", "ccomp"} or not topics:
        return None
    if any(t.tag_ in {"WP", "WDT"} for t in topics):
        return None
    top = token.head if token.dep_ == "xcomp" and token.head.lemma_ in {"continue", "begin", "seem"} else token
    return Found(alone(token), main_clause(top), (), things, "named", "differ", topics)


def doubt(token: Token) -> Found | None:
    """ "A cast doubt on B's account", "A questioned B's figures"."""
    lemma = lemma_of(token)
    if token.pos_ != "VERB" or is_negated(token) or is_passive(token):
        return None
    things: tuple[Token, ...] = ()
    if lemma == "question":
        things = tuple(t for t in objects(token) if is_any(t, "claims"))
    elif lemma in _CASTING and any(lemma_of(t) == "doubt" for t in objects(token)):
        hosts = (token, *(t for t in objects(token) if lemma_of(t) == "doubt"))
        things = tuple(n for host in hosts for n in prepositional(host, "on", "upon") if is_any(n, "claims"))
    if not things:
        return None
    return Found(alone(token), main_clause(token), tuple(subjects(token)), things, "owner", "contest")


def partings() -> Beginnings:
    """The readers of this file in their order, each with the words that it may begin at."""
    return (
        (fruitless, words("collapsing") | _ENDING),
        (no_consensus, _CONSENSUS),
        (unshared, _VIEWING | {"share"}),
        (agreed_to_disagree, _DISAGREEING),
        (short_of, _STOPPING),
        (despite, words("claims") | words("assurances")),
        (divides, _DIVIDING),
        (doubt, _CASTING | {"question"}),
    )

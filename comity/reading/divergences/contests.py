"""Accounts set against one another: contested, rejected, called lies, told differently, left out."""

from __future__ import annotations

from spacy.tokens import Token

from comity.reading.divergences.words import (
    Beginnings,
    Found,
    Need,
    alone,
    is_any,
    is_pointing,
    lemma_of,
    main_clause,
    words,
)
from comity.reading.syntax import (
    is_negated,
    is_passive,
    objects,
    own_subjects,
    prepositional,
    subjects,
    trim,
)

_EACH_OTHER = frozenset({"other", "another"})
_TRADING = frozenset({"trade", "exchange", "swap"})
_NAMING = frozenset({"call", "describe", "term", "see", "regard"})


def contest(token: Token) -> Found | None:
    """ "A disputed B's account", "A contradicted B"; "that is disputed"."""
    if (
        lemma_of(token) not in words("verbs", "contest")
        or token.pos_ != "VERB"
        or token.dep_ == "amod"
        or is_negated(token)
    ):
        return None
    rule = "contest"
    if is_passive(token):
        things = tuple(own_subjects(token))
        agents = tuple(prepositional(token, "by"))
        if not agents:
            return None
        need: Need = "owner" if any(is_any(t, "claims") or is_pointing(t) for t in things) else "named"
        return Found(alone(token), main_clause(token), agents, things, need, rule)
    things = tuple(objects(token))
    clausal = any(child.dep_ == "ccomp" for child in token.children)
    weak = lemma_of(token) in {"challenge", "counter", "contest"}
    fits = [t for t in things if is_any(t, "claims", "proposals") or is_pointing(t)]
    somebody = [t for t in things if not fits and not weak and t.ent_type_ in {"GPE", "PERSON", "ORG", "NORP"}]
    if not (fits or clausal or somebody):
        return None
    return Found(alone(token), main_clause(token), _subjects(token), things, "owner" if fits else "accuser", rule)


def _subjects(verb: Token) -> tuple[Token, ...]:
    """Subjects of a verb, through "took turns rebutting" and the like."""
    found = subjects(verb)
    if (
        verb.dep_ == "acl"
        and found
        and found[0].dep_ == "dobj"
        and lemma_of(found[0]) in {"turn", "time", "part", "pain"}
    ):
        return tuple(subjects(found[0].head))
    return tuple(found)


def reject(token: Token) -> Found | None:
    """ "A rejected B's claim", "A rejected the charge", "A denied that …"."""
    if (
        lemma_of(token) not in words("verbs", "reject")
        or token.pos_ != "VERB"
        or token.dep_ == "amod"
        or is_negated(token)
    ):
        return None
    if is_passive(token):
        things, agents = tuple(own_subjects(token)), tuple(prepositional(token, "by"))
        if agents and any(is_any(t, "claims", "proposals") for t in things):
            return Found(alone(token), main_clause(token), agents, things, "owner", "reject")
        return None
    things = tuple(objects(token))
    one = _subjects(token)
    if any(is_any(t, "claims") or is_pointing(t) for t in things):
        return Found(alone(token), main_clause(token), one, things, "owner", "reject")
    if any(is_any(t, "proposals") for t in things):
        return Found(alone(token), main_clause(token), one, things, "named", "reject")
    if lemma_of(token) == "deny" and (agreed := next((c for c in token.children if _is_joint(c)), None)) is not None:
        return Found(alone(token), main_clause(token), one, tuple(own_subjects(agreed)), "principals", "deny")
    if lemma_of(token) == "deny" and any(c.dep_ in {"ccomp", "xcomp"} for c in token.children):
        return Found(alone(token), main_clause(token), one, (), "accuser", "deny")
    return None


def _is_joint(clause: Token) -> bool:
    """Whether a clause tells of an agreement of several: "that the two sides had agreed"."""
    several = [s for s in own_subjects(clause) if s.tag_ in {"NNS", "NNPS", "PRP"} or s.lower_ in {"two", "both"}]
    return clause.dep_ == "ccomp" and lemma_of(clause) in words("verbs", "agree") and bool(several)


def brand(token: Token) -> Found | None:
    """ "A described B's statement as a lie"; "reports that … are fabricated"."""
    if token.pos_ not in {"VERB", "AUX"} or is_negated(token):
        return None
    if lemma_of(token) in words("verbs", "brand") and not is_passive(token):
        verdict = _verdict(token)
        things = tuple(c for c in token.children if c.dep_ in {"dobj", "nsubj"}) or tuple(objects(token))
        things = (*things, *(c for child in token.children if child.dep_ == "ccomp" for c in own_subjects(child)))
        if verdict is not None and things:
            one = tuple(subjects(token))
            other = tuple(t for t in things if t not in one)
            return Found(alone(verdict), main_clause(token), one, other, "owner", "brand")
    return None


def _verdict(verb: Token) -> Token | None:
    """The word for an untruth behind a verb of calling, within its clause."""
    after = verb.doc[verb.i + 1 : min(verb.right_edge.i + 1, verb.i + 40)]
    return next(
        (
            t
            for t in after
            if (lemma_of(t) in words("untrue") or t.lower_ in words("untrue"))
            and (t.dep_ in {"oprd", "acomp", "attr", "ccomp", "appos"} or t.head.lower_ == "as" or t.head == verb)
        ),
        None,
    )


def accuse(token: Token) -> Found | None:
    """ "A and B accused each other", "each side accused the other", "traded accusations"."""
    if token.pos_ != "VERB" or is_negated(token):
        return None
    lemma = lemma_of(token)
    things = objects(token)
    mutual = lemma in words("verbs", "accuse") and any(_each_other(t) for t in things)
    traded = lemma in _TRADING and any(
        lemma_of(t) in {"accusation", "barb", "insult", "recrimination", "blame", "charge", "threat"} for t in things
    )
    if not (mutual or traded):
        return None
    subject = subjects(token)
    if token.dep_ == "conj" and all(s.lower_ == "each" for s in subject):
        subject = []
    return Found(alone(token), main_clause(token), tuple(subject), (), "principals", "accuse")


def _each_other(noun: Token) -> bool:
    before = noun.nbor(-1).lower_ if noun.i else ""
    if noun.lower_ == "one":
        return any(child.lower_ == "another" for child in noun.children)
    return noun.lower_ in _EACH_OTHER and before in {"each", "one", "the"}


def omit(token: Token) -> Found | None:
    """ "A's account does not mention …", "made no mention of …", "said nothing of …"."""
    subject = tuple(subjects(token)) if token.pos_ == "VERB" else ()
    if not any(lemma_of(s) in words("documents") for s in subject) or is_passive(token):
        return None
    things = [c for c in token.children if c.dep_ == "dobj"]
    mention = (
        any(lemma_of(t) in {"mention", "reference"} and is_negated(t) for t in things) and lemma_of(token) == "make"
    )
    nothing = any(t.lower_ == "nothing" for t in things) and lemma_of(token) in {"say", "mention"}
    left_out = (lemma_of(token) == "mention" and is_negated(token)) or lemma_of(token) == "omit"
    if not (mention or nothing or (left_out and things)):
        return None
    return Found(alone(token), main_clause(token), subject, (), "principals", "omit")


def present(token: Token) -> Found | None:
    """ "A and B described it differently", "gave conflicting accounts"; "what A calls X, B calls Y"."""
    if token.pos_ != "VERB" or is_negated(token):
        return None
    lemma = lemma_of(token)
    if lemma in _NAMING:
        for child in token.children:
            if (
                child.dep_ in {"ccomp", "csubj", "advcl", "dobj"}
                and lemma_of(child) == lemma
                and child.i < token.i
                and child.left_edge.lower_ == "what"
            ):
                span = trim(token.doc, child.left_edge.i, main_clause(token).end - 1)
                return Found(
                    alone(token), span, tuple(own_subjects(child)), tuple(own_subjects(token)), "named", "what-calls"
                )
    if lemma not in words("verbs", "present"):
        return None
    unlike = next((t for t in token.subtree if t.i > token.i and _unlike(t, token)), None)
    if unlike is None:
        return None
    end = max(unlike.i, unlike.head.i if unlike.dep_ == "amod" else unlike.i)
    return Found(token.doc[token.i : end + 1], main_clause(token), tuple(subjects(token)), (), "principals", "present")


def _unlike(token: Token, verb: Token) -> bool:
    if token.lower_ == "differently":
        return token.head == verb
    if token.lower_ not in words("unlike") or token.dep_ != "amod":
        return False
    noun = lemma_of(token.head)
    if noun in {"way", "term", "light", "manner"}:
        return (
            token.lower_ in {"different", "very", "contrasting", "conflicting", "opposite"}
            and token.head.head.lower_ == "in"
        )
    return token.head.tag_ == "NNS" and is_any(token.head, "claims", "documents") and token.head.head == verb


def contests() -> Beginnings:
    """The readers of this file in their order, each with the words that it may begin at."""
    return (
        (contest, words("verbs", "contest")),
        (reject, words("verbs", "reject")),
        (brand, words("verbs", "brand")),
        (accuse, words("verbs", "accuse") | _TRADING),
        (present, words("verbs", "present") | _NAMING),
        (omit, frozenset({"make", "say", "mention", "omit"})),
    )

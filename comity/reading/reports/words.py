"""The words and questions that every reader of reports shares: matter, factuality, share, negation, doers."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Span as TokenSpan
from spacy.tokens import Token

from comity.model.claims import ReportStatus
from comity.reading.factuality import factuality_of
from comity.reading.lexicons import listed
from comity.reading.matters.find import matters_of, own_matters
from comity.reading.syntax import agents, governors, is_negated, is_passive, own_subjects, prepositional, subjects

LEAVING = frozenset({"withdraw", "leave", "pull"})
PAST = frozenset({"has", "have", "had", "was", "were", "been", "'ve", "’ve", "having", "did"})
TRUCES = frozenset({"ceasefire", "cease-fire", "truce", "armistice"})


@dataclass(frozen=True, slots=True)
class Found:
    """A report as the words give it: its verb or noun, the measure, the status, who does it."""

    verb: Token
    about: TokenSpan
    status: ReportStatus
    matter: str
    doers: tuple[Token, ...]
    rule: str


def words(group: str, part: str = "words") -> frozenset[str]:
    """A list of `data/reports.yaml`."""
    return listed("reports.yaml", group, part)


def lemma_of(token: Token) -> str:
    """The lemma of a word in lower case."""
    return token.lemma_.lower()


def matter_in(phrase: TokenSpan) -> str | None:
    """The matter of a phrase by its own words, where one can watch measures of it; of an accord, by what is around."""
    if lemma_of(phrase.root) in TRUCES:
        return "ceasefire"
    if any(lemma_of(t) in {"view", "opinion", "greeting", "remark"} for t in prepositional(phrase.root, "of")):
        return None
    for code in own_matters(phrase):
        if code in words("matters"):
            return code
    if lemma_of(phrase.root) in words("accord_nouns"):
        return matters_of(phrase)[0]
    return None


def is_actual(token: Token) -> bool:
    """Whether the text gives a deed as done or going on, not as asked for, planned or a condition."""
    status = factuality_of(token).status
    done = status == "actual" or (status == "planned" and _is_past(token))
    return done and _is_told(token) and not any(is_condition(t) for t in (token, token.head))


def _is_told(verb: Token) -> bool:
    """Whether a verb tells of a deed: it is finite, or hangs, as infinitive or gerund, on one that is."""
    if verb.tag_ == "VB" and any(c.tag_ == "TO" for c in verb.children):
        return verb.dep_ == "xcomp" and lemma_of(verb.head) in words("telling")
    if verb.dep_ == "pcomp":
        return any(lemma_of(g) in words("telling") for g, _ in zip(governors(verb), range(2), strict=False))
    return not (verb.dep_ == "relcl" and verb.tag_ in {"VBZ", "VBP"})


def _is_past(verb: Token) -> bool:
    """Whether a verb is in the past or perfect, so that announcing it makes no plan of it ("announced it had left")."""
    helpers = {c.lower_ for c in verb.children if c.dep_ in {"aux", "auxpass"}}
    return bool(helpers & PAST) or (verb.tag_ == "VBD" and not helpers)


def is_condition(verb: Token) -> bool:
    """Whether a clause only says when or on what condition something is to be done, or of whom it would be true."""
    if verb.dep_ == "relcl":
        return any(c.lower_ in {"any", "those", "whoever"} for c in verb.head.children)
    if verb.dep_ != "advcl" or not any(c.lower_ in words("open_ended") for c in verb.children):
        return False
    main = next((g for g in governors(verb) if g.pos_ in {"VERB", "AUX"}), verb)
    return any(c.dep_ == "aux" and c.tag_ == "MD" for c in main.children)


def is_denied(token: Token) -> bool:
    """Whether somebody denies it ("denied violating …", "denied that it had violated …")."""
    return any(lemma_of(g) in {"deny", "reject", "refute"} for g, _ in zip(governors(token), range(3), strict=False))


def changed(verb: Token, status: ReportStatus) -> ReportStatus:
    """The status as negation, denial and words for a part leave it."""
    if is_denied(verb):
        return "denied"
    if is_refused(verb):
        return "violated"
    if is_nil(verb):
        return "fulfilled" if status == "violated" else "delayed"
    if status == "fulfilled" and _in_part(verb):
        return "partial"
    return status


def is_nil(verb: Token) -> bool:
    """Whether a verb is negated by its own word or by who or what it is said of ("nobody", "no tank", "none of")."""
    things = [c for c in verb.children if c.dep_ in {"nsubj", "nsubjpass", "dobj"}]
    return is_negated(verb) or any(t.lower_ in words("nobody") or is_negated(t) for t in things)


def is_refused(verb: Token) -> bool:
    """Whether a deed hangs on a verb of refusing or failing."""
    return verb.dep_ == "xcomp" and lemma_of(verb.head) in words("refusing")


def _in_part(verb: Token) -> bool:
    near = [
        t
        for c in verb.children
        if c.dep_ in {"advmod", "prep", "dobj", "nsubjpass", "npadvmod"}
        for t in (c, *c.children, *(x for p in c.children if p.dep_ == "pobj" for x in p.children if x.dep_ == "amod"))
    ]
    in_words = any(
        t.lower_ in words("partly")
        and not _only_dated(t)
        and (t.dep_ in {"advmod", "det", "dobj", "nsubjpass", "pobj", "amod", "npadvmod"})
        for t in near
    )
    kinds = {"dobj", "nsubjpass", "nsubj"} if lemma_of(verb) in LEAVING else {"dobj", "nsubjpass"}
    things = [c for c in verb.children if c.dep_ in kinds]
    return in_words or any(_is_share(t) for thing in things for t in (thing, *prepositional(thing, "of")))


def _only_dated(token: Token) -> bool:
    """Whether "only" says how late something was done ("only on 3 June"), not how far."""
    following = token.nbor(1) if token.i + 1 < len(token.doc) else token
    return token.lower_ == "only" and following.lower_ in {"on", "in", "after", "by", "at", "yesterday", "last", "this"}


def _is_share(noun: Token) -> bool:
    """Whether a phrase is a share of a whole: "38 of the prisoners", "most of the guns", "20 of 22 guns"."""
    before = [t.lower_ if not t.like_num else "0" for t in noun.doc[noun.left_edge.i : noun.i]]
    number = noun.like_num or noun.lower_ in words("partly")
    return "0 of 0" in " ".join(before) or (number and bool(prepositional(noun, "of")))


def is_behindhand(verb: Token) -> bool:
    """Whether a deed was done late: "three weeks late", "nine days after the deadline", "behind schedule"."""
    if any(c.dep_ == "advmod" and c.lower_ in words("behindhand", "adverbs") for c in verb.children):
        return True
    first = min((t.i for t in own_subjects(verb)), default=verb.i)
    last = next((c.left_edge.i for c in verb.children if c.dep_ == "conj" and own_subjects(c)), verb.right_edge.i + 1)
    said = " ".join(t.lower_ for t in verb.doc[first:last])
    return any(f" {phrase}" in said for phrase in words("behindhand", "phrases")) and " no later than" not in said


def doers_of(verb: Token, measure: Token) -> list[Token]:
    """Who does what is reported: agent, subject, or whom a verb accuses; never the measure itself."""
    if is_passive(verb):
        return agents(verb)
    if verb.dep_ in {"pcomp", "xcomp"} and not own_subjects(verb):
        accused = [
            c
            for g in governors(verb)
            if lemma_of(g) in {"accuse", "suspect", "blame"}
            for c in g.children
            if c.dep_ == "dobj"
        ]
        if accused:
            return accused[:1]
    return [s for s in subjects(verb) if s != measure]

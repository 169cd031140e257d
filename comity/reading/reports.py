"""Reports: what a text claims of how a measure stands, begun, kept, in part, late, broken or denied (`comity_reports`).

The words stand in `data/reports.yaml`. Only what the text gives as actual counts, and only for matters in which one can
watch measures being carried out. Limits we know: whether the measure belongs to one certain accord is told only where
the sentence names it; deeds are taken for fulfilment whether or not somebody had promised them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from comity.model import Actor, Report, content_id
from comity.model.claims import ReportStatus
from comity.reading.accord_names import find_names
from comity.reading.context import context_of, span_of_tokens, statement_at
from comity.reading.dates import when_of
from comity.reading.divergence_words import main_clause
from comity.reading.factuality import factuality_of
from comity.reading.lexicons import load_yaml
from comity.reading.matters import matters_of, own_matters
from comity.reading.mentions import unique
from comity.reading.sides import holders
from comity.reading.syntax import (
    agents,
    conjunct_phrase,
    conjuncts,
    governors,
    is_negated,
    is_passive,
    own_subjects,
    phrase,
    prepositional,
    subjects,
    trim,
)

# Share of right ones among those found in the example texts, by status (docs/accuracy.md).
CERTAINTY: dict[ReportStatus, float] = {
    "pledged": 0.6, "begun": 0.7, "partial": 0.6, "fulfilled": 0.6, "delayed": 0.6, "violated": 0.7, "denied": 0.6,
}  # fmt: skip
_LEAVING = frozenset({"withdraw", "leave", "pull"})
_FREEING = frozenset({"release", "free", "exchange", "swap", "hand", "repatriate"})
_VAGUE = frozenset({"open", "return", "lift", "leave", "clear", "deliver", "deploy", "ease", "transfer"}) | _FREEING
_PAST = frozenset({"has", "have", "had", "was", "were", "been", "'ve", "’ve", "having", "did"})
_TRUCES = frozenset({"ceasefire", "cease-fire", "truce", "armistice"})
_TIMES = frozenset({"in", "on", "by", "before", "after", "at", "ahead"})
_MET = frozenset({"meet", "keep"})


@dataclass(frozen=True, slots=True)
class Found:
    """A report as the words give it: its verb or noun, the measure, the status, who does it."""

    verb: Token
    about: TokenSpan
    status: ReportStatus
    matter: str
    doers: tuple[Token, ...]
    rule: str


@cache
def words(group: str, part: str = "words") -> frozenset[str]:
    """A list of `data/reports.yaml`."""
    return frozenset(load_yaml("reports.yaml")[group][part])


def find_reports(doc: Doc) -> Iterator[Report]:
    """Every report of how a measure stands, in order."""
    accords = tuple(find_names(doc))
    kept: list[Found] = []
    for found in _candidates(doc):
        overlapping = any(
            f.about.start < found.about.end and found.about.start < f.about.end and f.verb.sent == found.verb.sent
            for f in kept[-4:]
        )
        if not overlapping:
            kept.append(found)
            name = next(
                (a.name for a in accords if found.verb.sent.start <= a.tokens.start < found.verb.sent.end), None
            )
            yield _report(doc, found, name)


def _candidates(doc: Doc) -> Iterator[Found]:
    for token in doc:
        if token.pos_ in {"VERB", "AUX"} and token.dep_ not in {"amod", "aux", "auxpass"}:
            for reader in (_pledged, _states, _deadline, _deed):
                found = reader(token)
                if found:
                    yield from found if isinstance(found, list) else [found]
                    break
        elif token.pos_ in {"NOUN", "PROPN"} and _lemma(token) in words("breaches"):
            found = _breach(token)
            if found is not None:
                yield found


def _lemma(token: Token) -> str:
    return token.lemma_.lower()


def _matter(phrase: TokenSpan) -> str | None:
    """The matter of a phrase by its own words, where one can watch measures of it; of an accord, by what is around."""
    if _lemma(phrase.root) in _TRUCES:
        return "ceasefire"
    for code in own_matters(phrase):
        if code in words("matters"):
            return code
    if _lemma(phrase.root) in words("accord_nouns"):
        return matters_of(phrase)[0]
    return None


def _is_actual(token: Token) -> bool:
    """Whether the text gives a deed as done or going on, not as asked for, planned or a condition."""
    status = factuality_of(token).status
    done = status == "actual" or (status == "planned" and _is_past(token))
    return done and _is_told(token) and not any(_is_condition(t) for t in (token, token.head))


def _is_told(verb: Token) -> bool:
    """Whether a verb tells of a deed: it is finite, or hangs, as infinitive or gerund, on one that is."""
    if verb.tag_ == "VB" and any(c.tag_ == "TO" for c in verb.children):
        return verb.dep_ == "xcomp" and _lemma(verb.head) in words("telling")
    if verb.dep_ == "pcomp":
        return any(_lemma(g) in words("telling") for g, _ in zip(governors(verb), range(2), strict=False))
    return not (verb.dep_ == "relcl" and verb.tag_ in {"VBZ", "VBP"})


def _is_past(verb: Token) -> bool:
    """Whether a verb is in the past or perfect, so that announcing it makes no plan of it ("announced it had left")."""
    helpers = {c.lower_ for c in verb.children if c.dep_ in {"aux", "auxpass"}}
    return bool(helpers & _PAST) or (verb.tag_ == "VBD" and not helpers)


def _is_condition(verb: Token) -> bool:
    """Whether a clause only says when or on what condition something is to be done, or of whom it would be true."""
    if verb.dep_ == "relcl":
        return any(c.lower_ in {"any", "those", "whoever"} for c in verb.head.children)
    if verb.dep_ != "advcl" or not any(c.lower_ in words("open_ended") for c in verb.children):
        return False
    main = next((g for g in governors(verb) if g.pos_ in {"VERB", "AUX"}), verb)
    return any(c.dep_ == "aux" and c.tag_ == "MD" for c in main.children)


def _denied(token: Token) -> bool:
    """Whether somebody denies it ("denied violating …", "denied that it had violated …")."""
    return any(_lemma(g) in {"deny", "reject", "refute"} for g, _ in zip(governors(token), range(3), strict=False))


def _states(verb: Token) -> list[Found]:
    """ "The withdrawal has begun", "completed the withdrawal", "began to withdraw", "violated the truce"."""
    lemma = _lemma(verb)
    status: ReportStatus | None = next(
        (s for s in ("begun", "fulfilled", "delayed", "violated") if lemma in words(s)),
        "fulfilled" if lemma in words("holding") else None,
    )
    if status is None or not _is_actual(verb.head if _refused(verb) else verb):
        return []
    status = _changed(verb, status)
    if lemma in words("begun") and (deed := _infinitive(verb)) is not None:
        found = _of_deed(verb, deed, status)
        return [found] if found else []
    measures = _measure_nouns(verb, intransitive=lemma in words("begun") | words("delayed") | words("holding"))
    states = []
    for measure in measures:
        about = _without_time(measure)
        matter = _matter(about) if _fits(lemma, measure) else None
        if matter is not None:
            states.append(Found(verb, about, status, matter, tuple(_doers(verb, measure)), "state"))
    return states


def _fits(verb: str, noun: Token) -> bool:
    """Whether a verb and a noun make a report: accords are kept or broken, measures begun, completed, late."""
    accord, measure = _lemma(noun) in words("accord_nouns"), _lemma(noun) in words("measure_nouns")
    if verb in words("violated"):
        return accord
    if verb in words("accord_verbs"):
        return accord or (measure and verb not in {"observe", "respect", "keep", "hold"})
    if verb in {"confirm", "verify"}:
        return measure and bool(prepositional(noun, "of"))
    return measure or (verb in words("begun") | words("delayed") and _lemma(noun) in _TRUCES)


def _without_time(noun: Token) -> TokenSpan:
    """The phrase of a measure without what says when or how far it was done."""
    others = [c for c in noun.children if c.dep_ in {"conj", "cc", "preconj"}]
    for child in noun.children:
        if child.dep_ == "prep" and child.i > noun.i and child.lower_ in _TIMES:
            inner = [t for t in child.children if t.dep_ == "pobj"]
            if any(t.ent_type_ in {"DATE", "TIME"} or t.lower_ in {"full", "part", "time", "schedule"} for t in inner):
                others.append(child)
    return phrase(noun, without=others)


def _measure_nouns(verb: Token, *, intransitive: bool) -> list[Token]:
    """What a verb says of how it stands: its object or passive subject; the subject of "begin", "hold", "stall"."""
    things = [c for c in verb.children if c.dep_ in {"dobj", "nsubjpass"}]
    if not things and intransitive:
        things = [s for s in own_subjects(verb) if s.pos_ == "NOUN"]
    if not things and _lemma(verb) == "comply":
        things = prepositional(verb, "with")
    return [c for thing in things for c in conjuncts(thing)]


def _infinitive(verb: Token) -> Token | None:
    """The deed behind "began to" or "started …ing"."""
    return next((c for c in verb.children if c.dep_ == "xcomp" and c.i > verb.i and c.pos_ == "VERB"), None)


def _changed(verb: Token, status: ReportStatus) -> ReportStatus:
    """The status as negation, denial and words for a part leave it."""
    if _denied(verb):
        return "denied"
    if _refused(verb):
        return "violated"
    if is_negated(verb):
        return "fulfilled" if status == "violated" else "delayed"
    if status == "fulfilled" and _in_part(verb):
        return "partial"
    return status


def _refused(verb: Token) -> bool:
    return verb.dep_ == "xcomp" and _lemma(verb.head) in words("refusing")


def _in_part(verb: Token) -> bool:
    near = [
        t
        for c in verb.children
        if c.dep_ in {"advmod", "prep", "dobj", "nsubjpass", "npadvmod"}
        for t in (c, *c.children)
    ]
    in_words = any(
        t.lower_ in words("partly") and (t.dep_ in {"advmod", "det", "dobj", "nsubjpass", "pobj", "amod", "npadvmod"})
        for t in near
    )
    kinds = {"dobj", "nsubjpass", "nsubj"} if _lemma(verb) in _LEAVING else {"dobj", "nsubjpass"}
    things = [c for c in verb.children if c.dep_ in kinds]
    return in_words or any(_is_share(t) for thing in things for t in (thing, *prepositional(thing, "of")))


def _is_share(noun: Token) -> bool:
    """Whether a phrase is a share of a whole: "38 of the prisoners", "most of the guns", "20 of 22 guns"."""
    before = [t.lower_ if not t.like_num else "0" for t in noun.doc[noun.left_edge.i : noun.i]]
    number = noun.like_num or noun.lower_ in words("partly")
    return "0 of 0" in " ".join(before) or (number and bool(prepositional(noun, "of")))


def _doers(verb: Token, measure: Token) -> list[Token]:
    if is_passive(verb):
        return agents(verb)
    if verb.dep_ in {"pcomp", "xcomp"} and not own_subjects(verb):
        accused = [
            c
            for g in governors(verb)
            if _lemma(g) in {"accuse", "suspect", "blame"}
            for c in g.children
            if c.dep_ == "dobj"
        ]
        if accused:
            return accused[:1]
    return [s for s in subjects(verb) if s != measure]


def _deadline(verb: Token) -> Found | None:
    """ "The deadline for the withdrawal was not met", "missed the deadline"."""
    if _lemma(verb) not in _MET | {"expire", "miss"}:
        return None
    things = [c for c in verb.children if c.dep_ in {"dobj", "nsubjpass", "nsubj"} and _lemma(c) in words("deadlines")]
    missed = (
        is_negated(verb) or _lemma(verb) in {"miss"} or any(is_negated(c) for c in verb.children if c.dep_ == "conj")
    )
    if not things or not missed:
        return None
    about = conjunct_phrase(things[0])
    matter = next((code for code in (*own_matters(about), *matters_of(about)) if code in words("matters")), None)
    return Found(verb, about, "delayed", matter, tuple(_doers(verb, things[0])), "deadline") if matter else None


def _deed(verb: Token) -> Found | None:
    """ "Released the prisoners", "38 of the prisoners had been released", "has yet to reopen the crossing"."""
    if _lemma(verb) not in words("deeds") or (
        verb.dep_ in {"acl", "relcl"} and is_passive(verb) is False and verb.tag_ == "VBN"
    ):
        return None
    if (late := _late(verb)) is not None:
        return _of_deed(late, verb, "delayed")
    finite = verb.tag_ in {"VBD", "VBZ", "VBP"} or any(
        c.lower_ in _PAST for c in verb.children if c.dep_ in {"aux", "auxpass"}
    )
    refused = _refused(verb) and _is_actual(verb.head)
    if verb.tag_ in {"VBZ", "VBP"} or not (refused or (finite and _is_actual(verb))):
        return None
    status: ReportStatus = _changed(verb, "fulfilled")
    return _of_deed(verb, verb, status)


def _late(verb: Token) -> Token | None:
    """The governing verb of "has yet to withdraw"."""
    head = verb.head
    return (
        head
        if verb.dep_ == "xcomp"
        and _lemma(head) == "have"
        and any(c.lower_ == "yet" for c in (*head.children, *verb.children))
        else None
    )


def _of_deed(top: Token, deed: Token, status: ReportStatus) -> Found | None:
    """A deed whose object belongs to a matter one can watch; `top` is the verb that says how it stands."""
    things = [c for c in deed.children if c.dep_ in {"dobj", "nsubjpass"}]
    if any(_lemma(t) in words("accord_nouns") for t in things):
        return None
    if _lemma(deed) in _LEAVING and not any(_matter(conjunct_phrase(t)) or _moved(deed, t) for t in things):
        leaving = [
            s
            for s in subjects(deed)
            if _lemma(s) not in words("accord_nouns") and (_matter(conjunct_phrase(s)) or _moved(deed, s))
        ]
        things = [*leaving, *things] if leaving else things
    matter = next((m for t in things if (m := _matter(conjunct_phrase(t)) or _moved(deed, t))), None)
    if matter is None or (_lemma(deed) not in words("deeds") and not own_matters(main_clause(deed))):
        return None
    phrases = [conjunct_phrase(t) for t in things]
    last = max([p.end - 1 for p in phrases], default=deed.i)
    first = min([deed.i, *(p.start for p in phrases)])
    for child in deed.children:
        if child.lower_ in {"from", "to", "into"} and child.dep_ == "prep" and child.i == last + 1:
            last = child.right_edge.i if not any(t.ent_type_ in {"DATE", "TIME"} for t in child.subtree) else last
    about = trim(deed.doc, first, max(last, deed.i))
    doers = tuple(s for s in _doers(top, things[0]) or _doers(deed, things[0]) if s not in things)
    return Found(top, about, status, matter, doers, "deed")


def _moved(deed: Token, thing: Token) -> str | None:
    """The matter of verb and object together ("withdrew its troops", "freed 21 soldiers")."""
    if _lemma(deed) in _FREEING and _captives(thing):
        return "prisoners"
    if _lemma(deed) in {"open", "reopen"} and _lemma(thing) in words("crossings"):
        return "border"
    if _lemma(deed) in _LEAVING | {"remove"} and any(_lemma(t) in words("weapons") for t in thing.subtree):
        return "heavy-weapons"
    if _lemma(deed) in _VAGUE:
        return None
    both = thing.doc[min(deed.i, thing.left_edge.i) : max(deed.i, thing.right_edge.i) + 1]
    return next((code for code in own_matters(both) if code in words("matters")), None)


def _captives(thing: Token) -> bool:
    return any(_lemma(t) in words("captives") for t in (thing, *prepositional(thing, "of"))) or thing.text.isdigit()


def _pledged(verb: Token) -> Found | None:
    """ "Promised to release the prisoners"."""
    deed = _infinitive(verb)
    if _lemma(verb) not in words("pledged") or deed is None or _lemma(deed) not in words("deeds") or is_negated(verb):
        return None
    return _of_deed(verb, deed, "pledged") if _is_actual(verb) else None


def _breach(noun: Token) -> Found | None:
    """ "Observers recorded nine violations of the ceasefire"."""
    verb = next((g for g in governors(noun) if g.pos_ in {"VERB", "AUX"}), None)
    if verb is None or _lemma(verb) not in words("breaches", "verbs") or not _is_actual(verb) or is_negated(noun):
        return None
    broken = next((n for n in prepositional(noun, "of") if _matter(conjunct_phrase(n))), None)
    about = conjunct_phrase(broken) if broken is not None else trim(noun.doc, _name_start(noun), noun.i)
    matter = _matter(about)
    if matter is None and noun.tag_ == "NNS" and noun.dep_ == "dobj" and not prepositional(noun, "of"):
        truces = any(_lemma(t) in _TRUCES for t in noun.doc)
        matter = "ceasefire" if truces else next((m for m in matters_of(about) if m in words("matters")), None)
    if matter is None or is_negated(verb):
        return None
    return Found(verb, about, "violated", matter, tuple(prepositional(noun, "by")), "breach")


def _name_start(noun: Token) -> int:
    return min((c.i for c in noun.children if c.dep_ in {"compound", "amod"}), default=noun.i)


def _report(doc: Doc, found: Found, accord_name: str | None) -> Report:
    document = context_of(doc).document
    about = span_of_tokens(found.about)
    statement = statement_at(doc, found.verb)
    actors: tuple[Actor, ...] = unique(actor for token in found.doers for actor in holders(token))
    return Report(
        id=content_id("report", document.id, about.start, about.end, found.status),
        document=document.id,
        evidence=(span_of_tokens(found.verb.sent), span_of_tokens(doc[found.verb.i : found.verb.i + 1])),
        statement=statement.id if statement else None,
        factuality=factuality_of(found.verb),
        certainty=CERTAINTY[found.status],
        reader=f"rule:reports/{found.rule} 1",
        about=about,
        status=found.status,
        matter=found.matter,
        actors=actors,
        accord_name=accord_name,
        when=when_of(found.verb),
    )


@Language.component(
    "comity_reports", assigns=["doc._.reports"], requires=["doc._.mentions", "doc._.dates", "doc._.statements"]
)
def reports_component(doc: Doc) -> Doc:
    """Fill `Doc._.reports`."""
    doc._.reports = tuple(find_reports(doc))
    return doc

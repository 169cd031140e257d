"""Where a text says that sides differ: the cue, the clause or phrase, and the tokens that name the sides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from comity.reading.lexicons import load_yaml
from comity.reading.syntax import (
    clause,
    conjunct_phrase,
    is_negated,
    is_passive,
    objects,
    own_subjects,
    phrase,
    prepositional,
    subjects,
    trim,
)

Need = Literal["named", "owner", "accuser", "principals"]
_ABOUT = ("on", "over", "about", "regarding", "concerning", "as", "around")
_EACH_OTHER = frozenset({"other", "another"})
_FAILING = frozenset({"fail", "unable", "refuse", "struggle", "impossible"})


@dataclass(frozen=True, slots=True)
class Found:
    """A difference as the words give it.

    `one` and `other` are the heads that name the sides; `need` says what helps where they name only one: nothing
    ("named"), whoever owns the thing contested ("owner"), whoever spoke before ("accuser"), the text's two main sides.
    `topics` are the heads of what they differ on.
    """

    cue: TokenSpan
    content: TokenSpan
    one: tuple[Token, ...]
    other: tuple[Token, ...]
    need: Need
    rule: str
    topics: tuple[Token, ...] = ()


@cache
def words(*path: str) -> frozenset[str]:
    """A list of `data/divergences.yaml`, by its group and subgroup."""
    node = load_yaml("divergences.yaml")
    for key in path:
        node = node[key]
    return frozenset(node["words"])


def find_cues(doc: Doc) -> Iterator[Found]:
    """Every difference that the words of a text may tell of, in order; sides are not looked up yet."""
    for token in doc:
        for reader in (
            _noun,
            _obstacle,
            _differ,
            _contest,
            _reject,
            _brand,
            _accuse,
            _present,
            _omit,
            _fail,
            _set_apart,
            _rival,
        ):
            found = reader(token)
            if found is not None:
                yield found
                break


def _lemma(token: Token) -> str:
    return token.lemma_.lower()


def _one(token: Token) -> TokenSpan:
    return token.doc[token.i : token.i + 1]


def main_clause(verb: Token) -> TokenSpan:
    """The clause of a verb without what comes before a comma ahead of its subject, and without a leading "that"."""
    whole = clause(verb)
    first = min((s.left_edge.i for s in own_subjects(verb)), default=verb.i)
    expletive = [c.i for c in verb.children if c.dep_ == "expl"]
    first = min([first, *expletive])
    return trim(verb.doc, max(whole.start, first), whole.end - 1) if first < whole.end else whole


def verb_above(token: Token) -> Token | None:
    """The verb a noun is subject, object or predicate of, itself or through "of" and the like; None for none near."""
    for _ in range(3):
        head = token.head
        if head == token:
            return None
        if head.pos_ in {"VERB", "AUX"}:
            return head
        token = head
    return None


def topics_of(token: Token) -> tuple[Token, ...]:
    """Heads of what a difference is on; of a light noun ("the price side") what goes before or after it."""
    return tuple(heavy for noun in prepositional(token, *_ABOUT) for heavy in _heavy(noun))


def _heavy(noun: Token) -> list[Token]:
    if _lemma(noun) not in words("light"):
        return [noun]
    inner = [child for child in noun.children if child.dep_ in {"compound", "amod", "nmod"} and child.pos_ != "ADJ"]
    return inner or prepositional(noun, "of", "regarding", "concerning") or [noun]


def _noun(token: Token) -> Found | None:
    """ "There are differences on …", "friction with …", "disagreements between … persist"."""
    lemma = _lemma(token)
    strong = lemma in words("nouns", "strong")
    if token.pos_ not in {"NOUN", "PROPN"} or not (strong or lemma in words("nouns", "weak")):
        return None
    if token.dep_ == "compound" or is_negated(token) or _other_sense(token):
        return None
    verb = verb_above(token)
    if verb is not None and (_lemma(verb) in {"make", "mean"} or (is_negated(verb) and verb.i < token.i)):
        return None
    return _licensed_noun(token, verb, strong=strong)


def _licensed_noun(token: Token, verb: Token | None, *, strong: bool) -> Found | None:
    between, topics = _noun_sides(token, verb)
    says_so = verb is not None and _says_so(token, verb)
    pressing = any(_lemma(child) in words("pressing") for child in token.children)
    passing = verb is not None and _lemma(verb) in words("overcome") and token.dep_ in {"dobj", "nsubjpass", "dep"}
    if passing and not (pressing or topics):
        return None
    if not (says_so or between or (topics and (strong or token.tag_ == "NNS")) or (strong and pressing)):
        return None
    expletive = verb is not None and any(child.dep_ == "expl" for child in verb.children)
    governed = token.dep_ in {"dobj", "attr", "pobj"} and not expletive and (says_so or token.dep_ != "pobj")
    one = tuple(s for s in subjects(verb) if s != token) if verb is not None and governed else ()
    content = main_clause(verb) if says_so and verb is not None else conjunct_phrase(token)
    named = _lemma(token) in words("sides_named") and not between
    return Found(_one(token), content, one, between, "named" if named else "principals", "nouns", topics)


def _noun_sides(token: Token, verb: Token | None) -> tuple[tuple[Token, ...], tuple[Token, ...]]:
    """Who a difference is said to be between, and on what; both may hang on the verb of which it is the subject."""
    between = [*prepositional(token, "between", "among", "with"), *(c for c in token.children if c.dep_ == "poss")]
    topics = list(topics_of(token))
    if verb is not None and token.dep_ in {"nsubj", "attr"}:
        between += prepositional(verb, "between", "among")
        topics += topics_of(verb)
    return tuple(between), tuple(topics)


def _says_so(token: Token, verb: Token) -> bool:
    """Whether a clause says that a difference is there: "there are …", "… persist", "they have …", "are in a …"."""
    lemma = _lemma(verb)
    if token.dep_ == "pobj":
        return (
            token.head.lower_ in {"in", "into"}
            and token.head.head == verb
            and lemma in {"be", "remain", "lock", "enter"}
        )
    return (lemma in words("persist") and token.dep_ in {"nsubj", "attr"}) or (
        lemma in words("having") and token.dep_ == "dobj"
    )


def _other_sense(token: Token) -> bool:
    doc = token.doc
    near = [child for child in token.children if child.dep_ in {"compound", "amod"}]
    after = doc[token.i + 1].lower_ if token.i + 1 < len(doc) else ""
    before = doc[token.i - 1].lower_ if token.i else ""
    return (
        any(_lemma(child) in words("other_sense") for child in near)
        or after in words("other_sense")
        or before in {"without", "no", "little", "any", "if", "whatever"}
        or token.head.lower_ == "without"
    )


def _obstacle(token: Token) -> Found | None:
    """ "The sticking point is …", "What divides us is …"."""
    lemma = _lemma(token)
    pair = f"{_lemma(token.nbor(-1))} {lemma}" if token.i else ""
    if (
        pair in words("nouns", "obstacle")
        or (token.text_with_ws and lemma == "contention" and "bone of" in token.doc[max(0, token.i - 2) : token.i].text)
    ) and token.pos_ == "NOUN":
        head = token.head.head if lemma == "contention" and token.head.head.pos_ == "NOUN" else token
        if head.dep_ in {"nsubj", "attr"} and head.head.lemma_ in {"be", "remain"} and not is_negated(head.head):
            topics = tuple(c for c in head.head.children if c.dep_ in {"attr", "nsubj"} and c != head)
            between = tuple(prepositional(head, "between", "among", "with"))
            return Found(_one(token), main_clause(head.head), (), between, "principals", "obstacle", topics)
    if (
        lemma in {"divide", "separate"}
        and token.dep_ in {"csubj", "ccomp"}
        and any(c.lower_ == "what" for c in token.children)
    ):
        main = token.head
        topics = tuple(c for c in main.children if c.dep_ == "attr")
        if _lemma(main) == "be" and topics:
            span = trim(token.doc, token.left_edge.i, topics[0].right_edge.i)
            sides = tuple(c for c in token.children if c.dep_ == "dobj")
            return Found(_one(token), span, sides, (), "principals", "what-divides", topics)
    return None


def _differ(token: Token) -> Found | None:
    """ "A and B differ on …", "A differs from B", "A and B are divided over …", "A and B clashed over …"."""
    lemma = _lemma(token)
    whole = lemma in words("verbs", "differ") and token.pos_ == "VERB"
    partly = lemma in words("verbs", "clash") and token.pos_ in {"VERB", "AUX", "ADJ"}
    apart = token.lower_ in words("adjectives") and token.dep_ in {"acomp", "ROOT", "oprd", "advmod", "ccomp", "conj"}
    if not (whole or partly or apart) or is_negated(token) or _beyond(token) or token.dep_ == "amod":
        return None
    verb = token.head if apart and token.dep_ in {"acomp", "oprd", "advmod"} else token
    topics = topics_of(token) or topics_of(verb)
    if is_negated(verb) or (partly and not apart and not (topics and _apart_by_words(token))):
        return None
    one = tuple(own_subjects(verb) or subjects(verb))
    other = (
        *prepositional(token, "with", "from", "between", "among"),
        *prepositional(verb, "with", "from", "between", "among"),
    )
    if any(s.lower_ in {"who", "which", "that"} for s in one):
        one = tuple(subjects(verb))
    plural = any(s.tag_ in {"NNS", "NNPS"} or s.lower_ in {"we", "they", "both", "us"} for s in one)
    need: Need = "principals" if plural else "named" if whole or not partly else "principals"
    return Found(_one(token), main_clause(verb), one, other, need, "differ", topics)


def _apart_by_words(token: Token) -> bool:
    """Whether a verb that can mean blows or sums here means words: "clashed over", "are divided over"."""
    lemma = _lemma(token)
    if lemma == "fall":
        return any(child.lower_ == "out" for child in token.children)
    if lemma in {"divide", "split"}:
        return token.tag_ in {"VBN", "VBD", "JJ"} and not any(c.dep_ == "dobj" for c in token.children)
    return True


def _beyond(token: Token) -> bool:
    """Whether a deed is only imagined: "should they differ", "if they disagree", "may differ"."""
    return any(
        child.lower_ in {"if", "should", "may", "might", "would", "could", "unless", "whether"}
        for child in token.children
    )


def _claimed(noun: Token, *groups: str) -> bool:
    return any(_lemma(noun) in words(group) for group in groups)


def _contest(token: Token) -> Found | None:
    """ "A disputed B's account", "A contradicted B"; "that is disputed"."""
    if (
        _lemma(token) not in words("verbs", "contest")
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
        need: Need = "owner" if any(_claimed(t, "claims") or _pointing(t) for t in things) else "named"
        return Found(_one(token), main_clause(token), agents, things, need, rule)
    things = tuple(objects(token))
    clausal = any(child.dep_ == "ccomp" for child in token.children)
    weak = _lemma(token) in {"challenge", "counter", "contest"}
    fits = [t for t in things if _claimed(t, "claims", "proposals") or _pointing(t)]
    somebody = [t for t in things if not fits and not weak and t.ent_type_ in {"GPE", "PERSON", "ORG", "NORP"}]
    if not (fits or clausal or somebody):
        return None
    return Found(_one(token), main_clause(token), _subjects(token), things, "owner" if fits else "accuser", rule)


def _subjects(verb: Token) -> tuple[Token, ...]:
    """Subjects of a verb, through "took turns rebutting" and the like."""
    found = subjects(verb)
    if (
        verb.dep_ == "acl"
        and found
        and found[0].dep_ == "dobj"
        and _lemma(found[0]) in {"turn", "time", "part", "pain"}
    ):
        return tuple(subjects(found[0].head))
    return tuple(found)


def _pointing(noun: Token) -> bool:
    return noun.lower_ in {"this", "that", "it"} or (
        noun.lower_ in {"many", "much", "most", "some"}
        and any(_claimed(n, "claims") for n in prepositional(noun, "of"))
    )


def _reject(token: Token) -> Found | None:
    """ "A rejected B's claim", "A rejected the charge", "A denied that …"."""
    if (
        _lemma(token) not in words("verbs", "reject")
        or token.pos_ != "VERB"
        or token.dep_ == "amod"
        or is_negated(token)
    ):
        return None
    if is_passive(token):
        things, agents = tuple(own_subjects(token)), tuple(prepositional(token, "by"))
        if agents and any(_claimed(t, "claims", "proposals") for t in things):
            return Found(_one(token), main_clause(token), agents, things, "owner", "reject")
        return None
    things = tuple(objects(token))
    one = _subjects(token)
    if any(_claimed(t, "claims") or _pointing(t) for t in things):
        return Found(_one(token), main_clause(token), one, things, "owner", "reject")
    if any(_claimed(t, "proposals") for t in things):
        return Found(_one(token), main_clause(token), one, things, "named", "reject")
    if _lemma(token) == "deny" and any(c.dep_ in {"ccomp", "xcomp"} for c in token.children):
        return Found(_one(token), main_clause(token), one, (), "accuser", "deny")
    return None


def _brand(token: Token) -> Found | None:
    """ "A described B's statement as a lie"; "reports that … are fabricated"."""
    if token.pos_ not in {"VERB", "AUX"} or is_negated(token):
        return None
    if _lemma(token) in words("verbs", "brand") and not is_passive(token):
        verdict = _verdict(token)
        things = tuple(c for c in token.children if c.dep_ in {"dobj", "nsubj"}) or tuple(objects(token))
        things = (*things, *(c for child in token.children if child.dep_ == "ccomp" for c in own_subjects(child)))
        if verdict is not None and things:
            one = tuple(subjects(token))
            other = tuple(t for t in things if t not in one)
            return Found(_one(verdict), main_clause(token), one, other, "owner", "brand")
    return None


def _verdict(verb: Token) -> Token | None:
    """The word for an untruth behind a verb of calling, within its clause."""
    after = verb.doc[verb.i + 1 : min(verb.right_edge.i + 1, verb.i + 40)]
    return next(
        (
            t
            for t in after
            if (_lemma(t) in words("untrue") or t.lower_ in words("untrue"))
            and (t.dep_ in {"oprd", "acomp", "attr", "ccomp", "appos"} or t.head.lower_ == "as" or t.head == verb)
        ),
        None,
    )


def _accuse(token: Token) -> Found | None:
    """ "A and B accused each other", "each side accused the other", "traded accusations"."""
    if token.pos_ != "VERB" or is_negated(token):
        return None
    lemma, doc = _lemma(token), token.doc
    things = objects(token)
    mutual = lemma in words("verbs", "accuse") and any(_each_other(t) for t in things)
    traded = lemma in {"trade", "exchange", "swap"} and any(
        _lemma(t) in {"accusation", "barb", "insult", "recrimination", "blame", "charge", "threat"} for t in things
    )
    if not (mutual or traded):
        return None
    subject = subjects(token)
    if token.dep_ == "conj" and all(s.lower_ == "each" for s in subject):
        subject = []
    return Found(_one(token), main_clause(token), tuple(subject), (), "principals", "accuse")


def _each_other(noun: Token) -> bool:
    before = noun.nbor(-1).lower_ if noun.i else ""
    if noun.lower_ == "one":
        return any(child.lower_ == "another" for child in noun.children)
    return noun.lower_ in _EACH_OTHER and before in {"each", "one", "the"}


def _omit(token: Token) -> Found | None:
    """ "A's account does not mention …", "made no mention of …", "said nothing of …"."""
    subject = tuple(subjects(token)) if token.pos_ == "VERB" else ()
    if not any(_lemma(s) in words("documents") for s in subject) or is_passive(token):
        return None
    things = [c for c in token.children if c.dep_ == "dobj"]
    mention = any(_lemma(t) in {"mention", "reference"} and is_negated(t) for t in things) and _lemma(token) == "make"
    nothing = any(t.lower_ == "nothing" for t in things) and _lemma(token) in {"say", "mention"}
    left_out = (_lemma(token) == "mention" and is_negated(token)) or _lemma(token) == "omit"
    if not (mention or nothing or (left_out and things)):
        return None
    return Found(_one(token), main_clause(token), subject, (), "principals", "omit")


def _present(token: Token) -> Found | None:
    """ "A and B described it differently", "gave conflicting accounts"; "what A calls X, B calls Y"."""
    if token.pos_ != "VERB" or is_negated(token):
        return None
    lemma = _lemma(token)
    if lemma in {"call", "describe", "term", "see", "regard"}:
        for child in token.children:
            if (
                child.dep_ in {"ccomp", "csubj", "advcl", "dobj"}
                and _lemma(child) == lemma
                and child.i < token.i
                and child.left_edge.lower_ == "what"
            ):
                span = trim(token.doc, child.left_edge.i, main_clause(token).end - 1)
                return Found(
                    _one(token), span, tuple(own_subjects(child)), tuple(own_subjects(token)), "named", "what-calls"
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
    noun = _lemma(token.head)
    if noun in {"way", "term", "light", "manner"}:
        return (
            token.lower_ in {"different", "very", "contrasting", "conflicting", "opposite"}
            and token.head.head.lower_ == "in"
        )
    return token.head.tag_ == "NNS" and _claimed(token.head, "claims", "documents") and token.head.head == verb


def _fail(token: Token) -> Found | None:
    """ "A and B failed to agree on …", "could not agree", "reached no agreement"."""
    if _lemma(token) not in words("verbs", "agree") or token.pos_ != "VERB" or is_passive(token):
        return None
    things = objects(token)
    lemma = _lemma(token)
    if lemma != "agree" and not any(
        _lemma(t)
        in {
            "agreement",
            "deal",
            "consensus",
            "difference",
            "disagreement",
            "compromise",
            "understanding",
            "gap",
            "accord",
        }
        for t in things
    ):
        return None
    above = token.head if token.dep_ in {"xcomp", "acl"} else None
    failing = above is not None and _lemma(above) in _FAILING and not is_negated(above)
    unable = is_negated(token) or any(is_negated(t) for t in things)
    if not (failing or unable) or (
        is_negated(token) and any(child.lower_ == "to" and child.dep_ == "prep" for child in token.children)
    ):
        return None
    if any(
        child.dep_ == "aux" and child.lower_ in {"will", "would", "should", "may"} for child in token.children
    ) or _beyond_fail(token):
        return None
    top = above if failing and above is not None else token
    verb = top.head if top.dep_ == "acomp" else top
    cue = token.doc[min(top.i, token.i) : token.i + 1]
    subject = tuple(subjects(verb))
    other = tuple(prepositional(token, "with"))
    return Found(
        cue, main_clause(verb), subject, other, "principals" if _plural(subject) else "named", "fail", topics_of(token)
    )


def _beyond_fail(token: Token) -> bool:
    return any(child.lower_ in {"if", "should", "unless", "whether"} for child in token.children)


def _plural(tokens: tuple[Token, ...]) -> bool:
    return len(tokens) > 1 or any(t.tag_ in {"NNS", "NNPS"} or t.lower_ in {"we", "they", "both"} for t in tokens)


def _set_apart(token: Token) -> Found | None:
    """ "A is at odds with B", "A's act is not in line with B's values"."""
    if token.lower_ in words("at") and token.head.lower_ in {"at", "in"} and token.head.i == token.i - 1:
        top = token.head.head
        if (
            is_negated(top)
            or top.pos_ not in {"VERB", "AUX"}
            or (token.head.lower_ == "in" and token.lower_ == "conflict" and not prepositional(token, "with"))
        ):
            return None
        movers = (
            [c for c in top.children if c.dep_ == "dobj"] if _lemma(top) in {"put", "leave", "set", "place"} else []
        )
        one = tuple(t for t in movers or subjects(top) if t.lower_ not in {"this", "that", "it", "which"})
        return Found(
            token.doc[token.head.i : token.i + 1], main_clause(top), one, tuple(prepositional(token, "with")),
            "principals" if token.lower_ == "dispute" or _plural(one) else "named", "at-odds", topics_of(token),
        )  # fmt: skip
    return _against(token)


def _against(token: Token) -> Found | None:
    doc = token.doc
    if token.lower_ not in {"not", "out", "at", "inconsistent", "incompatible", "contrary", "run", "runs", "ran", "in"}:
        return None
    for size in (5, 4, 3, 2):
        if token.i + size <= len(doc) and doc[token.i : token.i + size].text.lower() in words("against"):
            last = doc[token.i + size - 1]
            verb = next((a for a in [token, *token.ancestors] if a.pos_ in {"VERB", "AUX"}), None)
            goal = [c for c in last.children if c.dep_ == "pobj"]
            if verb is None or not goal:
                return None
            return Found(
                doc[token.i : last.i + 1], main_clause(verb), tuple(subjects(verb)), tuple(goal), "named", "against"
            )
    return None


def _rival(token: Token) -> Found | None:
    if (
        _lemma(token) in words("rivals")
        and token.dep_ == "attr"
        and token.head.lemma_ in {"be", "remain"}
        and not is_negated(token.head)
    ):
        return Found(
            _one(token), main_clause(token.head), tuple(subjects(token.head)), (), "named", "rivals", topics_of(token)
        )
    return None


def whole_phrase(token: Token) -> TokenSpan:
    """The phrase of a topic, for comparing topics."""
    return phrase(token)

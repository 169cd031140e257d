"""Where a text says that sides differ: the cue, the clause or phrase, and the tokens that name the sides."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

from spacy.tokens import Doc, Token

from comity.reading.context import between
from comity.reading.divergences.contests import contests
from comity.reading.divergences.partings import partings
from comity.reading.divergences.words import (
    Found,
    Need,
    alone,
    are_several,
    lemma_of,
    main_clause,
    topics_of,
    verb_above,
    words,
)
from comity.reading.occurrences import tokens_with
from comity.reading.syntax import (
    conjunct_phrase,
    is_negated,
    is_passive,
    objects,
    own_subjects,
    prepositional,
    subjects,
    trim,
)

_NOT_YET = frozenset({"if", "should", "unless", "whether", "will", "would", "may"})
_FAILING = frozenset({"fail", "unable", "refuse", "struggle", "impossible"})
_DIVIDING = frozenset({"divide", "separate"})
_AGAINST = frozenset({"not", "out", "at", "inconsistent", "incompatible", "contrary", "run", "runs", "ran", "in"})

_WITHOUT = frozenset({"PUNCT", "SPACE", "DET", "NUM", "CCONJ"})  # no reader begins at one of these


def find_cues(doc: Doc) -> Iterator[Found]:
    """Every difference that the words of a text may tell of, in order; sides are not looked up yet."""
    beginning, readers = _beginnings()
    for token in tokens_with(doc, words=_begun(), lemmas=_begun()):
        lower, lemma = token.lower_, lemma_of(token)
        asked = beginning.get(lemma, ())
        if lower != lemma and lower in beginning:
            asked = sorted({*asked, *beginning[lower]})
        if not asked or token.pos_ in _WITHOUT:
            continue
        found = next((found for number in asked if (found := readers[number](token)) is not None), None)
        if found is not None:
            yield found


@cache
def _begun() -> frozenset[str]:
    """Every lemma or word at which some reader may begin."""
    return frozenset(_beginnings()[0])


@cache
def _beginnings() -> tuple[dict[str, list[int]], tuple[Callable[[Token], Found | None], ...]]:
    """For each lemma or word, the numbers of the readers that may begin at it; and the readers, by number."""
    differing = words("verbs", "differ") | words("verbs", "clash") | words("adjectives")
    obstacles = {phrase.split()[-1] for phrase in words("nouns", "obstacle")}
    pairs = (
        *partings(),
        (_noun, words("nouns", "strong") | words("nouns", "weak")),
        (_obstacle, _DIVIDING | obstacles),
        (_differ, differing),
        *contests(),
        (_fail, words("verbs", "agree")),
        (_set_apart, words("at") | _AGAINST),
        (_rival, words("rivals")),
    )
    beginning: dict[str, list[int]] = {}
    for number, (_, begins) in enumerate(pairs):
        for word in begins:
            beginning.setdefault(word, []).append(number)
    return beginning, tuple(reader for reader, _ in pairs)


def _noun(token: Token) -> Found | None:
    """ "There are differences on …", "friction with …", "disagreements between … persist"."""
    lemma = lemma_of(token)
    strong = lemma in words("nouns", "strong")
    if token.pos_ not in {"NOUN", "PROPN"} or not (strong or lemma in words("nouns", "weak")):
        return None
    if token.dep_ == "compound" or is_negated(token) or _other_sense(token):
        return None
    verb = verb_above(token)
    if verb is not None and (lemma_of(verb) in {"make", "mean"} or (is_negated(verb) and verb.i < token.i)):
        return None
    return _licensed_noun(token, verb, strong=strong)


def _licensed_noun(token: Token, verb: Token | None, *, strong: bool) -> Found | None:
    between, topics = _noun_sides(token, verb)
    says_so = verb is not None and _says_so(token, verb)
    pressing = any(lemma_of(child) in words("pressing") for child in token.children)
    passing = verb is not None and lemma_of(verb) in words("overcome") and token.dep_ in {"dobj", "nsubjpass", "dep"}
    if passing and (not (pressing or topics) or (verb is not None and _is_past(verb))):
        return None
    if not (says_so or between or (topics and (strong or token.tag_ == "NNS")) or (strong and pressing)):
        return None
    expletive = verb is not None and any(child.dep_ == "expl" for child in verb.children)
    governed = token.dep_ in {"dobj", "attr", "pobj"} and not expletive and (says_so or token.dep_ != "pobj")
    one = tuple(s for s in subjects(verb) if s != token) if verb is not None and governed else ()
    content = main_clause(verb) if says_so and verb is not None else conjunct_phrase(token)
    named = lemma_of(token) in words("sides_named") and not between
    return Found(alone(token), content, one, between, "named" if named else "principals", "nouns", topics)


def _is_past(verb: Token) -> bool:
    """Whether a deed is told as done: "settled their dispute"."""
    have = any(c.lower_ in {"has", "have", "had"} for c in verb.children)
    return not is_negated(verb) and (verb.tag_ == "VBD" or (verb.tag_ == "VBN" and have))


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
    lemma = lemma_of(verb)
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
        any(lemma_of(child) in words("other_sense") for child in near)
        or after in words("other_sense")
        or before in {"without", "no", "little", "any", "if", "whatever"}
        or token.head.lower_ == "without"
    )


def _obstacle(token: Token) -> Found | None:
    """ "The sticking point is …", "What divides us is …"."""
    lemma = lemma_of(token)
    pair = f"{lemma_of(token.nbor(-1))} {lemma}" if token.i else ""
    if (
        pair in words("nouns", "obstacle")
        or (token.text_with_ws and lemma == "contention" and "bone of" in token.doc[max(0, token.i - 2) : token.i].text)
    ) and token.pos_ == "NOUN":
        head = token.head.head if lemma == "contention" and token.head.head.pos_ == "NOUN" else token
        if head.dep_ in {"nsubj", "attr"} and head.head.lemma_ in {"be", "remain"} and not is_negated(head.head):
            topics = tuple(c for c in head.head.children if c.dep_ in {"attr", "nsubj"} and c != head)
            between = tuple(prepositional(head, "between", "among", "with", "for"))
            return Found(alone(token), main_clause(head.head), (), between, "principals", "obstacle", topics)
    if lemma in _DIVIDING and token.dep_ in {"csubj", "ccomp"} and any(c.lower_ == "what" for c in token.children):
        main = token.head
        topics = tuple(c for c in main.children if c.dep_ == "attr")
        if lemma_of(main) == "be" and topics:
            span = trim(token.doc, token.left_edge.i, topics[0].right_edge.i)
            sides = tuple(c for c in token.children if c.dep_ == "dobj")
            return Found(alone(token), span, sides, (), "principals", "what-divides", topics)
    return None


def _differ(token: Token) -> Found | None:
    """ "A and B differ on …", "A differs from B", "A and B are divided over …", "A and B clashed over …"."""
    lemma = lemma_of(token)
    whole = lemma in words("verbs", "differ") and token.pos_ == "VERB"
    partly = lemma in words("verbs", "clash") and token.pos_ in {"VERB", "AUX", "ADJ"}
    apart = token.lower_ in words("adjectives") and token.dep_ in {"acomp", "ROOT", "oprd", "advmod", "ccomp", "conj"}
    if not (whole or partly or apart) or is_negated(token) or _beyond(token) or token.dep_ == "amod":
        return None
    verb = token.head if apart and token.dep_ in {"acomp", "oprd", "advmod"} else token
    topics = topics_of(token) or topics_of(verb)
    if is_negated(verb) or (partly and not apart and not (topics and _apart_by_words(token))):
        return None
    if not topics and any(c.lower_ == "in" for c in token.children):
        return None  # "differ in size"
    one = tuple(own_subjects(verb) or subjects(verb))
    other = (
        *prepositional(token, "with", "from", "between", "among"),
        *prepositional(verb, "with", "from", "between", "among"),
    )
    if any(s.lower_ in {"who", "which", "that"} for s in one):
        one = tuple(subjects(verb))
    plural = any(s.tag_ in {"NNS", "NNPS"} or s.lower_ in {"we", "they", "both", "us"} for s in one)
    need: Need = "principals" if plural else "named" if whole or not partly else "principals"
    return Found(alone(token), main_clause(verb), one, other, need, "differ", topics)


def _apart_by_words(token: Token) -> bool:
    """Whether a verb that can mean blows or sums here means words: "clashed over", "are divided over"."""
    lemma = lemma_of(token)
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


def _fail(token: Token) -> Found | None:
    """ "A and B failed to agree on …", "could not agree", "reached no agreement"."""
    lemma = lemma_of(token)
    if lemma not in words("verbs", "agree") or token.pos_ != "VERB" or is_passive(token) or _beyond_fail(token):
        return None
    things = objects(token)
    if lemma != "agree" and not any(lemma_of(t) in words("reached") for t in things):
        return None
    above = token.head if token.dep_ in {"xcomp", "acl"} else None
    failing = above is not None and lemma_of(above) in _FAILING and not is_negated(above)
    consenting = is_negated(token) and any(c.lower_ == "to" and c.dep_ == "prep" for c in token.children)
    if consenting or not (failing or is_negated(token) or any(is_negated(t) for t in things)):
        return None
    top = above if failing and above is not None else token
    verb = top.head if top.dep_ == "acomp" else top
    subject = tuple(subjects(verb))
    need: Need = "principals" if are_several(subject) else "named"
    cue = token.doc[min(top.i, token.i) : token.i + 1]
    other = tuple(prepositional(token, "with"))
    return Found(cue, main_clause(verb), subject, other, need, "fail", topics_of(token))


def _beyond_fail(token: Token) -> bool:
    return any(child.lower_ in _NOT_YET for child in token.children)


def _set_apart(token: Token) -> Found | None:
    """ "A is at odds with B", "A's act is not in line with B's values"."""
    if token.lower_ in words("at") and token.head.lower_ in {"at", "in"} and _near_its_head(token):
        top = token.head.head
        if (
            is_negated(top)
            or top.pos_ not in {"VERB", "AUX"}
            or (token.head.lower_ == "in" and token.lower_ == "conflict" and not prepositional(token, "with"))
        ):
            return None
        movers = (
            [c for c in top.children if c.dep_ == "dobj"] if lemma_of(top) in {"put", "leave", "set", "place"} else []
        )
        one = tuple(t for t in movers or subjects(top) if t.lower_ not in {"this", "that", "it", "which"})
        return Found(
            token.doc[token.head.i : token.i + 1], main_clause(top), one, tuple(prepositional(token, "with")),
            "principals" if token.lower_ == "dispute" or are_several(one) else "named", "at-odds", topics_of(token),
        )  # fmt: skip
    return _against(token)


def _near_its_head(token: Token) -> bool:
    """Whether a word follows its head directly, or but for a determiner."""
    return bool(token.i) and token.head.i >= token.i - (2 if token.nbor(-1).pos_ == "DET" else 1)


def _against(token: Token) -> Found | None:
    doc = token.doc
    if token.lower_ not in _AGAINST:
        return None
    for size in (5, 4, 3, 2):
        if token.i + size <= len(doc) and between(doc, token.i, token.i + size).lower() in words("against"):
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
        lemma_of(token) in words("rivals")
        and token.dep_ == "attr"
        and token.head.lemma_ in {"be", "remain"}
        and not is_negated(token.head)
    ):
        return Found(
            alone(token), main_clause(token.head), tuple(subjects(token.head)), (), "named", "rivals", topics_of(token)
        )
    return None

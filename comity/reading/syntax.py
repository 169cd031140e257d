"""Questions about a dependency parse that more than one reader asks (spaCy's English labels, ClearNLP style).

All are pure, take tokens and give tokens or `(first, last)` token ranges; none looks at knowledge.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from comity.reading.tree import Tree, labels, tree_of

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass", "expl"})
_OWN_SUBJECTS = labels(*SUBJECTS - {"expl"})
_AUXILIARIES = labels("aux", "auxpass")
_PASSIVE = labels("nsubjpass", "auxpass", "csubjpass")
OBJECTS = frozenset({"dobj", "obj", "dative", "attr", "oprd"})
_OBJECTS = labels(*OBJECTS)
_LEADING = labels("prep", "dative", "agent")
_LED = labels("pobj", "pcomp")
(_CONJ,), (_NEG,), (_DET,) = labels("conj"), labels("neg"), labels("det")
TRAILING = frozenset(",;:.!?\"'“”‘’`()[]–—-…")


def conjuncts(token: Token) -> list[Token]:
    """The token and everything coordinated with it, left to right, where the token is the first conjunct."""
    tree = tree_of(token.doc)
    if not any(tree.labels[child] == _CONJ for child in tree.below[token.i]):
        return [token]
    return [token.doc[number] for number in _joined(tree, token.i)]


def _joined(tree: Tree, number: int) -> list[int]:
    """The numbers of a token and of all that is coordinated with it."""
    found, queue = [number], [number]
    while queue:
        more = [child for child in tree.below[queue.pop()] if tree.labels[child] == _CONJ]
        found += more
        queue += more
    return sorted(found)


def sentence_start(token: Token) -> int:
    """The number of the first token of a token's sentence; quicker than `token.sent.start`."""
    return tree_of(token.doc).starts[token.i]


def first_conjunct(token: Token) -> Token:
    """The leftmost head of the coordination a token stands in."""
    while token.dep_ == "conj" and token.head != token:
        token = token.head
    return token


def is_passive(verb: Token) -> bool:
    """Whether a verb has a passive subject or auxiliary."""
    tree = tree_of(verb.doc)
    return any(tree.labels[child] in _PASSIVE for child in tree.below[verb.i])


def own_subjects(verb: Token) -> list[Token]:
    """Heads of the subjects of this very verb or, by a slip of the parser, its auxiliary, with their conjuncts."""
    doc = verb.doc
    tree = tree_of(doc)
    found = tree.subjects.get(verb.i)
    if found is None:
        found = tree.subjects[verb.i] = _own_subjects(tree, verb.i)
    return [doc[number] for number in found]


def _own_subjects(tree: Tree, verb: int) -> tuple[int, ...]:
    below = tree.below[verb]
    found = [child for child in below if tree.labels[child] in _OWN_SUBJECTS]
    for helper in below:
        if tree.labels[helper] in _AUXILIARIES:
            found += [child for child in tree.below[helper] if tree.labels[child] in _OWN_SUBJECTS]
    return tuple(noun for child in found for noun in _joined(tree, child))


def subjects(verb: Token) -> list[Token]:
    """Heads of who does (or, in the passive, undergoes) a verb: its own subject, or one borrowed by the grammar.

    Borrowed through coordination ("met and agreed"), control ("agreed to withdraw": subject control; an object of the
    governing verb takes over, "urged Iran to withdraw"), participles ("agreeing to …", "saying …") and relative
    clauses (the noun they hang on). Empty where nothing is to be had.
    """
    seen: set[int] = set()
    while verb.i not in seen:
        seen.add(verb.i)
        found = own_subjects(verb)
        if found:
            return _resolve_relative(found, verb)
        head = verb.head
        if head == verb:
            return []
        if verb.dep_ == "conj":
            verb = _past_infinitive(verb)
        elif verb.dep_ in {"xcomp", "advcl"} and (controller := _called_on(verb)):
            return controller
        elif verb.dep_ in {"xcomp", "ccomp"}:
            controller = [c for child in head.children if child.dep_ in {"dobj", "dative"} for c in conjuncts(child)]
            if verb.dep_ == "xcomp" and controller and controller[0].i < verb.i:
                return controller
            verb = head
        elif verb.dep_ == "pcomp" and (controller := _controller_of_gerund(verb)):
            return controller
        elif verb.dep_ in {"advcl", "pcomp", "aux", "prep"} or head.dep_ == "prep":
            verb = head if head.pos_ in {"VERB", "AUX"} else head.head
        elif verb.dep_ in {"acl", "relcl"}:
            return conjuncts(head)
        else:
            return []
    return []


def _past_infinitive(verb: Token) -> Token:
    """The verb that a conjunct shares its subject with: never the infinitive before a finite one.

    "urged both to show restraint and offered to mediate" hangs "offered" on "show" by a slip of the parser.
    """
    head = verb.head
    if verb.tag_ in {"VBD", "VBZ"} and head.tag_ == "VB" and head.dep_ in {"xcomp", "ccomp", "advcl"}:
        return head.head
    return head


def _called_on(verb: Token) -> list[Token]:
    """Who is to act in "called on X to …", "appealed to X to …": X, with its conjuncts."""
    governor = verb.head
    if governor.lemma_ not in {"call", "appeal", "plead", "rely", "count"} or not any(
        c.lower_ == "to" for c in verb.children
    ):
        return []
    leading = [c for c in governor.children if c.dep_ == "prep" and c.lower_ in {"on", "upon", "to"} and c.i < verb.i]
    return [c for prep in leading[:1] for noun in prep.children if noun.dep_ == "pobj" for c in conjuncts(noun)]


def _controller_of_gerund(verb: Token) -> list[Token]:
    """Whose deed a gerund is behind "thanked X for", "accused X of", "lashed out at X for": X's, where X is a name.

    Empty where the governing verb has no such object; its own subject does the gerund then.
    """
    preposition, governor = verb.head, verb.head.head
    if governor.pos_ == "NOUN":
        return [c for owner in governor.children if owner.dep_ == "poss" for c in conjuncts(owner)]
    if preposition.lower_ not in {"for", "of", "from", "into", "over"} or governor.pos_ != "VERB":
        return []
    near = [c for c in governor.children if c.dep_ in {"dobj", "dative"} and c.i < preposition.i]
    near += [
        noun
        for c in governor.children
        if c.dep_ == "prep" and c.lower_ in {"at", "on", "upon", "to", "against"} and c.i < preposition.i
        for noun in c.children
        if noun.dep_ == "pobj"
    ]
    judged = governor.lemma_ in _JUDGING or (preposition.lower_ == "from" and governor.lemma_ in _HINDERING)
    return [c for noun in near[:1] if judged or noun.pos_ in {"PROPN", "PRON"} for c in conjuncts(noun)]


_JUDGING = frozenset(
    ["thank", "praise", "criticise", "criticize", "condemn", "blame", "accuse", "protest", "fault", "commend",
     "applaud", "rebuke", "slam", "denounce", "chide", "punish", "scold", "laud", "congratulate"]
)  # fmt: skip


_HINDERING = frozenset({"prohibit", "prevent", "stop", "ban", "bar", "keep", "block", "discourage", "deter", "forbid"})


def _resolve_relative(found: list[Token], verb: Token) -> list[Token]:
    """Put the noun a relative clause hangs on in place of "which", "who", "that"."""
    if verb.dep_ == "relcl" and all(t.tag_ in {"WDT", "WP"} or t.lower_ == "that" for t in found):
        return _antecedent(verb)
    return found


def _antecedent(verb: Token) -> list[Token]:
    """The noun of a relative clause; of coordinated ones the nearest to a singular verb ("A and B, who has")."""
    nouns = [t for t in conjuncts(verb.head) if t.i < verb.i]
    singular = verb.tag_ == "VBZ" or any(c.dep_ in {"aux", "auxpass"} and c.tag_ == "VBZ" for c in verb.children)
    return nouns[-1:] if singular and len(nouns) > 1 else [verb.head]


def agents(verb: Token) -> list[Token]:
    """Heads of the "by …" phrase of a passive verb, with their conjuncts."""
    return [
        c
        for child in verb.children
        if child.dep_ == "agent"
        for noun in child.children
        if noun.dep_ == "pobj"
        for c in conjuncts(noun)
    ]


def doers(verb: Token) -> list[Token]:
    """Who does a verb, whatever its voice: the subject of an active verb, the agent of a passive one."""
    return agents(verb) if is_passive(verb) else subjects(verb)


def objects(verb: Token) -> list[Token]:
    """What a verb is done to, whatever its voice: direct and indirect objects, or the subject of a passive verb."""
    doc, tree = verb.doc, tree_of(verb.doc)
    found = [c for child in tree.below[verb.i] if tree.labels[child] in _OBJECTS for c in _joined(tree, child)]
    return [doc[number] for number in found] + (subjects(verb) if is_passive(verb) else [])


def prepositional(token: Token, *prepositions: str) -> list[Token]:
    """Heads of the phrases that hang on a token by one of the prepositions (any where none is named)."""
    doc, tree = token.doc, tree_of(token.doc)
    return [
        doc[c]
        for child in tree.below[token.i]
        if tree.labels[child] in _LEADING and (not prepositions or doc[child].lower_ in prepositions)
        for noun in tree.below[child]
        if tree.labels[noun] in _LED
        for c in _joined(tree, noun)
    ]


def is_negated(token: Token) -> bool:
    """Whether a verb or noun is negated by a word of its own ("did not agree", "no agreement")."""
    tree = tree_of(token.doc)
    for child in tree.below[token.i]:
        label = tree.labels[child]
        if label == _NEG or (label == _DET and token.doc[child].lower_ in {"no", "neither"}):
            return True
    return False


def only_points(tokens: TokenSpan) -> bool:
    """Whether words name nothing but by a pronoun ("it", "bring it", "to do so"): no line can stand on them."""
    pointing = any(
        t.pos_ == "PRON" and t.dep_ in {"dobj", "pobj", "nsubj", "nsubjpass", "ROOT", "dative"} for t in tokens
    )
    return (pointing or tokens[-1].lower_ == "so") and not any(
        t.pos_ in {"NOUN", "PROPN", "NUM", "ADJ"} or t.tag_ in {"VBG", "WDT"} for t in tokens
    )


def auxiliaries(verb: Token) -> list[str]:
    """Lower-case modal and other auxiliaries of a verb, with those of the verb it is coordinated with."""
    own = [child.lower_ for child in verb.children if child.dep_ in {"aux", "auxpass"}]
    if not own and verb.dep_ == "conj" and verb.head.pos_ in {"VERB", "AUX"} and not own_subjects(verb):
        return auxiliaries(verb.head)
    return own


def phrase(token: Token, *, without: Iterable[Token] = ()) -> TokenSpan:
    """The contiguous phrase a token heads: its subtree, less the subtrees of `without` and what they cut off.

    White space, and punctuation at the ends other than what closes a bracket or quotation inside, is left out.
    """
    doc, others = token.doc, list(without)
    tree, first, last = tree_of(doc), token.left_edge.i, token.right_edge.i
    edges = [(other.i, other.left_edge.i, other.right_edge.i) for other in others]
    if all(tree.is_whole(*edge) for edge in ((token.i, first, last), *edges)):
        before = [end + 1 for _, _, end in edges if end < token.i]
        behind = [start - 1 for _, start, _ in edges if start > token.i]
        if len(before) + len(behind) == len(edges):
            return trim(doc, max(first, *before, first), min(last, *behind, last))
    dropped = {t.i for other in others for t in other.subtree}
    kept = [t.i for t in token.subtree if t.i not in dropped]
    return trim(doc, *_run_around(kept, token.i))


def _run_around(indices: list[int], centre: int) -> tuple[int, int]:
    """First and last of the unbroken run of indices that holds `centre`."""
    held = set(indices)
    first = last = centre
    while first - 1 in held:
        first -= 1
    while last + 1 in held:
        last += 1
    return first, last


def trim(doc: Doc, first: int, last: int) -> TokenSpan:
    """The span of tokens `first` to `last`, both included, without space and stray punctuation at its ends."""
    while first < last and (doc[first].is_space or (doc[first].text in TRAILING and not _opens(doc, first, last))):
        first += 1
    while last > first and (doc[last].is_space or (doc[last].text in TRAILING and not _closes(doc, first, last))):
        last -= 1
    return doc[first : last + 1]


_PAIRS = {")": "(", "”": "“", "]": "["}
_OPENERS = {opening: closing for closing, opening in _PAIRS.items()}


def _opens(doc: Doc, first: int, last: int) -> bool:
    """Whether the first token opens a bracket or quotation that closes inside the range."""
    closing = _OPENERS.get(doc[first].text)
    return closing is not None and any(doc[i].text == closing for i in range(first + 1, last + 1))


def _closes(doc: Doc, first: int, last: int) -> bool:
    """Whether the last token closes a bracket or quotation that opens inside the range."""
    opening = _PAIRS.get(doc[last].text)
    return opening is not None and any(doc[i].text == opening for i in range(first, last))


def conjunct_phrase(token: Token) -> TokenSpan:
    """The phrase of one conjunct alone: without the other conjuncts, their commas and "and"."""
    others = [child for child in token.children if child.dep_ in {"conj", "cc", "preconj"}]
    return phrase(token, without=others)


def clause(verb: Token) -> TokenSpan:
    """The clause a verb heads, with its subject and complements, without clauses coordinated to it."""
    others = [c for c in verb.children if c.dep_ in {"conj", "cc"} and (c.dep_ == "cc" or own_subjects(c))]
    return phrase(verb, without=others)


def governors(token: Token) -> Iterator[Token]:
    """The heads above a token, nearest first, up to the root of its sentence."""
    while token.head != token:
        token = token.head
        yield token


def clause_verb(token: Token) -> Token:
    """The verb of the clause that a word stands in, itself where it is one; the root where no verb stands above."""
    while token.pos_ not in {"VERB", "AUX"} and token.head != token:
        token = token.head
    return token


def entity_at(token: Token) -> TokenSpan | None:
    """The recognised entity that a token stands in; looks at its neighbours only, however long the text is."""
    if not token.ent_type_:
        return None
    doc, first, last = token.doc, token.i, token.i
    while first > 0 and doc[first].ent_iob_ == "I":
        first -= 1
    while last + 1 < len(doc) and doc[last + 1].ent_iob_ == "I":
        last += 1
    return doc[first : last + 1]

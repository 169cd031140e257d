"""How far a reported content goes: from its first word to where the cue's own sentence goes on.

The parser often hangs the next thing that was said on the verb of the last one ("noted that the army keeps the law, and
spoke about …"); tense tells them apart.
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from comity.reading.attribution.cues import Cue, verb_cues
from comity.reading.denials import denials_in
from comity.reading.syntax import governors, own_subjects

_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_CUTS = frozenset({"but", "while", "as", "part", "a", "an", "the", "though", "although", "which", "with", "after"})
_CONTRASTING = frozenset({"though", "although", "while", "whereas"})
_TIMES = frozenset({"moment", "minute", "hour", "day", "week", "month", "year", "shortly", "soon", "just", "hours"})
_CLAUSAL = frozenset({"VERB", "AUX", "SCONJ", "PUNCT"})
_CLOSING = frozenset({'"', "”", "''", "»"})


def reach(cue: Cue, first: int) -> int:
    """The last token of the content that begins at `first` behind a cue.

    It ends before a clause coordinated to the cue, before a participle that reports something else ("…, adding that"),
    and before a remark behind a quotation ("… 'dead,' but …").
    """
    verb = cue.verb
    last = max(t.i for t in verb.subtree)
    if _is_cut_off(verb, last):
        last = verb.head.right_edge.i
    for child in verb.rights:
        if child.left_edge.i > first and _leaves(child, verb):
            last = min(last, child.left_edge.i - 1)
    last = _with_list(verb, last)
    for at in range(first + 1, last + 1):
        token = verb.doc[at]
        if (
            _resumes(cue, token, first)
            or _remarks(token)
            or _adds(token, first)
            or _credits(token)
            or _turns_to(cue, token)
            or _contrasts(cue, token)
            or at in denials_in(verb.doc)
            or _dates(token)
        ):
            last = at - 1
            break
    while last > first and verb.doc[last].dep_ in {"cc", "punct"} and verb.doc[last].text not in ")”’\"''»":
        last -= 1
    return last


def _is_cut_off(verb: Token, last: int) -> bool:
    """Whether a participle was taken for the subject of its content: ", expressing hope that the truce | will hold"."""
    if verb.dep_ != "csubj" or verb.tag_ != "VBG" or verb.i == 0 or verb.nbor(-1).text != ",":
        return False
    return any(t.i == last + 1 for t in (verb.head, *verb.head.children))


def _with_list(verb: Token, last: int) -> int:
    """The last token with the rest of a list that the parser hung on a verb above the cue: ", threats and arrests"."""
    for above in governors(verb):
        for child in above.rights:
            if child.dep_ == "conj" and child.pos_ in {"NOUN", "PROPN"} and last < child.left_edge.i <= last + 3:
                last = child.right_edge.i
    return last


def before_ours(doc: Doc, first: int, last: int) -> int:
    """Where a content ends before "and express our …", which goes on with what "we" say."""
    for at in range(first + 2, last + 1):
        if doc[at].pos_ == "VERB" and doc[at].dep_ == "conj" and doc[at - 1].text == "and" and _is_ours(doc[at]):
            return at - 2
    return last


def _turns_to(cue: Cue, token: Token) -> bool:
    """Whether ", and" begins what somebody else says: "A said it would rain, and B said it would not"."""
    if token.lower_ not in {"and", "but"} or token.nbor(-1).text != ",":
        return False
    for verb in token.head.children:
        if verb.dep_ == "conj" and verb.i > token.i and verb.tag_ == cue.verb.tag_ and own_subjects(verb):
            return verb.left_edge.i == token.i + 1 and any({"clause", "quote"} <= c.takes for c in verb_cues(verb))
    return False


def _contrasts(cue: Cue, token: Token) -> bool:
    """Whether ", while B warned of …" begins, which the writer sets against what A said.

    What somebody did in the meantime ("while the rebels said their prayers") has no comma before it.
    """
    verb = token.head
    if token.dep_ != "mark" or token.lower_ not in _CONTRASTING or verb.dep_ != "advcl" or verb.tag_ != cue.verb.tag_:
        return False
    said = any(c.dep_ == "ccomp" for c in verb.children)
    says = any(c.takes for c in verb_cues(verb)) and (said or token.nbor(-1).text == ",")
    return says and verb.left_edge.i == token.i and any(s.pos_ != "PRON" for s in own_subjects(verb))


def _dates(token: Token) -> bool:
    """Whether ", a day after B said …" begins: when A said it, not what."""
    doc, at = token.doc, token.i
    if doc[at - 1].text != "," or token.pos_ not in {"DET", "NUM", "ADP", "ADV", "SCONJ", "NOUN"}:
        return False
    for mark in doc[at : at + 5]:
        if mark.is_punct or (mark.pos_ in {"VERB", "AUX"}):
            return False
        if mark.lower_ in {"after", "before"}:
            verbs = (mark.head, *(c for c in mark.children if c.dep_ == "pcomp"))
            timed = mark.i > at and any(t.lemma_.lower() in _TIMES for t in doc[at : mark.i])
            said = any({"clause", "quote"} & c.takes for v in verbs if v.i > mark.i for c in verb_cues(v))
            return said and (timed or mark.i == at) and any(own_subjects(v) for v in verbs if v.i > mark.i)
    return False


def past_aside(before: Token, comma: int) -> Token | None:
    """The "that" right behind an aside between commas: "reported on Friday, citing two aides, that …".

    Behind "citing" or "quoting" the clause may stand without it. `before` is what the aside follows; the comma may
    stand some words later. None where there is no such clause.
    """
    doc, end = before.doc, before.sent.end
    while comma < end and comma - before.i < 6 and doc[comma].text != "," and doc[comma].pos_ not in _CLAUSAL:
        comma += 1
    if comma + 2 >= end or doc[comma].text != "," or doc[comma + 1].pos_ not in {"ADP", "VERB", "ADV", "SCONJ"}:
        return None
    relayed = doc[comma + 1].lower_ in {"citing", "quoting"}
    for at in range(comma + 3, min(comma + 30, end)):
        if relayed and doc[at - 1].text == "," and any(own_subjects(t) for t in doc[at:end] if t.tag_ in _FINITE):
            return doc[at]
        if doc[at].lower_ == "that" and doc[at - 1].text == "," and doc[at].tag_ == "IN":
            return doc[at]
        if doc[at].tag_ in _FINITE and doc[at].dep_ not in {"relcl", "aux"}:
            return None
    return None


def _credits(token: Token) -> bool:
    """Whether ", according to …" begins here, and does not open what is said ("said that, according to …")."""
    doc, at = token.doc, token.i
    if token.lower_ != "according" or doc[at - 1].text != "," or doc[at - 2].lower_ == "that":
        return False
    return at + 1 < len(doc) and doc[at + 1].lower_ == "to"


def _adds(token: Token, first: int) -> bool:
    """Whether a participle behind a comma reports something else: ", adding that …", ", expressing hope …"."""
    if token.tag_ != "VBG" or token.i - 1 <= first or token.doc[token.i - 1].text != ",":
        return False
    takes = {way for cue in verb_cues(token) for way in cue.takes}
    return bool(takes & {"clause", "object", "relay"}) and any(c.dep_ in {"ccomp", "dobj"} for c in token.children)


def _leaves(child: Token, verb: Token) -> bool:
    """Whether a clause on the cue's right stands beside its content."""
    if child.dep_ == "conj":
        if child.pos_ not in {"VERB", "AUX"} or _has_mark(child, {"that", "if", "because", "unless", "until"}):
            return False
        other_tense = finite_form(child) in _FINITE and finite_form(child) != tense(verb)
        return bool(own_subjects(child)) or not other_tense
    if child.dep_ == "advcl":
        return (child.tag_ == "VBG" and bool(verb_cues(child))) or _has_mark(child, {"while", "although", "though"})
    return child.dep_ == "parataxis" and child != verb


def _has_mark(clause: Token, words: set[str]) -> bool:
    return any(child.dep_ == "mark" and child.lower_ in words for child in clause.children)


def _resumes(cue: Cue, token: Token, first: int) -> bool:
    """Whether a verb inside the would-be content goes on from the cue: "and spoke", ", set forth", of the same tense.

    A content clause of that very tense keeps it: then nothing tells who does what.
    """
    if token.dep_ in {"relcl", "ROOT"} or own_subjects(token) or token.pos_ != "VERB":
        return False
    form = finite_form(token)
    if form not in _FINITE or form != tense(cue.verb):
        return False
    before = token.i - 1
    while before > first and (token.doc[before].pos_ in {"ADV", "PART"} or token.doc[before].is_space):
        before -= 1
    if token.doc[before].text not in {"and", ",", "but", "or"}:
        return False
    heads = [tense(t) for t in _clause_heads(token) if t.i >= first]
    if verb_cues(token):
        return form not in heads or _is_ours(token)
    return bool(heads) and form not in heads and token.dep_ == "conj"


def _is_ours(verb: Token) -> bool:
    """Whether "we" go on to say something of our own: "and express our concern"."""
    return any(c.dep_ == "dobj" and any(p.lower_ == "our" for p in c.children) for c in verb.children)


def finite_form(token: Token) -> str:
    """The tag of a verb, or VBP for a bare form without an infinitive before it ("We reaffirm …, and emphasize …")."""
    bare = token.tag_ == "VB" and token.dep_ == "conj" and not any(c.dep_ == "aux" for c in token.children)
    free = bare and (_is_ours(token) or (token.head.tag_ != "VB" and tense(token.head) != "MD"))
    return "VBP" if free else token.tag_


def _clause_heads(token: Token) -> list[Token]:
    """The verbs that a coordinated verb hangs on, up to the first that is not coordinated."""
    heads = []
    while token.dep_ in {"conj", "xcomp", "dep"} and token.head != token:
        token = token.head
        if token.pos_ in {"VERB", "AUX"}:
            heads.append(token)
    return heads


def tense(verb: Token) -> str:
    """The tag of a verb's finite form: its own, its auxiliary's, or that of the verb it is coordinated with."""
    finite = [c.tag_ for c in verb.children if c.dep_ in {"aux", "auxpass"} and c.tag_ in _FINITE | {"MD"}]
    if finite:
        return finite[0]
    if verb.tag_ in _FINITE:
        return verb.tag_
    if verb.dep_ in {"conj", "advcl", "xcomp"} and verb.head != verb and verb.head.i < verb.i:
        return tense(verb.head)
    return verb.tag_


def _remarks(token: Token) -> bool:
    """Whether a word opens the writer's own remark behind a quotation that ends in a comma."""
    doc, at = token.doc, token.i
    return (
        at >= 2
        and token.lower_ in _CUTS
        and doc[at - 1].text in _CLOSING
        and doc[at - 2].text == ","
        and token.text.islower()
    )


def pieces_around(verb: Token, clause: Token) -> list[tuple[int, int]]:
    """The runs of a clause that the cue follows or interrupts."""
    own = {t.i for child in verb.children if child != clause for t in child.subtree} | {verb.i}
    return _runs([t for t in clause.subtree if t.i not in own])


def pieces_without(clause: Token, part: Token) -> list[tuple[int, int]]:
    """The runs of a clause less one of its parts."""
    own = {t.i for t in part.subtree}
    return _runs([t for t in clause.subtree if t.i not in own])


def _runs(tokens: list[Token]) -> list[tuple[int, int]]:
    """Unbroken runs of tokens that hold a word, as first and last index."""
    pieces: list[tuple[int, int]] = []
    for token in tokens:
        if pieces and token.i == pieces[-1][1] + 1:
            pieces[-1] = (pieces[-1][0], token.i)
        else:
            pieces.append((token.i, token.i))
    doc = tokens[0].doc if tokens else None
    return [(a, b) for a, b in pieces if doc is not None and any(t.is_alpha for t in doc[a : b + 1])]

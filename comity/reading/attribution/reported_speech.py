"""Reported speech by verbs: a cue of the lexicon, its source, and the clause or phrase that it reports."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Doc, Token

from comity.reading.anonymity import is_about_being_named
from comity.reading.attribution.attributed import Attribution, Range, content_range, token_range
from comity.reading.attribution.cues import (
    Cue,
    courtesies,
    cue_places,
    meeting_verbs,
    onward_verbs,
    verb_cues,
    weak_verbs,
)
from comity.reading.attribution.extents import past_aside, pieces_around, pieces_without, reach
from comity.reading.attribution.sources import can_speak, source_head, source_range
from comity.reading.denials import denials_in
from comity.reading.factuality import denies_report, is_neither
from comity.reading.quotations import Quotations
from comity.reading.syntax import is_negated, is_passive, own_subjects

_EMPTY_OBJECTS = frozenset(
    {"it", "this", "that", "these", "those", "which", "what", "who", "whom", "himself", "herself", "itself"}
    | {"themselves", "something", "anything", "nothing", "everything", "so", "one", "each", "other"}
    | {"him", "her", "them", "me", "us", "you"}
)
_HYPOTHETICAL = frozenset({"may", "might", "could", "would", "should", "must", "can"})
_NAMING = frozenset({"call", "label", "brand", "dub", "term", "describe", "characterise", "characterize", "portray"})
_HEARERS = frozenset({"brief", "ask", "tell", "inform", "update", "question", "press", "quiz", "notify"})
_HEARSAY = frozenset({"say", "report", "understand", "believe", "think", "allege", "know", "rumour", "rumor"})
_MATTERS = frozenset({"about", "of", "on", "against"})
_RANKED = re.compile(r"in (?:what\b|the (?:\w+ )?(?:latest|first|second|third|\w+est)\b)")
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_BESIDE = frozenset({"npadvmod", "advmod", "prep", "prt", "dative", "agent"})
_PLEADING = frozenset({"ask", "request", "insist", "demand", "require", "stipulate"})
_SPOKEN_OF = "spoken-of"  # "spoke about", "was critical of": surer than "called for", which is a deed as often
_CAREFUL = frozenset({"object", "person-object", "after", "person-infinitive", "infinitive"})


def find_reported(doc: Doc, quotations: Quotations, used: set[int]) -> Iterator[Attribution]:
    """Every verb of the lexicon with a content outside the verbs in `used` (those of direct quotations)."""
    for token in cue_places(doc):
        if token.i in used:
            continue
        for cue in verb_cues(token):
            found = _attribution(cue, quotations)
            if found is not None:
                yield found
                break


def _attribution(cue: Cue, quotations: Quotations) -> Attribution | None:
    verb = cue.verb
    if _idle(verb):
        return None
    for rule, way in _WAYS:
        if not cue.takes & _NEEDS[rule]:
            continue
        stretches = way(cue)
        pleads = rule in _CAREFUL or verb.lemma_.lower() in _PLEADING
        if pleads and any(is_about_being_named(verb.doc[a : b + 1]) for a, b in stretches):
            return None
        ranges = [r for r in (content_range(verb.doc, a, b, quotations) for a, b in stretches) if r]
        ranges = _inside_quotation(verb, ranges, quotations)
        if ranges:
            return _with_source(cue, rule, tuple(ranges))
    return None


def _with_source(cue: Cue, rule: str, ranges: tuple[Range, ...]) -> Attribution | None:
    """The attribution with its source, None where nobody can have said it."""
    verb = cue.verb
    head, anonymous = source_head(verb)
    if head is None and not anonymous:
        return None
    if head is not None and (rule in _CAREFUL or verb.lemma_.lower() in weak_verbs()) and not can_speak(head):
        return None
    source = source_range(head, verb=verb) if head is not None else None
    words = token_range(verb, cue.last)
    if any(taken and taken[0] < end and start < taken[1] for taken in (source, words) for start, end in ranges):
        return None
    anonymous = anonymous and not _is_hearsay(verb) and "person-clause" not in cue.takes
    name = "wording" if cue.takes == {"as"} else _SPOKEN_OF if rule == "after" and _is_of_words(cue) else rule
    return Attribution(source, words, ranges, name, anonymous=anonymous, denies=rule == "object" and _denies(verb))


def _is_hearsay(verb: Token) -> bool:
    """Whether nobody in the text says it: "it is said that", "the rebels are reported to have left"."""
    if verb.lemma_.lower() not in _HEARSAY:
        return False
    passed_on = any(c.dep_ == "xcomp" and _is_infinitive(c) for c in verb.children)
    return passed_on or any(c.dep_ == "auxpass" and c.tag_ in {"VBZ", "VBP"} for c in verb.children)


def _is_of_words(cue: Cue) -> bool:
    """Whether a verb with its preposition can only be of words: not "called for", nor "speaks highly of"."""
    return cue.last.lower_ != "for" and (cue.verb.lemma_.lower(), cue.last.lower_) != ("speak", "of")


def _denies(verb: Token) -> bool:
    """Whether a verb turns down what others say: "denied a report by X that …"."""
    return any(denies_report(c, verb) for c in verb.children)


def _idle(verb: Token) -> bool:
    """Whether a verb reports nothing that was said: negated, merely possible, wished for, an order or a purpose."""
    if (
        is_negated(verb)
        or is_neither(verb)
        or _is_told(verb)
        or any(_is_nobody(subject) for subject in own_subjects(verb))
    ):
        return True
    auxiliaries = {child.lower_ for child in verb.children if child.dep_ == "aux"}
    if is_supposed(verb):
        return True
    if "to" in auxiliaries:
        head = verb.head.lemma_.lower()
        done = (head in onward_verbs() and verb.dep_ in {"xcomp", "advcl"}) or (
            head in meeting_verbs() and verb.dep_ == "advcl"
        )
        heard = "have" in auxiliaries and head in _HEARSAY and is_passive(verb.head)
        return not (done or heard)
    return bool(auxiliaries & _HYPOTHETICAL)


def is_supposed(verb: Token) -> bool:
    """Whether it is only a case that may be: "if Norway says so", "had the envoy said so", "whether he said so"."""
    first = verb.left_edge
    turned = first.dep_ == "aux" and first.head == verb and first.lower_ in {"had", "should", "were"}
    return turned or any(c.dep_ == "mark" and c.lower_ in {"if", "unless", "whether"} for c in verb.lefts)


def _is_nobody(noun: Token) -> bool:
    """Whether a subject says that nobody did it: "nobody", "neither side", "no official"."""
    nobody = {"nobody", "none", "neither", "no"}
    return noun.lower_ in nobody or any(
        c.dep_ in {"det", "preconj", "neg"} and c.lower_ in nobody for c in noun.children
    )


def _is_told(verb: Token) -> bool:
    """Whether a participle names who was told or asked, not who says: "people briefed on", "Asked whether …, she"."""
    when = verb.tag_ == "VBD" and any(c.lower_ in {"when", "if", "once"} and c.i < verb.i for c in verb.children)
    asked = verb.tag_ == "VBN" or (when and not own_subjects(verb))
    participle = asked and verb.dep_ in {"acl", "advcl", "amod", "prep"}
    return (
        participle
        and verb.lemma_.lower() in _HEARERS
        and not any(c.dep_ in {"auxpass", "agent"} for c in verb.children)
    )


def _inside_quotation(verb: Token, ranges: list[Range], quotations: Quotations) -> list[Range]:
    """A cue that is itself quoted reports nothing outside its quotation."""
    around = quotations.at(verb.idx)
    if around is None:
        return ranges
    clipped = [(max(start, around.start), min(end, around.end)) for start, end in ranges]
    return [(start, end) for start, end in clipped if start < end]


def _clause(cue: Cue) -> list[tuple[int, int]]:
    """A finite clause before or behind the cue, in one piece or around it."""
    verb = cue.verb
    aside = _aside(cue)
    if aside:
        return aside
    that = _that_behind(cue)
    if that is not None:
        last = reach(cue, that.i)
        return [(that.i, last if last > that.i else that.head.right_edge.i)]
    if is_passive(verb) and any(c.dep_ == "xcomp" and _is_infinitive(c) for c in verb.rights):
        return _passive_pieces(cue)
    if (cleft := _cleft(verb)) is not None:
        return [(cleft.left_edge.i, cleft.right_edge.i)]
    for child in verb.children:
        if child.dep_ != "ccomp" or not _finite(child) or _parted(child, verb):
            continue
        if child.i > verb.i:
            first = max(child.left_edge.i, cue.last.i + 1)
            return [(first, reach(cue, first))]
        return pieces_around(verb, child)
    return _postposed(cue)


def _cleft(verb: Token) -> Token | None:
    """The clause of "What Vask said was that it would pay", "Another point that Vask made was that …"."""
    above = verb.head
    if verb.dep_ == "relcl" and above.dep_ == "nsubj":
        above = above.head
    elif not any(c.lower_ == "what" for c in verb.lefts):
        return None
    if above.lemma_ != "be" or above.i < verb.i:
        return None
    clauses = (c for c in above.rights if c.dep_ == "ccomp")
    return next((c for c in clauses if any(m.dep_ == "mark" and m.lower_ == "that" for m in c.lefts)), None)


def _parted(clause: Token, verb: Token) -> bool:
    """Whether a clause before a verb is no content of it: two sentences in one, or a question it answers."""
    if clause.i > verb.i:
        return False
    asked = clause.tag_ == "VBN" and clause.lemma_.lower() in _HEARERS and clause.left_edge.i == clause.i
    return asked or any(t.text in {";", ":"} for t in verb.doc[clause.i : verb.i])


def _aside(cue: Cue) -> list[tuple[int, int]]:
    """The sentence around a cue between commas, or before one that ends it: "The deal, Vask said, is dead"."""
    verb, doc = cue.verb, cue.verb.doc
    subject = next(iter(own_subjects(verb)), None)
    if subject is None or "quote" not in cue.takes or subject.tag_ in {"WDT", "WP"} or subject.lower_ == "that":
        return []
    first = min(subject.left_edge.i, verb.i)
    last = max(subject.right_edge.i, cue.last.i)
    for child in verb.rights:
        told = child.dep_ == "dobj" and "person-clause" in cue.takes
        if (told or child.dep_ in _BESIDE) and child.left_edge.i == last + 1:
            last = child.right_edge.i
    sentence = verb.sent
    if first <= sentence.start + 1 or doc[first - 1].text not in {",", "—", "–", "--"} or last >= len(doc) - 1:
        return []
    ends = doc[last + 1].text in {".", "?", "!"} or last + 1 >= sentence.end or doc[last + 1].is_space
    if not ends and doc[last + 1].text not in {",", "—", "–", "--"}:
        return []
    # What a participle adds ("…, Vask said, citing two aides") is told for itself.
    ends = ends or last + 2 in denials_in(doc) or _adds_more(doc[last + 2])
    pieces = [(sentence.start, first - 2)] + ([] if ends else [(last + 2, sentence.end - 1)])
    whole = [t for a, b in pieces for t in doc[a : b + 1]]
    if not any(t.pos_ in {"VERB", "AUX"} for t in whole) or (not ends and last + 2 >= sentence.end):
        return []
    return pieces


def _adds_more(token: Token) -> bool:
    """Whether more is told than what was said: ", citing two aides", ", with one adding …", ", in the worst raid"."""
    if token.lower_ == "with":
        return any(t.tag_ == "VBG" and verb_cues(t) and own_subjects(t) for t in token.doc[token.i + 1 : token.i + 8])
    if token.lower_ == "in":
        return bool(_RANKED.match(token.doc[token.i : token.i + 4].text))
    return token.tag_ == "VBG" and bool(verb_cues(token))


def _that_behind(cue: Cue) -> Token | None:
    """The "that" of a clause behind the cue, wherever the parser hung it; an aside may part the two."""
    doc, at = cue.verb.doc, cue.last.i + 1
    behind = past_aside(cue.last, at)
    if behind is not None:
        return behind
    objects = "object" in cue.takes and "person-clause" not in cue.takes
    end = min(cue.last.i + 12, cue.verb.sent.end)
    while at < end:
        token = doc[at]
        if objects and token.dep_ == "dobj" and token.pos_ == "NOUN" and token.head == cue.verb:
            return None  # "noted the grave impediments … that these acts have caused"
        if token.lower_ == "that" and (token.dep_ == "mark" or _opens_clause(cue, token)):
            return token if cue.verb.is_ancestor(token) else None
        if token.pos_ in {"VERB", "AUX", "PUNCT"} and token.text != ",":
            return None
        at += 1
    return None


def _opens_clause(cue: Cue, that: Token) -> bool:
    """Whether "that" behind a hearer is no relative pronoun: "told the council that scouts reported shelling"."""
    verb = that.head
    if "person-clause" not in cue.takes or that.dep_ != "dobj" or verb.dep_ != "relcl":
        return False
    taken = any(c.dep_ in {"dobj", "xcomp", "ccomp", "acomp", "attr"} and c != that for c in verb.rights)
    return taken and bool(own_subjects(verb))


def _finite(clause: Token) -> bool:
    """Whether a clause has a verb, and a subject or a conjunction of its own ("found it wise to wait" has none)."""
    if clause.pos_ in {"ADJ", "NOUN", "ADV"} and not any(c.pos_ == "AUX" for c in clause.children):
        return False
    return any(c.dep_ in {"nsubj", "nsubjpass", "expl", "mark", "csubj"} for c in clause.children) and not (
        any(c.dep_ == "aux" and c.lower_ == "to" for c in clause.children)
    )


def _postposed(cue: Cue) -> list[tuple[int, int]]:
    """A whole sentence before ", X said" that the parser did not hang on the verb."""
    verb = cue.verb
    subject = next(iter(own_subjects(verb)), None)
    if subject is None or any(c.i > cue.last.i and c.dep_ in {"dobj", "prep", "xcomp", "acomp"} for c in verb.children):
        return []
    first = min(subject.left_edge.i, verb.i)
    comma = first - 1
    if comma <= verb.sent.start or verb.doc[comma].text != ",":
        return []
    before = verb.doc[verb.sent.start : comma]
    if before[0].lemma_.lower() in _HEARERS and before[0].tag_ in {"VBN", "VBD"}:
        return []  # "Asked if it held, she said …"
    return [(before.start, comma - 1)] if any(t.tag_ in _FINITE for t in before) else []


def _object(cue: Cue) -> list[tuple[int, int]]:
    """A noun phrase behind an active cue, or the subject of a passive one with what follows the verb."""
    verb = cue.verb
    if is_passive(verb):
        return _passive_object(cue)
    for child in verb.rights:
        noun = child.pos_ in {"NOUN", "PROPN", "PRON"} or child.dep_ != "dep"
        if child.dep_ in {"dobj", "attr", "oprd", "dep"} and child.i > verb.i and noun:
            if not _says_something(child, cue):
                return []
            first = max(child.left_edge.i, cue.last.i + 1)
            return [(first, reach(cue, first))] if first <= child.i else []
        if (
            child.dep_ == "ccomp"
            and child.i > verb.i
            and not _finite(child)
            and child.left_edge.pos_ in {"DET", "NOUN"}
        ):
            return [(child.left_edge.i, reach(cue, child.left_edge.i))]
    return []


def _says_something(noun: Token, cue: Cue) -> bool:
    """Whether an object can be the content of a cue: no pronoun, date or courtesy, and a noun that the cue asks for."""
    lemma = noun.lemma_.lower()
    if noun.lower_ in _EMPTY_OBJECTS or noun.ent_type_ in {"DATE", "TIME"} or lemma in courtesies():
        return False
    return not cue.objects or lemma in cue.objects


def _passive_object(cue: Cue) -> list[tuple[int, int]]:
    subject = next((c for c in cue.verb.lefts if c.dep_ == "nsubjpass"), None)
    if (
        subject is not None
        and subject.lower_ in {"this", "it", "that"}
        and any(c.dep_ == "agent" for c in cue.verb.children)
    ):
        return _sentence_before(cue.verb)
    if (
        subject is None
        or subject.lower_ in _EMPTY_OBJECTS | {"we", "he", "she", "they", "i"}
        or subject.ent_type_ == "PERSON"
        or (cue.objects and subject.lemma_.lower() not in cue.objects)
    ):
        return []
    pieces = [(subject.left_edge.i, subject.right_edge.i)]
    first = cue.last.i + 1
    last = reach(cue, cue.last.i)
    if last > first and not any(c.dep_ == "agent" for c in cue.verb.children):
        pieces.append((first, last))
    return pieces


def _sentence_before(verb: Token) -> list[tuple[int, int]]:
    """The sentence that "This was announced by …" points back to, in the same paragraph."""
    start = verb.sent.start
    if start == 0 or any("\n\n" in t.text for t in verb.doc[max(start - 2, 0) : start]):
        return []
    before = verb.doc[start - 1].sent
    return [(before.start, before.end - 1)]


def _as_clause(cue: Cue) -> list[tuple[int, int]]:
    """ "As she said in May, [the border will open]": the sentence around a clause with "as"."""
    verb = cue.verb
    marks = [c for c in verb.lefts if c.lower_ == "as" and c.dep_ in {"mark", "advmod", "prep"}]
    if not marks or verb.dep_ != "advcl" or not cue.takes & {"quote", "as"}:
        return []
    if verb.lemma_ in {"continue", "propose", "go"}:
        return []
    if (marks[0].i + 1 < len(verb.doc) and marks[0].nbor().lower_ in {"long", "soon", "far", "well"}) or is_passive(
        verb
    ):
        return []
    if "as" not in cue.takes and any(c.dep_ in {"ccomp", "dobj"} for c in verb.children):
        return []
    return pieces_without(verb.head, verb)


def _infinitive(cue: Cue) -> list[tuple[int, int]]:
    for child in cue.verb.rights:
        if child.dep_ in {"xcomp", "ccomp"} and any(c.lower_ == "to" and c.dep_ == "aux" for c in child.children):
            first = max(child.left_edge.i, cue.last.i + 1)
            return [(first, reach(cue, first))]
    return []


def _person_infinitive(cue: Cue) -> list[tuple[int, int]]:
    """The person asked and the deed: "urged [both sides to talk]"."""
    if is_passive(cue.verb):
        deed = any(c.dep_ == "xcomp" and _is_infinitive(c) for c in cue.verb.rights)
        return _passive_pieces(cue) if deed else []
    first = cue.last.i + 1
    last = reach(cue, first)
    doc = cue.verb.doc
    marker = next(
        (
            i
            for i in range(first + 1, last)
            if doc[i].lower_ == "to" and doc[i].dep_ == "aux" and doc[i + 1].tag_ != "VBG"
        ),
        None,
    )
    if marker is None or doc[first].pos_ in {"PUNCT", "SCONJ"} or doc[first].dep_ == "mark":
        return []
    if any(doc[i].dep_ == "mark" or doc[i].tag_ in {"VBD", "VBZ", "MD"} for i in range(first, marker)):
        return []
    return [(first, last)]


def _person_about(cue: Cue) -> list[tuple[int, int]]:
    """What a hearer is told about; the parser may have hung the preposition on the hearer ("informed Vask of …")."""
    verb = cue.verb
    if is_passive(verb):
        return []
    hearers = [c for c in verb.rights if c.dep_ in {"dobj", "dative"}]
    for holder in (verb, *hearers):
        for child in holder.rights:
            if child.dep_ != "prep" or child.lower_ not in _MATTERS or child.i <= cue.last.i:
                continue
            noun = next((c for c in child.children if c.dep_ in {"pobj", "pcomp"}), None)
            if noun is not None and noun.ent_type_ not in {"DATE", "TIME"}:
                return [(child.i + 1, reach(cue, child.i + 1))]
    return []


def _person_object(cue: Cue) -> list[tuple[int, int]]:
    """The hearer or the thing judged, with what is said of it: "accused [Vask of cheating]"."""
    if is_passive(cue.verb):
        of = any(c.dep_ in {"prep", "oprd"} and c.lower_ not in {"by", "in", "on"} for c in cue.verb.rights)
        return _passive_pieces(cue) if of else []
    found = next((c for c in cue.verb.rights if c.dep_ in {"dobj", "ccomp", "oprd"} and c.i > cue.last.i), None)
    if found is None:
        return []
    first = cue.last.i + 1
    last = reach(cue, first)
    doc = cue.verb.doc
    links = {"as"} if cue.verb.lemma_.lower() in _NAMING else {"of", "as", "for", "to"}
    said_of = any(
        t.dep_ == "oprd" or (t.dep_ == "prep" and t.lower_ in links and t.head in (cue.verb, found))
        for t in doc[first : last + 1]
    )
    return [(first, last)] if said_of else []


def _passive_pieces(cue: Cue) -> list[tuple[int, int]]:
    """Of whom and what is said by somebody: "[Norway] was accused by Sweden [of arming them]"."""
    verb = cue.verb
    subject = next((s for s in own_subjects(verb) if s.i < verb.i), None)
    by = next((c for c in verb.rights if c.dep_ == "agent"), None)
    if subject is None or by is None or subject.lower_ in _EMPTY_OBJECTS or subject.tag_ in {"WDT", "WP"}:
        return []
    first = by.right_edge.i + 1 if by.i == cue.last.i + 1 else cue.last.i + 1
    last = reach(cue, first) if first == by.right_edge.i + 1 else by.i - 1
    return [(subject.left_edge.i, subject.right_edge.i), (first, last)] if last > first else []


def _is_infinitive(verb: Token) -> bool:
    return any(c.lower_ == "to" and c.dep_ == "aux" for c in verb.children)


def _after(cue: Cue) -> list[tuple[int, int]]:
    first = cue.last.i + 1
    if first >= len(cue.verb.doc) or is_passive(cue.verb):
        return []
    following = cue.verb.doc[first]
    if following.pos_ in {"PUNCT", "SPACE", "CCONJ"} or following.lower_ in _EMPTY_OBJECTS - {"that", "those", "these"}:
        return []
    return [(first, reach(cue, first))]


_WAYS = (
    ("as", _as_clause),
    ("clause", _clause),
    ("infinitive", _infinitive),
    ("person-infinitive", _person_infinitive),
    ("person-object", _person_object),
    ("person-about", _person_about),
    ("after", _after),
    ("object", _object),
)
_NEEDS = {
    "as": frozenset({"clause", "as"}),
    "clause": frozenset({"clause", "person-clause"}),
    "infinitive": frozenset({"infinitive"}),
    "person-infinitive": frozenset({"person-infinitive"}),
    "person-object": frozenset({"person-object"}),
    "person-about": frozenset({"person-about"}),
    "after": frozenset({"after"}),
    "object": frozenset({"object"}),
}

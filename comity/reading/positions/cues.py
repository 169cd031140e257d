"""Words of stance and what they take: verbs, nouns and adjectives of `data/positions.yaml`, with their holders."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from comity.model import Actor
from comity.reading.complements import complement_after, nominal_at
from comity.reading.mentions import actors_of, actors_of_all, mention_of, unique
from comity.reading.positions.moods import (
    is_agreed,
    is_claim,
    is_supposed,
    is_thing,
    may_expect,
    only_concerns,
    ought_to,
    serves_a_purpose,
)
from comity.reading.positions.phrases import cut, parts_of, repeated
from comity.reading.positions.words import (
    Found,
    actors_or_speaker,
    asked_of_others,
    denied,
    flipped,
    groups,
    index,
    is_conditional,
    is_neither,
    thanked,
    unsaid,
    words,
)
from comity.reading.syntax import (
    agents,
    auxiliaries,
    clause_verb,
    conjunct_phrase,
    conjuncts,
    doers,
    first_conjunct,
    is_negated,
    is_passive,
    own_subjects,
    phrase,
    subjects,
    trim,
)

_PERSONS = frozenset(
    {"person", "state", "organisation", "alliance", "seat", "office", "armed-group", "unnamed", "people"}
)
_SAYING = frozenset({"decline", "refuse", "want", "wish", "hope", "seek"})
_CLAIMING = frozenset({"insist", "hold", "maintain", "affirm"})
_AGAINST = frozenset({"block", "oppose", "veto", "resist", "fight", "reject", "thwart"})


def from_word(token: Token) -> Iterator[Found]:
    """What a noun, verb or adjective of stance says."""
    yield from _from_noun(token)
    yield from _from_verb(token)
    yield from _from_adjective(token)
    yield from from_against(token)


def _found(
    cue: Token, about: TokenSpan, group: dict[str, Any], rule: str, holders: tuple[Actor, ...], *, negated: bool
) -> Found:
    """A find, mixed where its group is, or where a condition follows a group that can hang on one."""
    stance = _turned(about, flipped(group["stance"], negated=negated))
    mixed = group["stance"] == 0 or (bool(group.get("conditional")) and is_conditional(cue, about))
    return Found(cue, about, stance, group["strength"], rule, holders, mixed)


def _turned(about: TokenSpan, stance: Any) -> Any:
    """Who vows to block or veto something is against it."""
    first = about[0]
    blocks = first.tag_ == "VB" and first.lemma_.lower() in _AGAINST
    return flipped(stance, negated=True) if blocks and stance == 1 else stance


def _from_noun(cue: Token) -> Iterator[Found]:
    if cue.pos_ not in {"NOUN", "PROPN"}:
        return
    for name, group in groups("nouns", cue):
        if only_concerns(cue) or cue.tag_ == "VBG" or (cue.lower_ == "calling" and cue.lower_ not in group["words"]):
            continue
        lone = is_negated(cue) or (cue.head.lemma_ == "be" and is_negated(cue.head))
        if (group.get("only_negated") and not lone) or (group.get("governed") and cue.dep_ != "pobj"):
            continue
        holders: tuple[Actor, ...] | None = None
        for about in complements_of(cue, group["takes"]):
            holders = _noun_holders(cue, group) if holders is None else holders
            if group.get("services") and about[0].lemma_.lower() in words("services"):
                continue
            negated = not group.get("only_negated") and (is_negated(cue) or denied(cue.head) or _turned_down(cue))
            yield _found(cue, about, group, f"nouns/{name}", holders, negated=negated)


def _turned_down(cue: Token) -> bool:
    """Whether a request is what somebody rejects: "rejected calls for a boycott"."""
    return cue.dep_ == "dobj" and cue.head.lemma_.lower() in words("turning_down") and not is_negated(cue.head)


def _from_verb(cue: Token) -> Iterator[Found]:
    if cue.pos_ not in {"VERB", "AUX"} or cue.dep_ in {"amod", "compound"}:
        return
    found = groups("verbs", cue)
    asked = asked_of_others(cue)
    if not found or (asked and cue.tag_ == "VB") or serves_a_purpose(cue):
        return
    if is_neither(cue) or ought_to(cue) or is_agreed(cue):
        return
    for name, group in found:
        particle = (group["particle"],) if isinstance(group.get("particle"), str) else group.get("particle")
        if (particle and not any(c.lower_ in particle for c in cue.children)) or (
            group.get("negated_only") and not denied(cue)
        ):
            continue
        holders = (actors_of_all(subjects(asked)) if asked else actors_or_speaker(doers(cue))) or unsaid(cue)
        if not holders:
            continue
        abouts = _passive_subject(cue, group) if is_passive(cue) else list(_verb_complements(cue, group))
        for about in abouts:
            if _fits(cue, group, about, holders):
                yield _found(cue, about, group, f"verbs/{name}", holders, negated=denied(cue))
        if abouts:
            return


def _fits(cue: Token, group: dict[str, Any], about: TokenSpan, holders: tuple[Actor, ...]) -> bool:
    """Whether what a verb takes is a thing to stand for or against."""
    root = about.root
    bare = cue.head.tag_ == "NNS" and not any(c.dep_ in {"det", "poss", "nummod"} for c in cue.head.children)
    if cue.dep_ == "relcl" and bare and all(a.kind == "unnamed" for a in holders):
        return False  # "countries that wish to join": of a kind
    if root.dep_ == "conj" and "affirm" in group["words"] and groups("nouns", first_conjunct(root)):
        return False  # "affirmed their commitment to A, B, and C": B hangs on the commitment
    if root.pos_ == "PRON" or (group.get("no_actor") and _names_actor(about)):
        return False
    if about[0].lemma_.lower() in words("keeping_silent") | {"thank"} and cue.lemma_.lower() in _SAYING:
        return False
    if cue.lemma_.lower() == "expect" and not may_expect(cue, holders):
        return False
    if cue.lemma_.lower() in _CLAIMING and root.dep_ == "ccomp" and is_claim(root):
        return False  # "insisted that the raid had failed": nothing is asked for
    if is_supposed(cue) or (root.lemma_.lower() in words("worries") and cue.lemma_.lower() in words("uttering")):
        return False
    if any(o.lower_ in words("mutual") for o in cue.children if o.dep_ == "dobj"):
        return False  # "accused each other": told as a divergence
    claimed = len(about) <= 3 or any(c.dep_ in {"acl", "ccomp", "relcl"} and own_subjects(c) for c in root.children)
    if root.lemma_.lower() in words("claims") and claimed and cue.lemma_.lower() in words("denying"):
        return False  # "rejected the charge": what was charged is denied, nothing is opposed
    return not _is_own_stance(about, group, holders)


def _is_own_stance(about: TokenSpan, group: dict[str, Any], holders: tuple[Actor, ...]) -> bool:
    """Whether a phrase is itself a stance that its noun's rule reads ("repeated his support for …").

    Somebody else's readiness can be welcomed; one's own can only be voiced.
    """
    root = about.root
    if root.tag_ == "VBG" and "thank" in group["words"] and groups("verbs", root):
        return True  # "thanked Oman for supporting the truce": Oman's stance
    if not any(any(complements_of(root, inner["takes"])) for _, inner in groups("nouns", root)):
        return False
    others = [a for a in _owners(root, of_about=False) if a not in holders]
    return not (group.get("judges") and others)


def _from_adjective(cue: Token) -> Iterator[Found]:
    if cue.dep_ not in {"acomp", "ROOT", "attr", "conj", "oprd", "ccomp"} and cue.tag_ != "VBN":
        return
    for name, group in index("adjectives").get(cue.lower_, ()):
        holder = cue.head if cue.dep_ in {"acomp", "attr", "oprd"} else cue
        seeming = holder.lemma_.lower() in words("seeming")
        holders = () if seeming else actors_or_speaker(own_subjects(cue) or subjects(holder))
        for about in complements_of(cue, group["takes"]) if holders else ():
            negated = denied(holder) or denied(cue)
            if group.get("modal") and not any(t.tag_ == "MD" or t.lower_ in {"has", "needs", "be"} for t in about):
                continue
            if group.get("services") and about[0].lemma_.lower() in words("services"):
                continue
            yield _found(cue, about, group, f"adjectives/{name}", holders, negated=negated)


def clause_of(verb: Token) -> TokenSpan:
    """A clause from its subject on, without "that" and what hangs before the subject."""
    whole = phrase(verb)
    subject = own_subjects(verb) or [c for c in verb.children if c.dep_ == "expl"] or [verb]
    start = min(t.left_edge.i for t in subject)
    return cut(trim(verb.doc, max(start, whole.start), whole.end - 1), verb)


def complements_of(cue: Token, takes: list[str]) -> Iterator[TokenSpan]:
    """What a noun or adjective of stance takes: the first form that fits, coordinated parts apart."""
    for form in ("on-to", "upon-to", "to-to"):
        spans = list(object_to(cue, form.removesuffix("-to"))) if form in takes else []
        if spans:
            yield from spans
            return
    if {"for", "to"} <= set(takes):
        whole = list(object_to(cue, "for"))
        if whole:
            yield from whole
            return
    prepositions = frozenset(t for t in takes if t not in {"to", "to-noun", "object", "that"} and "-to" not in t)
    if "to-noun" in takes:
        prepositions |= {"to"}
    forms = {"preposition"} | ({"infinitive"} if "to" in takes else set()) | ({"clause"} if "that" in takes else set())
    found = complement_after(cue, cue.i + 1, frozenset(forms), prepositions)
    if found is not None:
        yield from (part for piece in repeated(found, prepositions) for part in parts_of(*piece))
        yield from _next_infinitives(cue, found.span, takes)
    elif "to-to" in takes and cue.dep_ == "dobj":  # "expressed gratitude to Oman for the help"
        yield from _behind(cue.head, "for")
    elif cue.dep_ == "nsubjpass":
        yield from _behind_passive(cue, takes)


def _behind_passive(cue: Token, takes: list[str]) -> Iterator[TokenSpan]:
    """What a noun takes across its verb: "concerns were expressed over …", "the hope was expressed that …"."""
    verb = cue.head
    clause = next((c for c in verb.children if c.dep_ == "ccomp" and own_subjects(c)), None)
    if "that" in takes and clause is not None:
        yield clause_of(clause)
        return
    for preposition in takes:
        if preposition in {"due", "over", "about", "at", "regarding", "with", "on", "for"}:
            spans = list(_behind(verb, preposition))
            if spans:
                yield from spans
                return


def _next_infinitives(cue: Token, span: TokenSpan, takes: list[str]) -> Iterator[TokenSpan]:
    """The second half of "the need to do this and to do that"."""
    doc, i = cue.doc, span.end
    if "to" in takes and i + 1 < cue.sent.end and doc[i].lower_ in {"and", "or"} and doc[i + 1].lower_ == "to":
        found = complement_after(cue, i + 1, frozenset({"infinitive"}), frozenset())
        if found is not None:
            yield found.span


def _verb_complements(cue: Token, group: dict[str, Any]) -> Iterator[TokenSpan]:
    for form in group["takes"]:
        spans = [s for s in _one_form(cue, form, group) if not (group.get("no_actor") and _names_actor(s))]
        if spans:
            yield from spans
            return


def _one_form(cue: Token, form: str, group: dict[str, Any]) -> Iterator[TokenSpan]:
    if form == "object":
        yield from _objects(cue)
    elif form == "that":
        clause = next((c for c in cue.children if c.dep_ == "ccomp" and c.i > cue.i and own_subjects(c)), None)
        if clause is not None and (not group.get("modal") or auxiliaries(clause)):
            told = clause_of(clause)
            opened = told[0].lower_ == "that" and told.start == cue.i + 1 and len(told) > 2
            yield told.doc[told.start + 1 : told.end] if opened else told
    elif form == "to":
        found = complement_after(cue, cue.i + 1, frozenset({"infinitive"}), frozenset())
        if found is not None and not _of_the_object(cue, found.head):
            yield from parts_of(found.span, found.head, found.kind)
    elif form == "wanted":
        yield from _objects(cue) if cue.lemma_.lower() in {"want", "seek"} else ()
    elif form == "whether":
        yield from _whether(cue)
    elif form == "voted-on":
        yield from _voted_on(cue)
    elif form.endswith("-to"):
        yield from object_to(cue, form.removesuffix("-to") if form != "object-to" else None)
    else:
        preposition = "to" if form == "to-noun" else form
        if preposition in {"of", "about"} and cue.lemma_.lower() in group.get("against_only", ()):
            return
        yield from _behind(cue, preposition)


def _of_the_object(cue: Token, infinitive: Token) -> bool:
    """Whether an infinitive hangs on a noun behind what a verb takes: "wants a truce in an attempt to end the war"."""
    if any(cue.i < s.i < infinitive.i for s in own_subjects(infinitive)):
        return True  # "wanted Chile to win": read with its subject
    thing = next((c for c in cue.children if c.dep_ == "dobj" and cue.i < c.i < infinitive.i), None)
    return thing is not None and infinitive.dep_ == "acl" and infinitive.head.dep_ == "pobj"


def _behind(cue: Token, preposition: str) -> Iterator[TokenSpan]:
    """The noun phrase or gerund behind a preposition that hangs on a verb or on its object."""
    direct = [c for c in cue.children if c.dep_ in {"dobj", "advmod", "prt"}]
    for child in [*cue.children, *(g for c in direct for g in c.children)]:
        if child.lower_ == preposition and child.dep_ in {"prep", "prt", "dative", "agent"} and child.i > cue.i:
            found = nominal_at(cue, child.i + (2 if preposition == "due" else 1))
            if found is not None:
                for piece in repeated(found, frozenset({preposition})):
                    yield from parts_of(*piece)
                return


def _whether(cue: Token) -> Iterator[TokenSpan]:
    """The question that is left open: "has not decided whether to join"."""
    for token in cue.doc[cue.i + 1 : min(cue.i + 6, cue.sent.end)]:
        if token.lower_ == "whether" and cue.is_ancestor(token):
            yield trim(cue.doc, token.i, token.head.right_edge.i)
            return


def _voted_on(cue: Token) -> Iterator[TokenSpan]:
    """What others voted on in the same sentence: "ten members voted for the text; two abstained"."""
    for token in cue.sent:
        if token.dep_ != "pobj" or token.i > cue.i:
            continue
        over = token.head.head
        voted = over.lemma_ == "vote" and token.head.lower_ in {"on", "for", "against"}
        if voted or (token.head.lower_ == "of" and over.lower_ in {"favour", "favor", "support"}):
            yield conjunct_phrase(token)
            return


def _what_it_calls(cue: Token) -> Iterator[TokenSpan]:
    """What is named in "condemned what it called an illegal raid"."""
    doc, at = cue.doc, cue.i + 2
    while at < min(cue.sent.end, cue.i + 9):
        if doc[at].lemma_.lower() in {"call", "describe", "term", "say", "see", "brand"} and doc[at].pos_ == "VERB":
            at += 2 if at + 1 < len(doc) and doc[at + 1].lower_ in {"as", "is", "are", "was", "were"} else 1
            found = nominal_at(cue, at)
            if found is not None:
                yield from parts_of(found.span, found.head, found.kind)
            return
        at += 1


def _objects(cue: Token) -> Iterator[TokenSpan]:
    if cue.i + 2 < cue.sent.end and cue.nbor(1).lower_ == "what":
        yield from _what_it_calls(cue)
        return
    for child in cue.children:
        gerund = child.tag_ == "VBG" and (child.dep_ == "xcomp" or child.left_edge.i <= cue.i + 2)
        if child.i > cue.i and (child.dep_ == "dobj" or (gerund and child.dep_ in {"xcomp", "advcl"})):
            if child.ent_type_ in {"DATE", "TIME"} or child.pos_ == "PRON":
                continue
            found = nominal_at(cue, child.left_edge.i)
            if found is not None:
                yield from parts_of(found.span, found.head, found.kind)
                return


def object_to(cue: Token, preposition: str | None) -> Iterator[TokenSpan]:
    """ "X to do" behind "urged" or "called on": the whole of it; a second "and to do" apart."""
    start = cue.i + 1
    doc = cue.doc
    if preposition is not None:
        if start >= len(doc) or doc[start].lower_ != preposition:
            return
        start += 1
    for token in doc[start : cue.sent.end]:
        halved = token.lower_ == "to" and token.i + 3 < len(doc) and doc[token.i + 1].lower_ in {"de", "re"}
        if token.i > start and (halved or (token.tag_ == "TO" and token.head.tag_ == "VB")):
            before = doc[start : token.i]
            if any(t.tag_ in {"VBD", "VBZ", "VBP", "MD"} and t.dep_ != "relcl" for t in before):
                return
            if preposition == "to" and any(t.lower_ == "for" for t in before):
                return  # "gratitude to Oman for its efforts to …"
            if halved and token.head.tag_ != "VB":  # "to de-escalate tensions", taken apart by the parser
                yield trim(doc, start, max(doc[token.i + 3].head.right_edge.i, token.i + 3))
                return
            found = complement_after(cue, token.i, frozenset({"infinitive"}), frozenset())
            end = cut(found.span, found.head, found.kind).end if found is not None else token.head.right_edge.i + 1
            yield from _infinitives(trim(doc, start, end - 1), token)
            return


def _infinitives(span: TokenSpan, first: Token) -> Iterator[TokenSpan]:
    """A request in its parts: "both sides to cease fire", "return to talks", "free the crew"."""
    doc, start = span.doc, span.start
    joined = {
        t.i for t in conjuncts(first.head) if t.tag_ == "VB" and any(c.dep_ in {"dobj", "prep"} for c in t.children)
    }
    for token in doc[first.i + 1 : span.end - 2]:
        if (token.lower_ not in {"and", ","} and token.text != ";") or token.i - start <= 3 or token.i < first.head.i:
            continue
        at = token.i + 1
        while at < span.end - 2 and (doc[at].lower_ in {"and", "to"} or doc[at].pos_ == "ADV"):
            at += 1
        again = any(t.lower_ == "to" for t in doc[token.i + 1 : at]) and token.lower_ == "and"
        if doc[at].tag_ == "VB" and (again or at in joined):
            yield _ended(doc, start, token.i - 1)
            start = at if doc[at - 1].pos_ != "ADV" else at - 1
    yield trim(doc, start, span.end - 1)


def _ended(doc: Doc, start: int, last: int) -> TokenSpan:
    """A part without the comma or conjunction it ends with."""
    while last > start and doc[last].lower_ in {"and", ",", ";"}:
        last -= 1
    return trim(doc, start, last)


def _passive_subject(cue: Token, group: dict[str, Any]) -> list[TokenSpan]:
    if "object" not in group["takes"]:
        return []
    return [conjunct_phrase(noun) for noun in own_subjects(cue)]


def _names_actor(about: TokenSpan) -> bool:
    """Whether a phrase is somebody rather than something ("welcomed the guests")."""
    if any(t.tag_ == "TO" for t in about):
        return False  # "Iran to reopen the site" asks for a deed
    mention = mention_of(about.root)
    return mention is not None and mention.how not in {"pronoun"}


def _owners(cue: Token, *, of_about: bool) -> tuple[Actor, ...]:
    """Whose a noun is by its own words: "Moscow's", "of the United States", "U.S."."""
    for child in cue.children:
        of_actor = child.dep_ == "prep" and child.lower_ in {"of", "from"} and not of_about
        for noun in [
            *(child.children if of_actor else ()),
            *([child] if child.dep_ in {"poss", "compound", "amod", "nmod"} else ()),
        ]:
            holders = actors_or_speaker([noun]) if noun.lower_ == "our" else actors_of(noun)
            if holders and all(actor.kind in _PERSONS for actor in holders):
                return holders
    return ()


def _noun_holders(cue: Token, group: dict[str, Any]) -> tuple[Actor, ...]:
    """Whose stance a noun is: whoever is thanked for it, its owner; else who utters or has it; else who speaks."""
    owned = any(c.dep_ == "poss" and c.pos_ != "PRON" for c in cue.children)
    given = () if owned else thanked(cue)
    if given:
        return given
    of_about = "of" in group["takes"] and not any(child.lower_ == "for" for child in cue.children)
    owners = () if group.get("speaker") else _owners(cue, of_about=of_about)
    verb = clause_verb(cue)
    while verb.lower_ in {"including", "regarding", "concerning", "following"} and verb.head != verb:
        verb = clause_verb(verb.head)
    if owners and cue.dep_ == "dobj" and verb.lemma_.lower() in {"share", "echo"}:
        return unique((*actors_or_speaker(subjects(verb)), *owners))
    if owners:
        return () if ought_to(verb) else owners
    if group.get("uttered") and verb.lemma_.lower() not in words("uttering"):
        return ()
    if verb.pos_ in {"VERB", "AUX"}:
        if asked_of_others(verb):
            return ()
        whose = agents(verb) if is_passive(verb) else subjects(verb)
        holders = actors_or_speaker([t for t in whose if not is_thing(t, verb)])
        if holders:
            return holders
    return unsaid(verb)


def from_against(token: Token) -> Iterator[Found]:
    """ "is against the plan", "came out against it", "a critic of the plan"."""
    if token.lower_ == "against" and token.head.lemma_ in {"be", "come", "remain"} and token.dep_ == "prep":
        holders, found = actors_or_speaker(subjects(token.head)), nominal_at(token, token.i + 1)
        if holders and found is not None:
            stance = flipped(-1, negated=is_negated(token.head))
            for about in parts_of(found.span, found.head, found.kind):
                yield Found(token, about, stance, 0.9, "against/is-against", holders)
    for name, group in groups("people", token):
        holders = ()
        if token.dep_ == "attr" and token.head.lemma_ in {"be", "become", "remain"}:
            holders = actors_of_all(subjects(token.head))
        elif token.dep_ == "appos":
            holders = actors_of(token.head)
        for about in complements_of(token, ["of"]) if holders else ():
            stance = flipped(group["stance"], negated=is_negated(token.head))
            yield Found(token, about, stance, group["strength"], f"people/{name}", holders)

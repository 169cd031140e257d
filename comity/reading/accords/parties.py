"""Who agrees: the parties of an accord, from the grammar around its cue, failing that from the context."""

from __future__ import annotations

from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from comity.model import Actor
from comity.reading.accords.cues import Cue
from comity.reading.accords.joint_texts import joint_parties, speaks_jointly
from comity.reading.lexicons import load_yaml
from comity.reading.mentions import actors_of, actors_of_all, mentions_by_head, unique
from comity.reading.syntax import agents, conjuncts, doers, is_passive, own_subjects, prepositional, subjects

_TOGETHER = ("with", "between", "among")
_SUPPORT_LINKS = frozenset({"dobj", "pobj", "attr", "prep", "conj", "appos", "oprd"})
_SIDES = frozenset({"parties", "sides", "participants", "signatories", "delegations", "negotiators"})
_TAKES_TWO = frozenset({"agree", "reach", "settle on"})
_BODIES = frozenset({"state", "organisation", "armed-group", "alliance"})
_COLLECTIVES = frozenset(
    {"parties", "sides", "participants", "signatories", "countries", "governments", "states", "nations", "delegations"}
)


def parties_of(cue: Cue, last: tuple[Actor, ...]) -> tuple[Actor, ...]:
    """The actors who agree or pledge; `last` are those of the accord before, for a passive without a doer."""
    found = _of_sides(cue, _by_grammar(cue))
    if cue.group.name == "agreement" and len(found) < 2 and cue.content.kind == "noun":
        return ()  # "the agreement on grain" in passing: who its parties are would be a guess
    if cue.group.name == "agreement" and len(found) < 2:
        return principals(cue.anchor.doc, cue.anchor.i) or last
    if not found and _needs_context(cue) and (cue.group.name != "decision" or cue.anchor.doc._.encounters):
        found = principals(cue.anchor.doc, cue.anchor.i, states=_are_states(cue)) or last
    return found


def _of_sides(cue: Cue, found: tuple[Actor, ...]) -> tuple[Actor, ...]:
    """Who "the parties" are that nobody named before: the states or groups named side by side, before or after."""
    verb = _verb_of(cue.anchor)
    told = subjects(verb) if verb is not None and not is_passive(verb) else []
    if len(found) != 1 or not told:
        return found
    if (
        found[0].kind == "unnamed"
        and told[0].lower_ in _SIDES
        and all(c.dep_ in {"det", "predet"} for c in told[0].children)
    ):
        return _side_by_side(cue.anchor) or found
    if cue.group.name in _TAKES_TWO and told[0].lower_ in {"we", "they"} and told[0].tag_ == "PRP":
        sides = principals(cue.anchor.doc, cue.anchor.i, states=True)
        return sides if any(s.country and s.country == found[0].country for s in sides) else found
    return found


def _side_by_side(anchor: Token) -> tuple[Actor, ...]:
    """The bodies that one phrase of a text names together, the last before a token, else the first after it."""
    sets = [
        (index, actors)
        for index, _ in sorted(mentions_by_head(anchor.doc).items())
        if len(actors := actors_of(anchor.doc[index])) > 1 and all(a.kind in _BODIES for a in actors)
    ]
    before = [index for index, _ in sets if index < anchor.i]
    chosen = before[-1] if before else next((index for index, _ in sets), None)
    if chosen is None:
        return ()
    head = anchor.doc[chosen]
    while head.dep_ == "conj":
        head = head.head
    return actors_of(head)


def _by_grammar(cue: Cue) -> tuple[Actor, ...]:
    anchor = cue.anchor
    noun = cue.noun
    if cue.group.name == "reject":
        return _owners(cue) or actors_of_all(subjects(anchor))
    found: list[Actor] = []
    if noun is not None:
        owners = actors_of_all([t for c in noun.children if c.dep_ == "poss" for t in conjuncts(c)])
        if owners:
            return owners
        found += actors_of_all(prepositional(noun, "between", "among", "with", "of", "by", "from"))
    verb = _verb_of(anchor)
    if verb is not None and not (noun is not None and found and not is_passive(verb) and len(found) > 1):
        found += _doers(verb, noun)
        found += actors_of_all(prepositional(verb, *_TOGETHER))
    return unique(found)


def _owners(cue: Cue) -> tuple[Actor, ...]:
    """Whose the rejected proposal is: "Ardland's draft", "a plan presented by Ardland"."""
    head = cue.content.head
    return actors_of_all([c for c in head.children if c.dep_ == "poss"] + [t for c in head.children for t in agents(c)])


def _verb_of(anchor: Token) -> Token | None:
    """The verb that a cue hangs on: itself, or the one whose object, subject or complement a noun is."""
    if anchor.pos_ in {"VERB", "AUX"}:
        return anchor
    token = anchor
    for _ in range(5):
        if token.dep_ in {"nsubjpass", "nsubj"}:
            return token.head if token.dep_ == "nsubjpass" or token.head.lemma_ == "be" else None
        if token.dep_ not in _SUPPORT_LINKS or token.head == token:
            return token.head if token.dep_ in {"dobj"} else None
        token = token.head
        if token.pos_ in {"VERB", "AUX"}:
            return token
    return None


def _doers(verb: Token, noun: Token | None) -> tuple[Actor, ...]:
    """Who does the verb of a cue; in the passive only those behind "by", none where the subject is the content."""
    if is_passive(verb):
        by = actors_of_all(agents(verb))
        if by or noun is not None or verb.lemma_.lower() == "agree":
            return by
        return actors_of_all(subjects(verb))
    own = subjects(verb)
    ours = any(t.lower_ == "we" or any(c.lower_ == "our" for c in t.children) for t in own)
    if ours and speaks_jointly(own[0]) and (joint := joint_parties(verb.doc)):
        return joint
    owners = actors_of_all(
        [c for t in own for c in t.children if c.dep_ == "poss" and c.lower_ in {"our", "their", "its"}]
    )
    if owners:
        return owners
    return actors_of_all(own) or unique(actor for t in own for actor in actors_of(t))


def _needs_context(cue: Cue) -> bool:
    """Whether a cue without a doer still is an accord of those the text is about: it is impersonal or passive."""
    verb = _verb_of(cue.anchor)
    if cue.anchor.doc[cue.anchor.i].pos_ in {"VERB", "AUX"} and _are_states(cue):
        return True
    if cue.group.name in {"agree", "reach", "decide", "decision", "agreement"}:
        if verb is None:
            return False
        return is_passive(verb) or any(t.lower_ in {"it", "there"} for t in own_subjects(verb)) or _plural_subject(verb)
    return False


def are_several(cue: Cue, parties: tuple[Actor, ...]) -> bool:
    """Whether those who agree are two or more: several actors, or one plural of unnamed ones ("the ministers")."""
    verb = _verb_of(cue.anchor)
    unnamed = len(parties) == 1 and parties[0].kind == "unnamed"
    return len(parties) > 1 or (unnamed and verb is not None and _plural_subject(verb))


def _are_states(cue: Cue) -> bool:
    """Whether the subject is "the Parties", "both countries" and the like."""
    verb = _verb_of(cue.anchor)
    return verb is not None and any(t.lower_ in _COLLECTIVES for t in doers(verb))


def _plural_subject(verb: Token) -> bool:
    return any(t.tag_ == "NNS" or t.lower_ in {"they", "both", "we"} for t in doers(verb))


def principals(doc: Doc, at: int, *, states: bool = False) -> tuple[Actor, ...]:
    """The two persons, failing that states, most named before a token; states first where asked for."""
    counts: dict[str, tuple[int, Actor]] = {}
    for mention in doc._.mentions:
        if mention.span.start > doc[at].idx:
            break
        for actor in mention.actors:
            counts[actor.id] = (counts.get(actor.id, (0, actor))[0] + 1, actor)
    for kind in ("state", "person") if states else ("person", "state"):
        named = sorted((item for item in counts.values() if item[1].kind == kind), key=lambda item: -item[0])
        if len(named) >= 2:
            return (named[0][1], named[1][1])
    return ()


def mediators_of(sentence: TokenSpan) -> tuple[Actor, ...]:
    """Who mediated or brokered, by the words of a sentence: "brokered by X", "under the auspices of X"."""
    words = load_yaml("accord_cues.yaml")["mediation"]
    found: list[Actor] = []
    for token in sentence:
        lemma = token.lemma_.lower()
        if lemma in words["verbs"]:
            found += actors_of_all(agents(token))
            found += actors_of_all([child for child in token.children if child.dep_ in {"npadvmod", "compound"}])
        elif lemma in words["nouns"] and token.dep_ == "pobj":
            found += actors_of_all(prepositional(token, "of"))
            found += actors_of_all([child for child in token.children if child.dep_ in {"poss", "amod", "compound"}])
    return unique(found)

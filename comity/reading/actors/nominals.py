"""Nouns that name actors by what they are: a state's side, a set in play, or somebody unnamed."""

from __future__ import annotations

from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from comity.knowledge import fold
from comity.model import Actor
from comity.model.actors import Resolution
from comity.reading.actors.cast import Cast, TitledName, nominals, sectors, window
from comity.reading.actors.conflicts import group_before
from comity.reading.actors.known import lift
from comity.reading.actors.sets import delegates, resolve_set, specified
from comity.reading.actors.titles import (
    TitlePhrase,
    holder_of,
    holders_of_several,
    resolve_title,
    title_span,
)
from comity.reading.syntax import conjunct_phrase

_NEAR = frozenset({"amod", "compound", "nmod", "poss"})
_PLURAL = frozenset({"NNS", "NNPS"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_LONGEST = 14
_NO_QUOTES = str.maketrans("", "", '"“”')


def add_title(cast: Cast, phrase: TitlePhrase) -> None:
    """A title alone: a person, a set of persons, or an unnamed holder."""
    span = title_span(cast, phrase)
    head = cast.doc[phrase.title.first : phrase.title.last + 1].root
    if head.i in cast.mentions:
        return
    if phrase.title.plural:
        actors = holders_of_several(cast, phrase) or resolve_set(cast, head)
        if actors:
            cast.add(_widened(span, head), actors, "set", 0.75, head=head)
        else:
            add_unnamed(cast, head)
        return
    vague = _indefinite(head) or (phrase.owner is None and _as_what(head))
    resolved = None if vague else resolve_title(cast, phrase, head.i)
    if resolved:
        cast.add(span, (resolved[0],), "title", resolved[1], head=head)
        state = phrase.owner.country if phrase.owner else None
        cast.titled.append(TitledName(head.i, phrase.title.phrase, state, resolved[0]))
    elif head.pos_ in {"NOUN", "PROPN"} and head.dep_ not in {"compound", "attr"} and not _as_what(head):
        add_unnamed(cast, head, state=phrase.owner)


def _widened(span: TokenSpan, head: Token) -> TokenSpan:
    """A plural title with the states behind it: "the presidents of China and Russia"."""
    phrase = conjunct_phrase(head)
    return span.doc[min(span.start, phrase.start) : max(span.end, phrase.end)] if len(phrase) <= _LONGEST else span


def _as_what(head: Token) -> bool:
    """Whether a title without article says as what somebody serves: "elected president", "as vice president"."""
    bare = head.text[:1].islower() and not any(c.dep_ in {"det", "poss"} for c in head.children)
    return bare and (
        head.dep_ in {"attr", "oprd", "dobj"} or (head.dep_ == "pobj" and head.head.lower_ in {"as", "for"})
    )


def _indefinite(head: Token) -> bool:
    return any(
        child.dep_ == "det" and child.lower_ in {"a", "an", "another", "any", "no", "every", "each"}
        for child in head.children
    )


def add_nominal(cast: Cast, token: Token, own: tuple[Actor, ...]) -> None:
    """A noun that names actors by what they are: a set in play, a state's side, or somebody unnamed.

    `own` are those who speak as "we" in the text, for "our governments".
    """
    lists, lemma = nominals(), token.lemma_.lower()
    if token.i in cast.taken and token.pos_ == "PROPN":
        return
    if lemma == "diplomat" and _top_diplomat(cast, token):
        return
    ours = (
        own if own and _our(token) and lemma in lists["state_nouns"] | lists["state_sets"] | lists["delegates"] else ()
    )
    actors = ours or delegates(cast, token) or resolve_set(cast, token) or named_before(cast, token)
    actors = actors or group_before(cast, token)
    if actors:
        alone: Resolution = "title" if actors[0].kind == "person" else "nominal"
        cast.add(_set_span(token), actors, "set" if len(actors) > 1 else alone, 0.7, head=token)
        return
    group = _group_led(cast, token) if lemma == "leadership" else None
    if group is not None:
        cast.add(_state_span(token), (group,), "nominal", 0.8, head=token)
        return
    state = modifier_state(cast, token) if lemma in lists["state_nouns"] else None
    if state is not None and not _part_of_body(cast, token):
        cast.add(_state_span(token), (state,), "nominal", 0.8, head=token)
    elif token.dep_ not in {"compound", "amod", "nmod"} and _names_people(cast, token):
        add_unnamed(cast, token, state=state or modifier_state(cast, token))


def _our(token: Token) -> bool:
    return any(child.dep_ == "poss" and child.lower_ == "our" for child in token.children)


def _names_people(cast: Cast, token: Token) -> bool:
    """Whether a noun describes somebody who may speak or act; papers and sources only where they do speak."""
    lists, lemma = nominals(), token.lemma_.lower()
    if lemma in lists["speaking_nouns"]:
        return _speaks(token)
    if token.dep_ in {"attr", "acomp", "oprd"} or (token.dep_ == "pobj" and token.head.lower_ in {"as", "like"}):
        return False
    if lemma in lists["people_nouns"]:
        return True
    if token.tag_ in _PLURAL and lemma in lists["person_sets"]:
        return specified(cast, token)
    if token.text[:1].isupper() or _our(token):
        return False
    if token.tag_ in _PLURAL and lemma in {"country", "nation", "government", "state", "power"}:
        return any(c.dep_ == "amod" for c in token.children)
    if lemma in lists["described_bodies"]:
        return any(c.dep_ == "poss" or (c.dep_ in _NEAR and c.pos_ == "PROPN") for c in token.children)
    return lemma in lists["stateless"] and any(c.dep_ in _NEAR for c in token.children)


def _speaks(token: Token) -> bool:
    """Whether a noun is what says something: a subject, "according to", "told the press"; not "sources of energy"."""
    if token.lower_ == "reports":
        return True
    if any(c.dep_ == "prep" and c.lower_ in {"of", "on"} for c in token.children):
        return False
    if token.dep_ in _SUBJECTS:
        return any(c.dep_ in {"ccomp", "xcomp", "dobj", "advcl"} for c in token.head.children)
    if token.dep_ == "pobj":
        return token.head.dep_ == "agent" or (
            token.head.lower_ == "to" and token.head.head.lower_ in {"according", "said"}
        )
    return token.dep_ in {"dobj", "dative"} and token.head.lemma_ in {"tell", "quote", "cite", "brief"}


def _part_of_body(cast: Cast, token: Token) -> bool:
    """Whether a noun with a capital ends a longer name: "the General Authority for Civil Aviation"."""
    return token.pos_ == "PROPN" and any(
        c.dep_ == "compound" and c.pos_ == "PROPN" and c.i not in cast.demonyms and c.i not in cast.mentions
        for c in token.children
    )


def _top_diplomat(cast: Cast, token: Token) -> bool:
    """ "The top US diplomat" is the foreign minister."""
    state = modifier_state(cast, token)
    if state is None or not any(c.lower_ in {"top", "chief"} for c in token.children):
        return False
    minister = holder_of(cast, "foreign minister", state)
    if minister is not None:
        cast.add(conjunct_phrase(token), (minister,), "title", 0.8, head=token)
    return minister is not None


def named_before(cast: Cast, token: Token) -> tuple[Actor, ...]:
    """Whom a definite noun takes up by words of name, title or role: "the Observatory", "the minister"."""
    lists, word = nominals(), fold(token.text)
    person, body = word in lists["role_nouns"], word in lists["body_nouns"]
    if not (person or body or token.text[:1].isupper()) or token.tag_ in _PLURAL:
        return ()
    before = [c for c in token.children if c.dep_ in _NEAR]
    determined = any(child.dep_ == "det" and child.lower_ in {"the", "this", "that"} for child in token.children)
    if not determined or any(c.dep_ == "prep" for c in token.children) or (before and not body):
        return ()
    if not body:
        for titled in reversed(cast.titled):
            if titled.position < token.i and word in titled.phrase.split():
                return (titled.actor,)
    words = {word, *(fold(c.text) for c in before)}
    for head in window(cast, token.i):
        actors = cast.mentions[head].actors
        if len(actors) == 1 and actors[0].kind != "unnamed" and words <= _known_as(cast, actors[0]):
            return actors
    return ()


def _known_as(cast: Cast, actor: Actor) -> set[str]:
    """The words that may take an actor up: of a person's role, of a body's names behind the first."""
    if actor.kind == "person":
        return set(fold(actor.role or "").split())
    words = set(fold(actor.name).split())
    for entry in cast.knowledge.names.of(actor.id):
        words.update(fold(entry.text).split())
    return words if len(actor.name.split()) > 1 else set()


def _set_span(token: Token) -> TokenSpan:
    first = min((c.i for c in token.children if c.i < token.i and c.dep_ != "cc"), default=token.i)
    return token.doc[first : token.i + 1]


def _state_span(token: Token) -> TokenSpan:
    """The noun with its state; without what hangs behind it otherwise."""
    phrase = conjunct_phrase(token)
    of_state = [c for c in token.children if c.dep_ == "prep" and c.lower_ == "of"]
    last = max([token.i, *(c.right_edge.i for c in of_state if c.right_edge.i - token.i < 8)])
    return token.doc[phrase.start : min(last + 1, phrase.end)]


def modifier_state(cast: Cast, token: Token) -> Actor | None:
    """The state in "the Russian side", "Russia's government", "the Biden administration", "the government of Iran"."""
    near = [c for c in token.children if c.dep_ in _NEAR]
    near += [
        n
        for c in token.children
        if c.dep_ == "prep" and c.lower_ in {"of", "from"}
        for n in c.children
        if n.dep_ == "pobj"
    ]
    for child in near:
        mention = cast.mentions.get(child.i)
        if child.i in cast.demonyms:
            return cast.demonyms[child.i]
        if mention and len(mention.actors) == 1 and (state := lift(cast, mention.actors[0])):
            return state
    return _seated_in(cast, token)


def _group_led(cast: Cast, token: Token) -> Actor | None:
    """The group in "the leadership of the Front": its own, whatever state it stands in."""
    near = [n for c in token.children if c.dep_ == "prep" and c.lower_ == "of" for n in c.children if n.dep_ == "pobj"]
    for child in near:
        mention = cast.mentions.get(child.i)
        if mention and len(mention.actors) == 1 and mention.actors[0].kind in {"armed-group", "organisation"}:
            return mention.actors[0]
    return None


def _seated_in(cast: Cast, token: Token) -> Actor | None:
    """The state in "the government in Seoul", "the Kyiv leadership"."""
    if token.lemma_.lower() not in nominals()["state_nouns"]:
        return None
    near = [c for c in token.children if c.dep_ in _NEAR]
    near += [n for c in token.children if c.dep_ == "prep" and c.lower_ == "in" for n in c.children]
    for child in near:
        for entry in cast.knowledge.lookup(child.text) if child.pos_ == "PROPN" else ():
            if entry.kind == "capital":
                return cast.known_actor(entry.entity_id)
    return None


def add_unnamed(cast: Cast, token: Token, *, state: Actor | None = None) -> None:
    """Somebody described: the phrase without article and without what hangs behind it."""
    if token.pos_ not in {"NOUN", "PROPN"} or _heading_role(token) or _half_word(token):
        return
    phrase = conjunct_phrase(token)
    person = _name_behind(cast, token) or _taken_up(cast, token)
    if person is not None:
        cast.add(cast.doc[phrase.start : max(token.i, person[1]) + 1], (person[0],), "title", 0.8, head=token)
        return
    apposed = _apposed(cast, token)
    if apposed is not None:
        first, last = _described(phrase, token)
        cast.add(cast.doc[first : last + 1], (apposed,), "apposition", 0.85, head=token)
        cast.titled.append(TitledName(token.i, fold(token.text), None, apposed))
        return
    first, last = _described(phrase, token)
    description = cast.doc[first : last + 1].text.translate(_NO_QUOTES)
    if description.lower() in nominals()["too_bare"] and token.dep_ not in _SUBJECTS:
        return
    owner = state or modifier_state(cast, token) or _country_behind(cast, token, last)
    country = owner.country if owner else None
    actor = cast.unnamed(description, country, sectors().get(token.lemma_.lower()))
    cast.add(cast.doc[phrase.start : last + 1], (actor,), "nominal", 0.6, head=token)


def _apposed(cast: Cast, token: Token) -> Actor | None:
    """The person whom a description explains: "Kenya's envoy, Amina Odhiambo," and "Amina Odhiambo, Kenya's envoy"."""
    if token.tag_ in _PLURAL:
        return None
    near = [c for c in token.children if c.dep_ == "appos"] + ([token.head] if token.dep_ == "appos" else [])
    for other in near:
        mention = cast.mentions.get(other.i)
        if mention and mention.how == "name" and len(mention.actors) == 1 and mention.actors[0].kind == "person":
            return mention.actors[0]
    return None


def _half_word(token: Token) -> bool:
    """Whether a hyphen hangs behind: the "Co" of "Co-Chair"."""
    following = token.nbor() if token.i + 1 < len(token.doc) else None
    return following is not None and following.text == "-" and not token.whitespace_


def _heading_role(token: Token) -> bool:
    """Whether a title stands in a line without a verb, next to a name: "Jane Roe, Department Spokesperson"."""
    sentence = token.sent
    if len(sentence) > 14 or token.dep_ not in {"ROOT", "appos", "conj", "npadvmod", "dep"}:
        return False
    return token.pos_ == "PROPN" and not any(t.pos_ in {"VERB", "AUX"} for t in sentence)


def _country_behind(cast: Cast, token: Token, last: int) -> Actor | None:
    """The state that a phrase behind the noun names: "spokesman for the Sudanese army"."""
    for i in range(token.i + 1, last + 1):
        if i in cast.demonyms:
            return cast.demonyms[i]
        mention = cast.mentions.get(i)
        if mention and len(mention.actors) == 1 and mention.actors[0].kind in {"state", "seat", "office"}:
            return lift(cast, mention.actors[0])
    return None


def _marks_between(doc: Doc, start: int, end: int) -> bool:
    """Whether punctuation stands between two tokens."""
    return any(t.is_punct or t.is_quote for t in doc[start : end + 1])


def _described(phrase: TokenSpan, token: Token) -> tuple[int, int]:
    """First and last token of a description: no article or number word before, no clause behind, never long."""
    doc = token.doc
    cut = min(
        (
            t.i
            for t in phrase
            if t.i > token.i and (t.dep_ in {"relcl", "acl", "appos", "advcl"} or t.lower_ == "including")
        ),
        default=phrase.end,
    )
    last = token.i
    for child in token.rights:
        near = child.dep_ == "prep" and child.lower_ in {"of", "from", "in", "to", "at", "for"}
        close = child.dep_ == "amod" and not _marks_between(doc, token.i + 1, child.i)
        if (near or close) and child.i < cut:
            last = max(last, child.right_edge.i)
    last = min(last, cut - 1, phrase.end - 1)
    if last - token.i > _LONGEST:
        last = token.i
    while last > token.i and (doc[last].is_punct or doc[last].is_space or doc[last].pos_ in {"CCONJ", "ADP", "DET"}):
        last -= 1
    first = max(phrase.start, token.i - _LONGEST)
    dropped = nominals()["articles"]
    while first < token.i and (
        fold(doc[first].text) in dropped or doc[first].is_punct or doc[first].is_space or doc[first].dep_ == "preconj"
    ):
        first += 1
    return first, last


def _name_behind(cast: Cast, token: Token) -> tuple[Actor, int] | None:
    """The person at the end of a long title: "Head of the Office of the President of Ukraine Andriy Yermak".

    Gives the actor and the last token of the name; None where punctuation or a verb stands between.
    """
    for i in range(token.i + 1, min(token.i + 16, token.sent.end)):
        other = cast.doc[i]
        mention = cast.mentions.get(i)
        if other.is_punct or other.is_space or other.pos_ in {"VERB", "AUX", "SCONJ", "CCONJ", "PRON", "NUM"}:
            return None
        if mention and mention.how == "name" and mention.actors[0].kind == "person" and other.is_title:
            first = next(t for t in cast.doc[token.i : i + 1] if t.idx >= mention.span.start)
            before = cast.doc[first.i - 1]
            if before.lower_ in {"of", "to", "for", "by", "with", "the", "'s", "’s"} or first.i <= token.i:
                return None
            last = max(t.i for t in cast.doc[i : i + 4] if t.idx < mention.span.end)
            cast.titled.append(TitledName(token.i, fold(cast.doc[token.i : first.i].text), None, mention.actors[0]))
            return mention.actors[0], last
    return None


def _taken_up(cast: Cast, token: Token) -> tuple[Actor, int] | None:
    """A person whose long title this definite phrase takes up in fewer words."""
    phrase = conjunct_phrase(token)
    if phrase[0].lower_ != "the":
        return None
    words = {fold(t.text) for t in phrase if t.is_alpha and not t.is_stop}
    for titled in reversed(cast.titled):
        if len(words) > 1 and titled.position < token.i and words <= set(titled.phrase.split()):
            return titled.actor, phrase.end - 1
    return None

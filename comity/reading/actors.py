"""Actors: who is named, by name, title, nationality, seat of power, nominal, set or pronoun.

Components: `comity_actors` fills `Doc._.mentions`; `comity_speakers`, behind attribution, gives "I" and "we" inside
quotations to their speakers. Limits we know: no coreference across documents; a pronoun's person is taken from order,
grammar and quotation marks alone; English only.
"""

from __future__ import annotations

from collections.abc import Callable

from spacy.language import Language
from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from comity.knowledge import fold
from comity.model import Actor, Mention
from comity.reading.actor_known import find_entities, find_names, lift
from comity.reading.actor_sets import delegates, issuers, resolve_pronoun, resolve_set
from comity.reading.actor_titles import TitlePhrase, find_titled_names, mark_titles, resolve_title, title_span
from comity.reading.cast import Cast, TitledName, nominals
from comity.reading.context import context_of, span_of_tokens, statement_at
from comity.reading.mentions import mentions_by_head, set_mentions
from comity.reading.syntax import conjunct_phrase

_FIRST_PERSON = frozenset(["i", "me", "my", "mine", "we", "us", "our", "ours", "myself", "ourselves"])
_THIRD_PERSON = frozenset(["he", "him", "his", "she", "her", "they", "them", "their", "it", "its"])
_TOO_BARE = frozenset(
    [
        "group",
        "bloc",
        "community",
        "people",
        "member",
        "unit",
        "person",
        "party",
        "force",
        "company",
        "source",
        "media",
        "press",
    ]
)
_ARTICLES = frozenset(
    ["the", "a", "an", "this", "that", "these", "those", "some", "any", "its", "his", "her", "their", "our", "my"]
)


def find_mentions(doc: Doc) -> dict[int, Mention]:
    """Every mention of an actor, by its head token.

    1. known names, 2. names the entity recogniser finds, 3. titles before names; then, left to right, 4. titles alone,
    nominals, sets and pronouns, each looking at what stands before it.
    """
    cast = Cast.of(doc)
    find_names(cast)
    mark_titles(cast)
    find_entities(cast)
    alone = {phrase.title.first: phrase for phrase in find_titled_names(cast)}
    inside = {i for phrase in alone.values() for i in range(phrase.title.first, phrase.title.last + 1)}
    own = _issuers_once(cast)
    for token in doc:
        if token.i in alone:
            _add_title(cast, alone[token.i])
        elif token.i in inside or token.i in cast.mentions or token.is_space or token.is_punct:
            continue
        elif token.lower_ in _THIRD_PERSON and token.pos_ == "PRON":
            actors, certainty = resolve_pronoun(cast, token)
            cast.add(doc[token.i : token.i + 1], actors, "pronoun", certainty)
        elif token.lower_ in _FIRST_PERSON and token.pos_ == "PRON" and not cast.quoted[token.i]:
            cast.add(doc[token.i : token.i + 1], own(), "pronoun", 0.7)
        elif token.pos_ in {"NOUN", "PROPN"} or token.lower_ == "both":
            _add_nominal(cast, token)
    return cast.mentions


def _issuers_once(cast: Cast) -> Callable[[], tuple[Actor, ...]]:
    found: list[tuple[Actor, ...]] = []

    def once() -> tuple[Actor, ...]:
        if not found:
            found.append(byline(cast) or issuers(cast) or publisher_side(cast))
        return found[0]

    return once


def byline(cast: Cast) -> tuple[Actor, ...]:
    """Who signs a text in a short line at its head: "Jane Roe, Department Spokesperson"."""
    for sentence in list(cast.doc.sents)[:4]:
        words = [t for t in sentence if not t.is_space and not t.is_punct]
        if len(words) <= 10 and not any(t.pos_ in {"VERB", "AUX"} for t in words):
            for token in words:
                mention = cast.mentions.get(token.i)
                if mention and mention.actors[0].kind == "person" and mention.how == "name":
                    return mention.actors[:1]
    return ()


def publisher_side(cast: Cast) -> tuple[Actor, ...]:
    """The state whose readout or statement a text is, by its publisher's name ("Kremlin", "President of Ukraine")."""
    publisher = context_of(cast.doc).document.publisher or ""
    words = publisher.split()
    for first in range(len(words)):
        for last in range(len(words), first, -1):
            for entry in cast.knowledge.lookup(" ".join(words[first:last])):
                actor = cast.known_actor(entry.entity_id)
                state = lift(cast, actor) if actor.kind in {"state", "seat", "office"} else None
                if state:
                    return (state,)
    return ()


def _add_title(cast: Cast, phrase: TitlePhrase) -> None:
    """A title alone: a person, a set of persons, or an unnamed holder."""
    span = title_span(cast, phrase)
    head = _head_of_title(span, phrase)
    if head.i in cast.mentions:
        return
    if phrase.title.plural:
        actors = resolve_set(cast, head)
        if actors:
            cast.add(span, actors, "set", 0.75, head=head)
        else:
            _add_unnamed(cast, head)
        return
    resolved = None if _indefinite(head) else resolve_title(cast, phrase, head.i)
    if resolved:
        cast.add(span, (resolved[0],), "title", resolved[1], head=head)
    elif head.pos_ in {"NOUN", "PROPN"} and head.dep_ not in {"compound", "attr"}:
        _add_unnamed(cast, head, state=phrase.owner)


def _head_of_title(span: TokenSpan, phrase: TitlePhrase) -> Token:
    title = span.doc[phrase.title.first : phrase.title.last + 1]
    return title.root


def _indefinite(head: Token) -> bool:
    return any(
        child.dep_ == "det" and child.lower_ in {"a", "an", "another", "any", "no", "every"} for child in head.children
    )


def _add_nominal(cast: Cast, token: Token) -> None:
    """A noun that names actors by what they are: a set in play, a state's side, or somebody unnamed."""
    lists = nominals()
    lemma = token.lemma_.lower()
    if token.i in cast.taken and token.pos_ == "PROPN":
        return
    if (
        lemma == "diplomat"
        and (state := _modifier_state(cast, token))
        and any(c.lower_ in {"top", "chief"} for c in token.children)
    ):
        term = cast.knowledge.role("foreign-minister", state.id, cast.day)
        if term and cast.day:
            cast.add(conjunct_phrase(token), (cast.known_actor(term.person_id),), "title", 0.8, head=token)
            return
    actors = delegates(cast, token) or resolve_set(cast, token) or named_before(cast, token)
    if actors:
        cast.add(_set_span(token), actors, "set", 0.7, head=token)
        return
    state = _modifier_state(cast, token)
    if lemma in lists["state_nouns"] and state is not None:
        cast.add(conjunct_phrase(token), (state,), "nominal", 0.8, head=token)
    elif lemma in lists["people_nouns"] and token.dep_ not in {"compound", "amod", "nmod"}:
        _add_unnamed(cast, token, state=state)


def named_before(cast: Cast, token: Token) -> tuple[Actor, ...]:
    """Whom a definite noun with a capital takes up: "the Observatory", "the Secretary", by a word of name or title."""
    determined = any(child.dep_ == "det" and child.lower_ == "the" for child in token.children)
    if (
        not determined
        or not token.text[:1].isupper()
        or any(c.dep_ in {"compound", "amod", "prep"} for c in token.children)
    ):
        return ()
    word = fold(token.text)
    for titled in reversed(cast.titled):
        if titled.position < token.i and word in titled.phrase.split():
            return (titled.actor,)
    for head in sorted((h for h in cast.mentions if h < token.i), reverse=True):
        actors = cast.mentions[head].actors
        if (
            len(actors) == 1
            and actors[0].kind not in {"unnamed", "person"}
            and word in fold(actors[0].name).split()[1:]
        ):
            return actors
    return ()


def _set_span(token: Token) -> TokenSpan:
    first = min((c.i for c in token.children if c.i < token.i and c.dep_ != "cc"), default=token.i)
    return token.doc[first : token.i + 1]


def _modifier_state(cast: Cast, token: Token) -> Actor | None:
    """The state in "the Russian side", "Russia's government", "the Biden administration", "the government of Iran"."""
    near = [c for c in token.children if c.dep_ in {"amod", "compound", "nmod", "poss"}]
    near += [n for c in token.children if c.dep_ == "prep" and c.lower_ == "of" for n in c.children if n.dep_ == "pobj"]
    for child in near:
        mention = cast.mentions.get(child.i)
        if child.i in cast.demonyms:
            return cast.demonyms[child.i]
        if mention and len(mention.actors) == 1 and (state := lift(cast, mention.actors[0])):
            return state
    return None


def _add_unnamed(cast: Cast, token: Token, *, state: Actor | None = None) -> None:
    """Somebody described: the phrase without article and without what hangs behind it."""
    if token.pos_ not in {"NOUN", "PROPN"}:
        return
    phrase = conjunct_phrase(token)
    person = _name_behind(cast, token) or _taken_up(cast, token)
    if person is not None:
        cast.add(cast.doc[phrase.start : max(token.i, person[1]) + 1], (person[0],), "title", 0.8, head=token)
        return
    cut = next((t.i for t in phrase if t.i > token.i and t.dep_ in {"relcl", "acl", "appos"} and t.head == token), None)
    last = token.i
    for child in token.rights:
        if (
            child.dep_ == "prep"
            and child.lower_ in {"of", "from", "in", "to", "at", "for"}
            and (cut is None or child.i < cut)
        ):
            last = max(last, child.right_edge.i)
    last = min(last, (cut or last + 1) - 1, phrase.end - 1) if last > token.i else token.i
    first = phrase.start
    while first < token.i and (
        fold(cast.doc[first].text) in _ARTICLES or cast.doc[first].is_punct or cast.doc[first].dep_ == "preconj"
    ):
        first += 1
    description = cast.doc[first : last + 1].text
    if description.lower() in _TOO_BARE:
        return
    country = (state or _modifier_state(cast, token) or Actor("", "", "unnamed")).country
    span = cast.doc[phrase.start : last + 1]
    cast.add(span, (cast.unnamed(description, country),), "nominal", 0.6, head=token)


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


def give_first_person(doc: Doc) -> dict[int, Mention]:
    """Mentions with "I" and "we" inside a statement's content given to the statement's speakers."""
    mentions = dict(mentions_by_head(doc))
    for token in doc:
        if token.lower_ in _FIRST_PERSON and token.pos_ == "PRON":
            statement = statement_at(doc, token)
            if statement is not None and statement.speakers and statement.kind != "indirect":
                span = span_of_tokens(doc[token.i : token.i + 1])
                mentions[token.i] = Mention(span, statement.speakers, "pronoun", 0.85)
    return mentions


@Language.component("comity_actors", assigns=["doc._.mentions"], requires=["token.dep", "token.tag", "doc.ents"])
def actors_component(doc: Doc) -> Doc:
    """Fill `Doc._.mentions`."""
    set_mentions(doc, find_mentions(doc))
    return doc


@Language.component("comity_speakers", assigns=["doc._.mentions"], requires=["doc._.mentions", "doc._.statements"])
def speakers_component(doc: Doc) -> Doc:
    """Resolve first-person pronouns inside statements."""
    set_mentions(doc, give_first_person(doc))
    return doc

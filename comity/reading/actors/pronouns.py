"""Pronouns: "he", "she", "they", "it", and "we" in a text's own voice: whom the text means by them.

A person's pronoun is resolved by order, grammar and quotation marks, looking back over the last mentions; of gender we
know only a list of women's first names. No pronoun is resolved where nothing speaks for anyone.
"""

from __future__ import annotations

from spacy.tokens import Span as TokenSpan
from spacy.tokens import Token

from comity.knowledge import fold
from comity.model import Actor
from comity.reading.actors.cast import Cast, nominals, window
from comity.reading.actors.known import lift
from comity.reading.actors.namesakes import gender
from comity.reading.actors.sets import principals
from comity.reading.mentions import unique
from comity.reading.syntax import conjuncts

FIRST_PERSON = frozenset({"i", "me", "my", "mine", "we", "us", "our", "ours", "myself", "ourselves"})
SINGULAR = frozenset({"i", "me", "my", "mine", "myself"})
_HE = frozenset({"he", "him", "his", "himself"})
_SHE = frozenset({"she", "her", "hers", "herself"})
_THEY = frozenset({"they", "them", "their", "theirs", "themselves"})
_IT = frozenset({"it", "its", "itself"})
THIRD_PERSON = _HE | _SHE | _THEY | _IT
PAIRS = frozenset({"both", "each", "neither", "either"})
_ISSUED = frozenset({"statement", "declaration", "communique", "communiqué", "communication", "release"})
_AUTHORS = frozenset({"state", "organisation", "alliance", "office"})
_LISTING = frozenset({",", "and", "the", "&", "as", "well", "governments", "of"})
_THINGS = frozenset({"state", "organisation", "office", "armed-group", "alliance", "seat", "media"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})


def resolve_pronoun(cast: Cast, token: Token) -> tuple[tuple[Actor, ...], float]:
    """Whom a third-person pronoun means, with certainty; nobody where nothing speaks for anyone."""
    word = token.lower_
    if word in _HE or word in _SHE:
        return _one_person(cast, token, woman=word in _SHE)
    if word in _THEY | PAIRS:
        return _several(cast, token)
    return _thing(cast, token)


def _one_person(cast: Cast, token: Token, *, woman: bool) -> tuple[tuple[Actor, ...], float]:
    scores: dict[str, tuple[float, Actor]] = {}
    heads = window(cast, token.i)
    excluded = {
        actor.id for head in heads[:8] if _same_clause(cast.doc[head], token) for actor in cast.mentions[head].actors
    }
    for head in heads:
        mention = cast.mentions[head]
        actor = mention.actors[0]
        fit = _fit(cast, cast.doc[head], actor, woman=woman) if len(mention.actors) == 1 else None
        if fit is None or actor.id in excluded:
            continue
        value = _salience(cast, head, token) + fit
        best = scores.get(actor.id, (-99.0, actor))[0]
        scores[actor.id] = (max(best, value) + 0.15, actor)
    ahead = _subject_ahead(cast, token)
    if ahead is not None and _fit(cast, ahead[0], ahead[1], woman=woman) == 0.0:
        scores[ahead[1].id] = (1.6, ahead[1])
    ranked = sorted(scores.values(), key=lambda pair: -pair[0])
    if not ranked or ranked[0][0] < -12:
        return (), 0.0
    chosen = ranked[0][1]
    cast.genders.setdefault(chosen.id, 0.9 if woman else -0.9)
    clear = len(ranked) == 1 or ranked[0][0] - ranked[1][0] > 1
    return (chosen,), 0.85 if clear else 0.65


def _subject_ahead(cast: Cast, token: Token) -> tuple[Token, Actor] | None:
    """The person whose clause a fronted phrase with the pronoun opens: "While in his car, Mr Abe said"."""
    child = token
    for governor in token.ancestors:
        for noun in governor.children:
            mention = cast.mentions.get(noun.i)
            ahead = noun.dep_ in _SUBJECTS and noun.i > token.i and child.dep_ in {"advcl", "prep"}
            if ahead and mention and len(mention.actors) == 1 and mention.actors[0].kind == "person":
                return noun, mention.actors[0]
        child = governor
    return None


def _fit(cast: Cast, noun: Token, actor: Actor, *, woman: bool) -> float | None:
    """How well a person fits "he" or "she": 0 or less; None where not at all."""
    if noun.tag_ in {"NNS", "NNPS"}:
        return None
    if actor.kind == "unnamed":
        if noun.lemma_.lower() not in nominals()["people_nouns"] | nominals()["person_sets"]:
            return None
        marked = {"spokeswoman": True, "spokesman": False, "congressman": False}.get(noun.lower_)
        return -0.4 if marked in {None, woman} else None
    if actor.kind != "person":
        return None
    lean = gender(cast, actor) if woman else -gender(cast, actor)
    return None if lean <= -0.5 else min(0.0, lean) * 4


def _salience(cast: Cast, head: int, token: Token) -> float:
    """Near, subject, outside quotations: the marks of whom a pronoun takes up."""
    noun = cast.doc[head]
    value = -1.0 * (cast.sentence(token.i) - cast.sentence(head))
    if noun.dep_ in _SUBJECTS:
        value += 1.0 if noun.head.dep_ in {"ROOT", "ccomp", "conj", "advcl"} else 0.5
    elif noun.dep_ in {"poss", "compound", "amod"}:
        value -= 0.6
    if cast.quoted[head] != cast.quoted[token.i]:
        value -= 1.5
    return value


def _same_clause(noun: Token, pronoun: Token) -> bool:
    """Whether noun and pronoun are arguments of one verb, so that they cannot be the same person."""
    if pronoun.dep_ == "poss":
        return False
    if noun.head == pronoun.head and noun.dep_ in _SUBJECTS | {"dobj", "pobj", "dative"}:
        return True
    governor = noun.head.head if noun.dep_ == "pobj" else noun.head
    other = pronoun.head.head if pronoun.dep_ == "pobj" else pronoun.head
    return governor == other and pronoun.dep_ in {"nsubj", "dobj", "pobj"} and noun.dep_ not in {"poss", "compound"}


def _several(cast: Cast, token: Token) -> tuple[tuple[Actor, ...], float]:
    """The last set or coordination before "they", nearer and in subject place first."""
    best: tuple[float, tuple[Actor, ...]] | None = None
    for head in window(cast, token.i):
        noun, mention = cast.doc[head], cast.mentions[head]
        if mention.how == "demonym" or _same_clause(noun, token):
            continue
        heads = [t for t in conjuncts(noun) if t.i < token.i and t.i in cast.mentions]
        actors = unique(a for t in heads for a in cast.mentions[t.i].actors)
        if len(actors) > 1 or (noun.tag_ in {"NNS", "NNPS"} and token.lower_ not in PAIRS):
            value = _salience(cast, head, token) + (0.5 if len(actors) > 1 else 0)
            if best is None or value > best[0]:
                best = (value, actors)
    if token.lower_ in PAIRS:
        return (best[1], 0.65) if best and best[0] > -3 and len(best[1]) <= 3 else ((), 0.0)
    if best is None or best[0] < -4:
        found = principals(cast, token.i)
        return (found, 0.5) if len(found) == 2 else ((), 0.0)
    return best[1], 0.75


def _thing(cast: Cast, token: Token) -> tuple[tuple[Actor, ...], float]:
    """The state or body in subject place of the same or the last sentence."""
    if token.dep_ in _SUBJECTS and _empty(token):
        return (), 0.0
    sentence = token.sent
    previous = cast.doc[sentence.start - 1].sent.start if sentence.start else 0
    near = [head for head in window(cast, token.i, 30) if head >= previous]
    main = token.dep_ in _SUBJECTS and _heads_sentence(token.head)

    def rank(head: int) -> tuple[bool, bool, bool, int]:
        noun = cast.doc[head]
        beside = (main or head < sentence.start) and not _heads_sentence(noun.head)
        return head < sentence.start, noun.dep_ not in _SUBJECTS, beside, -head

    ranked = sorted(near, key=rank)
    for head in ranked:
        mention = cast.mentions[head]
        if len(mention.actors) == 1 and mention.actors[0].kind in _THINGS and mention.how != "demonym":
            return mention.actors, 0.6
    return (), 0.0


def _heads_sentence(verb: Token) -> bool:
    """Whether a verb heads its sentence or is coordinated with the one that does: subjects there take each other up."""
    while verb.dep_ == "conj" and verb.head != verb:
        verb = verb.head
    return verb.dep_ == "ROOT"


def _empty(token: Token) -> bool:
    """Whether "it" stands for a clause: "it was agreed that", "it is important to"."""
    verb = token.head
    clauses = any(
        c.dep_ in {"ccomp", "xcomp", "csubj", "csubjpass", "acomp", "advcl"} and c.i > verb.i for c in verb.children
    )
    return clauses and (token.dep_ == "nsubjpass" or verb.lemma_ == "be")


def first_persons(cast: Cast) -> tuple[tuple[Actor, ...], tuple[Actor, ...]]:
    """Who speaks as "we", and who as "I", in the text's own voice.

    "We" are the authors that a joint statement names, else the state that publishes or whose officer signs the text,
    else the signer; "I" is the signer.
    """
    signer = _byline(cast)
    own = issuers(cast) or ((cast.home,) if cast.home else ())
    if not own and signer:
        state = lift(cast, signer[0]) if cast.knowledge.roles_of(signer[0].id, cast.day) else None
        own = (state,) if state else signer
    return own, signer


def _byline(cast: Cast) -> tuple[Actor, ...]:
    """Who signs a text in a short line at its head: "Jane Roe, Department Spokesperson"."""
    for sentence in list(cast.doc.sents)[:4]:
        words = [t for t in sentence if not t.is_space and not t.is_punct]
        if len(words) <= 10 and not any(t.pos_ in {"VERB", "AUX"} for t in words):
            for token in words:
                mention = cast.mentions.get(token.i)
                if mention and mention.actors[0].kind == "person" and mention.how == "name":
                    return mention.actors[:1]
    return ()


def issuers(cast: Cast) -> tuple[Actor, ...]:
    """The authors that the head of a joint statement names.

    Either behind or before "statement" or its like ("joint statement by A and B", "the text was released by A and B"),
    or with the "we" that opens it ("We, the leaders of A and B").
    """
    for number, sentence in enumerate(list(cast.doc.sents)[:6]):
        words = {fold(t.text) for t in sentence}
        issued = bool(words & _ISSUED and words & {"joint", "following", "common", "trilateral", "jointly"})
        for heads in _lists(cast, sentence):
            actors = unique(a for head in heads for a in cast.mentions[head].actors)
            bodies = tuple(a for a in actors if a.kind in _AUTHORS)
            actors = bodies if len(bodies) > len(actors) / 2 else actors
            if len(actors) < 2 or not (actors is bodies or all(a.kind == "person" for a in actors)):
                continue
            first = cast.doc[heads[0]]
            listed = len(actors) >= 3 and number < 3
            if (issued and _authors(first)) or (listed and first.dep_ in _SUBJECTS) or _with_we(first):
                return actors
    return ()


def _lists(cast: Cast, sentence: TokenSpan) -> list[list[int]]:
    """The lists of names in a sentence, longest first: heads of mentions with only commas, "and" and "the" between.

    By words rather than by grammar, since parsers lose long lists.
    """
    runs: list[list[int]] = []
    end = -9
    for head in cast.heads_between(sentence.start, sentence.end):
        span = cast.mentions[head].span
        if head < end or cast.mentions[head].how == "demonym":
            continue
        between = [t for t in cast.doc[max(end, sentence.start) : head] if t.idx < span.start]
        if runs and end > 0 and len(between) <= 4 and all(t.lower_ in _LISTING or t.is_space for t in between):
            runs[-1].append(head)
        else:
            runs.append([head])
        end = head + 1
        while end < sentence.end and cast.doc[end].idx < span.end:
            end += 1
    return sorted(runs, key=len, reverse=True)


def _authors(token: Token) -> bool:
    """Whether a list stands where authors do: "statement by the governments of A and B", "A and B issue"."""
    before = [t.lower_ for t in token.doc[max(token.sent.start, token.i - 7) : token.i] if not t.is_space]
    return "by" in before or "from" in before or token.dep_ in _SUBJECTS or not before


def _with_we(token: Token) -> bool:
    """Whether a list explains a "we" close before it: "We, the leaders of A and B", "we in A and B"."""
    before = [t for t in token.doc[max(token.sent.start, token.i - 8) : token.i] if not t.is_space]
    return any(t.lower_ == "we" for t in before) and not any(t.pos_ == "VERB" for t in before)

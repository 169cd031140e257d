"""Trends as tables, JSON and pictures: each point with the accounts behind it, gaps as gaps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any, Literal

from matplotlib.figure import Figure
from rich.console import Console
from rich.table import Table
from rich.text import Text

from comity.analysis.trends import Point, Trend
from comity.exports.csv_safe import Cell, csv_lines
from comity.exports.network_picture import BLUE, GREY, VERMILION, save
from comity.exports.network_words import filters_line
from comity.exports.safe_text import clean

HEADER = (
    "first", "last", "agreement", "congruence", "conflict", "accords", "divergences", "for", "mixed", "against",
    "actors", "accounts", "claims",
)  # fmt: skip
_COLUMNS = ("when", *HEADER[2:-1])
_MOST_NUMBERED = 40


def heading(trend: Trend) -> str:
    """What the trend shows."""
    if len(trend.subject) == 2:
        return f"{trend.subject[0]} and {trend.subject[1]}, by {trend.window}"
    return f"Agreement on {trend.subject[0]}, by {trend.window}"


def trend_json(trend: Trend) -> dict[str, Any]:
    """The trend with all that is known of its points."""
    points = [{"first": point.first, "last": point.last, "agreement": point.agreement}
              | {("for" if name == "towards" else name): value for name, value in asdict(point).items()
                 if name not in {"first", "last"}} for point in trend.points]  # fmt: skip
    return {"subject": list(trend.subject), "window": trend.window, "question": trend.question.told(), "points": points}


def trend_lines(trend: Trend) -> Iterator[str]:
    """The points as a CSV table; an empty `agreement` is a gap."""
    return csv_lines(
        HEADER, ([point.first, point.last, *_cells(point), "; ".join(point.claims)] for point in trend.points)
    )


def _cells(point: Point) -> list[Cell]:
    return [point.agreement, point.congruence, point.conflict, point.accords, point.divergences, point.towards,
            point.mixed, point.against, point.actors, point.accounts]  # fmt: skip


def plain_trend(trend: Trend) -> Iterator[str]:
    """The points one a line, columns by tabs."""
    yield clean(heading(trend))
    yield clean(filters_line(trend.question, weights=False))
    yield "\t".join(_COLUMNS)
    for point in trend.points:
        yield "\t".join(_row(point))


def print_trend(console: Console, trend: Trend) -> None:
    """Write the points to a terminal."""
    console.print(Text(clean(heading(trend)), style="bold cyan"))
    console.print(Text(clean(filters_line(trend.question, weights=False)), style="dim"))
    table = Table(box=None, pad_edge=False, header_style="dim")
    for n, column in enumerate(_COLUMNS):
        table.add_column(column, justify="right" if n else "left")
    for point in trend.points:
        table.add_row(*_row(point), style="dim" if point.agreement is None else "")
    console.print(table)
    console.print(
        Text("agreement: congruence as a share of congruence and conflict; – where nothing is told", style="dim")
    )


def _row(point: Point) -> list[str]:
    when = point.first if point.first == point.last else f"{point.first} to {point.last}"
    share = "–" if point.agreement is None else f"{point.agreement:.2f}"
    return [when, share, *(f"{value:g}" for value in _cells(point)[1:] if isinstance(value, int | float))]


def draw_trend(trend: Trend, form: Literal["png", "svg"]) -> bytes:
    """Above, the share of agreement: a dot for each window, its size the accounts, joined only where no window between
    them is empty. Below, the congruence and conflict that it is made of.
    """
    figure = Figure(figsize=(max(9.0, min(18.0, 2.5 + 0.3 * len(trend.points))), 6.5), dpi=150, facecolor="white")
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
    figure.subplots_adjust(left=0.09, right=0.97, top=0.83, bottom=0.16, hspace=0.12)
    _draw_share(upper, trend.points)
    _draw_bars(lower, trend.points)
    width, height = figure.get_size_inches()
    figure.text(0.3 / width, 1 - 0.35 / height, clean(heading(trend)), fontsize=13, weight="bold", va="center",
                parse_math=False)  # fmt: skip
    figure.text(0.3 / width, 1 - 0.65 / height, clean(filters_line(trend.question, weights=False)), fontsize=9,
                va="center", color=GREY, parse_math=False)  # fmt: skip
    return save(figure, form)


def _draw_share(axes: Any, points: Sequence[Point]) -> None:
    shares = [float("nan") if point.agreement is None else point.agreement for point in points]
    axes.plot(range(len(points)), shares, color=GREY, linewidth=1, zorder=1)
    most = max((point.accounts for point in points), default=1) or 1
    for n, (point, share) in enumerate(zip(points, shares, strict=True)):
        if point.agreement is None:
            axes.axvspan(n - 0.5, n + 0.5, color="#EEEEEE", linewidth=0, zorder=0)
            continue
        axes.scatter([n], [share], s=25 + 150 * point.accounts / most, color=BLUE, edgecolors="black", linewidths=0.6,
                     zorder=3)  # fmt: skip
        if len(points) <= _MOST_NUMBERED:
            axes.annotate(str(point.accounts), (n, share), textcoords="offset points", xytext=(0, 9), ha="center",
                          fontsize=8, color=GREY)  # fmt: skip
    axes.set_ylim(-0.05, 1.15)
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1])
    axes.set_ylabel("agreement", fontsize=9)
    axes.set_title("dot size and number: accounts; grey: nothing told", fontsize=8, color=GREY, loc="right")
    axes.spines[["top", "right"]].set_visible(False)


def _draw_bars(axes: Any, points: Sequence[Point]) -> None:
    places = range(len(points))
    axes.bar(places, [point.congruence for point in points], color=BLUE, label="congruence", width=0.8)
    axes.bar(places, [-point.conflict for point in points], color="white", edgecolor=VERMILION, hatch="////", width=0.8,
             label="conflict")  # fmt: skip
    axes.axhline(0, color="black", linewidth=0.8)
    step = max(1, len(points) // 30)
    axes.set_xticks(list(places)[::step])
    axes.set_xticklabels([_tick(point) for point in points][::step], rotation=60, ha="right", fontsize=8,
                         rotation_mode="anchor")  # fmt: skip
    axes.set_ylabel("weight told", fontsize=9)
    axes.yaxis.set_major_formatter(lambda value, _: f"{abs(value):g}")
    axes.legend(frameon=False, fontsize=8, ncols=2, loc="best")
    axes.spines[["top", "right"]].set_visible(False)


def _tick(point: Point) -> str:
    if point.first == point.last:
        return point.first
    return point.first[:4] if point.first[5:] == "01" and point.last[5:] == "12" else f"{point.first}–{point.last[5:]}"

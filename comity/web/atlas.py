"""The world as a drawing: outlines of countries and where places stand on them, worked out once, offline.

Outlines are those of world-atlas (Natural Earth, public domain), drawn in the Natural Earth projection (Šavrič, Jenny,
Patterson, Petrovič and Hurni, 2011).
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

WIDTH, HEIGHT, TOP, BOTTOM = 960, 460, 84.0, -57.0
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Outline:
    """One country: its ISO 3166-1 number, name, path, and where to mark it (the middle of its largest part)."""

    number: str
    name: str
    path: str
    middle: Point


def projected(longitude: float, latitude: float) -> Point:
    """The place of a point on the drawing, in its units."""
    x, y = _natural(longitude, latitude)
    left, _ = _natural(-180, 0)
    _, top = _natural(0, TOP)
    _, bottom = _natural(0, BOTTOM)
    return round((x - left) / (-2 * left) * WIDTH, 1), round((top - y) / (top - bottom) * HEIGHT, 1)


def _natural(longitude: float, latitude: float) -> Point:
    phi, two = math.radians(latitude), math.radians(latitude) ** 2
    four = two * two
    x = 0.870700 - 0.131979 * two + four * (-0.013791 + four * (0.003971 * two - 0.001529 * four))
    y = 1.007226 + two * (0.015085 + four * (-0.044475 + 0.028874 * two - 0.005916 * four))
    return math.radians(longitude) * x, phi * y


@cache
def outlines() -> tuple[Outline, ...]:
    """Every country of the atlas."""
    text = (files("comity.web") / "static" / "vendor" / "countries-110m.json").read_text("utf-8")
    atlas = json.loads(text)
    arcs = [list(_points(arc, atlas["transform"])) for arc in atlas["arcs"]]
    return tuple(_outline(shape, arcs) for shape in atlas["objects"]["countries"]["geometries"])


@cache
def middles() -> dict[str, Point]:
    """Where to mark each country, by its ISO 3166-1 number."""
    return {outline.number: outline.middle for outline in outlines()}


def _points(arc: Sequence[Sequence[int]], transform: Any) -> Iterator[Point]:
    """The points of a TopoJSON arc: each is told by its distance from the one before."""
    (kx, ky), (dx, dy) = transform["scale"], transform["translate"]
    x = y = 0
    for step_x, step_y in arc:
        x, y = x + step_x, y + step_y
        yield projected(x * kx + dx, max(BOTTOM - 3, min(TOP, y * ky + dy)))


def _outline(shape: Any, arcs: Sequence[list[Point]]) -> Outline:
    polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
    rings = [_ring(ring, arcs) for polygon in polygons for ring in polygon]
    parts = [part for ring in rings for part in _at_the_edge(ring)]
    path = "".join("M" + "L".join(f"{x:g} {y:g}" for x, y in part) + "Z" for part in parts)
    largest = max(parts, key=lambda part: abs(_area(part)))
    return Outline(str(shape.get("id", "")), shape["properties"]["name"], path, _middle(largest))


def _ring(numbers: Sequence[int], arcs: Sequence[list[Point]]) -> list[Point]:
    """The points of arcs joined end to end; a number below 0 means the arc ~n backwards."""
    ring: list[Point] = []
    for number in numbers:
        part = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring += part[1:] if ring else part
    return ring


def _at_the_edge(ring: list[Point]) -> list[list[Point]]:
    """A ring that leaves the drawing on one side and comes back on the other, cut into the parts on each side."""
    parts: list[list[Point]] = [[]]
    for before, point in zip([ring[0], *ring], ring, strict=False):
        if abs(point[0] - before[0]) > WIDTH / 2:
            parts.append([])
        parts[-1].append(point)
    if len(parts) > 1:  # the ring began in the middle of a part
        parts[0] = parts.pop() + parts[0]
    return [part for part in parts if len(part) > 2]


def _area(ring: Sequence[Point]) -> float:
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True)) / 2


def _middle(ring: Sequence[Point]) -> Point:
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    area = _area(ring)
    if not area:
        return sum(xs) / len(xs), sum(ys) / len(ys)
    pairs = list(zip(ring, [*ring[1:], ring[0]], strict=True))
    x = sum((ax + bx) * (ax * by - bx * ay) for (ax, ay), (bx, by) in pairs) / (6 * area)
    y = sum((ay + by) * (ax * by - bx * ay) for (ax, ay), (bx, by) in pairs) / (6 * area)
    return round(x, 1), round(y, 1)

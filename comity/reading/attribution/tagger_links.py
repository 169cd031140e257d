"""Who belongs to whom: contents look for their cue, cues for their source, by the network's linking head."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypedDict

import numpy as np

from comity.reading.attribution.tagger_chain import Floats, Ints

SOURCE, CUE, CONTENT = range(3)
CONTENT_START, CONTENT_END, CUE_START = range(3)


class LinkSettings(TypedDict):
    """The linking head's own numbers: width of its vectors, edges of its distance buckets, a bias for each bucket."""

    link: int
    edges: Ints
    near: Floats


@dataclass(frozen=True, slots=True)
class Window:
    """One window after the network: vectors of [CLS] and of each word, and where in pieces each of them stands."""

    seek: Floats
    offer: Floats
    places: Ints


@dataclass(slots=True)
class Found:
    """A tagged span `[start, end)` in words of its window, and the mean probability of its tags."""

    role: int
    start: int
    end: int
    probability: float


@dataclass(slots=True)
class Group:
    """One attribution in the making, with the logarithms of the probabilities that speak for it."""

    cue: Found | None
    source: Found | None = None
    contents: list[Found] = field(default_factory=list)
    content_link: float = 0.0
    source_link: float = 0.0


def link_logs(window: Window, settings: LinkSettings, kind: int, word: int) -> Floats:
    """Log-probability of [CLS] (none) and of each word of the window as the head of `word`."""
    width, side = settings["link"], 1 if kind == CUE_START else 0
    own = window.seek[word + 1, kind * width : (kind + 1) * width]
    heads = window.offer[:, side * (width + 1) : (side + 1) * (width + 1)]
    distance = window.places - window.places[word + 1]
    size = np.searchsorted(settings["edges"], np.abs(distance), side="right")
    rows = np.where(distance < 0, len(settings["edges"]) + 1 + size, size)
    near = settings["near"][kind]
    scores = heads[:, :width] @ own * width**-0.5 + heads[:, width] + near[np.minimum(rows, len(near) - 1)]
    scores = scores - scores.max()
    logs: Floats = (scores - np.log(np.exp(scores).sum())).astype(np.float32)
    return logs


def link_spans(window: Window, settings: LinkSettings, spans: list[Found]) -> list[Group]:
    """Groups of source, cue and contents at one depth. A content that finds no cue makes a group of its own."""
    cues = [s for s in spans if s.role == CUE]
    sources = [s for s in spans if s.role == SOURCE]
    groups = {id(cue): Group(cue) for cue in cues}
    loose: list[Group] = []
    for content in (s for s in spans if s.role == CONTENT):
        logs = link_logs(window, settings, CONTENT_START, content.start)
        logs = logs + link_logs(window, settings, CONTENT_END, content.end - 1)
        best = max(cues, key=lambda c: float(logs[c.start + 1]), default=None)
        if best is None or logs[0] > logs[best.start + 1]:
            loose.append(Group(None, None, [content], float(logs[0])))
            continue
        group = groups[id(best)]
        value = float(logs[best.start + 1]) / 2
        group.content_link = value if not group.contents else max(group.content_link, value)
        group.contents.append(content)
    for group in groups.values():
        assert group.cue is not None
        logs = link_logs(window, settings, CUE_START, group.cue.start)
        best = max(sources, key=lambda s: float(logs[s.start + 1]), default=None)
        if best is not None and logs[best.start + 1] >= logs[0]:
            group.source = best
        group.source_link = float(logs[group.source.start + 1 if group.source else 0])
    return [*groups.values(), *loose]

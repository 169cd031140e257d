"""A small trained network that reads who said what: source, cue and content, linked.

MiniLM-L6 with a tag layer and a linking head, run as int8 ONNX; see models/attribution/MODEL_CARD.md for data,
figures and failures.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import numpy as np

from comity.model.errors import EngineError
from comity.reading.attribution.tagger_chain import TAGS, best_paths, constrained, marginals, spans_of
from comity.reading.attribution.tagger_links import Found, Group, LinkSettings, Window, link_spans
from comity.reading.attribution.tagger_windows import MOST_PIECES, Word, only_within, pack, read_words
from comity.reading.onnx_model import open_model

Range = tuple[int, int]
Convention = Literal["ledger", "outermost"]
CLS, SEP, UNKNOWN = 101, 102, 100
MARKS = '"“”„«»`'
REMEMBERED = 200_000
AT_ONCE = 32  # windows whose results are held together


@dataclass(frozen=True, slots=True)
class TaggedAttribution:
    """One attribution in code points of the text; `depth` 1 stands inside another one's content.

    `score` is the calibrated probability that content and source are both right.
    """

    source: tuple[Range, ...]
    cue: tuple[Range, ...]
    content: tuple[Range, ...]
    score: float
    depth: int = 0


class Tagger:
    """Finds attributions in plain text. Loading takes well under a second; one instance may serve many texts.

    Links do not cross windows of about 190 word pieces (some 150 words), which end at paragraph ends where they can.
    """

    def __init__(self, path: Path | None = None, *, threads: int = 1) -> None:
        """Load `model.onnx`, `tokenizer.json` and `settings.json` from `path` (by default those in the package).

        Raises EngineError where a file is missing or cannot be used.
        """
        folder = path or Path(str(files("comity.reading") / "data" / "attribution"))
        try:
            self.settings: dict[str, Any] = json.loads((folder / "settings.json").read_text(encoding="utf-8"))
            # A fused kernel five times slower than its parts is left out.
            self._tokenizer, self._session = open_model(folder, threads=threads, without=("SkipLayerNormFusion",))
        except Exception as error:
            raise EngineError(
                f"the attribution model in {folder} cannot be loaded ({error}): reinstall Comity or pass another folder"
            ) from error
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._moves = np.stack([constrained(np.asarray(m, dtype=np.float32)) for m in self.settings["moves"]])
        self._links: LinkSettings = {
            "link": self.settings["link"],
            "edges": np.asarray(self.settings["edges"]),
            "near": np.asarray(self.settings["near"], dtype=np.float32),
        }
        self._pieces: dict[str, list[int]] = {}

    def predict(
        self,
        text: str,
        *,
        convention: Convention = "ledger",
        min_score: float | None = None,
        within: Sequence[Range] | None = None,
    ) -> list[TaggedAttribution]:
        """The attributions of `text` in order of their first character.

        "ledger" reads as Comity's annotation guide asks: statements only, quotation marks outside, nested ones too.
        "outermost" reads as PolNeAR does: attitudes too, marks inside, nothing nested. `min_score` overrides the
        threshold that the settings hold for the convention. Where `within` is given, sentences that touch none of its
        ranges are not read.
        """
        least = self.settings.get("threshold", {}).get(convention, 0.0) if min_score is None else min_score
        found = [a for a, _ in self.candidates(text, convention, within) if a.score >= least]
        return sorted(found, key=lambda a: min((*a.source, *a.cue, *a.content)))

    def candidates(
        self, text: str, convention: Convention, within: Sequence[Range] | None = None
    ) -> list[tuple[TaggedAttribution, tuple[float, ...]]]:
        """Every attribution that the network sees, with the five numbers that its score is worked out from."""
        words, sentences, paragraphs = read_words(text) if within is None else only_within(read_words(text), within)
        if not words:
            return []
        pieces = self._pieces_of([text[w.start : w.end] for w in words])
        cuts = list(pack([len(p) for p in pieces], sentences, paragraphs, limit=self.settings.get("window", 190)))
        found = []
        for first in range(0, len(cuts), AT_ONCE):
            for window, depth, group in self._read(words, pieces, cuts[first : first + AT_ONCE], convention):
                attribution = self._attribution(text, window, group, depth, convention)
                if attribution is not None:
                    found.append((attribution, features_of(group)))
        return found

    def _pieces_of(self, tokens: list[str]) -> list[list[int]]:
        """The word pieces of each token; those of tokens seen before are remembered."""
        if len(self._pieces) > REMEMBERED:
            self._pieces.clear()
        new = sorted({t for t in tokens if t not in self._pieces})
        if new:
            encoded = self._tokenizer.encode(new, is_pretokenized=True, add_special_tokens=False)
            fresh: list[list[int]] = [[] for _ in new]
            for piece, word in zip(encoded.ids, encoded.word_ids, strict=True):
                if word is not None:
                    fresh[word].append(piece)
            self._pieces.update((t, p[:MOST_PIECES] or [UNKNOWN]) for t, p in zip(new, fresh, strict=True))
        return [self._pieces[t] for t in tokens]

    def _read(
        self, words: list[Word], pieces: list[list[int]], cuts: list[Range], convention: Convention
    ) -> Iterator[tuple[list[Word], int, Group]]:
        """Run the network on some windows; yields the window's words, the depth, and what belongs together."""
        code = 1 if convention == "ledger" else 0
        depths = self.settings.get("depths", 1) if convention == "ledger" else 1
        lengths = np.array([end - start for start, end in cuts])
        emissions = np.zeros((depths, len(cuts), int(lengths.max()), TAGS), dtype=np.float32)
        windows = []
        for n, (start, end) in enumerate(cuts):  # one by one: nothing is padded, and no window sways another
            inputs = _arrays(words[start:end], pieces[start:end], code)
            tags, seek, offer = self._session.run(None, inputs)
            windows.append(Window(seek[0], offer[0], inputs["firsts"]))
            for depth in range(depths):
                emissions[depth, n, : end - start] = tags[0, 1:, depth * TAGS : (depth + 1) * TAGS]
        emissions[..., 0] -= self.settings.get("bias", {}).get(convention, 0.0)
        flat, moves = emissions.reshape(-1, *emissions.shape[2:]), np.repeat(self._moves[:depths], len(cuts), axis=0)
        paths = best_paths(flat, moves, np.tile(lengths, depths))
        chances = marginals(flat, moves, np.tile(lengths, depths))
        for row, path in enumerate(paths):
            depth, n = divmod(row, len(cuts))
            spans = [
                Found(role, a, b, float(chances[row, a:b, 2 * role + 1 : 2 * role + 3].sum(-1).mean()))
                for role, a, b in spans_of(path)
            ]
            for group in link_spans(windows[n], self._links, spans):
                yield words[cuts[n][0] : cuts[n][1]], depth, group

    def _attribution(
        self, text: str, words: list[Word], group: Group, depth: int, convention: Convention
    ) -> TaggedAttribution | None:
        """The group in code points with its score, or None where it is no attribution."""
        if not group.contents or group.cue is None:
            return None

        def point(span: Found) -> Range:
            return words[span.start].start, words[span.end - 1].end

        content = tuple(point(s) for s in group.contents)
        if convention == "ledger":
            content = tuple(t for s in content if (t := _unquoted(text, *s))) or content
        source = (point(group.source),) if group.source else ()
        return TaggedAttribution(source, (point(group.cue),), content, self._score(group, convention), depth)

    def _score(self, group: Group, convention: Convention) -> float:
        """Calibrated probability that the attribution is right, from its parts' probabilities."""
        weights = self.settings.get("calibration", {}).get(convention, [-2.0, 0.3, 0.3, 0.2, 0.2, 0.2])
        value = weights[0] + sum(w * x for w, x in zip(weights[1:], features_of(group), strict=True))
        return 1.0 / (1.0 + math.exp(-value))


def features_of(group: Group) -> tuple[float, ...]:
    """What the score is worked out from: log odds of cue, content and source (0 without one), and of the two links."""
    contents = [c.probability for c in group.contents]
    return (
        _odds(group.cue.probability if group.cue else 0.5),
        _odds(sum(contents) / len(contents) if contents else 0.5),
        _odds(group.source.probability if group.source else 0.5),
        _odds(math.exp(group.content_link)),
        _odds(math.exp(group.source_link)),
    )


def _odds(probability: float) -> float:
    return math.log(max(probability, 1e-4) / max(1.0 - probability, 1e-3))


def _arrays(words: list[Word], pieces: list[list[int]], code: int) -> dict[str, np.ndarray[Any, Any]]:
    """The network's inputs for one window; `firsts` are the places of [CLS] and of every word's first piece."""
    ids, features, firsts = [CLS], [code], [0]
    for word, own in zip(words, pieces, strict=True):
        firsts.append(len(ids))
        ids += own
        features += [word.feature(code)] * len(own)
    return {
        "pieces": np.array([[*ids, SEP]], dtype=np.int64),
        "features": np.array([[*features, code]], dtype=np.int64),
        "firsts": np.array(firsts, dtype=np.int64),
    }


def _unquoted(text: str, start: int, end: int) -> Range | None:
    """The range without quotation marks and white space at its ends, None if nothing is left."""
    blank = MARKS + " \t\n\u00a0"
    while start < end and (text[start] in blank or text[start : start + 2] == "''"):
        start += 1
    while start < end and (text[end - 1] in blank or (text[end - 2 : end] == "''" and end - start > 1)):
        end -= 1
    return (start, end) if start < end else None

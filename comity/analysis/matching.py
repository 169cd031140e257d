"""To which measure a report belongs: accord, actors, matter, words and dates, each with the reason it gives.

The weights below were set by hand on the invented example texts; certainty is their sum, halved and more where several
measures fit alike. Limit: an anaphor ("the withdrawal") is told apart only by the words just before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from comity.analysis.dates import apart, exact
from comity.analysis.sides import sides_of
from comity.analysis.texts import Texts
from comity.analysis.wording import forms_of, likeness, words_of
from comity.ledger import LedgerClaim, names
from comity.model import Actor, Report

NAMED, SPOKEN_OF, AMONG_OTHERS = 0.25, 0.2, 0.15  # how a report's text is tied to an accord
_SAME_ACTORS, _REPORTER_OBLIGED, _NOT_TOLD, _ONLOOKER, _OTHER_PARTY = 0.25, 0.15, 0.1, 0.05, -0.1
_SAME_MATTER, _NEAR_MATTER = 0.2, 0.12
_WORDS, _WORDLESS, _AROUND, _ONLY_AROUND = 0.35, 0.15, 0.1, 0.3
_HANGS = -0.05  # the accord puts the measure after another step
_ITS_NUMBER, _NUMBER_NEAR, _NUMBER_ABOVE, _OTHER_NUMBER = 0.3, 0.1, 0.15, -0.15
LEAST, _AT_MOST, _AS_A_WHOLE_AT_MOST = 0.45, 0.95, 0.5
_MARGIN, _SEVERAL, _MOST_RIVALS = 0.04, 0.6, 3
_UNTIED_DAYS = 366
EARLY_DAYS = 2  # a report may be told so many days before the accord's own date
_NUMBER = re.compile(r"\b(?:articles?|points?|paragraphs?|sections?|provisions?)\s+\d+", re.IGNORECASE)
# Matters under which accords and reports speak of the same things.
_NEAR = (
    frozenset({"ceasefire", "military-operations"}),
    frozenset({"heavy-weapons", "withdrawal", "disarmament"}),
    frozenset({"humanitarian", "border", "refugees"}),
    frozenset({"military-aid", "heavy-weapons", "disarmament"}),
    frozenset({"sanctions", "trade", "finance"}),
)


@dataclass(frozen=True, slots=True)
class Target:
    """A measure that a report may belong to, with what its accord says of it."""

    id: str
    accord: str
    label: str
    numbers: frozenset[str]
    words: frozenset[str]
    matters: frozenset[str]
    obliged: tuple[Actor, ...]
    parties: frozenset[str]
    since: str | None
    hangs: bool
    weights: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Match:
    """A measure for a report: how sure, why, and which others fit as well."""

    target: str
    certainty: float
    why: tuple[str, ...]
    rivals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """A report with what is needed to match it, worked out once."""

    entry: LedgerClaim
    report: Report
    ties: Mapping[str, tuple[float, str]]
    words: frozenset[str]
    around: frozenset[str]
    numbers: frozenset[str]
    above: frozenset[str]
    speakers: frozenset[str]


def told(entry: LedgerClaim, ties: Mapping[str, tuple[float, str]], speakers: Iterable[Actor], texts: Texts) -> Told:
    """A report made ready; `ties`: how its text is tied to accords, with the reason."""
    report = entry.claim
    assert isinstance(report, Report)
    sentence = report.evidence[0] if report.evidence else report.about
    name = report.accord_name or ""
    words = words_of(report.about.text.replace(name, " ") if name else report.about.text)
    near = sentence.text if len(words) > 2 else f"{texts.before(sentence)} {sentence.text}"
    return Told(
        entry, report, ties, words, words_of(near), _numbers(sentence.text), _numbers(texts.heading(sentence)),
        sides_of(speakers),
    )  # fmt: skip


def _numbers(text: str) -> frozenset[str]:
    return frozenset(" ".join(found.split()).lower().replace("articles", "article") for found in _NUMBER.findall(text))


def number_of(number: str | None) -> frozenset[str]:
    """A measure's own number as reports would write it: `Article 4`; "4" alone is none."""
    return _numbers(number or "")


def match(one: Told, targets: Sequence[Target]) -> list[Match]:
    """The measure that fits a report best; several, each less sure, where they fit alike; none where none fits."""
    scored = sorted(
        ((score, target, why) for target in targets for score, why in _score(one, target) if score >= LEAST),
        key=lambda found: (-found[0], found[1].id),
    )
    if not scored:
        return []
    best = [found for found in scored if found[0] >= scored[0][0] - _MARGIN][:_MOST_RIVALS]
    labels = {target.id: target.label for _, target, _ in best}
    return [
        Match(
            target.id,
            round(min(score, _AT_MOST if one.words else _AS_A_WHOLE_AT_MOST) * (_SEVERAL if len(best) > 1 else 1), 2),
            why,
            tuple(label for identity, label in labels.items() if identity != target.id),
        )
        for score, target, why in best
    ]


def _score(one: Told, target: Target) -> Iterator[tuple[float, tuple[str, ...]]]:
    """The score and its reasons; nothing where the two cannot belong together."""
    if _too_early(one, target.since):
        return
    parts = [one.ties.get(target.accord, (0.0, "")), _actors(one, target), _matter(one, target)]
    if not one.words and (parts[2][0] == 0 or (_speaks_of_accord(one.report) and not _one_doer(one, target))):
        return
    like = likeness(one.words, target.words, target.weights)
    if one.words and like == 0 and parts[2][0] == 0 and not one.numbers & target.numbers:
        return
    if not parts[0][0] and (parts[1][0] < _REPORTER_OBLIGED or like < 0.3 or not _soon(one, target.since)):
        return
    shared = ", ".join(forms_of(one.report.about.text, one.words & target.words))
    words = (like * _WORDS, f"like words ({shared})") if one.words else (_WORDLESS, "no words against it")
    around = likeness(one.around, target.words, target.weights) * (_AROUND if one.words else _ONLY_AROUND)
    parts += [words, (around, "like words around it" if around >= 0.03 else ""), _number(one, target)]
    parts.append((_HANGS if target.hangs else 0.0, ""))
    yield round(sum(score for score, _ in parts), 4), tuple(reason for score, reason in parts if reason and score > 0)


def _too_early(one: Told, since: str | None) -> bool:
    if one.report.status == "pledged":
        return False
    start = exact(since)
    days = [one.entry.document.published, one.report.when.value if one.report.when else None]
    return start is not None and any((day := exact(d)) and (start - day).days > EARLY_DAYS for d in days)


def _soon(one: Told, since: str | None) -> bool:
    """Whether a report that nothing else ties to an accord was told within `_UNTIED_DAYS` of it."""
    distance = apart(since, one.entry.document.published)
    return distance is not None and distance <= _UNTIED_DAYS


def _speaks_of_accord(report: Report) -> bool:
    return not re.search(r"breach|violation|infringement", report.about.text, re.IGNORECASE)


def _one_doer(one: Told, target: Target) -> bool:
    """Whether a report on "the accord" is about one side alone, which the measure obliges."""
    doing = sides_of(one.report.actors)
    return len(doing) == 1 and doing <= sides_of(target.obliged)


def _actors(one: Told, target: Target) -> tuple[float, str]:
    obliged, doing = sides_of(target.obliged), sides_of(one.report.actors)
    if doing & obliged:
        same = [actor for actor in one.report.actors if sides_of([actor]) & obliged]
        return _SAME_ACTORS, f"same actor ({names(same)})"
    if not doing and obliged & one.speakers:
        return _REPORTER_OBLIGED, "told by one who is obliged"
    if not doing or not obliged:
        return _NOT_TOLD, ""
    return (_OTHER_PARTY, "") if doing & target.parties else (_ONLOOKER, "")


def _matter(one: Told, target: Target) -> tuple[float, str]:
    if one.report.matter in target.matters:
        return _SAME_MATTER, f"same matter ({one.report.matter})"
    if not one.words and not _speaks_of_accord(one.report) and "ceasefire" in target.matters:
        return _SAME_MATTER, "breaches are mostly of a ceasefire"
    for group in _NEAR:
        near = group & target.matters
        if one.report.matter in group and near:
            return _NEAR_MATTER, f"near matter ({one.report.matter}, {min(near)})"
    return 0.0, ""


def _number(one: Told, target: Target) -> tuple[float, str]:
    """Whether the report's phrase, its sentence or the heading above it names the measure's number, or another."""
    number = target.label.split(":")[0]
    if not target.numbers:
        return 0.0, ""
    own = _numbers(one.report.about.text)
    if own:
        return (_ITS_NUMBER, f"names {number}") if own & target.numbers else (_OTHER_NUMBER, "")
    if one.numbers & target.numbers:
        return _NUMBER_NEAR, f"its sentence names {number}"
    if one.above:
        return (_NUMBER_ABOVE, f"stands under {number}") if one.above & target.numbers else (_OTHER_NUMBER, "")
    return 0.0, ""

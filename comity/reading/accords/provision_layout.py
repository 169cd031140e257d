"""How an agreement is laid out: which lines open a numbered or listed provision, and how far each one runs.

Works on the text alone, line by line, so that a list is seen whatever the parser makes of it. Limits we know: tables
and two-column texts are not taken apart; a list whose marks the scraper lost is prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

ORDINALS = (
    "First|Second|Third|Fourth|Fifth|Sixth|Seventh|Eighth|Ninth|Tenth|Eleventh|Twelfth|"
    "Firstly|Secondly|Thirdly|Fourthly|Fifthly|Sixthly|Finally|Lastly"
)
_COUNTED = "One|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|Eleven|Twelve"
_WORD = (
    r"Article|Art\.|Section|Sec\.|Paragraph|Para\.|Chapter|Clause|Point|Rule|Principle|Part|Title|§§?|Step|Phase|Stage"
)
_MARK = re.compile(
    r"[ \t]*(?:#{1,6}[ \t]+)?(?:\*\*|__)?(?:"
    rf"(?P<article>(?i:{_WORD})[ \t]*(?:\d{{1,3}}(?:\.\d{{1,2}})*[a-z]?|[IVXLC]+|(?i:{_COUNTED}))(?![\w(]))"
    r"(?:\*\*)?[ \t]*[.:–—-]?(?![ \t]*[a-z(,;])"
    rf"|(?P<ordinal>\(?(?i:{ORDINALS})\)?)(?=[,:]|\s+(?:we|the|both)\b|[ \t]*[–—])"
    r"|(?P<number>\d{1,3}[.)](?:\d{1,2}[.)]?){0,3}|\d{1,2}(?:\.\d{1,2}){1,3}(?=[ \t]+[A-Z“\"])"
    r"|\d{1,2}(?=[ \t]*[–—][ \t]))(?=[ \t\n*])"
    r"|\((?P<bracketed>[a-z]{1,2}|[ivx]{1,5}|\d{1,2}|[A-Z]|[IVX]{1,4})\)(?=\s)"
    r"|(?P<letter>[a-z]|[ivx]{1,5})[.)](?=\s)"
    r"|(?P<capital>[IVXL]{1,6}|[A-Z])[.)](?=\s{1,4}[A-Z“\"])"
    r"|(?P<bullet>[-–—*•*·●▪◦‣■□►»+o]|\(?[-–—]\)?)(?=[ \t\n]))[ \t*]*"
)
_ANNEX = re.compile(
    r"[ \t]*(?:#{1,6}[ \t]+)?(?P<name>(?:Annex|Appendix|Schedule|Attachment)\b(?:[ \t]+(?:[A-Z]|\d{1,2}|[IVX]+)\b)?)",
    re.I,
)
_CLOSING = re.compile(
    r"[ \t]*(?:Done (?:at|in|on|this)\b|In witness whereof|Signed (?:at|in|on|this)\b"
    r"|For (?:and on behalf of )?the (?:Government|Party)\b"
    r"|FOR (?:AND ON BEHALF OF )?THE\b|On behalf of\b|In faith whereof|End (?:of )?text)"
)
_PREAMBLE = re.compile(
    r"(?:Having|Being|Recall|Recogni[sz]|Reaffirm|Affirm|Not|Underscor|Underlin|Emphasi[sz]|Stress|Welcom|Desir|Determin|"
    r"Convinc|Consider|Concern|Bear|Reflect|Build|Acknowledg|Express|Guid|Seek|Tak|Declar|Commend|Wish|"
    r"Highlight|Uphold|Believ|Proceed|Act|Inspir|Resolv|Remind|Reiterat|Alarm|Deplor)(?:ing|ed|s of)"
    r"|(?:Mindful|Aware|Conscious)\b",
)
_ROMAN = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"]
_INLINE = re.compile(
    r"(?<=\s)(?:\((?P<mark>[a-z]|[ivx]{1,5}|\d{1,2})\)\s"
    r"|(?P<number>\d{1,2})[.)]\s+(?=[A-Z“\"])"
    r"|(?P<article>(?:Article|Section|Paragraph|Point)[ ]+(?:\d{1,2}|[IVX]+))[ ]*[.:–—-]?[ ]+(?=[A-Z“\"])"
    r"|(?P<bullet>[•●▪■►])[ \t]+)"
)
_SHALL = re.compile(r"\bshall\b(?! (?:we|I)\b)")
_ARTICLES = re.compile(
    r"^[ \t#*]*(?:Article|ARTICLE|Art\.|Section|§)[ \t]*(?:\d|[IVX]+\b)(?![ \t]*[a-z(,;])", re.MULTILINE
)
_NUMBERS = re.compile(r"^[ \t]*\d{1,2}[.)][ \t]+\S", re.MULTILINE)
_PAPER = re.compile(
    r"\b(?:agreement|package|memorandum|protocol|accord|declaration|treaty|road ?map|understanding|"
    r"communiqu[eé]|arrangement|truce|ceasefire|peace plan)\b",
    re.IGNORECASE,
)
_RUNS_ON = re.compile(r"(?:^|\s)(?:the|an?|of|and|to|in|for|by|with|on|at|from|or|its|their)\s*$")
_LONG_LINE = 40
_HEADING, _SHORT = 12, 5


@dataclass(frozen=True, slots=True)
class Passage:
    """A provision's words: characters `[start, end)`, its label, how it is marked.

    `kind`: article, number, letter …, or "under" for an unmarked paragraph that goes on beneath a mark; `lead` is the
    end of the words that lead to a list it belongs to, None where nothing does.
    """

    start: int
    end: int
    label: str | None
    kind: str
    lead: int | None = None


@dataclass(frozen=True, slots=True)
class _Paragraph:
    start: int
    end: int
    words: int
    kind: str = ""
    value: str = ""


def passages(text: str) -> list[Passage]:
    """The provisions of a text in text order; none in running prose."""
    found = list(_by_lines(text))
    if len({p.label for p in found}) < 2 and sum(p.kind != "under" for p in found) < 2:
        found = []
    inline = list(_inline(text, found))
    return _merged(found, inline)


def _merged(found: list[Passage], inline: list[Passage]) -> list[Passage]:
    """Marks inside sentences split the passage they stand in; a sentence's words before the first stay with it."""
    kept: list[Passage] = []
    for passage in found:
        inner = [p for p in inline if passage.start <= p.start < passage.end]
        end = min((p.start for p in inner), default=passage.end)
        while inner and end > passage.start and end - passage.start < 6:
            end = passage.start
        if end > passage.start:
            kept.append(Passage(passage.start, end, passage.label, passage.kind, passage.lead))
        kept += [Passage(p.start, min(p.end, passage.end), _inner(passage, p), p.kind, p.lead) for p in inner]
    kept += [p for p in inline if not any(f.start <= p.start < f.end for f in found)]
    return sorted(kept, key=lambda p: p.start)


def _inner(passage: Passage, inline: Passage) -> str | None:
    numbered = passage.label and passage.kind in {"article", "number", "under"} and inline.kind == "inline"
    return f"{passage.label}({inline.label})" if numbered else inline.label


def is_treaty(text: str) -> bool:
    """Whether a text sets out duties as treaties do: "shall" again and again, two articles, four points of a paper."""
    if len(_SHALL.findall(text)) >= 3 or len(_ARTICLES.findall(text)) >= 2:
        return True
    return len(_NUMBERS.findall(text)) >= 4 and _PAPER.search(text[:300]) is not None


def is_wrapped(text: str) -> bool:
    """Whether single line ends are mere breaks of the page: many lines run on in the middle of a clause."""
    ends = on = 0
    for line, following in pairwise(text.split("\n")):
        if line.strip() and following.strip():
            ends += 1
            on += (
                len(line.rstrip()) >= _LONG_LINE
                and following.lstrip()[:1].islower()
                and line.rstrip()[-1] not in ".:;!?"
            )
    return on >= 3 and on * 4 >= ends


def _paragraphs(text: str) -> Iterator[_Paragraph]:
    """Paragraphs with what marks them: lines, or runs of lines in a text broken by hand."""
    wrapped = is_wrapped(text)
    at = 0
    start: int | None = None
    last = 0
    for line in text.split("\n"):
        end = at + len(line)
        if not line.strip():
            if start is not None and (wrapped or start != last):
                yield _marked(text, start, last)
            start = None
        elif start is None:
            start, last = at, end
        elif not _opens(line) and (
            _RUNS_ON.search(text[max(start, last - 16) : last]) or (wrapped and not _stops(text, start, last))
        ):
            last = end
        else:
            yield _marked(text, start, last)
            start, last = at, end
        at = end + 1
    if start is not None:
        yield _marked(text, start, last)


def _opens(line: str) -> bool:
    """Whether a line begins something of its own: a marked provision, an annex, the signatures."""
    return any(pattern.match(line) for pattern in (_MARK, _CLOSING, _ANNEX))


def _stops(text: str, start: int, last: int) -> bool:
    """Whether a line so far is a title of its own: short, without a stop."""
    line = text[max(start, text.rfind("\n", start, last) + 1) : last].strip()
    return len(line) < _LONG_LINE and line[-1:] not in ",;"


def _marked(text: str, start: int, end: int) -> _Paragraph:
    match = _MARK.match(text, start, end + 1)
    if match is None or match.lastgroup is None or match.end() > end + 1:
        lead = len(text[start:end]) - len(text[start:end].lstrip())
        return _Paragraph(start + lead, end, start + lead)
    kind = str(match.lastgroup)
    return _Paragraph(start, end, min(match.end(), end), kind, match[kind].strip(" .)(*"))


class _Context:
    """Where the reader of lines is: annex, article, number, letter; how many bullets it has counted."""

    def __init__(self, *, treaty: bool) -> None:
        self.annex = self.article = self.section = self.above = self.letter = ""
        self.bullets = 0
        self.treaty = treaty

    def open_annex(self, name: str) -> None:
        """Start an annex: its articles and numbers are counted anew."""
        first, *rest = name.split()
        self.annex = " ".join([first.capitalize(), *rest])
        self.article = self.section = self.above = self.letter = ""
        self.bullets = 0

    def label(self, kind: str, value: str) -> str:
        """The full number of a mark here, after the marks above it."""
        if kind in {"article", "capital"} or (kind != "bullet" and not (self.article or self.section)):
            self.bullets = 0
        if kind not in {"bracketed", "letter", "bullet"}:
            self.letter = ""
        base = self.article or self.section
        if kind == "article":
            self.article = self.above = f"{self.annex}, {value}" if self.annex else value
            return self.article
        if kind == "capital":
            outer = f"{self.annex}, {value}" if self.annex else value
            self.above = f"{self.article}({value})" if self.article else outer
            self.section = self.section if self.article else self.above
            return self.above
        if kind == "number":
            outer = f"{self.annex}, {value}" if self.annex else value
            self.above = f"{base}({value})" if self.article else outer
            return self.above
        if kind in {"bracketed", "letter"}:
            return self._lettered(value)
        if kind == "bullet":
            self.bullets += 1
            return f"{base}, bullet {self.bullets}" if base else f"bullet {self.bullets}"
        self.above = value
        return value

    def _lettered(self, value: str) -> str:
        following = chr(ord(self.letter[0]) + 1) if self.letter else ""
        if self.letter and value in _ROMAN and value != following:
            return f"{self.above}({self.letter})({value})" if self.above else f"{self.letter}({value})"
        self.letter = value
        return f"{self.above}({value})" if self.above else value

    @property
    def under(self) -> str | None:
        """The label for unmarked words that go on here."""
        return self.article or self.section or (self.above if self.treaty else "") or self.annex or None


def _by_lines(text: str) -> Iterator[Passage]:
    """Marked paragraphs, and the unmarked ones beneath an article or section, from the first mark to the signatures."""
    context, lead, closed = _Context(treaty=is_treaty(text)), None, False
    paragraphs, last_opening = list(_paragraphs(text)), _last_opening(text)
    capitals = any(p.kind == "capital" and p.value in {"A", "I"} for p in paragraphs)
    before = ""
    marked = False
    for place, paragraph in enumerate(paragraphs):
        annex = _ANNEX.match(text, paragraph.start, paragraph.end) if not paragraph.kind else None
        closed = marked and (closed or bool(_CLOSING.match(text, paragraph.start, paragraph.end)))
        if annex and marked and paragraph.end - paragraph.start < 120:
            context.open_annex(annex["name"])
            closed, before = False, "heading"
            continue
        kind = paragraph.kind if capitals or paragraph.kind != "capital" else ""
        if closed and kind not in {"article", "number"}:
            continue
        closed = False
        body = text[paragraph.words : paragraph.end]
        if not kind:
            if not context.under and not _continues(body, before):
                context.bullets = 0
            if marked and context.under and not _is_title(body, before):
                yield Passage(
                    paragraph.start, paragraph.end, context.under, "under", lead if _continues(body, before) else None
                )
        elif not _is_preamble(text, paragraph, kind, last_opening):
            marked = True
            label = context.label(kind, paragraph.value)
            following = paragraphs[place + 1] if place + 1 < len(paragraphs) else None
            if _is_heading(body, kind, following):
                context.section = context.section if context.article else label
            else:
                yield Passage(paragraph.words, paragraph.end, label, kind, lead)
        if body.rstrip().endswith((":", " to", ":-")):
            lead = paragraph.end
        elif not kind and not _continues(body, before):
            lead = None
        before = kind or "plain"


def _continues(body: str, before: str) -> bool:
    """Whether an unmarked paragraph goes on with the list item before it: it starts in lower case."""
    return before not in {"", "plain", "heading"} and body.lstrip()[:1].islower()


def _is_title(body: str, before: str) -> bool:
    """Whether a line beneath a mark is only the title: a few words, no stop."""
    words = body.split()
    return len(words) <= _HEADING and body.rstrip()[-1:] not in '.;:,”"' and (before == "article" or _titled(words))


def _titled(words: list[str]) -> bool:
    long = [word for word in words if len(word) > 3 and word[0].isalpha()]
    return bool(long) and sum(word[0].isupper() for word in long) * 3 >= 2 * len(long)


def _is_heading(body: str, kind: str, following: _Paragraph | None) -> bool:
    """Whether a marked line holds a title only, and words follow beneath it."""
    words = body.split()
    if not words:
        return following is not None
    if body.rstrip()[-1:] in ".;:," or len(words) > _HEADING or following is None:
        return False
    if kind == "article":
        return True
    if kind == "capital" or (kind == "number" and len(words) <= _SHORT and not following.kind):
        return following.kind != kind
    return kind == "number" and _titled(words) and following.kind != kind


def _is_preamble(text: str, paragraph: _Paragraph, kind: str, last_opening: int) -> bool:
    """Whether a marked paragraph is a clause of the preamble: "1. Recalling …;" before "have agreed as follows"."""
    if kind == "article" or not _PREAMBLE.match(text, paragraph.words):
        return False
    body = text[paragraph.words : paragraph.end].rstrip()
    return body.endswith((";", ",", "; and", ", and")) and last_opening > paragraph.end


_LATER_OPENING = re.compile(
    r"\b(?:[Hh]ave|[Hh]as|HAVE|[Hh]ereby|[Dd]o)?\s*(?:agreed?|AGREED|decided?|resolved?|declared?)\b[^.\n]{0,60}:"
)


def _last_opening(text: str) -> int:
    """Where the last words that open provisions stand ("have agreed as follows:"); -1 without any."""
    return max((match.start() for match in _LATER_OPENING.finditer(text)), default=-1)


def _inline(text: str, found: list[Passage]) -> Iterator[Passage]:
    """Marks inside sentences, in runs that count up from the first; an item goes to the next or the end of its line."""
    runs: list[list[tuple[int, int, str, str]]] = []
    for kind in ("mark", "number", "article", "bullet"):
        if kind in {"number", "article"} and any(p.kind == kind for p in found):
            continue
        run: list[tuple[int, int, str, str]] = []
        for match in _INLINE.finditer(text):
            if match.lastgroup != kind or text[max(0, match.start() - 40) : match.start()].rstrip(" \t").endswith("\n"):
                continue
            value = match[kind]
            place = len(run) + 1 if kind == "bullet" else _place(value.split()[-1])
            near = not run or text.count("\n\n", run[-1][0], match.start()) == 0 or kind == "article"
            if run and place == len(run) + 1 and near:
                run.append((match.start(), match.end(), value, kind))
            else:
                runs.append(run)
                run = [(match.start(), match.end(), value, kind)] if place == 1 else []
        runs.append(run)
    for run in runs:
        if len(run) > (1 if not run or run[0][3] == "mark" else 2):
            yield from _items(text, run)


def _items(text: str, run: list[tuple[int, int, str, str]]) -> Iterator[Passage]:
    lead = run[0][0]
    for place, (_, words, value, kind) in enumerate(run):
        line = text.find("\n", words)
        end = run[place + 1][0] if place + 1 < len(run) else len(text)
        end = min(end, line) if line >= 0 else end
        label = f"bullet {place + 1}" if kind == "bullet" else value
        yield Passage(
            words, end, label, "article" if kind == "article" else "inline", lead if kind != "article" else None
        )


def _place(mark: str) -> int:
    """The place of a mark in its row: i, a and 1 are first."""
    lower = mark.lower()
    if mark.isdigit():
        return int(mark)
    return _ROMAN.index(lower) + 1 if lower in _ROMAN else ord(lower[0]) - ord("a") + 1

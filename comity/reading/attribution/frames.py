"""Attributions that the layout of a text makes: released statements, turns of a transcript, headlines, signatures."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Doc

from comity.reading.attribution.attributed import Attribution, Range
from comity.reading.attribution.sources import can_speak
from comity.reading.mentions import actors_of, mentions_by_head
from comity.reading.quotations import Quotations

_RELEASED = re.compile(
    r"^(?:begin text:?\s*)?(?:the |this )?(?:text of )?(?:the )?(?:following|below|accompanying|above)\b"
    r"[^\n:]{0,80}?\b(?P<cue>released|issued|made|adopted|attributable|attributed|delivered|published|"
    r"joint (?:statement|communiqu[eé]|declaration)|(?<!following )statement)\b[^\n:]{0,40}?\s(?:by|to|from|of)\s"
    r"(?P<source>[^\n:]+?)(?=,? (?:which|who|following|after|on (?:the )?(?:\d|[A-Z])|at the|upon|at their|today|in "
    r"connection)\b|\s*[:.]?\s*$)",
    re.IGNORECASE,
)
_STATEMENT_BY = re.compile(
    r"^(?:joint |press |media )?(?P<cue>statement|communiqu[eé]|declaration|remarks) (?:by|from|of) "
    r"(?P<source>[^\n:]{3,200}?):\s*$",
    re.IGNORECASE,
)
_BEGIN = re.compile(r"^\s*(?:begin|start of)\s+(?:text|statement)\s*[:.]?\s*$", re.IGNORECASE)
_END = re.compile(
    r"^\s*(?:end\s+(?:of\s+)?(?:text|statement|transcript)\.?|#{2,}|\*{3,}|-30-|_{3,})\s*$", re.IGNORECASE
)
_TURN_HEAD = re.compile(
    r"^[\"“]?(?P<name>(?:[A-Z][A-Z.’'\-]+|[A-Z]\.)(?:[ ](?:[A-Z][A-Z.’'\-]+|of|the|and|[A-Z]\.)){0,6}|Q|A"
    r"|(?:[A-Z][\w.’'\-]+)(?:[ ](?:[A-Z][\w.’'\-]+|of|the|de|al|bin|van|von)){0,6})"
    r"(?P<title>,[ ](?:[A-Z]|the[ ]|spokes)[^:\n.;!?“\"]{3,90}?)?(?P<brackets>(?:[ ]\([^)\n]{1,60}\)){0,2})"
    r"(?P<colon>:)\s+(?=\S)"
)
_COUNTRY = re.compile(
    r"[ ]\((?!spoke |speaking |interpret|through |via |in [A-Z]|continu|on behalf )(?P<who>[^)\n]+)\)"
)
_SAYING = re.compile(r"\b(?:says?|said|tells?|told|asks?|asked|adds?|added|writes?|wrote|announce[sd]?)\b")
_HEADLINE = re.compile(r"^(?P<name>[A-Z][^:\n,.;!?“”\"]{1,60})(?P<colon>:)\s+(?=\S)")
_CREDITED = re.compile(
    r"^(?P<body>[^\n]{12,150}?)(?:[ ](?P<dash>[-–—])[ ]|,?[ ](?P<cue>says|said)[ ])(?P<name>[A-Z][^\n,.:;!?()]{2,40})$"
)
_LONGEST_HEADLINE = 200
_QUESTIONERS = frozenset({"Q", "QUESTION", "Question", "A", "ANSWER"})
_NO_SPEAKERS = re.compile(
    r"^(?:note|source|contact|photo|update[ds]?|correction|read more|related|watch|video|location|date|time|breaking|"
    r"analysis|opinion|editor['’]?s? note|exclusive|live|begin text|end text|subject|re|from|to|cc|tel|email|"
    r"fact sheet)$",
    re.IGNORECASE,
)
_SIGNED = re.compile(r"^\s*[—–―-]{1,2}\s*(?P<name>[A-Z][^\n,.:]{2,40})")


def find_framed(doc: Doc, quotations: Quotations) -> Iterator[Attribution]:
    """Every attribution by layout."""
    yield from _released(quotations.text, quotations)
    yield from _turns(doc, quotations)
    yield from _signatures(quotations.text, quotations)


def _released(text: str, quotations: Quotations) -> Iterator[Attribution]:
    """ "The following is attributable to …": what follows, up to an end mark or the end, is a statement of theirs."""
    for number, (start, end) in enumerate(quotations.paragraphs[:6]):
        line = text[start:end].strip()
        offset = text.index(line, start) if line else start
        match = _RELEASED.match(line) or _STATEMENT_BY.match(line)
        if match is None:
            continue
        body = _body(text, quotations, number + 1)
        if body is not None and body[1] - body[0] > 200:
            source = (offset + match.start("source"), offset + match.end("source"))
            cue = (offset + match.start("cue"), offset + match.end("cue"))
            yield Attribution(source, cue, (body,), "released", verbatim=True)
        return


def _body(text: str, quotations: Quotations, first: int) -> Range | None:
    """The paragraphs from the first one on, without begin and end marks."""
    paragraphs = quotations.paragraphs
    while first < len(paragraphs) and _BEGIN.match(text[slice(*paragraphs[first])]):
        first += 1
    last = first
    while last + 1 < len(paragraphs) and not _END.match(text[slice(*paragraphs[last + 1])]):
        last += 1
    return _shrunk(text, paragraphs[first][0], paragraphs[last][1]) if first < len(paragraphs) else None


def _shrunk(text: str, start: int, end: int) -> Range:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _turns(doc: Doc, quotations: Quotations) -> Iterator[Attribution]:
    """Turns of a transcript ("THE PRESIDENT: …"), and a headline of the form "Name: what she says".

    A paragraph without a speaker of its own goes on with the turn before. One turn alone counts only as a headline.
    """
    text = quotations.text
    heads = [(number, match) for number, match in _turn_heads(text, quotations)]
    if len(heads) > 2 and heads[0][0] == 0 and not heads[0][1].group("name").isupper():
        heads = heads[1:] if heads[1][1].group("name").isupper() else heads
    if _is_transcript(doc, quotations, heads):
        for index, (number, match) in enumerate(heads):
            until = heads[index + 1][0] if index + 1 < len(heads) else _run_end(text, quotations, number)
            start = quotations.paragraphs[number][0]
            body = _shrunk(text, start + match.end(), quotations.paragraphs[until - 1][1])
            yield _turn(start, match, body, "turn")
        return
    if heads and _is_address(doc, quotations, heads[0]):
        number, match = heads[0]
        start = quotations.paragraphs[number][0]
        body = _shrunk(text, start + match.end(), quotations.paragraphs[_run_end(text, quotations, number) - 1][1])
        yield _turn(start, match, body, "turn")
        return
    yield from _headline(doc, quotations)


def _headline(doc: Doc, quotations: Quotations) -> Iterator[Attribution]:
    """ "Norway: the strait stays open", "The strait stays open - minister" in a text's first line."""
    if not quotations.paragraphs:
        return
    (start, end), text = quotations.paragraphs[0], quotations.text
    line = text[start:end].rstrip()
    if len(line) >= _LONGEST_HEADLINE:
        return
    match = _TURN_HEAD.match(line) or _HEADLINE.match(line)
    if match is not None and _names_speaker(doc, start, match) and not _NO_SPEAKERS.match(match["name"]):
        yield _turn(start, match, _headline_body(text, start + match.end(), end, quotations), "headline")
    credited = _CREDITED.match(line) if match is None and len(quotations.paragraphs) > 1 else None
    body = doc.char_span(start, start + credited.end("body"), alignment_mode="expand") if credited else None
    told = credited is not None and bool(credited["cue"] or (body and any(t.pos_ in {"VERB", "AUX"} for t in body)))
    if told and credited is not None and _speaks(doc, start + credited.start("name"), start + credited.end("name")):
        cue = credited.span("cue" if credited["cue"] else "dash")
        source = (start + credited.start("name"), start + credited.end("name"))
        said = _headline_body(text, start, start + credited.end("body"), quotations)
        yield Attribution(source, (start + cue[0], start + cue[1]), (said,), "headline")


def _names_speaker(doc: Doc, start: int, match: re.Match[str]) -> bool:
    """Whether what stands before a colon names who speaks: a name, or a noun for one behind it ("Vask minister")."""
    names = _is_named(doc, start, start + match.end("name"))
    words = doc.char_span(start, start + match.end("name"), alignment_mode="expand")
    if not names or words is None or _SAYING.search(match["name"]):
        return False
    return match.re is _TURN_HEAD or (len(words) < 7 and words[-1].pos_ == "NOUN" and can_speak(words[-1]))


def _speaks(doc: Doc, start: int, end: int) -> bool:
    """Whether a range names a person, an office, a state or body, and no outlet (whose headline it may be)."""
    words = doc.char_span(start, end, alignment_mode="expand")
    if words is None or len(words) > 5:
        return False
    actors = [a for t in words for a in actors_of(t)]
    return bool(actors) and can_speak(words[-1]) and all(actor.kind != "media" for actor in actors)


def _is_transcript(doc: Doc, quotations: Quotations, heads: list[tuple[int, re.Match[str]]]) -> bool:
    """Whether paragraphs that begin with a name and a colon are turns: three or more, or two at a text's beginning."""
    names = [match.group("name") for _, match in heads]
    marked = [m["name"].isupper() or m["name"] in _QUESTIONERS or bool(m["title"] or m["brackets"]) for _, m in heads]
    if len(heads) >= 3:
        return len(set(names)) < len(names) or any(marked)
    if len(heads) < 2 or heads[0][0] > 1:
        return False
    starts = [quotations.paragraphs[number][0] for number, _ in heads]
    return all(marked) or all(
        _is_named(doc, start, start + match.end("name")) for start, (_, match) in zip(starts, heads, strict=True)
    )


def _is_address(doc: Doc, quotations: Quotations, head: tuple[int, re.Match[str]]) -> bool:
    """Whether a text is one long turn: a name and a colon in its first lines, then paragraphs in the first person."""
    number, match = head
    start = quotations.paragraphs[number][0]
    outside = [
        found
        for found in re.finditer(r"\b(?:I|we|We|our|my|us)\b", quotations.text[start + match.end() :])
        if quotations.at(start + match.end() + found.start()) is None
    ]
    if number > 3 or len(quotations.paragraphs) - number < 3 or not _is_named(doc, start, start + match.end("name")):
        return False
    return len(outside) >= 5 and len(outside) > 2 * len(quotations.outer)


def _headline_body(text: str, start: int, end: int, quotations: Quotations) -> Range:
    start, end = _shrunk(text, start, end)
    quotation = quotations.at(start)
    if quotation is not None and quotation.outer_end >= end - 1:
        return quotation.start, quotation.end
    return (start, end - 1) if text[end - 1] == "." else (start, end)


def _turn(start: int, match: re.Match[str], body: Range, rule: str) -> Attribution:
    end = match.end("title") if match.re is _TURN_HEAD and match["title"] else match.end("name")
    country = _COUNTRY.match(match["brackets"]) if match.re is _TURN_HEAD and match["brackets"] else None
    end = match.start("brackets") + country.end() if country else end
    source = (start + match.start("name"), start + end)
    cue = (start + match.start("colon"), start + match.end("colon"))
    return Attribution(source, cue, (body,), rule, verbatim=rule == "turn")


def _turn_heads(text: str, quotations: Quotations) -> Iterator[tuple[int, re.Match[str]]]:
    for number, (start, end) in enumerate(quotations.paragraphs):
        match = _TURN_HEAD.match(text[start:end])
        if match is None or _NO_SPEAKERS.match(match.group("name")) or _SAYING.search(match["title"] or ""):
            continue
        yield number, match


def _run_end(text: str, quotations: Quotations, number: int) -> int:
    """Where the last turn ends: at an end mark, or with the text."""
    last = number + 1
    while last < len(quotations.paragraphs) and not _END.match(text[slice(*quotations.paragraphs[last])]):
        last += 1
    return last


def _is_named(doc: Doc, start: int, end: int) -> bool:
    """Whether a range holds somebody's name, and hardly anything else."""
    tokens = doc.char_span(start, end, alignment_mode="expand")
    if tokens is None or len(tokens) > 9:
        return False
    index = mentions_by_head(doc)
    return any(t.i in index or t.ent_type_ in {"PERSON", "ORG", "GPE", "NORP"} for t in tokens)


def _signatures(text: str, quotations: Quotations) -> Iterator[Attribution]:
    """A quotation with its speaker behind a dash: "…" — Ann Vask."""
    for quotation in quotations.outer:
        behind = text[quotation.outer_end : quotation.outer_end + 60]
        match = _SIGNED.match(behind)
        words = len(text[quotation.start : quotation.end].split())
        if match is None or words < 4 or not _is_name_line(match.group("name"), behind[match.end() :]):
            continue
        start = quotation.outer_end + match.start("name")
        name = match.group("name").rstrip()
        dash = (
            quotation.outer_end
            + match.start()
            + len(behind[: match.start("name")])
            - len(behind[: match.start("name")].lstrip())
        )
        yield Attribution(
            (start, start + len(name)), (dash, dash + 1), ((quotation.start, quotation.end),), "signature"
        )  # fmt: skip


def _is_name_line(name: str, rest: str) -> bool:
    """Whether what follows a dash is a name alone, up to the line's end or a comma."""
    words = name.split()
    return (
        1 < len(words) <= 6
        and all(w[0].isupper() or w in {"of", "de", "bin", "al"} for w in words)
        and (not rest or rest[0] in "\n,.:")
    )

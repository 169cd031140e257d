"""Two accounts side by side as one HTML page that needs nothing else: no script, no address, everything escaped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from comity.analysis.comparison import Account, Comparison, Row
from comity.analysis.points import Point
from comity.exports.compare import (
    LEFT_OUT,
    NOTHING,
    by_matter,
    encounter_line,
    ending,
    facts,
    label,
    left_out,
    parted,
    quoted,
    room_lines,
    where,
)
from comity.exports.safe_text import clean
from comity.model import Divergence

_STYLE = """
:root { color-scheme: light dark; --line: #8885; --dim: #767676; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; }
table.room { width: auto; table-layout: auto; }
th, td { border-bottom: 1px solid var(--line); padding: .4rem .6rem; text-align: left; vertical-align: top;
  overflow-wrap: anywhere; }
td.how { border-left: .3rem solid var(--line); }
tr.both td.how { border-left-color: #2e7d32; } tr.differs td.how { border-left-color: #b26a00; }
tr.only-a td.how { border-left-color: #0277bd; } tr.only-b td.how { border-left-color: #8e24aa; }
q { quotes: none; } small { color: var(--dim); }
@media (max-width: 40rem) {
  th, td { display: block; border: 0; }
  tr { display: block; border-bottom: 1px solid var(--line); }
}
"""


def html_page(
    comparisons: Sequence[Comparison],
    inconsistencies: Sequence[Divergence] = (),
    copies: Sequence[str] = (),
    others: Sequence[Account] = (),
) -> str:
    """The comparisons, one below the other, as a whole page."""
    title = " · ".join(f"{_safe(c.a.name)} and {_safe(c.b.name)}" for c in comparisons) or "No two accounts"
    body = "\n".join(line for c in comparisons for line in _comparison(c)) or f"<p>{NOTHING}</p>"
    told = "\n".join(
        [*_inconsistencies(inconsistencies), *(f"<p>{_safe(line)}</p>" for line in ending(copies, others))]
    )
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n{body}\n{told}\n</main>\n</body>\n</html>\n"
    )


def _safe(text: str) -> str:
    return escape(clean(text))


def _comparison(comparison: Comparison) -> Iterator[str]:
    a, b = _safe(comparison.a.label), _safe(comparison.b.label)
    yield f"<h1>{a} and {b}</h1>"
    for line in facts(comparison):
        yield f"<p>{_safe(line)}</p>"
    for letter, point in zip("AB", comparison.leads, strict=True):
        if point is not None:
            yield f"<p>{letter} leads with <q>{_safe(quoted(point))}</q></p>"
    yield f'<table class="room">{_head("room given to", "A", "B")}<tbody>'
    for matter, left, right in room_lines(comparison):
        yield f"<tr><td>{_safe(matter)}</td><td>{left}</td><td>{right}</td></tr>"
    yield "</tbody></table>"
    for matter, rows in by_matter(comparison):
        yield f"<h2>{_safe(matter)}</h2>"
        yield f"<table>{_head(f'A: {a}', f'B: {b}', 'how')}<tbody>"
        yield from (_row(row) for row in rows)
        yield "</tbody></table>"
    if left_out(comparison):
        yield f"<h2>{LEFT_OUT}</h2>\n<ul>"
        for letter, one in left_out(comparison):
            yield f"<li>{letter}: {_cell([one.point])} {_safe(encounter_line(one.encounter))}</li>"
        yield "</ul>"


def _head(*cells: str) -> str:
    """The head of a table; the cells are safe already."""
    columns = "".join(f'<th scope="col">{cell}</th>' for cell in cells)
    return f"<thead><tr>{columns}</tr></thead>"


def _row(row: Row) -> str:
    how = "<br>".join(_safe(line) for line in (label(row), *(parted(d) for d in row.differences)))
    return f'<tr class="{row.relation}"><td>{_cell(row.a)}</td><td>{_cell(row.b)}</td><td class="how">{how}</td></tr>'


def _cell(points: Sequence[Point]) -> str:
    return "<br>".join(f"<q>{_safe(quoted(p))}</q> <small>{_safe(where(p.span))}</small>" for p in points) or "–"


def _inconsistencies(found: Sequence[Divergence]) -> Iterator[str]:
    if found:
        yield "<h1>Passages of the text that do not fit together</h1>\n<ul>"
        for divergence in found:
            sides = " / ".join(
                f"<q>“{_safe(' '.join(s.text.split()))}”</q> <small>{_safe(where(s))}</small>" for s in divergence.sides
            )
            yield f"<li>{_safe(' / '.join(divergence.words))}: {sides}</li>"
        yield "</ul>"

"""Review: a queue of uncertain claims; judge, correct, add, undo; the history of all of it."""

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from comity.exports.entries_json import review_json
from comity.ledger import Review
from comity.ledger.browse import FURTHEST
from comity.web.desk import Desk, ledger_of
from comity.web.forms import ACTORS, ADDABLE, FIELDS, NAME, SPANS, changed, number_of, reviewer_of, value_of
from comity.web.pages.claims import line
from comity.web.pages.reading import check_write
from comity.web.security import Gate
from comity.web.views import Data, PageError, add_page, href, show

router = APIRouter(tags=["review"])
Sure = Annotated[float, Query(ge=-1, le=1, allow_inf_nan=False)]
Count = Annotated[int, Query(ge=0, le=FURTHEST)]


@add_page(router, "/review", "review.html", table="queue")
def queue(request: Request, kind: str | None = None, sure: Sure = -1.0, key: Count = 0) -> Data:
    """Claims that nobody judged yet, the least certain first; `sure` and `key` tell where the page begins."""
    ledger = ledger_of(request)
    found = ledger.reviews.queue(kind=kind or None, after=(sure, key), limit=20)
    rows = [{**line(entry), "seen": ledger.reviews.last(entry.id)} for _, entry in found]
    last = found[-1][0] if len(found) == 20 else None
    return {"title": "Review", "kind": kind, "queue": rows, "reviewer": reviewer_of(request),
            "next": {"sure": last[0], "key": last[1]} if last else None}  # fmt: skip


@add_page(router, "/review/history", "history.html", table="history")
def history(request: Request) -> Data:
    """Every judgement, the latest first."""
    found = [review_json(review) for review in ledger_of(request).reviews.history()]
    return {"title": "Judgements", "history": found[::-1][:500]}


@router.post("/review/{name}", include_in_schema=False)
def judge(
    request: Request,
    name: str,
    csrf: Annotated[str, Form()],
    verdict: Annotated[str, Form()],
    reviewer: Annotated[str, Form()] = "",
    note: Annotated[str, Form()] = "",
    seen: Annotated[int, Form(ge=0, le=FURTHEST)] = 0,
) -> Response:
    """Say that an entry is right or wrong."""
    check_write(request, csrf)
    if verdict not in {"right", "wrong"}:
        raise PageError(400, "An entry can be judged right or wrong.")
    with _writing(request) as ledger:
        review = ledger.reviews.judge(name, verdict, reviewer, note=note or None, seen=seen)
    return _judged(request, review)


async def _form(request: Request) -> dict[str, str]:
    """What a form holds; the rest of the work is done aside, so that no page waits for a write."""
    return {key: str(value) for key, value in (await request.form()).items()}


@router.post("/review/{name}/correct", include_in_schema=False)
def correct(request: Request, name: str, form: Annotated[dict[str, str], Depends(_form)]) -> Response:
    """Put a corrected entry in an entry's place: the fields of its kind that the form changes."""
    check_write(request, form.get("csrf"))
    entry = ledger_of(request).pages.entry(name)
    if entry is None:
        with _writing(request) as ledger:  # it knows who judged the entry, and what stands in its place
            ledger.reviews.correct(name, {}, form.get("reviewer", ""))
        raise PageError(409, "That entry is no longer in the ledger: look at it again.")
    kind = line(entry)["kind"]
    changes = {field: value_of(field, form) for field in FIELDS[kind] if changed(field, form)}
    if not changes:
        raise PageError(400, "Nothing was changed.")
    unknown = _unknown(request, changes)
    with _writing(request) as ledger:
        seen = number_of(form, "seen") or 0
        review = ledger.reviews.correct(
            name, changes, form.get("reviewer", ""), note=form.get("note") or None, seen=seen
        )
    return _judged(request, review, to=_made(review, unknown))


@router.post("/documents/{name}/add", include_in_schema=False)
def add(request: Request, name: str, form: Annotated[dict[str, str], Depends(_form)]) -> Response:
    """Add a claim that the reader missed, on the characters selected."""
    check_write(request, form.get("csrf"))
    kind = form.get("kind", "")
    start, end = number_of(form, "start"), number_of(form, "end")
    if kind not in ADDABLE or start is None or end is None:
        raise PageError(400, "Select the words in the text first, then choose what they say.")
    values = {field: value_of(field, form) for field in FIELDS[kind] if field not in SPANS and form.get(field)}
    unknown = _unknown(request, values)
    with _writing(request) as ledger:
        review = ledger.reviews.add(
            name, kind, (start, end), values, form.get("reviewer", ""),
            note=form.get("note") or None,
        )  # fmt: skip
    return _judged(request, review, to=_made(review, unknown))


@router.post("/judgements/{key}/undo", include_in_schema=False)
def undo(
    request: Request,
    key: Annotated[int, Path(ge=1, le=FURTHEST)],
    csrf: Annotated[str, Form()],
    reviewer: Annotated[str, Form()] = "",
) -> Response:
    """Take a judgement back."""
    check_write(request, csrf)
    with _writing(request) as ledger:
        review = ledger.reviews.undo(key, reviewer or reviewer_of(request))
    return _judged(request, review, to=f"/claims/{quote(review.about, safe='')}")


def _unknown(request: Request, values: dict[str, Any]) -> set[str]:
    """The names given for actors by which the ledger knows nobody: each becomes a new actor."""
    pages = ledger_of(request).pages
    given = [name for field in ACTORS & set(values) for name in _listed(values[field])]
    return {name for name in given if not pages.knows_actor(name)}


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value] if value else []


def _made(review: Review, unknown: set[str]) -> str:
    """The page of what a judgement put there; it tells which actors are new."""
    return href(f"/claims/{quote(review.made or review.about, safe='')}", new="; ".join(sorted(unknown)))


def _writing(request: Request) -> Any:
    desk: Desk = request.app.state.desk
    return desk.writing()


def _judged(request: Request, review: Review, to: str | None = None) -> Response:
    """Back to the page; or, where htmx asked, the line that takes the entry's place."""
    if request.headers.get("hx-request") == "true":
        answer: Response = show(request, "judged.html", {"review": review, "title": "", "_table": None})
    else:
        answer = RedirectResponse(to or f"/claims/{quote(review.about, safe='')}", 303)
    gate: Gate = request.app.state.gate
    answer.set_cookie(
        NAME, quote(review.reviewer), max_age=31_536_000, httponly=True, samesite="strict", secure=gate.secure(request)
    )
    return answer

"""From what a page found to what is sent: the page itself, its JSON twin, or a table as CSV."""

import inspect
from collections.abc import Callable
from dataclasses import asdict, is_dataclass
from datetime import date
from functools import wraps
from typing import Annotated, Any, TypeVar
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, PackageLoader, StrictUndefined

from comity.exports.brief_parts import matter_name, matter_names
from comity.exports.csv_safe import csv_lines
from comity.exports.safe_text import clean, dumps, visible
from comity.ledger import Ledger
from comity.ledger.browse import FURTHEST
from comity.ledger.sentences import day
from comity.web.desk import Desk
from comity.web.forms import reviewer_of
from comity.web.security import Gate

Data = dict[str, Any]
Handler = Callable[..., Data]
T = TypeVar("T")

KIND_NAMES = {
    "statement": "statement", "event": "event", "encounter": "encounter", "position": "position", "accord": "accord",
    "measure": "measure", "divergence": "divergence", "report": "report",
}  # fmt: skip


MACHINE = (".json", ".csv")  # how addresses end that programs ask
Key = Annotated[int | None, Query(ge=1, le=FURTHEST)]  # where the next part of a list begins


class PageError(Exception):
    """A page that cannot be shown: `status` and one sentence that says what to do."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message


class NotYetError(PageError):
    """A page whose answer takes longer to find than one waits; it is being found meanwhile."""

    def __init__(self) -> None:
        super().__init__(
            503, "This is being worked out over the whole ledger. The page comes by itself when it is there."
        )


def environment() -> Environment:
    """The templates; everything from outside is escaped, a name that is not there is an error."""
    made = Environment(
        loader=PackageLoader("comity.web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    made.filters |= {
        "clean": clean, "visible": visible, "matter": matter_name, "day": _day, "percent": _percent,
        "path": lambda text: quote(str(text), safe=""), "actor": lambda name: quote(str(name), safe="/"),
        "number": lambda n: f"{n:,}".replace(",", "\u202f"),
    }  # fmt: skip
    made.globals |= {"matters": matter_names, "kinds": KIND_NAMES, "href": href}
    return made


def href(path: str, /, **query: Any) -> str:
    """A path with the values of a query that are there."""
    kept = {name: value for name, value in query.items() if value not in {None, ""}}
    return f"{path}?{urlencode(kept)}" if kept else path


def whole(request: Request, name: str, work: Callable[[Ledger], T], patience: float = 2.5) -> T:
    """What `work` finds in the whole ledger (see `Answers.ask`); raises NotYetError where it takes long at first.

    A page that shows an answer of the ledger as it was says so, and shows itself anew when there is a newer one.
    """
    desk: Desk = request.app.state.desk
    answer = desk.answers.ask(name, work, patience=patience)
    if answer.found is None:
        raise NotYetError
    if answer.behind:
        working(request).setdefault(answer.key, "behind")
    return answer.found


def meanwhile(request: Request, name: str, work: Callable[[Ledger], T], patience: float = 0.5) -> T | None:
    """As `whole`, for a part that a page can be shown without: None where it takes long.

    The page says so, and shows itself anew when the part is there. For JSON and tables, this is `whole`.
    """
    if request.url.path.endswith(MACHINE):
        return whole(request, name, work)
    desk: Desk = request.app.state.desk
    answer = desk.answers.ask(name, work, patience=patience)
    if answer.found is None or answer.behind:
        working(request)[answer.key] = "behind" if answer.found is not None else "missing"
    return answer.found


def working(request: Request) -> dict[str, str]:
    """What this page waits for: keys of questions about the whole ledger, and whether answers are missing or behind."""
    if not hasattr(request.state, "working"):
        request.state.working = {}
    found: dict[str, str] = request.state.working
    return found


def _day(value: str | None) -> str:
    return day(value) if value else "undated"


def _percent(value: float) -> str:
    return f"{round(100 * value)}\u00a0%"


def plain(value: Any) -> Any:
    """A value as JSON has it: dataclasses as objects, days as text, sets and tuples as lists."""
    if is_dataclass(value) and not isinstance(value, type):
        return {name: plain(item) for name, item in asdict(value).items()}
    if isinstance(value, dict):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def add_page(router: APIRouter, path: str, template: str, *, table: str | None = None) -> Callable[[Handler], Handler]:
    """Register what a function finds under `path` as a page, as `path.json`, and its list `table` as `path.csv`.

    The function takes the request first and returns the values of its template; all but those whose name begins with
    an underscore are in the JSON.
    """

    def register(handler: Handler) -> Handler:
        stem = "/home" if path == "/" else path
        router.add_api_route(f"{stem}.json", _as(handler, _json), methods=["GET"], response_class=Response)
        if table is not None:
            router.add_api_route(f"{stem}.csv", _as(handler, _csv(table)), methods=["GET"], response_class=Response)
        page = _as(handler, _html(template, stem, table))
        router.add_api_route(path, page, methods=["GET"], response_class=HTMLResponse, include_in_schema=False)
        return handler

    return register


def _as(handler: Handler, answer: Callable[[Request, Data], Response]) -> Callable[..., Response]:
    @wraps(handler)
    def endpoint(request: Request, **values: Any) -> Response:
        return answer(request, handler(request, **values))

    endpoint.__signature__ = inspect.signature(handler)  # type: ignore[attr-defined]
    return endpoint


def _json(request: Request, data: Data) -> Response:
    kept = {name: plain(value) for name, value in data.items() if not name.startswith("_")}
    kept["behind"] = bool(working(request))
    return Response(dumps(kept, indent=1), media_type="application/json")


def _csv(table: str) -> Callable[[Request, Data], Response]:
    def answer(request: Request, data: Data) -> Response:
        rows = [plain(row) for row in data[table]]
        flat = [{name: value for name, value in row.items() if not isinstance(value, dict | list)} for row in rows]
        header = list(dict.fromkeys(name for row in flat for name in row))
        lines = csv_lines(header, ([row.get(name) for name in header] for row in flat))
        headers = {"content-disposition": f'attachment; filename="{table}.csv"'}
        text = "".join(f"{line}\r\n" for line in lines)
        return Response(text, media_type="text/csv; charset=utf-8", headers=headers)

    return answer


def _html(template: str, stem: str, table: str | None) -> Callable[[Request, Data], Response]:
    def answer(request: Request, data: Data) -> Response:
        return show(request, template, {"_table": table, **data})

    return answer


def show(request: Request, template: str, data: Data, status: int = 200) -> HTMLResponse:
    """A template filled with values and what every page knows: the session's form token, where it is, its twins."""
    gate: Gate = request.app.state.gate
    path = request.url.path
    query = f"?{request.url.query}" if request.url.query else ""
    stem = "/home" if path == "/" else path
    known = {
        "csrf": gate.csrf(request.state.session),
        "path": path,
        "query": dict(request.query_params),
        "json_twin": f"{stem}.json{query}" if status < 400 and "_no_twin" not in data else None,
        "csv_twin": f"{stem}.csv{query}" if data.get("_table") else None,
        "working": working(request),
        "me": reviewer_of(request),
        "read_only": request.app.state.settings.read_only,
        "ledger_name": request.app.state.settings.ledger.name,
    }
    environment_: Environment = request.app.state.templates
    return HTMLResponse(environment_.get_template(template).render(**known, **data), status)

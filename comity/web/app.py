"""The application: settings in, a FastAPI app out."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from comity.ledger import ReviewConflictError
from comity.model import ComityError, InputError, UsageError
from comity.web import pages
from comity.web.desk import TIME_LIMIT, Desk, cut_off
from comity.web.reads import ReadQueue
from comity.web.security import Guard
from comity.web.settings import Settings
from comity.web.views import NotYetError, PageError, environment, show

TITLES = {404: "Not found", 413: "Too large", 503: "One moment"}


def create_app(settings: Settings) -> FastAPI:
    """The web view of one ledger; the file is made where there is none, unless it is only to be read.

    Raises LedgerError where the file cannot be used.
    """
    desk = Desk(settings.ledger, create=not settings.read_only)
    reads = ReadQueue(settings)

    modules = [import_module(found.name) for found in pkgutil.iter_modules(pages.__path__, f"{pages.__name__}.")]

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        found = [module.kept(settings) for module in modules if hasattr(module, "kept")]
        desk.answers.warm({name: work for works in found for name, work in works.items()})
        yield
        reads.stop()

    app = _App(
        title="Comity", version="1", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url="/openapi.json",
        description="A sourced ledger as JSON: every page's address with .json behind it.",
    )  # fmt: skip
    app.state.settings, app.state.gate, app.state.desk, app.state.reads = settings, settings.gate, desk, reads
    app.state.templates = environment()
    for module in modules:
        app.include_router(module.router)
    app.mount("/static", StaticFiles(directory=str(files("comity.web") / "static")), name="static")
    _tell_errors(app)
    return app


class _App(FastAPI):
    """FastAPI with the guard around all of it, so that the answer to a fault has its headers as well."""

    def build_middleware_stack(self) -> ASGIApp:
        return Guard(super().build_middleware_stack(), self.state.gate, told=_told)


def _tell_errors(app: FastAPI) -> None:
    """Every error as a page, or as JSON where JSON was asked for; never a trace."""

    @app.exception_handler(PageError)
    def page_error(request: Request, error: PageError) -> Response:
        answer = _told(request, error.status, error.message)
        if isinstance(error, NotYetError):
            answer.headers.update({"refresh": "2", "retry-after": "2"})
        elif error.status == 503:
            answer.headers["retry-after"] = "2"
        return answer

    @app.exception_handler(ComityError)
    def comity_error(request: Request, error: ComityError) -> Response:
        if isinstance(error, ReviewConflictError):
            return _told(request, 409, _in_short(str(error)), _stands(request, error))
        if cut_off(error):
            return _told(request, 503, f"Finding this took longer than {TIME_LIMIT:.0f} seconds: narrow the question.")
        if isinstance(error.__cause__, OverflowError):
            return _told(request, 422, "A number is larger than any ledger has.")
        missing = isinstance(error, InputError) and "no document" in str(error)
        status = 404 if missing else 400 if isinstance(error, InputError | UsageError) else 503
        ledger: Path = request.app.state.settings.ledger
        return _told(request, status, str(error).replace(str(ledger), ledger.name))

    @app.exception_handler(ValueError)
    def wrong_value(request: Request, error: ValueError) -> Response:
        return _told(request, 400, "A value does not fit: go back and look at the form again.")

    @app.exception_handler(HTTPException)
    def http_error(request: Request, error: HTTPException) -> Response:
        words = "There is no page at this address." if error.status_code == 404 else str(error.detail)
        return _told(request, error.status_code, words)

    @app.exception_handler(RequestValidationError)
    def wrong_values(request: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        return _told(request, 422, f"{'.'.join(map(str, first['loc'][1:]))[:100]}: {first['msg'][:200]}")

    @app.exception_handler(Exception)
    def fault(request: Request, error: Exception) -> Response:
        return _told(request, 500, f"Comity failed ({type(error).__name__}): please report it with this address.")


def _in_short(message: str) -> str:
    """What a conflict says, less the ways out that are commands: a page has links."""
    return re.split(r"(?<=no longer stands): |(?<=shown to you): ", message)[0] + "."


def _stands(request: Request, error: ReviewConflictError) -> str:
    """Where to look after a conflict: what stands in the entry's place now, else the history of the entry."""
    return f"/claims/{quote(error.stands or request.path_params.get('name', ''), safe='')}"


def _told(request: Request, status: int, message: str, way: str | None = None) -> Response:
    if request.url.path.endswith((".json", ".csv")):
        return JSONResponse({"error": message}, status)
    return show(request, "error.html", {"title": TITLES.get(status, "Not shown"), "message": message,
                                        "status": status, "way": way}, status)  # fmt: skip

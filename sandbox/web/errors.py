"""Error pages: what happened and what to do now, in words; never a traceback.

`app` calls `error_page` for what people visit; programs under `/oidc` and `/_sandbox` get JSON.
A route that knows a better place to return to than the front door sets `request.state.back` to a
path of the site before it acts.
"""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from sandbox.domain.errors import SandboxError
from sandbox.texts import known, say
from sandbox.web.diagnosis import note_origin
from sandbox.web.forms import FormStale
from sandbox.web.pages import language, render

_PAGES = frozenset({400, 403, 404, 405, 409, 413, 422, 500, 503})


def status_of(exc: Exception) -> int:
    """The HTTP status an error answers with; 500 for what nobody raised on purpose."""
    if isinstance(exc, SandboxError):
        return exc.status
    return exc.status_code if isinstance(exc, HTTPException) else 500


def _reason(exc: Exception, page: str, lang: str, **values: str) -> str:
    """The most precise sentence there is for people; empty where the title says it all."""
    if isinstance(exc, SandboxError) and known(exc.message_id):
        return say(exc.message_id, lang, **exc.values)
    key = f"errors.{page}.reason"
    return say(key, lang, **values) if known(key) else ""


async def error_page(request: Request, exc: Exception) -> Response:
    """Draw the page of an error, with its status and the headers the error asks for."""
    status = status_of(exc)
    page = f"s{status}" if status in _PAGES else "other"
    missing = getattr(request.state, "missing_space", "")
    if missing and status == 404:
        page = "no_space"
    lang = language(request)
    told = exc if isinstance(exc, SandboxError) else None
    if isinstance(exc, FormStale):
        note_origin(request)
    response = render(
        request,
        "error.html",
        status,
        page=page,
        reason=_reason(exc, page, lang, method=request.method, space=missing),
        told=told,
        back=getattr(request.state, "back", ""),
    )
    if isinstance(exc, HTTPException) and exc.headers:
        response.headers.update(exc.headers)
    return response

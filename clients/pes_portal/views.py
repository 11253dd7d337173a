"""From values to pages: Jinja2 templates, the language of the visit, the headers of safety."""

import json
from http import HTTPStatus
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from clients.pes_portal.problems import Problem
from clients.pes_portal.settings import Settings
from clients.pes_portal.texts import LANGUAGES, say, word

HERE = Path(__file__).parent
LANGUAGE_COOKIE = "pes_portal_lang"

TEMPLATES = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def language(request: Request) -> str:
    """`fr`, unless the person asked for English (`?lang=en`), now or before in this browser."""
    for asked in (request.query_params.get("lang"), request.cookies.get(LANGUAGE_COOKIE)):
        if asked in LANGUAGES:
            return asked
    return LANGUAGES[0]


def masked(number: object) -> str:
    """A number of which only the last three characters are shown; already masked ones pass."""
    text = str(number)
    return "•" * (len(text) - 3) + text[-3:] if text.isalnum() and len(text) > 3 else text


def as_json(value: object) -> str:
    """A claim as the token spells it, except that the identification number stays masked."""
    if isinstance(value, dict) and "numero_identification" in value:
        value = {**value, "numero_identification": masked(value["numero_identification"])}
    return json.dumps(value, ensure_ascii=False)


def page(request: Request, template: str, status: int = 200, **values: Any) -> Response:
    """Render `template` in the language of the visit."""
    lang = language(request)
    settings: Settings = request.app.state.settings
    path = request.url.path if request.method == "GET" and status == 200 else "/"
    body = TEMPLATES.get_template(template).render(
        lang=lang,
        other_lang="en" if lang == "fr" else "fr",
        path=path,
        issuer=settings.issuer,
        t=lambda key, **filled: say(lang, key, **filled),
        word=lambda family, value: word(lang, family, value),
        masked=masked,
        as_json=as_json,
        **values,
    )
    # What a page shows is someone's file: neither a proxy nor the back button may keep it.
    response = HTMLResponse(body, status, headers={"Cache-Control": "no-store"})
    if request.query_params.get("lang") in LANGUAGES:
        response.set_cookie(LANGUAGE_COOKIE, lang, max_age=31_536_000, httponly=True)
    return response


def problem_page(request: Request, problem: Problem) -> Response:
    """The page of a problem: what happened, what to do, and the detail for the developer."""
    response = page(
        request,
        "problem.html",
        problem.status,
        kind=problem.kind,
        code=problem.code,
        detail=problem.detail,
        retry=problem.retry or request.url.path,
        status_line=f"{problem.status} {HTTPStatus(problem.status).phrase}",
    )
    if problem.status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = "5"
    return response


def safety_headers(settings: Settings) -> dict[str, str]:
    """Headers of every response: nothing from elsewhere, no frame, no referrer."""
    return {
        # form-action is applied to the redirects that follow a form too: the sign-out form ends
        # at the issuer, so the issuer must be named beside 'self'.
        "Content-Security-Policy": (
            "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
            "frame-ancestors 'none'; "
            f"form-action 'self' {settings.issuer_origin}"
        ),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }

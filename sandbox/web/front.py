"""The front door, the developer's page, the characters to borrow, and the files of the pages."""

from importlib.resources import files

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from sandbox.domain.model import Organisation
from sandbox.domain.terms import LegalForm, Origin
from sandbox.services import drafts
from sandbox.services.site import DEFAULT_SPACE
from sandbox.web import belongings, enrolling
from sandbox.web.applications import begun_here
from sandbox.web.arrivals import desk_of, go
from sandbox.web.characters import characters_of
from sandbox.web.forms import read_form
from sandbox.web.journey import where_to_go_on
from sandbox.web.pages import language, render, space_of

_STATIC = str(files("sandbox.web") / "static")
"""The files of the pages."""


async def door(request: Request) -> Response:
    """GET /: sends each kind of visitor where he belongs, in one click."""
    issuer = desk_of(request).site.issuer(space_of(request))
    return render(request, "front/door.html", issuer=issuer)


async def develop(request: Request) -> Response:
    """GET /developper: what a developer of the portal copies into his settings."""
    site, space = desk_of(request).site, space_of(request)
    issuer = site.issuer(space)
    async with desk_of(request).look(space) as (tx, _):
        applications = await begun_here(tx, issuer, language(request))
    return render(
        request,
        "front/develop.html",
        nav="develop",
        issuer=issuer,
        portal=request.app.state.portal_url,
        scopes=request.app.state.scopes,
        register=site.url(space, "/oidc/register"),
        open_to_all=site.is_alone_here(request.headers.get("host", "")) and space == DEFAULT_SPACE,
        backchannels=[base for base in site.spellings(space, "") if base != issuer],
        applications=applications,
    )


async def personas(request: Request) -> Response:
    """GET /personnages: every character with a story, what to type and the row to expect."""
    async with desk_of(request).look(space_of(request)) as (tx, _):
        names = {held.persona: held.name for held in await tx.find(Organisation)}
    told = [one for one in characters_of(request) if one.organisation_id in names]
    groups = [
        (form.value, [one for one in told if one.answers.get("forme") == form.value])
        for form in LegalForm
    ]
    return render(
        request,
        "front/personas.html",
        groups=[group for group in groups if group[1]],
        names=names,
    )


async def borrow(request: Request) -> Response:
    """POST /personnages/{id}: open a draft filled in as this character would."""
    await read_form(request)
    wanted = request.path_params["id"]
    persona = next((one for one in characters_of(request) if one.id == wanted), None)
    if persona is None:
        raise HTTPException(404)
    typed = {name: value for name, value in persona.answers.items() if value}
    signin = (await enrolling.sent_by(request)).trace
    async with desk_of(request).work(space_of(request)) as (tx, world):
        opened = await drafts.open_draft(tx, world, Origin.MFA, signin)
        saved = await drafts.save_answers(tx, world, opened.number, typed, fields=list(typed))
    belongings.take_up(request, opened.number)
    return go(request, where_to_go_on(saved.enrolment))


async def icon(_: Request) -> FileResponse:
    """GET /favicon.ico: the icon of the pages, for who asks by the old name."""
    return FileResponse(f"{_STATIC}/icon.svg", media_type="image/svg+xml")


def routes() -> list[BaseRoute]:
    """The front door and what hangs beside it."""
    return [
        Route("/", door, methods=["GET"]),
        Route("/developper", develop, methods=["GET"]),
        Route("/personnages", personas, methods=["GET"]),
        Route("/personnages/{id}", borrow, methods=["POST"]),
        Route("/favicon.ico", icon, methods=["GET"]),
        Mount("/static", StaticFiles(directory=_STATIC), name="static"),
    ]

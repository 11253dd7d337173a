"""`/connexion`: user code and password, or the reason why not (design 5)."""

from collections.abc import Mapping, Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.domain.model import Account, Person
from sandbox.services import signin
from sandbox.services.enrolment_form import Problem
from sandbox.services.signin import MustChange, Problems, SignedIn, Standing
from sandbox.web.arrivals import browser_handle, desk_of, go, handle_of, signed_in
from sandbox.web.asking import SIGN_IN, Asked, abandoned, asked_by, gone, onward, page_of
from sandbox.web.forms import read_form
from sandbox.web.pages import session_of as browser_of
from sandbox.web.pages import space_of
from sandbox.web.signin_refused import refused_page
from sandbox.web.signin_steps import entered
from sandbox.world.faults import Fault, armable_by_place

_LONGEST_CODE = 64
"""Longest user code taken from the form, in characters; nothing longer can be one."""


async def _form(
    request: Request,
    asked: Asked,
    status: int = 200,
    *,
    problems: tuple[Problem, ...] = (),
    typed: str = "",
    refused: Standing | None = None,
    fault: str = "",
) -> Response:
    conventions = desk_of(request).conventions
    name = ""
    ended = False  # elsewhere, or run out: whoever signs out herself holds no handle any more
    if not problems and refused is None:
        session = await signed_in(request)
        ended = session is None and handle_of(request) is not None
        if session is not None:
            async with desk_of(request).look(space_of(request)) as (tx, _):
                account = await tx.need(Account, session.account_id)
                name = (await tx.need(Person, account.person_id)).name
    return page_of(
        request,
        asked,
        "form",
        status,
        action=onward(request, asked, SIGN_IN),
        problems=problems,
        typed=typed or asked.hint,
        refused=refused,
        conventions=conventions,
        already=name,
        ended=ended,
        enrol=onward(request, asked, "/inscription"),
        menu=await _menu(request, asked),
        fault=fault,
    )


async def _menu(request: Request, asked: Asked) -> Mapping[str, Sequence[Fault]]:
    """The faults to choose from by place, in a space that lets a person do so; none otherwise."""
    if asked.request is None:
        return {}
    async with desk_of(request).look(space_of(request)) as (tx, _):
        return armable_by_place() if tx.space.fault_menu else {}


async def show(request: Request) -> Response:
    """The sign-in form; the first form of its page."""
    asked = await asked_by(request)
    return gone(request, asked) if asked.gone else await _form(request, asked)


async def submit(request: Request) -> Response:
    """Verify, then go on, ask for another password, ask for an organisation, or say why not."""
    form = await read_form(request)
    asked = await asked_by(request)
    if asked.gone:
        return gone(request, asked)
    code, password = form.text("code_utilisateur")[:_LONGEST_CODE], form.text("mot_de_passe")
    fault = form.text("faute")
    missing = [
        Problem(field, key)
        for field, key, value in (
            ("code_utilisateur", "signin.user_code_missing", code),
            ("mot_de_passe", "signin.password_missing", password),
        )
        if not value
    ]
    if missing:
        return await _form(request, asked, 422, problems=tuple(missing), typed=code, fault=fault)
    outcome = await signin.authenticate(
        desk_of(request),
        space_of(request),
        request_id=asked.request.id if asked.request else None,
        browser=browser_handle(request),
        user_code=code,
        password=password,
        previous=handle_of(request),
        fault=fault,
    )
    if isinstance(outcome, Problems):
        return await _form(request, asked, 422, problems=outcome.problems, typed=code)
    if isinstance(outcome, MustChange):
        browser_of(request)["ticket"] = outcome.ticket
        return go(request, onward(request, asked, "/connexion/mot-de-passe"))
    if isinstance(outcome, SignedIn):
        return entered(request, asked, outcome)
    if outcome.standing.code == "IDENTIFIANTS_INVALIDES":
        return await _form(request, asked, 403, typed=code, refused=outcome.standing, fault=fault)
    return await refused_page(request, asked, outcome.standing, code)


async def give_up(request: Request) -> Response:
    """Give up: the provider tells the application (`access_denied`), or back to the form."""
    form = await read_form(request)
    demande = form.text("demande")
    if not demande:
        return go(request, SIGN_IN)
    return abandoned(request, demande)


def routes() -> list[Route]:
    """The routes of this page."""
    return [
        Route("/connexion", show, methods=["GET"]),
        Route("/connexion", submit, methods=["POST"]),
        Route("/connexion/abandon", give_up, methods=["POST"]),
    ]

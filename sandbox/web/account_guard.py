"""Who may see a page of an organisation's account, and what each of those pages begins with.

A restricted mandate opens none of them: its words name e-services, and the sandbox reads them as
all that it opens. Applications are told the words (claim `mandats`) and hold to them themselves.
What only an RSE may do is refused to anybody else by a page that says who the RSE are.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from sandbox.domain.errors import NotAllowed
from sandbox.domain.model import Organisation
from sandbox.domain.provider import Session
from sandbox.domain.terms import Role
from sandbox.services import members
from sandbox.services.standing import Position, position
from sandbox.web.arrivals import desk_of, go, signed_in, tell
from sandbox.web.forms import Form, read_form
from sandbox.web.pages import prefix_of, render, space_of


@dataclass(frozen=True, slots=True)
class Mine:
    """Who asks, and what she is to the organisation of the path."""

    session: Session
    position: Position

    @property
    def organisation(self) -> Organisation:
        """The organisation of the path."""
        return self.position.organisation

    @property
    def is_rse(self) -> bool:
        """Whether she may manage it."""
        return self.position.role is Role.RSE and self.position.usable

    @property
    def restriction(self) -> str:
        """What her mandate is limited to; empty for who belongs to it, or holds a whole one."""
        return self.position.mandate.restriction if self.position.mandate else ""


Shows = Callable[[Request, Mine], Awaitable[Response]]
Takes = Callable[[Request, Mine, Form], Awaitable[Response]]
Page = Callable[[Request], Awaitable[Response]]


async def _mine(request: Request) -> Mine | None:
    """None without a session; 404 for an organisation that is not hers."""
    session = await signed_in(request)
    if session is None:
        return None
    of = request.path_params["organisation"]
    async with desk_of(request).look(space_of(request)) as (tx, world):
        held = await position(tx, world, session.account_id, of)
    if held is None:
        raise HTTPException(404)
    return Mine(session, held)


async def _reserved(request: Request, mine: Mine) -> Response:
    """403: whom to ask for what is not hers to see or to do, and how."""
    async with desk_of(request).look(space_of(request)) as (tx, _):
        rse = await members.rse_of(tx, mine.organisation.id)
    return render(request, "account/reserved.html", 403, nav="signin", mine=mine, rse=rse)


def shown(page: Shows, *, rse_only: bool = False) -> Page:
    """A page for who belongs to the organisation; sign-in for who has no session."""

    async def served(request: Request) -> Response:
        mine = await _mine(request)
        if mine is None:
            return go(request, "/connexion")
        if mine.restriction or (rse_only and not mine.is_rse):
            return await _reserved(request, mine)
        return await page(request, mine)

    served.__name__, served.__doc__ = page.__name__, page.__doc__
    return served


def taken(act: Takes, back: str) -> Page:
    """The form of such a page: read, then acted on; a refusal leads to `{back}/{organisation}`.

    The service decides who may, in its own transaction; `rse-only` is told by a page of its own.
    """

    async def served(request: Request) -> Response:
        form = await read_form(request)
        mine = await _mine(request)
        if mine is None:
            return go(request, "/connexion")
        if mine.restriction:
            return await _reserved(request, mine)
        request.state.back = f"{prefix_of(request)}{back}/{mine.organisation.id}"
        try:
            return await act(request, mine, form)
        except NotAllowed as refused:
            if refused.code != "rse-only":
                raise
            return await _reserved(request, mine)

    served.__name__, served.__doc__ = act.__name__, act.__doc__
    return served


def done(request: Request, mine: Mine, here: str, said: str) -> Response:
    """303 to the page of the organisation, with what the form did."""
    tell(request, said)
    return go(request, f"{here}/{mine.organisation.id}")

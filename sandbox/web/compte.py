"""`/compte`: the signed-in person's own page: who, for whom, what is open, and how to leave."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.domain.model import Account, Organisation, Person, Subscription
from sandbox.domain.provider import Session
from sandbox.domain.terms import Actor, Gate
from sandbox.services import signin, subscriptions
from sandbox.services.enrolment_form import Problem
from sandbox.services.open_sessions import open_sessions
from sandbox.services.own_password import change_own_password
from sandbox.services.ports import Tx
from sandbox.services.signin_outcomes import Problems, Refused
from sandbox.services.standing import Position, positions
from sandbox.web.applications import begun_here
from sandbox.web.arrivals import desk_of, go, handle_of, signed_in, tell, told
from sandbox.web.asking import asked_by
from sandbox.web.forms import read_form
from sandbox.web.leaving import frames_left, leave
from sandbox.web.pages import language, render, space_of
from sandbox.web.signin_refused import refused_page
from sandbox.world.surroundings import World


@dataclass(frozen=True, slots=True)
class Held:
    """One organisation of the person: her place in it, and what of the e-service is open."""

    position: Position
    gate: Gate
    subscription: Subscription | None

    @property
    def organisation(self) -> Organisation:
        """The organisation itself."""
        return self.position.organisation


async def _held(tx: Tx, world: World, account_id: str) -> list[Held]:
    found = []
    for position in await positions(tx, world, account_id):
        of = position.organisation.id
        decision = await subscriptions.gate(tx, world, of, account_id)
        found.append(Held(position, Gate(decision.reason), await subscriptions.of(tx, of)))
    return found


async def show(request: Request) -> Response:
    """The page; without a session, the sign-in form instead."""
    mine = await signed_in(request)
    if mine is None:
        return go(request, "/connexion")
    async with desk_of(request).look(space_of(request)) as (tx, world):
        account = await tx.need(Account, mine.account_id)
        person = await tx.need(Person, account.person_id)
        held = await _held(tx, world, account.id)
        opened = await open_sessions(tx, world, account.id)
        issuer = desk_of(request).site.issuer(space_of(request))
        applications = await begun_here(tx, issuer, language(request), person.persona)
    return render(
        request,
        "account/page.html",
        nav="signin",
        person=person,
        account=account,
        mine=mine,
        held=held,
        sessions=sorted(opened, key=lambda one: one.sid != mine.sid),
        applications=applications,
        portal=request.app.state.portal_url,
        said=told(request),
    )


def _password_form(
    request: Request, status: int = 200, problems: tuple[Problem, ...] = ()
) -> Response:
    return render(
        request,
        "account/password.html",
        status,
        nav="signin",
        problems=problems,
        conventions=desk_of(request).conventions,
    )


async def show_password(request: Request) -> Response:
    """The form that changes one's own password."""
    if await signed_in(request) is None:
        return go(request, "/connexion")
    return _password_form(request)


async def submit_password(request: Request) -> Response:
    """Change one's own password; the other sessions end."""
    form = await read_form(request)
    outcome = await change_own_password(
        desk_of(request),
        space_of(request),
        handle=handle_of(request),
        current=form.text("mot_de_passe_actuel"),
        new=form.text("nouveau_mot_de_passe"),
        again=form.text("confirmation"),
    )
    if isinstance(outcome, Problems):
        return _password_form(request, 422, outcome.problems)
    if isinstance(outcome, Refused):
        if outcome.standing.code == "DEMANDE_ECHUE":
            return go(request, "/connexion")
        return await refused_page(request, await asked_by(request), outcome.standing, "")
    tell(request, "account.password.done")
    return go(request, "/compte")


async def end_session(request: Request) -> Response:
    """End another session of the person (`sid`), or all the others when none is named."""
    form = await read_form(request)
    mine = await signed_in(request)
    if mine is None:
        return go(request, "/connexion")
    sid = form.text("session")
    async with desk_of(request).work(space_of(request)) as (tx, world):
        if not sid:
            await signin.end_others(tx, world, mine)
            said = "account.sessions.ended_all"
        else:
            other = await tx.one(Session, sid=sid, account_id=mine.account_id)
            ended = await signin.end_session(tx, world, other, Actor.USER) if other else ()
            said = "account.sessions.ended" if ended else "account.sessions.already_ended"
    if sid == mine.sid:
        return _out(request, mine)
    tell(request, said)
    return go(request, "/compte")


async def sign_out(request: Request) -> Response:
    """End this session; a second click finds it ended and says so, without a token to check."""
    mine = await signed_in(request)
    if mine is not None:
        await read_form(request)
        async with desk_of(request).work(space_of(request)) as (tx, world):
            await signin.end_session(tx, world, mine, Actor.USER)
    return _out(request, mine)


def _out(request: Request, left: Session | None) -> Response:
    leave(request, left)
    return go(request, "/compte/fermee")


async def signed_out(request: Request) -> Response:
    """The page after leaving; applications that want it are told in frames, once."""
    frames = await frames_left(request)
    origins = [frame.origin for frame in frames]
    return render(request, "account/out.html", nav="signin", frames=frames, framed=origins)


def routes() -> list[Route]:
    """The routes of this page."""
    return [
        Route("/compte", show, methods=["GET"]),
        Route("/compte/mot-de-passe", show_password, methods=["GET"]),
        Route("/compte/mot-de-passe", submit_password, methods=["POST"]),
        Route("/compte/sessions", end_session, methods=["POST"]),
        Route("/compte/deconnexion", sign_out, methods=["POST"]),
        Route("/compte/fermee", signed_out, methods=["GET"]),
    ]

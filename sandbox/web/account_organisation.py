"""`/compte/…/{organisation}`: what a signed-in person does for one of her organisations.

The people and their roles, and the registration to the Ministry's e-service. A page shows what a
role allows and says why not the rest; the services hold the rule.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.domain.errors import BadInput
from sandbox.domain.identifiers import refuse_real_nas
from sandbox.domain.model import Enrolment, Organisation, Subscription
from sandbox.domain.provider import Session
from sandbox.domain.terms import Gate, Role
from sandbox.services import members, passwords, subscriptions
from sandbox.services.enrolment_form import Problem
from sandbox.services.in_force import enrolment_of
from sandbox.services.ports import Tx
from sandbox.services.standing import Position, position
from sandbox.web.arrivals import desk_of, go, signed_in, tell, told
from sandbox.web.forms import Form, read_form
from sandbox.web.pages import prefix_of, render, space_of
from sandbox.world.surroundings import World

_PEOPLE, _SERVICE = "/compte/personnes", "/compte/pes"
_MOST = 80


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


Shows = Callable[[Request, Mine], Awaitable[Response]]


async def as_member(request: Request, then: Shows) -> Response:
    """The page, for who belongs to the organisation; sign-in, or 404, for anybody else."""
    session = await signed_in(request)
    if session is None:
        return go(request, "/connexion")
    of = request.path_params["organisation"]
    async with desk_of(request).look(space_of(request)) as (tx, world):
        held = await position(tx, world, session.account_id, of)
    if held is None:
        raise HTTPException(404)
    return await then(request, Mine(session, held))


def _problems(form: Form) -> tuple[Problem, ...]:
    """What the form that adds a person lacks."""
    found = [
        Problem(name, f"account.people.{name}_missing")
        for name in ("prenom", "nom", "courriel")
        if not form.text(name)
    ]
    if form.text("courriel") and "@" not in form.text("courriel").strip("@"):
        found.append(Problem("courriel", "account.people.courriel_malformed"))
    for name in ("prenom", "nom", "courriel"):
        if len(form.text(name)) > _MOST:
            found.append(Problem(name, "account.people.too_long", {"most": str(_MOST)}))
        try:
            refuse_real_nas(form.text(name))
        except BadInput as refused:
            found.append(Problem(name, refused.message_id, dict(refused.values), refused.cite))
    if form.text("role") not in {role.value for role in Role}:
        found.append(Problem("role", "account.people.role_missing"))
    return tuple(found)


async def _people_page(
    request: Request,
    mine: Mine,
    status: int = 200,
    problems: tuple[Problem, ...] = (),
    typed: Form | None = None,
) -> Response:
    async with desk_of(request).look(space_of(request)) as (tx, _):
        everybody = await members.of(tx, mine.organisation.id)
    return render(
        request,
        "account/people.html",
        status,
        nav="signin",
        mine=mine,
        members=everybody,
        problems=problems,
        typed=typed or {},
        said=told(request),
    )


async def show_people(request: Request) -> Response:
    """GET: the people of the organisation, with their roles."""
    return await as_member(request, _people_page)


async def add_person(request: Request) -> Response:
    """POST: add a person; her codes leave by e-mail and by letter."""
    form = await read_form(request)

    async def add(request: Request, mine: Mine) -> Response:
        if problems := _problems(form):
            return await _people_page(request, mine, 422, problems, form)
        request.state.back = f"{prefix_of(request)}{_PEOPLE}/{mine.organisation.id}"
        desk, space = desk_of(request), space_of(request)
        new = members.NewMember(
            form.text("prenom"), form.text("nom"), form.text("courriel"), Role(form.text("role"))
        )
        async with desk.look(space) as (tx, _):
            chance = desk.chance(tx.space, f"member:{mine.session.sid}:{form.text('csrf')}:{new}")
        prepared = await passwords.prepare(chance)
        async with desk.work(space) as (tx, world):
            await members.add(
                tx,
                world,
                by=mine.session.account_id,
                organisation_id=mine.organisation.id,
                new=new,
                prepared=prepared,
            )
        tell(request, "account.people.added")
        return go(request, f"{_PEOPLE}/{mine.organisation.id}")

    return await as_member(request, add)


async def change_person(request: Request) -> Response:
    """POST: suspend or reactivate the person that the form names (`personne`)."""
    form = await read_form(request)
    acts = {"suspendre": members.suspend, "reactiver": members.reactivate}
    wanted = request.path_params["act"]
    if wanted not in acts:
        raise HTTPException(404)

    async def change(request: Request, mine: Mine) -> Response:
        request.state.back = f"{prefix_of(request)}{_PEOPLE}/{mine.organisation.id}"
        async with desk_of(request).work(space_of(request)) as (tx, world):
            await acts[wanted](
                tx,
                world,
                by=mine.session.account_id,
                organisation_id=mine.organisation.id,
                member=form.text("personne"),
            )
        tell(request, f"account.people.did_{wanted}")
        return go(request, f"{_PEOPLE}/{mine.organisation.id}")

    return await as_member(request, change)


@dataclass(frozen=True, slots=True)
class _Service:
    """The registration to the e-service, and what it waits for."""

    gate: Gate
    subscription: Subscription | None
    enrolment: Enrolment | None


async def _service(tx: Tx, world: World, mine: Mine) -> _Service:
    of = mine.organisation.id
    decision = await subscriptions.gate(tx, world, of, mine.session.account_id)
    return _Service(
        Gate(decision.reason), await subscriptions.of(tx, of), await enrolment_of(tx, of)
    )


async def show_service(request: Request) -> Response:
    """GET: the conditions of R-78 one by one, and the registration as it stands."""

    async def show(request: Request, mine: Mine) -> Response:
        async with desk_of(request).look(space_of(request)) as (tx, world):
            service = await _service(tx, world, mine)
        return render(
            request,
            "account/service.html",
            nav="signin",
            mine=mine,
            service=service,
            said=told(request),
        )

    return await as_member(request, show)


async def change_service(request: Request) -> Response:
    """POST: apply to the e-service as oneself, or (`demande=retirer`, RSE) withdraw."""
    form = await read_form(request)

    async def change(request: Request, mine: Mine) -> Response:
        of, account = mine.organisation.id, mine.session.account_id
        request.state.back = f"{prefix_of(request)}{_SERVICE}/{of}"
        async with desk_of(request).work(space_of(request)) as (tx, world):
            if form.text("demande") == "retirer":
                await members.as_rse(tx, world, account, of)
                await subscriptions.withdraw(tx, world, of)
                said = "account.pes.withdrawn"
            else:
                applied = await subscriptions.apply(tx, world, of, account)
                done = applied.subscription is not None
                said = "account.pes.applied" if done else "account.pes.refused"
        tell(request, said)
        return go(request, f"{_SERVICE}/{of}")

    return await as_member(request, change)


def routes() -> list[Route]:
    """The routes of these pages."""
    people, service = _PEOPLE + "/{organisation}", _SERVICE + "/{organisation}"
    return [
        Route(people, show_people, methods=["GET"]),
        Route(people, add_person, methods=["POST"]),
        Route(people + "/{act}", change_person, methods=["POST"]),
        Route(service, show_service, methods=["GET"]),
        Route(service, change_service, methods=["POST"]),
    ]

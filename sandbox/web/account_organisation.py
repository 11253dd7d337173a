"""`/compte/…/{organisation}`: what a signed-in person does for one of her organisations.

The people and their roles, and the registration to the Ministry's e-service. A page shows what a
role allows and says why not the rest; the services hold the rule.
"""

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.domain.errors import BadInput, NotAllowed
from sandbox.domain.identifiers import refuse_real_nas
from sandbox.domain.model import Enrolment, Subscription
from sandbox.domain.terms import Gate, Role
from sandbox.services import members, new_members, passwords, subscriptions
from sandbox.services.answers import MAX_EMAIL, MAX_NAME, as_problem, read_email, read_name
from sandbox.services.enrolment_form import Problem
from sandbox.services.in_force import enrolment_of
from sandbox.services.ports import Tx
from sandbox.web.account_guard import Mine, done, shown, taken
from sandbox.web.arrivals import desk_of, told
from sandbox.web.forms import Form
from sandbox.web.pages import render, space_of
from sandbox.world.surroundings import World

_PEOPLE, _SERVICE = "/compte/personnes", "/compte/pes"


def _read(form: Form) -> new_members.NewMember | tuple[Problem, ...]:
    """The person to add, in canonical spelling, or every problem with what was typed."""
    read: dict[str, str] = {}
    problems = []
    for name, reader in (("prenom", read_name), ("nom", read_name), ("courriel", read_email)):
        typed = form.text(name)
        try:
            refuse_real_nas(typed)
            read[name] = reader(typed)
        except BadInput as refused:
            missing = Problem(name, f"account.people.{name}_missing")
            problems.append(as_problem(name, refused) if typed else missing)
    role = form.text("role")
    if role not in {one.value for one in Role}:
        problems.append(Problem("role", "account.people.role_missing"))
    if problems:
        return tuple(problems)
    return new_members.NewMember(read["prenom"], read["nom"], read["courriel"], Role(role))


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
        longest={"name": MAX_NAME, "email": MAX_EMAIL},
        said=told(request),
    )


async def show_people(request: Request, mine: Mine) -> Response:
    """GET: the people of the organisation, with their roles."""
    return await _people_page(request, mine)


async def add_person(request: Request, mine: Mine, form: Form) -> Response:
    """POST: add a person; her codes leave by e-mail and by letter."""
    new = _read(form)
    if isinstance(new, tuple):
        return await _people_page(request, mine, 422, new, form)
    desk, space = desk_of(request), space_of(request)
    async with desk.look(space) as (tx, _):
        chance = desk.chance(tx.space, f"member:{mine.session.sid}:{form.text('csrf')}:{new}")
    prepared = await passwords.prepare(chance)
    try:
        async with desk.work(space) as (tx, world):
            await new_members.add(
                tx,
                world,
                by=mine.session.account_id,
                organisation_id=mine.organisation.id,
                new=new,
                prepared=prepared,
            )
    except NotAllowed as refused:
        if refused.code != "member-already":
            raise
        already = Problem("courriel", refused.message_id)
        return await _people_page(request, mine, 422, (already,), form)
    return done(request, mine, _PEOPLE, "account.people.added")


_ACTS = {
    "suspendre": members.suspend,
    "reactiver": members.reactivate,
    "nommer": members.promote,
    "retirer": members.remove,
}


async def change_person(request: Request, mine: Mine, form: Form) -> Response:
    """POST: suspend, reactivate, make an RSE or take out the person named (`personne`)."""
    wanted = request.path_params["act"]
    if wanted not in _ACTS:
        raise HTTPException(404)
    async with desk_of(request).work(space_of(request)) as (tx, world):
        await _ACTS[wanted](
            tx,
            world,
            by=mine.session.account_id,
            organisation_id=mine.organisation.id,
            member=form.text("personne"),
        )
    return done(request, mine, _PEOPLE, f"account.people.did_{wanted}")


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


async def show_service(request: Request, mine: Mine) -> Response:
    """GET: the conditions of R-78 one by one, and the registration as it stands."""
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


async def change_service(request: Request, mine: Mine, form: Form) -> Response:
    """POST: apply to the e-service as oneself, or (`demande=retirer`, RSE) withdraw."""
    of, account = mine.organisation.id, mine.session.account_id
    async with desk_of(request).work(space_of(request)) as (tx, world):
        if form.text("demande") == "retirer":
            await members.as_rse(tx, world, account, of)
            await subscriptions.withdraw(tx, world, of, by=account)
            said = "account.pes.withdrawn"
        else:
            applied = await subscriptions.apply(tx, world, of, account)
            accepted = applied.subscription is not None
            said = "account.pes.applied" if accepted else "account.pes.refused"
    return done(request, mine, _SERVICE, said)


def routes() -> list[Route]:
    """The routes of these pages."""
    people, service = _PEOPLE + "/{organisation}", _SERVICE + "/{organisation}"
    return [
        Route(people, shown(show_people), methods=["GET"]),
        Route(people, taken(add_person, _PEOPLE), methods=["POST"]),
        Route(people + "/{act}", taken(change_person, _PEOPLE), methods=["POST"]),
        Route(service, shown(show_service), methods=["GET"]),
        Route(service, taken(change_service, _SERVICE), methods=["POST"]),
    ]

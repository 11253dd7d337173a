"""`/bureaux/assistance`: find an account, say where it stands, unlock, reissue, end sessions.

A user code is typed in a form and never part of an address; pages name accounts by their id.
"""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.domain.errors import BadInput
from sandbox.domain.identifiers import UserCode
from sandbox.domain.lifecycles import ACCOUNT, AccountEvent
from sandbox.domain.model import Account, Person
from sandbox.domain.provider import Session
from sandbox.domain.terms import Actor
from sandbox.services import accounts, passwords, signin
from sandbox.services.enrolment_form import Problem
from sandbox.services.names import searchable
from sandbox.services.open_sessions import OpenSession, open_sessions
from sandbox.services.ports import Tx
from sandbox.services.standing import Position, positions, settled
from sandbox.web.arrivals import desk_of, go, tell, told
from sandbox.web.forms import Form, read_form
from sandbox.web.offices import act
from sandbox.web.pages import prefix_of, render, space_of
from sandbox.world.surroundings import World

HERE = "/bureaux/assistance"
_LONGEST_SEARCH = 80


@dataclass(frozen=True, slots=True)
class Known:
    """One account as the help desk sees it."""

    account: Account
    person: Person
    positions: tuple[Position, ...]
    sessions: tuple[OpenSession, ...]

    @property
    def locked(self) -> bool:
        """Whether a lock holds, in a state of its own or as a pause."""
        return self.account.locked_until is not None or (
            (self.account.state, AccountEvent.UNLOCK) in ACCOUNT
        )

    @property
    def reissuable(self) -> bool:
        """Whether a new temporary password can be sent."""
        return (self.account.state, AccountEvent.REISSUE) in ACCOUNT


async def _known(tx: Tx, world: World, account: Account) -> Known:
    return Known(
        settled(world, account)[0],
        await tx.need(Person, account.person_id),
        await positions(tx, world, account.id),
        tuple(await open_sessions(tx, world, account.id)),
    )


async def _everyone(tx: Tx, world: World) -> list[Known]:
    found = [await _known(tx, world, account) for account in await tx.find(Account)]
    return sorted(found, key=lambda known: (known.person.family_name, known.person.given_name))


def _matches(known: Known, wanted: str) -> bool:
    names = [known.person.name]
    for held in known.positions:
        names += [held.organisation.name, str(held.organisation.revenue_number)]
    return bool(wanted) and any(wanted in searchable(name) for name in names)


async def _list(
    request: Request, status: int = 200, *, typed: str = "", problems: tuple[Problem, ...] = ()
) -> Response:
    async with desk_of(request).look(space_of(request)) as (tx, world):
        everyone = await _everyone(tx, world)
    found = [known for known in everyone if _matches(known, searchable(typed))] if typed else []
    if typed and not problems and not found:
        status, problems = 422, (Problem("recherche", "office.desk.search_none"),)
    return render(
        request,
        "offices/desk.html",
        status,
        nav="offices",
        accounts=everyone if problems or not typed else found,
        searched=bool(typed and not problems),
        typed=typed,
        problems=problems,
        said=told(request),
    )


async def show(request: Request) -> Response:
    """The search and every account."""
    return await _list(request)


async def search(request: Request) -> Response:
    """Find by user code (straight to the account) or by a part of a name."""
    form = await read_form(request)
    typed = form.text("recherche")[:_LONGEST_SEARCH]
    if not typed:
        missing = Problem("recherche", "office.desk.search_missing")
        return await _list(request, 422, problems=(missing,))
    try:
        code = UserCode.parse(typed)
    except BadInput:
        return await _list(request, typed=typed)
    async with desk_of(request).look(space_of(request)) as (tx, _):
        account = await tx.one(Account, user_code=code)
    if account is not None:
        return go(request, f"{HERE}/{account.id}")
    return await _list(request, typed=typed)


async def show_account(request: Request) -> Response:
    """One account: its state in a sentence, and what the help desk can do about it."""
    async with desk_of(request).look(space_of(request)) as (tx, world):
        account = await tx.need(Account, request.path_params["account"])
        known = await _known(tx, world, account)
    return render(request, "offices/account.html", nav="offices", one=known, said=told(request))


async def _unlock(tx: Tx, world: World, of: str, form: Form) -> None:
    await accounts.unlock(tx, world, of, Actor.HELP_DESK)


async def _end_session(tx: Tx, world: World, of: str, form: Form) -> None:
    session = await tx.one(Session, sid=form.text("session"), account_id=of)
    if session is not None:
        await signin.end_session(tx, world, session, Actor.HELP_DESK)


async def _end_sessions(tx: Tx, world: World, of: str, form: Form) -> None:
    await tx.need(Account, of)
    await signin.end_sessions_of(tx, world, of, Actor.HELP_DESK)


async def unlock(request: Request) -> Response:
    """End a lock now."""
    form, of = await read_form(request), request.path_params["account"]
    return await act(request, form, of, "unlock", _unlock, f"{HERE}/{of}")


async def end_sessions(request: Request) -> Response:
    """End the session that the form names (`session`), or every one of the account."""
    form, of = await read_form(request), request.path_params["account"]
    if form.text("session"):
        return await act(request, form, of, "end_session", _end_session, f"{HERE}/{of}")
    return await act(request, form, of, "end_sessions", _end_sessions, f"{HERE}/{of}")


async def reissue(request: Request) -> Response:
    """Post a new temporary password; it is hashed before the transaction opens."""
    await read_form(request)
    of = request.path_params["account"]
    request.state.back = f"{prefix_of(request)}{HERE}/{of}"
    desk, space = desk_of(request), space_of(request)
    async with desk.look(space) as (tx, _):
        account = await tx.need(Account, of)
        chance = desk.chance(tx.space, f"reissue:{of}:{account.password_hash}")
    prepared = await passwords.prepare(chance)
    async with desk.work(space) as (tx, world):
        await accounts.reissue(tx, world, of, prepared, Actor.HELP_DESK)
    tell(request, "office.did.reissue")
    return go(request, f"{HERE}/{of}")


def routes() -> list[Route]:
    """The routes of this office."""
    return [
        Route(HERE, show, methods=["GET"]),
        Route(HERE, search, methods=["POST"]),
        Route(HERE + "/{account}", show_account, methods=["GET"]),
        Route(HERE + "/{account}/deverrouiller", unlock, methods=["POST"]),
        Route(HERE + "/{account}/mot-de-passe", reissue, methods=["POST"]),
        Route(HERE + "/{account}/sessions", end_sessions, methods=["POST"]),
    ]

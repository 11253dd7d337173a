"""`/bureaux/assistance`: the accounts, those that cannot sign in first, and how one is found.

A user code is typed in a form and never part of an address; pages name accounts by their id.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.domain.errors import BadInput
from sandbox.domain.identifiers import UserCode
from sandbox.domain.model import Account, Person
from sandbox.services.enrolment_form import Problem
from sandbox.services.ports import Tx
from sandbox.services.standing import Position, Standing, barred, positions, settled
from sandbox.web.arrivals import desk_of, go, told
from sandbox.web.forms import read_form
from sandbox.web.offices_lists import LONGEST_SEARCH, Sought, grouped, sought
from sandbox.web.pages import render, space_of
from sandbox.world.surroundings import World

HERE = "/bureaux/assistance"
GROUPS = ("barred", "open")
"""The parts of the list, those who call first."""


@dataclass(frozen=True, slots=True)
class Known:
    """One account as the help desk sees it."""

    account: Account
    person: Person
    positions: tuple[Position, ...]
    why_not: Standing | None  # why it cannot sign in now

    @property
    def group(self) -> str:
        """Where it stands in the list."""
        return "barred" if self.why_not else "open"

    def found_by(self, asked: Sought) -> bool:
        """Whether the name of the person, or a name or number of an organisation, holds it."""
        of = [held.organisation for held in self.positions]
        names = [word for one in of for word in (one.name, str(one.revenue_number))]
        return asked.finds(self.person.name, *names)


async def known(tx: Tx, world: World, account: Account) -> Known:
    """An account with whom it may act for, and why it cannot sign in if it cannot."""
    held = await positions(tx, world, account.id)
    person = await tx.need(Person, account.person_id)
    return Known(settled(world, account)[0], person, held, barred(world, account, held))


async def _everyone(tx: Tx, world: World) -> list[Known]:
    found = [await known(tx, world, account) for account in await tx.find(Account)]
    found.sort(key=lambda one: (one.person.family_name, one.person.given_name))
    return sorted(found, key=lambda one: GROUPS.index(one.group))


async def _list(
    request: Request, asked: Sought, status: int = 200, problems: Sequence[Problem] = ()
) -> Response:
    """The accounts that were asked for; every one where what was typed is a problem."""
    shown = Sought(group=asked.group) if problems else asked
    async with desk_of(request).look(space_of(request)) as (tx, world):
        found = [one for one in await _everyone(tx, world) if one.found_by(shown)]
    listed = grouped(request, shown, GROUPS, [(one.group, one) for one in found])
    return render(
        request,
        "offices/desk.html",
        status,
        nav="offices",
        groups=listed.groups,
        counts=listed.counts,
        page=listed.page,
        sought=shown,
        typed=asked.typed,
        problems=problems,
        said=told(request),
    )


async def show(request: Request) -> Response:
    """The search and every account, or those that `?recherche=` finds, page by page."""
    return await _list(request, sought(request, GROUPS))


async def search(request: Request) -> Response:
    """Find by user code (straight to the account) or by a part of a name.

    Only what is part of a name goes into the address: what finds nothing may be a user code with
    a letter wrong.
    """
    form = await read_form(request)
    asked = Sought(form.text("recherche")[:LONGEST_SEARCH])
    if not asked.typed:
        missing = Problem("recherche", "office.desk.search_missing")
        return await _list(request, asked, 422, [missing])
    async with desk_of(request).look(space_of(request)) as (tx, world):
        account = await _by_code(tx, asked.typed)
        found = account or any(one.found_by(asked) for one in await _everyone(tx, world))
    if account is not None:
        return go(request, f"{HERE}/{account.id}")
    if found:
        return go(request, HERE + asked.query())
    nothing = Problem("recherche", "office.desk.search_none")
    return await _list(request, asked, 422, [nothing])


async def _by_code(tx: Tx, typed: str) -> Account | None:
    try:
        code = UserCode.parse(typed)
    except BadInput:
        return None
    return await tx.one(Account, user_code=code)


def routes() -> list[Route]:
    """The routes of the list."""
    return [
        Route(HERE, show, methods=["GET"]),
        Route(HERE, search, methods=["POST"]),
    ]

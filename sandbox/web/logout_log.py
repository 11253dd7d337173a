"""`/developper/deconnexions`: each logout token, its attempts, and what a client must answer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.domain.model import Account, Person
from sandbox.domain.provider import Client, DeliveryState, LogoutDelivery
from sandbox.services import logout_deliveries
from sandbox.services.ports import Tx
from sandbox.web.arrivals import desk_of, go, tell, told
from sandbox.web.forms import read_form
from sandbox.web.pages import page_number, prefix_of, render, space_of

HERE = "/developper/deconnexions"
PAGE = 20
"""Deliveries on one page."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One delivery, with the names behind its ids."""

    row: LogoutDelivery
    client_name: str
    person: str
    can_send: bool
    next_at: datetime | None  # None: at once, or never again

    @property
    def waits(self) -> bool:
        """Whether an attempt is still to come."""
        return self.row.state is DeliveryState.PENDING


def _name(client: Client | None, client_id: str) -> str:
    return str(client.metadata.get("client_name") or client_id) if client else client_id


async def _shown(
    tx: Tx, rows: list[LogoutDelivery], clients: dict[str, Client], now: datetime
) -> list[Shown]:
    accounts = {a.id: a for a in await tx.find(Account, id=[row.account_id for row in rows])}
    people = [account.person_id for account in accounts.values()]
    persons = {person.id: person.name for person in await tx.find(Person, id=people)}
    found = []
    for row in rows:
        client, account = clients.get(row.client_id), accounts.get(row.account_id)
        ahead = row.state is DeliveryState.PENDING and row.due_at > now
        found.append(
            Shown(
                row,
                _name(client, row.client_id),
                persons.get(account.person_id, "") if account else "",
                client is not None and bool(logout_deliveries.told_at(client)),
                row.due_at if ahead else None,
            )
        )
    return found


async def show(request: Request) -> Response:
    """The log, newest first, in pages; `?application=` keeps what concerns one client."""
    desk = desk_of(request)
    async with desk.look(space_of(request)) as (tx, _):
        clients = {client.client_id: client for client in await tx.find(Client)}
        chosen = clients.get(request.query_params.get("application", ""))
        where: dict[str, Any] = {"client_id": chosen.client_id} if chosen else {}
        last = max(1, -(-await tx.count(LogoutDelivery, **where) // PAGE))
        number = page_number(request, last)
        rows = await tx.find(
            LogoutDelivery,
            order="-created_at",
            limit=PAGE,
            offset=(number - 1) * PAGE,
            **where,
        )
        deliveries = await _shown(tx, rows, clients, desk.clock.machine())
    return render(
        request,
        "front/logouts.html",
        nav="develop",
        deliveries=deliveries,
        chosen=chosen,
        registered=[
            (client.client_id, _name(client, client.client_id))
            for client in sorted(clients.values(), key=lambda one: one.created_at, reverse=True)
            if logout_deliveries.told_at(client)
        ][:PAGE],
        waits=[int(wait.total_seconds()) for wait in logout_deliveries.WAITS],
        number=number,
        last=last,
        said=told(request),
    )


async def send_again(request: Request) -> Response:
    """Owe a logout token once more, or make the next attempt due at once."""
    await read_form(request)
    request.state.back = prefix_of(request) + HERE
    async with desk_of(request).work(space_of(request)) as (tx, world):
        await logout_deliveries.send_again(tx, world, request.path_params["id"])
    tell(request, "logouts.asked_again")
    return go(request, HERE)


def routes() -> list[Route]:
    """The routes of this page."""
    return [
        Route(HERE, show, methods=["GET"]),
        Route(HERE + "/{id}/renvoyer", send_again, methods=["POST"]),
    ]

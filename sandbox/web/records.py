"""What the sandbox shows of itself: `/comptes-prets` and `/journal`."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.domain.model import JournalEntry, Organisation
from sandbox.web.arrivals import desk_of
from sandbox.web.pages import page_number, render, space_of

PAGE = 50
"""Entries of the journal on one page."""


async def ready(request: Request) -> Response:
    """Accounts and clients that the seed prepared, and where a portal finds the provider."""
    found: dict[str, Any] = getattr(request.app.state, "ready", None) or {}
    issuer = desk_of(request).site.issuer(space_of(request))
    return render(
        request,
        "account/ready.html",
        ready={"password": "", "accounts": [], "clients": [], **found},
        issuer=issuer,
        discovery=f"{issuer}/.well-known/openid-configuration",
    )


async def journal(request: Request) -> Response:
    """The journal, newest first, in pages; `?organisation=` keeps what concerns one."""
    wanted = request.query_params.get("organisation", "")
    async with desk_of(request).look(space_of(request)) as (tx, _):
        organisations = {o.id: o for o in await tx.find(Organisation)}
        chosen = organisations.get(wanted)
        where = {"organisation_id": chosen.id} if chosen else {}
        last = max(1, -(-await tx.count(JournalEntry, **where) // PAGE))
        number = page_number(request, last)
        skipped = (number - 1) * PAGE
        found = await tx.find(JournalEntry, order="-seq", limit=PAGE, offset=skipped, **where)
    return render(
        request,
        "account/journal.html",
        entries=found,
        organisations=organisations,
        chosen=chosen,
        number=number,
        last=last,
    )


def routes() -> list[Route]:
    """The routes of these pages."""
    return [
        Route("/comptes-prets", ready, methods=["GET"]),
        Route("/journal", journal, methods=["GET"]),
    ]

"""`/developper/clients`: the relying parties of a space, with all that is registered of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.domain.provider import Client
from sandbox.services.site import DEFAULT_SPACE
from sandbox.web.arrivals import desk_of
from sandbox.web.pages import language, page_number, render, space_of

PAGE = 20
"""Clients on one page."""
_TOLD = ("client_name", "redirect_uris", "token_endpoint_auth_method", "scope")
"""Members that have a line of their own; all others are listed under their names."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One client as the page shows it."""

    row: Client
    name: str
    scopes: tuple[str, ...]  # those it may really ask for
    more: dict[str, Any]  # the rest of its metadata, by the name of the member

    @property
    def by_itself(self) -> bool:
        """Whether it registered itself, rather than came with the space."""
        return bool(self.row.registration_hash)


def _shown(row: Client, lang: str, scopes: tuple[str, ...]) -> Shown:
    own = row.metadata.get(f"client_name#{lang}") or row.metadata.get("client_name")
    more = {name: value for name, value in row.metadata.items() if name not in _TOLD}
    return Shown(row, str(own or row.client_id), scopes, more)


async def clients(request: Request) -> Response:
    """The clients of the space, newest first, in pages.

    Their secrets are shown where the sandbox is on loopback: whoever sees the page is its owner.
    """
    desk, space = desk_of(request), space_of(request)
    async with desk.look(space) as (tx, _):
        last = max(1, -(-await tx.count(Client) // PAGE))
        number = page_number(request, last)
        skipped = (number - 1) * PAGE
        found = await tx.find(Client, order="-created_at", limit=PAGE, offset=skipped)
    scopes_of: Callable[[Client], tuple[str, ...]] = request.app.state.scopes_of
    lang, here = language(request), desk.site.is_alone_here(request.headers.get("host", ""))
    return render(
        request,
        "front/clients.html",
        nav="develop",
        clients=[_shown(row, lang, scopes_of(row)) for row in found],
        secrets=here,
        open_to_all=here and space == DEFAULT_SPACE,
        register=desk.site.url(space, "/oidc/register"),
        number=number,
        last=last,
    )


def routes() -> list[Route]:
    """The route of this page."""
    return [Route("/developper/clients", clients, methods=["GET"])]

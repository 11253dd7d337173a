"""`/developper/refus`: each refusal of the provider, with what was sent, expected, and the rule."""

import re

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.domain.events import Event
from sandbox.domain.model import JournalEntry
from sandbox.domain.provider import Client
from sandbox.web.applications import application_of
from sandbox.web.arrivals import desk_of
from sandbox.web.pages import language, render, space_of

HERE = "/developper/refus"
LATEST = 50
"""Refusals on the page that lists them."""
REFUSED = (
    Event.AUTHORIZATION_REFUSED.value,
    Event.TOKEN_REFUSED.value,
    Event.REGISTRATION_REFUSED.value,
)
"""Every event under which the provider journals a refusal; each has a page."""
_RFC = re.compile(r"RFC (\d+)(?: (section|appendix) ([A-Z0-9.]+))?")
_SPECIFICATIONS = {
    "OpenID Connect Core": "https://openid.net/specs/openid-connect-core-1_0.html",
    "OpenID Connect Discovery": "https://openid.net/specs/openid-connect-discovery-1_0.html",
    "OpenID Connect Registration": "https://openid.net/specs/openid-connect-registration-1_0.html",
    "OAuth 2.0 Multiple Response Types": (
        "https://openid.net/specs/oauth-v2-multiple-response-types-1_0.html"
    ),
    "OAuth 2.0 Form Post Response Mode": (
        "https://openid.net/specs/oauth-v2-form-post-response-mode-1_0.html"
    ),
    "RP-Initiated Logout": "https://openid.net/specs/openid-connect-rpinitiated-1_0.html",
    "Back-Channel Logout": "https://openid.net/specs/openid-connect-backchannel-1_0.html",
    "Front-Channel Logout": "https://openid.net/specs/openid-connect-frontchannel-1_0.html",
    "Initiating User Registration": "https://openid.net/specs/openid-connect-prompt-create-1_0.html",
    "FAPI 2.0 Security Profile": "https://openid.net/specs/fapi-security-profile-2_0-final.html",
    "JARM": "https://openid.net/specs/oauth-v2-jarm-final.html",
}


def address_of(cite: str) -> str:
    """Where a citation can be read, or an empty text for one that has no public address."""
    if found := _RFC.search(cite):
        kind, number = found[2], (found[3] or "").rstrip(".")
        anchor = f"#{kind}-{number}" if kind else ""
        return f"https://www.rfc-editor.org/rfc/rfc{found[1]}.html{anchor}"
    return next((uri for name, uri in _SPECIFICATIONS.items() if cite.startswith(name)), "")


async def show_all(request: Request) -> Response:
    """The latest refusals of the space, newest first."""
    async with desk_of(request).look(space_of(request)) as (tx, _):
        found = await tx.find(JournalEntry, name=REFUSED, order="-seq", limit=LATEST)
        ids = tuple({str(entry.data.get("client_id") or "") for entry in found} - {""})
        clients = await tx.find(Client, client_id=ids) if ids else []
    lang = language(request)
    return render(
        request,
        "front/refusals.html",
        nav="develop",
        entries=found,
        names={client.client_id: application_of(client, lang).name for client in clients},
        here=HERE,
    )


async def show_one(request: Request) -> Response:
    """One refusal; 404 for any other entry of the journal."""
    async with desk_of(request).look(space_of(request)) as (tx, _):
        entry = await tx.get(JournalEntry, request.path_params["id"])
    if entry is None or entry.name not in REFUSED:
        raise HTTPException(404)
    return render(
        request,
        "front/refusal.html",
        nav="develop",
        entry=entry,
        told=entry.data,
        address=address_of(str(entry.data.get("cite", ""))),
        here=HERE,
    )


def routes() -> list[Route]:
    """The routes of these pages."""
    return [
        Route(HERE, show_all, methods=["GET"]),
        Route(HERE + "/{id}", show_one, methods=["GET"]),
    ]

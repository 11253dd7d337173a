"""`/developper/cles`: the signing keys of the space, and how to rotate them while in use."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.services.desk import Desk
from sandbox.web.arrivals import desk_of, go, tell, told
from sandbox.web.forms import read_form
from sandbox.web.pages import prefix_of, render, space_of

HERE = "/developper/cles"


class Key(Protocol):
    """What is told of one key."""

    kid: str
    alg: str
    phase: str  # published | active | retired | gone | withdrawn
    used_from: datetime


class KeyRing(Protocol):
    """What `app` hands over: the provider's keys are not ours to read."""

    async def shown(self, desk: Desk, space_id: str) -> Sequence[Key]:
        """Every key of the space, newest first."""

    async def rotate(self, desk: Desk, space_id: str, alg: str, *, emergency: bool) -> bool:
        """Publish a new key; False for an algorithm that has none."""

    async def use_now(self, desk: Desk, space_id: str, kid: str) -> None:
        """Let a published key sign from now on."""


def _ring(request: Request) -> KeyRing:
    ring: KeyRing = request.app.state.keyring
    return ring


async def show(request: Request) -> Response:
    """The keys, newest first, each with what can be done about it."""
    keys = await _ring(request).shown(desk_of(request), space_of(request))
    algorithms = sorted({key.alg for key in keys} | {"RS256"})
    return render(
        request,
        "front/keys.html",
        nav="develop",
        keys=keys,
        algorithms=algorithms,
        here=HERE,
        said=told(request),
    )


async def act(request: Request) -> Response:
    """Publish a key (`rotate`), withdraw the others (`emergency`), or let one sign (`use`)."""
    form = await read_form(request)
    request.state.back = prefix_of(request) + HERE
    desk, space, act = desk_of(request), space_of(request), form.text("geste")
    if act == "emergency" and form.text("compris") != "oui":
        tell(request, "keys.did.unread")
        return go(request, HERE)
    done = False
    if act in ("rotate", "emergency"):
        alg = form.text("algorithme")
        done = await _ring(request).rotate(desk, space, alg, emergency=act == "emergency")
    elif act == "use":
        await _ring(request).use_now(desk, space, form.text("cle"))
        done = True
    tell(request, f"keys.did.{act}" if done else "keys.did.nothing")
    return go(request, HERE)


def routes() -> list[Route]:
    """The routes of this page."""
    return [
        Route(HERE, show, methods=["GET"]),
        Route(HERE, act, methods=["POST"]),
    ]

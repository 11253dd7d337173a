"""Who is where, and which step comes now: what a class adds to each page of a place.

`Presence` runs inside the browser's session. Before a page it reads the steps, where this browser
asked to see them; behind it, it leaves the page in the hall for the trainer. Neither may ever spoil
a page: what fails is logged, and the page goes out as it was.
"""

import logging
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.domain.errors import SandboxError
from sandbox.domain.model import JournalEntry, Space
from sandbox.domain.scenarios import Scenario
from sandbox.services import classes, seating, spaces
from sandbox.services.desk import Desk
from sandbox.services.place_facts import facts_of
from sandbox.services.ports import After
from sandbox.services.scenario_progress import Progress, progress
from sandbox.web.playing import local_path

_log = logging.getLogger("sandbox")
_SHOWN, _ALONE, _SINCE = "etapes", "scenario", "scenario_depuis"
"""In the browser's session: the steps shown or not, the scenario played alone, and since when."""
_NOT_A_PAGE = ("/static/", "/oidc/", "/_sandbox", "/.well-known/", "/pes/")


@dataclass(frozen=True, slots=True)
class Steps:
    """The scenario of this browser, and how far it is."""

    scenario: Scenario
    progress: Progress
    alone: bool


def shown(session: Mapping[str, Any]) -> bool:
    """Whether this browser asked for the steps beside its pages."""
    return bool(session.get(_SHOWN))


def show(session: MutableMapping[str, Any], wanted: bool) -> None:
    """Show the steps beside the pages from now on, or no longer."""
    session.pop(_SHOWN, None)
    if wanted:
        session[_SHOWN] = True


def begin_alone(session: MutableMapping[str, Any], scenario_id: str, seq: int) -> None:
    """Play a scenario in this browser without a class; facts count from behind `seq`."""
    session.update({_ALONE: scenario_id, _SINCE: seq, _SHOWN: True})


def end_alone(session: MutableMapping[str, Any]) -> None:
    """Play it no longer."""
    for name in (_ALONE, _SINCE, _SHOWN):
        session.pop(name, None)


async def steps_of(
    desk: Desk,
    space: Space,
    session: Mapping[str, Any],
    scenarios: Mapping[str, Scenario],
) -> Steps | None:
    """The steps of who is here: those of the class, or those played alone; None if there are none.

    In a class, the class's scenario is the one: a learner plays no other there.
    """
    if space.hall:
        if space.hall == space.id:
            return None
        classroom = await classes.of_hall(desk, space.hall)
        scenario = scenarios.get(classroom.scenario)
    else:
        scenario = scenarios.get(str(session.get(_ALONE, "")))
    if scenario is None:
        return None
    async with desk.look(space.id) as (tx, _):
        if space.hall:
            entries = await facts_of(tx)
        else:
            since = After(int(session.get(_SINCE) or 0))
            entries = await tx.find(JournalEntry, seq=since, order="seq")
    return Steps(scenario, progress(scenario, entries), not space.hall)


class Presence:
    """ASGI middleware; see the module."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        state = scope.get("state", {})
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        local = local_path(scope)
        if local.startswith(_NOT_A_PAGE):
            await self.app(scope, receive, send)
            return
        desk: Desk = scope["app"].state.desk
        if shown(scope.get("session", {})):
            state["steps"] = await self._steps(desk, scope)
        seen: dict[str, Any] = {"status": 0, "page": False}

        async def send_and_see(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = dict(message.get("headers", ()))
                seen["status"] = message["status"]
                seen["page"] = headers.get(b"content-type", b"").startswith(b"text/html")
            await send(message)

        await self.app(scope, receive, send_and_see)
        place: Space | None = state.get("place")
        if place is not None and seen["page"] and seen["status"] in (200, 409, 422):
            await self._note(desk, place, local, refused=seen["status"] == 422)

    async def _steps(self, desk: Desk, scope: Scope) -> Steps | None:
        try:
            state = scope["state"]  # a place of a class was looked up for its page already
            space = state.get("place") or await spaces.find(desk, state["space"])
            if space is None:
                return None
            known: Mapping[str, Scenario] = scope["app"].state.scenarios
            return await steps_of(desk, space, scope["session"], known)
        except (SandboxError, ValueError):
            _log.warning("the steps of %s could not be read", local_path(scope), exc_info=True)
            return None

    async def _note(self, desk: Desk, place: Space, local: str, *, refused: bool) -> None:
        try:
            await seating.note_page(desk, place, local, refused=refused)
        except SandboxError:
            _log.warning("a learner's page could not be noted", exc_info=True)

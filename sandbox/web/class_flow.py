"""`/classe/flux`: the board as the class goes on, one event for what changed.

Nothing is read while nothing is written; every fifteen seconds the words that time alone changes
(« 5 min », « bloqué ») are said again from what was read.
"""

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from sandbox.services.class_following import Following
from sandbox.web import class_views
from sandbox.web.arrivals import desk_of
from sandbox.web.class_doings import HERE, scenario_of
from sandbox.web.event_stream import KEEP_ALIVE, EventStream, Look, Message, went_on_after
from sandbox.web.guided import page_of_rows
from sandbox.web.pages import environment, language, prefix_of, space_of, words
from sandbox.world.clock import machine_monotonic

PACE = 0.5
"""Seconds at least between two looks: thirty learners at once wake a trainer twice a second."""


class _ClassStream(EventStream):
    """Hears of the whole class for as long as it is sent."""

    def __init__(self, request: Request, followed: Following, look: Look) -> None:
        super().__init__(
            request, (), look, went_on_after(request), hears=followed.hears, pause=KEEP_ALIVE
        )
        self._followed = followed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._followed.at_work():
            await super().__call__(scope, receive, send)


async def flow(request: Request) -> Response:
    """GET: rows of the board as they change, each an `item` event that holds its HTML."""
    desk, hall, lang = desk_of(request), space_of(request), language(request)
    scenario, _, _ = await scenario_of(request)
    t, pages = words(lang), page_of_rows()
    row, agents, above = (
        environment().get_template(f"training/{name}.html") for name in ("line", "agents", "count")
    )
    more = {"t": t, "lang": lang, "prefix": prefix_of(request), "here": HERE}
    followed, shown = Following(desk, hall, scenario), dict[str, str]()
    looked_at = machine_monotonic() - PACE

    async def look(after: int) -> list[Message]:
        nonlocal looked_at
        await asyncio.sleep(max(0.0, looked_at + PACE - machine_monotonic()))
        looked_at = machine_monotonic()
        board = await followed.board()
        listed = class_views.lines(board, scenario, lang, t)
        told = {
            str(line.place): row.render(line=line, pages=pages, scenario=scenario, **more)
            for line in listed
        }
        told["agents"] = agents.render(offered=class_views.offered(board), **more)
        told["count"] = above.render(count=class_views.count(listed), **more)
        changed = [html for name, html in told.items() if shown.get(name) != html]
        shown.update(told)
        return [Message(after + 1, "".join(changed))] if changed else []

    return _ClassStream(request, followed, look)

"""The live board: woken by what happens in the class, quiet otherwise, its end told."""

from typing import TYPE_CHECKING

import pytest

from sandbox.services import class_board, class_following, waiting
from sandbox.services.class_board import Seen
from sandbox.web import class_flow
from tests.journeys.trainer import Making, enrolled, links_of, made
from tests.journeys.visitor import Visitor
from tests.streaming import Reader

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from sandbox.domain.scenarios import Scenario
    from sandbox.services.desk import Desk


def following(application: "Starlette", trainer: Visitor, board: str) -> Reader:
    """The stream of a board as this browser opens it."""
    cookies = "; ".join(f"{one.name}={one.value}" for one in trainer.client.cookies.jar)
    return Reader(application, f"{board}/flux", cookie=cookies)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The places that are read, in order; no look is taken but for a reason."""
    read: list[str] = []
    real = class_board.see

    async def see(desk: "Desk", space_id: str, scenario: "Scenario | None") -> Seen:
        read.append(space_id)
        return await real(desk, space_id, scenario)

    monkeypatch.setattr(class_following, "see", see)
    monkeypatch.setattr(class_flow, "PACE", 0.0)
    monkeypatch.setattr(waiting, "PAUSE", 3600.0)
    return read


async def test_two_trainers_follow_one_class(
    application: "Starlette", visitor: Visitor, another: Making, read: list[str]
) -> None:
    """Both see what one learner does; her place alone is read again; the end is told to both."""
    board = await made(visitor)
    places = links_of(await visitor.get(f"{board.path}/liens"))
    colleague = another()
    link = next(href for href, _ in board.links if "entrer?cle=" in href)
    await colleague.get(link)
    async with (
        following(application, visitor, board.path) as one,
        following(application, colleague, board.path) as other,
    ):
        for reader in (one, other):
            assert "place-3" in await reader.until('id="count"')
        at_first = len(read)
        assert at_first == 6
        learner = another()
        await enrolled(learner, places[1], "F01")
        for reader in (one, other):
            told = await reader.until("PA\u20111")
            assert told.count('id="place-1"') == 1
        assert {f"/b/{space}" for space in read[at_first:]} == {places[1]}
        page = await visitor.get(board.path)
        more = next(form for form in page.forms if form.fields.get("geste") == "ajouter")
        await visitor.send(more, places="1")
        await other.until("place-4")
        end = next(form for form in page.forms if form.fields.get("geste") == "terminer")
        await visitor.send(end, **{"compris-terminer": "oui"})
        for reader in (one, other):
            assert (await reader.until("event: end")).endswith("event: end\ndata: gone\n\n")


async def test_a_board_is_told_that_the_server_stops(
    application: "Starlette", visitor: Visitor, read: list[str]
) -> None:
    """The page says so, and comes back by itself."""
    board = await made(visitor)
    async with following(application, visitor, board.path) as reader:
        await reader.until('id="count"')
        application.state.streams.close()
        assert "data: stopped" in await reader.until("event: end\n")

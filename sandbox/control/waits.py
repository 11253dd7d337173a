"""What the long polls share: how long, and when the caller is gone."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, TypeVar

from pydantic import Field
from starlette.requests import Request

from sandbox.control.operations import Call
from sandbox.domain.model import JournalEntry, PostItem
from sandbox.services.ports import Tx
from sandbox.services.waiting import MOST_SECONDS, WaitingRoom

T = TypeVar("T")
Numbered = JournalEntry | PostItem
Wait = Annotated[
    float,
    Field(
        ge=0,
        le=MOST_SECONDS,
        description="Seconds to wait, by the machine, for something to answer with.",
    ),
]
After = Annotated[int, Field(ge=0, le=2**53, description="Only what is numbered after this.")]


async def polled(
    call: Call,
    kinds: Sequence[type],
    look: Callable[[], Awaitable[list[T]]],
    seconds: float,
) -> list[T]:
    """What `look` finds, waiting up to `seconds` for it in the room of `app.state.waiting`."""
    if not seconds:
        return await look()
    room: WaitingRoom = call.of_app("waiting")

    async def confirmed() -> list[T]:
        found = await look()
        await call.confirm()
        return found

    with room.place():
        return await room.until(
            call.desk,
            call.space,
            kinds,
            confirmed,
            seconds=seconds,
            hung_up=lambda: _gone(call.request),
        )


async def where_to_go_on(
    tx: Tx, kind: type[Numbered], found: Sequence[Numbered], limit: int
) -> int:
    """The number to ask `after` next time: all that is numbered up to it was looked at.

    That of the last one found where there may be more, else the newest of the space.
    """
    if len(found) >= limit:
        return found[-1].seq
    newest: list[Numbered] = await tx.find(kind, order="-seq", limit=1)
    return newest[0].seq if newest else 0


async def _gone(request: Request) -> None:
    """Return once the caller hung up; his body was read before."""
    while (await request.receive())["type"] != "http.disconnect":
        pass

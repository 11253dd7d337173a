"""A browser leaves a session: it holds none any more, and the next page tells applications so."""

from starlette.requests import Request

from sandbox.domain.provider import Session
from sandbox.services.frontchannel import Frame, frames_of
from sandbox.services.ports import Not
from sandbox.web.arrivals import desk_of, forget
from sandbox.web.pages import session_of as browser_of
from sandbox.web.pages import space_of

_LEFT = "left"
"""In the browser's cookie, for one page: the session that it has just left."""


def leave(request: Request, left: Session | None) -> None:
    """Hold no session any more; remember for one page which one it was."""
    forget(request)
    if left is not None:
        browser_of(request)[_LEFT] = left.sid


async def frames_left(request: Request) -> tuple[Frame, ...]:
    """What the page after leaving loads in frames, once: the applications that want to be told."""
    sid = browser_of(request).pop(_LEFT, None)
    if not isinstance(sid, str):
        return ()
    desk, space = desk_of(request), space_of(request)
    async with desk.look(space) as (tx, _):
        ended = await tx.find(Session, sid=sid, ended_at=Not(None))
        return await frames_of(tx, desk.site.issuer(space), ended)

"""What pages of signed-in people and of agents share: who is there, where to go, what was done."""

from starlette.requests import Request
from starlette.responses import RedirectResponse

from sandbox.domain.provider import Session
from sandbox.services.desk import Desk
from sandbox.services.signin import session_of
from sandbox.web.pages import prefix_of, space_of
from sandbox.web.pages import session_of as browser_of
from sandbox.world.chance import Chance

_SAID = "said"
ENDED_HERE = "ended"
"""In the browser's session: the enrolment that it deactivated, until somebody signs in there."""


def desk_of(request: Request) -> Desk:
    """The desk that `app` put at hand."""
    desk: Desk = request.app.state.desk
    return desk


def go(request: Request, path: str) -> RedirectResponse:
    """303 to a path of this space, after a form; its own address may hold a key: none keeps it."""
    kept_by_nobody = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return RedirectResponse(prefix_of(request) + path, status_code=303, headers=kept_by_nobody)


def handle_of(request: Request) -> str | None:
    """The raw handle of the session this browser holds, if any."""
    handle = browser_of(request).get("sso")
    return handle if isinstance(handle, str) else None


def browser_handle(request: Request) -> str:
    """The handle that binds an authorization request to this browser, drawn on first use."""
    session = browser_of(request)
    if not isinstance(session.get("browser"), str):
        session["browser"] = Chance(None, "browser").token()
    return str(session["browser"])


async def signed_in(request: Request) -> Session | None:
    """The live session of this browser, or None."""
    handle = handle_of(request)
    if handle is None:
        return None
    async with desk_of(request).look(space_of(request)) as (tx, world):
        return await session_of(tx, world, handle)


def keep(request: Request, handle: str) -> None:
    """Hold a new session; the token of the forms changes with it (session fixation)."""
    session = browser_of(request)
    session["sso"] = handle
    for name in ("csrf", ENDED_HERE):
        session.pop(name, None)


def forget(request: Request) -> None:
    """Hold no session any more; drafts and language stay."""
    session = browser_of(request)
    for name in ("sso", "ticket", "csrf"):
        session.pop(name, None)


def tell(request: Request, key: str) -> None:
    """Leave a text key for the next page: what the form just did."""
    browser_of(request)[_SAID] = key


def told(request: Request) -> str:
    """Take the text key left by `tell`; empty if none."""
    session = browser_of(request)
    return str(session.pop(_SAID)) if _SAID in session else ""

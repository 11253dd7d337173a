"""Who may be in a hall, and who may make one: a key, or the rights of the trainer.

The key of a hall is long and drawn, and compared as a digest in constant time, so guessing it is
not slowed down: it is hopeless. A browser that showed it keeps it in the cookie of the hall, which
no other space reads. Nothing that a learner holds (the link of a place) opens a hall.
"""

import hmac
from collections.abc import Awaitable, Callable
from typing import Protocol

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from sandbox.domain.errors import NotAllowed
from sandbox.services import classes
from sandbox.services.hosts import is_loopback
from sandbox.services.sessions import digest
from sandbox.web.arrivals import desk_of
from sandbox.web.pages import language, render, session_of, space_of

KEY = "classe"
"""In the cookie of a hall: its key, once the browser showed it."""
LET_IN = "porte"
"""In the cookie of a hall: the digest of its key, where the trainer's rights opened it."""
_TRAINER = "formateur"
"""In the cookie of a space: digest of the token that its browser typed."""


class Access(Protocol):
    """What `app` tells of who may command."""

    token: str
    is_open: bool  # without a token, on this machine alone


def _access(request: Request) -> Access:
    access: Access = request.app.state.control
    return access


def nothing_is_asked(request: Request) -> bool:
    """Whether only somebody at this very machine can have sent this, and no token is set."""
    from_here = request.client is None or is_loopback(request.client.host)
    alone = desk_of(request).site.is_alone_here(request.headers.get("host", ""))
    return _access(request).is_open and from_here and alone


def is_trainer(request: Request) -> bool:
    """Whether this browser may make classes and open every hall."""
    if nothing_is_asked(request):
        return True
    shown, token = session_of(request).get(_TRAINER), _access(request).token
    return isinstance(shown, str) and bool(token) and _same(shown, digest(token))


def show_token(request: Request, typed: str) -> bool:
    """Keep that this browser typed the control token; False if it is another one."""
    token = _access(request).token
    if not token or not _same(digest(typed), digest(token)):
        return False
    session_of(request)[_TRAINER] = digest(token)
    return True


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


async def refuse_learners(request: Request) -> None:
    """Raise in the space of a place: whoever learns there makes no classes."""
    async with desk_of(request).look(space_of(request)) as (tx, _):
        if tx.space.hall not in ("", tx.space.id):
            raise NotAllowed("place-of-a-class", "training.refused.place")


def key_of(request: Request) -> str:
    """The key that this browser showed, right or wrong; empty without one."""
    key = session_of(request).get(KEY)
    return key if isinstance(key, str) else ""


Page = Callable[[Request], Awaitable[Response]]


def for_trainers(page: Page) -> Page:
    """The page, for whoever showed the key of this hall; a page that asks for it for the others.

    A space that is no hall has no such pages (404).
    """

    async def guarded(request: Request) -> Response:
        desk, hall = desk_of(request), space_of(request)
        classroom = await classes.of_hall(desk, hall)
        key, let_in = key_of(request), session_of(request).get(LET_IN)
        if key and classes.fits(key, classroom):
            return await page(request)
        if isinstance(let_in, str) and _same(let_in, classroom.key_hash):
            return await page(request)
        return closed(request)

    guarded.__name__ = page.__name__
    guarded.__doc__ = page.__doc__
    return guarded


def opened(request: Request, hall: str, **kept: str) -> RedirectResponse:
    """303 to a hall, with what opens it (`KEY` or `LET_IN`) in the cookie of that hall."""
    answer = RedirectResponse(desk_of(request).site.prefix(hall) + "/classe", status_code=303)
    header = request.app.state.cookies.header(hall, {**kept, "lang": language(request)})
    answer.headers.append("set-cookie", header)
    return answer


def closed(request: Request, wrong: bool = False) -> Response:
    """403: asks for the key; `wrong`: one was just shown that opens nothing here."""
    return render(request, "training/closed.html", 403, wrong=wrong)

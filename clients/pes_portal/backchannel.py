"""The issuer says that a session is over (Back-Channel Logout 1.0): POST /backchannel-logout.

A server calls, not a browser: there is no cookie and no form token, and whoever finds the address
can call it. What makes the call worth anything is the logout token, verified here by section 2.6.
"""

import logging
from collections import OrderedDict
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from clients.pes_portal import checks
from clients.pes_portal.problems import Problem, TokenUnfit
from clients.pes_portal.provider import Provider
from clients.pes_portal.resources import SIGNED_IN
from clients.pes_portal.sessions import ServerSession, SessionStore

log = logging.getLogger("pes_portal")

FORM_BYTES = 32 * 1024
REMEMBERED_SECONDS = 3600.0
"""How long a token is remembered, so that it does not work twice, and a session that is over."""
CAPACITY = 10_000
FRESH = {"Cache-Control": "no-store"}


class Remembered:
    """Names that were seen not long ago; memory is bounded, the oldest goes first."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._until: OrderedDict[str, float] = OrderedDict()

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self._until.get(name, 0.0) > self._now()

    def add(self, name: str) -> None:
        """Remember a name from now on."""
        self._until[name] = self._now() + REMEMBERED_SECONDS
        while len(self._until) > CAPACITY:
            self._until.popitem(last=False)


class Logouts:
    """What the issuer said of sessions that are over; each token is believed once.

    In production both memories live where the sessions do, for all processes together.
    """

    def __init__(
        self, provider: Provider, sessions: SessionStore, now: Callable[[], float]
    ) -> None:
        self._provider = provider
        self._sessions = sessions
        self._now = now
        self._taken = Remembered(now)
        self._over = Remembered(now)

    async def take(self, token: str) -> int:
        """Verify a logout token and end what it names; how many sessions there were.

        Raises `TokenUnfit` for a token that is worth nothing, `IssuerUnreachable` or
        `IssuerUnfit` where it could not be verified.
        """
        header, claims = await self._provider.verified(token)
        checks.check_logout_token(header, claims, self._provider.settings, self._now())
        if claims["jti"] in self._taken:
            raise TokenUnfit("jti was seen before")
        self._taken.add(claims["jti"])
        if sid := claims.get("sid"):
            self._over.add(sid)
        return self._sessions.end_all(lambda session: _is_meant(session, claims))

    def is_over(self, claims: dict[str, Any]) -> bool:
        """Whether the session behind an ID token ended before the sign-in here was finished."""
        return claims.get("sid") in self._over


def _is_meant(session: ServerSession, claims: dict[str, Any]) -> bool:
    """Whether a session is one that a logout token names (section 2.7).

    With `sid` it is that session alone; without, every session of the person.
    """
    signed_in = session.get(SIGNED_IN)
    if signed_in is None:
        return False
    return all(
        signed_in.claims.get(name) == claims[name] for name in ("sid", "sub") if name in claims
    )


async def backchannel_logout(request: Request) -> Response:
    """200 once nobody is signed in by that session, even where nobody was (section 2.8)."""
    logouts: Logouts = request.app.state.logouts
    try:
        ended = await logouts.take(await _token_of(request))
    except TokenUnfit as error:
        log.warning("logout token refused: %s", error.detail)
        said = {"error": "invalid_request", "error_description": error.detail}
        return JSONResponse(said, 400, headers=FRESH)
    except Problem as error:  # not the token's fault: the issuer will send another
        log.warning("logout token not verified: %s %s", error.kind, error.detail)
        return JSONResponse({"error": "temporarily_unavailable"}, 503, headers=FRESH)
    log.info("logout token taken, sessions ended: %d", ended)
    return Response(status_code=200, headers=FRESH)


async def _token_of(request: Request) -> str:
    """The one field of the form (section 2.5)."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > FORM_BYTES:
            raise TokenUnfit("the form is too long")
    fields = parse_qsl(body.decode("ascii", "replace"), keep_blank_values=True)
    tokens = [value for name, value in fields if name == "logout_token"]
    if kind != "application/x-www-form-urlencoded" or len(tokens) != 1:
        raise TokenUnfit("the request is not a form with one logout_token")
    return tokens[0]

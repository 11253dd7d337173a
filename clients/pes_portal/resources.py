"""Calls made with the access token: who the person is, and the ministry's gate.

`GET {issuer}/pes/inscription` asks the gate; `POST` applies in the organisation's name, which is
for the responsable des services électroniques (RSE) alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx2

from clients.pes_portal import checks
from clients.pes_portal.problems import IssuerUnfit, SessionLost
from clients.pes_portal.provider import Provider, SignedIn
from clients.pes_portal.sessions import ServerSession

SIGNED_IN = "signed_in"
"""Key of the session under which the person is kept."""
EARLY_SECONDS = 10.0
"""Refreshed a little before the end, so that a token does not die on its way."""


@dataclass(frozen=True, slots=True)
class Inscription:
    """What the gate says: its reason (`acces`), the state of the registration, and why."""

    acces: str
    etat: str
    avis_ministere: str = ""
    motif: str = ""


class Resources:
    """The protected resources, for the person of a session."""

    def __init__(self, provider: Provider, now: Callable[[], float]) -> None:
        self._provider = provider
        self._now = now

    async def person(self, session: ServerSession) -> dict[str, Any]:
        """The claims of UserInfo, checked to be about the person who signed in."""
        metadata = await self._provider.metadata()
        answer = await self._call(session, "GET", metadata["userinfo_endpoint"])
        claims = _json_of(answer, 200)
        checks.check_same_person(session[SIGNED_IN].claims, claims, "UserInfo")
        return claims

    async def inscription(self, session: ServerSession) -> Inscription:
        """Ask the gate."""
        url = self._provider.settings.inscription_url
        return _inscription(_json_of(await self._call(session, "GET", url), 200))

    async def apply(self, session: ServerSession) -> str:
        """Apply to the PES; returns `demandee`, `deja_demandee` or the gate's reason to refuse."""
        url = self._provider.settings.inscription_url
        answer = await self._call(session, "POST", url)
        if answer.status_code not in {403, 409}:
            _json_of(answer, 201)
            return "demandee"
        refusal = _json_of(answer, answer.status_code)
        # The gate's refusals name their reason; a conflict without one is with an application
        # that is already there (a second click, another tab).
        if isinstance(refusal.get("acces"), str):
            return str(refusal["acces"])
        if answer.status_code == 409:
            return "deja_demandee"
        raise IssuerUnfit(f"403 without a reason: {refusal.get('error')!r}")

    async def _call(self, session: ServerSession, method: str, url: str) -> httpx2.Response:
        """One call with a live access token; a token refused although live is renewed once."""
        signed_in = await self._live(session, spent="")
        answer = await self._provider.call(signed_in.tokens, method, url)
        if answer.status_code == 401:
            signed_in = await self._live(session, spent=signed_in.tokens.access_token)
            answer = await self._provider.call(signed_in.tokens, method, url)
        if answer.status_code == 401:
            raise SessionLost("a fresh access token is refused")
        return answer

    async def _live(self, session: ServerSession, spent: str) -> SignedIn:
        """The person with an access token that is neither expired nor `spent`.

        Two tabs may find the token expired at once. Both refreshing with the same refresh token
        would look like a theft to an issuer that rotates them, and cost the session: hence the
        lock, and the second look once it is held.
        """
        async with session.lock:
            signed_in: SignedIn | None = session.get(SIGNED_IN)
            if signed_in is None:
                raise SessionLost("nobody is signed in here any more")
            tokens = signed_in.tokens
            expired = tokens.expires_at is not None and (
                self._now() > tokens.expires_at - EARLY_SECONDS
            )
            if expired or tokens.access_token == spent:
                signed_in = await self._provider.refresh(signed_in)
                if session.ended:  # signed out in another tab meanwhile
                    raise SessionLost("signed out meanwhile")
                session[SIGNED_IN] = signed_in
            return signed_in


def _json_of(answer: httpx2.Response, expected: int) -> dict[str, Any]:
    if answer.status_code != expected:
        raise IssuerUnfit(f"{answer.request.url.path} answered {answer.status_code}")
    try:
        body = answer.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise IssuerUnfit(f"{answer.request.url.path} answered no JSON object")
    return body


def _inscription(body: dict[str, Any]) -> Inscription:
    if not isinstance(body.get("acces"), str) or not isinstance(body.get("etat"), str):
        raise IssuerUnfit("the gate's answer lacks acces or etat")
    return Inscription(
        acces=body["acces"],
        etat=body["etat"],
        avis_ministere=str(body.get("avis_ministere") or ""),
        motif=str(body.get("motif") or ""),
    )

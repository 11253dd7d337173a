"""Accounts in the middle of a sign-in: the answer is honest, and the world changes just after it,
so that the next honest step refuses.
"""

from contextlib import suppress

from starlette.responses import Response

from sandbox.domain.errors import NotAllowed
from sandbox.domain.lifecycles import AccountState
from sandbox.domain.model import Account
from sandbox.domain.terms import Actor
from sandbox.oidc.tampering.spoiling import Act, Honest, Spoiler
from sandbox.oidc.wire import desk_of, space_of
from sandbox.services import accounts, mandates

REASON = "INSCRIPTION_DESACTIVEE"
"""Why an account was closed in the middle of a sign-in."""


def _closed(honest: Honest) -> Act | None:
    """Closed between the authorization response and the token request."""
    noted = honest.made
    if not noted.account_id or "code" not in noted.fields:
        return None

    async def close() -> Response:
        desk, space = desk_of(honest.request), space_of(honest.request)
        async with desk.work(space) as (tx, world):
            account = await tx.need(Account, noted.account_id)
            if account.state is not AccountState.CLOSED:
                await accounts.close(tx, world, account.id, REASON, Actor.SYSTEM, trace=noted.trace)
        return honest.response

    return close


def _mandate_ended(honest: Honest) -> Act | None:
    """Ended once the tokens are issued, for an account that acts by a mandate."""
    noted = honest.made
    if not noted.mandate_id or honest.response.status_code >= 300:
        return None

    async def revoke() -> Response:
        desk, space = desk_of(honest.request), space_of(honest.request)
        async with desk.work(space) as (tx, world):
            with suppress(NotAllowed):  # somebody was faster: it has ended all the same
                await mandates.revoke(tx, world, noted.mandate_id, Actor.SYSTEM)
        return honest.response

    return revoke


SPOILERS: dict[str, Spoiler] = {
    "account-closed-before-token": _closed,
    "mandate-ended-mid-session": _mandate_ended,
}

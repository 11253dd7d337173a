"""Refreshing: the grant is gone, or the new tokens do not continue the old ones."""

from functools import partial

from starlette.responses import Response

from sandbox.domain.events import Event
from sandbox.domain.provider import Token
from sandbox.domain.terms import Actor
from sandbox.oidc.grants import RotatingRefreshGrant
from sandbox.oidc.tampering.answers import told
from sandbox.oidc.tampering.drafts import Draft, Forge, drafted, finished
from sandbox.oidc.tampering.id_token import altered
from sandbox.oidc.tampering.spoiling import Act, Honest, Spoiler
from sandbox.oidc.tampering.token_endpoint import given, narrowed, of_body, refusal, without
from sandbox.oidc.tokens.spending import revoke_family
from sandbox.oidc.wire import desk_of, space_of
from sandbox.services.journal import record
from sandbox.services.sessions import digest

_REVOKED = "The refresh token is revoked or expired."
_REUSED = "The refresh token was used before."


def _of_refresh(spoil: Spoiler) -> Spoiler:
    def spoiler(honest: Honest) -> Response | Act | None:
        refreshing = honest.made.grant == RotatingRefreshGrant.GRANT_TYPE
        return spoil(honest) if refreshing and given(honest) is not None else None

    return spoiler


def _ended(words: str, fact: Event) -> Spoiler:
    """Refused, and true: every token of the family is revoked, the new ones as well."""

    def spoiler(honest: Honest) -> Act | None:
        body, client = given(honest), honest.made.client
        if body is None or client is None:
            return None
        if fact is Event.REFRESH_REUSED and not client.rotates_refresh_tokens:
            return None  # a token that does not rotate may come back
        return partial(_end, honest, str(body["access_token"]), words, fact)

    return spoiler


async def _end(honest: Honest, access_token: str, words: str, fact: Event) -> Response:
    desk, space = desk_of(honest.request), space_of(honest.request)
    async with desk.work(space) as (tx, world):
        family = (await tx.need(Token, digest(access_token))).family
        await revoke_family(tx, world, family)
        client_id, trace = honest.made.client_id, honest.made.trace
        await record(
            tx, world, fact, Actor.SYSTEM, subject=family, trace=trace, client_id=client_id
        )
    return refusal(honest, "invalid_grant", words)


def _of_id_token(forge: Forge) -> Spoiler:
    def spoiler(honest: Honest) -> Response | None:
        body, of = given(honest), honest.made.id_token
        draft: Draft | None = forge(drafted(of)) if of is not None else None
        if body is None or draft is None or "id_token" not in body:
            return None
        return told(honest, {**body, "id_token": finished(draft)})

    return spoiler


SPOILERS: dict[str, Spoiler] = {
    name: _of_refresh(spoil)
    for name, spoil in {
        "refresh-revoked": _ended(_REVOKED, Event.TOKEN_REVOKED),
        "refresh-reused": _ended(_REUSED, Event.REFRESH_REUSED),
        "refresh-other-issuer": _of_id_token(lambda d: d.saying(iss=f"{d.claims['iss']}/autre")),
        "refresh-other-subject": _of_id_token(partial(altered, name="sub")),
        "refresh-scope-shrinks": of_body(narrowed),
        "refresh-no-new-id-token": of_body(partial(without, name="id_token")),
    }.items()
}

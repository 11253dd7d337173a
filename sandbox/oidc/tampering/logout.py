"""Logging out: what a return leaves out, and logout tokens that no party may take."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from html import escape
from urllib.parse import urlsplit, urlunsplit

from starlette.responses import Response

from sandbox.oidc.errands import Errand, run
from sandbox.oidc.grants import CodeGrant
from sandbox.oidc.jose.algorithms import DEFAULT_ALG
from sandbox.oidc.jose.keys import signer
from sandbox.oidc.logout.tokens import LogoutToken, logout_token, made_of
from sandbox.oidc.made import Ingredients, Made
from sandbox.oidc.outbound import Unreachable, exchange
from sandbox.oidc.tampering.answers import said
from sandbox.oidc.tampering.drafts import Draft, Forge, drafted, finished
from sandbox.oidc.tampering.id_token import STRANGER, alg_none, altered
from sandbox.oidc.tampering.spoiling import Act, Honest, Spoiler
from sandbox.oidc.wire import desk_of, space_of
from sandbox.services import faults
from sandbox.services.addresses import with_query
from sandbox.services.ports import Tx
from sandbox.world.surroundings import World

ENDPOINT = "logout_token"
"""Where these tokens are struck: no door of ours, but what is sent to a client."""
OTHER_ALG = "ES256"
OTHER_EVENT = "http://schemas.openid.net/event/other"


def _as_it_is(draft: Draft) -> Draft:
    return draft


FORGES: dict[str, Forge] = {
    "logout-token-alg-none": alg_none,
    "logout-token-wrong-alg": _as_it_is,  # signed by another key: see `_resigned`
    "logout-token-wrong-aud": lambda d: d.saying(aud=STRANGER),
    "logout-token-wrong-iss": lambda d: d.saying(iss=f"{d.claims['iss']}/autre"),
    "logout-token-no-event": lambda d: d.without("events"),
    "logout-token-wrong-event": lambda d: d.saying(events={OTHER_EVENT: {}}),
    "logout-token-with-nonce": lambda d: d.saying(nonce="n-of-an-id-token"),
    "logout-token-unknown-sid": partial(altered, name="sid"),
    "logout-token-sent-twice": _as_it_is,
}
"""By the id of the fault; minting spoils a logout token by the same functions."""
TWICE = "logout-token-sent-twice"


async def spoilt(tx: Tx, world: World, of: Ingredients, fault: str) -> LogoutToken:
    """The token with the defect of a fault; raises `KeyMissing` for `errands`."""
    if fault == "logout-token-wrong-alg":
        of = await _resigned(tx, world, of)
    draft = FORGES[fault](drafted(of))
    if draft is None:
        raise RuntimeError("A logout token has all that its faults spoil.")
    return LogoutToken(
        finished(draft), draft.header, draft.claims, times=2 if fault == TWICE else 1
    )


async def _resigned(tx: Tx, world: World, of: Ingredients) -> Ingredients:
    """Signed by a published key of an algorithm that the client did not register."""
    alg = OTHER_ALG if of.client.id_token_alg != OTHER_ALG else DEFAULT_ALG
    return replace(of, signer=await signer(tx, alg, world.instant))


async def struck(tx: Tx, world: World, of: Ingredients, trace: str) -> LogoutToken:
    """The token to be sent: honest first, then spoilt by at most one armed fault."""
    honest, client_id = made_of(of), of.client.client_id
    for armed in await faults.waiting(tx, ENDPOINT, client_id, trace):
        wrong = await spoilt(tx, world, of, armed.fault)
        if await faults.strike(
            tx, world, armed, endpoint=ENDPOINT, client_id=client_id, trace=trace
        ):
            return wrong
    return honest


def _returning(change: Callable[[str], str]) -> Spoiler:
    """Returns with another `state`, by redirection or by the link of the last page."""

    def spoiler(honest: Honest) -> Response | None:
        uri = honest.made.farewell_uri
        there = change(uri)
        if there == uri:
            return None
        body = bytes(honest.response.body)
        response = said(honest, body.replace(escape(uri).encode(), escape(there).encode()), "")
        if "location" in response.headers:
            response.headers["location"] = there
        return response

    return spoiler


def _without_state(uri: str) -> str:
    parts = urlsplit(uri)
    kept = [pair for pair in parts.query.split("&") if not pair.startswith("state=")]
    return urlunsplit(parts._replace(query="&".join(kept)))


def _other_state(uri: str) -> str:
    bare = _without_state(uri)
    return bare if bare == uri else with_query(bare, {"state": "of-another-request"})


def _before_session(honest: Honest) -> Act | None:
    """A logout token for the very session that the answer about to leave tells of."""
    noted = honest.made
    if noted.id_token is None or noted.grant != CodeGrant.GRANT_TYPE:
        return None
    if not noted.id_token.client.backchannel_logout_uri:
        return None
    return partial(_send_ahead, honest, noted, noted.id_token)


async def _send_ahead(honest: Honest, noted: Made, of: Ingredients) -> Response:
    desk, space = desk_of(honest.request), space_of(honest.request)

    async def attempt(errand: Errand) -> LogoutToken:
        async with desk.look(space) as (tx, world):
            return made_of(
                await logout_token(
                    tx,
                    world,
                    errand,
                    issuer=desk.site.issuer(space),
                    client=of.client,
                    account_id=noted.account_id,
                    sid=of.claims["sid"],
                )
            )

    token, reach = await run(honest.request, attempt), honest.request.app.state.documents.reach
    try:
        form = {"logout_token": token.text}
        await exchange("POST", of.client.backchannel_logout_uri, reach, form=form)
    except Unreachable:
        pass  # nobody listens: the answer leaves all the same
    return honest.response


SPOILERS: dict[str, Spoiler] = {
    "logout-return-without-state": _returning(_without_state),
    "logout-return-other-state": _returning(_other_state),
    "logout-token-before-session": _before_session,
}

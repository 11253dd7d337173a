"""What clients ask directly: tokens, what a token is worth, to revoke it, to let a device in.

Each step is one transaction. A refusal that must leave something written (the reuse of a code
revokes what it produced) is a value until the transaction is over, and is raised after it.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from sandbox.domain.events import Event
from sandbox.domain.provider import TokenKind
from sandbox.domain.terms import Actor
from sandbox.oidc.assertions import audiences, proven
from sandbox.oidc.authorization import par
from sandbox.oidc.bridge import Answer, ProtocolRequest, Provider, guarded
from sandbox.oidc.clients import RelyingParty
from sandbox.oidc.credentials import Credentials, read_credentials
from sandbox.oidc.errands import Errand, run
from sandbox.oidc.fapi import shortcoming
from sandbox.oidc.grants import (
    CodeGrant,
    DeviceRequests,
    ExchangeGrant,
    PollingGrant,
    RotatingRefreshGrant,
    ServiceGrant,
)
from sandbox.oidc.made import made
from sandbox.oidc.possession import binding as possession
from sandbox.oidc.protected.claims import Bearer
from sandbox.oidc.refusals import WAITING, Refusal, invalid_client
from sandbox.oidc.teaching import call_of
from sandbox.oidc.tokens.exchange import Exchange, Presented, load
from sandbox.oidc.tokens.spending import (
    flush,
    note_poll,
    revoke_derived,
    revoke_family,
    revoke_reused,
)
from sandbox.oidc.wire import body_form, desk_of, fresh_json, space_of
from sandbox.services import devices
from sandbox.services.journal import record
from sandbox.services.ports import Tx

_Work = Callable[[Tx, Exchange, ProtocolRequest], Awaitable[Answer | Refusal]]


async def token(request: Request) -> Response:
    """POST: tokens, by the grant that `grant_type` names (RFC 6749 section 3.2)."""
    answer = await _run(request, _presented_for_tokens, _redeem, by_proof=True)
    return fresh_json(answer.body, answer.status)


async def introspect(request: Request) -> Response:
    """POST: what a token is worth now (RFC 7662)."""
    answer = await _run(request, _presented_token, _introspect)
    return fresh_json(answer.body, answer.status)


async def revoke(request: Request) -> Response:
    """POST: give up a token (RFC 7009); an unknown one is already given up."""
    answer = await _run(request, _presented_token, _revoke)
    return fresh_json(answer.body, answer.status)


async def push(request: Request) -> Response:
    """POST: an authorization request sent ahead of the browser (RFC 9126)."""
    answer = await _run(request, lambda _: Presented(), par.push, by_proof=True)
    return fresh_json(answer.body, answer.status)


async def authorize_device(request: Request) -> Response:
    """POST: codes for a device without a browser (RFC 8628 section 3.1)."""
    answer = await _run(request, lambda _: Presented(), _ask_for_device)
    return fresh_json(answer.body, answer.status)


def _presented_for_tokens(params: dict[str, str]) -> Presented:
    """Only what the grant reads: a stray parameter of another grant is not looked up."""
    match params.get("grant_type"):
        case CodeGrant.GRANT_TYPE:
            return Presented(code=params.get("code", ""))
        case RotatingRefreshGrant.GRANT_TYPE:
            return Presented(token=params.get("refresh_token", ""))
        case PollingGrant.GRANT_TYPE:
            return Presented(device=params.get("device_code", ""))
        case ExchangeGrant.GRANT_TYPE:
            return Presented(
                subject=params.get("subject_token", ""), actor=params.get("actor_token", "")
            )
        case ServiceGrant.GRANT_TYPE:
            return Presented(itself=True)
    return Presented()


def _presented_token(params: dict[str, str]) -> Presented:
    return Presented(token=params.get("token", ""))


async def _run(
    request: Request,
    presented: Callable[[dict[str, str]], Presented],
    work: _Work,
    *,
    by_proof: bool = False,
) -> Answer:
    """Read the request, load its rows, run Authlib, write; raises `Refusal` when all is written.

    `by_proof`: a DPoP proof is looked at.
    """
    form = await body_form(request)
    params = form.once()
    credentials = read_credentials(request.headers, params)
    desk, space = desk_of(request), space_of(request)
    named = audiences(
        desk.site, space, request.scope["path"].removeprefix(request.scope["root_path"])
    )
    trace, noted = "", made(request)
    noted.client_id, noted.grant = credentials.client_id, params.get("grant_type", "")

    async def attempt(errand: Errand) -> Answer | Refusal:
        nonlocal trace
        async with desk.work(space) as (tx, world):
            issuer = desk.site.issuer(space)
            rows = await load(tx, world, issuer, credentials.client_id, presented(params))
            trace, rows.errand = rows.trace, errand
            rows.call = {**call_of(request), "authentication": credentials.method}
            known = await proven(tx, world, errand, rows.client, credentials, named)
            if isinstance(known, Refusal):
                return known
            key = await possession.shown(request, tx, world, rows.client) if by_proof else ""
            if isinstance(key, Refusal):
                return key
            rows.jkt = key
            if rows.client is not None and (unfit := shortcoming(rows.client)):
                return unfit
            protocol_request = ProtocolRequest("POST", params, known, form)
            outcome = await work(tx, rows, protocol_request)
            if isinstance(outcome, Refusal) and outcome.error == "invalid_client":
                return _explained(rows.client, credentials, outcome)
            noted.trace, noted.client, noted.id_token = rows.trace, rows.client, rows.id_token
            if isinstance(rows.bearer, Bearer):
                noted.account_id, mandate = rows.bearer.account.id, rows.bearer.position.mandate
                noted.mandate_id = mandate.id if mandate else ""
            return outcome

    outcome = await run(request, attempt)
    if isinstance(outcome, Refusal):
        outcome.client_id, outcome.trace = credentials.client_id, trace
        raise outcome
    return outcome


def _explained(client: RelyingParty | None, shown: Credentials, refusal: Refusal) -> Refusal:
    """Why the client was not recognised; what is wrong with the secret itself is never said."""
    if client is None:
        hint = "No client of this id is registered in this space."
    elif shown.method != client.auth_method:
        hint = f"The client authenticated by {shown.method}; it is registered otherwise."
        told = invalid_client(refusal.description, hint, "RFC 7591 section 2")
        told.sent = {"token_endpoint_auth_method": shown.method}
        told.expected = {"token_endpoint_auth_method": client.auth_method}
        return told
    elif client.public:
        hint = "A public client holds no secret; this endpoint asks for one."
    else:
        hint = "The secret is not the one registered."
    return invalid_client(refusal.description, hint, "RFC 6749 section 2.3")


def _caught(run: Callable[[], Answer]) -> Answer | Refusal:
    try:
        return guarded(run)
    except Refusal as refusal:
        return refusal


async def _redeem(tx: Tx, rows: Exchange, request: ProtocolRequest) -> Answer | Refusal:
    answer = _caught(lambda: Provider(rows).create_token_response(request))
    if isinstance(answer, Refusal):
        if rows.reused:
            await revoke_reused(tx, rows)
        await note_poll(tx, rows)
        if answer.error == WAITING:  # no mistake of anybody: not worth a line in the journal
            return Answer(answer.status, answer.body())
        return answer
    return possession.bound(rows) or await flush(tx, rows) or answer


async def _ask_for_device(tx: Tx, rows: Exchange, request: ProtocolRequest) -> Answer | Refusal:
    rows.user_code = await devices.free_user_code(tx, rows.world)
    endpoint = DeviceRequests.ENDPOINT_NAME
    answer = _caught(lambda: Provider(rows).create_endpoint_response(endpoint, request))
    if isinstance(answer, Answer):
        await devices.open_grant(tx, rows.world, **rows.asked_by_device, call=rows.call)
    return answer


async def _introspect(tx: Tx, rows: Exchange, request: ProtocolRequest) -> Answer | Refusal:
    answer = _caught(lambda: Provider(rows).create_endpoint_response("introspection", request))
    if isinstance(answer, Answer):
        await _note(tx, rows, Event.TOKEN_INTROSPECTED, active=answer.body["active"])
    return answer


async def _revoke(tx: Tx, rows: Exchange, request: ProtocolRequest) -> Answer | Refusal:
    answer = _caught(lambda: Provider(rows).create_endpoint_response("revocation", request))
    if isinstance(answer, Refusal):
        return answer
    for row in rows.revoked:
        if row.kind is TokenKind.REFRESH:
            await revoke_family(tx, rows.world, row.family)
        elif row.revoked_at is None:
            await revoke_derived(tx, rows.world, row)
        await _note(tx, rows, Event.TOKEN_REVOKED, kind=row.kind.value)
    return answer


async def _note(tx: Tx, rows: Exchange, event: Event, **data: Any) -> None:
    client_id = rows.client.client_id if rows.client else ""
    family = rows.token.family if rows.token and rows.token.client_id == client_id else ""
    await record(
        tx,
        rows.world,
        event,
        Actor.CLIENT,
        subject=family,
        trace=rows.trace,
        client_id=client_id,
        **rows.call,
        **data,
    )

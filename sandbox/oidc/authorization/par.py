"""Pushing an authorization request (RFC 9126 section 2): judged as if a browser brought it."""

from sandbox.oidc.authorization.asked import RefusedAuthorization, read_asked
from sandbox.oidc.authorization.pushed import LIFE, keep
from sandbox.oidc.authorization.requested import unfolded
from sandbox.oidc.bridge import Answer, ProtocolRequest, Provider, guarded
from sandbox.oidc.possession.binding import pushed_key
from sandbox.oidc.profile import CLIENT_AUTH_METHODS
from sandbox.oidc.refusals import Refusal, invalid_request
from sandbox.oidc.tokens.exchange import Exchange
from sandbox.oidc.wire import Form
from sandbox.services.ports import Tx

_OF_THE_CLIENT = frozenset({"client_secret", "client_assertion", "client_assertion_type"})
"""Parameters that authenticate the client and are not of the request."""


async def push(tx: Tx, rows: Exchange, request: ProtocolRequest) -> Answer | Refusal:
    """A `request_uri` for a request that the authorization endpoint would take.

    A refusal is a value: what the client authenticated with is spent either way.
    """
    try:
        client = guarded(
            lambda: Provider(rows).authenticate_client(request, CLIENT_AUTH_METHODS, "par")
        )
        form = Form.of([pair for pair in request.sent.pairs if pair[0] not in _OF_THE_CLIENT])
        if "request_uri" in form.values:
            raise invalid_request(
                "request_uri may not be pushed.",
                "Push the parameters themselves, or a request object in request.",
                "RFC 9126 section 2.1",
            )
        if rows.errand is None:
            raise RuntimeError("Whoever runs this has an errand.")
        if "request" in form.values and "client_id" not in form.values:
            form = Form.of([*form.pairs, ("client_id", client.client_id)])
        form = unfolded(rows.world, rows.errand, rows.issuer, client, form, pushed=True)
        asked = await read_asked(tx, rows.world, rows.issuer, form, "POST")
        params = asked.params | pushed_key(rows.jkt, asked.params)
    except Refusal as refusal:
        return refusal
    except RefusedAuthorization as refused:
        return refused.refusal
    rows.trace = rows.world.chance.handle("trc")
    uri = await keep(tx, rows.world, client, params, trace=rows.trace, call=rows.call)
    return Answer(201, {"request_uri": uri, "expires_in": int(LIFE.total_seconds())})

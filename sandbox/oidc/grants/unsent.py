"""The grant behind tokens that are minted: a code that no sign-in led to and nobody is sent."""

from sandbox.domain.errors import BadInput, NotAllowed
from sandbox.domain.model import Account
from sandbox.domain.provider import AuthorizationCode
from sandbox.oidc.clients import RelyingParty
from sandbox.oidc.grants.code import CodeGrant
from sandbox.oidc.grants.device import PollingGrant
from sandbox.oidc.grants.scopes import scopes_of
from sandbox.oidc.tokens.resources import AUDIENCE
from sandbox.services.minting import Order
from sandbox.services.standing import Position
from sandbox.world.surroundings import World


def granted_scope(client: RelyingParty, order: Order) -> str:
    """The scope that the client would have been granted for a person.

    Raises `NotAllowed` for a client at which nobody signs in, `BadInput` for a scope that it may
    not ask for, or without the key that it has to prove.
    """
    if not any(map(client.check_grant_type, (CodeGrant.GRANT_TYPE, PollingGrant.GRANT_TYPE))):
        raise NotAllowed(
            "client-speaks-for-nobody",
            "error.payload_refused",
            hint="This client is registered for no grant by which a person signs in.",
            cite="RFC 6749 section 4.4",
        )
    if client.must_prove_possession and not order.dpop_jkt:
        raise BadInput(
            "dpop-jkt-needed",
            "error.payload_refused",
            hint="The access tokens of this client are bound to a key: send dpop_jkt, the "
            "thumbprint of the one that the proofs will be made with.",
            cite="RFC 9449 section 6.1",
        )
    granted = client.get_allowed_scope(order.scope)
    if granted is None:
        raise BadInput(
            "scope-unknown",
            "error.payload_refused",
            hint="This client may not ask for that scope. It may ask for: "
            f"{' '.join(scopes_of(client.row))}.",
            cite="RFC 6749 section 3.3",
        )
    return granted


def unsent(
    world: World,
    account: Account,
    held: Position,
    order: Order,
    scope: str,
    audience: tuple[str, ...],
) -> AuthorizationCode:
    """The code that a sign-in would have led to; it is never kept, nor sent to anybody.

    Raises `BadInput` for a sign-in that is yet to come.
    """
    auth_time = order.auth_time or world.instant
    if auth_time > world.instant:
        raise BadInput(
            "auth-time-to-come",
            "error.payload_refused",
            hint="auth_time is a moment that has passed by the protocol hand.",
            cite="OpenID Connect Core section 2",
        )
    return AuthorizationCode(
        code_hash="",
        client_id=order.client_id,
        account_id=account.id,
        organisation_id=held.organisation.id,
        session_id="",  # no browser holds one
        redirect_uri="",
        scope=scope,
        nonce=order.nonce,
        code_challenge="",
        auth_time=auth_time,
        issued_at=world.instant,
        expires_at=world.instant,
        family=world.chance.handle("fam"),
        params={
            "acr": order.acr.value,
            "amr": list(order.acr.methods),
            "sid": world.chance.handle("sid"),
            AUDIENCE: list(audience),
        },
    )

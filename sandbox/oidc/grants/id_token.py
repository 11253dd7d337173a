"""The ID token that goes with the tokens of a person (Core sections 3.1.3.3 and 12.2)."""

from functools import partial
from typing import TYPE_CHECKING, Any

from authlib.oidc.core.grants import OpenIDToken

from sandbox.domain.provider import AuthorizationCode, DeviceGrant, Token
from sandbox.oidc.authorization.claims_request import asked_singly
from sandbox.oidc.grants.device import HeldDevice
from sandbox.oidc.grants.held import Held, bearer
from sandbox.oidc.jose.minting import half_hash, id_token_claims
from sandbox.oidc.jose.sealing import locked, sealed
from sandbox.oidc.made import Ingredients
from sandbox.oidc.protected.claims import ID_TOKEN, said
from sandbox.oidc.tokens.exchange import Exchange

if TYPE_CHECKING:
    from sandbox.oidc.bridge import ProtocolRequest


class IdTokenIssue(OpenIDToken):  # type: ignore[misc]
    """Adds the ID token to an answer whose scope has `openid`."""

    def encode_id_token(self, token: dict[str, Any], request: "ProtocolRequest") -> str:
        """Ours whole: Authlib reads the machine's clock and loses `auth_time` on a refresh."""
        held: Held | HeldDevice = (
            request.refresh_token or request.authorization_code or request.credential
        )
        return id_token_for(held.exchange, held.row, token["access_token"], token["scope"])


def id_token_for(
    exchange: Exchange,
    row: AuthorizationCode | DeviceGrant | Token,
    access_token: str,
    scope: str,
) -> str:
    """The ID token that goes with an access token of this scope, drawn from the grant `row`.

    What it is made of is left in `exchange.id_token`.
    """
    client, errand, signer = exchange.client, exchange.errand, exchange.signer
    if signer is None or row.auth_time is None or client is None or errand is None:
        raise RuntimeError("An ID token needs a key, a client and a sign-in.")
    speaks_for = bearer(exchange)
    claims = id_token_claims(
        issuer=exchange.issuer,
        subject=speaks_for.subject,
        client_id=row.client_id,
        instant=exchange.world.instant,
        auth_time=row.auth_time,
        authentication=row.params,
        nonce=row.nonce if isinstance(row, AuthorizationCode) else "",  # Core section 12.2
        at_hash=half_hash(access_token, signer.alg),
        more=said(speaks_for, scope.split(), ID_TOKEN, asked_singly(row, ID_TOKEN)),
    )
    exchange.id_token = Ingredients(
        claims, signer, client, partial(locked, errand, client, ID_TOKEN)
    )
    return sealed(exchange.id_token)

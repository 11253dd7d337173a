"""The ID token that goes with the tokens of a person (Core sections 3.1.3.3 and 12.2)."""

from typing import TYPE_CHECKING, Any

from authlib.oidc.core.grants import OpenIDToken

from sandbox.domain.provider import AuthorizationCode
from sandbox.oidc.authorization.claims_request import asked_singly
from sandbox.oidc.grants.device import HeldDevice
from sandbox.oidc.grants.held import Held, bearer
from sandbox.oidc.jose.minting import half_hash, id_token_claims, signed
from sandbox.oidc.jose.sealing import locked
from sandbox.oidc.made import Ingredients
from sandbox.oidc.protected.claims import ID_TOKEN, said

if TYPE_CHECKING:
    from sandbox.oidc.bridge import ProtocolRequest


class IdTokenIssue(OpenIDToken):  # type: ignore[misc]
    """Adds the ID token to an answer whose scope has `openid`."""

    def encode_id_token(self, token: dict[str, Any], request: "ProtocolRequest") -> str:
        """Ours whole: Authlib reads the machine's clock and loses `auth_time` on a refresh."""
        held: Held | HeldDevice = (
            request.refresh_token or request.authorization_code or request.credential
        )
        exchange, row = held.exchange, held.row
        client, errand = exchange.client, exchange.errand
        if exchange.signer is None or row.auth_time is None or client is None or errand is None:
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
            at_hash=half_hash(token["access_token"], exchange.signer.alg),
            more=said(speaks_for, token["scope"].split(), ID_TOKEN, asked_singly(row, ID_TOKEN)),
        )
        exchange.id_token = Ingredients(claims, exchange.signer, client)
        return locked(errand, client, ID_TOKEN, signed(exchange.signer, claims))

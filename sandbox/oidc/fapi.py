"""The FAPI 2.0 Security Profile, demanded of a client by `security_profile: fapi2`.

What it demands is done where the thing itself is done, by the questions of `RelyingParty`:

- requests are pushed (`requested`) and codes need PKCE (`proof`);
- tokens are bound to a key (`possession`), refresh tokens do not rotate (`spending`);
- assertions name the issuer alone (`assertions`); whatever is signed, by either side, is signed
  with PS256, ES256 or EdDSA (`assertions`, `request_objects`, `possession`, `clients`).

Here is only whether a registration can meet it at all: one that came with a seed, or was changed by
hand, is told what it lacks when it is used.
"""

from urllib.parse import urlsplit

from sandbox.oidc.clients import RelyingParty
from sandbox.oidc.jose.algorithms import HIGH_ASSURANCE
from sandbox.oidc.refusals import Refusal
from sandbox.services.hosts import is_loopback

_SECTION = "FAPI 2.0 Security Profile section"


def shortcoming(client: RelyingParty) -> Refusal | None:
    """What keeps the registration of a client under the profile from meeting it; None if nothing
    does, or if the profile is not demanded.
    """
    if not client.high_assurance:
        return None
    if client.auth_method != "private_key_jwt":
        return _refused(
            f"{_SECTION} 5.3.2.1",
            token_endpoint_auth_method=(client.auth_method, "private_key_jwt"),
        )
    if not client.jwks and not client.jwks_uri:
        return _refused(f"{_SECTION} 5.3.2.1", jwks=("", "the public keys of the client"))
    for member, alg in _signatures(client).items():
        if alg and alg not in HIGH_ASSURANCE:
            return _refused(f"{_SECTION} 5.4.1", **{member: (alg, " ".join(HIGH_ASSURANCE))})
    for uri in client.redirect_uris:
        parts = urlsplit(uri)
        if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
            return _refused(f"{_SECTION} 5.3.2.2", redirect_uris=(uri, "https, or loopback"))
    return None


def _signatures(client: RelyingParty) -> dict[str, str]:
    """Every algorithm of JWS that the registration names, by member."""
    return {
        "id_token_signed_response_alg": client.id_token_alg,
        "userinfo_signed_response_alg": client.userinfo_alg,
        "authorization_signed_response_alg": client.response_alg,
        "token_endpoint_auth_signing_alg": client.assertion_alg,
        "request_object_signing_alg": client.request_object_alg,
    }


def _refused(cite: str, **members: tuple[str, str]) -> Refusal:
    refusal = Refusal(
        "unauthorized_client",
        "The registration of the client does not meet the FAPI 2.0 Security Profile.",
        f"Correct {', '.join(members)}, or leave security_profile out of the registration.",
        cite,
    )
    refusal.sent = {name: sent for name, (sent, _) in members.items() if sent}
    refusal.expected = {name: expected for name, (_, expected) in members.items()}
    return refusal

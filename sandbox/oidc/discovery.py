"""Metadata of the provider (Discovery 1.0 section 3, RFC 8414) and its public keys (RFC 7517)."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.domain.assurance import Assurance
from sandbox.domain.provider import Client
from sandbox.oidc import profile
from sandbox.oidc.authorization.request_objects import UNSIGNED
from sandbox.oidc.authorization.response_modes import RESPONSE_MODES
from sandbox.oidc.bridge import GRANTS
from sandbox.oidc.clients import RelyingParty
from sandbox.oidc.errands import Errand, run
from sandbox.oidc.jose.algorithms import (
    ASYMMETRIC,
    DEFAULT_ALG,
    ENCRYPTION_ALGS,
    ENCRYPTION_ENCS,
    SIGNING,
    SYMMETRIC,
)
from sandbox.oidc.jose.keys import public_jwk, published, signer
from sandbox.oidc.protected.claims import SCOPES, supported
from sandbox.oidc.wire import desk_of, space_of
from sandbox.services.site import Site

_CACHED = {"Cache-Control": f"public, max-age={int(profile.JWKS_AGE.total_seconds())}"}

_ASSERTION_ALGS = tuple(
    f"{endpoint}_endpoint_auth_signing_alg_values_supported"
    for endpoint in ("token", "introspection", "revocation")
)


def metadata(site: Site, space_id: str, host: str = "") -> dict[str, Any]:
    """The discovery document of a space, from what is registered.

    `host` is where it was asked for: at the back-channel base, the endpoints that back ends call
    are named under it, and those that browsers visit under the issuer as ever.
    """

    def at(path: str) -> str:
        return site.url(space_id, path)

    def called(path: str) -> str:
        return site.backchannel_url(space_id, path, host)

    return {
        "issuer": site.issuer(space_id),
        "authorization_endpoint": at(profile.AUTHORIZE),
        "token_endpoint": called(profile.TOKEN),
        "userinfo_endpoint": called(profile.USERINFO),
        "jwks_uri": called(profile.JWKS),
        "registration_endpoint": called(profile.REGISTER),
        "end_session_endpoint": at(profile.LOGOUT),
        "pushed_authorization_request_endpoint": called(profile.PUSH),
        "device_authorization_endpoint": called(profile.DEVICE_AUTHORIZATION),
        "introspection_endpoint": called(profile.INTROSPECT),
        "revocation_endpoint": called(profile.REVOKE),
        "scopes_supported": list(SCOPES),
        "response_types_supported": list(profile.RESPONSE_TYPES),
        "response_modes_supported": list(RESPONSE_MODES),
        "grant_types_supported": [grant.GRANT_TYPE for grant in GRANTS],
        "acr_values_supported": list(Assurance),
        "subject_types_supported": ["pairwise", "public"],
        "id_token_signing_alg_values_supported": list(SIGNING),
        "id_token_encryption_alg_values_supported": list(ENCRYPTION_ALGS),
        "id_token_encryption_enc_values_supported": list(ENCRYPTION_ENCS),
        "userinfo_signing_alg_values_supported": list(SIGNING),
        "userinfo_encryption_alg_values_supported": list(ENCRYPTION_ALGS),
        "userinfo_encryption_enc_values_supported": list(ENCRYPTION_ENCS),
        "token_endpoint_auth_methods_supported": list(profile.CLIENT_AUTH_METHODS),
        "introspection_endpoint_auth_methods_supported": list(profile.CONFIDENTIAL_METHODS),
        "revocation_endpoint_auth_methods_supported": list(profile.CLIENT_AUTH_METHODS),
        **{name: list(SIGNING) for name in _ASSERTION_ALGS},
        "dpop_signing_alg_values_supported": list(ASYMMETRIC),
        "code_challenge_methods_supported": list(profile.CHALLENGE_METHODS),
        "prompt_values_supported": list(profile.PROMPTS),
        "display_values_supported": list(profile.DISPLAYS),
        "claim_types_supported": ["normal"],
        "claims_supported": supported(),
        "ui_locales_supported": ["fr-CA", "en-CA"],
        "claims_parameter_supported": True,
        "request_parameter_supported": True,
        "request_uri_parameter_supported": True,
        "require_request_uri_registration": True,
        "request_object_signing_alg_values_supported": [UNSIGNED, *SIGNING],
        "require_pushed_authorization_requests": False,  # of some clients it is
        "authorization_signing_alg_values_supported": list(SIGNING),
        "authorization_encryption_alg_values_supported": list(ENCRYPTION_ALGS),
        "authorization_encryption_enc_values_supported": list(ENCRYPTION_ENCS),
        "authorization_response_iss_parameter_supported": True,
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
        "frontchannel_logout_supported": True,
        "frontchannel_logout_session_supported": True,
    }


async def configuration(request: Request) -> Response:
    """GET: the discovery document."""
    site, host = desk_of(request).site, request.headers.get("host", "")
    return JSONResponse(metadata(site, space_of(request), host), headers=_CACHED)


async def jwks(request: Request) -> Response:
    """GET: public keys; those that registered clients need are there before they are used."""
    desk, space = desk_of(request), space_of(request)

    async def attempt(_: Errand) -> list[dict[str, Any]]:
        async with desk.look(space) as (tx, world):
            clients = [RelyingParty(row) for row in await tx.find(Client)]
            wanted = {DEFAULT_ALG, *(alg for client in clients for alg in client.signing_algs)}
            for alg in sorted(wanted - set(SYMMETRIC)):
                await signer(tx, alg, world.instant)
            return [public_jwk(row) for row in await published(tx, world.instant)]

    keys = await run(request, attempt)
    return JSONResponse({"keys": keys}, headers=_CACHED, media_type="application/jwk-set+json")

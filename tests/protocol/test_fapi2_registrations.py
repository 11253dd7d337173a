"""FAPI 2.0 Security Profile: a registration that cannot meet it is refused wherever it is used."""

from typing import Any

import pytest

from sandbox.domain.events import Event
from sandbox.oidc.clients import RelyingParty
from sandbox.oidc.fapi import shortcoming
from tests.protocol.assured import Assured, assured_client
from tests.protocol.cast import CALLBACK
from tests.protocol.house import House, basic
from tests.protocol.registering import ask
from tests.protocol.signers import enrol, key_set

SECRET = "un-secret-de-plus-de-trente-deux-octets"
MISFITS: dict[str, dict[str, Any]] = {
    "token_endpoint_auth_method": {"token_endpoint_auth_method": "client_secret_jwt"},
    "jwks": {"jwks": {}},
    "id_token_signed_response_alg": {"id_token_signed_response_alg": "RS256"},
    "userinfo_signed_response_alg": {"userinfo_signed_response_alg": "RS256"},
    "authorization_signed_response_alg": {"authorization_signed_response_alg": "RS256"},
    "token_endpoint_auth_signing_alg": {"token_endpoint_auth_signing_alg": "RS256"},
    "request_object_signing_alg": {"request_object_signing_alg": "none"},
    "redirect_uris": {"redirect_uris": [CALLBACK, "http://client.example/cb"]},
}


@pytest.mark.parametrize("member", MISFITS)
def test_each_thing_that_it_lacks_is_named(member: str) -> None:
    """The refusal says which member is wrong, what it is and what it should be."""
    refusal = shortcoming(RelyingParty(assured_client(**MISFITS[member])))
    assert refusal is not None
    assert refusal.error == "unauthorized_client"
    assert set(refusal.expected) == {member}
    assert member in refusal.hint
    assert refusal.cite.startswith("FAPI 2.0 Security Profile section 5.")


@pytest.mark.parametrize(
    "metadata",
    [
        {},
        {"redirect_uris": ["https://client.example/cb", "http://localhost:8402/cb"]},
        {"redirect_uris": ["ca.exemple.garderie:/cb"]},
        {"jwks": None, "jwks_uri": "https://client.example/jwks"},
        {"id_token_signed_response_alg": None, "authorization_signed_response_alg": None},
        {"security_profile": "", "token_endpoint_auth_method": "none", "jwks": {}},
    ],
)
def test_what_meets_it_lacks_nothing(metadata: dict[str, Any]) -> None:
    """Defaults are strong ones, loopback may be plain http, others are not held to it."""
    assert shortcoming(RelyingParty(assured_client(**metadata))) is None


@pytest.mark.parametrize("path", ["par", "token"])
async def test_a_misfit_is_refused_where_it_is_used(house: House, path: str) -> None:
    """The client is told at once and on the wire; the journal says what to correct."""
    await enrol(house, assured_client(id_token_signed_response_alg="RS256"))
    one = Assured(house)
    refused = await (one.push() if path == "par" else one.redeem("x"))
    assert (refused.status_code, refused.json()["error"]) == (400, "unauthorized_client")
    found = Event.AUTHORIZATION_REFUSED if path == "par" else Event.TOKEN_REFUSED
    (fact,) = await house.journal(found)
    assert fact.data["sent"]["id_token_signed_response_alg"] == "RS256"
    assert fact.data["expected"] == {"id_token_signed_response_alg": "PS256 ES256 EdDSA Ed25519"}


async def test_a_secret_opens_nothing(house: House) -> None:
    """A client under the profile that was left with a secret method is refused as well."""
    method = {"token_endpoint_auth_method": "client_secret_basic"}
    await enrol(house, assured_client("assured", SECRET, **method))
    sent = {"grant_type": "authorization_code", "code": "x", "redirect_uri": CALLBACK}
    headers = basic("assured", SECRET)
    refused = await house.http.post("/oidc/token", data=sent, headers=headers)
    assert (refused.status_code, refused.json()["error"]) == (400, "unauthorized_client")


async def test_registration_gives_and_demands_what_is_needed(house: House) -> None:
    """One that registers itself under the profile gets strong defaults, or is refused."""
    keys = key_set("ec")
    made = (await ask(house, security_profile="fapi2", jwks=keys)).json()
    assert made["token_endpoint_auth_method"] == "private_key_jwt"
    assert made["id_token_signed_response_alg"] == "PS256"
    misfits: tuple[dict[str, Any], ...] = (
        {},
        {"jwks": keys, "token_endpoint_auth_method": "none"},
        {"jwks": keys, "id_token_signed_response_alg": "HS256"},
    )
    for members in misfits:
        refused = await ask(house, security_profile="fapi2", **members)
        assert (refused.status_code, refused.json()["error"]) == (400, "invalid_client_metadata")

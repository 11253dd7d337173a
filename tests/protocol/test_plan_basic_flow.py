"""Certification plan Basic: the code flow itself and the userinfo endpoint."""

import math
from collections import Counter

from tests.protocol import suite_checks as check
from tests.protocol.house import S256, VERIFIER
from tests.protocol.person import SIGN_IN
from tests.protocol.suite import Suite

_BITS = 96
"""The least that a code may hold by measure, of the 128 that it should."""


def _measured_bits(text: str) -> float:
    """Shannon's entropy of a text by the frequency of its characters."""
    shares = [count / len(text) for count in Counter(text).values()]
    return -sum(share * math.log2(share) for share in shares) * len(text)


async def test_oidcc_server(suite: Suite) -> None:
    """The code is long and unguessable, the ID token is whole, and it does not tell the name."""
    party = await suite.client()
    grant = await party.sign_in(suite.person())
    code = grant.answer.params["code"]
    assert len(code) * 8 >= 128
    assert _measured_bits(code) >= _BITS
    assert not {"name", "given_name", "family_name", "email"} & set(grant.claims)
    check.standard(grant.claims)


async def test_oidcc_server_client_secret_post(suite: Suite) -> None:
    """The same flow succeeds with the secret in the form."""
    party = await suite.client(token_endpoint_auth_method="client_secret_post")
    await party.sign_in(suite.person())


async def test_oidcc_response_type_missing(suite: Suite) -> None:
    """Without response_type the client is told so, with its state."""
    party = await suite.client()
    answer = await party.ask(suite.person(), response_type="")
    check.refused(answer.params, "invalid_request", "unsupported_response_type")
    assert answer.pages == ()


async def test_oidcc_userinfo_get(suite: Suite) -> None:
    """Userinfo answers a GET with a bearer header."""
    party = await suite.client()
    grant = await party.sign_in(suite.person())
    check.userinfo(await party.userinfo(grant), grant.claims["sub"])


async def test_oidcc_userinfo_post_header(suite: Suite) -> None:
    """Userinfo answers a POST with a bearer header."""
    party = await suite.client()
    grant = await party.sign_in(suite.person())
    check.userinfo(await party.userinfo(grant, "POST"), grant.claims["sub"])


async def test_oidcc_userinfo_post_body(suite: Suite) -> None:
    """Userinfo answers a POST with the token as a form field."""
    party = await suite.client()
    grant = await party.sign_in(suite.person())
    sent = {"access_token": grant.tokens["access_token"]}
    response = await suite.house.http.post(await suite.at("userinfo_endpoint"), data=sent)
    check.userinfo(response, grant.claims["sub"])


async def test_oidcc_ensure_request_without_nonce_succeeds_for_code_flow(suite: Suite) -> None:
    """A request without nonce receives a code, and the ID token has none either."""
    party = await suite.client()
    answer = await party.ask(suite.person(), nonce="")
    assert answer.params["code"]
    await party.redeem(answer)


async def test_oidcc_alternate_happy_flow(suite: Suite) -> None:
    """Neither the order of the scopes nor that of the parameters means anything."""
    party = await suite.client()
    sent = party.request(scope="email openid")
    sent = dict(reversed(sent.items()))
    grant = await party.redeem(party.received(await party.send(suite.person(), sent)))
    found = check.userinfo(await party.userinfo(grant), grant.claims["sub"])
    assert {"email", "email_verified"} <= set(found)


async def test_oidcc_ensure_post_request_succeeds(suite: Suite) -> None:
    """An authorization request may come as a form by POST."""
    party = await suite.client()
    answer = await party.send(suite.person(), party.request(), "POST")
    assert answer.pages[0] == SIGN_IN
    await party.redeem(party.received(answer))


async def test_oidcc_ensure_request_with_valid_pkce_succeeds(suite: Suite) -> None:
    """A confidential client may send PKCE of its own accord."""
    party = await suite.client()
    answer = await party.ask(suite.person(), **S256)
    await party.redeem(answer, code_verifier=VERIFIER)


async def test_oidcc_idtoken_signature(suite: Suite) -> None:
    """A client that registered no algorithm receives RS256, with a kid."""
    party = await suite.client(dynamic=True)
    grant = await party.sign_in(suite.person())
    assert grant.header["alg"] == "RS256"
    assert grant.header["kid"]


async def test_oidcc_idtoken_unsigned(suite: Suite) -> None:
    """No unsigned ID tokens are offered, and a client that asks for them is not registered."""
    offered = (await suite.metadata())["id_token_signing_alg_values_supported"]
    assert "none" not in offered
    response = await suite.register(
        {
            "redirect_uris": ["https://suite.exemple.invalid/callback"],
            "id_token_signed_response_alg": "none",
        }
    )
    assert check.json_of(response, 400)["error"] == "invalid_client_metadata"

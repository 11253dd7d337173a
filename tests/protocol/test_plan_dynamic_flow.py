"""Certification plan Dynamic: the flow of a client that registered itself and signs assertions."""
# ruff: noqa: F401 - pytest collects what is imported

import pytest
from joserfc import jwt

from tests.protocol import suite_checks as check
from tests.protocol.suite import CALLBACK, PLACE, Suite, Variant, rsa_key, unsigned
from tests.protocol.test_plan_basic_codes import test_oidcc_refresh_token
from tests.protocol.test_plan_basic_flow import test_oidcc_idtoken_unsigned, test_oidcc_server
from tests.protocol.test_plan_basic_request_objects import (
    beside,
    obeyed,
    test_oidcc_ensure_request_object_with_redirect_uri,
)


@pytest.fixture
def variant() -> Variant:
    """Clients register themselves, with keys that sign their assertions."""
    return Variant(auth="private_key_jwt", dynamic=True)


async def test_oidcc_idtoken_rs256(suite: Suite) -> None:
    """A client that registers RS256 receives it, with a kid."""
    party = await suite.client(id_token_signed_response_alg="RS256")
    grant = await party.sign_in(suite.person())
    assert grant.header["alg"] == "RS256"
    assert grant.header["kid"]


async def test_oidcc_userinfo_rs256(suite: Suite) -> None:
    """A client that registers RS256 for userinfo receives a JWT signed so, for it alone."""
    assert "RS256" in (await suite.metadata())["userinfo_signing_alg_values_supported"]
    party = await suite.client(userinfo_signed_response_alg="RS256")
    grant = await party.sign_in(suite.person())
    response = await party.userinfo(grant)
    assert response.status_code == 200
    assert response.headers["content-type"].partition(";")[0] == "application/jwt"
    header, claims = check.signed_token(response.text, await suite.keys())
    assert header["alg"] == "RS256"
    assert claims["iss"] == suite.issuer
    assert claims["aud"] in (party.client_id, [party.client_id])
    assert claims["sub"] == grant.claims["sub"]
    assert "nonce" not in claims
    check.standard(claims)


async def test_oidcc_ensure_redirect_uri_in_authorization_request(suite: Suite) -> None:
    """With two registered addresses, a request without any ends on our error page."""
    party = await suite.client(redirect_uris=[CALLBACK, f"{CALLBACK}2"])
    sent = party.request()
    del sent["redirect_uri"]
    answer = await party.send(suite.person(), sent)
    check.error_page(answer.response)
    assert answer.pages == ()


async def test_oidcc_redirect_uri_query_ok(suite: Suite) -> None:
    """A registered address with a query works, and keeps its query."""
    party = await suite.client(redirect_uris=[f"{CALLBACK}?foo=bar"])
    await party.sign_in(suite.person())


@pytest.mark.parametrize("query", ["?foo=baz", "?foo=bar&foo=bar", "", "?foo=bar&x=y"])
async def test_oidcc_redirect_uri_query_mismatch(suite: Suite, query: str) -> None:
    """A registered address with another query, or without its own, ends on our error page."""
    party = await suite.client(redirect_uris=[f"{CALLBACK}?foo=bar"])
    answer = await party.send(suite.person(), party.request(redirect_uri=CALLBACK + query))
    check.error_page(answer.response)


async def test_oidcc_redirect_uri_query_added(suite: Suite) -> None:
    """A query added to a registered address ends on our error page."""
    party = await suite.client()
    answer = await party.send(suite.person(), party.request(redirect_uri=f"{CALLBACK}?foo=bar"))
    check.error_page(answer.response)


async def test_oidcc_ensure_client_assertion_with_iss_aud_succeeds(suite: Suite) -> None:
    """An assertion meant for the issuer is accepted at the token endpoint."""
    party = await suite.client()
    await party.redeem(await party.ask(suite.person()), suite.issuer)


async def test_oidcc_request_uri_unsigned(suite: Suite, published: dict[str, bytes]) -> None:
    """An unsigned request object behind a registered address is obeyed."""
    where = f"{PLACE}/requesturi/{suite.fresh(96)}"
    party = await suite.client(request_uris=[where])
    sent = party.request()
    published[where] = unsigned(sent).encode()
    await obeyed(party, sent, {**beside(sent), "request_uri": where})


async def test_oidcc_request_uri_signed_rs256(suite: Suite, published: dict[str, bytes]) -> None:
    """A request object that the client signed, behind a registered address, is obeyed."""
    metadata = await suite.metadata()
    assert "RS256" in metadata["request_object_signing_alg_values_supported"]
    where = f"{PLACE}/requesturi/{suite.fresh(96)}"
    party = await suite.client(request_uris=[where], request_object_signing_alg="RS256")
    sent = party.request()
    claims = {**sent, "iss": party.client_id, "aud": suite.issuer}
    signed = jwt.encode({"alg": "RS256"}, claims, rsa_key("suite"), ["RS256"])
    published[where] = signed.encode()
    await obeyed(party, sent, {**beside(sent), "request_uri": where})

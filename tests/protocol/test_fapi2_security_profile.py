"""FAPI 2.0 Security Profile: what `security_profile: fapi2` demands of a client and gives it."""

import asyncio
from collections import Counter
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from sandbox.domain.events import Event
from sandbox.domain.provider import Token, TokenKind
from sandbox.oidc.jose.algorithms import ASYMMETRIC, REGISTRY
from tests.protocol.assured import OFFLINE, Assured, assured, assured_client
from tests.protocol.cast import CALLBACK
from tests.protocol.house import S256, SITE, House, sent_back
from tests.protocol.pushing import go
from tests.protocol.signers import (
    asserted,
    assertion_claims,
    enrol,
    key_set,
    request_claims,
    signed,
    unsigned,
)


async def test_fapi2_security_profile_happy_flow(house: House) -> None:
    """Pushed, challenged, asserted, bound: the whole flow, to the claims of the person."""
    one = await assured(house)
    pushed = await one.push(scope=OFFLINE)
    assert pushed.status_code == 201
    assert 5 <= pushed.json()["expires_in"] < 600
    browser = house.browser()
    page = await go(browser, pushed.json()["request_uri"], "assured")
    answer = sent_back(await browser.sign_in(page))
    assert set(answer) == {"code", "state", "iss"}
    assert answer["iss"] == SITE
    told = (await one.redeem(answer["code"])).json()
    assert told["token_type"] == "DPoP"
    keys = KeySet.import_key_set((await house.http.get("/oidc/jwks")).json())
    read = jwt.decode(told["id_token"], keys, list(ASYMMETRIC), registry=REGISTRY)
    assert read.header["alg"] == "PS256"
    assert (read.claims["aud"], read.claims["nonce"]) == ("assured", "n-pushed")
    person = await one.userinfo(told["access_token"])
    assert person.status_code == 200
    assert person.json()["sub"] == read.claims["sub"]


async def test_a_request_that_was_not_pushed_is_refused(house: House) -> None:
    """Section 5.3.2.2: neither plain parameters nor a signed object will do."""
    await assured(house, request_uris=["https://client.example/r"])
    token = signed(request_claims(house, "assured"))
    for params in ({}, {"request": token}, {"request_uri": "https://client.example/r"}):
        response = await house.browser().authorize("assured", **params)
        assert sent_back(response)["error"] == "invalid_request"


@pytest.mark.parametrize(
    "params",
    [
        dict.fromkeys(S256, ""),
        {"code_challenge_method": "plain"},
        {"code_challenge_method": ""},
        {"code_challenge": ""},
    ],
)
async def test_pkce_by_s256_is_required(house: House, params: dict[str, str]) -> None:
    """Section 5.3.2.2: a confidential client needs it as well."""
    one = await assured(house)
    refused = await one.push(**params)
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_request")
    code = await one.code()
    without = await one.redeem(code, code_verifier="x" * 43)
    assert without.json()["error"] == "invalid_grant"


async def test_ensure_holder_of_key_required(house: House) -> None:
    """Section 5.3.2.1: no tokens without a proof, none that work as bearer tokens, and a code
    is not burnt by asking without one.
    """
    one = await assured(house)
    code = await one.code()
    refused = await one.redeem(code, {})
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_dpop_proof")
    token = (await one.redeem(code)).json()["access_token"]
    as_bearer = await one.userinfo(token, Authorization=f"Bearer {token}")
    assert as_bearer.status_code == 401
    other = one.proof("GET", "/oidc/userinfo", token, "ec")
    assert (await one.userinfo(token, **other)).status_code == 401


async def test_a_code_is_bound_to_the_key_it_was_pushed_with(house: House) -> None:
    """A proof at the pushing endpoint leaves no other key for the code (RFC 9449 10.1)."""
    one = await assured(house)
    sent = {"scope": "openid", "response_type": "code", "client_id": "assured", **S256}
    pushed = await house.http.post(
        "/oidc/par",
        data={**sent, "redirect_uri": CALLBACK, **one.assertion()},
        headers=one.proof("POST", "/oidc/par"),
    )
    browser = house.browser()
    page = await go(browser, pushed.json()["request_uri"], "assured")
    code = sent_back(await browser.sign_in(page))["code"]
    stranger = one.proof("POST", "/oidc/token", kind="ec")
    assert (await one.redeem(code, stranger)).json()["error"] == "invalid_grant"
    assert (await one.redeem(code)).status_code == 200


@pytest.mark.parametrize(
    ("audience", "good"),
    [
        (SITE, True),
        ([SITE], False),
        (f"{SITE}/oidc/token", False),
        (f"{SITE}/oidc/par", False),
        ([SITE, "https://other.example"], False),
        (f"{SITE}/", False),
        (None, False),
    ],
)
async def test_the_audience_of_an_assertion_is_the_issuer_alone(
    house: House, audience: object, good: bool
) -> None:
    """Section 5.3.2.1: one text, so that no other server can be handed one that works here."""
    one = await assured(house)
    pushed = await one.push(**one.assertion(aud=audience))
    assert (pushed.status_code == 201) == good
    code = await one.code()
    answer = await one.redeem(code, None, **one.assertion(aud=audience))
    assert (answer.status_code == 200) == good


@pytest.mark.parametrize(
    ("signer", "alg", "good"),
    [("rsa", "PS256", True), ("ec", "ES256", True), ("rsa", "RS256", False)],
)
async def test_only_strong_algorithms_are_taken(
    house: House, signer: str, alg: str, good: bool
) -> None:
    """Section 5.4.1: RS256 signs neither assertions, nor request objects, nor proofs."""
    one = await assured(house)
    shown = asserted(signed(assertion_claims(house, "assured"), signer, alg))
    assert ((await one.push(**shown)).status_code == 201) == good
    token = signed(request_claims(house, "assured"), signer, alg)
    assert ((await one.push(request=token)).status_code == 201) == good
    proof = one.proof("POST", "/oidc/token", kind=signer, alg=alg)
    assert ((await one.redeem(await one.code(), proof)).status_code == 200) == good


async def test_edwards_keys_are_taken(house: House) -> None:
    """Section 5.4.1: EdDSA with Ed25519, under both of its names."""
    one = await assured(house, jwks=key_set("ed"), id_token_signed_response_alg="EdDSA")
    for alg in ("EdDSA", "Ed25519"):
        shown = asserted(signed(assertion_claims(house, "assured"), "ed", alg))
        assert (await one.push(**shown)).status_code == 201


@pytest.mark.parametrize("alg", ["none", "None", "NONE", "nonE", ""])
async def test_nothing_unsigned_is_taken(house: House, alg: str) -> None:
    """Section 5.4.1: `none` in no spelling, for no JWT."""
    one = await assured(house)
    shown = asserted(unsigned(assertion_claims(house, "assured"), alg))
    assert (await one.push(**shown)).status_code == 401
    token = unsigned(request_claims(house, "assured"), alg)
    assert (await one.push(request=token)).json()["error"] == "invalid_request_object"


@pytest.mark.parametrize(("seconds", "good"), [(10, True), (61, False)])
@pytest.mark.parametrize("name", ["iat", "nbf"])
async def test_watches_may_be_ten_seconds_apart(
    house: House, name: str, seconds: int, good: bool
) -> None:
    """Section 5.3.2.1: `iat` and `nbf` 10 seconds ahead are taken, more than 60 are not."""
    one = await assured(house)
    ahead = int(house.watch.now) + seconds
    assert ((await one.push(**one.assertion(**{name: ahead}))).status_code == 201) == good
    token = signed(request_claims(house, "assured", **{name: ahead}))
    assert ((await one.push(request=token)).status_code == 201) == good


@pytest.mark.parametrize(
    "changed",
    [{"aud": None}, {"aud": f"{SITE}/oidc/par"}, {"iss": None}, {"exp": None}, {"exp": 10**11}],
)
async def test_a_request_object_says_from_whom_for_whom_and_until_when(
    house: House, changed: dict[str, Any]
) -> None:
    """What is pushed as an object is held to the same rules."""
    one = await assured(house)
    token = signed(request_claims(house, "assured", **changed))
    assert (await one.push(request=token)).json()["error"] == "invalid_request_object"


async def test_refresh_token_is_not_rotated(house: House) -> None:
    """Section 5.3.2.1: the refresh token stays, and to use it again is no theft."""
    one = await assured(house)
    tokens = (await one.redeem(await one.code(scope=OFFLINE))).json()
    for _ in range(3):
        answer = await one.refresh(tokens["refresh_token"])
        assert answer.status_code == 200
        assert "refresh_token" not in answer.json()
        assert (await one.userinfo(answer.json()["access_token"])).status_code == 200
    assert not await house.journal(Event.REFRESH_REUSED)
    async with house.desk.look("default") as (tx, _):
        kinds = Counter(row.kind for row in await tx.find(Token))
    assert kinds == {TokenKind.REFRESH: 1, TokenKind.ACCESS: 4}
    narrowed = await one.token(
        grant_type="refresh_token", refresh_token=tokens["refresh_token"], scope="openid"
    )
    assert "refresh_token" not in narrowed.json()


async def test_a_refresh_token_can_still_be_given_up(house: House) -> None:
    """Revocation ends it, and what it gave, as ever."""
    one = await assured(house)
    tokens = (await one.redeem(await one.code(scope=OFFLINE))).json()
    form = {"token": tokens["refresh_token"], **one.assertion()}
    assert (await house.http.post("/oidc/revoke", data=form)).status_code == 200
    refused = await one.refresh(tokens["refresh_token"])
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")
    assert (await one.userinfo(tokens["access_token"])).status_code == 401


async def test_twelve_refreshes_at_once_all_succeed(filed_house: House) -> None:
    """What does not rotate has no losers."""
    one = await assured(filed_house)
    tokens = (await one.redeem(await one.code(scope=OFFLINE))).json()
    answers = await asyncio.gather(*(one.refresh(tokens["refresh_token"]) for _ in range(12)))
    assert Counter(answer.status_code for answer in answers) == {200: 12}


async def test_the_code_of_another_client_is_unknown(house: House) -> None:
    """A code changes hands to nobody, and is not burnt by trying."""
    one = await assured(house)
    await enrol(house, assured_client("other-assured"))
    code = await one.code()
    thief = Assured(house, "other-assured")
    assert (await thief.redeem(code)).json()["error"] == "invalid_grant"
    assert (await one.redeem(code)).status_code == 200


async def test_a_code_lives_sixty_seconds(house: House) -> None:
    """Section 5.3.2.2: no longer."""
    one = await assured(house)
    code = await one.code()
    house.watch.forward(60)
    assert (await one.redeem(code)).json()["error"] == "invalid_grant"

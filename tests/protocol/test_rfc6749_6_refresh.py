"""RFC 6749 section 6 and Core section 12: refresh tokens rotate and remember the sign-in."""

import asyncio
from collections import Counter

from sandbox.domain.events import Event
from tests.protocol.cast import CALLBACK
from tests.protocol.house import House, claims_of

OFFLINE = "openid email offline_access"


async def test_a_refresh_keeps_the_sign_in(house: House) -> None:
    """A refreshed ID token keeps who, when and how, takes a new date, and drops the nonce."""
    tokens = await house.tokens(scope=OFFLINE)
    before = await house.read(tokens["id_token"])
    house.watch.forward(600)
    response = await house.refresh(tokens["refresh_token"])
    assert response.status_code == 200
    renewed = response.json()
    assert renewed["refresh_token"] != tokens["refresh_token"]
    assert renewed["access_token"] != tokens["access_token"]
    assert renewed["scope"] == OFFLINE
    after = await house.read(renewed["id_token"])
    for name in ("iss", "sub", "aud", "auth_time", "acr", "amr", "sid"):
        assert after[name] == before[name]
    assert after["iat"] == before["iat"] + 600
    assert "nonce" not in after


async def test_reuse_of_a_refresh_token_revokes_the_family(house: House) -> None:
    """A rotated token that comes back ends every token of its family."""
    tokens = await house.tokens(scope=OFFLINE)
    renewed = (await house.refresh(tokens["refresh_token"])).json()
    refused = await house.refresh(tokens["refresh_token"])
    assert refused.json()["error"] == "invalid_grant"
    assert not await house.active(renewed["access_token"])
    assert (await house.refresh(renewed["refresh_token"])).json()["error"] == "invalid_grant"
    (fact,) = await house.journal(Event.REFRESH_REUSED)
    assert fact.data["client_id"] == "portal"


async def test_twelve_refreshes_at_once_have_one_winner(filed_house: House) -> None:
    """Of parallel refreshes one gets tokens, and the others take the family away."""
    house = filed_house
    tokens = await house.tokens(scope=OFFLINE)
    answers = await asyncio.gather(*(house.refresh(tokens["refresh_token"]) for _ in range(12)))
    assert Counter(answer.status_code for answer in answers) == {200: 1, 400: 11}
    (won,) = (answer.json() for answer in answers if answer.status_code == 200)
    assert not await house.active(won["refresh_token"])
    assert not await house.active(tokens["access_token"])


async def test_a_narrower_scope_narrows_the_access_only(house: House) -> None:
    """The scope may shrink for an access token; the new refresh token keeps the first one."""
    tokens = await house.tokens(scope=OFFLINE)
    narrowed = (await house.refresh(tokens["refresh_token"], scope="openid")).json()
    assert narrowed["scope"] == "openid"
    assert "email" not in (await house.userinfo(narrowed["access_token"])).json()
    whole = (await house.refresh(narrowed["refresh_token"])).json()
    assert whole["scope"] == OFFLINE


async def test_without_openid_a_refresh_brings_no_id_token(house: House) -> None:
    """A refresh for the scope email alone is plain OAuth."""
    tokens = await house.tokens(scope=OFFLINE)
    narrowed = (await house.refresh(tokens["refresh_token"], scope="email")).json()
    assert "id_token" not in narrowed


async def test_a_wider_scope_is_refused(house: House) -> None:
    """A refresh cannot grow beyond what was granted."""
    tokens = await house.tokens(scope=OFFLINE)
    refused = await house.refresh(tokens["refresh_token"], scope="openid pes")
    assert refused.json()["error"] == "invalid_scope"
    assert (await house.refresh(tokens["refresh_token"])).status_code == 200


async def test_a_refresh_token_is_refused_to_another_client(house: House) -> None:
    """A refresh token is worth nothing to another client, which does not burn it."""
    tokens = await house.tokens(scope=OFFLINE)
    refused = await house.refresh(tokens["refresh_token"], "edwards")
    assert refused.json()["error"] == "invalid_grant"
    assert (await house.refresh(tokens["refresh_token"])).status_code == 200


async def test_an_access_token_does_not_refresh(house: House) -> None:
    """Only a refresh token refreshes."""
    tokens = await house.tokens(scope=OFFLINE)
    assert (await house.refresh(tokens["access_token"])).json()["error"] == "invalid_grant"


async def test_without_offline_access_there_is_no_refresh_token(house: House) -> None:
    """The scope offline_access is what brings a refresh token."""
    assert "refresh_token" not in await house.tokens(scope="openid email")


async def test_rotation_does_not_lengthen_the_family(house: House) -> None:
    """Thirty days after the first one, the youngest refresh token has expired too."""
    tokens = await house.tokens(scope=OFFLINE)
    house.watch.forward(29 * 86_400)
    renewed = (await house.refresh(tokens["refresh_token"])).json()
    house.watch.forward(86_400)
    refused = await house.refresh(renewed["refresh_token"])
    assert refused.json()["error"] == "invalid_grant"


async def test_a_stray_refresh_token_does_not_mix_into_a_code_grant(house: House) -> None:
    """A code request that also carries a refresh token is answered by the code alone."""
    offline = await house.tokens(scope=OFFLINE)
    code = await house.browser().code(scope="openid", redirect_uri=CALLBACK)
    answer = (await house.redeem(code, refresh_token=offline["refresh_token"])).json()
    assert "refresh_token" not in answer
    assert claims_of(answer["id_token"])["nonce"] == "n-1"
    assert (await house.refresh(offline["refresh_token"])).status_code == 200

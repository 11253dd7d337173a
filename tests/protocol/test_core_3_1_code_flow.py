"""OpenID Connect Core section 3.1: the code flow from the request to the claims."""

import pytest

from sandbox.domain.events import Event
from sandbox.oidc.jose.minting import half_hash
from tests.protocol.cast import EVERY_SCOPE, PASSWORD, RSE, TWO_HATS, USER, fill
from tests.protocol.house import SITE, House, hidden_fields, sent_back


async def test_a_code_is_redeemed_for_tokens(house: House) -> None:
    """A person signs in and the client gets a code, tokens and claims that agree."""
    browser = house.browser()
    answer = await browser.answer(scope=EVERY_SCOPE)
    assert answer["state"] == "s-1"
    assert answer["iss"] == SITE

    response = await house.redeem(answer["code"])
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["pragma"] == "no-cache"
    tokens = response.json()
    assert tokens["token_type"] == "Bearer"
    assert tokens["expires_in"] == 3600
    assert tokens["scope"] == EVERY_SCOPE

    told = await house.read(tokens["id_token"])
    assert told["iss"] == SITE
    assert told["aud"] == "portal"
    assert told["nonce"] == "n-1"
    assert told["iat"] == told["auth_time"] == int(house.watch.now)
    assert told["exp"] == told["iat"] + 3600
    assert told["acr"] == "urn:clicsequr-sandbox:acr:1"
    assert told["amr"] == ["pwd"]
    assert told["at_hash"] == half_hash(tokens["access_token"], "RS256")
    assert told["sid"]
    assert told["simulation"] is True
    assert (await house.userinfo(tokens["access_token"])).json()["sub"] == told["sub"]


async def test_tokens_are_kept_by_digest_only(house: House) -> None:
    """Neither a token nor a code appears in the journal."""
    browser = house.browser()
    code = await browser.code(scope=EVERY_SCOPE)
    tokens = (await house.redeem(code)).json()
    lines = [repr(e) for name in Event for e in await house.journal(name)]
    text = "\n".join(lines)
    assert len(lines) >= 4
    for secret in (code, tokens["access_token"], tokens["refresh_token"], PASSWORD, RSE):
        assert secret not in text


async def test_one_trace_is_followed_from_the_request_to_the_claims(house: House) -> None:
    """A developer finds every step of one sign-in under one trace in the journal."""
    tokens = await house.tokens()
    await house.userinfo(tokens["access_token"])
    steps = (
        Event.SIGNIN_REQUESTED,
        Event.SIGNIN_SUCCEEDED,
        Event.CODE_ISSUED,
        Event.CODE_REDEEMED,
        Event.USERINFO_SERVED,
    )
    traces = [(await house.journal(step))[0].trace for step in steps]
    assert traces[0]
    assert set(traces) == {traces[0]}


@pytest.mark.parametrize(
    ("client_id", "alg"), [("portal", "RS256"), ("spa", "ES256"), ("edwards", "EdDSA")]
)
async def test_the_id_token_is_signed_as_registered(house: House, client_id: str, alg: str) -> None:
    """The ID token is signed by the algorithm the client registered, with a published key."""
    browser = house.browser()
    code = await browser.code(client_id=client_id)
    tokens = (await house.redeem(code, client_id)).json()
    told = await house.read(tokens["id_token"])
    assert told["aud"] == client_id
    assert told["at_hash"] == half_hash(tokens["access_token"], alg)


async def test_a_second_client_needs_no_second_sign_in(house: House) -> None:
    """Within a session another client gets a code at once, with the same sid."""
    browser = house.browser()
    first = (await house.redeem(await browser.code())).json()
    response = await browser.authorize("edwards")
    second = (await house.redeem(sent_back(response)["code"], "edwards")).json()
    one, two = await house.read(first["id_token"]), await house.read(second["id_token"])
    assert one["sid"] == two["sid"]
    assert one["auth_time"] == two["auth_time"]


async def test_a_person_with_two_organisations_picks_one(house: House) -> None:
    """The organisation chosen at sign-in is the one in the ID token."""
    browser = house.browser()
    page = await browser.authorize(scope="openid entreprise")
    choice = await browser.sign_in(page, TWO_HATS)
    where = choice.headers["location"]
    assert "/connexion/organisation" in where
    form = await browser.http.get(where)
    typed = {**hidden_fields(form.text), "organisation": "org_rivage"}
    done = await browser.follow(await browser.http.post(where, data=typed))
    tokens = (await house.redeem(sent_back(done)["code"])).json()
    told = await house.read(tokens["id_token"])
    assert told["organisation"]["id"] == "org_rivage"
    assert told["role"] == "RSE"


async def test_giving_up_is_told_to_the_client(house: House) -> None:
    """A person who leaves the sign-in page sends access_denied back, once."""
    browser = house.browser()
    page = await browser.authorize()
    request_id = page.headers["location"].rpartition("=")[2]
    form = await browser.http.get(page.headers["location"])
    typed = {**hidden_fields(form.text), "demande": request_id}
    gone = await browser.follow(await browser.http.post("/connexion/abandon", data=typed))
    answer = sent_back(gone)
    assert answer["error"] == "access_denied"
    assert (answer["state"], answer["iss"]) == ("s-1", SITE)
    assert len(await house.journal(Event.SIGNIN_ABANDONED)) == 1
    again = await browser.http.get(f"/oidc/authorize/{request_id}/abandon")
    assert again.status_code == 400


async def test_a_stored_request_belongs_to_its_browser(house: House) -> None:
    """Another browser, signed in or not, cannot resume or abandon a request."""
    page = await house.browser().authorize()
    request_id = page.headers["location"].rpartition("=")[2]
    stranger = house.browser()
    await stranger.code()
    for step in ("resume", "abandon"):
        response = await stranger.http.get(f"/oidc/authorize/{request_id}/{step}")
        assert response.status_code == 400
        assert "location" not in response.headers


async def test_a_request_is_answered_once(house: House) -> None:
    """Coming back to resume after the code was issued shows a page and issues nothing."""
    browser = house.browser()
    page = await browser.authorize()
    request_id = page.headers["location"].rpartition("=")[2]
    await browser.sign_in(page)
    again = await browser.http.get(f"/oidc/authorize/{request_id}/resume")
    assert again.status_code == 400
    assert len(await house.journal(Event.CODE_ISSUED)) == 1


async def test_resume_without_a_session_asks_to_sign_in(house: House) -> None:
    """Going to the end of the road without signing in leads back to the sign-in page."""
    browser = house.browser()
    page = await browser.authorize()
    request_id = page.headers["location"].rpartition("=")[2]
    response = await browser.http.get(f"/oidc/authorize/{request_id}/resume")
    assert response.headers["location"] == f"/connexion?demande={request_id}"


async def test_each_space_is_an_issuer_of_its_own(house: House) -> None:
    """A code of one space is unknown in another, and the tokens name their own issuer."""
    await fill(house.desk, "classe-1")
    browser = house.browser("/b/classe-1")
    answer = await browser.answer()
    assert answer["iss"] == f"{SITE}/b/classe-1"
    refused = await house.redeem(answer["code"])
    assert refused.json()["error"] == "invalid_grant"
    tokens = (await house.redeem(answer["code"], prefix="/b/classe-1")).json()
    told = await house.read(tokens["id_token"], "/b/classe-1")
    assert told["iss"] == f"{SITE}/b/classe-1"
    assert (await house.userinfo(tokens["access_token"])).status_code == 401


async def test_a_user_is_not_the_rse(house: House) -> None:
    """The role of the person who signed in is the one of the membership."""
    browser = house.browser()
    code = await browser.code(who=USER, scope="openid entreprise")
    told = await house.read((await house.redeem(code)).json()["id_token"])
    assert told["role"] == "UTILISATEUR"

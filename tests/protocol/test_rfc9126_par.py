"""RFC 9126: authorization requests pushed ahead of the browser."""

import asyncio

import pytest

from sandbox.domain.events import Event
from sandbox.domain.provider import PushedRequest
from tests.protocol.cast import CALLBACK, client
from tests.protocol.house import SITE, House, sent_back
from tests.protocol.pushing import PREFIX, go, push, reference
from tests.protocol.signers import (
    asserted,
    assertion_claims,
    enrol,
    key_set,
    request_claims,
    signed,
    unsigned,
)


async def test_a_pushed_request_is_answered(house: House) -> None:
    """The answer is 201 with a reference of 60 seconds, and the request behind it is obeyed."""
    answer = await push(house)
    assert answer.status_code == 201
    assert answer.headers["cache-control"] == "no-store"
    told = answer.json()
    assert set(told) == {"request_uri", "expires_in"}
    assert (told["expires_in"], told["request_uri"].startswith(PREFIX)) == (60, True)
    assert len(told["request_uri"]) >= len(PREFIX) + 43
    browser = house.browser()
    came = sent_back(await browser.sign_in(await go(browser, told["request_uri"])))
    assert (came["state"], came["iss"]) == ("s-pushed", SITE)
    tokens = (await house.redeem(came["code"])).json()
    assert (await house.read(tokens["id_token"]))["nonce"] == "n-pushed"
    (fact,) = await house.journal(Event.REQUEST_PUSHED)
    assert told["request_uri"].removeprefix(PREFIX) not in repr(fact)


async def test_only_client_id_and_the_reference_count(house: House) -> None:
    """Whatever else the browser brings is as if it were not there."""
    uri, browser = await reference(house), house.browser()
    page = await go(
        browser, uri, state="x", scope="bad", prompt="none", redirect_uri="https://x", nonce="x"
    )
    assert sent_back(await browser.sign_in(page))["state"] == "s-pushed"


async def test_the_reference_may_be_posted(house: House) -> None:
    """The authorization endpoint takes it by POST as well."""
    uri, browser = await reference(house), house.browser()
    sent = {"client_id": "portal", "request_uri": uri}
    stored = await browser.http.post("/oidc/authorize", data=sent)
    page = await browser.http.get(stored.headers["location"])
    assert "code" in sent_back(await browser.sign_in(page))
    assert (await go(house.browser(), uri)).status_code == 400


async def test_par_attempt_reuse_request_uri(house: House) -> None:
    """A reference whose request was answered is worth nothing, in any browser."""
    uri, browser = await reference(house), house.browser()
    await browser.sign_in(await go(browser, uri))
    for other in (browser, house.browser()):
        refused = await go(other, uri)
        assert refused.status_code == 400
        assert "invalid_request_uri" in refused.text
    (fact, *_) = await house.journal(Event.AUTHORIZATION_REFUSED)
    assert "answered before" in fact.data["hint"]


async def test_par_ensure_reused_request_uri_prior_to_auth_completion_succeeds(
    house: House,
) -> None:
    """Until it is answered the page may be opened again; then only one of the tabs gets a code."""
    uri, browser = await reference(house), house.browser()
    pages = [await go(browser, uri) for _ in range(3)]
    assert "code" in sent_back(await browser.sign_in(pages[1]))
    late = await browser.http.get(pages[0].headers["location"])
    assert late.status_code == 200
    request_id = pages[0].headers["location"].rpartition("=")[2]
    over = await browser.http.get(f"/oidc/authorize/{request_id}/resume")
    assert over.status_code == 400
    assert "location" not in over.headers


async def test_of_twelve_tabs_one_gets_the_code(filed_house: House) -> None:
    """Of the same reference opened at once in a browser that is signed in, one is answered."""
    house = filed_house
    browser = house.browser()
    await browser.code()
    uri = await reference(house)
    answers = await asyncio.gather(*(go(browser, uri) for _ in range(12)))
    codes = [a for a in answers if "code=" in a.headers.get("location", "")]
    assert len(codes) == 1
    assert {a.status_code for a in answers if a not in codes} == {400}


async def test_an_error_spends_it_too(house: House) -> None:
    """prompt=none that fails is an answer."""
    uri = await reference(house, prompt="none")
    assert sent_back(await go(house.browser(), uri))["error"] == "login_required"
    assert (await go(house.browser(), uri)).status_code == 400


async def test_giving_up_spends_it_too(house: House) -> None:
    """access_denied is an answer."""
    uri, browser = await reference(house), house.browser()
    request_id = (await go(browser, uri)).headers["location"].rpartition("=")[2]
    gone = await browser.http.get(f"/oidc/authorize/{request_id}/abandon")
    assert sent_back(gone)["error"] == "access_denied"
    assert (await go(browser, uri)).status_code == 400


@pytest.mark.parametrize(("seconds", "good"), [(59, True), (60, False)])
async def test_par_attempt_to_use_expired_request_uri(
    house: House, seconds: int, good: bool
) -> None:
    """A reference lives sixty seconds of the protocol hand."""
    uri = await reference(house)
    house.watch.forward(seconds)
    response = await go(house.browser(), uri)
    assert (response.status_code == 303) == good
    assert good or "invalid_request_uri" in response.text


async def test_a_person_may_take_her_time(house: House) -> None:
    """Once the sign-in page is open, the reference may expire."""
    uri, browser = await reference(house), house.browser()
    page = await go(browser, uri)
    house.watch.forward(600)
    assert "code" in sent_back(await browser.sign_in(page))


async def test_par_attempt_to_use_request_uri_for_different_client(house: House) -> None:
    """A reference is the client's that pushed it; another one does not even spend it."""
    uri = await reference(house)
    for other in ("named", "edwards"):
        refused = await go(house.browser(), uri, other)
        assert refused.status_code == 400
    assert (await go(house.browser(), uri)).status_code == 303


@pytest.mark.parametrize("tail", ["", "x", "x" * 5000, "é", "%00", "' OR 1=1 --"])
async def test_an_invented_reference_is_refused(house: House, tail: str) -> None:
    """Only what was given out is known; with a registered redirect URI the client is told."""
    assert (await go(house.browser(), PREFIX + tail)).status_code == 400
    told = await go(house.browser(), PREFIX + tail, redirect_uri=CALLBACK, state="s-1")
    assert (sent_back(told)["error"], sent_back(told)["state"]) == ("invalid_request_uri", "s-1")


async def test_the_digest_is_no_reference(house: House) -> None:
    """What is stored does not open the request, sent as the reference or as it is kept."""
    await reference(house)
    async with house.desk.look("default") as (tx, _):
        (row,) = await tx.find(PushedRequest)
    for uri in (row.id, PREFIX + row.id):
        assert (await go(house.browser(), uri)).status_code == 400


async def test_a_public_client_may_push(house: House) -> None:
    """client_id is enough for one that holds no secret, with PKCE as ever."""
    uri = await reference(house, "spa")
    assert (await go(house.browser(), uri, "spa")).status_code == 303
    bare = await push(house, "spa", code_challenge="", code_challenge_method="")
    assert bare.json()["error"] == "invalid_request"


async def test_an_assertion_is_spent_whatever_becomes_of_the_request(signing: House) -> None:
    """A client may authenticate by assertion for this endpoint; a refusal spends it as well."""
    for audience in (SITE, f"{SITE}/oidc/par", f"{SITE}/oidc/token"):
        shown = asserted(signed(assertion_claims(signing, "keyed", aud=audience)))
        refused = await push(signing, "keyed", scope="unknown", **shown)
        assert refused.json()["error"] == "invalid_scope"
        again = await push(signing, "keyed", **shown)
        assert (again.status_code, again.json()["error"]) == (401, "invalid_client")
    shown = asserted(signed(assertion_claims(signing, "keyed")))
    uri = await reference(signing, "keyed", **shown)
    async with signing.desk.look("default") as (tx, _):
        (row,) = await tx.find(PushedRequest)
    assert "client_assertion" not in row.params
    assert (await go(signing.browser(), uri, "keyed")).status_code == 303


async def test_a_request_object_may_be_pushed(house: House) -> None:
    """Its parameters are the request; what stands beside it is not (section 3)."""
    await enrol(house, client("asker", token_endpoint_auth_method="none", jwks=key_set("ec")))
    token = signed(request_claims(house, "asker"))
    beside = {"state": "outside", "scope": "openid unknown", "prompt": "none"}
    uri = await reference(house, "asker", request=token, **beside)
    browser = house.browser()
    page = await go(browser, uri, "asker")
    house.watch.forward(600)  # the object may expire as well
    assert sent_back(await browser.sign_in(page))["state"] == "inside"
    stolen = request_claims(house, "portal")
    for bad in (unsigned(stolen), signed(request_claims(house, "asker"), "ec2")):
        refused = await push(house, "asker", request=bad)
        assert refused.status_code == 400
        assert refused.json()["error"] in ("invalid_request", "invalid_request_object")


async def test_discovery_names_the_endpoint(house: House) -> None:
    """The endpoint is announced, and that not every client must use it."""
    told = (await house.http.get("/.well-known/openid-configuration")).json()
    assert told["pushed_authorization_request_endpoint"] == f"{SITE}/oidc/par"
    assert told["require_pushed_authorization_requests"] is False

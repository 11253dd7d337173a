"""The sample portal against an issuer that lies, dies and comes back."""

import asyncio
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from clients.pes_portal.app import create_app
from clients.pes_portal.settings import Settings
from tests.relying_parties.fake_issuer import ISSUER, FakeIssuer
from tests.relying_parties.portal_browser import (
    PORTAL,
    Watch,
    come_back,
    nobody_is_signed_in,
    sign_in,
)


async def test_a_sign_in_asks_for_a_code_with_pkce_state_and_nonce(
    browser: httpx2.AsyncClient,
) -> None:
    """The authorization request carries S256, state, nonce, the scopes and the exact address."""
    location = (await browser.get("/login?lang=en")).headers["location"]
    asked = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
    assert location.startswith(f"{ISSUER}/oidc/authorize?")
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["code_challenge"]) == 43
    assert len(asked["state"]) >= 20
    assert len(asked["nonce"]) >= 20
    assert asked["redirect_uri"] == f"{PORTAL}/callback"
    assert set(asked["scope"].split()) >= {"openid", "entreprise", "pes", "offline_access"}
    assert asked["ui_locales"] == "en"


async def test_the_verifier_of_the_challenge_is_sent_with_the_code(
    browser: httpx2.AsyncClient, issuer: FakeIssuer
) -> None:
    """The token request proves with code_verifier that it continues this sign-in."""
    await sign_in(browser, issuer)
    assert len(issuer.forms[0]["code_verifier"]) >= 43
    assert issuer.forms[0]["redirect_uri"] == f"{PORTAL}/callback"


async def test_the_dashboard_shows_the_person_the_organisation_and_the_role(
    browser: httpx2.AsyncClient, issuer: FakeIssuer
) -> None:
    """Name, organisation, role and form are shown in words, and the number masked."""
    page = await sign_in(browser, issuer)
    for shown in ("Noémie Larivée-Bouchard", "Garderie Brin de Givre", "(RSE)", "•••••••011"):
        assert shown in page
    assert "9900000011" not in page


@pytest.mark.parametrize(
    ("spoilt", "status"),
    [
        ({"iss": "http://127.0.0.1:9999"}, 400),
        ({"iss": None}, 400),
        ({"state": "autre"}, 400),
        ({"state": None}, 400),
        ({"code": None}, 400),
        ({"code": None, "error": "access_denied", "state": "autre"}, 400),
        ({"code": None, "error": "access_denied", "iss": "http://127.0.0.1:9999"}, 400),
        ({"code": None, "error": "access_denied"}, 403),
        ({"code": None, "error": "server_error"}, 403),
        ({"code": "code-1&code=code-2"}, 400),
    ],
)
async def test_a_spoilt_authorization_response_signs_nobody_in(
    browser: httpx2.AsyncClient,
    issuer: FakeIssuer,
    spoilt: dict[str, str | None],
    status: int,
) -> None:
    """State and issuer are checked before a code or an error is believed, and no code is sent."""
    back = await come_back(browser, issuer, **spoilt)
    assert back.status_code == status
    assert issuer.forms == []
    assert await nobody_is_signed_in(browser)


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "http://127.0.0.1:9999"},
        {"aud": "autre"},
        {"aud": "autre", "azp": "pes-portal"},
        {"aud": ["pes-portal", "autre"], "azp": "pes-portal"},
        {"aud": None},
        {"azp": "autre"},
        {"nonce": "autre"},
        {"nonce": None},
        {"sub": None},
        {"exp": 1_000_000_001},
        {"iat": 4_000_000_000},
        {"acr": None},
        {"acr": "urn:clicsequr-sandbox:acr:0"},
        {"simulation": None},
        {"simulation": "true"},
        {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
    ],
    ids=str,
)
async def test_an_id_token_that_fails_a_check_signs_nobody_in(
    browser: httpx2.AsyncClient, issuer: FakeIssuer, claims: dict[str, object]
) -> None:
    """Each claim that Core asks to verify, and our own mark, is verified."""
    issuer.claims = claims
    back = await come_back(browser, issuer)
    assert back.status_code == 502
    assert await nobody_is_signed_in(browser)


@pytest.mark.parametrize("signer", ["sign_with_a_shared_secret", "sign_nothing"])
async def test_an_id_token_that_anybody_can_sign_is_refused(
    browser: httpx2.AsyncClient, issuer: FakeIssuer, signer: str
) -> None:
    """Only algorithms that need the issuer's private key are accepted, whatever it announces."""
    issuer.sign = getattr(issuer, signer)
    assert (await come_back(browser, issuer)).status_code == 502
    assert await nobody_is_signed_in(browser)


@pytest.mark.parametrize(
    "token", [{"id_token": None}, {"access_token": None}, {"token_type": "mac"}]
)
async def test_an_incomplete_token_response_signs_nobody_in(
    browser: httpx2.AsyncClient, issuer: FakeIssuer, token: dict[str, object]
) -> None:
    """A missing ID token is not a sign-in, which Authlib alone would let pass."""
    issuer.token = token
    assert (await come_back(browser, issuer)).status_code == 502
    assert await nobody_is_signed_in(browser)


async def test_a_portal_in_production_refuses_a_simulated_token(issuer: FakeIssuer) -> None:
    """The check of `simulation` turned round keeps a sandbox's tokens out."""
    portal = create_app(
        Settings(expect_simulation=False), transport=httpx2.ASGITransport(app=issuer.app)
    )
    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=portal), base_url=PORTAL
    ) as browser:
        assert (await come_back(browser, issuer)).status_code == 502


async def test_an_answer_is_good_for_one_time(
    browser: httpx2.AsyncClient, issuer: FakeIssuer
) -> None:
    """The same answer brought back again is unknown."""
    begun = await browser.get("/login")
    answer = "/callback?" + issuer.response_to(begun.headers["location"])
    assert (await browser.get(answer)).status_code == 303
    assert (await browser.get(answer)).status_code == 400


async def test_userinfo_about_another_person_is_refused(
    browser: httpx2.AsyncClient, issuer: FakeIssuer
) -> None:
    """UserInfo is believed only when its sub is that of the ID token."""
    issuer.person["sub"] = "personne-2"
    await come_back(browser, issuer)
    assert (await browser.get("/")).status_code == 502


async def test_the_portal_may_start_before_its_issuer(
    browser: httpx2.AsyncClient, issuer: FakeIssuer
) -> None:
    """While the issuer is down a page says so and offers a retry, which works once it is up."""
    issuer.up = False
    down = await browser.get("/login")
    assert down.status_code == 503
    assert down.headers["retry-after"]
    assert 'href="/login"' in down.text
    issuer.up = True
    assert (await browser.get("/login")).status_code == 302


async def test_a_discovery_document_of_another_issuer_is_refused_and_forgotten(
    browser: httpx2.AsyncClient, issuer: FakeIssuer
) -> None:
    """The issuer named by the document must be the one configured."""
    issuer.metadata["issuer"] = "http://localhost:8400"
    refused = await browser.get("/login")
    assert refused.status_code == 502
    assert "http://localhost:8400" in refused.text
    issuer.metadata["issuer"] = ISSUER
    assert (await browser.get("/login")).status_code == 302


async def test_two_tabs_refresh_an_expired_token_once(
    browser: httpx2.AsyncClient, issuer: FakeIssuer, watch: Watch
) -> None:
    """Four calls at once with an expired token spend one refresh token, and all succeed."""
    await sign_in(browser, issuer)
    watch.at += 400
    pages = await asyncio.gather(browser.get("/"), browser.get("/"))
    assert [page.status_code for page in pages] == [200, 200]
    assert [form["grant_type"] for form in issuer.forms] == ["authorization_code", "refresh_token"]


async def test_a_rotated_refresh_token_replaces_the_old_one(
    browser: httpx2.AsyncClient, issuer: FakeIssuer, watch: Watch
) -> None:
    """Each refresh uses the token that the last one gave."""
    await sign_in(browser, issuer)
    for _ in range(2):
        watch.at += 400
        assert (await browser.get("/")).status_code == 200
    assert [form.get("refresh_token") for form in issuer.forms] == [None, "refresh-1", "refresh-2"]


async def test_an_access_token_refused_early_is_renewed_once(
    browser: httpx2.AsyncClient, issuer: FakeIssuer
) -> None:
    """A 401 before the announced end leads to one refresh and a second try."""
    await sign_in(browser, issuer)
    issuer.revoked = "access-1"
    issuer.asked.clear()
    assert (await browser.get("/")).status_code == 200
    assert issuer.asked == ["GET /oidc/userinfo"] * 2 + ["GET /pes/inscription"]
    assert len(issuer.forms) == 2


async def test_a_refused_refresh_ends_the_session(
    browser: httpx2.AsyncClient, issuer: FakeIssuer, watch: Watch
) -> None:
    """When the issuer no longer honours the refresh token, the person is told and signed out."""
    await sign_in(browser, issuer)
    issuer.refuses_refresh = True
    watch.at += 400
    told = await browser.get("/")
    assert told.status_code == 401
    assert "Votre session est terminée" in told.text
    assert await nobody_is_signed_in(browser)


@pytest.mark.parametrize("claims", [{"sub": "personne-2"}, {"auth_time": 1_000_000_001}])
async def test_a_refreshed_id_token_must_continue_the_same_sign_in(
    browser: httpx2.AsyncClient, issuer: FakeIssuer, watch: Watch, claims: dict[str, object]
) -> None:
    """Another person or another moment in a refreshed ID token is refused."""
    await sign_in(browser, issuer)
    issuer.claims = claims
    watch.at += 400
    assert (await browser.get("/")).status_code == 502

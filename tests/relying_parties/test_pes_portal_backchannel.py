"""The sample portal and the logout tokens of its issuer: which end a session, and which do not."""

from typing import Any

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey
from starlette.applications import Starlette

from clients.pes_portal.backchannel import REMEMBERED_SECONDS
from tests.relying_parties.fake_issuer import ISSUER, KEY, FakeIssuer
from tests.relying_parties.portal_browser import (
    PORTAL,
    Watch,
    come_back,
    nobody_is_signed_in,
    sign_in,
)

PATH = "/backchannel-logout"
EVENT = "http://schemas.openid.net/event/backchannel-logout"
HEADER = {"alg": "ES256", "kid": "fake-1", "typ": "logout+jwt"}


def logout_token(watch: Watch, header: dict[str, Any] | None = None, **spoilt: Any) -> str:
    """An honest logout token with some claims changed; None takes one away."""
    honest = {
        "iss": ISSUER,
        "aud": "pes-portal",
        "iat": int(watch.at),
        "exp": int(watch.at) + 120,
        "jti": f"jti-{watch.at}",
        "events": {EVENT: {}},
        "sub": "personne-1",
        "sid": "session-1",
        "simulation": True,
    }
    claims = {name: value for name, value in {**honest, **spoilt}.items() if value is not None}
    return jwt.encode({**HEADER, **(header or {})}, claims, KEY)


async def tell(portal: Starlette, token: str, host: str = PORTAL, **more: str) -> httpx2.Response:
    """What a server of the issuer does: no cookie, one form."""
    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=portal), base_url=host
    ) as server:
        return await server.post(PATH, data={"logout_token": token, **more})


async def test_a_logout_token_ends_the_session_it_names(
    browser: httpx2.AsyncClient, issuer: FakeIssuer, portal: Starlette, watch: Watch
) -> None:
    """The answer is 200, not stored, without a cookie, and the browser is at the door."""
    await sign_in(browser, issuer)
    told = await tell(portal, logout_token(watch))
    assert (told.status_code, told.content) == (200, b"")
    assert told.headers["cache-control"] == "no-store"
    assert "set-cookie" not in told.headers
    assert await nobody_is_signed_in(browser)


@pytest.mark.parametrize(
    ("spoilt", "ended"),
    [
        ({"sid": None}, True),
        ({"sub": None}, True),
        ({"aud": ["pes-portal"]}, True),
        ({"sid": None, "sub": "personne-2"}, False),
        ({"sid": "session-2"}, False),
        ({"sub": "personne-2"}, False),
        ({"unknown": {"claim": 1}}, True),
    ],
)
async def test_sid_names_one_session_and_sub_alone_names_all(
    browser: httpx2.AsyncClient,
    issuer: FakeIssuer,
    portal: Starlette,
    watch: Watch,
    spoilt: dict[str, Any],
    ended: bool,
) -> None:
    """What a token names is ended, and a session that is unknown is no error (section 2.8)."""
    await sign_in(browser, issuer)
    assert (await tell(portal, logout_token(watch, **spoilt))).status_code == 200
    assert await nobody_is_signed_in(browser) is ended


@pytest.mark.parametrize(
    ("spoilt", "why"),
    [
        ({"iss": "https://ailleurs.example"}, "iss"),
        ({"aud": "another"}, "aud"),
        ({"aud": ["pes-portal", "another"]}, "aud"),
        ({"aud": None}, "aud"),
        ({"iat": None}, "iat"),
        ({"iat": "1000000"}, "iat"),
        ({"exp": None}, "exp"),
        ({"exp": 999_000}, "expired"),
        ({"iat": 1_001_000}, "future"),
        ({"events": None}, "events"),
        ({"events": {}}, "events"),
        ({"events": {EVENT: True}}, "events"),
        ({"events": {"http://schemas.openid.net/event/other": {}}}, "events"),
        ({"events": [EVENT]}, "events"),
        ({"nonce": "n"}, "nonce"),
        ({"sub": None, "sid": None}, "sub nor sid"),
        ({"sub": "", "sid": None}, "sub nor sid"),
        ({"sid": 7}, "sub nor sid"),
        ({"jti": None}, "jti"),
        ({"jti": ["j"]}, "jti"),
        ({"simulation": None}, "simulation"),
    ],
)
async def test_a_token_that_fails_one_check_ends_nothing(
    browser: httpx2.AsyncClient,
    issuer: FakeIssuer,
    portal: Starlette,
    watch: Watch,
    spoilt: dict[str, Any],
    why: str,
) -> None:
    """Each check of section 2.6 is made: 400, the reason, and the person stays."""
    await sign_in(browser, issuer)
    told = await tell(portal, logout_token(watch, **spoilt))
    assert told.status_code == 400
    assert told.json()["error"] == "invalid_request"
    assert why in told.json()["error_description"]
    assert told.headers["cache-control"] == "no-store"
    assert not await nobody_is_signed_in(browser)


async def test_another_token_of_the_issuer_is_no_logout_token(
    browser: httpx2.AsyncClient, issuer: FakeIssuer, portal: Starlette, watch: Watch
) -> None:
    """What has the type of an ID or an access token is refused, whatever it says."""
    await sign_in(browser, issuer)
    for typ in ("JWT", "at+jwt", ""):
        assert (await tell(portal, logout_token(watch, {"typ": typ}))).status_code == 400
    assert not await nobody_is_signed_in(browser)
    assert (await tell(portal, logout_token(watch, {"typ": "application/logout+JWT"}))).is_success


async def test_a_token_that_others_signed_ends_nothing(
    browser: httpx2.AsyncClient, issuer: FakeIssuer, portal: Starlette, watch: Watch
) -> None:
    """No signature, an altered one, a stranger's and one by a secret are worth nothing."""
    await sign_in(browser, issuer)
    honest = logout_token(watch)
    head, body, signature = honest.split(".")
    claims = jwt.decode(honest, KEY).claims
    stranger = ECKey.generate_key("P-256", {"kid": "fake-1"}, private=True)
    forged = [
        issuer.sign_nothing(claims),
        f"{head}.{body}.{'A' * len(signature)}",
        f"{head}.{body}.",
        jwt.encode(HEADER, claims, stranger),
        jwt.encode({"alg": "HS256", "typ": "logout+jwt"}, claims, OctKey.import_key("s" * 32)),
        "",
        "x",
        "é.é.é",
        "." * 30_000,
    ]
    for token in forged:
        assert (await tell(portal, token)).status_code == 400, token[:40]
    assert not await nobody_is_signed_in(browser)


async def test_a_token_works_once(
    browser: httpx2.AsyncClient, issuer: FakeIssuer, portal: Starlette, watch: Watch
) -> None:
    """A replay is refused for as long as tokens are remembered, so it ends no later session."""
    token = logout_token(watch, exp=int(watch.at + 3 * REMEMBERED_SECONDS), sid=None)
    assert (await tell(portal, token)).status_code == 200
    await sign_in(browser, issuer)
    again = await tell(portal, token)
    assert again.status_code == 400
    assert "seen before" in again.json()["error_description"]
    assert not await nobody_is_signed_in(browser)


async def test_a_token_that_was_refused_does_not_use_up_its_jti(
    portal: Starlette, watch: Watch
) -> None:
    """Whoever sends noise under somebody's jti cannot keep the honest token out."""
    assert (await tell(portal, logout_token(watch, nonce="n"))).status_code == 400
    assert (await tell(portal, logout_token(watch))).status_code == 200


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"logout_token=a&logout_token=b", "application/x-www-form-urlencoded"),
        (b"", "application/x-www-form-urlencoded"),
        (b"logout_token=" + b"a" * 40_000, "application/x-www-form-urlencoded"),
        (b'{"logout_token": "a"}', "application/json"),
    ],
)
async def test_anything_but_one_field_of_a_form_is_refused(
    browser: httpx2.AsyncClient, content: bytes, kind: str
) -> None:
    """The request of section 2.5 is one form with one token."""
    told = await browser.post(PATH, content=content, headers={"content-type": kind})
    assert told.status_code == 400
    assert (await browser.get(PATH)).status_code == 405


async def test_the_issuer_may_call_by_another_name_and_send_more(
    portal: Starlette, watch: Watch
) -> None:
    """A name of the private network is fine here, and an unknown parameter is ignored."""
    told = await tell(portal, logout_token(watch), host="http://pes_portal:8401", extra="1")
    assert told.status_code == 200


async def test_a_new_key_is_read_once_and_noise_reads_none(
    browser: httpx2.AsyncClient, issuer: FakeIssuer, portal: Starlette, watch: Watch
) -> None:
    """After a rotation the keys are read anew; a stranger's kids do not make the portal ask on."""
    await sign_in(browser, issuer)
    fresh = ECKey.generate_key("P-256", {"kid": "fake-2"}, private=True)
    issuer.keys.append(fresh.as_dict(private=False))
    claims = jwt.decode(logout_token(watch), KEY).claims
    token = jwt.encode({**HEADER, "kid": "fake-2"}, claims, fresh)
    before = issuer.keys_read
    assert (await tell(portal, token)).status_code == 200
    assert await nobody_is_signed_in(browser)
    for number in range(3):
        noise = logout_token(watch, {"kid": f"noise-{number}"})
        assert (await tell(portal, noise)).status_code == 400
    assert issuer.keys_read == before + 1


async def test_an_issuer_that_cannot_be_asked_is_not_the_tokens_fault(
    issuer: FakeIssuer, portal: Starlette, watch: Watch
) -> None:
    """Where the keys cannot be read the issuer is told to try again, and can."""
    issuer.up = False
    token = logout_token(watch)
    assert (await tell(portal, token)).status_code == 503
    issuer.up = True
    assert (await tell(portal, token)).status_code == 200


async def test_a_session_that_ended_during_the_sign_in_is_not_opened(
    browser: httpx2.AsyncClient, issuer: FakeIssuer, portal: Starlette, watch: Watch
) -> None:
    """A logout token that comes before the person does is not forgotten."""
    assert (await tell(portal, logout_token(watch))).status_code == 200
    late = await come_back(browser, issuer)
    assert late.status_code == 400
    assert await nobody_is_signed_in(browser)
    watch.at += REMEMBERED_SECONDS + 1
    await sign_in(browser, issuer)

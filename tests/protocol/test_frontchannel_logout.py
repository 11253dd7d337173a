"""Front-Channel Logout 1.0: the page that tells applications in the browser, and what it loads."""

import html
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from tests.protocol.cast import AFTER_LOGOUT
from tests.protocol.house import SITE, Browser, House, claims_of
from tests.protocol.leaving import register

TOLD = "https://portail.exemple.invalid/front?a=1&b=2"
FRAME = re.compile(r'<iframe [^>]*src="([^"]*)"')


async def signed_in(
    house: House, client_id: str = "portal", **metadata: Any
) -> tuple[Browser, str]:
    """A browser in session at a client with this metadata, and its ID token."""
    await register(house, client_id, **metadata)
    browser = house.browser()
    tokens = (await house.redeem(await browser.code(client_id), client_id)).json()
    return browser, tokens["id_token"]


async def leave(browser: Browser, id_token: str, **more: str) -> httpx2.Response:
    """A logout with a hint and a return address; a parameter given as an empty text is left out."""
    sent = {
        "id_token_hint": id_token,
        "post_logout_redirect_uri": AFTER_LOGOUT,
        "state": "s&é",
        **more,
    }
    kept = {name: value for name, value in sent.items() if value}
    return await browser.http.get("/oidc/logout", params=kept)


def frames(page: httpx2.Response) -> list[str]:
    """Addresses that a page loads in frames."""
    return [html.unescape(found) for found in FRAME.findall(page.text)]


def framed(page: httpx2.Response) -> str | None:
    """What the policy of a page lets it load in frames."""
    parts = [part.split() for part in page.headers["content-security-policy"].split(";")]
    return next((" ".join(part[1:]) for part in parts if part[0] == "frame-src"), None)


async def test_a_frame_names_issuer_and_session(house: House) -> None:
    """The address is loaded with iss and sid, its own query kept; the page then goes on."""
    browser, id_token = await signed_in(
        house, frontchannel_logout_uri=TOLD, frontchannel_logout_session_required=True
    )
    page = await leave(browser, id_token)
    assert page.status_code == 200
    (address,) = frames(page)
    assert address.startswith(TOLD)
    sid = claims_of(id_token)["sid"]
    query = {"a": ["1"], "b": ["2"], "iss": [SITE], "sid": [sid]}
    assert parse_qs(urlsplit(address).query) == query
    onward = f"{AFTER_LOGOUT}?state=s%26%C3%A9"
    assert f'href="{onward}" data-onward="5"' in page.text
    assert f'<noscript><meta http-equiv="refresh" content="5;url={onward}"></noscript>' in page.text
    assert "/static/onward.js" in page.text
    assert framed(page) == "https://portail.exemple.invalid"
    assert "error" in (await browser.authorize(prompt="none")).headers["location"]


async def test_iss_and_sid_go_to_those_that_require_them_only(house: House) -> None:
    """A client that did not ask for them is loaded at its address to the letter."""
    browser, id_token = await signed_in(house, frontchannel_logout_uri=TOLD)
    assert frames(await leave(browser, id_token)) == [TOLD]


async def test_every_client_of_the_session_is_loaded_and_no_other(house: House) -> None:
    """The policy names the origin of each one that is loaded, once, and no more."""
    for client_id in ("named", "edwards"):
        await register(house, client_id, frontchannel_logout_uri=f"http://h:81/{client_id}")
    await register(house, "posting", frontchannel_logout_uri="https://not-in-the-session.invalid/")
    browser, id_token = await signed_in(house, frontchannel_logout_uri=TOLD)
    for client_id in ("named", "edwards", "either"):
        await browser.code(client_id)
    page = await leave(browser, id_token)
    assert frames(page) == ["http://h:81/edwards", "http://h:81/named", TOLD]
    assert framed(page) == "http://h:81 https://portail.exemple.invalid"


async def test_no_other_page_loads_any_frame_nor_is_framed(house: House) -> None:
    """What the one page may do, no other may, and it is not framed itself."""
    browser, id_token = await signed_in(house, frontchannel_logout_uri=TOLD)
    for path in ("/", "/oidc/logout", "/compte", "/connexion"):
        page = await browser.http.get(path)
        assert framed(page) is None
        assert "default-src 'none'" in page.headers["content-security-policy"]
    page = await leave(browser, id_token)
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert "unsafe" not in page.headers["content-security-policy"]


async def test_a_frame_is_confined_and_named(house: House) -> None:
    """It cannot lead the page away, is told no address of ours, and has a title for all readers."""
    browser, id_token = await signed_in(
        house, frontchannel_logout_uri=TOLD, client_name='<b>"Portail"</b>'
    )
    page = await leave(browser, id_token, ui_locales="en")
    (frame,) = re.findall(r"<iframe [^>]*>", page.text)
    assert 'sandbox="allow-scripts allow-same-origin allow-forms"' in frame
    assert 'referrerpolicy="no-referrer"' in frame
    assert html.unescape(re.findall(r'title="([^"]*)"', frame)[0]) == (
        'End of session at “<b>"Portail"</b>”'
    )
    assert "<b>" not in page.text


async def test_without_a_return_address_the_page_stays(house: House) -> None:
    """The applications are told all the same."""
    browser, id_token = await signed_in(house, frontchannel_logout_uri=TOLD)
    page = await leave(browser, id_token, post_logout_redirect_uri="", state="")
    assert frames(page) == [TOLD]
    assert "onward" not in page.text
    assert "http-equiv" not in page.text


async def test_a_session_that_is_over_is_told_once(house: House) -> None:
    """The same request again goes back at once."""
    browser, id_token = await signed_in(house, frontchannel_logout_uri=TOLD)
    await leave(browser, id_token)
    again = await leave(browser, id_token)
    assert again.status_code == 303
    assert again.headers["location"].startswith(AFTER_LOGOUT)


async def test_who_confirms_is_taken_to_the_same_page(house: House) -> None:
    """A request without a hint tells the applications once the person has said yes."""
    browser, _ = await signed_in(house, frontchannel_logout_uri=TOLD)
    page = await browser.logout(client_id="portal", post_logout_redirect_uri=AFTER_LOGOUT)
    assert frames(page) == [TOLD]
    assert f'href="{AFTER_LOGOUT}" data-onward' in page.text


@pytest.mark.parametrize(
    "uri",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "https://h.invalid; script-src */x",
        "https://h .invalid/x",
        "https://h.invalid:x/",
        "//h.invalid/x",
        "",
    ],
)
async def test_an_address_that_is_no_address_is_not_loaded(house: House, uri: str) -> None:
    """Nothing gets into the page or into its policy by an address that slipped in."""
    browser, id_token = await signed_in(house, frontchannel_logout_uri=uri)
    assert (await leave(browser, id_token)).headers["location"].startswith(AFTER_LOGOUT)


async def test_discovery_announces_frames(house: House) -> None:
    """Discovery says that frames are loaded, and that iss and sid can be had."""
    told = (await house.http.get("/.well-known/openid-configuration")).json()
    assert told["frontchannel_logout_supported"] is True
    assert told["frontchannel_logout_session_supported"] is True

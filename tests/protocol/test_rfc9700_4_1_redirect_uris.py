"""RFC 9700 section 4.1: no trick with an address gets an answer sent anywhere but to it.

Each is tried at every door that takes an address: the authorization endpoint by GET and by POST,
the pushing endpoint, a request object, and the logout endpoint.
"""

import pytest

from tests.protocol.cast import CALLBACK, PORTAL_SECRET
from tests.protocol.house import S256, House, basic
from tests.protocol.signers import request_claims, signed

PLACE = "127.0.0.1:8401/callback"
APPENDED = (
    "/",
    "?",
    "#",
    "#fragment",
    "?more=1",
    "&redirect_uri=http://evil.example",
    "%2f",
    "/..",
    "/../evil",
    "/%2e%2e/evil",
    "/%252e%252e",
    "/./",
    "\\",
    "\\@evil.example",
    "%0d%0aLocation:%20http://evil.example",
    "\r\nLocation: http://evil.example",
    "\n",
    "\t",
    " ",
    " http://evil.example",
    "\u200b",
    "\u2028",
    ";x",
    ".",
    "@evil.example",
)
OTHERS = (
    "http://evil.example",
    "http://evil.example/callback",
    f"http://evil.example/{PLACE}",
    "http://127.0.0.1:8401.evil.example/callback",
    "http://127.0.0.1.evil.example:8401/callback",
    "http://evil@127.0.0.1:8401/callback",
    "http://127.0.0.1:8401@evil.example/callback",
    "http://127.0.0.1:8401\\@evil.example/callback",
    "http://127.0.0.1:8402/callback",
    "http://127.0.0.1/callback",
    "http://127.0.0.1:08401/callback",
    "http://127.0.0.1.:8401/callback",
    "http://127.1:8401/callback",
    "http://2130706433:8401/callback",
    "http://0x7f.0.0.1:8401/callback",
    "http://[::ffff:127.0.0.1]:8401/callback",
    "http://localhost:8401/callback",
    "http://①②⑦.⓪.⓪.①:8401/callback",
    "http://127。0。0。1:8401/callback",
    "http://127.0.0.1:8401∕callback",
    "http://xn--tst-qla.example:8401/callback",
    f"https://{PLACE}",
    f"HTTP://{PLACE}",
    f"//{PLACE}",
    f"http:/{PLACE}",
    f"http:{PLACE}",
    f"http:///{PLACE}",
    f"ht\ntp://{PLACE}",
    f" http://{PLACE}",
    f"\x01http://{PLACE}",
    PLACE,
    "/callback",
    "http://127.0.0.1:8401/Callback",
    "http://127.0.0.1:8401/%63allback",
    "http://127.0.0.1:8401/x/../callback",
    f"javascript:alert(1)//http://{PLACE}",
    "data:text/html,x",
    "file:///etc/passwd",
    "urn:ietf:wg:oauth:2.0:oob",
    "null",
)
TRICKS = (*(CALLBACK + more for more in APPENDED), *OTHERS)


def asked(uri: str, **more: str) -> dict[str, str]:
    """A request that lacks nothing but a registered address."""
    return {
        "response_type": "code",
        "client_id": "portal",
        "redirect_uri": uri,
        "scope": "openid",
        "state": "s",
        **S256,
        **more,
    }


@pytest.mark.parametrize("uri", TRICKS)
async def test_no_answer_goes_to_an_address_that_is_not_registered(
    signing: House, uri: str
) -> None:
    """A page of ours or an error in JSON each time: neither a redirection nor a link to it."""
    house = signing
    answers = []
    for mode in ("query", "fragment", "form_post", "query.jwt"):
        for prompt in ("none", "create"):
            sent = asked(uri, response_mode=mode, prompt=prompt)
            answers.append(await house.http.get("/oidc/authorize", params=sent))
            answers.append(await house.http.post("/oidc/authorize", data=sent))
    for client_id in ("native", "spa"):
        sent = asked(uri, client_id=client_id)
        answers.append(await house.http.get("/oidc/authorize", params=sent))
    inside = signed(request_claims(house, "keyed", redirect_uri=uri))
    by_object = {"client_id": "keyed", "request": inside}
    answers.append(await house.http.get("/oidc/authorize", params=by_object))
    headers = basic("portal", PORTAL_SECRET)
    answers.append(await house.http.post("/oidc/par", data=asked(uri), headers=headers))
    leaving = {"client_id": "portal", "post_logout_redirect_uri": uri}
    answers.append(await house.http.get("/oidc/logout", params=leaving))
    for answer in answers:
        assert answer.status_code == 400, (answer.url, answer.headers.get("location"))
        assert "location" not in answer.headers
        assert f'href="{uri}' not in answer.text
        assert f'action="{uri}' not in answer.text


@pytest.mark.parametrize("uri", TRICKS)
async def test_an_object_cannot_swap_the_address_of_its_query(signing: House, uri: str) -> None:
    """A good address in the query does not lend its trust to the one that is signed."""
    outer = asked(CALLBACK, client_id="keyed")
    inside = signed(request_claims(signing, "keyed", redirect_uri=uri))
    answer = await signing.http.get("/oidc/authorize", params={**outer, "request": inside})
    where = answer.headers.get("location", "")
    assert answer.status_code == 400 or where.startswith(f"{CALLBACK}?error="), where


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example/oidc/logout",
        "//evil.example/?lang=en",
        "/%5cevil.example/?lang=en",
        "/b/..//evil.example/oidc/authorize",
        "/b/%2e%2e/oidc/logout",
        "/oidc/authorize/%2f%2fevil.example/resume",
        "/oidc/authorize/http:%2f%2fevil.example/abandon",
        "/connexion?demande=//evil.example",
        "/inscription?demande=//evil.example",
        "/appareil?user_code=//evil.example",
    ],
)
async def test_no_path_of_ours_leads_elsewhere(house: House, path: str) -> None:
    """Neither a redirection nor a link is built from what an address holds beside its place."""
    answer = await house.http.get(f"http://127.0.0.1:8400{path}")
    assert "evil.example" not in answer.headers.get("location", "")
    assert 'href="//' not in answer.text
    assert 'href="http://evil' not in answer.text

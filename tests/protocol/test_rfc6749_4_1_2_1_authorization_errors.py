"""RFC 6749 section 4.1.2.1 and RFC 9207: who is told that an authorization request is wrong."""

from urllib.parse import urlencode

import pytest

from sandbox.domain.events import Event
from tests.protocol.cast import CALLBACK
from tests.protocol.house import SITE, House, hidden_fields, sent_back

TRICKS = [
    "http://127.0.0.1:8401/callback/",
    "http://127.0.0.1:8401/callback?x=1",
    "http://127.0.0.1:8401/callback#x",
    "http://127.0.0.1:8401/Callback",
    "http://127.0.0.1:8401/a/../callback",
    "http://127.0.0.1:8401/%63allback",
    "http://127.0.0.1:8401/callback%2f",
    "http://127.0.0.1:8401\\callback",
    "http://127.0.0.1:8402/callback",
    "http://127.0.0.1/callback",
    "http://127.0.0.1.:8401/callback",
    "http://127.0.0.1:8401@evil.invalid/callback",
    "http://evil.invalid/?http://127.0.0.1:8401/callback",
    "http://127.0.0.1:8401.evil.invalid/callback",
    "https://127.0.0.1:8401/callback",
    "HTTP://127.0.0.1:8401/callback",
    "http://localhost:8401/callback",
    "//127.0.0.1:8401/callback",
    "http://127.0.0.1:8401/callback ",
    "javascript:alert(1)",
    "http://[::1]:8401/callback",
    "http://１２７.0.0.1:8401/callback",
    "http://x/é",
    "http://[",
    "x" * 5000,
]


@pytest.mark.parametrize("uri", TRICKS)
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_an_unregistered_redirect_uri_ends_on_our_page(
    house: House, uri: str, method: str
) -> None:
    """An address that is not registered to the letter is never redirected to."""
    params = {"response_type": "code", "client_id": "portal", "scope": "openid", "state": "s"}
    params["redirect_uri"] = uri
    if method == "GET":
        response = await house.http.get("/oidc/authorize", params=params)
    else:
        response = await house.http.post("/oidc/authorize", data=params)
    assert response.status_code == 400
    assert "location" not in response.headers
    assert CALLBACK in response.text
    (fact,) = await house.journal(Event.AUTHORIZATION_REFUSED)
    assert fact.data["sent"]["redirect_uri"] == uri[:300]
    assert fact.data["expected"]["redirect_uri"] == CALLBACK


async def test_what_was_sent_is_shown_escaped(house: House) -> None:
    """The page that explains the refusal never runs what it repeats."""
    script = "http://x/<script>alert(1)</script>"
    response = await house.browser().authorize(redirect_uri=script)
    assert "<script>alert" not in response.text
    assert "&lt;script&gt;" in response.text


@pytest.mark.parametrize(
    "params",
    [
        {"client_id": ""},
        {"client_id": "nobody"},
        {"client_id": "nobody é"},
        {"redirect_uri": ""},
    ],
)
async def test_an_untrusted_request_stays_on_our_page(house: House, params: dict[str, str]) -> None:
    """Without a known client and its address the error is shown to the person alone."""
    asked = {"client_id": "portal", **params}
    response = await house.browser().authorize(**asked)
    assert response.status_code == 400
    assert "location" not in response.headers


@pytest.mark.parametrize(
    ("params", "error"),
    [
        ({"response_type": ""}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "code id_token"}, "unsupported_response_type"),
        ({"response_type": "é"}, "unsupported_response_type"),
        ({"response_type": 'co"de'}, "unsupported_response_type"),
        ({"scope": ""}, "invalid_scope"),
        ({"scope": "openid unknown"}, "invalid_scope"),
        ({"scope": "openid é"}, "invalid_scope"),
        ({"scope": " "}, "invalid_scope"),
        ({"response_mode": "web_message"}, "invalid_request"),
        ({"response_mode": "é"}, "invalid_request"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"prompt": "enrol"}, "invalid_request"),
        ({"max_age": "-1"}, "invalid_request"),
        ({"max_age": "soon"}, "invalid_request"),
        ({"max_age": "١٢"}, "invalid_request"),
        ({"max_age": "1" * 4000, "scope": "x"}, "invalid_scope"),
        ({"state": "é"}, "invalid_request"),
        ({"state": "a\nb"}, "invalid_request"),
        ({"request": "e30.e30."}, "invalid_request_object"),
        ({"request_uri": "http://127.0.0.1:1/x"}, "invalid_request_uri"),
        ({"registration": "{}"}, "registration_not_supported"),
        ({"id_token_hint": "e30.e30.e30"}, "invalid_request"),
    ],
)
async def test_a_trusted_request_is_answered_by_redirection(
    house: House, params: dict[str, str], error: str
) -> None:
    """Every other error goes to the client, with its state and our issuer."""
    response = await house.browser().authorize(**params)
    assert response.headers["location"].startswith(CALLBACK + "?")
    answer = sent_back(response)
    assert answer["error"] == error
    assert answer["iss"] == SITE
    assert answer["state"] == params.get("state", "s-1")
    assert answer["error_description"].isascii()
    assert not set(answer["error_description"]) & set('"\\')
    (fact,) = await house.journal(Event.AUTHORIZATION_REFUSED)
    assert fact.data["hint"]
    assert fact.data["cite"]


async def test_a_client_asks_only_for_its_scopes(house: House) -> None:
    """A scope that exists but was not registered for the client is refused."""
    answer = sent_back(await house.browser().authorize("narrow", scope="openid email"))
    assert answer["error"] == "invalid_scope"


@pytest.mark.parametrize("name", ["scope", "state", "nonce", "prompt", "code_challenge"])
async def test_a_repeated_parameter_is_refused(house: House, name: str) -> None:
    """A parameter sent twice goes back as invalid_request; a doubtful state is not repeated."""
    pairs = [
        ("response_type", "code"),
        ("client_id", "portal"),
        ("redirect_uri", CALLBACK),
        ("scope", "openid"),
        ("state", "s-1"),
        (name, "one"),
        (name, "two"),
    ]
    answer = sent_back(await house.http.get(f"/oidc/authorize?{urlencode(pairs)}"))
    assert answer["error"] == "invalid_request"
    assert answer.get("state") == (None if name == "state" else "s-1")


@pytest.mark.parametrize("name", ["client_id", "redirect_uri"])
async def test_a_repeated_address_is_not_trusted(house: House, name: str) -> None:
    """With two clients or two addresses, even right ones, nobody is redirected."""
    pairs = [
        ("response_type", "code"),
        ("client_id", "portal"),
        ("redirect_uri", CALLBACK),
        ("scope", "openid"),
        (name, {"client_id": "portal", "redirect_uri": CALLBACK}[name]),
    ]
    response = await house.http.get(f"/oidc/authorize?{urlencode(pairs)}")
    assert response.status_code == 400
    assert "location" not in response.headers


async def test_an_unknown_parameter_is_ignored(house: House) -> None:
    """Unknown parameters, even repeated ones, are ignored."""
    pairs = [("extra", "1"), ("extra", "2"), ("response_type", "code"), ("client_id", "portal")]
    pairs += [("redirect_uri", CALLBACK), ("scope", "openid")]
    response = await house.http.get(f"/oidc/authorize?{urlencode(pairs)}")
    assert response.headers["location"].startswith("/connexion?demande=")


async def test_an_error_by_form_post_is_posted(house: House) -> None:
    """response_mode=form_post holds for errors too, with iss and state."""
    response = await house.browser().authorize(response_mode="form_post", scope="openid x")
    assert response.status_code == 200
    fields = hidden_fields(response.text)
    assert fields["error"] == "invalid_scope"
    assert (fields["iss"], fields["state"]) == (SITE, "s-1")


async def test_a_loopback_port_is_free_for_the_lenient_client_alone(house: House) -> None:
    """The leniency loopback-port frees the port, and nothing else of the address."""
    browser = house.browser()
    right = await browser.authorize("native", redirect_uri="http://127.0.0.1:54321/cb")
    assert right.headers["location"].startswith("/connexion")
    for wrong in (
        "http://127.0.0.1:54321/cb2",
        "http://localhost:54321/cb",
        "http://evil@127.0.0.1:1/cb",
        "http://127.0.0.1:x/cb",
    ):
        assert (await browser.authorize("native", redirect_uri=wrong)).status_code == 400


async def test_the_query_of_a_redirect_uri_is_kept(house: House) -> None:
    """A registered address with a query gets the answer added behind it."""
    uri = "ca.exemple.garderie:/cb?app=1"
    answer = await house.browser().authorize("native", redirect_uri=uri, prompt="none")
    assert answer.headers["location"].startswith("ca.exemple.garderie:/cb?app=1&error=")
    posted = await house.browser().authorize("native", redirect_uri=uri, response_mode="form_post")
    assert sent_back(posted)["error"] == "invalid_request"

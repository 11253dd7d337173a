"""The PyPI package idpyoidc, unmodified: the library the OpenID Foundation's own tests grew from.

Its handler is used as its guide says: `begin`, `finalize`, and then whatever a session needs.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from cryptojwt.key_jar import init_key_jar
from idpyoidc.client.defaults import DEFAULT_OIDC_SERVICES
from idpyoidc.client.exception import ResponseError
from idpyoidc.client.oauth2.stand_alone_client import backchannel_logout
from idpyoidc.client.rp_handler import RPHandler

from tests.live import LiveServer
from tests.receiver import receiving
from tests.relying_parties.plain_browser import PlainBrowser
from tests.relying_parties.rotation import lasting_sandbox, rotate

PARTY = "http://127.0.0.1:8401"
SERVICES = {
    **DEFAULT_OIDC_SERVICES,
    "end_session": {"class": "idpyoidc.client.oidc.end_session.EndSession"},
    "introspection": {"class": "idpyoidc.client.oauth2.introspection.Introspection"},
    "token_revocation": {"class": "idpyoidc.client.oauth2.token_revocation.TokenRevocation"},
}
PKCE = {
    "function": "idpyoidc.client.oauth2.add_on.pkce.add_support",
    "kwargs": {"code_challenge_length": 64, "code_challenge_method": "S256"},
}


READY = {"client_id": "pes-portal", "client_secret": "pes-portal-secret"}


class Party:
    """A relying party of one issuer, and the browser in front of it.

    Without `known` it registers itself, with what `more` adds to its configuration.
    """

    def __init__(
        self, sandbox: LiveServer, browser: PlainBrowser, known: dict[str, str], **more: Any
    ) -> None:
        self.issuer, self.browser = sandbox.base_url, browser
        keys = init_key_jar(key_defs=[{"type": "EC", "crv": "P-256", "use": ["sig"]}])
        configuration = {
            "issuer": self.issuer,
            "client_type": "oidc",
            "client_authn_methods": ["client_secret_basic", "bearer_header"],
            "redirect_uris": [f"{PARTY}/callback"],
            "post_logout_redirect_uris": [f"{PARTY}/"],
            "response_types_supported": ["code"],
            "scopes_supported": ["openid", "profile", "entreprise", "offline_access"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            "add_ons": {"pkce": PKCE},
            **known,
            **more,
        }
        self.handler = RPHandler(
            PARTY,
            client_configs={self.issuer: configuration},
            services=SERVICES,
            keyjar=keys,
            httpc_params={"timeout": 10},
        )

    def sign_in(self, **asked: str) -> dict[str, Any]:
        """From the handler's address through the sandbox and back; what `finalize` says."""
        address = self.handler.begin(self.issuer, req_args=asked)
        back = self.browser.until(address, PARTY)
        found: dict[str, Any] = self.handler.finalize(
            self.issuer, dict(parse_qsl(urlsplit(back).query))
        )
        return found

    def ask(self, service: str, token: str) -> Any:
        """What the introspection or the revocation endpoint says of a token."""
        client = self.handler.issuer2rp[self.issuer]
        return client.do_request(service, request_args={"token": token})


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A sandbox of our own."""
    with lasting_sandbox(tmp_path_factory.mktemp("idpyoidc")) as server:
        yield server


@pytest.fixture
def party(sandbox: LiveServer) -> Iterator[Party]:
    """A relying party whose browser nobody is signed in with."""
    with PlainBrowser() as browser:
        yield Party(sandbox, browser, READY)


def test_signs_in_and_verifies_the_id_token(party: Party) -> None:
    """Keys, issuer, audience, nonce and at_hash are verified; userinfo is of the same subject."""
    session = party.sign_in()
    assert session["id_token"]["simulation"] is True
    assert session["id_token"]["aud"] == ["pes-portal"]
    assert session["userinfo"]["sub"] == session["id_token"]["sub"]
    assert session["userinfo"]["role"] == "RSE"


def test_registers_itself(sandbox: LiveServer) -> None:
    """The answer to a registration is one it can work with, and its userinfo is signed."""
    with PlainBrowser() as browser:
        party = Party(sandbox, browser, {}, client_name="Portail")
        session = party.sign_in()
        client = party.handler.issuer2rp[party.issuer]
    assert session["id_token"]["aud"] == [client.get_client_id()]
    assert client.get_context().registration_response["userinfo_signed_response_alg"] == "RS256"
    assert session["userinfo"]["role"] == "RSE"


def test_refreshes_and_asks_userinfo_with_the_new_token(party: Party) -> None:
    """The refreshed ID token is verified too, and is of the same sign-in."""
    session = party.sign_in()
    refreshed = party.handler.refresh_access_token(session["state"])
    assert refreshed["access_token"] != session["token"]
    again = refreshed["__verified_id_token"]
    for claim in ("sub", "auth_time", "acr", "sid"):
        assert again[claim] == session["id_token"][claim], claim
    assert party.handler.get_user_info(session["state"])["sub"] == again["sub"]


def test_introspects_and_revokes(party: Party) -> None:
    """A live token turns into a dead one."""
    token = party.sign_in()["token"]
    assert party.ask("introspection", token)["active"] is True
    with pytest.raises(ResponseError):  # it wants words, where RFC 7009 has it ignore the body
        party.ask("token_revocation", token)
    assert party.ask("introspection", token).to_dict() == {"active": False}


def test_signs_out_at_the_provider(party: Party) -> None:
    """After it, prompt=none is refused with a name the library hands on."""
    session = party.sign_in()
    assert "error" not in party.sign_in(prompt="none")
    leaving = party.handler.logout(session["state"])
    back = party.browser.until(leaving["url"], PARTY)
    assert back == f"{PARTY}/?state={leaving['request']['state']}"
    assert party.sign_in(prompt="none")["error"] == "login_required"


async def test_is_told_when_the_person_signs_out_elsewhere(sandbox: LiveServer) -> None:
    """The library verifies the logout token and finds the session it ends."""
    async with receiving() as back_end:
        asked = {"backchannel_logout_uri": back_end.uri}
        with PlainBrowser() as browser:
            party = Party(sandbox, browser, {}, backchannel_logout_session_required=True, **asked)
            session = party.sign_in()
            browser.leave(f"{party.issuer}/oidc/logout")
        client = party.handler.issuer2rp[party.issuer]
        told = await back_end.arrival()
    assert backchannel_logout(client, request_args=told) == session["state"]


@pytest.mark.parametrize("how", ["--now", "--emergency"])
def test_survives_a_rotation(sandbox: LiveServer, party: Party, how: str) -> None:
    """The library that holds the old keys verifies an ID token signed with the new one."""
    before = party.sign_in()
    kid = rotate(sandbox, how)
    after = party.sign_in()
    assert after["id_token"].jws_header["kid"] == kid != before["id_token"].jws_header["kid"]
    refreshed = party.handler.refresh_access_token(before["state"])
    assert refreshed["__verified_id_token"]["sub"] == after["id_token"]["sub"]

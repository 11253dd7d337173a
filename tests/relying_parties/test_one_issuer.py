"""One issuer for all: behind a TLS proxy under a path, and with back ends on another name."""

import ssl
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest

from clients.pes_portal.app import create_app
from clients.pes_portal.settings import Settings
from tests.live import LiveServer, running_sandbox
from tests.relying_parties import node
from tests.relying_parties.person import Person
from tests.relying_parties.test_openid_client import CLIENTS, PASSWORD, USER_CODE
from tests.relying_parties.tls_proxy import TlsProxy, running_proxy

ROOT = "/clicsequr"
PERSON = {"userCode": USER_CODE, "password": PASSWORD, **CLIENTS["pes-portal"]}
CALLED = ("token_endpoint", "userinfo_endpoint", "jwks_uri", "introspection_endpoint")


@pytest.fixture(
    scope="module",
    params=[(True, False), (False, True)],
    ids=["path stripped, Host lost", "path and Host passed on"],
)
def proxied(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[TlsProxy, LiveServer]]:
    """A sandbox behind a proxy, which strips the path of the issuer or passes it on."""
    folder = tmp_path_factory.mktemp("proxied")
    strips, passes_host = request.param
    with (
        running_proxy(folder, ROOT, strips=strips, passes_host=passes_host) as proxy,
        running_sandbox(folder, SANDBOX_ISSUER=proxy.base_url) as sandbox,
    ):
        proxy.upstream = sandbox.port
        yield proxy, sandbox


@pytest.fixture(scope="module")
def seen(proxied: tuple[TlsProxy, LiveServer]) -> dict[str, Any]:
    """What openid-client saw, from discovery to the end of the session, through the proxy."""
    proxy, sandbox = proxied
    given = {"issuer": proxy.base_url, **PERSON}
    return node.run("openid_client.mjs", sandbox, given, NODE_EXTRA_CA_CERTS=str(proxy.pem))


def test_openid_client_signs_in_and_out_through_a_tls_proxy_under_a_path(
    seen: dict[str, Any], proxied: tuple[TlsProxy, LiveServer]
) -> None:
    """Discovery, form, code, refresh, UserInfo, form_post, silence and logout, at one issuer."""
    issuer = proxied[0].base_url
    assert seen["issuer"] == seen["back"]["iss"] == seen["claims"]["iss"] == issuer
    assert seen["signInPage"] == {"status": 200, "path": f"{ROOT}/connexion"}
    assert seen["userinfo"]["sub"] == seen["claims"]["sub"]
    assert seen["refreshed"]["claims"]["iss"] == issuer
    assert seen["introspected"]["active"] is True
    assert seen["formPost"]["subject"] is True
    assert seen["silent"] is True
    assert seen["left"]["url"].startswith(PERSON["afterLogout"])
    assert seen["afterLogout"]["error"] == "login_required"
    assert proxied[0].outside == []


def _client(proxy: TlsProxy) -> httpx2.Client:
    context = ssl.create_default_context(cafile=str(proxy.pem))
    return httpx2.Client(verify=context, trust_env=False)


def test_both_forms_of_the_metadata_are_found_through_the_proxy(
    proxied: tuple[TlsProxy, LiveServer],
) -> None:
    """The path of the issuer before the well-known address, or behind it (RFC 8414 section 3.1)."""
    proxy, _ = proxied
    origin = f"https://localhost:{proxy.port}"
    with _client(proxy) as http:
        for address in (
            f"{proxy.base_url}/.well-known/openid-configuration",
            f"{origin}/.well-known/oauth-authorization-server{ROOT}",
        ):
            told = http.get(address).json()
            assert told["issuer"] == proxy.base_url
            assert all(told[name].startswith(f"{proxy.base_url}/oidc/") for name in CALLED)


def test_a_browser_keeps_its_cookie_on_the_path_over_https(
    proxied: tuple[TlsProxy, LiveServer],
) -> None:
    """The cookie is Secure, of the path, and comes back with the next request."""
    proxy, _ = proxied
    with _client(proxy) as http:
        told = http.get(f"{proxy.base_url}/connexion").headers["set-cookie"]
        assert f"Path={ROOT}; HttpOnly; SameSite=Lax; Secure" in told
        english = http.get(f"{proxy.base_url}/?lang=en")
        assert 'lang="en-CA"' in english.text
        assert 'lang="en-CA"' in http.get(f"{proxy.base_url}/guide").text


def test_the_diagnosis_page_agrees_or_names_the_setting(
    proxied: tuple[TlsProxy, LiveServer],
) -> None:
    """A browser through the proxy is told that all agrees; past it, which setting to change."""
    proxy, sandbox = proxied
    with _client(proxy) as http:
        page = f"{proxy.base_url}/developper/diagnostic"
        browser = {"Accept": "text/html", "Referer": f"{proxy.base_url}/developper"}
        told = http.get(f"{page}.json", headers=browser).json()
        assert told["agrees"] is True, told
        codes = {each["code"] for each in told["findings"]}
        assert ("path-stripped" in codes) is proxy.strips
        assert ("host-not-passed" in codes) is not proxy.passes_host
        direct = http.get(
            f"{sandbox.base_url}/developper/diagnostic.json", headers={"Accept": "text/html"}
        ).json()
    assert direct["change"] == {"setting": "SANDBOX_ISSUER", "value": sandbox.base_url}


@pytest.fixture(scope="module")
def two_names(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """Browsers come to localhost, back ends to 127.0.0.1: two names, one sandbox, one issuer."""
    with running_sandbox(
        tmp_path_factory.mktemp("two-names"),
        SANDBOX_ISSUER="http://localhost:{port}",
        SANDBOX_BACKCHANNEL_URL="http://127.0.0.1:{port}",
    ) as server:
        yield server


def test_openid_client_works_on_two_names(two_names: LiveServer) -> None:
    """Metadata read at the back-channel base: pages at the issuer, calls at the base, one iss."""
    issuer = f"http://localhost:{two_names.port}"
    metadata = f"{two_names.base_url}/.well-known/openid-configuration"
    seen = node.run(
        "openid_client.mjs", two_names, {"issuer": issuer, "metadataUrl": metadata, **PERSON}
    )
    assert seen["issuer"] == seen["back"]["iss"] == seen["claims"]["iss"] == issuer
    assert seen["refreshed"]["claims"]["iss"] == issuer
    assert seen["userinfo"]["sub"] == seen["claims"]["sub"]
    assert seen["left"]["url"].startswith(PERSON["afterLogout"])


def test_each_name_leads_to_its_own_endpoints(two_names: LiveServer) -> None:
    """What a browser visits is at the issuer for both; what a back end calls is where it asked."""
    names = {"localhost": "localhost", "127.0.0.1": "127.0.0.1"}
    for asked, called in names.items():
        told = httpx2.get(
            f"http://{asked}:{two_names.port}/.well-known/openid-configuration", trust_env=False
        ).json()
        assert urlsplit(told["authorization_endpoint"]).hostname == "localhost"
        assert urlsplit(told["end_session_endpoint"]).hostname == "localhost"
        assert {urlsplit(told[name]).hostname for name in CALLED} == {called}


async def test_the_sample_portal_works_on_two_names(two_names: LiveServer) -> None:
    """The portal calls the back-channel base, the person sees the issuer's pages, both agree."""
    settings = Settings(
        issuer=f"http://localhost:{two_names.port}", backchannel_url=two_names.base_url
    )
    portal = create_app(settings)
    async with Person(portal) as person:
        await person.sign_in(USER_CODE)
        assert "Garderie Cœur de Flanelle inc." in person.text
        await person.send("/logout")
        assert person.address.startswith("http://127.0.0.1:8401/")
    metadata = await portal.state.provider.metadata()
    assert metadata["token_endpoint"] == f"{two_names.base_url}/oidc/token"


def test_the_diagnosis_is_quiet_on_two_names(two_names: LiveServer) -> None:
    """Both names are configured, so there is nothing to tell of earlier requests."""
    told = httpx2.get(f"{two_names.base_url}/developper/diagnostic.json", trust_env=False).json()
    assert told["earlier"] == []
    assert [each["code"] for each in told["findings"]] == ["backchannel"]

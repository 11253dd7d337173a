"""Certification plan Dynamic: what a client may register."""

import json
import re
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.protocol import suite_checks as check
from tests.protocol.suite import CALLBACK, PLACE, Suite, Variant

SECTOR = f"{PLACE}/redirect_uris.json"


@pytest.fixture
def variant() -> Variant:
    """Clients register themselves, with keys that sign their assertions."""
    return Variant(auth="private_key_jwt", dynamic=True)


async def test_oidcc_redirect_uri_regfrag(suite: Suite) -> None:
    """An address with a fragment is not registered."""
    response = await suite.register({"redirect_uris": [f"{CALLBACK}#foobar"]})
    assert check.json_of(response, 400)["error"] == "invalid_redirect_uri"


async def _sign_in_page(suite: Suite, **metadata: Any) -> tuple[str, str]:
    """The sign-in page that a client of these metadata brings, and its content policy."""
    party = await suite.client(**metadata)
    person = suite.person()
    begun = await person.http.get(
        await suite.at("authorization_endpoint"), params=party.request(), follow_redirects=True
    )
    assert 'name="code_utilisateur"' in begun.text
    return begun.text, begun.headers["content-security-policy"]


def _links(page: str) -> set[str]:
    return {unescape(found) for found in re.findall(r'<a [^>]*?href="([^"]*)"', page)}


async def test_oidcc_registration_sector_uri(suite: Suite, published: dict[str, bytes]) -> None:
    """A pairwise client is registered when its sector lists its address."""
    assert "pairwise" in (await suite.metadata())["subject_types_supported"]
    published[SECTOR] = json.dumps([CALLBACK]).encode()
    party = await suite.client(subject_type="pairwise", sector_identifier_uri=SECTOR)
    await party.sign_in(suite.person())


async def test_oidcc_registration_sector_bad(suite: Suite, published: dict[str, bytes]) -> None:
    """A pairwise client is refused when its sector does not list its address."""
    published[SECTOR] = json.dumps(["https://example.com/op"]).encode()
    response = await suite.register(
        {
            "redirect_uris": [CALLBACK],
            "subject_type": "pairwise",
            "sector_identifier_uri": SECTOR,
        }
    )
    assert check.json_of(response, 400)["error"] == "invalid_client_metadata"


async def test_oidcc_discovery_endpoint_verification(tls_suite: Suite) -> None:
    """Discovery announces the registration endpoint and what this plan needs beside."""
    metadata = check.discovery(
        await tls_suite.house.http.get(tls_suite.issuer + check.WELL_KNOWN), tls_suite.issuer
    )
    check.https_endpoints(metadata, "registration_endpoint")
    assert "code" in metadata["response_types_supported"]
    assert "authorization_code" in metadata["grant_types_supported"]
    assert "RS256" in metadata["userinfo_signing_alg_values_supported"]
    assert "RS256" in metadata["request_object_signing_alg_values_supported"]
    assert metadata["request_uri_parameter_supported"] is True
    assert "private_key_jwt" in metadata["token_endpoint_auth_methods_supported"]


async def test_oidcc_registration_logo_uri(suite: Suite) -> None:
    """The sign-in page shows the client's logo, and its policy lets the browser load it."""
    logo = f"{PLACE}/logo.png?size=1&kind=x"
    page, policy = await _sign_in_page(suite, logo_uri=logo)
    images = {unescape(found) for found in re.findall(r'<img [^>]*?src="([^"]*)"', page)}
    assert logo in images
    (allowed,) = re.findall(r"img-src ([^;]*)", policy)
    origin = f"{urlsplit(logo).scheme}://{urlsplit(logo).netloc}"
    assert {origin, logo, "https:"} & set(allowed.split())


async def test_oidcc_registration_policy_uri(suite: Suite) -> None:
    """The sign-in page links to the client's policy."""
    page, _ = await _sign_in_page(suite, policy_uri=f"{PLACE}/policy.html")
    assert f"{PLACE}/policy.html" in _links(page)


async def test_oidcc_registration_tos_uri(suite: Suite) -> None:
    """The sign-in page links to the client's terms of service."""
    page, _ = await _sign_in_page(suite, tos_uri=f"{PLACE}/tos.html")
    assert f"{PLACE}/tos.html" in _links(page)

"""Addresses in a client's metadata: which are taken, and which have two readings."""

from typing import Any

import pytest

from sandbox.oidc.registration.metadata import registered
from sandbox.oidc.registration.uris import Addresses
from tests.unit.oidc.registering import CALLBACK, kept, refusal


@pytest.mark.parametrize(
    "uri",
    [
        "https://portail.invalid/retour?a=1&b=%C3%A9",
        "https://portail.invalid:8443",
        "https://xn--portal-9ua.invalid/",
        "http://127.0.0.1:8401/cb",
        "http://[::1]:8401/cb",
        "http://localhost/cb",
        "https://192.0.2.7/cb",
    ],
)
def test_redirect_uris_of_the_web(uri: str) -> None:
    """https anywhere, http on loopback, each kept letter by letter."""
    assert kept(redirect_uris=[uri]).metadata["redirect_uris"] == [uri]


@pytest.mark.parametrize("uri", ["ca.exemple.garderie:/cb", "ca.exemple.garderie://retour?x=1"])
def test_redirect_uris_of_an_application(uri: str) -> None:
    """RFC 8252 section 7.1: a scheme of its own, a domain name turned round; natives only."""
    native = kept(redirect_uris=[uri], application_type="native")
    assert native.metadata["redirect_uris"] == [uri]
    assert refusal(redirect_uris=[uri]).error == "invalid_redirect_uri"


@pytest.mark.parametrize("application_type", ["web", "native"])
@pytest.mark.parametrize(
    "uri",
    [
        "",
        "/retour",
        "//portail.invalid/retour",
        "portail.invalid/retour",
        "https:",
        "https:/portail.invalid",
        "https:portail.invalid",
        "https:///retour",
        "https://portail.invalid/#",
        "https://portail.invalid/#fragment",
        "http://portail.invalid/retour",
        "HTTPS://portail.invalid/",
        "https://moi@portail.invalid/",
        "https://moi:secret@portail.invalid/",
        "https://127.0.0.1:80@portail.invalid/",
        "http://127.0.0.1@portail.invalid/",
        "https://portail.invalid\\@autre.invalid/",
        "https://portail.invalid/../x",
        "https://portail.invalid/a/..",
        "https://portail.invalid/./x",
        "https://portail.invalid/%2e%2E/x",
        "https://portail.invalid/%252e%252e/x",
        "https://portail.invalid/a%5c..%5cb",
        "https://portail.invalid/%0d%0aSet-Cookie:x",
        "https://portail.invalid/%00",
        "https://portail.invalid/ x",
        "https://portail.invalid/\n",
        "https://portail.invalid/é",
        "https://é.invalid/",
        "https://portail.invalid/%",
        "https://portail.invalid/%zz",
        "https://portail.invalid./",
        "https://.portail.invalid/",
        "https://portail..invalid/",
        "https://*.portail.invalid/",
        "https://portail%2einvalid/",
        "https://portail.invalid:/",
        "https://portail.invalid:0/",
        "https://portail.invalid:99999/",
        "https://portail.invalid:8x/",
        "https://[::1/",
        "https://[::g]/",
        "https://[::1];x/",
        "https://[::1]evil.example/",
        "https://[::1].evil.example:80/",
        "https://evil[::1]/",
        "https://[fe80::1%25eth0]/",
        "https://0x7f.1/",
        "https://127.1/",
        "http://2130706433/",
        "http://127.0.0.1.exemple.invalid/",
        "http://localhost.exemple.invalid/",
        "https://portail.invalid/<script>",
        'https://portail.invalid/"',
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "blob:https://portail.invalid/x",
        "about:blank",
        "urn:ietf:wg:oauth:2.0:oob",
        "myapp:/cb",
        "ftp://portail.invalid/",
        "ca.exemple://moi@retour",
        "https://portail.invalid/" + "x" * 2000,
        None,
        7,
        ["https://portail.invalid/"],
        {"uri": CALLBACK},
    ],
)
def test_redirect_uris_that_are_refused(uri: Any, application_type: str) -> None:
    """An address that is unsafe, or that two programs may read in two ways, is not taken."""
    told = refusal(redirect_uris=[CALLBACK, uri], application_type=application_type)
    assert told.error == "invalid_redirect_uri"


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("redirect_uris", CALLBACK),
        ("redirect_uris", []),
        ("redirect_uris", {}),
        ("redirect_uris", [CALLBACK] * 51),
    ],
)
def test_a_list_of_redirect_uris_that_is_none(member: str, value: Any) -> None:
    """The code flow needs a list with an address in it."""
    assert refusal(**{member: value}).error == "invalid_redirect_uri"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ([], "The member redirect_uris is missing."),
        (CALLBACK, "The member redirect_uris is not a list of addresses."),
        (
            [CALLBACK, CALLBACK, "http://portail.invalid/secret"],
            "Entry 3 of redirect_uris is not an https address.",
        ),
    ],
)
def test_an_entry_is_told_by_its_position(value: Any, words: str) -> None:
    """The words are a sentence, say which address is wrong, and repeat nothing that was sent."""
    told = refusal(redirect_uris=value)
    assert told.description == words
    assert set(told.sent) <= {"redirect_uris"}


def test_plain_http_is_for_loopback_and_the_hosts_that_were_named() -> None:
    """A compose name that the operator allowed needs no certificate."""
    uri = "http://portail:8401/retour"
    assert refusal(redirect_uris=[uri]).error == "invalid_redirect_uri"
    named = Addresses(frozenset({"portail"}))
    assert registered({"redirect_uris": [uri]}, named).metadata["redirect_uris"] == [uri]

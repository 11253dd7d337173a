"""RFC 7523 section 3: what a client did not sign, or not in the way it registered, is refused."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from joserfc.jwk import RSAKey

from sandbox.domain.events import Event
from tests.protocol.asserting import KEYED_SECRET, SECRET, ask
from tests.protocol.house import House, basic
from tests.protocol.outside import Outside
from tests.protocol.signers import (
    asserted,
    assertion_claims,
    encoded,
    key,
    keyed_hash,
    public,
    signed,
    unsigned,
)


def _pem() -> bytes:
    found = key("rsa")
    assert isinstance(found, RSAKey)
    return found.as_pem(private=False)


FORGERIES: dict[str, Callable[[dict[str, Any]], str]] = {
    "alg none": lambda claims: unsigned(claims),
    "alg None": lambda claims: unsigned(claims, "None"),
    "alg NONE": lambda claims: unsigned(claims, "NONE"),
    "alg nOnE": lambda claims: unsigned(claims, "nOnE"),
    "alg empty": lambda claims: unsigned(claims, ""),
    "alg a list": lambda claims: f"{encoded({'alg': ['ES256']})}.{encoded(claims)}.AAAA",
    "no alg": lambda claims: f"{encoded({'typ': 'JWT'})}.{encoded(claims)}.AAAA",
    "HS256 with the client's own secret": lambda claims: keyed_hash(claims, KEYED_SECRET),
    "HS256 with the public key in PEM": lambda claims: keyed_hash(claims, _pem()),
    "HS256 with the public JWK": lambda claims: keyed_hash(
        claims, json.dumps(public("rsa")).encode()
    ),
    "RS512": lambda claims: signed(claims, "rsa", "RS512"),
    "another key": lambda claims: signed(claims, "ec2"),
    "another key, our kid": lambda claims: signed(claims, "ec2", kid="ec"),
    "another key in jwk": lambda claims: signed(claims, "ec2", jwk=public("ec2")),
    "another key by jku": lambda claims: signed(
        claims, "ec2", kid="x", jku="http://127.0.0.1:9/jwks"
    ),
    "another key by x5u": lambda claims: signed(claims, "ec2", x5u="http://127.0.0.1:9/x5u"),
    "unknown kid": lambda claims: signed(claims, kid="nowhere"),
    "kid of another kind": lambda claims: signed(claims, kid="rsa"),
    "kid a path": lambda claims: signed(claims, "ec2", kid="../../../../dev/null"),
    "of a request object": lambda claims: signed(claims, typ="oauth-authz-req+jwt"),
    "of a proof": lambda claims: signed(claims, typ="dpop+jwt"),
    "lone surrogate": lambda claims: signed({**claims, "jti": "\ud800"}),
    "critical header": lambda claims: signed(claims, crit=["typ"], typ="JWT"),
    "signature cut": lambda claims: signed(claims)[:-4],
    "signature gone": lambda claims: signed(claims).rpartition(".")[0] + ".",
    "claims exchanged": lambda claims: _spliced(claims),
    "a list": lambda claims: signed(b"[]"),
    "no JSON": lambda claims: signed(b"{"),
    "nested": lambda claims: signed(b"[" * 5000),
    "oversized": lambda claims: signed({**claims, "x": "x" * 20_000}),
    "two parts": lambda claims: signed(claims).rpartition(".")[0],
    "five parts": lambda claims: "a.b.c.d.e",
    "no JWT": lambda claims: "x",
    "not ASCII": lambda claims: "é.é.é",
}


def _spliced(claims: dict[str, Any]) -> str:
    header, _, signature = signed({**claims, "jti": "another"}).split(".")
    return f"{header}.{encoded(claims)}.{signature}"


@pytest.mark.parametrize("name", FORGERIES)
async def test_forgeries_are_refused(signing: House, name: str, outside: Outside) -> None:
    """No header, algorithm or splice makes an assertion good, and none is followed."""
    token = FORGERIES[name](assertion_claims(signing, "keyed"))
    refused = await ask(signing, token)
    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client"), refused.text
    assert not outside.called
    assert token not in repr(await signing.journal(Event.TOKEN_REFUSED))


@pytest.mark.parametrize("alg", ["RS256", "ES256"])
async def test_the_registered_algorithm_is_the_only_one(signing: House, alg: str) -> None:
    """token_endpoint_auth_signing_alg leaves no choice."""
    signer = "rsa" if alg == "RS256" else "ec"
    refused = await ask(signing, signed(assertion_claims(signing, "pinned"), signer, alg))
    assert refused.status_code == 401
    (fact,) = await signing.journal(Event.TOKEN_REFUSED)
    assert (fact.data["sent"]["alg"], fact.data["expected"]) == (alg, {"alg": "PS256"})
    assert fact.data["cite"] == "RFC 7523 section 3"


async def test_a_short_secret_is_no_key(signing: House) -> None:
    """HS256 needs a secret of 32 octets (RFC 7518 section 3.2)."""
    forged = f"{encoded({'alg': 'HS256'})}.{encoded(assertion_claims(signing, 'short'))}.AAAA"
    refused = await ask(signing, forged)
    assert refused.status_code == 401
    (fact,) = await signing.journal(Event.TOKEN_REFUSED)
    assert "32 octets" in fact.data["hint"]


@pytest.mark.parametrize(
    ("client_id", "signer", "alg"),
    [("sealed", "ec", "ES256"), ("keyed", SECRET, "HS256"), ("portal", "ec", "ES256")],
)
async def test_the_method_is_the_registered_one(
    signing: House, client_id: str, signer: str, alg: str
) -> None:
    """A client registered for a secret, or for the other kind of assertion, is not recognised."""
    refused = await ask(signing, signed(assertion_claims(signing, client_id), signer, alg))
    assert refused.status_code == 401
    (fact,) = await signing.journal(Event.TOKEN_REFUSED)
    assert "token_endpoint_auth_method" in fact.data["expected"]


async def test_the_secret_of_an_asserting_client_opens_nothing(signing: House) -> None:
    """A client registered for assertions is not recognised by its secret, sent either way."""
    sent = {"grant_type": "refresh_token", "refresh_token": "x"}
    by_header = await signing.http.post("/oidc/token", data=sent, headers=basic("sealed", SECRET))
    in_body = {**sent, "client_id": "sealed", "client_secret": SECRET}
    by_body = await signing.http.post("/oidc/token", data=in_body)
    alone = await signing.http.post("/oidc/token", data={**sent, "client_id": "keyed"})
    assert {by_header.status_code, by_body.status_code, alone.status_code} == {401}


@pytest.mark.parametrize(
    ("headers", "more"),
    [
        (basic("keyed", "x"), {}),
        ({}, {"client_secret": "x"}),
        ({"Authorization": "Bearer x"}, {}),
    ],
)
async def test_mixed_methods_are_refused(
    signing: House, headers: dict[str, str], more: dict[str, str]
) -> None:
    """An assertion goes with no other way to authenticate (RFC 6749 section 2.3)."""
    sent = {**asserted(signed(assertion_claims(signing, "keyed"))), **more}
    refused = await signing.http.post("/oidc/token", data=sent, headers=headers)
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize(
    "sent",
    [
        {"client_assertion_type": "urn:x", "client_assertion": "e30.e30.e30"},
        {"client_assertion": "e30.e30.e30"},
        {**asserted(""), "client_id": "keyed"},
        {"client_assertion_type": asserted("")["client_assertion_type"]},
    ],
)
async def test_half_an_assertion_is_refused(signing: House, sent: dict[str, str]) -> None:
    """The type and the assertion come together, and the type is the one of RFC 7523."""
    refused = await signing.http.post("/oidc/token", data=sent)
    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")

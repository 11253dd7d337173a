"""RFC 7523 and Core section 9: clients that authenticate by a signed assertion."""

import asyncio
import json
from collections import Counter
from typing import Any

import pytest

from sandbox.domain.events import Event
from sandbox.domain.provider import SeenAssertion
from tests.protocol.asserting import SECRET, ask, known
from tests.protocol.cast import CALLBACK, client, fill
from tests.protocol.house import SITE, VERIFIER, House
from tests.protocol.outside import Outside
from tests.protocol.signers import asserted, assertion_claims, enrol, key_set, signed

TOKEN = f"{SITE}/oidc/token"


@pytest.mark.parametrize(
    ("client_id", "signer", "alg"),
    [
        ("keyed", "rsa", "RS256"),
        ("keyed", "rsa", "PS256"),
        ("keyed", "ec", "ES256"),
        ("keyed", "ed", "EdDSA"),
        ("keyed", "ed", "Ed25519"),
        ("pinned", "rsa", "PS256"),
        ("sealed", SECRET, "HS256"),
    ],
)
async def test_each_kind_of_assertion_authenticates(
    signing: House, client_id: str, signer: str, alg: str
) -> None:
    """A code is redeemed by a client that signs with its key, or with its secret."""
    code = await signing.browser().code(client_id)
    sent = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}
    sent |= asserted(signed(assertion_claims(signing, client_id), signer, alg))
    answer = await signing.http.post("/oidc/token", data={**sent, "code_verifier": VERIFIER})
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("path", ["token", "introspect", "revoke"])
async def test_every_back_channel_endpoint_takes_an_assertion(signing: House, path: str) -> None:
    """Introspection and revocation recognise the client as the token endpoint does."""
    own = f"{SITE}/oidc/{path}"
    for audience in (SITE, own, TOKEN, ["https://elsewhere.example", own]):
        claims = assertion_claims(signing, "keyed", aud=audience)
        assert known(await ask(signing, signed(claims), path)), audience


async def test_client_id_may_be_repeated_beside_the_assertion(signing: House) -> None:
    """The same client_id in the body is accepted; another one is refused (RFC 7521 4.2)."""
    same = signed(assertion_claims(signing, "keyed"))
    assert known(await ask(signing, same, client_id="keyed"))
    other = await ask(signing, signed(assertion_claims(signing, "keyed")), client_id="stranger")
    assert (other.status_code, other.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "stranger"},
        {"iss": None},
        {"sub": "stranger"},
        {"sub": None},
        {"sub": ["keyed"]},
        {"aud": None},
        {"aud": "https://elsewhere.example"},
        {"aud": []},
        {"aud": [[SITE]]},
        {"aud": {SITE: 1}},
        {"aud": f"{SITE}/"},
        {"aud": f"{SITE}/oidc/userinfo"},
        {"exp": None},
        {"exp": "soon"},
        {"exp": True},
        {"exp": float("nan")},
        {"exp": float("inf")},
        {"exp": 10**400},
        {"exp": -(10**400)},
        {"jti": None},
        {"jti": ""},
        {"jti": 7},
        {"iat": "now"},
        {"nbf": [1]},
    ],
    ids=str,
)
async def test_claims_that_are_not_right_are_refused(
    signing: House, changed: dict[str, Any]
) -> None:
    """A good signature does not make up for a missing, foreign or malformed claim."""
    refused = await ask(signing, signed(assertion_claims(signing, "keyed", **changed)))
    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")
    assert refused.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("name", "seconds", "good"),
    [
        ("exp", -29, True),
        ("exp", -30, False),
        ("exp", 3600, True),
        ("exp", 3601, False),
        ("iat", 30, True),
        ("iat", 31, False),
        ("nbf", 10, True),
        ("nbf", 61, False),
    ],
)
async def test_dates_are_checked_by_the_protocol_hand(
    signing: House, name: str, seconds: int, good: bool
) -> None:
    """Thirty seconds of leeway, an hour of life, and no more."""
    claims = assertion_claims(signing, "keyed", **{name: signing.watch.now + seconds})
    assert known(await ask(signing, signed(claims))) == good


async def test_an_assertion_is_taken_once(signing: House) -> None:
    """The same assertion a second time is refused, even at another endpoint, and even though the
    first request was refused for something else.
    """
    token = signed(assertion_claims(signing, "keyed"))
    assert known(await ask(signing, token))
    assert not known(await ask(signing, token))
    assert not known(await ask(signing, token, "introspect"))
    hints = [fact.data["hint"] for fact in await signing.journal(Event.TOKEN_REFUSED)]
    assert "jti was used before" in hints[-1]


async def test_a_jti_is_of_one_client(signing: House) -> None:
    """Two clients may draw the same jti."""
    assert known(await ask(signing, signed(assertion_claims(signing, "keyed", jti="1"))))
    mine = signed(assertion_claims(signing, "stranger", jti="1"), "ec2")
    assert known(await ask(signing, mine))


async def test_a_forgery_burns_no_jti(signing: House) -> None:
    """What the client did not sign leaves its jti free."""
    claims = assertion_claims(signing, "keyed")
    assert not known(await ask(signing, signed(claims, "ec2")))
    assert known(await ask(signing, signed(claims)))


async def test_of_twelve_replays_at_once_one_is_taken(filed_house: House) -> None:
    """Of the same assertion sent in parallel exactly one is recognised."""
    house = filed_house
    method: dict[str, Any] = {
        "token_endpoint_auth_method": "private_key_jwt",
        "jwks": key_set("ec"),
    }
    await enrol(house, client("keyed", **method))
    token = signed(assertion_claims(house, "keyed"))
    answers = await asyncio.gather(*(ask(house, token) for _ in range(12)))
    assert Counter(known(answer) for answer in answers) == {True: 1, False: 11}


async def test_stale_marks_are_swept(signing: House) -> None:
    """A jti is remembered as long as its assertion could be shown, and no longer."""
    await ask(signing, signed(assertion_claims(signing, "keyed")))
    signing.watch.forward(91)
    await ask(signing, signed(assertion_claims(signing, "keyed")))
    async with signing.desk.look("default") as (tx, _):
        assert await tx.count(SeenAssertion) == 1


async def test_keys_are_read_at_the_jwks_uri_and_again_when_they_turn(
    house: House, outside: Outside
) -> None:
    """A kid that is not held makes the key set be read anew; one that was withdrawn is gone."""
    uri = "https://client.example/jwks"
    method = {"token_endpoint_auth_method": "private_key_jwt", "jwks_uri": uri}
    await enrol(house, client("away", **method))
    outside.documents[uri] = json.dumps(key_set("ec")).encode()
    assert known(await ask(house, signed(assertion_claims(house, "away"), kid="ec")))
    outside.documents[uri] = json.dumps(key_set("ec2")).encode()
    assert known(await ask(house, signed(assertion_claims(house, "away"), "ec2", kid="ec2")))
    assert outside.called == [uri, uri]
    assert not known(await ask(house, signed(assertion_claims(house, "away"), kid="ec")))


async def test_keys_that_cannot_be_read_are_told(house: House, outside: Outside) -> None:
    """A jwks_uri that does not answer refuses the client, and the journal says why."""
    method = {"token_endpoint_auth_method": "private_key_jwt"}
    await enrol(house, client("away", **method, jwks_uri="https://client.example/jwks"))
    refused = await ask(house, signed(assertion_claims(house, "away")))
    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")
    assert outside.called == ["https://client.example/jwks"]
    (fact,) = await house.journal(Event.TOKEN_REFUSED)
    assert "jwks_uri could not be read: no answer in time" in fact.data["hint"]


async def test_discovery_announces_assertions(house: House) -> None:
    """Methods and algorithms are announced for each endpoint that authenticates clients."""
    told = (await house.http.get("/.well-known/openid-configuration")).json()
    for endpoint in ("token", "introspection", "revocation"):
        methods = told[f"{endpoint}_endpoint_auth_methods_supported"]
        assert {"private_key_jwt", "client_secret_jwt"} <= set(methods)
        algs = told[f"{endpoint}_endpoint_auth_signing_alg_values_supported"]
        assert {"RS256", "PS256", "ES256", "EdDSA", "HS256"} <= set(algs)
        assert "none" not in algs


async def test_an_assertion_for_another_space_is_refused(house: House) -> None:
    """The same client in two spaces has two servers: what was made for one opens nothing else."""
    await fill(house.desk, "classe-2")
    method: dict[str, Any] = {"token_endpoint_auth_method": "private_key_jwt"}
    for space in ("default", "classe-2"):
        async with house.desk.work(space) as (tx, _):
            await tx.add(client("twice", **method, jwks=key_set("ec")))
    sent = {"grant_type": "refresh_token", "refresh_token": "x"}
    for audience, good in ((SITE, False), (f"{SITE}/b/classe-2", True)):
        shown = asserted(signed(assertion_claims(house, "twice", aud=audience)))
        answer = await house.http.post("/b/classe-2/oidc/token", data={**sent, **shown})
        assert known(answer) == good

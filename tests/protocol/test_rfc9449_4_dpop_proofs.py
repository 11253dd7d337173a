"""RFC 9449 section 4: a proof is for one request, by the key in it, and is shown once."""

import asyncio
import base64
from collections import Counter
from typing import Any

import pytest
from joserfc.jwk import ECKey, RSAKey

from sandbox.domain.events import Event
from sandbox.domain.provider import SeenAssertion
from sandbox.oidc.jose.algorithms import ASYMMETRIC
from sandbox.oidc.possession.proofs import plain_uri
from tests.protocol.house import SITE, House
from tests.protocol.proving import TOKEN, Prover, key_for, prover

PRIVATE = key_for("ES256").as_dict(private=True)
WEAK = {"kty": "RSA", "e": "AQAB", "n": base64.urlsafe_b64encode(b"\xff" * 128).decode()}
HMAC = {"kty": "oct", "k": base64.urlsafe_b64encode(b"k" * 32).decode()}


@pytest.mark.parametrize("alg", ASYMMETRIC)
async def test_every_algorithm_that_is_announced_proves(house: House, alg: str) -> None:
    """`dpop_signing_alg_values_supported` is what the token endpoint takes."""
    told = (await house.http.get("/.well-known/openid-configuration")).json()
    assert alg in told["dpop_signing_alg_values_supported"]
    assert (await (await prover(house, alg)).tokens())["token_type"] == "DPoP"


@pytest.mark.parametrize(
    "changes",
    [
        {"header_typ": None},
        {"header_typ": "JWT"},
        {"header_typ": ["dpop+jwt"]},
        {"header_alg": "none"},
        {"header_alg": "HS256"},
        {"header_alg": "RS256"},
        {"header_alg": "ES512"},
        {"header_alg": None},
        {"header_alg": ["ES256"]},
        {"header_crit": ["b64"], "header_b64": True},
        {"header_jwk": None},
        {"header_jwk": "key"},
        {"header_jwk": []},
        {"header_jwk": {}},
        {"header_jwk": HMAC},
        {"header_jwk": WEAK},
        {"header_jwk": PRIVATE},
        {"header_jwk": {**key_for("ES256").as_dict(private=False), "d": "AA"}},
        {"header_jwk": {**key_for("ES256").as_dict(private=False), "crv": "P-384"}},
        {"header_jwk": key_for("ES256", "other").as_dict(private=False)},
        {"header_jwk": key_for("RS256").as_dict(private=False)},
        {"header_jwk": key_for("Ed25519").as_dict(private=False)},
        {"jti": None},
        {"jti": ""},
        {"jti": 7},
        {"jti": "x" * 201},
        {"htm": None},
        {"htm": "GET"},
        {"htm": "post"},
        {"htm": ["POST"]},
        {"htu": None},
        {"htu": ""},
        {"htu": 7},
        {"htu": TOKEN},
        {"htu": "https://127.0.0.1:8400/oidc/token"},
        {"htu": "http://127.0.0.1:8401/oidc/token"},
        {"htu": "http://127.0.0.1/oidc/token"},
        {"htu": "http://127.0.0.1:8400@evil.invalid/oidc/token"},
        {"htu": "http://moi@127.0.0.1:8400/oidc/token"},
        {"htu": f"{SITE}/oidc/token/"},
        {"htu": f"{SITE}/oidc/userinfo"},
        {"htu": f"{SITE}/oidc/../oidc/token"},
        {"htu": f"{SITE}/b/classe-2/oidc/token"},
        {"htu": f"{SITE}/oidc%2Ftoken"},
        {"htu": "http://[::1"},
        {"iat": None},
        {"iat": "now"},
        {"iat": True},
        {"iat": [0]},
        {"iat": 0},
        {"iat": -1},
        {"iat": 10**400},
        {"iat": 1e300},
        {"nbf": 10**12},
        {"nonce": 7},
        {"nonce": ""},
        {"ath": 7},
    ],
)
async def test_a_malformed_proof_is_refused(house: House, changes: dict[str, Any]) -> None:
    """Section 4.3: each thing that can be wrong is, and the code is good for a proof in order."""
    one = await prover(house)
    form = await one.code()
    refused = await one.token(form, one.proof(**changes))
    assert refused.status_code == 400
    assert refused.json()["error"] == "invalid_dpop_proof"
    assert refused.headers["dpop-nonce"]
    (fact,) = await house.journal(Event.TOKEN_REFUSED)
    assert fact.data["cite"].startswith("RFC 9449")
    assert (await one.token(form)).status_code == 200


@pytest.mark.parametrize(
    "text", ["x", "a.b.c", "..", "a.b", "a.b.c.d.e", "e30.e30.", "W10.W10.AA", "x" * 20_000, "\xe9"]
)
async def test_what_is_no_jws_is_refused(house: House, text: str) -> None:
    """Whatever stands in the header, the answer is the standard error."""
    one = await prover(house)
    headers = {**one.client.basic, "DPoP": text.encode("latin-1").decode("latin-1")}
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    refused = await house.http.post(TOKEN, data=await one.code(), headers=raw)
    assert refused.status_code == 400
    assert refused.json()["error"] == "invalid_dpop_proof"


@pytest.mark.parametrize("claims", [[], "x", 7, None])
async def test_claims_that_are_no_object_are_refused(house: House, claims: Any) -> None:
    """A signed text is no proof."""
    one = await prover(house)
    header = {"typ": "dpop+jwt", "alg": "ES256", "jwk": one.key.as_dict(private=False)}
    refused = await one.token(await one.code(), one.signed(header, claims))
    assert refused.json()["error"] == "invalid_dpop_proof"


async def test_a_signature_by_another_key_is_refused(house: House) -> None:
    """The key in the header is the one that signed, or nothing is proven."""
    one = await prover(house)
    head, claims, _ = one.proof().split(".")
    strange = one.proof().rpartition(".")[2]
    refused = await one.token(await one.code(), f"{head}.{claims}.{strange}")
    assert refused.json()["error"] == "invalid_dpop_proof"


async def test_exactly_one_header(house: House) -> None:
    """Section 4.3 item 1: two proofs are none."""
    one = await prover(house)
    raw = [
        *((name.encode(), value.encode()) for name, value in one.client.basic.items()),
        (b"dpop", one.proof().encode()),
        (b"dpop", one.proof().encode()),
    ]
    refused = await house.http.post(TOKEN, data=await one.code(), headers=raw)
    assert refused.json()["error"] == "invalid_dpop_proof"
    joined = f"{one.proof()}, {one.proof()}"
    refused = await one.token(await one.code(), joined)
    assert refused.json()["error"] == "invalid_dpop_proof"


@pytest.mark.parametrize(
    "htu",
    [
        f"{SITE}/oidc/token?a=1",
        f"{SITE}/oidc/token#x",
        "HTTP://127.0.0.1:8400/oidc/token",
        f"{SITE}/oidc/%74oken",
        f"{SITE}/%6Fidc/token",
    ],
)
async def test_one_address_has_several_spellings(house: House, htu: str) -> None:
    """Section 4.3: the address is compared after normalisation, without query and fragment."""
    one = await prover(house)
    answer = await one.token(await one.code(), one.proof(htu=htu))
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://A.invalid:443/x", "https://a.invalid/x", True),
        ("http://a.invalid:80", "http://a.invalid/", True),
        ("https://a.invalid/%7Ex%2f", "https://a.invalid/~x%2F", True),
        ("https://a.invalid:444/x", "https://a.invalid/x", False),
        ("https://a.invalid/X", "https://a.invalid/x", False),
        ("https://a.invalid/%2F", "https://a.invalid//", False),
        ("http://a.invalid/x", "https://a.invalid/x", False),
    ],
)
def test_normalisation_of_addresses(one: str, other: str, same: bool) -> None:
    """RFC 3986 sections 6.2.2 and 6.2.3, and no further."""
    assert (plain_uri(one) == plain_uri(other)) is same


@pytest.mark.parametrize(("age", "taken"), [(-40, False), (-30, True), (60, True), (61, False)])
async def test_a_proof_is_good_for_a_minute(house: House, age: int, taken: bool) -> None:
    """By the protocol hand: a minute back, half a minute ahead for watches that differ."""
    one = await prover(house)
    proof = one.proof(iat=int(house.watch.now) - age)
    answer = await one.token(await one.code(), proof)
    assert (answer.status_code == 200) is taken


async def test_a_proof_is_shown_once(house: House) -> None:
    """Section 11.1: the same proof a second time is refused, even after a refused request."""
    one = await prover(house)
    proof = one.proof()
    assert (await one.token(await one.code(), proof)).status_code == 200
    again = await one.token(await one.code(), proof)
    assert again.json()["error"] == "invalid_dpop_proof"
    proof = one.proof()
    unknown = {"grant_type": "refresh_token", "refresh_token": "unknown"}
    assert (await one.token(unknown, proof)).json()["error"] == "invalid_grant"
    assert (await one.token(await one.code(), proof)).json()["error"] == "invalid_dpop_proof"


async def test_a_jti_belongs_to_its_key(house: House) -> None:
    """What one client shows does not burn the `jti` of another."""
    one, other = await prover(house), await prover(house, name="other")
    assert (await one.token(await one.code(), one.proof(jti="same"))).status_code == 200
    assert (await other.token(await other.code(), other.proof(jti="same"))).status_code == 200


async def test_marks_are_kept_no_longer_than_a_proof_is_good(house: House) -> None:
    """The store forgets what could not be shown again anyway."""
    one = await prover(house)
    await one.tokens()
    house.watch.forward(120)
    await one.tokens()
    async with house.desk.look("default") as (tx, _):
        assert await tx.count(SeenAssertion) == 1


async def test_twelve_requests_with_one_proof_have_one_winner(filed_house: House) -> None:
    """A proof that is raced is shown once, whatever each request had read."""
    one = await prover(filed_house)
    forms = [await one.code() for _ in range(12)]
    proof = one.proof()
    answers = await asyncio.gather(*(one.token(form, proof) for form in forms))
    assert Counter(answer.status_code for answer in answers) == {200: 1, 400: 11}
    errors = {answer.json()["error"] for answer in answers if answer.status_code == 400}
    assert errors == {"invalid_dpop_proof"}


async def test_a_proof_of_nobody_we_know_marks_nothing(house: House) -> None:
    """Only requests of registered clients leave a mark in the store."""
    one = await prover(house)
    stranger = Prover(house, one.client)
    form = {"grant_type": "authorization_code", "code": "x", "client_id": "unknown"}
    headers = {"DPoP": stranger.proof()}
    refused = await house.http.post(TOKEN, data=form, headers=headers)
    assert refused.json()["error"] == "invalid_client"
    async with house.desk.look("default") as (tx, _):
        assert await tx.count(SeenAssertion) == 0


async def test_a_refusal_never_repeats_the_proof(house: House) -> None:
    """Neither the journal nor the answer holds what was sent."""
    one = await prover(house)
    proof = one.proof(header_jwk=RSAKey.generate_key(2048).as_dict(private=True))
    refused = await one.token(await one.code(), proof)
    (fact,) = await house.journal(Event.TOKEN_REFUSED)
    for part in proof.split("."):
        assert part[:30] not in refused.text + repr(fact)


async def test_a_high_assurance_client_signs_its_proofs_accordingly(house: House) -> None:
    """FAPI 2.0 section 5.4.1 holds for proofs as well: no RS256."""
    key = ECKey.generate_key("P-256")
    members: dict[str, Any] = {
        "security_profile": "fapi2",
        "jwks": {"keys": [key.as_dict(private=False)]},
    }
    client = await prover(house, "RS256", **members)
    form = {"grant_type": "refresh_token", "refresh_token": "x"}
    refused = await client.token(form)
    assert refused.json()["error"] == "invalid_dpop_proof"

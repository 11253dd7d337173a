"""RFC 7591 and OpenID Connect Registration 1.0: a client registers itself and is told all of it."""

import json
from typing import Any

import pytest
from joserfc.jwk import RSAKey

from sandbox.domain.events import Event
from sandbox.domain.provider import Client
from sandbox.services import client_registration
from tests.protocol.cast import CALLBACK, NOON
from tests.protocol.house import SITE, House
from tests.protocol.registering import REGISTER, ask, registered

SECTOR = "https://secteur.exemple.invalid/adresses.json"


async def test_a_client_registers_and_is_told_all_of_it(house: House) -> None:
    """201 with the identifiers, the secret, the way to manage it and every default (3.2.1)."""
    answer = await ask(house, client_name="Portail", **{"client_name#en": "Portal"})
    assert answer.status_code == 201
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    told = answer.json()
    assert told["client_secret_expires_at"] == 0
    assert told["client_id_issued_at"] == int(NOON.timestamp())
    assert told["registration_client_uri"] == f"{SITE}{REGISTER}/{told['client_id']}"
    assert len(told["client_secret"]) >= 43
    assert told["client_name"] == "Portail"
    assert told["client_name#en"] == "Portal"
    assert told["redirect_uris"] == [CALLBACK]
    assert told["token_endpoint_auth_method"] == "client_secret_basic"
    assert "leniencies" not in told


async def test_a_registered_client_signs_a_person_in_and_refreshes(house: House) -> None:
    """It registered no scope, so none is answered and every one may be asked for."""
    client = await registered(house, grant_types=["authorization_code", "refresh_token"])
    assert "scope" not in client.told
    scope = "openid profile email address phone entreprise pes offline_access"
    code = await house.browser().code(client.client_id, scope=scope)
    tokens = (await client.redeem(code)).json()
    claims = await house.read(tokens["id_token"])
    assert claims["aud"] == client.client_id
    assert (await client.refresh(tokens["refresh_token"])).status_code == 200


async def test_the_registration_access_token_is_kept_by_digest(house: House) -> None:
    """The row of a client holds nothing that manages it."""
    client = await registered(house)
    async with house.desk.look("default") as (tx, _):
        row = await tx.need(Client, client.client_id)
    assert row.registration_hash
    assert client.token not in repr(row)


async def test_the_journal_names_the_client_and_none_of_its_secrets(house: House) -> None:
    """A registration leaves one fact, without secret or token."""
    client = await registered(house, client_name="Portail")
    (fact,) = await house.journal(Event.CLIENT_REGISTERED)
    assert fact.subject == client.client_id
    assert fact.data["client_name"] == "Portail"
    assert client.token not in repr(fact)
    assert client.told["client_secret"] not in repr(fact)


async def test_a_public_client_gets_no_secret(house: House) -> None:
    """Without a secret there is no date on which it expires either."""
    client = await registered(house, token_endpoint_auth_method="none")
    assert not {"client_secret", "client_secret_expires_at"} & set(client.told)


async def test_leniencies_are_answered_to_whoever_asked(house: House) -> None:
    """A named exception is kept, told, and journaled."""
    client = await registered(house, leniencies=["either-secret-method"])
    assert client.told["leniencies"] == ["either-secret-method"]
    (fact,) = await house.journal(Event.CLIENT_REGISTERED)
    assert fact.data["leniencies"] == ["either-secret-method"]


async def test_discovery_announces_the_endpoint(house: House) -> None:
    """`registration_endpoint` is where registration answers."""
    told = (await house.http.get("/.well-known/openid-configuration")).json()
    assert told["registration_endpoint"] == SITE + REGISTER


async def test_an_asked_algorithm_signs_its_id_tokens(house: House) -> None:
    """Two registrations, two algorithms (Registration section 2)."""
    for alg in ("ES256", "PS256"):
        client = await registered(house, id_token_signed_response_alg=alg)
        tokens = (await client.redeem(await house.browser().code(client.client_id))).json()
        assert (await house.read(tokens["id_token"]))["aud"] == client.client_id


@pytest.mark.parametrize(
    "document", [b"", b"{}", b"[]", b"7", b'["https://x"]', b'[["x"]]', b"[" * 5000, b"\xff", None]
)
async def test_a_sector_document_must_list_every_redirect_uri(
    house: House, published: dict[str, bytes], document: bytes | None
) -> None:
    """Registration section 5: what is not an array of them, or cannot be read, is refused."""
    if document is not None:
        published[SECTOR] = document
    refused = await ask(house, sector_identifier_uri=SECTOR, subject_type="pairwise")
    assert refused.status_code == 400
    assert refused.json()["error"] == "invalid_client_metadata"


async def test_a_corrected_sector_document_is_seen_at_once(
    house: House, published: dict[str, bytes]
) -> None:
    """Each registration reads the document anew."""
    published[SECTOR] = b"[]"
    assert (await ask(house, sector_identifier_uri=SECTOR)).status_code == 400
    uris = [CALLBACK, "https://b.exemple.invalid/cb"]
    published[SECTOR] = json.dumps(uris).encode()
    client = await registered(house, sector_identifier_uri=SECTOR, redirect_uris=uris)
    assert client.told["subject_type"] == "pairwise"


async def test_clients_of_one_sector_know_a_person_by_one_subject(
    house: House, published: dict[str, bytes]
) -> None:
    """Core section 8.1: the sector document joins what hosts would keep apart."""
    published[SECTOR] = json.dumps([CALLBACK]).encode()
    found = []
    for members in ({"sector_identifier_uri": SECTOR}, {"sector_identifier_uri": SECTOR}, {}):
        client = await registered(house, **members)
        tokens = (await client.redeem(await house.browser().code(client.client_id))).json()
        found.append((await house.read(tokens["id_token"]))["sub"])
    assert found[0] == found[1] != found[2]


BODIES: list[tuple[bytes, str]] = [
    (b"", "application/json"),
    (b"{", "application/json"),
    (b"[]", "application/json"),
    (b"null", "application/json"),
    (b'"x"', "application/json"),
    (b"{}", "text/plain"),
    (b"{}", ""),
    (b"{}", "application/x-www-form-urlencoded"),
    (b"\xff\xfe{}", "application/json"),
    (b'\xef\xbb\xbf{"redirect_uris": []}', "application/json"),
    (b'{"a": 1, "a": 2}', "application/json"),
    (b'{"jwks": {"keys": [], "keys": []}}', "application/json"),
    (b'{"default_max_age": NaN}', "application/json"),
    (b'{"default_max_age": 1e999}', "application/json"),
    (b'{"default_max_age": ' + b"9" * 5000 + b"}", "application/json"),
    (b'{"client_name": "\\ud800"}', "application/json"),
    (b'{"\\ud800": 1}', "application/json"),
    (b'{"\\u0000": 1}', "application/json"),
    (b'{"x": ' + b"[" * 30 + b"]" * 30 + b"}", "application/json"),
    (b'{"x": ' + b"[" * 30_000 + b"]" * 30_000 + b"}", "application/json"),
    (b'{"x": ' + b'{"x":' * 10_000, "application/json"),
]


@pytest.mark.parametrize(("body", "kind"), BODIES)
async def test_bodies_that_cannot_be_read_in_one_way(house: House, body: bytes, kind: str) -> None:
    """Neither JSON with two readings nor anything else reaches the metadata."""
    headers = {"Content-Type": kind} if kind else {}
    refused = await house.http.post(REGISTER, content=body, headers=headers)
    assert refused.status_code == 400, body[:60]
    assert refused.json()["error"] == "invalid_request"


async def test_a_body_that_is_too_long_is_not_read(house: House) -> None:
    """The size is bounded before anything is parsed."""
    assert (await ask(house, client_name="x" * 70_000)).status_code == 413


@pytest.mark.parametrize(
    ("members", "error"),
    [
        ({"redirect_uris": ["https://x.invalid/#f"]}, "invalid_redirect_uri"),
        ({"redirect_uris": []}, "invalid_redirect_uri"),
        ({"initiate_login_uri": "http://x.invalid/"}, "invalid_client_metadata"),
        ({"software_statement": "a.b.c"}, "unapproved_software_statement"),
        ({"jwks": {"keys": [{"kty": "oct", "k": "aaaa"}]}}, "invalid_client_metadata"),
    ],
)
async def test_refused_metadata_registers_nothing(
    house: House, members: dict[str, Any], error: str
) -> None:
    """RFC 7591 section 3.2.2 on the wire; the hint and the section in the journal."""
    refused = await ask(house, **members)
    assert refused.status_code == 400
    assert refused.json()["error"] == error
    assert refused.headers["cache-control"] == "no-store"
    (fact,) = await house.journal(Event.REGISTRATION_REFUSED)
    assert fact.data["hint"]
    assert fact.data["cite"]
    assert not await house.journal(Event.CLIENT_REGISTERED)


async def test_a_private_key_that_was_sent_reaches_no_journal(house: House) -> None:
    """What a developer sent by mistake is not kept by us."""
    private = RSAKey.generate_key(2048).as_dict(private=True)
    refused = await ask(house, jwks={"keys": [private]})
    (fact,) = await house.journal(Event.REGISTRATION_REFUSED)
    for name in ("d", "p", "n"):
        assert str(private[name]) not in refused.text + repr(fact)


async def test_a_space_holds_so_many_registered_clients_and_no_more(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever registers without end does not fill the disk; seeded clients do not count."""
    monkeypatch.setattr(client_registration, "MOST_REGISTERED", 2)
    first = await registered(house)
    await registered(house)
    refused = await ask(house)
    assert refused.status_code == 503
    assert refused.json()["error"] == "temporarily_unavailable"
    await first.manage("DELETE")
    await registered(house)


async def test_what_is_kept_of_a_client_is_bounded(house: House) -> None:
    """A thousand clients are read at once in places, so none may hold a book."""
    refused = await ask(house, request_uris=[f"{SITE}/{n}{'x' * 900}" for n in range(40)])
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_client_metadata")
    assert (await ask(house, request_uris=[f"{SITE}/{n}" for n in range(40)])).status_code == 201


async def test_the_endpoint_takes_only_post(house: House) -> None:
    """Nobody lists what is registered."""
    for method in ("GET", "PUT", "DELETE", "PATCH"):
        refused = await house.http.request(method, REGISTER)
        assert refused.status_code == 405
        assert refused.headers["allow"] == "POST, OPTIONS"

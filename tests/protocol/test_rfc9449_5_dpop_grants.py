"""RFC 9449 section 5: one proof binds whatever the grant: devices and exchanged tokens too."""

import pytest

from sandbox.services.site import Site
from tests.protocol.cast import PLACES, fill
from tests.protocol.conftest import _house
from tests.protocol.device import GRANT, OFFLINE, TV, asked, decide
from tests.protocol.exchanging import ACCESS, GATEWAY, told
from tests.protocol.exchanging import GRANT as EXCHANGE
from tests.protocol.house import SECRETS, House
from tests.protocol.proving import Prover, key_for
from tests.protocol.registering import Registered


def known(house: House, client_id: str, name: str = "") -> Prover:
    """A client of the cast with a key of its own."""
    row = {"client_id": client_id}
    secret = {"client_secret": SECRETS[client_id]} if SECRETS[client_id] else {}
    return Prover(house, Registered(house, row | secret), "ES256", key_for("ES256", name))


def exchange_of(token: str, **params: str) -> dict[str, str]:
    """The form of a token exchange."""
    return {
        "grant_type": EXCHANGE,
        "subject_token": token,
        "subject_token_type": ACCESS,
        **params,
    }


async def test_a_device_polls_with_a_proof_and_is_bound(house: House) -> None:
    """Each poll shows a proof of its own; the refresh token of a public device needs its key."""
    device = known(house, TV)
    codes = await asked(house, scope=OFFLINE)
    form = {"grant_type": GRANT, "device_code": codes["device_code"]}
    assert (await device.token(form)).json()["error"] == "authorization_pending"
    await decide(house, codes["user_code"])
    house.watch.forward(10)
    tokens = (await device.token(form)).json()
    assert tokens["token_type"] == "DPoP"
    assert (await device.resource(tokens["access_token"])).status_code == 200
    stolen = await known(house, TV, "other").refresh(tokens["refresh_token"])
    assert stolen.json()["error"] == "invalid_grant"
    assert (await device.refresh(tokens["refresh_token"])).status_code == 200


async def test_an_exchanged_token_is_bound_to_the_key_that_was_proven(house: House) -> None:
    """The client proves the key of its own subject token, and what it gets has that key."""
    gateway = known(house, GATEWAY)
    subject = (await gateway.tokens("openid pes places:read"))["access_token"]
    bare = await gateway.token(exchange_of(subject), "")
    assert bare.json()["error"] == "invalid_request"
    issued = (await gateway.token(exchange_of(subject))).json()
    assert issued["token_type"] == "DPoP"
    assert (await told(house, issued["access_token"]))["cnf"] == {"jkt": gateway.jkt}


async def test_a_resource_that_exchanges_inherits_no_key(house: House) -> None:
    """A resource cannot prove its caller's key: what it gets is bound to its own, or to none."""
    gateway, places = known(house, GATEWAY), known(house, "places", "other")
    form = await gateway.code(scope="openid pes places:read", resource=PLACES)
    subject = (await gateway.token(form)).json()["access_token"]
    plain = (await places.token(exchange_of(subject), "")).json()
    assert plain["token_type"] == "Bearer"
    assert "cnf" not in await told(house, plain["access_token"], "places")
    bound = (await places.token(exchange_of(subject))).json()
    assert (await told(house, bound["access_token"], "places"))["cnf"] == {"jkt": places.jkt}


@pytest.mark.parametrize(
    ("htu", "taken"),
    [
        ("https://clicsequr.exemple.invalid/essai/oidc/token", True),
        ("http://sandbox:8400/oidc/token", True),
        ("https://clicsequr.exemple.invalid/oidc/token", False),
        ("http://127.0.0.1:8400/oidc/token", False),
        ("https://clicsequr.exemple.invalid/essai/b/classe-2/oidc/token", False),
    ],
)
async def test_a_proof_names_the_endpoint_by_a_configured_base(htu: str, taken: bool) -> None:
    """Behind a proxy the configured names count, never the one of the request."""
    site = Site("https://clicsequr.exemple.invalid/essai", "http://sandbox:8400")
    async with _house(None, site) as house:
        robot = known(house, "robot")
        answer = await robot.token({"grant_type": "client_credentials"}, robot.proof(htu=htu))
    assert (answer.status_code == 200) is taken, answer.text


async def test_a_proof_is_for_one_space(house: House) -> None:
    """The same path in another space is another endpoint, with another nonce."""
    await fill(house.desk, "classe-2")
    robot, where = known(house, "robot"), "/b/classe-2/oidc/token"
    form = {"grant_type": "client_credentials"}
    nonces = []
    for path, status in (("/oidc/token", 400), (where, 200)):
        headers = {**robot.client.basic, "DPoP": robot.proof(path=path)}
        answer = await house.http.post(where, data=form, headers=headers)
        assert answer.status_code == status, answer.text
        nonces.append(answer.headers["dpop-nonce"])
    assert (await robot.token(form)).headers["dpop-nonce"] not in nonces

"""Logout tokens on command: what is owed, and the attempts made at once."""

from urllib.parse import urlsplit

import httpx2
import pytest

from tests.protocol.outside import Outside

HEARD = "http://127.0.0.1:9/logout"


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> Outside:
    """What the provider finds when it calls out."""
    network = Outside({HEARD: b""})
    monkeypatch.setattr("sandbox.oidc.logout.deliveries.exchange", network.exchange)
    return network


@pytest.fixture
async def sid(http: httpx2.AsyncClient) -> str:
    """A session that reached a client which wants to be told of its end."""
    back = "http://127.0.0.1:9/cb"
    wanted = {"client_id": "rp", "redirect_uris": [back], "backchannel_logout_uri": HEARD}
    assert (await http.post("/_sandbox/clients", json=wanted)).status_code == 201
    made = (await http.post("/_sandbox/sessions", json={"login_hint": "rse-actif"})).json()
    for cookie in made["storage_state"]["cookies"]:
        http.cookies.set(cookie["name"], cookie["value"], path=cookie["path"])
    asked = {
        "response_type": "code",
        "client_id": "rp",
        "redirect_uri": back,
        "scope": "openid",
        "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeGt1CEf-9I2Iqh2Cw-c",
        "code_challenge_method": "S256",
    }
    answer = await http.get("/oidc/authorize", params=asked)
    assert urlsplit(answer.headers["location"]).path == "/cb"
    found: str = made["session"]["sid"]
    return found


async def test_an_ended_session_is_told_when_asked(
    http: httpx2.AsyncClient, sid: str, outside: Outside
) -> None:
    """One attempt is made; the client takes it, and the log tells what it was sent."""
    assert (await http.get("/_sandbox/deliveries")).json() == {"deliveries": []}
    assert (await http.delete(f"/_sandbox/sessions/{sid}")).status_code == 204
    (owed,) = (await http.get("/_sandbox/deliveries")).json()["deliveries"]
    assert (owed["client_id"], owed["uri"], owed["sid"]) == ("rp", HEARD, sid)
    assert owed["state"] == "pending"
    assert (await http.post("/_sandbox/deliveries/deliver")).json() == {"attempts": 1}
    (told,) = (await http.get(f"/_sandbox/deliveries?sid={sid}")).json()["deliveries"]
    assert told["state"] == "delivered"
    assert told["due_at"] is None
    assert told["attempts"][0]["status"] == 200
    assert told["attempts"][0]["claims"]["sid"] == sid
    assert outside.called == [HEARD]
    assert (await http.get("/_sandbox/deliveries?client_id=autre")).json() == {"deliveries": []}
    assert (await http.post("/_sandbox/deliveries/deliver")).json() == {"attempts": 0}

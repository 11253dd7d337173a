"""RFC 7591 section 3: open on loopback in the default space; elsewhere by an initial token."""

import asyncio
import io
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from sandbox import upkeep
from sandbox.app import open_desk
from sandbox.cli import main
from sandbox.domain.errors import NotFound
from sandbox.domain.events import Event
from sandbox.services.client_registration import initial_access_token
from sandbox.services.site import Site
from sandbox.settings import Settings
from tests.protocol.cast import fill
from tests.protocol.conftest import _house
from tests.protocol.house import House
from tests.protocol.registering import ask, bearer, registered

CLASS = "classe-2"


@pytest.fixture
async def public_house() -> AsyncIterator[House]:
    """A provider whose issuer is on no loopback address."""
    async with _house(None, Site("https://clicsequr.exemple.invalid")) as built:
        yield built


async def token_of(house: House, space: str = "default") -> str:
    """The initial access token of a space."""
    async with house.desk.look(space) as (_, world):
        return initial_access_token(world)


async def test_the_default_space_on_loopback_is_open(house: House) -> None:
    """A developer registers a client without asking anybody."""
    assert (await ask(house)).status_code == 201


async def test_a_foreign_name_that_leads_here_asks_for_a_token(house: House) -> None:
    """A page elsewhere that has its name lead to this machine (DNS rebinding) registers nothing."""
    for host in ("evil.example:8400", "127.0.0.1.evil.example", "[", ""):
        house.http.headers["host"] = host
        assert (await ask(house)).status_code == 401
        assert (await ask(house, await token_of(house))).status_code == 201
    for host in ("localhost:8400", "[::1]:9", "127.0.0.1"):
        house.http.headers["host"] = host
        assert (await ask(house)).status_code == 201


async def test_another_space_asks_for_its_token(house: House) -> None:
    """What one learner registers is not everybody's to fill."""
    await fill(house.desk, CLASS)
    refused = await ask(house, prefix=f"/b/{CLASS}")
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"].startswith("Bearer realm=")
    assert "error=" not in refused.headers["www-authenticate"]
    foreign = await ask(house, await token_of(house), prefix=f"/b/{CLASS}")
    assert foreign.status_code == 401
    own = await ask(house, await token_of(house, CLASS), prefix=f"/b/{CLASS}")
    assert own.status_code == 201
    assert f"/b/{CLASS}/oidc/register/" in own.json()["registration_client_uri"]


async def test_a_public_issuer_asks_for_a_token(public_house: House) -> None:
    """A sandbox on a network is not open to whoever finds it."""
    assert (await ask(public_house)).status_code == 401
    token = await token_of(public_house)
    client = await registered(public_house, token)
    assert (await client.manage("GET")).status_code == 200


async def test_without_a_token_the_body_says_where_to_get_one(public_house: House) -> None:
    """RFC 6750 section 3.1: no error code and a bare challenge; the body leads to the hint."""
    refused = await ask(public_house)
    challenge = refused.headers["www-authenticate"]
    assert challenge == 'Bearer realm="https://clicsequr.exemple.invalid"'
    told = refused.json()
    assert set(told) == {"error_description", "error_uri"}
    page = await public_house.http.get(urlsplit(told["error_uri"]).path)
    assert page.status_code == 200
    assert "python -m sandbox registration-token" in page.text
    assert "SANDBOX_REGISTRATION_TOKEN" in page.text


async def test_the_configured_token_opens_every_space(public_house: House) -> None:
    """SANDBOX_REGISTRATION_TOKEN serves a pipeline that knows no space's secret."""
    assert (await ask(public_house, "jeton-de-la-chaine")).status_code == 401
    public_house.app.state.registration_token = "jeton-de-la-chaine"
    assert (await ask(public_house, "jeton-de-la-chaine")).status_code == 201


async def test_a_wrong_token_is_refused_even_where_none_is_needed(house: House) -> None:
    """A pipeline with a stale token learns it at once."""
    refused = await ask(house, "stale")
    assert refused.status_code == 401
    assert refused.json()["error"] == "invalid_token"
    assert 'error="invalid_token"' in refused.headers["www-authenticate"]
    (fact,) = await house.journal(Event.REGISTRATION_REFUSED)
    assert "stale" not in repr(fact)


async def test_a_registration_token_is_no_initial_token(house: House) -> None:
    """The token that manages one client registers no other."""
    client = await registered(house)
    assert (await ask(house, client.token)).status_code == 401


@pytest.mark.parametrize(
    "header", [b"Basic YTpi", b"Bearer", b"Bearer ", b"jeton", b"Bearer \xe9", b"DPoP x"]
)
async def test_another_scheme_is_refused(house: House, header: bytes) -> None:
    """The header holds a bearer token or is not there."""
    headers = {b"Authorization": header}
    refused = await house.http.post("/oidc/register", json={}, headers=headers)
    assert refused.status_code == 401


async def test_the_token_is_asked_for_before_the_metadata_is_read(public_house: House) -> None:
    """Who may not register does not make the provider fetch or check anything."""
    body = {"redirect_uris": 7, "sector_identifier_uri": "https://interne.invalid/"}
    answer = await public_house.http.post("/oidc/register", json=body, headers=bearer("x"))
    assert answer.status_code == 401


async def test_the_command_prints_the_token_of_a_data_folder(tmp_path: Path) -> None:
    """`registration-token` says beside a running server what that server takes."""
    settings = Settings(data=str(tmp_path))
    desk = await open_desk(settings)
    try:
        out = io.StringIO()
        await asyncio.to_thread(upkeep.registration_token, settings, "default", out)
        async with desk.look("default") as (_, world):
            assert out.getvalue() == f"{initial_access_token(world)}\n"
        with pytest.raises(NotFound):
            await asyncio.to_thread(upkeep.registration_token, settings, "nowhere", out)
    finally:
        await desk.store.close()


def test_the_command_prints_the_configured_token(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is alone on standard output, needs no state, and what takes it is said beside it."""
    monkeypatch.setenv("SANDBOX_REGISTRATION_TOKEN", "jeton-de-la-chaine")
    monkeypatch.setenv("SANDBOX_DATA", "")
    assert main(["registration-token"]) == 0
    printed = capsys.readouterr()
    assert printed.out == "jeton-de-la-chaine\n"
    assert "SANDBOX_REGISTRATION_TOKEN" in printed.err


async def test_the_command_says_which_servers_take_the_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A server with its state in memory refuses the token of a data folder: the command says so."""
    monkeypatch.delenv("SANDBOX_REGISTRATION_TOKEN", raising=False)
    monkeypatch.setenv("SANDBOX_DATA", str(tmp_path))
    desk = await open_desk(Settings(data=str(tmp_path)))
    await desk.store.close()
    assert await asyncio.to_thread(main, ["registration-token"]) == 0
    printed = capsys.readouterr()
    assert printed.out.count("\n") == 1
    assert "--ephemeral" in printed.err
    assert "SANDBOX_REGISTRATION_TOKEN" in printed.err

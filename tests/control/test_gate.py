"""Who may command, and who may not: on loopback, behind a name, by a token."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from sandbox.app import create_app, open_desk
from sandbox.domain.errors import BadInput
from sandbox.settings import Settings
from sandbox.world.clock import Clock
from tests.conftest import NOON

if TYPE_CHECKING:
    from starlette.applications import Starlette

TOKEN = "un-jeton-de-commande"
LOOPBACK = "http://127.0.0.1:8400"
PUBLIC = "https://clicsequr.exemple.invalid"
INNER = "http://sandbox:8400"
ELSEWHERE = "192.0.2.7"
SHAPE = {"code", "message", "hint", "cite", "status"}


@asynccontextmanager
async def serving(
    *, base: str = "", here: bool = True, **settings: Any
) -> AsyncIterator[httpx2.AsyncClient]:
    """A caller of a sandbox with these settings, on this machine or on another."""
    chosen = Settings(data="", secret="tests", **settings).checked()
    desk = await open_desk(chosen, Clock(lambda: NOON.timestamp()))
    try:
        app: Starlette = create_app(chosen, desk=desk)
        peer = ("127.0.0.1" if here else ELSEWHERE, 50_000)
        transport = httpx2.ASGITransport(app=app, client=peer)
        async with httpx2.AsyncClient(transport=transport, base_url=base or chosen.base_url) as it:
            yield it
    finally:
        await desk.store.close()


def bearer(token: str, scheme: str = "Bearer") -> dict[str, str]:
    """The header that shows a token."""
    return {"Authorization": f"{scheme} {token}"}


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1:8400",
        "127.0.0.1",
        "localhost:8400",
        "LOCALHOST",
        "app.localhost:8400",
        "[::1]:8400",
        "[::1]",
        "127.0.0.1:9999",
    ],
)
async def test_every_name_of_this_machine_commands(http: httpx2.AsyncClient, host: str) -> None:
    """With a port, without, or another one that is forwarded; a page of that very name too."""
    assert (await http.get("/_sandbox/space", headers={"Host": host})).status_code == 200
    own = {"Host": host, "Origin": f"http://{host}", "Sec-Fetch-Site": "same-origin"}
    assert (await http.get("/_sandbox/space", headers=own)).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example:8400"},
        {"Host": "localhost.evil.example"},
        {"Host": "evil.example:8400"},
        {"Host": "[2001:db8::1]:8400"},
        {"Host": "[::1"},
        {"Host": ""},
        {"Host": "[::1].evil.example"},
        {"Host": "evil.example@127.0.0.1:8400"},
        {"Host": "127.0.0.1:port"},
        {"Host": "evil.example", "X-Forwarded-Host": "127.0.0.1:8400"},
        {"Host": "evil.example", "Forwarded": "host=127.0.0.1:8400"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "https://127.0.0.1:8400"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Origin": "http://localhost:8400"},
        {"Origin": "http://127.0.0.1"},
        {"Origin": "http://[::1"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
async def test_what_is_foreign_is_refused_by_every_method(
    http: httpx2.AsyncClient, headers: dict[str, str]
) -> None:
    """A name that was made to lead here, a page of another origin: 403, and nothing is allowed."""
    for method in ("GET", "HEAD", "POST", "OPTIONS", "DELETE"):
        answer = await http.request(method, "/_sandbox/spaces", headers=headers)
        assert answer.status_code == 403, method
        assert "access-control-allow-origin" not in answer.headers
        if method != "HEAD":
            assert set(answer.json()) == SHAPE


@pytest.mark.parametrize("name", ["Host", "Origin"])
async def test_one_of_two_names_that_is_foreign_is_enough(
    http: httpx2.AsyncClient, name: str
) -> None:
    """Whichever of them comes first."""
    ours = "127.0.0.1:8400" if name == "Host" else "http://127.0.0.1:8400"
    theirs = "evil.example" if name == "Host" else "http://evil.example"
    for both in ([(name, ours), (name, theirs)], [(name, theirs), (name, ours)]):
        answer = await http.get("/_sandbox/spaces", headers=both)
        assert answer.status_code == 403, both


async def test_a_foreign_page_is_refused_though_it_shows_the_token() -> None:
    """The token of the settings does not make a foreign origin ours."""
    async with serving(control_token=TOKEN) as http:
        headers = {**bearer(TOKEN), "Origin": "http://evil.example"}
        assert (await http.get("/_sandbox/space", headers=headers)).status_code == 403


@pytest.mark.parametrize(
    "shown",
    [
        {},
        {"Authorization": ""},
        {"Authorization": "Bearer"},
        bearer(""),
        bearer(TOKEN[:-1]),
        bearer(TOKEN + "x"),
        bearer(TOKEN.upper()),
        bearer(TOKEN, "Basic"),
        bearer(TOKEN, "Token"),
        {"Authorization": TOKEN},
        bearer("é"),
        {"X-Api-Key": TOKEN},
        {"Cookie": f"token={TOKEN}"},
    ],
)
async def test_where_a_token_is_needed_nothing_else_opens(shown: dict[str, str]) -> None:
    """None, an empty one, a wrong one, another scheme or another place: 401 with a challenge."""
    async with serving(control_token=TOKEN) as http:
        sent = [(name.encode(), text.encode("latin-1")) for name, text in shown.items()]
        for path in ("/_sandbox/space", "/_sandbox/spaces", "/_sandbox"):
            answer = await http.request("GET", path, headers=sent)
            assert answer.status_code == 401, answer.text
            assert answer.headers["www-authenticate"].startswith("Bearer")
            assert set(answer.json()) == SHAPE
            assert TOKEN not in answer.text


async def test_the_token_of_the_settings_opens_everything() -> None:
    """The name of the scheme is read without regard to case (RFC 9110 section 11.1)."""
    async with serving(control_token=TOKEN) as http:
        for path in ("/_sandbox/space", "/_sandbox/spaces"):
            for scheme in ("Bearer", "bearer", "BEARER"):
                assert (await http.get(path, headers=bearer(TOKEN, scheme))).status_code == 200
            assert (await http.head(path, headers=bearer(TOKEN))).status_code == 200


@pytest.mark.parametrize("name", ["access_token", "token", "authorization"])
async def test_a_token_in_the_address_is_never_taken(name: str) -> None:
    """It would be kept in logs and histories (RFC 9700 section 4.3.2)."""
    async with serving(control_token=TOKEN) as http:
        answer = await http.get("/_sandbox/space", params={name: TOKEN})
        assert answer.status_code == 401
        answer = await http.get("/_sandbox/space", params={name: TOKEN}, headers=bearer(TOKEN))
        assert answer.status_code == 422


async def test_two_authorization_headers_open_nothing() -> None:
    """Whoever stands in between might read the other one (RFC 9110 section 5.3)."""
    async with serving(control_token=TOKEN) as http:
        both = [("Authorization", f"Bearer {TOKEN}"), ("Authorization", "Bearer x")]
        assert (await http.get("/_sandbox/space", headers=both)).status_code == 401


@pytest.mark.parametrize("shown", ["Bearer", "Bearer wrong", "Basic Zm9vOmJhcg==", ""])
async def test_what_is_shown_is_held_to_even_where_nothing_is_needed(
    http: httpx2.AsyncClient, shown: str
) -> None:
    """A variable that is empty in a script must not pass for a token that is right."""
    answer = await http.get("/_sandbox/space", headers={"Authorization": shown})
    assert answer.status_code == 401


async def test_another_machine_commands_nothing_without_a_token() -> None:
    """Where others serve the application on a public address, a forged Host does not help."""
    async with serving(here=False) as http:
        assert (await http.get("/_sandbox/space")).status_code == 401
        made = await http.post("/_sandbox/spaces", json={})
        assert made.status_code == 401
    async with serving(here=False, control_token=TOKEN) as http:
        assert (await http.get("/_sandbox/space", headers=bearer(TOKEN))).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:8400", "localhost", "sandbox:8400"])
async def test_behind_a_public_name_only_its_names_command(host: str) -> None:
    """The loopback is no name of it: a proxy on the same machine must not open it to the world."""
    async with serving(issuer=PUBLIC, control_token=TOKEN) as http:
        answer = await http.get("/_sandbox/space", headers={**bearer(TOKEN), "Host": host})
        assert answer.status_code == 403


@pytest.mark.parametrize(
    ("host", "origin", "status"),
    [
        ("clicsequr.exemple.invalid", PUBLIC, 200),
        ("clicsequr.exemple.invalid:443", PUBLIC, 200),
        ("sandbox:8400", INNER, 200),
        ("clicsequr.exemple.invalid", "http://clicsequr.exemple.invalid", 403),
        ("clicsequr.exemple.invalid", INNER, 403),
        ("sandbox:8400", PUBLIC, 403),
        ("sandbox:8400", "https://sandbox:8400", 403),
        ("sandbox", INNER, 403),
    ],
)
async def test_an_origin_goes_with_the_base_it_is_sent_to(
    host: str, origin: str, status: int
) -> None:
    """Each of the two bases has its own scheme, name and port."""
    async with serving(issuer=PUBLIC, backchannel_url=INNER, control_token=TOKEN) as http:
        headers = {**bearer(TOKEN), "Host": host, "Origin": origin}
        assert (await http.get("/_sandbox/space", headers=headers)).status_code == status


async def test_a_spaces_token_opens_nothing_at_the_root() -> None:
    """Neither the list nor a new space, be it a fork of its own; and no other space."""
    async with serving(control_token=TOKEN) as http:
        made = {}
        for name in ("un", "deux"):
            answer = await http.post("/_sandbox/spaces", json={"id": name}, headers=bearer(TOKEN))
            made[name] = bearer(answer.json()["token"])
        own = made["un"]
        assert (await http.get("/b/un/_sandbox/space", headers=own)).status_code == 200
        for path in ("/_sandbox", "/_sandbox/space", "/_sandbox/spaces", "/b/deux/_sandbox/space"):
            assert (await http.get(path, headers=own)).status_code == 401, path
        for path in ("/_sandbox/spaces", "/b/un/_sandbox/spaces"):
            for wanted in ({}, {"fork_of": "un"}, {"fork_of": "deux"}):
                answer = await http.post(path, json=wanted, headers=own)
                assert answer.status_code in (401, 403), (path, wanted)
        assert (await http.delete("/b/deux/_sandbox/space", headers=own)).status_code == 401
        listed = (await http.get("/_sandbox/spaces", headers=bearer(TOKEN))).json()["spaces"]
        assert {space["id"] for space in listed} == {"default", "un", "deux"}


@pytest.mark.parametrize(
    "settings",
    [
        {"host": "0.0.0.0"},
        {"host": "::"},
        {"host": ""},
        {"host": "192.0.2.1"},
        {"issuer": PUBLIC},
        {"issuer": PUBLIC, "host": "127.0.0.1"},
        {"control_token": "court"},
        {"control_token": "avec des blancs dedans"},
        {"control_token": "n'est-pas-ascii-é-ü"},
    ],
)
async def test_an_application_that_would_be_unguarded_is_not_made(settings: dict[str, Any]) -> None:
    """However it is served: not through our own server alone."""
    with pytest.raises(BadInput, match="SANDBOX_CONTROL_TOKEN"):
        create_app(Settings(data="", secret="tests", **settings))


async def test_a_token_to_be_drawn_is_drawn(caplog: pytest.LogCaptureFixture) -> None:
    """`auto` is never the token itself; whoever serves the application finds it in the log."""
    async with serving(host="0.0.0.0", control_token="auto") as http:
        assert (await http.get("/_sandbox/space", headers=bearer("auto"))).status_code == 401
        drawn = caplog.messages[-1].rpartition(" ")[2]
        assert len(drawn) >= 40
        assert (await http.get("/_sandbox/space", headers=bearer(drawn))).status_code == 200

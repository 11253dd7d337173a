"""The developer's list of clients: found, complete, in two languages, discreet off loopback."""

from typing import Any

import httpx2
import pytest

from sandbox.app import create_app
from sandbox.oidc.clients import Leniency
from sandbox.oidc.protected.claims import SCOPES
from sandbox.services import spaces
from sandbox.services.desk import Desk
from sandbox.services.site import Site
from sandbox.settings import Settings
from sandbox.texts import LANGUAGES, say
from sandbox.web.client_pages import PAGE
from tests.journeys.visitor import Visitor

CLIENTS = "/developper/clients"
NASTY = '"><script>alert(1)</script>'


async def registered(visitor: Visitor, **members: Any) -> dict[str, Any]:
    """A client that registered itself."""
    body = {"redirect_uris": ["http://127.0.0.1:8401/cb"], **members}
    answer = await visitor.client.post("/oidc/register", json=body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.parametrize(
    ("lang", "title", "seeded"),
    [
        ("fr", "Applications enregistrées", "Livrée avec le bac"),
        ("en", "Registered clients", "Came with the space"),
    ],
)
async def test_the_list_is_found_from_the_developers_page(
    visitor: Visitor, lang: str, title: str, seeded: str
) -> None:
    """It names the ready clients with their secrets and their strictness, in both languages."""
    develop = await visitor.get(f"/developper?lang={lang}")
    assert CLIENTS in [href for href, _ in develop.links]
    page = await visitor.get(CLIENTS)
    for words in (title, seeded, "pes-portal", "pes-portal-secret", "spa"):
        assert words in page.text


async def test_a_foreign_name_that_leads_here_reads_no_secret(visitor: Visitor) -> None:
    """A page elsewhere that has its name lead to this machine (DNS rebinding) sees them masked."""
    page = await visitor.client.get(CLIENTS, headers={"Host": "evil.example:8400"})
    assert page.status_code == 200
    assert "pes-portal-secret" not in page.text


async def test_a_registered_client_is_shown_with_all_its_settings(visitor: Visitor) -> None:
    """Whatever was registered is on the page, leniencies in words, its tokens not at all."""
    told = await registered(
        visitor,
        client_name="Portail",
        leniencies=["loopback-port"],
        policy_uri="https://a.invalid/p",
        default_max_age=77,
        **{"client_name#en": "Portal"},
    )
    page = await visitor.get(CLIENTS)
    for words in (
        told["client_id"],
        told["client_secret"],
        "Portail",
        "loopback-port – tout port",
        "https://a.invalid/p",
        "77",
        "Enregistrée par elle-même le 23 novembre 2026",
    ):
        assert words in page.text
    assert told["registration_access_token"] not in page.html
    english = await visitor.get(f"{CLIENTS}?lang=en")
    assert "any port of a loopback" in english.text
    assert "Registered itself on" in english.text


@pytest.mark.parametrize(
    ("members", "shown"),
    [
        ({}, " ".join(SCOPES)),
        ({"scope": "places:read pes openid"}, "openid pes places:read"),
        ({"grant_types": ["client_credentials"], "scope": "pes places:read"}, "places:read"),
        ({"grant_types": ["client_credentials"], "scope": "pes"}, "Aucune : une machine"),
        ({"grant_types": ["client_credentials"]}, "Aucune : une machine"),
    ],
)
async def test_the_scopes_are_those_it_may_ask_for(
    visitor: Visitor, members: dict[str, Any], shown: str
) -> None:
    """Every one where none was registered; of a machine, those of its resources alone."""
    if "grant_types" in members:
        members = {**members, "response_types": []}
    told = await registered(visitor, **members)
    page = (await visitor.get(CLIENTS)).text
    own = page.split(f"(client_id) {told['client_id']}")[1]
    assert own.split("Portées permises")[1].strip().startswith(shown)


async def test_what_a_client_says_of_itself_runs_nowhere(visitor: Visitor) -> None:
    """Names and addresses are texts, whatever they look like."""
    await registered(visitor, client_name=NASTY, contacts=[NASTY])
    assert NASTY not in (await visitor.get(CLIENTS)).html


async def test_many_clients_come_in_pages(visitor: Visitor) -> None:
    """A long list is cut, newest first; a strange number is the nearest page."""
    for number in range(PAGE):
        await registered(visitor, client_name=f"client-{number}")
    first = await visitor.get(CLIENTS)
    assert f"{CLIENTS}?page=2" in [href for href, _ in first.links]
    second = await visitor.get(f"{CLIENTS}?page=999999")
    assert "2 / 2" in second.text
    assert (await visitor.get(f"{CLIENTS}?page=-x")).status == 200


async def test_off_loopback_no_secret_is_shown(desk: Desk) -> None:
    """On a network the page tells what is registered and no secret; registering takes a token."""
    desk.site = Site("https://clicsequr.exemple.invalid")
    app = create_app(Settings(data="", secret="tests"), desk=desk)
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url=desk.site.base_url) as client:
        page = await Visitor(client).get(CLIENTS)
    assert "pes-portal" in page.text
    assert "pes-portal-secret" not in page.html
    assert "python -m sandbox registration-token" in page.text
    assert "SANDBOX_REGISTRATION_TOKEN" in page.text


async def test_another_space_shows_its_own_clients_and_command(
    visitor: Visitor, desk: Desk
) -> None:
    """An empty space says so, and names itself in the command."""
    await spaces.create(desk, "classe-2")
    page = await visitor.get(f"/b/classe-2{CLIENTS}")
    assert "registration-token --space classe-2" in page.text
    assert "Ce bac ne connaît aucune application." in page.text


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("leniency", list(Leniency))
def test_every_leniency_has_its_words(lang: str, leniency: Leniency) -> None:
    """An exception that a client may ask for is explained to whoever reads the page."""
    assert say(f"clients.leniency.{leniency.value}", lang)


@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_the_developers_page_tells_how_to_register(visitor: Visitor, lang: str) -> None:
    """The request to copy names this issuer, and every scope of discovery is there."""
    shown = await visitor.get(f"/developper?lang={lang}")
    page = shown.text
    told = (await visitor.client.get("/.well-known/openid-configuration")).json()
    assert f"curl -s {told['registration_endpoint']}" in page
    assert " ".join(told["scopes_supported"]) in page
    assert {"/oidc/openapi.json", "/developper/clients"} <= {href for href, _ in shown.links}
    for library in ("Authlib", "openid-client", "oidc-client-ts", "Spring", "ASP.NET", "Apache"):
        assert library in page
    assert page.count(told["issuer"]) > 7  # in each of the settings to copy
    guide = await visitor.get(f"/guide?lang={lang}")
    assert "/developper" in [href for href, _ in guide.links]


async def test_in_another_space_registering_takes_a_token(visitor: Visitor, desk: Desk) -> None:
    """The request to copy has the header that is needed there."""
    await spaces.ensure(desk, "groupe-3")
    page = (await visitor.get("/b/groupe-3/developper")).text
    assert "Authorization: Bearer" in page
    assert "registration-token --space groupe-3" in page
    assert "Authorization: Bearer" not in (await visitor.get("/developper")).text

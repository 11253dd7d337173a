"""The sample portal and the ministry's answers, in a sandbox where nobody has applied yet."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from clients.pes_portal.app import create_app
from clients.pes_portal.settings import Settings
from tests.live import LiveServer, running_sandbox
from tests.relying_parties.person import Person
from tests.relying_parties.portal_browser import PORTAL

RSE = "RSEACT24"
OFFICE = "/bureaux/ministere"
FILE = f"{OFFICE}/org_e01"


@pytest.fixture
def untouched(tmp_path: Path) -> Iterator[LiveServer]:
    """A sandbox for one test alone."""
    with running_sandbox(tmp_path) as server:
        yield server


@pytest.fixture
async def rse(untouched: LiveServer) -> AsyncIterator[Person]:
    """The RSE, in the portal."""
    async with Person(create_app(Settings(issuer=untouched.base_url))) as person:
        yield await person.sign_in(RSE)


@pytest.fixture
async def agent(untouched: LiveServer) -> AsyncIterator[Person]:
    """The ministry's agent, who has nothing to do with the portal."""
    async with Person(create_app(Settings(issuer=untouched.base_url))) as person:
        yield await person.open(untouched.base_url + FILE)


async def test_an_application_is_refused_made_again_and_accepted(
    rse: Person, agent: Person
) -> None:
    """Each answer of the ministry shows in the portal, the reason of a refusal included."""
    assert "Vous pouvez la demander" in rse.text
    await rse.send("/inscription")
    assert "transmise au ministère" in rse.text
    assert "En traitement" in rse.text
    assert 'action="/inscription"' not in rse.text
    await agent.open(agent.address)
    refusal = {"reponse": "refuser", "motif": "Permis à renouveler."}
    await agent.send(f"{OFFICE}/demande/", "Motif", **refusal)
    await rse.open(PORTAL)
    assert "Refusé" in rse.text
    assert "Permis à renouveler." in rse.text
    await rse.send("/inscription")
    assert "En traitement" in rse.text
    await agent.open(agent.address)
    await agent.send(f"{OFFICE}/demande/", reponse="accepter")
    await rse.open(PORTAL)
    assert "Actif" in rse.text
    assert "a accès à la prestation électronique" in rse.text


async def test_a_page_gone_stale_is_told_what_holds_now(rse: Person, agent: Person) -> None:
    """A gate that closed meanwhile and an application already made are told, not run over."""
    stale = rse.page
    await agent.send("/retirer", compris="oui")
    await rse.send("/inscription")
    assert "pas été acceptée" in rse.text
    assert "recevoir l’avis du ministère" in rse.text
    await agent.send("/informer", moyen="lettre")
    rse.page = stale
    await rse.send("/inscription")
    assert "En traitement" in rse.text
    rse.page = stale
    await rse.send("/inscription")
    assert "rien n’a changé" in rse.text
    assert "En traitement" in rse.text

"""The sample portal against a real sandbox on a real port, as a person meets them."""

from collections.abc import AsyncIterator, Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.applications import Starlette

from clients.pes_portal.app import create_app
from clients.pes_portal.settings import Settings
from tests.live import LiveServer, running_sandbox
from tests.relying_parties.person import Person
from tests.relying_parties.portal_browser import PORTAL

RSE = "RSEACT24"
USER = "USAGER24"
UNINFORMED = "TEMPNEUF"
PENDING = "ATTENTE2"
TWO_ORGANISATIONS = "DEUXRSE2"
ORGANISATION = "Garderie Cœur de Flanelle inc."


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A sandbox of our own: these tests apply, answer and sign out in it."""
    with running_sandbox(tmp_path_factory.mktemp("portal-sandbox")) as server:
        yield server


class Ahead:
    """A watch that is ahead of the machine's by as many seconds as a test wants."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        """Seconds since the test began to count."""
        return self.seconds


@pytest.fixture
def ahead() -> Ahead:
    """The portal's watch."""
    return Ahead()


@pytest.fixture
def real_portal(sandbox: LiveServer, ahead: Ahead) -> Starlette:
    """The portal, as a relying party of the real sandbox."""
    return create_app(Settings(issuer=sandbox.base_url), ahead)


@pytest.fixture
async def person(real_portal: Starlette) -> AsyncIterator[Person]:
    """Somebody with a browser, not signed in anywhere."""
    async with Person(real_portal) as somebody:
        yield somebody


async def test_signing_in_shows_person_organisation_and_role(person: Person) -> None:
    """From the portal's door through the real form and back to the dashboard."""
    await person.open(PORTAL)
    assert 'href="/login"' in person.text
    await person.sign_in(RSE)
    assert person.address == f"{PORTAL}/"
    assert "Votre dossier" in person.text
    assert "Responsable des services électroniques (RSE)" in person.text


async def test_the_sign_in_page_speaks_the_language_of_the_portal(
    person: Person, sandbox: LiveServer
) -> None:
    """English asked for at the portal is English at the sandbox, by ui_locales."""
    await person.open(f"{PORTAL}/?lang=en")
    await person.open(f"{PORTAL}/login")
    assert person.address.startswith(sandbox.base_url)
    assert '<html lang="en' in person.text


async def test_giving_up_is_told_and_signs_nobody_in(person: Person) -> None:
    """The person who gives up comes back with access_denied, and reads what happened."""
    await person.open(f"{PORTAL}/login")
    await person.send("/connexion/abandon")
    assert person.address.startswith(f"{PORTAL}/callback?")
    assert "error=access_denied" in person.address
    assert person.page.status_code == 403
    assert "Vous n’avez pas terminé la connexion" in person.text
    assert 'href="/login"' in (await person.open(PORTAL)).text


async def test_a_pending_account_is_refused_with_its_reason_and_may_go_back(
    person: Person, sandbox: LiveServer
) -> None:
    """Before activation the sandbox says why, and giving up from there reaches the portal."""
    await person.sign_in(PENDING)
    assert person.address.startswith(sandbox.base_url)
    await person.send("/connexion/abandon")
    assert "Vous n’avez pas terminé la connexion" in person.text


async def test_a_temporary_password_is_changed_on_the_way_and_the_notice_is_awaited(
    person: Person,
) -> None:
    """The forced change leads on to the portal, which says what the ministry has yet to do."""
    await person.sign_in(UNINFORMED)
    await person.send(
        "/connexion/mot-de-passe",
        nouveau_mot_de_passe="Nouvelle-Tuque-2026",
        confirmation="Nouvelle-Tuque-2026",
    )
    assert person.address == f"{PORTAL}/"
    assert "recevoir l’avis du ministère" in person.text
    assert 'action="/inscription"' not in person.text


async def test_a_user_who_is_not_the_rse_reads_why_he_may_not_apply(person: Person) -> None:
    """The gate answers RESERVE_AU_RSE, and the page has no button."""
    await person.sign_in(USER)
    assert ORGANISATION in person.text
    assert "Seul le responsable des services électroniques" in person.text
    assert 'action="/inscription"' not in person.text


@pytest.mark.parametrize(
    ("organisation", "state"),
    [("CPE La Luge bleue", "Actif"), ("Bureau coordonnateur des Érablières", "En traitement")],
)
async def test_a_person_of_two_organisations_lands_in_the_one_chosen(
    person: Person, organisation: str, state: str
) -> None:
    """The organisation picked at sign-in is the one the portal speaks of."""
    await person.sign_in(TWO_ORGANISATIONS)
    choices = person.form("/connexion/organisation").choices
    await person.send("/connexion/organisation", organisation=choices[organisation])
    assert person.address == f"{PORTAL}/"
    assert f">{organisation}<" in person.text
    assert state in person.text


async def test_an_answer_brought_back_twice_or_spoilt_is_refused(
    person: Person, sandbox: LiveServer, real_portal: Starlette
) -> None:
    """A real code with another state, another iss, or in another browser opens nothing."""
    await person.sign_in(RSE)
    answer = await person.answer()
    spoilt = parse_qs(urlsplit(answer).query)
    assert spoilt["iss"] == [sandbox.base_url]
    async with Person(real_portal) as other:
        await other.open(answer)
        assert other.page.status_code == 400
    await person.open(answer.replace(spoilt["state"][0], "x" * 30))
    assert person.page.status_code == 400
    await person.open(answer.replace("iss=http", "iss=https"))
    assert person.page.status_code == 400
    await person.open(answer)
    assert person.page.status_code == 400


async def test_an_expired_access_token_is_refreshed_and_rotated(
    person: Person, ahead: Ahead
) -> None:
    """With the portal's watch past the end, two visits in a row each spend one refresh token."""
    await person.sign_in(RSE)
    for _ in range(2):
        ahead.seconds += 1_700
        await person.open(PORTAL)
        assert person.page.status_code == 200
        assert "Votre dossier" in person.text


async def test_signing_out_ends_the_portal_and_single_sign_on(
    person: Person, sandbox: LiveServer
) -> None:
    """After the sign-out the portal says so, and the next sign-in asks for the password again."""
    await person.sign_in(RSE)
    await person.send("/logout")
    assert person.address.startswith(f"{PORTAL}/?state=")
    assert "Vous êtes déconnecté" in person.text
    await person.open(f"{PORTAL}/login")
    assert person.address.startswith(f"{sandbox.base_url}/connexion")

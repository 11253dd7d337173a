"""The help desk: finds an account, unlocks it, posts a new password, ends sessions."""

from collections.abc import Callable

import pytest

from sandbox.domain.model import Organisation
from sandbox.services.desk import Desk
from tests.journeys import ready
from tests.journeys.agents import act, can
from tests.journeys.ready import PASSWORD, sign_in
from tests.journeys.visitor import Visitor


@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_the_desk_finds_by_code_and_unlocks(
    visitor: Visitor, another: Callable[[], Visitor], lang: str
) -> None:
    """A user code leads straight to its account; unlocked, the same password works."""
    page = await visitor.get(f"/bureaux/assistance?lang={lang}")
    found = await visitor.send(page.forms[0], recherche=ready.LOCKED)
    assert ready.LOCKED not in found.path
    assert ready.LOCKED in found.text  # the one office that can give a lost code back
    assert ("verrouillé" if lang == "fr" else "locked") in found.text
    done = await visitor.send(act(found, "deverrouiller"))
    assert done.has("div", role="status")
    assert not can(done, "deverrouiller")
    assert (await visitor.send(act(found, "deverrouiller"))).status == 409
    assert (await sign_in(another(), ready.LOCKED)).path == "/compte"


async def test_the_desk_posts_a_new_temporary_password(
    visitor: Visitor, another: Callable[[], Visitor]
) -> None:
    """The new password is only in the letter; the old one stops working at once."""
    page = await visitor.get("/bureaux/assistance")
    found = await visitor.send(page.forms[0], recherche=ready.EXPIRED)
    done = await visitor.send(act(found, "mot-de-passe"))
    assert "mis à la poste" in done.text
    box = await visitor.get(next(href for href, _ in done.links if href.startswith("/poste/")))
    assert "mot de passe" in box.text
    assert "n’est pas le bon" in (await sign_in(another(), ready.EXPIRED)).text


async def test_the_desk_finds_by_a_part_of_a_name(visitor: Visitor) -> None:
    """A part of the organisation's name, without accents, finds its accounts."""
    page = await visitor.get("/bureaux/assistance")
    found = await visitor.send(page.forms[0], recherche="TROIS CAILLOUX")
    assert "Comptes trouvés (1)" in found.text
    assert (await visitor.send(page.forms[0], recherche="")).status == 422
    assert (await visitor.send(page.forms[0], recherche="zzzz")).status == 422
    assert (await visitor.send(page.forms[0], recherche="---")).status == 422


async def test_the_desk_ends_sessions(visitor: Visitor, another: Callable[[], Visitor]) -> None:
    """Ending the sessions of an account signs its person out."""
    person = another()
    await sign_in(person, ready.ACTIVE, PASSWORD)
    page = await visitor.get("/bureaux/assistance")
    found = await visitor.send(page.forms[0], recherche=ready.ACTIVE)
    await visitor.send(act(found, "sessions"))
    assert (await person.get("/compte")).path == "/connexion"


async def test_the_desk_finds_by_identification_number(visitor: Visitor, desk: Desk) -> None:
    """The number of an organisation leads to the accounts of its people."""
    async with desk.look("default") as (tx, _):
        number = str((await tx.need(Organisation, "org_e01")).revenue_number)
    page = await visitor.get("/bureaux/assistance")
    page = await visitor.send(page.form_to("/bureaux/assistance"), recherche=number)
    assert page.status == 200
    assert "Rosalie Beaulac-Thibert" in page.text

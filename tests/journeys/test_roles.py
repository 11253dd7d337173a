"""Roles handed out: taken by a link, told on every page, left with a click."""

import pytest

from sandbox.services import spaces
from sandbox.services.desk import Desk
from tests.journeys.visitor import Visitor


@pytest.mark.parametrize(
    ("lang", "title", "foreign"),
    [
        ("fr", "Agente ou agent de Revenu Québec", "Ce bureau est celui d’un autre rôle"),
        ("en", "Revenu Québec agent", "This desk is another role’s"),
    ],
)
async def test_a_role_shows_its_own_way(
    visitor: Visitor, lang: str, title: str, foreign: str
) -> None:
    """The navigation is the role's; another's desk says so and can still be looked at."""
    page = await visitor.get(f"/roles/revenu?lang={lang}")
    page = await visitor.send(page.form_to("/roles/revenu"))
    assert page.path == "/bureaux/revenu"
    assert title in page.text
    assert foreign not in page.text
    hrefs = [href for href, _ in page.links]
    assert "/bureaux/revenu" in hrefs
    assert "/inscription" not in hrefs
    other = await visitor.get("/bureaux/ministere")
    assert other.status == 200
    assert foreign in other.text
    page = await visitor.get("/roles/revenu")
    page = await visitor.send(page.forms[-1], role="quitter")
    assert page.path == "/"
    assert title not in page.text


async def test_a_role_is_of_one_space(visitor: Visitor, desk: Desk) -> None:
    """Played in one space, it is not in another; and there is no other role."""
    page = await visitor.get("/roles/assistance")
    await visitor.send(page.form_to("/roles/assistance"))
    assert "Vous jouez" in (await visitor.get("/")).text
    await spaces.create(desk, "autre")
    assert "Vous jouez" not in (await visitor.get("/b/autre/")).text
    assert (await visitor.get("/roles/ministre")).status == 404

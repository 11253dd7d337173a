"""Two spaces in one browser: sessions, links and letters never cross."""

import pytest

from sandbox import seeding
from sandbox.services import spaces
from sandbox.services.desk import Desk
from tests.journeys import ready
from tests.journeys.ready import PASSWORD
from tests.journeys.visitor import Visitor

SPACE = "groupe-3"
PREFIX = f"/b/{SPACE}"


@pytest.fixture(autouse=True)
async def group(desk: Desk) -> None:
    """A second space with the same contents."""
    await spaces.create(desk, SPACE, fill=seeding.sower())


async def test_signing_in_to_one_space_leaves_the_other_alone(visitor: Visitor) -> None:
    """A session of a space is none in another, and signing out of one ends only that one."""
    form = (await visitor.get(f"{PREFIX}/connexion")).forms[0]
    inside = await visitor.send(form, code_utilisateur=ready.ACTIVE, mot_de_passe=PASSWORD)
    assert inside.path == f"{PREFIX}/compte"
    assert (await visitor.get("/compte")).path == "/connexion"
    await ready.sign_in(visitor, ready.USER)
    await visitor.send(inside.form_to("/compte/deconnexion"))
    assert (await visitor.get(f"{PREFIX}/compte")).path == f"{PREFIX}/connexion"
    assert (await visitor.get("/compte")).path == "/compte"


@pytest.mark.parametrize(
    "path",
    [
        "/connexion",
        "/bureaux",
        "/bureaux/revenu",
        "/bureaux/ministere",
        "/bureaux/assistance",
        "/ailleurs",
        "/ailleurs/invitation",
        "/poste",
        "/comptes-prets",
        "/journal",
        "/nulle-part",
    ],
)
async def test_no_link_or_form_leads_out_of_the_space(visitor: Visitor, path: str) -> None:
    """Every address on a page of a space stays in it."""
    page = await visitor.get(PREFIX + path)
    addresses = [href for href, _ in page.links] + [form.action for form in page.forms]
    assert not [a for a in addresses if a.startswith("/") and not a.startswith(f"{PREFIX}/")]


async def test_an_act_in_one_space_is_unknown_in_another(visitor: Visitor) -> None:
    """A notice of the ministry in a space changes nothing elsewhere."""
    page = await visitor.get(f"{PREFIX}/bureaux/ministere/org_f02")
    form = next(f for f in page.forms if f.action.endswith("/informer"))
    await visitor.send(form)
    other = await visitor.get("/bureaux/ministere/org_f02")
    action = form.action.removeprefix(PREFIX)
    assert any(f.action == action for f in other.forms)

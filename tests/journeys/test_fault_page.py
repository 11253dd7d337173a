"""The page of the faults: the whole catalogue, what is armed, and how to arm and disarm."""

import re

import pytest

from sandbox.domain.provider import ArmedFault
from sandbox.services import faults
from sandbox.services.desk import Desk
from sandbox.world.faults import CATALOGUE, Place, persona_code
from tests.journeys.ready import ACTIVE, sign_in
from tests.journeys.visitor import Page, Visitor

PAGE = "/developper/fautes"


async def _board(desk: Desk) -> list[ArmedFault]:
    async with desk.look("default") as (tx, _):
        return await tx.find(ArmedFault, order="armed_at")


@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_the_page_lists_the_whole_catalogue(visitor: Visitor, lang: str) -> None:
    """Each by its place, with its words, its code, its module and its options."""
    develop = await visitor.get("/developper")
    assert PAGE in [link for link, _ in develop.links]
    page = await visitor.get(f"{PAGE}?lang={lang}")
    assert "⟦" not in page.html
    for entry in CATALOGUE.values():
        assert entry.id in page.ids
        assert persona_code(entry.id) in page.text
        assert entry.certification in page.text
    places = {f"lieu-{place.value}" for place in Place}
    assert places <= set(page.ids)
    assert {f"#{place}" for place in places} <= {link for link, _ in page.links}


async def test_the_page_arms_and_disarms(desk: Desk, visitor: Visitor) -> None:
    """What is armed is told with how often it struck, and is taken off again."""
    page = await visitor.get(f"{PAGE}?faute=jwks-slow")
    form = next(form for form in page.forms if "fois" in form.fields)
    page = await visitor.send(
        form, faute="token-slow-body", fois="3", valeur="7", client="pes-portal", point="token"
    )
    assert "La faute est armée." in page.text
    assert "A frappé 0 fois sur 3" in page.text
    (armed,) = await _board(desk)
    assert (armed.fault, armed.armed_by) == ("token-slow-body", "page")
    assert (armed.client_id, armed.endpoint) == ("pes-portal", "token")
    assert armed.options == {"seconds": 7}
    form = next(form for form in page.forms if "armee" in form.fields)
    page = await visitor.send(form)
    assert "C’est désarmé." in page.text
    assert "Aucune faute n’est armée" in page.text
    page = await visitor.send(form)
    assert "Rien n’a été fait" in page.text
    form = next(form for form in page.forms if "fois" in form.fields)
    for _ in range(2):
        page = await visitor.send(form, faute="token-500")
    page = await visitor.send(next(f for f in page.forms if f.fields.get("geste") == "vider"))
    assert await _board(desk) == []


def _open(page: Page) -> int:
    """How many groups and entries of the catalogue are open."""
    return sum(tag == "details" and "open" in found for tag, found in page.elements)


async def test_what_is_spent_is_told_apart_and_removed(desk: Desk, visitor: Visitor) -> None:
    """A line each, with one button for all; what still waits stays, its entry open."""
    assert _open(await visitor.get(PAGE)) == 0
    async with desk.work("default") as (tx, world):
        waiting = await faults.arm(tx, world, "token-500", by="control")
        for name in ("jwks-empty", "discovery-issuer-mismatch"):
            spent = await faults.arm(tx, world, name, by="control")
            await faults.strike(tx, world, spent, endpoint="jwks", client_id="", trace="")
    page = await visitor.get(PAGE)
    assert "Fautes épuisées" in page.text
    assert _open(page) == 2
    page = await visitor.send(next(f for f in page.forms if f.fields.get("geste") == "retirer"))
    assert [armed.id for armed in await _board(desk)] == [waiting.id]
    assert "Fautes épuisées" not in page.text


async def test_whoever_is_signed_in_can_sign_out_here(visitor: Visitor) -> None:
    """For single sign-on would keep a second code from being typed."""
    leaving = "/compte/deconnexion"
    assert leaving not in [form.action for form in (await visitor.get(PAGE)).forms]
    await sign_in(visitor, ACTIVE)
    page = await visitor.send((await visitor.get(PAGE)).form_to(leaving))
    assert page.path == "/compte/fermee"
    assert leaving not in [form.action for form in (await visitor.get(PAGE)).forms]


@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_each_choice_says_what_it_spoils(visitor: Visitor, lang: str) -> None:
    """Its id, then the defect in one short line."""
    page = await visitor.get(f"{PAGE}?lang={lang}")
    said = re.findall(r'<option value="([a-z0-9-]+)">\1 – ([^<]{10,61})</option>', page.html)
    assert [id_ for id_, _ in said] == [each.id for each in CATALOGUE.values() if each.armable]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("faute", "account-locked"),
        ("faute", ""),
        ("fois", "0"),
        ("fois", "beaucoup"),
        ("client", "unknown"),
        ("point", "jwks"),
        ("valeur", "5"),
    ],
)
async def test_what_cannot_be_armed_is_told(
    desk: Desk, visitor: Visitor, field: str, value: str
) -> None:
    """Beside its field, and nothing is armed."""
    form = next(f for f in (await visitor.get(PAGE)).forms if "fois" in f.fields)
    page = await visitor.send(form, **{"faute": "token-500", field: value})
    assert page.status == 422
    assert page.controls[field]["aria-invalid"] == "true"
    assert await _board(desk) == []

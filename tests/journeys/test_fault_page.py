"""The page of the faults: the whole catalogue, what is armed, and how to arm and disarm."""

import pytest

from sandbox.domain.provider import ArmedFault
from sandbox.services.desk import Desk
from sandbox.world.faults import CATALOGUE, Place, persona_code
from tests.journeys.visitor import Visitor

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
    assert {f"lieu-{place.value}" for place in Place} <= set(page.ids)


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

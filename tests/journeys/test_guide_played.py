"""Each row of the guide is played in the space, and its table says cell by cell why it answers."""

import pytest

from sandbox.guide import guide, situations
from sandbox.web.guide_paths import try_row
from tests.journeys.visitor import Page, Visitor

PAGES = [page for page in guide().pages if page.rows]


def links(page: Page, start: str) -> list[str]:
    """The addresses in the page that begin so."""
    return [href for href, _ in page.links if href.startswith(start)]


async def test_each_row_of_the_invitation_is_played_by_a_call(visitor: Visitor) -> None:
    """The first call offered is answered by the row; where nobody's would be, a file is offered."""
    for row in guide().page("2c-invitation").rows:
        tried = await visitor.get(try_row(row.id))
        offered = links(tried, "/ailleurs/invitation?")
        if row.id == "INV-5":  # no character's file is out of order until an agent says so
            assert not offered
            assert links(tried, "/bureaux/revenu/org_")
            continue
        call = await visitor.get(offered[0])
        heard = await visitor.send(call.form_to("/ailleurs/invitation"))
        assert heard.status == 200
        assert all(cite in heard.text for cite in row.statements + row.readings), row.id


async def test_an_invitation_that_nothing_bars_is_played_too(visitor: Visitor) -> None:
    """With no row against it, the call offered has an invitation issued."""
    words = {**situations.situation("INV-2"), "appelant": "president"}
    query = "&".join(f"{name}={word}" for name, word in words.items())
    tried = await visitor.get(f"/guide/essai?table=invitation&{query}")
    call = await visitor.get(links(tried, "/ailleurs/invitation?")[0])
    heard = await visitor.send(call.form_to("/ailleurs/invitation"))
    assert heard.has("div", class_="notice notice--success")


async def test_each_row_of_the_access_is_played_by_a_ready_account(visitor: Visitor) -> None:
    """Accounts that the gate answers so are offered, each by its place among the ready ones."""
    ready = await visitor.get("/comptes-prets")
    for row in guide().page("acces-a-la-pes").rows:
        tried = await visitor.get(try_row(row.id))
        accounts = {href.partition("#")[2] for href in links(tried, "/comptes-prets#")}
        assert accounts, row.id
        assert accounts <= set(ready.ids)


@pytest.mark.parametrize("name", [page.name for page in PAGES])
async def test_the_cells_say_which_row_is_applied(visitor: Visitor, name: str) -> None:
    """No cell of the row applied bars it, and every other row has one that does."""
    rows = {row.id for row in guide().page(name).rows}
    for row in rows:
        tried = await visitor.get(try_row(row))
        applied = [at["id"] for tag, at in tried.elements if tag == "tr" and at.get("class")]
        assert applied == [row]
        at, barred = "", set()
        for tag, found in tried.elements:
            at = found.get("id", "") if tag == "tr" else at
            if found.get("class") == "mark mark--bars":
                barred.add(at)
        assert barred == rows - {row}

"""A learner at her place: welcomed, led step by step, never in another's world."""

import pytest
from starlette.applications import Starlette

from sandbox import seeding
from sandbox.services import classes, seating, spaces
from sandbox.services.class_board import Standing, board
from sandbox.services.desk import Desk
from tests.journeys.visitor import Form, Visitor


async def _csrf(visitor: Visitor) -> str:
    """The token of this browser's forms."""
    page = await visitor.get("/inscription")
    return page.form_to("/inscription").fields["csrf"]


@pytest.fixture
async def made(desk: Desk) -> classes.Made:
    """A class of two that plays T1."""
    return await classes.create(
        desk,
        name="Lundi",
        scenario=seeding.scenarios()["T1"],
        places=2,
        fill=seeding.sower(),
    )


@pytest.mark.parametrize(
    ("lang", "steps", "done"),
    [("fr", "Vos étapes", "Fait"), ("en", "Your steps", "Done")],
)
async def test_a_learner_is_led_by_the_steps(
    visitor: Visitor, desk: Desk, made: classes.Made, lang: str, steps: str, done: str
) -> None:
    """Her name reaches the hall, the steps stand beside her pages, and tick themselves."""
    place = f"/b/{made.seats[0].id}"
    page = await visitor.get(f"{place}/bienvenue?lang={lang}")
    assert "Garderie Tournevent inc." in page.text
    refused = await visitor.send(page.form_to("/bienvenue"), nom="")
    assert refused.status == 422
    page = await visitor.send(refused.form_to("/bienvenue"), nom="Léa")
    assert page.path == f"{place}/etapes"
    page = await visitor.get(f"{place}/inscription")
    assert steps in page.text
    page = await visitor.send(page.form_to("/inscription"), origine="MFA")
    first, second, *later = (step.title[lang] for step in seeding.scenarios()["T1"].steps)
    beside = page.text.partition(steps)[2]
    told = [beside.index(title) for title in (f"✓ {first}", f"2. {second}", *later)]
    assert told == sorted(told)
    assert seeding.scenarios()["T1"].steps[1].expected[lang] in beside
    page = await visitor.get(f"{place}/etapes")
    assert done in page.text
    view = (await board(desk, made.hall.id, seeding.scenarios()["T1"])).seats[0]
    assert view.seat.name == "Léa"
    assert view.seat.page == "/etapes"
    assert [one.step.id for one in view.progress.done] == ["ouvrir"]


async def test_a_hand_is_raised_and_lowered(
    visitor: Visitor, desk: Desk, made: classes.Made
) -> None:
    """The trainer sees it at once, and no longer when it is lowered."""
    place = f"/b/{made.seats[1].id}"
    scenario = seeding.scenarios()["T1"]
    page = await visitor.get(f"{place}/etapes")
    page = await visitor.send(page.form_to("/main-levee"), main="lever")
    assert "Votre main est levée" in page.text
    assert (await board(desk, made.hall.id, scenario)).seats[1].standing is Standing.HAND
    await visitor.send(page.form_to("/main-levee"), main="baisser")
    assert (await board(desk, made.hall.id, scenario)).seats[1].standing is not Standing.HAND


async def test_steps_are_hidden_unless_asked_for(visitor: Visitor, made: classes.Made) -> None:
    """A page of a place has no steps before somebody asks, and none once they are hidden."""
    place = f"/b/{made.seats[0].id}"
    assert "Vos étapes" not in (await visitor.get(f"{place}/")).text
    page = await visitor.get(f"{place}/etapes")
    page = await visitor.send(page.form_to("/etapes"), etapes="montrer")
    assert "Vos étapes" in (await visitor.get(f"{place}/")).text
    await visitor.send(page.form_to("/etapes"), etapes="cacher")
    assert "Vos étapes" not in (await visitor.get(f"{place}/")).text


async def test_a_scenario_is_played_alone(visitor: Visitor) -> None:
    """Without a class, the same steps count from where the person began; then they end."""
    form = Form("/etapes/T10", "post", {"csrf": (await _csrf(visitor))})
    page = await visitor.send(form)
    assert page.path == "/etapes"
    assert "Étapes faites : 0 sur 9" in page.text
    page = await visitor.get("/inscription")
    assert "Vos étapes" in page.text
    await visitor.send(page.form_to("/inscription"), origine="MFA")
    page = await visitor.get("/etapes")
    assert "Étapes faites : 1 sur 9" in page.text
    page = await visitor.send(page.form_to("/etapes"), etapes="quitter")
    assert page.path == "/"
    assert (await visitor.get("/etapes")).status == 404


async def test_a_scenario_that_moves_time_is_not_played_alone(visitor: Visitor) -> None:
    """Its calendar would move for everybody in the space: no button, and a refusal that says so."""
    page = await visitor.get("/former")
    assert not [form for form in page.forms if form.action.endswith("/etapes/T1")]
    assert [form for form in page.forms if form.action.endswith("/etapes/T2")]
    form = Form("/etapes/T1", "post", {"csrf": (await _csrf(visitor))})
    refused = await visitor.send(form)
    assert refused.status == 409
    assert "classe d’une place" in refused.text


async def test_only_a_place_welcomes(visitor: Visitor, made: classes.Made) -> None:
    """Neither the root nor the hall is a place."""
    assert (await visitor.get("/bienvenue")).status == 404
    assert (await visitor.get(f"/b/{made.hall.id}/bienvenue")).status == 404
    form = Form("/etapes/inconnu", "post", {"csrf": (await _csrf(visitor))})
    assert (await visitor.send(form)).status == 404


async def test_a_class_that_is_gone_spoils_no_page(
    visitor: Visitor, desk: Desk, made: classes.Made, application: Starlette
) -> None:
    """The learner goes on in her space; only the class's own pages are no more."""
    place = f"/b/{made.seats[0].id}"
    page = await visitor.get(f"{place}/etapes")
    await visitor.send(page.form_to("/etapes"), etapes="montrer")
    await desk.store.delete_space(made.hall.id)
    assert (await visitor.get(f"{place}/inscription")).status == 200
    assert (await visitor.get(f"{place}/etapes")).status == 404
    space = await spaces.find(desk, made.seats[0].id)
    assert space is not None
    assert await seating.seat_of(desk, space) is None

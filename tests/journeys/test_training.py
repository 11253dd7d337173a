"""A class from the trainer's side: made, followed, helped, printed, ended, and kept to its key."""

import re
from typing import TYPE_CHECKING

import pytest

from tests.journeys.trainer import Making, enrolled, links_of, made
from tests.journeys.visitor import Visitor

if TYPE_CHECKING:
    from starlette.applications import Starlette


@pytest.mark.parametrize(
    ("lang", "words"),
    [("fr", ("pas encore là", "Premiers pas", "Bilan")), ("en", ("not there yet", "First steps"))],
)
async def test_a_class_is_made_and_its_board_shown(
    visitor: Visitor, lang: str, words: tuple[str, ...]
) -> None:
    """One form leads to a board with a line a place, names in order, in both languages."""
    board = await made(visitor, lang)
    assert board.status == 200
    assert [f"place-{n}" in board.ids for n in (1, 2, 3, 4)] == [True, True, True, False]
    assert {"Ada", "Béa", *words} <= {word for word in ("Ada", "Béa", *words) if word in board.text}


async def test_what_is_wrong_with_a_class_is_told_at_its_fields(visitor: Visitor) -> None:
    """All at once, with everything that was typed still there; nothing is made."""
    page = await made(visitor, nom="", places="61", jours="0", noms="x" * 81)
    assert page.status == 422
    for name in ("nom", "places", "jours", "noms"):
        assert f"{name}-erreur" in page.ids
    assert "x" * 81 in page.html
    again = await visitor.get("/former")
    assert "Il n’y en a pas encore" in again.text


async def test_the_front_page_shows_every_scenario(visitor: Visitor) -> None:
    """Each leads to a page with its story, its steps and what to say, rows linked to the guide."""
    front = await visitor.get("/former")
    links = [href for href, _ in front.links if "/former/scenarios/" in href]
    assert len(links) == 13
    page = await visitor.get("/former/scenarios/T0")
    assert "À dire" in page.text
    assert any(re.fullmatch(r"/guide/[^#]+#[A-Z]+-\d+\w?", href) for href, _ in page.links)


async def test_no_learner_reaches_the_hall(visitor: Visitor, another: Making) -> None:
    """Without the key every page of the hall is a kind 403; a wrong key opens nothing."""
    board = await made(visitor)
    hall, places = board.path, links_of(await visitor.get(f"{board.path}/liens"))
    learner = another()
    for path in ("", "/places/1", "/liens", "/cartes", "/rapport"):
        page = await learner.get(hall + path)
        assert page.status == 403
        assert "Ada" not in page.text
    for path in ("/flux", "/cartes.pdf", "/rapport.pdf", "/rapport.csv"):
        assert (await learner.client.get(hall + path)).status_code == 403
    wrong = await learner.send((await learner.get(hall)).form_to("/entrer"), cle="essai")
    assert wrong.status == 403
    assert "n’ouvre pas" in wrong.text
    act = await learner.client.post(hall, data={"geste": "terminer", "compris-terminer": "oui"})
    assert act.status_code == 403
    assert (await learner.get(f"{places[0]}/classe")).status == 404
    stolen = await learner.get(f"{places[0]}/former")
    assert all("nom" not in form.fields for form in stolen.forms)


async def test_the_trainers_link_opens_the_hall_elsewhere(
    visitor: Visitor, another: Making
) -> None:
    """The key is used once, then a cookie holds it and the address shows it no more."""
    board = await made(visitor)
    link = next(href for href, _ in board.links if "entrer?cle=" in href)
    elsewhere = another()
    page = await elsewhere.get(link)
    assert (page.status, page.path) == (200, board.path)
    assert "cle=" not in str(page.response.url)
    opened = page.response.history[0].headers
    assert (opened["cache-control"], opened["referrer-policy"]) == ("no-store", "no-referrer")
    assert (await elsewhere.get(board.path)).status == 200


async def test_the_list_of_classes_opens_one_whose_key_is_lost(
    visitor: Visitor, another: Making
) -> None:
    """On this machine alone, by the trainer's rights; the key is then not shown."""
    board = await made(visitor)
    later = another()
    page = await later.send((await later.get("/former")).form_to(board.path.split("/")[2]))
    assert (page.status, page.path) == (200, board.path)
    assert "entrer?cle=" not in page.html


async def test_a_foreign_name_that_leads_here_makes_no_class(visitor: Visitor) -> None:
    """What a page elsewhere could send (DNS rebinding) is asked for the token, as on a network."""
    page = await visitor.client.get("/former", headers={"Host": "evil.example:8400"})
    assert 'name="jeton"' in page.text
    assert 'name="nom"' not in page.text


async def test_the_board_follows_a_learner(visitor: Visitor, another: Making) -> None:
    """What one does shows on her line alone, with the row she reached."""
    board = await made(visitor)
    places = links_of(await visitor.get(f"{board.path}/liens"))
    await enrolled(another(), places[0], "F01")
    after = await visitor.get(board.path)
    assert re.search(r"PA.\d", after.by_id["place-1"])
    assert not re.search(r"PA.\d", after.by_id["place-2"])
    one = await visitor.get(f"{board.path}/places/1")
    assert "active" in one.text
    assert "lit l’accusé de réception" in one.text
    report = await visitor.get(f"{board.path}/rapport")
    assert re.search(r"1.sur.3", report.text)


async def test_the_trainer_plays_the_agent_for_all(visitor: Visitor, another: Making) -> None:
    """Where it is possible it is done; the other places say why not."""
    board = await made(visitor, scenario="")
    places = links_of(await visitor.get(f"{board.path}/liens"))
    await enrolled(another(), places[1], "F02")
    page = await visitor.get(board.path)
    form = next(form for form in page.forms if "acte" in form.options)
    after = await visitor.send(form, acte="approve")
    assert "Place 2 : C’est fait" in after.text
    assert "Places 1, 3 : Aucune inscription" in after.text
    offered = next(form for form in after.forms if "acte" in form.options)
    assert offered.options["acte"] == ["inform", "reissue"]  # as the places now are
    assert "active" in (await visitor.get(f"{board.path}/places/2")).text


async def test_the_calendar_of_all_is_moved(visitor: Visitor) -> None:
    """By a day, a week or any number; each place tells what fell due."""
    board = await made(visitor)
    forms = [form for form in board.forms if form.fields.get("geste") == "avancer"]
    after = await visitor.send(forms[1])
    assert "Places 1, 2, 3 : Le calendrier a avancé" in after.text
    assert "30 novembre 2026" in (await visitor.get(f"{board.path}/places/1")).text
    wrong = await visitor.send(forms[2], jours="-4")
    assert wrong.status == 422
    assert "jours-erreur" in wrong.ids


async def test_what_cannot_be_undone_is_confirmed(visitor: Visitor, another: Making) -> None:
    """Unticked, nothing happens; ticked, the places begin again, then the class ends."""
    board = await made(visitor)
    places = links_of(await visitor.get(f"{board.path}/liens"))
    await enrolled(another(), places[0], "F01")
    page = await visitor.get(board.path)
    again = next(form for form in page.forms if form.fields.get("geste") == "recommencer")
    assert (await visitor.send(again)).status == 422
    reset = await visitor.send(again, **{"compris-recommencer": "oui"})
    assert not re.search(r"PA.\d", reset.by_id["place-1"])
    assert "Places 1, 2, 3 : Revenu au début" in reset.text
    assert "Ada" in reset.text
    end = next(form for form in reset.forms if form.fields.get("geste") == "terminer")
    assert (await visitor.send(end)).status == 422
    gone = await visitor.send(end, **{"compris-terminer": "oui"})
    assert (gone.status, gone.path) == (200, "/former")
    assert (await visitor.get(board.path)).status == 404
    assert (await visitor.get(f"{places[0]}/")).status == 404


async def test_a_raised_hand_is_seen_and_lowered(visitor: Visitor, another: Making) -> None:
    """Who asks for help is named above the board, until the trainer has been there."""
    board = await made(visitor)
    places = links_of(await visitor.get(f"{board.path}/liens"))
    learner = another()
    welcome = await learner.get(f"{places[1]}/bienvenue")
    await learner.send(welcome.form_to("/bienvenue"), nom="Béa")
    steps = await learner.get(f"{places[1]}/etapes")
    await learner.send(steps.form_to("/main-levee"))
    calls = await visitor.get(board.path)
    assert "Demande de l’aide : place 2 (Béa)" in calls.text
    place = await visitor.get(f"{board.path}/places/2")
    lower = next(form for form in place.forms if form.fields.get("geste") == "baisser")
    assert "La main est baissée" in (await visitor.send(lower)).text
    assert "Demande de l’aide" not in (await visitor.get(board.path)).text
    report = await visitor.get(f"{board.path}/rapport")
    assert "Une main a été levée" in report.text
    assert "moins de 1 min" in report.text


async def test_places_are_added_and_named(visitor: Visitor) -> None:
    """More places come behind the last; a name is as typed, never markup."""
    board = await made(visitor)
    more = next(form for form in board.forms if form.fields.get("geste") == "ajouter")
    grown = await visitor.send(more, places="2")
    assert "place-5" in grown.ids
    page = await visitor.get(f"{board.path}/places/5")
    name = next(form for form in page.forms if form.fields.get("geste") == "renommer")
    named = await visitor.send(name, nom="<b>Zoé</b>")
    assert "<b>Zoé</b>" in named.text
    full = await visitor.send(more, places="56")
    assert full.status == 422


async def test_on_a_network_the_token_is_asked_for_once(
    visitor: Visitor, application: "Starlette"
) -> None:
    """Another word makes no class; the token of the settings does, and is not asked for again."""
    access = type(application.state.control)
    application.state.control = access("jeton-de-la-salle", False)
    front = await visitor.get("/former")
    form = next(form for form in front.forms if "jeton" in form.fields)
    wrong = await visitor.send(form, jeton="autre")
    assert (wrong.status, "jeton-erreur" in wrong.ids) == (403, True)
    open_ = await visitor.send(form, jeton="jeton-de-la-salle")
    assert any("nom" in form.fields for form in open_.forms)
    assert (await made(visitor)).status == 200

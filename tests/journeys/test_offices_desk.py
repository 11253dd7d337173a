"""The help desk: finds an account, unlocks it, posts a new password, ends sessions."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from sandbox.domain.identifiers import UserCode
from sandbox.domain.model import Account, Organisation, Person
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
    assert "Tout (1)" in found.text
    assert "recherche=TROIS" in str(found.response.url)
    for odd in ("", "zzzz", "---", f"{ready.ACTIVE[:-1]}X"):  # a code with a letter wrong
        nothing = await visitor.send(page.forms[0], recherche=odd)
        assert nothing.status == 422
        assert str(nothing.response.url).endswith("/bureaux/assistance")
        assert nothing.controls["recherche"]["value"] == odd


@pytest.mark.parametrize(
    ("code", "why", "mend"),
    [
        (ready.ACTIVE, "Oui.", "Aucune session"),
        (ready.TEMPORARY, "Oui, avec le mot de passe temporaire", "mot-de-passe"),
        (ready.EXPIRED, "temporaire n’a pas servi à temps", "Envoyez-en un nouveau"),
        (ready.LOCKED, "Non. Le compte est verrouillé", "Déverrouillez le compte"),
        (ready.PENDING, "pas encore activée", "Revenu Québec décide"),
        (ready.REFUSED, "a refusé l’inscription", "lit le motif"),
        (ready.SUSPENDED, "L’accès est suspendu", "peut rétablir l’accès"),
        (ready.CLOSED, "Non.", ""),
    ],
)
async def test_the_desk_says_why_somebody_cannot_sign_in(
    visitor: Visitor, code: str, why: str, mend: str
) -> None:
    """In one sentence, with what would mend it and who can; the list says it as well."""
    page = await visitor.get("/bureaux/assistance")
    found = await visitor.send(page.forms[0], recherche=code)
    assert why in found.text
    assert mend in found.text or can(found, mend)
    assert ("Cette personne peut-elle ouvrir une session? Oui" in found.text) == why.startswith(
        "Oui"
    )


async def test_the_desk_confirms_and_keeps_what_it_did(visitor: Visitor) -> None:
    """A password that works is replaced only once confirmed; the history tells who did what."""
    page = await visitor.get("/bureaux/assistance")
    found = await visitor.send(page.forms[0], recherche=ready.LOCKED)
    unsure = await visitor.send(act(found, "mot-de-passe"))
    assert unsure.status == 422
    assert unsure.controls["compris-mot-de-passe"]["aria-invalid"] == "true"
    await visitor.send(act(found, "deverrouiller"))
    done = await visitor.send(act(unsure, "mot-de-passe"), compris="oui")
    history = done.text[done.text.rindex("Historique") :]
    assert "Centre d’assistance Compte déverrouillé" in history
    assert history.index("Compte déverrouillé") < history.index("Nouveau mot de passe temporaire")


async def test_a_long_list_of_accounts_is_read_page_by_page(visitor: Visitor, desk: Desk) -> None:
    """Those who cannot sign in come first, twenty-five a page."""
    async with desk.work("default") as (tx, _):
        model = await tx.one(Account, user_code=ready.LOCKED)
        assert model is not None
        person = await tx.need(Person, model.person_id)
        for number in range(60):
            await tx.add(replace(person, id=f"per_{number}", family_name=f"Zz{number:02}"))
            code = UserCode(f"LONG{number:04}")
            await tx.add(
                replace(model, id=f"acc_{number}", person_id=f"per_{number}", user_code=code)
            )
    page = await visitor.get("/bureaux/assistance")
    found = await visitor.send(page.forms[0], recherche="zz")
    seen: list[str] = []
    while True:
        seen += [href for href, _ in found.links if "/assistance/acc_" in href]
        following = [href for href, label in found.links if label == "Page suivante"]
        if not following:
            break
        found = await visitor.get(following[0])
    assert len(seen) == len(set(seen)) == 60
    assert "page 3 de 3" in found.text
    nobody = await visitor.get("/bureaux/assistance?recherche=zz&attente=open")
    assert "Rien ne correspond" in nobody.text


async def test_the_desk_ends_sessions(visitor: Visitor, another: Callable[[], Visitor]) -> None:
    """Ending the sessions of an account signs its person out."""
    person = another()
    await sign_in(person, ready.ACTIVE, PASSWORD)
    page = await visitor.get("/bureaux/assistance")
    found = await visitor.send(page.forms[0], recherche=ready.ACTIVE)
    form = act(found, "sessions")
    await visitor.send(form, session=form.checkboxes["session"], compris="oui")
    assert (await person.get("/compte")).path == "/connexion"


async def test_the_desk_finds_by_identification_number(visitor: Visitor, desk: Desk) -> None:
    """The number of an organisation leads to the accounts of its people."""
    async with desk.look("default") as (tx, _):
        number = str((await tx.need(Organisation, "org_e01")).revenue_number)
    page = await visitor.get("/bureaux/assistance")
    page = await visitor.send(page.form_to("/bureaux/assistance"), recherche=number)
    assert page.status == 200
    assert "Rosalie Beaulac-Thibert" in page.text

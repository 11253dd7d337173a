"""Sent by an application to enrol (prompt=create): the whole way there and back."""

import pytest

from tests.journeys.test_enrolment import to_check
from tests.journeys.test_signin_for_application import answered, parameters, request_path
from tests.journeys.visitor import Page, Visitor

NEW = "une longue phrase à moi seule"


def back_to_application(page: Page, word: str) -> str:
    """The link that signs in and returns."""
    return next(href for href, words in page.links if word in words)


@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_from_the_application_to_the_receipt_and_back(visitor: Visitor, lang: str) -> None:
    """Enrol, read the receipt, sign in with its temporary password, choose another, arrive."""
    start = await visitor.get(request_path(prompt="create", ui_locales=lang))
    assert start.path == "/inscription"
    assert "Portail PES" in start.text
    receipt = await visitor.transmit(await to_check(visitor))
    code, password = (
        receipt.by_id[name].strip() for name in ("code-utilisateur", "mot-de-passe-temporaire")
    )
    where = back_to_application(receipt, "retourner à" if lang == "fr" else "return to")
    page = await visitor.get(where)
    assert page.path == "/connexion"
    change = await visitor.send(page.forms[0], code_utilisateur=code, mot_de_passe=password)
    assert change.path == "/connexion/mot-de-passe"
    told = await answered(visitor, change, 0, nouveau_mot_de_passe=NEW, confirmation=NEW)
    assert parameters(told)["code"]
    assert "Portail PES" not in (await visitor.get("/inscription")).text


async def test_a_deferred_enrolment_says_that_the_way_back_must_wait(visitor: Visitor) -> None:
    """Nobody is sent to a sign-in that will fail: the page says when, and offers to give up."""
    await visitor.get(request_path(prompt="create"))
    receipt = await visitor.transmit(await to_check(visitor, code_impotnet=""))
    assert "Vous ne pouvez pas encore ouvrir de session" in receipt.text
    form = receipt.form_to("/connexion/abandon")
    index = receipt.forms.index(form)
    assert parameters(await answered(visitor, receipt, index))["error"] == "access_denied"


async def test_a_person_with_a_user_code_signs_in_from_the_start(visitor: Visitor) -> None:
    """The first page of the journey offers the sign-in to whoever has a user code already."""
    start = await visitor.get(request_path(prompt="create"))
    page = await visitor.get(back_to_application(start, "J’ai déjà un code"))
    assert page.path == "/connexion"
    back = await answered(
        visitor, page, 0, code_utilisateur="RSEACT24", mot_de_passe="Flocon-Demo-2009"
    )
    assert parameters(back)["code"]


async def test_the_sign_in_page_leads_to_the_enrolment_and_keeps_the_request(
    visitor: Visitor,
) -> None:
    """Without prompt=create too, whoever has no user code yet enrols and comes back."""
    page = await visitor.get(request_path())
    start = await visitor.get(back_to_application(page, "Inscrire un service de garde"))
    assert start.path == "/inscription"
    assert "Portail PES" in start.text


async def test_another_browser_learns_nothing_of_it(visitor: Visitor, another) -> None:
    """The address of a request opened elsewhere says that it is over."""
    page = await visitor.get(request_path())
    where = back_to_application(page, "Inscrire un service de garde")
    assert (await another().get(where)).status == 410

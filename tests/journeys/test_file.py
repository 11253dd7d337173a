"""The file of an enrolment as its own person follows it, from the receipt to the activation."""

from datetime import timedelta

import pytest

from sandbox.domain.lifecycles import EnrolmentState
from sandbox.domain.model import Enrolment
from sandbox.services import dossiers, hands, review
from sandbox.services.hands import Hand, Move
from tests.journeys.test_enrolment import HIMSELF, to_check
from tests.journeys.visitor import Page, Visitor

FILE = "/inscription/dossier/1"


async def transmitted(visitor: Visitor, **changes: str) -> Page:
    """The receipt of a draft answered as `HIMSELF`, with changes."""
    return await visitor.transmit(await to_check(visitor, **changes))


async def enrolled_as(visitor: Visitor, who: str) -> Page:
    """The receipt of a character."""
    people = await visitor.get("/personnages")
    return await visitor.transmit(await visitor.send(people.form_to(f"/{who}")))


async def moved(desk, page: Page, act, *more: str) -> None:
    """An act of the agent on the enrolment of the page."""
    async with desk.work("default") as (tx, world):
        (found,) = [one for one in await tx.find(Enrolment) if one.number in page.text]
        await act(tx, world, found.id, *more)


async def test_a_receipt_leads_to_the_file_that_says_what_lacks(visitor):
    """A call or documents for row PA-2: each with its reason, its source, and its last day."""
    receipt = await transmitted(visitor, code_impotnet="")
    password = receipt.by_id["mot-de-passe-temporaire"].strip()
    assert FILE in [href for href, _ in receipt.links]
    page = await visitor.get(FILE)
    assert page.row == "PA-2"
    assert "L’appel ou les documents" in page.text
    assert "Il reste 90 jours" in page.text
    assert {"R-33", "R-32", "A-36"} <= {label.split()[0] for _, label in page.links if label}
    assert "/ailleurs/impotnet" in [href for href, _ in page.links]
    assert password not in page.html
    assert "/inscription/accuse/1" in [href for href, _ in page.links]


@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_what_lacks_is_sent_with_one_click_until_the_file_is_checked(visitor, lang):
    """Row SO-6 waits for three documents; the last one brings the file to the agent."""
    await enrolled_as(visitor, "F11")
    page = await visitor.get(f"{FILE}?lang={lang}")
    assert ("attend 3 documents" if lang == "fr" else "awaits 3 documents") in page.text
    page = await visitor.send(page.form_to(FILE))
    assert ("attend 2 documents" if lang == "fr" else "awaits 2 documents") in page.text
    page = await visitor.send(page.forms[-1])
    assert ("Plus rien ne manque" if lang == "fr" else "Nothing is missing") in page.text
    assert not [form for form in page.forms if form.action.endswith(FILE)]


async def test_a_document_sent_back_says_why_and_is_sent_again(visitor, desk):
    """The reason of the agent, the letter that tells it, and nothing done twice."""
    await enrolled_as(visitor, "F13")
    page = await visitor.get(FILE)
    stale = page.form_to(FILE)
    await visitor.send(stale)
    again = await visitor.send(stale)
    assert "C’était déjà fait" in again.text

    async def send_back(tx, world, enrolment_id):
        contents = await dossiers.of_enrolment(tx, enrolment_id)
        assert contents is not None
        await review.reject_document(tx, world, contents.items[0].id, "illisible")

    await moved(desk, page, send_back)
    page = await visitor.get(FILE)
    assert "demande de le compléter" in page.text
    assert "Revenu Québec l’a retourné : illisible." in page.text
    assert any("?envoi=" in href for href, _ in page.links)


async def test_the_call_alone_then_the_activation_then_the_session(visitor, desk):
    """The step the person is at follows the agent, and the note of the call is told."""
    receipt = await transmitted(visitor, avis="")
    page = await visitor.get(FILE)
    await moved(desk, receipt, review.log_contact, "Joint à midi.")
    page = await visitor.get(FILE)
    assert "« Joint à midi. »" in page.text
    assert "Étape 3 de 6" in page.text
    await moved(desk, receipt, review.activate)
    page = await visitor.get(FILE)
    assert "Étape 5 de 6" in page.text
    assert "Le mot de passe temporaire de l’accusé de réception sert jusqu’au" in page.text
    assert "/connexion" in [href for href, _ in page.links]


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (EnrolmentState.REFUSED, "Revenu Québec a refusé l’inscription : autre motif."),
        (EnrolmentState.EXPIRED, "a expiré avant d’être activée"),
    ],
)
async def test_an_end_says_what_to_do(visitor, desk, state, said):
    """A refusal and an expiry lead to a new enrolment."""
    receipt = await transmitted(visitor, avis="")
    if state is EnrolmentState.REFUSED:
        await moved(desk, receipt, review.log_contact)
        await moved(desk, receipt, review.refuse, "autre")
    else:
        await hands.move(desk, "default", {Hand.CALENDAR: Move(by=timedelta(days=91))})
    page = await visitor.get(FILE)
    assert said in page.text
    assert "Faire une nouvelle inscription" in page.text


async def test_only_the_number_or_the_password_opens_a_file(visitor, another):
    """Another browser is answered as for nothing, then opens it with the number."""
    receipt = await transmitted(visitor, avis="")
    other = another()
    nothing = await other.get(FILE)
    assert nothing.status == 404
    assert (await other.get("/inscription/dossier/7")).text == nothing.text
    number = next(word for word in receipt.text.split() if word.startswith("BR-"))
    form = (await other.get("/inscription/reprendre")).form_to("/reprendre")
    page = await other.send(form, numero=number.lower())
    assert page.path == FILE
    assert "/inscription/accuse/1" not in [href for href, _ in page.links]
    assert (await other.get("/inscription/accuse/1")).status == 404
    assert FILE in [href for href, _ in (await other.get("/inscription")).links]


async def test_a_sign_in_refused_for_want_of_activation_leads_to_the_file(visitor, another):
    """The right password opens it; a wrong one says nothing and opens nothing."""
    receipt = await transmitted(visitor, avis="")
    code = receipt.by_id["code-utilisateur"].strip()
    password = receipt.by_id["mot-de-passe-temporaire"].strip()
    other = another()
    form = (await other.get("/connexion")).form_to("/connexion")
    wrong = await other.send(form, code_utilisateur=code, mot_de_passe="pas-celui-la")
    assert FILE not in [href for href, _ in wrong.links]
    assert (await other.get(FILE)).status == 404
    refused = await other.send(form, code_utilisateur=code, mot_de_passe=password)
    assert FILE in [href for href, _ in refused.links]
    assert "Ce qui manque encore" in (await other.get(FILE)).text


async def test_an_enrolment_active_at_once_has_nothing_to_wait_for(visitor):
    """Four steps, the third one next, and the sign-in at hand."""
    await transmitted(visitor, **HIMSELF)
    page = await visitor.get(FILE)
    assert "Étape 3 de 4" in page.text
    assert "Ce qui manque encore" not in page.text

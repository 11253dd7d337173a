"""The offices: Revenu Québec moves files along, the ministry answers, the help desk helps."""

from collections.abc import Callable
from typing import Any

import pytest

from sandbox.domain.model import Account, Organisation
from sandbox.services.desk import Desk
from sandbox.services.standing import positions
from tests.journeys import ready
from tests.journeys.ready import PASSWORD, leads_to, sign_in
from tests.journeys.visitor import Form, Page, Visitor


async def file_of(visitor: Visitor, name: str, lang: str = "fr") -> Page:
    """The file of an organisation, reached from the queue by its name."""
    queue = await visitor.get(f"/bureaux/revenu?lang={lang}")
    return await visitor.get(next(href for href, label in queue.links if label.startswith(name)))


def act(page: Page, name: str) -> Form:
    """The form of an act of the page."""
    return page.form_to(f"/{name}")


def can(page: Page, name: str) -> bool:
    """Whether the page offers an act."""
    return any(form.action.endswith(f"/{name}") for form in page.forms)


async def organisation_of(desk: Desk, code: str) -> str:
    """Name of the organisation of a ready account."""
    async with desk.look("default") as (tx, world):
        account = await tx.one(Account, user_code=code)
        assert account is not None
        return (await positions(tx, world, account.id))[0].organisation.name


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize(
    "path", ["/bureaux", "/bureaux/revenu", "/bureaux/ministere", "/bureaux/assistance"]
)
async def test_an_office_says_that_anyone_plays_the_agent(
    visitor: Visitor, path: str, lang: str
) -> None:
    """The band of every office warns that there is no password."""
    page = await visitor.get(f"{path}?lang={lang}")
    warning = "n’importe qui joue l’agent" if lang == "fr" else "anyone plays the agent"
    assert warning in page.text


@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_documents_bring_a_file_to_a_decision_and_activation_opens_the_door(
    visitor: Visitor, another: Callable[[], Visitor], desk: Desk, lang: str
) -> None:
    """The last document sends the file to review; activation lets the person sign in."""
    page = await file_of(visitor, await organisation_of(desk, ready.PENDING), lang)
    assert not can(page, "activer")
    while can(page, "recevoir"):
        page = await visitor.send(act(page, "recevoir"))
        assert page.has("div", role="status")
    done = await visitor.send(act(page, "activer"))
    assert ("est activée" if lang == "fr" else "is activated") in done.text
    assert can(done, "suspendre")
    again = await visitor.send(act(page, "activer"))
    assert again.status == 409
    assert (done.path in {href for href, _ in again.links}) or leads_to(again, done.path)
    person = await sign_in(another(), ready.PENDING)
    assert person.path == "/connexion/mot-de-passe"


async def test_a_document_is_sent_back_with_a_reason(visitor: Visitor, desk: Desk) -> None:
    """Without a reason the page says so beside the list; with one the document is asked again."""
    page = await file_of(visitor, await organisation_of(desk, ready.PENDING))
    page = await visitor.send(act(page, "recevoir"))
    nothing = await visitor.send(act(page, "non-conforme"))
    assert nothing.status == 422
    assert "Choisissez un motif." in nothing.text
    sent = await visitor.send(act(page, "non-conforme"), motif="non_signe")
    assert "non signé" in sent.text
    odd = await visitor.send(act(page, "non-conforme"), motif="parce que")
    assert odd.status == 422


async def test_a_refusal_needs_a_reason_and_is_told_to_the_person(
    visitor: Visitor, another: Callable[[], Visitor], desk: Desk
) -> None:
    """A refused file closes the account, and the sign-in page says refused."""
    page = await file_of(visitor, await organisation_of(desk, ready.PENDING))
    if can(page, "tout-recevoir"):
        page = await visitor.send(act(page, "tout-recevoir"))
    while can(page, "recevoir"):
        page = await visitor.send(act(page, "recevoir"))
    nothing = await visitor.send(act(page, "refuser"))
    assert nothing.status == 422
    assert nothing.has("select", id="motif-refus", aria_invalid="true")
    refused = await visitor.send(act(nothing, "refuser"), motif="autorite_non_prouvee")
    assert "refusée" in refused.text
    assert "a été refusée" in (await sign_in(another(), ready.PENDING)).text


async def test_a_suspension_ends_sessions_and_can_be_undone(
    visitor: Visitor, another: Callable[[], Visitor], desk: Desk
) -> None:
    """While an enrolment is suspended nobody of it is signed in; restored, everybody may be."""
    person = another()
    await sign_in(person, ready.ACTIVE)
    name = await organisation_of(desk, ready.ACTIVE)
    page = await visitor.send(act(await file_of(visitor, name), "suspendre"))
    assert (await person.get("/compte")).path == "/connexion"
    assert "est suspendu" in (await sign_in(person, ready.ACTIVE)).text
    await visitor.send(act(page, "retablir"))
    assert (await sign_in(person, ready.ACTIVE)).path == "/compte"


async def test_the_agent_keeps_the_registers(visitor: Visitor) -> None:
    """Standing, returned mail, the register of enterprises and invitations are kept in the file."""
    page = await file_of(visitor, "Garderie Le Pré d")
    page = await visitor.send(act(page, "courrier-retourne"))
    assert leads_to(page, "/ailleurs/adresse") or any(
        href.startswith("/ailleurs/adresse?") for href, _ in page.links
    )
    page = await visitor.send(act(page, "situation"), situation="faillite")
    assert "faillite" in page.text
    page = await visitor.send(act(page, "registre"))
    incomplete = await visitor.send(act(page, "inscrire-au-registre"), prenom="Ana")
    assert incomplete.status == 422
    page = await visitor.send(
        act(incomplete, "inscrire-au-registre"), prenom="Ana", nom="Roy", fonction="secretaire"
    )
    assert "Ana Roy" in page.text
    page = await visitor.send(act(page, "inviter"))
    assert "valide" in page.text


async def test_an_unknown_file_or_act_is_a_page_that_says_so(visitor: Visitor) -> None:
    """A file of nobody, and an act that does not exist, answer 404 with a way on."""
    assert (await visitor.get("/bureaux/revenu/org_nobody")).status == 404
    page = await file_of(visitor, "Garderie Le Pré d")
    form = act(page, "inviter")
    assert (await visitor.send(Form(f"{page.path}/inconnu", "post", form.fields))).status == 404


@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_the_ministry_informs_once_and_takes_it_back(visitor: Visitor, lang: str) -> None:
    """A second click on the notice says that it was already sent."""
    page = await visitor.get(f"/bureaux/ministere?lang={lang}")
    form = next(f for f in page.forms if f.action.endswith("/informer"))
    done = await visitor.send(form)
    assert done.has("div", role="status")
    again = await visitor.send(form)
    assert again.status == 409
    assert ("déjà informé" if lang == "fr" else "already informed") in again.text
    assert leads_to(again, "/bureaux/ministere")
    back = Form(form.action.replace("informer", "retirer"), "post", {"csrf": form.fields["csrf"]})
    assert (await visitor.send(back)).status == 200
    assert (await visitor.send(back)).status == 409


async def test_the_ministry_answers_an_application(visitor: Visitor) -> None:
    """A refusal needs a reason; an acceptance takes the application off the list."""
    page = await visitor.get("/bureaux/ministere")
    answers = [f for f in page.forms if "/demande/" in f.action]
    refuse = next(f for f in answers if f.fields["reponse"] == "refuser")
    nothing = await visitor.send(refuse)
    assert nothing.status == 422
    assert "Écrivez le motif du refus" in nothing.text
    accept = next(f for f in answers if f.fields["reponse"] == "accepter")
    done = await visitor.send(accept)
    assert "La demande est acceptée." in done.text
    assert (await visitor.send(refuse, motif="trop tard")).status == 409


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
    assert "Comptes trouvés (1)" in found.text
    assert (await visitor.send(page.forms[0], recherche="")).status == 422
    assert (await visitor.send(page.forms[0], recherche="zzzz")).status == 422
    assert (await visitor.send(page.forms[0], recherche="---")).status == 422


async def test_the_desk_ends_sessions(visitor: Visitor, another: Callable[[], Visitor]) -> None:
    """Ending the sessions of an account signs its person out."""
    person = another()
    await sign_in(person, ready.ACTIVE, PASSWORD)
    page = await visitor.get("/bureaux/assistance")
    found = await visitor.send(page.forms[0], recherche=ready.ACTIVE)
    await visitor.send(act(found, "sessions"))
    assert (await person.get("/compte")).path == "/connexion"


async def test_an_act_of_one_file_never_touches_another(visitor: Visitor, desk: Desk) -> None:
    """A form drawn for one file and sent to another finds nothing there."""
    page = await file_of(visitor, await organisation_of(desk, ready.PENDING))
    async with desk.look("default") as (tx, _):
        organisations = await tx.find(Organisation)
    other = next(o for o in organisations if not page.path.endswith(o.id))
    form = act(page, "recevoir")
    strayed = Form(f"/bureaux/revenu/{other.id}/recevoir", "post", form.fields)
    assert (await visitor.send(strayed)).status == 404
    assert can(await visitor.get(page.path), "recevoir")


@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_a_call_keeps_what_was_said(
    visitor: Visitor, personas: dict[str, Any], lang: str
) -> None:
    """The telephone log holds the note; one that is too long is told at its field."""
    page = await visitor.begin()
    page = await visitor.answer(page, personas["F04"].answers)
    await visitor.transmit(page)
    file = "/bureaux/revenu/org_f04"
    page = await visitor.get(f"{file}?lang={lang}")
    page = await visitor.send(page.form_to("/contact"), note="x" * 301)
    assert page.status == 422
    assert "note-erreur" in page.ids
    assert page.form_to("/contact").fields["note"] == "x" * 301
    page = await visitor.send(page.form_to("/contact"), note="Parlé à Luc-André, il attend.")
    assert "Parlé à Luc-André, il attend." in page.text


async def test_the_queue_is_searched_and_filtered(visitor: Visitor) -> None:
    """By a part of a name or of a number, and by what waits; an unknown group shows all."""
    page = await visitor.get("/bureaux/revenu?recherche=brin de givre")
    assert "Garderie Brin de Givre" in page.text
    assert "Garderie Tournevent" not in page.text
    page = await visitor.get("/bureaux/revenu?recherche=9900000062")
    assert "Garderie Tournevent" in page.text
    assert "Garderie Brin de Givre" not in page.text
    page = await visitor.get("/bureaux/revenu?attente=without")
    assert "Garderie Brin de Givre" in page.text
    assert "Cœur de Flanelle" not in page.text
    page = await visitor.get("/bureaux/revenu?attente=%00")
    assert page.status == 200


async def test_the_desk_finds_by_identification_number(visitor: Visitor, desk: Desk) -> None:
    """The number of an organisation leads to the accounts of its people."""
    async with desk.look("default") as (tx, _):
        number = str((await tx.need(Organisation, "org_e01")).revenue_number)
    page = await visitor.get("/bureaux/assistance")
    page = await visitor.send(page.form_to("/bureaux/assistance"), recherche=number)
    assert page.status == 200
    assert "Rosalie Beaulac-Thibert" in page.text

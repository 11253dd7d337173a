"""Revenu Québec: the queue, the files, the registers."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from sandbox.domain.identifiers import RevenueNumber
from sandbox.domain.model import Organisation
from sandbox.services.desk import Desk
from tests.journeys import ready
from tests.journeys.agents import act, can, file_of, organisation_of
from tests.journeys.ready import leads_to, sign_in
from tests.journeys.visitor import Form, Visitor


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
    stale = await visitor.send(act(page, "non-conforme"))
    assert stale.status == 409
    page = await visitor.send(act(sent, "recevoir"))
    odd = await visitor.send(act(page, "non-conforme"), motif="parce que")
    assert odd.status == 422
    assert any(name.startswith("motif-") for name in odd.ids)


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
    refused = await visitor.send(
        act(nothing, "refuser"), compris="oui", motif="autorite_non_prouvee"
    )
    assert "refusée" in refused.text
    assert "a été refusée" in (await sign_in(another(), ready.PENDING)).text


async def test_a_suspension_ends_sessions_and_can_be_undone(
    visitor: Visitor, another: Callable[[], Visitor], desk: Desk
) -> None:
    """While an enrolment is suspended nobody of it is signed in; restored, everybody may be."""
    person = another()
    await sign_in(person, ready.ACTIVE)
    name = await organisation_of(desk, ready.ACTIVE)
    page = await visitor.send(act(await file_of(visitor, name), "suspendre"), compris="oui")
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
    again = await visitor.send(act(page, "inviter"))
    assert again.status == 422
    assert again.controls["compris-invitation"]["aria-invalid"] == "true"
    page = await visitor.send(act(again, "inviter"), compris="oui")
    assert "annulée" in page.text


async def test_an_unknown_file_or_act_is_a_page_that_says_so(visitor: Visitor) -> None:
    """A file of nobody, and an act that does not exist, answer 404 with a way on."""
    assert (await visitor.get("/bureaux/revenu/org_nobody")).status == 404
    page = await file_of(visitor, "Garderie Le Pré d")
    form = act(page, "inviter")
    assert (await visitor.send(Form(f"{page.path}/inconnu", "post", form.fields))).status == 404


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
    assert any(href.endswith("?attente=settled") for href, _ in page.links)
    page = await visitor.get("/bureaux/revenu?attente=%00")
    assert page.status == 200
    for nothing in ("zzzz", "---"):
        page = await visitor.get(f"/bureaux/revenu?recherche={nothing}&attente=without")
        assert "Rien ne correspond à cette recherche." in page.text
        assert leads_to(page, "/bureaux/revenu")


@pytest.mark.parametrize("many", [0, 1, 60])
async def test_a_long_queue_is_read_page_by_page(visitor: Visitor, desk: Desk, many: int) -> None:
    """Twenty-five rows a page, each row on one of them, the search and the filter kept."""
    async with desk.work("default") as (tx, _):
        for number in range(many):
            one = await tx.need(Organisation, "org_f13")
            copy = replace(
                one,
                id=f"org_long{number}",
                name=f"Rangée {number:02}",
                revenue_number=RevenueNumber(str(9800000000 + number)),
            )
            await tx.add(copy)
    path: str | None = "/bureaux/revenu?attente=without&recherche=rangee"
    seen: list[str] = []
    pages = 0
    while path:
        page = await visitor.get(path)
        seen += [label for _, label in page.links if label.startswith("Rangée")]
        pages += 1
        path = next((href for href, label in page.links if label == "Page suivante"), None)
    assert seen == [f"Rangée {number:02}" for number in range(many)]
    assert pages == (3 if many == 60 else 1)
    if many == 60:
        assert "page 3 de 3" in page.text
        assert "Rangée 59" in (await visitor.get("/bureaux/revenu?recherche=rangee&page=99")).text


async def test_a_list_from_which_nothing_was_chosen_is_told_at_its_field(visitor: Visitor) -> None:
    """The standing left empty, and a name that is no name, come back with the rest as it was."""
    page = await file_of(visitor, "Garderie Le Pré d")
    refused = await visitor.send(act(page, "situation"), situation="")
    assert refused.status == 422
    assert refused.controls["situation"]["aria-invalid"] == "true"
    form = act(page, "inscrire-au-registre")
    refused = await visitor.send(form, prenom="Ana", nom="1" * 90, fonction="secretaire")
    assert refused.status == 422
    assert refused.controls["nom"]["aria-invalid"] == "true"
    assert act(refused, "inscrire-au-registre").fields["prenom"] == "Ana"


async def test_calls_are_logged_in_any_state_and_about_an_earlier_enrolment(
    visitor: Visitor, personas: dict[str, Any]
) -> None:
    """A call never moves what waits for documents; the log names the enrolment it is about."""
    file = "/bureaux/revenu/org_f13"
    await visitor.transmit(await visitor.answer(await visitor.begin(), personas["F13"].answers))
    page = await visitor.get(file)
    for note in ("Premier appel", "Deuxième appel"):
        page = await visitor.send(act(page, "contact"), note=note)
        assert note in page.text
    assert "différée : attend des pièces" in page.text
    assert "Premier appel" in page.text
    refused = act(page, "contact").fields["inscription"]
    page = await visitor.send(act(page, "tout-recevoir"))
    await visitor.send(act(page, "refuser"), compris="oui", motif="autre")
    await visitor.transmit(await visitor.answer(await visitor.begin(), personas["F13"].answers))
    page = await visitor.get(file)
    page = await visitor.send(act(page, "contact"), inscription=refused, note="Après le refus")
    assert "Après le refus" in page.text
    assert "différée : attend des pièces" in page.text
    strayed = act(page, "contact")
    other = Form("/bureaux/revenu/org_f12/contact", "post", strayed.fields)
    assert (await visitor.send(other)).status == 404

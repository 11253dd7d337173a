"""The ministry: who was informed, and what the applications are answered."""

from dataclasses import replace

import pytest

from sandbox.domain.identifiers import RevenueNumber
from sandbox.domain.lifecycles import SubscriptionState
from sandbox.domain.model import Organisation, Subscription
from sandbox.services.desk import Desk
from tests.journeys.agents import act, can
from tests.journeys.ready import leads_to
from tests.journeys.visitor import Form, Page, Visitor, look_over

OFFICE = "/bureaux/ministere"


async def tick(visitor: Visitor, form: Form, box: str, values: list[str], **more: str) -> Page:
    """Send a list with several boxes ticked."""
    filled = {**form.fields, box: values, **more}
    page = Page(await visitor.client.post(form.action, data=filled, follow_redirects=True))
    look_over(page)
    return page


def boxes(page: Page, name: str) -> list[str]:
    """The values of the boxes of a list, in order."""
    found = (each for tag, each in page.elements if tag == "input" and each.get("name") == name)
    return [each["value"] for each in found]


async def applying(desk: Desk, many: int) -> list[str]:
    """Informed organisations that apply to the e-service; the ids of their applications."""
    async with desk.work("default") as (tx, world):
        model = await tx.need(Organisation, "org_e01")
        for number in range(many):
            id_, revenue = f"org_many{number:02}", RevenueNumber(str(9800000000 + number))
            one = replace(model, id=id_, name=f"Rangée {number:02}", revenue_number=revenue)
            await tx.add(replace(one, informed_on=world.today))
            waits = SubscriptionState.IN_PROCESS
            await tx.add(Subscription(f"sub_{number:02}", id_, waits, "", world.now))
    return [f"sub_{number:02}" for number in range(many)]


@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_the_ministry_informs_once_and_takes_it_back(visitor: Visitor, lang: str) -> None:
    """A second click is told as such; taking the notice back is confirmed first."""
    page = await visitor.get(f"{OFFICE}/org_f02?lang={lang}")
    form = act(page, "informer")
    done = await visitor.send(form)
    assert done.has("div", role="status")
    again = await visitor.send(form)
    assert again.status == 409
    assert ("déjà informé" if lang == "fr" else "already informed") in again.text
    assert leads_to(again, f"{OFFICE}/org_f02")
    unsure = await visitor.send(act(done, "retirer"))
    assert unsure.status == 422
    assert unsure.controls["compris-retrait"]["aria-invalid"] == "true"
    back = await visitor.send(act(unsure, "retirer"), compris="oui")
    assert can(back, "informer")
    assert (await visitor.send(act(unsure, "retirer"), compris="oui")).status == 409
    words = ("par lettre", "Avis du Ministère retiré") if lang == "fr" else ("by letter",)
    happened = back.by_id["contenu"]
    assert all(word in happened for word in words)


async def test_the_ministry_answers_an_application(visitor: Visitor, desk: Desk) -> None:
    """A refusal needs a reason, which its history keeps; an answer is given once."""
    (one,) = await applying(desk, 1)
    page = await visitor.get(f"{OFFICE}/org_many00")
    refuse = next(f for f in page.forms if f.fields.get("reponse") == "refuser")
    nothing = await visitor.send(refuse)
    assert nothing.status == 422
    assert "Écrivez le motif du refus" in nothing.text
    done = await visitor.send(refuse, motif="Permis à renouveler")
    assert "La demande est refusée." in done.text
    assert "Inscription à la PES refusée : « Permis à renouveler »" in done.text
    assert (await visitor.send(refuse, motif="trop tard")).status == 409
    assert one in refuse.action


async def test_several_applications_are_answered_at_once(visitor: Visitor, desk: Desk) -> None:
    """What became of each is told, one that was answered meanwhile included; what was ticked
    and written survives a mistake."""
    first, second, third = await applying(desk, 3)
    page = await visitor.get(f"{OFFICE}?attente=pending&recherche=rangee")
    assert boxes(page, "demande") == [first, second, third]
    form = page.form_to(f"{OFFICE}?recherche=rangee&attente=pending")
    nothing = await visitor.send(form, geste="accepter")
    assert nothing.status == 422
    assert "Cochez au moins une demande." in nothing.text
    no_reason = await tick(visitor, form, "demande", [first, third], geste="refuser")
    assert no_reason.status == 422
    assert no_reason.controls["motif"]["aria-invalid"] == "true"
    ticked = [i for i, each in no_reason.controls.items() if "checked" in each]
    assert ticked == ["demande", f"demande-{third}"]
    done = await tick(visitor, form, "demande", [first, third], geste="accepter")
    assert "Demande acceptée : Rangée 00, Rangée 02" in done.text
    assert boxes(done, "demande") == [second]
    late = await tick(
        visitor, form, "demande", [second, third, "sub_nobody"], geste="refuser", motif="Non"
    )
    assert "Demande refusée : Rangée 01" in late.text
    assert "La situation ne le permet pas maintenant. Rangée 02" in late.text
    assert not boxes(late, "demande")
    assert "Rien ne correspond" in late.text
    odd = await tick(visitor, form, "demande", [first], geste="autre")
    assert odd.status == 422


async def test_several_services_are_informed_at_once(visitor: Visitor) -> None:
    """All those of the page can be ticked by a link, without a script."""
    page = await visitor.get(f"{OFFICE}?attente=to_inform&recherche=garderie pas de loup")
    assert boxes(page, "service") == ["org_f03"]
    page = await visitor.get(f"{OFFICE}?attente=to_inform")
    every = next(href for href, label in page.links if label.startswith("Cocher les"))
    page = await visitor.get(every)
    assert all(
        "checked" in each for each in page.controls.values() if each.get("name") == "service"
    )
    done = await tick(
        visitor,
        page.form_to("?attente=to_inform"),
        "service",
        ["org_f03", "org_f02"],
        geste="courriel",
    )
    assert "Avis envoyé : " in done.text
    assert "Garderie Pas de Loup" in done.text
    assert not {"org_f03", "org_f02"} & set(boxes(done, "service"))


async def test_a_long_list_is_answered_page_by_page(visitor: Visitor, desk: Desk) -> None:
    """Sixty applications stand on three pages, the search kept from one to the next."""
    await applying(desk, 60)
    seen: list[str] = []
    path: str | None = f"{OFFICE}?attente=pending&recherche=rangee"
    while path:
        page = await visitor.get(path)
        assert len(boxes(page, "demande")) <= 25
        seen += boxes(page, "demande")
        path = next((href for href, label in page.links if label == "Page suivante"), None)
    assert seen == [f"sub_{number:02}" for number in range(60)]

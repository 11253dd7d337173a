"""What a signed-in person does for her organisation: people, roles, the e-service."""

from collections.abc import Callable

import pytest

from sandbox.domain.model import Account, JournalEntry, Membership, PostItem
from sandbox.services.desk import Desk
from tests.journeys.ready import ACTIVE, MANDATE, USER, sign_in
from tests.journeys.visitor import Visitor

PEOPLE, SERVICE = "/compte/personnes/org_e01", "/compte/pes/org_e01"
NEW = {"prenom": "Ginette", "nom": "Roy", "courriel": "ginette@exemple.example", "role": "RSE"}


@pytest.mark.parametrize(
    ("lang", "added", "suspended"),
    [("fr", "La personne est ajoutée", "suspendu"), ("en", "The person is added", "suspended")],
)
async def test_an_rse_adds_suspends_and_reactivates(
    visitor: Visitor, desk: Desk, lang: str, added: str, suspended: str
) -> None:
    """Her codes leave apart; suspended she is told so, and reactivated again."""
    await sign_in(visitor, ACTIVE, lang=lang)
    page = await visitor.get(f"{PEOPLE}?lang={lang}")
    refused = await visitor.send(page.form_to(PEOPLE), courriel="sans-arobase")
    assert refused.status == 422
    assert {"prenom", "nom", "courriel", "role"} <= set(refused.ids)
    page = await visitor.send(refused.form_to(PEOPLE), **NEW)
    assert added in page.text
    assert "Ginette Roy" in page.text
    async with desk.look("default") as (tx, _):
        posted = await tx.find(PostItem, organisation_id="org_e01", order="-seq", limit=2)
        assert {item.template for item in posted} == {
            "code_utilisateur",
            "mot_de_passe_d_un_nouvel_utilisateur",
        }
        person = posted[0].person_id
        account = await tx.one(Account, person_id=person)
        assert account is not None
        held = await tx.one(Membership, account_id=account.id)
    assert held is not None
    form = next(f for f in page.forms if f.fields.get("personne") == held.id)
    page = await visitor.send(form)
    assert suspended in page.text
    again = await visitor.send(form)  # a stale page: already done
    assert again.status == 409
    page = await visitor.get(PEOPLE)
    form = next(f for f in page.forms if f.fields.get("personne") == held.id)
    assert form.action.endswith("/reactiver")
    page = await visitor.send(form)
    assert page.status == 200
    same = await visitor.send(page.form_to(PEOPLE), **NEW)
    assert same.status == 422
    assert "courriel-erreur" in same.ids
    assert same.form_to(PEOPLE).fields["prenom"] == "Ginette"  # nothing of it is lost


@pytest.mark.parametrize(
    ("lang", "made", "gone"),
    [
        ("fr", "La personne est maintenant RSE", "est retiré"),
        ("en", "The person is now an RSE", "is taken away"),
    ],
)
async def test_a_user_is_made_an_rse_or_taken_out_and_another_rse_never(
    visitor: Visitor, another: Callable[[], Visitor], lang: str, made: str, gone: str
) -> None:
    """What the page offers for a user it does not for an RSE, who refuses it as well."""
    await sign_in(visitor, ACTIVE, lang=lang)
    page = await visitor.get(f"{PEOPLE}?lang={lang}")
    taken_out = page.form_to("/retirer")
    page = await visitor.send(page.form_to("/nommer"))
    assert made in page.text
    assert not [form for form in page.forms if form.action.endswith(("/nommer", "/retirer"))]
    refused = await visitor.send(taken_out)  # a stale page
    assert refused.status == 409
    page = await visitor.send(
        (await visitor.get(PEOPLE)).form_to(PEOPLE),
        **NEW,
    )
    added = {**NEW, "prenom": "Yvon", "courriel": "yvon@exemple.example", "role": "UTILISATEUR"}
    page = await visitor.send(page.form_to(PEOPLE), **added)
    page = await visitor.send(page.form_to("/retirer"))
    assert gone in page.text
    assert "Yvon" not in page.text
    page = await visitor.send(
        page.form_to(PEOPLE), **added
    )  # closed accounts stand in nobody's way
    assert "Yvon Roy" in page.text


async def test_who_has_an_account_keeps_it_and_is_told(visitor: Visitor, desk: Desk) -> None:
    """No new code nor password leaves: one account then acts for two services."""
    await sign_in(visitor, ACTIVE)
    known = {
        "prenom": "Octave",
        "nom": "Brisebois-Lam",
        "courriel": "octave@cabinet-brisebois.example",
    }
    page = await visitor.send(
        (await visitor.get(PEOPLE)).form_to(PEOPLE), **known, role="UTILISATEUR"
    )
    assert "Octave Brisebois-Lam" in page.text
    async with desk.look("default") as (tx, _):
        (item,) = await tx.find(PostItem, organisation_id="org_e01", order="-seq", limit=1)
    assert item.template == "acces_ajoute"
    assert MANDATE not in item.values.values()  # masked


async def test_a_plain_user_reads_but_does_not_manage(visitor: Visitor, desk: Desk) -> None:
    """The page has no form of it, and the service refuses what is sent all the same."""
    await sign_in(visitor, ACTIVE)
    page = await visitor.get(PEOPLE)
    form = page.form_to(PEOPLE)
    suspend = next(f for f in page.forms if f.action.endswith("/suspendre"))
    await sign_in(visitor, USER)
    page = await visitor.get(PEOPLE)
    assert not [f for f in page.forms if "/personnes/" in f.action]
    token = page.forms[0].fields["csrf"] if page.forms else ""
    if not token:
        token = (await visitor.get(SERVICE)).forms[0].fields["csrf"]
    for each in (form, suspend):
        each.fields["csrf"] = token
        answer = await visitor.client.post(each.action, data={**each.fields, **NEW})
        assert answer.status_code == 403
        assert "À qui vous adresser" in answer.text
    async with desk.look("default") as (tx, _):
        assert await tx.count(JournalEntry, name="member.added") == 0
        assert await tx.count(JournalEntry, name="member.suspended") == 0


@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_a_user_is_refused_and_an_rse_applies(
    visitor: Visitor, another: Callable[[], Visitor], desk: Desk, lang: str
) -> None:
    """The gate says why (R-73); the RSE's application goes to the Ministry, and is withdrawn."""
    await sign_in(visitor, USER, lang=lang)
    page = await visitor.get(f"{SERVICE}?lang={lang}")
    page = await visitor.send(page.form_to(SERVICE), demande="presenter")
    assert ("refusée" if lang == "fr" else "refused") in page.text
    answer = await visitor.client.post(
        SERVICE, data={"csrf": page.forms[0].fields["csrf"], "demande": "retirer"}
    )
    assert answer.status_code == 403
    rse = another()
    await sign_in(rse, ACTIVE, lang=lang)
    page = await rse.get(f"{SERVICE}?lang={lang}")
    page = await rse.send(page.form_to(SERVICE), demande="presenter")
    assert ("transmise" if lang == "fr" else "has gone") in page.text
    page = await rse.send(page.form_to(SERVICE), demande="retirer")
    assert ("retirée" if lang == "fr" else "withdrawn") in page.text
    async with desk.look("default") as (tx, _):
        refused = await tx.one(JournalEntry, name="subscription.gate_refused")
    assert refused is not None
    assert refused.data["reason"] == "RESERVE_AU_RSE"


async def test_another_organisation_is_not_shown(visitor: Visitor) -> None:
    """Its pages are not found, signed in elsewhere; without a session one signs in first."""
    page = await visitor.get(PEOPLE)
    assert page.path == "/connexion"
    await sign_in(visitor, ACTIVE)
    assert (await visitor.get("/compte/personnes/org_e02")).status == 404
    assert (await visitor.get("/compte/pes/org_e02")).status == 404

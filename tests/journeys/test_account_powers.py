"""Mandates given and revoked by an RSE, and the end of an enrolment."""

from collections.abc import Callable

import pytest

from sandbox.domain.identifiers import UserCode
from sandbox.domain.lifecycles import EnrolmentState
from sandbox.domain.model import Account, Enrolment, JournalEntry, Mandate
from sandbox.services.desk import Desk
from tests.journeys.ready import ACTIVE, MANDATE, TWO, USER, sign_in
from tests.journeys.visitor import Visitor

MANDATES, END = "/compte/procurations/org_e01", "/compte/desactivation/org_e01"


@pytest.mark.parametrize(
    ("lang", "given", "days"),
    [
        ("fr", "La procuration est donnée", "jours restants : 8"),
        ("en", "mandate is given", "days left: 8"),
    ],
)
async def test_an_rse_gives_and_revokes_a_mandate(
    visitor: Visitor, desk: Desk, lang: str, given: str, days: str
) -> None:
    """Wrong codes and dates are told at their fields; the days left are counted, then it ends."""
    await sign_in(visitor, ACTIVE, lang=lang)
    page = await visitor.get(f"{MANDATES}?lang={lang}")
    elsewhere = {"titulaire": "autre", "code_utilisateur": MANDATE}
    for typed, wrong in (
        ({"debut": "hier"}, {"titulaire", "debut"}),
        ({"titulaire": "autre", "code_utilisateur": "??"}, {"code_utilisateur"}),
        ({"titulaire": "autre", "code_utilisateur": USER}, {"code_utilisateur"}),  # a colleague
        ({**elsewhere, "debut": "2026-11-23", "fin": "2026-11-20"}, {"fin"}),
        ({**elsewhere, "debut": "2026-11-20"}, {"debut"}),  # the past
        ({**elsewhere, "restriction": "n" * 121}, {"restriction"}),
    ):
        form = (await visitor.get(MANDATES)).form_to(MANDATES)
        page = await visitor.send(form, **typed)
        assert page.status == 422
        fields = ("titulaire", "code_utilisateur", "debut", "fin", "restriction")
        assert {each for each in fields if f"{each}-erreur" in page.ids} == wrong, typed
    page = await visitor.send(page.form_to(MANDATES), fin="2026-11-30", restriction="déclarations")
    assert given in page.text
    assert days in page.text
    assert "déclarations" in page.text
    again = await visitor.send(page.form_to(MANDATES), **elsewhere)
    assert again.status == 422
    assert "code_utilisateur-erreur" in again.ids  # one has a mandate already
    form = page.form_to("/revoquer")
    page = await visitor.send(form)
    assert page.status == 200
    assert (await visitor.send(form)).status == 409
    async with desk.look("default") as (tx, _):
        held = await tx.find(Mandate, organisation_id="org_e01")
    assert [one.revoked_on is not None for one in held] == [True]


async def test_a_colleague_is_chosen_by_name(visitor: Visitor, desk: Desk) -> None:
    """An internal mandate needs no code; it is told as such, and nobody gives himself one."""
    await sign_in(visitor, ACTIVE)
    page = await visitor.get(MANDATES)
    async with desk.look("default") as (tx, _):
        mine = await tx.one(Account, user_code=UserCode(ACTIVE))
        user = await tx.one(Account, user_code=UserCode(USER))
    assert mine is not None
    assert user is not None
    form = page.form_to(MANDATES)
    assert user.id in form.options["titulaire"]
    assert mine.id not in form.options["titulaire"]
    page = await visitor.send(form, titulaire=mine.id)
    assert page.status == 422
    page = await visitor.send(form, titulaire=user.id)
    assert "Procuration interne" in page.text


async def test_a_restricted_mandate_opens_nothing_of_the_account(
    visitor: Visitor, another: Callable[[], Visitor]
) -> None:
    """Its holder reads what it is limited to and whom to ask; the rest stays shut."""
    await sign_in(visitor, ACTIVE)
    form = (await visitor.get(MANDATES)).form_to(MANDATES)
    words = "déclarations de présence"
    sent = {"titulaire": "autre", "code_utilisateur": MANDATE, "restriction": words}
    rse = await visitor.send(form, **sent)
    holder = another()
    await sign_in(holder, MANDATE)
    account = await holder.get("/compte")
    assert words in account.text
    assert not [href for href, _ in account.links if href.endswith("/org_e01")]
    for path in (MANDATES, "/compte/personnes/org_e01", "/compte/pes/org_e01", END):
        page = await holder.get(path)
        assert page.status == 403
        assert words in page.text
        assert "Rosalie Beaulac-Thibert" in page.text
    token = (await holder.get("/connexion/organisation")).forms[0].fields["csrf"]
    answer = await holder.client.post("/compte/pes/org_e01", data={"csrf": token})
    assert answer.status_code == 403
    await visitor.send(rse.form_to("/revoquer"))
    await visitor.send(form, **{**sent, "restriction": ""})
    assert (await holder.get(MANDATES)).status == 200


async def test_a_plain_user_gives_none_and_ends_nothing(visitor: Visitor, desk: Desk) -> None:
    """She is told who the RSE is; the services refuse what she sends all the same."""
    await sign_in(visitor, USER)
    page = await visitor.get("/compte/pes/org_e01")
    token = page.forms[0].fields["csrf"]
    assert "Seul un RSE" in (await visitor.get(MANDATES)).text
    end = await visitor.get(END)
    assert end.status == 403
    assert "Rosalie Beaulac-Thibert" in end.text
    assert "rosalie@coeur-de-flanelle.example" in end.text
    for path, sent in (
        (MANDATES, {"code_utilisateur": MANDATE}),
        (f"{MANDATES}/revoquer", {"procuration": "x"}),
        (END, {"confirmer": "oui"}),
    ):
        answer = await visitor.client.post(path, data={"csrf": token, **sent})
        assert answer.status_code == 403
        assert "C’est réservé aux RSE" in answer.text
    async with desk.look("default") as (tx, _):
        assert await tx.count(Mandate, organisation_id="org_e01") == 0
        assert (
            await tx.count(JournalEntry, name="enrolment.deactivated", organisation_id="org_e01")
            == 0
        )


@pytest.mark.parametrize(
    ("lang", "why"),
    [("fr", "a été désactivée par un RSE le"), ("en", "was deactivated by an RSE on")],
)
async def test_an_rse_ends_the_enrolment(
    visitor: Visitor, another: Callable[[], Visitor], desk: Desk, lang: str, why: str
) -> None:
    """Not without a yes; then nobody of it signs in, and is told why only with the password."""
    done, stranger = f"{END.rpartition('/')[0]}/faite", another()
    assert (await visitor.get(done)).path == "/connexion"
    await sign_in(visitor, ACTIVE, lang=lang)
    assert (await visitor.get(done)).path == "/compte"
    page = await visitor.get(f"{END}?lang={lang}")
    page = await visitor.send(page.form_to(END))
    assert page.status == 422
    page = await visitor.send(page.form_to(END), confirmer="oui")
    assert page.path == done
    assert "Garderie Cœur de Flanelle" in page.text
    assert page.html == (await visitor.get(f"{done}?lang={lang}")).html  # a reload keeps it
    assert (await stranger.get(done)).path == "/connexion"
    async with desk.look("default") as (tx, _):
        enrolment = await tx.one(Enrolment, organisation_id="org_e01")
    assert enrolment is not None
    assert enrolment.state is EnrolmentState.DEACTIVATED
    assert (await visitor.get("/compte")).path == "/connexion"
    for code in (ACTIVE, USER):
        page = await sign_in(stranger, code, lang=lang)
        assert page.status == 403
        assert why in page.text
    wrong = await sign_in(stranger, ACTIVE, "Mitaine-Perdue-1", lang=lang)
    nobody = await sign_in(stranger, "PERSNNE9", "Mitaine-Perdue-1", lang=lang)
    assert (wrong.status, wrong.text) == (nobody.status, nobody.text)


async def test_who_acts_for_another_service_stays_signed_in(visitor: Visitor) -> None:
    """Deactivating one enrolment ends nothing of the other; the page is gone with a new sign-in."""
    await sign_in(visitor, TWO)
    page = await visitor.get("/connexion/organisation")
    first, second = page.form_to("/organisation").options["organisation"]
    await visitor.send(page.form_to("/organisation"), organisation=second)
    path = f"/compte/desactivation/{first}"
    page = await visitor.send((await visitor.get(path)).form_to(path), confirmer="oui")
    assert "Votre session reste ouverte" in page.text
    assert (await visitor.get("/compte")).path == "/compte"
    assert (await visitor.get(f"/compte/personnes/{second}")).status == 200
    assert (await visitor.get(f"/compte/personnes/{first}")).status == 404
    await sign_in(visitor, ACTIVE)
    assert (await visitor.get("/compte/desactivation/faite")).path == "/compte"

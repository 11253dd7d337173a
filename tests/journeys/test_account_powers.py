"""Mandates given and revoked by an RSE, and the end of an enrolment."""

import pytest

from sandbox.domain.lifecycles import EnrolmentState
from sandbox.domain.model import Enrolment, JournalEntry, Mandate
from sandbox.services.desk import Desk
from tests.journeys.ready import ACTIVE, MANDATE, USER, sign_in
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
    page = await visitor.send(page.form_to(MANDATES), code_utilisateur="??", debut="hier")
    assert page.status == 422
    assert {"code_utilisateur-erreur", "debut-erreur"} <= set(page.ids)
    page = await visitor.send(
        page.form_to(MANDATES), code_utilisateur=MANDATE, debut="2026-11-23", fin="2026-11-20"
    )
    assert page.status == 422
    assert "fin-erreur" in page.ids
    page = await visitor.send(
        page.form_to(MANDATES), debut="", fin="2026-11-30", restriction="déclarations"
    )
    assert given in page.text
    assert days in page.text
    assert "déclarations" in page.text
    form = page.form_to("/revoquer")
    page = await visitor.send(form)
    assert page.status == 200
    assert (await visitor.send(form)).status == 409
    async with desk.look("default") as (tx, _):
        held = await tx.find(Mandate, organisation_id="org_e01")
    assert [one.revoked_on is not None for one in held] == [True]


async def test_a_plain_user_gives_none_and_ends_nothing(visitor: Visitor, desk: Desk) -> None:
    """The forms are not shown to her, and the services refuse what she sends all the same."""
    await sign_in(visitor, USER)
    page = await visitor.get("/compte/pes/org_e01")
    token = page.forms[0].fields["csrf"]
    assert "Seul un RSE" in (await visitor.get(MANDATES)).text
    assert "Seul un RSE" in (await visitor.get(END)).text
    for path, sent in (
        (MANDATES, {"code_utilisateur": MANDATE}),
        (f"{MANDATES}/revoquer", {"procuration": "x"}),
        (END, {"confirmer": "oui"}),
    ):
        answer = await visitor.client.post(path, data={"csrf": token, **sent})
        assert answer.status_code == 409
    async with desk.look("default") as (tx, _):
        assert await tx.count(Mandate, organisation_id="org_e01") == 0
        assert (
            await tx.count(JournalEntry, name="enrolment.deactivated", organisation_id="org_e01")
            == 0
        )


@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_an_rse_ends_the_enrolment(visitor: Visitor, desk: Desk, lang: str) -> None:
    """Not without a yes; then the session is over and the account opens nothing any more."""
    await sign_in(visitor, ACTIVE, lang=lang)
    page = await visitor.get(f"{END}?lang={lang}")
    page = await visitor.send(page.form_to(END))
    assert page.status == 422
    page = await visitor.send(page.form_to(END), confirmer="oui")
    assert page.path == "/compte/desactivation/faite"
    async with desk.look("default") as (tx, _):
        enrolment = await tx.one(Enrolment, organisation_id="org_e01")
    assert enrolment is not None
    assert enrolment.state is EnrolmentState.DEACTIVATED
    assert (await visitor.get("/compte")).path == "/connexion"
    page = await sign_in(visitor, ACTIVE, lang=lang)
    assert page.path != "/compte"

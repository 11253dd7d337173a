"""The history of one's account: in words, in time, and nothing of another organisation."""

from collections.abc import Callable

import pytest

from tests.journeys.ready import ACTIVE, MANDATE, PASSWORD, sign_in
from tests.journeys.visitor import Visitor

HISTORY, PEOPLE, MANDATES = (
    "/compte/historique",
    "/compte/personnes/org_e01",
    "/compte/procurations/org_e01",
)


@pytest.mark.parametrize(
    ("lang", "lines"),
    [
        (
            "fr",
            (
                "Session refusée",
                "Le code d’utilisateur ou le mot de passe n’est pas le bon.",
                "Mot de passe changé",
                "par vous Personne suspendue Mathis Corbo-Lemay",
                "À Octave Brisebois-Lam",
                "au 30 novembre 2026 inclusivement",
                "Inscription à la PES demandée",
                "Session ouverte",
            ),
        ),
        (
            "en",
            (
                "Sign-in refused",
                "The user code or the password is wrong.",
                "Password changed",
                "by you Person suspended Mathis Corbo-Lemay",
                "To Octave Brisebois-Lam",
                "through November 30, 2026",
                "PES registration applied for",
                "Signed in",
            ),
        ),
    ],
)
async def test_an_rse_reads_what_she_did(
    visitor: Visitor, lang: str, lines: tuple[str, ...]
) -> None:
    """Sign-ins, password, people, mandates and the e-service, each kind by itself as well."""
    assert (await visitor.get(HISTORY)).path == "/connexion"
    await sign_in(visitor, ACTIVE, "Mitaine-Perdue-1", lang=lang)
    await sign_in(visitor, ACTIVE, lang=lang)
    await visitor.send((await visitor.get(PEOPLE)).form_to("/suspendre"))
    form = (await visitor.get(MANDATES)).form_to(MANDATES)
    sent = {"titulaire": "autre", "code_utilisateur": MANDATE, "fin": "2026-11-30"}
    await visitor.send(form, **sent)
    service = "/compte/pes/org_e01"
    await visitor.send((await visitor.get(service)).form_to(service), demande="presenter")
    page = await visitor.get("/compte/mot-de-passe")
    new = "Mitaine-Neuve-2026"
    await visitor.send(
        page.form_to("/mot-de-passe"),
        mot_de_passe_actuel=PASSWORD,
        nouveau_mot_de_passe=new,
        confirmation=new,
    )
    page = await visitor.get(HISTORY)
    assert not [line for line in lines if line not in page.text]
    only = await visitor.get(f"{HISTORY}?genre=procurations")
    assert [line for line in lines if line in only.text] == list(lines[4:6])


async def test_nobody_reads_of_another_organisation(
    visitor: Visitor, another: Callable[[], Visitor]
) -> None:
    """The holder of a mandate reads that it was given to her, and nothing else of the service."""
    await sign_in(visitor, ACTIVE)
    await visitor.send((await visitor.get(PEOPLE)).form_to("/suspendre"))
    form = (await visitor.get(MANDATES)).form_to(MANDATES)
    await visitor.send(form, titulaire="autre", code_utilisateur=MANDATE)
    holder = another()
    await sign_in(holder, MANDATE)
    page = await holder.get(HISTORY)
    assert "par Rosalie Beaulac-Thibert" in page.text
    assert "Mathis" not in page.text
    assert "Personne suspendue" not in page.text


async def test_the_history_goes_on_from_page_to_page(visitor: Visitor) -> None:
    """Every line is on exactly one page, whatever is written meanwhile; odd queries do no harm."""
    await sign_in(visitor, ACTIVE)
    for _ in range(21):
        await visitor.send((await visitor.get(PEOPLE)).form_to("/suspendre"))
        await visitor.send((await visitor.get(PEOPLE)).form_to("/reactiver"))
    pages = [await visitor.get(f"{HISTORY}?genre=personnes")]
    while onward := [href for href, words in pages[-1].links if words == "Plus anciens"]:
        pages.append(await visitor.get(onward[0]))
        assert len(pages) <= 2  # one page again and again would never end
    text = " ".join(page.text for page in pages)
    seen = text.count("Personne suspendue") + text.count("Personne réactivée")
    assert seen == 42
    assert (await visitor.get(f"{HISTORY}?genre=x&avant=-1")).status == 200

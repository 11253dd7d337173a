"""What happens elsewhere: the telephone, the regional office, impôtNET, the address, the post."""

import pytest

from tests.journeys.ready import leads_to
from tests.journeys.visitor import Page, Visitor

F01, F03, F04, F07, F09, F12, F13 = (
    "9900000011",
    "9900000038",
    "9900000046",
    "9900000071",
    "9900000097",
    "9900000127",
    "9900000135",
)


async def ask(visitor: Visitor, page: str, lang: str = "fr", **values: str) -> Page:
    """What a step answers."""
    shown = await visitor.get(f"/ailleurs/{page}?lang={lang}")
    return await visitor.send(shown.form_to(f"/ailleurs/{page}"), **values)


@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_an_expired_invitation_is_replaced_by_telephone(visitor: Visitor, lang: str) -> None:
    """The letter with the new number arrives in the post box; a second call is told to use it."""
    call = {"numero_identification": F07, "fonction": "administrateur_unique"}
    page = await ask(visitor, "invitation", lang, **call)
    assert ("Une invitation est émise" if lang == "fr" else "An invitation is issued") in page.text
    assert leads_to(page, "/poste")
    left = "Il reste 90 jours" if lang == "fr" else "90 days are left"
    assert left in page.text
    again = await ask(visitor, "invitation", lang, **call)
    assert left in again.text
    assert ("encore valide" if lang == "fr" else "still valid") in again.text
    box = await visitor.get(next(href for href, _ in page.links if href.startswith("/poste/")))
    assert "invitation" in box.text
    assert left in box.text


async def test_every_failing_condition_is_told_at_once(visitor: Visitor) -> None:
    """A caller without function, for a form without invitation, hears each reason and source."""
    page = await ask(visitor, "invitation", numero_identification=F13, fonction="aucune")
    assert "ne demande pas d’invitation" in page.text
    assert "n’est pas un représentant d’office" in page.text
    for cite in ("A-27", "R-47"):
        assert cite in page.text


async def test_returned_mail_is_mended_by_a_change_of_address(visitor: Visitor) -> None:
    """The refusal leads to the change of address, after which the reason is gone."""
    call = {"numero_identification": F12, "fonction": "president"}
    refused = await ask(visitor, "invitation", **call)
    assert "Du courrier a été retourné" in refused.text
    link = next(href for href, _ in refused.links if href.startswith("/ailleurs/adresse"))
    shown = await visitor.get(link)
    form = shown.form_to("/ailleurs/adresse")
    assert form.fields["numero_identification"] == F12
    empty = await visitor.send(form)
    assert empty.status == 422
    moved = await visitor.send(form, adresse="1, rue Fictive\nQuébec (Québec)  G0G 0G0")
    assert "1, rue Fictive" in moved.text
    assert "Du courrier a été retourné" not in (await ask(visitor, "invitation", **call)).text


@pytest.mark.parametrize(("lang", "sent"), [("fr", "mise à la poste"), ("en", "in the mail")])
async def test_a_lost_notice_number_comes_by_mail(visitor: Visitor, lang: str, sent: str) -> None:
    """The page never shows the number; the letter does."""
    page = await ask(visitor, "avis", lang, numero_identification=F03)
    assert page.status == 200
    box = await visitor.get(next(href for href, _ in page.links if href.startswith("/poste/")))
    assert box.has("article", class_="letter letter--lettre")


async def test_a_first_year_has_no_notice_to_send(visitor: Visitor) -> None:
    """Where no return was filed the answer says why and that enrolling remains possible."""
    page = await ask(visitor, "avis", numero_identification=F04)
    assert "n’a jamais produit de déclaration" in page.text
    assert "R-29" in page.text


@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_an_impotnet_code_is_shown_at_once(visitor: Visitor, lang: str) -> None:
    """The right fictitious number gives the code; it is not in the address."""
    page = await ask(visitor, "impotnet", lang, numero_identification=F01, nas="000 000 141")
    assert "ESSAI001" in page.text
    assert page.path == "/ailleurs/impotnet"
    assert "000000141" not in page.html


@pytest.mark.parametrize(
    ("nas", "words"),
    [
        ("123 456 782", "pourrait être celui d’une vraie personne"),
        ("12", "compte neuf chiffres"),
        ("", "Entrez le numéro d’assurance sociale"),
    ],
)
async def test_a_number_that_could_be_real_is_refused_and_not_repeated(
    visitor: Visitor, nas: str, words: str
) -> None:
    """Beside its field, with the reason, and never echoed."""
    page = await ask(visitor, "impotnet", numero_identification=F01, nas=nas)
    assert page.status == 422
    assert words in page.text
    assert page.forms[0].fields["nas"] == ""


async def test_the_number_of_someone_else_reads_as_an_unknown_one(visitor: Visitor) -> None:
    """A right number for the wrong file, and a file that is no individual's, read alike."""
    other = await ask(visitor, "impotnet", numero_identification=F03, nas="000000141")
    company = await ask(visitor, "impotnet", numero_identification=F07, nas="000000141")
    words = "ne correspondent pas au dossier fiscal"
    assert words in other.text
    assert words in company.text


@pytest.mark.parametrize("page", ["invitation", "avis", "impotnet", "adresse"])
@pytest.mark.parametrize("number", ["", "12", "9900000099", "１２"])
async def test_a_number_of_nobody_is_told_beside_its_field(
    visitor: Visitor, page: str, number: str
) -> None:
    """A missing, malformed or unknown identification number is an error of its field."""
    told = await ask(visitor, page, numero_identification=number)
    assert told.status == 422
    assert told.has("input", id="numero_identification", aria_invalid="true")


async def test_both_errors_of_a_call_are_told_at_once(visitor: Visitor) -> None:
    """The number and the function are asked for together."""
    page = await ask(visitor, "invitation")
    assert {"#numero_identification", "#fonction"} <= {href for href, _ in page.links}


@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_a_letter_carries_the_band_and_can_be_read_alone(visitor: Visitor, lang: str) -> None:
    """Every item says that it is fictitious; one can be opened alone to be printed."""
    await ask(visitor, "avis", lang, numero_identification=F03)
    index = await visitor.get("/poste")
    box = await visitor.get(next(h for h, label in index.links if "Pas de Loup" in label))
    band = "courrier fictif" if lang == "fr" else "fictitious mail"
    assert band in box.text
    alone = await visitor.get(next(href for href, _ in box.links if "?envoi=" in href))
    assert alone.html.count("<article") == 1


@pytest.mark.parametrize(
    ("lang", "parts"),
    [
        ("fr", ("Québec, le ", "Objet : ", "Madame, Monsieur,", "salutations distinguées.")),
        ("en", ("Québec, ", "Subject: ", "Dear Sir or Madam,", "Yours truly,")),
    ],
)
async def test_a_letter_is_laid_out_as_one(
    visitor: Visitor, lang: str, parts: tuple[str, ...]
) -> None:
    """Letterhead, date, addressee (two spaces before a postal code), object, closing, in order."""
    await ask(visitor, "avis", lang, numero_identification=F03)
    page = await visitor.get("/poste/org_f03")
    sender = "Revenu Québec (simulé)" if lang == "fr" else "Revenu Québec (simulated)"
    found = [page.text.index(part) for part in (sender, *parts)]
    assert found == sorted(found)
    assert "(Québec)\u00a0\u00a0" in page.html
    assert page.text.count(sender) == 2


@pytest.mark.parametrize("path", ["/ailleurs", "/poste", "/ailleurs/avis?organisation=nobody"])
async def test_the_lists_open_without_anything_done(visitor: Visitor, path: str) -> None:
    """The lists of steps and of post boxes open by themselves."""
    assert (await visitor.get(path)).status == 200


async def test_the_post_box_of_nobody_says_so(visitor: Visitor) -> None:
    """An unknown post box is a page that says what to do."""
    page = await visitor.get("/poste/org_nobody")
    assert page.status == 404
    assert "Que faire maintenant?" in page.text


async def test_a_step_elsewhere_leads_back_to_the_very_question(visitor):
    """With a draft open here, to its question; without one, to the beginning."""
    assert "/inscription" in [href for href, _ in (await visitor.get("/ailleurs/avis")).links]
    await visitor.begin()
    page = await visitor.get("/ailleurs/impotnet")
    assert "/inscription/identifiants#code_impotnet" in [href for href, _ in page.links]

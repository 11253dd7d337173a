"""The enrolment from the front door to the receipt, as a person meets it."""

from urllib.parse import urlsplit

import pytest

from tests.journeys.visitor import Visitor

HIMSELF = {
    "forme": "PA",
    "genre": "garderie_subventionnee",
    "qui": "particulier",
    "representant_prenom": "Noémie",
    "representant_nom": "Larivée-Bouchard",
    "representant_courriel": "noemie@exemple.test",
    "numero_identification": "9900000011",
    "nas": "000 000 141",
    "code_impotnet": "essai001",
    "avis": "AVIS0001",
    "rse_identique": "oui",
}


async def to_check(visitor, **changes):
    """The check page of a draft answered as `HIMSELF`, with changes."""
    return await visitor.answer(await visitor.begin(), {**HIMSELF, **changes})


async def test_an_individual_who_supplies_everything_is_active_at_once(visitor):
    """From the front door to the receipt of row PA-1, by links and forms alone."""
    door = await visitor.get("/")
    assert "/inscription" in [href for href, _ in door.links]
    check = await to_check(visitor)
    assert check.path == "/inscription/verification"
    receipt = await visitor.transmit(check)
    assert receipt.row == "PA-1"
    assert len(receipt.by_id["code-utilisateur"].strip()) == 8
    assert len(receipt.by_id["mot-de-passe-temporaire"].strip()) == 12
    shown = [href for href, _ in receipt.links if href.endswith("#PA-1")]
    assert [href.partition("?")[0] for href in shown] == ["/guide/1-particuliers-en-affaires"]
    assert "Aucun document à envoyer" in receipt.text


@pytest.mark.parametrize("path", ["MFA", "REVENU"])
async def test_both_access_paths_lead_to_the_same_questions(visitor, path):
    """Either path opens a draft whose first step asks the form and the kind (R-13, A-34)."""
    page = await visitor.begin(path)
    assert page.path == "/inscription/service"
    assert set(page.form_to("/service").options) == {"forme", "genre"}


async def test_a_path_must_be_chosen(visitor):
    """Beginning without a path says so beside the choice and in the summary."""
    start = await visitor.get("/inscription")
    again = await visitor.send(start.form_to("/inscription"))
    assert again.status == 422
    assert ("#origine", "Choisissez un chemin d’accès.") in again.links
    assert "Choisissez" in again.by_id["origine-erreur"]


@pytest.mark.parametrize(
    ("form", "identifiers"),
    [
        ("PA", {"numero_identification", "nas", "code_impotnet", "avis"}),
        ("SO", {"numero_identification", "avis", "invitation"}),
        ("OB", {"numero_identification"}),
        ("SP", {"numero_identification"}),
    ],
)
async def test_each_form_asks_its_own_numbers_and_no_others(visitor, form, identifiers):
    """The guide's four, three, one and one numbers (R-24..R-27, R-37..R-39, R-64, R-69)."""
    page = await visitor.begin()
    page = await visitor.send(page.form_to("/service"), forme=form, genre="garderie_subventionnee")
    page = await visitor.get("/inscription/identifiants")
    asked = set(page.form_to("/identifiants").fields) - {"csrf", "brouillon"}
    assert asked == identifiers


async def test_every_error_of_a_step_is_told_at_once(visitor):
    """Each wrong field has its words beside it and a link in the summary; nothing typed is lost."""
    page = await visitor.begin()
    page = await visitor.send(page.form_to("/service"), forme="PA", genre="garderie_subventionnee")
    page = await visitor.send(
        page.form_to("/representant"),
        representant_prenom="Noémie",
        representant_courriel="pas-un-courriel",
    )
    assert page.status == 422
    assert page.text.startswith("Erreur")
    wrong = {"qui", "representant_nom", "representant_courriel"}
    assert {name for name in page.ids if name.endswith("-erreur")} == {f"{n}-erreur" for n in wrong}
    assert {href for href, _ in page.links if href[1:] in wrong} == {f"#{name}" for name in wrong}
    fields = page.form_to("/representant").fields
    assert fields["representant_prenom"] == "Noémie"
    assert fields["representant_courriel"] == "pas-un-courriel"
    assert page.controls["representant_courriel"]["aria-invalid"] == "true"


@pytest.mark.parametrize("nas", ["123456782", "046454287", "9 3 0 0 0 0 0 0 0"])
async def test_a_number_that_could_be_real_is_refused_and_never_sent_back(visitor, desk, nas):
    """A social insurance number of nobody fictitious is neither stored nor echoed (domain 4.3)."""
    from sandbox.domain.model import Enrolment

    page = await visitor.begin()
    answers = {**HIMSELF, "nas": nas}
    page = await visitor.answer(page, answers)
    assert page.status == 422
    assert "fictif" in page.by_id["nas-erreur"]
    assert page.form_to("/identifiants").fields["nas"] == ""
    assert nas not in page.html
    assert page.form_to("/identifiants").fields["numero_identification"] == "9900000011"
    async with desk.look("default") as (tx, _):
        (draft,) = [one for one in await tx.find(Enrolment) if one.state == "brouillon"]
    assert "nas" not in draft.answers
    assert draft.answers["avis"] == "AVIS0001"


async def test_secrets_are_kept_replaced_or_removed_but_never_shown(visitor):
    """A stored notice number is masked, kept when left empty, and removed when asked."""
    check = await to_check(visitor, avis="AVIS0099")
    assert "AVIS0099" not in check.html
    assert "•••••099" in check.text
    page = await visitor.get("/inscription/identifiants?depuis=verification")
    assert "AVIS0099" not in page.html
    again = await visitor.send(page.form_to("/identifiants"))
    assert again.path == "/inscription/verification"
    assert "•••••099" in again.text
    gone = await visitor.send(page.form_to("/identifiants"), retirer_avis="oui")
    assert "•••••099" not in gone.text
    assert "l’activation sera différée" in gone.text


async def test_a_draft_is_resumed_with_its_number_in_another_browser(visitor, another):
    """The number alone brings back what was well filled in, as far as it went."""
    page = await visitor.begin()
    page = await visitor.send(page.form_to("/service"), forme="SP", genre="garderie_subventionnee")
    number = page.form_to("/representant").fields["brouillon"]
    other = another()
    assert (await other.get("/inscription/representant")).status == 404
    form = (await other.get("/inscription/reprendre")).form_to("/reprendre")
    resumed = await other.send(form, numero=number.lower().replace("-", " "))
    assert resumed.path == "/inscription/representant"
    assert "associe" in resumed.form_to("/representant").options["qui"]


async def test_an_unknown_draft_number_is_refused_with_words(visitor):
    """A number of no draft keeps what was typed and says what to do."""
    form = (await visitor.get("/inscription/reprendre")).form_to("/reprendre")
    page = await visitor.send(form, numero="BR-AAAA-BBBB-CCCC")
    assert page.status == 422
    assert page.form_to("/reprendre").fields["numero"] == "BR-AAAA-BBBB-CCCC"


async def test_the_number_of_a_draft_is_in_no_address(visitor):
    """Addresses and titles, which histories and logs keep, never hold the number."""
    check = await to_check(visitor)
    number = check.form_to("/transmettre").fields["brouillon"]
    assert number not in check.html.partition("</title>")[0]
    assert not any(number in href for href, _ in check.links)
    assert number not in str(urlsplit(str(check.response.url)))


async def test_the_check_page_tells_what_lacks_with_links_to_it(visitor):
    """An answer that is missing is linked to its control, and nothing can be transmitted."""
    page = await visitor.begin()
    await visitor.send(page.form_to("/service"), forme="OB", genre="bureau_coordonnateur")
    check = await visitor.get("/inscription/verification")
    hrefs = [href for href, _ in check.links]
    assert "/inscription/representant?depuis=verification#qui" in hrefs
    assert not any(form.action.endswith("/transmettre") for form in check.forms)


async def test_another_form_drops_what_it_does_not_ask(visitor):
    """Changing the legal form from the check page asks again for the title and the numbers."""
    await to_check(visitor)
    page = await visitor.get("/inscription/service?depuis=verification")
    check = await visitor.send(page.form_to("/service"), forme="OB")
    assert check.path == "/inscription/verification"
    assert "Dites à quel titre" in check.text
    assert "assurance sociale" not in check.text


async def test_two_drafts_in_two_tabs_are_not_mixed_up(visitor):
    """A form saves to the draft it was made for, not to the one opened last."""
    first = (await visitor.begin()).form_to("/service")
    second = (await visitor.begin()).form_to("/service")
    await visitor.send(second, forme="OB", genre="bureau_coordonnateur")
    page = await visitor.send(first, forme="PA", genre="garderie_subventionnee")
    assert page.form_to("/representant").fields["brouillon"] == first.fields["brouillon"]
    assert set(page.form_to("/representant").options["qui"]) >= {"particulier", "mandataire"}


async def test_the_ways_to_get_a_number_open_beside_the_form(visitor):
    """Following one loses nothing that is typed and not yet saved."""
    page = await visitor.begin()
    page = await visitor.send(page.form_to("/service"), forme="SO", genre="garderie_subventionnee")
    page = await visitor.get("/inscription/identifiants")
    ways = {"/ailleurs/avis", "/ailleurs/invitation", "/personnages"}
    out = {found["href"]: found for tag, found in page.elements if tag == "a" and "href" in found}
    assert ways <= set(out)
    beside = ways - {"/personnages"}
    assert all(out[way].get("target") == "_blank" for way in beside)
    assert "nouvel onglet" in page.text


@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_what_is_needed_is_told_before_the_start(visitor: Visitor, lang: str) -> None:
    """For each form: each item, why, where to get it here, and what leaving it out costs."""
    page = await visitor.get(f"/inscription?lang={lang}")
    assert [tag for tag, _ in page.elements].count("details") == 4
    ways = {href for href, _ in page.links}
    assert {"/ailleurs/impotnet", "/ailleurs/avis", "/ailleurs/invitation"} <= ways
    assert page.has("p", class_="cost")


async def test_the_days_left_of_an_invitation_are_told_beside_its_field(visitor, personas):
    """On the check page, beside the field and under the letter, once the number was checked."""
    answers = personas["F06"].answers
    check = await visitor.answer(await visitor.begin(), answers)
    assert "Ce numéro d’invitation est valide. C’est le dernier jour" in check.text
    page = await visitor.get("/inscription/identifiants?depuis=verification")
    assert "Ce numéro d’invitation est valide. C’est le dernier jour" in page.text
    await visitor.transmit(await visitor.send(page.form_to("/identifiants")))
    letter = await visitor.get("/poste/org_f06")
    assert "Ce numéro ne peut plus servir." in letter.text


@pytest.mark.parametrize("invitation", ["B4T8W2QZ", "K7R2M9XA", "A2B3C4D5"])
async def test_nothing_is_told_of_an_invitation_that_cannot_serve(visitor, personas, invitation):
    """Expired, another's and unknown: one warning for all three, and no day (A-17)."""
    answers = {**personas["F07"].answers, "invitation": invitation}
    check = await visitor.answer(await visitor.begin(), answers)
    page = await visitor.get("/inscription/identifiants?depuis=verification")
    for shown in (check, page):
        assert "est valide" not in shown.text
        assert "Il reste" not in shown.text
        assert "dernier jour" not in shown.text
    assert "n’est pas reconnu" in check.text


@pytest.mark.parametrize("who", ["F01", "F04", "F05", "F07", "F12", "F14", "F16", "X1", "X5", "X6"])
async def test_the_check_page_foresees_the_row_of_the_receipt(visitor, personas, who):
    """Where all that it presumes is so, the forecast is what comes, refusals included."""
    persona = personas[who]
    check = await visitor.answer(await visitor.begin(), persona.answers)
    assert check.has("p", data_forecast=persona.expected_row)
    assert (await visitor.transmit(check)).row == persona.expected_row


@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_the_forecast_tells_nothing_of_the_registers(visitor, personas, lang):
    """An older notice reads as the right one before the transmission, and what one more brings."""
    await visitor.get(f"/?lang={lang}")
    check = await visitor.answer(await visitor.begin(), personas["F08"].answers)
    assert check.has("p", data_forecast="SO-1")
    check = await visitor.get("/inscription/identifiants?depuis=verification")
    check = await visitor.send(check.form_to("/identifiants"), retirer_avis="oui")
    assert check.has("p", data_forecast="SO-2")
    adding = "Avec ce renseignement" if lang == "fr" else "With this item"
    assert adding in check.text
    assert "/guide/2-societes#SO-1" in [href for href, _ in check.links]

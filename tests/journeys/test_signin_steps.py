"""The pages between the password and the application, as people see them, in both languages."""

import re
from dataclasses import replace
from typing import Any

import pytest

from sandbox.domain.assurance import Assurance
from sandbox.domain.model import Person
from sandbox.domain.provider import Client
from sandbox.services.desk import Desk
from tests.journeys import ready
from tests.journeys.ready import PASSWORD
from tests.journeys.test_signin_for_application import answered, parameters, request_path
from tests.journeys.visitor import Page, Visitor

TWO = Assurance.PASSWORD_AND_CODE.value
LANGUAGES = pytest.mark.parametrize("lang", ["fr", "en"])
HOSTILE = ["", "'; DROP TABLE", "<script>", "%00", "\ud83d\ude00", "a" * 3000]


async def arrive(visitor: Visitor, code: str = ready.ACTIVE, **asked: str) -> Page:
    """The first page after the password."""
    page = await visitor.get(request_path(**asked))
    return await visitor.send(page.forms[0], code_utilisateur=code, mot_de_passe=PASSWORD)


async def mailed(visitor: Visitor, page: Page) -> str:
    """The code, read where the page says that the e-mail is."""
    (box,) = [href for href, _ in page.links if re.match("/poste/.", href)]
    mails = (await visitor.get(box)).by_id
    newest = next(words for name, words in mails.items() if name.startswith("post_"))
    found = re.search(r"\b[0-9]{6}\b", newest)
    assert found
    return found[0]


@LANGUAGES
async def test_the_code_is_in_the_post_box_that_the_page_links_to(
    visitor: Visitor, lang: str
) -> None:
    """The page says where the e-mail is; the code typed from it goes on to the application."""
    page = await arrive(visitor, acr_values=TWO, ui_locales=lang)
    assert page.path == "/connexion/code"
    assert ("Code à six chiffres" if lang == "fr" else "Six-digit code") in page.text
    assert page.has("input", id="code", autocomplete="one-time-code", inputmode="numeric")
    assert "r•••@" in page.text
    assert "rosalie@" not in page.text
    code = await mailed(visitor, page)
    assert parameters(await answered(visitor, page, 0, code=code))["code"]


async def test_the_e_mail_says_for_which_application_and_when(visitor: Visitor) -> None:
    """Two codes of a shared account can be told apart by application and second."""
    page = await arrive(visitor, acr_values=TWO, ui_locales="en")
    box = await visitor.get(next(href for href, _ in page.links if "/poste/" in href))
    assert re.search(r"asked for on .* at \d\d:\d\d:\d\d for the application “.+ \(", box.text)


@LANGUAGES
async def test_a_wrong_code_says_how_many_tries_are_left(visitor: Visitor, lang: str) -> None:
    """The field and the summary say what is wrong; another code is one button away."""
    page = await arrive(visitor, acr_values=TWO, ui_locales=lang)
    wrong = await visitor.send(page.forms[0], code="12")
    assert wrong.status == 422
    assert wrong.has("a", href="#code")
    form = wrong.forms[1]
    sent = {**form.fields, "envoi": "oui"}
    again = Page(await visitor.client.post(form.action, data=sent, follow_redirects=True))
    assert ("nouveau code" if lang == "fr" else "A new code") in again.text


async def test_the_person_may_give_up_before_the_code(visitor: Visitor) -> None:
    """The application is told access_denied."""
    page = await arrive(visitor, acr_values=TWO)
    told = parameters(await answered(visitor, page, 2))
    assert told["error"] == "access_denied"


@LANGUAGES
async def test_a_language_link_keeps_every_step_where_it_is(visitor: Visitor, lang: str) -> None:
    """The other language is one link away on the pages of the code, the consent and the account."""
    names = {"English", "Français"}  # once switched, the language chosen is stronger than `lang`
    for asked in ({"acr_values": TWO}, {"prompt": "login consent"}):
        page = await arrive(visitor, ui_locales=lang, **asked)
        switched = await visitor.get(next(href for href, words in page.links if words in names))
        assert switched.path == page.path
        assert len(switched.forms) == len(page.forms)
    page = await visitor.get(request_path(ui_locales=lang, prompt="select_account"))
    switched = await visitor.get(next(href for href, words in page.links if words in names))
    assert switched.path == "/connexion/compte"


@LANGUAGES
async def test_the_consent_names_who_asks_for_whom_and_what(visitor: Visitor, lang: str) -> None:
    """Application, person, childcare service and every scope in words, and two buttons."""
    scope = "openid profile email phone address entreprise pes offline_access"
    page = await arrive(visitor, prompt="login consent", scope=scope, ui_locales=lang)
    assert page.path == "/connexion/consentement"
    assert "Portail PES" in page.text
    assert "Rosalie Beaulac-Thibert" in page.text
    words = {
        "fr": ["votre nom", "courriel", "téléphone", "correspondance", "procurations", "plus tard"],
        "en": ["your name", "e-mail", "telephone", "mailing", "mandates", "later"],
    }[lang]
    assert all(word in page.text for word in words)
    assert page.has("button", name="decision", value="accepter")
    assert page.has("button", name="decision", value="refuser")
    told = parameters(await answered(visitor, page, 0, decision="refuser"))
    assert told["error"] == "access_denied"


@LANGUAGES
async def test_the_account_is_chosen_among_this_one_and_another(
    visitor: Visitor, lang: str
) -> None:
    """Nothing is ticked beforehand, and choosing nothing is said."""
    await ready.sign_in(visitor, ready.ACTIVE, lang=lang)
    page = await visitor.get(request_path(prompt="select_account", ui_locales=lang))
    assert page.path == "/connexion/compte"
    nothing = await visitor.send(page.forms[0])
    assert nothing.status == 422
    assert nothing.has("a", href="#choix")
    other = await visitor.send(nothing.forms[0], choix="autre")
    assert other.path == "/connexion"
    assert parameters(await answered(visitor, page, 0, choix="continuer"))["code"]


async def register(desk: Desk, **metadata: Any) -> None:
    """Change what the ready client registered."""
    async with desk.work("default") as (tx, _):
        row = await tx.need(Client, "pes-portal")
        row.metadata.update(metadata)
        await tx.save(row)


async def test_logo_policy_and_terms_are_shown(visitor: Visitor, desk: Desk) -> None:
    """What an application registered is on the sign-in page, and the policy lets the logo load."""
    await register(
        desk,
        logo_uri="https://logo.exemple.invalid/l.png",
        policy_uri="https://app.exemple.invalid/vie-privee",
        tos_uri="https://app.exemple.invalid/conditions",
        **{"client_name#en": "PES portal (sample)"},
    )
    page = await visitor.get(request_path())
    assert page.has("img", src="https://logo.exemple.invalid/l.png", alt="")
    assert page.has("a", href="https://app.exemple.invalid/vie-privee", target="_blank")
    assert page.has("a", href="https://app.exemple.invalid/conditions", target="_blank")
    policy = page.response.headers["content-security-policy"]
    assert "img-src 'self' https://logo.exemple.invalid;" in policy
    assert "PES portal (sample)" in (await visitor.get(request_path(ui_locales="en"))).text


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//elsewhere.invalid/x",
        "https://a.invalid; script-src *",
        "https://u:p@a.invalid/",
        "https://a.invalid:x/",
        "https://[::1/",
        "https://a.invalid/\u202e",
    ],
)
async def test_an_address_that_is_no_web_address_is_left_out(
    visitor: Visitor, desk: Desk, address: str
) -> None:
    """Neither a link nor an image nor the security policy takes it up."""
    await register(desk, logo_uri=address, policy_uri=address, initiate_login_uri=address)
    page = await visitor.get(request_path())
    assert address not in {found.get("src", found.get("href", "")) for _, found in page.elements}
    assert "invalid" not in page.response.headers["content-security-policy"]
    develop = await visitor.get("/developper")
    assert not any(href.startswith(address) for href, _ in develop.links)


async def test_a_popup_leaves_out_what_leads_elsewhere(visitor: Visitor) -> None:
    """With display=popup the page is marked as small; any other value changes nothing."""
    page = await visitor.get(request_path(display="popup"))
    assert page.has("body", class_="popup")
    for display in ("page", "touch", "wap", "hologram"):
        assert not (await visitor.get(request_path(display=display))).has("body", class_="popup")


@pytest.mark.parametrize("hint", ["rosalie@coeur-de-flanelle.example", f" {ready.ACTIVE.lower()} "])
async def test_an_address_of_e_mail_is_a_hint_too(visitor: Visitor, hint: str) -> None:
    """The user code behind an e-mail address is filled in where it is one person's."""
    page = await visitor.get(request_path(login_hint=hint))
    assert page.forms[0].fields["code_utilisateur"] == ready.ACTIVE


async def test_an_address_that_two_share_points_to_neither(visitor: Visitor, desk: Desk) -> None:
    """Nobody's user code is given away for that of another."""
    async with desk.work("default") as (tx, _):
        for persona in ("rse-actif", "utilisateur-actif"):
            person = await tx.one(Person, persona=persona)
            assert person is not None
            await tx.save(replace(person, email="tous@exemple.invalid"))
    page = await visitor.get(request_path(login_hint="tous@exemple.invalid"))
    assert page.forms[0].fields["code_utilisateur"] == ""


@pytest.mark.parametrize("hint", ["nobody@exemple.invalid", "@", "no-persona", *HOSTILE])
async def test_a_hint_of_nobody_fills_in_nothing(visitor: Visitor, hint: str) -> None:
    """Whatever else was sent is neither shown nor an error."""
    page = await visitor.get(request_path(login_hint=hint.encode("utf-8", "replace").decode()))
    assert page.status == 200
    assert page.forms[0].fields["code_utilisateur"] == ""


@pytest.mark.parametrize("path", ["code", "compte", "consentement", "organisation"])
@pytest.mark.parametrize("value", HOSTILE)
async def test_hostile_forms_are_answered_in_words(visitor: Visitor, path: str, value: str) -> None:
    """Steps without a request, a session, a token or sense are told, and never fail."""
    value = value.encode("utf-8", "replace").decode()
    await visitor.get("/connexion")
    address = f"/connexion/{path}?demande={value[:100]}"
    assert (await visitor.client.get(address)).status_code in {200, 303, 410, 409}
    fields = {"code": value, "choix": value, "decision": value, "envoi": value, "csrf": value}
    sent = await visitor.client.post(address, data=fields)
    assert sent.status_code in {400, 403, 409, 410}

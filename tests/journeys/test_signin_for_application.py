"""Signing in for an application: who asks, in which language, giving up, and the way back."""

import base64
import hashlib
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2
import pytest

from sandbox.domain.provider import Session
from sandbox.services.desk import Desk
from tests.journeys import ready
from tests.journeys.ready import PASSWORD
from tests.journeys.visitor import Page, Visitor

CALLBACK = "http://127.0.0.1:8401/callback"
VERIFIER = "v" * 50


def request_path(**changes: str) -> str:
    """An authorization request of the ready client."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode()
    params = {
        "client_id": "pes-portal",
        "redirect_uri": CALLBACK,
        "response_type": "code",
        "scope": "openid",
        "state": "the-state",
        "nonce": "the-nonce",
        "code_challenge": challenge.rstrip("="),
        "code_challenge_method": "S256",
    }
    return "/oidc/authorize?" + urlencode({**params, **changes})


async def answered(visitor: Visitor, page: Page, index: int, **values: str) -> httpx2.Response:
    """Send a form and follow the house's redirects, up to the one that leaves it."""
    form = page.forms[index]
    response = await visitor.client.post(form.action, data={**form.fields, **values})
    while response.is_redirect and not response.headers["location"].startswith(CALLBACK):
        response = await visitor.client.get(response.headers["location"])
    return response


def parameters(response: httpx2.Response) -> dict[str, Any]:
    """What the application receives in the address."""
    return {k: v[0] for k, v in parse_qs(urlsplit(response.headers["location"]).query).items()}


@pytest.mark.parametrize(("locale", "words"), [("fr", "demande que vous"), ("en", "asks you to")])
async def test_the_page_names_who_asks_in_the_language_asked_for(
    visitor: Visitor, locale: str, words: str
) -> None:
    """The sign-in page names the application and speaks the language of `ui_locales`."""
    page = await visitor.get(request_path(ui_locales=f"{locale}-CA de"))
    assert page.path == "/connexion"
    assert words in page.text
    assert "60 minutes" in page.text  # the time there is, and what to do after (WCAG 2.2.1)
    assert {"code_utilisateur", "mot_de_passe"} <= page.forms[0].fields.keys()


async def test_a_language_chosen_on_the_page_wins(visitor: Visitor) -> None:
    """The link to the other language keeps the request and lasts through a wrong password."""
    page = await visitor.get(request_path(ui_locales="fr"))
    english = await visitor.get(next(href for href, words in page.links if words == "English"))
    assert "asks you to" in english.text
    wrong = await visitor.send(english.forms[0], code_utilisateur="x", mot_de_passe="y")
    assert "is wrong" in wrong.text


async def test_signing_in_returns_to_the_application(visitor: Visitor) -> None:
    """The right password sends the browser back with a code and the state."""
    page = await visitor.get(request_path())
    back = await answered(visitor, page, 0, code_utilisateur=ready.ACTIVE, mot_de_passe=PASSWORD)
    told = parameters(back)
    assert told["state"] == "the-state"
    assert told["code"]


async def test_giving_up_tells_the_application(visitor: Visitor) -> None:
    """The second form of the page returns `access_denied`."""
    page = await visitor.get(request_path())
    assert page.forms[1].action.endswith("/connexion/abandon")
    told = parameters(await answered(visitor, page, 1))
    assert told["error"] == "access_denied"
    assert told["state"] == "the-state"


async def test_a_person_who_is_refused_can_give_up_too(visitor: Visitor) -> None:
    """The page of a refused state offers the way back to the application."""
    page = await visitor.get(request_path())
    refused = await visitor.send(
        page.forms[0], code_utilisateur=ready.PENDING, mot_de_passe=PASSWORD
    )
    assert refused.status == 403
    told = parameters(await answered(visitor, refused, 0))
    assert told["error"] == "access_denied"


async def test_a_request_given_up_is_over(visitor: Visitor) -> None:
    """Sending the sign-in form after giving up says that the request no longer waits."""
    page = await visitor.get(request_path())
    await answered(visitor, page, 1)
    late = await visitor.send(page.forms[0], code_utilisateur=ready.ACTIVE, mot_de_passe=PASSWORD)
    assert late.status == 410
    assert "n’est plus valable" in late.text


async def test_the_choice_of_an_organisation_leads_back_as_well(visitor: Visitor) -> None:
    """With two organisations the choice comes between the password and the application."""
    page = await visitor.get(request_path())
    choice = await visitor.send(page.forms[0], code_utilisateur=ready.TWO, mot_de_passe=PASSWORD)
    assert choice.path == "/connexion/organisation"
    chosen = choice.forms[0].options["organisation"][0]
    assert parameters(await answered(visitor, choice, 0, organisation=chosen))["code"]


async def test_the_forced_change_leads_back_as_well(visitor: Visitor) -> None:
    """With a temporary password the choice of another comes between."""
    page = await visitor.get(request_path())
    change = await visitor.send(
        page.forms[0], code_utilisateur=ready.TEMPORARY, mot_de_passe=PASSWORD
    )
    new = "une longue phrase à moi seule"
    back = await answered(visitor, change, 0, nouveau_mot_de_passe=new, confirmation=new)
    assert parameters(back)["code"]


@pytest.mark.parametrize("hint", ["rse-actif", ready.ACTIVE])
async def test_a_login_hint_fills_in_the_user_code(visitor: Visitor, hint: str) -> None:
    """A persona or a user code given by the application saves typing."""
    page = await visitor.get(request_path(login_hint=hint))
    assert page.forms[0].fields["code_utilisateur"] == ready.ACTIVE


async def test_form_post_works_with_a_button(visitor: Visitor) -> None:
    """Without JavaScript the answer waits in a form with a button; the script is external."""
    page = await visitor.get(request_path(response_mode="form_post"))
    form = page.forms[0]
    response = await visitor.client.post(
        form.action,
        data={**form.fields, "code_utilisateur": ready.ACTIVE, "mot_de_passe": PASSWORD},
        follow_redirects=True,
    )
    answer = Page(response)
    assert answer.forms[0].action == CALLBACK
    assert answer.forms[0].fields["code"]
    assert answer.has("script", src="/static/autosubmit.js")
    assert answer.has("button", type="submit")
    assert "form-action" not in response.headers["content-security-policy"]
    script = await visitor.client.get("/static/autosubmit.js")
    assert script.status_code == 200


@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_an_address_of_return_that_is_not_registered_is_told_here(
    visitor: Visitor, lang: str
) -> None:
    """The error page shows what was sent and what is registered, and redirects nowhere."""
    page = await visitor.get(
        request_path(redirect_uri="http://127.0.0.1:8401/elsewhere") + f"&lang={lang}"
    )
    assert page.status == 400
    assert "http://127.0.0.1:8401/elsewhere" in page.text
    assert CALLBACK in page.text


@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_a_logout_without_hint_is_confirmed(visitor: Visitor, lang: str) -> None:
    """The person is asked before being signed out; afterwards the session is over."""
    await ready.sign_in(visitor, ready.ACTIVE, lang=lang)
    asked = await visitor.client.get("/oidc/logout", params={"client_id": "pes-portal"})
    page = Page(asked)
    assert ("Fermer la session?" if lang == "fr" else "Sign out?") in page.text
    form = page.form_to("/oidc/logout")
    done = await visitor.client.post(form.action, data=form.fields)
    assert done.status_code == 200
    assert (await visitor.get("/compte")).path == "/connexion"


async def test_the_language_of_the_application_lasts(visitor: Visitor) -> None:
    """Whoever signed in through an English request goes on in English."""
    page = await visitor.get(request_path(ui_locales="en-CA"))
    await answered(visitor, page, 0, code_utilisateur=ready.ACTIVE, mot_de_passe=PASSWORD)
    for path in ("/compte", "/oidc/logout"):
        assert (await visitor.client.get(path)).headers["content-language"] == "en-CA"


@pytest.mark.parametrize(("chosen", "other"), [("fr", "en"), ("en", "fr")])
async def test_a_language_once_chosen_is_stronger(
    visitor: Visitor, chosen: str, other: str
) -> None:
    """`ui_locales` changes nothing for a browser in which a language was chosen."""
    await visitor.get(f"/?lang={chosen}")
    page = await visitor.get(request_path(ui_locales=other))
    assert page.has("html", lang=f"{chosen}-CA")


async def test_a_session_ended_elsewhere_is_told(visitor: Visitor, desk: Desk) -> None:
    """A browser that holds the handle of an ended session learns why it must sign in again."""
    page = await visitor.get(request_path())
    assert "Votre session a pris fin" not in page.text
    await answered(visitor, page, 0, code_utilisateur=ready.ACTIVE, mot_de_passe=PASSWORD)
    async with desk.work("default") as (tx, world):
        for session in await tx.find(Session, ended_at=None):
            await tx.save(replace(session, ended_at=world.instant))
    assert "Votre session a pris fin" in (await visitor.get("/compte")).text


async def test_the_error_page_says_that_its_details_are_in_english(visitor: Visitor) -> None:
    """In French, the page of a refused request warns of its English sentences."""
    refused = await visitor.client.get("/oidc/authorize", params={"client_id": "nobody"})
    assert "techniques sont en anglais" in refused.text


async def test_a_refusal_in_the_list_names_the_application(visitor: Visitor) -> None:
    """The list of refusals shows the name of a known application beside its id."""
    await visitor.client.get(request_path(response_type="token"))
    page = await visitor.get("/developper/refus")
    assert "(exemple)" in page.text
    assert "<table" not in page.text

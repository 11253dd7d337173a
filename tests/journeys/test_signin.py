"""Signing in: every state of an account answers with a page that says what to do next."""

from collections.abc import Callable

import pytest

from sandbox.services.desk import Desk
from tests.journeys import ready
from tests.journeys.ready import PASSWORD, leads_to, sign_in
from tests.journeys.visitor import Visitor

STATES = [
    (ready.PENDING, "/bureaux/revenu", "n’est pas encore activée", "not yet activated"),
    (ready.REFUSED, "/inscription", "a été refusée", "was refused"),
    (ready.LOCKED, "/bureaux/assistance", "est verrouillé", "is locked"),
    (ready.SUSPENDED, "/bureaux/revenu", "est suspendu", "is suspended"),
    (ready.EXPIRED, "/bureaux/assistance", "temporaire a expiré", "password has expired"),
    (ready.CLOSED, "/inscription", "est fermé", "is closed"),
]


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize(("code", "path", "french", "english"), STATES, ids=lambda v: str(v)[:12])
async def test_a_state_that_bars_says_what_to_do_next(
    visitor: Visitor, code: str, path: str, french: str, english: str, lang: str
) -> None:
    """A state that bars from signing in is named, explained, and followed by a next step."""
    page = await sign_in(visitor, code, lang=lang)
    assert page.status == 403
    assert (french if lang == "fr" else english) in page.text
    assert leads_to(page, path)
    assert ("Que faire maintenant?" if lang == "fr" else "What to do now") in page.text
    assert leads_to(page, "/connexion")
    assert code not in page.html


async def test_a_pending_enrolment_names_the_documents_awaited(visitor: Visitor) -> None:
    """A person whose enrolment waits learns which documents are missing and where they go."""
    page = await sign_in(visitor, ready.PENDING)
    assert "Pièces attendues" in page.text
    assert "Où les envoyer" in page.text
    assert leads_to(page, "/poste")


async def test_an_active_account_arrives_at_its_page(visitor: Visitor) -> None:
    """With the right password and no application waiting, one lands on one's own page."""
    page = await sign_in(visitor, ready.ACTIVE)
    assert page.path == "/compte"
    assert "RS•••••4" in page.text
    assert "vous pouvez demander l’inscription à la PES" in page.text
    assert ready.ACTIVE not in page.html


async def test_a_code_is_read_as_people_copy_it(visitor: Visitor) -> None:
    """Lower case and spaces in a user code are no mistake."""
    assert (await sign_in(visitor, " rsea ct24 ")).path == "/compte"


@pytest.mark.parametrize(("lang", "words"), [("fr", "n’est pas le bon"), ("en", "is wrong")])
@pytest.mark.parametrize("code", [ready.ACTIVE, "NBDYHERE", "???"])
async def test_a_wrong_password_and_an_unknown_code_read_alike(
    visitor: Visitor, code: str, lang: str, words: str
) -> None:
    """Nobody learns from the answer whether a user code exists; the code typed is kept."""
    page = await sign_in(visitor, code, "not-the-password", lang=lang)
    assert page.status == 403
    assert words in page.text
    assert page.forms[0].fields["code_utilisateur"] == code
    assert page.forms[0].fields["mot_de_passe"] == ""
    assert "not-the-password" not in page.html


async def test_states_are_told_only_after_the_right_password(visitor: Visitor) -> None:
    """With a wrong password a refused account reads as any other."""
    page = await sign_in(visitor, ready.REFUSED, "not-the-password")
    assert "refusée" not in page.text


async def test_empty_fields_are_named_beside_themselves(visitor: Visitor) -> None:
    """Both missing answers are told at once, in a summary and next to their fields."""
    page = await sign_in(visitor, "", "")
    assert page.status == 422
    assert page.has("input", id="code_utilisateur", aria_invalid="true")
    assert page.has("input", id="mot_de_passe", aria_invalid="true")
    assert ("#code_utilisateur", "Entrez votre code d’utilisateur.") in page.links


async def test_the_form_suits_a_password_manager(visitor: Visitor) -> None:
    """The fields carry the names and hints that let a manager fill them in (WCAG 3.3.8)."""
    page = await visitor.get("/connexion")
    assert page.has("input", name="code_utilisateur", autocomplete="username", type="text")
    assert page.has("input", name="mot_de_passe", autocomplete="current-password", type="password")
    assert "onpaste" not in page.html


async def test_five_wrong_passwords_lock_and_the_help_desk_is_named(visitor: Visitor) -> None:
    """The fifth wrong password locks; the page says until when and who can unlock."""
    for _ in range(4):
        assert (await sign_in(visitor, ready.ACTIVE, "not-the-password")).status == 403
    page = await sign_in(visitor, ready.ACTIVE, "not-the-password")
    assert "Votre compte est verrouillé" in page.text
    assert "Il se déverrouillera de lui-même le" in page.text
    assert leads_to(page, "/bureaux/assistance")


@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_a_temporary_password_is_replaced_once(visitor: Visitor, lang: str) -> None:
    """The temporary password leads to the choice of another, which signs in."""
    page = await sign_in(visitor, ready.TEMPORARY, lang=lang)
    assert page.path == "/connexion/mot-de-passe"
    assert "15 minutes" in page.text  # the time there is, and what to do after (WCAG 2.2.1)
    short = await visitor.send(page.forms[0], nouveau_mot_de_passe="court", confirmation="autre")
    assert short.status == 422
    assert short.has("input", id="nouveau_mot_de_passe", aria_invalid="true")
    assert short.has("input", id="confirmation", aria_invalid="true")
    new = "une phrase de passe bien à moi"
    done = await visitor.send(short.forms[0], nouveau_mot_de_passe=new, confirmation=new)
    assert done.path == "/compte"
    again = await visitor.send(page.forms[0], nouveau_mot_de_passe=new, confirmation=new)
    assert again.status in (403, 409)


async def test_a_change_of_password_without_sign_in_leads_back(visitor: Visitor) -> None:
    """The page of the forced change, opened by itself, says to sign in first."""
    page = await visitor.get("/connexion/mot-de-passe")
    assert page.status == 409
    assert leads_to(page, "/connexion")


@pytest.mark.parametrize(("lang", "title"), [("fr", "Pour quel"), ("en", "For which")])
async def test_two_organisations_ask_which_one(visitor: Visitor, lang: str, title: str) -> None:
    """A person who acts for two organisations chooses one, and none other."""
    page = await sign_in(visitor, ready.TWO, lang=lang)
    assert page.path == "/connexion/organisation"
    assert title in page.text
    form = page.forms[0]
    assert len(form.options["organisation"]) == 2
    nothing = await visitor.send(form)
    assert nothing.status == 422
    foreign = await visitor.send(form, organisation="org_nowhere")
    assert foreign.status == 422
    chosen = await visitor.send(form, organisation=form.options["organisation"][1])
    assert chosen.path == "/compte"


async def test_a_form_of_another_browser_is_refused(
    visitor: Visitor, another: Callable[[], Visitor]
) -> None:
    """A form carries the token of its browser; sent from another it does nothing (CSRF)."""
    form = (await visitor.get("/connexion")).forms[0]
    stranger = another()
    await stranger.get("/connexion")
    page = await stranger.send(form, code_utilisateur=ready.ACTIVE, mot_de_passe=PASSWORD)
    assert page.status == 403
    assert (await stranger.get("/compte")).path == "/connexion"


@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_a_request_that_no_longer_waits_says_how_to_ask_again(
    visitor: Visitor, lang: str
) -> None:
    """An unknown, spent or foreign sign-in request is told as such, with the way back."""
    page = await visitor.get(f"/connexion?demande=unknown&lang={lang}")
    assert page.status == 410
    assert leads_to(page, "/connexion")


async def test_the_token_of_the_forms_changes_with_the_session(
    visitor: Visitor, desk: Desk
) -> None:
    """A token known before signing in is worth nothing after it (session fixation)."""
    before = (await visitor.get("/connexion")).forms[0].fields["csrf"]
    page = await sign_in(visitor, ready.ACTIVE)
    assert page.form_to("/compte/deconnexion").fields["csrf"] != before

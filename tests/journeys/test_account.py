"""One's own page: who, for whom, what is open; changing the password; ending sessions; leaving."""

from collections.abc import Callable

import pytest

from tests.journeys import ready
from tests.journeys.ready import PASSWORD, sign_in
from tests.journeys.visitor import Visitor

NEW = "une autre phrase de passe"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (ready.ACTIVE, "le Ministère vous a informé et vous êtes RSE"),
        (ready.USER, "Seul un RSE peut demander l’inscription"),
    ],
)
async def test_the_page_says_why_the_e_service_is_open_or_not(
    visitor: Visitor, code: str, words: str
) -> None:
    """The gate of the e-service is shown with its reason for this person."""
    page = await sign_in(visitor, code)
    assert words in page.text
    assert "active" in page.text


async def test_the_page_needs_a_session(visitor: Visitor) -> None:
    """Without a session, one's own page is the sign-in form."""
    assert (await visitor.get("/compte")).path == "/connexion"
    assert (await visitor.get("/compte/mot-de-passe")).path == "/connexion"


@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_signing_out_ends_the_session_and_twice_does_no_harm(
    visitor: Visitor, lang: str
) -> None:
    """Signing out ends the session; a second click finds it ended."""
    page = await sign_in(visitor, ready.ACTIVE, lang=lang)
    out = await visitor.send(page.form_to("/compte/deconnexion"))
    assert out.path == "/compte/fermee"
    assert (await visitor.get("/compte")).path == "/connexion"
    again = await visitor.send(page.form_to("/compte/deconnexion"))
    assert again.path == "/compte/fermee"


async def test_changing_the_password_ends_the_other_sessions(
    visitor: Visitor, another: Callable[[], Visitor]
) -> None:
    """The new password works, the old one does not, and the other browser is signed out."""
    elsewhere = another()
    await sign_in(elsewhere, ready.ACTIVE)
    await sign_in(visitor, ready.ACTIVE)
    form = (await visitor.get("/compte/mot-de-passe")).forms[0]
    wrong = await visitor.send(
        form, mot_de_passe_actuel="wrong", nouveau_mot_de_passe=NEW, confirmation=NEW
    )
    assert wrong.status == 422
    assert wrong.has("input", id="mot_de_passe_actuel", aria_invalid="true")
    done = await visitor.send(
        form, mot_de_passe_actuel=PASSWORD, nouveau_mot_de_passe=NEW, confirmation=NEW
    )
    assert done.path == "/compte"
    assert "Votre mot de passe est changé" in done.text
    assert (await elsewhere.get("/compte")).path == "/connexion"
    assert (await sign_in(another(), ready.ACTIVE)).status == 403
    assert (await sign_in(another(), ready.ACTIVE, NEW)).path == "/compte"


async def test_another_session_is_ended_from_here(
    visitor: Visitor, another: Callable[[], Visitor]
) -> None:
    """The list shows the other session; ending it twice says that it was over."""
    elsewhere = another()
    await sign_in(elsewhere, ready.ACTIVE)
    page = await sign_in(visitor, ready.ACTIVE)
    ending = next(f for f in page.forms if f.action.endswith("/compte/sessions"))
    done = await visitor.send(ending)
    assert "La session est terminée." in done.text
    assert (await elsewhere.get("/compte")).path == "/connexion"
    assert "déjà terminée" in (await visitor.send(ending)).text
    assert (await visitor.get("/compte")).path == "/compte"


async def test_nobody_ends_the_session_of_someone_else(
    visitor: Visitor, another: Callable[[], Visitor]
) -> None:
    """A `sid` of another account changes nothing."""
    other = another()
    await sign_in(other, ready.USER)
    await sign_in(another(), ready.USER)
    theirs = await other.get("/compte")
    sid = next(f for f in theirs.forms if f.action.endswith("/compte/sessions")).fields["session"]
    mine = await sign_in(visitor, ready.ACTIVE)
    form = mine.form_to("/compte/deconnexion")
    response = await visitor.client.post(
        "/compte/sessions", data={"csrf": form.fields["csrf"], "session": sid}
    )
    assert response.status_code == 303
    assert any(f.fields.get("session") == sid for f in (await other.get("/compte")).forms)


@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_the_ready_accounts_and_clients_are_listed(visitor: Visitor, lang: str) -> None:
    """One page gives the shared password, every ready account, and what a portal is set with."""
    page = await visitor.get(f"/comptes-prets?lang={lang}")
    assert PASSWORD in page.text
    for code in (ready.ACTIVE, ready.PENDING, ready.TWO, ready.CLOSED):
        assert code in page.text
    assert "pes-portal-secret" in page.text
    assert "http://127.0.0.1:8400/.well-known/openid-configuration" in page.text


@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_the_journal_tells_what_happened_and_no_secret(visitor: Visitor, lang: str) -> None:
    """A sign-in is in the journal, newest first, without code or password."""
    await sign_in(visitor, ready.ACTIVE, lang=lang)
    page = await visitor.get(f"/journal?lang={lang}")
    assert ("Session ouverte" if lang == "fr" else "Signed in") in page.text
    assert ready.ACTIVE not in page.html
    assert PASSWORD not in page.html
    for odd in ("-1", "0", "99999999999", "²", "abc"):
        assert (await visitor.get(f"/journal?page={odd}")).status == 200

"""Sessions as people see them, and what becomes of the applications when one ends."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from starlette.applications import Starlette

from sandbox.domain.identifiers import UserCode
from sandbox.domain.model import Account
from sandbox.domain.provider import Client, DeliveryState, LogoutDelivery, Session
from sandbox.oidc.logout.deliveries import deliver_due
from sandbox.services.desk import Desk
from tests.journeys import ready
from tests.journeys.ready import PASSWORD, sign_in
from tests.journeys.visitor import Form, Page, Visitor
from tests.receiver import receiving

LOG = "/developper/deconnexions"


async def reach(desk: Desk, uri: str = "", **metadata: Any) -> Session:
    """Let the newest session of the ready person have been to an application; that session."""
    told = {"client_name": "Garderie <b>en ligne</b>", "redirect_uris": [], **metadata}
    if uri:
        told["backchannel_logout_uri"] = uri
    async with desk.work("default") as (tx, world):
        await tx.put(Client("garderie", "", told, world.instant))
        account = await tx.one(Account, user_code=UserCode(ready.ACTIVE))
        assert account is not None
        sessions = await tx.find(Session, account_id=account.id, ended_at=None)
        fresh = next(session for session in sessions if not session.clients)
        session = replace(fresh, clients=("garderie",))
        await tx.save(session)
    return session


async def owed(desk: Desk) -> list[LogoutDelivery]:
    """Every delivery there is."""
    async with desk.look("default") as (tx, _):
        return await tx.find(LogoutDelivery)


def ending(page: Page, sid: str = "") -> Form:
    """The form that ends a session, or all of them."""
    forms = (form for form in page.forms if form.action.endswith("/sessions"))
    return next(form for form in forms if form.fields.get("session", "") == sid)


@pytest.mark.parametrize(
    ("lang", "here", "elsewhere", "reached"),
    [
        ("fr", "ce navigateur", "un autre navigateur", "Applications jointes : Garderie"),
        ("en", "this browser", "another browser", "Applications reached: Garderie"),
    ],
)
async def test_a_person_can_tell_her_sessions_apart(
    visitor: Visitor,
    another: Callable[[], Visitor],
    desk: Desk,
    lang: str,
    here: str,
    elsewhere: str,
    reached: str,
) -> None:
    """Each says when, how, for whom and where it went, and whether it is of this browser."""
    await sign_in(another(), ready.ACTIVE)
    await reach(desk)
    await sign_in(visitor, ready.ACTIVE)
    page = await visitor.get(f"/compte?lang={lang}")
    for words in (here, elsewhere, reached, "2026"):
        assert words in page.text
    assert ("Pour " if lang == "fr" else "For ") in page.text
    assert page.text.index(here) < page.text.index(elsewhere)


async def test_the_help_desk_ends_one_session_and_leaves_the_other(
    visitor: Visitor, another: Callable[[], Visitor], desk: Desk
) -> None:
    """What is ticked ends once that is confirmed, and nothing else."""
    first, second = another(), another()
    await sign_in(first, ready.ACTIVE)
    await reach(desk)
    await sign_in(second, ready.ACTIVE)
    session = await reach(desk)
    page = await visitor.get("/bureaux/assistance")
    found = await visitor.send(page.forms[0], recherche=ready.ACTIVE)
    assert found.text.count("Applications jointes : Garderie") == 2
    unsure = await visitor.send(found.form_to("/sessions"), session=session.sid)
    assert unsure.status == 422
    assert unsure.controls["compris-sessions"]["aria-invalid"] == "true"
    assert unsure.has("input", name="session", value=session.sid, checked="")
    nothing = await visitor.send(found.form_to("/sessions"), compris="oui")
    assert nothing.status == 422
    assert "Cochez au moins une session." in nothing.text
    form = nothing.form_to("/sessions")
    done = await visitor.send(form, session=session.sid, compris="oui")
    assert "Les sessions cochées sont terminées." in done.text
    assert (await first.get("/compte")).path == "/compte"
    assert (await second.get("/compte")).path == "/connexion"
    assert done.text.count("Applications jointes") == 1
    left = done.form_to("/sessions")
    last = await visitor.send(left, session=left.checkboxes["session"], compris="oui")
    assert (await first.get("/compte")).path == "/connexion"
    assert "Aucune session n’est ouverte." in last.text


async def test_the_help_desk_ends_no_session_of_another_account(
    visitor: Visitor, another: Callable[[], Visitor], desk: Desk
) -> None:
    """A form drawn for one account and sent to another finds nothing there."""
    person = another()
    await sign_in(person, ready.ACTIVE)
    session = await reach(desk)
    page = await visitor.get("/bureaux/assistance")
    other = await visitor.send(page.forms[0], recherche=ready.LOCKED)
    csrf = page.forms[0].fields["csrf"]
    strayed = Form(
        f"{other.path}/sessions", "post", {"csrf": csrf, "session": session.sid, "compris": "oui"}
    )
    await visitor.send(strayed)
    assert (await person.get("/compte")).path == "/compte"


async def test_leaving_tells_applications_in_frames_once(visitor: Visitor, desk: Desk) -> None:
    """The farewell page loads the address of each application that asked, and not again."""
    await sign_in(visitor, ready.ACTIVE)
    session = await reach(
        desk,
        frontchannel_logout_uri="http://127.0.0.1:8401/front",
        frontchannel_logout_session_required=True,
    )
    page = await visitor.get("/compte")
    out = await visitor.send(page.form_to("/compte/deconnexion"))
    iss = "http%3A%2F%2F127.0.0.1%3A8400"
    address = f"http://127.0.0.1:8401/front?iss={iss}&sid={session.sid}"
    assert [found["src"] for tag, found in out.elements if tag == "iframe"] == [address]
    policy = out.response.headers["content-security-policy"]
    assert policy.endswith("frame-src http://127.0.0.1:8401")
    again = await visitor.get("/compte/fermee")
    assert not again.has("iframe")
    assert "frame-src" not in again.response.headers["content-security-policy"]


@pytest.mark.parametrize("way", ["leaving", "here", "others", "password"])
async def test_each_way_of_ending_on_ones_own_page_owes_a_token(
    visitor: Visitor, another: Callable[[], Visitor], desk: Desk, way: str
) -> None:
    """Signing out, ending this session or another, changing the password: the application hears."""
    await sign_in(another() if way in ("others", "password") else visitor, ready.ACTIVE)
    session = await reach(desk, "https://garderie.exemple.invalid/bcl")
    page = await sign_in(visitor, ready.ACTIVE) if way == "others" else await visitor.get("/compte")
    if way == "leaving":
        await visitor.send(page.form_to("/compte/deconnexion"))
    elif way == "here":
        csrf = page.form_to("/compte/deconnexion").fields["csrf"]
        form = Form("/compte/sessions", "post", {"csrf": csrf, "session": session.sid})
        assert (await visitor.send(form)).path == "/compte/fermee"
    elif way == "others":
        await visitor.send(ending(page, session.sid))
    else:
        await sign_in(visitor, ready.ACTIVE)
        form = (await visitor.get("/compte/mot-de-passe")).forms[0]
        new = "une autre phrase de passe"
        await visitor.send(
            form, mot_de_passe_actuel=PASSWORD, nouveau_mot_de_passe=new, confirmation=new
        )
    assert [row.sid for row in await owed(desk)] == [session.sid]


@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_the_log_says_what_every_attempt_met(
    visitor: Visitor, application: Starlette, desk: Desk, lang: str
) -> None:
    """Owed, refused with the words of the client, sent again on demand and taken: each is shown."""
    empty = await visitor.get(f"{LOG}?lang={lang}")
    assert ("Aucun jeton" if lang == "fr" else "No token was due") in empty.text
    said = '{"error": "invalid_request", "error_description": "sid <i>unknown</i>"}'
    async with receiving((400, said), 200) as receiver:
        page = await sign_in(visitor, ready.ACTIVE, lang=lang)
        session = await reach(desk, receiver.uri)
        await visitor.send(page.form_to("/compte/deconnexion"))
        waiting = await visitor.get(LOG)
        assert ("tout de suite" if lang == "fr" else "at once") in waiting.text
        await deliver_due(desk, application.state.documents, "default")
        refused = await visitor.get(f"{LOG}?application=garderie")
        for words in ("invalid_request: sid <i>unknown</i>", receiver.uri, session.sid):
            assert words in refused.text
        assert '"http://schemas.openid.net/event/backchannel-logout": {}' in refused.text
        again = await visitor.send(next(f for f in refused.forms if "/renvoyer" in f.action))
        assert again.has("div", role="status")
        await deliver_due(desk, application.state.documents, "default")
        assert [row.state for row in await owed(desk)] == [DeliveryState.DELIVERED]
        done = await visitor.get(LOG)
        assert ("Le jeton est pris" if lang == "fr" else "It was taken") in done.text
        assert "<b>" not in done.html
        assert not any(form["logout_token"] in done.html for form in receiver.received)
        await visitor.send(next(f for f in done.forms if "/renvoyer" in f.action))
    assert [row.state for row in sorted(await owed(desk), key=lambda row: row.state)] == [
        DeliveryState.DELIVERED,
        DeliveryState.PENDING,
    ]


async def test_the_log_is_found_and_holds_odd_questions(visitor: Visitor) -> None:
    """The developer's page leads there; an unknown page, client or delivery does no harm."""
    develop = await visitor.get("/developper")
    assert any(href.endswith(LOG) for href, _ in develop.links)
    for query in ("page=-1", "page=999", "page=x", "application=nobody", "application=%00"):
        assert (await visitor.get(f"{LOG}?{query}")).status == 200
    csrf = (await visitor.get("/bureaux/assistance")).forms[0].fields["csrf"]
    gone = await visitor.send(Form(f"{LOG}/lod_none/renvoyer", "post", {"csrf": csrf}))
    assert gone.status == 404
    assert (await visitor.client.post(f"{LOG}/lod_none/renvoyer")).status_code == 403


async def test_nothing_is_sent_again_to_who_no_longer_asks(visitor: Visitor, desk: Desk) -> None:
    """An application that took its address back has no button, and its old form says why."""
    page = await sign_in(visitor, ready.ACTIVE)
    await reach(desk, "https://garderie.exemple.invalid/bcl")
    await visitor.send(page.form_to("/compte/deconnexion"))
    log = await visitor.get(LOG)
    form = next(f for f in log.forms if "/renvoyer" in f.action)
    async with desk.work("default") as (tx, _):
        await tx.remove(Client, client_id="garderie")
    assert not any("/renvoyer" in f.action for f in (await visitor.get(LOG)).forms)
    refused = await visitor.send(form)
    assert refused.status == 409
    assert "où recevoir les déconnexions" in refused.text

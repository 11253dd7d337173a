"""`/appareil`: a person lets a device in by its code, and is warned of whoever sent her one."""

from collections.abc import Callable
from typing import Any

import pytest

from sandbox.domain.events import Event
from sandbox.domain.model import JournalEntry
from sandbox.services.desk import Desk
from tests.journeys import ready
from tests.journeys.ready import PASSWORD, sign_in
from tests.journeys.visitor import Page, Visitor

DEVICE = "appareil"
GRANT = "urn:ietf:params:oauth:grant-type:device_code"


async def codes(visitor: Visitor, scope: str = "openid email") -> dict[str, Any]:
    """What a device is told when it asks."""
    asked = {"client_id": DEVICE, "scope": scope}
    response = await visitor.client.post("/oidc/device_authorization", data=asked)
    found: dict[str, Any] = response.json()
    return found


async def poll(visitor: Visitor, device_code: str) -> dict[str, Any]:
    """What the device is told now."""
    sent = {"grant_type": GRANT, "client_id": DEVICE, "device_code": device_code}
    found: dict[str, Any] = (await visitor.client.post("/oidc/token", data=sent)).json()
    return found


async def confirmation(
    visitor: Visitor, user_code: str, who: str = ready.ACTIVE, lang: str = "fr"
) -> Page:
    """The question, for somebody who types the code first and signs in then."""
    page = await visitor.get(f"/appareil?lang={lang}")
    assert "10 minutes" in page.text  # the time there is, and what to do after (WCAG 2.2.1)
    page = await visitor.send(page.forms[0], user_code=user_code)
    assert page.path == "/connexion"
    return await visitor.send(page.forms[0], code_utilisateur=who, mot_de_passe=PASSWORD)


@pytest.mark.parametrize(
    ("lang", "title", "warned", "done"),
    [
        ("fr", "Laisser entrer", "Ne confirmez jamais un code", "L’appareil est autorisé"),
        ("en", "Let “Appareil", "Never confirm a code", "The device is allowed"),
    ],
)
async def test_from_the_code_to_the_tokens(
    visitor: Visitor, lang: str, title: str, warned: str, done: str
) -> None:
    """The code is typed, the person signs in, sees who asks for what, and lets the device in."""
    told = await codes(visitor)
    page = await confirmation(visitor, told["user_code"].lower().replace("-", " "), lang=lang)
    assert page.path == "/appareil/demande"
    assert title in page.text
    assert warned in page.text
    assert told["user_code"] in page.text
    assert "Appareil sans navigateur (exemple)" in page.text
    assert (await poll(visitor, told["device_code"]))["error"] == "authorization_pending"
    end = await visitor.send(page.form_to("/appareil/demande"), decision="autoriser")
    assert end.path == "/appareil/fin"
    assert done in end.text
    assert "access_token" in await poll(visitor, told["device_code"])
    assert (await visitor.get("/appareil/fin")).path == "/appareil"


async def test_refusing_tells_the_device_and_warns_the_person(visitor: Visitor) -> None:
    """Whoever had asked for nothing refuses, and learns what that may have been."""
    told = await codes(visitor)
    page = await confirmation(visitor, told["user_code"])
    end = await visitor.send(page.form_to("/appareil/demande"), decision="refuser")
    assert "L’appareil est refusé" in end.text
    assert "quelqu’un a peut-être essayé" in end.text
    assert (await poll(visitor, told["device_code"]))["error"] == "access_denied"


async def test_an_address_with_the_code_still_asks(visitor: Visitor) -> None:
    """Section 5.4: a code that came with the address is shown, compared and confirmed."""
    await sign_in(visitor, ready.ACTIVE)
    told = await codes(visitor)
    page = await visitor.get(told["verification_uri_complete"])
    assert page.forms[0].fields["user_code"] == told["user_code"]
    assert "Comparez-le à celui que l’appareil affiche" in page.text
    assert (await poll(visitor, told["device_code"]))["error"] == "authorization_pending"
    question = await visitor.send(page.forms[0])
    assert question.path == "/appareil/demande"
    assert "Ne confirmez jamais un code" in question.text
    assert (await poll(visitor, told["device_code"]))["error"] == "slow_down"


@pytest.mark.parametrize("typed", ["WDJBMJH", "WDJB-MJHTT", "AEIO-UAEI", "12345678", "é" * 8])
async def test_what_can_be_no_code_is_told_at_once(visitor: Visitor, typed: str) -> None:
    """A mistyped code is told before anybody signs in, and is kept in the field."""
    page = await visitor.get("/appareil")
    page = await visitor.send(page.forms[0], user_code=typed)
    assert page.status == 422
    assert "huit lettres" in page.text
    assert page.forms[0].fields["user_code"] == typed
    empty = await visitor.send(page.forms[0], user_code="")
    assert "Entrez le code de l’appareil." in empty.text


async def test_an_address_with_anything_else_fills_in_nothing(visitor: Visitor) -> None:
    """Only what can be a code is taken from the address."""
    page = await visitor.get("/appareil?user_code=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
    assert page.forms[0].fields["user_code"] == ""
    assert "<script" not in page.html


async def test_wrong_codes_are_counted_and_end_by_a_wait(
    visitor: Visitor, desk: Desk, another: Callable[[], Visitor]
) -> None:
    """After five wrong codes a right one is not looked at; another person is not held up."""
    told = await codes(visitor)
    page = await confirmation(visitor, "WDJBMJHT")
    for left in (4, 3, 2, 1, 0):
        assert page.status == (404 if left else 429)
        page = await visitor.send(page.forms[0], user_code="WDJBMJHT")
    right = await visitor.send(page.forms[0], user_code=told["user_code"])
    assert right.status == 429
    assert "Attendez 15 minutes" in right.text
    async with desk.look("default") as (tx, _):
        wrong = await tx.find(JournalEntry, name=Event.DEVICE_CODE_REFUSED.value)
    assert len(wrong) == 5
    assert not any("WDJB" in str(entry) for entry in wrong)
    other = await confirmation(another(), told["user_code"], ready.USER)
    assert other.path == "/appareil/demande"


async def test_who_acts_for_several_sees_for_whom_and_may_change(visitor: Visitor) -> None:
    """The organisation is chosen on the way, shown in the question, and can be changed there."""
    told = await codes(visitor, "openid entreprise")
    page = await confirmation(visitor, told["user_code"], ready.TWO)
    assert page.path == "/connexion/organisation"
    first, second = page.forms[0].options["organisation"]
    page = await visitor.send(page.forms[0], organisation=first)
    assert page.path == "/appareil/demande"
    before = page.text
    change = next(href for href, _ in page.links if href.endswith("/connexion/organisation"))
    chooser = await visitor.get(change)
    page = await visitor.send(chooser.forms[0], organisation=second)
    assert page.path == "/appareil/demande"
    assert page.text != before


async def test_the_question_is_put_once(visitor: Visitor, another: Callable[[], Visitor]) -> None:
    """Whoever decides second is told that no device waits under this code any more."""
    told = await codes(visitor)
    mine = await confirmation(visitor, told["user_code"])
    other = another()
    theirs = await confirmation(other, told["user_code"], ready.USER)
    await visitor.send(mine.form_to("/appareil/demande"), decision="autoriser")
    late = await other.send(theirs.form_to("/appareil/demande"), decision="refuser")
    assert late.status == 404
    assert "Aucun appareil n’attend" in late.text
    assert "access_token" in await poll(visitor, told["device_code"])


async def test_a_form_from_elsewhere_lets_nobody_in(visitor: Visitor) -> None:
    """Without the token of the browser's own form nothing is decided."""
    told = await codes(visitor)
    page = await confirmation(visitor, told["user_code"])
    forged = {**page.form_to("/appareil/demande").fields, "csrf": "x", "decision": "autoriser"}
    response = await visitor.client.post("/appareil/demande", data=forged)
    assert response.status_code == 403
    assert (await poll(visitor, told["device_code"]))["error"] == "authorization_pending"


async def test_no_page_of_a_device_without_a_code(visitor: Visitor) -> None:
    """Whoever comes to the question without a code is sent to the form."""
    assert (await visitor.get("/appareil/demande")).path == "/appareil"
    await sign_in(visitor, ready.ACTIVE)
    assert (await visitor.get("/appareil/demande")).path == "/appareil"

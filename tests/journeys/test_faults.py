"""Faults brought to the sign-in page: in the user code, or from the menu of a space."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import httpx2
import pytest

from sandbox.domain.events import Event
from sandbox.domain.identifiers import UserCode
from sandbox.domain.model import Account, JournalEntry
from sandbox.domain.provider import ArmedFault, Client
from sandbox.oidc.logout.deliveries import deliver_due
from sandbox.services import spaces
from sandbox.services.desk import Desk
from sandbox.world.faults import CATALOGUE, persona_code
from tests.conftest import NOON
from tests.journeys.visitor import Page, Visitor
from tests.receiver import receiving
from tests.strict import StrictParty, Wrong

if TYPE_CHECKING:
    from starlette.applications import Starlette

BACK = "http://127.0.0.1:8401/callback"


@pytest.fixture
def ready(application: "Starlette") -> dict[str, Any]:
    """The ready client and the password of the ready accounts."""
    found: dict[str, Any] = application.state.ready
    return found


class Signing:
    """A strict party of the ready client, and a person who signs in with what she types."""

    def __init__(self, visitor: Visitor, ready: dict[str, Any]) -> None:
        self.visitor, self.password = visitor, ready["password"]
        client = ready["clients"][0]
        self.party = StrictParty(
            visitor.client,
            client["client_id"],
            client["client_secret"],
            redirect_uri=client["redirect_uris"][0],
            now=NOON.timestamp,
        )

    async def page(self) -> Page:
        """The sign-in page that the party's request leads to."""
        self.asked = await self.party.ask(prompt="login")
        return await self.visitor.get(self.asked.url)

    async def type(self, code: str, **more: str) -> httpx2.Response:
        """What the provider answers in the end."""
        page = await self.page()
        form = next(form for form in page.forms if "code_utilisateur" in form.fields)
        typed = {"code_utilisateur": code, "mot_de_passe": self.password, **more}
        answer = await self.visitor.client.post(form.action, data={**form.fields, **typed})
        while answer.has_redirect_location and not answer.headers["location"].startswith(BACK):
            answer = await self.visitor.client.get(answer.headers["location"])
        return answer

    async def said(self, code: str, **more: str) -> str:
        """What the party finds wrong."""
        answer = await self.type(code, **more)
        sent = dict(parse_qsl(urlsplit(answer.headers["location"]).query))
        try:
            tokens = await self.party.redeem(
                self.asked, await self.party.read_answer(self.asked, sent)
            )
            await self.party.userinfo(tokens)
        except Wrong as wrong:
            return wrong.reason
        return ""


@pytest.fixture
def signing(visitor: Visitor, ready: dict[str, Any]) -> Signing:
    """A person about to sign in for the ready client."""
    return Signing(visitor, ready)


async def _board(desk: Desk) -> list[ArmedFault]:
    async with desk.look("default") as (tx, _):
        return await tx.find(ArmedFault, order="armed_at")


async def test_a_user_code_carries_a_fault(desk: Desk, signing: Signing) -> None:
    """It signs in as the ready account and strikes once, this sign-in alone; the next is honest."""
    assert await signing.said("FAUTE-ID-TOKEN-EXPIRED") == "id_token.exp"
    (armed,) = await _board(desk)
    assert (armed.armed_by, armed.times_left) == ("code", 0)
    assert armed.trace
    async with desk.look("default") as (tx, _):
        facts = await tx.find(JournalEntry, name=Event.FAULT_STRUCK.value)
    assert [fact.trace for fact in facts] == [armed.trace]
    assert await signing.said("RSEACT24") == ""


@pytest.mark.parametrize("typed", ["faute-authorization_state_missing", " Faute-Token-Dropped "])
async def test_a_code_is_read_as_it_is_typed(signing: Signing, typed: str) -> None:
    """Small letters and underscores do."""
    entry = CATALOGUE[typed.strip().lower().replace("_", "-").removeprefix("faute-")]
    assert await signing.said(typed) == entry.reason


async def test_what_can_strike_anywhere_strikes_at_the_token_endpoint(signing: Signing) -> None:
    """At the next redirection it would only keep the person from going on."""
    assert await signing.said(persona_code("raw-status")) == "http.status"


async def test_keys_are_spoilt_for_whoever_reads_them_next(signing: Signing) -> None:
    """No key set is of one sign-in alone."""
    assert await signing.said(persona_code("jwks-empty")) == CATALOGUE["jwks-empty"].reason


async def test_a_logout_token_is_spoilt_whoever_signs_out_next(
    desk: Desk, application: "Starlette", signing: Signing
) -> None:
    """It is told of a session, not of one sign-in: the fault strikes when the person leaves."""
    async with receiving(200) as receiver:
        async with desk.work("default") as (tx, _):
            client = await tx.need(Client, "pes-portal")
            told = {**client.metadata, "backchannel_logout_uri": receiver.uri}
            await tx.put(replace(client, metadata=told))
        assert await signing.said(persona_code("logout-token-wrong-aud")) == ""
        (armed,) = await _board(desk)
        assert (armed.trace, armed.times_left) == ("", 1)
        await signing.visitor.send((await signing.visitor.get("/compte")).form_to("/deconnexion"))
        await deliver_due(desk, application.state.documents, "default")
        (armed,) = await _board(desk)
        assert armed.times_left == 0


@pytest.mark.parametrize("entry", [e for e in CATALOGUE.values() if e.persona], ids=lambda e: e.id)
async def test_a_state_is_had_by_its_code(signing: Signing, desk: Desk, entry: Any) -> None:
    """The page tells the state, or asks what is to be asked; nothing is armed."""
    page = await signing.page()
    form = next(form for form in page.forms if "code_utilisateur" in form.fields)
    answer = await signing.visitor.send(
        form, code_utilisateur=persona_code(entry.id), mot_de_passe=signing.password
    )
    expected = {
        "account-must-change-password": "/connexion/mot-de-passe",
        "account-several-organisations": "/connexion/organisation",
    }
    assert answer.path == expected.get(entry.id, "/connexion")
    assert await _board(desk) == []


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("FAUTE-ID-TOKEN-EXPIRE", "Peut-être : id-token-expired"),
        ("FAUTE-ZZZZZZZZ", "le catalogue est à la page du développeur"),
        ("FAUTE-", "Aucune faute ne porte ce nom"),
    ],
)
async def test_an_unknown_fault_is_told(
    desk: Desk, signing: Signing, typed: str, words: str
) -> None:
    """With what is near it, beside the field."""
    page = await signing.page()
    page = await signing.visitor.send(
        page.forms[0], code_utilisateur=typed, mot_de_passe=signing.password
    )
    assert page.status == 422
    assert words in page.text
    assert await _board(desk) == []


async def test_the_password_is_checked_as_ever(desk: Desk, signing: Signing) -> None:
    """A wrong one is refused, counted against the ready account, and arms nothing."""
    page = await signing.page()
    page = await signing.visitor.send(
        page.forms[0], code_utilisateur="FAUTE-TOKEN-500", mot_de_passe="pas-le-bon"
    )
    assert page.status == 403
    assert await _board(desk) == []
    async with desk.look("default") as (tx, _):
        account = await tx.one(Account, user_code=UserCode.parse("RSEACT24"))
    assert account is not None
    assert account.failures == 1


async def test_without_an_application_nothing_can_be_spoilt(visitor: Visitor) -> None:
    """The page says to begin in one."""
    page = await visitor.get("/connexion")
    page = await visitor.send(
        page.forms[0], code_utilisateur="FAUTE-TOKEN-500", mot_de_passe="peu-importe"
    )
    assert page.status == 422
    assert "commencez la connexion dans la vôtre" in page.text


async def test_a_space_without_the_ready_account_says_so(desk: Desk, signing: Signing) -> None:
    """The refusal names the account that lacks."""
    async with desk.work("default") as (tx, _):
        account = next(a for a in await tx.find(Account) if str(a.user_code) == "RSEACT24")
        await tx.remove(Account, id=account.id)
    page = await signing.page()
    page = await signing.visitor.send(
        page.forms[0], code_utilisateur="FAUTE-TOKEN-500", mot_de_passe=signing.password
    )
    assert page.status == 422
    assert "« rse-actif »" in page.text


async def _menu(desk: Desk) -> None:
    await spaces.change(desk, "default", {"fault_menu": True})


async def test_a_menu_arms_once_when_the_sign_in_succeeds(desk: Desk, signing: Signing) -> None:
    """In a space that has it; a wrong password arms nothing, and the choice stays."""
    await _menu(desk)
    page = await signing.page()
    assert page.controls["faute"]
    armable = [each.id for each in CATALOGUE.values() if each.armable]
    assert [o["value"] for tag, o in page.elements if tag == "option"] == ["", *armable]
    page = await signing.visitor.send(
        page.forms[0], code_utilisateur="RSEACT24", mot_de_passe="non", faute="token-redirect"
    )
    assert 'value="token-redirect" selected' in page.html
    assert await _board(desk) == []
    assert await signing.said("RSEACT24", faute="token-redirect") == "http.redirect"
    (armed,) = await _board(desk)
    assert (armed.armed_by, armed.times_left) == ("menu", 0)


@pytest.mark.parametrize("chosen", ["account-locked", "no-such-fault"])
async def test_only_what_the_menu_offers_can_be_chosen(
    desk: Desk, signing: Signing, chosen: str
) -> None:
    """A state of an account is had by its code."""
    await _menu(desk)
    page = await signing.page()
    page = await signing.visitor.send(
        page.forms[0], code_utilisateur="RSEACT24", mot_de_passe=signing.password, faute=chosen
    )
    assert page.status == 422
    assert page.controls["faute"]["aria-invalid"] == "true"


async def test_without_the_menu_a_choice_counts_for_nothing(desk: Desk, signing: Signing) -> None:
    """A field that the page does not have is not read."""
    assert "faute" not in (await signing.page()).controls
    assert await signing.said("RSEACT24", faute="token-500") == ""
    assert await _board(desk) == []

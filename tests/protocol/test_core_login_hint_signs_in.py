"""Core section 3.1.2.1, `login_hint`: in a space that lets it, it signs in without a page."""

from dataclasses import replace
from typing import Any

import pytest

from sandbox.domain.events import Event
from sandbox.domain.lifecycles import AccountState
from sandbox.domain.model import Account, Membership, Person
from sandbox.domain.provider import PendingSignin, Session
from sandbox.services import spaces
from tests.protocol.cast import RSE, TWO_HATS, USER
from tests.protocol.house import SITE, Browser, House, claims_of, hidden_fields, sent_back

HER = "marguerite"
HIM = "bruno"
BOTH = "florence"


@pytest.fixture
async def house(house: House) -> House:
    """The cast in a space where a hint signs in."""
    await spaces.change(house.desk, "default", {"hint_signs_in": True})
    return house


async def told(house: House, browser: Browser, **asked: Any) -> dict[str, Any]:
    """Claims of the ID token that a request with no page in between gives."""
    answer = sent_back(await browser.authorize(**asked))
    assert "code" in answer, answer
    tokens = (await house.redeem(answer["code"])).json()
    return await house.read(tokens["id_token"])


async def refused(browser: Browser, **asked: Any) -> dict[str, str]:
    """The error that the client is sent."""
    answer = sent_back(await browser.authorize(**asked))
    assert "error" in answer, answer
    return answer


async def person_of(house: House, claims: dict[str, Any]) -> str:
    """The account that the newest session is of; the subject tells nothing by itself."""
    async with house.desk.look("default") as (tx, _):
        found = await tx.find(Session, sid=claims["sid"])
        return found[-1].account_id.removeprefix("acc_")


@pytest.mark.parametrize(
    "hint", [HER, RSE, "rsea ct24", "marguerite@exemple.invalid", " marguerite "]
)
async def test_a_persona_a_user_code_or_an_address_gives_a_code_at_once(
    house: House, hint: str
) -> None:
    """No page is shown, and the tokens are hers, stamped as a password would have."""
    claims = await told(house, house.browser(), login_hint=hint)
    assert await person_of(house, claims) == HER
    assert claims["acr"].endswith(":1")
    assert claims["amr"] == ["pwd"]
    assert claims["auth_time"] == int(house.watch.now)


async def test_the_journal_tells_a_sign_in_by_hint_from_one_by_password(house: House) -> None:
    """One line of its own, in the trace of the request, and none of a password."""
    await told(house, house.browser(), login_hint=HER)
    (entry,) = await house.journal(Event.SIGNED_IN_BY_HINT)
    (asked,) = await house.journal(Event.SIGNIN_REQUESTED)
    assert entry.subject == f"acc_{HER}"
    assert entry.trace == asked.trace != ""
    assert not await house.journal(Event.SIGNIN_SUCCEEDED)


async def test_the_browser_is_signed_in_from_then_on(house: House) -> None:
    """Single sign-on holds: prompt=none gives a code, and the person's own page is open."""
    browser = house.browser()
    first = await told(house, browser, login_hint=HER)
    silent = await told(house, browser, prompt="none")
    assert silent["sid"] == first["sid"]
    assert (await browser.http.get("/compte")).status_code == 200
    again = await told(house, browser, login_hint=HER)
    assert again["sid"] == first["sid"]
    assert len(await house.journal(Event.SIGNED_IN_BY_HINT)) == 1


async def test_another_persons_session_gives_way(house: House) -> None:
    """Hers ends as if she had been replaced on the sign-in page."""
    browser = house.browser()
    hers = await told(house, browser, login_hint=HER)
    his = await told(house, browser, login_hint=HIM)
    assert await person_of(house, his) == HIM
    (ended,) = await house.journal(Event.SESSION_ENDED)
    assert ended.subject == hers["sid"]


async def test_prompt_none_shows_nobody_and_signs_nobody_in(house: House) -> None:
    """Core section 3.1.2.6: login_required without a session, and with that of another person."""
    browser = house.browser()
    assert (await refused(browser, login_hint=HER, prompt="none"))["error"] == "login_required"
    await told(house, browser, login_hint=HIM)
    assert (await refused(browser, login_hint=HER, prompt="none"))["error"] == "login_required"
    assert not await house.journal(Event.SESSION_ENDED)
    assert await person_of(house, await told(house, browser, prompt="none")) == HIM


@pytest.mark.parametrize("asked", [{"prompt": "login"}, {"max_age": "60"}, {"max_age": "0"}])
async def test_a_session_too_old_for_the_request_is_signed_in_afresh(
    house: House, asked: dict[str, str]
) -> None:
    """prompt=login and max_age are met by the hint as by a password, in the same session."""
    browser = house.browser()
    first = await told(house, browser, login_hint=HER)
    house.watch.forward(120)
    again = await told(house, browser, login_hint=HER, **asked)
    assert again["auth_time"] == first["auth_time"] + 120
    assert again["sid"] == first["sid"]


async def test_the_organisation_is_chosen_behind_an_at_sign(house: House) -> None:
    """By its id, short or long, by its number or by the persona of somebody who belongs to it."""
    by = {"org_rivage": "rivage", "RIVAGE": "rivage", "9900000119": "rivage", HER: "tournevent"}
    for name, key in by.items():
        for who in (BOTH, TWO_HATS, "florence@exemple.invalid"):
            claims = await told(
                house, house.browser(), login_hint=f"{who}@{name}", scope="openid entreprise"
            )
            assert claims["organisation"]["id"] == f"org_{key}", (who, name)


async def test_another_organisation_than_the_sessions_is_signed_in_afresh(house: House) -> None:
    """The person stays the same, and acts for the one that is named."""
    browser = house.browser()
    first = await told(house, browser, login_hint=f"{BOTH}@org_rivage", scope="openid entreprise")
    then = await told(
        house, browser, login_hint=f"{BOTH}@org_tournevent", scope="openid entreprise"
    )
    assert then["sid"] == first["sid"]
    assert then["organisation"]["id"] == "org_tournevent"


async def test_other_pages_are_still_shown(house: House) -> None:
    """The organisation among several, the consent and the second factor are the person's."""
    page = await house.browser().authorize(login_hint=BOTH)
    assert page.headers["location"].startswith("/connexion/organisation?demande=")
    browser = house.browser()
    page = await browser.authorize(login_hint=HER, prompt="consent")
    assert page.headers["location"].startswith("/connexion/consentement?demande=")
    assert "code" in sent_back(await browser.fill(page, decision="accepter"))
    page = await house.browser().authorize(login_hint=HER, acr_values="urn:clicsequr-sandbox:acr:2")
    assert page.headers["location"].startswith("/connexion/code?demande=")


async def test_who_signs_in_on_a_later_page_is_not_replaced(house: House) -> None:
    """A hint stands for the first page alone: nobody is sent in circles."""
    browser = house.browser()
    page = await browser.authorize(login_hint=BOTH)
    there = page.headers["location"].replace("/connexion/organisation", "/connexion")
    form = await browser.http.get(there)
    typed = {"code_utilisateur": USER, "mot_de_passe": "quatre-flocons-de-neige"}
    entered = await browser.http.post(there, data={**hidden_fields(form.text), **typed})
    code = sent_back(await browser.follow(entered))["code"]
    claims = claims_of((await house.redeem(code)).json()["id_token"])
    assert await person_of(house, claims) == HIM


@pytest.mark.parametrize("prompt", ["", "none", "login"])
async def test_a_hint_that_names_nobody_is_refused_loudly(house: House, prompt: str) -> None:
    """invalid_request says so to the client; the journal lists the personas there are."""
    answer = await refused(house.browser(), login_hint="rse-qui-n-existe-pas", prompt=prompt)
    assert answer["error"] == "invalid_request"
    assert answer["error_description"].startswith("login_hint names nobody")
    assert answer["state"] == "s-1"
    (entry,) = await house.journal(Event.AUTHORIZATION_REFUSED)
    assert "Known personas: bruno, florence, marguerite." in entry.data["hint"]
    page = await house.http.get(answer["error_uri"].removeprefix(SITE))
    assert "marguerite" in page.text


async def test_an_unknown_hint_leaves_an_existing_session_alone(house: House) -> None:
    """Nobody goes on as somebody else by a slip of the pen."""
    browser = house.browser()
    await told(house, browser, login_hint=HER)
    assert (await refused(browser, login_hint="margerite"))["error"] == "invalid_request"
    assert await person_of(house, await told(house, browser)) == HER


async def test_a_hint_of_several_accounts_is_refused(house: House) -> None:
    """An address that people share names none of them."""
    async with house.desk.work("default") as (tx, _):
        for key in (HER, HIM):
            person = await tx.need(Person, f"per_{key}")
            await tx.save(replace(person, email="bureau@exemple.invalid"))
    answer = await refused(house.browser(), login_hint="bureau@exemple.invalid")
    assert answer["error"] == "invalid_request"
    assert "several accounts" in answer["error_description"]


@pytest.mark.parametrize("name", ["org_nulle-part", "", "F99"])
async def test_an_unknown_organisation_is_refused(house: House, name: str) -> None:
    """The one behind the last at sign must be there."""
    answer = await refused(house.browser(), login_hint=f"{HER}@{name}")
    assert answer["error"] == "invalid_request"
    assert "organisation" in answer["error_description"]
    (entry,) = await house.journal(Event.AUTHORIZATION_REFUSED)
    assert "org_rivage" in entry.data["hint"]


async def test_an_organisation_the_account_may_not_act_for_is_denied(house: House) -> None:
    """The person exists and so does it: the provider turns her away."""
    answer = await refused(house.browser(), login_hint=f"{HER}@org_rivage")
    assert answer["error"] == "access_denied"
    assert "PROCURATION_TERMINEE" in answer["error_description"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"state": AccountState.BLOCKED}, "INSCRIPTION_EN_ATTENTE"),
        ({"state": AccountState.LOCKED}, "COMPTE_VERROUILLE"),
        ({"state": AccountState.SUSPENDED}, "COMPTE_SUSPENDU"),
        ({"state": AccountState.CLOSED}, "COMPTE_FERME"),
        ({"state": AccountState.TEMPORARY_EXPIRED}, "MOT_DE_PASSE_TEMPORAIRE_EXPIRE"),
        ({"state": AccountState.TEMPORARY, "must_change": True}, "MOT_DE_PASSE_TEMPORAIRE"),
    ],
)
async def test_an_account_that_may_not_sign_in_is_denied_with_its_standing(
    house: House, changes: dict[str, Any], code: str
) -> None:
    """access_denied, and the code of the standing in the description and in the journal."""
    async with house.desk.work("default") as (tx, _):
        account = await tx.need(Account, f"acc_{HER}")
        await tx.save(replace(account, **changes))
    answer = await refused(house.browser(), login_hint=HER)
    assert answer["error"] == "access_denied"
    assert answer["error_description"].endswith(f" {code}.")
    (entry,) = await house.journal(Event.SIGNIN_REFUSED)
    assert entry.data["reason"] == code


async def test_a_refused_hint_answers_its_request_once(house: House) -> None:
    """Nothing stays open behind a refusal."""
    async with house.desk.work("default") as (tx, _):
        held = await tx.find(Membership, account_id=f"acc_{HER}")
        await tx.save(replace(held[0], suspended=True))
    await refused(house.browser(), login_hint=HER)
    async with house.desk.look("default") as (tx, _):
        assert [each.state for each in await tx.find(PendingSignin)] == ["answered"]


async def test_an_id_token_of_somebody_else_is_not_overruled(house: House) -> None:
    """id_token_hint must be met: the person named beside it is another one."""
    browser = house.browser()
    code = sent_back(await browser.authorize(login_hint=HER))["code"]
    id_token = (await house.redeem(code)).json()["id_token"]
    answer = await refused(browser, login_hint=HIM, id_token_hint=id_token)
    assert answer["error"] == "login_required"


async def test_prompt_create_still_enrols(house: House) -> None:
    """Whoever asks for an enrolment gets its page."""
    page = await house.browser().authorize(login_hint=HER, prompt="create")
    assert page.headers["location"].startswith("/inscription")


async def test_elsewhere_the_hint_fills_in_the_form_as_ever(house: House) -> None:
    """A space that does not let it asks for the password."""
    await spaces.change(house.desk, "default", {"hint_signs_in": False})
    browser = house.browser()
    for hint in (HER, f"{HER}@org_tournevent"):
        page = await browser.authorize(login_hint=hint)
        form = await browser.http.get(page.headers["location"])
        assert f'value="{RSE}"' in form.text, hint
    page = await browser.authorize(login_hint="nobody")
    assert page.headers["location"].startswith("/connexion?")

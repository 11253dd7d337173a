"""States of an account, and what becomes of one in the middle of a sign-in."""

import pytest

from sandbox.domain.model import Account
from sandbox.services import accounts, references
from sandbox.services.desk import Desk
from sandbox.world.faults import CATALOGUE, Fault, Place
from sandbox.world.faults.accounts import NOBODY
from tests.protocol.house import Browser, House, Watch, hidden_fields
from tests.strict import StrictParty, Wrong, answered
from tests.strict.arming import arm, struck
from tests.strict.party import Tokens

PASSWORD = "Flocon-Demo-2009"
FAULTS = [each for each in CATALOGUE.values() if each.place is Place.ACCOUNT]
BARRED = [each for each in FAULTS if not each.armable and each.reason]
ACTS = [each for each in FAULTS if each.armable]
WHO = {"account-closed-before-token": "rse-actif", "mandate-ended-mid-session": "mandataire"}


@pytest.fixture
def seeded(desk: Desk) -> House:
    """The whole sandbox with the ready accounts."""
    return House(desk, Watch())


@pytest.fixture
def party(seeded: House) -> StrictParty:
    """A party of the ready client."""
    watch = seeded.watch
    return StrictParty(seeded.http, "pes-portal", "pes-portal-secret", now=watch.read)


async def code_of(house: House, persona: str) -> str:
    """The user code of a ready account, or of nobody."""
    if persona == NOBODY:
        return NOBODY
    async with house.desk.look("default") as (tx, _):
        return str((await references.account(tx, persona)).user_code)


async def redeemed(party: StrictParty, house: House, persona: str) -> Tokens:
    """The tokens of a sign-in of this persona."""
    asked, browser = await party.ask(), house.browser()
    page = await browser.http.get(asked.url)
    page = await browser.sign_in(page, await code_of(house, persona), PASSWORD)
    return await party.redeem(asked, await party.read_answer(asked, answered(page)))


async def give_up(browser: Browser, page: str) -> dict[str, str]:
    """What the party is told when the person leaves the page that refuses her."""
    fields = hidden_fields(page)
    return answered(
        await browser.follow(await browser.http.post("/connexion/abandon", data=fields))
    )


@pytest.mark.parametrize("fault", BARRED, ids=lambda fault: fault.id)
async def test_a_barred_account_ends_in_a_refusal(
    seeded: House, party: StrictParty, fault: Fault
) -> None:
    """The page refuses, and the party is told when the person gives up."""
    asked, browser = await party.ask(), seeded.browser()
    page = await browser.http.get(asked.url)
    refused = await browser.sign_in(page, await code_of(seeded, fault.persona), PASSWORD)
    assert refused.status_code == 403
    with pytest.raises(Wrong) as caught:
        await party.read_answer(asked, await give_up(browser, refused.text))
    assert caught.value.reason == fault.reason


async def test_nobody_has_the_unknown_user_code(seeded: House) -> None:
    """The code of nobody is well formed, and no ready account has it."""
    async with seeded.desk.look("default") as (tx, _):
        assert NOBODY not in {str(each.user_code) for each in await tx.find(Account)}


async def test_a_password_is_changed_on_the_way(seeded: House, party: StrictParty) -> None:
    """Who must change a temporary password signs in all the same."""
    fault = CATALOGUE["account-must-change-password"]
    assert fault.reason == ""
    asked, browser = await party.ask(), seeded.browser()
    page = await browser.http.get(asked.url)
    page = await browser.sign_in(page, await code_of(seeded, fault.persona), PASSWORD)
    chosen = "Trois-Nouveaux-Flocons-2026"
    page = await browser.fill(
        page, nouveau_mot_de_passe=chosen, confirmation=chosen, mot_de_passe=PASSWORD
    )
    await party.redeem(asked, await party.read_answer(asked, answered(page)))


async def test_one_of_several_organisations_is_chosen(seeded: House, party: StrictParty) -> None:
    """Who acts for several chooses one, and the party goes on."""
    fault = CATALOGUE["account-several-organisations"]
    assert fault.reason == ""
    asked, browser = await party.ask(scope="openid entreprise"), seeded.browser()
    page = await browser.http.get(asked.url)
    page = await browser.sign_in(page, await code_of(seeded, fault.persona), PASSWORD)
    async with seeded.desk.look("default") as (tx, world):
        account = await references.account(tx, fault.persona)
        held = await accounts.organisations_of(tx, world, account.id)
    assert len(held) == 2
    page = await browser.fill(page, organisation=held[1].id)
    tokens = await party.redeem(asked, await party.read_answer(asked, answered(page)))
    assert tokens.claims["organisation"]["id"] == held[1].id


@pytest.mark.parametrize("fault", ACTS, ids=lambda fault: fault.id)
async def test_the_world_changes_after_an_honest_answer(
    seeded: House, party: StrictParty, fault: Fault
) -> None:
    """The answer that it strikes is honest, and the next step is refused for its reason."""
    await arm(seeded, fault.id)
    with pytest.raises(Wrong) as caught:
        await party.userinfo(await redeemed(party, seeded, WHO[fault.id]))
    assert caught.value.reason == fault.reason
    assert await struck(seeded) == {fault.id: 1}
    others = await redeemed(party, seeded, "utilisateur-actif")
    await party.userinfo(others)


async def test_a_member_has_no_mandate_to_lose(seeded: House, party: StrictParty) -> None:
    """Who acts as a member is left alone, and the fault waits for who acts by a mandate."""
    await arm(seeded, "mandate-ended-mid-session")
    await party.userinfo(await redeemed(party, seeded, "rse-actif"))
    assert await struck(seeded) == {"mandate-ended-mid-session": 0}

"""Keys are published, then used, then retired (Core section 10.1.1); or withdrawn at once."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from joserfc import jws
from joserfc.jwk import KeySet

from sandbox import upkeep
from sandbox.domain.errors import BadInput, NotFound
from sandbox.domain.events import Event
from sandbox.oidc.jose.keys import AFTERGLOW, LEAD, Phase, keys_of, rotate, use_now
from sandbox.oidc.profile import JWKS_AGE
from sandbox.settings import Settings
from tests.protocol.cast import AFTER_LOGOUT
from tests.protocol.house import House, hidden_fields

SECOND = 1.0


async def kids(house: House) -> set[str]:
    """What JWKS publishes for RS256."""
    keys = KeySet.import_key_set((await house.http.get("/oidc/jwks")).json())
    return {str(key.kid) for key in keys.keys if key.alg == "RS256"}


async def signing(house: House) -> str:
    """The key that signs now."""
    token = (await house.tokens())["id_token"]
    return str(jws.extract_compact(token.encode()).headers()["kid"])


async def phase_of(house: House, kid: str) -> Phase:
    """Where a key is in its life."""
    return {key.kid: phase for key, phase in await keys_of(house.desk, "default")}[kid]


async def test_a_key_is_published_before_it_signs(house: House) -> None:
    """For as long as a cache may hold the old set, the new key signs nothing."""
    old = await signing(house)
    new = (await rotate(house.desk, "default", "RS256")).kid
    assert await kids(house) == {old, new}
    house.watch.forward(LEAD.total_seconds() - SECOND)
    assert await signing(house) == old
    house.watch.forward(SECOND)
    assert await signing(house) == new


async def test_a_retired_key_stays_until_its_last_token_has_expired(house: House) -> None:
    """Then it leaves the set, and its phase says so."""
    old = await signing(house)
    await rotate(house.desk, "default", "RS256")
    house.watch.forward((LEAD + AFTERGLOW).total_seconds() - SECOND)
    assert await phase_of(house, old) is Phase.RETIRED
    assert old in await kids(house)
    house.watch.forward(SECOND)
    assert await phase_of(house, old) is Phase.GONE
    assert old not in await kids(house)


async def test_a_second_rotation_waits_for_the_first(house: House) -> None:
    """Asked twice, one key is published: nobody fills the set."""
    await signing(house)
    first = await rotate(house.desk, "default", "RS256")
    assert (await rotate(house.desk, "default", "RS256")).kid == first.kid
    assert len(await kids(house)) == 2


async def test_a_published_key_can_be_used_at_once(house: House) -> None:
    """`use_now` shortens the wait; the old key stays published for the tokens it signed."""
    old = await signing(house)
    new = await rotate(house.desk, "default", "RS256")
    await use_now(house.desk, "default", new.kid)
    assert await signing(house) == new.kid
    assert await kids(house) == {old, new.kid}


async def test_an_emergency_withdraws_what_was_there(house: House) -> None:
    """The stolen key leaves the set at once, and nothing is signed with it."""
    old = await signing(house)
    await rotate(house.desk, "default", "RS256", emergency=True)
    assert old not in await kids(house)
    assert await signing(house) != old
    facts = await house.journal(Event.KEYS_WITHDRAWN)
    assert facts[0].data["withdrawn"] == [old]


async def test_what_a_withdrawn_key_signed_ends_no_session_by_itself(house: House) -> None:
    """The person is asked, comes back to the client that the hint names, and is signed out."""
    browser = house.browser()
    answered = await house.redeem(await browser.code())
    await rotate(house.desk, "default", "RS256", emergency=True)
    asked = {
        "id_token_hint": answered.json()["id_token"],
        "post_logout_redirect_uri": AFTER_LOGOUT,
        "state": "s-2",
    }
    page = await browser.http.get("/oidc/logout", params=asked)
    fields = hidden_fields(page.text)
    assert (page.status_code, "confirmation" in fields) == (200, True)
    assert "error" not in await browser.answer(prompt="none")
    left = await browser.http.post("/oidc/logout", data=fields)
    assert left.headers["location"] == f"{AFTER_LOGOUT}?state=s-2"
    assert (await browser.answer(prompt="none"))["error"] == "login_required"


async def test_what_a_withdrawn_key_signed_says_nothing_of_a_person(house: House) -> None:
    """As a hint of who should sign in it is refused."""
    browser = house.browser()
    answered = await house.redeem(await browser.code())
    await rotate(house.desk, "default", "RS256", emergency=True)
    hint = answered.json()["id_token"]
    assert (await browser.answer(prompt="none", id_token_hint=hint))["error"] == "invalid_request"


async def test_one_algorithm_does_not_disturb_another(house: House) -> None:
    """ES256 rotates alone."""
    rsa = await signing(house)
    await house.tokens("spa")
    await rotate(house.desk, "default", "ES256", emergency=True)
    assert await signing(house) == rsa


async def test_refreshed_tokens_come_from_the_new_key(house: House) -> None:
    """A family that began under the old key goes on under the new one."""
    tokens = await house.tokens(scope="openid offline_access")
    new = await rotate(house.desk, "default", "RS256", emergency=True)
    again = (await house.refresh(tokens["refresh_token"])).json()
    assert jws.extract_compact(again["id_token"].encode()).headers()["kid"] == new.kid


async def test_the_set_says_how_long_it_may_be_kept(house: House) -> None:
    """The cache header is shorter than the wait of a new key, with room for a slow clock."""
    header = (await house.http.get("/oidc/jwks")).headers["cache-control"]
    assert header == f"public, max-age={int(JWKS_AGE.total_seconds())}"
    assert timedelta(seconds=60) <= JWKS_AGE < LEAD


def test_the_command_rotates_the_keys_of_a_data_folder(tmp_path: Path) -> None:
    """`keys rotate` and `keys list` work on the files of a server."""
    out = io.StringIO()
    settings = Settings(data=str(tmp_path))
    with pytest.raises(NotFound, match="no state"):
        upkeep.list_keys(settings, "default", out)
    (tmp_path / "sandbox.db").touch()
    with pytest.raises(BadInput, match="HS256"):
        upkeep.rotate_keys(settings, "default", "HS256", out, emergency=False, now=False)
    upkeep.rotate_keys(settings, "default", "ES256", out, emergency=False, now=True)
    upkeep.rotate_keys(settings, "default", "ES256", out, emergency=True, now=False)
    listed = io.StringIO()
    upkeep.list_keys(settings, "default", listed)
    assert [line.split()[0] for line in listed.getvalue().splitlines()] == ["active", "withdrawn"]

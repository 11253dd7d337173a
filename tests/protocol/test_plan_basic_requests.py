"""Certification plan Basic: the parameters of an authentication request."""

from tests.protocol import suite_checks as check
from tests.protocol.party import Grant
from tests.protocol.person import SIGN_IN
from tests.protocol.suite import Suite


def _same_sign_in(first: Grant, second: Grant) -> None:
    """Nobody was asked anything, and the ID tokens speak of one sign-in of one person."""
    assert second.answer.pages == ()
    assert second.claims["sub"] == first.claims["sub"]
    assert second.claims["auth_time"] == first.claims["auth_time"]


async def _goes_on(suite: Suite, **params: str) -> Grant:
    """A parameter that must not be an error: the sign-in page comes, and then a code."""
    party = await suite.client()
    grant = await party.sign_in(suite.person(), **params)
    assert grant.answer.pages[0] == SIGN_IN
    return grant


async def test_oidcc_display_page(suite: Suite) -> None:
    """A whole page may be asked for."""
    await _goes_on(suite, display="page")


async def test_oidcc_display_popup(suite: Suite) -> None:
    """A window of its own may be asked for."""
    await _goes_on(suite, display="popup")


async def test_oidcc_login_hint(suite: Suite) -> None:
    """A hint at somebody unknown is no error."""
    await _goes_on(suite, login_hint="buffy@exemple.invalid")


async def test_oidcc_ui_locales(suite: Suite) -> None:
    """Northern Sami may be asked for, in vain."""
    await _goes_on(suite, ui_locales="se")


async def test_oidcc_claims_locales(suite: Suite) -> None:
    """Claims in Northern Sami may be asked for, in vain."""
    await _goes_on(suite, claims_locales="se")


async def test_oidcc_ensure_request_with_unknown_parameter_succeeds(suite: Suite) -> None:
    """A parameter that nobody defined is ignored."""
    await _goes_on(suite, extra="foobar")


async def test_oidcc_ensure_request_with_acr_values_succeeds(suite: Suite) -> None:
    """Of the classes that discovery announces, the ID token names the one that was reached."""
    offered = (await suite.metadata())["acr_values_supported"]
    grant = await _goes_on(suite, acr_values=" ".join(offered))
    assert grant.claims["acr"] in offered


async def test_oidcc_prompt_login(suite: Suite) -> None:
    """With prompt=login the password is asked for again, and auth_time is later."""
    party, person = await suite.client(), suite.person()
    first = await party.sign_in(person)
    suite.house.watch.forward(1)
    second = await party.sign_in(person, prompt="login")
    assert SIGN_IN in second.answer.pages
    assert second.claims["auth_time"] > first.claims["auth_time"]


async def test_oidcc_prompt_none_not_logged_in(suite: Suite) -> None:
    """With prompt=none and nobody there the client is told so, its long state intact."""
    party = await suite.client()
    answer = await party.ask(suite.person(), prompt="none", state=suite.fresh(128))
    assert len(answer.params["state"]) == 128
    check.needs_a_person(answer.params)
    assert answer.pages == ()


async def test_oidcc_prompt_none_logged_in(suite: Suite) -> None:
    """With prompt=none and a session the code comes at once."""
    party, person = await suite.client(), suite.person()
    first = await party.sign_in(person)
    suite.house.watch.forward(5)
    _same_sign_in(first, await party.sign_in(person, prompt="none"))


async def test_oidcc_id_token_hint(suite: Suite) -> None:
    """The ID token of the session as a hint lets prompt=none through."""
    party, person = await suite.client(), suite.person()
    first = await party.sign_in(person)
    suite.house.watch.forward(5)
    hint = first.tokens["id_token"]
    _same_sign_in(first, await party.sign_in(person, prompt="none", id_token_hint=hint))


async def test_oidcc_max_age_1(suite: Suite) -> None:
    """Two seconds are more than max_age=1: the password again, and a recent auth_time."""
    party, person = await suite.client(), suite.person()
    first = await party.sign_in(person)
    suite.house.watch.forward(2)
    second = await party.sign_in(person, max_age="1")
    assert SIGN_IN in second.answer.pages
    assert second.claims["auth_time"] > first.claims["auth_time"]
    assert second.claims["auth_time"] == int(suite.house.watch.now)


async def test_oidcc_max_age_10000(suite: Suite) -> None:
    """A session younger than max_age is enough, and both ID tokens tell when it began."""
    party, person = await suite.client(), suite.person()
    first = await party.sign_in(person, max_age="15000")
    suite.house.watch.forward(5)
    _same_sign_in(first, await party.sign_in(person, max_age="10000"))

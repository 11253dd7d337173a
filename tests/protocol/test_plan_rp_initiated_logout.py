"""Certification plan RP-Initiated Logout."""

import base64
import json

from joserfc import jwt

from tests.protocol import suite_checks as check
from tests.protocol.house import SITE
from tests.protocol.party import Answer, Grant, Params, Party
from tests.protocol.person import LOGOUT, Person
from tests.protocol.suite import AFTER_LOGOUT, Suite, rsa_key


async def _signed_in(suite: Suite) -> tuple[Party, Person, Grant]:
    """A client with a registered return address, and a person who signed in to it."""
    party = await suite.client(post_logout_redirect_uris=[AFTER_LOGOUT])
    person = suite.person()
    return party, person, await party.sign_in(person, state=suite.fresh(128))


def _farewell(suite: Suite, grant: Grant) -> Params:
    """The whole request of the suite, of which the modules change one thing."""
    return {
        "id_token_hint": grant.tokens["id_token"],
        "post_logout_redirect_uri": AFTER_LOGOUT,
        "state": suite.fresh(128),
    }


async def _signed_out(party: Party, person: Person) -> None:
    """With prompt=none the client is told that a person is needed."""
    check.needs_a_person((await party.ask(person, prompt="none")).params)


async def _told_on_the_page(party: Party, person: Person, sent: Params) -> None:
    """The person is signed out, sees it, and is not sent anywhere."""
    answer = await party.leave(person, sent)
    assert answer.response.status_code == 200
    assert "location" not in answer.response.headers
    assert "confirmation" not in answer.response.text
    await _signed_out(party, person)


async def _stays(party: Party, person: Person, sent: Params) -> Answer:
    """Nobody is returned to: the provider shows an error or asks the person."""
    answer = await party.leave(person, sent, confirm=False)
    if answer.pages != (LOGOUT,):
        check.error_page(answer.response)
    assert "location" not in answer.response.headers
    return answer


async def test_oidcc_rp_initiated_logout_discovery_endpoint_verification(tls_suite: Suite) -> None:
    """Discovery tells where to sign out, over https as every endpoint."""
    check.https_endpoints(await tls_suite.metadata(), "end_session_endpoint")


async def test_oidcc_rp_initiated_logout(suite: Suite) -> None:
    """The browser returns with the state and nothing else, and nobody is signed in any more."""
    party, person, grant = await _signed_in(suite)
    sent = _farewell(suite, grant)
    answer = await party.leave(person, sent)
    assert check.redirected(answer.response, AFTER_LOGOUT) == {"state": sent["state"]}
    await _signed_out(party, person)


async def test_oidcc_rp_initiated_logout_no_state(suite: Suite) -> None:
    """Without a state none comes back."""
    party, person, grant = await _signed_in(suite)
    sent = _farewell(suite, grant)
    del sent["state"]
    answer = await party.leave(person, sent)
    assert answer.response.headers["location"] == AFTER_LOGOUT
    await _signed_out(party, person)


async def test_oidcc_rp_initiated_logout_bad_post_logout_redirect_uri(suite: Suite) -> None:
    """An address that nobody registered is not gone to."""
    party, person, grant = await _signed_in(suite)
    sent = _farewell(suite, grant)
    sent["post_logout_redirect_uri"] += f"/{suite.fresh()}"
    await _stays(party, person, sent)


async def test_oidcc_rp_initiated_logout_query_added_to_post_logout_redirect_uri(
    suite: Suite,
) -> None:
    """A query makes another address of the registered one."""
    party, person, grant = await _signed_in(suite)
    sent = _farewell(suite, grant)
    sent["post_logout_redirect_uri"] += "?foo=bar"
    await _stays(party, person, sent)


async def test_oidcc_rp_initiated_logout_modified_id_token_hint(suite: Suite) -> None:
    """A hint whose algorithm became none is not trusted."""
    party, person, grant = await _signed_in(suite)
    sent = _farewell(suite, grant)
    header = json.dumps({"alg": "none"}).encode()
    first = base64.urlsafe_b64encode(header).rstrip(b"=").decode()
    sent["id_token_hint"] = f"{first}.{sent['id_token_hint'].split('.')[1]}."
    await _stays(party, person, sent)


async def test_oidcc_rp_initiated_logout_bad_id_token_hint(suite: Suite) -> None:
    """A hint that a stranger signed ends on the error page."""
    party, person, grant = await _signed_in(suite)
    now = int(suite.house.watch.now)
    claims = {
        "iss": party.client_id,
        "sub": "SubjectID",
        "aud": SITE,
        "nonce": "flibble",
        "iat": now,
        "exp": now + 300,
    }
    sent = _farewell(suite, grant)
    sent["id_token_hint"] = jwt.encode({"alg": "RS256"}, claims, rsa_key("stranger"), ["RS256"])
    answer = await _stays(party, person, sent)
    check.error_page(answer.response)


async def test_oidcc_rp_initiated_logout_no_id_token_hint(suite: Suite) -> None:
    """A return address alone says nothing of whose it is."""
    party, person, grant = await _signed_in(suite)
    sent = _farewell(suite, grant)
    del sent["id_token_hint"]
    await _stays(party, person, sent)


async def test_oidcc_rp_initiated_logout_no_params(suite: Suite) -> None:
    """Without any parameter the person is signed out and told so."""
    party, person, _ = await _signed_in(suite)
    await _told_on_the_page(party, person, {})


async def test_oidcc_rp_initiated_logout_no_post_logout_redirect_uri(suite: Suite) -> None:
    """Without a return address the person is signed out and told so."""
    party, person, grant = await _signed_in(suite)
    sent = _farewell(suite, grant)
    del sent["post_logout_redirect_uri"]
    await _told_on_the_page(party, person, sent)


async def test_oidcc_rp_initiated_logout_only_state(suite: Suite) -> None:
    """With nothing but a state the person is signed out and told so."""
    party, person, _ = await _signed_in(suite)
    await _told_on_the_page(party, person, {"state": suite.fresh(128)})

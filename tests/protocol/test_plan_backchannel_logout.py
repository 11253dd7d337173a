"""Certification plan Back-Channel Logout."""

from tests.protocol import suite_checks as check
from tests.protocol.suite import AFTER_LOGOUT, Suite
from tests.receiver import receiving

EVENT = "http://schemas.openid.net/event/backchannel-logout"


async def test_oidcc_backchannel_logout_discovery_endpoint_verification(tls_suite: Suite) -> None:
    """Discovery says that logout tokens are sent, and that they name the session."""
    metadata = await tls_suite.metadata()
    check.https_endpoints(metadata, "end_session_endpoint")
    assert metadata["backchannel_logout_supported"] is True
    assert metadata["backchannel_logout_session_supported"] is True


async def test_oidcc_backchannel_rp_initiated_logout(suite: Suite) -> None:
    """A logout posts one token, for this client and session, and the browser returns."""
    app = suite.house.app
    async with receiving() as receiver, app.router.lifespan_context(app):
        party = await suite.client(
            post_logout_redirect_uris=[AFTER_LOGOUT],
            backchannel_logout_uri=receiver.uri,
            backchannel_logout_session_required=True,
        )
        person = suite.person()
        grant = await party.sign_in(person)
        sent = {
            "id_token_hint": grant.tokens["id_token"],
            "post_logout_redirect_uri": AFTER_LOGOUT,
            "state": suite.fresh(128),
        }
        answer = await party.leave(person, sent)
        form = await receiver.arrival()
    assert check.redirected(answer.response, AFTER_LOGOUT) == {"state": sent["state"]}
    (headers,) = receiver.headers
    assert headers[":request"].startswith("POST ")
    assert headers["content-type"] == "application/x-www-form-urlencoded"
    assert list(form) == ["logout_token"]
    header, claims = check.signed_token(form["logout_token"], await suite.keys())
    assert header["alg"] == grant.header["alg"]
    assert claims["iss"] == suite.issuer
    assert claims["aud"] in (party.client_id, [party.client_id])
    assert claims["iat"] <= int(suite.house.watch.now)
    assert claims["jti"]
    assert claims["events"] == {EVENT: {}}
    assert (claims["sub"], claims["sid"]) == (grant.claims["sub"], grant.claims["sid"])
    assert "nonce" not in claims
    check.needs_a_person((await party.ask(person, prompt="none")).params)

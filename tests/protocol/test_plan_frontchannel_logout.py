"""Certification plan Front-Channel Logout."""

import re
from html import unescape

from tests.protocol import suite_checks as check
from tests.protocol.suite import AFTER_LOGOUT, PLACE, Suite

FRAME = f"{PLACE}/frontchannel_logout"


async def test_oidcc_frontchannel_logout_discovery_endpoint_verification(tls_suite: Suite) -> None:
    """Discovery says that frames are loaded at a logout, and that they name the session."""
    metadata = await tls_suite.metadata()
    check.https_endpoints(metadata, "end_session_endpoint")
    assert metadata["frontchannel_logout_supported"] is True
    assert metadata["frontchannel_logout_session_supported"] is True


async def test_oidcc_frontchannel_rp_initiated_logout(suite: Suite) -> None:
    """A logout loads the client's address for this session, then the browser returns."""
    party = await suite.client(
        redirect_uris=[f"{PLACE}/callback"],
        post_logout_redirect_uris=[AFTER_LOGOUT],
        frontchannel_logout_uri=FRAME,
        frontchannel_logout_session_required=True,
    )
    person = suite.person()
    grant = await party.sign_in(person)
    sent = {
        "id_token_hint": grant.tokens["id_token"],
        "post_logout_redirect_uri": AFTER_LOGOUT,
        "state": suite.fresh(128),
    }
    page = (await party.leave(person, sent)).response
    assert page.status_code == 200
    (loaded,) = re.findall(r'<iframe [^>]*?src="([^"]*)"', page.text)
    session = {"iss": suite.issuer, "sid": grant.claims["sid"]}
    assert check.added(unescape(loaded), FRAME) == session
    (allowed,) = re.findall(r"frame-src ([^;]*)", page.headers["content-security-policy"])
    assert PLACE in allowed.split()
    (onward,) = re.findall(r'href="([^"]*)" data-onward=', page.text)
    assert check.added(unescape(onward), AFTER_LOGOUT) == {"state": sent["state"]}
    assert "onward.js" in page.text
    check.needs_a_person((await party.ask(person, prompt="none")).params)

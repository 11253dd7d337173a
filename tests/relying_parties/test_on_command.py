"""Both hands of the clock, moved on command, before a relying party that reads its own watch.

The calendar moves the world and leaves tokens acceptable; the protocol hand makes them expire. The
relying party is the npm package openid-client, unmodified, over the port of the pytest plugin.
"""

from typing import Any

import pytest

from sandbox.pytest_plugin.space import ClicSequr
from sandbox.remote.errors import FlowError
from tests.relying_parties import node

CLIENT = {
    "clientId": "pes-portal",
    "clientSecret": "pes-portal-secret",
    "redirectUri": "http://127.0.0.1:8401/callback",
}


def sign_in(space: ClicSequr, who: str = "rse-actif", **more: str) -> dict[str, Any]:
    """What openid-client saw of a sign-in."""
    return node.printed(
        "on_command.mjs", {"issuer": space.issuer, "loginHint": who, **CLIENT, **more}
    )


def test_three_months_ahead_a_fresh_sign_in_is_accepted(clicsequr: ClicSequr) -> None:
    """The calendar is 91 days ahead, and the library accepts the tokens by the machine's time."""
    clicsequr.clock.advance(days=91)
    seen = sign_in(clicsequr)
    assert seen["refused"] is None, seen
    assert seen["claims"]["iss"] == clicsequr.issuer
    assert seen["userinfo"]["value"]["sub"] == seen["claims"]["sub"]


def test_three_months_ahead_an_invitation_is_refused(clicsequr: ClicSequr) -> None:
    """On its last day it activates the enrolment at once; 91 days later it is worth nothing."""
    later = clicsequr.fork()
    later.clock.advance(days=91)
    now, then = clicsequr.enrol("F06"), later.enrol("F06")
    assert (now.row, now.state) == ("SO-1", "active")
    assert then.row != now.row
    assert then.state != "active"
    assert later.journal.list(name="invitation.expired")


def test_three_months_ahead_a_temporary_password_has_expired(clicsequr: ClicSequr) -> None:
    """Who had to choose another one is now told that it is too late."""
    who = "mot-de-passe-temporaire"
    assert clicsequr.accounts[who].state == "mot_de_passe_temporaire"
    clicsequr.clock.advance(days=91)
    assert clicsequr.accounts[who].state == "temporaire_expire"
    assert sign_in(clicsequr, who)["refused"]["error"] == "access_denied"


def test_three_months_ahead_a_mandate_has_ended(clicsequr: ClicSequr) -> None:
    """The account signs in by its mandate, and no longer once that is over."""
    assert sign_in(clicsequr, "mandataire")["refused"] is None
    clicsequr.clock.advance(days=91)
    with pytest.raises(FlowError, match="access_denied"):
        clicsequr.as_("mandataire")
    assert sign_in(clicsequr, "mandataire")["refused"]["error"] == "access_denied"


def test_two_hours_ahead_the_same_token_is_refused(clicsequr: ClicSequr) -> None:
    """The protocol hand has passed its end: UserInfo answers 401, and a new one is good."""
    first = sign_in(clicsequr)
    held = {"accessToken": first["accessToken"], "sub": first["claims"]["sub"]}
    assert sign_in(clicsequr, **held)["before"]["value"]["sub"] == held["sub"]
    clicsequr.clock.protocol.advance(hours=2)
    seen = sign_in(clicsequr, **held)
    assert seen["before"]["status"] == 401
    assert seen["userinfo"]["value"]["sub"] == held["sub"]


def test_two_hours_behind_an_id_token_is_over_before_it_arrives(clicsequr: ClicSequr) -> None:
    """The library reads its own watch, and refuses the claim `exp`."""
    clicsequr.clock.protocol.advance(hours=-2)
    refused = sign_in(clicsequr)["refused"]
    assert refused["code"] == "OAUTH_JWT_TIMESTAMP_CHECK_FAILED"
    assert refused["claim"] == "exp"

"""Certification plan Basic: what scopes and the claims parameter bring to userinfo."""

import json
from typing import Any

from tests.protocol import suite_checks as check
from tests.protocol.suite import Suite

PROFILE = {
    "name",
    "given_name",
    "family_name",
    "preferred_username",
    "locale",
    "zoneinfo",
    "updated_at",
}
EMAIL = {"email", "email_verified"}
ADDRESS = {"address"}
PHONE = {"phone_number", "phone_number_verified"}


async def _told(suite: Suite, scope: str, **params: str) -> tuple[set[str], dict[str, Any]]:
    """The claims that userinfo tells beside the subject, and those of the ID token."""
    party = await suite.client()
    grant = await party.sign_in(suite.person(), scope=scope, **params)
    found = check.userinfo(await party.userinfo(grant), grant.claims["sub"])
    return set(found) - {"sub", "simulation"}, grant.claims


async def test_oidcc_scope_profile(suite: Suite) -> None:
    """The scope profile brings the profile, and nothing else."""
    assert (await _told(suite, "openid profile"))[0] == PROFILE


async def test_oidcc_scope_email(suite: Suite) -> None:
    """The scope email brings the e-mail address, and nothing else."""
    assert (await _told(suite, "openid email"))[0] == EMAIL


async def test_oidcc_scope_address(suite: Suite) -> None:
    """The scope address brings the address as an object, and nothing else."""
    assert (await _told(suite, "openid address"))[0] == ADDRESS


async def test_oidcc_scope_phone(suite: Suite) -> None:
    """The scope phone brings the telephone number, and nothing else."""
    assert (await _told(suite, "openid phone"))[0] == PHONE


async def test_oidcc_scope_all(suite: Suite) -> None:
    """The four scopes together bring all of their claims, and none of them to the ID token."""
    every = PROFILE | EMAIL | ADDRESS | PHONE
    found, in_token = await _told(suite, "openid email phone address profile")
    assert found == every
    assert not every & set(in_token)


async def test_oidcc_claims_essential(suite: Suite) -> None:
    """A name made essential for userinfo is told there alone, without the scope profile."""
    wanted = json.dumps({"userinfo": {"name": {"essential": True}}})
    found, in_token = await _told(suite, "openid", claims=wanted)
    assert found == {"name"}
    assert "name" not in in_token

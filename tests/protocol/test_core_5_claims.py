"""OpenID Connect Core sections 5 and 8: what is said of a person, to whom, and under which name."""

from dataclasses import replace

import pytest

from sandbox.domain.lifecycles import AccountState
from sandbox.domain.model import Account, Organisation
from sandbox.oidc.protected.claims import CLAIMS, SCOPES
from tests.protocol.cast import EVERY_SCOPE, USER
from tests.protocol.house import House

EXPECTED = {
    "openid": set(),
    "profile": {
        "name",
        "given_name",
        "family_name",
        "preferred_username",
        "locale",
        "zoneinfo",
        "updated_at",
    },
    "email": {"email", "email_verified"},
    "phone": {"phone_number", "phone_number_verified"},
    "address": {"address"},
    "entreprise": {"role", "organisation", "mandats"},
    "pes": {"pes"},
    "offline_access": set(),
}
"""The table of the profile, written a second time so that a change of it is seen."""


def test_the_table_is_closed() -> None:
    """Scopes and claims are those of the profile and no others."""
    table: dict[str, set[str]] = {scope: set() for scope in SCOPES}
    for claim in CLAIMS:
        table[claim.scope].add(claim.name)
    assert table == EXPECTED


@pytest.mark.parametrize("scope", [s for s in SCOPES if s != "openid"])
async def test_each_standard_scope_brings_its_claims(house: House, scope: str) -> None:
    """Each scope brings its own claims to userinfo, and nothing of another scope."""
    tokens = await house.tokens(scope=f"openid {scope}")
    told = (await house.userinfo(tokens["access_token"])).json()
    assert set(told) == {"sub", "simulation"} | EXPECTED[scope]


async def test_the_scopes_together_bring_all_of_their_claims(house: House) -> None:
    """All scopes together describe the person, the organisation and the e-service."""
    tokens = await house.tokens(scope=EVERY_SCOPE)
    told = (await house.userinfo(tokens["access_token"])).json()
    assert told["name"] == "Marguerite Oulette"
    assert told["preferred_username"] == "RS•••••4"
    assert told["email"] == "marguerite@exemple.invalid"
    assert told["phone_number"] == "418 555-0100"
    assert told["address"]["formatted"].startswith("12, rue des Essais\n")
    assert told["role"] == "RSE"
    assert told["organisation"] == {
        "id": "org_tournevent",
        "nom": "Garderie Tournevent inc.",
        "forme_juridique": "SO",
        "genre": "garderie_subventionnee",
        "numero_identification": "9900000062",
        "inscription": "active",
    }
    assert told["mandats"] == []
    assert told["pes"] == {
        "acces": "ADMISSIBLE",
        "avis_ministere": "2026-11-23",
        "etat": "admissible",
    }
    assert told["simulation"] is True


async def test_the_id_token_says_for_whom_the_person_acts(house: House) -> None:
    """The ID token holds the organisation chosen, and leaves the person to userinfo."""
    tokens = await house.tokens(scope=EVERY_SCOPE)
    told = await house.read(tokens["id_token"])
    assert told["organisation"]["id"] == "org_tournevent"
    assert not set(told) & (EXPECTED["profile"] | EXPECTED["email"] | EXPECTED["pes"])


async def test_userinfo_speaks_of_now(house: House) -> None:
    """The gate is asked again at each call: a notice withdrawn shows at once."""
    tokens = await house.tokens(scope="openid pes")
    async with house.desk.work("default") as (tx, _):
        found = await tx.need(Organisation, "org_tournevent")
        await tx.save(replace(found, informed_on=None))
    told = (await house.userinfo(tokens["access_token"])).json()
    assert told["pes"]["acces"] == "AVIS_DU_MINISTERE_ATTENDU"
    assert told["pes"]["avis_ministere"] is None


async def test_a_user_is_told_that_the_e_service_is_for_the_rse(house: House) -> None:
    """The gate answers for the person, not for the organisation alone."""
    code = await house.browser().code(who=USER, scope="openid pes")
    tokens = (await house.redeem(code)).json()
    told = (await house.userinfo(tokens["access_token"])).json()
    assert told["pes"]["acces"] == "RESERVE_AU_RSE"


@pytest.mark.parametrize("state", [AccountState.SUSPENDED, AccountState.CLOSED])
async def test_an_account_that_is_over_ends_its_tokens(house: House, state: AccountState) -> None:
    """A suspended or closed account is neither spoken of nor refreshed."""
    tokens = await house.tokens(scope="openid offline_access")
    async with house.desk.work("default") as (tx, _):
        await tx.save(replace(await tx.need(Account, "acc_marguerite"), state=state))
    refused = await house.userinfo(tokens["access_token"])
    assert refused.status_code == 401
    assert 'error="invalid_token"' in refused.headers["www-authenticate"]
    assert (await house.refresh(tokens["refresh_token"])).json()["error"] == "invalid_grant"
    assert not await house.active(tokens["access_token"])


async def test_a_locked_account_keeps_its_tokens(house: House) -> None:
    """Somebody else's wrong passwords do not throw out a person who is signed in."""
    tokens = await house.tokens()
    async with house.desk.work("default") as (tx, _):
        account = await tx.need(Account, "acc_marguerite")
        await tx.save(replace(account, state=AccountState.LOCKED))
    assert (await house.userinfo(tokens["access_token"])).status_code == 200


async def test_pairwise_subjects_differ_by_sector(house: House) -> None:
    """Two clients of one host know a person by one name, another host by another name."""

    async def sub(client_id: str, **params: str) -> str:
        code = await house.browser().code(client_id, **params)
        uri = params.get("redirect_uri", "http://127.0.0.1:8401/callback")
        tokens = (await house.redeem(code, client_id, redirect_uri=uri)).json()
        return str((await house.read(tokens["id_token"]))["sub"])

    portal, spa = await sub("portal"), await sub("spa")
    other = await sub("other", redirect_uri="http://localhost:8402/cb")
    named = await sub("named")
    assert portal == spa
    assert len({portal, other, named}) == 3
    assert "marguerite" not in portal + other + named


async def test_a_subject_is_stable(house: House) -> None:
    """A person keeps the same name at the next sign-in."""
    first, second = await house.tokens(), await house.tokens()
    one, two = await house.read(first["id_token"]), await house.read(second["id_token"])
    assert one["sub"] == two["sub"]
    assert one["sid"] != two["sid"]


async def test_two_accounts_of_one_person_are_two_subjects(house: House) -> None:
    """Who enrols types the name of the RSE; that must not make him the subject of its bearer."""
    mine = await house.tokens()
    async with house.desk.work("default") as (tx, _):
        other = await tx.need(Account, "acc_bruno")
        await tx.save(replace(other, person_id="per_marguerite"))
    code = await house.browser().code("portal", USER)
    his = (await house.redeem(code, "portal")).json()
    one, two = await house.read(mine["id_token"]), await house.read(his["id_token"])
    assert one["sub"] != two["sub"]


async def test_a_password_taken_back_ends_what_was_granted(house: House) -> None:
    """The help desk's new temporary password puts out whoever held tokens, offline ones too."""
    tokens = await house.tokens(scope="openid offline_access")
    async with house.desk.work("default") as (tx, _):
        account = await tx.need(Account, "acc_marguerite")
        await tx.save(replace(account, state=AccountState.TEMPORARY, must_change=True))
    assert (await house.userinfo(tokens["access_token"])).status_code == 401
    assert (await house.refresh(tokens["refresh_token"])).json()["error"] == "invalid_grant"

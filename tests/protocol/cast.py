"""Who plays in the tests of the protocol: clients, people, and what they may do."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sandbox.domain.identifiers import RevenueNumber, UserCode
from sandbox.domain.lifecycles import AccountState, EnrolmentState
from sandbox.domain.model import Account, Enrolment, Membership, Organisation, Person, Space
from sandbox.domain.provider import Client
from sandbox.domain.terms import LegalForm, Origin, Role, ServiceKind
from sandbox.services import passwords
from sandbox.services.desk import Desk

NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)
"""Noon in Toronto of the day on which the clock of these tests stands still."""
PASSWORD = "quatre-flocons-de-neige"
PORTAL_SECRET = "portal:secret/+é"
CALLBACK = "http://127.0.0.1:8401/callback"
AFTER_LOGOUT = "http://127.0.0.1:8401/"
EVERY_SCOPE = "openid profile email phone address entreprise pes offline_access"

PLACES = "https://api.exemple.invalid/places"
PAYROLL = "urn:exemple:payroll"
"""Resources of somebody else; the client `places` is the first one itself."""

RSE = "RSEACT24"
USER = "UTLACT24"
TWO_HATS = "DEUXRG24"

_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
_CODE_FLOW: dict[str, Any] = {
    "redirect_uris": [CALLBACK],
    "post_logout_redirect_uris": [AFTER_LOGOUT],
    "grant_types": ["authorization_code", "refresh_token"],
    "response_types": ["code"],
    "token_endpoint_auth_method": "client_secret_basic",
    "scope": EVERY_SCOPE,
    "subject_type": "pairwise",
    "id_token_signed_response_alg": "RS256",
}

_DEVICE: dict[str, Any] = {
    "grant_types": ["urn:ietf:params:oauth:grant-type:device_code", "refresh_token"],
    "redirect_uris": [],
}
_ROBOT: dict[str, Any] = {
    "grant_types": ["client_credentials"],
    "redirect_uris": [],
    "scope": f"{EVERY_SCOPE} places:read places:write",
    "resources": [PLACES],
}


def client(client_id: str, secret: str = "", **metadata: Any) -> Client:
    """A client of the code flow, different from the others by `metadata`."""
    told = {**_CODE_FLOW, "client_name": client_id, **metadata}
    leniencies = tuple(told.pop("leniencies", ()))
    return Client(client_id, secret, told, NOON, leniencies)


CLIENTS = (
    client("portal", PORTAL_SECRET),
    client("other", "other-secret", redirect_uris=["http://localhost:8402/cb"]),
    client("posting", "posting-secret", token_endpoint_auth_method="client_secret_post"),
    client("either", "either-secret", leniencies=["either-secret-method"]),
    client("spa", token_endpoint_auth_method="none", id_token_signed_response_alg="ES256"),
    client("edwards", "edwards-secret", id_token_signed_response_alg="EdDSA"),
    client("named", "named-secret", subject_type="public"),
    client(
        "native",
        token_endpoint_auth_method="none",
        redirect_uris=["http://127.0.0.1/cb", "ca.exemple.garderie:/cb?app=1"],
        leniencies=["loopback-port"],
    ),
    client("narrow", "narrow-secret", scope="openid", grant_types=["authorization_code"]),
    client("structured", "structured-secret", access_token_format="jwt", subject_type="public"),
    client(
        "gateway",
        "gateway-secret",
        scope=f"{EVERY_SCOPE} places:read places:write",
        resources=[PLACES, PAYROLL],
        grant_types=[*_CODE_FLOW["grant_types"], "client_credentials", _EXCHANGE],
        id_token_signed_response_alg="ES256",
    ),
    client(
        "places",
        "places-secret",
        scope="openid pes places:read",
        grant_types=["authorization_code", _EXCHANGE],
        resource_identifiers=[PLACES],
        resources=[PAYROLL],
    ),
    client("television", token_endpoint_auth_method="none", **_DEVICE),
    client("kiosk", "kiosk-secret", resources=[PLACES, PAYROLL], **_DEVICE),
    client("robot", "robot-secret", **_ROBOT),
    client("robot-public", token_endpoint_auth_method="none", **_ROBOT),
)


def organisation(key: str, name: str, number: str) -> Organisation:
    """A childcare service that the ministry informed."""
    return Organisation(
        id=f"org_{key}",
        name=name,
        legal_form=LegalForm.CORPORATION,
        kind=ServiceKind.SUBSIDISED_DAYCARE,
        revenue_number=RevenueNumber.parse(number),
        address="12, rue des Essais\nQuébec (Québec)  G1A 0A1",
        email=f"{key}@exemple.invalid",
        telephone="418 555-0100",
        informed_on=NOON.date(),
    )


def _enrolment(service: Organisation) -> Enrolment:
    return Enrolment(
        id=service.id.replace("org", "enr"),
        number=f"BR-{service.id}",
        state=EnrolmentState.ACTIVE,
        origin=Origin.MFA,
        opened_at=NOON,
        touched_at=NOON,
        organisation_id=service.id,
        activated_at=NOON,
    )


ORGANISATIONS = (
    organisation("tournevent", "Garderie Tournevent inc.", "9900000062"),
    organisation("rivage", "Garderie Rivage Doux inc.", "9900000119"),
)

PEOPLE = (
    (RSE, "Marguerite", "Oulette", (("tournevent", Role.RSE),)),
    (USER, "Bruno", "Kanapé", (("tournevent", Role.USER),)),
    (TWO_HATS, "Florence", "Huot-Nadeau", (("tournevent", Role.USER), ("rivage", Role.RSE))),
)


@cache
def _hashed_once() -> list[str]:
    """Room for the one hash that all these accounts share: scrypt is slow on purpose."""
    return []


async def _hashed() -> str:
    found = _hashed_once()
    if not found:
        found.append(await passwords.hash_password(PASSWORD, b"0123456789abcdef"))
    return found[0]


async def fill(desk: Desk, space_id: str = "default") -> None:
    """Make a space and put the cast into it."""
    secret = space_id.encode().hex().rjust(64, "0")
    await desk.store.create_space(Space(space_id, space_id, secret, NOON))
    hashed = await _hashed()
    async with desk.work(space_id) as (tx, _):
        await tx.add(*CLIENTS, *ORGANISATIONS, *(_enrolment(o) for o in ORGANISATIONS))
        for code, given, family, roles in PEOPLE:
            key = given.lower()
            person = Person(f"per_{key}", given, family, f"{key}@exemple.invalid")
            await tx.add(replace(person, persona=key, updated_at=NOON))
            await tx.add(
                Account(
                    id=f"acc_{key}",
                    person_id=person.id,
                    user_code=UserCode.parse(code),
                    state=AccountState.ACTIVE,
                    password_hash=hashed,
                    must_change=False,
                    created_at=NOON,
                )
            )
            for service, role in roles:
                await tx.add(
                    Membership(
                        id=f"mem_{key}_{service}",
                        account_id=f"acc_{key}",
                        organisation_id=f"org_{service}",
                        role=role,
                        enrolment_id=f"enr_{service}",
                    )
                )

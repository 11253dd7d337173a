"""Account holders built by hand: an organisation, its enrolment, accounts to sign in with."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sandbox.domain.identifiers import RevenueNumber, UserCode
from sandbox.domain.lifecycles import AccountState, EnrolmentState
from sandbox.domain.model import Account, Enrolment, Membership, Organisation, Person
from sandbox.domain.provider import (
    AuthorizationCode,
    Client,
    DeviceGrant,
    DeviceState,
    LogoutDelivery,
    Session,
    Token,
    TokenKind,
)
from sandbox.domain.terms import LegalForm, Origin, Role, ServiceKind
from sandbox.services import passwords, signin
from sandbox.services.desk import Desk
from sandbox.services.signin_outcomes import MustChange, Problems, Refused, SignedIn
from sandbox.world.surroundings import World

RIGHT, WRONG = "Tuque-Rouge-2009", "Tuque-Bleue-2009"
BROWSER = "un-navigateur"
SPACE = "essai"

TOLD = "https://pes.exemple.invalid/logout"
"""Where the client `pes` wants to be told of logouts."""

_SALT = b"sixteen salt chr"
_hashes: list[str] = []


async def hash_of_right() -> str:
    """The hash of `RIGHT`, computed once for all tests."""
    if not _hashes:
        _hashes.append(await passwords.hash_password(RIGHT, _SALT))
    return _hashes[0]


@dataclass
class Door:
    """A desk, and the shortest way to knock at its sign-in."""

    desk: Desk

    async def knock(
        self, code: str, password: str = RIGHT, **more: Any
    ) -> SignedIn | MustChange | Refused | Problems:
        """Try a code and a password in `BROWSER`, without an authorization request."""
        given = {"request_id": None, "browser": BROWSER, **more}
        return await signin.authenticate(
            self.desk, SPACE, user_code=code, password=password, **given
        )

    async def answer(self, code: str, password: str = RIGHT) -> str:
        """The code of a refusal, or the name of what else came of it."""
        outcome = await self.knock(code, password)
        return outcome.standing.code if isinstance(outcome, Refused) else type(outcome).__name__

    async def account(self, code: str) -> Account:
        """The account behind a user code, as stored."""
        async with self.desk.look(SPACE) as (tx, _):
            found = await tx.one(Account, user_code=UserCode(code))
        assert found is not None
        return found

    async def forward(self, *, calendar: timedelta = timedelta(0), protocol: float = 0.0) -> None:
        """Move the hands ahead: the calendar by a span, the protocol by seconds."""
        async with self.desk.look(SPACE) as (tx, world):
            space = tx.space
        await self.desk.store.save_space(
            replace(
                space,
                calendar_frozen_at=world.now + calendar,
                protocol_frozen_at=world.instant + timedelta(seconds=protocol),
            )
        )


async def organise(
    desk: Desk, number: str = "9900000062", state: EnrolmentState = EnrolmentState.ACTIVE
) -> str:
    """An organisation and its enrolment in some state; returns the organisation's id."""
    async with desk.work(SPACE) as (tx, world):
        id_ = f"org_{number}"
        of = Organisation(
            id=id_,
            name=f"Garderie {number}",
            legal_form=LegalForm.CORPORATION,
            kind=ServiceKind.SUBSIDISED_DAYCARE,
            revenue_number=RevenueNumber(number),
            address="1, rue du Verglas",
            email="info@garderie.example",
            telephone="418 555-0101",
        )
        enrolment = Enrolment(
            id=f"enr_{number}",
            number=f"BR-{number}",
            state=state,
            origin=Origin.MFA,
            opened_at=world.now,
            touched_at=world.now,
            organisation_id=id_,
        )
        await tx.add(of, enrolment)
    return id_


async def hold(
    desk: Desk, code: str, *organisations: str, role: Role = Role.RSE, **changes: Any
) -> Account:
    """An account with the password `RIGHT`, active unless `changes` say otherwise."""
    hashed = await hash_of_right()
    async with desk.work(SPACE) as (tx, world):
        person = Person(
            f"per_{code.lower()}", "Marguerite", "Oulette", "m.oulette@garderie.example"
        )
        account = Account(
            id=f"acc_{code.lower()}",
            person_id=person.id,
            user_code=UserCode.parse(code),
            state=AccountState.ACTIVE,
            password_hash=hashed,
            must_change=False,
            created_at=world.now,
        )
        account = replace(account, **changes)
        members = [
            Membership(f"mbr_{code.lower()}_{n}", account.id, each, role, f"enr_{each[4:]}")
            for n, each in enumerate(organisations)
        ]
        await tx.add(person, account, *members)
    return account


async def register(door: Door, *clients: tuple[str, str]) -> None:
    """Clients by id, each with the address where it wants to be told."""
    async with door.desk.work(SPACE) as (tx, world):
        for client_id, uri in clients:
            metadata: dict[str, Any] = {"client_name": client_id, "redirect_uris": []}
            if uri:
                metadata["backchannel_logout_uri"] = uri
            await tx.add(Client(client_id, "", metadata, world.instant))


def granted(session: Session, world: World, scope: str) -> Token:
    """An access token that a session granted, named after its scope."""
    return Token(
        token_hash=f"{session.id}:{scope}",
        kind=TokenKind.ACCESS,
        family="fam",
        client_id="pes",
        scope=scope,
        issued_at=world.instant,
        expires_at=world.instant + timedelta(hours=1),
        account_id=session.account_id,
        organisation_id=session.organisation_id,
        session_id=session.id,
    )


def on_its_way(session: Session, world: World) -> tuple[AuthorizationCode, DeviceGrant]:
    """A code that no client redeemed yet, and what was allowed to a device that comes for it."""
    later = world.instant + timedelta(seconds=60)
    code = AuthorizationCode(
        code_hash="on-its-way",
        client_id="pes",
        account_id=session.account_id,
        organisation_id=session.organisation_id,
        session_id=session.id,
        redirect_uri="",
        scope="openid offline_access",
        nonce="",
        code_challenge="",
        auth_time=world.instant,
        issued_at=world.instant,
        expires_at=later,
        family="fam",
    )
    grant = DeviceGrant(
        device_code_hash="approved",
        user_code="BCDFGHJK",
        client_id="pes",
        scope="openid offline_access",
        created_at=world.instant,
        expires_at=later,
        interval_seconds=5,
        state=DeviceState.APPROVED,
        account_id=session.account_id,
        organisation_id=session.organisation_id,
        session_id=session.id,
        family="fam",
    )
    return code, grant


async def enter(door: Door, code: str = "TUQUE234", **more: Any) -> SignedIn:
    """A person in session, who reached `pes` and `deaf` and gave each kind of access."""
    outcome = await door.knock(code, **more)
    assert isinstance(outcome, SignedIn)
    async with door.desk.work(SPACE) as (tx, world):
        session = replace(outcome.session, clients=("pes", "deaf"))
        await tx.save(session)
        await tx.add(*(granted(session, world, s) for s in ("openid", "openid offline_access")))
    return replace(outcome, session=session)


async def owed(door: Door) -> list[LogoutDelivery]:
    """All deliveries of this space."""
    async with door.desk.look(SPACE) as (tx, _):
        return await tx.find(LogoutDelivery)

"""Accounts: made in any state of the lifecycle, looked at, acted upon."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from sandbox.control import people
from sandbox.control.account_models import (
    AccountFile,
    AccountsTold,
    AccountTold,
    AccountWanted,
    MembershipTold,
    StandingTold,
)
from sandbox.control.identity_fields import given, words
from sandbox.control.mandates import told as told_mandate
from sandbox.control.operations import Call, Operation
from sandbox.domain.errors import BadInput, NotFound
from sandbox.domain.lifecycles import PENDING_ENROLMENT, AccountState
from sandbox.domain.model import Account, Enrolment, Mandate, Membership, Organisation, Person
from sandbox.domain.terms import Actor
from sandbox.services import accounts, holders, passwords, references, review
from sandbox.services.holders import HolderWanted, Place
from sandbox.services.passwords import PreparedPassword
from sandbox.services.ports import Tx
from sandbox.services.standing import Standing, settled
from sandbox.services.standing import standing as standing_of
from sandbox.world.surroundings import World

Act = Callable[[Tx, World, Account, PreparedPassword], Awaitable[object]]


async def _held(tx: Tx, world: World, found: Sequence[Account]) -> list[dict[str, Any]]:
    """What is told of each account, read together."""
    if not found:
        return []
    ids = tuple(each.id for each in found)
    holding = {each.id: each for each in await tx.find(Person)}
    organisations = {each.id: each for each in await tx.find(Organisation)}
    enrolments = {each.id: each for each in await tx.find(Enrolment)}
    memberships: dict[str, list[MembershipTold]] = {}
    for each in await tx.find(Membership, account_id=ids):
        enrolment = enrolments.get(each.enrolment_id)
        memberships.setdefault(each.account_id, []).append(
            MembershipTold(
                organisation=each.organisation_id,
                name=organisations[each.organisation_id].name,
                role=each.role,
                suspended=each.suspended,
                enrolment=enrolment.id if enrolment else None,
                enrolment_state=enrolment.state.value if enrolment else None,
            )
        )
    return [
        {
            "id": each.id,
            "user_code": str(each.user_code),
            "state": settled(world, each)[0].state,
            "persona": holding[each.person_id].persona,
            "person": people.told(holding[each.person_id]),
            "memberships": sorted(memberships.get(each.id, []), key=lambda held: held.name),
        }
        for each in found
    ]


async def _file(tx: Tx, world: World, key: str, password: str | None = None) -> AccountFile:
    account = settled(world, await tx.need(Account, key))[0]
    mandates = await tx.find(Mandate, account_id=key, order="starts_on")
    return AccountFile(
        **(await _held(tx, world, [account]))[0],
        mandates=[told_mandate(world, each, account) for each in mandates],
        standing=_standing(await standing_of(tx, world, account)),
        must_change=account.must_change,
        temporary_until=account.temporary_until,
        failures=account.failures,
        locked_until=account.locked_until,
        closed_reason=account.closed_reason,
        created_at=account.created_at,
        last_signin_at=account.last_signin_at,
        password=password,
    )


def _standing(found: Standing | None) -> StandingTold | None:
    if found is None:
        return None
    return StandingTold(
        code=found.code,
        reason=words(found.message_id),
        action=words(found.action),
        cite=found.cite,
        until=found.until,
    )


def _wanted(sent: AccountWanted) -> HolderWanted:
    """The account asked for; raises `BadInput` where two fields say the same thing."""
    given(sent)
    if (sent.person is None) == (sent.person_id is None):
        raise _contradiction("Send either person or person_id.")
    if sent.memberships and (sent.organisation is not None or "role" in sent.model_fields_set):
        raise _contradiction("Send either organisation and role, or memberships.")
    if sent.person is not None and sent.person.persona is not None and sent.persona is not None:
        raise _contradiction("Send persona once.")
    places = [Place(**each.model_dump()) for each in sent.memberships]
    if sent.organisation is not None:
        places = [Place(sent.organisation, sent.role)]
    return HolderWanted(
        person=people.wanted(sent.person) if sent.person is not None else {},
        person_id=sent.person_id,
        persona=sent.persona,
        places=tuple(places),
        state=sent.state,
        closed_reason=sent.closed_reason or "",
        user_code=sent.user_code,
    )


def _contradiction(hint: str) -> BadInput:
    return BadInput("payload-refused", "error.payload_refused", hint=hint, cite="docs/control.md")


async def _prepared(call: Call, clear: str | None = None) -> PreparedPassword:
    """A password and its hash, made outside any transaction."""
    if clear is not None and not clear.isprintable():
        raise _contradiction("A password is of visible characters.")
    async with call.desk.look(call.space) as (tx, _):
        chance = call.desk.chance(tx.space, f"password:{tx.space.turn}")
    if clear is None:
        return await passwords.prepare(chance)
    salt = chance.raw(passwords.SALT_BYTES)
    return PreparedPassword(clear, await passwords.hash_password(clear, salt))


async def listed(call: Call) -> AccountsTold:
    """GET: every account, by user code."""
    async with call.desk.look(call.space) as (tx, world):
        found = await _held(tx, world, await tx.find(Account, order="user_code"))
    return AccountsTold(accounts=[AccountTold(**each) for each in found])


async def make(call: Call) -> AccountFile:
    """POST: make one in any state, with what that state presupposes."""
    sent = call.sent(AccountWanted)
    wanted = _wanted(sent)
    prepared = await _prepared(call, sent.password)
    async with call.desk.work(call.space) as (tx, world):
        account = await holders.make(tx, world, wanted, prepared)
        return await _file(tx, world, account.id, prepared.clear)


async def show(call: Call) -> AccountFile:
    """GET: one, with why it may not sign in."""
    async with call.desk.look(call.space) as (tx, world):
        return await _file(tx, world, (await references.account(tx, call.named("ref"))).id)


async def _activate(tx: Tx, world: World, account: Account, _: PreparedPassword) -> None:
    """Approve what the account waits for, which activates it; it alone, where nothing waits."""
    if account.state is AccountState.BLOCKED:
        for membership in await tx.find(Membership, account_id=account.id):
            held = await tx.get(Enrolment, membership.enrolment_id)
            if held is not None and held.state in PENDING_ENROLMENT:
                await review.approve(tx, world, held.id)
        if (await tx.need(Account, account.id)).state is not AccountState.BLOCKED:
            return
    await accounts.activate(tx, world, account.id)


_ACTS: Mapping[str, Act] = {
    "activate": _activate,
    "close": lambda tx, world, account, _: accounts.close(
        tx, world, account.id, holders.PLAINLY_CLOSED, Actor.HELP_DESK
    ),
    "reactivate": lambda tx, world, account, _: accounts.reactivate(
        tx, world, account.id, Actor.RSE
    ),
    "reissue": lambda tx, world, account, prepared: accounts.reissue(
        tx, world, account.id, prepared, Actor.HELP_DESK
    ),
    "suspend": lambda tx, world, account, _: accounts.suspend(tx, world, account.id, Actor.RSE),
    "unlock": lambda tx, world, account, _: accounts.unlock(tx, world, account.id, Actor.HELP_DESK),
}


async def act(call: Call) -> AccountFile:
    """POST: one act upon an account."""
    name = call.named("act")
    if name not in _ACTS:
        raise NotFound(
            "act-unknown",
            "error.act_not_known",
            hint=f"Known acts: {', '.join(_ACTS)}.",
            cite="docs/control.md",
        )
    reissued = name == "reissue"
    prepared = await _prepared(call) if reissued else PreparedPassword("", "")
    async with call.desk.work(call.space) as (tx, world):
        account = await references.account(tx, call.named("ref"))
        await _ACTS[name](tx, world, account, prepared)
        return await _file(tx, world, account.id, prepared.clear if reissued else None)


OPERATIONS = (
    Operation("GET", "/accounts", "listAccounts", "Every account.", listed, answer=AccountsTold),
    Operation(
        "POST",
        "/accounts",
        "makeAccount",
        "Make an account in any state, with the enrolment that this state presupposes.",
        make,
        body=AccountWanted,
        answer=AccountFile,
        status=201,
    ),
    Operation(
        "GET",
        "/accounts/{ref}",
        "showAccount",
        "An account by id, user code or handle, and why it may not sign in.",
        show,
        answer=AccountFile,
    ),
    Operation(
        "POST",
        "/accounts/{ref}/{act}",
        "actOnAccount",
        f"One of {', '.join(_ACTS)}; a reissued password is told once.",
        act,
        answer=AccountFile,
    ),
)

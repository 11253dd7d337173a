"""From a stored grant to the person it speaks of, as things stand when it is used."""

from typing import Any

from sandbox.domain.lifecycles import AccountState, SubscriptionState
from sandbox.domain.model import Account, Mandate, Organisation, Person
from sandbox.domain.provider import AuthorizationCode, DeviceGrant, Session, Token
from sandbox.domain.terms import Gate
from sandbox.oidc.authorization.claims_request import asked_singly
from sandbox.oidc.clients import RelyingParty
from sandbox.oidc.jose.minting import subject
from sandbox.oidc.profile import outlives_session
from sandbox.oidc.protected.claims import ID_TOKEN, USERINFO, Bearer
from sandbox.services import subscriptions
from sandbox.services.mandates import held_by
from sandbox.services.ports import Tx
from sandbox.services.standing import Position, position
from sandbox.world.surroundings import World

_OVER = frozenset({AccountState.BLOCKED, AccountState.SUSPENDED, AccountState.CLOSED})
"""States in which nothing granted before is worth anything. A lock is not one of them: whoever
types wrong passwords must not throw out a person who is signed in."""


async def bearer_of(
    tx: Tx, world: World, client: RelyingParty, grant: AuthorizationCode | DeviceGrant | Token
) -> Bearer | str | None:
    """The bearer of a grant or a token now, or why there is none any more (in English); None
    where it never spoke for a person but for the client itself.
    """
    if not grant.account_id:
        return None
    account = await tx.get(Account, grant.account_id)
    if account is None:
        return "The account behind this grant no longer exists."
    if account.state in _OVER:
        return f"The account behind this grant is in state {account.state.value}."
    if account.must_change:  # the help desk took the password back: whoever had it is out
        return "The account must choose a password before it is worth anything."
    bound = grant.session_id and not outlives_session(grant.scope)
    if bound and await _session_over(tx, grant.session_id):
        return "The session behind this grant has ended."
    held = await position(tx, world, account.id, grant.organisation_id)
    if held is None:
        return "The person may no longer act for the organisation chosen at sign-in."
    return await as_bearer(tx, world, client, grant, account, held)


async def as_bearer(
    tx: Tx,
    world: World,
    client: RelyingParty,
    grant: AuthorizationCode | DeviceGrant | Token,
    account: Account,
    held: Position,
) -> Bearer:
    """An account that acts from this position, as the claims of a grant tell of it."""
    person = await tx.need(Person, account.person_id)
    singly = {*asked_singly(grant, ID_TOKEN), *asked_singly(grant, USERINFO)}
    told = "entreprise" in grant.scope.split() or "mandats" in singly
    mandates = await _mandates(tx, world, account) if told else ()
    return Bearer(subject(world, client, account.id), person, account, held, mandates=mandates)


async def _mandates(
    tx: Tx, world: World, account: Account
) -> tuple[tuple[Mandate, Organisation], ...]:
    mandates = await held_by(tx, world, account.id)
    ids = tuple({mandate.organisation_id for mandate in mandates})
    found = {row.id: row for row in await tx.find(Organisation, id=ids)} if ids else {}
    return tuple((mandate, found[mandate.organisation_id]) for mandate in mandates)


async def _session_over(tx: Tx, session_id: str) -> bool:
    session = await tx.get(Session, session_id)
    return session is None or session.ended_at is not None


async def pes_of(tx: Tx, world: World, bearer: Bearer) -> dict[str, Any]:
    """The `pes` claim: what the gate answers at this moment, and where the subscription is."""
    organisation = bearer.organisation
    decision = await subscriptions.gate(tx, world, organisation.id, bearer.account.id)
    subscription = await subscriptions.of(tx, organisation.id)
    if subscription is not None:
        state = subscription.state
    elif decision.reason in (Gate.ELIGIBLE, Gate.RSE_ONLY):
        state = SubscriptionState.ELIGIBLE
    else:
        state = SubscriptionState.NOT_ELIGIBLE
    informed = organisation.informed_on
    return {
        "acces": str(decision.reason),
        "avis_ministere": informed.isoformat() if informed else None,
        "etat": state.value,
    }

"""What a person does for one authorization request beside signing in, with its journal line.

A consent is kept with the request and nowhere else: the next request that asks for one asks anew.
"""

from sandbox.domain.events import Event
from sandbox.domain.provider import PendingSignin, Session, SigninStep
from sandbox.domain.terms import Actor
from sandbox.services.journal import record
from sandbox.services.ports import Tx
from sandbox.services.signin_requests import take_step
from sandbox.world.surroundings import World

_FACTS = {
    SigninStep.SELECTED: Event.ACCOUNT_SELECTED,
    SigninStep.CONSENTED: Event.CONSENT_GIVEN,
    SigninStep.REFUSED: Event.CONSENT_REFUSED,
}


async def note_step(
    tx: Tx, world: World, request: PendingSignin, session: Session, step: SigninStep
) -> bool:
    """Keep a choice (`SELECTED`) or a decision (`CONSENTED`, `REFUSED`) with its request.

    False if the request no longer waits; nothing is written then.
    """
    if await take_step(tx, request, session, step) is None:
        return False
    await record(
        tx,
        world,
        _FACTS[step],
        Actor.USER,
        subject=session.account_id,
        organisation_id=session.organisation_id,
        trace=request.trace,
        client_id=request.client_id,
        scope=request.params.get("scope", ""),
    )
    return True

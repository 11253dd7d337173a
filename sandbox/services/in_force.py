"""Whether an organisation already has an enrolment in force (R-53, A-28)."""

from sandbox.domain.lifecycles import LIVE_ENROLMENT, PENDING_ENROLMENT
from sandbox.domain.model import Enrolment
from sandbox.domain.terms import Existing
from sandbox.services.ports import Tx


async def enrolment_of(tx: Tx, organisation_id: str) -> Enrolment | None:
    """The enrolment of an organisation that is active, suspended or awaits activation, if any.

    There is at most one: the store refuses a second.
    """
    states = tuple(LIVE_ENROLMENT | PENDING_ENROLMENT)
    return await tx.one(Enrolment, organisation_id=organisation_id, state=states)


async def existing(tx: Tx, organisation_id: str) -> Existing:
    """Whether an enrolment of this organisation is active or awaits activation (R-53, A-28)."""
    if not organisation_id:
        return Existing.NONE
    found = await enrolment_of(tx, organisation_id)
    if found is None:
        return Existing.NONE
    return Existing.ACTIVE if found.state in LIVE_ENROLMENT else Existing.PENDING

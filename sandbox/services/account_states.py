"""An account put in a state of its lifecycle, with all that this state presupposes of it."""

from dataclasses import replace
from datetime import datetime, timedelta

from sandbox.domain.lifecycles import AccountState, EnrolmentState
from sandbox.domain.model import Account
from sandbox.world.surroundings import World

BEFORE_FIRST_SIGNIN = frozenset(
    {AccountState.BLOCKED, AccountState.TEMPORARY, AccountState.TEMPORARY_EXPIRED}
)
"""States in which the password is still the temporary one."""

CLOSED_BY = {
    "INSCRIPTION_REFUSEE": EnrolmentState.REFUSED,
    "INSCRIPTION_EXPIREE": EnrolmentState.EXPIRED,
    "INSCRIPTION_DESACTIVEE": EnrolmentState.DEACTIVATED,
}
"""Why an account is closed, by the state of the enrolment that closed it (domain 3)."""

_NEVER_ACTIVE = ("INSCRIPTION_REFUSEE", "INSCRIPTION_EXPIREE")


def in_state(
    world: World,
    account: Account,
    state: AccountState,
    *,
    activated_at: datetime,
    closed_reason: str = "",
) -> Account:
    """The account in this state; the life of a temporary password counts from `activated_at`."""
    temporary_until = None
    if state in (AccountState.TEMPORARY, AccountState.TEMPORARY_EXPIRED):
        end = activated_at + timedelta(days=world.conventions.temporary_password_days)
        over = state is AccountState.TEMPORARY_EXPIRED
        temporary_until = min(end, world.now) if over else end
    locked = state is AccountState.LOCKED
    return replace(
        account,
        state=state,
        must_change=state in BEFORE_FIRST_SIGNIN or closed_reason in _NEVER_ACTIVE,
        temporary_until=temporary_until,
        failures=world.conventions.lockout_failures if locked else 0,
        locked_until=None,
        closed_reason=closed_reason,
    )

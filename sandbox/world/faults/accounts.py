"""States of an account, and what becomes of one in the middle of a sign-in.

A state is had by signing in as the ready account that is in it (`seed/accounts.toml`); what the
party then sees, once the person gives up, is `access_denied`. An act is armed: the honest answer
leaves as it is, and the world changes just after it.
"""

from sandbox.world.faults.kinds import Fault, Place

NOBODY = "PERDUE24"
"""A well-formed user code that no seed gives to anybody."""


def _state(name: str, persona: str, reason: str = "authorization.access_denied") -> Fault:
    return Fault(f"account-{name}", Place.ACCOUNT, (), reason=reason, persona=persona)


FAULTS: tuple[Fault, ...] = (
    _state("unknown-user-code", NOBODY),
    _state("temporary-password-expired", "temporaire-expire"),
    _state("must-change-password", "mot-de-passe-temporaire", reason=""),
    _state("locked", "verrouille"),
    _state("activation-pending", "en-attente"),
    _state("refused", "refuse"),
    _state("suspended", "suspendu"),
    Fault(
        "account-closed-before-token",
        Place.ACCOUNT,
        ("authorize",),
        reason="token.invalid_grant",
    ),
    Fault(
        "mandate-ended-mid-session",
        Place.ACCOUNT,
        ("token",),
        reason="userinfo.invalid_token",
    ),
    _state("several-organisations", "deux-organisations", reason=""),
)

"""For whom a token may be minted: an account that could sign in now, acting for an organisation.

Who mints leaves out every step of a sign-in but not its rules, so that a test cannot come to rest
on a token that the provider would never have issued. With `despite_state` the token is that of
somebody who signed in before the account came into the state it is in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sandbox.domain.assurance import Assurance
from sandbox.domain.errors import BadInput, NotAllowed
from sandbox.domain.model import Account, Organisation
from sandbox.services import login_hints, references
from sandbox.services.hinted_signin import barred
from sandbox.services.ports import Tx
from sandbox.services.standing import Position, positions
from sandbox.world.surroundings import World


@dataclass(frozen=True, slots=True)
class Whom:
    """Whom a token is to speak for, as the caller names it; `persona` or `account`, not both."""

    persona: str = ""  # a persona, a user code or an e-mail address, perhaps with @organisation
    account: str = ""  # an id, a user code or a persona
    organisation: str = ""
    despite_state: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """The tokens that are wanted."""

    whom: Whom
    client_id: str
    scope: str = "openid"
    resources: tuple[str, ...] = ()
    nonce: str = ""
    acr: Assurance = Assurance.PASSWORD
    auth_time: datetime | None = None  # now, by the protocol hand, if None
    dpop_jkt: str = ""  # thumbprint of the key that the access token is bound to
    fault: str = ""
    options: Mapping[str, int] = field(default_factory=dict)  # of the fault


@dataclass(frozen=True, slots=True)
class LogoutOrder:
    """The logout token that is wanted; without a `sid` it names a session that never was."""

    whom: Whom
    client_id: str
    sid: str = ""
    fault: str = ""


async def actor(tx: Tx, world: World, whom: Whom) -> tuple[Account, Position]:
    """The account and what it acts as.

    Raises `BadInput` or `NotFound` for a name that is nobody's or for a choice that is still to be
    made, `NotAllowed` for an account that may not sign in now.
    """
    account, organisation = await named(tx, whom)
    if not whom.despite_state:
        why_not = await barred(tx, world, account, organisation)
        if why_not is not None:
            raise NotAllowed(
                "signin-refused",
                "error.signin_refused",
                hint=f"{why_not.code}: name somebody else, put the account right first, or send "
                "despite_state to have what a sign-in of before would have given.",
                cite=why_not.cite,
            )
    held = [
        each
        for each in await positions(tx, world, account.id)
        if (each.usable or whom.despite_state)
        and (organisation is None or each.organisation.id == organisation.id)
    ]
    if not held:
        raise NotAllowed(
            "nobody-to-act-for",
            "error.signin_refused",
            hint="This account acts for no such organisation: it needs a membership or a mandate.",
            cite="domain 4.8",
        )
    if len(held) > 1:
        known = ", ".join(f"{each.organisation.id} ({each.organisation.name})" for each in held)
        raise BadInput(
            "organisation-needed",
            "error.payload_refused",
            hint=f"This account acts for several: send organisation. Known: {known}.",
            cite="docs/control.md",
        )
    return account, held[0]


async def named(tx: Tx, whom: Whom) -> tuple[Account, Organisation | None]:
    """The account, and the organisation if one is named; whatever state they are in."""
    if whom.account:
        account, organisation = await references.account(tx, whom.account), None
    else:
        hinted = await login_hints.resolve(tx, whom.persona)
        account, organisation = hinted.account, hinted.organisation
    if whom.organisation:
        organisation = await login_hints.organisation(tx, whom.organisation)
    return account, organisation

"""What is sent and told of accounts."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from sandbox.control.identity_fields import CivilDate, Reference, Typed, Words
from sandbox.control.payloads import Payload, Told
from sandbox.control.people import PersonGiven, PersonTold
from sandbox.domain.conventions import Conventions
from sandbox.domain.lifecycles import AccountState
from sandbox.domain.terms import Role
from sandbox.services import holders

ClosedReason = Literal[
    "COMPTE_FERME", "INSCRIPTION_REFUSEE", "INSCRIPTION_EXPIREE", "INSCRIPTION_DESACTIVEE"
]


class PlaceGiven(Payload):
    """What the account is to one organisation."""

    organisation: Reference = Field(description="Id, seed id (`E01`) or identification number.")
    role: Role = Role.RSE
    suspended: bool = Field(False, description="The role is suspended, the account is not.")


class AccountWanted(Payload):
    """An account to make, with the enrolment that its state presupposes."""

    person: PersonGiven | None = Field(None, description="Who holds it, if there is nobody yet.")
    person_id: Reference | None = Field(None, description="Who holds it: id or handle.")
    persona: Annotated[str, Field(max_length=60)] | None = Field(
        None, description="A handle of his own, for `login_hint`."
    )
    organisation: Reference | None = Field(
        None, description="The one it acts for; none, if it is to act by mandates alone."
    )
    role: Role = Role.RSE
    memberships: Annotated[list[PlaceGiven], Field(max_length=50)] = Field(
        default_factory=list, description="Instead of `organisation`, where there are several."
    )
    state: AccountState = AccountState.ACTIVE
    closed_reason: ClosedReason | None = Field(
        None, description=f"Of a closed account; {holders.PLAINLY_CLOSED} if left out."
    )
    user_code: Typed | None = Field(None, description="Drawn if left out.")
    password: (
        Annotated[str, Field(min_length=1, max_length=Conventions().password_max_length)] | None
    ) = Field(None, description="Drawn if left out; told in the answer, and kept as a hash.")


class MembershipTold(Told):
    """What the account is to one organisation."""

    organisation: str
    name: str
    role: Role
    suspended: bool
    enrolment: str | None = Field(description="Id of the enrolment behind it.")
    enrolment_state: str | None


class AccountTold(Told):
    """An account."""

    id: str
    user_code: str
    state: AccountState
    persona: str
    person: PersonTold
    memberships: list[MembershipTold]


class AccountsTold(Told):
    """Every account of this space."""

    accounts: list[AccountTold]


class StandingTold(Told):
    """Why it may not sign in, and what to do about it."""

    code: str
    reason: Words
    action: Words
    cite: str
    until: datetime | None


class MandateTold(Told):
    """A « procuration »."""

    id: str
    account: str
    user_code: str
    organisation: str
    starts_on: date
    ends_on: date | None = Field(description="Its last day.")
    restriction: str
    revoked_on: date | None
    in_effect: bool


class AccountFile(AccountTold):
    """An account with all that is known of it."""

    mandates: list[MandateTold]
    standing: StandingTold | None = Field(description="Null if it may sign in.")
    must_change: bool = Field(description="The password is a temporary one.")
    temporary_until: datetime | None
    failures: int
    locked_until: datetime | None
    closed_reason: str
    created_at: datetime | None
    last_signin_at: datetime | None
    password: str | None = Field(
        description="In the answer that made or reissued it, and never again."
    )


class MandateWanted(Payload):
    """A « procuration » to give (domain 4.8)."""

    account: Reference = Field(description="Id, user code or handle.")
    organisation: Reference = Field(description="Id, seed id or identification number.")
    starts_on: CivilDate | None = Field(None, description="Today if left out.")
    ends_on: CivilDate | None = Field(None, description="Its last day; open-ended if left out.")
    restriction: Annotated[str, Field(max_length=200)] = Field(
        "", description="What it is restricted to, in words; unrestricted if left out."
    )


class MandatesTold(Told):
    """Every mandate of this space."""

    mandates: list[MandateTold]

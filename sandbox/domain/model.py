"""Entities of the simulated world: frozen values, one table each, changed by `replace`.

No entity names its space: a transaction is opened for one space and every row it reads or writes
belongs to that space. `*_at` are aware datetimes, `*_on` civil dates of the calendar hand
(America/Toronto). Identifiers (`id`) are opaque ASCII words, unique within a space.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sandbox.domain.identifiers import Nas, RevenueNumber, UserCode
from sandbox.domain.lifecycles import (
    AccountState,
    DossierState,
    EnrolmentState,
    InvitationState,
    SubscriptionState,
)
from sandbox.domain.terms import (
    Actor,
    Channel,
    Document,
    FileStanding,
    LegalForm,
    OfficerFunction,
    Origin,
    Role,
    ServiceKind,
)


@dataclass(frozen=True, slots=True)
class Space:
    """A « bac »: a world of its own, with its issuer, keys, clock and journal."""

    id: str
    label: str
    secret: str  # hex; keys pairwise subjects and hashed numbers of this space
    created_at: datetime
    seed: str | None = None  # a seeded space draws the same values every time
    turn: int = 0  # write transactions so far, so that seeded draws never repeat
    calendar_offset: float = 0.0  # seconds ahead of the machine
    calendar_frozen_at: datetime | None = None
    protocol_offset: float = 0.0
    protocol_frozen_at: datetime | None = None
    contents: str = "full"  # what it was filled with, and is again when it is reset
    hint_signs_in: bool = False  # a `login_hint` that names somebody signs him in, without a page
    fault_menu: bool = False  # the sign-in page offers the faults of the catalogue
    expires_at: datetime | None = None  # by the machine; None lives until it is deleted
    token_hash: str = ""  # digest of the token that opens the control of this space alone
    hall: str = ""  # id of the hall of the class that this space is a place of
    place: int = 0  # which place, from 1; 0 where it is none


@dataclass(frozen=True, slots=True)
class Organisation:
    """A childcare service, as the government's registers know it (never called "service")."""

    id: str
    name: str
    legal_form: LegalForm
    kind: ServiceKind
    revenue_number: RevenueNumber
    address: str  # correspondence address, lines separated by newlines
    email: str
    telephone: str
    neq: str = ""  # known to the simulated Registraire only
    persona: str = ""  # F01..F16 when it comes from the seed
    informed_on: date | None = None  # the ministry's notice
    informed_by: Channel | None = None


@dataclass(frozen=True, slots=True)
class RevenueFile:
    """What Revenu Québec knows of an organisation."""

    organisation_id: str
    nas: Nas | None = None  # of the individual in business, always fictitious
    impotnet_code: str | None = None
    latest_notice: str | None = None  # number of the latest notice of assessment
    return_filed: bool = True  # a return in the past
    returned_mail: bool = False  # until a change of address
    standing: FileStanding = FileStanding.IN_ORDER


@dataclass(frozen=True, slots=True)
class Officer:
    """A person as the Registraire des entreprises knows him: name, function, coordinates (R-52)."""

    id: str
    organisation_id: str
    given_name: str
    family_name: str
    function: OfficerFunction
    up_to_date: bool = True  # registered with current coordinates


@dataclass(frozen=True, slots=True)
class Person:
    """A natural person who holds, or is to hold, an account."""

    id: str
    given_name: str
    family_name: str
    email: str
    telephone: str = ""
    locale: str = "fr-CA"
    persona: str = ""  # readable handle for `login_hint`, e.g. `rse-actif`
    updated_at: datetime | None = None

    @property
    def name(self) -> str:
        """Given and family name."""
        return f"{self.given_name} {self.family_name}".strip()


@dataclass(frozen=True, slots=True)
class Account:
    """A user code and the password behind it; belongs to one person (A-23)."""

    id: str
    person_id: str
    user_code: UserCode
    state: AccountState
    password_hash: str
    must_change: bool = True  # the password is a temporary one
    temporary_until: datetime | None = None  # calendar hand
    failures: int = 0
    locked_until: datetime | None = None  # calendar hand
    closed_reason: str = ""  # a reason code, e.g. INSCRIPTION_REFUSEE
    created_at: datetime | None = None
    last_signin_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class StrangerCode:
    """A user code that is nobody's and was tried: it locks like any other, so it tells nothing."""

    id: str  # World.sealed digest of the code
    failures: int
    tried_at: datetime  # calendar hand
    locked_until: datetime | None = None  # calendar hand


@dataclass(frozen=True, slots=True)
class Membership:
    """What an account may do for one organisation."""

    id: str
    account_id: str
    organisation_id: str
    role: Role
    enrolment_id: str = ""
    suspended: bool = False


@dataclass(frozen=True, slots=True)
class Mandate:
    """A « procuration »: an account acts for an organisation until a date."""

    id: str
    account_id: str
    organisation_id: str
    starts_on: date
    ends_on: date | None = None  # last day of effect, None while open-ended
    restriction: str = ""  # empty: unrestricted
    revoked_on: date | None = None


@dataclass(frozen=True, slots=True)
class Enrolment:
    """An enrolment in clicSEQUR, from draft to end."""

    id: str
    number: str  # shown to the applicant; resumes a draft
    state: EnrolmentState
    origin: Origin
    opened_at: datetime  # calendar hand
    touched_at: datetime  # last activity, calendar hand
    legal_form: LegalForm | None = None
    answers: dict[str, str] = field(default_factory=dict)  # as typed, of a draft; see services
    organisation_id: str = ""
    account_id: str = ""
    decision: dict[str, Any] = field(default_factory=dict)  # guide.Decision.to_dict()
    row_id: str = ""
    transmitted_at: datetime | None = None
    activated_at: datetime | None = None
    refusal_reason: str = ""
    foreign_numbers: tuple[str, ...] = ()  # keyed digests of what a draft tried in vain


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the applicant is shown once after transmission (R-36, A-22, A-23).

    The clear temporary password stays here only until the receipt is first shown, so that a crash
    between the two loses nothing; showing it wipes it in the same transaction.
    """

    enrolment_id: str
    user_code: UserCode
    temporary_password: str  # empty once shown
    shown_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation number, kept hashed (R-42..R-47, A-14..A-16)."""

    id: str
    organisation_id: str
    number_hash: str
    state: InvitationState
    issued_on: date
    last_valid_on: date
    delivered_on: date | None = None
    enrolment_id: str = ""  # the enrolment that used it


@dataclass(frozen=True, slots=True)
class Dossier:
    """The documents one enrolment waits for."""

    id: str
    enrolment_id: str
    organisation_id: str
    state: DossierState
    opened_on: date
    mandatory: bool = True  # False where contact is an alternative


class ItemState(StrEnum):
    """States of one document of a dossier."""

    ASKED = "demandee"
    RECEIVED = "recue"
    ACCEPTED = "conforme"
    REJECTED = "non_conforme"


@dataclass(frozen=True, slots=True)
class DossierItem:
    """One document asked for, and what became of it."""

    id: str
    dossier_id: str
    document: Document
    precision: str = ""
    state: ItemState = ItemState.ASKED
    reason: str = ""  # why it was rejected: non_signe, illisible, mauvais_signataire, autre
    received_on: date | None = None


@dataclass(frozen=True, slots=True)
class Subscription:
    """Registration of an organisation to the e-service of the ministry."""

    id: str
    organisation_id: str
    state: SubscriptionState
    account_id: str = ""  # the RSE who applied
    requested_at: datetime | None = None
    answered_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PostItem:
    """A letter, an e-mail or a call that happened; its words are made from `texts` when read."""

    id: str
    seq: int  # order within the space, from 1
    organisation_id: str
    channel: Channel
    template: str  # key under `post.` in texts
    values: dict[str, str]
    sent_at: datetime  # calendar hand
    arrives_on: date
    event_id: str  # the journal entry that caused it
    person_id: str = ""


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One past-tense fact, written in the transaction that made it true."""

    id: str
    seq: int  # order within the space, from 1, without holes
    name: str  # domain.events
    actor: Actor
    happened_at: datetime  # calendar hand
    stamped_at: datetime  # protocol hand
    subject: str = ""  # id of the entity concerned
    organisation_id: str = ""
    trace: str = ""  # one sign-in or one enrolment, followed across requests
    data: dict[str, Any] = field(default_factory=dict)

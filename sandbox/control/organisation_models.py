"""What is sent and told of childcare services and of the registers."""

from datetime import date
from typing import Annotated

from pydantic import Field

from sandbox.control.identity_fields import CivilDate, Email, Id, Name, Telephone, Typed
from sandbox.control.payloads import Payload, Told
from sandbox.domain.terms import (
    Channel,
    FileStanding,
    LegalForm,
    OfficerFunction,
    ServiceKind,
)
from sandbox.services import founding

MOST_OFFICERS = 20
"""Most persons of the register of enterprises for one organisation."""


class RevenueGiven(Payload):
    """What Revenu Québec holds; what is left out is drawn at creation, null says there is none."""

    nas: Typed | None = Field(None, description="Fictitious: it begins with 0 (domain 4.3).")
    impotnet_code: Typed | None = None
    latest_notice: Typed | None = None
    return_filed: bool = Field(True, description="A return in the past (R-29, R-49).")
    returned_mail: bool = Field(False, description="Mail came back (R-50).")
    standing: FileStanding = FileStanding.IN_ORDER


class OfficerGiven(Payload):
    """A person of the register of enterprises (R-52)."""

    given_name: Name
    family_name: Name
    function: OfficerFunction
    up_to_date: bool = Field(True, description="Registered with current coordinates.")


class InvitationGiven(Payload):
    """An invitation to issue (R-42..R-44)."""

    number: Typed | None = Field(None, description="Drawn if left out; told this once.")
    issued_on: CivilDate | None = Field(None, description="Today or before; today if left out.")


class OrganisationChanges(Payload):
    """What the registers are to hold; what is left out stays as it is."""

    name: Annotated[str, Field(max_length=founding.MAX_NAME)] = ""
    legal_form: LegalForm = LegalForm.CORPORATION
    kind: ServiceKind = ServiceKind.SUBSIDISED_DAYCARE
    revenue_number: Typed = Field("", description="Identification number: ten digits (R-24).")
    address: Annotated[str, Field(max_length=600, description="Lines of at most 80.")] = ""
    email: Email = ""
    telephone: Telephone = ""
    neq: Annotated[str, Field(pattern=r"^[0-9]{10}$")] = ""
    informed_on: CivilDate | None = Field(
        None, description="The ministry's notice (R-78): today or before; null takes it back."
    )
    informed_by: Channel = Channel.LETTER
    revenue: RevenueGiven = Field(default_factory=lambda: RevenueGiven.model_validate({}))
    officers: Annotated[list[OfficerGiven], Field(max_length=MOST_OFFICERS)] = Field(
        default_factory=list, description="All of them: they replace those there are (R-52)."
    )
    invitation: InvitationGiven | None = Field(
        None, description="Issues one, which cancels the one before (A-15)."
    )


class OrganisationWanted(OrganisationChanges):
    """A childcare service to enter in the registers; what is left out is drawn, and fictitious."""

    id: Id | None = None
    name: Annotated[str, Field(max_length=founding.MAX_NAME)]
    legal_form: LegalForm
    kind: ServiceKind = Field(
        ServiceKind.SUBSIDISED_DAYCARE,
        description="A CPE for a non-profit, a subsidised daycare otherwise, if left out.",
    )


class OrganisationTold(Told):
    """A childcare service, without its registers."""

    id: str
    persona: str = Field(description="The character of the seed whose service it is, if any.")
    name: str
    legal_form: LegalForm
    kind: ServiceKind
    revenue_number: str
    neq: str
    address: str
    email: str
    telephone: str
    informed_on: date | None
    informed_by: Channel | None


class OrganisationsTold(Told):
    """Every childcare service of this space."""

    organisations: list[OrganisationTold]


class RevenueTold(Told):
    """What Revenu Québec holds."""

    nas: str | None
    impotnet_code: str | None
    latest_notice: str | None
    return_filed: bool
    returned_mail: bool
    standing: FileStanding


class OfficerTold(Told):
    """A person of the register of enterprises."""

    id: str
    given_name: str
    family_name: str
    function: OfficerFunction
    up_to_date: bool


class InvitationTold(Told):
    """The latest invitation."""

    id: str
    number: str | None = Field(description="Told when it is issued: only its digest is kept.")
    state: str
    issued_on: date
    last_valid_on: date


class EnrolmentInForce(Told):
    """The enrolment that is active or awaits activation."""

    id: str
    number: str
    state: str


class OrganisationFile(OrganisationTold):
    """A childcare service with all that is held of it."""

    revenue: RevenueTold
    officers: list[OfficerTold]
    invitation: InvitationTold | None
    enrolment: EnrolmentInForce | None
    subscription: str | None = Field(description="State of its registration to the e-service.")

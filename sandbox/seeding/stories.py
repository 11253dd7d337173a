"""The organisations of the seed and their stories: sixteen personas and their variants."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox.domain.errors import BadInput
from sandbox.domain.identifiers import (
    AssessmentNotice,
    ImpotnetCode,
    InvitationNumber,
    Nas,
    RevenueNumber,
)
from sandbox.domain.terms import (
    Channel,
    FileStanding,
    LegalForm,
    OfficerFunction,
    ServiceKind,
)
from sandbox.seeding.reader import Reader
from sandbox.services.enrolment_form import FIELDS, questions_for


@dataclass(frozen=True, slots=True)
class OfficerSeed:
    """A person of the register of enterprises."""

    given_name: str
    family_name: str
    function: OfficerFunction
    up_to_date: bool


@dataclass(frozen=True, slots=True)
class InvitationSeed:
    """An invitation, by its number in clear and its age in days."""

    number: InvitationNumber
    issued_days_ago: int


@dataclass(frozen=True, slots=True)
class OrganisationSeed:
    """What the registers know of an organisation; dates are days before the space is created."""

    id: str  # F01.., E01..
    name: str
    legal_form: LegalForm
    kind: ServiceKind
    revenue_number: RevenueNumber
    neq: str
    address: str
    email: str
    telephone: str
    informed_days_ago: int | None
    informed_by: Channel | None
    nas: Nas | None
    impotnet_code: ImpotnetCode | None
    latest_notice: AssessmentNotice | None
    return_filed: bool
    returned_mail: bool
    standing: FileStanding
    officers: tuple[OfficerSeed, ...]
    invitation: InvitationSeed | None


@dataclass(frozen=True, slots=True)
class Persona:
    """An organisation, its story, what its representative types, and where that leads.

    `answers` are form fields in the order of the form; `unasked` are values that the form does
    not ask and ignores (A-27); `before` names personas to enrol first.
    """

    id: str
    organisation_id: str
    story: str
    expected_row: str
    answers: Mapping[str, str]
    unasked: Mapping[str, str] = field(default_factory=dict)
    before: tuple[str, ...] = ()
    sequel: str = ""  # activee | pieces_incompletes


def organisation(reader: Reader, id_: str) -> OrganisationSeed:
    """Read `[organisation]`, `[dossier_fiscal]`, `[[dirigeants]]` and `[invitation]`."""
    of, file = reader.table("organisation"), reader.table("dossier_fiscal", optional=True)
    informed = of.days("informee_il_y_a_jours")
    read = OrganisationSeed(
        id=id_,
        name=of.text("nom"),
        legal_form=of.choice("forme", LegalForm),
        kind=of.choice("genre", ServiceKind),
        revenue_number=of.parsed("numero_identification", _fictitious),
        neq=of.text("neq", ""),
        address="\n".join(of.texts("adresse")),
        email=of.text("courriel"),
        telephone=of.text("telephone"),
        informed_days_ago=informed,
        informed_by=of.choice("informee_par", Channel) if informed is not None else None,
        nas=file.maybe("nas", Nas.parse),
        impotnet_code=file.maybe("code_impotnet", ImpotnetCode.parse),
        latest_notice=file.maybe("dernier_avis", AssessmentNotice.parse),
        return_filed=file.flag("declaration_produite", True),
        returned_mail=file.flag("courrier_retourne", False),
        standing=file.choice("etat", FileStanding, FileStanding.IN_ORDER),
        officers=tuple(_officer(each) for each in reader.tables("dirigeants")),
        invitation=_invitation(reader) if reader.has("invitation") else None,
    )
    of.done()
    file.done()
    return read


def _fictitious(raw: str) -> RevenueNumber:
    """A number of the seeds: prefix 99 and a valid check digit (domain 4.1)."""
    number = RevenueNumber.parse(raw)
    if not number.is_fictitious:
        raise BadInput(
            "revenue-number-not-fictitious",
            "error.revenue_number_not_fictitious",
            hint="A seed uses prefix 99 and the check digit of domain 4.1.",
            cite="domain 4.1",
        )
    return number


def _officer(reader: Reader) -> OfficerSeed:
    officer = OfficerSeed(
        reader.text("prenom"),
        reader.text("nom"),
        reader.choice("fonction", OfficerFunction),
        reader.flag("a_jour", True),
    )
    reader.done()
    return officer


def _invitation(reader: Reader) -> InvitationSeed:
    inner = reader.table("invitation")
    invitation = InvitationSeed(
        inner.parsed("numero", InvitationNumber.parse), inner.number("emise_il_y_a_jours")
    )
    inner.done()
    return invitation


def typed(reader: Reader, key: str, form: LegalForm) -> dict[str, str]:
    """What a person types in the form of `form`: known fields, known choices, none missing."""
    asked = questions_for(form)
    answers = reader.answers(key, {question.field for question in asked})
    for question in asked:
        value = answers.get(question.field, "")
        if question.required and question.asked(answers) and not value:
            raise reader.error(key, f"'{question.field}' is missing in '{key}'")
        if value and question.choices and value not in question.choices:
            raise reader.error(key, f"'{question.field}' is '{value}', which the form refuses")
    return answers


def persona(reader: Reader) -> tuple[Persona, OrganisationSeed]:
    """Read one file of `seed/personas`."""
    id_ = reader.text("id")
    of = organisation(reader, id_)
    asked = {question.field for question in questions_for(of.legal_form)}
    story = Persona(
        id=id_,
        organisation_id=id_,
        story=reader.text("recit"),
        expected_row=reader.text("rangee_attendue"),
        answers=typed(reader, "saisie", of.legal_form),
        unasked=reader.answers("saisie_non_demandee", FIELDS - asked),
        sequel=reader.text("suite", ""),
    )
    reader.done()
    return story, of


def variant(reader: Reader, personas: Mapping[str, Persona]) -> Persona:
    """Read one `[[variantes]]`: the base persona with other answers; a blank one is left out."""
    base = personas.get(reader.text("base"))
    if base is None:
        raise reader.error("base", "'base' names no persona")
    before = reader.texts("avant", ())
    for name in before:
        if name not in personas:
            raise reader.error("avant", f"'{name}' names no persona")
    changed = {**base.answers, **reader.answers("saisie", FIELDS)}
    asked = {question.field for question in questions_for(LegalForm(changed["forme"]))}
    story = Persona(
        id=reader.text("id"),
        organisation_id=base.organisation_id,
        story=reader.text("recit"),
        expected_row=reader.text("rangee_attendue"),
        answers={name: value for name, value in changed.items() if value and name in asked},
        before=before,
    )
    reader.done()
    return story

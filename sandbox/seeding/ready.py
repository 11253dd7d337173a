"""What is ready to use in a new space: organisations enrolled already, and their accounts."""

from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.domain.identifiers import UserCode
from sandbox.domain.lifecycles import (
    AccountState,
    DossierState,
    EnrolmentState,
    SubscriptionState,
)
from sandbox.domain.model import ItemState
from sandbox.domain.terms import (
    Existing,
    Origin,
    Pair,
    Performer,
    Recognition,
    Role,
    Supplied,
)
from sandbox.guide import questions
from sandbox.guide.engine import Decision
from sandbox.guide.facts import Facts
from sandbox.seeding.reader import Reader
from sandbox.seeding.stories import OrganisationSeed, organisation, typed


@dataclass(frozen=True, slots=True)
class EnrolmentSeed:
    """An enrolment that was transmitted, decided by the guide, and what became of it since."""

    state: EnrolmentState
    origin: Origin
    answers: Mapping[str, str]
    decision: Decision
    transmitted_days_ago: int
    activated_days_ago: int | None
    ended_days_ago: int | None  # refused or deactivated
    refusal_reason: str
    dossier: DossierState | None
    items: tuple[ItemState, ...]


@dataclass(frozen=True, slots=True)
class SubscriptionSeed:
    """Where the registration to the ministry's e-service stands."""

    state: SubscriptionState
    requested_days_ago: int | None
    answered_days_ago: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class ReadyOrganisation:
    """An organisation that is enrolled already, and its story."""

    story: str
    organisation: OrganisationSeed
    enrolment: EnrolmentSeed
    subscription: SubscriptionSeed | None


@dataclass(frozen=True, slots=True)
class MandateSeed:
    """A mandate begun some days ago that ends some days from now."""

    organisation_id: str
    since_days: int
    days_left: int


@dataclass(frozen=True, slots=True)
class ReadyAccount:
    """One account; `handle` is what `login_hint` may name."""

    handle: str
    user_code: UserCode
    given_name: str
    family_name: str
    email: str
    telephone: str
    state: AccountState
    created_days_ago: int
    closed_reason: str
    teaches: str
    roles: tuple[tuple[str, Role], ...]  # organisation id, role
    mandates: tuple[MandateSeed, ...]


_AGREES = {
    "activee_il_y_a_jours": (
        EnrolmentState.ACTIVE,
        EnrolmentState.SUSPENDED,
        EnrolmentState.DEACTIVATED,
    ),
    "terminee_il_y_a_jours": (EnrolmentState.REFUSED, EnrolmentState.DEACTIVATED),
    "motif": (EnrolmentState.REFUSED,),
}
"""Keys of `[inscription]` that go with some states, and only with them."""


def ready_organisation(reader: Reader) -> ReadyOrganisation:
    """Read one file of `seed/ready`."""
    of = organisation(reader, reader.text("id"))
    read = ReadyOrganisation(
        reader.text("recit"), of, _enrolment(reader, of), _subscription(reader)
    )
    reader.done()
    return read


def _enrolment(reader: Reader, of: OrganisationSeed) -> EnrolmentSeed:
    inner, dossier = reader.table("inscription"), reader.table("dossier", optional=True)
    state = inner.choice("etat", EnrolmentState)
    for key, states in _AGREES.items():
        if inner.has(key) != (state in states):
            verb = "must not" if inner.has(key) else "must"
            raise inner.error(key, f"'{key}' {verb} be given in state '{state}'")
    answers = typed(inner, "saisie", of.legal_form)
    decision = questions.activation(facts_of(of, answers))
    expected = inner.text("rangee")
    if decision.row_id != expected:
        raise inner.error("rangee", f"the guide decides {decision.row_id}, not {expected}")
    items = tuple(_item(dossier, word) for word in dossier.texts("pieces", ()))
    if len(items) != len(decision.documents):
        raise dossier.error("pieces", f"the row asks for {len(decision.documents)} documents")
    read = EnrolmentSeed(
        state=state,
        origin=inner.choice("origine", Origin),
        answers=answers,
        decision=decision,
        transmitted_days_ago=inner.number("transmise_il_y_a_jours"),
        activated_days_ago=inner.days("activee_il_y_a_jours"),
        ended_days_ago=inner.days("terminee_il_y_a_jours"),
        refusal_reason=inner.text("motif", ""),
        dossier=dossier.choice("etat", DossierState) if items else None,
        items=items,
    )
    inner.done()
    dossier.done()
    return read


def _item(reader: Reader, word: str) -> ItemState:
    try:
        return ItemState(word)
    except ValueError:
        raise reader.error("pieces", f"'{word}' is no state of a document") from None


def facts_of(of: OrganisationSeed, answers: Mapping[str, str]) -> Facts:
    """The facts of what was typed, by the registers that the seed itself gives."""
    performer = Performer(answers["qui"])
    invitation = of.invitation.number if of.invitation is not None else None
    return Facts(
        legal_form=of.legal_form,
        pair=Pair.COVERED,
        revenue_number=Supplied.VALID,
        existing=Existing.NONE,
        performer=performer,
        recognition=_recognition(of, performer, answers),
        nas=_supplied(answers.get("nas"), of.nas),
        impotnet_code=_supplied(answers.get("code_impotnet"), of.impotnet_code),
        notice=_supplied(answers.get("avis"), of.latest_notice),
        invitation=_supplied(answers.get("invitation"), invitation),
    )


def _supplied(typed: str | None, held: str | None) -> Supplied:
    return Supplied.VALID if typed and typed == held else Supplied.MISSING


def _recognition(
    of: OrganisationSeed, performer: Performer, answers: Mapping[str, str]
) -> Recognition:
    claimed = {Performer.EX_OFFICIO: answers.get("fonction"), Performer.PARTNER: "associe"}
    if performer not in claimed:
        return Recognition.NOT_APPLICABLE
    person = (answers["representant_prenom"], answers["representant_nom"], claimed[performer])
    known = {(o.given_name, o.family_name, o.function.value) for o in of.officers if o.up_to_date}
    return Recognition.RECOGNISED if person in known else Recognition.NOT_RECOGNISED


def _subscription(reader: Reader) -> SubscriptionSeed | None:
    if not reader.has("pes"):
        return None
    inner = reader.table("pes")
    read = SubscriptionSeed(
        inner.choice("etat", SubscriptionState),
        inner.days("demandee_il_y_a_jours"),
        inner.days("repondue_il_y_a_jours"),
        inner.text("motif", ""),
    )
    inner.done()
    return read


def ready_account(reader: Reader, known: Mapping[str, ReadyOrganisation]) -> ReadyAccount:
    """Read one `[[comptes]]`."""
    account = ReadyAccount(
        handle=reader.text("poignee"),
        user_code=reader.parsed("code_utilisateur", UserCode.parse),
        given_name=reader.text("prenom"),
        family_name=reader.text("nom"),
        email=reader.text("courriel"),
        telephone=reader.text("telephone"),
        state=reader.choice("etat", AccountState),
        created_days_ago=reader.number("cree_il_y_a_jours"),
        closed_reason=reader.text("motif_fermeture", ""),
        teaches=reader.text("enseigne"),
        roles=tuple(_role(each, known) for each in reader.tables("services")),
        mandates=tuple(_mandate(each, known) for each in reader.tables("procurations")),
    )
    if not account.roles and not account.mandates:
        raise reader.error("", "an account acts for some organisation")
    reader.done()
    return account


def _named(reader: Reader, known: Mapping[str, ReadyOrganisation]) -> str:
    name = reader.text("organisation")
    if name not in known:
        raise reader.error("organisation", f"'{name}' names no organisation of seed/ready")
    return name


def _role(reader: Reader, known: Mapping[str, ReadyOrganisation]) -> tuple[str, Role]:
    read = (_named(reader, known), reader.choice("role", Role))
    reader.done()
    return read


def _mandate(reader: Reader, known: Mapping[str, ReadyOrganisation]) -> MandateSeed:
    read = MandateSeed(
        _named(reader, known), reader.number("depuis_jours"), reader.number("pour_encore_jours")
    )
    reader.done()
    return read

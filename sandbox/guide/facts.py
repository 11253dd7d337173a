"""What the guide's tables are asked about: closed facts, under the French words of the tables.

A fact left out (None) is one nobody stated; a table is then asked whether it can do without it.
Nothing here is a value that a person typed: only whether it was supplied and valid, and so on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sandbox.domain.terms import (
    Existing,
    FileStanding,
    LegalForm,
    OfficerFunction,
    Pair,
    Performer,
    Recognition,
    Supplied,
)

YES, NO = "oui", "non"
"""How the tables spell a fact that is true or false."""

TITLES: Mapping[LegalForm, tuple[Performer, ...]] = {
    LegalForm.INDIVIDUAL: (Performer.INDIVIDUAL, Performer.NOMINEE),
    LegalForm.CORPORATION: (
        Performer.EX_OFFICIO,
        Performer.STAFF_OR_PROFESSIONAL,
        Performer.DESIGNATED_OTHER,
    ),
    LegalForm.NON_PROFIT: (Performer.DESIGNATED,),
    LegalForm.PARTNERSHIP: (
        Performer.PARTNER,
        Performer.ADMINISTRATOR,
        Performer.NAMED_PERSON,
    ),
}
"""In what quality one may act for each form; any other counts as without title (P-5)."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What decides an enrolment. The words are those of `quand` in the decision tables."""

    legal_form: LegalForm | None = None
    """`forme`: the legal form declared (R-18)."""
    pair: Pair | None = None
    """`couple_forme_service`: whether the guide covers this kind of service (R-23, A-30)."""
    revenue_number: Supplied | None = None
    """`numero_identification`: of the file of this service (R-24, R-37, R-64, R-69)."""
    existing: Existing | None = None
    """`inscription_existante` (R-53, A-28)."""
    performer: Performer | None = None
    """`qui`: in what quality the person acts (R-05..R-09)."""
    recognition: Recognition | None = None
    """`reconnaissance` (A-12); « sans objet » is the same as left out."""
    nas: Supplied | None = None
    """`nas`: the individual's social insurance number (R-25, A-40)."""
    impotnet_code: Supplied | None = None
    """`code_impotnet` (R-26)."""
    notice: Supplied | None = None
    """`avis`: the latest notice of assessment (R-27, R-38, A-19)."""
    invitation: Supplied | None = None
    """`invitation`: this organisation's, valid and in date (R-39, A-14, A-17)."""

    def words(self) -> dict[str, str]:
        """The facts that are known, by the tables' words.

        A title of another form counts as no title for this one (P-5); a title whose form is not
        known is kept as it is.
        """
        found = {
            key: str(value)
            for key, (name, _) in KEYS.items()
            if (value := getattr(self, name)) is not None
        }
        if self.recognition is Recognition.NOT_APPLICABLE:
            del found["reconnaissance"]
        if self.performer is not None and self.legal_form is not None:
            titled = self.performer in TITLES[self.legal_form]
            found["qui"] = str(self.performer if titled else Performer.WITHOUT_TITLE)
        return found

    def possible(self) -> dict[str, frozenset[str]]:
        """For each known fact the words it may stand for: one, but for a title without a form."""
        found = {key: frozenset({word}) for key, word in self.words().items()}
        if self.legal_form is None and self.performer is not None:
            found["qui"] |= {str(Performer.WITHOUT_TITLE)}
        return found


KEYS: Mapping[str, tuple[str, type[StrEnum]]] = {
    "couple_forme_service": ("pair", Pair),
    "numero_identification": ("revenue_number", Supplied),
    "inscription_existante": ("existing", Existing),
    "forme": ("legal_form", LegalForm),
    "nas": ("nas", Supplied),
    "qui": ("performer", Performer),
    "reconnaissance": ("recognition", Recognition),
    "code_impotnet": ("impotnet_code", Supplied),
    "avis": ("notice", Supplied),
    "invitation": ("invitation", Supplied),
}
"""The French key of each fact, in the order of the tables: attribute of `Facts`, vocabulary."""


@dataclass(frozen=True, slots=True)
class InvitationFacts:
    """What decides a request for an invitation by telephone (R-47..R-53, A-27)."""

    legal_form: LegalForm
    caller: OfficerFunction
    """The function of the person who calls (R-47)."""
    notice_received: bool
    """A return was filed and a notice of assessment received (R-49)."""
    mail_returned: bool
    """Mail came back and the address was not changed since (R-50, A-18)."""
    standing: FileStanding
    """Standing of the file at Revenu Québec (R-51)."""
    registry_current: bool
    """The ex-officio representatives are registered, with current coordinates (R-52)."""
    enrolment_active: bool
    """There is an active enrolment already (R-53)."""
    invitation_valid: bool
    """An invitation in force already exists: only none or an expired one may be replaced (R-47)."""

    def words(self) -> dict[str, str]:
        """The facts by the words of the table of invitations."""
        return {
            "forme": str(self.legal_form),
            "appelant": str(self.caller),
            "avis_recu": _spelled(self.notice_received),
            "courrier_retourne": _spelled(self.mail_returned),
            "dossier": str(self.standing),
            "registre_a_jour": _spelled(self.registry_current),
            "inscription_active": _spelled(self.enrolment_active),
            "invitation_en_vigueur": _spelled(self.invitation_valid),
        }

    def possible(self) -> dict[str, frozenset[str]]:
        """The same, each fact standing for its one word."""
        return {key: frozenset({word}) for key, word in self.words().items()}


@dataclass(frozen=True, slots=True)
class AccessFacts:
    """What decides access to the ministry's e-service (R-78, A-20, A-24)."""

    active: bool
    """The enrolment is active."""
    informed: bool
    """The ministry has informed the childcare service."""
    rse: bool
    """The person is an RSE of the organisation."""

    def words(self) -> dict[str, str]:
        """The facts by the words of the table of access."""
        return {
            "inscription_active": _spelled(self.active),
            "avis_du_ministere": _spelled(self.informed),
            "rse": _spelled(self.rse),
        }

    def possible(self) -> dict[str, frozenset[str]]:
        """The same, each fact standing for its one word."""
        return {key: frozenset({word}) for key, word in self.words().items()}


AnyFacts = Facts | InvitationFacts | AccessFacts


def _spelled(value: bool) -> str:
    return YES if value else NO

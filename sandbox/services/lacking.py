"""What an enrolment that awaits its activation still lacks.

The guide says what releases an enrolment (R-33, R-59, R-61, R-62, R-66, R-71); this says what of it
has not come yet, each thing with its authority, so that a person knows what to do next.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sandbox.domain.lifecycles import DEFERRED_ENROLMENT, EnrolmentState
from sandbox.domain.model import DossierItem, Enrolment
from sandbox.domain.terms import Document, LegalForm, Recognition, Supplied
from sandbox.services.dossiers import Contents


class Lack(StrEnum):
    """The kinds of things that may be lacking."""

    CONTACT = "appel"
    DOCUMENT = "document"
    ANSWER = "reponse"


@dataclass(frozen=True, slots=True)
class Lacking:
    """One thing that lacks: `name` is a document, a field of the form, or the call itself."""

    kind: Lack
    name: str
    cites: tuple[str, ...]
    item: DossierItem | None = None


_RELEASE: Mapping[LegalForm, tuple[str, ...]] = {
    LegalForm.INDIVIDUAL: ("R-33",),
    LegalForm.CORPORATION: ("R-59",),
    LegalForm.NON_PROFIT: ("R-66",),
    LegalForm.PARTNERSHIP: ("R-71",),
}
"""What says, for each form, what the activation waits for."""

_BOARD: Mapping[LegalForm, tuple[str, ...]] = {
    LegalForm.NON_PROFIT: ("R-08", "R-11"),
    LegalForm.CORPORATION: ("R-07", "R-11"),
}
_ANSWERS: Mapping[LegalForm, Mapping[str, tuple[str, ...]]] = {
    LegalForm.INDIVIDUAL: {"code_impotnet": ("R-26", "R-32"), "avis": ("R-27", "R-32")},
    LegalForm.CORPORATION: {"avis": ("R-38", "R-41"), "invitation": ("R-39", "R-59")},
}
"""The answers whose lack defers the activation, by the words of the tables."""


def lacking(enrolment: Enrolment, contents: Contents | None) -> tuple[Lacking, ...]:
    """What Revenu Québec still waits for: its own call where that is enough, then the documents.

    Nothing once the file is under review, or the enrolment has come to its end.
    """
    waits = enrolment.state
    if waits not in DEFERRED_ENROLMENT:
        return ()
    form = enrolment.legal_form or LegalForm.INDIVIDUAL
    found = []
    if waits is EnrolmentState.DEFERRED_CONTACT_OR_DOCUMENTS:
        found.append(Lacking(Lack.CONTACT, Lack.CONTACT.value, (*_RELEASE[form], "A-10")))
    found += [
        Lacking(Lack.DOCUMENT, item.document.value, _authority(item.document, form), item)
        for item in (contents.awaited if contents else ())
    ]
    return tuple(found)


def unanswered(enrolment: Enrolment) -> tuple[Lacking, ...]:
    """The answers for lack of which the activation was deferred, by what the row looked at.

    They cannot be given any more; the call or the documents stand in their place.
    """
    form = enrolment.legal_form or LegalForm.INDIVIDUAL
    facts = enrolment.decision.get("facts", {})
    found = [
        Lacking(Lack.ANSWER, field, cites)
        for field, cites in _ANSWERS.get(form, {}).items()
        if facts.get(field) == Supplied.MISSING
    ]
    if facts.get("reconnaissance") == Recognition.NOT_RECOGNISED:
        found.append(Lacking(Lack.ANSWER, "reconnaissance", ("R-61", "A-12")))
    return tuple(found)


def _authority(document: Document, form: LegalForm) -> tuple[str, ...]:
    """Why a document is asked of an enrolment of this form."""
    if document is Document.SUPPORTING_DOCUMENTS:
        return (*_RELEASE[form], "A-05")
    if document is Document.BOARD_RESOLUTION:
        return _BOARD.get(form, ("R-11",))
    if document is Document.SIGNED_FORMS:
        return ("R-10", "R-61", "A-35")
    return ("R-11", "R-12", "A-08") if form is LegalForm.INDIVIDUAL else ("R-11", "R-12", "R-62")

"""Lifecycles as transition tables (domain 3): every state and event pair is allowed or refused.

Each table maps `(state, event)` to the next state. What is not in a table is refused by
`advance`, which is the only way the rest of the code changes a state.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from sandbox.domain.errors import NotAllowed

S = TypeVar("S", bound=StrEnum)
E = TypeVar("E", bound=StrEnum)


class EnrolmentState(StrEnum):
    """States of an enrolment."""

    DRAFT = "brouillon"
    CHECKED = "verifiee"
    DEFERRED_CONTACT_OR_DOCUMENTS = "differee_contact_ou_pieces"
    DEFERRED_DOCUMENTS = "differee_pieces"
    UNDER_REVIEW = "en_verification"
    ACTIVE = "active"
    SUSPENDED = "suspendue"
    REFUSED = "refusee"
    EXPIRED = "expiree"
    DEACTIVATED = "desactivee"


DEFERRED_ENROLMENT = frozenset(
    {EnrolmentState.DEFERRED_CONTACT_OR_DOCUMENTS, EnrolmentState.DEFERRED_DOCUMENTS}
)
"""States in which something has yet to come before an agent looks at it."""

PENDING_ENROLMENT = DEFERRED_ENROLMENT | {EnrolmentState.UNDER_REVIEW}
"""States in which an enrolment awaits activation (A-28)."""

LIVE_ENROLMENT = frozenset({EnrolmentState.ACTIVE, EnrolmentState.SUSPENDED})
"""States that count as an enrolment already active (R-53); a suspended one may be restored."""


class EnrolmentEvent(StrEnum):
    """What happens to an enrolment."""

    SAVE = "enregistrer"
    CHECK = "verifier"
    REFUSE_AT_ENTRY = "refuser_a_la_saisie"
    ACTIVATE_AT_ONCE = "activer_automatiquement"
    DEFER_CONTACT_OR_DOCUMENTS = "differer_contact_ou_pieces"
    DEFER_DOCUMENTS = "differer_pieces"
    LOG_CONTACT = "consigner_le_contact"
    DOCUMENTS_COMPLETE = "pieces_completes"
    ACTIVATE = "activer"
    ASK_MORE = "demander_un_complement"
    REFUSE = "refuser"
    EXPIRE = "expirer"
    SUSPEND = "suspendre"
    RESTORE = "retablir"
    DEACTIVATE = "desactiver"


_ES, _EE = EnrolmentState, EnrolmentEvent
ENROLMENT: Mapping[tuple[EnrolmentState, EnrolmentEvent], EnrolmentState] = {
    (_ES.DRAFT, _EE.SAVE): _ES.DRAFT,
    (_ES.DRAFT, _EE.CHECK): _ES.CHECKED,
    (_ES.CHECKED, _EE.SAVE): _ES.DRAFT,  # corrected after the check page
    (_ES.CHECKED, _EE.CHECK): _ES.CHECKED,
    (_ES.CHECKED, _EE.REFUSE_AT_ENTRY): _ES.DRAFT,
    (_ES.CHECKED, _EE.ACTIVATE_AT_ONCE): _ES.ACTIVE,
    (_ES.CHECKED, _EE.DEFER_CONTACT_OR_DOCUMENTS): _ES.DEFERRED_CONTACT_OR_DOCUMENTS,
    (_ES.CHECKED, _EE.DEFER_DOCUMENTS): _ES.DEFERRED_DOCUMENTS,
    (_ES.DEFERRED_CONTACT_OR_DOCUMENTS, _EE.LOG_CONTACT): _ES.UNDER_REVIEW,
    (_ES.DEFERRED_CONTACT_OR_DOCUMENTS, _EE.DOCUMENTS_COMPLETE): _ES.UNDER_REVIEW,
    (_ES.DEFERRED_DOCUMENTS, _EE.DOCUMENTS_COMPLETE): _ES.UNDER_REVIEW,
    (_ES.DEFERRED_CONTACT_OR_DOCUMENTS, _EE.EXPIRE): _ES.EXPIRED,
    (_ES.DEFERRED_DOCUMENTS, _EE.EXPIRE): _ES.EXPIRED,
    (_ES.UNDER_REVIEW, _EE.ACTIVATE): _ES.ACTIVE,
    (_ES.UNDER_REVIEW, _EE.ASK_MORE): _ES.DEFERRED_DOCUMENTS,
    (_ES.UNDER_REVIEW, _EE.REFUSE): _ES.REFUSED,
    (_ES.ACTIVE, _EE.SUSPEND): _ES.SUSPENDED,
    (_ES.SUSPENDED, _EE.RESTORE): _ES.ACTIVE,
    (_ES.ACTIVE, _EE.DEACTIVATE): _ES.DEACTIVATED,
}


class AccountState(StrEnum):
    """States of an account."""

    BLOCKED = "bloque"  # created with an enrolment that is not active yet
    TEMPORARY = "mot_de_passe_temporaire"
    TEMPORARY_EXPIRED = "temporaire_expire"
    ACTIVE = "actif"
    LOCKED = "verrouille"
    SUSPENDED = "suspendu"
    CLOSED = "ferme"


class AccountEvent(StrEnum):
    """What happens to an account."""

    ENROLMENT_ACTIVATED = "activer"
    CHANGE_PASSWORD = "changer_le_mot_de_passe"
    TEMPORARY_EXPIRES = "temporaire_echu"
    REISSUE = "nouveau_mot_de_passe_temporaire"
    LOCK = "verrouiller"
    UNLOCK = "deverrouiller"
    UNLOCK_TEMPORARY = "deverrouiller_temporaire"  # the password is still the temporary one
    SUSPEND = "suspendre"
    REACTIVATE = "reactiver"
    REACTIVATE_TEMPORARY = "reactiver_temporaire"
    CLOSE = "fermer"


_AS, _AE = AccountState, AccountEvent
ACCOUNT: Mapping[tuple[AccountState, AccountEvent], AccountState] = {
    (_AS.BLOCKED, _AE.ENROLMENT_ACTIVATED): _AS.TEMPORARY,
    (_AS.BLOCKED, _AE.CLOSE): _AS.CLOSED,
    (_AS.TEMPORARY, _AE.CHANGE_PASSWORD): _AS.ACTIVE,
    (_AS.TEMPORARY, _AE.LOCK): _AS.LOCKED,
    (_AS.TEMPORARY, _AE.TEMPORARY_EXPIRES): _AS.TEMPORARY_EXPIRED,
    (_AS.TEMPORARY, _AE.REISSUE): _AS.TEMPORARY,
    (_AS.TEMPORARY, _AE.SUSPEND): _AS.SUSPENDED,
    (_AS.TEMPORARY, _AE.CLOSE): _AS.CLOSED,
    (_AS.TEMPORARY_EXPIRED, _AE.REISSUE): _AS.TEMPORARY,
    (_AS.TEMPORARY_EXPIRED, _AE.SUSPEND): _AS.SUSPENDED,
    (_AS.TEMPORARY_EXPIRED, _AE.CLOSE): _AS.CLOSED,
    (_AS.ACTIVE, _AE.CHANGE_PASSWORD): _AS.ACTIVE,
    (_AS.ACTIVE, _AE.LOCK): _AS.LOCKED,
    (_AS.ACTIVE, _AE.REISSUE): _AS.TEMPORARY,
    (_AS.ACTIVE, _AE.SUSPEND): _AS.SUSPENDED,
    (_AS.ACTIVE, _AE.CLOSE): _AS.CLOSED,
    (_AS.LOCKED, _AE.UNLOCK): _AS.ACTIVE,
    (_AS.LOCKED, _AE.UNLOCK_TEMPORARY): _AS.TEMPORARY,
    (_AS.LOCKED, _AE.REISSUE): _AS.TEMPORARY,
    (_AS.LOCKED, _AE.SUSPEND): _AS.SUSPENDED,
    (_AS.LOCKED, _AE.CLOSE): _AS.CLOSED,
    (_AS.SUSPENDED, _AE.REACTIVATE): _AS.ACTIVE,
    (_AS.SUSPENDED, _AE.REACTIVATE_TEMPORARY): _AS.TEMPORARY,
    (_AS.SUSPENDED, _AE.CLOSE): _AS.CLOSED,
}


class InvitationState(StrEnum):
    """States of an invitation number."""

    IN_TRANSIT = "en_acheminement"
    VALID = "valide"
    USED = "utilisee"
    EXPIRED = "perimee"
    CANCELLED = "annulee"


class InvitationEvent(StrEnum):
    """What happens to an invitation."""

    DELIVER = "livrer"
    USE = "utiliser"
    EXPIRE = "perimer"
    CANCEL = "annuler"


_IS, _IE = InvitationState, InvitationEvent
INVITATION: Mapping[tuple[InvitationState, InvitationEvent], InvitationState] = {
    (_IS.IN_TRANSIT, _IE.DELIVER): _IS.VALID,
    (_IS.IN_TRANSIT, _IE.CANCEL): _IS.CANCELLED,
    (_IS.IN_TRANSIT, _IE.EXPIRE): _IS.EXPIRED,
    (_IS.VALID, _IE.USE): _IS.USED,
    (_IS.VALID, _IE.EXPIRE): _IS.EXPIRED,
    (_IS.VALID, _IE.CANCEL): _IS.CANCELLED,
}


class DossierState(StrEnum):
    """States of a dossier of documents."""

    OPTIONAL = "facultatif"
    REQUIRED = "en_attente"
    PARTIAL = "partiel"
    COMPLETE = "complet"
    UNDER_REVIEW = "en_verification"
    TO_COMPLETE = "a_completer"
    ACCEPTED = "accepte"
    CLOSED = "clos_sans_suite"


class DossierEvent(StrEnum):
    """What happens to a dossier."""

    RECEIVE = "recevoir_une_piece"
    RECEIVE_LAST = "recevoir_la_derniere_piece"
    REVIEW = "verifier"
    REJECT_ITEM = "piece_non_conforme"
    ASK_MORE = "demander_un_complement"
    ACCEPT = "accepter"
    CLOSE = "clore_sans_suite"


_DS, _DE = DossierState, DossierEvent
DOSSIER: Mapping[tuple[DossierState, DossierEvent], DossierState] = {
    **{
        (state, event): target
        for state in (_DS.OPTIONAL, _DS.REQUIRED, _DS.PARTIAL, _DS.TO_COMPLETE)
        for event, target in (
            (_DE.RECEIVE, _DS.PARTIAL),
            (_DE.RECEIVE_LAST, _DS.COMPLETE),
            (_DE.CLOSE, _DS.CLOSED),
        )
    },
    **{
        (state, event): _DS.TO_COMPLETE
        for state in (
            _DS.OPTIONAL,
            _DS.PARTIAL,
            _DS.COMPLETE,
            _DS.UNDER_REVIEW,
            _DS.TO_COMPLETE,
        )
        for event in (_DE.REJECT_ITEM, _DE.ASK_MORE)
    },
    (_DS.COMPLETE, _DE.REVIEW): _DS.UNDER_REVIEW,
    (_DS.COMPLETE, _DE.CLOSE): _DS.CLOSED,
    (_DS.UNDER_REVIEW, _DE.ACCEPT): _DS.ACCEPTED,
    (_DS.UNDER_REVIEW, _DE.CLOSE): _DS.CLOSED,
}


class SubscriptionState(StrEnum):
    """States of a registration to the e-service of the ministry (R-78)."""

    NOT_ELIGIBLE = "non_admissible"
    ELIGIBLE = "admissible"
    IN_PROCESS = "en_traitement"
    ACTIVE = "actif"
    REFUSED = "refuse"
    WITHDRAWN = "desinscrite"


class SubscriptionEvent(StrEnum):
    """What happens to a registration to the e-service."""

    BECOME_ELIGIBLE = "devenir_admissible"
    LOSE_ELIGIBILITY = "perdre_l_admissibilite"
    REQUEST = "demander"
    ACCEPT = "accepter"
    REFUSE = "refuser"
    MODIFY = "modifier"
    WITHDRAW = "desinscrire"


_SS, _SE = SubscriptionState, SubscriptionEvent
SUBSCRIPTION: Mapping[tuple[SubscriptionState, SubscriptionEvent], SubscriptionState] = {
    (_SS.NOT_ELIGIBLE, _SE.BECOME_ELIGIBLE): _SS.ELIGIBLE,
    (_SS.ELIGIBLE, _SE.LOSE_ELIGIBILITY): _SS.NOT_ELIGIBLE,
    (_SS.ELIGIBLE, _SE.REQUEST): _SS.IN_PROCESS,
    (_SS.IN_PROCESS, _SE.ACCEPT): _SS.ACTIVE,
    (_SS.IN_PROCESS, _SE.REFUSE): _SS.REFUSED,
    (_SS.IN_PROCESS, _SE.WITHDRAW): _SS.WITHDRAWN,
    (_SS.REFUSED, _SE.REQUEST): _SS.IN_PROCESS,
    (_SS.ACTIVE, _SE.MODIFY): _SS.ACTIVE,
    (_SS.ACTIVE, _SE.WITHDRAW): _SS.WITHDRAWN,
    (_SS.WITHDRAWN, _SE.REQUEST): _SS.IN_PROCESS,
}


def advance(table: Mapping[tuple[S, E], S], state: S, event: E) -> S:
    """Return the state that follows, or raise `NotAllowed('transition-refused')` (status 409)."""
    try:
        return table[state, event]
    except KeyError:
        raise NotAllowed(
            "transition-refused",
            "error.transition_refused",
            hint=f"'{event}' is not allowed in state '{state}'.",
            cite="domain 3",
            values={"state": state, "event": event},
        ) from None

"""Every state, event and actor of the closed lists has words in both languages."""

from enum import StrEnum

import pytest

from sandbox.domain.events import Event
from sandbox.domain.lifecycles import (
    AccountState,
    DossierState,
    EnrolmentState,
    InvitationState,
    SubscriptionState,
)
from sandbox.domain.model import ItemState
from sandbox.domain.terms import (
    Actor,
    Channel,
    Document,
    FileStanding,
    Gate,
    LegalForm,
    OfficerFunction,
    Role,
    ServiceKind,
)
from sandbox.services.dossiers import REJECTION_REASONS
from sandbox.services.review import REFUSAL_REASONS
from sandbox.services.standing import stands
from sandbox.texts import known

VOCABULARIES: dict[str, type[StrEnum]] = {
    "event": Event,
    "state.enrolment": EnrolmentState,
    "state.account": AccountState,
    "state.dossier": DossierState,
    "state.item": ItemState,
    "state.invitation": InvitationState,
    "state.subscription": SubscriptionState,
    "state.standing": FileStanding,
    "state.gate": Gate,
    "state.role": Role,
    "state.channel": Channel,
    "state.function": OfficerFunction,
    "state.actor": Actor,
    "state.form": LegalForm,
    "state.kind": ServiceKind,
    "state.document": Document,
    "account.gate": Gate,
    "office.desk.sentence": AccountState,
    "office.ministry.by": Channel,
}


@pytest.mark.parametrize("prefix", VOCABULARIES)
def test_each_word_of_a_closed_list_is_said(prefix: str) -> None:
    """No page shows the bare name of a state."""
    assert not [w.value for w in VOCABULARIES[prefix] if not known(f"{prefix}.{w.value}")]


@pytest.mark.parametrize(
    ("prefix", "reasons"), [("state.rejection", REJECTION_REASONS), ("refusal", REFUSAL_REASONS)]
)
def test_each_reason_an_agent_may_give_is_said(prefix: str, reasons: tuple[str, ...]) -> None:
    """The lists of reasons show words only."""
    assert all(known(f"{prefix}.{reason}") for reason in reasons)


@pytest.mark.parametrize(
    "code",
    [
        "INSCRIPTION_EN_ATTENTE",
        "INSCRIPTION_REFUSEE",
        "INSCRIPTION_EXPIREE",
        "COMPTE_VERROUILLE",
        "COMPTE_SUSPENDU",
        "COMPTE_FERME",
        "MOT_DE_PASSE_TEMPORAIRE_EXPIRE",
        "PROCURATION_TERMINEE",
    ],
)
def test_each_refusal_to_sign_in_has_a_page_of_its_own(code: str) -> None:
    """A refusal has a title, a reason and a next step."""
    found = stands(code)
    assert known(f"signin.refused.{code}.title")
    assert known(found.message_id)
    assert known(found.action)

"""The five lifecycles: every state and event pair is allowed or refused, as domain 3 says.

The expected transitions are spelled out here by hand, apart from the tables of the code.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

import pytest

from sandbox.domain import lifecycles
from sandbox.domain.errors import NotAllowed
from sandbox.domain.lifecycles import advance

ENROLMENT = """
brouillon                    enregistrer                  brouillon
brouillon                    verifier                     verifiee
verifiee                     enregistrer                  brouillon
verifiee                     verifier                     verifiee
verifiee                     refuser_a_la_saisie          brouillon
verifiee                     activer_automatiquement      active
verifiee                     differer_contact_ou_pieces   differee_contact_ou_pieces
verifiee                     differer_pieces              differee_pieces
differee_contact_ou_pieces   consigner_le_contact         en_verification
differee_contact_ou_pieces   pieces_completes             en_verification
differee_contact_ou_pieces   expirer                      expiree
differee_pieces              pieces_completes             en_verification
differee_pieces              expirer                      expiree
en_verification              activer                      active
en_verification              demander_un_complement       differee_pieces
en_verification              refuser                      refusee
active                       suspendre                    suspendue
suspendue                    retablir                     active
active                       desactiver                   desactivee
"""
ACCOUNT = """
bloque                       activer                          mot_de_passe_temporaire
bloque                       fermer                           ferme
mot_de_passe_temporaire      changer_le_mot_de_passe          actif
mot_de_passe_temporaire      verrouiller                      verrouille
mot_de_passe_temporaire      temporaire_echu                  temporaire_expire
mot_de_passe_temporaire      nouveau_mot_de_passe_temporaire  mot_de_passe_temporaire
mot_de_passe_temporaire      suspendre                        suspendu
mot_de_passe_temporaire      fermer                           ferme
temporaire_expire            nouveau_mot_de_passe_temporaire  mot_de_passe_temporaire
temporaire_expire            suspendre                        suspendu
temporaire_expire            fermer                           ferme
actif                        changer_le_mot_de_passe          actif
actif                        verrouiller                      verrouille
actif                        nouveau_mot_de_passe_temporaire  mot_de_passe_temporaire
actif                        suspendre                        suspendu
actif                        fermer                           ferme
verrouille                   deverrouiller                    actif
verrouille                   deverrouiller_temporaire         mot_de_passe_temporaire
verrouille                   nouveau_mot_de_passe_temporaire  mot_de_passe_temporaire
verrouille                   suspendre                        suspendu
verrouille                   fermer                           ferme
suspendu                     reactiver                        actif
suspendu                     reactiver_temporaire             mot_de_passe_temporaire
suspendu                     fermer                           ferme
"""
INVITATION = """
en_acheminement  livrer    valide
en_acheminement  annuler   annulee
en_acheminement  perimer   perimee
valide           utiliser  utilisee
valide           perimer   perimee
valide           annuler   annulee
"""
DOSSIER = """
facultatif       recevoir_une_piece            partiel
facultatif       recevoir_la_derniere_piece    complet
facultatif       clore_sans_suite              clos_sans_suite
facultatif       piece_non_conforme            a_completer
facultatif       demander_un_complement        a_completer
en_attente       recevoir_une_piece            partiel
en_attente       recevoir_la_derniere_piece    complet
en_attente       clore_sans_suite              clos_sans_suite
partiel          recevoir_une_piece            partiel
partiel          recevoir_la_derniere_piece    complet
partiel          clore_sans_suite              clos_sans_suite
partiel          piece_non_conforme            a_completer
partiel          demander_un_complement        a_completer
a_completer      recevoir_une_piece            partiel
a_completer      recevoir_la_derniere_piece    complet
a_completer      clore_sans_suite              clos_sans_suite
a_completer      piece_non_conforme            a_completer
a_completer      demander_un_complement        a_completer
complet          verifier                      en_verification
complet          clore_sans_suite              clos_sans_suite
complet          piece_non_conforme            a_completer
complet          demander_un_complement        a_completer
en_verification  accepter                      accepte
en_verification  clore_sans_suite              clos_sans_suite
en_verification  piece_non_conforme            a_completer
en_verification  demander_un_complement        a_completer
"""
SUBSCRIPTION = """
non_admissible  devenir_admissible        admissible
admissible      perdre_l_admissibilite    non_admissible
admissible      demander                  en_traitement
en_traitement   accepter                  actif
en_traitement   refuser                   refuse
en_traitement   desinscrire               desinscrite
refuse          demander                  en_traitement
actif           modifier                  actif
actif           desinscrire               desinscrite
desinscrite     demander                  en_traitement
"""

TABLES: dict[str, tuple[str, Mapping[Any, Any], type[StrEnum], type[StrEnum]]] = {
    "enrolment": (
        ENROLMENT,
        lifecycles.ENROLMENT,
        lifecycles.EnrolmentState,
        lifecycles.EnrolmentEvent,
    ),
    "account": (ACCOUNT, lifecycles.ACCOUNT, lifecycles.AccountState, lifecycles.AccountEvent),
    "invitation": (
        INVITATION,
        lifecycles.INVITATION,
        lifecycles.InvitationState,
        lifecycles.InvitationEvent,
    ),
    "dossier": (DOSSIER, lifecycles.DOSSIER, lifecycles.DossierState, lifecycles.DossierEvent),
    "subscription": (
        SUBSCRIPTION,
        lifecycles.SUBSCRIPTION,
        lifecycles.SubscriptionState,
        lifecycles.SubscriptionEvent,
    ),
}


def pairs() -> Iterator[tuple[str, StrEnum, StrEnum, str | None]]:
    """Every state and event of every lifecycle, with the state expected or None."""
    for name, (spelled, _, states, events) in TABLES.items():
        lines = (line.split() for line in spelled.strip().splitlines())
        expected = {(state, event): target for state, event, target in lines}
        for state in states:
            for event in events:
                yield name, state, event, expected.pop((state.value, event.value), None)
        assert not expected, f"{name}: unknown words in {sorted(expected)}"


@pytest.mark.parametrize(("name", "state", "event", "target"), list(pairs()))
def test_each_pair_is_allowed_or_refused(
    name: str, state: StrEnum, event: StrEnum, target: str | None
) -> None:
    """A state and an event lead where domain 3 says, or are refused with both named."""
    table = TABLES[name][1]
    if target is not None:
        assert advance(table, state, event) == target
        return
    with pytest.raises(NotAllowed) as refused:
        advance(table, state, event)
    assert refused.value.code == "transition-refused"
    assert refused.value.values == {"state": state.value, "event": event.value}


@pytest.mark.parametrize("name", TABLES)
def test_no_state_is_out_of_reach(name: str) -> None:
    """Every state of a lifecycle is a beginning or the target of some transition."""
    _, table, states, _ = TABLES[name]
    beginnings = {
        "enrolment": {"brouillon"},
        "account": {"bloque", "mot_de_passe_temporaire"},
        "invitation": {"en_acheminement"},
        "dossier": {"facultatif", "en_attente"},
        "subscription": {"non_admissible"},
    }
    reached = {target.value for target in table.values()} | beginnings[name]
    assert reached == {state.value for state in states}

"""Closed vocabularies of the guide and of the simulated world.

The member names are the field's English terms; the values are the French words that the decision
tables, the seeds and the command line use, so that a trainer and a program read the same word.
"""

from enum import StrEnum


class LegalForm(StrEnum):
    """The four legal forms of a childcare service (R-18)."""

    INDIVIDUAL = "PA"  # particulier en affaires, R-19
    CORPORATION = "SO"  # société, R-20
    NON_PROFIT = "OB"  # société de type OBNL, R-21
    PARTNERSHIP = "SP"  # société de personnes, R-22


class ServiceKind(StrEnum):
    """What kind of childcare service it is; the guide covers some (R-19..R-23, A-30)."""

    SUBSIDISED_DAYCARE = "garderie_subventionnee"
    CPE = "centre_de_la_petite_enfance"
    COORDINATING_OFFICE = "bureau_coordonnateur"
    COOPERATIVE_CPE = "cpe_cooperatif"  # treated as a non-profit
    UNSUBSIDISED_DAYCARE = "garderie_non_subventionnee"  # outside the guide
    HOME_CHILDCARE = "service_en_milieu_familial"  # outside the guide


class Performer(StrEnum):
    """In what quality the person who enrols acts (R-05..R-09). Valid titles depend on the form."""

    INDIVIDUAL = "particulier"  # PA, R-06
    NOMINEE = "mandataire"  # PA, R-06
    EX_OFFICIO = "representant_office"  # SO, R-47, R-54
    STAFF_OR_PROFESSIONAL = "salarie_ou_professionnel"  # SO, R-07
    DESIGNATED_OTHER = "autre_avec_resolution"  # SO, R-07
    DESIGNATED = "designe_par_resolution"  # OB, R-08
    PARTNER = "associe"  # SP, R-09
    ADMINISTRATOR = "administrateur"  # SP, R-09
    NAMED_PERSON = "personne_nommee"  # SP, R-09
    WITHOUT_TITLE = "sans_titre"  # any form


class OfficerFunction(StrEnum):
    """Functions that the Registraire lists for a person (R-47, R-54, R-56, A-04)."""

    PRESIDENT = "president"
    VICE_PRESIDENT = "vice_president"
    SECRETARY = "secretaire"
    TREASURER = "tresorier"
    SOLE_DIRECTOR = "administrateur_unique"
    PARTNER = "associe"
    NONE = "aucune"


EX_OFFICIO_FUNCTIONS = frozenset(
    {
        OfficerFunction.PRESIDENT,
        OfficerFunction.VICE_PRESIDENT,
        OfficerFunction.SECRETARY,
        OfficerFunction.TREASURER,
        OfficerFunction.SOLE_DIRECTOR,
    }
)
"""The five functions that may ask for an invitation and be activated at once (R-47, R-54, A-04)."""


class Pair(StrEnum):
    """Whether the guide covers a kind of service under a legal form (R-23, A-30)."""

    COVERED = "couvert"
    OUTSIDE = "hors_guide"


class Supplied(StrEnum):
    """An identifier as the decision tables see it."""

    VALID = "valide"
    MISSING = "absent_ou_invalide"


class Existing(StrEnum):
    """Whether an enrolment already exists for the organisation (R-53, A-28)."""

    NONE = "aucune"
    ACTIVE = "active"
    PENDING = "en_attente"


class Recognition(StrEnum):
    """Whether the registers recognise the person in the function claimed (A-12)."""

    RECOGNISED = "reconnu"
    NOT_RECOGNISED = "non_reconnu"
    NOT_APPLICABLE = "so"  # sans objet


class Outcome(StrEnum):
    """What the activation table concludes."""

    REFUSED_AT_ENTRY = "REFUS_SAISIE"
    AUTOMATIC = "ACTIVATION_AUTOMATIQUE"
    DEFERRED = "ACTIVATION_DIFFEREE"


class Release(StrEnum):
    """What ends a deferral (R-33, R-59, R-61, A-07, A-09, A-10)."""

    AUTO = "AUTO"
    CONTACT_OR_DOCUMENTS = "CONTACT_OU_PIECES"
    DOCUMENTS = "PIECES"


class Document(StrEnum):
    """Documents a dossier can ask for (R-11, A-05, A-35)."""

    SIGNED_FORMS = "formulaires_signes"
    PROOF_OF_AUTHORITY = "preuve_de_qualite"
    PROOF_OF_MANDATE = "preuve_de_mandat"
    BOARD_RESOLUTION = "resolution_du_ca"
    SUPPORTING_DOCUMENTS = "pieces_justificatives"


class Origin(StrEnum):
    """The two access paths (R-13..R-15); recorded, of no effect (A-34)."""

    MFA = "MFA"
    REVENU = "REVENU"


class FileStanding(StrEnum):
    """Standing of a file at Revenu Québec (R-51, A-18)."""

    IN_ORDER = "en_regle"
    BANKRUPTCY = "faillite"
    COMPOSITION = "concordat"
    FRAUD = "fraude"
    OTHER = "autre"


class Role(StrEnum):
    """What an account may do for an organisation (R-58, A-20, A-21)."""

    RSE = "RSE"
    USER = "UTILISATEUR"


class Gate(StrEnum):
    """Answers of the gate of the PES (R-78, table 2c)."""

    ELIGIBLE = "ADMISSIBLE"
    NOT_ACTIVE = "INSCRIPTION_NON_ACTIVE"
    NOTICE_AWAITED = "AVIS_DU_MINISTERE_ATTENDU"
    RSE_ONLY = "RESERVE_AU_RSE"


class Channel(StrEnum):
    """How something reached, or is to reach, an organisation."""

    LETTER = "lettre"
    EMAIL = "courriel"
    CALL = "appel"


class Actor(StrEnum):
    """Who caused an event; written in the journal."""

    APPLICANT = "demandeur"
    SYSTEM = "systeme"
    REVENU = "revenu_quebec"
    REGISTRY = "registraire"
    MINISTRY = "ministere"
    RSE = "rse"
    USER = "utilisateur"
    HELP_DESK = "centre_assistance"
    CLOCK = "horloge"
    CLIENT = "client"
    TRAINER = "formateur"


class Ruling(StrEnum):
    """What the tables of invitations and of access conclude (tables 2b and 2c)."""

    GRANTED = "ACCORDE"
    REFUSED = "REFUSE"

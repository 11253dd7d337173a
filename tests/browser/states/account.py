"""A signed-in person's own pages."""

from tests.browser.states import Reach, State, Visit


def signed_in(path: str, persona: str = "rse-actif", press: str = "") -> Reach:
    """A page of the account of a ready person, and what is pressed there."""

    def reach(visit: Visit) -> None:
        visit.sign_in(persona)
        visit.open(path)
        if press:
            visit.press(press)

    return reach


def granted(press: str = "") -> Reach:
    """The portal may act while the RSE is away, and what is pressed then."""

    def reach(visit: Visit) -> None:
        visit.space.mint("rse-actif", "pes-portal", scope="openid offline_access")
        signed_in("/compte/acces", press=press)(visit)

    return reach


def restricted(path: str) -> Reach:
    """A page of a service for which the person holds a restricted mandate only."""

    def reach(visit: Visit) -> None:
        visit.space.mandate("mandataire", "E01", restriction="déclarations de présence")
        signed_in(path, "mandataire")(visit)

    return reach


def lived(visit: Visit) -> None:
    """An account to which each kind of thing has happened."""
    visit.space.mandate("mandataire", "E01", ends_on="2027-01-31")
    signed_in("/compte/pes/org_e01", press="main form button")(visit)
    visit.open("/compte/historique")


def deactivated(visit: Visit) -> None:
    """An RSE has just ended the enrolment."""
    signed_in("/compte/desactivation/org_e01")(visit)
    visit.page.check("#confirmer-oui")
    visit.press("main form button")


STATES: tuple[State, ...] = (
    State("/compte/procurations/{organisation}", "RSE", signed_in("/compte/procurations/org_e01")),
    State(
        "/compte/procurations/{organisation}",
        "refusé (422)",
        signed_in("/compte/procurations/org_e01", press="form:has(#debut) button"),
        "[role=alert]",
    ),
    State(
        "/compte/desactivation/{organisation}", "RSE", signed_in("/compte/desactivation/org_e01")
    ),
    State(
        "/compte/desactivation/{organisation}",
        "sans réponse (422)",
        signed_in("/compte/desactivation/org_e01", press="main form button"),
        "[role=alert]",
    ),
    State(
        "/compte/desactivation/{organisation}",
        "simple utilisateur (403)",
        signed_in("/compte/desactivation/org_e01", "utilisateur-actif"),
    ),
    State(
        "/compte/personnes/{organisation}",
        "procuration restreinte (403)",
        restricted("/compte/personnes/org_e01"),
    ),
    State("/compte/desactivation/faite", "faite", deactivated),
    State("/compte/personnes/{organisation}", "RSE", signed_in("/compte/personnes/org_e01")),
    State(
        "/compte/personnes/{organisation}",
        "un rôle à changer",
        signed_in("/compte/personnes/org_e01", press="summary"),
        "details[open]",
    ),
    State(
        "/compte/personnes/{organisation}",
        "refusé (422)",
        signed_in("/compte/personnes/org_e01", press="form:has(#prenom) button"),
        "[role=alert]",
    ),
    State(
        "/compte/personnes/{organisation}",
        "simple utilisateur",
        signed_in("/compte/personnes/org_e01", "utilisateur-actif"),
    ),
    State("/compte/pes/{organisation}", "RSE", signed_in("/compte/pes/org_e01")),
    State(
        "/compte/pes/{organisation}",
        "demande faite",
        signed_in("/compte/pes/org_e01", press="main form button"),
        "[role=status]",
    ),
    State(
        "/compte/pes/{organisation}",
        "simple utilisateur",
        signed_in("/compte/pes/org_e01", "utilisateur-actif"),
    ),
    State("/compte/historique", "RSE", lived, ".history"),
    State(
        "/compte/historique",
        "rien de tel",
        signed_in("/compte/historique?genre=procurations", "utilisateur-actif"),
    ),
    State("/compte/acces", "aucun accès", signed_in("/compte/acces")),
    State("/compte/acces", "un accès", granted(), "main form button"),
    State("/compte/acces", "retiré", granted("main form button"), "[role=status]"),
    State("/compte", "RSE", signed_in("/compte")),
    State("/compte", "simple utilisateur", signed_in("/compte", "utilisateur-actif")),
    State("/compte", "deux services", signed_in("/compte", "deux-organisations")),
    State("/compte", "par procuration restreinte", restricted("/compte")),
    State("/compte", "par procuration", signed_in("/compte", "mandataire")),
    State("/compte/mot-de-passe", "vide", signed_in("/compte/mot-de-passe")),
    State(
        "/compte/mot-de-passe",
        "refusé (422)",
        signed_in("/compte/mot-de-passe", press="form[action$='mot-de-passe'] button"),
        "[role=alert]",
    ),
)

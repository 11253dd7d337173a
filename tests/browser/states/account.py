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


STATES: tuple[State, ...] = (
    State("/compte", "RSE", signed_in("/compte")),
    State("/compte", "simple utilisateur", signed_in("/compte", "utilisateur-actif")),
    State("/compte", "deux services", signed_in("/compte", "deux-organisations")),
    State("/compte", "par procuration", signed_in("/compte", "mandataire")),
    State("/compte/mot-de-passe", "vide", signed_in("/compte/mot-de-passe")),
    State(
        "/compte/mot-de-passe",
        "refusé (422)",
        signed_in("/compte/mot-de-passe", press="form[action$='mot-de-passe'] button"),
        "[role=alert]",
    ),
)

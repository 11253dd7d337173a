"""Signing in, at the site and for an application; devices; leaving."""

from tests.browser.states import PASSWORD, Reach, State, Visit, at

_SECOND_FACTOR = "urn:clicsequr-sandbox:acr:2"


def site(code: str, password: str = PASSWORD) -> Reach:
    """Sign in at the site, as far as it goes."""

    def reach(visit: Visit) -> None:
        visit.open("/connexion")
        visit.type_in(code, password)

    return reach


def portal(code: str = "", **params: str) -> Reach:
    """Arrive from the portal, and sign in where a code is given."""

    def reach(visit: Visit) -> None:
        visit.authorize(**params)
        if code:
            visit.type_in(code)

    return reach


def _change_refused(visit: Visit) -> None:
    site("TEMPNEUF")(visit)
    visit.press()


def _code_refused(visit: Visit) -> None:
    portal("RSEACT24", acr_values=_SECOND_FACTOR)(visit)
    visit.fill(code="000000")
    visit.press()


def _select(visit: Visit) -> None:
    visit.sign_in("rse-actif")
    visit.authorize(prompt="select_account")


def _device(visit: Visit) -> None:
    visit.sign_in("rse-actif")
    visit.open("/appareil")


def _device_refused(visit: Visit) -> None:
    _device(visit)
    visit.press()


def _signed_out(visit: Visit) -> None:
    visit.sign_in("rse-actif")
    visit.open("/compte")
    visit.press("form[action$='/compte/deconnexion'] button")


def _logout(visit: Visit) -> None:
    visit.sign_in("rse-actif")
    visit.open("/oidc/logout")


_STANDINGS = {
    "ATTENTE2": "en attente",
    "REFUSEE2": "refusé",
    "SERRURE2": "verrouillé",
    "SUSPENS2": "suspendu",
    "PASSEE24": "mot de passe échu",
    "FERMEE24": "fermé",
}

STATES: tuple[State, ...] = (
    State("/connexion", "vide", at("/connexion"), "#mot_de_passe"),
    State("/connexion", "refusé (422)", site("", ""), "[role=alert]"),
    State(
        "/connexion", "mauvais mot de passe", site("RSEACT24", "Pas-le-bon-2009"), "[role=alert]"
    ),
    *(State("/connexion", words, site(code)) for code, words in _STANDINGS.items()),
    State("/connexion", "pour une application", portal(), "#mot_de_passe"),
    State("/connexion", "refusé, pour une application", portal("ATTENTE2")),
    State("/connexion/mot-de-passe", "à choisir", site("TEMPNEUF"), "#nouveau_mot_de_passe"),
    State("/connexion/mot-de-passe", "refusé (422)", _change_refused, "[role=alert]"),
    State("/connexion/organisation", "deux services", portal("DEUXRSE2"), "input[type=radio]"),
    State("/connexion/code", "demandé", portal("RSEACT24", acr_values=_SECOND_FACTOR), "#code"),
    State("/connexion/code", "refusé (422)", _code_refused, "[role=alert]"),
    State("/connexion/consentement", "demandé", portal("RSEACT24", prompt="consent")),
    State("/connexion/compte", "à choisir", _select),
    State("/appareil", "code à taper", _device),
    State("/appareil", "refusé (422)", _device_refused, "[role=alert]"),
    State("/oidc/authorize", "requête refusée", portal(redirect_uri="http://127.0.0.1:9/autre")),
    State("/oidc/logout", "à confirmer", _logout),
    State("/compte/fermee", "session fermée", _signed_out),
)

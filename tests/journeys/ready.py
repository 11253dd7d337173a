"""The ready accounts as the journeys use them, and how one signs in with them."""

from tests.journeys.visitor import Page, Visitor

PASSWORD = "Flocon-Demo-2009"
ACTIVE, USER, TWO, MANDATE = "RSEACT24", "USAGER24", "DEUXRSE2", "MANDAT24"
TEMPORARY, EXPIRED, LOCKED = "TEMPNEUF", "PASSEE24", "SERRURE2"
PENDING, REFUSED, SUSPENDED, CLOSED = "ATTENTE2", "REFUSEE2", "SUSPENS2", "FERMEE24"


async def sign_in(
    visitor: Visitor, code: str, password: str = PASSWORD, *, lang: str = "fr"
) -> Page:
    """What a person sees after the sign-in form; the form must be the first one of its page."""
    page = await visitor.get(f"/connexion?lang={lang}")
    assert {"code_utilisateur", "mot_de_passe"} <= page.forms[0].fields.keys()
    return await visitor.send(page.forms[0], code_utilisateur=code, mot_de_passe=password)


def leads_to(page: Page, path: str) -> bool:
    """Whether a link of the page leads to a path, or below it."""
    return any(href == path or href.startswith(f"{path}/") for href, _ in page.links)

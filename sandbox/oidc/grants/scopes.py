"""Which scopes the grants of a client can give it."""

from sandbox.domain.provider import Client
from sandbox.oidc.clients import RelyingParty
from sandbox.oidc.protected.claims import SCOPES

_OF_A_MACHINE = {"client_credentials"}


def scopes_of(client: Client) -> tuple[str, ...]:
    """Scopes that a client may really ask for: in the order of discovery, then its resources'.

    A machine speaks for no person, so of those it registered only its resources' remain (see
    `client_credentials`).
    """
    allowed = RelyingParty(client).scopes
    grants = set(client.metadata.get("grant_types") or ("authorization_code",))
    of_a_person = () if grants - {"refresh_token"} == _OF_A_MACHINE else SCOPES
    return (*(one for one in of_a_person if one in allowed), *sorted(allowed - set(SCOPES)))

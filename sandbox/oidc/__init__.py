"""Face 1: the OpenID provider. The only importer of Authlib and joserfc."""

from sandbox.oidc.grants.scopes import scopes_of
from sandbox.oidc.jose.algorithms import ASYMMETRIC
from sandbox.oidc.jose.keyring import KeyRing
from sandbox.oidc.jose.keys import keys_of, rotate, use_now
from sandbox.oidc.logout.courier import Courier
from sandbox.oidc.logout.deliveries import deliver_due
from sandbox.oidc.mint import Mint
from sandbox.oidc.outbound import Documents, Reach
from sandbox.oidc.protected.claims import SCOPES
from sandbox.oidc.registration.registrar import Registrar
from sandbox.oidc.routes import routes
from sandbox.oidc.tampering.lines import HANG_UP, Dropped

__all__ = [
    "ASYMMETRIC",
    "HANG_UP",
    "SCOPES",
    "Courier",
    "Documents",
    "Dropped",
    "KeyRing",
    "Mint",
    "Reach",
    "Registrar",
    "deliver_due",
    "keys_of",
    "rotate",
    "routes",
    "scopes_of",
    "use_now",
]

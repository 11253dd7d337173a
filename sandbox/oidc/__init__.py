"""Face 1: the OpenID provider. The only importer of Authlib and joserfc."""

from sandbox.oidc.algorithms import ASYMMETRIC
from sandbox.oidc.courier import Courier
from sandbox.oidc.deliveries import deliver_due
from sandbox.oidc.keyring import KeyRing
from sandbox.oidc.keys import keys_of, rotate, use_now
from sandbox.oidc.outbound import Documents, Reach
from sandbox.oidc.routes import routes

__all__ = [
    "ASYMMETRIC",
    "Courier",
    "Documents",
    "KeyRing",
    "Reach",
    "deliver_due",
    "keys_of",
    "rotate",
    "routes",
    "use_now",
]

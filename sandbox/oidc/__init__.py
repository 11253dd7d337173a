"""Face 1: the OpenID provider. The only importer of Authlib and joserfc."""

from sandbox.oidc.outbound import Documents, Reach
from sandbox.oidc.routes import routes

__all__ = ["Documents", "Reach", "routes"]

"""The grants of the token endpoint, one module each."""

from sandbox.oidc.grants.client_credentials import ServiceGrant
from sandbox.oidc.grants.code import CodeGrant
from sandbox.oidc.grants.device import DeviceRequests, PollingGrant
from sandbox.oidc.grants.held import Held
from sandbox.oidc.grants.id_token import IdTokenIssue
from sandbox.oidc.grants.refresh import RotatingRefreshGrant
from sandbox.oidc.grants.token_exchange import ExchangeGrant

__all__ = [
    "CodeGrant",
    "DeviceRequests",
    "ExchangeGrant",
    "Held",
    "IdTokenIssue",
    "PollingGrant",
    "RotatingRefreshGrant",
    "ServiceGrant",
]

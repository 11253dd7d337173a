"""The protocol profile: paths, lives and names that the whole face shares.

Durations are of the protocol hand. What discovery announces is derived from here and from what is
registered, never written a second time.
"""

from datetime import timedelta

from sandbox.services.session_ends import OFFLINE as OFFLINE
from sandbox.services.session_ends import outlives_session as outlives_session

FAPI2 = "fapi2"
"""Value of `security_profile` (our own metadata) that demands the FAPI 2.0 Security Profile."""

CODE_LIFE = timedelta(seconds=60)
"""An authorization code; RFC 6749 section 4.1.2 allows ten minutes at most."""
JWKS_AGE = timedelta(seconds=60)
"""How long discovery and keys may be cached: long enough to spare a busy relying party, short
enough for a rotation in a test."""
ACCESS_LIFE = timedelta(hours=1)
"""An access token."""
ID_TOKEN_LIFE = timedelta(hours=1)
"""An ID token."""
REFRESH_LIFE = timedelta(days=30)
"""A family of refresh tokens, counted from its first one; rotation does not lengthen it."""
LOGOUT_TOKEN_LIFE = timedelta(minutes=2)
"""A logout token, stamped anew for each attempt (Back-Channel Logout section 4: short)."""

AUTHORIZE = "/oidc/authorize"
TOKEN = "/oidc/token"
REGISTER = "/oidc/register"
PUSH = "/oidc/par"
DEVICE_AUTHORIZATION = "/oidc/device_authorization"
DEVICE_PAGE = "/appareil"
JWKS = "/oidc/jwks"
USERINFO = "/oidc/userinfo"
INTROSPECT = "/oidc/introspect"
REVOKE = "/oidc/revoke"
LOGOUT = "/oidc/logout"
SUBSCRIPTION = "/pes/inscription"
SIGN_IN = "/connexion"
SELECT_ACCOUNT = "/connexion/compte"
CHOOSE_ORGANISATION = "/connexion/organisation"
CONFIRM = "/connexion/code"
CONSENT = "/connexion/consentement"
ENROL = "/inscription"

RESPONSE_TYPES = ("code",)
CHALLENGE_METHODS = ("S256",)
PROMPTS = ("none", "login", "consent", "select_account", "create")
DISPLAYS = ("page", "popup", "touch", "wap")
SECRET_METHODS = ("client_secret_basic", "client_secret_post")
ASSERTION_METHODS = ("client_secret_jwt", "private_key_jwt")
CONFIDENTIAL_METHODS = (*SECRET_METHODS, *ASSERTION_METHODS)
CLIENT_AUTH_METHODS = (*CONFIDENTIAL_METHODS, "none")

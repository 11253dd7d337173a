"""Proof Key for Code Exchange (RFC 7636) as the profile wants it."""

from collections.abc import Iterator
from contextlib import contextmanager

from authlib.oauth2.rfc6749 import InvalidRequestError, OAuth2Error
from authlib.oauth2.rfc7636 import CodeChallenge

from sandbox.oidc.grants import CodeGrant
from sandbox.oidc.profile import CHALLENGE_METHODS
from sandbox.oidc.refusals import Refusal


class CodeProof(CodeChallenge):  # type: ignore[misc]
    """PKCE by S256 alone, asked for with the code of all who must (RFC 7636)."""

    DEFAULT_CODE_CHALLENGE_METHOD = "S256"
    SUPPORTED_CODE_CHALLENGE_METHOD = CHALLENGE_METHODS

    def validate_code_challenge(self, grant: CodeGrant, redirect_uri: str) -> None:
        """Refuse what Authlib would let through: `plain`, its default, and no proof at all."""
        asked = grant.request.payload.data
        challenge, method = asked.get("code_challenge"), asked.get("code_challenge_method")
        with _teaching("Send code_challenge = BASE64URL(SHA256(code_verifier)) and method S256."):
            super().validate_code_challenge(grant, redirect_uri)
            if challenge and method not in CHALLENGE_METHODS:
                raise InvalidRequestError("code_challenge_method must be S256.")
            if not challenge and grant.request.client.must_challenge:
                raise InvalidRequestError("This client must send code_challenge.")

    def validate_code_verifier(self, grant: CodeGrant, result: None) -> None:
        """Authlib's check, told with the section it comes from."""
        with _teaching("Send the code_verifier whose hash was sent to begin with."):
            super().validate_code_verifier(grant, result)


@contextmanager
def _teaching(hint: str) -> Iterator[None]:
    """Give an error of PKCE its hint and its section."""
    try:
        yield
    except OAuth2Error as error:
        error.refusal = Refusal(error.error, error.description, hint, "RFC 7636 section 4")
        raise

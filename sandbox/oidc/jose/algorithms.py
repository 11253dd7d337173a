"""Which algorithms of JOSE are used here, and for what; anything else is refused by name.

`none` and HMAC are among no provider keys: a client that asks for HS256 gets its ID tokens signed
with its own secret, and nothing else here ever verifies by it (algorithm confusion).
"""

from typing import Any

from joserfc.errors import UnsupportedAlgorithmError
from joserfc.jwe import JWERegistry
from joserfc.jws import JWSRegistry

DEFAULT_ALG = "RS256"
"""What Core section 15.1 makes every provider support."""
ASYMMETRIC = ("RS256", "PS256", "ES256", "EdDSA", "Ed25519")
"""`Ed25519` is the full name of what most libraries still call `EdDSA` (RFC 9864)."""
SYMMETRIC = ("HS256",)
SIGNING = (*ASYMMETRIC, *SYMMETRIC)
"""What ID tokens, userinfo and authorization responses may be signed with."""
HIGH_ASSURANCE = ("PS256", "ES256", "EdDSA", "Ed25519")
"""FAPI 2.0 Security Profile section 5.4.1."""
ENCRYPTION_ALGS = ("RSA-OAEP", "RSA-OAEP-256", "ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A256KW")
ENCRYPTION_ENCS = ("A128CBC-HS256", "A256CBC-HS512", "A128GCM", "A256GCM")


class Signatures(JWSRegistry):
    """joserfc's signatures, confined to ours; `EdDSA` stays, since relying parties ask for it."""

    max_header_length = 4096  # a DPoP proof carries an RSA key in its header

    def __init__(self, allowed: tuple[str, ...]) -> None:
        super().__init__(strict_check_header=False)
        self._names = allowed

    def get_alg(self, name: str) -> Any:
        """The algorithm, or `UnsupportedAlgorithmError`; `none` is never among them."""
        if name not in self._names:
            raise UnsupportedAlgorithmError(f"Algorithm '{name}' is not used here")
        return self.algorithms[name]


REGISTRY = Signatures(ASYMMETRIC)
"""Verifies what somebody else sent, and signs with our keys."""
SECRET_REGISTRY = Signatures(SYMMETRIC)
"""Only where a client's own secret is the key."""
ENCRYPTIONS = JWERegistry(algorithms=[*ENCRYPTION_ALGS, *ENCRYPTION_ENCS])

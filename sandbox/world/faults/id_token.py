"""The ID token (Core sections 2 and 3.1.3.7)."""

from sandbox.world.faults.kinds import Fault, Option, Place

_SUITE = "oidcc-client-test-"


def _fault(name: str, reason: str, module: str = "", *options: Option) -> Fault:
    return Fault(
        f"id-token-{name}",
        Place.ID_TOKEN,
        ("token",),
        reason=f"id_token.{reason}" if reason else "",
        certification=_SUITE + module if module else "",
        options=options,
    )


FAULTS: tuple[Fault, ...] = (
    _fault("wrong-iss", "iss", "invalid-iss"),
    _fault("wrong-aud", "aud", "invalid-aud"),
    _fault("missing-aud", "aud", "missing-aud"),
    _fault("aud-with-a-stranger", "aud"),
    _fault("several-aud-without-azp", "azp"),
    _fault("wrong-azp", "azp"),
    _fault("missing-sub", "sub", "missing-sub"),
    # Nothing in the token itself is wrong: it is found out where the other answer is compared.
    Fault("id-token-wrong-sub", Place.ID_TOKEN, ("token",), reason="userinfo.sub"),
    _fault("missing-iat", "iat", "missing-iat"),
    _fault("expired", "exp"),
    _fault("not-yet-valid", "nbf"),
    _fault("iat-in-the-future", "iat"),
    _fault("wrong-nonce", "nonce", "nonce-invalid"),
    _fault("missing-nonce", "nonce"),
    _fault("wrong-at-hash", "at_hash", "invalid-athash"),
    _fault("signature-tampered", "signature", "invalid-sig-rs256"),
    _fault("alg-none", "alg"),
    _fault("hs256-public-key", "alg"),
    _fault("unknown-kid", "kid"),
    _fault("no-kid-two-keys", "kid", "kid-absent-multiple-jwks"),
    _fault("no-kid-one-key", "", "kid-absent-single-jwks"),
    _fault("unknown-crit", "crit"),
    _fault("wrong-typ", "typ"),
    _fault("auth-time-too-old", "auth_time"),
    _fault("acr-lower-than-asked", "acr"),
    _fault("simulation-missing", "simulation"),
    _fault("oversized", "size", "", Option("kilobytes", 128, 16, 1024, "KiB")),
    _fault("encrypted-to-another-key", "encryption"),
)

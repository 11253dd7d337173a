"""The token endpoint (RFC 6749 sections 5.1 and 5.2)."""

from sandbox.world.faults.kinds import Fault, Option, Place

ERRORS = ("invalid_grant", "invalid_client", "invalid_request")
"""Errors of RFC 6749 section 5.2 that are told in its own way."""
STATUSES = (401, 403, 500, 502, 503, 504)
"""Statuses without a word of OAuth; 429 comes with `Retry-After`."""


def _fault(name: str, reason: str, *options: Option, module: str = "") -> Fault:
    return Fault(
        f"token-{name}",
        Place.TOKEN,
        ("token",),
        reason=reason,
        certification=module,
        options=options,
    )


FAULTS: tuple[Fault, ...] = (
    *(_fault(error.replace("_", "-"), f"token.{error}") for error in ERRORS),
    *(_fault(str(status), "http.status") for status in STATUSES),
    _fault("429", "http.too_many_requests", Option("seconds", 2, 1, 3600, "s")),
    _fault("html-page", "http.content_type"),
    _fault("malformed-json", "http.json"),
    _fault("wrong-content-type", "http.content_type"),
    _fault("access-token-missing", "token.access_token"),
    _fault("token-type-missing", "token.token_type"),
    _fault(
        "expires-in-missing",
        "",
        module="fapi2-security-profile-final-client-test-token-endpoint-response-without-expires_in",
    ),
    _fault("id-token-missing", "token.id_token"),
    _fault("token-type-unknown", "token.token_type"),
    _fault("expires-in-text", "token.expires_in"),
    _fault("expires-in-negative", "token.expires_in"),
    _fault("expires-in-tiny", ""),
    _fault("expires-in-huge", ""),
    _fault("scope-narrowed", "token.scope"),
    _fault("slow-body", "http.timeout", Option("seconds", 10, 1, 60, "s")),
    _fault("long-delay", "http.timeout", Option("seconds", 30, 1, 120, "s")),
    _fault("dropped", "http.connection"),
    _fault("redirect", "http.redirect"),
)

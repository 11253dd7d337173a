"""The authorization response (RFC 6749 section 4.1.2, Core section 3.1.2, RFC 9207)."""

from sandbox.world.faults.kinds import Fault, Option, Place

_SUITE = "fapi2-security-profile-final-client-test-"
ERRORS = (
    "access_denied",
    "temporarily_unavailable",
    "server_error",
    "invalid_scope",
    "unauthorized_client",
    "unsupported_response_type",
    "login_required",
    "consent_required",
    "interaction_required",
    "account_selection_required",
    "unmet_authentication_requirements",
)
"""Errors of RFC 6749 section 4.1.2.1, of Core section 3.1.2.6 and of Unmet Authentication
Requirements 1.0.
"""


def _fault(name: str, reason: str, module: str = "", *options: Option) -> Fault:
    return Fault(
        f"authorization-{name}",
        Place.AUTHORIZATION,
        ("authorize",),
        reason=f"authorization.{reason}" if reason else "",
        certification=_SUITE + module if module else "",
        options=options,
    )


FAULTS: tuple[Fault, ...] = (
    *(_fault(error.replace("_", "-"), error) for error in ERRORS),
    _fault(
        "state-missing",
        "state",
        "ensure-authorization-response-with-invalid-missing-state-fails",
    ),
    _fault("state-altered", "state", "ensure-authorization-response-with-invalid-state-fails"),
    _fault("code-missing", "code"),
    _fault("iss-wrong", "iss", "invalid-authorization-response-iss"),
    _fault("iss-missing", "iss", "remove-authorization-response-iss"),
    _fault("sent-twice", "repeated"),
    _fault("extra-parameters", ""),
    _fault("redirect-delayed", "", "", Option("seconds", 3, 1, 60, "s")),
)

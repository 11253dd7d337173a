"""The UserInfo endpoint (Core section 5.3, RFC 6750 section 3)."""

from sandbox.world.faults.kinds import Fault, Place


def _fault(name: str, reason: str, module: str = "") -> Fault:
    return Fault(
        f"userinfo-{name}", Place.USERINFO, ("userinfo",), reason=reason, certification=module
    )


FAULTS: tuple[Fault, ...] = (
    _fault("other-sub", "userinfo.sub", "oidcc-client-test-userinfo-invalid-sub"),
    _fault("401-invalid-token", "userinfo.invalid_token"),
    _fault("403-insufficient-scope", "userinfo.insufficient_scope"),
    _fault("missing-claims", "userinfo.claims"),
    _fault("wrong-types", "userinfo.types"),
    _fault("empty-body", "http.json"),
    _fault("html", "http.content_type"),
)

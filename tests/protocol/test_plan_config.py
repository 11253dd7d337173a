"""Certification plan Config: the discovery document and the keys."""

from tests.protocol import suite_checks as check
from tests.protocol.suite import Suite


async def test_oidcc_discovery_endpoint_verification(tls_suite: Suite) -> None:
    """Discovery names its own issuer, https endpoints, the code flow, RS256, and public keys."""
    metadata = check.discovery(
        await tls_suite.house.http.get(tls_suite.issuer + check.WELL_KNOWN), tls_suite.issuer
    )
    assert "code" in metadata["response_types_supported"]
    assert "authorization_code" in metadata["grant_types_supported"]
    assert {key["kty"] for key in await tls_suite.keys()} >= {"RSA"}

"""Honest tokens: hashes by the examples of the specification."""

import pytest

from sandbox.oidc.jose.minting import half_hash


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y", "77QmUPtjPfzWtF2AnpK9RQ"),
        (
            "Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk",
            "LDktKdoQak3Pk0cnXxCltA",
        ),
    ],
)
def test_the_half_hash_is_the_one_of_core_appendix_a(value: str, expected: str) -> None:
    """The examples printed in the specification come out to the letter."""
    assert half_hash(value, "RS256") == expected


@pytest.mark.parametrize("alg", ["EdDSA", "Ed25519"])
def test_an_edwards_signature_halves_a_longer_hash(alg: str) -> None:
    """Ed25519 goes with SHA-512, whose half is 32 bytes or 43 characters."""
    assert len(half_hash("x", alg)) == 43

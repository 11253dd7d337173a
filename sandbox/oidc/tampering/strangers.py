"""Public keys of nobody: their private halves were never kept, so nothing is signed by them and
nothing encrypted to them is ever read.
"""

from typing import Any

from sandbox.oidc.clients import Encryption

RSA: dict[str, Any] = {
    "kty": "RSA",
    "e": "AQAB",
    "n": "x7uA2H6a6CBfmsVxKFKjdPv6EOkCe07d_aUmoBUGnQeOS0UTuB6hsrGyD7xgfhx0cARFMXG9DBw33xG4DuY3OWmu"
    "z3eDE4FxQ-FOedGJQQYg_sAUiQbCJHQuLWX-8ImRsl70VxuoAp6LWnrE4zeOalhnNIlXjncWNyHm8uDjkqB_AKiE"
    "R7x349p4aCkTBctTEbr6pRxY59VDHxNJi58Rlig-L4ORZZsk1lqAF3OXaPlSvSbo4aut4w0vBkB2zZ6an2kCQCNw"
    "iStdxeDDTFnBLbfab-9bmDl9Yj1wTRhsuv762-WKL_c9cRVOutr1t1zpLQYxtvyiL9CNj2lkp5V0Xw",
}
EC: dict[str, Any] = {
    "kty": "EC",
    "crv": "P-256",
    "x": "MCnBSolLD9xZrnyyWRcPGNAUrJ7h9n0sR50I0amd26k",
    "y": "mihdpn8snYY9AsL4iN1QEDg2tVtPamrmHyMgfY7IS7A",
}
OKP: dict[str, Any] = {
    "kty": "OKP",
    "crv": "Ed25519",
    "x": "tdv1VMldXrVp2PjGrJ168ORRgUT8TwZjwnSOuiAKKuQ",
}
_BY_TYPE = {"RSA": RSA, "EC": EC, "OKP": OKP}
USUAL = Encryption("RSA-OAEP", "A128CBC-HS256")
"""How a token is encrypted for a client that registered no encryption."""


def like(jwk: dict[str, Any], kid: str) -> dict[str, Any]:
    """A published key of nobody in the place of `jwk`: same type and use, named `kid`."""
    return {**_BY_TYPE[jwk["kty"]], "kid": kid, "use": jwk["use"], "alg": jwk["alg"]}


def receiver(how: Encryption) -> dict[str, Any]:
    """A key of nobody that something can be encrypted to in this way."""
    return {**(RSA if how.alg.startswith("RSA") else EC), "kid": "stranger", "use": "enc"}

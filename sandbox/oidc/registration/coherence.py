"""What the members of a client's metadata ask of one another."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from sandbox.oidc.jose.algorithms import HIGH_ASSURANCE, SYMMETRIC
from sandbox.oidc.jose.key_sets import can_encrypt
from sandbox.oidc.profile import FAPI2
from sandbox.oidc.refusals import invalid_metadata
from sandbox.services.addresses import origin_of

Metadata = Mapping[str, Any]

ANSWERS = ("id_token", "userinfo", "authorization")
"""What is signed for a client, and encrypted to it: `<answer>_signed_response_alg` and so on."""
_METHOD = "token_endpoint_auth_method"
_METHOD_ALG = "token_endpoint_auth_signing_alg"
_CONFIDENTIAL = {
    "client_credentials": "RFC 6749 section 4.4",
    "urn:ietf:params:oauth:grant-type:token-exchange": "RFC 8693 section 5",
}
"""Grants of clients that authenticate."""
_REQUEST_ALG = "request_object_signing_alg"
_OIDC = "OpenID Connect Registration section 2"


def hosts(redirect_uris: list[str]) -> frozenset[str]:
    """Hosts of the http(s) redirect URIs; the scheme of an app names none."""
    found = (urlsplit(uri) for uri in redirect_uris)
    return frozenset(parts.hostname or "" for parts in found if parts.scheme in ("http", "https"))


def check(metadata: Metadata) -> None:
    """Raise `Refusal` for the first contradiction in complete metadata."""
    for rule in _RULES:
        rule(metadata)


def _grants(metadata: Metadata) -> None:
    """RFC 7591 section 2.1: a grant by code and the response type `code` go together."""
    grants, responses = metadata["grant_types"], metadata["response_types"]
    if ("authorization_code" in grants) != ("code" in responses):
        raise invalid_metadata(
            "response_types",
            "contradicts grant_types",
            "Register response_types code and grant_types authorization_code together.",
            "RFC 7591 section 2.1",
        )
    if not set(grants) - {"refresh_token"}:
        raise invalid_metadata(
            "grant_types", "holds none that begins", "Register the grant that gives the tokens."
        )
    if "authorization_code" in grants and not metadata["redirect_uris"]:
        raise invalid_metadata(
            "redirect_uris",
            "is missing",
            "Register every address that an authorization response may go to.",
            "RFC 7591 section 2",
            error="invalid_redirect_uri",
        )
    for grant, cite in _CONFIDENTIAL.items():
        if grant in grants and metadata[_METHOD] == "none":
            raise invalid_metadata(
                "grant_types",
                f"holds {grant.rpartition(':')[2]} for a client without credentials",
                "Register a token_endpoint_auth_method other than none.",
                cite,
            )


def _key_sets(metadata: Metadata) -> None:
    if "jwks" in metadata and "jwks_uri" in metadata:
        raise invalid_metadata(
            "jwks", "comes with jwks_uri", "Register one of them.", "RFC 7591 section 2"
        )


def _needs_keys(metadata: Metadata) -> None:
    """An algorithm for request objects asks for none: a client may name it and send none."""
    has_keys = "jwks" in metadata or "jwks_uri" in metadata
    signed = metadata.get("require_signed_request_object", False)
    by_secret = metadata.get(_REQUEST_ALG) in SYMMETRIC
    wanting = {
        f"{_METHOD} private_key_jwt": metadata[_METHOD] == "private_key_jwt",
        "require_signed_request_object": signed and not by_secret,
    }
    for member, wants in wanting.items():
        if wants and not has_keys:
            raise invalid_metadata(
                member, "needs a key of the client", "Register jwks or jwks_uri with it.", _OIDC
            )


def _signatures(metadata: Metadata) -> None:
    """HS256 is keyed by the client's secret: there has to be one (Core section 10.1)."""
    if metadata[_METHOD].startswith("client_secret"):
        return
    for member in (*(f"{answer}_signed_response_alg" for answer in ANSWERS), _REQUEST_ALG):
        if metadata.get(member) in SYMMETRIC:
            raise invalid_metadata(
                member,
                "needs a client secret",
                "Register a client_secret_* method, or an asymmetric algorithm.",
                "OpenID Connect Core section 10.1",
            )


def _assertions(metadata: Metadata) -> None:
    """An algorithm that the method has no use for is kept: libraries name theirs regardless."""
    alg, method = metadata.get(_METHOD_ALG), metadata[_METHOD]
    if alg is None or not method.endswith("_jwt"):
        return
    fits = alg in SYMMETRIC if method == "client_secret_jwt" else alg not in SYMMETRIC
    if not fits:
        raise invalid_metadata(
            _METHOD_ALG,
            f"does not go with {_METHOD}",
            "HS256 goes with client_secret_jwt, the others with private_key_jwt.",
            _OIDC,
        )


def _encryption(metadata: Metadata) -> None:
    for answer in ANSWERS:
        alg = metadata.get(f"{answer}_encrypted_response_alg")
        member = f"{answer}_encrypted_response_enc"
        if alg is None and member in metadata:
            raise invalid_metadata(
                member, "comes without an algorithm", f"Register {member[:-3]}alg too.", _OIDC
            )
        if alg is None or "jwks_uri" in metadata:
            continue
        if "jwks" not in metadata or not can_encrypt(metadata["jwks"], alg):
            raise invalid_metadata(
                f"{member[:-3]}alg",
                "needs a key to encrypt to",
                "Register in jwks a public key of its kind whose use is enc, or jwks_uri.",
                _OIDC,
            )


def _requests(metadata: Metadata) -> None:
    signed = metadata.get("require_signed_request_object", False)
    if signed and metadata.get(_REQUEST_ALG) == "none":
        raise invalid_metadata(
            _REQUEST_ALG,
            "is none where signed requests are required",
            "Register the algorithm that request objects are signed with.",
            "RFC 9101 section 10.5",
        )


def _subjects(metadata: Metadata) -> None:
    several = len(hosts(metadata["redirect_uris"])) > 1
    pairwise = metadata["subject_type"] == "pairwise"
    if pairwise and several and "sector_identifier_uri" not in metadata:
        raise invalid_metadata(
            "sector_identifier_uri",
            "is missing: the redirect URIs have several hosts",
            "Publish a JSON array of the redirect URIs and register its address.",
            "OpenID Connect Core section 8.1",
        )


def _front_channel(metadata: Metadata) -> None:
    uri = metadata.get("frontchannel_logout_uri")
    if uri is not None and origin_of(uri) not in map(origin_of, metadata["redirect_uris"]):
        raise invalid_metadata(
            "frontchannel_logout_uri",
            "has an origin that no redirect URI has",
            "Use the scheme, host and port of a registered redirect URI.",
            "Front-Channel Logout section 2",
            sent=uri,
        )


def _assurance(metadata: Metadata) -> None:
    """FAPI 2.0 Security Profile sections 5.3.2.1 and 5.4.1."""
    if metadata.get("security_profile") != FAPI2:
        return
    if metadata[_METHOD] != "private_key_jwt":
        raise invalid_metadata(
            _METHOD,
            "is not private_key_jwt",
            "The profile fapi2 authenticates clients by private_key_jwt.",
            "FAPI 2.0 Security Profile section 5.3.2.1",
        )
    members = (*(f"{answer}_signed_response_alg" for answer in ANSWERS), _METHOD_ALG)
    for member in (*members, _REQUEST_ALG):
        if metadata.get(member, HIGH_ASSURANCE[0]) not in HIGH_ASSURANCE:
            raise invalid_metadata(
                member,
                "is not strong enough for the profile fapi2",
                f"Send among: {', '.join(HIGH_ASSURANCE)}.",
                "FAPI 2.0 Security Profile section 5.4.1",
            )


_RULES: tuple[Callable[[Metadata], None], ...] = (
    _grants,
    _key_sets,
    _needs_keys,
    _signatures,
    _assertions,
    _encryption,
    _requests,
    _subjects,
    _front_channel,
    _assurance,
)

"""What a client may register of itself: the closed table of members, and their defaults.

Names are those of RFC 7591, OpenID Connect Registration 1.0 and the specifications that add to
them, with a few of our own. A member that is not in the table is ignored and not answered
(RFC 7591 section 2); one that is in it is either kept or refused. null is as if left out (RFC
7592 section 2.2).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.oidc import profile
from sandbox.oidc.bridge import GRANTS
from sandbox.oidc.clients import Leniency
from sandbox.oidc.jose.algorithms import (
    DEFAULT_ALG,
    ENCRYPTION_ALGS,
    ENCRYPTION_ENCS,
    HIGH_ASSURANCE,
    SIGNING,
)
from sandbox.oidc.jose.key_sets import public_keys
from sandbox.oidc.refusals import Refusal, invalid_metadata
from sandbox.oidc.registration.coherence import check, hosts
from sandbox.oidc.registration.members import (
    Reading,
    age,
    all_of,
    flag,
    one_of,
    scope,
    some_of,
    text,
    texts,
    words,
)
from sandbox.oidc.registration.uris import Addresses, listed
from sandbox.oidc.tokens.resources import absolute

INTERNATIONAL = ("client_name", "client_uri", "logo_uri", "policy_uri", "tos_uri")
"""Members that may come in several languages, as `client_name#fr` (RFC 7591 section 2.2)."""
_TAGGED = re.compile(r"([a-z_]+)#([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8}){0,5})")
_JARM = "JARM section 3"


@dataclass(frozen=True, slots=True)
class Registered:
    """Metadata that was checked, complete with its defaults, and the exceptions asked for."""

    metadata: dict[str, Any]
    leniencies: tuple[str, ...]

    @property
    def holds_secret(self) -> bool:
        """Whether the client authenticates by a secret, which it must then be given."""
        return str(self.metadata["token_endpoint_auth_method"]).startswith("client_secret")


def _members(addresses: Addresses, native: bool) -> dict[str, Reading]:
    """How each member is read."""

    def called(member: str, value: Any) -> str:
        return addresses.called(member, value)

    def referenced(member: str, value: Any) -> str:  # a fragment may hold a hash: Core 6.2
        return addresses.called(member, value, fragment=True)

    def returned_to(member: str, value: Any) -> str:
        return addresses.redirect(member, value, native=native)

    def many(read: Any) -> Reading:
        return lambda member, value: listed(member, value, read)

    signing = one_of(*SIGNING)
    return {
        "redirect_uris": many(returned_to),
        "response_types": some_of(profile.RESPONSE_TYPES),
        "grant_types": some_of([grant.GRANT_TYPE for grant in GRANTS]),
        "application_type": one_of("web", "native"),
        "token_endpoint_auth_method": one_of(*profile.CLIENT_AUTH_METHODS),
        "token_endpoint_auth_signing_alg": signing,
        "scope": scope,
        "client_name": text,
        "client_uri": addresses.shown,
        "logo_uri": addresses.shown,
        "policy_uri": addresses.shown,
        "tos_uri": addresses.shown,
        "contacts": texts,
        "software_id": text,
        "software_version": text,
        "jwks": public_keys,
        "jwks_uri": called,
        "sector_identifier_uri": called,
        "subject_type": one_of("pairwise", "public"),
        "id_token_signed_response_alg": signing,
        "userinfo_signed_response_alg": signing,
        "authorization_signed_response_alg": one_of(*SIGNING, cite=_JARM),
        **_encryptions(),
        "request_object_signing_alg": one_of(*SIGNING, "none", cite="RFC 9101 section 10.2"),
        "require_signed_request_object": flag,
        "request_uris": many(referenced),
        "require_pushed_authorization_requests": flag,
        "default_max_age": age,
        "require_auth_time": flag,
        "default_acr_values": words,
        "initiate_login_uri": called,
        "post_logout_redirect_uris": many(returned_to),
        "backchannel_logout_uri": called,
        "backchannel_logout_session_required": flag,
        "frontchannel_logout_uri": called,
        "frontchannel_logout_session_required": flag,
        "dpop_bound_access_tokens": flag,
        **_ours(many(_resource)),
    }


def _encryptions() -> dict[str, Reading]:
    found: dict[str, Reading] = {}
    for answer in ("id_token", "userinfo", "authorization"):
        found[f"{answer}_encrypted_response_alg"] = one_of(*ENCRYPTION_ALGS)
        found[f"{answer}_encrypted_response_enc"] = one_of(*ENCRYPTION_ENCS)
    return found


def _resource(member: str, value: Any) -> str:
    """Not an address that is called: whatever URI a resource goes by (RFC 8707 section 2)."""
    if not isinstance(value, str) or not absolute(value):
        raise invalid_metadata(
            member,
            "holds something else than absolute URIs",
            "Send absolute URIs without a fragment.",
            "RFC 8707 section 2",
        )
    return value


def _ours(resources: Reading) -> dict[str, Reading]:
    """Members that no specification names; they switch what the sandbox offers per client."""
    return {
        "security_profile": one_of(profile.FAPI2),
        "access_token_format": one_of("opaque", "jwt"),
        "resources": resources,
        "resource_identifiers": resources,
        "dpop_nonce_required": flag,
        "leniencies": all_of([leniency.value for leniency in Leniency]),
    }


def registered(asked: Mapping[str, Any], addresses: Addresses) -> Registered:
    """What is registered of what was asked; raises `Refusal` with an error of RFC 7591 3.2.2.

    What `sector_identifier_uri` holds is not looked at here: it has to be fetched.
    """
    told = {name: value for name, value in asked.items() if value is not None}
    _refuse_statement(told.get("software_statement"))
    members = _members(addresses, told.get("application_type") == "native")
    kept: dict[str, Any] = {}
    for name, read in members.items():
        if name in told:
            kept[name] = _read(name, told[name], read)
    for name, value in told.items():
        if (tagged := _TAGGED.fullmatch(name)) and tagged[1] in INTERNATIONAL:
            kept[name] = members[tagged[1]](tagged[1], value)
    complete = _completed(kept)
    check(complete)
    leniencies = tuple(complete.pop("leniencies", ()))
    return Registered(complete, leniencies)


def unknown(asked: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """The members that `registered` would ignore, and all those it reads."""
    known = list(_members(Addresses(), native=False))
    strange = [name for name in asked if name not in known and not _is_tagged(name)]
    return strange, known


def _is_tagged(name: str) -> bool:
    tagged = _TAGGED.fullmatch(name)
    return tagged is not None and tagged[1] in INTERNATIONAL


def _read(name: str, value: Any, read: Reading) -> Any:
    try:
        return read(name, value)
    except Refusal as refusal:
        if name == "redirect_uris":
            refusal.error = "invalid_redirect_uri"
        raise


def _refuse_statement(statement: Any) -> None:
    """No publisher of software is trusted here, so no statement can be (RFC 7591 section 2.3)."""
    if statement is None:
        return
    if not isinstance(statement, str) or statement.count(".") != 2:
        error, problem = "invalid_software_statement", "is not a signed JWT"
    else:
        error, problem = "unapproved_software_statement", "is of a publisher not trusted here"
    hint = "Leave software_statement out, and send the members themselves."
    raise invalid_metadata(
        "software_statement", problem, hint, "RFC 7591 section 3.2.2", error=error
    )


def _completed(kept: Mapping[str, Any]) -> dict[str, Any]:
    """`kept` with the defaults of what was left out (RFC 7591 section 2).

    `scope` has none: OpenID Connect does not know it as a member, and some of its clients refuse
    an answer that holds one they did not send. Without it every scope may be asked for.
    Subjects are pairwise where one sector follows from the redirect URIs, else public: a client
    of several hosts that asked for nothing is not refused for want of a sector.
    """
    grants = kept.get("grant_types", ["authorization_code"])
    one_sector = "sector_identifier_uri" in kept or len(hosts(kept.get("redirect_uris", []))) < 2
    high = kept.get("security_profile") == profile.FAPI2
    defaults: dict[str, Any] = {
        "redirect_uris": [],
        "grant_types": grants,
        "response_types": ["code"] if "authorization_code" in grants else [],
        "application_type": "web",
        "token_endpoint_auth_method": "private_key_jwt" if high else "client_secret_basic",
        "subject_type": "pairwise" if one_sector else "public",
        "id_token_signed_response_alg": HIGH_ASSURANCE[0] if high else DEFAULT_ALG,
    }
    if high:
        defaults["authorization_signed_response_alg"] = HIGH_ASSURANCE[0]
    return {**defaults, **kept}

"""What Authlib's client leaves to the application, one check a function.

Authlib verifies the signature, `exp`, `iat`, `nonce`, `at_hash` and a foreign `azp`. It does not
look at the `iss` of the response, nor insist that an ID token came at all; it compares `aud` only
when asked; and `acr` or our own `simulation` are not its business. The functions raise `Problem`
kinds and never touch the network, so that each can be tested with a dictionary.
"""

import hmac
from collections.abc import Mapping
from typing import Any, TypeGuard

from clients.pes_portal.problems import IssuerUnfit, SignInUnknown, TokenUnfit
from clients.pes_portal.settings import Settings

LEEWAY_SECONDS = 30
"""How far the issuer's watch may be from ours. Minutes would let expired tokens in."""
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
NEEDED_ENDPOINTS = (
    "authorization_endpoint",
    "token_endpoint",
    "userinfo_endpoint",
    "jwks_uri",
)


def check_metadata(metadata: Mapping[str, Any], settings: Settings) -> None:
    """The discovery document is of our issuer and names what we need (Discovery 1.0 section 4.3).

    Without the first check, whoever can answer once at the discovery address can name an issuer
    and keys of his own.
    """
    if metadata.get("issuer") != settings.issuer:
        raise IssuerUnfit(
            f"issuer: configured {settings.issuer!r}, "
            f"the discovery document says {metadata.get('issuer')!r}"
        )
    missing = [name for name in NEEDED_ENDPOINTS if not isinstance(metadata.get(name), str)]
    if missing:
        raise IssuerUnfit(f"the discovery document lacks {', '.join(missing)}")


def asymmetric_algorithms(metadata: Mapping[str, Any]) -> list[str]:
    """The signature algorithms of the issuer that need its private key.

    `none` and the HMAC family are never among them: the first proves nothing, and with the second
    whoever knows our client secret, or feeds a public key as if it were a secret, could sign.
    """
    announced = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
    return [name for name in announced if name != "none" and not name.startswith("HS")]


def check_response_issuer(iss: str | None, metadata: Mapping[str, Any], settings: Settings) -> None:
    """The response comes from the issuer we asked (RFC 9207 section 2.4).

    Where an application knows several issuers, this is what stops one of them from being handed
    a code of another. An issuer that announces the parameter and leaves it out is refused too.
    """
    announced = metadata.get("authorization_response_iss_parameter_supported") is True
    if iss is None and announced:
        raise SignInUnknown("the response lacks iss, which this issuer always sends")
    if iss is not None and iss != settings.issuer:
        raise SignInUnknown(f"the response names another issuer: {iss!r}")


def check_id_token(claims: Mapping[str, Any], settings: Settings) -> None:
    """What an ID token must say beyond its signature (Core section 3.1.3.7)."""
    if claims.get("iss") != settings.issuer:
        raise TokenUnfit(f"iss is {claims.get('iss')!r}")
    audience = claims.get("aud")
    audiences = [audience] if isinstance(audience, str) else audience
    if not isinstance(audiences, list) or settings.client_id not in audiences:
        raise TokenUnfit(f"aud is {audience!r}, not us")
    # Anyone in `aud` could present this token as theirs: we trust no other party by agreement.
    if any(one != settings.client_id for one in audiences):
        raise TokenUnfit(f"aud names parties we do not know: {audience!r}")
    if claims.get("azp", settings.client_id) != settings.client_id:
        raise TokenUnfit(f"azp is {claims.get('azp')!r}, not us")
    if not isinstance(claims.get("sub"), str) or not 0 < len(claims["sub"]) <= 255:
        raise TokenUnfit("sub is missing or longer than 255 characters")
    if settings.acr_values and claims.get("acr") not in settings.acr_values:
        raise TokenUnfit(f"acr is {claims.get('acr')!r}, which the portal does not accept")
    check_simulation(claims, settings)


def check_simulation(claims: Mapping[str, Any], settings: Settings) -> None:
    """A sandbox's token signs in at a portal under test only, and at every such portal only."""
    simulated = claims.get("simulation") is True
    if simulated is not settings.expect_simulation:
        raise TokenUnfit(
            "the token lacks simulation: true"
            if settings.expect_simulation
            else "the token comes from a simulation"
        )


def check_logout_token(
    header: Mapping[str, Any], claims: Mapping[str, Any], settings: Settings, now: float
) -> None:
    """What a logout token must say beyond its signature (Back-Channel Logout section 2.6).

    The type, the event and the absence of a nonce keep every other token of the issuer, an ID
    token above all, from ending sessions; `now` is in epoch seconds.
    """
    if str(header.get("typ", "")).lower().removeprefix("application/") != "logout+jwt":
        raise TokenUnfit("typ is not logout+jwt")
    if claims.get("iss") != settings.issuer:
        raise TokenUnfit("iss is not our issuer")
    audience = claims.get("aud")
    if audience != settings.client_id and audience != [settings.client_id]:
        raise TokenUnfit("aud is not us, or not us alone")
    issued, expires = claims.get("iat"), claims.get("exp")
    if not _is_number(issued) or not _is_number(expires):
        raise TokenUnfit("iat or exp is missing")
    if issued > now + LEEWAY_SECONDS or expires <= now - LEEWAY_SECONDS:
        raise TokenUnfit("it is expired, or issued in the future")
    events = claims.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(LOGOUT_EVENT), dict):
        raise TokenUnfit("events does not say that this is a logout")
    if "nonce" in claims:
        raise TokenUnfit("it has a nonce")
    named = [claims[name] for name in ("sub", "sid") if name in claims]
    if not named or not all(isinstance(name, str) and name for name in named):
        raise TokenUnfit("it names neither sub nor sid")
    if not isinstance(claims.get("jti"), str) or not claims["jti"]:
        raise TokenUnfit("jti is missing")
    check_simulation(claims, settings)


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def check_same_person(first: Mapping[str, Any], later: Mapping[str, Any], where: str) -> None:
    """UserInfo and refreshed ID tokens are about the person who signed in (Core 5.3.2, 12.2)."""
    if later.get("sub") != first["sub"]:
        raise TokenUnfit(f"{where} is about another person")


def check_refreshed(first: Mapping[str, Any], later: Mapping[str, Any]) -> None:
    """A refreshed ID token continues the same sign-in: same person, same moment (Core 12.2)."""
    check_same_person(first, later, "the refreshed ID token")
    if later.get("auth_time", first.get("auth_time")) != first.get("auth_time"):
        raise TokenUnfit("the refreshed ID token claims another auth_time")


def same_secret(expected: object, given: object) -> bool:
    """Compare two secrets in a time that tells nothing of where they differ."""
    if not isinstance(expected, str) or not isinstance(given, str) or not expected:
        return False
    return hmac.compare_digest(expected.encode(), given.encode())

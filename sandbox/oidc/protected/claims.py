"""The closed table of scopes and claims: what a token or userinfo may say, and nothing else.

Never here: NAS, notice, impotNET code, invitation number, password, full user code.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from sandbox.domain.model import Account, Mandate, Organisation, Person
from sandbox.services.standing import Position

ID_TOKEN = "id_token"
USERINFO = "userinfo"
ACCESS_TOKEN = "access_token"


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whom the claims are about: a person who acts for an organisation, as of now.

    `subject` is the `sub` that the client knows; `pes` is filled only where it is asked for.
    """

    subject: str
    person: Person
    account: Account
    position: Position
    mandates: tuple[tuple[Mandate, Organisation], ...] = ()
    pes: dict[str, Any] = field(default_factory=dict)

    @property
    def organisation(self) -> Organisation:
        """The organisation chosen at sign-in."""
        return self.position.organisation


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim: the scope that brings it, where it may appear, and how it is read.

    A value of None or an empty text is left out (Core section 5.3.2).
    """

    name: str
    scope: str
    read: Callable[[Bearer], Any]
    places: frozenset[str] = frozenset({USERINFO})


def _updated_at(bearer: Bearer) -> int | None:
    moment = bearer.person.updated_at
    return int(moment.timestamp()) if moment else None


def _address(bearer: Bearer) -> dict[str, str] | None:
    lines = bearer.organisation.address
    return {"formatted": lines, "country": "CA"} if lines else None


def _organisation(bearer: Bearer) -> dict[str, str]:
    found, enrolment = bearer.organisation, bearer.position.enrolment
    return {
        "id": found.id,
        "nom": found.name,
        "forme_juridique": found.legal_form.value,
        "genre": found.kind.value,
        "numero_identification": str(found.revenue_number),
        "inscription": enrolment.state.value if enrolment else "",
    }


def _mandates(bearer: Bearer) -> list[dict[str, Any]]:
    return [
        {
            "organisation": {"id": organisation.id, "nom": organisation.name},
            "debut": mandate.starts_on.isoformat(),
            "fin": mandate.ends_on.isoformat() if mandate.ends_on else None,
            "restriction": mandate.restriction,
        }
        for mandate, organisation in bearer.mandates
    ]


_EVERYWHERE = frozenset({ID_TOKEN, USERINFO, ACCESS_TOKEN})

CLAIMS: tuple[Claim, ...] = (
    Claim("name", "profile", lambda b: b.person.name),
    Claim("given_name", "profile", lambda b: b.person.given_name),
    Claim("family_name", "profile", lambda b: b.person.family_name),
    Claim("preferred_username", "profile", lambda b: b.account.user_code.masked),
    Claim("locale", "profile", lambda b: b.person.locale),
    Claim("zoneinfo", "profile", lambda b: "America/Toronto"),
    Claim("updated_at", "profile", _updated_at),
    Claim("email", "email", lambda b: b.person.email),
    # Every e-mail of a space is delivered by the sandbox's own post, so it does reach the person.
    Claim("email_verified", "email", lambda b: bool(b.person.email) or None),
    Claim("phone_number", "phone", lambda b: b.person.telephone or b.organisation.telephone),
    Claim("phone_number_verified", "phone", lambda b: False),
    Claim("address", "address", _address),
    # The organisation chosen at sign-in is part of who signed in: it is in the tokens as well.
    Claim("role", "entreprise", lambda b: b.position.role.value, _EVERYWHERE),
    Claim("organisation", "entreprise", _organisation, _EVERYWHERE),
    Claim("mandats", "entreprise", _mandates),
    Claim("pes", "pes", lambda b: b.pes or None),
)
"""Every claim that a scope brings."""

SCOPES: tuple[str, ...] = (
    "openid",
    *dict.fromkeys(claim.scope for claim in CLAIMS),
    "offline_access",
)
"""Every scope, in the order discovery lists them."""

TOKEN_CLAIMS: tuple[str, ...] = (
    "sub",
    "iss",
    "aud",
    "exp",
    "iat",
    "auth_time",
    "nonce",
    "acr",
    "amr",
    "at_hash",
    "sid",
    "simulation",
)
"""Claims of the ID token itself."""


def supported() -> list[str]:
    """What discovery announces under `claims_supported`."""
    return [*TOKEN_CLAIMS, *(claim.name for claim in CLAIMS)]


def said(
    bearer: Bearer, scopes: Iterable[str], place: str, asked: Iterable[str] = ()
) -> dict[str, Any]:
    """The claims that these scopes bring at this place, without the empty ones.

    `asked` are claims that the `claims` parameter wants there too (Core section 5.5).
    """
    granted, singly = set(scopes), set(asked)
    found = {
        claim.name: claim.read(bearer)
        for claim in CLAIMS
        if (claim.scope in granted and place in claim.places) or claim.name in singly
    }
    return {name: value for name, value in found.items() if value is not None and value != ""}

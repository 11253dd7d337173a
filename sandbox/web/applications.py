"""What people are told of an application: its name, its logo, its own pages, where to begin.

All of it was registered by the application, so none of it is trusted: an address that is not http
or https is left out, and the logo is the one image a page may load from elsewhere.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from sandbox.domain.provider import Client
from sandbox.services.ports import Tx

_AUTHORITY = re.compile(r"[A-Za-z0-9.-]+(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]+\](:[0-9]{1,5})?")


@dataclass(frozen=True, slots=True)
class Application:
    """A relying party as people see it; an address it did not register is an empty text."""

    name: str
    home: str = ""
    policy: str = ""
    terms: str = ""
    logo: str = ""

    @property
    def logo_origin(self) -> str:
        """Where the logo is loaded from, as the security policy of a page names it."""
        parts = urlsplit(self.logo)
        return f"{parts.scheme}://{parts.netloc}" if self.logo else ""


def application_of(client: Client, lang: str) -> Application:
    """What a client registered, in `lang` where it did so (RFC 7591 section 2.2)."""

    def told(name: str) -> str:
        return _spoken(client.metadata, name, lang)

    return Application(
        name=told("client_name") or client.client_id,
        home=_web_address(told("client_uri")),
        policy=_web_address(told("policy_uri")),
        terms=_web_address(told("tos_uri")),
        logo=_web_address(told("logo_uri")),
    )


def initiation(client: Client, issuer: str, login_hint: str = "") -> str:
    """Where a sign-in begun here leads (Core section 4); empty if the client has no such place."""
    where = _web_address(str(client.metadata.get("initiate_login_uri") or ""))
    if not where:
        return ""
    told = {"iss": issuer, **({"login_hint": login_hint} if login_hint else {})}
    parts = urlsplit(where)
    query = "&".join(part for part in (parts.query, urlencode(told)) if part)
    return parts._replace(query=query, fragment="").geturl()


async def begun_here(
    tx: Tx, issuer: str, lang: str, login_hint: str = ""
) -> list[tuple[Application, str]]:
    """The applications in which a sign-in can be begun from here, by name, and where it leads."""
    found = [
        (application_of(client, lang), initiation(client, issuer, login_hint))
        for client in await tx.find(Client)
    ]
    return sorted((pair for pair in found if pair[1]), key=lambda pair: pair[0].name)


def _spoken(metadata: Mapping[str, Any], name: str, lang: str) -> str:
    for key in (f"{name}#{lang}-CA", f"{name}#{lang}", name):
        value = metadata.get(key)
        if isinstance(value, str) and value:
            return value
    return ""


def _web_address(text: str) -> str:
    """The address if a page may lead there, else an empty text."""
    try:
        parts = urlsplit(text)
        _ = parts.port  # read so that one which is no number is refused
    except ValueError:
        return ""
    plain = parts.scheme in ("http", "https") and _AUTHORITY.fullmatch(parts.netloc)
    return text if plain and text.isprintable() else ""

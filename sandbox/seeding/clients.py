"""The ready clients: relying parties that every new space knows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from sandbox.seeding.reader import Reader


@dataclass(frozen=True, slots=True)
class ReadyClient:
    """One relying party; `metadata` holds RFC 7591 names."""

    client_id: str
    client_secret: str
    metadata: Mapping[str, Any]


def ready_client(reader: Reader, portal_url: str, backchannel_url: str = "") -> ReadyClient:
    """Read one `[[clients]]`, with the portal's address in its URIs.

    `backchannel_url` is where the sandbox itself reaches the portal, if not there.
    """
    portal = portal_url.rstrip("/")
    names = {
        "portal": portal,
        "portal_localhost": _as_localhost(portal),
        "portal_backchannel": backchannel_url.rstrip("/") or portal,
    }

    def addresses(key: str) -> list[str]:
        return list(dict.fromkeys(each.format_map(names) for each in reader.texts(key)))

    begins = reader.text("initiate_login_uri", "").format_map(names)
    client = ReadyClient(
        client_id=reader.text("client_id"),
        client_secret=reader.text("client_secret", ""),
        metadata={
            "client_name": reader.text("client_name"),
            "redirect_uris": addresses("redirect_uris"),
            "post_logout_redirect_uris": addresses("post_logout_redirect_uris"),
            "token_endpoint_auth_method": reader.text("token_endpoint_auth_method"),
            "grant_types": list(reader.texts("grant_types")),
            "response_types": list(reader.texts("response_types")),
            "scope": reader.text("scope"),
            "subject_type": reader.text("subject_type"),
            "id_token_signed_response_alg": reader.text("id_token_signed_response_alg"),
            **({"initiate_login_uri": begins} if begins else {}),
            **_told_of_logouts(reader, names),
        },
    )
    reader.done()
    return client


def _told_of_logouts(reader: Reader, names: Mapping[str, str]) -> dict[str, Any]:
    """Where a client that wants it is told of logouts (Back-Channel Logout section 2.2)."""
    uri = reader.text("backchannel_logout_uri", "")
    required = reader.flag("backchannel_logout_session_required", False)
    if not uri:
        return {}
    return {
        "backchannel_logout_uri": uri.format_map(names),
        "backchannel_logout_session_required": required,
    }


def _as_localhost(address: str) -> str:
    """The same address under the name `localhost` where it is a loopback one."""
    parts = urlsplit(address)
    if parts.hostname != "127.0.0.1":
        return address
    return urlunsplit(parts._replace(netloc=parts.netloc.replace("127.0.0.1", "localhost")))

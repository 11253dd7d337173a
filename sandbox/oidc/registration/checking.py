"""Metadata of a client, checked whole: each member, all together, and the document they name."""

import json
from collections.abc import Mapping
from typing import Any

from sandbox.oidc.errands import Errand
from sandbox.oidc.outbound import Unreachable
from sandbox.oidc.refusals import invalid_metadata
from sandbox.oidc.registration.metadata import Registered, registered
from sandbox.oidc.registration.uris import Addresses

MAX_METADATA = 16 * 1024
"""Greatest length of what is kept of one client, as JSON: all of them are read where an origin or
an application is looked for, and there may be `client_registration.MOST_REGISTERED`."""


def checked(errand: Errand, hosts: frozenset[str], body: Mapping[str, Any]) -> Registered:
    """What is registered of a body, its sector document included; raises `Refusal`.

    `hosts`: those inside a private network that the operator named.
    """
    asked = registered(body, Addresses(hosts))
    if len(json.dumps(asked.metadata)) > MAX_METADATA:
        raise invalid_metadata(
            "The metadata",
            "is too long",
            f"At most {MAX_METADATA} characters.",
            "RFC 7591 section 5",
        )
    sector = asked.metadata.get("sector_identifier_uri", "")
    if sector:
        _check_sector(errand, sector, asked.metadata["redirect_uris"])
    return asked


def _check_sector(errand: Errand, uri: str, redirect_uris: list[str]) -> None:
    """Core section 8.1: the document is a JSON array that holds every redirect URI."""
    member, cite = "sector_identifier_uri", "OpenID Connect Core section 8.1"
    try:
        listed = json.loads(errand.document(uri, anew=True))
    except Unreachable as error:
        raise invalid_metadata(member, "cannot be read", f"{error}.", cite) from None
    except (ValueError, RecursionError):
        listed = None
    if not isinstance(listed, list) or not set(redirect_uris) <= set(filter(_is_text, listed)):
        raise invalid_metadata(
            member,
            "does not list every redirect URI",
            "Publish a JSON array of all of them, equal character for character.",
            cite,
        )


def _is_text(value: object) -> bool:
    return isinstance(value, str)

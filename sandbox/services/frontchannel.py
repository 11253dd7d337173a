"""What a page loads to tell applications that a session is over (Front-Channel Logout 1.0).

Only the page on which a person signs out can do it: it needs her browser, and the cookies that
the applications left in it. The back channel needs neither.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sandbox.domain.provider import Client, Session
from sandbox.services.addresses import origin_of, with_query
from sandbox.services.ports import Tx

FRAME_SECONDS = 5
"""How long the page waits for its frames before it goes on without them."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One application to load: what it is called, its address, and the origin that allows."""

    name: str
    uri: str
    origin: str


async def frames_of(tx: Tx, issuer: str, ended: Sequence[Session]) -> tuple[Frame, ...]:
    """A frame for each application that one ended session reached and that asks for one.

    `iss` and `sid` go to those that require them (section 3); a query of theirs is kept.
    """
    reached = tuple(dict.fromkeys(id_ for session in ended for id_ in session.clients))
    clients = await tx.find(Client, client_id=reached) if reached else []
    found = []
    for client in clients:
        uri = str(client.metadata.get("frontchannel_logout_uri") or "")
        if client.metadata.get("frontchannel_logout_session_required") is True:
            uri = with_query(uri, {"iss": issuer, "sid": ended[0].sid}) if uri else ""
        if origin := origin_of(uri):
            name = str(client.metadata.get("client_name") or client.client_id)
            found.append(Frame(name, uri, origin))
    return tuple(found)

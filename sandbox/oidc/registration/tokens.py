"""Bearer tokens of registration: who may register, and whose registration may be managed."""

import hmac

from starlette.requests import Request

from sandbox.domain.provider import Client
from sandbox.oidc.credentials import authorization
from sandbox.oidc.refusals import Refusal
from sandbox.oidc.wire import desk_of, space_of
from sandbox.services.client_registration import initial_access_token
from sandbox.services.ports import Tx
from sandbox.services.sessions import digest
from sandbox.services.site import DEFAULT_SPACE
from sandbox.world.surroundings import World


def _refused(error: str, description: str, hint: str, cite: str) -> Refusal:
    """A 401 that has words in its body even where no token came.

    The challenge is then bare (RFC 6750 section 3.1), but nobody learns how to register from `{}`.
    """
    return Refusal(error, description, hint, cite, status=401, challenge="Bearer", outspoken=True)


def bearer_token(request: Request) -> str:
    """The token of the Authorization header, or an empty text without one."""
    header = authorization(request.headers)
    if not header:
        return ""
    scheme, _, value = header.partition(" ")
    if scheme.lower() != "bearer" or not value.strip():
        raise _refused(
            "invalid_token",
            "The Authorization header holds no bearer token.",
            "Send Authorization: Bearer and the token.",
            "RFC 6750 section 2.1",
        )
    return value.strip()


def admit(request: Request, world: World) -> None:
    """Refuse whoever may not register here (RFC 7591 section 3).

    On loopback, by a name of its own, the default space is open to all. Elsewhere it takes the
    token that the operator configured, or that of the space; a wrong token is refused even where
    none is needed.
    """
    sent = bearer_token(request)
    if not sent:
        here = desk_of(request).site.is_alone_here(request.headers.get("host", ""))
        if here and space_of(request) == DEFAULT_SPACE:
            return
        raise _refused(
            "",
            "No initial access token was sent.",
            "Send Authorization: Bearer with what `python -m sandbox registration-token` prints, "
            "or, where the state is in memory (--ephemeral), with SANDBOX_REGISTRATION_TOKEN, "
            "which the server is started with. None is needed in the default space, by a loopback "
            "name of a sandbox whose issuer is on loopback.",
            "RFC 7591 section 3",
        )
    configured: str = request.app.state.registration_token
    good = [initial_access_token(world), *([configured] if configured else [])]
    if not any(hmac.compare_digest(sent.encode(), each.encode()) for each in good):
        raise _refused(
            "invalid_token",
            "The initial access token is not that of this space.",
            "Send what `python -m sandbox registration-token --space <space>` prints. A server "
            "whose state is in memory takes SANDBOX_REGISTRATION_TOKEN alone.",
            "RFC 7591 section 3.2.2",
        )


async def managed(request: Request, tx: Tx) -> tuple[Client, str]:
    """The client whose registration this request may manage, and the token it showed.

    One answer for an unknown client, for one that came with the seed and for a wrong token: who
    has no token learns nothing of what is registered (RFC 7592 section 2).
    """
    sent = bearer_token(request)
    row = await tx.get(Client, request.path_params["id"])
    known = row.registration_hash if row is not None else ""
    if row is None or not known or not hmac.compare_digest(digest(sent), known):
        raise _refused(
            "invalid_token" if sent else "",
            "The registration access token is not that of a client registered here.",
            "Send the registration_access_token of the answer to the registration.",
            "RFC 7592 section 2",
        )
    return row, sent

"""Access tokens at a protected resource: bearer ones (RFC 6750), and bound ones (RFC 9449)."""

from dataclasses import dataclass

from starlette.requests import Request

from sandbox.domain.provider import Token, TokenKind
from sandbox.oidc.credentials import authorization
from sandbox.oidc.possession.binding import presented
from sandbox.oidc.protected.bearers import bearer_of
from sandbox.oidc.protected.claims import Bearer
from sandbox.oidc.refusals import Refusal
from sandbox.oidc.tokens.exchange import find_client
from sandbox.oidc.tokens.resources import granted
from sandbox.oidc.wire import FORM, body_form, query_form
from sandbox.services.ports import Tx
from sandbox.services.sessions import digest
from sandbox.world.surroundings import World


@dataclass(frozen=True, slots=True)
class Shown:
    """An access token as it was presented: its text, and the scheme that it came by."""

    value: str
    scheme: str = "Bearer"


@dataclass(frozen=True, slots=True)
class Access:
    """A live access token and the person it speaks for."""

    token: Token
    bearer: Bearer

    @property
    def scopes(self) -> frozenset[str]:
        """What was granted."""
        return frozenset(self.token.scope.split())


def _refusal(
    error: str, description: str, hint: str, cite: str, status: int = 401, scope: str = ""
) -> Refusal:
    return Refusal(error, description, hint, cite, status=status, challenge="Bearer", scope=scope)


async def presented_token(request: Request) -> Shown:
    """The access token of the request, sent in one way only (RFC 6750 section 2)."""
    if "access_token" in query_form(request).values:
        raise _refusal(
            "invalid_request",
            "An access token in the query is not accepted.",
            "Send Authorization: Bearer, since addresses end up in logs.",
            "RFC 6750 section 2.3",
            status=400,
        )
    sent = []
    header = authorization(request.headers)
    if header:
        scheme, _, value = header.partition(" ")
        if scheme.lower() not in ("bearer", "dpop") or not value.strip():
            raise _refusal(
                "invalid_request",
                "The Authorization header holds no access token.",
                "Send Authorization: Bearer, or DPoP, and the access token.",
                "RFC 6750 section 2.1",
                status=400,
            )
        sent.append(Shown(value.strip(), scheme))
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if request.method == "POST" and kind == FORM:
        typed = (await body_form(request)).once().get("access_token")
        if typed:
            sent.append(Shown(typed))
    if len(sent) > 1:
        raise _refusal(
            "invalid_request",
            "The access token was sent in two ways.",
            "Send it in the header or in the body.",
            "RFC 6750 section 2",
            status=400,
        )
    if not sent:
        # RFC 6750 section 3.1: nothing but the challenge for a request without any token.
        refusal = _refusal(
            "",
            "No access token was sent.",
            "Send Authorization: Bearer, or DPoP with a proof, and the access token.",
            "RFC 6750 section 3",
        )
        refusal.challenge = "Bearer DPoP"  # RFC 9449 section 7.2
        raise refusal
    return sent[0]


async def admitted(
    request: Request,
    tx: Tx,
    world: World,
    shown: Shown,
    scope: str,
    identifiers: frozenset[str],
) -> Access:
    """The access behind a token that is worth something now and holds `scope`, or a refusal.

    `identifiers` are the names of the resource that was asked, the issuer among them: a token
    meant for others only is not for it (RFC 9700 section 2.3).
    """
    row = await tx.get(Token, digest(shown.value))
    cite = "RFC 6750 section 3.1"
    if row is None or row.kind is not TokenKind.ACCESS:
        hint = "Send an access token of this space, as received; not an ID or a refresh token."
        raise _refusal("invalid_token", "The access token is unknown.", hint, cite)
    client = await find_client(tx, row.client_id)
    problem = ""
    if row.revoked_at is not None:
        problem = "The access token is revoked."
    elif row.expires_at <= world.instant:
        problem = "The access token has expired."
    elif client is None:
        problem = "The client of this access token no longer exists."
    if problem or client is None:
        hint = "Refresh it, or begin again at the authorization endpoint."
        raise _told(_refusal("invalid_token", problem, hint, cite), row)
    try:
        await presented(request, tx, world, client, row, shown.value, shown.scheme)
    except Refusal as unproven:
        raise _told(unproven, row) from None
    bearer = await bearer_of(tx, world, client, row)
    if isinstance(bearer, str):
        words = "The person behind this access token can no longer be spoken for."
        raise _told(_refusal("invalid_token", words, bearer, cite), row)
    if granted(row) and identifiers.isdisjoint(granted(row)):
        words = "The access token is meant for another resource."
        hint = f"Ask for it with resource={min(identifiers)}, or without any resource."
        raise _told(_refusal("invalid_token", words, hint, "RFC 8707 section 2"), row)
    if bearer is None:
        words = "The access token speaks for a client, and this resource is about a person."
        hint = "Send a token that came from a sign-in, not from client credentials."
        refusal = _refusal("insufficient_scope", words, hint, cite, status=403, scope=scope)
        raise _told(refusal, row)
    if scope not in row.scope.split():
        refusal = _refusal(
            "insufficient_scope",
            "The access token does not hold the scope needed.",
            f"Ask for the scope {scope} at the authorization endpoint.",
            cite,
            status=403,
            scope=scope,
        )
        raise _told(refusal, row)
    return Access(row, bearer)


def _told(refusal: Refusal, row: Token) -> Refusal:
    refusal.client_id, refusal.trace = row.client_id, row.trace
    return refusal

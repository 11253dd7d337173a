"""Authorization responses: by redirection or by a form, with `iss` and `state` on every one."""

from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from sandbox.oidc.authorization.asked import ReturnAddress
from sandbox.oidc.authorization.jarm import response_jwt
from sandbox.oidc.authorization.response_modes import carrier, packed
from sandbox.oidc.made import made
from sandbox.oidc.refusals import Refusal
from sandbox.oidc.wire import NOT_STORED, desk_of, pages_of, space_of
from sandbox.services.addresses import origin_of, with_query
from sandbox.services.frontchannel import Frame
from sandbox.services.mismatches import Kind, nearest

_PRIVATE = {**NOT_STORED, "Referrer-Policy": "no-referrer"}


def see_other(uri: str) -> Response:
    """A redirection that never repeats a POST (RFC 9700 section 4.12)."""
    return RedirectResponse(uri, 303, headers=_PRIVATE)


async def respond(request: Request, address: ReturnAddress, params: dict[str, str]) -> Response:
    """Send the answer back to the client (RFC 9207 section 2 for `iss`), as a JWT if so asked."""
    issuer = desk_of(request).site.issuer(space_of(request))
    fields = {**params, "iss": issuer}
    if address.state:
        fields["state"] = address.state
    noted = made(request)
    noted.client, noted.client_id = address.client, address.client.client_id
    noted.redirect_uri, noted.mode, noted.fields = address.redirect_uri, address.mode, fields
    return await carried(request, address, fields)


async def carried(request: Request, address: ReturnAddress, fields: dict[str, str]) -> Response:
    """These parameters and no others, by the response mode of the address."""
    uri, posted = await _sent(request, address, fields)
    if not posted:
        return see_other(uri)
    page = await pages_of(request).render(request, "form_post", action=uri, fields=posted)
    page.headers.update(_PRIVATE)
    return page


async def carried_twice(
    request: Request, address: ReturnAddress, fields: dict[str, str]
) -> Response:
    """A page that delivers one response two times: in a frame, then in its own place.

    For a redirect URI that has an origin, which the page must name to be allowed to frame it.
    """
    uri, posted = await _sent(request, address, fields)
    page = await pages_of(request).render(
        request,
        "response_twice",
        frames=(Frame("", uri, origin_of(uri)),),
        uri=uri,
        fields=posted,
    )
    page.headers.update(_PRIVATE)
    return page


async def _sent(
    request: Request, address: ReturnAddress, fields: dict[str, str]
) -> tuple[str, dict[str, str]]:
    """Where the browser goes, with the parameters in the address or, for a form, beside it."""
    if packed(address.mode):
        fields = {"response": await response_jwt(request, address.client, fields)}
    how = carrier(address.mode)
    if how == "query":
        return with_query(address.redirect_uri, fields), {}
    if how == "fragment":  # a registered redirect URI has none of its own
        return f"{address.redirect_uri}#{urlencode(fields)}", {}
    return address.redirect_uri, fields


async def refused_page(request: Request, refusal: Refusal) -> Response:
    """Our own page, where the address to return to is not to be trusted."""
    _note_near_miss(request, refusal)
    page = await pages_of(request).render(
        request,
        "authorization_error",
        status=refusal.status,
        error=refusal.error,
        description=refusal.description,
        hint=refusal.hint,
        cite=refusal.cite,
        sent=refusal.sent,
        expected=refusal.expected,
        explained=urlsplit(refusal.error_uri).path,  # a browser is already here
    )
    page.headers.update(_PRIVATE)
    return page


def _note_near_miss(request: Request, refusal: Refusal) -> None:
    """Tell the diagnosis page of a redirect URI that is almost a registered one."""
    sent, registered = (told.get("redirect_uri", "") for told in (refusal.sent, refusal.expected))
    meant = nearest(sent, registered.split()) if sent else None
    if meant:
        desk = desk_of(request)
        now = desk.clock.machine()
        desk.mismatches.note_uri(space_of(request), Kind.RETURN, sent, meant, now)

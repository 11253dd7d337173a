"""What comes in and goes out: strict reading of forms, answers that are not cached, one door.

A `Door` stands for one path. It answers every method, adds CORS for registered origins, turns a
`Refusal` into the answer that the endpoint's specification asks for and journals it.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from sandbox.domain.events import Event
from sandbox.oidc.cors import allowed, preflight
from sandbox.oidc.jose.algorithms import ASYMMETRIC
from sandbox.oidc.refusals import Refusal, ascii_text, invalid_request
from sandbox.oidc.teaching import journal_refusal, note_sent
from sandbox.services.desk import Desk

MAX_QUERY = 32 * 1024
"""Greatest length of a query, in bytes."""
MAX_BODY = 64 * 1024
"""Greatest length of a body, in bytes."""
MAX_FIELDS = 100
MANY = frozenset({"resource", "audience"})
"""Parameters that may be repeated (RFC 8707 section 2, RFC 8693 section 2.1)."""
FORM = "application/x-www-form-urlencoded"
NOT_STORED = {"Cache-Control": "no-store", "Pragma": "no-cache"}

Handler = Callable[[Request], Awaitable[Response]]
After = Callable[[Request, str, Response], Awaitable[Response]]
"""What becomes of an honest answer of an endpoint, by its name, before it leaves."""


async def _honest(_: Request, __: str, response: Response) -> Response:
    return response


class Pages(Protocol):
    """What `app` injects as `app.state.pages`; the templates belong to the web face."""

    async def render(
        self, request: Request, name: str, status: int = 200, **context: Any
    ) -> Response:
        """The page `name` in the language of the request."""


def desk_of(request: Request) -> Desk:
    """The desk of the application."""
    desk: Desk = request.app.state.desk
    return desk


def space_of(request: Request) -> str:
    """The id of the space that the path named."""
    space: str = request.state.space
    return space


def pages_of(request: Request) -> Pages:
    """The pages of the application."""
    pages: Pages = request.app.state.pages
    return pages


@dataclass(frozen=True, slots=True)
class Form:
    """Parameters as sent; those without a value count as omitted (RFC 6749 section 3.1)."""

    values: dict[str, str]
    repeated: frozenset[str] = frozenset()
    pairs: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, pairs: Sequence[tuple[str, str]]) -> "Form":
        """The form of these pairs, in the order sent."""
        times = Counter(name for name, _ in pairs)
        repeated = frozenset(name for name, count in times.items() if count > 1)
        return cls({name: value for name, value in pairs if value}, repeated, tuple(pairs))

    def get(self, name: str) -> str:
        """The value, or an empty text."""
        return self.values.get(name, "")

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a parameter that may be repeated, in order (RFC 8707 section 2)."""
        return tuple(value for found, value in self.pairs if found == name and value)

    def once(self, *, many: frozenset[str] = MANY) -> dict[str, str]:
        """The values, or a refusal if any parameter but `many` was sent twice (RFC 6749
        section 3.2).
        """
        repeated = sorted(self.repeated - many)
        if repeated:
            raise invalid_request(
                "A parameter is repeated.",
                f"Send each of these once: {', '.join(repeated)[:200]}.",
                "RFC 6749 section 3.2",
            )
        return self.values


def read_pairs(raw: bytes) -> Form:
    """Decode form-encoded bytes strictly: UTF-8 only, no NUL, a bounded number of fields."""
    try:
        pairs = parse_qsl(
            raw.decode(), keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS
        )
    except ValueError:
        raise invalid_request(
            "The parameters are not form-encoded UTF-8, or there are too many of them.",
            f"Percent-encode UTF-8 and send at most {MAX_FIELDS} parameters.",
            "RFC 6749 appendix B",
        ) from None
    if any("\0" in name or "\0" in value for name, value in pairs):
        raise invalid_request("A parameter holds a NUL character.", "Remove it.")
    return Form.of(pairs)


def query_form(request: Request) -> Form:
    """The parameters of the query."""
    raw: bytes = request.scope["query_string"]
    if len(raw) > MAX_QUERY:
        refusal = invalid_request("The query is too long.", f"At most {MAX_QUERY} bytes.")
        refusal.status = 414
        raise refusal
    form = read_pairs(raw)
    note_sent(request, form.pairs)
    return form


async def body_form(request: Request) -> Form:
    """The parameters of a form-encoded body (an absent body is an empty form)."""
    body = await bounded_body(request)
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if body and kind != FORM:
        raise invalid_request(
            "The body is not form-encoded.",
            f"Send Content-Type: {FORM}.",
            "RFC 6749 section 3.2",
        )
    form = read_pairs(body)
    note_sent(request, form.pairs)
    return form


async def bounded_body(request: Request) -> bytes:
    """The bytes of a body, or a refusal where there are too many or some never came."""
    received = bytearray()
    try:
        async for chunk in request.stream():
            received += chunk
            if len(received) > MAX_BODY:
                refusal = invalid_request("The body is too long.", f"At most {MAX_BODY} bytes.")
                refusal.status = 413
                raise refusal
    except ClientDisconnect:
        raise invalid_request("The body was cut off.", "Send the whole body.") from None
    return bytes(received)


def fresh_json(body: object, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """JSON that no cache may keep (RFC 6749 section 5.1)."""
    return JSONResponse(body, status, headers={**NOT_STORED, **(headers or {})})


async def refused_json(request: Request, refusal: Refusal) -> Response:
    """The answer of RFC 6749 section 5.2, or of RFC 6750 section 3 for a protected resource."""
    headers = {}
    if refusal.challenge:
        issuer = desk_of(request).site.issuer(space_of(request))
        fields = {"realm": issuer}
        if refusal.error:
            fields |= {"error": refusal.error}
            fields |= {"error_description": ascii_text(refusal.description)}
            fields |= {"error_uri": refusal.error_uri} if refusal.error_uri else {}
        if refusal.scope:
            fields["scope"] = refusal.scope
        headers["WWW-Authenticate"] = ", ".join(
            _challenge(scheme, fields) for scheme in refusal.challenge.split()
        )
    body = refusal.body() if refusal.error or refusal.outspoken else {}
    return fresh_json(body, refusal.status, headers)


def _challenge(scheme: str, fields: dict[str, str]) -> str:
    """One challenge; RFC 9449 section 7.1 tells the algorithms of proofs in its own."""
    algs = {"algs": " ".join(ASYMMETRIC)} if scheme == "DPoP" else {}
    told = ", ".join(f'{name}="{value}"' for name, value in {**fields, **algs}.items())
    return f"{scheme} {told}"


def add_header(request: Request, name: str, value: str) -> None:
    """Let the answer to this request carry a header, whether it is given or refused."""
    request.state.added = {**getattr(request.state, "added", {}), name: value}


class Door:
    """The ASGI endpoint of one path.

    `name` is that of the endpoint in `world.faults.ENDPOINTS`; `refused` says how a refusal is
    answered: JSON unless the endpoint is read by people; `event` is the name under which it is
    journaled; `after` has the last word on every answer.
    """

    def __init__(
        self,
        name: str = "",
        *,
        get: Handler | None = None,
        post: Handler | None = None,
        put: Handler | None = None,
        delete: Handler | None = None,
        cors: bool = False,
        refused: Callable[[Request, Refusal], Awaitable[Response]] = refused_json,
        event: Event = Event.TOKEN_REFUSED,
        after: After = _honest,
    ) -> None:
        given = {"GET": get, "POST": post, "PUT": put, "DELETE": delete}
        self._handlers = {name: handler for name, handler in given.items() if handler}
        self._cors = cors
        self._refused = refused
        self._name = name
        self._after = after
        self.event = event

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods answered, for the list of routes."""
        return tuple(self._handlers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive, send)
        response = await self._answer(request)
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            response = preflight(self.methods) if self._cors else self._not_allowed(204)
        else:
            response = await self._handle(request)
            response.headers.update(getattr(request.state, "added", {}))
            response = await self._after(request, self._name, response)
        if self._cors:
            response.headers.update(await allowed(desk_of(request), space_of(request), request))
            response.headers.append("Vary", "Origin")
        return response

    async def _handle(self, request: Request) -> Response:
        method = "GET" if request.method == "HEAD" else request.method
        handler = self._handlers.get(method)
        if handler is None:
            return self._not_allowed(405)
        try:
            return await handler(request)
        except Refusal as refusal:
            await journal_refusal(request, refusal, self.event, status=refusal.status)
            return await self._refused(request, refusal)

    def _not_allowed(self, status: int) -> Response:
        allow = {"Allow": ", ".join([*self._handlers, "OPTIONS"])}
        if status == 204:
            return Response(status_code=204, headers=allow)
        body = {"error": "invalid_request", "error_description": "Method not allowed."}
        return fresh_json(body, 405, allow)

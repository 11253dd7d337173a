"""One operation of the control API: how it is called, what it does, what it takes and answers.

The routes, the checks and the OpenAPI document are all made from the same list of operations.
"""

import json
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.control.gate import ControlAccess, admit
from sandbox.control.payloads import Payload, Told, read
from sandbox.domain.errors import BadInput, NotFound, SandboxError, unknown_space
from sandbox.domain.model import Space
from sandbox.services import spaces
from sandbox.services.desk import Desk
from sandbox.services.site import DEFAULT_SPACE

PREFIX = "/_sandbox"
MAX_BODY = 1024 * 1024
"""Greatest length of a body, in bytes, unless the operation says otherwise."""

P = TypeVar("P", bound=Payload)


class TooLarge(SandboxError):
    """The body is longer than it may be."""

    status = 413


class NotJson(SandboxError):
    """The body is not JSON, or is not said to be."""

    status = 415


class NotSupported(SandboxError):
    """The path exists, and is not called so."""

    status = 405

    def __init__(self, methods: Iterable[str]) -> None:
        allowed = ", ".join(sorted(methods))
        super().__init__(
            "method-not-allowed",
            "error.method",
            hint=f"Use one of: {allowed}.",
            cite="RFC 9110 section 15.5.6",
        )
        self.headers = {"Allow": allowed}


@dataclass(frozen=True, slots=True)
class Call:
    """One call: where it is, and what it sends."""

    request: Request
    desk: Desk
    admitted: Space
    body: Payload | None = None
    query: Payload | None = None

    @property
    def space(self) -> str:
        """The name of the space."""
        return self.admitted.id

    async def confirm(self) -> None:
        """Raise `NotFound` if the space that admitted the call is gone, after a wait.

        Another one of the same name may have been made since: it has a token of its own.
        """
        now = await spaces.find(self.desk, self.space)
        if now is None or now.token_hash != self.admitted.token_hash:
            raise unknown_space(self.space)

    def sent(self, kind: type[P]) -> P:
        """The body, which the operation says is of this kind."""
        assert isinstance(self.body, kind)
        return self.body

    def asked(self, kind: type[P]) -> P:
        """The query, which the operation says is of this kind."""
        assert isinstance(self.query, kind)
        return self.query

    def named(self, name: str = "id") -> str:
        """A parameter of the path."""
        return str(self.request.path_params[name])

    def of_app(self, name: str) -> Any:
        """What `app` put at hand under `app.state`."""
        return getattr(self.request.app.state, name)


Handler = Callable[[Call], Awaitable[BaseModel | Response | None]]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation; `path` is relative to `/_sandbox` of a space, or of the root for `root`."""

    method: str
    path: str
    name: str  # operationId, in camelCase
    does: str  # one sentence
    handler: Handler
    body: type[Payload] | None = None
    query: type[Payload] | None = None
    answer: type[Told] | None = None
    status: int = 200
    root: bool = False
    optional_body: bool = False
    largest: int = MAX_BODY


@dataclass(slots=True)
class _Path:
    """Every operation of one path."""

    operations: dict[str, Operation] = field(default_factory=dict)

    async def __call__(self, request: Request) -> Response:
        """Admit, read, run, tell."""
        operation = self.operations.get("GET" if request.method == "HEAD" else request.method)
        state = request.app.state
        desk: Desk = state.desk
        space_id: str = request.state.space
        space = await spaces.find(desk, space_id)
        if space is None:
            raise unknown_space(space_id)
        access: ControlAccess = state.control
        any_root = any(each.root for each in self.operations.values())
        admit(request, access, desk.site, space, root=any_root)
        if operation is None:
            raise NotSupported(self.operations)
        if operation.root and space_id != DEFAULT_SPACE:
            raise NotFound(
                "root-only",
                "error.not_found",
                hint=f"Call {desk.site.issuer(DEFAULT_SPACE)}{PREFIX}{operation.path}: it is of "
                "all spaces, not of one.",
            )
        body, query = await _body(request, operation), _query(request, operation)
        call = Call(request, desk, space, body, query)
        if body is not None:
            await call.confirm()  # the caller took as long as he liked to send it
        answer = await operation.handler(call)
        if isinstance(answer, Response):
            return answer
        if answer is None:
            return Response(status_code=204, headers={"Cache-Control": "no-store"})
        return JSONResponse(
            answer.model_dump(mode="json", by_alias=True),
            operation.status,
            headers={"Cache-Control": "no-store"},
        )


async def _body(request: Request, operation: Operation) -> Payload | None:
    raw = await _bounded(request, operation.largest)
    if operation.body is None:
        if raw.strip() not in (b"", b"{}"):
            raise BadInput(
                "payload-refused",
                "error.payload_refused",
                hint="This call takes no body.",
                cite="docs/control.md",
            )
        return None
    if not raw.strip() and operation.optional_body:
        return read(operation.body, {})
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != "application/json":
        raise NotJson(
            "not-json",
            "error.payload_refused",
            hint="Send a JSON object with Content-Type: application/json.",
            cite="RFC 8259",
        )
    try:
        given = json.loads(raw.decode())
        json.dumps(given, ensure_ascii=False, allow_nan=False).encode()  # no lone surrogate
    except (ValueError, RecursionError):
        raise BadInput(
            "not-json",
            "error.payload_refused",
            hint="The body is not JSON in UTF-8.",
            cite="RFC 8259",
        ) from None
    return read(operation.body, given)


async def _bounded(request: Request, largest: int) -> bytes:
    received = bytearray()
    try:
        async for chunk in request.stream():
            received += chunk
            if len(received) > largest:
                raise TooLarge(
                    "payload-too-large",
                    "error.payload_refused",
                    hint=f"Send at most {largest} bytes.",
                    cite="docs/control.md",
                )
    except ClientDisconnect:
        raise BadInput("payload-cut-off", "error.payload_refused", hint="Send it whole.") from None
    return bytes(received)


def _query(request: Request, operation: Operation) -> Payload | None:
    given: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name in given:
            raise BadInput(
                "payload-refused", "error.payload_refused", hint=f"Send {name[:60]} once."
            )
        given[name] = value
    if operation.query is not None:
        return read(operation.query, given)
    if given:
        raise BadInput(
            "payload-refused",
            "error.payload_refused",
            hint=f"Unknown parameter {next(iter(given))[:60]}: this call takes none.",
            cite="docs/control.md",
        )
    return None


def routes_of(operations: Sequence[Operation]) -> list[BaseRoute]:
    """One route a path, whatever the method, so that a wrong one is told in our own words."""
    paths: dict[str, _Path] = {}
    for each in operations:
        paths.setdefault(each.path, _Path()).operations[each.method] = each
    methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
    return [
        Route(PREFIX + path, endpoint.__call__, methods=methods) for path, endpoint in paths.items()
    ]

"""An OpenAPI 3.1 description of the provider's endpoints, from one table, served by the sandbox.

It says what may be sent and every answer that may come back, so that a tool can try the endpoints
and a developer can read them in one place. Specifications stay the norm: each operation names its
own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.oidc import profile
from sandbox.oidc.openapi_words import PARAMETERS, SCHEMAS, SECURITY
from sandbox.oidc.wire import desk_of, space_of

PATH = "/oidc/openapi.json"
FORM = "application/x-www-form-urlencoded"
_PAGE = {"text/html": {"schema": {"type": "string"}}}
_ASKED = (
    "response_type client_id redirect_uri scope state nonce response_mode prompt max_age display "
    "ui_locales claims_locales claims acr_values login_hint id_token_hint code_challenge "
    "code_challenge_method request request_uri dpop_jkt resource"
)
_CLIENT = "client_id client_secret client_assertion client_assertion_type"
_LEAVING = "id_token_hint logout_hint client_id post_logout_redirect_uri state ui_locales"
_AUTHENTICATED = ("clientBasic", "none")
_BEARER = ("bearer", "dpop")
_BY_PROOF = (profile.TOKEN, profile.PUSH, profile.USERINFO, profile.SUBSCRIPTION)
"""Paths that read a DPoP proof."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path.

    `query` and `form` are names of `PARAMETERS`; `answers` maps a status to the name of a schema,
    or to `page`, `redirect`, `jwt` or `empty`.
    """

    summary: str
    cite: str
    answers: Mapping[int, str]
    query: str = ""
    form: str = ""
    json: str = ""
    security: tuple[str, ...] = ()


_SEEN = {200: "page", 303: "redirect", 400: "page", 413: "page", 414: "page"}

OPERATIONS: Mapping[str, Mapping[str, Operation]] = {
    "/.well-known/openid-configuration": {
        "get": Operation("Metadata", "OpenID Connect Discovery 1.0", {200: "Metadata"}),
    },
    "/.well-known/oauth-authorization-server": {
        "get": Operation("Metadata", "RFC 8414", {200: "Metadata"}),
    },
    profile.JWKS: {"get": Operation("Public keys", "RFC 7517 section 5", {200: "KeySet"})},
    profile.AUTHORIZE: {
        "get": Operation("Ask", "OpenID Connect Core section 3.1.2", _SEEN, query=_ASKED),
        "post": Operation("Ask", "OpenID Connect Core section 3.1.2.1", _SEEN, form=_ASKED),
    },
    profile.TOKEN: {
        "post": Operation(
            "Redeem a grant",
            "RFC 6749 section 3.2",
            {200: "Tokens", 400: "Error", 401: "Error", 413: "Error"},
            form=f"grant_type code redirect_uri code_verifier refresh_token scope device_code "
            f"resource audience subject_token subject_token_type actor_token actor_token_type "
            f"requested_token_type {_CLIENT}",
            security=_AUTHENTICATED,
        ),
    },
    profile.PUSH: {
        "post": Operation(
            "Push an authorization request",
            "RFC 9126",
            {201: "Pushed", 400: "Error", 401: "Error", 413: "Error"},
            form=f"{_ASKED} client_secret client_assertion client_assertion_type",
            security=_AUTHENTICATED,
        ),
    },
    profile.DEVICE_AUTHORIZATION: {
        "post": Operation(
            "Ask for codes for a device",
            "RFC 8628 section 3.1",
            {200: "Device", 400: "Error", 401: "Error", 413: "Error"},
            form=f"scope resource {_CLIENT}",
            security=_AUTHENTICATED,
        ),
    },
    profile.USERINFO: {
        "get": Operation(
            "Claims of the person",
            "OpenID Connect Core section 5.3",
            {200: "Claims|jwt", 400: "Error", 401: "Error|None", 403: "Error"},
            security=_BEARER,
        ),
        "post": Operation(
            "Claims of the person",
            "OpenID Connect Core section 5.3",
            {200: "Claims|jwt", 400: "Error", 401: "Error|None", 403: "Error", 413: "Error"},
            form="access_token",
            security=(*_BEARER, "none"),
        ),
    },
    profile.INTROSPECT: {
        "post": Operation(
            "What a token is worth",
            "RFC 7662",
            {200: "Introspection", 400: "Error", 401: "Error", 413: "Error"},
            form=f"token token_type_hint {_CLIENT}",
            security=_AUTHENTICATED,
        ),
    },
    profile.REVOKE: {
        "post": Operation(
            "Give up a token",
            "RFC 7009",
            {200: "Empty", 400: "Error", 401: "Error", 413: "Error"},
            form=f"token token_type_hint {_CLIENT}",
            security=_AUTHENTICATED,
        ),
    },
    profile.REGISTER: {
        "post": Operation(
            "Register a client",
            "RFC 7591",
            {201: "Client", 400: "Error", 401: "Error|Guidance", 413: "Error", 503: "Error"},
            json="ClientMetadata",
            security=("none", "initialToken"),
        ),
    },
    f"{profile.REGISTER}/{{id}}": {
        "get": Operation(
            "Read a registration",
            "RFC 7592 section 2.1",
            {200: "Client", 400: "Error", 401: "Error|Guidance"},
            security=("registrationToken",),
        ),
        "put": Operation(
            "Replace a registration",
            "RFC 7592 section 2.2",
            {200: "Client", 400: "Error", 401: "Error|Guidance", 413: "Error"},
            json="ClientMetadata",
            security=("registrationToken",),
        ),
        "delete": Operation(
            "Remove a client",
            "RFC 7592 section 2.3",
            {204: "empty", 400: "Error", 401: "Error|Guidance"},
            security=("registrationToken",),
        ),
    },
    profile.LOGOUT: {
        "get": Operation("Leave", "RP-Initiated Logout 1.0", _SEEN, query=_LEAVING),
        "post": Operation("Leave", "RP-Initiated Logout 1.0", _SEEN, form=_LEAVING),
    },
    profile.SUBSCRIPTION: {
        "get": Operation(
            "What the gate of the e-service says",
            "R-78",
            {200: "Subscription", 400: "Error", 401: "Error|None", 403: "Error"},
            security=_BEARER,
        ),
        "post": Operation(
            "Apply to the e-service",
            "R-78",
            {
                201: "Subscription",
                400: "Error",
                401: "Error|None",
                403: "Subscription|Error",
                409: "Subscription|Problem",
            },
            form="access_token",
            security=_BEARER,
        ),
    },
    PATH: {"get": Operation("This description", "OpenAPI 3.1", {200: "Description"})},
}


def description(issuer: str) -> dict[str, Any]:
    """The OpenAPI document of the space whose issuer this is."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "clicSÉQUR sandbox: the OpenID provider",
            "version": "1",
            "description": "Fictitious data. Not a government service.",
        },
        "servers": [{"url": issuer}],
        "paths": {
            path: {method: _operation(path, method, one) for method, one in operations.items()}
            for path, operations in OPERATIONS.items()
        },
        "components": {"schemas": SCHEMAS, "securitySchemes": SECURITY},
    }


def _operation(path: str, method: str, one: Operation) -> dict[str, Any]:
    told: dict[str, Any] = {
        "summary": one.summary,
        "description": f"Source: {one.cite}.",
        "operationId": f"{method} {path}",
        "responses": {str(status): _answer(status, what) for status, what in one.answers.items()},
    }
    parameters: list[dict[str, Any]] = [
        {"name": name, "in": "query", "schema": PARAMETERS[name]} for name in one.query.split()
    ]
    if "{id}" in path:
        identifier = {"type": "string", "minLength": 1}
        parameters.append({"name": "id", "in": "path", "required": True, "schema": identifier})
    if path in _BY_PROOF:
        parameters.append({"name": "DPoP", "in": "header", "schema": PARAMETERS["token"]})
    if parameters:
        told["parameters"] = parameters
    if one.form:
        properties = {name: PARAMETERS[name] for name in one.form.split()}
        schema = {"type": "object", "properties": properties}
        told["requestBody"] = {"content": {FORM: {"schema": schema}}}
    if one.json:
        schema = {"$ref": f"#/components/schemas/{one.json}"}
        told["requestBody"] = {"content": {"application/json": {"schema": schema}}}
    if one.security:
        told["security"] = [{name: []} if name != "none" else {} for name in one.security]
    return told


def _answer(status: int, what: str) -> dict[str, Any]:
    if what == "page":
        return {"description": "A page for the person.", "content": _PAGE}
    if what == "redirect":
        location = {"Location": {"required": True, "schema": {"type": "string"}}}
        return {"description": "On with the browser.", "headers": location}
    if what == "empty":
        return {"description": "Done."}
    names = [name for name in what.split("|") if name not in ("jwt", "None")]
    schemas: list[dict[str, Any]] = [{"$ref": f"#/components/schemas/{name}"} for name in names]
    if "None" in what:
        schemas.append({"type": "object", "maxProperties": 0})
    schema = schemas[0] if len(schemas) == 1 else {"anyOf": schemas}
    content = {"application/json": {"schema": schema}}
    if "jwt" in what:
        content["application/jwt"] = {"schema": {"type": "string"}}
    if what == "KeySet":
        content = {"application/jwk-set+json": {"schema": schema}}
    return {"description": "Refused." if status >= 400 else "Done.", "content": content}


async def show(request: Request) -> Response:
    """GET: the description of this space's provider."""
    return JSONResponse(description(desk_of(request).site.issuer(space_of(request))))

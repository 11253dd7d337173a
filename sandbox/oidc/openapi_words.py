"""The words of the OpenAPI description: parameters, schemas of bodies, ways to authenticate."""

from typing import Any

_TEXT: dict[str, Any] = {"type": "string"}


def _one_of(*values: str) -> dict[str, Any]:
    return {"type": "string", "examples": list(values)}


def _object(*required: str, **properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": properties}


_PLAIN = (
    "acr_values access_token actor_token actor_token_type audience claims "
    "claims_locales client_assertion client_secret code code_verifier device_code "
    "display dpop_jkt id_token_hint login_hint logout_hint nonce "
    "post_logout_redirect_uri refresh_token request request_uri resource scope state "
    "subject_token token token_type_hint ui_locales "
)
"""Parameters that may be any text."""

PARAMETERS: dict[str, dict[str, Any]] = {
    **dict.fromkeys(_PLAIN.split(), _TEXT),
    "client_assertion_type": _one_of("urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
    "client_id": _one_of("pes-portal", "spa"),
    "code_challenge": _one_of("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
    "code_challenge_method": _one_of("S256"),
    "grant_type": _one_of(
        "authorization_code",
        "refresh_token",
        "client_credentials",
        "urn:ietf:params:oauth:grant-type:device_code",
        "urn:ietf:params:oauth:grant-type:token-exchange",
    ),
    "max_age": _one_of("0", "3600"),
    "prompt": _one_of("none", "login", "consent", "select_account"),
    "redirect_uri": _one_of("http://127.0.0.1:8401/callback"),
    "requested_token_type": _one_of("urn:ietf:params:oauth:token-type:access_token"),
    "subject_token_type": _one_of("urn:ietf:params:oauth:token-type:access_token"),
    "response_mode": _one_of("query", "form_post", "jwt"),
    "response_type": _one_of("code"),
}
"""Every parameter of a query or a form, as RFC 6749 and its family name it."""

SCHEMAS: dict[str, dict[str, Any]] = {
    "Error": {
        "type": "object",
        "required": ["error"],
        "properties": {
            "error": {"type": "string", "minLength": 1},
            "error_description": {"type": "string", "pattern": "^[ -~]*$"},
            "error_uri": {"type": "string", "description": "A page that explains this refusal."},
        },
        "description": "RFC 6749 section 5.2.",
    },
    "Guidance": {
        "type": "object",
        "required": ["error_description"],
        "properties": {
            "error_description": {"type": "string", "pattern": "^[ -~]*$"},
            "error_uri": {"type": "string", "description": "A page that explains this refusal."},
        },
        "additionalProperties": False,
        "description": "No token came, so no error code (RFC 6750 section 3.1).",
    },
    "Problem": _object("code", "message", "status", code=_TEXT, message=_TEXT, hint=_TEXT),
    "Metadata": _object(
        "issuer", "authorization_endpoint", "token_endpoint", "jwks_uri", issuer=_TEXT
    ),
    "KeySet": _object("keys", keys={"type": "array", "items": _object("kty", "kid", kty=_TEXT)}),
    "Tokens": _object(
        "access_token",
        "token_type",
        access_token=_TEXT,
        token_type=_TEXT,
        expires_in={"type": "integer"},
        scope=_TEXT,
        refresh_token=_TEXT,
        id_token=_TEXT,
    ),
    "Claims": _object("sub", "simulation", sub=_TEXT, simulation={"const": True}),
    "Introspection": _object("active", active={"type": "boolean"}),
    "Empty": {"type": "object", "maxProperties": 0},
    "Pushed": _object(
        "request_uri", "expires_in", request_uri=_TEXT, expires_in={"type": "integer"}
    ),
    "Device": _object(
        "device_code", "user_code", "verification_uri", "expires_in", user_code=_TEXT
    ),
    "ClientMetadata": {
        "type": "object",
        "properties": {
            "redirect_uris": {"type": "array", "items": _TEXT},
            "client_name": _TEXT,
            "grant_types": {"type": "array", "items": _TEXT},
            "response_types": {"type": "array", "items": _TEXT},
            "token_endpoint_auth_method": _TEXT,
            "scope": _TEXT,
            "jwks_uri": _TEXT,
            "jwks": {"type": "object"},
            "sector_identifier_uri": _TEXT,
            "subject_type": _TEXT,
            "id_token_signed_response_alg": _TEXT,
        },
        "description": "RFC 7591 section 2; members that are not known are ignored.",
    },
    "Client": _object(
        "client_id", client_id=_TEXT, registration_access_token=_TEXT, registration_client_uri=_TEXT
    ),
    "Subscription": _object("organisation", "acces", "etat", "simulation", acces=_TEXT),
    "Description": _object("openapi", "paths", openapi=_TEXT),
}

SECURITY: dict[str, dict[str, Any]] = {
    "clientBasic": {"type": "http", "scheme": "basic"},
    "bearer": {"type": "http", "scheme": "bearer"},
    "dpop": {"type": "http", "scheme": "DPoP"},
    "initialToken": {"type": "http", "scheme": "bearer"},
    "registrationToken": {"type": "http", "scheme": "bearer"},
}

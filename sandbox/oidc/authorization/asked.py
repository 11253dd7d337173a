"""What an authorization request asks, checked in the order that decides who may be told.

First the client and its redirect URI: until both are trusted, an error stays on our own page
(RFC 6749 section 4.1.2.1). From then on every error goes back to the client.
"""

from dataclasses import dataclass

from sandbox.oidc.authorization.claims_request import ClaimsRequest, read_claims
from sandbox.oidc.authorization.response_modes import RESPONSE_MODES, unpostable
from sandbox.oidc.bridge import ProtocolRequest, Provider, guarded
from sandbox.oidc.clients import RelyingParty
from sandbox.oidc.grants import CodeGrant
from sandbox.oidc.possession.binding import KEY, check_thumbprint
from sandbox.oidc.profile import PROMPTS, RESPONSE_TYPES
from sandbox.oidc.refusals import Refusal, invalid_request
from sandbox.oidc.tokens.exchange import Exchange, find_client
from sandbox.oidc.tokens.resources import named, permitted
from sandbox.oidc.wire import MANY, Form
from sandbox.services.ports import Tx
from sandbox.world.surroundings import World

PARAMETERS = frozenset(
    {
        "response_type",
        "client_id",
        "redirect_uri",
        "scope",
        "state",
        "nonce",
        "response_mode",
        "prompt",
        "max_age",
        "display",
        "ui_locales",
        "claims_locales",
        "claims",
        "acr_values",
        "login_hint",
        "id_token_hint",
        "code_challenge",
        "code_challenge_method",
        "registration",
        "request_uri",
        "resource",
        KEY,
    }
)
"""Parameters that are read; all others are ignored, as RFC 6749 section 3.1 asks."""

_CORE = "OpenID Connect Core section 3.1.2.1"
_ALONE = {"none": _CORE, "create": "Initiating User Registration 1.0 section 4.1"}
"""Prompts that contradict every other one, and where that is said."""
_LONGEST_MAX_AGE = 10  # digits: three centuries


@dataclass(frozen=True, slots=True)
class ReturnAddress:
    """Where the answer goes: a client and a redirect URI that it registered."""

    client: RelyingParty
    redirect_uri: str
    mode: str
    state: str = ""


class RefusedAuthorization(Exception):
    """A refusal together with the trusted address it is sent to."""

    def __init__(self, refusal: Refusal, address: ReturnAddress) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal
        self.address = address


@dataclass(frozen=True, slots=True)
class Asked:
    """A valid authorization request."""

    address: ReturnAddress
    params: dict[str, str]
    prompts: frozenset[str]
    max_age: int | None
    exchange: Exchange
    grant: CodeGrant
    claims: ClaimsRequest


async def known_client(tx: Tx, form: Form) -> RelyingParty:
    """The client of a request, or a refusal for our own page."""
    _once(form, "client_id")
    client_id = form.get("client_id")
    client = await find_client(tx, client_id)
    if client is None:
        refusal = Refusal(
            "invalid_client" if client_id else "invalid_request",
            "The client is unknown here." if client_id else "client_id is missing.",
            "Register the client in this space, or correct client_id.",
            "RFC 6749 section 4.1.1",
        )
        refusal.sent = {"client_id": client_id}
        raise refusal
    return client


def return_address(client: RelyingParty, form: Form) -> ReturnAddress:
    """The trusted address of a request, or a refusal for our own page."""
    _once(form, "redirect_uri")
    redirect_uri = form.get("redirect_uri")
    if not client.check_redirect_uri(redirect_uri):
        refusal = Refusal(
            "invalid_request",
            "redirect_uri is not registered." if redirect_uri else "redirect_uri is missing.",
            "Send a registered redirect URI, equal character for character.",
            "RFC 9700 section 2.1",
        )
        refusal.client_id = client.client_id
        refusal.sent = {"client_id": client.client_id, "redirect_uri": redirect_uri}
        refusal.expected = {"redirect_uri": " ".join(client.redirect_uris)}
        raise refusal
    mode = form.get("response_mode")
    known = mode in RESPONSE_MODES and "response_mode" not in form.repeated
    if not known or unpostable(mode, redirect_uri):
        mode = "query"
    state = "" if "state" in form.repeated else form.get("state")
    return ReturnAddress(client, redirect_uri, mode, state)


def _once(form: Form, name: str) -> None:
    if name in form.repeated:
        raise Refusal(
            "invalid_request", f"{name} is repeated.", f"Send {name} once.", "RFC 6749 section 3.1"
        )


async def read_asked(tx: Tx, world: World, issuer: str, form: Form, method: str) -> Asked:
    """The request, wholly checked; `Refusal` before the address is trusted, then
    `RefusedAuthorization`.
    """
    address = return_address(await known_client(tx, form), form)
    exchange = Exchange(world, issuer, client=address.client)
    params = {name: value for name, value in form.values.items() if name in PARAMETERS}
    if resources := named(form):
        params["resource"] = " ".join(resources)
    try:
        prompts, max_age = _checked(form, params)
        permitted(address.client, issuer, params["scope"], resources)
        claims = read_claims(params.get("claims", ""))
        if max_age is None:
            max_age = address.client.default_max_age
        provider = Provider(exchange)
        request = ProtocolRequest(method, params)
        grant: CodeGrant = guarded(lambda: provider.get_consent_grant(request))
        params["scope"] = request.scope  # what is granted of it: a consent is asked for no more
    except Refusal as refusal:
        refusal.client_id = address.client.client_id
        raise RefusedAuthorization(refusal, address) from None
    return Asked(address, params, prompts, max_age, exchange, grant, claims)


def _checked(form: Form, params: dict[str, str]) -> tuple[frozenset[str], int | None]:
    """What Authlib does not look at; the prompts and the greatest age of the sign-in."""
    repeated = sorted((form.repeated & PARAMETERS) - MANY)
    if repeated:
        raise invalid_request(
            "A parameter is repeated.",
            f"Send each of these once: {', '.join(repeated)}.",
            "RFC 6749 section 3.1",
        )
    if "registration" in params:
        raise Refusal(
            "registration_not_supported",
            "The parameter registration is not supported.",
            "Register the client at the registration endpoint.",
            "OpenID Connect Core section 7.2.1",
        )
    if "response_type" not in params:
        raise invalid_request(
            "response_type is missing.", "Send response_type=code.", "RFC 6749 section 4.1.1"
        )
    if params["response_type"] not in RESPONSE_TYPES:
        raise Refusal(
            "unsupported_response_type",
            "This response_type is not supported.",
            f"Send one of: {', '.join(RESPONSE_TYPES)}.",
            "RFC 6749 section 4.1.2.1",
        )
    if "scope" not in params:
        raise Refusal("invalid_scope", "scope is missing.", "Send scope=openid at least.", _CORE)
    state = params.get("state", "")
    if not (state.isascii() and (state.isprintable() or not state)):
        raise invalid_request(
            "state holds characters that it may not.",
            "Keep to printable ASCII.",
            "RFC 6749 appendix A.5",
        )
    check_thumbprint(params)
    _check_mode(params)
    return _prompts(params), _max_age(params)


def _check_mode(params: dict[str, str]) -> None:
    mode = params.get("response_mode", "query")
    if mode not in RESPONSE_MODES:
        raise invalid_request(
            "This response_mode is not supported.",
            f"Send one of: {', '.join(RESPONSE_MODES)}.",
            "OAuth 2.0 Multiple Response Types section 2.1",
        )
    if unpostable(mode, params["redirect_uri"]):
        raise invalid_request(
            "form_post needs an http or https redirect URI.",
            "Use response_mode=query with this redirect URI.",
            "OAuth 2.0 Form Post Response Mode section 2",
        )


def _prompts(params: dict[str, str]) -> frozenset[str]:
    prompts = frozenset(params.get("prompt", "").split())
    if not prompts.issubset(PROMPTS):
        raise invalid_request(
            "This prompt is not supported.", f"Send among: {', '.join(PROMPTS)}.", _CORE
        )
    for alone, cite in _ALONE.items():
        if alone in prompts and len(prompts) > 1:
            raise invalid_request(
                f"prompt={alone} goes with no other value.",
                f"Send {alone} alone, or leave it out.",
                cite,
            )
    return prompts


def _max_age(params: dict[str, str]) -> int | None:
    text = params.get("max_age", "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit()):
        raise invalid_request("max_age is not a number of seconds.", "Send digits only.", _CORE)
    digits = text.lstrip("0") or "0"
    return int(digits) if len(digits) <= _LONGEST_MAX_AGE else None

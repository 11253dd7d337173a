"""The authorization request behind what was sent: plain, in a request object, or pushed.

Nothing of a request object is believed before it is verified: until then the only address that a
refusal may go to is the one of the query, if the client registered it. What comes out is a form
like that of a plain request, and is judged as one.

Where the object is of RFC 9101 (its `typ`, or a query that is no request of its own) only what it
holds counts. One of Core section 6 supersedes the query, which must then be a valid request alone:
`state` and `nonce` may stay outside of an object that was signed once and for all.
"""

import hashlib
from base64 import urlsafe_b64encode

from sandbox.oidc.authorization.asked import RefusedAuthorization, known_client, return_address
from sandbox.oidc.authorization.pushed import PREFIX, opened
from sandbox.oidc.authorization.request_objects import RequestObject, read_object
from sandbox.oidc.clients import RelyingParty
from sandbox.oidc.errands import Errand
from sandbox.oidc.outbound import Unreachable
from sandbox.oidc.profile import PUSH
from sandbox.oidc.refusals import Refusal, invalid_request
from sandbox.oidc.wire import Form
from sandbox.services.ports import Tx
from sandbox.world.surroundings import World

_OBJECTS = ("request", "request_uri")
_CORE = "OpenID Connect Core section 6"
_JAR = "RFC 9101 section 5"


async def request_behind(tx: Tx, world: World, errand: Errand, issuer: str, form: Form) -> Form:
    """The request that a browser brought; `Refusal` for our own page, or `RefusedAuthorization`."""
    client = await known_client(tx, form)
    sent = form.get("request_uri")
    try:
        _once(form)
        if sent.startswith(PREFIX):  # RFC 9126 section 4: nothing beside it counts
            return await opened(tx, world, client, sent)
        if client.must_push:
            raise invalid_request(
                "This client must push its requests.",
                f"Send them to {PUSH} first, then client_id and the request_uri received.",
                "RFC 9126 section 6",
            )
        return unfolded(world, errand, issuer, client, form)
    except Refusal as refusal:
        refusal.client_id = client.client_id
        try:
            address = return_address(client, form)
        except Refusal:
            raise refusal from None
        raise RefusedAuthorization(refusal, address) from None


def _once(form: Form) -> None:
    for name in _OBJECTS:
        if name in form.repeated:
            raise invalid_request(f"{name} is repeated.", f"Send {name} once.", _JAR)


def unfolded(
    world: World,
    errand: Errand,
    issuer: str,
    client: RelyingParty,
    form: Form,
    *,
    pushed: bool = False,
) -> Form:
    """The parameters of a request and of its request object, as one plain request.

    An object that is `pushed` holds the whole of it (RFC 9126 section 3).

    Raises `Refusal`, and `DocumentMissing` for `errands.run`.
    """
    named = [name for name in _OBJECTS if name in form.values]
    if len(named) > 1:
        raise invalid_request("request and request_uri were both sent.", "Send one of them.", _JAR)
    if not named:
        if client.must_sign_requests:
            raise invalid_request(
                "This client must send a signed request object.",
                "Send request, or register require_signed_request_object as false.",
                "RFC 9101 section 10.5",
            )
        return form
    sent = form.get(named[0])
    token = sent if named[0] == "request" else _fetched(sent, client, errand)
    told = read_object(token, client, errand, world, issuer)
    return _joined(client, form, told, pushed=pushed)


def _fetched(uri: str, client: RelyingParty, errand: Errand) -> str:
    """The object at a registered address; any other address is not even looked up.

    Without a fragment it may have changed and is read anew; a fragment is the hash of what it
    holds, so that what was read before will do as long as it fits (Core section 6.2).
    """
    where, _, hashed = uri.partition("#")
    if where not in {each.partition("#")[0] for each in client.request_uris}:
        refusal = _unreadable("It is not registered: add it to request_uris.")
        refusal.expected = {"request_uris": " ".join(client.request_uris)}
        raise refusal
    try:
        body = errand.document(where, anew=not hashed)
        if hashed and _digest(body) != hashed:
            body = errand.document(where, anew=True)
    except Unreachable as problem:
        raise _unreadable(f"It could not be read: {problem}.") from None
    if hashed and _digest(body) != hashed:
        raise _unreadable("Its fragment is not the SHA-256 of what it holds, in base64url.")
    return body.decode("ascii", "replace").strip()


def _digest(body: bytes) -> str:
    return urlsafe_b64encode(hashlib.sha256(body).digest()).rstrip(b"=").decode()


def _unreadable(why: str) -> Refusal:
    return Refusal(
        "invalid_request_uri",
        "The request_uri gives no request object.",
        why,
        "OpenID Connect Core section 6.2",
    )


def _joined(client: RelyingParty, form: Form, told: RequestObject, *, pushed: bool) -> Form:
    """One request of the query and the object, which must not contradict each other."""
    outer = {name: value for name, value in form.pairs if value}
    inner = {name: values[-1] for name, values in told.params.items()}
    for name in ("client_id", "response_type"):
        if inner.get(name, outer.get(name, "")) != outer.get(name, inner.get(name, "")):
            raise invalid_request(
                f"{name} differs between the request and its request object.",
                f"Send the same {name} in both.",
                f"{_CORE}.1",
            )
    whole = told.whole or pushed or not {"response_type", "scope"} & set(outer)
    if whole:
        if inner.get("client_id") != client.client_id:
            raise Refusal(
                "invalid_request_object",
                "The request object does not hold client_id.",
                "Put every parameter of the request into it, client_id among them.",
                "RFC 9101 section 4",
            )
        kept: list[tuple[str, str]] = []
    else:
        _check_outer(outer, inner)
        kept = [
            (name, value)
            for name, value in form.pairs
            if name not in told.params and name not in _OBJECTS
        ]
    kept += [(name, value) for name, values in told.params.items() for value in values]
    return Form.of(kept)


def _check_outer(outer: dict[str, str], inner: dict[str, str]) -> None:
    """Core section 6.1: the query alone must be a valid request of OAuth 2.0 and of OpenID."""
    if "response_type" not in outer:
        raise invalid_request(
            "response_type is missing beside the request object.",
            "Repeat response_type in the query, or send an object of RFC 9101.",
            f"{_CORE}.1",
        )
    if (
        "openid" in inner.get("scope", "").split()
        and "openid" not in outer.get("scope", "").split()
    ):
        raise invalid_request(
            "scope without openid beside the request object.",
            "Repeat scope=openid in the query, or send an object of RFC 9101.",
            f"{_CORE}.1",
        )

"""What is bound to a key that its client holds (RFC 9449): codes, refresh tokens, access tokens.

At the token endpoint `shown` reads the proof of a request, whatever the grant, and `bound` says
whether tokens may be issued to its key; `filing` writes the key into them. At a resource
`presented` asks the holder of a bound access token for a proof made for that token.
"""

import hmac
import re
from typing import Any

from starlette.requests import Request

from sandbox.domain.provider import Token, TokenKind
from sandbox.oidc.clients import RelyingParty
from sandbox.oidc.jose.algorithms import ASYMMETRIC, HIGH_ASSURANCE
from sandbox.oidc.jose.replay import taken
from sandbox.oidc.possession.proofs import BadProof, Expected, Proof, hash_of, read_proof
from sandbox.oidc.refusals import Refusal, invalid_grant, invalid_request
from sandbox.oidc.tokens.exchange import Exchange
from sandbox.oidc.wire import add_header, desk_of, space_of
from sandbox.services.ports import Tx
from sandbox.world.surroundings import World

SCHEME = "DPoP"
"""The scheme of bound access tokens, and their `token_type` (sections 5 and 7.1)."""
CONFIRMATION = "cnf"
"""Where an access token keeps what it is bound to, among its `params` (RFC 7800)."""
KEY = "dpop_jkt"
"""The authorization parameter (section 10), and where codes and refresh tokens keep it."""
NONCE_SECONDS = 180
"""How often the nonce changes; the one before is still good (section 8)."""
_THUMBPRINT = re.compile(r"[A-Za-z0-9_-]{43}")


def nonce_of(world: World, back: int = 0) -> str:
    """The nonce of now, or of so many turns ago: it follows from the clock and is not kept."""
    turn = int(world.instant.timestamp()) // NONCE_SECONDS - back
    return world.sealed("dpop-nonce", str(turn))


def check_thumbprint(params: dict[str, str]) -> None:
    """Refuse a `dpop_jkt` that is no SHA-256 thumbprint: no key could ever fit it."""
    if KEY in params and not _THUMBPRINT.fullmatch(params[KEY]):
        raise invalid_request(
            "dpop_jkt is not a thumbprint.",
            "Send the SHA-256 thumbprint of the public key (RFC 7638), 43 characters of Base64url.",
            "RFC 9449 section 10",
        )


def pushed_key(jkt: str, params: dict[str, str]) -> dict[str, str]:
    """What a proof at the pushing endpoint adds to the request: its code is bound to that key,
    as if `dpop_jkt` had been sent, and must not contradict it (section 10.1).
    """
    if not jkt:
        return {}
    if params.get(KEY, jkt) != jkt:
        raise _bad("dpop_jkt is not the key of the proof.", "Leave dpop_jkt out.", "10.1")
    return {KEY: jkt}


async def shown(
    request: Request, tx: Tx, world: World, client: RelyingParty | None
) -> str | Refusal:
    """The thumbprint of the key that the request proves, or an empty text without a proof.

    A refusal is a value: that a proof was shown has to be written, so that it is not shown twice.
    """
    try:
        proof = await _proof(request, tx, world, client)
    except Refusal as refusal:
        return refusal
    return proof.jkt if proof else ""


def bound(exchange: Exchange) -> Refusal | None:
    """Why no tokens are issued to the key that was proven, or to none; None if they are.

    Asked when the grant is good and before anything is written: a stranger's key burns no code.
    """
    client, jkt = exchange.client, exchange.jkt
    if client is not None and client.must_prove_possession and not jkt:
        return _bad("No DPoP proof was sent.", "This client's tokens are bound to its key.", "5")
    kept = str(_behind(exchange).get(KEY) or "")
    if not kept or hmac.compare_digest(kept, jkt):
        return None
    if exchange.code is not None:
        what, cite = "The code was asked for with another key.", "RFC 9449 section 10"
    else:
        what, cite = "The refresh token is bound to another key.", "RFC 9449 section 5"
    hint = "Send a DPoP proof by the key that the grant began with."
    return invalid_grant(what, hint, cite)


def _behind(exchange: Exchange) -> dict[str, Any]:
    if exchange.code is not None:
        return exchange.code.params
    token = exchange.token
    return token.params if token is not None and token.kind is TokenKind.REFRESH else {}


async def presented(
    request: Request,
    tx: Tx,
    world: World,
    client: RelyingParty,
    row: Token,
    value: str,
    scheme: str,
) -> None:
    """Refuse a bound access token without a proof of its key, and an unbound one that claims to
    be bound (section 7.1).
    """
    confirmation = row.params.get(CONFIRMATION)
    by_proof = scheme.lower() == SCHEME.lower()
    if confirmation is None and by_proof:
        raise _unusable("The access token is bound to no key.", "Send it as a Bearer token.")
    if confirmation is None:
        return
    if not by_proof:
        hint = "Send Authorization: DPoP with a proof in the DPoP header."
        raise _unusable("The access token is bound to a key.", hint)
    try:
        proof = await _proof(request, tx, world, client, value)
    except Refusal as refusal:
        raise _challenged(refusal) from None
    if proof is None:
        told = _bad("No DPoP proof was sent.", "Send one made for this access token.", "7.1")
        raise _challenged(told)
    if not hmac.compare_digest(proof.jkt, str(confirmation["jkt"])):
        hint = "Sign the proof with the key that the token was issued to."
        raise _unusable("The access token is bound to another key.", hint)


async def _proof(
    request: Request, tx: Tx, world: World, client: RelyingParty | None, token: str = ""
) -> Proof | None:
    """The proof of the request, fresh and shown for the first time; None without one."""
    sent = request.headers.getlist("dpop")
    if not sent:
        return None
    add_header(request, "DPoP-Nonce", nonce_of(world))
    if len(sent) > 1:
        raise _bad("The DPoP header is repeated.", "Send one proof.")
    if client is None:
        return None  # nobody to issue anything to: told by whoever authenticates
    site, path = desk_of(request).site, request.scope["path"]
    local = path.removeprefix(request.scope["root_path"])
    expected = Expected(
        request.method,
        site.spellings(space_of(request), local),
        HIGH_ASSURANCE if client.high_assurance else ASYMMETRIC,
        world.instant,
    )
    try:
        proof = read_proof(sent[0], expected)
    except BadProof as problem:
        raise _bad(
            "The DPoP proof is not accepted.",
            f"{problem} Make a new one for each request, for {request.method} and this endpoint.",
        ) from None
    if token and not hmac.compare_digest((proof.ath or "").encode(), hash_of(token).encode()):
        hint = "Send ath, the Base64url SHA-256 of the access token as sent."
        raise _bad("The DPoP proof is not made for this access token.", hint)
    _check_nonce(world, client, proof)
    value = f"{proof.jkt}\0{proof.uri}\0{proof.jti}"
    if not await taken(tx, world, "dpop", value, proof.left):
        raise _bad("The DPoP proof was used before.", "Make a new jti for each proof.", "11.1")
    return proof


def _check_nonce(world: World, client: RelyingParty, proof: Proof) -> None:
    """Section 8: the nonce we gave, where one is asked for, and no other anywhere."""
    if proof.nonce is None and not client.must_send_nonce:
        return
    sent = (proof.nonce or "").encode()
    good = [nonce_of(world, back) for back in (0, 1)]
    if not any(hmac.compare_digest(sent, each.encode()) for each in good):
        raise Refusal(
            "use_dpop_nonce",
            "The DPoP proof holds no nonce that is good now.",
            "Put the value of the DPoP-Nonce header into the nonce claim and try again.",
            "RFC 9449 section 8",
        )


def _bad(description: str, hint: str, section: str = "4.3") -> Refusal:
    return Refusal("invalid_dpop_proof", description, hint, f"RFC 9449 section {section}")


def _challenged(refusal: Refusal) -> Refusal:
    refusal.status, refusal.challenge = 401, SCHEME
    return refusal


def _unusable(description: str, hint: str) -> Refusal:
    return _challenged(Refusal("invalid_token", description, hint, "RFC 9449 section 7.1"))

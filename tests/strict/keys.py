"""The provider's keys: fetched once, and once more where a token names one that is not known."""

import base64
import binascii
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from joserfc import jwe, jws
from joserfc.errors import JoseError
from joserfc.jwk import Key, import_key
from joserfc.jws import JWSRegistry

from tests.strict.wrong import must, wrong

MOST_CHARACTERS = 16 * 1024
_KINDS = {"RS256": "RSA", "PS256": "RSA", "ES256": "EC", "EdDSA": "OKP", "Ed25519": "OKP"}
_OPENS = jwe.JWERegistry(algorithms=["RSA-OAEP", "A128CBC-HS256"])
_PRIVATE = {"d", "p", "q", "dp", "dq", "qi", "k"}


@dataclass
class Keys:
    """`fetch` gets the key set; `fetched` counts how often it was asked for."""

    fetch: Callable[[], Awaitable[dict[str, Any]]]
    held: list[dict[str, Any]] | None = None
    fetched: int = 0
    renewed_for: set[str] = field(default_factory=set)

    async def load(self) -> list[dict[str, Any]]:
        """The keys held, fetched where there are none yet."""
        if self.held is None:
            await self._renew()
        return self.held or []

    async def _renew(self) -> None:
        self.fetched += 1
        document = await self.fetch()
        keys = document.get("keys")
        if not isinstance(keys, list) or not all(isinstance(key, dict) for key in keys):
            wrong("keys.members", type(keys).__name__)
        must(keys, "keys.empty")
        names = [key["kid"] for key in keys if "kid" in key]
        must(len(set(names)) == len(names), "keys.kid", names)
        must(not any(_PRIVATE & set(key) for key in keys), "keys.private")
        self.held = keys

    async def named(self, header: dict[str, Any], what: str) -> dict[str, Any]:
        """The one key that may have signed under this header."""
        alg, kid = header["alg"], header.get("kid")
        for again in (False, True):
            if again and kid is not None and kid not in self.renewed_for:
                self.renewed_for.add(kid)  # once a kid: a stranger must not make us fetch forever
                await self._renew()
            fit = [key for key in await self.load() if key.get("kty") == _KINDS[alg]]
            fit = [key for key in fit if key.get("alg", alg) == alg]
            fit = [key for key in fit if key.get("use", "sig") == "sig"]
            fit = [key for key in fit if kid is None or key.get("kid") == kid]
            if len(fit) == 1:
                return fit[0]
        return wrong(f"{what}.kid", f"{kid} among {[key.get('kid') for key in self.held or []]}")


async def verified(
    token: object,
    keys: Keys,
    *,
    what: str,
    alg: str,
    typ: str = "JWT",
    opens: Key | None = None,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims of a JWT that the provider signed under `alg`, and encrypted to `opens`.

    Reasons, after `<what>.`: form, size, encryption, alg, typ, crit, kid, signature, claims.
    """
    if not isinstance(token, str):
        return wrong(f"{what}.form", type(token).__name__)
    must(len(token) <= MOST_CHARACTERS, f"{what}.size", len(token))
    must((token.count(".") == 4) == (opens is not None), f"{what}.encryption")
    if opens is not None:
        token = _opened(token, opens, f"{what}.encryption")
    must(token.count(".") == 2, f"{what}.form")
    header = _json(token.split(".")[0], f"{what}.form")
    must(header.get("alg") == alg, f"{what}.alg", header.get("alg"))
    said = str(header.get("typ", typ)).lower().removeprefix("application/")
    must(said == typ.lower(), f"{what}.typ", said)
    must("crit" not in header, f"{what}.crit", header.get("crit"))
    key = await keys.named(header, what)
    try:
        registry = JWSRegistry(algorithms=[alg], strict_check_header=False)
        found = jws.deserialize_compact(token, import_key(key), registry=registry)
    except (JoseError, ValueError) as error:
        return wrong(f"{what}.signature", error)
    return header, _object(found.payload, f"{what}.claims")


def _opened(token: str, key: Key, reason: str) -> str:
    try:
        plain = jwe.decrypt_compact(token, key, registry=_OPENS).plaintext
        return (plain or b"").decode()
    except (JoseError, ValueError) as error:
        return wrong(reason, error)


def _json(part: str, reason: str) -> dict[str, Any]:
    try:
        raw = base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        return wrong(reason, error)
    return _object(raw, reason)


def _object(raw: bytes, reason: str) -> dict[str, Any]:
    try:
        found = json.loads(raw)
    except ValueError as error:
        return wrong(reason, error)
    if not isinstance(found, dict):
        return wrong(reason, type(found).__name__)
    return found

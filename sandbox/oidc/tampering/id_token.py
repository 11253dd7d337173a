"""The ID token: made again from what the honest one was made of, with one defect."""

import json
from collections.abc import Callable
from typing import Any

from starlette.responses import Response

from sandbox.oidc.jose.minting import signed
from sandbox.oidc.made import Ingredients
from sandbox.oidc.profile import ID_TOKEN_LIFE
from sandbox.oidc.tampering.engine import Honest, Spoiler
from sandbox.oidc.wire import fresh_json

Forge = Callable[[Ingredients], str]
"""A compact JWS with one defect, from the ingredients of the honest one."""


def _expired(of: Ingredients) -> str:
    life = int(ID_TOKEN_LIFE.total_seconds())
    past = {name: of.claims[name] - 2 * life for name in ("iat", "exp", "auth_time")}
    return signed(of.signer, {**of.claims, **past}, of.typ)


FORGES: dict[str, Forge] = {"id-token-expired": _expired}
"""By the id of the fault; minting spoils a token by the same functions."""


def _spoiler(forge: Forge) -> Spoiler:
    def spoil(honest: Honest) -> Response | None:
        ingredients = honest.made.id_token
        if ingredients is None:
            return None
        body: dict[str, Any] = json.loads(bytes(honest.response.body))
        return fresh_json({**body, "id_token": forge(ingredients)}, honest.response.status_code)

    return spoil


SPOILERS: dict[str, Spoiler] = {name: _spoiler(forge) for name, forge in FORGES.items()}

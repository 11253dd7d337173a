"""The ID token: made again from what the honest one was made of, with one defect.

Each forge changes one thing of the draft; a stage, where a fault has one, is what has to be done
at the provider before the token is signed. Minting spoils a token by the same functions.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial

from joserfc import jwe
from joserfc.jwk import ECKey, KeySet, OKPKey, RSAKey
from starlette.responses import Response

from sandbox.domain.assurance import Assurance
from sandbox.oidc.jose import keys
from sandbox.oidc.jose.algorithms import ENCRYPTIONS
from sandbox.oidc.jose.keys import Signer
from sandbox.oidc.made import Ingredients
from sandbox.oidc.profile import ID_TOKEN_LIFE
from sandbox.oidc.protected.claims import ID_TOKEN
from sandbox.oidc.tampering.answers import json_of, told
from sandbox.oidc.tampering.drafts import Draft, Forge, drafted, finished
from sandbox.oidc.tampering.spoiling import Act, Honest, Spoiler
from sandbox.oidc.tampering.strangers import USUAL, receiver
from sandbox.oidc.wire import desk_of, space_of
from sandbox.services.desk import Desk

STRANGER = "somebody-else"
"""A client that is not the one the token is for."""
_LIFE = int(ID_TOKEN_LIFE.total_seconds())
_HOUR = 3600
_DAY = 24 * _HOUR

Stage = Callable[[Desk, str, Ingredients], Awaitable[Ingredients]]
"""What happens at the provider before the token is signed; what it is then made of."""


def _expired(draft: Draft) -> Draft:
    past = {name: draft.claims[name] - 2 * _LIFE for name in ("iat", "exp", "auth_time")}
    return draft.saying(**past)


def _not_yet_valid(draft: Draft) -> Draft:
    return draft.saying(nbf=draft.claims["iat"] + _HOUR)


def _iat_in_the_future(draft: Draft) -> Draft:
    return draft.saying(**{name: draft.claims[name] + _DAY for name in ("iat", "exp")})


def _without(draft: Draft, name: str) -> Draft | None:
    return draft.without(name) if name in draft.claims else None


def altered(draft: Draft, name: str) -> Draft | None:
    """A text claim with a first character that is another one."""
    value = draft.claims.get(name)
    if not value:
        return None
    return draft.saying(**{name: ("B" if value[0] == "A" else "A") + value[1:]})


def _auth_time_too_old(draft: Draft) -> Draft:
    return draft.saying(auth_time=draft.claims["auth_time"] - 30 * _DAY)


def _lower_acr(draft: Draft) -> Draft:
    """One level down; "0" is below them all (Core section 2)."""
    levels = ["0", *Assurance]
    return draft.saying(acr=str(levels[levels.index(draft.claims["acr"]) - 1]))


def _tampered(draft: Draft) -> Draft:
    return replace(draft, broken=True)


def alg_none(draft: Draft) -> Draft:
    """Not signed at all."""
    return replace(draft.headed(alg="none", kid=None), key=None)


def hs256_public_key(draft: Draft) -> Draft | None:
    """Signed with what everybody knows, the public key as a secret (RFC 8725 section 2.1)."""
    if not isinstance(draft.key, RSAKey | ECKey | OKPKey):
        return None
    return replace(draft.headed(alg="HS256"), key=draft.key.as_pem(private=False))


def published(draft: Draft) -> bool:
    """Whether it is signed by a key of the provider, not by a secret of the client."""
    return "kid" in draft.header


def _unknown_kid(draft: Draft) -> Draft | None:
    return draft.headed(kid="of-no-published-key") if published(draft) else None


def _no_kid(draft: Draft) -> Draft | None:
    return draft.headed(kid=None) if published(draft) else None


def _no_kid_and_one_key(draft: Draft) -> Draft | None:
    return _no_kid(draft) if draft.alone else None


def _unknown_crit(draft: Draft) -> Draft:
    name = "urn:clicsequr-sandbox:unknown"
    return draft.headed(crit=[name], **{name: True})


def _oversized(draft: Draft) -> Draft:
    return draft.saying(padding="x" * (1024 * draft.options.get("kilobytes", 128)))


def _to_another_key(draft: Draft) -> Draft:
    how = draft.client.encryption(ID_TOKEN) or USUAL
    jwk = receiver(how)
    key = KeySet.import_key_set({"keys": [jwk]}).keys[0]
    header = {"alg": how.alg, "enc": how.enc, "cty": "JWT", "kid": jwk["kid"]}

    def lock(text: str) -> str:
        return str(jwe.encrypt_compact(header, text, key, registry=ENCRYPTIONS))

    return replace(draft, lock=lock)


def _as_it_is(draft: Draft) -> Draft | None:
    return draft if published(draft) else None


FORGES: dict[str, Forge] = {
    "id-token-wrong-iss": lambda d: d.saying(iss=f"{d.claims['iss']}/autre"),
    "id-token-wrong-aud": lambda d: d.saying(aud=STRANGER),
    "id-token-missing-aud": partial(_without, name="aud"),
    "id-token-aud-with-a-stranger": lambda d: d.saying(
        aud=[d.claims["aud"], STRANGER], azp=d.claims["aud"]
    ),
    "id-token-several-aud-without-azp": lambda d: d.saying(aud=[d.claims["aud"], d.claims["iss"]]),
    "id-token-wrong-azp": lambda d: d.saying(azp=STRANGER),
    "id-token-missing-sub": partial(_without, name="sub"),
    "id-token-wrong-sub": partial(altered, name="sub"),
    "id-token-missing-iat": partial(_without, name="iat"),
    "id-token-expired": _expired,
    "id-token-not-yet-valid": _not_yet_valid,
    "id-token-iat-in-the-future": _iat_in_the_future,
    "id-token-wrong-nonce": partial(altered, name="nonce"),
    "id-token-missing-nonce": partial(_without, name="nonce"),
    "id-token-wrong-at-hash": partial(altered, name="at_hash"),
    "id-token-signature-tampered": _tampered,
    "id-token-alg-none": alg_none,
    "id-token-hs256-public-key": hs256_public_key,
    "id-token-unknown-kid": _unknown_kid,
    "id-token-no-kid-two-keys": _no_kid,
    "id-token-no-kid-one-key": _no_kid_and_one_key,
    "id-token-unknown-crit": _unknown_crit,
    "id-token-wrong-typ": lambda d: d.headed(typ="at+jwt"),
    "id-token-auth-time-too-old": _auth_time_too_old,
    "id-token-acr-lower-than-asked": _lower_acr,
    "id-token-simulation-missing": partial(_without, name="simulation"),
    "id-token-oversized": _oversized,
    "id-token-encrypted-to-another-key": _to_another_key,
    "keys-rotated-before-signing": _as_it_is,
}
"""By the id of the fault."""


async def _with_a_second_key(desk: Desk, space: str, of: Ingredients) -> Ingredients:
    if of.signer is not None and of.signer.alone:
        await keys.rotate(desk, space, of.signer.alg)
    return of


async def _with_a_new_key(desk: Desk, space: str, of: Ingredients) -> Ingredients:
    if of.signer is None:
        return of
    row = await keys.rotate(desk, space, of.signer.alg)
    row = await keys.use_now(desk, space, row.kid)
    return replace(of, signer=Signer(row.kid, row.alg, keys.key_object(row)))


STAGES: dict[str, Stage] = {
    "id-token-no-kid-two-keys": _with_a_second_key,
    "keys-rotated-before-signing": _with_a_new_key,
}
"""By the id of the fault, for the few that need one."""


async def forged(
    desk: Desk, space: str, fault: str, of: Ingredients, options: Mapping[str, int]
) -> Draft | None:
    """The draft of a token with the defect of a fault; None if it has nothing to be spoilt."""
    forge, stage = FORGES[fault], STAGES.get(fault)
    draft = forge(drafted(of, options))
    if draft is None or stage is None:
        return draft
    return forge(drafted(await stage(desk, space, of), options))


def _spoiler(fault: str) -> Spoiler:
    def spoil(honest: Honest) -> Response | Act | None:
        of, body = honest.made.id_token, json_of(honest)
        if of is None or body is None:
            return None
        draft = FORGES[fault](drafted(of, honest.options))
        if draft is None:
            return None
        if fault not in STAGES:
            return told(honest, {**body, "id_token": finished(draft)})
        return partial(_staged, honest, fault, of, body)

    return spoil


async def _staged(honest: Honest, fault: str, of: Ingredients, body: dict[str, object]) -> Response:
    desk, space = desk_of(honest.request), space_of(honest.request)
    draft = await forged(desk, space, fault, of, honest.options)
    return told(honest, {**body, "id_token": finished(draft)}) if draft else honest.response


SPOILERS: dict[str, Spoiler] = {name: _spoiler(name) for name in FORGES}

"""The authorization response: an error for a code, a parameter wrong, or an odd way to come.

Only a response that brings a code is spoilt. It leaves by the response mode that was asked for, so
a response that is a JWT (JARM) is signed over what is wrong with it.
"""

from collections.abc import Callable
from functools import partial

from sandbox.oidc.authorization.asked import ReturnAddress
from sandbox.oidc.authorization.responses import carried, carried_twice
from sandbox.oidc.tampering import lines
from sandbox.oidc.tampering.spoiling import Act, Honest, Spoiler
from sandbox.services.addresses import origin_of
from sandbox.world.faults.authorization import ERRORS

Fields = dict[str, str]
_UNKNOWN = {"parametre_inconnu": "neige", "x-reponse": "1"}


def _address(honest: Honest) -> ReturnAddress | None:
    """Where the honest answer goes, if it is an authorization response with a code."""
    noted = honest.made
    if noted.client is None or "code" not in noted.fields:
        return None
    return ReturnAddress(noted.client, noted.redirect_uri, noted.mode)


def _of_fields(change: Callable[[Fields], Fields | None]) -> Spoiler:
    """Spoils the parameters; where `change` is None there is nothing to spoil."""

    def spoiler(honest: Honest) -> Act | None:
        address = _address(honest)
        changed = change(honest.made.fields) if address is not None else None
        if address is None or changed is None:
            return None
        return partial(carried, honest.request, address, changed)

    return spoiler


def _error(fields: Fields, error: str) -> Fields:
    """An error in the place of the code."""
    told = {name: value for name, value in fields.items() if name != "code"}
    return {"error": error, "error_description": "Refused on command.", **told}


def _without(fields: Fields, name: str) -> Fields | None:
    return {key: value for key, value in fields.items() if key != name} if name in fields else None


def _altered_state(fields: Fields) -> Fields | None:
    state = fields.get("state", "")
    if not state:
        return None
    return {**fields, "state": ("B" if state[0] == "A" else "A") + state[1:]}


def _sent_twice(honest: Honest) -> Act | None:
    address = _address(honest)
    if address is None or not origin_of(address.redirect_uri):
        return None
    return partial(carried_twice, honest.request, address, honest.made.fields)


def _delayed(honest: Honest) -> Act | None:
    return lines.late(honest) if _address(honest) is not None else None


SPOILERS: dict[str, Spoiler] = {
    **{
        f"authorization-{error.replace('_', '-')}": _of_fields(partial(_error, error=error))
        for error in ERRORS
    },
    "authorization-state-missing": _of_fields(partial(_without, name="state")),
    "authorization-state-altered": _of_fields(_altered_state),
    "authorization-code-missing": _of_fields(partial(_without, name="code")),
    "authorization-iss-wrong": _of_fields(lambda f: {**f, "iss": f"{f['iss']}/autre"}),
    "authorization-iss-missing": _of_fields(partial(_without, name="iss")),
    "authorization-sent-twice": _sent_twice,
    "authorization-extra-parameters": _of_fields(lambda f: {**f, **_UNKNOWN}),
    "authorization-redirect-delayed": _delayed,
}

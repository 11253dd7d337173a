"""Snapshots of a space: all it holds in one document, put back byte for byte; and forks.

A snapshot holds the content of a space: its hands, what it allows, its secret and every row. It
does not hold who the space is (name, label, end, token, place in a class), so that the snapshot
of a fork is that of its origin as long as nothing changed. It holds private keys and the secret:
whoever has it can speak for the space.
"""

import json
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from sandbox.domain.errors import Conflict
from sandbox.domain.model import Space
from sandbox.domain.provider import SigningKey
from sandbox.services.desk import Desk
from sandbox.services.hands import refuse_out_of_range
from sandbox.services.proofreading import proofread, refused
from sandbox.services.spaces import check_name, refuse_hall

FORMAT = "clicsequr-space"
VERSION = 1
_IDENTITY = frozenset({"id", "label", "created_at", "expires_at", "token_hash", "hall", "place"})
_MOMENTS = frozenset({"calendar_frozen_at", "protocol_frozen_at"})
_SECRET_DIGITS = 64
_TURNS = 2**53


async def take(desk: Desk, space_id: str) -> str:
    """The snapshot of a space: one JSON object, always spelt alike, with a line end."""
    async with desk.look(space_id) as (tx, _):
        refuse_hall(tx.space)
        document = {
            "format": FORMAT,
            "version": VERSION,
            "space": _content(tx.space),
            "tables": await tx.dump(),
        }
        desk.spare_keys.in_a_snapshot(await tx.find(SigningKey))
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"


async def restore(desk: Desk, space_id: str, document: Mapping[str, Any]) -> Space:
    """Put a space back to what a snapshot holds; it keeps its name, label, end and token.

    Raises `BadInput` for a document that is no snapshot; then the space is as it was.
    """
    async with desk.look(space_id) as (tx, _):
        now = tx.space
    refuse_hall(now)
    return await _found(desk, _with_content(now, document["space"]), document, anew=True)


async def create_from(desk: Desk, space: Space, document: Mapping[str, Any]) -> Space:
    """A new space that holds what a snapshot holds; `space` says who it is."""
    check_name(space.id)
    return await _found(desk, _with_content(space, document["space"]), document, anew=False)


async def fork(
    desk: Desk, source_id: str, space_id: str, terms: Mapping[str, Any], token_hash: str
) -> Space:
    """A new space that holds what another one holds; `terms` are fields of `Space` that differ."""
    check_name(space_id)

    def make(source: Space) -> Space:
        refuse_hall(source)
        return replace(
            source,
            **{
                "id": space_id,
                "label": space_id,
                "created_at": desk.clock.machine(),
                "expires_at": None,
                "token_hash": token_hash,
                "hall": "",
                "place": 0,
                **terms,
            },
        )

    return await desk.store.copy_space(source_id, make)


async def _found(desk: Desk, space: Space, document: Mapping[str, Any], *, anew: bool) -> Space:
    refuse_out_of_range(desk, space)
    try:
        async with desk.founding(space, anew=anew) as (tx, _):
            await tx.fill(document["tables"])
            await proofread(tx)
            desk.spare_keys.in_a_snapshot(await tx.find(SigningKey))
    except Conflict as error:
        if error.code == "space-taken":
            raise
        raise refused("Two of its rows cannot stand side by side.") from error
    return space


def _content(space: Space) -> dict[str, Any]:
    told = {each.name: getattr(space, each.name) for each in fields(space)}
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in told.items()
        if name not in _IDENTITY
    }


def _with_content(space: Space, content: Mapping[str, Any]) -> Space:
    """The space with what a snapshot says of it; a member that is left out takes its default."""
    known = {each.name: each for each in fields(Space) if each.name not in _IDENTITY}
    if strange := sorted(set(content) - set(known)):
        raise refused(f"A space has no {strange[0][:60]}. Known: {', '.join(known)}.")
    values: dict[str, Any] = {
        name: each.default for name, each in known.items() if name != "secret"
    }
    try:
        for name, value in content.items():
            values[name] = _value(name, value)
        secret = values["secret"]
    except (KeyError, ValueError, TypeError, OverflowError):
        raise refused("What it says of the space is not of a space.") from None
    if len(secret) != _SECRET_DIGITS:
        raise refused("Its secret is not 64 hexadecimal digits.")
    return replace(space, **values)


def _value(name: str, value: Any) -> Any:
    if name == "secret":
        bytes.fromhex(value)
        return value
    if name in _MOMENTS:
        moment = None if value is None else datetime.fromisoformat(value)
        if moment is not None and moment.tzinfo is None:
            raise ValueError(name)
        return moment
    wanted: tuple[type, ...] = {
        "seed": (str, type(None)),
        "contents": (str,),
        "turn": (int,),
        "hint_signs_in": (bool,),
        "fault_menu": (bool,),
    }.get(name, (int, float))
    if not isinstance(value, wanted) or (isinstance(value, bool) and bool not in wanted):
        raise TypeError(name)
    if name == "turn" and value not in range(_TURNS):
        raise ValueError(name)
    return float(value) if isinstance(value, int) and name.endswith("_offset") else value

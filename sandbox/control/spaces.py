"""Spaces: made from a seed, listed, changed, reset, deleted."""

from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from sandbox.control.operations import Call, Operation
from sandbox.control.payloads import Payload
from sandbox.control.snapshots import MAX_SNAPSHOT
from sandbox.control.space_models import (
    SnapshotDocument,
    SpaceMade,
    SpacesTold,
    SpaceTold,
    members,
    told_space,
)
from sandbox.domain.model import Space
from sandbox.services import snapshots, spaces
from sandbox.services.desk import Desk
from sandbox.services.sessions import digest
from sandbox.services.spaces import Terms
from sandbox.world.chance import Chance

Seconds = Annotated[int, Field(ge=1, le=366 * 86_400)]


class SpaceWanted(Payload):
    """What a space is made from and what it allows."""

    id: str | None = Field(None, description="1 to 40 of a-z, 0-9, -; drawn if left out.")
    label: str = Field("", max_length=80)
    seed: Literal["full", "empty"] | None = Field(
        None, description="What it is filled with; full if left out."
    )
    fork_of: str | None = Field(None, description="Instead of a seed: all that this space holds.")
    snapshot: SnapshotDocument | None = Field(None, description="Instead of a seed.")
    chance: str | None = Field(
        None, max_length=80, description="Draws repeat from run to run with the same text."
    )
    ttl_seconds: Seconds | None = Field(None, description="By the machine; forever if left out.")
    hint_signs_in: bool | None = Field(
        None, description="`login_hint` signs in without a page; as its origin, or not."
    )
    fault_menu: bool | None = Field(
        None, description="The sign-in page offers faults; as its origin, or not."
    )

    @model_validator(mode="after")
    def _from_one_thing(self) -> "SpaceWanted":
        given = [
            name for name in ("seed", "fork_of", "snapshot") if getattr(self, name) is not None
        ]
        if len(given) > 1:
            raise ValueError(f"give one of seed, fork_of and snapshot, not {' and '.join(given)}")
        if self.chance is not None and self.seed is None and given:
            raise ValueError("chance goes with a seed: a fork and a snapshot draw on as before")
        return self


class SpaceChanges(Payload):
    """What changes; what is left out stays. A null `ttl_seconds` lets the space live on."""

    label: str = Field("", max_length=80)
    ttl_seconds: Seconds | None = None
    hint_signs_in: bool = False
    fault_menu: bool = False


async def listed(call: Call) -> SpacesTold:
    """GET: every space whose end has not passed."""
    await spaces.sweep(call.desk)
    found = await call.desk.store.spaces()
    return SpacesTold(spaces=[told_space(call.desk, space) for space in found])


async def create(call: Call) -> SpaceMade:
    """POST: a space of its own, whole or not at all."""
    wanted = call.sent(SpaceWanted)
    await spaces.refuse_crowd(call.desk)
    draw = Chance(None, "space")
    token = draw.token()
    space_id = wanted.id or draw.word(12, "abcdefghjkmnpqrstuvwxyz23456789")
    if wanted.fork_of is None and wanted.snapshot is None:
        space = await _from_seed(call, space_id, wanted, token)
    else:
        space = await _from_origin(call.desk, space_id, wanted, token)
    return SpaceMade.model_validate({**members(call.desk, space), "token": token})


async def _from_seed(call: Call, space_id: str, wanted: SpaceWanted, token: str) -> Space:
    seed = wanted.seed or "full"
    return await spaces.create(
        call.desk,
        space_id,
        label=wanted.label,
        seed=wanted.chance,
        contents=seed,
        terms=Terms(
            bool(wanted.hint_signs_in),
            bool(wanted.fault_menu),
            _life(wanted.ttl_seconds),
        ),
        token_hash=digest(token),
        fill=call.of_app("contents")[seed],
    )


async def _from_origin(desk: Desk, space_id: str, wanted: SpaceWanted, token: str) -> Space:
    """A space that holds what another one holds, or held."""
    allowed = {
        name: getattr(wanted, name)
        for name in ("hint_signs_in", "fault_menu")
        if getattr(wanted, name) is not None
    }
    identity: dict[str, Any] = {
        "label": wanted.label or space_id,
        "expires_at": spaces.end_of(desk, _life(wanted.ttl_seconds)),
    }
    if wanted.fork_of is not None:
        return await snapshots.fork(
            desk, wanted.fork_of, space_id, {**identity, **allowed}, digest(token)
        )
    assert wanted.snapshot is not None
    document = wanted.snapshot.model_dump()
    document["space"] |= allowed
    blank = replace(spaces.blank_space(desk, space_id), **identity, token_hash=digest(token))
    return await snapshots.create_from(desk, blank, document)


def _life(seconds: int | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)


async def show(call: Call) -> SpaceTold:
    """GET: this space."""
    async with call.desk.look(call.space) as (tx, _):
        return told_space(call.desk, tx.space)


async def change(call: Call) -> SpaceTold:
    """PATCH: what this space allows, and how long it lives from now on."""
    sent = call.sent(SpaceChanges)
    changes = {name: getattr(sent, name) for name in sent.model_fields_set}
    if "ttl_seconds" in changes:
        changes["life"] = _life(changes.pop("ttl_seconds"))
    return told_space(call.desk, await spaces.change(call.desk, call.space, changes))


async def reset(call: Call) -> SpaceTold:
    """POST: begin this space again, from the seed it was made of."""
    async with call.desk.look(call.space) as (tx, _):
        contents = tx.space.contents
    fill = call.of_app("contents").get(contents)
    return told_space(call.desk, await spaces.reset(call.desk, call.space, fill=fill))


async def delete(call: Call) -> None:
    """DELETE: this space and all it holds."""
    await spaces.delete(call.desk, call.space)


OPERATIONS = (
    Operation("GET", "/spaces", "listSpaces", "Every space.", listed, answer=SpacesTold, root=True),
    Operation(
        "POST",
        "/spaces",
        "createSpace",
        "Make a space from a seed.",
        create,
        body=SpaceWanted,
        answer=SpaceMade,
        status=201,
        root=True,
        optional_body=True,
        largest=MAX_SNAPSHOT,
    ),
    Operation("GET", "/space", "showSpace", "This space.", show, answer=SpaceTold),
    Operation(
        "PATCH",
        "/space",
        "changeSpace",
        "Change what this space allows and how long it lives.",
        change,
        body=SpaceChanges,
        answer=SpaceTold,
    ),
    Operation(
        "DELETE", "/space", "deleteSpace", "Delete this space and all it holds.", delete, status=204
    ),
    Operation(
        "POST", "/space/reset", "resetSpace", "Begin this space again.", reset, answer=SpaceTold
    ),
)

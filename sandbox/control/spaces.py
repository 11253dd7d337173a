"""Spaces: made from a seed, listed, changed, reset, deleted."""

from datetime import datetime, timedelta
from typing import Annotated, Literal

from pydantic import Field

from sandbox.control.operations import PREFIX, Call, Operation
from sandbox.control.payloads import Payload, Told
from sandbox.domain.errors import Conflict
from sandbox.domain.model import Space
from sandbox.services import spaces
from sandbox.services.desk import Desk
from sandbox.services.sessions import digest
from sandbox.services.spaces import Terms
from sandbox.world.chance import Chance

MOST_SPACES = 5_000
Seconds = Annotated[int, Field(ge=1, le=366 * 86_400)]


class SpaceTold(Told):
    """A space, without anything it holds."""

    id: str
    label: str
    issuer: str
    control: str
    seed: str
    chance: str | None
    created_at: datetime
    expires_at: datetime | None
    hint_signs_in: bool
    fault_menu: bool


class SpaceMade(SpaceTold):
    """A new space, with its own token: it is told this once, and opens this space alone."""

    token: str


class SpacesTold(Told):
    """Every space, oldest first."""

    spaces: list[SpaceTold]


class SpaceWanted(Payload):
    """What a space is made from and what it allows."""

    id: str | None = Field(None, description="1 to 40 of a-z, 0-9, -; drawn if left out.")
    label: str = Field("", max_length=80)
    seed: Literal["full", "empty"] = Field("full", description="What it is filled with.")
    chance: str | None = Field(
        None, max_length=80, description="Draws repeat from run to run with the same text."
    )
    ttl_seconds: Seconds | None = Field(None, description="By the machine; forever if left out.")
    hint_signs_in: bool = Field(False, description="`login_hint` signs in without a page.")
    fault_menu: bool = Field(False, description="The sign-in page offers faults.")


class SpaceChanges(Payload):
    """What changes; what is left out stays. A null `ttl_seconds` lets the space live on."""

    label: str = Field("", max_length=80)
    ttl_seconds: Seconds | None = None
    hint_signs_in: bool = False
    fault_menu: bool = False


def told(desk: Desk, space: Space) -> dict[str, object]:
    """What is told of a space."""
    issuer = desk.site.issuer(space.id)
    return {
        "id": space.id,
        "label": space.label,
        "issuer": issuer,
        "control": issuer + PREFIX,
        "seed": space.contents,
        "chance": space.seed,
        "created_at": space.created_at,
        "expires_at": space.expires_at,
        "hint_signs_in": space.hint_signs_in,
        "fault_menu": space.fault_menu,
    }


def _told(desk: Desk, space: Space) -> SpaceTold:
    return SpaceTold.model_validate(told(desk, space))


async def listed(call: Call) -> SpacesTold:
    """GET: every space whose end has not passed."""
    found = await spaces.sweep(call.desk)
    return SpacesTold(spaces=[_told(call.desk, space) for space in found])


async def create(call: Call) -> SpaceMade:
    """POST: a space of its own, whole or not at all."""
    wanted = call.sent(SpaceWanted)
    if len(await spaces.sweep(call.desk)) >= MOST_SPACES:
        raise Conflict(
            "too-many-spaces",
            "error.conflict",
            hint=f"There are {MOST_SPACES} spaces already: delete some, or give them an end.",
        )
    draw = Chance(None, "space")
    token = draw.token()
    space = await spaces.create(
        call.desk,
        wanted.id or draw.word(12, "abcdefghjkmnpqrstuvwxyz23456789"),
        seed=wanted.chance,
        contents=wanted.seed,
        terms=Terms(
            wanted.label, wanted.hint_signs_in, wanted.fault_menu, _life(wanted.ttl_seconds)
        ),
        token_hash=digest(token),
        fill=call.of_app("contents")[wanted.seed],
    )
    return SpaceMade.model_validate({**told(call.desk, space), "token": token})


def _life(seconds: int | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)


async def show(call: Call) -> SpaceTold:
    """GET: this space."""
    async with call.desk.look(call.space) as (tx, _):
        return _told(call.desk, tx.space)


async def change(call: Call) -> SpaceTold:
    """PATCH: what this space allows, and how long it lives from now on."""
    sent = call.sent(SpaceChanges)
    changes = {name: getattr(sent, name) for name in sent.model_fields_set}
    if "ttl_seconds" in changes:
        changes["life"] = _life(changes.pop("ttl_seconds"))
    return _told(call.desk, await spaces.change(call.desk, call.space, changes))


async def reset(call: Call) -> SpaceTold:
    """POST: begin this space again, from the seed it was made of."""
    async with call.desk.look(call.space) as (tx, _):
        contents = tx.space.contents
    fill = call.of_app("contents").get(contents)
    return _told(call.desk, await spaces.reset(call.desk, call.space, fill=fill))


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

"""What is told of a space, and the document that holds all of one."""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from sandbox.control.operations import PREFIX
from sandbox.control.payloads import Payload, Told
from sandbox.domain.model import Space
from sandbox.services.desk import Desk


class SnapshotTable(Payload):
    """The rows of one table."""

    columns: list[str] = Field(max_length=200)
    rows: list[list[Any]] = Field(max_length=200_000)


class SnapshotDocument(Payload):
    """What a snapshot gave; kept as it was given."""

    format: Literal["clicsequr-space"]
    version: Literal[1]
    space: dict[str, Any]
    tables: dict[str, SnapshotTable] = Field(max_length=200)


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


def members(desk: Desk, space: Space) -> dict[str, object]:
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


def told_space(desk: Desk, space: Space) -> SpaceTold:
    """A space as it is told."""
    return SpaceTold.model_validate(members(desk, space))

"""All that a space holds, in one file, and back."""

from starlette.responses import Response

from sandbox.control.operations import Call, Operation
from sandbox.control.space_models import SnapshotDocument, SpaceTold, told_space
from sandbox.services import snapshots

MAX_SNAPSHOT = 32 * 1024 * 1024
"""Greatest length of a snapshot, in bytes."""


async def snapshot(call: Call) -> Response:
    """GET: all that this space holds, in one file."""
    text = await snapshots.take(call.desk, call.space)
    name = f"{call.space}.clicsequr.json"
    return Response(
        text,
        media_type="application/json",
        headers={
            "Cache-Control": "no-store",
            "Content-Disposition": f'attachment; filename="{name}"',
        },
    )


async def restore(call: Call) -> SpaceTold:
    """PUT: this space back to what the file holds."""
    document = call.sent(SnapshotDocument).model_dump()
    return told_space(call.desk, await snapshots.restore(call.desk, call.space, document))


OPERATIONS = (
    Operation("GET", "/space/snapshot", "takeSnapshot", "All that this space holds.", snapshot),
    Operation(
        "PUT",
        "/space/snapshot",
        "restoreSnapshot",
        "Put this space back to what a snapshot holds.",
        restore,
        body=SnapshotDocument,
        answer=SpaceTold,
        largest=MAX_SNAPSHOT,
    ),
)

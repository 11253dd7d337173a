"""Logout tokens owed to clients: the log of the attempts, and those that are due made at once."""

from collections.abc import Awaitable
from datetime import datetime
from typing import Any, Protocol

from pydantic import Field

from sandbox.control.operations import Call, Operation
from sandbox.control.payloads import Payload, Told
from sandbox.domain.provider import DeliveryState, LogoutDelivery
from sandbox.services.desk import Desk

_MOST = 500


class Deliver(Protocol):
    """What `app` puts at `state.deliver_due`."""

    def __call__(self, desk: Desk, *, space_id: str) -> Awaitable[int]:
        """Make every attempt that is due in a space; how many were made."""


class AttemptTold(Told):
    """One attempt to tell a client."""

    at: datetime = Field(description="By the machine: a relying party has a watch of its own.")
    status: int = Field(description="HTTP status of the client; 0 without an answer.")
    problem: str = Field(description="Empty if it was taken.")
    claims: dict[str, Any] = Field(description="Of the logout token that was sent.")


class DeliveryTold(Told):
    """What is owed to one client for one session."""

    id: str
    client_id: str
    uri: str
    sid: str
    account: str
    state: DeliveryState
    created_at: datetime
    due_at: datetime | None = Field(description="Of the next attempt; null once it is over.")
    attempts: list[AttemptTold]


class DeliveriesTold(Told):
    """All that was owed, newest first."""

    deliveries: list[DeliveryTold]


class DeliveriesAsked(Payload):
    """Which of them."""

    sid: str = Field("", max_length=80)
    client_id: str = Field("", max_length=200)


class MadeTold(Told):
    """What was done."""

    attempts: int = Field(description="Attempts made by this call.")


def _told(row: LogoutDelivery) -> DeliveryTold:
    return DeliveryTold(
        id=row.id,
        client_id=row.client_id,
        uri=row.uri,
        sid=row.sid,
        account=row.account_id,
        state=row.state,
        created_at=row.created_at,
        due_at=row.due_at if row.state is DeliveryState.PENDING else None,
        attempts=[
            AttemptTold(
                at=made["at"],
                status=made["status"],
                problem=made["problem"],
                claims=made.get("claims", {}),
            )
            for made in row.attempts
        ],
    )


async def listed(call: Call) -> DeliveriesTold:
    """GET: what is owed and what became of it."""
    asked = call.asked(DeliveriesAsked)
    wanted = {name: value for name, value in asked.model_dump().items() if value}
    async with call.desk.look(call.space) as (tx, _):
        found = await tx.find(LogoutDelivery, order="-created_at", limit=_MOST, **wanted)
    return DeliveriesTold(deliveries=[_told(row) for row in found])


async def deliver(call: Call) -> MadeTold:
    """POST: make every attempt that is due, and come back when all are made."""
    due: Deliver = call.of_app("deliver_due")
    return MadeTold(attempts=await due(call.desk, space_id=call.space))


OPERATIONS = (
    Operation(
        "GET",
        "/deliveries",
        "listDeliveries",
        "Logout tokens owed to clients, and every attempt.",
        listed,
        query=DeliveriesAsked,
        answer=DeliveriesTold,
    ),
    Operation(
        "POST",
        "/deliveries/deliver",
        "deliverDue",
        "Make every attempt that is due.",
        deliver,
        answer=MadeTold,
    ),
)

"""The protected resource of the portal: registration of an organisation to the e-service (R-78).

`GET` asks the gate and where the registration is; `POST` applies, as the RSE. The gate's answer
is not an error of the token: a refusal of the gate keeps the words of the guide.
"""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from sandbox.domain.events import Event
from sandbox.domain.terms import Actor, Gate
from sandbox.oidc.errands import Errand, run
from sandbox.oidc.protected.access import Access, admitted, presented_token
from sandbox.oidc.protected.bearers import pes_of
from sandbox.oidc.teaching import call_of
from sandbox.oidc.tokens.resources import own
from sandbox.oidc.wire import desk_of, fresh_json, space_of
from sandbox.services import subscriptions
from sandbox.services.journal import record
from sandbox.services.ports import Tx
from sandbox.world.clock import civil_date
from sandbox.world.surroundings import World

SCOPE = "pes"
_STATUS = {Gate.RSE_ONLY: 403, Gate.NOT_ACTIVE: 409, Gate.NOTICE_AWAITED: 409}


async def show(request: Request) -> Response:
    """GET: what the gate says now and the state of the registration."""
    shown = await presented_token(request)
    desk, space = desk_of(request), space_of(request)
    identifiers = own(desk.site.issuer(space), SCOPE)

    async def attempt(_: Errand) -> Response:
        async with desk.work(space) as (tx, world):
            access = await admitted(request, tx, world, shown, SCOPE, identifiers)
            told = await _told(tx, world, access)
            await _note(tx, world, access, call_of(request), status=200, gate=told["acces"])
            return fresh_json(told)

    return await run(request, attempt)


async def apply(request: Request) -> Response:
    """POST: apply as the RSE. 201 when the application is in process.

    403 `RESERVE_AU_RSE` and 409 `INSCRIPTION_NON_ACTIVE`, `AVIS_DU_MINISTERE_ATTENDU` are the
    gate's; 409 with `transition-refused` means that an application is already there.
    """
    shown = await presented_token(request)
    desk, space = desk_of(request), space_of(request)
    identifiers = own(desk.site.issuer(space), SCOPE)

    async def attempt(_: Errand) -> Response:
        async with desk.work(space) as (tx, world):
            access = await admitted(request, tx, world, shown, SCOPE, identifiers)
            organisation, account = access.bearer.organisation, access.bearer.account
            applied = await subscriptions.apply(tx, world, organisation.id, account.id)
            told = await _told(tx, world, access)
            if applied.subscription is None:
                gate = Gate(applied.decision.reason)
                told, status = {**told, "acces": gate.value}, _STATUS[gate]
            else:
                status = 201
            await _note(tx, world, access, call_of(request), status=status, gate=told["acces"])
            return fresh_json(told, status)

    return await run(request, attempt)


async def _note(
    tx: Tx, world: World, access: Access, call: dict[str, Any], *, status: int, gate: str
) -> None:
    """The line in the journal of what was asked and answered."""
    await record(
        tx,
        world,
        Event.PES_SERVED,
        Actor.CLIENT,
        subject=access.token.family,
        organisation_id=access.bearer.organisation.id,
        trace=access.token.trace,
        client_id=access.token.client_id,
        status=status,
        gate=gate,
        **call,
    )


async def _told(tx: Tx, world: World, access: Access) -> dict[str, Any]:
    organisation = access.bearer.organisation
    subscription = await subscriptions.of(tx, organisation.id)
    answered = subscription.answered_at if subscription else None
    requested = subscription.requested_at if subscription else None
    return {
        "organisation": {"id": organisation.id, "nom": organisation.name},
        "role": access.bearer.position.role.value,
        **await pes_of(tx, world, access.bearer),
        "demandee_le": civil_date(requested).isoformat() if requested else None,
        "repondue_le": civil_date(answered).isoformat() if answered else None,
        "motif": subscription.reason if subscription else "",
        "simulation": True,
    }

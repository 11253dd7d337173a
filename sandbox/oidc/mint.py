"""Tokens without any flow: what the code grant would have issued, with the code left out.

Everything is made by the functions of the grants, and kept as they keep it: the access token is a
row that userinfo and introspection know. A fault spoils the ID token by the functions that spoil
an answer of the token endpoint, once the honest one was made.
"""

from dataclasses import dataclass, field
from typing import Any

from sandbox.domain.errors import BadInput
from sandbox.domain.events import Event
from sandbox.domain.provider import Client
from sandbox.domain.terms import Actor
from sandbox.oidc.clients import RelyingParty
from sandbox.oidc.errands import Errand, fulfil
from sandbox.oidc.grants.filing import blank, drawn_from, file
from sandbox.oidc.grants.id_token import id_token_for
from sandbox.oidc.grants.unsent import granted_scope, unsent
from sandbox.oidc.logout.tokens import LogoutToken, logout_token, made_of
from sandbox.oidc.made import Ingredients
from sandbox.oidc.outbound import Documents
from sandbox.oidc.profile import OFFLINE, REFRESH_LIFE
from sandbox.oidc.protected.bearers import as_bearer
from sandbox.oidc.refusals import Refusal
from sandbox.oidc.tampering import id_token as spoiling
from sandbox.oidc.tampering import logout as spoiling_logouts
from sandbox.oidc.tampering.drafts import drafted, finished
from sandbox.oidc.tokens.exchange import Exchange, load_signers
from sandbox.oidc.tokens.resources import permitted
from sandbox.oidc.tokens.spending import keep
from sandbox.services import faults, minting
from sandbox.services.desk import Desk
from sandbox.services.journal import record
from sandbox.services.minting import LogoutOrder, Order
from sandbox.services.ports import Tx
from sandbox.world.faults import Fault
from sandbox.world.surroundings import World

_CITE = "docs/control.md"


@dataclass(frozen=True, slots=True)
class Minted:
    """A token response, and what its ID token says before it is encrypted; both empty where the
    scope has no `openid`.
    """

    answer: dict[str, Any]
    header: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)


class Mint:
    """Mints for the clients of any space; `documents` holds the keys that they publish."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents

    async def tokens(self, desk: Desk, space: str, order: Order) -> Minted:
        """The tokens of an order; raises `BadInput`, `NotFound` or `NotAllowed`, nothing kept."""
        fault = _of_tokens(order.fault, spoiling.FORGES) if order.fault else None
        options = faults.chosen(fault, order.options) if fault else {}

        async def attempt(errand: Errand) -> tuple[dict[str, Any], Ingredients | None]:
            async with desk.work(space) as (tx, world):
                return await _issued(tx, world, desk.site.issuer(space), errand, order, fault)

        try:
            answer, of = await fulfil(desk, space, self._documents, attempt)
        except Refusal as refusal:
            raise _told(refusal) from None
        if of is None:
            return Minted(answer)
        draft = drafted(of)
        if fault is not None:
            spoilt = await spoiling.forged(desk, space, fault.id, of, options)
            draft = spoilt or draft
            answer["id_token"] = finished(draft)
        return Minted(answer, draft.header, draft.claims)

    async def logout_token(self, desk: Desk, space: str, order: LogoutOrder) -> LogoutToken:
        """A logout token, which is not sent to anybody; raises as `tokens` does."""
        fault = _of_tokens(order.fault, spoiling_logouts.FORGES) if order.fault else None

        async def attempt(errand: Errand) -> LogoutToken:
            async with desk.work(space) as (tx, world):
                client = RelyingParty(await tx.need(Client, order.client_id))
                account, _ = await minting.named(tx, order.whom)
                of = await logout_token(
                    tx,
                    world,
                    errand,
                    issuer=desk.site.issuer(space),
                    client=client,
                    account_id=account.id,
                    sid=order.sid or world.chance.handle("sid"),
                )
                await record(
                    tx,
                    world,
                    Event.TOKENS_MINTED,
                    Actor.SYSTEM,
                    subject=of.claims["sid"],
                    client_id=client.client_id,
                    kind="logout_token",
                    fault=order.fault,
                )
                honest = made_of(of)
                return await spoiling_logouts.spoilt(tx, world, of, fault.id) if fault else honest

        try:
            return await fulfil(desk, space, self._documents, attempt)
        except Refusal as refusal:
            raise _told(refusal) from None


async def _issued(
    tx: Tx, world: World, issuer: str, errand: Errand, order: Order, fault: Fault | None
) -> tuple[dict[str, Any], Ingredients | None]:
    """An honest token response, and what its ID token was made of; all of it is kept."""
    client = RelyingParty(await tx.need(Client, order.client_id))
    scope = granted_scope(client, order)
    account, held = await minting.actor(tx, world, order.whom)
    audience = permitted(client, issuer, scope, order.resources)
    grant = unsent(world, account, held, order, scope, audience)
    exchange = Exchange(world, issuer, client=client, errand=errand, jkt=order.dpop_jkt)
    exchange.bearer = await as_bearer(tx, world, client, grant, account, held)
    await load_signers(tx, exchange, client, scope)
    answer = blank(world, scope, refresh=OFFLINE in scope.split())
    file(
        exchange,
        answer,
        drawn_from(exchange, grant, scope, audience),
        refresh=grant,
        refresh_until=world.instant + REFRESH_LIFE,
    )
    if "openid" in scope.split():
        answer["id_token"] = id_token_for(exchange, grant, answer["access_token"], scope)
    if fault is not None:
        _check_it_can_be_spoilt(exchange.id_token, fault)
    await keep(tx, exchange, Event.TOKENS_MINTED, Actor.SYSTEM, fault=order.fault)
    return answer, exchange.id_token


def _of_tokens(name: str, forges: dict[str, Any]) -> Fault:
    """The fault of this name, if it is one that spoils such a token."""
    fault = faults.known(name)
    if fault.id not in forges:
        raise BadInput(
            "fault-not-of-a-token",
            "error.payload_refused",
            hint=f"{fault.id} is no fault of such a token. Known: {', '.join(forges)}.",
            cite=_CITE,
        )
    return fault


def _check_it_can_be_spoilt(of: Ingredients | None, fault: Fault) -> None:
    draft = None if of is None else spoiling.FORGES[fault.id](drafted(of))
    if draft is None:
        raise BadInput(
            "nothing-to-spoil",
            "error.payload_refused",
            hint=f"This token has nothing that {fault.id} spoils. Ask for the scope openid, send a "
            "nonce for a fault of the nonce, and mind that HS256 names no key.",
            cite=_CITE,
        )


def _told(refusal: Refusal) -> BadInput:
    """A refusal of the protocol, as the control API tells it."""
    return BadInput(
        "not-issued",
        "error.payload_refused",
        hint=f"{refusal.description} {refusal.hint}",
        cite=refusal.cite,
    )

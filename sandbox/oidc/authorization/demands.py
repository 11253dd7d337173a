"""What an authorization request demands of a person before it is answered, in order.

A password, the account, the organisation, a second factor, a consent: the first one that lacks
is the page to show. What was done for this very request counts once, in the session it was done
in (`signin_requests.steps_of`); a session that was there before counts as far as the request
lets it.
"""

from dataclasses import dataclass
from datetime import timedelta

from sandbox.domain.assurance import Assurance
from sandbox.domain.provider import PendingSignin, Session, SigninStep
from sandbox.oidc.authorization.acr import AcrDemand, demand_of
from sandbox.oidc.authorization.asked import Asked
from sandbox.oidc.jose.minting import subject
from sandbox.oidc.logout.hints import read_hint
from sandbox.oidc.profile import (
    CHOOSE_ORGANISATION,
    CONFIRM,
    CONSENT,
    ENROL,
    SELECT_ACCOUNT,
    SIGN_IN,
)
from sandbox.services.one_time_codes import address_of
from sandbox.services.ports import Tx
from sandbox.services.signin_requests import steps_of
from sandbox.world.surroundings import World

WHEN_SILENT = {
    SIGN_IN: "login_required",
    CHOOSE_ORGANISATION: "interaction_required",
    CONFIRM: "interaction_required",
}
"""What prompt=none is answered where a page would be shown (Core section 3.1.2.6).

Never consent_required nor account_selection_required: who is registered here was agreed to by
the ministry, and a browser holds one account at a time.
"""


@dataclass(frozen=True, slots=True)
class Unmet:
    """The request cannot be met by this person, whatever page is shown; `error` says why."""

    error: str


async def lacking(
    tx: Tx, world: World, asked: Asked, stored: PendingSignin | None, session: Session | None
) -> str | Unmet | None:
    """The path of the first page that is still to be shown; None once the code is due."""
    demand = demand_of(asked)
    if demand.hopeless:
        return Unmet("unmet_authentication_requirements")
    done = steps_of(stored, session) if stored is not None else frozenset()
    fresh = SigninStep.SIGNED_IN in done
    if "create" in asked.prompts and not fresh:
        return ENROL
    if session is None or not (fresh or _will_do(world, asked, session)):
        return SIGN_IN
    if not await _is_hinted(tx, world, asked, session):
        return Unmet("login_required") if fresh else SIGN_IN
    if "select_account" in asked.prompts and not (fresh or SigninStep.SELECTED in done):
        return SELECT_ACCOUNT
    if not session.organisation_id:
        return CHOOSE_ORGANISATION
    short = await _falls_short(tx, asked, demand, session)
    if short is not None:
        return short
    if "consent" in asked.prompts and SigninStep.CONSENTED not in done:
        return CONSENT
    return None


def _will_do(world: World, asked: Asked, session: Session) -> bool:
    """Whether a password given before the request is enough for it."""
    if "login" in asked.prompts or asked.max_age == 0:
        return False
    if asked.max_age is None:
        return True
    return world.instant - session.auth_time <= timedelta(seconds=asked.max_age)


async def _is_hinted(tx: Tx, world: World, asked: Asked, session: Session) -> bool:
    """Whether a session is of the person whom `id_token_hint` or the `claims` parameter names."""
    token, named = asked.params.get("id_token_hint", ""), asked.claims.subject
    if not token and not named:
        return True
    mine = subject(world, asked.address.client, session.account_id)
    if named and named != mine:  # Core section 5.5.1
        return False
    if not token:
        return True
    hint = await read_hint(tx, asked.exchange.issuer, token)
    return hint is not None and hint.subject == mine


async def _falls_short(
    tx: Tx, asked: Asked, demand: AcrDemand, session: Session
) -> str | Unmet | None:
    """The second factor, where the level asked for is above the session's and can be reached."""
    level = Assurance(session.acr)
    within = frozenset(each for each in Assurance if level.covers(each))
    if "none" in asked.prompts and demand.met_by(level):
        return None
    can = frozenset(Assurance) if await address_of(tx, session.account_id) else within
    goal = demand.goal(can)
    if goal is None and demand.known and demand.essential:
        return Unmet("unmet_authentication_requirements")
    return None if goal is None or goal in within else CONFIRM

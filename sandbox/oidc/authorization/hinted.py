"""Signing in without a page: what `login_hint` does in a space that lets it (`hint_signs_in`).

A hint is only a hint in Core section 3.1.2.1, and the sign-in page is filled in with it. In a
space of tests it stands for the password: an unmodified client library gets its code at once.
A hint that leads nowhere is refused, so that no test goes on as somebody else. The errors are
those of RFC 6749 section 4.1.2.1, which every library knows: `invalid_request` for a parameter
whose value cannot be, `access_denied` for a person whom the provider turns away.
"""

from sandbox.domain.errors import BadInput
from sandbox.domain.events import Event
from sandbox.domain.provider import PendingSignin, Session, SigninStep
from sandbox.oidc.authorization.asked import Asked
from sandbox.oidc.authorization.desktop import Desktop
from sandbox.oidc.refusals import Refusal
from sandbox.services import hinted_signin, login_hints
from sandbox.services.login_hints import Hinted
from sandbox.services.signin_attempt import Attempt
from sandbox.services.signin_outcomes import Refused, SignedIn
from sandbox.services.signin_requests import steps_of

_CITE = "RFC 6749 section 4.1.2.1"
_WRONG = {
    "login-hint-unknown": "login_hint names nobody in this space, where it signs in.",
    "login-hint-ambiguous": "login_hint names several accounts of this space, where it signs in.",
    "login-hint-organisation-unknown": "login_hint names an organisation that is not in this "
    "space.",
}
"""What the client is told; it never repeats what was sent."""


async def person_hinted(at: Desktop, asked: Asked) -> Hinted | Refusal | None:
    """Whom the request names, where that signs in; a refusal for a hint that leads nowhere."""
    hint = asked.params.get("login_hint", "")
    if not hint or not at.world.space.hint_signs_in:
        return None
    try:
        return await login_hints.resolve(at.tx, hint)
    except BadInput as error:
        return _refusal(asked, "invalid_request", _WRONG[error.code], error.hint)


def is_of(hinted: Hinted, session: Session | None, stored: PendingSignin | None) -> bool:
    """Whether a session may stand for the person, and the organisation, that are named.

    One that was opened for this very request does, whosoever it is: on a page that was shown
    since, somebody else may have signed in.
    """
    if session is None:
        return False
    if stored is not None and SigninStep.SIGNED_IN in steps_of(stored, session):
        return True
    elsewhere = hinted.organisation is not None and (
        hinted.organisation.id != session.organisation_id
    )
    return hinted.account.id == session.account_id and not elsewhere


async def sign_in_by_hint(
    at: Desktop, asked: Asked, hinted: Hinted, stored: PendingSignin
) -> SignedIn | Refusal:
    """Sign the person in as the password would, for a stored request of this browser."""
    attempt = Attempt(at.browser(), stored, at.handle)
    outcome = await hinted_signin.sign_in(at.tx, at.world, hinted, attempt, Event.SIGNED_IN_BY_HINT)
    if isinstance(outcome, Refused):
        standing = outcome.standing
        return _refusal(
            asked,
            "access_denied",
            f"The person named by login_hint may not sign in: {standing.code}.",
            f"Name somebody else, or put the account right first ({standing.cite}).",
        )
    at.entered = outcome.handle
    return outcome


def _refusal(asked: Asked, error: str, description: str, hint: str) -> Refusal:
    return Refusal(
        error,
        description,
        hint,
        _CITE,
        client_id=asked.address.client.client_id,
        trace=asked.exchange.trace,
    )

"""Signing in: user code and password, the forced change of a temporary one, every refusal.

`web` draws the pages and `oidc` asks the questions; they meet here. A password is verified
outside any transaction, then everything is checked again, and counted, inside one.
"""

import hmac
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sandbox.domain.errors import BadInput, Conflict, NotAllowed
from sandbox.domain.events import Event
from sandbox.domain.identifiers import UserCode
from sandbox.domain.model import Account, Organisation
from sandbox.domain.provider import PendingSignin, Session
from sandbox.domain.terms import Actor
from sandbox.services import accounts, passwords
from sandbox.services.desk import Desk
from sandbox.services.enrolment_form import Problem
from sandbox.services.guesses import count_stranger, count_wrong_password, stranger_lock
from sandbox.services.journal import record
from sandbox.services.password_rules import problems_of
from sandbox.services.ports import Tx
from sandbox.services.sessions import (
    ACR_PASSWORD,
    choose_organisation,
    digest,
    end_session,
    end_sessions_of,
    open_session,
    session_of,
)
from sandbox.services.signin_requests import abandon, answer, open_request, pending
from sandbox.services.standing import (
    Standing,
    lock_of,
    organisations_of,
    settle,
    settled,
    standing,
    stands,
)
from sandbox.world.surroundings import World

__all__ = [
    "ACR_PASSWORD",
    "MustChange",
    "PendingSignin",
    "Problem",
    "Problems",
    "Refused",
    "SignedIn",
    "Standing",
    "abandon",
    "answer",
    "authenticate",
    "change_password",
    "choose_organisation",
    "end_session",
    "end_sessions_of",
    "open_request",
    "pending",
    "session_of",
]


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session is open: put `handle` in the browser's cookie.

    With several organisations none is chosen yet (`session.organisation_id` is empty): ask.
    """

    session: Session
    handle: str
    organisations: tuple[Organisation, ...]
    pending: PendingSignin | None = None


@dataclass(frozen=True, slots=True)
class MustChange:
    """The password was right but is temporary: choose another. `ticket` goes in a form field.

    The ticket is worth something only in the browser that signed in, for some minutes, until the
    password changes.
    """

    ticket: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The person cannot go on, and why."""

    standing: Standing


@dataclass(frozen=True, slots=True)
class Problems:
    """What is wrong with the password chosen, field by field."""

    problems: tuple[Problem, ...]


async def authenticate(
    desk: Desk,
    space: str,
    *,
    request_id: str | None,
    browser: str,
    user_code: str,
    password: str,
    previous: str | None = None,
) -> SignedIn | MustChange | Refused:
    """Sign a person in.

    `request_id`: the authorization request that waits, if any; `browser`: the browser's raw
    handle; `previous`: the session handle the browser holds, replaced on success. Refused with
    `DEMANDE_ECHUE` if the request no longer waits, `COMPTE_VERROUILLE` while a lock holds whatever
    the password, `IDENTIFIANTS_INVALIDES` for a wrong code or password; any other state is told
    only after the right password.
    """
    raise NotImplementedError


async def change_password(
    desk: Desk,
    space: str,
    *,
    ticket: str,
    browser: str,
    new: str,
    again: str,
    previous: str | None = None,
) -> SignedIn | Problems | Refused:
    """Choose a password in the place of a temporary one, and sign in.

    Problems name the fields `nouveau_mot_de_passe` and `confirmation`. Refused with
    `DEMANDE_ECHUE` for a ticket that is over, or as `authenticate` would.
    """
    raise NotImplementedError

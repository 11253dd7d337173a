"""What can come of signing in: values, never exceptions."""

from dataclasses import dataclass

from sandbox.domain.model import Organisation
from sandbox.domain.provider import PendingSignin, Session
from sandbox.services.enrolment_form import Problem
from sandbox.services.standing import Standing


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

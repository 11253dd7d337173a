"""What became of each row of a list that was acted on at once, told on the page that follows."""

from collections.abc import Iterable

from starlette.requests import Request

from sandbox.domain.errors import SandboxError
from sandbox.texts import known
from sandbox.web.pages import session_of

_KEPT = "devenus"

Outcome = tuple[str, str]
"""The name of a row and the text key of what became of it."""


def why_not(error: SandboxError) -> str:
    """The text key of a refusal; a general one where its own needs values."""
    plain = known(error.message_id) and not error.values
    return error.message_id if plain else "office.problem.not_now"


def note(request: Request, outcomes: Iterable[Outcome]) -> None:
    """Leave outcomes for the next page, those that are the same together: a cookie is small."""
    grouped: dict[str, list[str]] = {}
    for name, key in outcomes:
        grouped.setdefault(key, []).append(name)
    session_of(request)[_KEPT] = [[key, names] for key, names in grouped.items()]


def noted(request: Request) -> list[tuple[str, list[str]]]:
    """Take what `note` left: text key, names."""
    return [(key, names) for key, names in session_of(request).pop(_KEPT, [])]

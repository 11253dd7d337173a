"""Which role this browser plays, and whose desk a page is: what the layout asks of each page."""

from collections.abc import MutableMapping
from typing import Any

from starlette.requests import Request
from starlette.types import Scope

from sandbox.domain.scenarios import Part

_KEPT = "role"
DESKS = {
    Part.LEARNER: "/inscription",
    Part.REVENUE: "/bureaux/revenu",
    Part.MINISTRY: "/bureaux/ministere",
    Part.HELP_DESK: "/bureaux/assistance",
}
"""Where each role works."""


def role_of(request: Request) -> Part | None:
    """The role this browser plays in this space, if it was given one."""
    kept = request.scope.get("session", {}).get(_KEPT)
    return next((part for part in DESKS if part.value == kept), None)


def local_path(scope: Scope) -> str:
    """The path of a request within its space."""
    return str(scope["path"]).removeprefix(str(scope.get("root_path", "")))


def stranger_to(request: Request) -> Part | None:
    """Whose desk this page is, where that is another role's than this browser's."""
    role = role_of(request)
    if role is None:
        return None
    local = local_path(request.scope)
    for part, desk in DESKS.items():
        if part is not Part.LEARNER and local.startswith(desk):
            return None if part is role else part
    return None


def take(session: MutableMapping[str, Any], part: Part | None) -> None:
    """Play this role from now on; none for None."""
    session.pop(_KEPT, None)
    if part is not None:
        session[_KEPT] = part.value

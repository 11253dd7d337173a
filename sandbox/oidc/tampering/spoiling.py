"""What a spoiler is given, and what it gives: the honest answer, and the spoilt one."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from sandbox.oidc.made import Made

Act = Callable[[], Awaitable[Response]]
"""What has to be done, once the fault has struck, to have the spoilt answer."""


@dataclass(frozen=True, slots=True)
class Honest:
    """An honest answer about to leave."""

    request: Request
    endpoint: str
    response: Response
    made: Made
    options: dict[str, Any]  # of the armed fault


Spoiler = Callable[[Honest], Response | Act | None]
"""The spoilt answer, or how to come by it; None if this answer has nothing to spoil."""

"""What a request lacks is had with no transaction open; then its work runs again."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
from starlette.datastructures import Headers
from starlette.requests import Request

from sandbox.domain.errors import Conflict
from sandbox.oidc.errands import Errand, run
from sandbox.oidc.outbound import Documents, Reach


def request() -> Request:
    """A request to a sandbox that holds no documents."""
    documents = Documents(Reach(), lambda: 0.0)
    app = SimpleNamespace(state=SimpleNamespace(desk=None, documents=documents))
    state = SimpleNamespace(space="default")
    return cast("Request", SimpleNamespace(app=app, state=state, headers=Headers()))


async def test_who_lost_a_race_looks_again() -> None:
    """Where two requests take one jti, the later collides when it commits, and then sees it."""
    attempts: list[Errand] = []

    async def attempt(errand: Errand) -> str:
        attempts.append(errand)
        if len(attempts) == 1:
            raise Conflict("conflict", "error.conflict")
        return "refused: used before"

    assert await run(request(), attempt) == "refused: used before"
    assert len(attempts) == 2


async def test_a_race_that_is_never_won_is_told() -> None:
    """Nobody runs forever: at last the conflict is the answer."""

    async def attempt(_: Errand) -> Any:
        raise Conflict("conflict", "error.conflict")

    with pytest.raises(Conflict):
        await run(request(), attempt)

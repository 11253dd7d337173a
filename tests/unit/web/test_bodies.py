"""A form's body is read within bounds, from whoever may leave midway."""

from collections.abc import Iterator

import pytest
from starlette.requests import Request

from sandbox.web.forms import FormMalformed, _body


async def test_a_client_that_leaves_midway_is_no_mistake_of_ours() -> None:
    """It is refused as malformed: no traceback, no 500."""
    messages: Iterator[dict[str, object]] = iter(
        [
            {"type": "http.request", "body": b"a=", "more_body": True},
            {"type": "http.disconnect"},
        ]
    )

    async def receive() -> dict[str, object]:
        return next(messages)

    with pytest.raises(FormMalformed):
        await _body(Request({"type": "http", "method": "POST", "headers": []}, receive))

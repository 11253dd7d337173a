"""A connection cut on command: really cut where there is one, an error where there is none."""

import logging
from typing import TYPE_CHECKING

import httpx2
import pytest

from sandbox.inprocess import Mode, start
from tests.strict.trial import Trial

if TYPE_CHECKING:
    pass

KEYS = "/oidc/jwks"
CUT = {"fault": "raw-dropped", "endpoint": "jwks"}


@pytest.mark.parametrize("mode", list(Mode))
def test_the_client_is_left_without_an_answer(mode: Mode) -> None:
    """With a socket and without; the next request is answered, and nothing went wrong in us."""
    with start(mode) as running:
        on_port = mode is Mode.PORT
        with httpx2.Client(
            transport=None if on_port else running.transport, base_url=running.url
        ) as http:
            headers = {"Authorization": f"Bearer {running.token}"} if running.token else {}
            armed = http.post("/_sandbox/faults/armed", json=CUT, headers=headers)
            assert armed.status_code == 201, armed.text
            with pytest.raises(httpx2.TransportError):
                http.get(KEYS)
            assert http.get(KEYS).status_code == 200
            board = http.get("/_sandbox/faults/armed", headers=headers).json()
            assert board["armed"][0]["struck"] == 1
        assert running.errors() == []


async def test_a_server_that_cannot_cut_hears_an_error_and_logs_none(
    trial: Trial, caplog: pytest.LogCaptureFixture
) -> None:
    """Over bare ASGI the application raises: that is all it can do."""
    await trial.arm("raw-dropped")
    with caplog.at_level(logging.DEBUG, "sandbox"), pytest.raises(ConnectionError):
        await trial.house.http.get(KEYS)
    assert caplog.records == []
    assert (await trial.house.http.get(KEYS)).status_code == 200

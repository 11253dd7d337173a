"""A sandbox in a thread of this process: it answers, on a port or without one, and ends cleanly."""

import signal
import threading
from collections.abc import Iterator

import httpx2
import pytest

from sandbox.domain.errors import BadInput
from sandbox.inprocess import DEFAULT_ISSUER, Mode, Running, start

DISCOVERY = "/.well-known/openid-configuration"


def ours() -> set[threading.Thread]:
    """The threads of sandboxes in process; other tests of this worker may hold some."""
    return {each for each in threading.enumerate() if each.name.startswith("clicsequr")}


@pytest.fixture(params=list(Mode))
def running(request: pytest.FixtureRequest) -> Iterator[Running]:
    """A sandbox in either mode."""
    with start(request.param) as found:
        yield found


def test_it_is_reached_without_its_socket_by_the_address_it_names(running: Running) -> None:
    """The issuer is the one address of clients and control calls, port or not."""
    with httpx2.Client(transport=running.transport, base_url=running.url) as http:
        assert http.get(DISCOVERY).json()["issuer"] == running.url
        assert http.get("/_sandbox/space").json()["issuer"] == running.url


def test_the_port_is_taken_before_the_issuer_is_named() -> None:
    """Over the socket, the metadata name the very port that answers."""
    with start("port") as running:
        found = httpx2.get(running.url + DISCOVERY)
    assert found.json()["issuer"] == running.url
    assert not running.url.endswith(":0")


async def test_an_asynchronous_client_reaches_it_from_its_own_loop(running: Running) -> None:
    """The loop of the test is not the loop of the sandbox, and neither waits for the other."""
    async with httpx2.AsyncClient(transport=running.async_transport, base_url=running.url) as http:
        assert (await http.get(DISCOVERY)).json()["issuer"] == running.url


@pytest.mark.parametrize("mode", list(Mode))
def test_nothing_is_left_when_it_has_stopped(mode: Mode) -> None:
    """No thread, no handler of signals, and a client hears that there is nobody."""
    before = [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)]
    others = ours()
    running = start(mode)
    assert [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)] == before
    assert [each.name for each in ours() - others] == ["clicsequr-sandbox"]
    running.stop()
    running.stop()
    assert ours() == others
    with (
        httpx2.Client(transport=running.transport, base_url=running.url) as http,
        pytest.raises(httpx2.ConnectError),
    ):
        http.get(DISCOVERY)


def test_what_keeps_it_from_starting_is_raised_where_it_is_started() -> None:
    """An issuer that would pass for the real service starts nothing."""
    others = ours()
    with pytest.raises(BadInput):
        start("asgi", issuer="https://clicsequr.gouv.qc.ca")
    assert ours() == others


def test_two_at_once_are_strangers() -> None:
    """A space of one is unknown to the other."""
    with start("asgi") as one, start("asgi") as other:
        with httpx2.Client(transport=one.transport, base_url=one.url) as http:
            assert http.post("/_sandbox/spaces", json={"id": "un"}).status_code == 201
        with httpx2.Client(transport=other.transport, base_url=other.url) as http:
            assert http.get("/b/un/_sandbox/space").status_code == 404


def test_an_issuer_beyond_this_machine_is_commanded_by_its_token_alone() -> None:
    """Under a name of its own, the control API asks for the token that was drawn."""
    with (
        start("asgi", issuer="https://clicsequr.exemple.test") as running,
        httpx2.Client(transport=running.transport, base_url=running.url) as http,
    ):
        assert http.get("/_sandbox/space").status_code == 401
        shown = {"Authorization": f"Bearer {running.token}"}
        assert http.get("/_sandbox/space", headers=shown).status_code == 200


def test_the_issuer_is_the_same_each_time_without_a_socket() -> None:
    """What is written down of one run holds in the next."""
    with start("asgi") as running:
        assert running.url == DEFAULT_ISSUER

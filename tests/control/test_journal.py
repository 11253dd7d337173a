"""Everything that happened, and the next thing as soon as it does."""

import asyncio
from collections.abc import AsyncIterator, MutableMapping
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from sandbox.domain.events import Event
from tests.seating import seated

if TYPE_CHECKING:
    from starlette.applications import Starlette

PAST_THE_END = 2**53


async def _last(http: httpx2.AsyncClient) -> int:
    """The number of the newest entry."""
    answer = await http.get("/_sandbox/journal", params={"after": PAST_THE_END})
    assert answer.json()["entries"] == []
    return int(answer.json()["last"])


async def _arm(http: httpx2.AsyncClient) -> dict[str, Any]:
    """Make one thing happen."""
    armed = await http.post("/_sandbox/faults/armed", json={"fault": "raw-status"})
    assert armed.status_code == 201, armed.text
    told: dict[str, Any] = armed.json()
    return told


async def test_what_happened_is_told_in_order_and_by_filter(http: httpx2.AsyncClient) -> None:
    """Names, subject and number each narrow what is told, and `last` is where to go on."""
    before = await _last(http)
    armed = await _arm(http)
    await http.delete("/_sandbox/faults/armed")
    told = (await http.get("/_sandbox/journal", params={"after": before})).json()
    assert [entry["name"] for entry in told["entries"]] == ["fault.armed", "fault.never_struck"]
    assert told["last"] == before + 2
    one = {"after": before, "name": "fault.armed, fault.struck", "subject": armed["id"]}
    found = (await http.get("/_sandbox/journal", params=one)).json()
    assert [entry["data"]["fault"] for entry in found["entries"]] == ["raw-status"]
    assert found["last"] == before + 2, "what the filter leaves out was looked at too"
    page = (await http.get("/_sandbox/journal", params={"after": before, "limit": 1})).json()
    assert (len(page["entries"]), page["last"]) == (1, before + 1)


async def test_an_unknown_name_is_refused(http: httpx2.AsyncClient) -> None:
    """A misspelt event would wait for ever: the answer lists those there are."""
    answer = await http.get("/_sandbox/journal", params={"name": "code.issued"})
    assert answer.status_code == 422
    assert Event.CODE_ISSUED.value in answer.json()["hint"]


async def test_a_waiting_caller_is_told_what_happens_next(
    http: httpx2.AsyncClient, application: "Starlette"
) -> None:
    """The poll answers with the write that it waited for, and gives its place back."""
    room = application.state.waiting
    asked: dict[str, Any] = {"after": await _last(http), "name": "fault.armed", "wait": 60}
    poll = asyncio.create_task(http.get("/_sandbox/journal", params=asked))
    await seated(room)
    armed = await _arm(http)
    told = (await poll).json()
    assert [entry["subject"] for entry in told["entries"]] == [armed["id"]]
    assert room.taken == 0


async def test_a_wait_that_is_over_answers_with_nothing(http: httpx2.AsyncClient) -> None:
    """Nothing happened within the wait: an empty list, and the same place to go on from."""
    last = await _last(http)
    told = (await http.get("/_sandbox/journal", params={"after": last, "wait": 0.05})).json()
    assert told == {"entries": [], "last": last}


async def test_what_happens_in_another_space_wakes_nobody(http: httpx2.AsyncClient) -> None:
    """A wait in one space neither sees nor is ended by a write in another."""
    await http.post("/_sandbox/spaces", json={"id": "autre", "seed": "empty"})
    last = await _last(http)
    poll = asyncio.create_task(http.get("/_sandbox/journal", params={"after": last, "wait": 0.2}))
    await http.post("/b/autre/_sandbox/faults/armed", json={"fault": "raw-status"})
    assert (await poll).json()["entries"] == []
    other = (await http.get("/b/autre/_sandbox/journal", params={"name": "fault.armed"})).json()
    assert len(other["entries"]) == 1


async def test_who_waits_in_a_space_hears_nothing_of_the_next_one_of_its_name(
    http: httpx2.AsyncClient, application: "Starlette"
) -> None:
    """What the token of the first opened is gone with it."""
    await http.post("/_sandbox/spaces", json={"id": "autre", "seed": "empty"})
    asked = {"after": 1, "wait": 60}
    poll = asyncio.create_task(http.get("/b/autre/_sandbox/journal", params=asked))
    await seated(application.state.waiting)
    await http.delete("/b/autre/_sandbox/space")
    await http.post("/_sandbox/spaces", json={"id": "autre"})
    await http.post("/b/autre/_sandbox/faults/armed", json={"fault": "raw-status"})
    told = await poll
    assert (told.status_code, told.json()["code"]) == (404, "space-unknown")


async def test_what_was_sent_to_a_space_never_reaches_the_next_one_of_its_name(
    http: httpx2.AsyncClient,
) -> None:
    """A body that takes its time is for the space that admitted the call."""
    await http.post("/_sandbox/spaces", json={"id": "autre", "seed": "empty"})

    async def slowly() -> AsyncIterator[bytes]:
        yield b'{"label":'
        await http.delete("/b/autre/_sandbox/space")
        await http.post("/_sandbox/spaces", json={"id": "autre", "seed": "empty"})
        yield b'"d\'avant"}'

    headers = {"Content-Type": "application/json"}
    sent = await http.patch("/b/autre/_sandbox/space", content=slowly(), headers=headers)
    assert sent.status_code == 404, sent.text
    assert (await http.get("/b/autre/_sandbox/space")).json()["label"] == "autre"


async def test_no_more_wait_than_there_are_places(
    http: httpx2.AsyncClient, application: "Starlette", monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full room refuses the next caller at once, and still answers who does not wait."""
    room = application.state.waiting
    monkeypatch.setattr(room, "_most", 1)
    asked = {"after": await _last(http), "wait": 60}
    first = asyncio.create_task(http.get("/_sandbox/journal", params=asked))
    await seated(room)
    second = await http.get("/_sandbox/journal", params=asked)
    assert (second.status_code, second.json()["code"]) == (503, "too-many-waiting")
    assert (await http.get("/_sandbox/journal", params={"limit": 1})).status_code == 200
    room.close()
    assert (await first).json()["entries"] == []


@pytest.mark.parametrize("wait", ["61", "-1", "nan", "inf"])
async def test_a_wait_is_bounded(http: httpx2.AsyncClient, wait: str) -> None:
    """Nobody waits longer than a minute, nor for no number of seconds."""
    assert (await http.get("/_sandbox/journal", params={"wait": wait})).status_code == 422


async def test_a_caller_that_hangs_up_is_waited_for_no_longer(
    application: "Starlette", http: httpx2.AsyncClient
) -> None:
    """A broken connection ends the poll, and its place is free."""
    last = await _last(http)
    heard = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive() -> dict[str, Any]:
        return next(heard, {"type": "http.disconnect"})

    async def send(message: MutableMapping[str, Any]) -> None:
        pass

    scope = {
        "type": "http",
        "method": "GET",
        "path": "/_sandbox/journal",
        "query_string": f"after={last}&wait=60".encode(),
        "headers": [(b"host", b"127.0.0.1:8400")],
    }
    await application(scope, receive, send)
    assert application.state.waiting.taken == 0

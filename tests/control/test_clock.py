"""Both hands on command."""

import httpx2


async def test_the_hands_move_apart(http: httpx2.AsyncClient) -> None:
    """The calendar goes ahead 91 days, and the protocol hand stays on the machine."""
    before = (await http.get("/_sandbox/clock")).json()
    after = await http.post("/_sandbox/clock/advance", json={"calendar": {"days": 91}})
    assert after.status_code == 200, after.text
    told = after.json()
    assert told["calendar"]["offset_seconds"] == 91 * 86_400
    assert told["protocol"]["now"] == before["protocol"]["now"]
    assert told["applied"] > 0


async def test_a_hand_stands_still_and_is_let_go(http: httpx2.AsyncClient) -> None:
    """Frozen where it is set, then back on the machine."""
    at = "2009-01-15T12:00:00"
    still = await http.patch("/_sandbox/clock", json={"calendar": {"at": at, "frozen": True}})
    assert still.json()["calendar"]["now"].startswith("2009-01-15T12:00:00-05:00")
    assert still.json()["calendar"]["frozen"] is True
    free = (await http.post("/_sandbox/clock/follow")).json()
    assert free["calendar"]["offset_seconds"] == 0


async def test_the_calendar_jumps_to_what_falls_due(http: httpx2.AsyncClient) -> None:
    """The next thing that waits for a date is applied."""
    due = (await http.get("/_sandbox/clock")).json()["due_next"]
    told = (await http.post("/_sandbox/clock/jump")).json()
    assert told["calendar"]["now"] >= due
    assert told["applied"] >= 1

"""Spaces, hands and faults, in the words of `sandbox.remote`."""

from datetime import UTC, datetime, timedelta

import pytest

from sandbox.remote import ControlError, Sandbox, Space


def test_a_space_is_made_changed_and_deleted(sandbox: Sandbox) -> None:
    """What is asked for is there, and is gone after the block."""
    with sandbox.create_space(label="Mine", seed="empty", ttl_seconds=60) as space:
        assert space.issuer.endswith(f"/b/{space.id}")
        assert space.token
        assert (space.told["label"], space.told["seed"]) == ("Mine", "empty")
        assert space.change(label="Yours", ttl_seconds=None).told["expires_at"] is None
        assert space.id in {each.id for each in sandbox.spaces()}
    with pytest.raises(ControlError) as gone:
        sandbox.space(space.id)
    assert gone.value.status == 404


def test_a_refusal_reads_as_advice(sandbox: Sandbox, space: Space) -> None:
    """Code, what is known, status and source are in the text of the error."""
    with pytest.raises(ControlError) as refused:
        sandbox.connection.post("/spaces", {"sed": "full"})
    assert str(refused.value).startswith("payload-refused: Unknown field sed. Known: ")
    assert str(refused.value).endswith("[422, docs/control.md]")
    with pytest.raises(ControlError, match="Did you mean: id-token-expired"):
        space.fault("id-token-expird")


def test_a_sandbox_that_is_not_there_is_told(sandbox: Sandbox) -> None:
    """No connection, and an address that is no sandbox's, are told as such."""
    with pytest.raises(ControlError, match="Is it started") as nobody:
        Sandbox("http://127.0.0.1:9").index()
    assert (nobody.value.code, nobody.value.status) == ("unreachable", 0)
    with pytest.raises(ControlError) as elsewhere:
        sandbox.connection.at(sandbox.url).get("/")
    assert elsewhere.value.code == "not-a-sandbox"


def test_a_snapshot_comes_back_and_a_fork_goes_on(sandbox: Sandbox, space: Space) -> None:
    """Restored it is byte for byte what was taken; a fork holds the same."""
    taken = space.snapshot()
    space.fault("id-token-expired")
    assert space.restore(taken).snapshot() == taken
    with space.fork(label="Twin") as twin, sandbox.create_space(snapshot=taken) as another:
        assert twin.token not in ("", space.token)
        assert twin.told["label"] == "Twin"
        assert twin.told["hint_signs_in"] is another.told["hint_signs_in"] is True
        assert len(twin.journal) == len(another.journal) == len(space.journal)
    space.fault("id-token-expired")
    assert space.reset().faults.armed == []


def test_the_clock_moves_the_calendar_unless_told_otherwise(space: Space) -> None:
    """`advance` moves the calendar alone; each hand is moved by its name."""
    before = space.clock.hands()
    due = space.clock.due_next
    assert due is not None
    assert space.clock.jump().calendar.now >= due
    space.clock.follow()
    after = space.clock.advance(days=91)
    assert after.applied > 0
    assert after.calendar.offset_seconds == pytest.approx(91 * 86_400, abs=1)
    assert after.protocol.offset_seconds == 0
    moved = space.clock.protocol.advance(hours=2)
    assert moved.protocol.now - before.protocol.now >= timedelta(hours=2)
    still = space.clock.freeze(datetime(2009, 1, 15, 17, tzinfo=UTC))
    assert still.calendar.frozen
    assert space.clock.now.isoformat() == "2009-01-15T12:00:00-05:00"
    assert space.clock.set("2009-01-16T12:00").calendar.frozen
    assert not space.clock.unfreeze().calendar.frozen
    assert space.clock.follow().calendar.offset_seconds == 0


def test_a_fault_tells_whether_it_struck(space: Space) -> None:
    """An armed fault is on the board until it is taken off, and then tells how it stood."""
    catalogue = {fault.id: fault for fault in space.faults.catalogue}
    assert catalogue["id-token-expired"].duty["en"]
    armed = space.fault("id-token-expired", times=2, client="pes-portal")
    assert armed.told["client_id"] == "pes-portal"
    assert [each.id for each in space.faults.never_struck] == [armed.id]
    space.as_("rse-actif")
    assert armed.struck == 1
    assert space.faults.never_struck == []
    assert armed.disarm() == armed.disarm() == armed.struck == 1
    with space.fault("id-token-expired") as other:
        assert len(space.faults.armed) == 1
    assert space.faults.armed == []
    assert other.struck == 0
    with pytest.raises(ControlError, match="times"):
        space.fault("id-token-expired", times=0)

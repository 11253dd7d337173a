"""Classes and scenarios, in the words of `sandbox.remote`."""

import pytest

from sandbox.remote import ControlError, Sandbox


def test_a_class_is_led_and_ends_with_its_block(sandbox: Sandbox) -> None:
    """Every act of its trainer; what was read before an act is read anew after it."""
    with sandbox.create_class(scenario="T8", names=["Ana", "Béa"]) as room:
        assert room.name == sandbox.scenarios["t8"].title["fr"]
        assert room.key in room.link
        ana = room.place(1)
        assert (ana.name, ana.link) == ("Ana", f"{ana.space.issuer}/bienvenue")
        ana.space.enrol("F14")
        assert room.reload().place(1).rows
        assert (room.place(1).standing, room.place(2).standing) == ("en_route", "absent")
        assert room.key, "it is known still"

        assert room.acts()["approve"] == [1]
        done, not_yet = room.play("approve")
        assert (done.done, done.why_not) == (True, None)
        assert not_yet["why_not"]["code"] == "not-transmitted"
        assert room.place(1).enrolment == "active"

        assert room.advance(30, 2).keys() == {2}
        offsets = [place.space.clock.hands().calendar.offset_seconds for place in room.places]
        assert offsets == [0, 30 * 86_400]

        assert [place.name for place in room.add(names=["Luc"])] == ["Luc"]
        assert [place.place for place in room.places] == [1, 2, 3]
        assert room.reset(1) == [1]
        assert room.place(1).rows == []
        assert room.report()["present"] == 0

        listed = next(each for each in sandbox.classes if each.id == room.id)
        assert listed["size"] == len(listed.places) == 3
    with pytest.raises(ControlError) as gone:
        sandbox.classes[room.id]
    assert gone.value.code == "class-unknown"


def test_what_is_not_there_is_told_with_what_is(sandbox: Sandbox) -> None:
    """A place, a scenario; a class without a size is not made."""
    with sandbox.create_class(places=1) as room, pytest.raises(ControlError, match="there are 1"):
        room.place(2)
    with pytest.raises(ControlError, match="T7a"):
        sandbox.scenarios["T99"]
    with pytest.raises(ControlError, match="give places, or names"):
        sandbox.create_class(name="Personne")
    assert len(sandbox.classes) == 0

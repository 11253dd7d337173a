"""A class as its trainer leads it: the board, the agent played, the closing report."""

from datetime import timedelta

import pytest

from sandbox.domain.model import PostItem
from sandbox.services import class_acts, classes, seating, spaces
from sandbox.services.class_board import Standing, board, see
from sandbox.services.class_report import report
from sandbox.services.desk import Desk
from sandbox.services.guesses import count_wrong_password
from sandbox.services.place_facts import facts_of, own_enrolment
from sandbox.world.clock import Clock
from tests.classrooms import SCENARIO, a_class, enrol
from tests.conftest import NOON


async def acts(desk: Desk, space_id: str) -> list[str]:
    """What an agent could do now in a place."""
    return list((await see(desk, space_id, None)).acts)


async def test_the_board_follows_each_place(desk: Desk) -> None:
    """One is done, one strayed, one never came; the report counts them."""
    made = await a_class(desk)
    first, second, _ = made.seats
    await enrol(desk, first.id)
    await enrol(desk, second.id, "F03")
    shown = await board(desk, made.hall.id, SCENARIO)
    assert [view.progress.rows for view in shown.seats] == [("OB-1",), ("PA-3",), ()]
    assert [view.standing for view in shown.seats] == [
        Standing.WORKING,
        Standing.STUCK,
        Standing.ABSENT,
    ]
    assert shown.seats[1].progress.strayed == "PA-3"
    assert await acts(desk, first.id) == ["receive_all", "approve"]
    played = await class_acts.play(desk, made.hall.id, None, "approve")
    assert [one.why_not.code if one.why_not else "" for one in played] == [
        "",
        "",
        "not-transmitted",
    ]
    told = await report(desk, made.hall.id, SCENARIO)
    assert told.board.seats[0].standing is Standing.DONE
    assert told.finished == 1
    assert told.rows == (("OB-1", 1), ("PA-3", 1))
    assert [step.done for step in told.steps] == [1, 1, 1]


async def test_the_report_tells_hands_detours_and_lengths(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lengths are those of the machine whatever the calendar did; a hand keeps its moment."""
    made = await a_class(desk, 2)
    first, second = [await spaces.find(desk, seat.id) for seat in made.seats]
    assert first is not None
    assert second is not None
    await seating.enter(desk, first, "Ana")
    await seating.raise_hand(desk, second)

    def later(minutes: int) -> None:
        now = NOON + timedelta(minutes=minutes)
        monkeypatch.setattr(desk, "clock", Clock(now.timestamp))

    later(4)
    await seating.raise_hand(desk, second)  # still the same one
    await classes.advance(desk, made.hall.id, 30)
    await enrol(desk, first.id, "F03")
    await enrol(desk, first.id)
    await enrol(desk, second.id)
    later(10)
    await seating.lower_hand(desk, made.hall.id, 2)
    await seating.lower_hand(desk, made.hall.id, 2)  # it is down: nothing more is told
    await seating.raise_hand(desk, first)
    await class_acts.play(desk, made.hall.id, [1], "approve")
    told = await report(desk, made.hall.id, SCENARIO)
    assert [(hand.seat.place, hand.waited) for hand in told.hands] == [
        (2, timedelta(minutes=10)),
        (1, None),
    ]
    assert told.hands[0].raised_at == NOON
    assert told.waited == timedelta(minutes=10)
    assert [view.progress.detours for view in told.board.seats] == [("PA-3",), ()]
    assert [view.progress.strayed for view in told.board.seats] == ["", ""]
    assert [step.median for step in told.steps] == [
        timedelta(minutes=4),  # since Ana came; nobody saw the second come
        None,  # along with the one before
        timedelta(minutes=6),
    ]


async def test_the_help_desk_is_played_too(desk: Desk) -> None:
    """A lock that came about there is ended, a new password goes by letter; elsewhere: why not."""
    made = await a_class(desk, 2)
    first, hall = made.seats[0].id, made.hall.id
    await enrol(desk, first)
    assert not {"unlock", "reissue"} & set(await acts(desk, first))
    await class_acts.play(desk, hall, [1], "approve")
    assert await acts(desk, first) == ["reissue"]
    async with desk.work(first) as (tx, world):
        own = await own_enrolment(tx, await facts_of(tx))
        assert own is not None
        for _ in range(world.conventions.lockout_failures):
            await count_wrong_password(tx, world, own.account_id)
    assert "unlock" in (await board(desk, hall, SCENARIO)).seats[0].acts
    for act, elsewhere in (("unlock", "nothing-locked"), ("reissue", "not-transmitted")):
        played = await class_acts.play(desk, hall, None, act)
        assert [one.why_not.code if one.why_not else "" for one in played] == ["", elsewhere]
    assert "unlock" not in await acts(desk, first)
    async with desk.look(first) as (tx, _):
        names = [entry.name for entry in await facts_of(tx)]
        assert names[-2:] == ["account.unlocked", "account.password_reissued"]
        letters = await tx.find(PostItem, template="mot_de_passe_temporaire")
        assert own.organisation_id in {letter.organisation_id for letter in letters}

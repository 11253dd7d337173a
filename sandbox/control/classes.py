"""Classes: made, read, led and ended from outside, as their trainer does on the pages."""

from datetime import timedelta
from typing import Any

from sandbox.control import class_telling as tell
from sandbox.control.class_models import (
    ActOffered,
    ActsTold,
    ActWanted,
    ClassAdvance,
    ClassesTold,
    ClassListed,
    ClassMade,
    ClassTold,
    ClassWanted,
    PlaceMoved,
    PlacesChosen,
    PlacesMade,
    PlacesMoved,
    PlacesPlayed,
    PlacesReset,
    PlacesWanted,
    ReportTold,
)
from sandbox.control.operations import Call, Handler, Operation
from sandbox.control.scenarios import chosen, scenarios
from sandbox.domain.classrooms import MOST_NAME
from sandbox.domain.scenarios import Scenario
from sandbox.services import class_acts, class_board, class_links, class_report, classes, spaces
from sandbox.services.spaces import Fill


def _fill(call: Call) -> Fill | None:
    """What fills a place: the whole seed."""
    fill: Fill | None = call.of_app("contents")["full"]
    return fill


async def _scenario(call: Call) -> Scenario | None:
    """The scenario of the class that is named; raises `NotFound`."""
    classroom = await classes.of_hall(call.desk, call.named("hall"))
    return scenarios(call).get(classroom.scenario)


async def listed(call: Call) -> ClassesTold:
    """GET: every class that has not ended."""
    await spaces.sweep(call.desk)
    return ClassesTold(
        classes=[
            ClassListed(**tell.members(call.desk, hall, classroom), size=size)
            for hall, classroom, size in await classes.halls(call.desk)
        ]
    )


async def make(call: Call) -> ClassMade:
    """POST: a class, whole or not at all."""
    wanted = call.sent(ClassWanted)
    life, scenario = wanted.ttl_seconds, chosen(call, wanted.scenario)
    made = await classes.create(
        call.desk,
        name=_name(wanted, scenario),
        scenario=scenario,
        places=wanted.count,
        names=wanted.names,
        life=timedelta(seconds=life) if life is not None else None,
        fill=_fill(call),
        hall_id=wanted.id,
    )
    classroom = await classes.of_hall(call.desk, made.hall.id)
    return ClassMade(
        **tell.members(call.desk, made.hall, classroom),
        key=made.key,
        link=class_links.trainers_link(call.desk.site, made.hall.id, made.key),
        places=[tell.place_made(call.desk.site, seat) for seat in made.seats],
    )


def _name(wanted: ClassWanted, scenario: Scenario | None) -> str:
    if wanted.name is not None:
        return wanted.name
    return scenario.title["fr"][:MOST_NAME] if scenario else "Classe"


async def show(call: Call) -> ClassTold:
    """GET: the class now."""
    scenario, hall = await _scenario(call), call.named("hall")
    found = await class_board.board(call.desk, hall, scenario)
    return ClassTold(
        **await _front(call, found),
        steps=len(scenario.steps) if scenario else 0,
        places=tell.places(call.desk.site, found.seats),
    )


async def _front(call: Call, found: class_board.Board) -> dict[str, Any]:
    async with call.desk.look(call.named("hall")) as (tx, _):
        return tell.members(call.desk, tx.space, found.classroom)


async def add(call: Call) -> PlacesMade:
    """POST: more places, behind the last one."""
    wanted, scenario = call.sent(PlacesWanted), await _scenario(call)
    made = await classes.add_places(
        call.desk,
        call.named("hall"),
        wanted.count,
        scenario=scenario,
        fill=_fill(call),
        names=wanted.names,
    )
    return PlacesMade(places=[tell.place_made(call.desk.site, seat) for seat in made])


async def reset(call: Call) -> PlacesReset:
    """POST: places as when the class was made; their names stay."""
    done = await classes.reset(
        call.desk,
        call.named("hall"),
        call.sent(PlacesChosen).places,
        scenario=await _scenario(call),
        fill=_fill(call),
    )
    return PlacesReset(places=done)


async def advance(call: Call) -> PlacesMoved:
    """POST: the calendar of places goes on."""
    sent = call.sent(ClassAdvance)
    due = await classes.advance(call.desk, call.named("hall"), sent.days, sent.places)
    return PlacesMoved(places=[PlaceMoved(place=at, applied=many) for at, many in due.items()])


async def acts(call: Call) -> ActsTold:
    """GET: what an agent could do, and in which places."""
    offered: dict[str, list[int]] = {act: [] for act in class_acts.ACTS}
    for view in (await class_board.board(call.desk, call.named("hall"), None)).seats:
        for act in view.acts:
            offered[act].append(view.seat.place)
    return ActsTold(acts=[ActOffered(act=act, places=at) for act, at in offered.items()])


async def play(call: Call) -> PlacesPlayed:
    """POST: an agent's act in places; where it is not possible it says why."""
    sent = call.sent(ActWanted)
    played = await class_acts.play(call.desk, call.named("hall"), sent.places, sent.act)
    return PlacesPlayed(places=[tell.played(one) for one in played])


async def report(call: Call) -> ReportTold:
    """GET: what the class did."""
    made = await class_report.report(call.desk, call.named("hall"), await _scenario(call))
    return tell.report(call.desk.site, await _front(call, made.board), made)


async def delete(call: Call) -> None:
    """DELETE: the class ends, its places with it."""
    await classes.delete(call.desk, call.named("hall"))


def _of(method: str, step: str, name: str, does: str, handler: Handler, **more: Any) -> Operation:
    """An operation of one class."""
    return Operation(method, "/classes/{hall}" + step, name, does, handler, root=True, **more)


OPERATIONS = (
    Operation(
        "GET", "/classes", "listClasses", "Every class.", listed, answer=ClassesTold, root=True
    ),
    Operation(
        "POST",
        "/classes",
        "makeClass",
        "Make a class: a hall, and a space for each place.",
        make,
        body=ClassWanted,
        answer=ClassMade,
        status=201,
        root=True,
    ),
    _of("GET", "", "showClass", "The class now, place by place.", show, answer=ClassTold),
    _of("DELETE", "", "deleteClass", "End a class and all of its places.", delete, status=204),
    _of(
        "POST",
        "/places",
        "addPlaces",
        "Add places.",
        add,
        body=PlacesWanted,
        answer=PlacesMade,
        status=201,
    ),
    _of(
        "POST",
        "/reset",
        "resetPlaces",
        "Begin some places again, or all.",
        reset,
        body=PlacesChosen,
        answer=PlacesReset,
        optional_body=True,
    ),
    _of(
        "POST",
        "/advance",
        "advancePlaces",
        "Move the calendar of some places, or of all.",
        advance,
        body=ClassAdvance,
        answer=PlacesMoved,
    ),
    _of(
        "GET",
        "/acts",
        "listClassActs",
        "What an agent could do now, and in which places.",
        acts,
        answer=ActsTold,
    ),
    _of(
        "POST",
        "/acts",
        "playInPlaces",
        "Do what an agent does, in some places or in all.",
        play,
        body=ActWanted,
        answer=PlacesPlayed,
    ),
    _of("GET", "/report", "showClassReport", "What the class did.", report, answer=ReportTold),
)

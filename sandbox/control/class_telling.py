"""How a class and its places are told."""

from collections.abc import Iterable, Mapping
from typing import Any

from sandbox.control.class_models import (
    LastFact,
    PlaceMade,
    PlacePlayed,
    PlaceTold,
    ReportTold,
    RowReached,
    StepDone,
    StepNow,
    StepReached,
    WhyNot,
)
from sandbox.control.identity_fields import Words, words
from sandbox.control.operations import PREFIX
from sandbox.control.scenarios import bilingual
from sandbox.domain.classrooms import Classroom, Seat
from sandbox.domain.errors import SandboxError
from sandbox.domain.model import Space
from sandbox.domain.scenarios import Step
from sandbox.services import class_links
from sandbox.services.class_acts import Played
from sandbox.services.class_board import SeatView
from sandbox.services.class_report import Report
from sandbox.services.desk import Desk
from sandbox.services.site import Site
from sandbox.texts import known


def members(desk: Desk, hall: Space, classroom: Classroom) -> dict[str, Any]:
    """What is told of a class wherever it is told."""
    return {
        "id": hall.id,
        "name": classroom.name,
        "scenario": classroom.scenario or None,
        "created_at": classroom.created_at,
        "expires_at": hall.expires_at,
        "page": class_links.hall_page(desk.site, hall.id),
    }


def _handed_out(site: Site, seat: Seat) -> dict[str, Any]:
    return {
        "place": seat.place,
        "space": seat.id,
        "name": seat.name,
        "link": class_links.learners_link(site, seat.id),
        "roles": class_links.roles_links(site, seat.id),
        "control": site.issuer(seat.id) + PREFIX,
    }


def place_made(site: Site, seat: Seat) -> PlaceMade:
    """A place that was just made."""
    return PlaceMade(**_handed_out(site, seat))


def places(site: Site, seats: Iterable[SeatView]) -> list[PlaceTold]:
    """Places as they stand."""
    return [_place(site, view) for view in seats]


def _place(site: Site, view: SeatView) -> PlaceTold:
    seat, progress, last = view.seat, view.progress, view.last
    return PlaceTold(
        **_handed_out(site, seat),
        standing=view.standing,
        entered_at=seat.entered_at,
        page=seat.page,
        seen_at=seat.seen_at,
        idle_seconds=None if view.idle is None else int(view.idle.total_seconds()),
        stumbles=seat.stumbles,
        hand_raised_at=seat.hand_raised_at,
        reached=[StepReached(step=each.step.id, at=each.at) for each in progress.done],
        now=_now(progress.current) if progress.current else None,
        rows=list(progress.rows),
        strayed=progress.strayed or None,
        enrolment=view.enrolment_state,
        last=LastFact(event=last.name, at=last.happened_at) if last else None,
    )


def _now(step: Step) -> StepNow:
    return StepNow(step=step.id, part=step.part, title=bilingual(step.title))


def played(one: Played) -> PlacePlayed:
    """What came of an act in a place."""
    error = one.why_not
    return PlacePlayed(
        place=one.place, done=error is None, why_not=None if error is None else _why_not(error)
    )


def _why_not(error: SandboxError) -> WhyNot:
    said = error.hint or error.code
    message = (
        words(error.message_id, **error.values)
        if known(error.message_id)
        else Words(fr=said, en=said)
    )
    return WhyNot(code=error.code, message=message, hint=error.hint)


def report(site: Site, front: Mapping[str, Any], made: Report) -> ReportTold:
    """What the class did."""
    scenario, seats = made.board.scenario, made.board.seats
    return ReportTold(
        **front,
        present=sum(view.standing.present for view in seats),
        finished=made.finished if scenario else 0,
        steps=[
            StepDone(
                step=each.step.id,
                title=bilingual(each.step.title),
                done=each.done,
                median_seconds=None if each.median is None else each.median.total_seconds(),
            )
            for each in made.steps
        ],
        rows=[RowReached(row=row, places=many) for row, many in made.rows],
        strayed=[view.seat.place for view in made.strays],
        places=places(site, seats),
    )

"""What a trainer does in a class, for one place or for all: one function an act of the forms.

Each returns what to tell: a text key, a list of outcomes by place, or the problem of a field.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from starlette.requests import Request

from sandbox.domain.classrooms import MOST_NAME, Seat
from sandbox.domain.errors import SandboxError
from sandbox.domain.scenarios import Scenario
from sandbox.services import class_acts, classes, seating
from sandbox.services.enrolment_form import Problem
from sandbox.texts import known
from sandbox.web.arrivals import desk_of
from sandbox.web.forms import Form, whole_number
from sandbox.web.pages import session_of, space_of
from sandbox.web.training import scenarios_of

HERE = "/classe"
MOST_DAYS = 400
_NOTED = "faits"

Outcomes = Sequence[tuple[int, str, int]]
"""Places, each with the text key of what became of it, and a number for that text."""
Doing = Callable[[Request, Form, int | None], Awaitable[Outcomes | str | Problem]]


def note(request: Request, outcomes: Outcomes) -> None:
    """Leave for the next page what became of each place; grouped, for a cookie is small."""
    grouped: dict[tuple[str, int], list[int]] = {}
    for place, key, count in outcomes:
        grouped.setdefault((key, count), []).append(place)
    session_of(request)[_NOTED] = [[*told, places] for told, places in list(grouped.items())[:12]]


def noted(request: Request) -> list[tuple[str, int, list[int]]]:
    """Take what `note` left: text key, number, places."""
    return [(key, count, places) for key, count, places in session_of(request).pop(_NOTED, [])]


async def scenario_of(request: Request) -> tuple[Scenario | None, list[Seat], str]:
    """The scenario of this hall, its places, and the name of the class."""
    classroom, seats = await classes.read(desk_of(request), space_of(request))
    return scenarios_of(request).get(classroom.scenario), seats, classroom.name


def _places(place: int | None) -> list[int] | None:
    return None if place is None else [place]


async def _advance(request: Request, form: Form, place: int | None) -> Outcomes | str | Problem:
    days = whole_number(form.text("jours"), MOST_DAYS)
    if not days:
        return Problem("jours", "class.problem.days", {"most": str(MOST_DAYS)})
    due = await classes.advance(desk_of(request), space_of(request), days, _places(place))
    key = {0: "class.due.none", 1: "class.due.one"}
    return [(each, key.get(count, "class.due.many"), count) for each, count in due.items()]


async def _play(request: Request, form: Form, place: int | None) -> Outcomes | str | Problem:
    desk, hall = desk_of(request), space_of(request)
    played = await class_acts.play(desk, hall, _places(place), form.text("acte"))
    return [
        (one.place, _why_not(one.why_not) if one.why_not else "class.did.played", 0)
        for one in played
    ]


def _why_not(error: SandboxError) -> str:
    """The text of a refusal; that the place is not there yet where it has none of its own."""
    plain = known(error.message_id) and not error.values
    return error.message_id if plain else "class.acts.not_now"


async def _reset(request: Request, form: Form, place: int | None) -> Outcomes | str | Problem:
    if form.text("compris-recommencer") != "oui":
        return Problem("compris-recommencer", "class.problem.unread")
    fill = request.app.state.contents["full"]
    desk, hall = desk_of(request), space_of(request)
    scenario, seats, _ = await scenario_of(request)
    done = await classes.reset(desk, hall, _places(place), scenario=scenario, fill=fill)
    asked = [seat.place for seat in seats] if place is None else [place]
    return [
        (each, "class.did.reset" if each in done else "class.did.reset_gone", 0) for each in asked
    ]


async def _add(request: Request, form: Form, place: int | None) -> Outcomes | str | Problem:
    scenario, seats, _ = await scenario_of(request)
    left = classes.MOST_PLACES - len(seats)
    more = whole_number(form.text("places"), left)
    if not more:
        return Problem(
            "places", "class.problem.more" if left else "class.problem.full", {"left": str(left)}
        )
    fill = request.app.state.contents["full"]
    desk, hall = desk_of(request), space_of(request)
    await classes.add_places(desk, hall, more, scenario=scenario, fill=fill)
    return "class.did.added"


async def _end(request: Request, form: Form, place: int | None) -> Outcomes | str | Problem:
    if form.text("compris-terminer") != "oui":
        return Problem("compris-terminer", "class.problem.unread")
    await classes.delete(desk_of(request), space_of(request))
    return "class.did.ended"


async def _lower(request: Request, form: Form, place: int | None) -> Outcomes | str | Problem:
    if place is not None:
        await seating.lower_hand(desk_of(request), space_of(request), place)
    return "class.did.lowered"


async def _rename(request: Request, form: Form, place: int | None) -> Outcomes | str | Problem:
    name = form.text("nom")
    if len(name) > MOST_NAME:
        return Problem("nom", "training.problem.long_name", {"most": str(MOST_NAME)})
    if place is not None:
        await seating.rename(desk_of(request), space_of(request), place, name)
    return "class.did.renamed"


def doings() -> Mapping[str, Doing]:
    """Every act of the forms, by the value of its field `geste`."""
    return {
        "avancer": _advance,
        "jouer": _play,
        "recommencer": _reset,
        "ajouter": _add,
        "terminer": _end,
        "baisser": _lower,
        "renommer": _rename,
    }

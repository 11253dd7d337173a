"""`/bureaux`: the agents of Revenu Québec, of the ministry and of the help desk.

The offices of a space are one trust domain without a password: whoever opens them plays the
agent, and every page says so.
"""

from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.domain.errors import BadInput
from sandbox.domain.identifiers import refuse_any_nas, without_nas
from sandbox.services.answers import as_problem
from sandbox.services.enrolment_form import Problem
from sandbox.services.ports import Tx
from sandbox.web.arrivals import desk_of, go, tell
from sandbox.web.forms import Form
from sandbox.web.pages import prefix_of, render, space_of
from sandbox.world.surroundings import World

_UNCONFIRMED = "office.problem.unconfirmed"

Act = Callable[[Tx, World, str, Form], Awaitable[object]]
"""What an agent does: takes the id of the path and the form; refuses by raising."""


async def act(
    request: Request, form: Form, subject: str, name: str, what: Act, to: str
) -> Response:
    """Do what an agent asked, in one transaction, then show `to` with what was done.

    A refusal (409 for a second click or a state that moved on) leads back to `to` as well.
    """
    request.state.back = prefix_of(request) + to
    async with desk_of(request).work(space_of(request)) as (tx, world):
        await what(tx, world, subject, form)
    tell(request, f"office.did.{name}")
    return go(request, to)


def written(form: Form, field: str, most: int, too_long: str, at: str = "") -> list[Problem]:
    """What is wrong with what an agent wrote: longer than `most`, or it holds a NAS.

    `at` is the id of the control, where it is not the name of the field.
    """
    typed, found = form.text(field), []
    if len(typed) > most:
        found.append(Problem(at or field, too_long, {"most": str(most)}))
    try:
        refuse_any_nas(typed)
    except BadInput as refused:
        found.append(as_problem(at or field, refused))
    return found


class Unconfirmed(BadInput):
    """What needs a box to be ticked was asked for without it; `problem` is told at the box."""

    def __init__(self, box: str) -> None:
        super().__init__("not-confirmed", _UNCONFIRMED, hint="Send `compris=oui`.")
        self.problem = Problem(box, _UNCONFIRMED)


def confirmed(form: Form) -> bool:
    """Whether the box before an act that cuts somebody off was ticked."""
    return form.text("compris") == "oui"


def unconfirmed(form: Form, box: str) -> list[Problem]:
    """The problem of a box of this id that was not ticked."""
    return [] if confirmed(form) else [Problem(box, _UNCONFIRMED)]


def typed_again(form: Mapping[str, str]) -> dict[str, str]:
    """What a form held, for the page that is shown again; a NAS in it is covered."""
    return {name: without_nas(value) for name, value in form.items() if name != "csrf"}


async def index(request: Request) -> Response:
    """The three offices."""
    return render(request, "offices/index.html", nav="offices")


def routes() -> list[Route]:
    """The route of this page."""
    return [Route("/bureaux", index, methods=["GET"])]

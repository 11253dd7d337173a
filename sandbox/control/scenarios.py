"""The exercises of a class, as their files tell them; they are of the seeds, not of a space."""

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from sandbox.control.identity_fields import Words
from sandbox.control.operations import Call, Operation
from sandbox.control.payloads import Told
from sandbox.domain.errors import BadInput, NotFound
from sandbox.domain.scenarios import Part, Scenario, Step


class FactTold(Told):
    """An entry of the journal that a step is held to."""

    event: str
    where: dict[str, Any] = Field(description="What of its `data` must be so.")


class StepTold(Told):
    """One thing to do."""

    id: str
    part: Part = Field(description="Who does it.")
    title: Words
    task: Words
    expected: Words
    said: Words = Field(description="What the trainer says then.")
    page: str = Field(description="Path in the space where it is done; may be empty.")
    row: str = Field(description="Row of the guide that it reaches; may be empty.")
    days: int = Field(description="For `calendrier`: days the calendar is moved.")
    facts: list[FactTold] = Field(description="None: done together with the next step that has.")


class ScenarioListed(Told):
    """A scenario in a list."""

    id: str
    title: Words
    character: str = Field(description="Whom everybody plays.")
    minutes: int
    days: int = Field(description="Days the calendar of a place is ahead at the beginning.")
    steps: int
    rows: list[str] = Field(description="Rows of the guide on the way, in order.")


class ScenariosTold(Told):
    """Every scenario, in the order in which they are taught."""

    scenarios: list[ScenarioListed]


class ScenarioTold(Told):
    """A whole scenario."""

    id: str
    title: Words
    story: Words
    aim: Words
    character: str
    minutes: int
    days: int
    rows: list[str]
    steps: list[StepTold]


def bilingual(text: Mapping[str, str]) -> Words:
    """A text of a scenario in both languages."""
    return Words(fr=text["fr"], en=text["en"])


def scenarios(call: Call) -> Mapping[str, Scenario]:
    """Every scenario by its id."""
    found: Mapping[str, Scenario] = call.of_app("scenarios")
    return found


def _found(call: Call, name: str) -> Scenario | None:
    """The scenario of an id, large or small letters alike."""
    return next((one for one in scenarios(call).values() if one.id.lower() == name.lower()), None)


def chosen(call: Call, name: str | None) -> Scenario | None:
    """The scenario that a payload names, None for none; raises `BadInput` for an unknown one."""
    if not name:
        return None
    found = _found(call, name)
    if found is None:
        raise BadInput("scenario-unknown", "error.payload_refused", hint=_known(call))
    return found


def _known(call: Call) -> str:
    return f"Known scenarios: {', '.join(scenarios(call)) or 'none'}."


async def listed(call: Call) -> ScenariosTold:
    """GET: every scenario."""
    return ScenariosTold(
        scenarios=[
            ScenarioListed(
                id=one.id,
                title=bilingual(one.title),
                character=one.character,
                minutes=one.minutes,
                days=one.days,
                steps=len(one.steps),
                rows=list(one.rows),
            )
            for one in scenarios(call).values()
        ]
    )


async def show(call: Call) -> ScenarioTold:
    """GET: the whole of one."""
    one = _found(call, call.named())
    if one is None:
        raise NotFound("scenario-unknown", "error.not_found", hint=_known(call))
    return ScenarioTold(
        id=one.id,
        title=bilingual(one.title),
        story=bilingual(one.story),
        aim=bilingual(one.aim),
        character=one.character,
        minutes=one.minutes,
        days=one.days,
        rows=list(one.rows),
        steps=[_step(step) for step in one.steps],
    )


def _step(step: Step) -> StepTold:
    return StepTold(
        id=step.id,
        part=step.part,
        title=bilingual(step.title),
        task=bilingual(step.task),
        expected=bilingual(step.expected),
        said=bilingual(step.said),
        page=step.page,
        row=step.row,
        days=step.days,
        facts=[FactTold(event=fact.event, where=dict(fact.where)) for fact in step.facts],
    )


OPERATIONS = (
    Operation(
        "GET",
        "/scenarios",
        "listScenarios",
        "The exercises of a class.",
        listed,
        answer=ScenariosTold,
        root=True,
    ),
    Operation(
        "GET",
        "/scenarios/{id}",
        "showScenario",
        "A scenario with its steps and what each is held to.",
        show,
        answer=ScenarioTold,
        root=True,
    ),
)

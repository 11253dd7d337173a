"""A small scenario, a class that plays it, and somebody enrolled in one of its places."""

from sandbox import seeding
from sandbox.domain.scenarios import Fact, Part, Scenario, Step
from sandbox.services import classes, one_call_enrolments, passwords
from sandbox.services.desk import Desk

_WORDS = {"fr": "Faire", "en": "Do"}


def _step(name: str, *facts: Fact, row: str = "") -> Step:
    return Step(name, Part.LEARNER, _WORDS, _WORDS, _WORDS, _WORDS, facts=facts, row=row)


SCENARIO = Scenario(
    id="essai",
    title=_WORDS,
    story=_WORDS,
    aim=_WORDS,
    character="F13",
    minutes=10,
    steps=(
        _step("lire"),
        _step("transmettre", Fact("enrolment.transmitted", {"row": "OB-1"}), row="OB-1"),
        _step("activer", Fact("enrolment.activated")),
    ),
)


async def a_class(desk: Desk, places: int = 3) -> classes.Made:
    """A class that plays `SCENARIO`; the first learner has a name."""
    return await classes.create(
        desk,
        name="Les essais",
        scenario=SCENARIO,
        places=places,
        fill=seeding.sower(),
        names=["Ana"],
    )


async def enrol(desk: Desk, space_id: str, who: str = "F13") -> None:
    """Enrol as a character in a space, in one call."""
    persona = seeding.load().persona(who)
    async with desk.look(space_id) as (tx, _):
        space = tx.space
    prepared = await passwords.prepare(desk.chance(space, "essai"))
    async with desk.work(space_id) as (tx, world):
        await one_call_enrolments.enrol(tx, world, persona.answers, prepared=prepared)

"""What is sent to a class, and what is told of one."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, model_validator

from sandbox.control.identity_fields import Words
from sandbox.control.payloads import Payload, Told
from sandbox.control.spaces import Seconds
from sandbox.domain.classrooms import MOST_NAME
from sandbox.domain.lifecycles import EnrolmentState
from sandbox.domain.scenarios import Part
from sandbox.services.class_board import Standing
from sandbox.services.classes import MOST_PLACES

Count = Annotated[int, Field(ge=1, le=MOST_PLACES)]
Learners = Annotated[
    list[Annotated[str, Field(max_length=MOST_NAME)]], Field(max_length=MOST_PLACES)
]
Places = Annotated[list[Annotated[int, Field(ge=1)]], Field(min_length=1, max_length=MOST_PLACES)]


class _Seated(Payload):
    """So many places, or one for each name."""

    places: Count | None = Field(None, description="As many as there are names if left out.")
    names: Learners = Field(
        default_factory=list, description="Of the learners, from the first place on."
    )

    @model_validator(mode="after")
    def _as_many(self) -> Self:
        if not self.count:
            raise ValueError("give places, or names")
        if len(self.names) > self.count:
            raise ValueError(f"there are {len(self.names)} names for {self.count} places")
        return self

    @property
    def count(self) -> int:
        """How many places."""
        return self.places if self.places is not None else len(self.names)


class ClassWanted(_Seated):
    """A class to make."""

    name: str | None = Field(
        None, max_length=MOST_NAME, description="The title of its scenario if left out."
    )
    id: str | None = Field(
        None, description="Of its hall: 1 to 40 of a-z, 0-9, -; drawn if left out."
    )
    scenario: str | None = Field(
        None, max_length=40, description="As T0, see `GET /scenarios`; none: each does as he likes."
    )
    ttl_seconds: Seconds | None = Field(
        None, description="By the machine; seven days if left out, unless set otherwise."
    )


class PlacesWanted(_Seated):
    """Places to add behind the last one."""


class PlacesChosen(Payload):
    """Which places; all of them if left out."""

    places: Places | None = None


class ClassAdvance(PlacesChosen):
    """How far the calendar of the places goes."""

    days: Annotated[int, Field(ge=1, le=3660)]


class ActWanted(PlacesChosen):
    """What an agent does in the places."""

    act: str = Field(max_length=40, description="See `GET /classes/{hall}/acts`.")


class StepReached(Told):
    """A step that is done."""

    step: str
    at: datetime = Field(description="By the calendar of the place.")


class StepNow(Told):
    """The step to do now."""

    step: str
    part: Part
    title: Words


class LastFact(Told):
    """The latest entry of a journal."""

    event: str
    at: datetime = Field(description="By the calendar of the place.")


class PlaceMade(Told):
    """A place, and what is handed out of it."""

    place: int
    space: str = Field(description="Name of its space.")
    name: str = Field(description="Of the learner; empty until somebody says.")
    link: str = Field(description="Where the learner begins.")
    roles: dict[str, str] = Field(description="Where a browser takes the part of each office.")
    control: str = Field(description="Where this space is commanded.")


class PlaceTold(PlaceMade):
    """A place as it stands."""

    standing: Standing
    entered_at: datetime | None = Field(description="First page, by the machine.")
    page: str = Field(description="Path of the last page seen; empty before the first.")
    seen_at: datetime | None
    idle_seconds: int | None = Field(description="Since the last page or fact; null: never there.")
    stumbles: int = Field(description="Forms refused in a row.")
    hand_raised_at: datetime | None
    reached: list[StepReached]
    now: StepNow | None = Field(description="Null without a scenario, or when all is done.")
    rows: list[str] = Field(description="Rows of the guide that were applied, in order.")
    strayed: str | None = Field(description="A row that the scenario does not lead to.")
    enrolment: EnrolmentState | None = Field(description="State of what was last transmitted.")
    last: LastFact | None


class _Class(Told):
    """What is told of a class wherever it is told."""

    id: str = Field(description="Name of its hall.")
    name: str
    scenario: str | None
    created_at: datetime
    expires_at: datetime | None
    page: str = Field(description="The trainer's page; it asks for the key.")


class ClassListed(_Class):
    """A class in a list."""

    size: int = Field(description="How many places it has.")


class ClassesTold(Told):
    """Every class, the newest first."""

    classes: list[ClassListed]


class ClassMade(_Class):
    """A new class; its key is told this once."""

    key: str = Field(description="Opens the hall in a browser.")
    link: str = Field(description="The trainer's page with the key.")
    places: list[PlaceMade]


class ClassTold(_Class):
    """A class now, place by place."""

    steps: int = Field(description="Of the scenario; 0 without one.")
    places: list[PlaceTold]


class PlacesMade(Told):
    """The places that were added."""

    places: list[PlaceMade]


class PlacesReset(Told):
    """The places that begin again."""

    places: list[int]


class PlaceMoved(Told):
    """A place whose calendar was moved."""

    place: int
    applied: int = Field(description="Things that fell due.")


class PlacesMoved(Told):
    """The places whose calendar was moved; one whose space is gone is left out."""

    places: list[PlaceMoved]


class WhyNot(Told):
    """Why an act was not possible in a place."""

    code: str
    message: Words
    hint: str


class PlacePlayed(Told):
    """What came of an act in a place."""

    place: int
    done: bool
    why_not: WhyNot | None


class PlacesPlayed(Told):
    """What came of an act, place by place."""

    places: list[PlacePlayed]


class ActOffered(Told):
    """An act, and where it could be done now."""

    act: str
    places: list[int]


class ActsTold(Told):
    """Every act there is."""

    acts: list[ActOffered]


class StepDone(Told):
    """One step over the whole class."""

    step: str
    title: Words
    done: int = Field(description="Places that did it.")
    median_seconds: float | None = Field(description="Since the step before, by the calendar.")


class RowReached(Told):
    """A row of the guide, and in how many places it was applied."""

    row: str
    places: int


class ReportTold(_Class):
    """What the class did."""

    present: int = Field(description="Places where somebody ever was.")
    finished: int = Field(description="Places where every step is done; 0 without a scenario.")
    steps: list[StepDone]
    rows: list[RowReached]
    strayed: list[int] = Field(description="Places whose last row the scenario does not lead to.")
    places: list[PlaceTold]

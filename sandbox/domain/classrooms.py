"""A class of learners: a hall where the trainer is, and a space of its own for each place.

`Classroom` and `Seat` are rows of the hall, which is a space without contents; what the learners
do is in the spaces of their places and nowhere else, so nobody can break another's world.
"""

from dataclasses import dataclass
from datetime import datetime

MOST_NAME = 80
"""Characters of the name of a class, and of a learner."""
CLASSROOM = "classroom"
"""The key of the one classroom of a hall."""


@dataclass(frozen=True, slots=True)
class Classroom:
    """The class itself; a space that holds one is a hall."""

    id: str  # always CLASSROOM
    name: str
    scenario: str  # id of the scenario that everybody plays; empty: each does as he likes
    key_hash: str  # digest of the key that opens the hall to its trainer
    created_at: datetime  # by the machine


@dataclass(frozen=True, slots=True)
class Seat:
    """A learner's place, as the trainer sees it from the hall."""

    id: str  # id of the learner's space
    place: int  # from 1; what the card says
    name: str = ""  # of the learner or the team, as typed; empty until somebody says
    entered_at: datetime | None = None  # first page, by the machine
    page: str = ""  # path within the space of the last page seen
    seen_at: datetime | None = None  # when, by the machine
    stumbles: int = 0  # forms refused in a row (422) since one was taken
    hand_raised_at: datetime | None = None  # asks the trainer to come, by the machine

"""A scenario: a story told in steps, each held to what the journal says (seed/scenarios/*.toml).

A step is done when its facts stand in the journal of the space, after those of the step before.
Texts are pairs `{"fr": ..., "en": ...}`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Words = Mapping[str, str]
"""One text in each language, by `fr` and `en`."""


class Part(StrEnum):
    """Who does a step; the offices are parts that a trainer may hand out."""

    LEARNER = "apprenant"  # who enrols, signs in, uses the account
    REVENUE = "revenu"  # the agent of Revenu Québec
    MINISTRY = "ministere"
    HELP_DESK = "assistance"
    CALENDAR = "calendrier"  # time passes: the trainer moves the calendar


@dataclass(frozen=True, slots=True)
class Fact:
    """One entry of the journal: its name, and what of its `data` must be so."""

    event: str  # domain.events
    where: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do."""

    id: str
    part: Part
    title: Words  # a few words, in the imperative
    task: Words  # what to do, and what to type
    expected: Words  # what is seen when it is done
    said: Words  # what the trainer says then: why, by the guide
    page: str = ""  # path in the space where it is done
    facts: tuple[Fact, ...] = ()  # all of them; none: done with the next step that has some
    row: str = ""  # row of the guide that it reaches
    days: int = 0  # for CALENDAR: days the calendar is moved


@dataclass(frozen=True, slots=True)
class Scenario:
    """A whole exercise."""

    id: str
    title: Words
    story: Words
    aim: Words  # what one knows afterwards
    character: str  # persona that the learner plays, e.g. F06
    minutes: int  # how long it takes a class
    steps: tuple[Step, ...]
    days: int = 0  # days the calendar of a place is ahead when the class begins
    rows: tuple[str, ...] = ()  # rows of the guide reached on the way, in order

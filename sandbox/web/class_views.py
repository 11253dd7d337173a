"""How a place of a class is put to its trainer: in words and an icon, never colour alone."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sandbox.domain.scenarios import Scenario, Step
from sandbox.services.class_acts import ACTS
from sandbox.services.class_board import Board, SeatView, Standing
from sandbox.services.scenario_progress import Progress
from sandbox.web.wording import Say

TONES = {
    Standing.HAND: "wait",
    Standing.STUCK: "bad",
    Standing.WORKING: "neutral",
    Standing.ABSENT: "neutral",
    Standing.DONE: "good",
    Standing.GONE: "bad",
}
"""The colour that goes with the word of a standing."""
_WHERE = (
    "inscription/transmettre",
    "inscription/verification",
    "inscription/accuse",
    "inscription/service",
    "inscription/representant",
    "inscription/identifiants",
    "inscription/rse",
    "inscription",
    "connexion",
    "compte",
    "bureaux/revenu",
    "bureaux/ministere",
    "bureaux/assistance",
    "bureaux",
    "poste",
    "ailleurs",
    "guide",
    "personnages",
    "bienvenue",
    "etapes",
    "developper",
    "oidc",
)
"""Beginnings of paths that have words, the longest first; `class.where.<path>` with `_` for `/`."""


@dataclass(frozen=True, slots=True)
class Line:
    """A place on the board."""

    place: int
    space: str
    name: str
    where: str
    standing: str
    tone: str
    step: int  # how many are done
    of: int  # of how many; 0 without a scenario
    title: str  # of what is to be done now
    row: str  # reached last
    idle: str
    hand: bool


@dataclass(frozen=True, slots=True)
class Count:
    """What stands above the board."""

    present: int
    absent: int
    done: int
    stuck: tuple[Line, ...]
    hands: tuple[Line, ...]


def lines(board: Board, scenario: Scenario | None, lang: str, t: Say) -> list[Line]:
    """Every place of the board, by number."""
    return [line(view, scenario, lang, t) for view in board.seats]


def line(view: SeatView, scenario: Scenario | None, lang: str, t: Say) -> Line:
    """One place of the board in words."""
    seat, progress = view.seat, view.progress
    current, rows = progress.current, progress.rows
    return Line(
        place=seat.place,
        space=seat.id,
        name=seat.name,
        where=where(seat.page, t) if seat.entered_at else "",
        standing=view.standing.value,
        tone=TONES[view.standing],
        step=len(progress.done),
        of=len(scenario.steps) if scenario else 0,
        title=current.title[lang] if current else "",
        row=rows[-1] if rows else "",
        idle=lasted(view.idle, t) if view.idle is not None else "",
        hand=seat.hand_raised_at is not None,
    )


def offered(board: Board) -> list[tuple[str, int]]:
    """What an agent could do somewhere, each with in how many places."""
    found = Counter(act for view in board.seats for act in view.acts)
    return [(act, found[act]) for act in ACTS if found[act]]


def count(found: Iterable[Line]) -> Count:
    """How many are there, done, stuck, and who calls."""
    listed = tuple(found)
    present = sum(Standing(one.standing).present for one in listed)
    return Count(
        present=present,
        absent=len(listed) - present,
        done=sum(one.standing == Standing.DONE for one in listed),
        stuck=tuple(one for one in listed if one.standing == Standing.STUCK),
        hands=tuple(one for one in listed if one.hand),
    )


def where(path: str, t: Say) -> str:
    """The page of a learner in words."""
    bare = path.partition("?")[0].strip("/")
    for begin in _WHERE:
        if bare == begin or bare.startswith(f"{begin}/"):
            return t(f"class.where.{begin.replace('/', '_')}")
    return t("class.where.elsewhere" if bare else "class.where.door")


def lasted(span: timedelta, t: Say) -> str:
    """A length of time as people say it: « 12 min », « 1 h 05 »."""
    minutes = max(0, int(span.total_seconds())) // 60
    if minutes < 1:
        return t("class.moment_ago")
    if minutes < 60:
        return t("class.minutes", minutes=minutes)
    if minutes < 24 * 60:
        return t("class.hours", hours=minutes // 60, minutes=f"{minutes % 60:02}")
    return t("class.days_ago", days=minutes // (24 * 60))


def step_states(
    progress: Progress, steps: Iterable[Step]
) -> list[tuple[Step, str, datetime | None]]:
    """Each step with `done`, `now` or `next`, and when it was done."""
    done = {reached.step.id: reached.at for reached in progress.done}
    current = progress.current.id if progress.current else ""
    return [
        (
            one,
            "done" if one.id in done else "now" if one.id == current else "next",
            done.get(one.id),
        )
        for one in steps
    ]

"""How far a scenario is: its steps held against the journal, in order. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sandbox.domain.events import Event
from sandbox.domain.model import JournalEntry
from sandbox.domain.scenarios import Fact, Scenario, Step

_DECIDED = (Event.ENROLMENT_TRANSMITTED, Event.ENROLMENT_REFUSED_AT_ENTRY)


@dataclass(frozen=True, slots=True)
class Reached:
    """A step that is done, and by which entry of the journal."""

    step: Step
    seq: int
    at: datetime  # calendar hand
    stamped_at: datetime  # protocol hand, which a calendar that is moved leaves alone


@dataclass(frozen=True, slots=True)
class Progress:
    """The steps that are done, the one to do now (None: all are), and the rows on the way."""

    done: tuple[Reached, ...] = ()
    current: Step | None = None
    rows: tuple[str, ...] = ()
    strayed: str = ""  # the row reached last, where the scenario does not lead to it
    detours: tuple[str, ...] = ()  # every row reached that it does not lead to

    @property
    def finished(self) -> bool:
        """Whether nothing is left to do."""
        return self.current is None


def rows_of(entries: Sequence[JournalEntry]) -> tuple[str, ...]:
    """The rows of the guide that were applied, in order."""
    return tuple(
        str(entry.data["row"])
        for entry in entries
        if entry.name in _DECIDED and entry.data.get("row")
    )


def progress(scenario: Scenario, entries: Sequence[JournalEntry]) -> Progress:
    """Hold the steps against the journal since the space was filled, in its order.

    A step is done by the first entries after those of the step before that hold its facts; one
    without facts is done with the next that has some.
    """
    done: list[Reached] = []
    waiting: list[Step] = []
    after = 0
    for step in scenario.steps:
        waiting.append(step)
        if not step.facts:
            continue
        found = _last_of(step.facts, entries, after, scenario)
        if found is None:
            break
        done += [Reached(each, found.seq, found.happened_at, found.stamped_at) for each in waiting]
        waiting, after = [], found.seq
    else:
        if waiting and done:  # nothing is asked behind the last fact
            done += [replace(done[-1], step=each) for each in waiting]
            waiting = []
    rows = rows_of(entries)
    wanted = {*scenario.rows, *(step.row for step in scenario.steps)}
    strange = [row for row in rows if row not in wanted]
    later = rows[-1] if rows else ""
    return Progress(
        done=tuple(done),
        current=waiting[0] if waiting else None,
        rows=rows,
        strayed=later if strange and later not in wanted else "",
        detours=tuple(dict.fromkeys(strange)),
    )


def _last_of(
    facts: Sequence[Fact], entries: Sequence[JournalEntry], after: int, scenario: Scenario
) -> JournalEntry | None:
    """The entry that completes these facts, each behind `after`; None while one is missing."""
    last: JournalEntry | None = None
    for fact in facts:
        found = next(
            (each for each in entries if each.seq > after and _holds(fact, each, scenario)), None
        )
        if found is None:
            return None
        if last is None or found.seq > last.seq:
            last = found
    return last


def _holds(fact: Fact, entry: JournalEntry, scenario: Scenario) -> bool:
    """Whether an entry is this fact; one of another organisation than the character's is not."""
    if entry.name != fact.event:
        return False
    own = f"org_{scenario.character.lower()}"
    if entry.organisation_id and scenario.character and entry.organisation_id != own:
        return False
    return all(_same(wanted, entry.data.get(name)) for name, wanted in fact.where.items())


def _same(wanted: object, told: object) -> bool:
    """Equal, or among those told where a list is told."""
    return wanted in told if isinstance(told, list) else wanted == told

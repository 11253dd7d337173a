"""What happened in a space, in plain words, for the report of a test that failed.

Told by the control API alone, which gives no secret away.
"""

import traceback
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from sandbox.remote.errors import RemoteError
from sandbox.remote.feeds import Entry
from sandbox.remote.space import Space
from sandbox.remote.traces import Trace
from sandbox.texts import known, say

_MOST_TRACES = 3
_MOST_STEPS = 15
_MOST_ENTRIES = 20
_BIRTH = "space."
"""Of the facts that belong to the space being made, which the test has not brought about."""


def of(space: Space, language: str) -> str:
    """Its last sign-ins and enrolments, step by step, then the end of its journal.

    Never raises: the test's own failure is what matters.
    """
    try:
        return "\n".join([space.issuer, *_told(space, language)])
    except (RemoteError, LookupError) as error:
        return f"{space.issuer}\nWhat happened there could not be read: {error!r}"


def _told(space: Space, language: str) -> Iterator[str]:
    entries = space.journal.list()
    born = max((entry.seq for entry in entries if entry.name.startswith(_BIRTH)), default=0)
    entries = [entry for entry in entries if entry.seq > born]
    if not entries:
        yield "Nothing has happened there since it was made."
        return
    fresh = [trace for trace in space.traces.list(limit=_MOST_TRACES) if trace["last"] > born]
    path = urlsplit(space.issuer).path
    for trace in reversed(fresh):
        yield from _journey(space.traces[trace.id], path, language)
    told = {trace.id for trace in fresh}
    entries = [entry for entry in entries if entry.trace not in told]
    if entries:
        yield "Its journal:" if not told else "The rest of its journal:"
    if len(entries) > _MOST_ENTRIES:
        yield f"  ({len(entries) - _MOST_ENTRIES} earlier entries)"
    for entry in entries[-_MOST_ENTRIES:]:
        yield f"  {_line(entry, language)}"


def _journey(trace: Trace, path: str, language: str) -> Iterator[str]:
    yield f"{trace['title'][language]} ({trace.id}):"
    if len(trace.steps) > _MOST_STEPS:
        yield f"  ({len(trace.steps) - _MOST_STEPS} earlier steps)"
    for step in trace.steps[-_MOST_STEPS:]:
        yield f"  {_step(step, path, language)}"


def _step(step: Mapping[str, Any], path: str, language: str) -> str:
    """One step: when, by whom to whom, what it was, what came of it, and why if it was refused."""
    where = f"{step['method']} {step['endpoint'].removeprefix(path)}".strip()
    way = f"{step['sender']} > {step['receiver']}"
    said = [step["title"][language], *(result[language] for result in step["results"])]
    if refusal := step["refusal"]:
        said += [f"{refusal['error']}: {refusal['reason'][language]}", refusal["hint"]]
    if fault := step["fault"]:
        said.append(f"{fault['id']}: {fault['defect'][language]}")
    told = "; ".join(part for part in said if part)
    return "  ".join(part for part in (step["protocol"][11:19], way, where, told) if part)


def _line(entry: Entry, language: str) -> str:
    words = f"event.{entry.name}"
    said = say(words, language) if known(words) else entry.name
    data = " ".join(
        f"{name}={value}"
        for name, value in entry.data.items()
        if value != "" and not isinstance(value, dict | list)
    )
    moment = str(entry.stamped_at)[11:19]
    return " ".join(part for part in (moment, said, f"[{entry.name}]", data) if part)


def mistakes(errors: Sequence[Exception]) -> str:
    """Errors of the sandbox itself, with where they were raised."""
    told = ["".join(traceback.format_exception(error)) for error in errors]
    return "The sandbox made a mistake while it answered this test:\n" + "\n".join(told)

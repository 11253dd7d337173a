"""What happened in a space, in plain words, for the report of a test that failed."""

import traceback
from collections.abc import Sequence

from sandbox.remote.errors import RemoteError
from sandbox.remote.feeds import Entry
from sandbox.remote.space import Space
from sandbox.texts import known, say

_MOST_ENTRIES = 30


def of(space: Space, language: str) -> str:
    """The last entries of its journal, oldest first, and where to read on.

    Never raises: the test's own failure is what matters.
    """
    try:
        entries = space.journal.list()
    except RemoteError as error:
        return f"The journal could not be read: {error}"
    lines = [_line(entry, language) for entry in entries[-_MOST_ENTRIES:]]
    if len(entries) > _MOST_ENTRIES:
        lines.insert(0, f"({len(entries) - _MOST_ENTRIES} earlier entries)")
    return "\n".join([space.issuer, *lines])


def _line(entry: Entry, language: str) -> str:
    words = f"event.{entry.name}"
    said = say(words, language) if known(words) else entry.name
    data = " ".join(f"{name}={value}" for name, value in entry.data.items() if value != "")
    moment = str(entry.stamped_at)[11:19]
    return " ".join(part for part in (moment, said, f"[{entry.name}]", data) if part)


def mistakes(errors: Sequence[Exception]) -> str:
    """Errors of the sandbox itself, with where they were raised."""
    told = ["".join(traceback.format_exception(error)) for error in errors]
    return "The sandbox made a mistake while it answered this test:\n" + "\n".join(told)

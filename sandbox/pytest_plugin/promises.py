"""Armed faults that a test must let strike: one that never struck has proved nothing."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import sandbox
from sandbox.inprocess import Seen
from sandbox.remote.errors import ControlError
from sandbox.remote.faults import Armed
from sandbox.remote.feeds import Journal

_ARMED, _STRUCK = "fault.armed", "fault.struck"
_OURS = str(Path(sandbox.__file__).parent)


@dataclass(frozen=True, slots=True)
class Promise:
    """A fault, and the line that armed it."""

    armed: Armed
    journal: Journal
    where: str

    def broken(self) -> bool:
        """Whether it was armed and has not struck, by the journal; it may have been disarmed since.

        False where that cannot be known: the space was reset, restored or deleted by the test.
        """
        try:
            facts = {entry.name for entry in self.journal.list(subject=self.armed.id)}
        except ControlError:
            return False
        return _ARMED in facts and _STRUCK not in facts

    def told(self, seen: Sequence[Seen], under: str) -> str:
        """What to say of a broken one; `seen` is what was asked of its space, `under` its path."""
        scope = [
            f"{name} {value}"
            for name in ("client_id", "endpoint", "trace")
            if (value := self.armed.told[name])
        ]
        only = f" ({', '.join(scope)} only)" if scope else ""
        return (
            f"The fault {self.armed.fault}{only}, armed at {self.where}, never struck.\n"
            f"  {_requests(seen, under)}\n"
            "  Bring about the answer that it spoils, or arm it with optional=True."
        )


def _requests(seen: Sequence[Seen], under: str) -> str:
    """The requests of applications and browsers, each once, in the order of their first."""
    counted: dict[str, int] = {}
    for each in seen:
        path = each.path.removeprefix(under)
        if not path.startswith("/_sandbox"):
            said = f"{each.method} {path} -> {each.status or 'hung up'}"
            counted[said] = counted.get(said, 0) + 1
    if not counted:
        return "No application asked this space for anything."
    told = [said if times == 1 else f"{said} ({times} times)" for said, times in counted.items()]
    return "This space was asked: " + ", ".join(told) + "."


def where_armed() -> str:
    """The file and line of the test, or of what it called, that is arming a fault."""
    frame: FrameType | None = sys._getframe(1)  # noqa: SLF001 (a stack of one's own has no other)
    while frame is not None and frame.f_code.co_filename.startswith(_OURS):
        frame = frame.f_back
    if frame is None:
        return "an unknown line"
    path = Path(frame.f_code.co_filename)
    if path.is_relative_to(Path.cwd()):
        path = path.relative_to(Path.cwd())
    return f"{path}:{frame.f_lineno}"

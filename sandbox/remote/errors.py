"""What goes wrong between a test and a sandbox; each text says what to do about it."""

from collections.abc import Mapping
from typing import Any


class RemoteError(Exception):
    """Base of all that this client raises."""


class ControlError(RemoteError):
    """The control API refused, or no sandbox answered.

    `code` is a stable word, `message` says it to people, `hint` tells the developer what to do,
    `cite` where it is written, `status` is the HTTP status (0 when nothing answered).
    """

    def __init__(
        self, code: str, *, message: str = "", hint: str = "", cite: str = "", status: int = 0
    ) -> None:
        super().__init__(code)
        self.code, self.message, self.hint = code, message, hint
        self.cite, self.status = cite, status

    @classmethod
    def told(cls, status: int, told: Mapping[str, Any]) -> "ControlError":
        """The error that an answer holds."""
        return cls(
            str(told.get("code") or f"http-{status}"),
            message=str(told.get("message") or ""),
            hint=str(told.get("hint") or ""),
            cite=str(told.get("cite") or ""),
            status=status,
        )

    def __str__(self) -> str:
        said = self.hint or self.message
        told = f"{self.code}: {said}" if said else self.code
        marks = [str(self.status)] if self.status else []
        if self.cite:
            marks.append(self.cite)
        return f"{told} [{', '.join(marks)}]" if marks else told


class FlowError(RemoteError):
    """The provider refused, or answered what a relying party must not accept.

    `at` is where (`authorize`, `token`, `userinfo`, `discovery`); `error` the standard word of the
    specification, or one of ours where the answer is no error of it; `answer` what came, as read.
    """

    def __init__(
        self,
        at: str,
        error: str,
        description: str = "",
        *,
        status: int = 0,
        answer: Mapping[str, Any] | str = "",
    ) -> None:
        super().__init__(error)
        self.at, self.error, self.description = at, error, description
        self.status, self.answer = status, answer

    def __str__(self) -> str:
        told = f"{self.at}: {self.error}"
        if self.description:
            told += f": {self.description}"
        return f"{told} [{self.status}]" if self.status else told


class NothingCame(RemoteError):
    """What was waited for did not come in time; the text tells what came instead."""


def passes_on(raised: Any) -> bool:
    """Whether a test runner need not show a function of ours: it only passed on what was refused.

    As the `__tracebackhide__` of a module it is asked by pytest, with its `ExceptionInfo`: the
    report of a failed test then points at the line of the test. A mistake of ours is shown whole.
    """
    return raised is not None and isinstance(raised.value, RemoteError)

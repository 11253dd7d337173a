"""Errors of the sandbox: broken rules of the code or of a call, never refusals of the guide.

A refusal of the guide is a value (`guide.engine.Decision`, or an outcome of a service). What is
raised here is for a caller who asked for something that cannot be: a bad input, an unknown thing,
a state that does not allow the event. Each error has three readers: `code` for programs, the text
under `message_id` for people, `hint` for the developer who has to act; `cite` names the source.
"""

from dataclasses import dataclass, field


@dataclass(eq=False)
class SandboxError(Exception):
    """Base of every error raised on purpose.

    `code` is a stable kebab-case word; `message_id` a key of `texts`; `values` fill its
    placeholders; `hint` is one English sentence that says what to do; `cite` is an R-nn, A-nn or
    a section of a specification; `status` is the HTTP status a face answers with.
    """

    code: str
    message_id: str
    hint: str = ""
    cite: str = ""
    values: dict[str, str] = field(default_factory=dict)
    status = 400

    def __str__(self) -> str:
        return f"{self.code}: {self.hint}" if self.hint else self.code


class BadInput(SandboxError):
    """The caller sent something malformed or out of its vocabulary."""

    status = 422


class NotFound(SandboxError):
    """The thing named does not exist in this space."""

    status = 404


class NotAllowed(SandboxError):
    """The present state does not allow this event."""

    status = 409


class Conflict(SandboxError):
    """Someone else changed the same thing first, or the key is taken; nothing was written."""

    status = 409


class Unavailable(SandboxError):
    """The store cannot answer at the moment; nothing was written and the call may be repeated."""

    status = 503


def unknown_space(space_id: str) -> NotFound:
    """There is no such space."""
    return NotFound(
        "space-unknown",
        "error.space_unknown",
        hint="Create the space first, or check its name in the address.",
        values={"space": space_id},
    )

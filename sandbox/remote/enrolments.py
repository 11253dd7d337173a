"""Enrolments: filled in, transmitted, decided."""

from collections.abc import Mapping
from typing import Any, Self

from sandbox.remote.answers import Answer, given, segment
from sandbox.remote.connection import Connection
from sandbox.remote.errors import passes_on

__tracebackhide__ = passes_on


class Receipt(Answer):
    """What the person is shown; looking at it here spends nothing."""

    user_code: str
    temporary_password: str | None


class Enrolment(Answer):
    """An enrolment.

    `row` is the row of the guide that decided it; `decision` the whole of what the guide said,
    told by the call that made it decide.
    """

    id: str
    number: str
    state: str
    origin: str
    legal_form: str | None
    answers: dict[str, Any]
    organisation: str | None
    account: str | None
    row: str | None
    decision: dict[str, Any] | None
    problems: list[dict[str, Any]]
    warnings: list[dict[str, Any]]
    documents: list[dict[str, Any]]

    def __init__(self, connection: Connection, told: Mapping[str, Any]) -> None:
        super().__init__(told)
        self._connection = connection

    @property
    def receipt(self) -> Receipt | None:
        """The user code and the temporary password; none before an enrolment is transmitted."""
        told = self.get("receipt")
        return None if told is None else Receipt(told)

    def fill(self, **answers: Any) -> Self:
        """Answer some questions of a draft."""
        return self._became(self._connection.patch(self._path(), {"answers": answers}))

    def check(self) -> Self:
        """Have a draft checked against the registers, as its last page does."""
        return self._became(self._connection.post(self._path("check")))

    def transmit(self) -> Self:
        """Transmit a draft."""
        return self._became(self._connection.post(self._path("transmit")))

    def decide(self, act: str, *, document: str | None = None, reason: str | None = None) -> Self:
        """Decide as the agent does, e.g. `activate`; `document` for an act on one document."""
        sent = given(act=act, document=document, reason=reason)
        return self._became(self._connection.post(self._path("decide"), sent))

    def reload(self) -> Self:
        """Read it again."""
        return self._became(self._connection.get(self._path()))

    def _path(self, step: str = "") -> str:
        return f"/enrolments/{segment(self['id'])}" + (f"/{step}" if step else "")

    def _became(self, told: Mapping[str, Any]) -> Self:
        self._told = dict(told)
        return self

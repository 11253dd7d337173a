"""Payloads: what may be sent and what is answered; an unknown field is refused, never ignored.

Every model is shown in the OpenAPI document as it is read here. A whole payload is valid, or a
`BadInput` tells everything that is wrong with it, and what is known instead.
"""

import typing
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from sandbox.domain.errors import BadInput

B = TypeVar("B", bound=BaseModel)
_MOST_TOLD = 6


class Payload(BaseModel):
    """The body, or the query, of a request."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_max_length=20_000)


class Told(BaseModel):
    """An answer."""

    model_config = ConfigDict(frozen=True)


def read(kind: type[B], given: object) -> B:
    """`given` as this payload; raises `BadInput` that tells each field that is not right."""
    try:
        return kind.model_validate(given)
    except ValidationError as error:
        problems = error.errors(include_url=False, include_input=False, include_context=True)
        told = [_said(kind, problem) for problem in problems[:_MOST_TOLD]]
        more = len(problems) - len(told)
        if more:
            told.append(f"{more} more problems.")
        raise BadInput(
            "payload-refused",
            "error.payload_refused",
            hint=" ".join(told),
            cite="docs/control.md",
        ) from None


def _said(kind: type[BaseModel], problem: Mapping[str, Any]) -> str:
    """One problem in a sentence."""
    at = ".".join(str(step)[:60] for step in problem["loc"]) or "the payload"
    if problem["type"] == "extra_forbidden":
        holder = _holder(kind, problem["loc"][:-1])
        known = ", ".join(sorted(_names(holder))) if holder else ""
        return f"Unknown field {at}." + (f" Known: {known}." if known else "")
    if problem["type"] == "missing":
        return f"{at} is missing."
    words = str(problem["msg"]).removeprefix("Value error, ").rstrip(".")
    return f"{at}: {words}."


def _names(kind: type[BaseModel]) -> Iterator[str]:
    for name, field in kind.model_fields.items():
        yield field.alias or name


def _holder(kind: type[BaseModel], path: tuple[Any, ...]) -> type[BaseModel] | None:
    """The model that a path of fields leads to."""
    found: type[BaseModel] | None = kind
    for step in path:
        if found is None or isinstance(step, int):
            continue
        by_name = {field.alias or name: field for name, field in found.model_fields.items()}
        field = by_name.get(str(step))
        if field is not None:
            found = _model_in(field.annotation)
    return found


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The first model that an annotation names."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for part in typing.get_args(annotation):
        if (found := _model_in(part)) is not None:
            return found
    return None

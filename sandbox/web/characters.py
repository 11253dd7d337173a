"""The characters of the seeds, as `app` tells of them: the seeds are not ours to read."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from starlette.requests import Request


class Persona(Protocol):
    """A character: an organisation, its story, what its representative types, the row reached."""

    id: str
    organisation_id: str
    story: str
    expected_row: str
    answers: Mapping[str, str]
    before: tuple[str, ...]  # characters to enrol first


def characters_of(request: Request) -> Sequence[Persona]:
    """All of them; none where nothing was seeded."""
    found: Sequence[Persona] = getattr(request.app.state, "personas", ())
    return found
